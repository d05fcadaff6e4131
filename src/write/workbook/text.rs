//! How a text is put in a cell: safe to open, and in words that people read.

use crate::text::hidden::visible;

/// The most UTF-16 units that a cell holds.
const CELL_LIMIT: usize = 32_767;

/// What stands at the end of a text that a cell cannot hold.
const CUT: &str = "… [cortado: el texto completo está en statements.csv]";

/// A text as a cell shows it. A reader that compares a cell with its source compares with this.
///
/// What cannot be seen is made [`visible`]; what does not fit is cut and marked.
pub fn shown(text: &str) -> String {
    let mut cell = visible(text);
    // The spreadsheet writer takes a text between these two tags for XML of its own.
    if text.starts_with("<r>") && text.ends_with("</r>") {
        cell.insert(0, ' ');
    }
    cut(cell)
}

fn cut(cell: String) -> String {
    // UTF-8 never takes fewer units than UTF-16.
    if cell.len() <= CELL_LIMIT || cell.encode_utf16().count() <= CELL_LIMIT {
        return cell;
    }
    let room = CELL_LIMIT - CUT.encode_utf16().count();
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= room
    };
    cell.chars().take_while(fits).chain(CUT.chars()).collect()
}

/// The beginning of a text, at most `limit` characters, ended at a word.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = flat.char_indices().nth(limit) else { return flat };
    let head = &flat[..end];
    let word = head.rfind(' ').filter(|&space| space > end / 2).unwrap_or(end);
    format!("{}…", head[..word].trim_end_matches([',', ';', ':', ' ']))
}

/// A likeness in words, from the share (0…1) of the pairs that are less alike.
pub(super) fn likeness(percentile: f32) -> String {
    // Rounded down, and never "100 %": nothing is more alike than all pairs, itself among them.
    let tenths = (f64::from(percentile) * 1000.0 + 1e-3).floor().clamp(0.0, 999.0) as u32;
    format!("más parecidos que el {},{}\u{A0}% de los pares", tenths / 10, tenths % 10)
}

/// A cohesion in a word, from the percentile (0…1) of the weakest pair.
pub(super) fn cohesion(percentile: f32) -> &'static str {
    match percentile {
        p if p >= 0.95 => "alta",
        p if p >= 0.75 => "media",
        _ => "baja",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        assert_eq!(shown("a\u{7}b\u{202E}c\u{FFFF}d"), "a[U+0007]b[U+202E]c[U+FFFF]d");
        assert_eq!(shown("\u{FEFF}a\u{200B}b\u{AD}c"), "[U+FEFF]a[U+200B]b[U+00AD]c");
        assert_eq!(shown("uno\r\ndos\rtres\tñ"), "uno\ndos\ntres\tñ");
        assert_eq!(shown("=1+1 👩‍👧 «sí»"), "=1+1 👩‍👧 «sí»");
    }

    #[test]
    fn a_text_that_poses_as_rich_text_is_not_taken_for_xml() {
        assert_eq!(shown("<r></si><x/></r>"), " <r></si><x/></r>");
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_marked() {
        assert_eq!(shown(&"ñ".repeat(CELL_LIMIT)), "ñ".repeat(CELL_LIMIT));
        for c in ["ñ", "👩"] {
            let cell = shown(&c.repeat(CELL_LIMIT + 1));
            let units = cell.encode_utf16().count();
            assert!((CELL_LIMIT - 1..=CELL_LIMIT).contains(&units), "{units}");
            assert!(cell.ends_with(CUT));
        }
    }

    #[test]
    fn a_text_is_shortened_at_a_word() {
        assert_eq!(shortened("Recuperar las quebradas", 40), "Recuperar las quebradas");
        assert_eq!(shortened("Recuperar las quebradas, y más", 25), "Recuperar las quebradas…");
        assert_eq!(shortened(&"x".repeat(50), 5), "xxxxx…");
    }

    #[test]
    fn a_likeness_is_a_share_of_the_pairs() {
        assert_eq!(likeness(0.992), "más parecidos que el 99,2\u{A0}% de los pares");
        assert_eq!(likeness(0.999_99), "más parecidos que el 99,9\u{A0}% de los pares");
        assert_eq!(likeness(1.0), "más parecidos que el 99,9\u{A0}% de los pares");
        assert_eq!(likeness(f32::NAN), "más parecidos que el 0,0\u{A0}% de los pares");
    }

    #[test]
    fn a_cohesion_is_a_word() {
        assert_eq!(
            [0.97, 0.95, 0.8, 0.1, f32::NAN].map(cohesion),
            ["alta", "alta", "media", "baja", "baja"]
        );
    }
}
