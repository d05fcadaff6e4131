//! From a partition to candidates: members, draft, cohesion, risk.

use ndarray::Array2;

use super::most_common;
use crate::domain::guides::Challenge;
use crate::domain::place::ChallengeId;
use crate::domain::proposal::{Aligned, Candidate, Cohesion};
use crate::domain::similarity::{Cosine, Percentiles};
use crate::domain::statement::{Corpus, Origin};
use crate::features::{Centroids, Features};
use crate::propose::draft::{self, Member};
use crate::text::words::Stems;

/// Where likenesses within a group come from.
pub(super) enum LikenessSource<'a> {
    /// All of them, shape (items, items).
    Gram(&'a Array2<f32>),
    /// Computed group by group.
    Features(&'a Features),
}

/// In a larger group whose likenesses are computed, the least alike pair is looked for among so
/// many of its least typical members.
const LEAST_TYPICAL: usize = 2000;

/// How a group holds together: the typicality of each place, and the cohesion.
struct Cohesiveness {
    typical: Vec<f32>,
    cohesion: Option<Cohesion>,
}

/// A partition of the statements in scope.
pub(super) struct Groups<'a> {
    pub(super) items: &'a [usize],
    pub(super) likeness: LikenessSource<'a>,
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
        let held = match self.likeness {
            LikenessSource::Gram(gram) => Cohesiveness {
                typical: typical(gram, places),
                cohesion: self.cohesion(gram, places, percentiles),
            },
            LikenessSource::Features(features) => self.held(features, places, percentiles),
        };
        let mut ranked: Vec<(f32, usize)> =
            held.typical.iter().copied().zip(places.iter().copied()).collect();
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let members: Vec<Member<'_>> = ranked
            .iter()
            .map(|&(typical, a)| {
                let statement = self.items[a];
                let s = &corpus.statements[statement];
                Member { statement, origin: s.origin, text: &s.text, typical }
            })
            .collect();
        // What its author lets nobody publish is quoted only where there is nothing else.
        let open: Vec<Member<'_>> = members
            .iter()
            .filter(|m| corpus.statements[m.statement].may_be_published())
            .copied()
            .collect();
        let n_institutional = members.iter().filter(|m| m.origin == Origin::Institutional).count();
        let size = places.len() as f32;
        // Errors sit in large groups that do not hold; a single statement can only be missing
        // from another group.
        let risk =
            if places.len() == 1 { 0.5 } else { size.ln() * (1.25 - firmness.unwrap_or(0.5)) };
        Candidate {
            id: ChallengeId::numbered(0),
            competencia: most_common(places.iter().map(|&a| assigned[a])),
            members: members.iter().map(|m| m.statement).collect(),
            draft: draft::draft(if open.is_empty() { &members } else { &open }, stems),
            horizon: None,
            alignment: Aligned::default(),
            n_institutional,
            n_citizen: members.len() - n_institutional,
            cohesion: held.cohesion,
            stability: firmness,
            near: Vec::new(),
            risk,
        }
    }

    /// How a group holds together, its likenesses computed: all of a small group, the sums of a
    /// large one.
    fn held(
        &self,
        features: &Features,
        places: &[usize],
        percentiles: &Percentiles,
    ) -> Cohesiveness {
        let members: Vec<usize> = places.iter().map(|&a| self.items[a]).collect();
        let whole = vec![members.iter().map(|&i| (i, 1.0)).collect::<Vec<_>>()];
        let sum = Centroids::of(features, &whole);
        let n = members.len() as f32;
        let length = sum.length(0);
        let others = (n - 1.0).max(1.0);
        let likeness = sum.likeness(features, &members);
        let typical: Vec<f32> =
            likeness.column(0).iter().map(|x| (x * length - 1.0) / others).collect();
        let mut least: Vec<usize> = (0..members.len()).collect();
        least.sort_by(|&x, &y| typical[x].total_cmp(&typical[y]).then(x.cmp(&y)));
        least.truncate(LEAST_TYPICAL);
        least.sort_unstable();
        let chosen: Vec<usize> = least.iter().map(|&x| members[x]).collect();
        let gram = features.gram(&chosen);
        let mut weakest: Option<(f32, usize, usize)> = None;
        for ((x, y), &likeness) in gram.indexed_iter() {
            if x < y && weakest.is_none_or(|w| likeness < w.0) {
                weakest = Some((likeness, chosen[x], chosen[y]));
            }
        }
        let cohesion = weakest.map(|(likeness, a, b)| Cohesion {
            mean: Cosine((length * length - n) / (n * others)),
            weakest: Cosine(likeness),
            weakest_pair: (a, b),
            percentile: percentiles.of(Cosine(likeness)),
        });
        Cohesiveness { typical, cohesion }
    }

    fn cohesion(
        &self,
        gram: &Array2<f32>,
        places: &[usize],
        percentiles: &Percentiles,
    ) -> Option<Cohesion> {
        let mut weakest: Option<(f32, usize, usize)> = None;
        let (mut sum, mut pairs) = (0.0f32, 0u32);
        for (x, &a) in places.iter().enumerate() {
            for &b in &places[x + 1..] {
                let likeness = gram[[a, b]];
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

/// The mean likeness of each place to the others.
fn typical(gram: &Array2<f32>, places: &[usize]) -> Vec<f32> {
    let others = places.len().saturating_sub(1).max(1) as f32;
    places
        .iter()
        .map(|&a| places.iter().filter(|&&b| b != a).map(|&b| gram[[a, b]]).sum::<f32>() / others)
        .collect()
}
