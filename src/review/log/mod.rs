//! The decision log: an `SQLite` file to which acts are added and from which nothing is ever taken.
//!
//! An append is one transaction that is on the disk when it returns, so a kill at any point loses
//! at most the act in flight.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};
use thiserror::Error;

use crate::domain::decision::{
    Action, ContentHash, Decision, Slot, Subject, not_undone, reviewer_key,
};
use crate::domain::frame::Horizon;
use crate::domain::place::ChallengeId;
use crate::domain::statement::StatementId;
use crate::read::files;
use crate::read::table;

/// The log's name in the folder of a run.
pub const FILE: &str = "decisions.db";
/// Marks an `SQLite` file as a log of minga: "mnga".
const APPLICATION: i32 = 0x6D6E_6761;
/// The version of the tables below.
const VERSION: i32 = 1;
/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = include_str!("schema.sql");

/// What kept the log from being read or written.
#[derive(Debug, Error)]
pub enum Error {
    /// The file is there and is something else.
    #[error("«{}» no es un registro de decisiones de minga: revise la ruta", path.display())]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// The log was made by a later version of the program.
    #[error(
        "«{}» es de una versión más nueva de minga (registro {found}, esta conoce hasta {known}): \
         actualice el programa",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// The last version that this program knows.
        known: i32,
    },
    /// The database refused.
    #[error("no se pudo usar el registro «{}»: {}", path.display(), in_words(cause))]
    Database {
        /// The file.
        path: PathBuf,
        /// What the database said.
        cause: rusqlite::Error,
    },
    /// A decision that cannot be read back.
    #[error("la decisión {number} del registro «{}» está dañada: {cause}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The decision.
        number: i64,
        /// What is wrong with it.
        cause: serde_json::Error,
    },
    /// The export could not be written.
    #[error(transparent)]
    File(#[from] files::Error),
}

/// The frequent refusals in words that tell what to do; others as the database says them.
fn in_words(cause: &rusqlite::Error) -> String {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "otro programa lo está escribiendo; espere y vuelva a intentarlo".to_owned()
        }
        Some(ErrorCode::CannotOpen) => "no se puede abrir (¿existe la carpeta?)".to_owned(),
        Some(ErrorCode::ReadOnly) => "es de solo lectura".to_owned(),
        Some(ErrorCode::DiskFull) => "no queda espacio en el disco".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => "el archivo está dañado; recupere una copia".to_owned(),
        _ => cause.to_string(),
    }
}

/// An open log.
#[derive(Debug)]
pub struct Log {
    connection: Connection,
    path: PathBuf,
}

