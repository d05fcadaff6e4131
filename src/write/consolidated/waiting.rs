//! What still waits for a person before a list can be called consolidated.

use std::fmt;

use crate::decide::chain;
use crate::decide::settle::{Group, Outcome, Settled};
use crate::domain::decision::NONE;
use crate::domain::problem::excerpt;
use crate::domain::proposal::{OutReason, Proposal};
use crate::domain::statement::StatementId;

/// One thing that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// The statement; `None` when it is a challenge as a whole.
    pub statement: Option<StatementId>,
    /// The challenge or candidate it is about, if there is one.
    pub challenge: Option<String>,
    /// Why, in Spanish, and what is to be decided.
    pub why: String,
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.statement.as_ref().map(StatementId::as_str).or(self.challenge.as_deref());
        write!(f, "{}: {}", what.unwrap_or_default(), self.why)
    }
}

/// Whether a challenge that people made or accepted answers to no objective and nobody said that it
/// answers to none.
fn lacks_objective(proposal: &Proposal, group: &Group) -> bool {
    let frame = &proposal.frame;
    let published = frame.desafios.iter().any(|desafio| desafio.id == group.key.as_str());
    let said = &group.alignment;
    let none = [&said.objetivo_desarrollo, &said.objetivo_gestion];
    let none = none.into_iter().any(|id| id.as_deref() == Some(NONE));
    let resolved = chain::resolved(proposal, group);
    !frame.objetivos_desarrollo.is_empty()
        && !published
        && group.accepted
        && !group.members.is_empty()
        && !none
        && resolved.desarrollo.is_none()
        && resolved.gestion.is_none()
}

/// Everything that waits, in corpus order, challenges last: statements that are pending, that only
/// the machine put in a candidate or took for somebody else's matter, and challenges whose wording
/// nobody accepted, on which reviewers disagree, or that answer to no objective.
///
/// Cards on which nothing is said ("s/n") need no decision.
pub fn waiting(proposal: &Proposal, settled: &Settled) -> Vec<Waiting> {
    let statements = proposal.corpus.statements.iter().zip(&settled.statements);
    let mut waiting: Vec<Waiting> = statements
        .filter_map(|(statement, settlement)| {
            let (challenge, why) = match &settlement.outcome {
                Outcome::Pending(why) => (None, format!("pendiente: {why}")),
                Outcome::Proposed(c) => {
                    let id = proposal.candidates[*c].id.to_string();
                    let why = format!("nadie ha decidido si es de {id}");
                    (Some(id), why)
                }
                Outcome::OutOfCompetence(why @ OutReason::Foreign) if !settlement.by_people => {
                    (None, format!("nadie ha confirmado que queda fuera ({})", why.in_spanish()))
                }
                _ => return None,
            };
            Some(Waiting { statement: Some(statement.id.clone()), challenge, why })
        })
        .collect();
    for group in &settled.groups {
        let why = match &group.contested {
            Some(why) => format!("los revisores no coinciden: {why}"),
            // A candidate that is only proposed is listed by its statements.
            None if !group.accepted && group.members.len() + group.also.len() > 0 => {
                format!("nadie ha aceptado su texto «{}»", excerpt(&group.title))
            }
            None if lacks_objective(proposal, group) => format!(
                "nadie ha dicho a qué objetivo responde «{}» (ninguno se decide con {NONE})",
                excerpt(&group.title)
            ),
            None => continue,
        };
        waiting.push(Waiting { statement: None, challenge: Some(group.key.to_string()), why });
    }
    waiting
}
