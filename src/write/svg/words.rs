//! How numbers and other people's words are written on the page: Spanish formats, and texts whose
//! invisible characters are made visible.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A count with the thousands marked: `1.132`.
pub(crate) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 propuesta`, `113 propuestas`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n), if n == 1 { one } else { many })
}

/// A share (0…1) as `99,2 %`. Only a whole is `100 %` and only nothing is `0 %`: what lies between
/// never rounds to either. What is not a number is a dash.
pub(crate) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "—".to_owned();
    }
    if share <= 0.0 {
        return "0\u{a0}%".to_owned();
    }
    if share >= 1.0 {
        return "100\u{a0}%".to_owned();
    }
    let shown = (share * 100.0).clamp(0.1, 99.9);
    format!("{shown:.1}\u{a0}%").replace('.', ",")
}

/// The share of `part` in `whole` as [`percent`] writes it; a dash when the whole is empty.
pub(crate) fn part(part: usize, whole: usize) -> String {
    percent(if whole == 0 { f64::NAN } else { part as f64 / whole as f64 })
}

/// Somebody's text on one line, with control, direction and other invisible characters written as
/// `⟨U+202E⟩`, so that no text can reorder or hide its neighbours.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let blank = |c: char| c.is_whitespace() && c != '\u{a0}';
    let words = text.split(blank).filter(|word| !word.is_empty());
    for c in words.flat_map(|word| word.chars().chain([' '])) {
        if invisible(c) {
            write!(out, "⟨U+{:04X}⟩", c as u32).expect("a string takes any text");
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// [`visible`], at most `limit` characters of it and then an ellipsis, cut between words where there
/// is a blank near the end.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    // Four times the limit is more than enough source for it, and bounds the work on a huge cell.
    let head: String = text.chars().take(limit.saturating_mul(4)).collect();
    let shown = visible(&head);
    match shown.char_indices().nth(limit) {
        Some((end, next)) => {
            let head = &shown[..end];
            let whole =
                if next == ' ' { None } else { head.rfind(' ').filter(|i| i * 3 > end * 2) };
            format!("{}…", whole.map_or(head, |i| &head[..i]).trim_end())
        }
        None if head.len() < text.len() => format!("{shown}…"),
        None => shown,
    }
}

/// A name without case, accents and extra blanks, for counting spellings of one place together.
pub(crate) fn folded(name: &str) -> String {
    let plain: String = name.nfd().filter(|&c| !is_combining_mark(c)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_spanish() {
        assert_eq!(number(0), "0");
        assert_eq!(number(859), "859");
        assert_eq!(number(1132), "1.132");
        assert_eq!(number(1_234_567), "1.234.567");
        assert_eq!(count(1, "fila", "filas"), "1\u{a0}fila");
        assert_eq!(count(2, "fila", "filas"), "2\u{a0}filas");
    }

    #[test]
    fn a_share_never_rounds_to_all_or_nothing() {
        assert_eq!(percent(0.992), "99,2\u{a0}%");
        assert_eq!(percent(0.99999), "99,9\u{a0}%");
        assert_eq!(percent(0.00001), "0,1\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(part(0, 3), "0\u{a0}%");
        assert_eq!(part(0, 0), "—");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(visible("a\u{202e}b\u{0}\u{200b}c"), "a⟨U+202E⟩b⟨U+0000⟩⟨U+200B⟩c");
        assert_eq!(visible("  dos\n\tlíneas\u{2028}más "), "dos líneas más");
        assert_eq!(visible("99,2\u{a0}%"), "99,2\u{a0}%");
        assert_eq!(visible("niña 👩\u{200d}🌾"), "niña 👩\u{200d}🌾");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(clipped("ñandú ágil", 6), "ñandú…");
        assert_eq!(clipped("corto", 5), "corto");
        assert_eq!(clipped("limpiar la quebrada", 13), "limpiar la…");
        assert_eq!(clipped("limpiar la quebrada", 10), "limpiar la…");
        assert_eq!(clipped(&" ".repeat(90), 5), "…");
        assert_eq!(clipped(&"ñ".repeat(5000), 40).chars().count(), 41);
    }

    #[test]
    fn spellings_of_one_name_fold_together() {
        assert_eq!(folded(" PUENGASÍ "), folded("Puengasi"));
        assert_ne!(folded("Nono"), folded("Nanegal"));
    }
}