impl Log {
    /// Opens the log in a file, or makes it there.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |cause| refusal(path, cause);
        // A link in a folder that came from elsewhere leads to somebody's other log.
        files::refuse_link(path)?;
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let blank = check(path, &connection)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", "ON").map_err(failed)?;
        if blank {
            make(&mut connection).map_err(failed)?;
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Adds acts in one transaction, all or none, and returns the numbers of those that were added.
    ///
    /// An act that its reviewer already made, and that is neither undone nor overtaken by another
    /// one of the same reviewer about the same thing, is not added again. The numbers that the acts
    /// bring along are ignored.
    pub fn append(&mut self, acts: &[Decision]) -> Result<Vec<i64>, Error> {
        let path = self.path.clone();
        let failed = |cause| refusal(&path, cause);
        let writing = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut known = read_all(&writing, &path)?;
        let mut ledger = Ledger::of(&known);
        let mut numbers = Vec::new();
        for act in acts {
            if ledger.holds(act) {
                continue;
            }
            let batch = numbers.first().copied();
            let number = insert(&writing, act, batch).map_err(failed)?;
            numbers.push(number);
            let act = Decision { number, ..act.clone() };
            if matches!(act.action, Action::Undo { .. }) {
                known.push(act);
                ledger = Ledger::of(&known);
            } else {
                ledger.add(&act);
                known.push(act);
            }
        }
        writing.commit().map_err(failed)?;
        Ok(numbers)
    }

    /// Every act in the order in which it was added, the undone ones included.
    pub fn all(&self) -> Result<Vec<Decision>, Error> {
        // One snapshot for both tables.
        let reading =
            self.connection.unchecked_transaction().map_err(|cause| refusal(&self.path, cause))?;
        read_all(&reading, &self.path)
    }

    /// Writes the log as CSV, a row for every statement of every act; whole or not at all.
    pub fn export_csv(&self, path: &Path) -> Result<(), Error> {
        let mut rows: Vec<[String; 16]> = Vec::new();
        for decision in self.all()? {
            let aligned = decision.action.alignment().unwrap_or_default();
            let nobody: [Option<&Subject>; 1] = [None];
            let subjects: Vec<Option<&Subject>> = decision.subjects.iter().map(Some).collect();
            let subjects = if subjects.is_empty() { &nobody[..] } else { &subjects };
            for subject in subjects {
                rows.push([
                    decision.number.to_string(),
                    decision.at.clone(),
                    decision.reviewer.clone(),
                    decision.run.clone(),
                    decision.candidate.as_ref().map(ToString::to_string).unwrap_or_default(),
                    decision.action.name().to_owned(),
                    subject.map(|subject| subject.id.to_string()).unwrap_or_default(),
                    subject.map(|subject| subject.hash.0.clone()).unwrap_or_default(),
                    decision.action.target().unwrap_or_default(),
                    decision.action.text().unwrap_or_default().to_owned(),
                    decision.reason.clone().unwrap_or_default(),
                    decision.note.clone().unwrap_or_default(),
                    aligned.horizon.map_or("", Horizon::in_spanish).to_owned(),
                    aligned.objetivo_desarrollo.clone().unwrap_or_default(),
                    aligned.objetivo_gestion.clone().unwrap_or_default(),
                    aligned.politicas.join(";"),
                ]);
            }
        }
        Ok(files::write_with(path, |out| table::write_csv(out, &COLUMNS, &rows))?)
    }
}

/// The columns of the exported log.
const COLUMNS: [&str; 16] = [
    "number",
    "at",
    "reviewer",
    "run",
    "candidate",
    "action",
    "statement_id",
    "content_hash",
    "target",
    "text",
    "reason",
    "note",
    "horizon",
    "objetivo_desarrollo",
    "objetivo_gestion",
    "politicas",
];

fn refusal(path: &Path, cause: rusqlite::Error) -> Error {
    match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotALog { path: path.to_owned() },
        _ => Error::Database { path: path.to_owned(), cause },
    }
}

/// Makes the tables, unless another program did so in the meantime.
fn make(connection: &mut Connection) -> rusqlite::Result<()> {
    let making = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_blank(&making)? {
        making.execute_batch(SCHEMA)?;
        making.pragma_update(None, "application_id", APPLICATION)?;
        making.pragma_update(None, "user_version", VERSION)?;
    }
    making.commit()
}

/// Whether the file is blank and not a log yet; an error if it is neither. Nothing is changed in it.
fn check(path: &Path, connection: &Connection) -> Result<bool, Error> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let failed = |cause| refusal(path, cause);
    let application = pragma("application_id").map_err(failed)?;
    let version = pragma("user_version").map_err(failed)?;
    if application == APPLICATION && version > VERSION {
        let path = path.to_owned();
        return Err(Error::Newer { path, found: version, known: VERSION });
    }
    let blank = is_blank(connection).map_err(failed)?;
    if blank || (application == APPLICATION && version == VERSION) {
        Ok(blank)
    } else {
        Err(Error::NotALog { path: path.to_owned() })
    }
}

fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(tables == 0)
}

/// Writes one act; its batch is the number of the first act of the same call.
fn insert(writing: &Transaction<'_>, act: &Decision, batch: Option<i64>) -> rusqlite::Result<i64> {
    let detail = serde_json::to_string(&act.action)
        .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))?;
    let last: Option<i64> = writing
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'decisions'", [], |row| row.get(0))
        .optional()?;
    let number = last.unwrap_or(0) + 1;
    writing.prepare_cached(INSERT_DECISION)?.execute(params![
        number,
        act.at,
        act.reviewer,
        act.run,
        act.candidate.as_ref().map(ChallengeId::as_str),
        act.action.name(),
        detail,
        act.reason,
        act.note,
        act.file,
        batch.unwrap_or(number),
    ])?;
    let mut subjects = writing.prepare_cached(INSERT_SUBJECT)?;
    for (subject, position) in act.subjects.iter().zip(0_i64..) {
        subjects.execute(params![number, subject.id.as_str(), subject.hash.0, position])?;
    }
    Ok(number)
}

