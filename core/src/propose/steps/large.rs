//! Proposing for a corpus too large for the matrix of its likenesses: the same steps, with
//! neighbours in its place.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::drafted::{Groups, LikenessSource};
use super::learned::Learned;
use super::{
    GroupingScope, Settings, TextFeatures, best_first, centroids, default_target, explained, map,
    naming, nearest, place, reliability, statuses, worth,
};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::proposal::{Declared, Placement, Proposal};
use crate::domain::similarity::Percentiles;
use crate::domain::statement::{Corpus, Origin};
use crate::features::Features;
use crate::features::neighbours::{self, Measures, Near, Neighbours, Wanted};
use crate::propose::cluster::{self, Target, sparse};
use crate::propose::competencia::{self, Competencias};
use crate::propose::crossing;
use crate::propose::foreign;
use crate::propose::stability;

/// How many neighbours of each kind are looked for, before any leave the game.
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
pub fn points(features: &Features, said: &[usize]) -> Array2<f32> {
    neighbours::points(features, said, if said.len() > MANY { NARROW } else { SKETCH })
}

/// The rows of some statements that groups are made from.
fn wide_points(features: &Features, said: &[usize]) -> Array2<f32> {
    let width = (SKETCHED / said.len().max(1)).clamp(NARROW, WIDEST);
    neighbours::points(features, said, width)
}

/// What is known of the statements that say something.
struct Known<'a> {
    corpus: &'a Corpus,
    guides: &'a Guides,
    reading: &'a TextFeatures<'a>,
    settings: &'a Settings,
    /// The statements that say something and that nobody put elsewhere.
    said: Vec<usize>,
    /// The competencia of each, and the belief in all.
    assigned: Vec<usize>,
    belief: Array2<f32>,
    near: Neighbours,
}

/// Proposes candidates for a large corpus.
pub(super) fn propose(
    corpus: Corpus,
    frame: Frame,
    guides: &Guides,
    reading: &TextFeatures<'_>,
    settings: &Settings,
) -> Proposal {
    let features = reading.features;
    let (declared, mut competencias) =
        super::sorted(&corpus, &frame, guides, reading, &settings.competencia, false);
    let known = Known::new(&corpus, guides, reading, &competencias, settings);
    known.contradict(&mut competencias, &declared, frame.competencias.len());
    let (scope, kept) = known.scope();
    let institutional: Vec<bool> = kept.iter().map(|&a| known.is_institutional(a)).collect();
    let mut learned =
        Learned::new(&scope, guides, reading, &competencias, &institutional, settings);
    let learning =
        reliability::learning(&corpus, &frame, guides, reading, &scope, &institutional, settings);
    if let Some(learning) = &learning {
        learned.temper(learning.temperature);
    }
    let rest: Vec<usize> = (0..kept.len()).filter(|&a| learned.attached[a].is_none()).collect();
    let grouped = known.group(&rest.iter().map(|&a| kept[a]).collect::<Vec<_>>(), &frame);
    let percentiles = crossing::percentiles(features, &scope.items);
    let matches = known.matches(&kept, &percentiles);
    let assigned: Vec<usize> = kept.iter().map(|&a| known.assigned[a]).collect();
    let near = known.near();
    drop(known);

    let m = guides.challenges.len();
    let mut label: Vec<usize> = learned.attached.iter().map(|a| a.unwrap_or(0)).collect();
    for (&a, group) in rest.iter().zip(&grouped.labels) {
        label[a] = m + group;
    }
    let mut firmness: Vec<Option<f32>> = (0..m).map(|j| learned.firmness(j)).collect();
    firmness.extend(grouped.firmness);
    let drafted = Groups {
        items: &scope.items,
        likeness: LikenessSource::Features(features),
        labels: &label,
        firmness: &firmness,
    };
    let mut candidates = drafted.candidates(&corpus, &assigned, &percentiles, &guides.challenges);
    let last_number = naming::name(&mut candidates, guides);
    let statuses = statuses(corpus.len(), &scope, guides, &candidates);
    let centroids = centroids(features, &candidates);
    let mut map_of_all = Array2::zeros((candidates.len(), 2));
    if candidates.len() <= COMPARED {
        let between = centroids.between();
        for (c, candidate) in candidates.iter_mut().enumerate() {
            candidate.near = nearest(between.row(c).iter().copied().enumerate(), Some(c));
        }
        map_of_all = map(&between);
    } else {
        // Of very many candidates those near the most typical member stand for the nearest.
        for (c, candidate) in candidates.iter_mut().enumerate() {
            let likeness = centroids.likeness(features, &candidate.members[..1]);
            candidate.near = nearest(likeness.row(0).iter().copied().enumerate(), Some(c));
        }
    }
    let mut placements =
        place(features, &centroids, &competencias, &declared, statuses, reading.duplicates);
    learned.show(&mut placements, &candidates, guides, &scope.items, &centroids, features);
    let explanations = explained(guides, reading, &percentiles, &candidates, &placements, &near);
    let changes = naming::changes(&candidates, guides);
    let queue = queue(&placements, &scope.items, features, guides);
    Proposal {
        corpus,
        frame,
        placements,
        candidates,
        matches,
        percentiles,
        skipped: Vec::new(),
        skipped_rows: 0,
        map: map_of_all,
        last_number,
        changes,
        queue,
        explanations,
        learning,
    }
}

