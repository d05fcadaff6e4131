//! From a row to a statement, or to everything that is wrong in it.

use std::collections::BTreeMap;

use super::cells::{self, SPREADSHEET_CELL};
use super::columns::Columns;
use super::{Field, InputFile, Settings};
use crate::domain::problem::{Place, Problem, excerpt};
use crate::domain::statement::{Origin, Statement};
use crate::read::table::Row;

/// The longest id, in characters.
const LONGEST_ID: usize = 100;

/// The ids that stand in the files, each with the place where it stands first.
pub(super) struct Given(BTreeMap<String, (usize, Place)>);

impl Given {
    /// All ids of these files.
    pub(super) fn of(files: &[InputFile]) -> Self {
        let mut given = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            let Some(column) = file.columns.of(Field::Id) else { continue };
            for row in &file.parsed.table.rows {
                let id = row.cells[column].trim();
                if !given.contains_key(id) {
                    given.insert(id.to_owned(), (index, file.parsed.place().row(row.number)));
                }
            }
        }
        Self(given)
    }

    /// Where an id stands before this row.
    fn before(&self, id: &str, sheet: usize, row: usize) -> Option<&Place> {
        let (file, place) = self.0.get(id)?;
        (*file != sheet || place.row != Some(row)).then_some(place)
    }
}

/// The file that a row is in.
pub(super) struct Sheet<'a> {
    /// Its number among the sources.
    pub(super) index: usize,
    pub(super) place: &'a Place,
    pub(super) headers: &'a [String],
    pub(super) columns: &'a Columns,
}

/// Makes statements of rows.
pub(super) struct Rows<'a> {
    settings: &'a Settings,
    given: Given,
    /// The last number of a made id, by origin.
    made: BTreeMap<Origin, usize>,
}

impl<'a> Rows<'a> {
    /// With the ids that are taken.
    pub(super) fn new(settings: &'a Settings, given: Given) -> Self {
        Self { settings, given, made: BTreeMap::new() }
    }

    /// The statement of a row, without its extra cells, or its problems.
    pub(super) fn statement(
        &mut self,
        sheet: &Sheet<'_>,
        row: &Row,
        origin: Option<Origin>,
    ) -> Result<Statement, Vec<Problem>> {
        let mut check = Check {
            sheet,
            row,
            at: sheet.place.row(row.number),
            longest: self.settings.max_characters,
            problems: Vec::new(),
        };
        let id = check.id(&self.given);
        let text = check.text();
        let origin = check.origin(origin);
        let competencia_declared = check.known(Field::Competencia);
        let entidad = check.known(Field::Entidad);
        let parroquia = check.known(Field::Parroquia);
        let taller = check.known(Field::Taller);
        let fecha = check.date();
        check.extra();
        // A row that is left out uses up a number, so that mending it changes no other id.
        let id = match (sheet.columns.of(Field::Id), origin) {
            (None, Some(origin)) => self.make_id(origin),
            _ => id.unwrap_or_default(),
        };
        let (Some(text), Some(origin), []) = (text, origin, check.problems.as_slice()) else {
            return Err(check.problems);
        };
        let bare = match origin {
            Origin::Institutional => Statement::institutional(&id, text),
            Origin::Citizen => Statement::citizen(&id, text),
        };
        let at = check.at;
        Ok(Statement { competencia_declared, entidad, parroquia, taller, fecha, at, ..bare })
    }

    /// The next number of an origin that no given id has: `I001`, `C001`.
    fn make_id(&mut self, origin: Origin) -> String {
        let letter = match origin {
            Origin::Institutional => 'I',
            Origin::Citizen => 'C',
        };
        let number = self.made.entry(origin).or_default();
        loop {
            *number += 1;
            let id = format!("{letter}{number:03}");
            if !self.given.0.contains_key(&id) {
                return id;
            }
        }
    }
}

