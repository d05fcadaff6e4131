//! Which pairs of the crossing wish opposite things.

use std::collections::BTreeMap;

use crate::domain::index::StatementIndex;
use crate::domain::proposal::Match;
use crate::domain::statement::Corpus;
use crate::propose::stance::{Stances, Wishes};

/// Marks the pairs that wish opposite things.
pub(super) fn mark(matches: &mut [Match], corpus: &Corpus) {
    let stances = Stances::default();
    let mut known: BTreeMap<StatementIndex, Wishes> = BTreeMap::new();
    for pair in matches {
        for i in [pair.institutional, pair.citizen] {
            known.entry(i).or_insert_with(|| stances.wishes(&corpus.statements[i].text));
        }
        pair.opposed = known[&pair.institutional].oppose(&known[&pair.citizen]);
    }
}
