//! One table of a frame folder, with its columns found by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Index;
use crate::domain::problem::{Place, Problem, Problems};
use crate::read::files;
use crate::read::input::bad_characters;
use crate::read::table::{self, Remark, Row};
use crate::text::fold::letters;

/// A table and where its columns are.
pub(super) struct Sheet {
    place: Place,
    /// Columns by folded header.
    columns: BTreeMap<String, usize>,
    headers: Vec<String>,
    rows: Vec<Row>,
}

impl Sheet {
    /// Opens a table of the frame; `None` if there is no such file or sheet, or, with a problem for
    /// each, if one of the columns is missing.
    pub(super) fn open(
        dir: &Path,
        file: &str,
        columns: &[&str],
        problems: &mut Problems,
        notes: &mut Vec<Problem>,
    ) -> Result<Option<Self>, files::Error> {
        let Some(path) = source(dir, file)? else { return Ok(None) };
        let parsed = table::read(&path)?;
        let place = parsed.place();
        let table = parsed.table;
        // Which sheet was read is what was asked for, and garbled cells are problems where they are
        // used.
        let worth_saying =
            |what: &Remark| !matches!(what, Remark::SheetCalled { .. } | Remark::Garbled { .. });
        let said = parsed.notes.into_iter().filter(|note| worth_saying(&note.what));
        notes.extend(said.map(|note| Problem::new(note.at, note.what.to_string())));
        problems.append(parsed.problems);
        let mut sheet = Self {
            columns: BTreeMap::new(),
            headers: table.headers,
            rows: table.rows.into_iter().filter(|row| !is_remark(row)).collect(),
            place: place.clone(),
        };
        for (index, header) in sheet.headers.iter().enumerate() {
            sheet.columns.entry(letters(header)).or_insert(index);
        }
        // A file that could not be read at all has said so already.
        let readable = !sheet.headers.is_empty();
        for column in columns.iter().filter(|_| readable) {
            if sheet.column(column).is_none() {
                let what = format!(
                    "falta la columna «{column}»: en esta fila dice {}",
                    sheet.headers.join(" | ")
                );
                problems.push(Problem::new(place.row(table.header_row), what));
                sheet.rows.clear();
            }
        }
        if readable && file == "competencias.csv" && table_is_empty(&sheet, columns) {
            let at = place.row(table.header_row);
            problems.push(Problem::new(at, "no hay ninguna competencia: agregue al menos una"));
        }
        Ok(Some(sheet))
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(&letters(name)).copied()
    }

    /// The rows in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| Line { sheet: self, row })
    }
}

/// The files that a table may be, the one that is written first.
const KINDS: [&str; 7] = ["csv", "xlsx", "xlsm", "ods", "xls", "xlsb", "tsv"];

/// Where a table of the frame is: a file of its name in the folder, or a sheet of its name in the
/// frame's workbook.
fn source(dir: &Path, file: &str) -> Result<Option<PathBuf>, files::Error> {
    let stem = file.strip_suffix(".csv").unwrap_or(file);
    let of_kind = |stem: &str, kinds: &[&str]| {
        let paths = kinds.iter().map(|kind| dir.join(format!("{stem}.{kind}")));
        paths.into_iter().find(|path| files::is_file(path))
    };
    let is_workbook = dir.is_file();
    if let Some(path) = of_kind(stem, &KINDS).filter(|_| !is_workbook) {
        return Ok(Some(path));
    }
    let book = if is_workbook { Some(dir.to_owned()) } else { of_kind("marco", &KINDS[1..6]) };
    let Some(book) = book else { return Ok(None) };
    let sheet = table::sheet_called(stem, &table::sheets(&book)?);
    Ok(sheet.map(|sheet| PathBuf::from(format!("{}#{sheet}", book.display()))))
}

/// What is wrong with the letters of a cell: what must not stand there, and what was garbled.
fn wrong_letters(cell: &str) -> Vec<String> {
    let mut found = bad_characters(cell);
    if let Some((word, instead)) = table::garbled(cell) {
        let what = Remark::Garbled { word: word.to_owned(), instead };
        found.push(what.to_string());
    }
    found
}

/// Whether a row is a remark to those who fill the table in.
fn is_remark(row: &Row) -> bool {
    row.cells.first().is_some_and(|cell| cell.trim_start().starts_with('#'))
}

/// Whether a table with all its columns has no rows.
fn table_is_empty(sheet: &Sheet, columns: &[&str]) -> bool {
    sheet.rows.is_empty() && columns.iter().all(|column| sheet.column(column).is_some())
}

/// One row of a sheet.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
}

impl<'a> Line<'a> {
    /// Its number as a spreadsheet shows it.
    pub(super) fn number(&self) -> usize {
        self.row.number
    }

    /// The place of a cell.
    pub(super) fn at(&self, column: &str) -> Place {
        let header = self.sheet.column(column).map(|index| self.sheet.headers[index].as_str());
        self.sheet.place.row(self.row.number).column(header.unwrap_or(column))
    }

    /// A cell without surrounding blanks; empty if the column is not there.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        self.sheet.column(column).map_or("", |index| self.row.cells[index].trim())
    }

    /// A cell that must not be blank and must hold nothing but text; `None`, and a problem,
    /// otherwise.
    pub(super) fn required(&self, column: &str, problems: &mut Problems) -> Option<&'a str> {
        let cell = self.cell(column);
        let mut found = wrong_letters(cell);
        if cell.is_empty() {
            found.push("la celda está vacía: complétela".to_owned());
        }
        let sound = found.is_empty();
        for what in found {
            problems.push(Problem::new(self.at(column), what));
        }
        sound.then_some(cell)
    }

    /// Whether a cell, which may be blank, holds nothing but text; a problem otherwise.
    pub(super) fn sound(&self, column: &str, problems: &mut Problems) -> bool {
        let found = wrong_letters(self.cell(column));
        let sound = found.is_empty();
        for what in found {
            problems.push(Problem::new(self.at(column), what));
        }
        sound
    }

    /// The entry of another file that a cell must name.
    pub(super) fn reference(
        &self,
        column: &str,
        index: &Index,
        problems: &mut Problems,
    ) -> Option<usize> {
        let key = self.required(column, problems)?;
        index.find(key, self.at(column), problems)
    }
}