/// New groups, by place among those that were grouped.
struct New {
    labels: Vec<usize>,
    firmness: Vec<Option<f32>>,
}

impl<'a> Known<'a> {
    fn new(
        corpus: &'a Corpus,
        guides: &'a Guides,
        reading: &'a TextFeatures<'a>,
        competencias: &Competencias,
        settings: &'a Settings,
    ) -> Self {
        let said: Vec<usize> = (0..corpus.len())
            .filter(|&i| !reading.empty[i] && !guides.settled.contains_key(&i))
            .collect();
        let points = points(reading.features, &said);
        let assigned: Vec<usize> = said.iter().map(|&i| competencias.best(i).0).collect();
        let belief = competencias.belief.select(Axis(0), &said).mapv(|x| x as f32);
        let side: Vec<bool> =
            said.iter().map(|&i| corpus.statements[i].origin == Origin::Institutional).collect();
        let smoothing = &settings.cluster.smoothing;
        let wanted =
            Wanted { any: ANY, weighed: WEIGHED, other: settings.crossing.best.max(1) * 2 + 1 };
        let measures = Measures {
            most: |likeness| sparse::most(likeness, smoothing),
            likeness: |a: usize, b: usize| reading.features.likeness(said[a], said[b]).0,
            weigh: |a, b, likeness| sparse::weigh(likeness, (a, b), &assigned, &belief, smoothing),
        };
        let seed = settings.cluster.seed;
        let near = neighbours::neighbours(&points, &side, wanted, seed, &measures);
        Self { corpus, guides, reading, settings, said, assigned, belief, near }
    }

    /// The statements near each, of all.
    fn near(&self) -> Vec<Vec<usize>> {
        let mut near = vec![Vec::new(); self.corpus.len()];
        for (&i, list) in self.said.iter().zip(&self.near.any) {
            near[i] = list.iter().map(|x| self.said[x.0 as usize]).collect();
        }
        near
    }

    fn is_institutional(&self, a: usize) -> bool {
        self.corpus.statements[self.said[a]].origin == Origin::Institutional
    }

    /// Which declared labels the neighbours contradict.
    fn contradict(&self, found: &mut Competencias, declared: &[Declared], competencias: usize) {
        let official = |i: usize| match declared[i] {
            Declared::Official(c) => Some(c),
            _ => None,
        };
        for (a, &i) in self.said.iter().enumerate() {
            let Some(own) = official(i) else { continue };
            let near = self.near.any[a]
                .iter()
                .filter_map(|&(b, likeness)| Some((official(self.said[b as usize])?, likeness)));
            found.contradicted_by[i] =
                competencia::contradicted(own, near, competencias, &self.settings.competencia);
        }
    }

    /// The statements that are grouped, and their places among those that say something.
    fn scope(&self) -> (GroupingScope, Vec<usize>) {
        let Self { reading, guides, .. } = self;
        let first = self.corpus.len() + reading.examples.len();
        let mut matters: Vec<usize> = (first..first + reading.foreign).collect();
        matters.extend(guides.settled.keys().copied().filter(|&i| !reading.empty[i]));
        let settings = &self.settings.foreign;
        let fellows = |a: usize| {
            let near = &self.near.any[a];
            let near = &near[..near.len().min(settings.neighbours.max(1))];
            near.iter().map(|x| x.1).sum::<f32>() / near.len().max(1) as f32
        };
        let foreign = foreign::detect_by(reading.features, &self.said, fellows, &matters, settings);
        let is_kept = |a: &usize| !foreign[*a] || !guides.decided(self.said[*a]).is_empty();
        let (kept, out): (Vec<usize>, Vec<usize>) = (0..self.said.len()).partition(is_kept);
        let items = |places: &[usize]| places.iter().map(|&a| self.said[a]).collect();
        let scope = GroupingScope {
            items: items(&kept),
            foreign: items(&out),
            gram: Array2::zeros((0, 0)),
        };
        (scope, kept)
    }

