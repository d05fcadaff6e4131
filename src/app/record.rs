//! What is known of a process besides its files: its name, its sheets, the workbooks that came back,
//! and of each run what it was made of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::names;
use crate::domain::statement::Origin;

/// A file of sheets of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    /// minga's name for it.
    pub(super) file: String,
    /// What its user calls it.
    pub(super) name: String,
    /// Who wrote it; `None` where a column says it.
    pub(super) origin: Option<Origin>,
    /// Its SHA-256.
    pub(super) sha256: String,
    /// When it was taken in.
    pub(super) at: String,
}

/// A reviewed workbook whose decisions are in the log of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Book {
    /// minga's name for it, which the log has too.
    pub(super) file: String,
    /// What its user calls it.
    pub(super) name: String,
    /// The run that it is of.
    pub(super) run: usize,
    /// Who reviewed it, where its rows do not say.
    pub(super) reviewer: String,
    /// When it was taken in.
    pub(super) at: String,
    /// Whether what it said was taken back.
    #[serde(default)]
    pub(super) withdrawn: bool,
}

/// What a run was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunRecord {
    pub(super) number: usize,
    /// The run that it continues.
    #[serde(default)]
    pub(super) previous: Option<usize>,
    /// minga's names of the sheets that it read itself.
    pub(super) sheets: Vec<String>,
}

/// What is known of a process.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) created: String,
    #[serde(default)]
    pub(super) archived: bool,
    #[serde(default)]
    pub(super) sheets: Vec<Sheet>,
    /// The highest number that a sheet had.
    #[serde(default)]
    pub(super) numbered: usize,
    /// What the workbook of its own frame was called; `None` for Quito's.
    #[serde(default)]
    pub(super) own_frame: Option<String>,
    #[serde(default)]
    pub(super) books: Vec<Book>,
    /// The highest number that a returned workbook had.
    #[serde(default)]
    pub(super) numbered_books: usize,
    #[serde(default)]
    pub(super) runs: Vec<RunRecord>,
}

impl Record {
    /// That of a new process.
    pub(super) fn new(name: String, created: String) -> Self {
        Self {
            name,
            created,
            archived: false,
            sheets: Vec::new(),
            numbered: 0,
            own_frame: None,
            books: Vec::new(),
            numbered_books: 0,
            runs: Vec::new(),
        }
    }

    /// Whether every file that it names has a name that minga gives: a record may come from elsewhere.
    pub(super) fn is_sound(&self) -> bool {
        self.sheets.iter().all(|sheet| names::is_kept(&sheet.file))
            && self.books.iter().all(|book| names::is_book(&book.file))
            && names::of_process(&self.name).as_ref() == Ok(&self.name)
    }

    /// What a run was made of.
    pub(super) fn run(&self, number: usize) -> Option<&RunRecord> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// A run and those that it continues, the last first.
    fn chain(&self, number: usize) -> Vec<&RunRecord> {
        let mut chain: Vec<&RunRecord> = Vec::new();
        let mut next = self.run(number);
        // A run continues an earlier one: whatever a record says, this ends.
        while let Some(run) = next {
            next = run.previous.filter(|&n| n < run.number).and_then(|n| self.run(n));
            chain.push(run);
        }
        chain
    }

    /// The sheets that are in a run, those of the runs that it continues included.
    pub(super) fn sheets_in(&self, number: usize) -> BTreeSet<&str> {
        self.chain(number).into_iter().flat_map(|run| &run.sheets).map(String::as_str).collect()
    }

    /// The round of workshops that a run brings in, from 1.
    pub(super) fn round(&self, number: usize) -> usize {
        self.chain(number).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_the_sheets_of_those_that_it_continues() {
        let mut record = Record::new("Uno".to_owned(), String::new());
        let run = |number, previous, sheet: &str| RunRecord {
            number,
            previous,
            sheets: vec![sheet.to_owned()],
        };
        record.runs = vec![
            run(1, None, "oficinas-1.csv"),
            run(2, Some(1), "ciudadania-2.csv"),
            run(3, None, "ambas-3.csv"),
            run(4, Some(4), "ambas-4.csv"),
        ];
        assert_eq!(record.sheets_in(2), ["ciudadania-2.csv", "oficinas-1.csv"].into());
        assert_eq!(record.sheets_in(3), ["ambas-3.csv"].into());
        assert_eq!((record.round(2), record.round(4), record.round(9)), (2, 1, 0));
        assert!(record.sheets_in(4).len() == 1 && record.is_sound());
        record.name = "../x\u{202E}".to_owned();
        assert!(!record.is_sound());
    }
}
