//! The folder of processes on the disk: each is a folder with its sheets as they came, its settings,
//! its frame and its runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::names;
use super::record::{Book, Record, RunRecord, Sheet};
use crate::commands::{self, defaults, settings_file};
use crate::domain::reading::Mapping;
use crate::propose::settings::Settings;
use crate::read::files::{self, Lock};
use crate::read::user;
use crate::web::token::token;
use crate::write::manifest;

/// What is known of a process besides its files.
const RECORD: &str = "proceso.json";
/// Its settings, as `minga run --config` reads them.
const SETTINGS: &str = "ajustes.toml";
/// Its sheets, as they came.
const SHEETS: &str = "hojas";
/// Sheets that were taken out again.
const REMOVED: &str = "retiradas";
/// Its own frame: one workbook in this folder.
const FRAME: (&str, &str) = ("marco", "marco.xlsx");
/// Its runs, by number.
const RUNS: &str = "corridas";
/// The workbooks that came back, as they came.
const BOOKS: &str = "libros";
/// What was consolidated, by number.
const LISTS: &str = "consolidados";
/// What is uploaded and not confirmed.
const WAITING: &str = ".recibido";
/// The largest record, in bytes.
const LIMIT: u64 = 1 << 20;

/// Why something of a process could not be done.
#[derive(Debug, Error)]
pub(super) enum Error {
    #[error(transparent)]
    Files(#[from] files::Error),
    /// In Spanish, with what to do.
    #[error("{0}")]
    Said(String),
}

impl From<commands::Failure> for Error {
    fn from(failure: commands::Failure) -> Self {
        Self::Said(told(&failure).join("\n"))
    }
}

/// The sentences of a failure.
pub(super) fn told(failure: &commands::Failure) -> Vec<String> {
    match failure {
        commands::Failure::Problems(problems) => problems.iter().map(ToString::to_string).collect(),
        commands::Failure::Error(error) => vec![error.to_string()],
    }
}

/// A process.
#[derive(Debug, Clone)]
pub(super) struct Process {
    pub(super) id: String,
    pub(super) dir: PathBuf,
    pub(super) record: Record,
}

/// The folder, held by this program alone.
pub(super) struct Folder {
    root: PathBuf,
    _lock: Lock,
}

impl Folder {
    /// Makes and locks the folder. What an earlier program received and nobody confirmed is removed.
    pub(super) fn open(root: &Path) -> Result<Self, files::Error> {
        files::create_dir_all(root)?;
        let lock = files::lock(root)?;
        let waiting = root.join(WAITING);
        files::refuse_link(&waiting)?;
        match fs::remove_dir_all(&waiting) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(files::Error::Write { path: waiting, cause });
            }
            _ => {}
        }
        files::create_dir_all(&waiting)?;
        Ok(Self { root: root.to_owned(), _lock: lock })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A new folder of its own for one file that is received.
    pub(super) fn waiting_place(&self) -> Result<PathBuf, files::Error> {
        let place = self.root.join(WAITING).join(token());
        files::create_dir_all(&place)?;
        Ok(place)
    }

