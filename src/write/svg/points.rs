//! The plot of points: several series as marks joined by lines, over nice ticks. Colour, dash and
//! the shape of the mark tell series apart, so that it reads without colour too.

use maud::{Markup, html};

use super::{
    AltText, Anchor, LABEL, Shape, TextStyle, WIDTH, at, image, key_with, line, mark, path, stroke,
    width,
};
use crate::evaluate::table::decimal;

/// The style of plots of points, for a page's style sheet and for a file.
pub(crate) const STYLE: &str = include_str!("points.css");
/// How many series look different; more than these are not drawn.
pub(crate) const LOOKS: usize = 8;
/// The height of the field between the axes.
const TALL: f32 = 210.0;
/// The room between the axes and the first and last tick, so that no mark covers words.
const SIDE: f32 = 9.0;
const TICK: TextStyle = TextStyle { class: "quiet", size: 10.5, anchor: Anchor::Middle };
const LEVEL: TextStyle = TextStyle { class: "quiet", size: 10.5, anchor: Anchor::End };

/// Points that belong together.
pub(crate) struct PointSeries {
    /// The words in the key.
    pub(crate) label: String,
    /// x and y, in the order they are joined in.
    pub(crate) points: Vec<(f64, f64)>,
}

/// What is on the axes, and what else is drawn.
#[derive(Default)]
pub(crate) struct Axes<'a> {
    /// What x is.
    pub(crate) x: &'a str,
    /// What y is.
    pub(crate) y: &'a str,
    /// Where the run's own setting is.
    pub(crate) own: Option<(f64, f64)>,
    /// Whether points are joined.
    pub(crate) joined: bool,
    /// Whether lines of equal harmonic mean of x and y are drawn.
    pub(crate) harmonic: bool,
}

/// A range with its ticks.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// About five ticks at 1, 2 or 5 times a power of ten, around all values.
    fn around(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low < 1e-9 {
            (low, high) = (low - 0.5, high + 0.5);
        }
        let rough = (high - low) / 4.5;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|m| m * power)
            .find(|step| *step >= rough)
            .unwrap_or(10.0 * power);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|i| self.low + i as f64 * self.step).collect()
    }

    /// A tick in words: as many decimals as the step needs.
    fn words(&self, tick: f64) -> String {
        let places = (-self.step.log10().floor()).clamp(0.0, 6.0) as usize;
        decimal(tick, places).replace('-', "−")
    }

    /// 0 at the low end, 1 at the high one.
    fn share(&self, value: f64) -> f32 {
        ((value - self.low) / (self.high - self.low)) as f32
    }
}

/// Draws several series of points on common axes.
pub(crate) fn plot(words: &AltText, axes: &Axes, series: &[PointSeries]) -> Markup {
    let series = &series[..series.len().min(LOOKS)];
    let all = || series.iter().flat_map(|s| s.points.iter().copied()).chain(axes.own);
    let (x, y) = (Scale::around(all().map(|p| p.0)), Scale::around(all().map(|p| p.1)));
    let mut names: Vec<&str> = series.iter().map(|s| s.label.as_str()).collect();
    if axes.own.is_some() {
        names.push("el ajuste de la corrida");
    }
    let (legend, below) =
        key_with(&names, |i, x, y| if i < series.len() { series_mark(i, x, y) } else { own(x, y) });
    let levels: Vec<(f64, String)> = y.ticks().into_iter().map(|t| (t, y.words(t))).collect();
    let left = levels.iter().map(|(_, w)| width(w, 10.5)).fold(0.0, f32::max) + 8.0;
    let last = x.ticks().last().map_or(0.0, |&tick| width(&x.words(tick), 10.5) / 2.0);
    let (right, top) = (WIDTH - last.max(8.0), below + 18.0);
    let floor = top + TALL;
    let across = |value: f64| left + SIDE + (right - left - 2.0 * SIDE) * x.share(value);
    let down = |value: f64| floor - TALL * y.share(value);
    let place = |&(px, py): &(f64, f64)| (across(px), down(py));
    let name = TextStyle { class: "quiet", size: LABEL, anchor: Anchor::Start };
    let under = TextStyle { class: "quiet", size: LABEL, anchor: Anchor::End };
    let body = html! {
        (legend)
        (name.line(0.0, below + 6.0, axes.y))
        @for (tick, words) in &levels {
            (stroke("grid", left, down(*tick), right, down(*tick)))
            (LEVEL.line(left - 5.0, down(*tick) + 3.7, words))
        }
        @for tick in x.ticks() {
            (stroke("grid", across(tick), top, across(tick), floor))
            (TICK.line(across(tick), floor + 15.0, &x.words(tick)))
        }
        @if axes.harmonic { (harmonic(&x, &y, &place)) }
        (line(left, floor, right, floor))
        @if axes.joined {
            @for (i, one) in series.iter().enumerate() {
                polyline class={ "track c" (i) } points=(path(one.points.iter().map(place))) {}
            }
        }
        @for (i, one) in series.iter().enumerate() {
            @for (x, y) in one.points.iter().map(place) { (series_mark(i, x, y)) }
        }
        @if let Some((x, y)) = axes.own.as_ref().map(place) { (own(x, y)) }
        (under.line(WIDTH, floor + 33.0, axes.x))
    };
    image(words, floor + 40.0, &body)
}