/// A row being checked.
struct Check<'a> {
    sheet: &'a Sheet<'a>,
    row: &'a Row,
    at: Place,
    longest: usize,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn say(&mut self, column: usize, what: impl Into<String>) {
        let at = self.at.column(&self.sheet.headers[column]);
        self.problems.push(Problem::new(at, what));
    }

    /// The cell of a field, verbatim, with what is wrong in it said; `None` where it is blank.
    fn cell(&mut self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.sheet.columns.of(field)?;
        let cell = self.row.cells[column].as_str();
        if cells::is_blank(cell) {
            return None;
        }
        for what in cells::bad_characters(cell) {
            self.say(column, what);
        }
        if cells::is_formula_error(cell) {
            self.say(column, "la fórmula de la celda da error: corríjala o escriba el valor");
        }
        self.length(column, cell, self.longest);
        Some((column, cell))
    }

    fn length(&mut self, column: usize, cell: &str, longest: usize) {
        // A character has at least one byte, so most cells need no counting.
        if cell.len() > longest && cell.chars().count() > longest {
            let length = cell.chars().count();
            self.say(
                column,
                format!(
                    "la celda tiene {length} caracteres y se admiten hasta {longest}: acórtela o \
                     divídala en dos filas"
                ),
            );
        }
    }

    fn known(&mut self, field: Field) -> Option<String> {
        self.cell(field).map(|(_, cell)| cell.to_owned())
    }

    fn text(&mut self) -> Option<&'a str> {
        let column = self.sheet.columns.of(Field::Texto)?;
        let text = self.cell(Field::Texto);
        if text.is_none() {
            self.say(column, "falta el texto: escríbalo o borre la fila");
        }
        text.map(|(_, text)| text)
    }

    fn id(&mut self, given: &Given) -> Option<String> {
        let column = self.sheet.columns.of(Field::Id)?;
        let Some((_, cell)) = self.cell(Field::Id) else {
            self.say(column, "falta el id: póngale uno que no se repita");
            return None;
        };
        let id = cell.trim();
        if id.contains(['\n', '\r', '\t']) || id.chars().count() > LONGEST_ID {
            let what = format!("el id debe ir en una línea de hasta {LONGEST_ID} caracteres");
            self.say(column, what);
        }
        if let Some(first) = given.before(id, self.sheet.index, self.row.number) {
            let what = format!(
                "el id «{}» ya está en {first}: cambie uno de los dos o borre la fila repetida",
                excerpt(id)
            );
            self.say(column, what);
        }
        Some(id.to_owned())
    }

    /// Who wrote it: the file's origin, which the row must not contradict, or the row's own.
    fn origin(&mut self, of_file: Option<Origin>) -> Option<Origin> {
        let column = self.sheet.columns.of(Field::Origen);
        let cell = self.cell(Field::Origen);
        let of_row = cell.and_then(|(_, word)| cells::origin(word));
        match (of_file, of_row, column) {
            (Some(file), Some(row), Some(column)) if file != row => {
                let what = format!(
                    "la fila dice «{}» y el archivo se dio como {}: corrija la celda o pase la \
                     fila al otro archivo",
                    row.in_spanish(),
                    file.in_spanish()
                );
                self.say(column, what);
            }
            (None, None, Some(column)) => {
                let what = match cell {
                    Some((_, word)) => format!(
                        "no se entiende el origen «{}»: escriba «institucional» o «ciudadano»",
                        excerpt(word)
                    ),
                    None => "falta el origen: escriba «institucional» o «ciudadano»".to_owned(),
                };
                self.say(column, what);
            }
            _ => {}
        }
        of_file.or(of_row)
    }

    fn date(&mut self) -> Option<String> {
        let (column, cell) = self.cell(Field::Fecha)?;
        match cells::date(cell) {
            Ok(iso) => Some(iso),
            Err(what) => {
                self.say(column, what);
                None
            }
        }
    }

    /// Extra cells travel untouched; only what no spreadsheet could hold is a problem.
    fn extra(&mut self) {
        for &column in &self.sheet.columns.extra {
            self.length(column, &self.row.cells[column], SPREADSHEET_CELL);
        }
    }
}
