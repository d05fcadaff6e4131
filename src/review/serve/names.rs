//! Which names a reviewer may have: ones that others can read and tell from each other's.

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::decision::reviewer_key;
use crate::text::hidden::is_hidden;

/// The longest name, in characters.
const LONGEST: usize = 80;

/// Letters of other scripts that look like a Latin one, each with it.
const ALIKE: [(&str, &str); 3] = [
    // Cyrillic.
    ("аеорсухіјѕԁһӏкмтвн", "aeopcyxijsdhlkmtbh"),
    // Greek.
    ("αορνκτιυχβηε", "aopvktiuxbne"),
    // Digits in the place of letters.
    ("01", "ol"),
];

/// A name with single blanks.
pub(super) fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a name cannot be a reviewer's, in Spanish; `None` for one that can.
pub fn refusal(name: &str) -> Option<String> {
    let shown = || tidy(&name.chars().filter(|&c| !is_hidden(c)).collect::<String>());
    if shown().is_empty() {
        return Some("falta el nombre de quien revisa".to_owned());
    }
    if name.chars().any(|c| is_hidden(c) || c.is_control()) {
        return Some(format!(
            "el nombre «{}» tiene caracteres que no se ven: escríbalo de nuevo a mano",
            shown()
        ));
    }
    if name.chars().count() > LONGEST {
        return Some(format!("un nombre tiene como máximo {LONGEST} caracteres"));
    }
    let letters = || name.nfkc().filter(|c| c.is_alphabetic());
    if letters().any(is_latin) && !letters().all(is_latin) {
        return Some(format!(
            "el nombre «{name}» mezcla letras de distintos alfabetos, que se confunden a la vista: \
             escríbalo de nuevo a mano"
        ));
    }
    None
}

/// Whether two names of different people look the same.
pub(super) fn look_alike(a: &str, b: &str) -> bool {
    reviewer_key(a) != reviewer_key(b) && skeleton(a) == skeleton(b)
}

/// Unicode's blocks of Latin letters, the ordinals and the modifiers among them included.
fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | 'ª' | 'º' | '\u{C0}'..='\u{24F}' | '\u{250}'..='\u{2FF}')
        || matches!(c, '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}' | '\u{A720}'..='\u{A7FF}')
}

/// What a name looks like at a glance.
fn skeleton(name: &str) -> String {
    let key: String = reviewer_key(&name.nfkc().collect::<String>());
    let look = |c: char| {
        let of = |(others, latin): &(&str, &str)| {
            others.chars().position(|other| other == c).and_then(|at| latin.chars().nth(at))
        };
        ALIKE.iter().find_map(of).unwrap_or(c)
    };
    key.chars().map(look).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_that_deceive_the_eye_are_refused() {
        for name in ["Ana Pérez", "Tránsito Ñusta", "María-José O’Ñate", "Mesa 3", "李", "Анна"]
        {
            assert_eq!(refusal(name), None, "{name}");
        }
        for (name, why) in [
            ("", "falta el nombre"),
            (" \u{200B} ", "falta el nombre"),
            ("Ana\u{202E}zereP", "no se ven"),
            ("Ana\u{1B}[2J", "no se ven"),
            ("A\u{200B}na", "no se ven"),
            // The first letter is Cyrillic.
            ("Аna Pérez", "distintos alfabetos"),
            ("Ana Ρérez", "distintos alfabetos"),
        ] {
            let told = refusal(name).unwrap();
            assert!(told.contains(why), "{name}: {told}");
            assert!(!told.contains(['\u{202E}', '\u{1B}', '\u{200B}']), "{told:?}");
        }
        assert!(refusal(&"a".repeat(81)).is_some());
        for (other, ana) in ALIKE {
            assert_eq!(other.chars().count(), ana.chars().count());
        }
    }

    #[test]
    fn two_names_that_look_the_same_are_told_apart_by_their_letters() {
        assert!(look_alike("Оса", "Oca"));
        assert!(look_alike("Mesa 1O", "Mesa 10"));
        assert!(look_alike("Ａna", "Ana"));
        for (a, b) in [("Ana", "ana"), ("Ana", "Ana María"), ("Mesa 1", "Mesa 2")] {
            assert!(!look_alike(a, b), "{a} {b}");
        }
    }
}
