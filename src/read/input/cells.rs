//! What a single cell may hold: no invisible trickery, no broken letters, real dates, known origins.

use time::{Date, Month};

use crate::domain::statement::Origin;
use crate::read::table::fold;

/// The longest cell that a spreadsheet holds, in characters.
pub(super) const SPREADSHEET_CELL: usize = 32_767;

/// Whether nothing can be seen in a cell.
pub(super) fn is_blank(cell: &str) -> bool {
    let invisible = |c| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    cell.chars().all(|c| c.is_whitespace() || invisible(c))
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
    let bidi = |c: &char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if let Some(c) = cell.chars().find(bidi) {
        found.push(format!(
            "tiene un carácter invisible que cambia el sentido de lectura (U+{:04X}): bórrelo",
            u32::from(c)
        ));
    }
    let control = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(c) = cell.chars().find(control) {
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

/// Whether a text looks like UTF-8 that was once read as Windows-1252.
pub(super) fn is_garbled(text: &str) -> bool {
    ["Ã¡", "Ã©", "Ã\u{AD}", "Ã³", "Ãº", "Ã±", "Ã‘", "â€œ", "Â¿"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// Who is meant by a word of the origin column.
pub(super) fn origin(word: &str) -> Option<Origin> {
    match fold(word).as_str() {
        "institucional" | "institucionales" | "institucion" | "instituciones" | "institutional"
        | "institution" | "oficina" | "oficinas" | "office" | "entidad" | "entidades"
        | "secretaria" | "secretarias" | "municipio" | "municipal" | "gad" | "gobierno" | "i" => {
            Some(Origin::Institutional)
        }
        "ciudadano" | "ciudadanos" | "ciudadana" | "ciudadanas" | "ciudadania" | "citizen"
        | "citizens" | "comunidad" | "comunitario" | "vecinos" | "vecino" | "vecina"
        | "participativo" | "participativa" | "c" => Some(Origin::Citizen),
        _ => None,
    }
}

/// A date in the form `2026-09-11`, or what is wrong with it. Read are `2026-09-11` and, the day
/// first, `11/09/2026` and `11-09-2026`, each with or without a time after it.
pub(super) fn date(cell: &str) -> Result<String, String> {
    let shown = crate::domain::problem::excerpt(cell.trim());
    let unknown = || format!("no se entiende la fecha «{shown}»: escríbala como 2026-09-11");
    let (day, time) = match cell.trim().split_once(['T', ' ']) {
        Some((day, time)) => (day, time),
        None => (cell.trim(), ""),
    };
    let in_time = |c: char| c.is_ascii_digit() || " .:+-Z".contains(c) || "apm".contains(c);
    if !time.to_lowercase().replace('z', "Z").chars().all(in_time) {
        return Err(unknown());
    }
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let [a, b, c] = parts.as_slice() else { return Err(unknown()) };
    if !parts.iter().all(digits) || b.len() > 2 {
        return Err(unknown());
    }
    let (year, month, day) = match (a.len(), c.len()) {
        (4, 1 | 2) => (a, b, c),
        (1 | 2, 4) => (c, b, a),
        (1 | 2, 1 | 2) => {
            return Err(format!("la fecha «{shown}» no dice el año completo: escriba 2026, no 26"));
        }
        _ => return Err(unknown()),
    };
    let impossible =
        || format!("la fecha «{shown}» no existe: revise el día y el mes (el día va primero)");
    let number = |part: &str| part.parse::<u16>().map_err(|_| unknown());
    let (year, month, day) = (number(year)?, number(month)? as u8, number(day)? as u8);
    let month = Month::try_from(month).map_err(|_| impossible())?;
    let date = Date::from_calendar_date(i32::from(year), month, day).map_err(|_| impossible())?;
    if !(1900..=2100).contains(&year) {
        return Err(format!("la fecha «{shown}» tiene un año imposible: corríjalo"));
    }
    Ok(format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_of_every_form_become_iso() {
        for cell in [
            "2026-09-11",
            " 11/09/2026 ",
            "11-09-2026",
            "11.9.2026",
            "2026/09/11",
            "2026-09-11 10:30:00",
            "2026-09-11T10:30:00.5Z",
            "11/09/2026 2:05:00 PM",
            "11/9/2026 14:05",
        ] {
            assert_eq!(date(cell).as_deref(), Ok("2026-09-11"), "{cell}");
        }
        assert_eq!(date("29/02/2024").as_deref(), Ok("2024-02-29"));
    }

    #[test]
    fn impossible_dates_are_told_apart() {
        for (cell, words) in [
            ("31/02/2026", "no existe"),
            ("29/02/2026", "no existe"),
            ("09/13/2026", "no existe"),
            ("00/01/2026", "no existe"),
            ("11/09/26", "año completo"),
            ("11/09/0026", "año imposible"),
            ("2226-09-11", "año imposible"),
            ("46276", "no se entiende"),
            ("ayer", "no se entiende"),
            ("11 de septiembre", "no se entiende"),
            ("2026-09", "no se entiende"),
            ("2026-09-11 por la tarde", "no se entiende"),
            ("1/999999/2026", "no se entiende"),
        ] {
            let what = date(cell).expect_err(cell);
            assert!(what.contains(words), "{cell}: {what}");
        }
    }

    #[test]
    fn origins_are_known_in_both_languages() {
        for word in ["Institucional", "INSTITUTIONAL", " oficina", "Entidad"] {
            assert_eq!(origin(word), Some(Origin::Institutional), "{word}");
        }
        for word in ["ciudadano", "Ciudadanía", "citizen", "CIUDADANA"] {
            assert_eq!(origin(word), Some(Origin::Citizen), "{word}");
        }
        for word in ["", "otro", "institucional y ciudadano"] {
            assert_eq!(origin(word), None, "{word}");
        }
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
        assert!(is_garbled("mÃ¡s agua") && !is_garbled("más agua"));
        assert!(is_formula_error(" #N/A ") && !is_formula_error("#1"));
    }

    proptest! {
        #[test]
        fn any_cell_is_checked(cell in "\\PC*|[0-9/.: T-]{0,20}") {
            if let Ok(iso) = date(&cell) {
                prop_assert_eq!(date(&iso), Ok(iso.clone()));
                prop_assert_eq!(iso.len(), 10);
            }
            bad_characters(&cell);
            prop_assert_eq!(is_blank(&cell) && origin(&cell).is_some(), false);
        }
    }
}
