//! Settling: what people decided, over what the machine proposed. Every statement ends in exactly
//! one outcome; what contradicts itself, is out of date or names nothing comes back as trouble.
//!
//! For one statement, the last run in which somebody spoke about it counts, and in it each
//! reviewer's last opinion: within a run no reviewer knows more than another, so two
//! reviewers who disagree leave the statement pending, in whatever order they spoke. Where one of
//! them coordinates the review, that word stands.

mod coined;
mod alignments;
mod constraints;
mod judge;
mod group_index;
mod opinions;
mod heard;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::decision::{Alignment, Decision};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::{OutReason, Proposal, Status};
use crate::domain::statement::StatementId;

use group_index::GroupIndex;

pub use alignments::misfit;
pub use coined::coined;
pub use constraints::{Apart, Constraints};
pub use standing::Standing;

/// Where one statement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// People put it in a group: a key in [`Settled::groups`].
    In(ChallengeId),
    /// Out of competence, by the machine or by people.
    OutOfCompetence(OutReason),
    /// Discarded, with the reason.
    Discarded(String),
    /// Waiting for a person, and why.
    Pending(String),
    /// Proposed by the machine and not decided: an index into [`Proposal::candidates`].
    Proposed(usize),
}

/// The latest decision about a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LatestDecision {
    /// Its number in the log.
    pub number: i64,
    /// Who decided.
    pub reviewer: String,
    /// When, in the form `2026-09-11T10:00:00Z`.
    pub at: String,
}

/// One statement, settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// Where it stands.
    pub outcome: Outcome,
    /// Whether people put it there, and for good: in a group, out, or discarded.
    pub by_people: bool,
    /// The other groups that it belongs to: never the one it stands in.
    pub also_in: Vec<ChallengeId>,
    /// The latest decision about it; `None` if none is in force.
    pub decided: Option<LatestDecision>,
    /// What reviewers disagree on and who coordinates has settled: who said what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overruled: Option<String>,
}

/// A challenge in the making: a candidate, a final of the frame, or one that people made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The id by which decisions name it.
    pub key: ChallengeId,
    /// People's wording, else the frame's, else the one accepted, else the draft.
    pub title: String,
    /// Whether people made it a challenge; finals and new ones always are.
    pub accepted: bool,
    /// What reviewers disagree on about the group as such.
    pub contested: Option<String>,
    /// The horizon, objectives and policies that people gave it; a frame's own alignment of its
    /// challenges is not repeated here.
    pub alignment: Alignment,
    /// The statements that people put here, in corpus order.
    pub members: Vec<usize>,
    /// The statements that the machine puts here and nobody decided, in corpus order.
    pub proposed: Vec<usize>,
    /// The statements that belong here as well as elsewhere, in corpus order.
    pub also: Vec<usize>,
}

/// What kind of trouble there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TroubleKind {
    /// Two reviewers do not agree.
    Conflict,
    /// The text changed since it was reviewed.
    Stale,
    /// Candidates that are merged in a circle.
    Circle,
    /// A candidate that is not in this run and that nobody accepted.
    UnknownCandidate,
    /// A challenge that the frame does not have.
    UnknownFinal,
    /// A statement that is not in this run.
    UnknownStatement,
    /// An objective or a policy that the frame does not have.
    UnknownReference,
    /// A decision that does not say what it should: no candidate, or an undo of nothing.
    Malformed,
}

/// Something about the decisions that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What kind of trouble it is.
    pub kind: TroubleKind,
    /// What it is, in Spanish, without the statements.
    pub what: String,
    /// The numbers of the decisions that it comes from, in order.
    pub decisions: Vec<i64>,
    /// The statements it is about, in order; they are pending unless they are unknown.
    pub statements: Vec<StatementId>,
}

/// Everything settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Row i is statement i of the corpus.
    pub statements: Vec<Settlement>,
    /// The groups with at least one statement, by key.
    pub groups: Vec<Group>,
    /// What people have to look at, by kind.
    pub troubles: Vec<Trouble>,
    /// The candidates of the run that people did away with: merged, divided, or left empty.
    pub rejected: Vec<ChallengeId>,
    /// The statements that were taken out of a group, where that still holds: a statement and the
    /// group.
    taken_out: Vec<(usize, ChallengeId)>,
}

