//! A sheet with its columns found by header, and the words that its cells may hold.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::nearest::nearest;
use super::{Reader, Remarks};
use crate::domain::problem::{Place, Problem, Problems, excerpt};
use crate::read::table::{Note, Parsed, Remark, Row};
use crate::text::fold::letters;
use crate::text::formula::unguard;
use crate::text::hidden::visible;
use crate::write::workbook::names::{decision, header};
use crate::write::workbook::shown;

/// One sheet of a file, or the whole of a flat one.
pub(super) struct Sheet {
    /// The file, and the sheet after `#`.
    pub(super) at: Place,
    /// The columns by folded header.
    columns: BTreeMap<String, usize>,
    pub(super) rows: Vec<Row>,
    /// What is wrong in it.
    pub(super) problems: Problems,
    /// What is not read though somebody may think so, as comments of cells.
    pub(super) notes: Vec<Note>,
}

impl Sheet {
    /// A table under a name for messages.
    pub(super) fn of(parsed: Parsed, name: String) -> Self {
        let at = Place::file(name);
        let mut problems = Problems::default();
        for problem in parsed.problems.into_vec() {
            let file = at.file.clone();
            problems.push(Problem::new(Place { file, ..problem.at }, problem.what));
        }
        let headers = parsed.table.headers.iter().enumerate();
        let columns = headers.map(|(i, header)| (letters(header), i)).collect();
        // A row of decisions that looks like a total or a note is still a row of decisions.
        let looks = |what: &Remark| {
            matches!(what, Remark::Total { .. } | Remark::Footer { .. } | Remark::Section { .. })
        };
        let as_rows: BTreeSet<usize> =
            parsed.notes.iter().filter(|n| looks(&n.what)).filter_map(|n| n.at.row).collect();
        let mut rows = parsed.table.rows;
        rows.extend(parsed.aside.into_iter().filter(|row| as_rows.contains(&row.number)));
        rows.sort_by_key(|row| row.number);
        let told = |note: &Note| {
            matches!(
                note.what,
                Remark::Comment { .. } | Remark::Merged { .. } | Remark::NoValue { .. }
            )
        };
        let notes = parsed.notes.into_iter().filter(told);
        let notes = notes.map(|n| Note { at: Place { file: at.file.clone(), ..n.at }, ..n });
        Self { notes: notes.collect(), at, columns, rows, problems }
    }

    /// How many rows decide something.
    pub(super) fn decisions(&self) -> usize {
        self.rows.iter().filter(|row| !self.cell(row, header::DECISION).is_empty()).count()
    }

    pub(super) fn has(&self, header: &str) -> bool {
        self.columns.contains_key(&letters(header))
    }

    /// The first of these headers that there is.
    pub(super) fn first_of(&self, headers: &[&'static str]) -> Option<&'static str> {
        headers.iter().copied().find(|header| self.has(header))
    }

    /// Whether all these columns are there; says which are not.
    pub(super) fn requires(&mut self, headers: &[&str]) -> bool {
        let missing: Vec<&str> = headers.iter().copied().filter(|h| !self.has(h)).collect();
        for header in &missing {
            let what = format!("falta la columna «{header}»: devuélvala o revise su encabezado");
            self.problems.push(Problem::new(self.at.clone(), what));
        }
        missing.is_empty()
    }

    /// A cell without surrounding blanks; empty where there is no such column.
    pub(super) fn cell<'r>(&self, row: &'r Row, header: &str) -> &'r str {
        self.columns.get(&letters(header)).map_or("", |&i| row.cells[i].trim())
    }

    /// A cell that is a problem.
    pub(super) fn wrong(&mut self, row: usize, header: &str, what: impl Into<String>) {
        self.problems.push(Problem::new(self.at.row(row).column(header), what));
    }

    /// Who, why, and what else.
    pub(super) fn remarks(&self, row: &Row, reader: &Reader<'_>) -> Remarks {
        let some = |header| match self.cell(row, header) {
            "" => None,
            cell => Some(cell.to_owned()),
        };
        Remarks {
            reviewer: some(header::REVIEWER).unwrap_or_else(|| reader.reviewer.clone()),
            // However it was spelled, one reason is one in the log.
            reason: some(header::REASON)
                .map(|said| reader.reasons.listed(&said).map_or(said.clone(), str::to_owned)),
            note: some(header::NOTE),
        }
    }
}

/// Which of the allowed words a cell says, however it is spelled; or what to do.
pub(super) fn decided(cell: &str, allowed: &[&'static str]) -> Result<&'static str, String> {
    let mut said = letters(cell);
    if said == letters(decision::FORMER_TAKE_OUT) {
        said = letters(decision::TAKE_OUT);
    }
    if let Some(word) = allowed.iter().copied().find(|word| letters(word) == said) {
        return Ok(word);
    }
    let what = match nearest(cell, allowed.iter().copied()) {
        Some(word) => format!("¿quiso decir «{word}»?"),
        None => format!("elija una de estas: {}", allowed.join(", ")),
    };
    Err(format!("«{}» no es una decisión de esta hoja: {what}", excerpt(cell)))
}

/// Whether a cell still shows a text, whatever a spreadsheet program did to its blanks:
/// `LibreOffice` drops a tab from a cell of several lines, others trim or unite blanks. Nothing is
/// taken from the cell, so blanks need not be compared.
pub(super) fn still_shows(cell: &str, text: &str) -> bool {
    let words = |text: &str| -> String {
        text.split_whitespace().flat_map(UnicodeNormalization::nfc).collect()
    };
    let source = shown(text);
    // A book that was written before hidden characters were written out holds them as they are.
    let cell = words(&visible(cell));
    cell == words(&source) || cell == words(unguard(&source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_may_change_and_words_may_not() {
        let text = "'=1+1\r\nlimpiar  la\tquebrada \u{202E}ya ";
        for cell in [
            "'=1+1\nlimpiar  la\tquebrada [U+202E]ya",
            "=1+1 limpiar laquebrada [U+202E]ya",
            "'=1+1\nlimpiar la quebrada\u{A0}[U+202E]ya ",
        ] {
            assert!(still_shows(cell, text), "{cell}");
        }
        assert!(!still_shows("'=1+1\nlimpiar la quebrada ya", text));
        assert!(!still_shows("", text));
        let hides = "agua\u{200B} potable";
        assert!(still_shows("agua[U+200B] potable", hides) && still_shows(hides, hides));
        assert!(!still_shows("agua potable", hides));
        assert!(still_shows("cafe\u{301}", "café"));
        assert!(!still_shows("cafe", "café"));
    }
}
