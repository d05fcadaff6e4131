//! A sheet as it was understood: which column is what, with some of its values, to be looked at and
//! corrected before anything is made of it.

use std::collections::BTreeSet;

use super::columns::Columns;
use super::{Source, ids};
use crate::domain::reading::{Field, Settings};
use crate::read::files;
use crate::read::table;
use crate::text::hidden::visible_line;

/// How many values of a column are shown.
const SAMPLES: usize = 3;
/// How much of a value is shown, in characters.
const LONGEST: usize = 90;

/// A table of a file: a sheet of a workbook, or the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The name by which settings of the file are found: without folders and sheet.
    pub file: String,
    /// The name with its folders, and with its sheet where there are several.
    pub table: String,
    /// Its format in words.
    pub format: String,
    /// The platform's form that it was recognised as.
    pub profile: Option<&'static str>,
    /// How many rows it has under the header.
    pub rows: usize,
    /// Its columns, in order.
    pub columns: Vec<PreviewColumn>,
}

/// A column of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// As the file writes it.
    pub header: String,
    /// What it is.
    pub role: Role,
    /// Its first distinct values, cut.
    pub samples: Vec<String>,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One of minga's fields.
    Field(Field),
    /// It says who somebody is (what of it, in Spanish), and is left out.
    Person(&'static str),
    /// It travels through untouched.
    Kept,
    /// It is not read.
    Unread,
}

/// How a file is understood. Fails only where it cannot be read from the disk.
pub fn preview(source: &Source, settings: &Settings) -> Result<Vec<Preview>, files::Error> {
    let shown = table::Settings { hidden: settings.hidden };
    let parsed = table::read_with(&source.path, shown)?.by_sheet();
    let of_table = |parsed: table::Parsed| {
        let table = &parsed.table;
        let file = ids::base(&table.name).to_owned();
        let columns = Columns::find(table, settings, &settings.of_file(&file), source.origin);
        let each = table.headers.iter().enumerate().map(|(at, header)| PreviewColumn {
            header: header.clone(),
            role: role(&columns, at),
            samples: samples(table.rows.iter().map(|row| row.cells[at].as_str())),
        });
        Preview {
            columns: each.collect(),
            file,
            table: table.name.clone(),
            format: parsed.format.clone(),
            profile: columns.profile.map(|profile| profile.name),
            rows: table.rows.len() + parsed.left_out,
        }
    };
    Ok(parsed.into_iter().map(of_table).collect())
}

fn role(columns: &Columns, at: usize) -> Role {
    if columns.texts.iter().any(|text| text.body.contains(&at)) {
        return Role::Field(Field::Texto);
    }
    if columns.texts.iter().any(|text| text.title.contains(&at)) {
        return Role::Field(Field::Titulo);
    }
    let field = Field::ALL.into_iter().find(|field| columns.of(*field) == Some(at));
    // Whom a column names is worth more than that it also counts people.
    let person = columns.persons.iter().find(|(other, _)| *other == at);
    match (field, person) {
        (Some(field), None) => Role::Field(field),
        (_, Some((_, what))) => Role::Person(what),
        (None, None) if columns.extra.contains(&at) => Role::Kept,
        (None, None) => Role::Unread,
    }
}

/// The first distinct values that say something.
fn samples<'c>(cells: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let filled = cells.map(str::trim).filter(|cell| !cell.is_empty());
    filled.filter(|cell| seen.insert(*cell)).take(SAMPLES).map(cut).collect()
}

fn cut(cell: &str) -> String {
    let line = visible_line(cell);
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::statement::Origin;

    #[test]
    fn every_column_says_what_it_is_and_shows_its_first_values() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hoja.csv");
        let rows = "Nro,Propuesta,Correo,Sector,Color\n\
                    1,Que arreglen las veredas del barrio,ana@example.org,Norte,azul\n\
                    2,Que haya más buses por la noche,luis@example.org,Norte,rojo\n";
        std::fs::write(&path, rows).unwrap();
        let source = Source { path, origin: Some(Origin::Citizen) };
        let found = preview(&source, &Settings::default()).unwrap();
        assert_eq!((found.len(), found[0].rows, found[0].file.as_str()), (1, 2, "hoja.csv"));
        let of = |header: &str| found[0].columns.iter().find(|c| c.header == header).unwrap();
        assert_eq!(of("Propuesta").role, Role::Field(Field::Texto));
        assert_eq!(of("Correo").role, Role::Person("correo"));
        assert_eq!(of("Color").role, Role::Kept);
        assert_eq!(of("Color").samples, ["azul", "rojo"]);

        let mut settings = Settings::default();
        let own = settings.files.entry("hoja.csv".to_owned()).or_default();
        own.columns.insert(Field::Texto, "Color".into());
        let found = preview(&source, &settings).unwrap();
        assert_eq!(found[0].columns[4].role, Role::Field(Field::Texto));
    }
}
