//! What the next run has to respect, and what it can learn from.

use std::collections::BTreeMap;

use super::{Group, Outcome, Settled};
use crate::domain::destination::{ChallengeId, Destination};

/// A statement that people keep apart from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The statement.
    pub statement: usize,
    /// Those that it shall not be with, in corpus order; at least one.
    pub from: Vec<usize>,
}

/// What people decided, as the next run has to respect it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Sets of at least two statements that people put together, in corpus order.
    pub must_link: Vec<Vec<usize>>,
    /// Statements taken out of a group, each with who stands there now.
    pub cannot_link: Vec<Apart>,
    /// Row i is where people put statement i; [`Destination::Nothing`] for one that they discarded
    /// or left out, `None` for one that is open.
    pub destinations: Vec<Option<Destination>>,
    /// The accepted and undisputed groups, by key.
    pub frozen: Vec<ChallengeId>,
    /// The candidates that people did away with.
    pub rejected: Vec<ChallengeId>,
}

impl Settled {
    /// What the next run has to respect.
    pub fn constraints(&self) -> Constraints {
        let of_key: BTreeMap<&ChallengeId, &Group> =
            self.groups.iter().map(|group| (&group.key, group)).collect();
        let must_link = self.groups.iter().map(|group| &group.members);
        let frozen = self.groups.iter().filter(|group| group.accepted && group.contested.is_none());
        let apart = |(statement, key): &(usize, ChallengeId)| {
            let group = of_key.get(key)?;
            let there = if group.members.is_empty() { &group.proposed } else { &group.members };
            let from: Vec<usize> =
                there.iter().copied().filter(|other| other != statement).collect();
            (!from.is_empty()).then_some(Apart { statement: *statement, from })
        };
        let destination = |i: usize| {
            let settlement = &self.statements[i];
            match &settlement.outcome {
                Outcome::In(key) => Some(key.clone().into()),
                Outcome::OutOfCompetence(_) | Outcome::Discarded(_) if settlement.by_people => {
                    Some(Destination::Nothing)
                }
                _ => None,
            }
        };
        Constraints {
            must_link: must_link.filter(|members| members.len() > 1).cloned().collect(),
            cannot_link: self.taken_out.iter().filter_map(apart).collect(),
            destinations: (0..self.statements.len()).map(destination).collect(),
            frozen: frozen.map(|group| group.key.clone()).collect(),
            rejected: self.rejected.clone(),
        }
    }
}
