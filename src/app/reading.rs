//! What minga reads in a process's sheets: the same as `minga check`, with the columns of each sheet
//! and the names that its user knows.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{self, Error, Process, Sheet};
use super::sheets::Waiting;
use crate::commands::check::{self, Checked};
use crate::domain::reading::{Field, Headers, Mapping};
use crate::read::input::{self, Preview, Role, Source};

/// A sheet of the process as it was understood.
#[derive(Debug)]
pub(super) struct ReadSheet {
    pub(super) sheet: Sheet,
    /// Whether it waits to be confirmed.
    pub(super) waits: bool,
    /// Whether a person said which column is what.
    pub(super) is_mapped: bool,
    /// Its tables: several where a workbook has several sheets.
    pub(super) tables: Vec<Preview>,
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) sheets: Vec<ReadSheet>,
    /// How many statements can be used.
    pub(super) statements: usize,
    /// Every problem, by file, row and column.
    pub(super) problems: Vec<Told>,
    /// How many rows would be left out so that the rest can be used; `None` where that does not help,
    /// or there is no problem.
    pub(super) can_skip: Option<usize>,
    /// Whether rows with problems are left out, as was decided.
    pub(super) skips: bool,
    pub(super) notes: Vec<String>,
    /// What became of the cells with text.
    pub(super) cells: Option<String>,
}

/// A problem as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) file: String,
    pub(super) row: Option<usize>,
    pub(super) column: Option<String>,
    pub(super) what: String,
}

impl Reading {
    /// Whether a run can be made of what is there.
    pub(super) fn is_usable(&self) -> bool {
        self.statements > 0 && (self.problems.is_empty() || self.skips)
    }

    /// Whether some sheet waits.
    pub(super) fn waits(&self) -> bool {
        self.sheets.iter().any(|sheet| sheet.waits)
    }
}

/// The files of a process, those that wait at the end, institutional ones first as `run` has them.
pub(super) fn sources(process: &Process, waiting: &[Waiting]) -> Vec<Source> {
    let kept = process.record.sheets.iter().map(|s| (process.sheet_path(&s.file), s.origin));
    let new = waiting.iter().map(|one| (one.path.clone(), one.sheet.origin));
    let mut all: Vec<Source> =
        kept.chain(new).map(|(path, origin)| Source { path, origin }).collect();
    all.sort_by_key(|source| (source.origin.is_none(), source.origin));
    all
}

/// How the sheets are read: as the settings say, and as was said of those that wait.
pub(super) fn settings(process: &Process, waiting: &[Waiting]) -> Result<input::Settings, Error> {
    let mut settings = process.settings()?.input;
    for one in waiting.iter().filter(|one| !one.columns.is_empty()) {
        settings.files.entry(one.sheet.file.clone()).or_default().columns = one.columns.clone();
    }
    Ok(settings)
}

/// Reads everything and finds every problem.
pub(super) fn read(process: &Process, waiting: &[Waiting]) -> Result<Reading, Error> {
    let settings = settings(process, waiting)?;
    let sources = sources(process, waiting);
    if sources.is_empty() {
        return Ok(Reading::default());
    }
    let names = Names::of(process, waiting);
    let mut sheets = Vec::new();
    for source in &sources {
        let tables = input::preview(source, &settings)?;
        let file = source.path.file_name().unwrap_or_default().to_string_lossy();
        let kept = process.record.sheets.iter().find(|sheet| sheet.file == file);
        let waits = waiting.iter().find(|one| one.sheet.file == file);
        let Some(sheet) = kept.or(waits.map(|one| &one.sheet)) else { continue };
        sheets.push(ReadSheet {
            sheet: Sheet { name: names.of_file(&sheet.file), ..sheet.clone() },
            waits: waits.is_some(),
            is_mapped: settings.files.contains_key(&sheet.file),
            tables,
        });
    }
    let frame = Some(process.frame());
    let check = |skip_bad_rows: bool| -> Result<Checked, Error> {
        let settings = input::Settings { skip_bad_rows, ..settings.clone() };
        let request = check::Request { sources: sources.clone(), settings, frame: frame.clone() };
        check::check(&request).map_err(|error| Error::Said(error.to_string()))
    };
    let strict = check(false)?;
    let without = if strict.problems.is_empty() { None } else { Some(check(true)?) };
    let can_skip = without.as_ref().filter(|w| w.problems.is_empty()).map(|w| w.skipped_rows);
    let told = |problem: &crate::domain::problem::Problem| Told {
        file: names.in_sentence(&problem.at.file),
        row: problem.at.row,
        column: problem.at.column.clone(),
        what: names.in_sentence(&problem.what),
    };
    let used = without.as_ref().filter(|_| can_skip.is_some()).unwrap_or(&strict);
    Ok(Reading {
        sheets,
        statements: used.statements,
        problems: strict.problems.iter().map(told).collect(),
        can_skip,
        skips: settings.skip_bad_rows && can_skip.is_some(),
        notes: used.warnings.iter().map(|note| names.in_sentence(&note.to_string())).collect(),
        cells: used.cells.in_words(),
    })
}

