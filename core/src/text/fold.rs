//! Folded forms: the texts, headers and names that people spell in several ways and that are one,
//! each by what may differ in it.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::hidden::is_hidden;

/// The form in which texts and labels are compared, word by word: lower case, no accents, letters
/// and digits only, words separated by single blanks. The ñ stays, it is a letter of its own.
pub fn fold(text: &str) -> String {
    // Nearly every text is composed already, and composing costs more than all the rest.
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        folded(text.chars(), text.len())
    } else {
        folded(text.nfc(), text.len())
    }
}

fn folded(composed: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    let mut blank = true;
    for c in composed {
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
            blank = false;
        } else if c.is_alphanumeric() {
            let before = folded.len();
            for lower in c.to_lowercase() {
                if lower == 'ñ' {
                    folded.push('ñ');
                } else {
                    folded.extend(std::iter::once(lower).nfd().filter(|&d| !is_combining_mark(d)));
                }
            }
            blank &= folded.len() == before;
        } else if !blank && !is_combining_mark(c) && !is_hidden(c) {
            folded.push(' ');
            blank = true;
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a folded text begins with these folded words, whole ones: `no procede` begins
/// `no procede ahora` and not `no proceden`.
pub fn begins_with(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The form in which headers and the words of a closed list are compared: letters and digits in
/// lower case without accents, compatibility forms resolved, nothing between them (`N.º de Código` →
/// `nodecodigo`).
pub fn letters(text: &str) -> String {
    if text.is_ascii() {
        let own = text.chars().filter(char::is_ascii_alphanumeric);
        return own.map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkd().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The form in which names of places and reasons of a list are compared: lower case, no accents,
/// single blanks. Punctuation tells names apart.
pub fn name(text: &str) -> String {
    let plain: String = text.nfd().filter(|&c| !is_combining_mark(c)).collect();
    lower_words(&plain)
}

/// The form in which people's names are compared: lower case and single blanks. Accents tell people
/// apart.
pub fn person(name: &str) -> String {
    lower_words(name)
}

/// The form in which ids are compared: people change their case and their outer blanks, never their
/// marks (`1.1` is not `11`).
pub fn id(id: &str) -> String {
    id.trim().to_lowercase()
}

/// The form in which two wordings of a new challenge are the same one: as [`fold`], or the wording
/// itself where nothing of it is a letter or a digit.
pub fn wording(wording: &str) -> String {
    let folded = fold(wording);
    if folded.is_empty() { wording.to_owned() } else { folded }
}

fn lower_words(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_begins_with_whole_words() {
        assert!(begins_with("no procede ahora", "no procede") && begins_with("si", "si"));
        assert!(!begins_with("no proceden", "no procede") && !begins_with("", "si"));
    }

    #[test]
    fn folding_forgets_accents_case_and_punctuation_but_not_the_ñ() {
        assert_eq!(fold("¡Niñez, Ámbito-URBANO!"), "niñez ambito urbano");
        assert_eq!(fold("S/N"), "s n");
        assert_eq!(fold("…"), "");
        assert_eq!(fold("pota\u{AD}ble\u{200B}"), "potable");
    }

    #[test]
    fn headers_fold_to_letters_and_digits() {
        assert_eq!(letters(" N.º de Código "), "nodecodigo");
        assert_eq!(letters("DESAFÍO_Metropolitano"), "desafiometropolitano");
    }

    #[test]
    fn each_form_forgets_what_may_differ() {
        for (a, b, forms) in [
            ("N.º de Código", "no_de codigo", [true, false, false, false]),
            (" PUENGASÍ ", "Puengasi", [true, true, false, false]),
            ("La  Mena 2", "la mena 2", [true, true, true, false]),
            ("La Mena-2", "La Mena 2", [true, false, false, false]),
            ("José", "Jose", [true, true, false, false]),
            (" dm001", "DM001 ", [true, true, true, true]),
            ("1.1", "11", [true, false, false, false]),
            ("Nono", "Nanegal", [false, false, false, false]),
        ] {
            let same = [letters, name, person, id].map(|form| form(a) == form(b));
            assert_eq!(same, forms, "{a} and {b}");
        }
    }

    proptest! {
        #[test]
        fn every_form_is_its_own_form(text in "\\PC{0,40}") {
            for form in [fold, name, person, id] {
                prop_assert_eq!(form(&form(&text)), form(&text));
            }
        }
    }
}
