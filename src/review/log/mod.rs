//! The decision log: an `SQLite` file to which acts are added and from which nothing is ever taken.
//!
//! An append is one transaction that is on the disk when it returns, so a kill at any point loses
//! at most the act in flight. Every record carries a seal, a hash over what it says and the seal
//! before it: whatever opens or reads a log holds every record against its seal, and tells what is
//! damaged by its number.

mod contents;
mod damage;
mod export;
mod ledger;
mod file_identity;
mod reading;
mod record;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};
use thiserror::Error;

use contents::{Head, Verified};
use file_identity::Place;
use ledger::Ledger;
use record::Record;

use crate::domain::decision::Decision;
use crate::domain::destination::ChallengeId;
use crate::read::files;

pub use contents::Sealing;
pub use damage::{Damage, DamageKind};
pub use export::export_csv;
pub use reading::{Contents, examine, read};

/// The log's name in the folder of a run.
pub const FILE: &str = "decisions.db";
/// Marks an `SQLite` file as a log of minga: "mnga".
const APPLICATION: i32 = 0x6D6E_6761;
/// The version of the tables below.
const VERSION: i32 = 2;
/// The version whose records have no seals.
const UNSEALED: i32 = 1;
/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The tables of version 1, and what version 2 adds to them.
const SCHEMA: &str = include_str!("schema.sql");
const SEALS: &str = include_str!("seals.sql");

/// What kept the log from being read or written.
#[derive(Debug, Error)]
pub enum Error {
    /// The file is there and is something else.
    #[error("«{}» no es un registro de decisiones de minga: revise la ruta", path.display())]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// The tables are not those that minga makes.
    #[error(
        "las tablas de «{}» no son las de un registro de minga: el archivo está dañado o lo cambió \
         otro programa; recupere una copia",
        path.display()
    )]
    Altered {
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
    /// Records that do not say what was recorded.
    #[error(
        "el registro «{}» está dañado: {}. Recupere una copia, o vea hasta dónde se puede leer con \
         «minga log CARPETA --verify»",
        path.display(),
        damage::in_words(damages)
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, by number.
        damages: Vec<Damage>,
    },
    /// The file that is open is no longer the one that the path names.
    #[error(
        "el registro «{}» ya no está en su lugar: {what}. Otro programa lo quitó o lo cambió (¿uno \
         que sincroniza carpetas?), y lo que se decida ahora se perdería",
        path.display()
    )]
    Lost {
        /// The file.
        path: PathBuf,
        /// What is no longer there, in Spanish.
        what: String,
    },
    /// The export could not be written, or a file not read.
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
    /// The files that are open.
    place: Place,
    /// What is known of its records; `None` after an append that failed, until the next.
    known: Option<Known>,
    /// What was read when it was opened, until it is asked for or no longer all there is.
    opened: RefCell<Option<(i64, Vec<Decision>)>>,
}

/// What is known of a log's records.
#[derive(Debug)]
struct Known {
    head: Head,
    ledger: Ledger,
}

impl Known {
    /// Takes in the records that are new.
    fn catch_up(&mut self, reading: &Connection, path: &Path) -> Result<(), Error> {
        let news = sound(path, contents::read(reading, self.head, Sealing::Sealed))?;
        for decision in &news.decisions {
            self.ledger.add(decision);
        }
        self.head = news.head;
        Ok(())
    }
}

