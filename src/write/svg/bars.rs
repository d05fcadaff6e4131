//! The plots: bars side by side or end to end, columns, and a heat map.

use maud::{Markup, html};

use super::words::number;
use super::{
    AltText, Anchor, LABEL, TextStyle, WIDTH, image, key, leading, line, rect, width, wrap,
};

const PLAIN: TextStyle = TextStyle { class: "", size: LABEL, anchor: Anchor::Start };
const VALUE: TextStyle = TextStyle { class: "value", size: LABEL, anchor: Anchor::Start };
/// The width for the labels left of bars and cells.
const LABELS: f32 = 136.0;
/// The thickness of a bar.
const BAR: f32 = 13.0;

/// A series of bars.
pub(crate) struct BarSeries<'a> {
    /// The style class of its bars.
    pub(crate) class: &'a str,
    /// Its words in the key.
    pub(crate) words: &'a str,
    /// What stands before each of its bars, so that it is told apart without colour; may be empty.
    pub(crate) letter: &'a str,
}

/// A label with a value for each series.
pub(crate) type BarRow = (String, Vec<usize>);

/// One bar a series for each label, side by side, with its value at the end.
pub(crate) fn bars(words: &AltText, series: &[BarSeries], rows: &[BarRow]) -> Markup {
    let most = rows.iter().flat_map(|(_, values)| values).copied().max().unwrap_or(0);
    let start = LABELS + 20.0;
    let room = WIDTH - start - 6.0 - width(&number(most), LABEL);
    let (legend, mut y) = if series.len() > 1 { legend(series) } else { (html! {}, 2.0) };
    let mut body = vec![legend];
    for (label, values) in rows {
        let lines = wrap(label, LABEL, LABELS - 6.0);
        let bars = values.len() as f32 * (BAR + 2.0);
        let tall = bars.max(lines.len() as f32 * leading(LABEL));
        body.push(labels(&lines, y, tall));
        let mut top = y + (tall - bars) / 2.0 + 1.0;
        for (one, &value) in series.iter().zip(values) {
            let long = length(value, most, room);
            body.push(html! {
                @if series.len() > 1 { (PLAIN.line(LABELS + 4.0, top + 10.5, one.letter)) }
                @if value > 0 { (rect(one.class, start, top, long, BAR)) }
                (VALUE.line(start + long + 5.0, top + 10.5, &number(value)))
            });
            top += BAR + 2.0;
        }
        body.push(line(start, y - 1.0, start, y + tall + 1.0));
        y += tall + 8.0;
    }
    image(words, y, &html! { @for part in &body { (part) } })
}

/// One bar a label, its series end to end, each with its value where it fits; the sum at the end.
pub(crate) fn stacked(words: &AltText, series: &[BarSeries], rows: &[BarRow]) -> Markup {
    let most = rows.iter().map(|(_, values)| values.iter().sum()).max().unwrap_or(0);
    let start = LABELS + 6.0;
    let room = WIDTH - start - 6.0 - width(&number(most), LABEL);
    let (legend, mut y) = legend(series);
    let mut body = vec![legend];
    for (label, values) in rows {
        let lines = wrap(label, LABEL, LABELS - 6.0);
        let thick = BAR + 4.0;
        let tall = thick.max(lines.len() as f32 * leading(LABEL));
        body.push(labels(&lines, y, tall));
        let top = y + (tall - thick) / 2.0;
        let mut x = start;
        for (one, &value) in series.iter().zip(values) {
            let long = length(value, most, room);
            let inside = TextStyle { class: "inside", size: 10.5, anchor: Anchor::Middle };
            let fits = width(&number(value), 10.5) + 4.0 <= long;
            body.push(html! {
                @if value > 0 { (rect(one.class, x, top, long, thick)) }
                @if value > 0 && fits {
                    g class=(format!("on-{}", one.class)) {
                        (inside.line(x + long / 2.0, top + 12.3, &number(value)))
                    }
                }
            });
            x += long;
        }
        body.push(VALUE.line(x + 5.0, top + 12.5, &number(values.iter().sum())));
        body.push(line(start, y - 1.0, start, y + tall + 1.0));
        y += tall + 8.0;
    }
    image(words, y, &html! { @for part in &body { (part) } })
}

