//! The apostrophes that keep a cell text when a spreadsheet opens a CSV file, whatever separator it
//! takes: put in front of what would run as a formula when written, taken away when read.

use std::borrow::Cow;

use super::hidden::is_hidden;

/// What a spreadsheet may take for the beginning of a formula. The wide forms are read as the
/// narrow ones in some languages.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'];

/// Where a spreadsheet may begin another cell: the separators of CSV, and the ends of lines.
const SEPARATORS: [char; 11] =
    [',', ';', '\t', '|', '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The headers with which a table of minga's own begins: in it every apostrophe that [`guard`] puts
/// is one of minga's. In a table by anybody else only the one in front of a cell is.
const OWN_HEADERS: [&[&str]; 18] = [
    &["number", "at", "reviewer", "run", "candidate", "action", "statement_id", "content_hash"],
    &["statement_id", "origin", "state", "final_id", "also", "reason", "decision", "text"],
    &["id", "horizon", "horizon_by", "competencia", "text", "n_institutional"],
    &["id", "origin", "text", "competencia_declared", "competencia", "competencia_probability"],
    &["id", "competencia", "draft"],
    &["institutional_id", "citizen_id", "institutional_text", "citizen_text"],
    &["rank", "statement_id", "text", "candidate_id"],
    &["change", "candidate_id", "other_candidate_ids"],
    &["sha256", "reviewer", "file"],
    &["statement_id", "texto", "persona 1", "dice 1"],
    &["kind", "change", "id", "text", "new_id", "new_text"],
    &["id", "origen", "texto", "competencia declarada", "competencia", "estado"],
    &["id", "competencia", "propuesta de desafío (borrador)", "horizonte sugerido"],
    &["institucional", "ciudadano", "texto institucional", "texto ciudadano"],
    &["orden", "id", "texto", "propuesta"],
    &["cambio", "propuesta", "otras propuestas"],
    &["id", "horizonte", "horizonte por", "competencia", "desafío"],
    &["id", "origen", "estado", "desafío", "también"],
];

/// Where one is within a cell.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// At the beginning of the cell, or after nothing but apostrophes.
    Cell,
    /// Where a cell begins for some reader, or after what it skips there: blanks, hidden
    /// characters, quotes.
    Part,
    /// Within words.
    Words,
}

impl At {
    fn after(self, c: char) -> Self {
        match self {
            _ if SEPARATORS.contains(&c) => Self::Part,
            Self::Cell if c == '\'' => Self::Cell,
            Self::Cell | Self::Part if is_skipped(c) => Self::Part,
            _ => Self::Words,
        }
    }

    /// Whether a character needs an apostrophe here. A tab or a carriage return in front of a cell
    /// has always had one.
    fn needs_one(self, c: char) -> bool {
        match self {
            Self::Cell => DANGEROUS.contains(&c) || matches!(c, '\t' | '\r'),
            Self::Part => DANGEROUS.contains(&c),
            Self::Words => false,
        }
    }
}

/// What some reader takes away in front of a cell.
fn is_skipped(c: char) -> bool {
    let chooses_a_look = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180F}');
    c.is_whitespace() || is_hidden(c) || chooses_a_look || matches!(c, '\'' | '"')
}

/// The cell as it is written: with an apostrophe in front of whatever a spreadsheet could run, at
/// the cell's beginning and wherever a cell would begin if the file were read with another
/// separator (comma, semicolon, tab, bar), line by line, or without blanks. Plain numbers
/// (`-78,51`) stay as they are.
pub fn guard(cell: &str) -> Cow<'_, str> {
    let mut places = Vec::new();
    let mut at = At::Cell;
    for (i, c) in cell.char_indices() {
        if at.needs_one(c) {
            places.push(i);
        }
        at = at.after(c);
    }
    if places.is_empty() || are_numbers(cell) {
        return Cow::Borrowed(cell);
    }
    let mut written = String::with_capacity(cell.len() + places.len());
    let mut from = 0;
    for place in places {
        written.push_str(&cell[from..place]);
        written.push('\'');
        from = place;
    }
    written.push_str(&cell[from..]);
    Cow::Owned(written)
}

/// The cell as it was before [`guard`], in a table that minga wrote itself: `unguard_own(&guard(x))
/// == x` for every text.
pub fn unguard_own(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let mut at = At::Cell;
    for c in cell.chars() {
        if at.needs_one(c) && text.ends_with('\'') {
            text.pop();
        }
        text.push(c);
        at = at.after(c);
    }
    Cow::Owned(text)
}

