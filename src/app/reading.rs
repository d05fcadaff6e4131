//! What minga reads in a process's sheets: the same as `minga check`, with the columns of each sheet
//! and the names that its user knows.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{self, Error, Process};
use super::names::Shown;
use super::record::Sheet;
use super::sheets::Waiting;
use crate::commands::check;
use crate::domain::problem::Problem;
use crate::domain::reading::{Field, Headers, Mapping};
use crate::read::input::{self, Preview, Role, Source, TextCells};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) file: String,
    pub(super) row: Option<usize>,
    pub(super) column: Option<String>,
    pub(super) what: String,
}

impl Told {
    /// A problem in the user's names.
    pub(super) fn of(problem: &Problem, names: &Shown) -> Self {
        Self {
            file: names.in_sentence(&problem.at.file),
            row: problem.at.row,
            column: problem.at.column.clone(),
            what: names.in_sentence(&problem.what),
        }
    }
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
    let names = names(process, waiting);
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
            is_mapped: settings.files.get(&sheet.file).is_some_and(|own| !own.columns.is_empty()),
            tables,
        });
    }
    let strict = check(process, &sources, &settings)?;
    let lenient = input::Settings { skip_bad_rows: true, ..settings.clone() };
    let without = match strict.problems.as_slice() {
        [] => None,
        _ => Some(check(process, &sources, &lenient)?),
    };
    let can_skip = without.as_ref().filter(|w| w.problems.is_empty()).map(|w| w.skipped_rows);
    let used = without.as_ref().filter(|_| can_skip.is_some()).unwrap_or(&strict);
    Ok(Reading {
        sheets,
        statements: used.statements,
        problems: strict.problems.iter().map(|problem| Told::of(problem, &names)).collect(),
        can_skip,
        skips: settings.skip_bad_rows && can_skip.is_some(),
        notes: used.notes.iter().map(|note| names.in_sentence(note)).collect(),
        cells: used.cells.in_words(),
    })
}

/// What checking found in all sheets.
#[derive(Default)]
struct Found {
    problems: Vec<Problem>,
    notes: Vec<String>,
    statements: usize,
    skipped_rows: usize,
    cells: TextCells,
}

/// Checks the sheets, those that the last run has apart from the new ones: another round may number its
/// rows from 1 again, and what its ids are is asked when the run is made.
fn check(
    process: &Process,
    sources: &[Source],
    settings: &input::Settings,
) -> Result<Found, Error> {
    let before = process.sheets_in_last_run();
    let is_earlier = |source: &&Source| before.contains(file_name(source).as_str());
    let (earlier, new): (Vec<&Source>, Vec<&Source>) = sources.iter().partition(is_earlier);
    let mut found = Found::default();
    for group in [earlier, new].into_iter().filter(|group| !group.is_empty()) {
        let files: Vec<String> = group.iter().map(|source| file_name(source)).collect();
        let mut settings = settings.clone();
        settings.files.retain(|file, _| files.contains(file));
        let sources = group.into_iter().cloned().collect();
        let request = check::Request { sources, settings, frame: Some(process.frame()) };
        let checked = check::check(&request).map_err(|error| Error::Said(error.to_string()))?;
        // Those of the frame are told once.
        let told: BTreeSet<Problem> = found.problems.iter().cloned().collect();
        found.problems.extend(checked.problems.into_iter().filter(|one| !told.contains(one)));
        found.notes.extend(checked.warnings.iter().map(ToString::to_string));
        found.statements += checked.statements;
        found.skipped_rows += checked.skipped_rows;
        found.cells = TextCells::all([found.cells, checked.cells].into_iter());
    }
    Ok(found)
}

/// minga's name of a file of sheets.
pub(super) fn file_name(source: &Source) -> String {
    source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What the user calls each file; where two have one name, with minga's beside it.
pub(super) fn names(process: &Process, waiting: &[Waiting]) -> Shown {
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
    Shown::of(all.iter().map(|(path, sheet)| (path.as_path(), sheet.file.as_str(), shown(sheet))))
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