/// Settles the decisions of a log, in its order, over a proposal. Without decisions every statement
/// stands where the machine put it.
pub fn settle(proposal: &Proposal, decisions: &[Decision]) -> Settled {
    let mut standing = Standing::new(proposal);
    standing.take_in(decisions);
    standing.settle(proposal, decisions)
}

/// The outcome that the machine's status is.
fn proposed(status: &Status) -> Outcome {
    match status {
        Status::Candidate(c) => Outcome::Proposed(c.index()),
        Status::OutOfCompetence(why) => Outcome::OutOfCompetence(*why),
        Status::Discarded(why) => Outcome::Discarded(why.clone()),
        Status::Pending(why) => Outcome::Pending(why.clone()),
    }
}

fn groups(proposal: &Proposal, index: &GroupIndex<'_>, statements: &[Settlement]) -> Vec<Group> {
    let mut groups: BTreeMap<ChallengeId, Group> = BTreeMap::new();
    let mut at = |key: &ChallengeId, put: fn(&mut Group) -> &mut Vec<usize>, i: usize| {
        let group = groups.entry(key.clone()).or_insert_with(|| Group {
            key: key.clone(),
            title: String::new(),
            accepted: index.accepted(key),
            contested: index.contested(key),
            alignment: index.alignment(key),
            members: Vec::new(),
            proposed: Vec::new(),
            also: Vec::new(),
        });
        put(group).push(i);
    };
    for (i, settlement) in statements.iter().enumerate() {
        match &settlement.outcome {
            Outcome::In(key) => at(key, |group| &mut group.members, i),
            Outcome::Proposed(c) => {
                let key = index.place_of(&proposal.candidates[*c].id);
                at(&key, |group| &mut group.proposed, i);
            }
            _ => {}
        }
        for key in &settlement.also_in {
            at(key, |group| &mut group.also, i);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        group.title = index.title(group);
    }
    groups
}

fn rejected(proposal: &Proposal, index: &GroupIndex<'_>, groups: &[Group]) -> Vec<ChallengeId> {
    let keys: BTreeSet<&ChallengeId> = groups.iter().map(|group| &group.key).collect();
    let gone = |id: &ChallengeId| index.done_away(id) || !keys.contains(&index.place_of(id));
    let filled = proposal.candidates.iter().filter(|candidate| !candidate.members.is_empty());
    filled.map(|candidate| &candidate.id).filter(|id| gone(id)).cloned().collect()
}

/// Troubles as they are found: those of one kind and the same wording are one.
#[derive(Default)]
struct Troubles(BTreeMap<(TroubleKind, String), (BTreeSet<i64>, BTreeSet<StatementId>)>);

impl Troubles {
    fn add(
        &mut self,
        kind: TroubleKind,
        what: impl Into<String>,
        decisions: &[i64],
        statement: Option<&StatementId>,
    ) {
        let (numbers, statements) = self.0.entry((kind, what.into())).or_default();
        numbers.extend(decisions);
        statements.extend(statement.cloned());
    }

    /// A decision about a candidate that names none.
    fn malformed(&mut self, decision: &Decision) {
        let what = format!("la decisión «{}» no dice de qué propuesta es", decision.action.name());
        self.add(TroubleKind::Malformed, what, &[decision.number], None);
    }

    /// A decision about a statement that is not in the run.
    fn unknown_statement(&mut self, decision: &Decision, id: &StatementId) {
        let what = "hay decisiones sobre desafíos que no están en esta corrida";
        self.add(TroubleKind::UnknownStatement, what, &[decision.number], Some(id));
    }

    fn into_vec(self) -> Vec<Trouble> {
        let trouble =
            |((kind, what), (decisions, statements)): ((_, _), (BTreeSet<_>, BTreeSet<_>))| {
                let decisions = decisions.into_iter().collect();
                Trouble { kind, what, decisions, statements: statements.into_iter().collect() }
            };
        self.0.into_iter().map(trouble).collect()
    }
}

#[cfg(test)]
mod naive;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod properties;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
