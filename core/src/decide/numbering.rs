//! Ids for rows that come without one: they go on where the earlier ones of their origin ended.

use std::collections::BTreeMap;

use crate::domain::statement::{Corpus, Origin, Statement, StatementId};

/// The numbers of ids that are made: each origin's continue the series that its ids have.
pub(super) struct Numbers {
    series: BTreeMap<Origin, Series>,
    /// The new name of each row, by the one it had in its own round.
    names: BTreeMap<String, String>,
}

/// Ids that count on: `T2-001`, `T2-002`…
#[derive(Debug, Clone)]
struct Series {
    prefix: String,
    /// How many digits are written at least.
    digits: usize,
    last: usize,
}

impl Series {
    /// An id as a prefix and a number, with how many digits are written.
    fn parts(id: &str) -> Option<(&str, usize, usize)> {
        let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &id[prefix.len()..];
        Some((prefix, digits.parse().ok()?, digits.len()))
    }

    /// The series that at least half of some ids are of, whatever number it reached in all of them.
    fn of<'i>(ids: &[&'i str], all: &[&'i str]) -> Option<Self> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (prefix, ..) in ids.iter().filter_map(|id| Self::parts(id)) {
            *counts.entry(prefix).or_default() += 1;
        }
        let (prefix, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        if 2 * count < ids.len() {
            return None;
        }
        let own = all.iter().filter_map(|id| Self::parts(id)).filter(|(p, ..)| *p == prefix);
        let (last, digits) = own.fold((0, usize::MAX), |(last, digits), (_, number, written)| {
            (last.max(number), digits.min(written))
        });
        Some(Self { prefix: prefix.to_owned(), digits, last })
    }
}

impl Numbers {
    /// What comes after the ids of an earlier run and those that new rows bring along.
    pub(super) fn after(previous: &Corpus, new: &[Statement]) -> Self {
        let name = |statement: &'_ Statement| -> String {
            statement.parent.as_ref().unwrap_or(&statement.id).as_str().to_owned()
        };
        let of = |statements: &[Statement], origin: Origin, made: bool| -> Vec<String> {
            let own = statements.iter().filter(|s| s.origin == origin && (made || !s.made_id));
            own.map(name).collect()
        };
        let mut series = BTreeMap::new();
        for origin in [Origin::Institutional, Origin::Citizen] {
            let (before, given) = (of(&previous.statements, origin, true), of(new, origin, false));
            let all: Vec<&str> = before.iter().chain(&given).map(String::as_str).collect();
            let given: Vec<&str> = given.iter().map(String::as_str).collect();
            let before: Vec<&str> = before.iter().map(String::as_str).collect();
            let found = [given, before].iter().find_map(|ids| Series::of(ids, &all));
            let letter = origin.letter();
            let last = all.iter().filter_map(|id| id.strip_prefix(letter)?.parse().ok()).max();
            let own = Series { prefix: letter.into(), digits: 3, last: last.unwrap_or(0) };
            series.insert(origin, found.unwrap_or(own));
        }
        Self { series, names: BTreeMap::new() }
    }

    /// Gives a row whose id was made the next one of its origin; parts of one row keep their ends.
    pub(super) fn renumber(&mut self, statement: &mut Statement) {
        let row = statement.parent.clone().unwrap_or_else(|| statement.id.clone());
        let Some(series) = self.series.get_mut(&statement.origin) else { return };
        let key = format!("{}{row}", statement.origin.as_str());
        let name = self.names.entry(key).or_insert_with(|| {
            series.last += 1;
            let Series { prefix, digits, last } = series;
            format!("{prefix}{last:0digits$}")
        });
        let rest = statement.id.as_str().strip_prefix(row.as_str()).unwrap_or_default();
        statement.id = StatementId::new(&format!("{name}{rest}"));
        if statement.parent.is_some() {
            statement.parent = Some(StatementId::new(name));
        }
    }
}
