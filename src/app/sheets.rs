//! Sheets that were received and wait to be confirmed: they are in a folder of minga's own and in no
//! process yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::folder::{Error, Folder, Process};
use super::names;
use super::record::Sheet;
use crate::domain::reading::Mapping;
use crate::domain::statement::Origin;
use crate::read::{files, user};

/// How many sheets of a process may wait.
const MOST: usize = 20;

/// A sheet that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) sheet: Sheet,
    pub(super) path: PathBuf,
    /// Which column is what, where a person said it.
    pub(super) columns: Mapping,
}

/// A file that came whole, under a name of minga's own.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) file: tempfile::NamedTempFile,
    /// What its user calls it.
    pub(super) name: String,
}

/// The sheets that wait, by process.
#[derive(Default)]
pub(super) struct AllWaiting(Mutex<BTreeMap<String, Vec<Waiting>>>);

impl AllWaiting {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Waiting>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of a process.
    pub(super) fn of(&self, process: &Process) -> Vec<Waiting> {
        self.all().get(&process.id).cloned().unwrap_or_default()
    }

    /// One more.
    pub(super) fn add(
        &self,
        folder: &Folder,
        process: &Process,
        received: Received,
        origin: Option<Origin>,
    ) -> Result<(), Error> {
        let ending = names::ending(&received.name).map_err(Error::Said)?;
        let mut all = self.all();
        let waiting = all.entry(process.id.clone()).or_default();
        if waiting.len() >= MOST {
            return Err(Error::Said(format!(
                "ya hay {MOST} hojas por confirmar: confírmelas o quítelas antes de subir otra"
            )));
        }
        let number = 1 + process.record.numbered.max(waiting.iter().map(number).max().unwrap_or(0));
        let file = names::kept(origin, number, ending);
        let path = folder.waiting_place()?.join(&file);
        received
            .file
            .persist_noclobber(&path)
            .map_err(|error| files::Error::Write { path: path.clone(), cause: error.error })?;
        let sheet = Sheet {
            file,
            name: names::shown(&received.name),
            origin,
            sha256: files::sha256(&path)?,
            at: user::now_in_words(),
        };
        waiting.push(Waiting { sheet, path, columns: Mapping::new() });
        Ok(())
    }

    /// Sets which column is what in one of them; says whether it waits.
    pub(super) fn set_columns(&self, process: &Process, file: &str, columns: &Mapping) -> bool {
        let mut all = self.all();
        let waiting = all.get_mut(&process.id).into_iter().flatten();
        let mut found = waiting.filter(|one| one.sheet.file == file);
        let Some(one) = found.next() else { return false };
        one.columns.clone_from(columns);
        true
    }

    /// Forgets one of them and its file; says whether it waited.
    pub(super) fn remove(&self, process: &Process, file: &str) -> Result<bool, Error> {
        let mut all = self.all();
        let Some(waiting) = all.get_mut(&process.id) else { return Ok(false) };
        let Some(at) = waiting.iter().position(|one| one.sheet.file == file) else {
            return Ok(false);
        };
        let one = waiting.remove(at);
        remove_place(&one.path)?;
        Ok(true)
    }

    /// Takes all of a process into it, with what was said of their columns.
    pub(super) fn confirm(&self, process: &mut Process) -> Result<usize, Error> {
        let mut all = self.all();
        let waiting = all.remove(&process.id).unwrap_or_default();
        let mapped = waiting.iter().filter(|one| !one.columns.is_empty());
        let columns: BTreeMap<_, _> =
            mapped.map(|one| (one.sheet.file.clone(), one.columns.clone())).collect();
        // Settings first: settings of a file that did not come are told when the sheets are read.
        if !columns.is_empty() {
            process.store_columns(&columns)?;
        }
        let numbered = waiting.iter().map(number).max().unwrap_or(0);
        process.record.numbered = process.record.numbered.max(numbered);
        for one in &waiting {
            process.keep(&one.path, one.sheet.clone())?;
            remove_place(&one.path)?;
        }
        Ok(waiting.len())
    }
}

/// The number in minga's name of a sheet.
fn number(waiting: &Waiting) -> usize {
    let stem = waiting.sheet.file.split('.').next().unwrap_or_default();
    stem.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Removes the folder in which a file waited.
pub(super) fn remove_place(path: &std::path::Path) -> Result<(), files::Error> {
    let Some(place) = path.parent() else { return Ok(()) };
    fs::remove_dir_all(place).map_err(|cause| files::Error::Write { path: place.to_owned(), cause })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn nothing_is_in_the_process_before_it_is_confirmed_and_no_number_comes_twice() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let mut process = folder.create("Uno").unwrap();
        let waiting = AllWaiting::default();
        let receive = |name: &str| {
            let mut file = tempfile::NamedTempFile::new_in(folder.root()).unwrap();
            write!(file, "id,texto\n{name},x\n").unwrap();
            Received { file, name: name.to_owned() }
        };
        let citizen = Some(Origin::Citizen);
        waiting.add(&folder, &process, receive("../a.csv"), citizen).unwrap();
        waiting.add(&folder, &process, receive("b.csv"), Some(Origin::Institutional)).unwrap();
        assert!(waiting.add(&folder, &process, receive("c.exe"), citizen).is_err());
        let found = waiting.of(&process);
        assert_eq!(found[0].sheet.file, "ciudadania-1.csv");
        assert_eq!(
            (found[0].sheet.name.as_str(), found[1].sheet.file.as_str()),
            ("a.csv", "oficinas-2.csv")
        );
        assert!(!process.dir.join("hojas").exists());
        assert!(waiting.remove(&process, "ciudadania-1.csv").unwrap());
        assert!(!waiting.remove(&process, "../a.csv").unwrap());
        assert_eq!(waiting.confirm(&mut process).unwrap(), 1);
        assert!(process.sheet_path("oficinas-2.csv").exists() && waiting.of(&process).is_empty());
        process.remove("oficinas-2.csv").unwrap();
        waiting.add(&folder, &process, receive("d.csv"), citizen).unwrap();
        assert_eq!(waiting.of(&process)[0].sheet.file, "ciudadania-3.csv");
        let left = fs::read_dir(dir.path().join(".recibido")).unwrap().count();
        assert_eq!(left, 1);
    }
}
