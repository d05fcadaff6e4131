//! Who stands behind a candidate: how many people support its statements on their platforms, and how
//! many wrote them. Shown, never weighed.

use std::collections::BTreeSet;

use super::{Candidate, Proposal};
use crate::domain::index::StatementIndex;
use crate::domain::statement::Statement;

impl Proposal {
    /// Whether some statement has what is asked for; columns that none has are not written.
    pub fn some(&self, has: impl Fn(&Statement) -> bool) -> bool {
        self.corpus.statements.iter().any(has)
    }

    /// How many supports the statements of a candidate have together; `None` where no platform
    /// counted them.
    pub fn support(&self, candidate: &Candidate) -> Option<u64> {
        let supports = |&i: &StatementIndex| self.corpus.statements[i].supports.map(u64::from);
        let known: Vec<u64> = candidate.members.iter().filter_map(supports).collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }

    /// How many different people wrote the statements of a candidate, of those that are known by a
    /// number; `None` where nobody is.
    pub fn persons(&self, candidate: &Candidate) -> Option<usize> {
        let person = |&i: &StatementIndex| self.corpus.statements[i].person;
        let known: BTreeSet<u32> = candidate.members.iter().filter_map(person).collect();
        (!known.is_empty()).then_some(known.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn supports_add_up_and_people_count_once() {
        let mut p = sample::proposal();
        let candidate = p.candidates[0].clone();
        assert_eq!((p.support(&candidate), p.persons(&candidate)), (None, None));
        for (place, &i) in candidate.members.iter().enumerate() {
            p.corpus.statements[i].person = Some(7);
            p.corpus.statements[i].supports = (place > 0).then_some(5);
        }
        assert_eq!((p.support(&candidate), p.persons(&candidate)), (Some(10), Some(1)));
        assert!(p.some(|s| s.person.is_some()) && !p.some(|s| s.link.is_some()));
    }
}
