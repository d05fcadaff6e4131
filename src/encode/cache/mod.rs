//! The cache of vectors, by model and text: a rerun encodes only what is new. It is a SQLite file at
//! the path it is opened with (`commands/vectors.rs` knows the usual one), written in transactions, so that a crash loses at most the texts in flight. Every entry carries a
//! checksum over its key and its vectors: one that does not agree is encoded again.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use half::f16;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{Encoder, Error};
use crate::domain::embedding::{Encoded, Tokens};
use crate::read::files;

/// How many texts are written together. They are gathered first and written in one go, so that
/// other runs wait for the cache only as long as the disk takes.
const TEXTS_A_TRANSACTION: usize = 64;

/// A file of vectors.
pub struct Cache {
    connection: Connection,
    path: PathBuf,
    /// Whether vectors that cannot be kept are an error.
    needed: bool,
    /// Why vectors are no longer written.
    failure: OnceCell<Error>,
}

/// Where the vectors of a run came from, in distinct texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Encoding {
    /// Computed now.
    pub encoded: usize,
    /// Read from the cache.
    pub cached: usize,
}

impl Cache {
    /// Opens or makes the cache at a path. A file that is not a cache is an error, never replaced.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let fail = |source| Error::Cache { path: path.to_owned(), source };
        files::create_private(path);
        let connection = Connection::open(path).map_err(fail)?;
        careful(&connection, path)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = NORMAL;
                 CREATE TABLE IF NOT EXISTS vectors (
                     model TEXT NOT NULL,
                     text BLOB NOT NULL,
                     pooled BLOB NOT NULL,
                     spans BLOB,
                     commonness BLOB,
                     tokens BLOB,
                     checksum BLOB,
                     PRIMARY KEY (model, text)
                 );",
            )
            .map_err(fail)?;
        // One of an earlier version: what is in it cannot be checked and is encoded again.
        if !has_checksums(&connection).map_err(fail)? {
            connection
                .execute_batch("ALTER TABLE vectors ADD COLUMN checksum BLOB")
                .or_else(|cause| if has_checksums(&connection)? { Ok(()) } else { Err(cause) })
                .map_err(fail)?;
        }
        Ok(Self { connection, path: path.to_owned(), needed: false, failure: OnceCell::new() })
    }

    pub(super) fn fail(&self, source: rusqlite::Error) -> Error {
        Error::Cache { path: self.path.clone(), source }
    }

    /// The vectors of a text, if a run has left them here whole.
    fn get(&self, model: &str, text: &[u8], dim: usize) -> Result<Option<Encoded>, Error> {
        let entry = self.entry(model, text)?;
        Ok(entry.and_then(|entry| entry.decode(dim)))
    }

    /// The pooled vector of a text, of any length.
    pub(super) fn pooled(&self, model: &str, text: &str) -> Result<Option<Vec<f32>>, Error> {
        let entry = self.entry(model, key(text).as_ref())?;
        let pooled = entry.map(|entry| entry.pooled);
        Ok(pooled.filter(|b| !b.is_empty() && b.len().is_multiple_of(4)).map(|b| floats(&b)))
    }

    /// The entry of a text, if it is as it was written.
    fn entry(&self, model: &str, text: &[u8]) -> Result<Option<Entry>, Error> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT pooled, spans, commonness, tokens, checksum FROM vectors
                 WHERE model = ? AND text = ?",
            )
            .map_err(|e| self.fail(e))?;
        let row = statement
            .query_row(params![model, text], |row| {
                let checksum = row.get_ref(4)?.as_blob_or_null().ok().flatten().map(<[u8]>::to_vec);
                Ok(Entry::read(row, 0)?.zip(checksum))
            })
            .optional()
            .map_err(|e| self.fail(e))?
            .flatten();
        let whole = row.filter(|(entry, checksum)| entry.checksum(model, text) == checksum[..]);
        Ok(whole.map(|(entry, _)| entry))
    }

    /// The same cache where the vectors in it are all that is made: what cannot be kept is an error
    /// at once.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Keeps the pooled vector of one text.
    pub(super) fn keep(&self, model: &str, text: &str, pooled: Vec<f32>) -> Result<(), Error> {
        self.keep_all(model, &mut vec![(text, Encoded { pooled, tokens: None })])
    }

    /// Keeps texts and their vectors until writing fails, as on a full disk: then no more.
    fn keep_all(&self, model: &str, texts: &mut Vec<(&str, Encoded)>) -> Result<(), Error> {
        if self.failure.get().is_some() {
            texts.clear();
            return Ok(());
        }
        match self.put_all(model, texts) {
            Err(error) if !self.needed => {
                let _ = self.failure.set(error);
                Ok(())
            }
            done => done,
        }
    }

    /// Why the vectors of this time were not all kept.
    pub fn failure(&self) -> Option<&Error> {
        self.failure.get()
    }

    /// Notes that nothing more can be read from here: what is missing is made, and not kept.
    fn give_up(&self, error: Error) -> Result<(), Error> {
        if self.needed {
            return Err(error);
        }
        let _ = self.failure.set(error);
        Ok(())
    }

    /// Whether the file is damaged, as far as anybody has read or written it.
    pub fn is_damaged(&self) -> bool {
        self.failure.get().is_some_and(Error::is_damage)
    }

    /// Gives a damaged file another name, so that the next run begins a new one; the new name, where
    /// that could be done.
    pub fn set_aside(self) -> Option<PathBuf> {
        let Self { connection, path, .. } = self;
        drop(connection);
        set_aside(&path)
    }

    /// Writes texts and their vectors, all or none.
    fn put_all(&self, model: &str, texts: &mut Vec<(&str, Encoded)>) -> Result<(), Error> {
        if texts.is_empty() {
            return Ok(());
        }
        self.batch("BEGIN IMMEDIATE")?;
        let written = texts
            .drain(..)
            .try_for_each(|(text, encoded)| self.put(model, key(text).as_ref(), &encoded));
        let written = written.and_then(|()| self.batch("COMMIT"));
        if written.is_err() {
            // A transaction without its end would keep every other run out. Where SQLite ended it
            // by itself, as on a full disk, there is none to be ended.
            let _ = self.batch("ROLLBACK");
        }
        written
    }

    fn put(&self, model: &str, text: &[u8], encoded: &Encoded) -> Result<(), Error> {
        Entry::of(encoded)
            .insert(&self.connection, "REPLACE", model, text)
            .map_err(|e| self.fail(e))?;
        Ok(())
    }

    /// The open database.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    fn batch(&self, sql: &str) -> Result<(), Error> {
        self.connection.execute_batch(sql).map_err(|e| self.fail(e))
    }
}

