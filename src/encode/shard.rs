//! Shards: the texts of a run shared out by hash, so that several machines encode some each, and
//! their files of vectors gathered into one.

use std::path::Path;
use std::str::FromStr;

use rusqlite::{Connection, OpenFlags};

use super::cache::{Entry, careful, has_checksums, key};
use super::{Cache, Error};

/// One share of so many: `2/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// Whether a text is in this share: every text is in exactly one, whatever corpus it is in.
    pub fn takes(self, text: &str) -> bool {
        let hash = key(text);
        let start = hash.as_ref().iter().take(8).fold(0u64, |n, &byte| n << 8 | u64::from(byte));
        start % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(number, of)| {
            Some(Self { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        parts
            .filter(|shard| (1..=shard.of).contains(&shard.number))
            .ok_or_else(|| format!("«{text}» no es una parte: escriba 1/4, 2/4, 3/4 o 4/4"))
    }
}

/// Adds to a cache the vectors of another that it does not have, all or none, and says how many.
/// The other file is only read; one that is not a cache is an error.
pub fn merge(into: &Cache, from: &Path) -> Result<usize, Error> {
    let failed = |source| Error::Cache { path: from.to_owned(), source };
    let other = Connection::open_with_flags(
        from,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    careful(&other, from)?;
    // What an earlier version made has no checksums; what has one is held against it.
    let sums = if has_checksums(&other).map_err(failed)? { "checksum" } else { "NULL" };
    let mut read = other
        .prepare(&format!(
            "SELECT model, text, pooled, spans, commonness, tokens, {sums} FROM vectors"
        ))
        .map_err(failed)?;
    let mut rows = read.query([]).map_err(failed)?;
    let fail = |source| into.fail(source);
    let writing = into.connection().unchecked_transaction().map_err(fail)?;
    let mut added = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        let model: String = row.get(0).map_err(failed)?;
        let text: Vec<u8> = row.get(1).map_err(failed)?;
        let checksum: Option<Vec<u8>> = row.get(6).map_err(failed)?;
        let Some(entry) = Entry::read(row, 2).map_err(failed)? else { continue };
        if checksum.is_none_or(|sum| entry.checksum(&model, &text) == sum[..]) {
            added += entry.insert(&writing, "IGNORE", &model, &text).map_err(fail)?;
        }
    }
    writing.commit().map_err(fail)?;
    Ok(added)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_in_one_share_and_shares_are_about_equal() {
        let shards: Vec<Shard> = (1..=4).map(|n| format!("{n}/4").parse().unwrap()).collect();
        let mut counts = [0; 4];
        for i in 0..1000 {
            let text = format!("desafío {i}");
            let takers: Vec<usize> = (0..4).filter(|&s| shards[s].takes(&text)).collect();
            assert_eq!(takers.len(), 1);
            counts[takers[0]] += 1;
        }
        assert!(counts.iter().all(|c| (200..300).contains(c)), "{counts:?}");
    }

    #[test]
    fn a_share_beyond_the_last_is_refused() {
        for wrong in ["0/4", "5/4", "1", "a/b", "1/0", "-1/2", ""] {
            assert!(wrong.parse::<Shard>().unwrap_err().contains("1/4"), "{wrong}");
        }
        assert!("1/1".parse::<Shard>().unwrap().takes("todo"));
    }

    #[test]
    fn what_somebody_added_to_a_cache_is_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("todo.db")).unwrap();
        for (n, sql) in [
            "CREATE TRIGGER t AFTER INSERT ON vectors BEGIN DELETE FROM vectors; END",
            "ALTER TABLE vectors RENAME TO v; CREATE VIEW vectors AS SELECT * FROM v",
            "CREATE TABLE otra (a)",
        ]
        .iter()
        .enumerate()
        {
            let path = folder.path().join(format!("{n}.db"));
            drop(Cache::open(&path).unwrap());
            Connection::open(&path).unwrap().execute_batch(sql).unwrap();
            let refused = |result: Result<usize, Error>| {
                assert!(matches!(result, Err(Error::AlteredCache(of)) if of == path), "{sql}");
            };
            refused(merge(&cache, &path));
            refused(Cache::open(&path).map(|_| 0));
        }
    }

    #[test]
    fn a_file_that_is_no_cache_is_named_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("todo.db")).unwrap();
        let wrong = folder.path().join("otro.db");
        std::fs::write(&wrong, "no es una base").unwrap();
        let error = merge(&cache, &wrong).unwrap_err().to_string();
        assert!(error.contains("otro.db"), "{error}");
        let missing = merge(&cache, &folder.path().join("no está.db")).unwrap_err().to_string();
        assert!(missing.contains("no está.db"), "{missing}");
        assert!(!folder.path().join("no está.db").exists());
    }
}
