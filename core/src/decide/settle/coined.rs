//! The challenges that people made: each has a candidate number from the moment somebody names it,
//! the same one however its wording is spelled and in every later run.

use std::collections::BTreeMap;

use crate::domain::decision::{Action, Decision};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::Proposal;
use crate::text::fold;

/// The challenges that people made: those of earlier rounds, and then those that the decisions name,
/// in the order of the log, the undone ones included, so that no number changes its meaning. Each
/// with its number and the wording that it was first given.
pub fn coined(proposal: &Proposal, decisions: &[Decision]) -> Vec<(ChallengeId, String)> {
    let mut coined = Coined::before(proposal);
    let mut all = proposal.coined.clone();
    all.extend(decisions.iter().flat_map(|decision| coined.take_in(decision)));
    all
}

/// The number of each challenge that people made, by its folded wording. An act that is undone has
/// still given its number, so that acts are only ever added to it.
#[derive(Debug, Clone)]
pub(super) struct Coined {
    ids: BTreeMap<String, ChallengeId>,
    wordings: BTreeMap<ChallengeId, String>,
    /// The largest number ever given.
    last: usize,
}

impl Coined {
    /// The challenges of earlier rounds.
    pub(super) fn before(proposal: &Proposal) -> Self {
        let all = &proposal.coined;
        let numbers = all.iter().filter_map(|(id, _)| id.number());
        Self {
            ids: all.iter().map(|(id, wording)| (fold::wording(wording), id.clone())).collect(),
            wordings: all.iter().cloned().collect(),
            last: numbers.chain([proposal.last_number]).max().unwrap_or(0),
        }
    }

    /// Takes in the next decision of the log; returns the challenges that it is the first to name.
    pub(super) fn take_in(&mut self, decision: &Decision) -> Vec<(ChallengeId, String)> {
        let to = match &decision.action {
            Action::Move { to }
            | Action::Merge { into: to }
            | Action::AlsoIn { also: to }
            | Action::Split { to: Some(to) } => to.challenge(),
            _ => None,
        };
        let mut made = Vec::new();
        for wording in decision.candidate.iter().chain(to).filter_map(ChallengeId::wording) {
            let folded = fold::wording(wording);
            if !self.ids.contains_key(&folded) {
                self.last += 1;
                let id = ChallengeId::numbered(self.last);
                self.ids.insert(folded, id.clone());
                self.wordings.insert(id.clone(), wording.to_owned());
                made.push((id, wording.to_owned()));
            }
        }
        made
    }

    /// The id under which a challenge is known: of one that people made, its number.
    pub(super) fn spelled(&self, id: &ChallengeId) -> ChallengeId {
        let number = id.wording().and_then(|wording| self.ids.get(&fold::wording(wording)));
        number.unwrap_or(id).clone()
    }

    /// The wording of a challenge that people made, by its number.
    pub(super) fn wording(&self, id: &ChallengeId) -> Option<&str> {
        self.wordings.get(id).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    fn sends(number: i64, to: &str) -> Decision {
        Decision {
            number,
            at: String::new(),
            reviewer: "Ana".into(),
            run: "r".into(),
            candidate: None,
            action: Action::Move { to: to.parse().expect("a destination") },
            subjects: vec![],
            reason: None,
            note: None,
            file: None,
        }
    }

    #[test]
    fn a_challenge_has_one_number_however_it_is_spelled() {
        let mut proposal = sample::proposal();
        let log = [sends(1, "nuevo:Ciclovías"), sends(2, "DM001"), sends(3, "nuevo: ciclovias")];
        let all = coined(&proposal, &log);
        assert_eq!(all, [(ChallengeId::numbered(3), "Ciclovías".to_owned())]);
        // The next run knows it, and numbers after it.
        proposal.coined = all;
        let later = coined(&proposal, &[&log[..], &[sends(4, "nuevo:agua")]].concat());
        assert_eq!(later.len(), 2);
        assert_eq!(later[1], (ChallengeId::numbered(4), "agua".to_owned()));
    }
}
