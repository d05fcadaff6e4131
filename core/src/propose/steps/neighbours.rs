//! Comparing each statement with its neighbours, for a corpus too large for the matrix of its
//! likenesses.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::Settings;
use super::comparison::{Comparison, NewGroups};
use super::scope::{self, GroupingScope};
use super::sorting::{Sorted, Sources, sorted};
use crate::domain::index::{CompetenciaIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::{Declared, Match};
use crate::domain::similarity::Percentiles;
use crate::features::Features;
use crate::features::neighbours::{self, Measures, Near, Neighbours, Search, Wanted};
use crate::propose::cluster::{self, Target, sparse};
use crate::propose::competencia;
use crate::propose::crossing;
use crate::propose::foreign;
use crate::propose::stability;

/// How many neighbours of each kind are looked for, before out-of-competence statements are left out.
const ANY: usize = 20;
const WEIGHED: usize = 28;
/// How wide the words' sketch is where neighbours are looked for, whose likeness is then computed
/// itself, and where there are very many statements.
const SKETCH: usize = 384;
const NARROW: usize = 128;
const MANY: usize = 300_000;
/// How many numbers the sketch has in all where groups are made, and how wide it is at most: what it
/// blurs moves statements between groups.
const SKETCHED: usize = 100_000_000;
const WIDEST: usize = 4096;
/// How many small groups are linked exactly in all, and at most in one competencia.
const SMALL: usize = 24_000;
const SMALL_EACH: usize = 4_000;
/// How many statements density is measured against.
const DENSITY: usize = 1500;
/// How many candidates are compared with each other as a whole.
const COMPARED: usize = 10_000;
/// How many rows are compared at a time.
const BLOCK: usize = 1024;

/// Whether a corpus, given as which statements say nothing, is too large for the matrix of its
/// likenesses and is grouped by neighbours.
pub fn is_large(empty: &[bool], settings: &cluster::Settings) -> bool {
    empty.iter().filter(|empty| !**empty).count() > settings.exact
}

/// The rows of some statements that neighbours are looked for by.
pub fn points(features: &Features, statements: &[StatementIndex]) -> Array2<f32> {
    let sketch = if statements.len() > MANY { NARROW } else { SKETCH };
    neighbours::points(features, statements, sketch)
}

/// The rows of some statements that groups are made from.
fn wide_points(features: &Features, statements: &[StatementIndex]) -> Array2<f32> {
    let width = (SKETCHED / statements.len().max(1)).clamp(NARROW, WIDEST);
    neighbours::points(features, statements, width)
}

/// The neighbours of the items.
pub(super) struct NearestOnly<'a> {
    sources: Sources<'a>,
    settings: &'a Settings,
    scope: GroupingScope,
    /// The competencia of each item.
    assigned: Vec<CompetenciaIndex>,
    /// How much each item is believed to be in each competencia, shape (items, competencias).
    belief: Array2<f32>,
    /// Places are numbers of items.
    near: Neighbours,
}

impl<'a> NearestOnly<'a> {
    /// Sorts the statements in and looks for the neighbours of those that are grouped.
    pub(super) fn new(sources: Sources<'a>, settings: &'a Settings) -> (Sorted, Self) {
        let Sources { guides, texts, .. } = sources;
        let mut sorted = sorted(sources, &settings.competencia, false);
        let open = scope::open(guides, texts);
        let assigned: Vec<CompetenciaIndex> =
            open.iter().map(|&i| sorted.competencias.best(i).0).collect();
        let belief = sorted.competencias.belief_of(&open).mapv(|x| x as f32);
        let near = neighbours_of(sources, settings, &open, &assigned, &belief);
        contradict(&mut sorted, &open, &near, sources.frame.competencias.len(), settings);
        let foreign = foreign_among(sources, &open, &near, &settings.foreign);
        let (scope, kept) = GroupingScope::without(&open, &foreign, guides);
        if kept.len() == open.len() {
            return (sorted, Self { sources, settings, scope, assigned, belief, near });
        }
        let near = Neighbours {
            any: neighbours::restricted(&near.any, &kept),
            weighed: neighbours::restricted(&near.weighed, &kept),
            other: neighbours::restricted(&near.other, &kept),
        };
        let assigned = kept.iter().map(|&a| assigned[a]).collect();
        let belief = belief.select(Axis(0), &kept);
        (sorted, Self { sources, settings, scope, assigned, belief, near })
    }
}

/// The neighbours of the `open` statements among each other.
fn neighbours_of(
    sources: Sources<'_>,
    settings: &Settings,
    open: &[StatementIndex],
    assigned: &[CompetenciaIndex],
    belief: &Array2<f32>,
) -> Neighbours {
    let features = sources.texts.features;
    let points = points(features, open);
    let side: Vec<bool> = open.iter().map(|&i| sources.is_institutional(i)).collect();
    let smoothing = &settings.cluster.smoothing;
    let search = Search {
        points: &points,
        side: &side,
        wanted: Wanted { any: ANY, weighed: WEIGHED, other: settings.crossing.best.max(1) * 2 + 1 },
        measures: Measures {
            most: |likeness| sparse::most(likeness, smoothing),
            likeness: |a: usize, b: usize| features.likeness(open[a], open[b]).0,
            weigh: |a, b, likeness| sparse::weigh(likeness, (a, b), assigned, belief, smoothing),
        },
    };
    search.neighbours(settings.cluster.seed)
}