/// Gives a damaged cache another name, beside which nothing of it is left; the new name, where that
/// could be done.
pub(crate) fn set_aside(path: &Path) -> Option<PathBuf> {
    let with = |end: &str| {
        let mut name = OsString::from(path);
        name.push(end);
        PathBuf::from(name)
    };
    let aside = with(".damaged");
    let _ = fs::remove_file(&aside);
    fs::rename(path, &aside).ok()?;
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(with(end));
    }
    Some(aside)
}

/// Believes nothing that the file says of functions or sizes, waits for others, and refuses a file
/// that holds anything but vectors.
pub(super) fn careful(connection: &Connection, path: &Path) -> Result<(), Error> {
    let fail = |source| Error::Cache { path: path.to_owned(), source };
    connection.busy_timeout(Duration::from_secs(30)).map_err(fail)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(fail)?;
    connection.pragma_update(None, "cell_size_check", "ON").map_err(fail)?;
    // A view or a virtual table of that name would be a table of no root page, or none.
    let sql = "SELECT count(*) FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'
               AND NOT (type = 'table' AND name = 'vectors' AND rootpage > 0)";
    let others: i64 = connection.query_row(sql, [], |row| row.get(0)).map_err(fail)?;
    if others == 0 { Ok(()) } else { Err(Error::AlteredCache(path.to_owned())) }
}

/// Whether the table has room for checksums.
pub(super) fn has_checksums(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM pragma_table_info('vectors') WHERE name = 'checksum'";
    connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)? > 0))
}

/// What is kept of a text, as bytes.
pub(super) struct Entry {
    pooled: Vec<u8>,
    /// Spans, commonness and vectors of the tokens.
    tokens: [Option<Vec<u8>>; 3],
}

impl Entry {
    fn of(encoded: &Encoded) -> Self {
        let pooled = encoded.pooled.iter().flat_map(|x| x.to_le_bytes()).collect();
        let tokens = encoded.tokens.as_ref();
        let spans = tokens.map(|t| {
            t.spans.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()).collect()
        });
        let commonness =
            tokens.map(|t| t.commonness.iter().flat_map(|x| x.to_le_bytes()).collect());
        let vectors = tokens.map(|t| t.vectors.iter().flat_map(|x| x.to_le_bytes()).collect());
        Self { pooled, tokens: [spans, commonness, vectors] }
    }

    /// The entry in four columns of a row, the first of which is given; `None` where they hold
    /// anything else.
    pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let ValueRef::Blob(pooled) = row.get_ref(first)? else { return Ok(None) };
        let mut tokens = [None, None, None];
        for (part, column) in tokens.iter_mut().zip(first + 1..) {
            match row.get_ref(column)? {
                ValueRef::Null => {}
                ValueRef::Blob(blob) => *part = Some(blob.to_vec()),
                _ => return Ok(None),
            }
        }
        Ok(Some(Self { pooled: pooled.to_vec(), tokens }))
    }

    /// The first half of the SHA-256 over what it is found by and all its parts.
    pub(super) fn checksum(&self, model: &str, text: &[u8]) -> [u8; 16] {
        let mut digest = Sha256::new();
        let known = [Some(model.as_bytes()), Some(text), Some(&self.pooled)];
        for part in known.into_iter().chain(self.tokens.iter().map(Option::as_deref)) {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            digest.update(length.to_le_bytes());
            digest.update(part.unwrap_or_default());
        }
        let mut checksum = [0; 16];
        checksum.copy_from_slice(&digest.finalize()[..16]);
        checksum
    }

    /// Puts it into a cache; how many rows that changed. `or` says what becomes of an entry that is
    /// there.
    pub(super) fn insert(
        &self,
        into: &Connection,
        or: &str,
        model: &str,
        text: &[u8],
    ) -> rusqlite::Result<usize> {
        let [spans, commonness, tokens] = &self.tokens;
        let checksum = self.checksum(model, text);
        let sql = format!(
            "INSERT OR {or} INTO vectors
             (model, text, pooled, spans, commonness, tokens, checksum)
             VALUES (?, ?, ?, ?, ?, ?, ?)"
        );
        let values = params![model, text, self.pooled, spans, commonness, tokens, checksum];
        into.prepare_cached(&sql)?.execute(values)
    }

    /// Turns the bytes back; `None` when they do not fit together (they are computed anew).
    fn decode(&self, dim: usize) -> Option<Encoded> {
        let [spans, commonness, tokens] = &self.tokens;
        let parts = (spans.as_deref(), commonness.as_deref(), tokens.as_deref());
        decode(&self.pooled, parts.0, parts.1, parts.2, dim)
    }
}

