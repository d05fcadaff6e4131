//! Which reviewer each applied file is of: remembered by the hash of its content, so that a copy
//! under another name is the same person's.

use std::path::{Path, PathBuf};

use super::Error;
use crate::domain::decision::reviewer_key;
use crate::read::{files, table};

/// The table in the run's folder.
const FILE: &str = "reviewers.csv";
/// The largest such table.
const LARGEST: u64 = 16 << 20;

/// One file that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The SHA-256 of what it held.
    pub(super) sha256: String,
    /// Whose it is.
    pub(super) reviewer: String,
    /// What it was called.
    pub(super) file: String,
}

/// The files that were applied to a run, in order.
#[derive(Debug)]
pub(super) struct People {
    path: PathBuf,
    known: Vec<Known>,
}

impl People {
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let mut known = Vec::new();
        if path.exists() {
            let bytes = files::read(&path, LARGEST)?;
            let name = path.display().to_string();
            let parsed = table::read_bytes(&name, "csv", None, &bytes);
            for row in &parsed.table.rows {
                let cell = |at: usize| row.cells.get(at).cloned().unwrap_or_default();
                known.push(Known { sha256: cell(0), reviewer: cell(1), file: cell(2) });
            }
        }
        Ok(Self { path, known })
    }

    /// The file with these contents.
    pub(super) fn of(&self, sha256: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.sha256 == sha256)
    }

    pub(super) fn remember(&mut self, known: Known) {
        if self.of(&known.sha256).is_none() {
            self.known.push(known);
        }
    }

    /// Forgets whose the files of this name are, so that they can be applied again: those of a
    /// reviewer alone, where one of them is his.
    pub(super) fn forget(&mut self, file: &str, reviewer: Option<&str>) {
        let of = |known: &Known| reviewer_key(&known.reviewer);
        let named = reviewer.map(reviewer_key);
        let his = |known: &Known| named.as_deref().is_some_and(|key| of(known) == key);
        let any = self.known.iter().any(|known| known.file == file && his(known));
        self.known.retain(|known| known.file != file || any && !his(known));
    }

    pub(super) fn write(&self) -> Result<(), Error> {
        let headers = ["sha256", "reviewer", "file"];
        let rows: Vec<[String; 3]> = self
            .known
            .iter()
            .map(|one| [one.sha256.clone(), one.reviewer.clone(), one.file.clone()])
            .collect();
        Ok(files::write_with(&self.path, |out| table::write_csv(out, &headers, &rows))?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_the_person_it_was_of() {
        let dir = tempfile::tempdir().unwrap();
        let mut people = People::read(dir.path()).unwrap();
        let known =
            Known {
                sha256: "ab".into(), reviewer: "Ana Pérez".into(), file: "review.xlsx".into()
            };
        people.remember(known.clone());
        people.remember(Known { reviewer: "Luis".into(), ..known.clone() });
        people.write().unwrap();
        let mut again = People::read(dir.path()).unwrap();
        assert_eq!(again.of("ab"), Some(&known));
        assert_eq!(again.of("cd"), None);
        again.remember(Known { sha256: "ef".into(), reviewer: "Luis".into(), ..known });
        again.forget("review.xlsx", Some("ana pérez"));
        assert!(again.of("ab").is_none() && again.of("ef").is_some());
        again.forget("review.xlsx", Some("Marta"));
        assert_eq!(again.of("ef"), None);
    }
}
