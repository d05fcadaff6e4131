//! The map of candidates: a point each, its shape telling the sides, its size how many statements
//! it holds; the largest are named where their names fit.

use maud::{Markup, html};

use super::counts::SIDES;
use crate::domain::proposal::{Proposal, Sides};
use crate::write::svg::words::clipped;
use crate::write::svg::{
    AltText, Anchor, Shape, TextStyle, WIDTH, image, key_with, mark, rect, width,
};

/// The most points drawn.
const POINTS: usize = 2000;
/// The most names drawn.
const NAMES: usize = 15;
const NAME: TextStyle = TextStyle { class: "halo", size: 10.0, anchor: Anchor::Middle };

/// A map and the candidates that are named on it, largest first.
pub(super) struct Map {
    /// The map as a drawing.
    pub(super) image: Markup,
    /// Indices of candidates.
    pub(super) named: Vec<usize>,
    /// How many candidates have a point.
    pub(super) drawn: usize,
}

/// The map; `None` when there are no coordinates (none at all, or all of them zero).
pub(super) fn map(p: &Proposal, words: &AltText) -> Option<Map> {
    let mut order: Vec<usize> = (0..p.candidates.len().min(p.map.nrows()))
        .filter(|&c| p.map.row(c).iter().all(|x| x.is_finite()))
        .collect();
    order.sort_by_key(|&c| (std::cmp::Reverse(p.candidates[c].members.len()), c));
    order.truncate(POINTS);
    if p.map.ncols() < 2 || order.iter().all(|&c| p.map[[c, 0]] == 0.0 && p.map[[c, 1]] == 0.0) {
        return None;
    }
    let (legend, top) =
        key_with(&["cruzada", "solo institucional", "solo ciudadana"], |i, x, y| {
            point(SIDES[i], x, y, 5.0)
        });
    let spots: Vec<(f32, f32, f32)> = spots(p, &order, top);
    let mut taken: Vec<[f32; 4]> = Vec::new();
    let mut named = Vec::new();
    let mut names = Vec::new();
    for (&c, &(x, y, r)) in order.iter().zip(&spots) {
        let text = clipped(p.candidates[c].id.as_str(), 12);
        let half = width(&text, NAME.size) / 2.0 + 1.0;
        let name = [x - half, y - r - 12.0, x + half, y - r - 1.0];
        let inside = name[0] >= 0.0 && name[2] <= WIDTH && name[1] >= top;
        if inside && taken.iter().all(|other| apart(&name, other)) {
            names.push(NAME.line(x, y - r - 3.0, &text));
            taken.push(name);
            named.push(c);
        }
        if named.len() == NAMES {
            break;
        }
    }
    let body = html! {
        (legend)
        (rect("field", 0.5, top, WIDTH - 1.0, WIDTH - 1.0))
        @for (&c, &(x, y, r)) in order.iter().zip(&spots) {
            (point(p.candidates[c].sides(), x, y, r))
        }
        @for name in &names { (name) }
    };
    let drawn = order.len();
    Some(Map { image: image(words, top + WIDTH, &body), named, drawn })
}

fn apart(a: &[f32; 4], b: &[f32; 4]) -> bool {
    a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]
}

/// Where each point is on the drawing, and its radius: one scale for both axes.
fn spots(p: &Proposal, order: &[usize], top: f32) -> Vec<(f32, f32, f32)> {
    let range = |axis: usize| {
        let values = order.iter().map(|&c| p.map[[c, axis]]);
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)))
    };
    let (x, y) = (range(0), range(1));
    let span = (x.1 - x.0).max(y.1 - y.0);
    let scale = if span > 0.0 { (WIDTH - 48.0) / span } else { 0.0 };
    let place =
        |value: f32, (lo, hi): (f32, f32)| WIDTH / 2.0 + (value - f32::midpoint(lo, hi)) * scale;
    let radius = |c: usize| (1.6 + 0.75 * (p.candidates[c].members.len() as f32).sqrt()).min(9.0);
    order
        .iter()
        .map(|&c| (place(p.map[[c, 0]], x), top + place(-p.map[[c, 1]], (-y.1, -y.0)), radius(c)))
        .collect()
}

fn point(sides: Sides, x: f32, y: f32, r: f32) -> Markup {
    let (shape, class) = match sides {
        Sides::Both => (Shape::Circle, "cruz dot"),
        Sides::InstitutionalOnly => (Shape::Square, "inst dot"),
        Sides::CitizenOnly => (Shape::Triangle, "ciud dot"),
    };
    mark(shape, class, x, y, r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::write::svg::assert_legible;

    const ALT_TEXT: AltText = AltText { id: "m", title: "Mapa", desc: "Puntos" };

    #[test]
    fn a_map_without_coordinates_is_not_drawn() {
        let mut p = sample::proposal();
        assert!(map(&p, &ALT_TEXT).is_none());
        p.map.fill(f32::NAN);
        assert!(map(&p, &ALT_TEXT).is_none());
    }

    #[test]
    fn names_on_the_map_stay_apart_and_inside() {
        let mut p = sample::proposal();
        let one = p.candidates[0].clone();
        p.candidates = vec![one; 300];
        p.map = ndarray::Array2::from_shape_fn((300, 2), |(i, j)| ((i * 37 + j * 91) % 101) as f32);
        let drawn = map(&p, &ALT_TEXT).expect("there are coordinates");
        assert_legible(&drawn.image.into_string());
        assert_eq!(drawn.drawn, 300);
        assert!(drawn.named.len() > 3 && drawn.named.len() <= NAMES);
    }

    #[test]
    fn one_point_is_in_the_middle() {
        let mut p = sample::proposal();
        p.candidates.truncate(1);
        p.map = ndarray::array![[3.0, 4.0]];
        let drawn = map(&p, &ALT_TEXT).expect("there are coordinates").image.into_string();
        assert!(drawn.contains("cx=\"180\""), "{drawn}");
    }
}
