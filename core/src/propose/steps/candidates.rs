//! From a partition to candidates without a name: members, draft, cohesion, risk.

use ndarray::Array2;

use super::sorting::Sources;
use crate::domain::index::{ChallengeIndex, CompetenciaIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::{Cohesion, Draft};
use crate::domain::similarity::{Cosine, Percentiles};
use crate::domain::statement::Origin;
use crate::features::{Centroids, Features};
use crate::propose::draft::{self, Member};
use crate::propose::stance::Stances;
use crate::text::words::Stems;

/// Where the likenesses within a group come from.
#[derive(Clone, Copy)]
pub(super) enum LikenessSource<'a> {
    /// All of them, shape (items, items).
    Gram(&'a Array2<f32>),
    /// Computed group by group.
    Features(&'a Features),
}

/// In a larger group whose likenesses are computed, the least alike pair is looked for among so
/// many of its least typical members.
const LEAST_TYPICAL: usize = 2000;
/// The most pairs of a candidate that are kept as opposed.
const MOST_OPPOSED: usize = 500;
/// What opposite wishes add to the risk: more than any other candidate has.
const OPPOSED_RISK: f32 = 1000.0;

/// A group that becomes a candidate: everything but its name and what depends on the others.
pub(super) struct Drafted {
    /// The challenge that it is, where it existed before the run.
    pub(super) challenge: Option<ChallengeIndex>,
    pub(super) competencia: CompetenciaIndex,
    /// Most typical first.
    pub(super) members: Vec<StatementIndex>,
    pub(super) draft: Draft,
    pub(super) n_institutional: usize,
    pub(super) cohesion: Option<Cohesion>,
    pub(super) stability: Option<f32>,
    pub(super) risk: f32,
    pub(super) opposed: Vec<[StatementIndex; 2]>,
}

/// What reads texts, made once for all groups.
#[derive(Default)]
struct Readers {
    stems: Stems,
    stances: Stances,
}

/// A partition of the items. The first groups are the challenges that existed before the run, in
/// order; some may be empty.
pub(super) struct Partition<'a> {
    pub(super) sources: Sources<'a>,
    pub(super) items: &'a IndexVec<ItemIndex, StatementIndex>,
    /// The group of each item.
    pub(super) groups: IndexVec<ItemIndex, usize>,
    /// How firm each group is, 0…1.
    pub(super) firmness: Vec<Option<f32>>,
    /// The competencia of each item.
    pub(super) assigned: &'a IndexVec<ItemIndex, CompetenciaIndex>,
    pub(super) likeness: LikenessSource<'a>,
    pub(super) percentiles: &'a Percentiles,
}

/// How typical each member of a group is, in the members' order, and how they hold together.
struct Coherence {
    typical: Vec<f32>,
    cohesion: Option<Cohesion>,
}

impl Partition<'_> {
    /// A candidate a group that is not empty, in the order of the groups.
    pub(super) fn drafted(&self) -> Vec<Drafted> {
        let count = self.groups.iter().max().map_or(0, |g| g + 1);
        let mut members: Vec<Vec<ItemIndex>> = vec![Vec::new(); count];
        for (a, &g) in self.groups.enumerated() {
            members[g].push(a);
        }
        let readers = Readers::default();
        let filled = members.into_iter().enumerate().filter(|(_, members)| !members.is_empty());
        filled.map(|(g, members)| self.candidate(g, &members, &readers)).collect()
    }

    fn candidate(&self, group: usize, items: &[ItemIndex], readers: &Readers) -> Drafted {
        let coherence = match self.likeness {
            LikenessSource::Gram(gram) => {
                Coherence { typical: typical(gram, items), cohesion: self.cohesion(gram, items) }
            }
            LikenessSource::Features(features) => self.coherence(features, items),
        };
        let mut ranked: Vec<(f32, ItemIndex)> =
            coherence.typical.iter().copied().zip(items.iter().copied()).collect();
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let members: Vec<Member<'_>> = ranked
            .iter()
            .map(|&(typical, a)| {
                let statement = self.items[a];
                let s = &self.sources.corpus.statements[statement];
                Member { statement, origin: s.origin, text: &s.text, typical }
            })
            .collect();
        // What its author lets nobody publish is quoted only where there is nothing else.
        let open: Vec<Member<'_>> = members
            .iter()
            .filter(|m| self.sources.corpus.statements[m.statement].may_be_published())
            .copied()
            .collect();
        let stability = self.firmness[group];
        let size = items.len() as f32;
        // Errors sit in large groups that do not hold; a single statement can only be missing
        // from another group.
        let risk =
            if items.len() == 1 { 0.5 } else { size.ln() * (1.25 - stability.unwrap_or(0.5)) };
        let texts: Vec<&str> = members.iter().map(|m| m.text).collect();
        let opposed = readers.stances.opposed(&texts, MOST_OPPOSED);
        let risk = if opposed.is_empty() { risk } else { risk + OPPOSED_RISK };
        let sayable = if open.is_empty() { &members } else { &open };
        let may_be_said = |i: StatementIndex| sayable.iter().any(|m| m.statement == i);
        let tension = opposed.iter().map(|&(a, b)| [&members[a], &members[b]]);
        let tension =
            tension.into_iter().find(|pair| pair.iter().all(|m| may_be_said(m.statement)));
        let mut draft = match tension {
            Some(sides) => draft::between(sides, &readers.stems),
            None => draft::draft(sayable, &readers.stems),
        };
        let opposed: Vec<[StatementIndex; 2]> = opposed
            .into_iter()
            .map(|(a, b)| [members[a].statement, members[b].statement])
            .collect();
        let mut competencia = most_common(items.iter().map(|&a| self.assigned[a]));
        let existing = self.sources.guides.challenges.get(group);
        if let Some(challenge) = existing {
            competencia = challenge.competencia;
            draft.text.clone_from(&challenge.text);
        }
        Drafted {
            challenge: existing.map(|_| group.into()),
            competencia,
            members: members.iter().map(|m| m.statement).collect(),
            draft,
            n_institutional: members.iter().filter(|m| m.origin == Origin::Institutional).count(),
            cohesion: coherence.cohesion,
            stability,
            risk,
            opposed,
        }
    }

    /// How a group holds together, its likenesses computed: all of a small group, the sums of a
    /// large one.
    fn coherence(&self, features: &Features, items: &[ItemIndex]) -> Coherence {
        let members: Vec<StatementIndex> = items.iter().map(|&a| self.items[a]).collect();
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
        let chosen: Vec<StatementIndex> = least.iter().map(|&x| members[x]).collect();
        let gram = features.gram(&chosen);
        let mut weakest: Option<(f32, StatementIndex, StatementIndex)> = None;
        for ((x, y), &likeness) in gram.indexed_iter() {
            if x < y && weakest.is_none_or(|w| likeness < w.0) {
                weakest = Some((likeness, chosen[x], chosen[y]));
            }
        }
        let cohesion = weakest.map(|(likeness, a, b)| Cohesion {
            mean: Cosine((length * length - n) / (n * others)),
            weakest: Cosine(likeness),
            weakest_pair: (a, b),
            percentile: self.percentiles.of(Cosine(likeness)),
        });
        Coherence { typical, cohesion }
    }

    fn cohesion(&self, gram: &Array2<f32>, items: &[ItemIndex]) -> Option<Cohesion> {
        let mut weakest: Option<(f32, ItemIndex, ItemIndex)> = None;
        let (mut sum, mut pairs) = (0.0f32, 0u32);
        for (x, &a) in items.iter().enumerate() {
            for &b in &items[x + 1..] {
                let likeness = gram[[a.index(), b.index()]];
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
            percentile: self.percentiles.of(Cosine(likeness)),
        })
    }
}

/// The mean likeness of each item to the others.
fn typical(gram: &Array2<f32>, items: &[ItemIndex]) -> Vec<f32> {
    let others = items.len().saturating_sub(1).max(1) as f32;
    let sum = |a: ItemIndex| {
        let theirs = items.iter().filter(|&&b| b != a);
        theirs.map(|&b| gram[[a.index(), b.index()]]).sum::<f32>()
    };
    items.iter().map(|&a| sum(a) / others).collect()
}

/// The competencia of most; the first among equals. They differ only where grouping ignores them.
fn most_common(competencias: impl Iterator<Item = CompetenciaIndex>) -> CompetenciaIndex {
    let mut counts = std::collections::BTreeMap::<CompetenciaIndex, usize>::new();
    for competencia in competencias {
        *counts.entry(competencia).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|x, y| x.1.cmp(&y.1).then(y.0.cmp(&x.0)));
    most.map_or(0.into(), |(competencia, _)| competencia)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_over_competencias_has_that_of_most() {
        let most = |all: [usize; 4]| most_common(all.map(CompetenciaIndex::from).into_iter());
        assert_eq!(most([3, 1, 3, 0]), 3.into());
        assert_eq!(most([2, 1, 2, 1]), 1.into());
    }
}
