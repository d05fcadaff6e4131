//! What learning says of the statements in scope, and how placements show it.

use ndarray::Array2;

use super::{GroupingScope, Settings, TextFeatures, nearest};
use crate::domain::guides::Guides;
use crate::domain::proposal::{Candidate, Placement, Suggestion};
use crate::domain::similarity::Cosine;
use crate::features::{Centroids, Features};
use crate::propose::competencia::Competencias;
use crate::propose::learn;

/// What learning says of the items.
pub(super) struct Learned {
    /// As shown, shape (items, challenges).
    pub(super) probability: Array2<f32>,
    /// The challenge of each item; `None` for one that is left for new groups.
    pub(super) attached: Vec<Option<usize>>,
}

impl Learned {
    pub(super) fn new(
        scope: &GroupingScope,
        guides: &Guides,
        reading: &TextFeatures<'_>,
        competencias: &Competencias,
        institutional: &[bool],
        settings: &Settings,
    ) -> Self {
        let items = &scope.items;
        let decided: Vec<Vec<usize>> = items.iter().map(|&i| guides.decided(i).to_vec()).collect();
        let competencia: Vec<usize> = guides.challenges.iter().map(|c| c.competencia).collect();
        let known = learn::Known {
            features: reading.features,
            lexicon: reading.lexicon,
            texts: reading.texts,
            items,
            challenges: reading.challenges,
            competencia: &competencia,
            belief: &competencias.belief,
            institutional,
            decided: &decided,
        };
        let mut probability = learn::learn(&known, &settings.learn);
        for (a, &i) in items.iter().enumerate() {
            for &(statement, challenge) in guides.apart.range((i, 0)..=(i, usize::MAX)) {
                debug_assert_eq!(statement, i);
                probability[[a, challenge]] = 0.0;
            }
        }
        let probability = learn::shown(&probability, guides.decisions());
        let near = learn::near(&known, &probability, guides.closed, &settings.learn);
        let attached = (0..items.len()).map(|a| decided[a].first().copied().or(near[a])).collect();
        Self { probability, attached }
    }

    /// Divides what is said by a temperature in the exponent; what comes first stays first.
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

    /// How sure the statements of a challenge are, on average.
    pub(super) fn firmness(&self, challenge: usize) -> Option<f32> {
        let sure: Vec<f32> = (0..self.attached.len())
            .filter(|&a| self.attached[a] == Some(challenge))
            .map(|a| self.probability[[a, challenge]])
            .collect();
        (sure.len() > 1).then(|| sure.iter().sum::<f32>() / sure.len() as f32)
    }

    /// Tells placements how probable their challenge is and which come next.
    pub(super) fn show(
        &self,
        placements: &mut [Placement],
        candidates: &[Candidate],
        guides: &Guides,
        items: &[usize],
        centroids: &Centroids,
        features: &Features,
    ) {
        if guides.challenges.is_empty() {
            return;
        }
        let candidate_of: Vec<Option<usize>> = guides
            .challenges
            .iter()
            .map(|challenge| candidates.iter().position(|c| c.id == challenge.id))
            .collect();
        for (a, &i) in items.iter().enumerate() {
            let Some(own) = self.attached[a] else { continue };
            let decided = !guides.decided(i).is_empty();
            placements[i].probability =
                Some(if decided { 1.0 } else { self.probability[[a, own]] });
            let likeness = centroids.likeness(features, &[i]);
            let next = nearest(self.probability.row(a).iter().copied().enumerate(), Some(own));
            placements[i].suggestions = next
                .into_iter()
                .filter_map(|(j, _)| candidate_of[j])
                .map(|candidate| Suggestion {
                    candidate,
                    likeness: Cosine(likeness[[0, candidate]]),
                })
                .collect();
        }
    }
}