impl Log {
    /// Opens the log in a file to add to it, or makes it there. One of an earlier version gets its
    /// seals.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |cause| refusal(path, cause);
        // A link in a folder that came from elsewhere leads to somebody's other log.
        files::refuse_link(path)?;
        files::create_private(path);
        let mut connection = Connection::open(path).map_err(failed)?;
        careful(&connection).map_err(failed)?;
        let kind = check(path, &connection)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", "ON").map_err(failed)?;
        if kind != Kind::Sealed {
            bring_up(&mut connection, path)?;
        }
        let version = data_version(&connection).map_err(failed)?;
        let verified = {
            // One snapshot for all tables.
            let reading = connection.unchecked_transaction().map_err(failed)?;
            sound(path, contents::read(&reading, Head::BEGINNING, Sealing::Sealed))?
        };
        let place =
            Place::of(path).map_err(|cause| files::Error::Read { path: path.to_owned(), cause })?;
        let ledger = Ledger::of(&verified.decisions);
        Ok(Self {
            connection,
            path: path.to_owned(),
            place,
            known: Some(Known { head: verified.head, ledger }),
            opened: RefCell::new(Some((version, verified.decisions))),
        })
    }

    /// Adds acts in one transaction, all or none, and returns the numbers of those that were added.
    ///
    /// An act that its reviewer already made, and that is neither undone nor overtaken by another
    /// one of the same reviewer about the same thing, is not added again. The numbers that the acts
    /// bring along are ignored. It is an error if the path no longer names the file that is open,
    /// before the acts or after them.
    pub fn append(&mut self, acts: &[Decision]) -> Result<Vec<i64>, Error> {
        self.opened.take();
        self.in_place()?;
        let path = self.path.clone();
        let failed = |cause| refusal(&path, cause);
        let known = self.known.take();
        let writing = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut known =
            known.unwrap_or_else(|| Known { head: Head::BEGINNING, ledger: Ledger::default() });
        known.catch_up(&writing, &path)?;
        let mut numbers = Vec::new();
        for act in acts {
            if known.ledger.holds(act) {
                continue;
            }
            let batch = numbers.first().copied();
            known.head = insert(&writing, act, batch, known.head).map_err(failed)?;
            let number = known.head.number;
            numbers.push(number);
            known.ledger.add(&Decision { number, ..act.clone() });
        }
        writing.commit().map_err(failed)?;
        self.in_place()?;
        self.known = Some(known);
        Ok(numbers)
    }

    /// An error where the path no longer names the file that is open.
    pub fn in_place(&self) -> Result<(), Error> {
        match self.place.lost() {
            None => Ok(()),
            Some(what) => Err(Error::Lost { path: self.path.clone(), what }),
        }
    }

    /// Every act in the order in which it was added, the undone ones included.
    pub fn all(&self) -> Result<Vec<Decision>, Error> {
        let failed = |cause| refusal(&self.path, cause);
        if let Some((version, decisions)) = self.opened.take()
            && data_version(&self.connection).map_err(failed)? == version
        {
            return Ok(decisions);
        }
        let reading = self.connection.unchecked_transaction().map_err(failed)?;
        let read = contents::read(&reading, Head::BEGINNING, Sealing::Sealed);
        Ok(sound(&self.path, read)?.decisions)
    }

    /// Makes a log of acts that are numbered from 1 in a file that is not there yet.
    pub fn copy(acts: &[Decision], to: &Path) -> Result<(), Error> {
        let failed = |cause| refusal(to, cause);
        files::refuse_other(to, &[])?;
        let mut log = Self::open(to)?;
        let writing = log
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut head = Head::BEGINNING;
        for act in acts {
            head = insert(&writing, act, None, head).map_err(failed)?;
        }
        writing.commit().map_err(failed)
    }
}

/// What was read, where nothing is wrong with it.
fn sound(path: &Path, read: rusqlite::Result<Verified>) -> Result<Verified, Error> {
    let verified = read.map_err(|cause| refusal(path, cause))?;
    if verified.damages.is_empty() {
        return Ok(verified);
    }
    Err(Error::Damaged { path: path.to_owned(), damages: verified.damages })
}

fn refusal(path: &Path, cause: rusqlite::Error) -> Error {
    match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotALog { path: path.to_owned() },
        _ => Error::Database { path: path.to_owned(), cause },
    }
}

/// Believes nothing that the file says of functions, views or sizes, and waits for others.
fn careful(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", "ON")
}

/// A number that is another when another program has written.
fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}

