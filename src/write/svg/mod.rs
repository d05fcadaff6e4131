//! Drawing: what the plots of all pages are made of. One width for every plot, labels that wrap by
//! a careful estimate of their width, and the frame that gives each plot its title and description.
//! Colours are the page's style sheet's, by class.

pub(crate) mod words;
pub(crate) mod bars;
pub(crate) mod points;
pub(crate) mod file;

use maud::{Markup, html};

use words::clipped;

/// The width of every plot in its own units: that of a phone's column, so that a text of size 12
/// is never shown smaller than 12 pixels.
pub(crate) const WIDTH: f32 = 360.0;
/// The size of labels.
pub(crate) const LABEL: f32 = 11.5;
/// The longest label drawn, in characters; the table beside the plot has the whole.
const LONGEST: usize = 100;

/// The words that a screen reader reads of a plot, and the id that its parts are named by.
pub(crate) struct AltText<'a> {
    /// Unique on the page.
    pub(crate) id: &'a str,
    /// What it shows.
    pub(crate) title: &'a str,
    /// What there is to see in it.
    pub(crate) desc: &'a str,
}

/// Where a text's x is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// At its beginning.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

impl Anchor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A plot: `body` in an image of the common width.
pub(crate) fn image(words: &AltText, height: f32, body: &Markup) -> Markup {
    let (title, desc) = (format!("{}-t", words.id), format!("{}-d", words.id));
    html! {
        svg role="img" viewBox={ "0 0 " (WIDTH) " " (at(height)) } aria-labelledby={ (title) " " (desc) } {
            title id=(title) { (words.title) }
            desc id=(desc) { (words.desc) }
            (body)
        }
    }
}

/// A coordinate: one decimal at most, so that the bytes are the same everywhere.
pub(crate) fn at(x: f32) -> String {
    let text = format!("{x:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A rectangle of a style class.
pub(crate) fn rect(class: &str, x: f32, y: f32, width: f32, height: f32) -> Markup {
    html! { rect class=(class) x=(at(x)) y=(at(y)) width=(at(width)) height=(at(height)) {} }
}

/// The line of an axis.
pub(crate) fn line(x1: f32, y1: f32, x2: f32, y2: f32) -> Markup {
    stroke("axis", x1, y1, x2, y2)
}

/// A straight line of a style class.
pub(crate) fn stroke(class: &str, x1: f32, y1: f32, x2: f32, y2: f32) -> Markup {
    html! { line class=(class) x1=(at(x1)) y1=(at(y1)) x2=(at(x2)) y2=(at(y2)) {} }
}

/// A line through points, as the `points` of a polyline or a polygon.
pub(crate) fn path(points: impl IntoIterator<Item = (f32, f32)>) -> String {
    let points = points.into_iter().map(|(x, y)| format!("{},{}", at(x), at(y)));
    points.collect::<Vec<_>>().join(" ")
}

/// The shape of a mark: told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A circle.
    Circle,
    /// An upright square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
}

/// A mark of a style class around (x, y); `r` is the radius of the circle, and the other shapes are
/// as large to the eye.
pub(crate) fn mark(shape: Shape, class: &str, x: f32, y: f32, r: f32) -> Markup {
    let corners =
        |corners: &[(f32, f32)]| path(corners.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)));
    match shape {
        Shape::Circle => html! { circle class=(class) cx=(at(x)) cy=(at(y)) r=(at(r)) {} },
        Shape::Square => rect(class, x - r, y - r, 2.0 * r, 2.0 * r),
        Shape::Triangle => html! {
            polygon class=(class) points=(corners(&[(0.0, -1.3), (1.2, 0.9), (-1.2, 0.9)])) {}
        },
        Shape::Diamond => html! {
            polygon class=(class)
                points=(corners(&[(0.0, -1.35), (1.35, 0.0), (0.0, 1.35), (-1.35, 0.0)])) {}
        },
    }
}

/// How a text of a plot looks.
pub(crate) struct TextStyle<'a> {
    /// Its style class; empty for the plain one.
    pub(crate) class: &'a str,
    /// Its font size, in the plot's units.
    pub(crate) size: f32,
    /// Where `x` is in it.
    pub(crate) anchor: Anchor,
}

impl TextStyle<'_> {
    /// A text on one line, with its baseline at (x, y).
    pub(crate) fn line(&self, x: f32, y: f32, text: &str) -> Markup {
        html! {
            text class=[(!self.class.is_empty()).then_some(self.class)] x=(at(x)) y=(at(y))
                font-size=(at(self.size)) text-anchor=(self.anchor.as_str()) { (text) }
        }
    }

    /// Several lines, one under the other; the first has its baseline at (x, y).
    pub(crate) fn lines(&self, x: f32, y: f32, lines: &[String]) -> Markup {
        html! {
            @for (i, text) in lines.iter().enumerate() {
                (self.line(x, y + i as f32 * leading(self.size), text))
            }
        }
    }
}

/// The distance between two lines of this size.
pub(crate) fn leading(size: f32) -> f32 {
    size * 1.2
}

/// An estimate of a text's width, at the wide end of common sans-serif faces.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

