//! Reads the records of a log, and holds each against its seal.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Rows};

use super::damage::{Damage, DamageKind};
use super::record::{BEGINNING, Names, Record, Seal};
use crate::domain::decision::Decision;

/// The records after one that is known, as the file has them.
#[derive(Debug, Default)]
struct Stored {
    /// By number.
    records: Vec<Record>,
    /// By number; `None` for a seal that cannot be one.
    seals: Vec<(i64, Option<Seal>)>,
    /// How many records the log counts.
    counted: i64,
    /// Where the database could not be read any further, and what it said.
    broken: Vec<(i64, String)>,
}

/// Up to where a log is known, and its last seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) number: i64,
    pub(super) seal: Seal,
}

impl Head {
    pub(super) const BEGINNING: Self = Self { number: 0, seal: BEGINNING };
}

/// Whether every record of a log has a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// Yes.
    Sealed,
    /// It was made by a version that did not seal.
    NotYet,
}

/// What the records after one that is known say.
#[derive(Debug)]
pub(super) struct Verified {
    /// The decisions up to the first damage.
    pub(super) decisions: Vec<Decision>,
    /// By number.
    pub(super) damages: Vec<Damage>,
    /// The last record and its seal: of a log without seals, those it would have.
    pub(super) head: Head,
    /// The seals of the records, in their order.
    pub(super) seals: Vec<Seal>,
}

/// Reads what is stored after a record that is known.
pub(super) fn read(
    connection: &Connection,
    after: Head,
    sealing: Sealing,
) -> rusqlite::Result<Verified> {
    let stored = stored(connection, after.number, sealing)?;
    Ok(match sealing {
        Sealing::Sealed => verified(&stored, after),
        Sealing::NotYet => unsealed(&stored, after),
    })
}

/// The rows of every table in the order in which they were added, so that no index is believed.
fn stored(connection: &Connection, after: i64, sealing: Sealing) -> rusqlite::Result<Stored> {
    let mut stored = Stored::default();
    let mut decisions = connection.prepare_cached(
        "SELECT number, at, reviewer, run, candidate, action, detail, reason, note, file, batch
         FROM decisions NOT INDEXED WHERE number > ?1 ORDER BY rowid",
    )?;
    let broken = each(decisions.query([after])?, |row| {
        let mut record = Record::new(row.get(0)?);
        for column in 1..11 {
            record.put(row.get_ref(column)?);
        }
        stored.records.push(record);
        Ok(())
    })?;
    let last = stored.records.last().map_or(after, |record| record.number);
    stored.broken.extend(broken.map(|what| (last + 1, what)));
    stored.records.sort_by_key(|record| record.number);

    let mut subjects = connection.prepare_cached(
        "SELECT decision, statement_id, hash, position FROM subjects NOT INDEXED
         WHERE decision > ?1 ORDER BY rowid",
    )?;
    let (records, mut at, mut last) = (&mut stored.records, 0, after);
    let broken = each(subjects.query([after])?, |row| {
        // A number that is no number is of no record, and is missed where it should be.
        let ValueRef::Integer(number) = row.get_ref(0)? else { return Ok(()) };
        last = number;
        if records.get(at).is_none_or(|record| record.number != number) {
            match records.binary_search_by_key(&number, |record| record.number) {
                Ok(found) => at = found,
                Err(_) => return Ok(()),
            }
        }
        for column in 1..4 {
            records[at].put(row.get_ref(column)?);
        }
        Ok(())
    })?;
    stored.broken.extend(broken.map(|what| (last.max(after + 1), what)));

    let counted: Option<i64> = connection
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'decisions'", [], |row| row.get(0))
        .optional()?;
    stored.counted = counted.unwrap_or(0);
    if sealing == Sealing::Sealed {
        let mut seals = connection.prepare_cached(
            "SELECT number, hash FROM seals NOT INDEXED WHERE number > ?1 ORDER BY rowid",
        )?;
        let broken = each(seals.query([after])?, |row| {
            let seal = row.get_ref(1)?.as_blob().ok().and_then(|blob| Seal::try_from(blob).ok());
            stored.seals.push((row.get(0)?, seal));
            Ok(())
        })?;
        let last = stored.seals.last().map_or(after, |(number, _)| *number);
        stored.broken.extend(broken.map(|what| (last + 1, what)));
        stored.seals.sort_by_key(|(number, _)| *number);
    }
    Ok(stored)
}