    /// Groups the statements at some places.
    fn group(&self, rest: &[usize], frame: &Frame) -> New {
        if rest.is_empty() {
            return New { labels: Vec::new(), firmness: Vec::new() };
        }
        let Self { guides, settings, .. } = self;
        let target = match settings.target {
            Some(Target::Count(wanted)) => {
                Target::Count(wanted.saturating_sub(guides.challenges.len()).max(1))
            }
            Some(height) => height,
            None => Target::Count(default_target(frame, guides, rest.len())),
        };
        let all = rest.len() == self.said.len();
        let part: Near;
        let near = if all {
            &self.near.weighed
        } else {
            part = neighbours::restricted(&self.near.weighed, rest);
            &part
        };
        let statements: Vec<usize> = rest.iter().map(|&a| self.said[a]).collect();
        let points = wide_points(self.reading.features, &statements);
        let assigned: Vec<usize> = rest.iter().map(|&a| self.assigned[a]).collect();
        let belief = self.belief.select(Axis(0), rest);
        let given = sparse::Given {
            points: &points,
            near,
            competencia: &assigned,
            belief: &belief,
            small: (SMALL / frame.competencias.len().max(1)).clamp(2, SMALL_EACH),
        };
        let grown = sparse::grow(&given, &settings.cluster);
        let labels = grown.cut(target);
        let firmness = stability::of_small_groups(&grown, &labels, &settings.stability);
        New { labels, firmness }
    }

    /// The crossing among the statements at some places.
    fn matches(
        &self,
        kept: &[usize],
        percentiles: &Percentiles,
    ) -> Vec<crate::domain::proposal::Match> {
        let features = self.reading.features;
        let (offices, citizens): (Vec<usize>, Vec<usize>) =
            kept.iter().copied().partition(|&a| self.is_institutional(a));
        let mut place = vec![None; self.said.len()];
        for side in [&offices, &citizens] {
            for (p, &a) in side.iter().enumerate() {
                place[a] = Some(p);
            }
        }
        let best = |side: &[usize]| -> Vec<Vec<(f32, usize)>> {
            side.iter()
                .map(|&a| {
                    let own = self.said[a];
                    let mut list: Vec<(f32, usize)> = self.near.other[a]
                        .iter()
                        .filter_map(|&(b, _)| {
                            let likeness = features.likeness(own, self.said[b as usize]).0;
                            Some((likeness, place[b as usize]?))
                        })
                        .collect();
                    list.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                    list.truncate(self.settings.crossing.best.max(1) + 1);
                    list
                })
                .collect()
        };
        let items = |side: &[usize]| side.iter().map(|&a| self.said[a]).collect::<Vec<_>>();
        let (institutional, citizen) = (items(&offices), items(&citizens));
        let found = crossing::Best {
            institutional: &institutional,
            citizen: &citizen,
            for_institutional: best(&offices),
            for_citizen: best(&citizens),
        };
        found.matches(features, percentiles, &self.settings.crossing)
    }
}

/// What to review first, as for a small corpus, with the density among evenly spaced statements.
fn queue(
    placements: &[Placement],
    items: &[usize],
    features: &Features,
    guides: &Guides,
) -> Vec<usize> {
    let step = items.len().div_ceil(DENSITY).max(1);
    let fellows: Vec<usize> = items.iter().copied().step_by(step).collect();
    let scored: Vec<Vec<(f32, usize)>> = items
        .par_chunks(BLOCK)
        .map(|block| {
            let likeness = features.block(block, &fellows);
            let undecided = block.iter().zip(likeness.rows());
            undecided
                .filter(|(i, _)| guides.decided(**i).is_empty())
                .map(|(&i, row)| (worth(&placements[i], row), i))
                .collect()
        })
        .collect();
    best_first(scored.concat())
}
