//! How numbers and other people's words are written on the page: Spanish formats, and texts whose
//! invisible characters are made visible.

use crate::text::counts::noun;
use crate::text::hidden::visible_line;

pub(crate) use crate::text::counts::thousands as number;

/// A count with its noun: `1 propuesta`, `113 propuestas`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n), noun(n, one, many))
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

/// A text on one line in which nothing hides, at most `limit` characters of it and then an ellipsis, cut between words where there
/// is a blank near the end.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    // Four times the limit is more than enough source for it, and bounds the work on a huge cell.
    let head: String = text.chars().take(limit.saturating_mul(4)).collect();
    let shown = visible_line(&head);
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
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(clipped("ñandú ágil", 6), "ñandú…");
        assert_eq!(clipped("corto", 5), "corto");
        assert_eq!(clipped("limpiar la quebrada", 13), "limpiar la…");
        assert_eq!(clipped("limpiar la quebrada", 10), "limpiar la…");
        assert_eq!(clipped(&" ".repeat(90), 5), "…");
        assert_eq!(clipped(&"ñ".repeat(5000), 40).chars().count(), 41);
    }
}
