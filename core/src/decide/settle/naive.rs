//! Settling a whole log at once, opinion by opinion: what [`Standing`](super::Standing) is held
//! against.

use std::collections::BTreeSet;

use super::coined::Coined;
use super::opinions::{Act, Opinion, Opinions};
use super::standing::{settled, statements};
use super::{Settled, TroubleKind, Troubles};
use crate::domain::decision::{Action, Decision, Subject, not_undone, reviewer_key};
use crate::domain::proposal::Proposal;

/// Settles the decisions of a log, in its order, over a proposal.
pub(super) fn settle(proposal: &Proposal, decisions: &[Decision]) -> Settled {
    let mut troubles = Troubles::default();
    let mut seen = BTreeSet::new();
    for decision in decisions {
        if let Action::Undo { decision: target } = decision.action
            && !seen.contains(&target)
        {
            let what = format!("se deshace la decisión {target}, que no está en el registro");
            troubles.add(TroubleKind::Malformed, what, &[decision.number], None);
        }
        seen.insert(decision.number);
    }
    let in_force = not_undone(decisions);
    let reviewers: Vec<String> = in_force.iter().map(|d| reviewer_key(&d.reviewer)).collect();
    let coordinators: BTreeSet<&String> = in_force
        .iter()
        .zip(&reviewers)
        .filter(|(decision, _)| decision.action == Action::Coordinate)
        .map(|(_, reviewer)| reviewer)
        .collect();
    let mut coined = Coined::before(proposal);
    for decision in decisions {
        coined.take_in(decision);
    }
    let statements = statements(proposal);
    let mut opinions = Opinions::none(proposal.corpus.len(), &statements);
    for (place, &decision) in in_force.iter().enumerate() {
        let Some(act) = Act::of(decision).map(|act| act.spelled(&coined)) else {
            troubles.malformed(decision);
            continue;
        };
        let coordinates = coordinators.contains(&reviewers[place]);
        let reviewer = reviewers[place].as_str();
        let speaker = Opinion { place, decision, reviewer, coordinates, said: () };
        if let Some((candidate, said)) = act.fate {
            opinions.fates.entry(candidate).or_default().push(speaker.says(said));
        }
        if let Some((candidate, said)) = act.title {
            opinions.titles.entry(candidate).or_default().push(speaker.says(said));
        }
        if let Some((candidate, said)) = act.alignment {
            opinions.alignments.entry(candidate).or_default().push(speaker.says(said));
        }
        if act.verdict.is_none() && act.also.is_none() {
            continue;
        }
        for Subject { id, hash } in &decision.subjects {
            let Some((i, now)) = statements.get(id) else {
                troubles.unknown_statement(decision, id);
                continue;
            };
            if now != hash {
                opinions.stale[*i].push(decision);
                continue;
            }
            if let Some(said) = act.verdict.clone() {
                opinions.verdicts[*i].push(speaker.judges(said));
            }
            if let Some(said) = act.also.clone() {
                opinions.also_in[*i].push(speaker.says(said));
            }
        }
    }
    settled(proposal, &opinions, &coined, troubles)
}