/// Where the harmonic mean of x and y is 0,1, 0,2 and so on.
fn harmonic(x: &Scale, y: &Scale, place: &impl Fn(&(f64, f64)) -> (f32, f32)) -> Markup {
    let curve = |mean: f64| -> Vec<(f32, f32)> {
        (0..=60)
            .map(|i| x.low + (x.high - x.low) * f64::from(i) / 60.0)
            .filter(|&px| 2.0 * px > mean)
            .map(|px| (px, mean * px / (2.0 * px - mean)))
            .filter(|&(_, py)| (y.low..=y.high).contains(&py))
            .map(|point| place(&point))
            .collect()
    };
    html! {
        @for tenth in 1..10 {
            @let points = curve(f64::from(tenth) / 10.0);
            @if points.len() > 1 { polyline class="iso" points=(path(points)) {} }
        }
    }
}

/// The ring around the run's own setting.
fn own(x: f32, y: f32) -> Markup {
    html! { circle class="own" cx=(at(x)) cy=(at(y)) r="6.5" {} }
}

/// The mark of the i-th series: four shapes, full and open.
fn series_mark(i: usize, x: f32, y: f32) -> Markup {
    const SHAPES: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond];
    let class = format!("mark c{i}{}", if i < SHAPES.len() { "" } else { " open" });
    mark(SHAPES[i % SHAPES.len()], &class, x, y, 3.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::svg::assert_legible;

    const ALT_TEXT: AltText = AltText { id: "x", title: "Título", desc: "Descripción" };

    fn drawn(points: &[(f64, f64)], harmonic: bool) -> String {
        let series: Vec<PointSeries> = (0..9)
            .map(|i| PointSeries {
                label: format!("enlace medio con precio al tamaño {i}"),
                points: points.iter().map(|&(x, y)| (x, y + 0.01 * f64::from(i))).collect(),
            })
            .collect();
        let own = points.first().copied();
        let axes = Axes { x: "grupos", y: "operaciones", own, joined: true, harmonic };
        plot(&ALT_TEXT, &axes, &series).into_string()
    }

    #[test]
    fn words_stay_apart_and_inside_whatever_the_numbers() {
        for points in [
            &[(57.0, 612.0), (113.0, 527.0), (339.0, 480.0)][..],
            &[(0.1, 0.35), (0.75, 0.2), (0.97, 0.15)],
            &[(1.0, 12_345_678.0), (900_000.0, 3.0)],
            &[(113.0, 0.5)],
            &[(0.0, 0.0), (0.0, 0.0)],
            &[(5.0, -0.25), (6.0, 0.000_1)],
            &[],
        ] {
            let drawing = drawn(points, true);
            assert_legible(&drawing);
            assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{drawing}");
        }
    }

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        let scale = Scale::around([57.0, 339.0].into_iter());
        assert_eq!(scale.ticks(), [0.0, 100.0, 200.0, 300.0, 400.0]);
        let scale = Scale::around([0.321, 0.479].into_iter());
        let words: Vec<String> = scale.ticks().iter().map(|&t| scale.words(t)).collect();
        assert_eq!(words, ["0,30", "0,35", "0,40", "0,45", "0,50"]);
    }

    #[test]
    fn more_series_than_looks_are_not_drawn_alike() {
        assert!(!drawn(&[(1.0, 2.0)], false).contains("tamaño 8"));
        assert!(drawn(&[(1.0, 2.0)], false).contains("tamaño 7"));
    }
}
