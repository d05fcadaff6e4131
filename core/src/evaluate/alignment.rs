//! How well candidates are aligned: each against what the frame says of the challenge that most of
//! its statements have as their reference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Gold;
use crate::domain::frame::{Desafio, Horizon};
use crate::domain::proposal::{Candidate, Proposal, Ranked};
use crate::propose::align::{AlignmentKind, HorizonScores, Shares};

/// The alignment suggested for the candidates of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// The candidates compared: those of the machine whose reference challenge is in the frame.
    pub candidates: usize,
    /// Those whose reference challenge is *de largo plazo*…
    pub long_term: usize,
    /// …and those suggested as such.
    pub said_long_term: usize,
    /// The horizon.
    pub horizon: HorizonScores,
    /// The answers of each kind, the widest first.
    pub levels: Vec<(AlignmentKind, Shares)>,
}

impl Alignment {
    /// Measures a run; `None` where no candidate of the machine has a reference challenge that the
    /// frame aligns.
    pub fn of(proposal: &Proposal, gold: &Gold) -> Option<Self> {
        let frame = &proposal.frame;
        let compared: Vec<(&Candidate, &Desafio)> = proposal
            .candidates
            .iter()
            .filter(|candidate| !candidate.alignment.by_frame)
            .filter_map(|candidate| {
                let main = majority(proposal, candidate, gold)?;
                Some((candidate, frame.desafios.iter().find(|d| d.id == main)?))
            })
            .collect();
        if compared.iter().all(|(candidate, _)| candidate.horizon.is_none()) {
            return None;
        }
        let is_long = |horizon| horizon == Horizon::LargoPlazo;
        let right: Vec<bool> = compared.iter().map(|(_, d)| is_long(d.horizon)).collect();
        let said: Vec<bool> =
            compared.iter().map(|(candidate, _)| candidate.horizon.is_some_and(is_long)).collect();
        let level = |kind| {
            let mut shares = Shares::default();
            for (candidate, desafio) in &compared {
                let (answers, right) = answers(kind, candidate, desafio);
                if !right.is_empty() {
                    // "None fits" has a number that no answer has.
                    let order: Vec<usize> =
                        answers.iter().map(|a| a.index.unwrap_or(usize::MAX)).collect();
                    shares.add(&order, &right);
                }
            }
            (kind, shares)
        };
        Some(Self {
            candidates: compared.len(),
            long_term: right.iter().filter(|long| **long).count(),
            said_long_term: said.iter().filter(|long| **long).count(),
            horizon: HorizonScores::of(&said, &right),
            levels: AlignmentKind::ALL.into_iter().map(level).collect(),
        })
    }
}

/// What is suggested for a candidate, best first, and what the frame says of its challenge.
fn answers<'c>(
    kind: AlignmentKind,
    candidate: &'c Candidate,
    desafio: &Desafio,
) -> (&'c [Ranked], Vec<usize>) {
    let said = &candidate.alignment;
    match kind {
        AlignmentKind::Desarrollo => {
            (&said.objetivos_desarrollo, desafio.objetivo_desarrollo.into_iter().collect())
        }
        AlignmentKind::Gestion => {
            (&said.objetivos_gestion, desafio.objetivo_gestion.into_iter().collect())
        }
        AlignmentKind::Politica => (&said.politicas, desafio.politicas.clone()),
    }
}

/// The main reference challenge of most of a candidate's statements, the first by name among equals.
fn majority<'g>(proposal: &Proposal, candidate: &Candidate, gold: &'g Gold) -> Option<&'g str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &i in &candidate.members {
        let reference = gold.labels.get(&proposal.corpus.statements[i].id);
        if let Some(main) = reference.and_then(|reference| reference.main()) {
            *counts.entry(main.0.as_str()).or_default() += 1;
        }
    }
    let best = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    best.map(|(name, _)| *name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    #[test]
    fn candidates_are_compared_with_the_challenge_of_most_of_their_statements() {
        let mut proposal = sample::proposal();
        let desafio = proposal.frame.desafios[0].clone();
        let labels = proposal.candidates[0]
            .members
            .iter()
            .map(|&i| (proposal.corpus.statements[i].id.clone(), desafio.id.parse().unwrap()))
            .collect();
        let gold = Gold { labels };
        assert_eq!(Alignment::of(&proposal, &Gold::default()), None);
        let first = &mut proposal.candidates[0];
        first.horizon = Some(desafio.horizon);
        first.alignment.by_frame = false;
        let other = Ranked { index: None, probability: 0.6 };
        let right =
            desafio.objetivo_desarrollo.map(|o| Ranked { index: Some(o), probability: 0.4 });
        first.alignment.objetivos_desarrollo = [Some(other), right].into_iter().flatten().collect();
        let found = Alignment::of(&proposal, &gold).unwrap();
        assert_eq!(found.candidates, 1);
        assert!((found.horizon.accuracy - 1.0).abs() < 1e-9);
        let (kind, shares) = found.levels[0];
        assert_eq!((kind, shares.first), (AlignmentKind::Desarrollo, 0));
        assert_eq!(shares.first_three, usize::from(desafio.objetivo_desarrollo.is_some()));
        first_is_of_the_frame(proposal, &gold);
    }

    fn first_is_of_the_frame(mut proposal: Proposal, gold: &Gold) {
        proposal.candidates[0].alignment.by_frame = true;
        assert_eq!(Alignment::of(&proposal, gold), None);
    }
}
