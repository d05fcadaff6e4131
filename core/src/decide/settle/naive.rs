//! Settling a whole log at once, opinion by opinion: what [`Standing`](super::Standing) is held
//! against.

use std::collections::BTreeSet;

use super::opinions::{Act, Fate, Opinion, Opinions, Verdict};
use super::standing::{settled, statements};
use super::{Settled, TroubleKind, Troubles};
use crate::domain::decision::{Action, Decision, Subject, not_undone, reviewer_key};
use crate::domain::place::ChallengeId;
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
    let acts: Vec<Option<Act>> = in_force.iter().map(|decision| Act::of(decision)).collect();
    let statements = statements(proposal);
    let named;
    let mut opinions = Opinions::none(proposal.corpus.len(), &statements);
    for (place, &decision) in in_force.iter().enumerate() {
        let Some(act) = &acts[place] else {
            troubles.malformed(decision);
            continue;
        };
        let reviewer = reviewers[place].as_str();
        if let Some((candidate, said)) = act.fate.clone() {
            let opinion = Opinion { place, decision, reviewer, said };
            opinions.fates.entry(candidate).or_default().push(opinion);
        }
        if let Some((candidate, said)) = act.title.clone() {
            let opinion = Opinion { place, decision, reviewer, said };
            opinions.titles.entry(candidate).or_default().push(opinion);
        }
        if let Some((candidate, said)) = act.alignment.clone() {
            let opinion = Opinion { place, decision, reviewer, said };
            opinions.alignments.entry(candidate).or_default().push(opinion);
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
                opinions.verdicts[*i].push(Opinion { place, decision, reviewer, said });
            }
            if let Some(said) = act.also.clone() {
                opinions.also_in[*i].push(Opinion { place, decision, reviewer, said });
            }
        }
    }
    named = names(&opinions);
    opinions.new_challenges = named.iter().collect();
    settled(proposal, &opinions, troubles)
}

/// Every challenge that people made and that somebody named.
fn names(opinions: &Opinions<'_>) -> BTreeSet<ChallengeId> {
    let verdicts = opinions.verdicts.iter().flatten().filter_map(|opinion| match &opinion.said {
        Verdict::In(to) => Some(to),
        _ => None,
    });
    let also_in = opinions.also_in.iter().flatten().map(|opinion| &opinion.said);
    let merged = opinions.fates.values().flatten().filter_map(|opinion| match &opinion.said {
        Fate::Merged(into) => Some(into),
        _ => None,
    });
    let all = verdicts.chain(also_in).chain(merged);
    all.filter(|id| id.is_new()).cloned().collect()
}
