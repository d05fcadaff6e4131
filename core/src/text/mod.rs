//! What a text says as text: its clean form, its folded form, its words and their stems.

pub mod duplicates;
pub mod words;
pub mod markup;
pub mod empty;
pub mod lists;
pub mod language;
pub mod personal;
pub mod lexicon;
pub mod draft;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form that is encoded and compared: Unicode NFC, blanks collapsed, without the bullet or
/// number of a list at its start and without invisible characters. Accents and case stay.
pub fn clean(text: &str) -> String {
    let visible: String = text
        .nfc()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|&c| !invisible(c))
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let joined = words.join(" ");
    without_bullet(&joined).to_owned()
}

/// Zero-width, soft-hyphen and direction-changing characters.
pub fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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

/// The form that is encoded: a text written in capitals is set in lower case, because encoders
/// read capitals as other words.
pub fn calm(clean: &str) -> String {
    let letters = clean.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = clean.chars().filter(|c| c.is_uppercase()).count();
    if capitals * 10 <= letters * 6 {
        return clean.to_owned();
    }
    let lower = clean.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The form in which texts, labels and headers are compared: lower case, no accents, letters and
/// digits only, words separated by single blanks. The ñ stays, it is a letter of its own.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = true;
    for c in text.nfc() {
        if c.is_alphanumeric() {
            let before = folded.len();
            for lower in c.to_lowercase() {
                if lower == 'ñ' {
                    folded.push('ñ');
                } else {
                    folded.extend(std::iter::once(lower).nfd().filter(|&d| !is_combining_mark(d)));
                }
            }
            blank &= folded.len() == before;
        } else if !blank && !is_combining_mark(c) && !invisible(c) {
            folded.push(' ');
            blank = true;
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn folding_forgets_accents_case_and_punctuation_but_not_the_ñ() {
        assert_eq!(fold("¡Niñez, Ámbito-URBANO!"), "niñez ambito urbano");
        assert_eq!(fold("S/N"), "s n");
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn capitals_are_calmed_and_names_stay() {
        assert_eq!(calm("MÁS ÁRBOLES YA"), "Más árboles ya");
        assert_eq!(calm("Más árboles en Quito"), "Más árboles en Quito");
        assert_eq!(calm("123 …"), "123 …");
    }

    proptest! {
        #[test]
        fn cleaning_and_folding_are_idempotent(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
