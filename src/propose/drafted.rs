//! From a partition to candidates: members, draft, cohesion, risk.

use ndarray::Array2;

use super::most_common;
use crate::draft::{self, Member};
use crate::guides::Challenge;
use crate::proposal::{Aligned, Candidate, CandidateId, Cohesion};
use crate::similarity::{Cosine, Percentiles};
use crate::statement::{Corpus, Origin};
use crate::text::words::Stems;

/// A partition of the statements in play.
pub(super) struct Groups<'a> {
    pub(super) items: &'a [usize],
    pub(super) gram: &'a Array2<f32>,
    pub(super) labels: &'a [usize],
    pub(super) firmness: &'a [Option<f32>],
}

impl Groups<'_> {
    pub(super) fn candidates(
        &self,
        corpus: &Corpus,
        assigned: &[usize],
        percentiles: &Percentiles,
        challenges: &[Challenge],
    ) -> Vec<Candidate> {
        let count = self.labels.iter().max().map_or(0, |g| g + 1);
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (a, &g) in self.labels.iter().enumerate() {
            groups[g].push(a);
        }
        let stems = Stems::default();
        groups
            .into_iter()
            .enumerate()
            .filter(|(_, places)| !places.is_empty())
            .map(|(g, places)| {
                let firmness = self.firmness[g];
                let mut candidate =
                    self.candidate(corpus, &places, assigned, firmness, percentiles, &stems);
                if let Some(challenge) = challenges.get(g) {
                    candidate.id = challenge.id.clone();
                    candidate.competencia = challenge.competencia;
                    candidate.horizon = challenge.horizon;
                    candidate.draft.text.clone_from(&challenge.text);
                }
                candidate
            })
            .collect()
    }

    fn candidate(
        &self,
        corpus: &Corpus,
        places: &[usize],
        assigned: &[usize],
        firmness: Option<f32>,
        percentiles: &Percentiles,
        stems: &Stems,
    ) -> Candidate {
        let typical = |a: usize| -> f32 {
            let others = places.len().saturating_sub(1).max(1) as f32;
            places.iter().filter(|&&b| b != a).map(|&b| self.gram[[a, b]]).sum::<f32>() / others
        };
        let mut ranked: Vec<(f32, usize)> = places.iter().map(|&a| (typical(a), a)).collect();
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let members: Vec<Member<'_>> = ranked
            .iter()
            .map(|&(typical, a)| {
                let statement = self.items[a];
                let s = &corpus.statements[statement];
                Member { statement, origin: s.origin, text: &s.text, typical }
            })
            .collect();
        let n_institutional = members.iter().filter(|m| m.origin == Origin::Institutional).count();
        let cohesion = self.cohesion(places, percentiles);
        let size = places.len() as f32;
        // Errors sit in large groups that do not hold; a single statement can only be missing
        // from another group.
        let risk =
            if places.len() == 1 { 0.5 } else { size.ln() * (1.25 - firmness.unwrap_or(0.5)) };
        Candidate {
            id: CandidateId::numbered(0),
            competencia: most_common(places.iter().map(|&a| assigned[a])),
            members: members.iter().map(|m| m.statement).collect(),
            draft: draft::draft(&members, stems),
            horizon: None,
            alignment: Aligned::default(),
            n_institutional,
            n_citizen: members.len() - n_institutional,
            cohesion,
            stability: firmness,
            near: Vec::new(),
            risk,
        }
    }

    fn cohesion(&self, places: &[usize], percentiles: &Percentiles) -> Option<Cohesion> {
        let mut weakest: Option<(f32, usize, usize)> = None;
        let (mut sum, mut pairs) = (0.0f32, 0u32);
        for (x, &a) in places.iter().enumerate() {
            for &b in &places[x + 1..] {
                let likeness = self.gram[[a, b]];
                sum += likeness;
                pairs += 1;
                if weakest.is_none_or(|w| likeness < w.0) {
                    weakest = Some((likeness, a, b));
                }
            }
        }
        weakest.map(|(likeness, a, b)| Cohesion {
            mean: Cosine(sum / pairs as f32),
            weakest: Cosine(likeness),
            weakest_pair: (self.items[a], self.items[b]),
            percentile: percentiles.of(Cosine(likeness)),
        })
    }
}