/// Finds which declared labels the neighbours contradict.
fn contradict(
    sorted: &mut Sorted,
    open: &[StatementIndex],
    near: &Neighbours,
    competencias: usize,
    settings: &Settings,
) {
    let official = |i: StatementIndex| match sorted.declared[i] {
        Declared::Official(c) => Some(c),
        _ => None,
    };
    for (&i, near) in open.iter().zip(&near.any) {
        let Some(own) = official(i) else { continue };
        let votes =
            near.iter().filter_map(|&(b, likeness)| Some((official(open[b as usize])?, likeness)));
        sorted.competencias.contradicted_by[i] =
            competencia::contradicted(own, votes, competencias, &settings.competencia);
    }
}

/// Which of the `open` statements are out of competence.
fn foreign_among(
    sources: Sources<'_>,
    open: &[StatementIndex],
    near: &Neighbours,
    settings: &foreign::Settings,
) -> Vec<bool> {
    let Sources { guides, texts, .. } = sources;
    let fellows = |a: usize| {
        let near = &near.any[a];
        let near = &near[..near.len().min(settings.neighbours.max(1))];
        near.iter().map(|x| x.1).sum::<f32>() / near.len().max(1) as f32
    };
    let matters = scope::matters(guides, texts);
    foreign::detect_by(texts.features, open, fellows, &matters, settings)
}

impl NearestOnly<'_> {
    fn item(&self, place: u32) -> StatementIndex {
        self.scope.items[ItemIndex::from(place as usize)]
    }

    /// The items of one side.
    fn side(&self, institutional: bool) -> Vec<ItemIndex> {
        let of = |i: StatementIndex| self.sources.is_institutional(i) == institutional;
        self.scope.items.enumerated().filter(|(_, i)| of(**i)).map(|(a, _)| a).collect()
    }
}

impl Comparison for NearestOnly<'_> {
    fn scope(&self) -> &GroupingScope {
        &self.scope
    }

    fn grouped(&self, items: &[ItemIndex], target: Target) -> NewGroups {
        let Settings { cluster, stability, .. } = self.settings;
        let places: Vec<usize> = items.iter().map(|a| a.index()).collect();
        let part: Near;
        let near = if places.len() == self.scope.items.len() {
            &self.near.weighed
        } else {
            part = neighbours::restricted(&self.near.weighed, &places);
            &part
        };
        let statements: Vec<StatementIndex> = items.iter().map(|&a| self.scope.items[a]).collect();
        let competencias = self.sources.frame.competencias.len();
        let given = sparse::Given {
            points: &wide_points(self.sources.texts.features, &statements),
            near,
            competencia: &places.iter().map(|&a| self.assigned[a]).collect::<Vec<_>>(),
            belief: &self.belief.select(Axis(0), &places),
            small: (SMALL / competencias.max(1)).clamp(2, SMALL_EACH),
        };
        let grown = sparse::grow(&given, cluster);
        let labels = grown.cut(target);
        let firmness = stability::of_small_groups(&grown, &labels, stability);
        NewGroups { labels, firmness }
    }

    fn matches(&self, percentiles: &Percentiles) -> Vec<Match> {
        let features = self.sources.texts.features;
        let (offices, citizens) = (self.side(true), self.side(false));
        let mut place: IndexVec<ItemIndex, usize> = vec![0; self.scope.items.len()].into();
        for side in [&offices, &citizens] {
            for (p, &a) in side.iter().enumerate() {
                place[a] = p;
            }
        }
        let best = |side: &[ItemIndex]| -> Vec<Vec<(f32, usize)>> {
            side.iter()
                .map(|&a| {
                    let own = self.scope.items[a];
                    let mut list: Vec<(f32, usize)> = self.near.other[a.index()]
                        .iter()
                        .map(|&(b, _)| {
                            let likeness = features.likeness(own, self.item(b)).0;
                            (likeness, place[ItemIndex::from(b as usize)])
                        })
                        .collect();
                    list.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                    list.truncate(self.settings.crossing.best.max(1) + 1);
                    list
                })
                .collect()
        };
        let statements = |side: &[ItemIndex]| -> Vec<StatementIndex> {
            side.iter().map(|&a| self.scope.items[a]).collect()
        };
        let found = crossing::Best {
            institutional: &statements(&offices),
            citizen: &statements(&citizens),
            for_institutional: best(&offices),
            for_citizen: best(&citizens),
        };
        found.matches(features, percentiles, &self.settings.crossing)
    }

    fn nearby(&self) -> IndexVec<StatementIndex, Vec<StatementIndex>> {
        let mut nearby: IndexVec<StatementIndex, Vec<StatementIndex>> =
            vec![Vec::new(); self.sources.corpus.len()].into();
        for (&i, near) in self.scope.items.iter().zip(&self.near.any) {
            nearby[i] = near.iter().map(|x| self.item(x.0)).collect();
        }
        nearby
    }

    /// Among evenly spaced items.
    fn density(&self) -> IndexVec<ItemIndex, f32> {
        let items: &[StatementIndex] = &self.scope.items;
        let step = items.len().div_ceil(DENSITY).max(1);
        let fellows: Vec<StatementIndex> = items.iter().copied().step_by(step).collect();
        let density: Vec<Vec<f32>> = items
            .par_chunks(BLOCK)
            .map(|block| {
                let likeness = self.sources.texts.features.block(block, &fellows);
                let rows = likeness.rows().into_iter();
                rows.map(|row| row.iter().map(|c| c.max(0.0)).sum::<f32>() / row.len() as f32)
                    .collect()
            })
            .collect();
        density.concat().into()
    }

    fn most_candidates(&self) -> usize {
        COMPARED
    }

    fn into_gram(self: Box<Self>) -> Option<Array2<f32>> {
        None
    }
}
