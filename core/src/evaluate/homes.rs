//! Whether a misplaced statement finds its home in the list that the review page shows for
//! «Mover a…».

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Gold, Input, Scored};
use crate::domain::index::CandidateIndex;
use crate::domain::proposal::Proposal;
use crate::propose::homes::WordIndex;
use crate::text::lexicon::Lexicon;

/// How many entries of the list are looked at.
const LOOKED_AT: usize = 5;

/// How often the list has the home of a misplaced statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Homes {
    /// The statements in a candidate that stands for another challenge than theirs.
    pub misplaced: usize,
    /// Those with a candidate that stands for theirs.
    pub with_home: usize,
    /// Those of them whose first entry is one.
    pub first: usize,
    /// Those of them with one among the first five.
    pub among_five: usize,
}

impl Homes {
    /// Measures a run. A candidate stands for the reference challenge of most of its statements.
    pub fn of(proposal: &Proposal, gold: &Gold) -> Self {
        let input = Input::new(proposal, gold);
        let scored = Scored::new(&input);
        let stands_for = scored.stands_for();
        let homes: BTreeSet<usize> = stands_for.values().copied().collect();
        let words = WordIndex::of(proposal, &Lexicon::of(proposal.corpus.texts()));
        let mut found = Self::default();
        let placed = proposal.corpus.statements.iter().zip(&proposal.placements).enumerate();
        let mut scored = scored.statements.iter().zip(&scored.comparison.references).peekable();
        for (i, (statement, placement)) in placed {
            let Some((_, labels)) = scored.next_if(|(one, _)| one.id == statement.id) else {
                continue;
            };
            let Some(own) = placement.status.candidate().map(CandidateIndex::index) else {
                continue;
            };
            if stands_for.get(&own).is_none_or(|&stands| stands == labels.main) {
                continue;
            }
            found.misplaced += 1;
            if !homes.contains(&labels.main) {
                continue;
            }
            found.with_home += 1;
            let list = words.ranked(proposal, i).into_iter().filter(|&c| c != own);
            let right = |c: usize| stands_for.get(&c) == Some(&labels.main);
            let place = list.take(LOOKED_AT).position(right);
            found.first += usize::from(place == Some(0));
            found.among_five += usize::from(place.is_some());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::domain::statement::StatementId;
    use crate::evaluate::{Reference, ReferenceId};

    #[test]
    fn a_misplaced_statement_is_looked_for_in_the_list() {
        let mut p = sample::proposal();
        let gold = |labels: &[(&str, &str)]| Gold {
            labels: labels
                .iter()
                .map(|(id, name)| {
                    (StatementId::new(id), Reference::One(ReferenceId((*name).into())))
                })
                .collect(),
        };
        // C002 stands with the quebradas and belongs with the traffic.
        let labels = [("I001", "A"), ("C001", "A"), ("C002", "B"), ("I002", "B")];
        for placement in &mut p.placements {
            placement.suggestions.clear();
            placement.homes.clear();
        }
        p.candidates.iter_mut().for_each(|c| c.near.clear());
        let found = Homes::of(&p, &gold(&labels));
        assert_eq!((found.misplaced, found.with_home, found.among_five), (1, 1, 0));
        p.placements[3].homes = vec![1.into()];
        let found = Homes::of(&p, &gold(&labels));
        assert_eq!((found.first, found.among_five), (1, 1));
        // A challenge that no candidate stands for has no home.
        let found = Homes::of(&p, &gold(&[("I001", "A"), ("C001", "A"), ("C002", "C")]));
        assert_eq!((found.misplaced, found.with_home), (1, 0));
    }
}