    /// All processes, the newest first; of one that cannot be read, why.
    pub(super) fn processes(&self) -> Vec<(String, Result<Process, Error>)> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut ids: Vec<String> = names.filter(|name| names::is_process_folder(name)).collect();
        ids.sort();
        let read = |id: String| {
            let process = self.process(&id);
            (id, process)
        };
        let mut all: Vec<_> = ids.into_iter().map(read).collect();
        let created = |found: &Result<Process, Error>| {
            found.as_ref().map_or(String::new(), |process| process.record.created.clone())
        };
        all.sort_by_key(|(_, found)| std::cmp::Reverse(created(found)));
        all
    }

    /// The process of an id.
    pub(super) fn process(&self, id: &str) -> Result<Process, Error> {
        if !names::is_process_folder(id) {
            return Err(Error::Said("ese proceso no está en la carpeta de minga".to_owned()));
        }
        Process::read(id, self.root.join(id))
    }

    /// Takes a folder that waits as a new process, once everything in it was looked at by `check`.
    pub(super) fn adopt(
        &self,
        waiting: &Path,
        check: impl FnOnce(&Process) -> Result<(), Error>,
    ) -> Result<Process, Error> {
        let mut process = Process::read("", waiting.to_owned()).map_err(|_| {
            Error::Said(
                "este zip no es la copia de un proceso de minga, o es de otra versión".to_owned(),
            )
        })?;
        check(&process)?;
        let name = &process.record.name;
        let others = self.processes();
        let is_taken = |(_, other): &(String, Result<Process, Error>)| {
            other.as_ref().is_ok_and(|other| other.record.name == *name)
        };
        if others.iter().any(is_taken) {
            let copy = names::of_process(&format!("{name} (copia)"));
            process.record.name = copy.unwrap_or_else(|_| name.clone());
            process.write()?;
        }
        let id = self.new_id(&process.record.created);
        let dir = self.root.join(&id);
        move_new(waiting, &dir)?;
        Ok(Process { id, dir, ..process })
    }

    /// The name of a new process's folder.
    fn new_id(&self, created: &str) -> String {
        let id = names::process_folder(created.get(..10).unwrap_or_default(), &token());
        if names::is_process_folder(&id) && !self.root.join(&id).exists() {
            return id;
        }
        names::process_folder("0000-00-00", &token())
    }

    /// Makes a process.
    pub(super) fn create(&self, name: &str) -> Result<Process, Error> {
        let name = names::of_process(name).map_err(Error::Said)?;
        let created = user::now_in_words();
        let id = self.new_id(&created);
        let record = Record::new(name, created.clone());
        let dir = self.root.join(&id);
        files::create_dir_all(&dir)?;
        let process = Process { id, dir, record };
        process.write()?;
        Ok(process)
    }
}

impl Process {
    /// That in a folder.
    fn read(id: &str, dir: PathBuf) -> Result<Self, Error> {
        files::refuse_link(&dir)?;
        let path = dir.join(RECORD);
        let bytes = files::read(&path, LIMIT)?;
        let record: Option<Record> = serde_json::from_slice(&bytes).ok();
        let record = record.filter(Record::is_sound).ok_or_else(|| {
            Error::Said(format!(
                "«{}» está dañado o es de otra versión de minga: no se cambió",
                path.display()
            ))
        })?;
        Ok(Process { id: id.to_owned(), dir, record })
    }

    /// Writes what is known of it.
    pub(super) fn write(&self) -> Result<(), Error> {
        let json = serde_json::to_string_pretty(&self.record).expect("plain data is always JSON");
        Ok(files::write(&self.dir.join(RECORD), json.as_bytes())?)
    }

    /// Where a kept sheet is.
    pub(super) fn sheet_path(&self, file: &str) -> PathBuf {
        self.dir.join(SHEETS).join(file)
    }

    /// The folder of its runs, and that of one of them.
    pub(super) fn runs(&self) -> PathBuf {
        self.dir.join(RUNS)
    }

    pub(super) fn run_path(&self, number: usize) -> PathBuf {
        self.runs().join(number.to_string())
    }

    /// The folder of what was consolidated.
    pub(super) fn lists(&self) -> PathBuf {
        self.dir.join(LISTS)
    }

    /// The sheets that are in the last run that ended.
    pub(super) fn sheets_in_last_run(&self) -> BTreeSet<&str> {
        let ended = |number: &usize| self.run_path(*number).join(manifest::FILE).is_file();
        let last = self.record.runs.iter().map(|run| run.number).filter(ended).max();
        last.map(|number| self.record.sheets_in(number)).unwrap_or_default()
    }

    /// The folder of its frame, carried in the program or its own.
    pub(super) fn frame(&self) -> PathBuf {
        match self.record.own_frame {
            None => defaults::frame(),
            Some(_) => self.dir.join(FRAME.0),
        }
    }

