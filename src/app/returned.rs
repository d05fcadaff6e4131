//! Reviewed workbooks that come back: each is applied to its run as `minga apply` does it, and kept
//! once its decisions are recorded. One with problems waits until a person says what to do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::folder::{Error, Folder, Process};
use super::names::{self, Shown};
use super::reading::Told;
use super::record::Book;
use super::sheets::{Received, remove_place};
use crate::commands::apply::{self, Outcome, Recorded, Request};
use crate::domain::problem::excerpt;
use crate::domain::statement::StatementId;
use crate::read::{files, user};
use crate::review::serve::name_refusal;
use crate::text::counts::{plain_count as count, thousands};

/// How many statements a sentence names.
const NAMED: usize = 10;

/// A workbook with problems: nothing of it is recorded.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    book: Book,
    path: PathBuf,
    pub(super) problems: Vec<Told>,
    pub(super) notes: Vec<String>,
}

/// What was recorded, in sentences.
#[derive(Debug, Clone, Default)]
pub(super) struct Receipt {
    pub(super) lines: Vec<String>,
    pub(super) notes: Vec<String>,
    /// What is wrong with the rows that were left out.
    pub(super) problems: Vec<Told>,
}

/// What came of the last workbook of a run.
#[derive(Debug, Clone)]
pub(super) enum Last {
    Waits(Waiting),
    Recorded(Receipt),
}

/// The run that a workbook is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfRun<'a> {
    pub(super) number: usize,
    pub(super) dir: &'a Path,
}

/// The last workbook of each run, by process and run.
#[derive(Default)]
pub(super) struct AllReturned(Mutex<BTreeMap<(String, usize), Last>>);

impl Waiting {
    /// What its user calls it.
    pub(super) fn name(&self) -> &str {
        &self.book.name
    }

    /// Whether some rows may be sound: a problem of the whole file leaves none.
    pub(super) fn may_have_sound_rows(&self) -> bool {
        self.problems.iter().all(|problem| problem.row.is_some())
    }
}

impl AllReturned {
    fn all(&self) -> MutexGuard<'_, BTreeMap<(String, usize), Last>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What came of the last workbook of a run.
    pub(super) fn of(&self, process: &Process, run: usize) -> Option<Last> {
        self.all().get(&(process.id.clone(), run)).cloned()
    }

    fn set(&self, process: &Process, run: usize, last: Option<Last>) -> Result<(), Error> {
        let key = (process.id.clone(), run);
        let before = match last {
            Some(last) => self.all().insert(key, last),
            None => self.all().remove(&key),
        };
        match before {
            Some(Last::Waits(waiting)) if waiting.path.exists() => Ok(remove_place(&waiting.path)?),
            _ => Ok(()),
        }
    }

    /// Takes a workbook and records what it says, where nothing is wrong with it.
    pub(super) fn receive(
        &self,
        folder: &Folder,
        process: &mut Process,
        run: OfRun<'_>,
        (received, reviewer): (Received, &str),
    ) -> Result<(), Error> {
        let ending = names::book_ending(&received.name).map_err(Error::Said)?;
        let reviewer = person(reviewer)?;
        // A number is of one workbook for ever: the log knows it by its name.
        process.record.numbered_books += 1;
        process.write()?;
        let file = names::book(process.record.numbered_books, ending);
        let path = folder.waiting_place()?.join(&file);
        received
            .file
            .persist_noclobber(&path)
            .map_err(|error| files::Error::Write { path: path.clone(), cause: error.error })?;
        let book = Book {
            file,
            name: names::shown(&received.name),
            run: run.number,
            reviewer,
            at: user::now_in_words(),
            withdrawn: false,
        };
        let waiting = Waiting { book, path, problems: Vec::new(), notes: Vec::new() };
        self.apply(process, run, waiting, false)
    }

    /// Records the sound rows of the workbook that waits.
    pub(super) fn accept(&self, process: &mut Process, run: OfRun<'_>) -> Result<(), Error> {
        match self.of(process, run.number) {
            Some(Last::Waits(waiting)) => self.apply(process, run, waiting, true),
            _ => Err(Error::Said("ese libro ya no espera: súbalo de nuevo".to_owned())),
        }
    }

    /// Forgets the workbook that waits, or what was told of the last one.
    pub(super) fn forget(&self, process: &Process, run: usize) -> Result<(), Error> {
        self.set(process, run, None)
    }

    fn apply(
        &self,
        process: &mut Process,
        run: OfRun<'_>,
        mut waiting: Waiting,
        accept_valid: bool,
    ) -> Result<(), Error> {
        let request = Request {
            dir: run.dir.to_owned(),
            files: vec![waiting.path.clone()],
            reviewer: Some(waiting.book.reviewer.clone()),
            accept_valid,
            ..Request::default()
        };
        let names = shown(process, Some(&waiting));
        let outcome = match apply::apply(&request, &mut |_| None) {
            Ok(outcome) => outcome,
            Err(error) => {
                remove_place(&waiting.path)?;
                self.set(process, run.number, None)?;
                // What is a flag on the command line is a button here.
                let told = names.in_sentence(&error.to_string());
                return Err(Error::Said(told.replace("con --withdraw", "en «Libros recibidos»:")));
            }
        };
        let last = match outcome {
            Outcome::Refused(problems, warnings) => {
                waiting.problems = problems.iter().map(|one| Told::of(one, &names)).collect();
                let told = warnings.iter().map(|note| names.in_sentence(&note.to_string()));
                waiting.notes = told.collect();
                Last::Waits(waiting)
            }
            Outcome::Recorded(recorded) => {
                process.keep_book(&waiting.path, waiting.book)?;
                remove_place(&waiting.path)?;
                Last::Recorded(receipt(&recorded, &names))
            }
        };
        self.set(process, run.number, Some(last))
    }

