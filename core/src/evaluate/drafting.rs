//! How near drafts come to what people published: each against the published challenge that most of
//! its candidate's statements have as their reference, by chrF++.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Gold;
use super::chrf::chrf;
use crate::domain::proposal::{Candidate, Proposal};
use crate::text::words::words;

/// The fewest members of a candidate whose draft is compared.
const FEWEST: usize = 3;

/// The drafts of a run beside what a member's own text would have given; chrF++ is 0…100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drafting {
    /// The candidates compared: of three members or more, at least half of them of one published
    /// challenge, and no such challenge themselves.
    pub candidates: usize,
    /// The mean chrF++ of their drafts.
    pub draft: f64,
    /// That of a member by chance: the mean over all members.
    pub random_member: f64,
    /// That of the most typical member.
    pub typical_member: f64,
    /// That of the member nearest to the published wording, which only who knows it can choose.
    pub best_member: f64,
    /// The mean number of words of a draft.
    pub words: f64,
    /// The mean number of words of the published challenges.
    pub published_words: f64,
}

impl Drafting {
    /// Measures a run; `None` where no candidate can be compared.
    pub fn of(proposal: &Proposal, gold: &Gold) -> Option<Self> {
        let compared: Vec<(&Candidate, &str)> = proposal
            .candidates
            .iter()
            .filter(|candidate| !candidate.alignment.by_frame)
            .filter_map(|candidate| Some((candidate, published(proposal, candidate, gold)?)))
            .collect();
        if compared.is_empty() {
            return None;
        }
        let count = compared.len() as f64;
        let mean = |of: &dyn Fn(&Candidate, &str) -> f64| {
            compared.iter().map(|(candidate, published)| of(candidate, published)).sum::<f64>()
                / count
        };
        let members = |candidate: &Candidate, published: &str| -> Vec<f64> {
            let texts = candidate.members.iter().map(|&i| &proposal.corpus.statements[i].text);
            texts.map(|text| chrf(text, published)).collect()
        };
        Some(Self {
            candidates: compared.len(),
            draft: mean(&|candidate, published| chrf(&candidate.draft.text, published)),
            random_member: mean(&|candidate, published| {
                let all = members(candidate, published);
                all.iter().sum::<f64>() / all.len() as f64
            }),
            typical_member: mean(&|candidate, published| {
                members(candidate, published).first().copied().unwrap_or(0.0)
            }),
            best_member: mean(&|candidate, published| {
                members(candidate, published).into_iter().fold(0.0, f64::max)
            }),
            words: mean(&|candidate, _| words(&candidate.draft.text).len() as f64),
            published_words: mean(&|_, published| words(published).len() as f64),
        })
    }
}

/// The published challenge of at least half of a candidate's members, where it has enough of them.
fn published<'p>(proposal: &'p Proposal, candidate: &Candidate, gold: &Gold) -> Option<&'p str> {
    if candidate.members.len() < FEWEST {
        return None;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &i in &candidate.members {
        let reference = gold.labels.get(&proposal.corpus.statements[i].id);
        if let Some(main) = reference.and_then(|reference| reference.main()) {
            *counts.entry(main.0.as_str()).or_default() += 1;
        }
    }
    let (name, most) = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
    let enough = 2 * most >= candidate.members.len();
    let desafio = proposal.frame.desafios.iter().find(|d| enough && d.id == *name)?;
    Some(desafio.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    /// The sample with its first candidate's members referred to the frame's first challenge.
    fn referred(count: usize) -> (Proposal, Gold) {
        let mut proposal = sample::proposal();
        proposal.candidates[0].alignment.by_frame = false;
        let id = proposal.frame.desafios[0].id.clone();
        let labels = proposal.candidates[0]
            .members
            .iter()
            .take(count)
            .map(|&i| {
                let reference = id.parse().expect("an id is a reference");
                (proposal.corpus.statements[i].id.clone(), reference)
            })
            .collect();
        (proposal, Gold { labels })
    }

    #[test]
    fn a_draft_in_the_published_words_has_all_points_and_the_best_member_most_of_the_members() {
        let (mut proposal, gold) = referred(3);
        let published = proposal.frame.desafios[0].text.clone();
        proposal.candidates[0].draft.text.clone_from(&published);
        let found = Drafting::of(&proposal, &gold).expect("one candidate is compared");
        assert_eq!(found.candidates, 1);
        assert!((found.draft - 100.0).abs() < 1e-9);
        assert!(found.best_member >= found.random_member);
        assert!(found.best_member >= found.typical_member);
        assert!((found.words - found.published_words).abs() < 1e-9);
    }

    #[test]
    fn only_candidates_of_three_with_half_in_one_challenge_are_compared() {
        let (proposal, gold) = referred(1);
        assert_eq!(Drafting::of(&proposal, &gold), None, "one of three is no half");
        let (mut proposal, gold) = referred(2);
        assert!(Drafting::of(&proposal, &gold).is_some());
        proposal.candidates[0].alignment.by_frame = true;
        assert_eq!(Drafting::of(&proposal, &gold), None, "its draft is the published wording");
        let (mut proposal, gold) = referred(2);
        proposal.candidates[0].members.pop();
        assert_eq!(Drafting::of(&proposal, &gold), None, "two members are too few");
    }
}
