//! The ids that stand in the files, the ones that clash, and the ones that are made here.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::is_blank;
use super::propose::quoted;
use super::{EXAMPLE, InputFile};
use crate::domain::problem::{Place, Problem, excerpt};
use crate::domain::reading::Field;
use crate::domain::statement::{Origin, StatementId};
use crate::read::table::Row;
use crate::text::hidden::is_hidden;

/// An id as a person sees it: without what nobody sees, and its file's prefix before it.
pub(super) fn visible(cell: &str, prefix: Option<&str>) -> String {
    let seen: String = cell.chars().filter(|c| !is_hidden(*c)).collect();
    format!("{}{}", prefix.unwrap_or_default(), seen.trim())
}

/// Where an id stands first, and with which text.
struct First {
    file: usize,
    place: Place,
    text: String,
}

/// How an id that stands before is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repeated {
    /// It does not stand before.
    No,
    /// Somewhere, with the same text.
    Same(Place),
    /// Somewhere, with another text.
    Other(Place),
    /// In a file all of whose ids clash with this one's, which is said once.
    Told,
}

/// The ids that stand in the files.
pub(super) struct Given {
    first: BTreeMap<String, First>,
    /// Files by number whose ids clash with those of an earlier one.
    clashes: BTreeSet<(usize, usize)>,
    /// What is said of those, by the number of the later file.
    pub(super) problems: Vec<(usize, Problem)>,
}

impl Given {
    /// All ids of these files.
    pub(super) fn of(files: &[InputFile]) -> Self {
        let mut given =
            Self { first: BTreeMap::new(), clashes: BTreeSet::new(), problems: Vec::new() };
        for (index, file) in files.iter().enumerate() {
            let Some(column) = file.columns.of(Field::Id).filter(|_| !file.twice) else { continue };
            // By earlier file: the ids that are there too, and how many of them have the same text.
            let mut shared: BTreeMap<usize, (BTreeSet<String>, usize)> = BTreeMap::new();
            let rows = file.parsed.table.rows.iter();
            for row in rows.filter(|row| !is_blank(&row.cells[column])) {
                let id = visible(&row.cells[column], file.columns.id_prefix.as_deref());
                let text = file.columns.text_of(row);
                match given.first.get(&id) {
                    None => {
                        let place = file.parsed.place().row(row.number);
                        let text = text.to_owned();
                        given.first.insert(id, First { file: index, place, text });
                    }
                    Some(first) if first.file != index && !id.is_empty() => {
                        let of = shared.entry(first.file).or_default();
                        of.1 += usize::from(first.text.trim() == text.trim());
                        of.0.insert(id);
                    }
                    Some(_) => {}
                }
            }
            for (earlier, (ids, same)) in shared {
                let rows = file.parsed.table.rows.len();
                if ids.len() >= 3 || ids.len() >= 2 && ids.len() * 2 >= rows {
                    given.clashes.insert((index, earlier));
                    let what = clash(&ids, same, &files[earlier], file);
                    let at = file.parsed.place();
                    given.problems.push((index, Problem::new(at, what)));
                }
            }
        }
        given
    }

    /// Whether an id stands before this row of a file.
    pub(super) fn before(&self, id: &str, file: usize, row: &Row, text: &str) -> Repeated {
        let Some(first) = self.first.get(id) else { return Repeated::No };
        if first.file == file && first.place.row == Some(row.number) {
            return Repeated::No;
        }
        if first.file != file && self.clashes.contains(&(file, first.file)) {
            return Repeated::Told;
        }
        let place = first.place.clone();
        if first.text.trim() == text.trim() {
            Repeated::Same(place)
        } else {
            Repeated::Other(place)
        }
    }

    /// Whether some file has this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.first.contains_key(id)
    }
}

/// Puts the sheet's name before the ids of a workbook's sheets that each number their rows by
/// themselves, and tells it with the first. Sheets that repeat each other's rows stay as they are.
pub(super) fn tell_sheets_apart(sheets: &mut [InputFile]) {
    let mut first: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    let (mut same, mut other) = (0, 0);
    for (index, sheet) in sheets.iter().enumerate() {
        let Some(column) = sheet.columns.of(Field::Id).filter(|_| !sheet.twice) else { continue };
        for row in &sheet.parsed.table.rows {
            let (cell, text) = (row.cells[column].as_str(), sheet.columns.text_of(row).trim());
            if is_blank(cell) || text.is_empty() || cell.trim() == EXAMPLE {
                continue;
            }
            let (of, was) = *first.entry(visible(cell, None)).or_insert((index, text));
            if of != index {
                *if was == text { &mut same } else { &mut other } += 1;
            }
        }
    }
    if other == 0 || other < same {
        return;
    }
    let example = first.into_iter().find(|(_, (of, _))| *of == 0).map(|(id, _)| id);
    for sheet in sheets.iter_mut() {
        let name = sheet.parsed.table.name.rsplit_once(" [").map_or("", |(_, name)| name);
        let name = visible(name.trim_end_matches(']'), None);
        let prefix = sheet.columns.id_prefix.take().unwrap_or_default();
        sheet.columns.id_prefix = Some(format!("{prefix}{name}-"));
    }
    let Some(sheet) = sheets.first_mut() else { return };
    let file = sheet.parsed.table.name.rsplit_once(" [").map_or("", |(file, _)| file);
    let id = visible(&example.unwrap_or_default(), sheet.columns.id_prefix.as_deref());
    sheet.told = Some(format!(
        "{file}: cada hoja numera sus filas por su cuenta, y los ids llevan delante el nombre de la \
         hoja («{}»): no cambie el nombre de las hojas de una ronda a otra",
        excerpt(&id)
    ));
}