/// What the user calls each file, for minga's names of them with their folders.
struct Names(Vec<(String, String, String)>);

impl Names {
    fn of(process: &Process, waiting: &[Waiting]) -> Self {
        let kept = process.record.sheets.iter().map(|s| (process.sheet_path(&s.file), s));
        let new = waiting.iter().map(|one| (one.path.clone(), &one.sheet));
        let all: Vec<_> = kept.chain(new).collect();
        let mut seen = BTreeMap::new();
        for (_, sheet) in &all {
            *seen.entry(sheet.name.as_str()).or_insert(0_usize) += 1;
        }
        let shown = |sheet: &Sheet| match seen.get(sheet.name.as_str()) {
            Some(2..) => format!("{} ({})", sheet.name, sheet.file),
            _ => sheet.name.clone(),
        };
        Self(
            all.iter()
                .map(|(path, sheet)| (path.display().to_string(), sheet.file.clone(), shown(sheet)))
                .collect(),
        )
    }

    fn of_file(&self, file: &str) -> String {
        let found = self.0.iter().find(|(_, own, _)| own == file);
        found.map_or_else(|| file.to_owned(), |(.., shown)| shown.clone())
    }

    fn in_sentence(&self, sentence: &str) -> String {
        self.0.iter().fold(sentence.to_owned(), |text, (path, file, shown)| {
            text.replace(path.as_str(), shown).replace(&format!("«{file}»"), &format!("«{shown}»"))
        })
    }
}

/// Which columns of a sheet changed what they are: `chosen` has a field or none for every column of
/// its table, as a person left it. What did not change stays as minga finds it.
pub(super) fn changed(
    table: &Preview,
    chosen: &[Option<Field>],
    before: &Mapping,
) -> Result<Mapping, Error> {
    if chosen.len() != table.columns.len() {
        return Err(Error::Said(
            "la hoja cambió mientras tanto: vuelva a abrir la página y elija de nuevo".to_owned(),
        ));
    }
    let found = |at: usize| match table.columns[at].role {
        Role::Field(field) => Some(field),
        _ => None,
    };
    let mut mapping = before.clone();
    let touched: BTreeSet<Field> = (0..chosen.len())
        .filter(|&at| chosen[at] != found(at))
        .flat_map(|at| chosen[at].into_iter().chain(found(at)))
        .collect();
    for field in touched {
        let of = (0..chosen.len()).filter(|&at| chosen[at] == Some(field));
        let headers: Vec<String> = of.map(|at| table.columns[at].header.clone()).collect();
        if headers.len() > 1 && field != Field::Texto {
            return Err(Error::Said(format!(
                "dos columnas no pueden ser las dos «{}»: deje una ({})",
                field.name(),
                headers.join(", ")
            )));
        }
        mapping.insert(field, Headers(headers));
    }
    Ok(mapping)
}

/// The problems of a process's own frame and what it holds, in words.
pub(super) fn frame(process: &Process) -> Result<(String, String, Vec<String>), Error> {
    let read = crate::read::frame_folder::read(&process.frame());
    let (frame, problems) = read.map_err(folder::Error::Files)?;
    let shown = process.record.own_frame.clone().unwrap_or_default();
    let path = process.frame().join("marco.xlsx").display().to_string();
    let told = problems.iter().map(|p| p.to_string().replace(&path, &shown)).collect();
    Ok((frame.title().to_owned(), crate::read::frame_folder::counts(&frame), told))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::read::input::PreviewColumn;

    fn table(roles: &[Role]) -> Preview {
        let column = |(at, role): (usize, &Role)| PreviewColumn {
            header: format!("c{at}"),
            role: *role,
            samples: Vec::new(),
        };
        Preview {
            file: "a.csv".to_owned(),
            table: "a.csv".to_owned(),
            format: String::new(),
            profile: None,
            rows: 1,
            columns: roles.iter().enumerate().map(column).collect(),
        }
    }

    #[test]
    fn only_what_a_person_changed_is_stored() {
        let roles = [Role::Field(Field::Texto), Role::Kept, Role::Field(Field::Id)];
        let table = table(&roles);
        let same = [Some(Field::Texto), None, Some(Field::Id)];
        assert!(changed(&table, &same, &Mapping::new()).unwrap().is_empty());
        let moved = [None, Some(Field::Texto), Some(Field::Id)];
        let mapping = changed(&table, &moved, &Mapping::new()).unwrap();
        assert_eq!(mapping, Mapping::from([(Field::Texto, "c1".into())]));
        let off = [Some(Field::Texto), None, None];
        let mapping = changed(&table, &off, &Mapping::new()).unwrap();
        assert_eq!(mapping, Mapping::from([(Field::Id, Headers(Vec::new()))]));
        let both = [Some(Field::Texto), Some(Field::Texto), Some(Field::Id)];
        assert_eq!(changed(&table, &both, &Mapping::new()).unwrap()[&Field::Texto].0.len(), 2);
        let twice = [Some(Field::Texto), Some(Field::Id), Some(Field::Id)];
        assert!(changed(&table, &twice, &Mapping::new()).is_err());
        assert!(changed(&table, &same[..2], &Mapping::new()).is_err());
    }
}
