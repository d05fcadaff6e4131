//! What a single cell may hold: no invisible trickery, no broken letters, known origins.

use std::collections::BTreeMap;

use crate::domain::statement::Origin;
use crate::text;
use crate::text::hidden::{Hidden, hidden};

/// The longest cell that a spreadsheet holds, in characters.
pub(super) const SPREADSHEET_CELL: usize = 32_767;

/// Whether nothing can be seen in a cell.
pub(super) fn is_blank(cell: &str) -> bool {
    let harmless = [Hidden::Empty, Hidden::Joiner, Hidden::DirectionMark];
    cell.chars()
        .all(|c| c.is_whitespace() || hidden(c).is_some_and(|kind| harmless.contains(&kind)))
}

/// Everything wrong with the characters of a cell, in words; line ends and tabs are fine in a text.
pub(crate) fn bad_characters(cell: &str) -> Vec<String> {
    let mut found = Vec::new();
    if cell.contains('\u{FFFD}') {
        found.push(
            "tiene letras que no se pudieron leer (\u{FFFD}): guarde el archivo como CSV UTF-8 o \
             .xlsx"
                .to_owned(),
        );
    }
    let first = |kind| cell.chars().find(|&c| hidden(c) == Some(kind));
    if let Some(c) = first(Hidden::Direction) {
        found.push(format!(
            "tiene un carácter invisible que cambia el sentido de lectura (U+{:04X}): bórrelo",
            u32::from(c)
        ));
    }
    if let Some(c) = first(Hidden::Control) {
        found.push(format!(
            "tiene un carácter de control (U+{:04X}): bórrelo o escriba la celda de nuevo",
            u32::from(c)
        ));
    }
    found
}

/// Whether a cell is the error of a spreadsheet's formula.
pub(super) fn is_formula_error(cell: &str) -> bool {
    matches!(
        cell.trim(),
        "#N/A"
            | "#REF!"
            | "#DIV/0!"
            | "#VALUE!"
            | "#NAME?"
            | "#NULL!"
            | "#NUM!"
            | "#N/D"
            | "#¡REF!"
            | "#¡DIV/0!"
            | "#¡VALOR!"
            | "#¿NOMBRE?"
            | "#¡NULO!"
            | "#¡NUM!"
    )
}

/// Words that name offices and citizens, folded, by their beginnings.
const OFFICES: &[&str] = &[
    "instituc",
    "instituti",
    "oficin",
    "office",
    "entidad",
    "secretar",
    "municip",
    "gad",
    "gobierno",
    "ministerio",
    "empresa public",
    "direccion",
    "agencia",
    "administracion zonal",
    "coordinacion",
];
const CITIZENS: &[&str] = &[
    "ciudadan",
    "citizen",
    "comunidad",
    "comunitari",
    "vecin",
    "participativ",
    "sociedad civil",
    "morador",
    "poblacion",
    "barri",
    "organizacion social",
    "dirigente",
    "publico",
    "persona",
];

/// Who is meant by a word of the origin column: what the settings say of it, or what it begins
/// like. Words that begin like both are neither.
pub(super) fn origin(word: &str, settings: &BTreeMap<String, Origin>) -> Option<Origin> {
    let folded = text::fold(word);
    if folded.is_empty() {
        return None;
    }
    if let Some((_, origin)) = settings.iter().find(|(other, _)| text::fold(other) == folded) {
        return Some(*origin);
    }
    match folded.as_str() {
        "i" => return Some(Origin::Institutional),
        "c" => return Some(Origin::Citizen),
        _ => {}
    }
    let begins = |list: &[&str]| {
        list.iter().any(|begin| folded.starts_with(begin) || folded.contains(&format!(" {begin}")))
    };
    match (begins(OFFICES), begins(CITIZENS)) {
        (true, false) => Some(Origin::Institutional),
        (false, true) => Some(Origin::Citizen),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn origins_are_known_in_both_languages() {
        let usual = BTreeMap::new();
        for word in [
            "Institucional",
            "INSTITUTIONAL",
            " oficina",
            "Entidad",
            "Institución pública",
            "GAD parroquial",
        ] {
            assert_eq!(origin(word, &usual), Some(Origin::Institutional), "{word}");
        }
        for word in [
            "ciudadano",
            "Ciudadanía",
            "citizen",
            "CIUDADANA",
            "Ciudadano/a",
            "Ciudadanos/as",
            "Sociedad civil",
        ] {
            assert_eq!(origin(word, &usual), Some(Origin::Citizen), "{word}");
        }
        for word in ["", "otro", "institucional y ciudadano"] {
            assert_eq!(origin(word, &usual), None, "{word}");
        }
        let own = BTreeMap::from([("Mesa técnica".to_owned(), Origin::Institutional)]);
        assert_eq!(origin("MESA TECNICA", &own), Some(Origin::Institutional));
    }

    #[test]
    fn hidden_characters_are_found() {
        assert!(bad_characters("Más\tagua\r\npara «Nono» 👍🏽 – sí").is_empty());
        for (cell, code) in [("a\u{7}", "U+0007"), ("\u{202E}a", "U+202E"), ("a\u{85}", "U+0085")] {
            let found = bad_characters(cell);
            assert!(found.len() == 1 && found[0].contains(code), "{found:?}");
        }
        assert_eq!(bad_characters("\u{FFFD}\u{2066}\u{0}").len(), 3);
        assert!(is_blank(" \u{A0}\u{200B}\n") && !is_blank("."));
        assert!(is_formula_error(" #N/A ") && !is_formula_error("#1"));
    }

    proptest! {
        #[test]
        fn any_cell_is_checked(cell in "\\PC*|[0-9/.: T-]{0,20}") {
            bad_characters(&cell);
            prop_assert_eq!(is_blank(&cell) && origin(&cell, &BTreeMap::new()).is_some(), false);
        }
    }
}
