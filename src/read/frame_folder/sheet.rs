//! One table of a frame folder, with its columns found by name.

use std::collections::BTreeMap;
use std::path::Path;

use super::Index;
use crate::domain::problem::{Place, Problem, Problems};
use crate::read::files;
use crate::read::input::bad_characters;
use crate::read::table::{self, Row, fold};

/// A table and where its columns are.
pub(super) struct Sheet {
    place: Place,
    /// Columns by folded header.
    columns: BTreeMap<String, usize>,
    headers: Vec<String>,
    rows: Vec<Row>,
}

impl Sheet {
    /// Opens a file of the folder; `None` if there is no such file, or, with a problem for each,
    /// if one of the columns is missing.
    pub(super) fn open(
        dir: &Path,
        file: &str,
        columns: &[&str],
        problems: &mut Problems,
    ) -> Result<Option<Self>, files::Error> {
        let path = dir.join(file);
        if !files::is_file(&path) {
            return Ok(None);
        }
        let parsed = table::read(&path)?;
        let place = parsed.place();
        let table = parsed.table;
        problems.append(parsed.problems);
        let mut sheet = Self {
            columns: BTreeMap::new(),
            headers: table.headers,
            rows: table.rows.into_iter().filter(|row| !is_remark(row)).collect(),
            place: place.clone(),
        };
        for (index, header) in sheet.headers.iter().enumerate() {
            sheet.columns.entry(fold(header)).or_insert(index);
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
        self.columns.get(&fold(name)).copied()
    }

    /// The rows in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| Line { sheet: self, row })
    }
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
        let mut found = bad_characters(cell);
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
        let found = bad_characters(self.cell(column));
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