/// What a text is found by.
pub(super) fn key(text: &str) -> impl AsRef<[u8]> {
    Sha256::digest(text.as_bytes())
}

fn word(bytes: &[u8]) -> [u8; 4] {
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes(word(b))).collect()
}

/// Turns the stored bytes back; `None` when they do not fit together (they are computed anew).
fn decode(
    pooled: &[u8],
    spans: Option<&[u8]>,
    commonness: Option<&[u8]>,
    tokens: Option<&[u8]>,
    dim: usize,
) -> Option<Encoded> {
    if pooled.len() != dim * 4 {
        return None;
    }
    let pooled = floats(pooled);
    let tokens = match (spans, commonness, tokens) {
        (Some(spans), Some(commonness), Some(tokens)) => {
            if spans.len() % 8 != 0 || tokens.len() != spans.len() / 8 * dim * 2 {
                return None;
            }
            let spans = spans
                .chunks_exact(8)
                .map(|b| (u32::from_le_bytes(word(b)), u32::from_le_bytes(word(&b[4..]))))
                .collect();
            let vectors =
                tokens.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]])).collect();
            Some(Tokens { spans, commonness: floats(commonness), vectors })
        }
        (None, None, None) => None,
        _ => return None,
    };
    Some(Encoded { pooled, tokens })
}

/// What is to be encoded, and by which model.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'t> {
    /// The hash that tells the model's vectors from those of others.
    pub identity_hash: &'t str,
    /// How many numbers a vector of it has.
    pub dim: usize,
    /// The texts; a vector is delivered for each, also where one is repeated.
    pub texts: &'t [&'t str],
}

/// The vectors of every text, from the cache where it has them and from the encoder where not;
/// each distinct text is encoded once. `encoder` is called only when something is missing. A cache
/// that cannot be written says so in [`Cache::failure`], and everything is encoded all the same.
/// `deliver` gets the index of a text and its vectors, in any order; `progress` gets how many
/// distinct texts of how many have been computed, and may end it there: what was computed is kept.
pub fn encode_all<'e>(
    wanted: &Wanted<'_>,
    encoder: impl FnOnce() -> Result<&'e dyn Encoder, Error>,
    cache: Option<&Cache>,
    deliver: &mut dyn FnMut(usize, &Encoded),
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Encoding, Error> {
    let Wanted { identity_hash, dim, texts } = *wanted;
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, text) in texts.iter().enumerate() {
        places.entry(text).or_default().push(i);
    }
    let mut missing: Vec<(&str, &[usize])> = Vec::new();
    let mut counts = Encoding::default();
    for (text, indices) in &places {
        let known = match cache.filter(|cache| cache.failure().is_none()) {
            Some(cache) => match cache.get(identity_hash, key(text).as_ref(), dim) {
                Ok(known) => known,
                Err(error) => {
                    cache.give_up(error)?;
                    None
                }
            },
            None => None,
        };
        if let Some(encoded) = known {
            counts.cached += 1;
            for &i in indices {
                deliver(i, &encoded);
            }
        } else {
            missing.push((text, indices));
        }
    }
    if missing.is_empty() {
        return Ok(counts);
    }
    let encoder = encoder()?;
    let new: Vec<&str> = missing.iter().map(|(text, _)| *text).collect();
    let mut tell = |done: usize| match progress(done, new.len()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Stopped),
    };
    tell(0)?;
    let mut unwritten: Vec<(&str, Encoded)> = Vec::new();
    let outcome = encoder.encode(&new, &mut |i, encoded| {
        let (text, indices) = missing[i];
        for &place in indices {
            deliver(place, &encoded);
        }
        counts.encoded += 1;
        if let Some(cache) = cache {
            unwritten.push((text, encoded));
            if unwritten.len() >= TEXTS_A_TRANSACTION {
                cache.keep_all(identity_hash, &mut unwritten)?;
            }
        }
        tell(counts.encoded)
    });
    // What was computed before a failure is worth keeping too.
    if let Some(cache) = cache {
        cache.keep_all(identity_hash, &mut unwritten)?;
    }
    outcome.map(|()| counts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