/// What to say of two files that have ids in common.
fn clash(ids: &BTreeSet<String>, same: usize, earlier: &InputFile, later: &InputFile) -> String {
    let name = &earlier.parsed.table.name;
    let few: Vec<String> = ids.iter().take(3).map(|id| format!("«{}»", excerpt(id))).collect();
    let shown = few.join(", ");
    let n = ids.len();
    if same * 10 >= n * 8 {
        return format!(
            "{n} filas ya están en «{name}» con el mismo id y el mismo texto ({shown}…): quite \
             uno de los dos archivos, o las filas repetidas"
        );
    }
    let (first, second) = match (earlier.origin, later.origin) {
        (Some(Origin::Institutional), Some(Origin::Citizen)) => ("I-", "C-"),
        (Some(Origin::Citizen), Some(Origin::Institutional)) => ("C-", "I-"),
        _ => ("A-", "B-"),
    };
    format!(
        "{n} ids están también en «{name}» con otros textos ({shown}…): cada archivo numera por su \
         cuenta y ninguna fila sobra. Anteponga algo a los ids: --id-prefix {} --id-prefix {}",
        quoted(&format!("{}={first}", base(name))),
        quoted(&format!("{}={second}", base(&later.parsed.table.name)))
    )
}

/// A file's name without its folders and its sheet.
pub(super) fn base(name: &str) -> &str {
    let name = name.split(" [").next().unwrap_or(name);
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Makes the ids of rows that have none: `I001`, `C001`.
#[derive(Default)]
pub(super) struct Made(BTreeMap<Origin, usize>);

impl Made {
    /// The next number of an origin that no given id has.
    pub(super) fn next(&mut self, origin: Origin, given: &Given) -> String {
        let number = self.0.entry(origin).or_default();
        loop {
            *number += 1;
            let id = format!("{}{number:03}", origin.letter());
            if !given.has(&id) {
                return id;
            }
        }
    }
}

/// The ids that were made of a row's, for its answers and for the parts of an answer.
#[derive(Default)]
pub(super) struct Derived(BTreeSet<String>);

impl Derived {
    /// Gives an id a further number where it is another statement's already.
    pub(super) fn make_own(&mut self, id: &mut StatementId, given: &Given) {
        let first = id.to_string();
        let mut own = first.clone();
        let mut number = 1;
        while given.has(&own) || self.0.contains(&own) {
            number += 1;
            own = format!("{first}-{number}");
        }
        if own != first {
            *id = StatementId::new(&own);
        }
        self.0.insert(own);
    }
}

/// Whether an id is a number in the powers of ten of a spreadsheet: `1,23457E+17`.
fn is_scientific(id: &str) -> bool {
    id.split_once(['E', 'e']).is_some_and(|(a, b)| {
        let digits = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b".,+".contains(&b))
        };
        digits(a) && digits(b) && (a.contains(['.', ',']) || b.contains('+'))
    })
}

/// Whether a spreadsheet, which keeps 15 digits, has taken the last ones from an id: several that
/// were different may be one now.
pub(super) fn has_lost_digits(id: &str) -> bool {
    let long = id.len() >= 16 && id.bytes().all(|b| b.is_ascii_digit());
    is_scientific(id) || long && id.as_bytes()[15..].iter().all(|digit| *digit == b'0')
}

/// Whether an id looks like something that a spreadsheet made of another one.
pub(super) fn is_changed_by_a_spreadsheet(id: &str) -> bool {
    let decimal = id.split_once('.').is_some_and(|(a, b)| {
        a.bytes().all(|b| b.is_ascii_digit())
            && !a.is_empty()
            && !b.is_empty()
            && b.bytes().all(|b| b.is_ascii_digit())
            && a == "0"
    });
    let date = id.len() == 10 && id.as_bytes()[4] == b'-' && super::dates::is_date(id);
    let truth = matches!(id.to_lowercase().as_str(), "true" | "false" | "verdadero" | "falso");
    decimal || date || truth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_a_spreadsheet_took_are_seen() {
        for id in ["1,23457E+17", "1.23457E+17", "1E+16", "123456789012345000", "1234567890123450"]
        {
            assert!(has_lost_digits(id), "{id}");
        }
        for id in ["12E4", "E12", "123456789012345678", "123000", "3E", "A-1E+2"] {
            assert!(!has_lost_digits(id), "{id}");
        }
    }
}