/// The width of a character as a part of the size.
fn advance(c: char) -> f32 {
    match c {
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'í' => 0.33,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' | '·' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' => 1.0,
        'A'..='Z' | 'Á' | 'É' | 'Í' | 'Ó' | 'Ú' | 'Ñ' | '+' => 0.76,
        'a'..='z' | '0'..='9' | 'á' | 'é' | 'ó' | 'ú' | 'ñ' | 'ü' | '–' => 0.63,
        '\u{300}'..='\u{36f}' => 0.0,
        _ => 1.0,
    }
}

/// A label in lines no wider than `limit`; a word that is too long by itself is broken. There is
/// always at least one line.
pub(crate) fn wrap(label: &str, size: f32, limit: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in clipped(label, LONGEST).split(' ') {
        let line = lines.last_mut().expect("there is a line from the start");
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&joined, size) <= limit {
            *line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        for c in word.chars() {
            let line = lines.last_mut().expect("there is a line from the start");
            if !line.is_empty() && width(line, size) + advance(c) * size > limit {
                lines.push(c.to_string());
            } else {
                line.push(c);
            }
        }
    }
    lines
}

/// The key of a plot: swatches of a class with their words. Returns its height too.
pub(crate) fn key(entries: &[(&str, &str)]) -> (Markup, f32) {
    let words: Vec<&str> = entries.iter().map(|(_, words)| *words).collect();
    key_with(&words, |i, x, y| rect(entries[i].0, x - 5.5, y - 5.5, 11.0, 11.0))
}

/// The key of a plot in as many rows as it needs; `swatch` draws the i-th sign around (x, y).
pub(crate) fn key_with(
    entries: &[&str],
    swatch: impl Fn(usize, f32, f32) -> Markup,
) -> (Markup, f32) {
    const ROW: f32 = 18.0;
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::with_capacity(entries.len());
    for words in entries {
        let wide = 17.0 + width(words, LABEL);
        if x > 0.0 && x + wide > WIDTH {
            (x, y) = (0.0, y + ROW);
        }
        places.push((x, y));
        x += wide + 12.0;
    }
    let text = TextStyle { class: "", size: LABEL, anchor: Anchor::Start };
    let drawn = html! {
        @for (i, (words, (x, y))) in entries.iter().zip(places).enumerate() {
            (swatch(i, x + 6.0, y + 7.0))
            (text.line(x + 17.0, y + 11.0, words))
        }
    };
    (drawn, y + ROW + 6.0)
}

/// A proof that all texts of a drawing are inside it and none lies on another.
#[cfg(test)]
pub(crate) fn assert_legible(drawing: &str) {
    let mut boxes: Vec<(f32, f32, f32, f32, String)> = Vec::new();
    for part in drawing.split("<text ").skip(1) {
        let (head, rest) = part.split_once('>').expect("a text tag ends");
        let content = rest.split_once("</text>").expect("a text ends").0.replace("&amp;", "&");
        let attribute = |name: &str| {
            let (_, value) = head.split_once(&format!("{name}=\"")).expect(name);
            value.split_once('"').expect("a value ends").0
        };
        let number = |name: &str| attribute(name).parse::<f32>().expect("a number");
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let wide = width(&content, size);
        let left = match attribute("text-anchor") {
            "start" => x,
            "middle" => x - wide / 2.0,
            _ => x - wide,
        };
        assert!(left >= -0.6 && left + wide <= WIDTH + 0.6, "{content:?}: {left} + {wide}");
        for (l, t, r, b, other) in &boxes {
            let apart =
                left + 0.6 >= *r || left + wide <= l + 0.6 || y - size * 0.7 >= *b || y <= *t;
            assert!(apart, "{content:?} lies on {other:?}");
        }
        boxes.push((left, y - size * 0.7, left + wide, y, content));
    }
    assert!(!boxes.is_empty(), "a drawing without words");
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Movilidad, Vialidad, Tránsito, Transporte Terrestre y Seguridad Vial";

    #[test]
    fn wrapping_loses_no_word_and_passes_no_limit() {
        let lines = wrap(LONG, LABEL, 130.0);
        assert_eq!(lines.join(" "), LONG);
        assert!(lines.iter().all(|l| width(l, LABEL) <= 130.0), "{lines:?}");
        assert!(lines.len() <= 5, "{lines:?}");
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        let lines = wrap(&format!("a {}", "m".repeat(30)), 10.0, 60.0);
        assert!(lines.iter().all(|l| width(l, 10.0) <= 60.0));
        assert_eq!(lines.concat(), format!("a{}", "m".repeat(30)));
        assert_eq!(wrap("", 10.0, 60.0), vec![String::new()]);
    }

    #[test]
    fn a_huge_label_is_drawn_in_few_lines() {
        assert!(wrap(&"palabra ".repeat(5000), LABEL, 130.0).len() < 12);
    }

    #[test]
    fn a_key_wraps_into_the_width() {
        let entries =
            [("a", "solo institucionales"), ("b", "solo ciudadanas"), ("c", "cruzadas las dos")];
        let (drawn, height) = key(&entries);
        assert_legible(&drawn.into_string());
        assert!(height > 24.0);
    }

    #[test]
    fn coordinates_have_one_decimal_at_most() {
        assert_eq!(at(3.0), "3");
        assert_eq!(at(2.76), "2.8");
        assert_eq!(at(-0.01), "0");
    }
}