/// A cell of a table that anybody wrote, without the apostrophe that keeps it text: one in front of
/// one of `= + - @ | %`, a tab or a line's end. Those within the cell are its author's.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(|c| At::Cell.needs_one(c)) => rest,
        _ => cell,
    }
}

/// Whether a table with these headers is one that minga wrote.
pub fn is_own(headers: &[impl AsRef<str>]) -> bool {
    OWN_HEADERS.iter().any(|own| {
        own.len() <= headers.len()
            && own.iter().zip(headers).all(|(own, header)| *own == header.as_ref())
    })
}

/// Whether a cell is a number, or several with separators and blanks between: however it is
/// divided, nothing in it runs.
fn are_numbers(cell: &str) -> bool {
    cell.split([',', ';', '\t', '\n', '\r', ' ']).all(|part| part.is_empty() || is_number(part))
}

/// Digits with at most one decimal point, and a sign.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_is_guarded_and_the_rest_stays() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("- mejorar el agua", "'- mejorar el agua"),
            ("\t=1", "'\t'=1"),
            ("'=1", "''=1"),
            ("＝1+1", "'＝1+1"),
            ("-1-1", "'-1-1"),
            ("|x", "'|x"),
            ("%x", "'%x"),
            (" =1", " '=1"),
            ("\u{200B}=1", "\u{200B}'=1"),
            ("\u{FEFF}=1", "\u{FEFF}'=1"),
            ("\u{A0}\u{200B} =1", "\u{A0}\u{200B} '=1"),
            ("arreglar la calle;=1+1", "arreglar la calle;'=1+1"),
            ("agua, @municipio", "agua, '@municipio"),
            ("uno\n-dos\r\n +tres", "uno\n'-dos\r\n '+tres"),
            ("luz\t\"=1\"", "luz\t\"'=1\""),
            ("a|=1", "a|'=1"),
            ("a\u{2028}=1", "a\u{2028}'=1"),
            ("-5,+cmd", "'-5,'+cmd"),
        ] {
            assert_eq!(guard(cell), written);
            assert_eq!(unguard_own(written), cell);
        }
        for same in [
            "agua",
            "-78,51",
            "-78.51, -0.18",
            "+593",
            "'agua'",
            "",
            "'",
            "2=2",
            "agua - luz; y = x, etc.",
            "semi-urbano",
        ] {
            assert_eq!(guard(same), same);
            assert_eq!(unguard_own(same), same);
        }
    }

    #[test]
    fn of_anybody_s_cell_only_the_apostrophe_in_front_is_taken_away() {
        assert_eq!(unguard("'=1+1"), "=1+1");
        assert_eq!(unguard("'\tx"), "\tx");
        assert_eq!(unguard("'78"), "'78");
        assert_eq!(unguard("'agua'"), "'agua'");
        assert_eq!(unguard("pedimos, '+ seguridad'"), "pedimos, '+ seguridad'");
    }

    #[test]
    fn a_table_is_known_by_how_its_headers_begin() {
        assert!(is_own(&["rank", "statement_id", "text", "candidate_id", "probability"]));
        assert!(!is_own(&["id", "texto"]) && !is_own(&[""; 0]));
    }

    /// The cells of a written one, under every way of dividing it.
    fn parts(written: &str) -> impl Iterator<Item = &str> {
        let whole = [&[][..], &[','], &[';'], &['\t'], &['|'], &['\n', '\r'], &SEPARATORS];
        whole.into_iter().flat_map(move |by: &[char]| written.split(by))
    }

    const CELLS: &str = "['\"=+@%|;,\t\r\n \u{200B}\u{FEFF}0-9.a-]{0,10}|\\PC*";

    proptest! {
        #[test]
        fn every_text_comes_back(cell in CELLS) {
            let written = guard(&cell);
            prop_assert_eq!(unguard_own(&written), cell.as_str());
        }

        #[test]
        fn nothing_written_can_run(cell in CELLS) {
            let written = guard(&cell);
            for part in parts(&written) {
                let bare = part.trim_start_matches(|c| is_skipped(c) && c != '\'');
                let runs = bare.starts_with(DANGEROUS) && !are_numbers(part);
                prop_assert!(!runs, "{:?} in {:?}", part, written);
            }
        }
    }
}
