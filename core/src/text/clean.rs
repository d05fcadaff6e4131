//! The clean form of a text: what is encoded, compared and quoted. Its words stay as they were
//! written.

use unicode_normalization::UnicodeNormalization;

use super::hidden::is_hidden;

/// The form that is encoded and compared: Unicode NFC, blanks collapsed, without the bullet or
/// number of a list at its start and without hidden characters. Accents and case stay.
pub fn clean(text: &str) -> String {
    without_bullet(&one_line(text)).to_owned()
}

/// A text on one line: Unicode NFC, single blanks between words, no hidden characters.
pub fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|&c| !is_hidden(c))
        .nfc()
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_bullet(text: &str) -> &str {
    let bullets = ['•', '·', '-', '–', '—', '*', '►', '▪', '●', '○', '✓', '>'];
    let bare = text.trim_start_matches(|c: char| bullets.contains(&c) || c.is_whitespace());
    // "3." or "3)" or "a)" before a word is a list's number, not part of what is said.
    let mark = bare.find(['.', ')']).filter(|&at| {
        let label = &bare[..at];
        let listed = (1..=2).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit())
            || label.len() == 1 && bare[at..].starts_with(')') && label.is_ascii();
        listed && bare[at + 1..].starts_with(' ')
    });
    let rest = mark.map_or(bare, |at| bare[at + 1..].trim_start());
    if rest.is_empty() { text } else { rest }
}

/// A clean text in sentence case if most of its letters are capitals: encoders read capitals as
/// other words. Any other text stays as it is.
pub fn sentence_case(clean: &str) -> String {
    let letters = clean.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = clean.chars().filter(|c| c.is_uppercase()).count();
    if capitals * 10 <= letters * 6 {
        return clean.to_owned();
    }
    let lower = clean.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_list_numbers_go_accents_and_case_stay() {
        assert_eq!(clean(" •  Más   árboles\n ya "), "Más árboles ya");
        assert_eq!(clean("3. Vías"), "Vías");
        assert_eq!(clean("a) Vías"), "Vías");
        assert_eq!(clean("24 horas de bus"), "24 horas de bus");
        assert_eq!(clean("2.5 km de vía"), "2.5 km de vía");
        assert_eq!(clean("-----"), "-----");
        assert_eq!(clean("n\u{303}an\u{303}a"), "ñaña");
    }

    #[test]
    fn what_nobody_sees_does_not_part_words() {
        assert_eq!(clean("\u{FEFF}agua\u{200B} pota\u{AD}ble\u{E0041}"), "agua potable");
        assert_eq!(clean("a\u{7}b"), "a b");
    }

    #[test]
    fn capitals_become_a_sentence_and_names_stay() {
        assert_eq!(sentence_case("MÁS ÁRBOLES YA"), "Más árboles ya");
        assert_eq!(sentence_case("Más árboles en Quito"), "Más árboles en Quito");
        assert_eq!(sentence_case("123 …"), "123 …");
    }
}