/// One column a label with its value on top; for few and short labels.
pub(crate) fn columns(
    words: &AltText,
    class: &str,
    axis: &str,
    rows: &[(String, usize)],
) -> Markup {
    const FLOOR: f32 = 170.0;
    let most = rows.iter().map(|&(_, value)| value).max().unwrap_or(0);
    let step = WIDTH / rows.len().max(5) as f32;
    let value_size = LABEL.min(step / width(&number(most), 1.0));
    let value = TextStyle { class: "value", size: value_size, anchor: Anchor::Middle };
    let label = TextStyle { class: "", size: LABEL, anchor: Anchor::Middle };
    let mut under: f32 = 0.0;
    let mut body = Vec::with_capacity(rows.len());
    for (i, (name, n)) in rows.iter().enumerate() {
        let middle = (i as f32 + 0.5) * step;
        let tall = length(*n, most, FLOOR - 22.0);
        let lines = wrap(name, LABEL, step - 1.0);
        under = under.max(lines.len() as f32 * leading(LABEL));
        body.push(html! {
            @if *n > 0 { (rect(class, middle - step * 0.36, FLOOR - tall, step * 0.72, tall)) }
            (value.line(middle, FLOOR - tall - 5.0, &number(*n)))
            (label.lines(middle, FLOOR + 15.0, &lines))
        });
    }
    let name = TextStyle { class: "quiet", size: LABEL, anchor: Anchor::Middle };
    image(
        words,
        FLOOR + under + 28.0,
        &html! {
            @for part in &body { (part) }
            (line(0.0, FLOOR, WIDTH, FLOOR))
            (name.line(WIDTH / 2.0, FLOOR + under + 21.0, axis))
        },
    )
}

/// A cell of a heat map.
pub(crate) struct HeatCell {
    /// What is written in it.
    pub(crate) text: String,
    /// How dark it is, 0…1; `None` for a cell that is only read.
    pub(crate) shade: Option<f32>,
}

/// A heat map: labels at the left (`labels_width` units), heads over the columns, and what the two
/// are over everything (may be empty).
pub(crate) fn heat(
    words: &AltText,
    labels_width: f32,
    axis: &str,
    heads: &[String],
    rows: &[(String, Vec<HeatCell>)],
) -> Markup {
    let wide = (WIDTH - labels_width) / heads.len().max(1) as f32;
    let longest = rows.iter().flat_map(|(_, cells)| cells).map(|c| width(&c.text, 1.0));
    let size = (wide - 3.0).min(400.0) / longest.fold(1.0, f32::max);
    let text = TextStyle { class: "inside", size: size.min(LABEL), anchor: Anchor::Middle };
    let head_size = if wide < 34.0 { 9.0 } else { 10.5 };
    let head = TextStyle { class: "quiet", size: head_size, anchor: Anchor::Middle };
    let heads: Vec<_> = heads.iter().map(|h| wrap(h, head_size, wide - 2.0)).collect();
    let most = heads.iter().map(Vec::len).max().unwrap_or(0) as f32;
    let top = if axis.is_empty() { 0.0 } else { 20.0 };
    let mut y = top + most * leading(head_size) + 5.0;
    let name = TextStyle { class: "quiet", size: LABEL, anchor: Anchor::End };
    let mut body = vec![html! { @if !axis.is_empty() { (name.line(WIDTH, 11.0, axis)) } }];
    body.extend(heads.iter().enumerate().map(|(i, lines)| {
        let missing = most - lines.len() as f32;
        let x = labels_width + (i as f32 + 0.5) * wide;
        head.lines(x, top + (missing + 0.85) * leading(head_size), lines)
    }));
    for (label, cells) in rows {
        let lines = wrap(label, LABEL, labels_width - 6.0);
        let tall = wide.min(24.0).max(lines.len() as f32 * leading(LABEL) + 4.0);
        body.push(labels(&lines, y, tall));
        for (i, cell) in cells.iter().enumerate() {
            let x = labels_width + i as f32 * wide;
            let step = cell.shade.map_or("x".to_owned(), |shade| step_of(shade).to_string());
            let middle = y + tall / 2.0 + text.size * 0.36;
            body.push(html! {
                (rect(&format!("heat h{step}"), x, y, wide, tall))
                g class=(format!("on-h{step}")) { (text.line(x + wide / 2.0, middle, &cell.text)) }
            });
        }
        y += tall;
    }
    image(words, y + 1.0, &html! { @for part in &body { (part) } })
}

/// The shade of a cell in six steps, white for nothing at all.
fn step_of(shade: f32) -> usize {
    if shade > 0.0 { ((shade.min(1.0) * 5.0).ceil() as usize).clamp(1, 5) } else { 0 }
}