    /// Its settings; the defaults where nothing was set.
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let path = self.dir.join(SETTINGS);
        Ok(settings_file::read(path.exists().then_some(path.as_path()))?)
    }

    /// Changes its settings file, and nothing in it but what the change touches.
    pub(super) fn change_settings(
        &self,
        change: impl FnOnce(&mut toml::Table),
    ) -> Result<(), Error> {
        // What cannot be read is told, and not written over.
        self.settings()?;
        let path = self.dir.join(SETTINGS);
        let mut table = toml::Table::new();
        if path.exists() {
            let text = String::from_utf8_lossy(&files::read(&path, LIMIT)?).into_owned();
            table = text.parse().map_err(|_| Error::Said("ajustes.toml no se lee".to_owned()))?;
        }
        change(&mut table);
        let text = toml::to_string_pretty(&table).map_err(|error| {
            Error::Said(format!("los ajustes no se pudieron escribir: {error}"))
        })?;
        Ok(files::write(&path, text.as_bytes())?)
    }

    /// Stores which column is what in some sheets; no column for a sheet forgets what was stored.
    pub(super) fn store_columns(&self, of: &BTreeMap<String, Mapping>) -> Result<(), Error> {
        self.change_settings(|table| {
            let files = inner(inner(table, "input"), "files");
            for (file, mapping) in of {
                match toml::Value::try_from(mapping) {
                    Ok(columns) if !mapping.is_empty() => {
                        inner(files, file).insert("columns".to_owned(), columns);
                    }
                    _ => {
                        let own = files.get_mut(file).and_then(toml::Value::as_table_mut);
                        own.map(|own| own.remove("columns"));
                    }
                }
            }
        })
    }

    /// Takes in a sheet that waited: moves it to the others.
    pub(super) fn keep(&mut self, from: &Path, sheet: Sheet) -> Result<(), Error> {
        files::create_dir_all(&self.dir.join(SHEETS))?;
        let to = self.sheet_path(&sheet.file);
        move_new(from, &to)?;
        self.record.sheets.push(sheet);
        self.write()
    }

    /// Takes a sheet out; its file stays in the process's folder, apart.
    pub(super) fn remove(&mut self, file: &str) -> Result<(), Error> {
        let Some(at) = self.record.sheets.iter().position(|sheet| sheet.file == file) else {
            return Err(Error::Said("esa hoja ya no está".to_owned()));
        };
        let file = self.record.sheets[at].file.clone();
        files::create_dir_all(&self.dir.join(REMOVED))?;
        move_new(&self.sheet_path(&file), &self.dir.join(REMOVED).join(&file))?;
        self.record.sheets.remove(at);
        self.write()?;
        self.change_settings(|table| {
            inner(inner(table, "input"), "files").remove(&file);
        })
    }

    /// Stores what stands before the ids of some sheets.
    pub(super) fn prefix_ids(&self, of: &[String], prefix: &str) -> Result<(), Error> {
        self.change_settings(|table| {
            let files = inner(inner(table, "input"), "files");
            for file in of {
                inner(files, file).insert("id_prefix".to_owned(), prefix.into());
            }
        })
    }

    /// Writes down what a run is made of, before it is made.
    pub(super) fn begin_run(&mut self, run: RunRecord) -> Result<(), Error> {
        self.record.runs.retain(|other| other.number != run.number);
        self.record.runs.push(run);
        self.write()
    }

    /// Keeps a workbook whose decisions are recorded.
    pub(super) fn keep_book(&mut self, from: &Path, book: Book) -> Result<(), Error> {
        let folder = self.dir.join(BOOKS);
        files::create_dir_all(&folder)?;
        move_new(from, &folder.join(&book.file))?;
        self.record.books.push(book);
        self.write()
    }

    /// Takes a workbook as its own frame; `None` for Quito's.
    pub(super) fn set_frame(&mut self, own: Option<(&Path, String)>) -> Result<(), Error> {
        self.record.own_frame = match own {
            None => None,
            Some((from, name)) => {
                let folder = self.dir.join(FRAME.0);
                files::create_dir_all(&folder)?;
                let bytes = files::read(from, crate::read::table::MAX_BYTES)?;
                files::write(&folder.join(FRAME.1), &bytes)?;
                Some(name)
            }
        };
        self.write()
    }
}

