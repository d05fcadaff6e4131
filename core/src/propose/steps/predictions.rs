//! What learning tells of the items: which challenge each goes to, and how probable all of them are.

use ndarray::Array2;

use super::placements::{Shown, nearest};
use super::sorting::Sources;
use crate::domain::index::{CandidateIndex, ChallengeIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::{Candidate, Suggestion};
use crate::domain::similarity::Cosine;
use crate::features::Centroids;
use crate::propose::competencia::Competencias;
use crate::propose::{learn, novelty};

/// What learning tells of the items.
pub(super) struct Learned {
    /// As shown, shape (items, challenges).
    pub(super) probability: Array2<f32>,
    /// The challenge of each item; `None` for one that is left for new groups.
    pub(super) attached: IndexVec<ItemIndex, Option<ChallengeIndex>>,
}

/// How probable it is that each item speaks of none of the challenges; `None` for those that people
/// decided, and where that is not known.
pub(super) fn new_topics(
    sources: Sources<'_>,
    items: &IndexVec<ItemIndex, StatementIndex>,
) -> IndexVec<ItemIndex, Option<f32>> {
    let decided = items.iter().map(|&i| sources.guides.decided(i).to_vec()).collect();
    novelty::novelty(&novelty::Known { texts: sources.texts, items, decided: &decided })
}

impl Learned {
    pub(super) fn new(
        sources: Sources<'_>,
        items: &IndexVec<ItemIndex, StatementIndex>,
        competencias: &Competencias,
        settings: &learn::Settings,
    ) -> Self {
        let Sources { guides, texts, .. } = sources;
        let known = learn::Known {
            texts,
            items,
            competencia: &guides.challenges.iter().map(|c| c.competencia).collect(),
            belief: &competencias.belief,
            institutional: &items.iter().map(|&i| sources.is_institutional(i)).collect(),
            decided: &items.iter().map(|&i| guides.decided(i).to_vec()).collect(),
        };
        let mut probability = learn::learn(&known, settings);
        for (a, &i) in items.enumerated() {
            for challenge in guides.apart(i) {
                probability[[a.index(), challenge.index()]] = 0.0;
            }
        }
        let probability = learn::shown(&probability, guides.decisions());
        let near = learn::near(&known, &probability, guides.closed, settings);
        let attached = known
            .decided
            .iter()
            .zip(near)
            .map(|(decided, near)| decided.first().copied().or(near))
            .collect();
        Self { probability, attached }
    }

    /// Divides the logarithms of the probabilities by a temperature; the order stays.
    pub(super) fn temper(&mut self, temperature: f32) {
        if (temperature - 1.0).abs() < 1e-6 {
            return;
        }
        for mut row in self.probability.rows_mut() {
            let most = row.iter().copied().fold(1e-12, f32::max).ln();
            row.mapv_inplace(|p| ((p.max(1e-12).ln() - most) / temperature).exp());
            let total = row.sum();
            row /= total;
        }
    }

    /// The items that go to no challenge that existed before.
    pub(super) fn unattached(&self) -> Vec<ItemIndex> {
        self.attached
            .enumerated()
            .filter(|(_, challenge)| challenge.is_none())
            .map(|x| x.0)
            .collect()
    }

    /// The mean probability of a challenge over its items; `None` for fewer than two.
    pub(super) fn firmness(&self, challenge: ChallengeIndex) -> Option<f32> {
        let sure: Vec<f32> = self
            .attached
            .enumerated()
            .filter(|(_, own)| **own == Some(challenge))
            .map(|(a, _)| self.probability[[a.index(), challenge.index()]])
            .collect();
        (sure.len() > 1).then(|| sure.iter().sum::<f32>() / sure.len() as f32)
    }

    /// For every statement of a challenge that existed before, how probable that is and which
    /// candidates come next.
    pub(super) fn shown(
        &self,
        sources: Sources<'_>,
        items: &IndexVec<ItemIndex, StatementIndex>,
        candidates: &[Candidate],
        centroids: &Centroids,
    ) -> IndexVec<StatementIndex, Option<Shown>> {
        let Sources { corpus, guides, texts, .. } = sources;
        let mut shown: IndexVec<StatementIndex, Option<Shown>> =
            corpus.statements.iter().map(|_| None).collect();
        let candidate_of: IndexVec<ChallengeIndex, Option<CandidateIndex>> = guides
            .challenges
            .iter()
            .map(|challenge| candidates.iter().position(|c| c.id == challenge.id))
            .map(|candidate| candidate.map(CandidateIndex::from))
            .collect();
        for (a, &i) in items.enumerated() {
            let Some(own) = self.attached[a] else { continue };
            let row = self.probability.row(a.index());
            let decided = !guides.decided(i).is_empty();
            let likeness = centroids.likeness(texts.features, &[i]);
            let next = nearest(row.iter().copied().enumerate(), Some(own.index()));
            let suggestions = next
                .into_iter()
                .filter_map(|(j, _)| candidate_of[ChallengeIndex::from(j)])
                .map(|candidate| Suggestion {
                    candidate,
                    likeness: Cosine(likeness[[0, candidate.index()]]),
                })
                .collect();
            let probability = if decided { 1.0 } else { row[own.index()] };
            shown[i] = Some(Shown { probability, suggestions });
        }
        shown
    }
}