    /// Takes back what a workbook said.
    pub(super) fn withdraw(
        &self,
        process: &mut Process,
        run: OfRun<'_>,
        file: &str,
    ) -> Result<(), Error> {
        let own = process.record.books.iter();
        let mut own = own.filter(|book| book.run == run.number && !book.withdrawn);
        if !own.any(|book| book.file == file) {
            return Err(Error::Said("ese libro ya no está entre los recibidos".to_owned()));
        }
        let withdraw = vec![file.to_owned()];
        self.act(process, run, Request { withdraw, ..Request::default() })?;
        for book in &mut process.record.books {
            book.withdrawn |= book.file == file;
        }
        process.write()
    }

    /// Names who coordinates the review of a run.
    pub(super) fn coordinate(
        &self,
        process: &Process,
        run: OfRun<'_>,
        name: &str,
    ) -> Result<(), Error> {
        let coordinators = vec![person(name)?];
        self.act(process, run, Request { coordinators, ..Request::default() })
    }

    /// Something that is recorded without a workbook.
    fn act(&self, process: &Process, run: OfRun<'_>, request: Request) -> Result<(), Error> {
        let request = Request { dir: run.dir.to_owned(), ..request };
        let names = shown(process, None);
        let said = |sentence: String| Error::Said(names.in_sentence(&sentence));
        let outcome = apply::apply(&request, &mut |_| None).map_err(|e| said(e.to_string()))?;
        let Outcome::Recorded(recorded) = outcome else { return Ok(()) };
        self.set(process, run.number, Some(Last::Recorded(receipt(&recorded, &names))))
    }
}

/// A name under which somebody can decide.
fn person(given: &str) -> Result<String, Error> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::Said("escriba el nombre de la persona".to_owned()));
    }
    match name_refusal(&name) {
        Some(why) => Err(Error::Said(why)),
        None => Ok(name),
    }
}

/// The users' names of the workbooks of a process, and of one that waits.
fn shown(process: &Process, waiting: Option<&Waiting>) -> Shown {
    let kept = process.record.books.iter().map(|book| (Path::new(&book.file), book));
    let own = waiting.map(|one| (one.path.as_path(), &one.book));
    // The one that waits comes first: its path has its file's name in it.
    let all = own.into_iter().chain(kept);
    Shown::of(all.map(|(path, book)| (path, book.file.as_str(), book.name.clone())))
}

/// What was recorded, in sentences that agree with their numbers.
fn receipt(recorded: &Recorded, names: &Shown) -> Receipt {
    let mut lines: Vec<String> = Vec::new();
    for file in &recorded.files {
        let filled = file.rows - file.blank;
        lines.push(format!(
            "{}: {}; {}: {} y {} en blanco.",
            names.in_sentence(&file.file),
            file.format,
            count(file.rows, "fila leída", "filas leídas"),
            count(filled, "llena", "llenas"),
            thousands(file.blank)
        ));
    }
    if recorded.withdrawn > 0 {
        let n = recorded.withdrawn;
        lines.push(format!("{}.", count(n, "decisión retirada", "decisiones retiradas")));
    }
    let already = recorded.decisions - recorded.added;
    if !recorded.files.is_empty() {
        lines.push(match (recorded.decisions, recorded.added) {
            (0, _) => "No trae ninguna decisión: nada cambió.".to_owned(),
            (_, 0) => "Todo esto ya estaba en el registro: no cambia nada.".to_owned(),
            (_, added) => {
                let new = count(added, "decisión nueva guardada", "decisiones nuevas guardadas");
                let rest = count(already, "ya estaba", "ya estaban");
                if already == 0 { format!("{new}.") } else { format!("{new}; {rest}.") }
            }
        });
    }
    if lines.is_empty() {
        lines.push("Queda en el registro.".to_owned());
    }
    let coined = recorded.coined.iter();
    lines.extend(coined.map(|(id, words)| format!("Desafío nuevo {id}: «{}».", excerpt(words))));
    let mut notes: Vec<String> =
        recorded.warnings.iter().map(|note| names.in_sentence(&note.to_string())).collect();
    for trouble in &recorded.troubles {
        let all = &trouble.statements;
        let ids: Vec<&str> = all.iter().take(NAMED).map(StatementId::as_str).collect();
        let more = all.len() - ids.len();
        let ids = ids.join(", ");
        notes.push(match (ids.is_empty(), more) {
            (true, _) => trouble.what.clone(),
            (_, 0) => format!("{} ({ids})", trouble.what),
            (_, more) => format!("{} ({ids} y {more} más)", trouble.what),
        });
    }
    let problems = recorded.problems.iter().map(|one| Told::of(one, names)).collect();
    Receipt { lines, notes, problems }
}