const INSERT_DECISION: &str = "INSERT INTO decisions
    (number, at, reviewer, run, candidate, action, detail, reason, note, file, batch)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const INSERT_SUBJECT: &str =
    "INSERT INTO subjects (decision, statement_id, hash, position) VALUES (?1, ?2, ?3, ?4)";

fn read_all(connection: &Connection, path: &Path) -> Result<Vec<Decision>, Error> {
    let failed = |cause| refusal(path, cause);
    let mut subjects = read_subjects(connection).map_err(failed)?;
    let mut statement = connection
        .prepare_cached(
            "SELECT number, at, reviewer, run, candidate, reason, note, file, detail
             FROM decisions ORDER BY number",
        )
        .map_err(failed)?;
    let rows = statement
        .query_map([], |row| {
            let decision = Decision {
                number: row.get(0)?,
                at: row.get(1)?,
                reviewer: row.get(2)?,
                run: row.get(3)?,
                candidate: None,
                action: Action::Comment,
                subjects: Vec::new(),
                reason: row.get(5)?,
                note: row.get(6)?,
                file: row.get(7)?,
            };
            Ok((decision, row.get::<_, Option<String>>(4)?, row.get::<_, String>(8)?))
        })
        .map_err(failed)?;
    let mut decisions = Vec::new();
    for row in rows {
        let (mut decision, candidate, detail) = row.map_err(failed)?;
        let number = decision.number;
        let damaged = |cause| Error::Damaged { path: path.to_owned(), number, cause };
        decision.action = serde_json::from_str(&detail).map_err(damaged)?;
        decision.candidate = serde_json::from_value(candidate.into()).map_err(damaged)?;
        decision.subjects = subjects.remove(&number).unwrap_or_default();
        decisions.push(decision);
    }
    Ok(decisions)
}

/// The statements of every decision, in their order.
fn read_subjects(connection: &Connection) -> rusqlite::Result<BTreeMap<i64, Vec<Subject>>> {
    let mut statement = connection.prepare_cached(
        "SELECT decision, statement_id, hash FROM subjects ORDER BY decision, position",
    )?;
    let mut rows = statement.query([])?;
    let mut subjects: BTreeMap<i64, Vec<Subject>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = StatementId::new(&row.get::<_, String>(1)?);
        let subject = Subject { id, hash: ContentHash(row.get(2)?) };
        subjects.entry(row.get(0)?).or_default().push(subject);
    }
    Ok(subjects)
}

/// What is in force in the log, to tell an act that changes nothing.
#[derive(Default)]
struct Ledger {
    /// The last act of each content.
    acts: BTreeMap<String, i64>,
    /// The last act of each reviewer about each thing.
    words: BTreeMap<(String, Slot), i64>,
}

impl Ledger {
    fn of(decisions: &[Decision]) -> Self {
        let mut ledger = Self::default();
        for decision in not_undone(decisions) {
            ledger.add(decision);
        }
        ledger
    }

    fn add(&mut self, act: &Decision) {
        let reviewer = reviewer_key(&act.reviewer);
        for slot in act.slots() {
            self.words.insert((reviewer.clone(), slot), act.number);
        }
        self.acts.insert(content_key(act), act.number);
    }

    /// Whether the act is already in force.
    fn holds(&self, act: &Decision) -> bool {
        let Some(number) = self.acts.get(&content_key(act)) else { return false };
        let reviewer = reviewer_key(&act.reviewer);
        let last = |slot| self.words.get(&(reviewer.clone(), slot)) == Some(number);
        act.slots().into_iter().all(last)
    }
}

/// What makes an act the same act: who, about what, what and why; not when, nor from which file.
fn content_key(act: &Decision) -> String {
    let mut subjects = act.subjects.clone();
    subjects.sort();
    let reviewer = reviewer_key(&act.reviewer);
    let whole = (reviewer, &act.run, &act.candidate, &act.action, subjects, &act.reason, &act.note);
    serde_json::to_string(&whole).expect("plain data without maps is always JSON")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