/// Makes the tables, or adds the seals to a log without, unless another program did so in the
/// meantime.
fn bring_up(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    let failed = |cause| refusal(path, cause);
    let making =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    match check(path, &making)? {
        Kind::Sealed => return Ok(()),
        Kind::Blank => {
            making.execute_batch(SCHEMA).map_err(failed)?;
            making.execute_batch(SEALS).map_err(failed)?;
        }
        Kind::Unsealed => {
            let read = contents::read(&making, Head::BEGINNING, Sealing::NotYet);
            let found = sound(path, read)?;
            making.execute_batch(SEALS).map_err(failed)?;
            let mut insert = making.prepare(INSERT_SEAL).map_err(failed)?;
            for (decision, seal) in found.decisions.iter().zip(&found.seals) {
                insert.execute(params![decision.number, seal]).map_err(failed)?;
            }
        }
    }
    making.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    making.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    making.commit().map_err(failed)
}

/// What an `SQLite` file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing yet.
    Blank,
    /// A log of the version without seals.
    Unsealed,
    /// A log as this version makes it.
    Sealed,
}

/// What the file is; an error if it is no log. Nothing is changed in it.
fn check(path: &Path, connection: &Connection) -> Result<Kind, Error> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let failed = |cause| refusal(path, cause);
    let application = pragma("application_id").map_err(failed)?;
    let version = pragma("user_version").map_err(failed)?;
    if application == APPLICATION && version > VERSION {
        let path = path.to_owned();
        return Err(Error::Newer { path, found: version, known: VERSION });
    }
    let tables = tables(connection).map_err(failed)?;
    if tables.is_empty() {
        return Ok(Kind::Blank);
    }
    if application != APPLICATION || version < UNSEALED {
        return Err(Error::NotALog { path: path.to_owned() });
    }
    let (kind, more) =
        if version == UNSEALED { (Kind::Unsealed, "") } else { (Kind::Sealed, SEALS) };
    let wanted = Connection::open_in_memory()
        .and_then(|blank| {
            blank.execute_batch(SCHEMA)?;
            blank.execute_batch(more)?;
            self::tables(&blank)
        })
        .map_err(failed)?;
    if tables == wanted { Ok(kind) } else { Err(Error::Altered { path: path.to_owned() }) }
}

/// The tables, indices and triggers as they were declared, without comments and in one order; those
/// that `SQLite` makes for itself are not among them.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<[String; 4]>> {
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
         WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name",
    )?;
    let rows = statement.query_map([], |row| {
        let sql: String = row.get(3)?;
        let bare = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        let words: Vec<&str> = bare.flat_map(str::split_whitespace).collect();
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, words.join(" ")])
    })?;
    rows.collect()
}

/// Writes one act after the last one, and its seal; its batch is the number of the first act of the
/// same call.
fn insert(
    writing: &Transaction<'_>,
    act: &Decision,
    batch: Option<i64>,
    after: Head,
) -> rusqlite::Result<Head> {
    let detail = serde_json::to_string(&act.action)
        .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))?;
    let number = after.number + 1;
    let batch = batch.unwrap_or(number);
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
        batch,
    ])?;
    let mut subjects = writing.prepare_cached(INSERT_SUBJECT)?;
    for (subject, position) in act.subjects.iter().zip(0_i64..) {
        subjects.execute(params![number, subject.id.as_str(), &*subject.hash.0, position])?;
    }
    let seal = Record::of(act, number, batch, &detail).seal(&after.seal);
    writing.prepare_cached(INSERT_SEAL)?.execute(params![number, seal])?;
    Ok(Head { number, seal })
}

const INSERT_DECISION: &str = "INSERT INTO decisions
    (number, at, reviewer, run, candidate, action, detail, reason, note, file, batch)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const INSERT_SUBJECT: &str =
    "INSERT INTO subjects (decision, statement_id, hash, position) VALUES (?1, ?2, ?3, ?4)";
const INSERT_SEAL: &str = "INSERT INTO seals (number, hash) VALUES (?1, ?2)";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
