//! How tall a row has to be for its texts to be seen whole: an estimate of how Arial wraps.

/// The size of the letters, in points.
pub(crate) const FONT_SIZE: f64 = 10.0;
/// Pixels an em has at that size (96 dots an inch).
const EM: f64 = FONT_SIZE * 96.0 / 72.0;
/// The height of one line in points, as Excel draws it; `LibreOffice` needs less.
const LINE: f64 = 12.75;
/// The room above and below the lines of a cell, in points.
const PADDING: f64 = 3.0;
/// The tallest row that Excel allows, in points.
pub(crate) const TALLEST: f64 = 409.0;
/// Printers' metrics and hinting make lines up to this much wider than the font's own metrics.
const SAFETY: f64 = 1.03;

/// The height in points of a row that shows this many lines.
pub(crate) fn height(lines: usize) -> f64 {
    // Quarters of a point are what spreadsheets keep.
    let exact = lines.max(1) as f64 * LINE + PADDING;
    ((exact * 4.0).ceil() / 4.0).min(TALLEST)
}

/// How many lines a text takes in a column this many characters wide.
pub(crate) fn lines(text: &str, column_width: f64, bold: bool) -> usize {
    // A column's width counts digits of 7 pixels; 2 pixels each side stay free.
    let room = column_width * 7.0 - 2.0;
    let scale = EM * SAFETY * if bold { 1.08 } else { 1.0 };
    text.split('\n').map(|line| wrapped(line, room / scale)).sum()
}

/// The lines of one paragraph in a room of so many ems.
fn wrapped(paragraph: &str, room: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for word in paragraph.split([' ', '\t']) {
        let width: f64 = word.chars().map(em).sum();
        let space = if used > 0.0 { em(' ') } else { 0.0 };
        if used + space + width <= room {
            used += space + width;
            continue;
        }
        lines += usize::from(used > 0.0);
        // A word wider than the column is broken inside.
        let more = (width / room).ceil().max(1.0) - 1.0;
        lines += more as usize;
        used = width - more * room;
    }
    lines
}

/// The advance of a character in Arial, in ems; the widest plausible for what is not Latin.
fn em(c: char) -> f64 {
    match c {
        'i' | 'í' | 'ì' | 'ï' | 'j' | 'l' | '\'' => 0.222,
        ' ' | '.' | ',' | ';' | ':' | '!' | '|' | '/' | 'I' | 'Í' | 'f' | 't' | '·' => 0.278,
        'r' | '(' | ')' | '-' | '"' | '¡' | '[' | ']' => 0.356,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'ç' | 'J' => 0.5,
        'm' | 'M' | '%' => 0.86,
        'w' | 'C' | 'D' | 'H' | 'N' | 'Ñ' | 'R' | 'U' | 'Ú' | 'Ü' => 0.722,
        'G' | 'O' | 'Ó' | 'Q' => 0.778,
        'W' | '@' | '…' | '—' => 1.0,
        'A'..='Z' | 'Á' | 'É' => 0.667,
        '\u{0}'..='\u{24F}' => 0.556,
        '\u{250}'..='\u{10FF}' | '\u{2010}'..='\u{2027}' => 0.7,
        _ => 1.2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_grow_with_the_text_and_shrink_with_the_column() {
        let text = "Recuperar las quebradas y sus riberas del distrito metropolitano de Quito";
        assert_eq!(lines("", 20.0, false), 1);
        assert_eq!(lines("quebrada", 20.0, false), 1);
        let wide = lines(text, 60.0, false);
        let narrow = lines(text, 20.0, false);
        assert!((1..=2).contains(&wide) && (4..=5).contains(&narrow), "{wide} {narrow}");
        assert!(lines(&text.to_uppercase(), 20.0, false) > narrow);
        assert!(lines(text, 20.0, true) >= narrow);
    }

    #[test]
    fn an_endless_word_and_line_ends_are_counted() {
        assert_eq!(lines("uno\ndos\n\ntres", 20.0, false), 4);
        assert!(lines(&"x".repeat(400), 20.0, false) >= 20);
        assert!(lines("漢字漢字漢字漢字漢字漢字漢字漢字漢字", 10.0, false) >= 4);
    }

    #[test]
    fn a_row_is_never_taller_than_excel_allows() {
        assert!(height(0) > 15.0 && height(2) > 2.0 * LINE);
        assert_eq!(height(10_000), TALLEST);
    }
}