/// Does something with every row; where the database is damaged, says what it said.
fn each(
    mut rows: Rows<'_>,
    mut work: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<Option<String>> {
    loop {
        match rows.next().and_then(|row| row.map(&mut work).transpose()) {
            Ok(Some(())) => {}
            Ok(None) => return Ok(None),
            Err(cause) if is_damage(&cause) => return Ok(Some(cause.to_string())),
            Err(cause) => return Err(cause),
        }
    }
}

/// Whether what a database says is about its file, and not about the moment.
fn is_damage(cause: &rusqlite::Error) -> bool {
    match cause.sqlite_error_code() {
        Some(code) => matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::TooBig),
        None => true,
    }
}

impl Stored {
    fn seal(&self, number: i64, after: &Head) -> Option<Seal> {
        if number == after.number {
            return Some(after.seal);
        }
        let at = self.seals.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.seals[at].1
    }

    /// The gaps between the records, and what the log counts beyond them.
    fn gaps(&self, after: i64) -> Vec<Damage> {
        let mut damages = Vec::new();
        let mut missing = |number: i64, next: i64| {
            if number < next {
                damages.push(Damage { number, kind: DamageKind::Missing(next - 1) });
            }
        };
        let mut expected = after + 1;
        for record in &self.records {
            missing(expected, record.number);
            expected = record.number.saturating_add(1);
        }
        let sealed = self.seals.last().map_or(0, |(number, _)| *number);
        missing(expected, self.counted.max(sealed).saturating_add(1));
        if self.counted < expected - 1 {
            damages.push(Damage { number: expected, kind: DamageKind::Count(self.counted) });
        }
        let broken = self.broken.iter();
        damages.extend(broken.map(|(number, what)| Damage {
            number: *number,
            kind: DamageKind::Broken(what.clone()),
        }));
        damages
    }
}

/// Holds every record against its seal. Each seal is compared with the record and the seal before it
/// as the file has them, so that all can be compared at once.
fn verified(stored: &Stored, after: Head) -> Verified {
    let records = &stored.records;
    let sealed = |i: usize, before: Option<Seal>| -> Option<Seal> {
        before.map(|before| records[i].seal(&before))
    };
    let before = |i: usize| stored.seal(records[i].number - 1, &after);
    let own: Vec<Option<Seal>> =
        records.par_iter().map(|record| stored.seal(record.number, &after)).collect();
    let mut sound: Vec<bool> = (0..records.len())
        .into_par_iter()
        .map(|i| own[i].is_some() && sealed(i, before(i)) == own[i])
        .collect();
    let mut damages = stored.gaps(after.number);
    for i in 0..records.len() {
        if sound[i] {
            continue;
        }
        let number = records[i].number;
        let kind = if own[i].is_none() {
            DamageKind::Unsealed
        } else if i + 1 < records.len()
            && records[i + 1].number == number + 1
            && own[i + 1].is_some()
            && sealed(i + 1, sealed(i, before(i))) == own[i + 1]
        {
            // The next seal is over this record as it is: only the seal between them is another.
            sound[i + 1] = true;
            DamageKind::SealChanged
        } else {
            DamageKind::Changed
        };
        damages.push(Damage { number, kind });
    }
    finished(stored, damages, after, own.into_iter().map(Option::unwrap_or_default).collect())
}

/// Reads the records of a log without seals, and makes those that they will have.
fn unsealed(stored: &Stored, after: Head) -> Verified {
    let mut seals = Vec::with_capacity(stored.records.len());
    let mut last = after.seal;
    for record in &stored.records {
        last = record.seal(&last);
        seals.push(last);
    }
    let damages = stored.gaps(after.number);
    finished(stored, damages, after, seals)
}

fn finished(stored: &Stored, mut damages: Vec<Damage>, after: Head, seals: Vec<Seal>) -> Verified {
    let names = Names::of(&stored.records);
    let read: Vec<Result<Decision, String>> =
        stored.records.par_iter().map(|record| record.decision(&names)).collect();
    let told: BTreeSet<i64> = damages.iter().map(|damage| damage.number).collect();
    for (record, read) in stored.records.iter().zip(&read) {
        if let Err(what) = read
            && !told.contains(&record.number)
        {
            let kind = DamageKind::Unreadable(what.clone());
            damages.push(Damage { number: record.number, kind });
        }
    }
    damages.sort_by_key(|damage| damage.number);
    let end = damages.first().map_or(i64::MAX, |damage| damage.number);
    let mut decisions: Vec<Decision> = Vec::with_capacity(read.len());
    decisions.extend(read.into_iter().flatten().take_while(|decision| decision.number < end));
    let head = match (stored.records.last(), seals.last()) {
        (Some(record), Some(seal)) => Head { number: record.number, seal: *seal },
        _ => after,
    };
    Verified { decisions, damages, head, seals }
}