/// A table in a table, made where it is not there.
fn inner<'t>(table: &'t mut toml::Table, name: &str) -> &'t mut toml::Table {
    let value = table.entry(name).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    if !value.is_table() {
        *value = toml::Value::Table(toml::Table::new());
    }
    value.as_table_mut().expect("it was made a table")
}

/// Moves a file to a name that nothing has.
fn move_new(from: &Path, to: &Path) -> Result<(), files::Error> {
    if fs::symlink_metadata(to).is_ok() {
        let cause = std::io::ErrorKind::AlreadyExists.into();
        return Err(files::Error::Write { path: to.to_owned(), cause });
    }
    fs::rename(from, to).map_err(|cause| files::Error::Write { path: to.to_owned(), cause })
}

/// The folder of processes when nobody names one: `minga` in the user's documents, or in the home
/// folder where there are none; `None` without a home.
pub(super) fn usual() -> Option<PathBuf> {
    let home = etcetera::home_dir().ok()?;
    let documents = ["Documentos", "Documents"].map(|name| home.join(name));
    let base = documents.into_iter().find(|path| path.is_dir()).unwrap_or(home);
    Some(base.join("minga"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::reading::Field;
    use crate::domain::statement::Origin;

    #[test]
    fn one_folder_is_held_by_one_program_and_what_waited_is_gone_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(matches!(Folder::open(dir.path()), Err(files::Error::Locked { .. })));
        let place = folder.waiting_place().unwrap();
        fs::write(place.join("oficinas-1.csv"), "x").unwrap();
        drop(folder);
        let _folder = Folder::open(dir.path()).unwrap();
        assert!(!place.exists());
    }

    #[test]
    fn a_process_keeps_its_name_its_sheets_and_its_settings() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let mut process = folder.create(" Plan  de prueba ").unwrap();
        let waiting = folder.waiting_place().unwrap().join("x");
        fs::write(&waiting, "id,texto\n").unwrap();
        let sheet = Sheet {
            file: "ciudadania-1.csv".to_owned(),
            name: "../talleres.csv".to_owned(),
            origin: Some(Origin::Citizen),
            sha256: String::new(),
            at: String::new(),
        };
        process.keep(&waiting, sheet.clone()).unwrap();
        let mapping = Mapping::from([(Field::Texto, "¿Qué propone?".into())]);
        process.store_columns(&[("ciudadania-1.csv".to_owned(), mapping.clone())].into()).unwrap();
        let again = folder.process(&process.id).unwrap();
        assert_eq!((again.record.name.as_str(), again.record.sheets.len()), ("Plan de prueba", 1));
        let settings = again.settings().unwrap();
        assert_eq!(settings.input.files["ciudadania-1.csv"].columns, mapping);
        // What an analyst wrote into the file stays.
        again
            .change_settings(|table| {
                table.insert(
                    "target".to_owned(),
                    toml::Table::from_iter([("count".to_owned(), 7.into())]).into(),
                );
            })
            .unwrap();
        process.remove("ciudadania-1.csv").unwrap();
        assert!(process.settings().unwrap().input.files.is_empty());
        assert!(process.settings().unwrap().target.is_some());
        assert!(process.dir.join("retiradas/ciudadania-1.csv").exists());
        assert!(process.remove("../x").is_err());
        for id in ["..", "", "p-2026-12-01-00000000", ".recibido"] {
            assert!(folder.process(id).is_err(), "{id}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_is_a_link_is_not_entered() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let process = folder.create("Uno").unwrap();
        fs::rename(&process.dir, elsewhere.path().join("otro")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("otro"), &process.dir).unwrap();
        assert!(folder.process(&process.id).is_err());
        assert!(folder.processes()[0].1.is_err());
    }
}