/// The length of a bar; what is there is always seen.
fn length(value: usize, most: usize, room: f32) -> f32 {
    if value == 0 { 0.0 } else { (value as f32 / most as f32 * room).max(1.5) }
}

fn labels(lines: &[String], y: f32, tall: f32) -> Markup {
    let block = lines.len() as f32 * leading(LABEL);
    PLAIN.lines(0.0, y + (tall - block) / 2.0 + LABEL * 0.95, lines)
}

fn legend(series: &[BarSeries]) -> (Markup, f32) {
    let words: Vec<String> = series
        .iter()
        .map(|s| {
            if s.letter.is_empty() { s.words.into() } else { format!("{}: {}", s.letter, s.words) }
        })
        .collect();
    let entries: Vec<_> = series.iter().zip(&words).map(|(s, w)| (s.class, w.as_str())).collect();
    key(&entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::svg::assert_legible;

    const ALT_TEXT: AltText = AltText { id: "x", title: "Título", desc: "Descripción" };
    const TWO: [BarSeries; 2] = [
        BarSeries { class: "inst", words: "institucionales", letter: "I" },
        BarSeries { class: "ciud", words: "ciudadanos", letter: "C" },
    ];

    fn rows() -> Vec<BarRow> {
        let long = "Movilidad, Vialidad, Tránsito, Transporte Terrestre y Seguridad Vial";
        vec![
            (long.into(), vec![1_234_567, 0]),
            ("W".repeat(300), vec![1, 859]),
            ("Ambiente".into(), vec![400_000, 400_000]),
            (String::new(), vec![0, 0]),
        ]
    }

    #[test]
    fn bars_keep_their_words_apart_and_inside() {
        assert_legible(&bars(&ALT_TEXT, &TWO, &rows()).into_string());
        assert_legible(&bars(&ALT_TEXT, &TWO[..1], &rows()).into_string());
        assert_legible(&stacked(&ALT_TEXT, &TWO, &rows()).into_string());
    }

    #[test]
    fn no_bars_and_empty_bars_are_drawings_too() {
        assert_legible(&bars(&ALT_TEXT, &TWO, &[]).into_string());
        assert_legible(&stacked(&ALT_TEXT, &TWO, &[("a".into(), vec![0, 0])]).into_string());
        assert_legible(&columns(&ALT_TEXT, "sola", "tamaño", &[]).into_string());
    }

    #[test]
    fn columns_keep_their_words_apart_and_inside() {
        let label = |i: usize| if i == 9 { "101+".to_owned() } else { format!("{i}1–{i}9") };
        let rows: Vec<_> = (0..10).map(|i| (label(i), i * 2222)).collect();
        assert_legible(&columns(&ALT_TEXT, "sola", "desafíos por propuesta", &rows).into_string());
    }

    #[test]
    fn a_heat_map_keeps_its_words_apart_and_inside() {
        let cell = |n: usize| HeatCell {
            text: n.to_string(),
            shade: (n != 16).then_some(n as f32 / 99_999.0),
        };
        let heads: Vec<String> = (1..=16).map(|i| format!("C{i:02}")).collect();
        let rows: Vec<_> = (0..16)
            .map(|i| (format!("C{i:02}"), (0..16).map(|j| cell(i * j * 444)).collect()))
            .collect();
        assert_legible(&heat(&ALT_TEXT, 32.0, "filas y columnas", &heads, &rows).into_string());
    }

    #[test]
    fn only_nothing_is_white() {
        assert_eq!([0.0, 0.001, 0.2, 0.21, 1.0, 9.0].map(step_of), [0, 1, 1, 2, 5, 5]);
    }

    #[test]
    fn a_plot_is_an_image_with_words() {
        let drawn = bars(&ALT_TEXT, &TWO[..1], &[("Nono".into(), vec![3])]).into_string();
        expect_test::expect![[r#"<svg role="img" viewBox="0 0 360 25" aria-labelledby="x-t x-d"><title id="x-t">Título</title><desc id="x-d">Descripción</desc><text x="0" y="13.5" font-size="11.5" text-anchor="start">Nono</text><rect class="inst" x="156" y="3" width="190.8" height="13"></rect><text class="value" x="351.8" y="13.5" font-size="11.5" text-anchor="start">3</text><line class="axis" x1="156" y1="1" x2="156" y2="18"></line></svg>"#]].assert_eq(&drawn);
    }
}
