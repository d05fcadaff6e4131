//! The sweep: every setting of a grid, scored on the same vectors.
//!
//! What settings share is computed once. From the outside in: the pooled vectors of an encoder
//! (the caller's), then [`Prepared`]: features, likenesses and competencias for all settings of a
//! [`batches`] entry; then one smoothing for its algorithms, one grouping for its targets, and for
//! each target only the cut. The resamples that stability needs are shared in the same way.

pub mod setting;
pub mod knob_value;
pub mod knob;
pub mod grid;
pub mod row;
pub mod column;
pub mod effects;
pub mod ranking;
pub mod difference;
pub mod internal;

mod cores;
mod grid_file;

use ndarray::{Array2, Axis};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{CompetenciaIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Declared;
use crate::domain::statement::Corpus;
use crate::evaluate::{self, Gold, Input, Placed, information, partition};
use crate::features::{Features, Postprocess};
use crate::propose::analysis::Texts;
use crate::propose::cluster::{self, Hierarchy, Likenesses, Target, smooth};
use crate::propose::settings::Settings;
use crate::propose::{self, GroupingScope, Sorted, Sources};

use cores::each;
pub use difference::{Difference, Pair};
pub use grid::{Grid, Resampling, batches, portions};
pub use knob_value::Competencia;
pub use ranking::Ranking;
pub use row::Row;
pub use setting::Setting;

/// Milliseconds since some moment: the caller's clock.
pub type Clock<'a> = dyn Fn() -> f64 + Sync + 'a;

/// A corpus to score settings on.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Its name in tables and on the page; one name for one corpus.
    pub name: &'a str,
    /// What says that corpus, frame, reference and encoder are the same as in an earlier sweep.
    pub digest: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// What was written.
    pub corpus: &'a Corpus,
    /// What it is sorted into.
    pub frame: &'a Frame,
    /// The reference grouping, if there is one.
    pub gold: Option<&'a Gold>,
}

/// The texts of a corpus and what an encoder made of them.
pub struct EncodedTexts<'a> {
    /// The texts, in the order of the rows of `vectors`.
    pub texts: &'a Texts,
    /// Their vectors, pooled as the settings say; shape (texts, dimensions).
    pub vectors: Array2<f32>,
    /// The encoder's own statistics.
    pub postprocess: &'a Postprocess,
}

/// What all settings of a batch share on one corpus.
pub struct Prepared<'a> {
    case: Case<'a>,
    features: Features,
    /// The statements in scope.
    items: IndexVec<ItemIndex, StatementIndex>,
    /// Their likenesses, shape (items, items).
    gram: Array2<f32>,
    /// The competencia of each item.
    assigned: Vec<CompetenciaIndex>,
    /// Shape (items, competencias).
    belief: Array2<f64>,
    declared: IndexVec<StatementIndex, Declared>,
    milliseconds: f64,
}

impl<'a> Prepared<'a> {
    /// From a corpus's vectors to likenesses. All settings of a batch have the same part of
    /// `settings` that counts here.
    pub fn new(
        case: Case<'a>,
        encoded: EncodedTexts<'_>,
        settings: &Settings,
        clock: &Clock<'_>,
    ) -> Self {
        let start = clock();
        let EncodedTexts { texts, vectors, postprocess } = encoded;
        let features = texts.features(vectors, postprocess, settings);
        let reading = texts.reading(&features);
        let guides = Guides::default();
        let sources =
            Sources { corpus: case.corpus, frame: case.frame, guides: &guides, texts: &reading };
        let Sorted { declared, competencias } = propose::sort_in(sources, &settings.competencia);
        let (scope, gram) = GroupingScope::with_likenesses(&guides, &reading, &settings.foreign);
        let items = scope.items;
        let assigned = items.iter().map(|&i| competencias.best(i).0).collect();
        let belief = competencias.belief_of(&items);
        let milliseconds = clock() - start;
        Self { case, features, items, gram, assigned, belief, declared, milliseconds }
    }

    /// The likenesses behind the groups.
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// Scores a batch: one row a setting, in the same order.
    pub fn score_all(
        &self,
        batch: &[Setting],
        resampling: &Resampling,
        clock: &Clock<'_>,
    ) -> Vec<Row> {
        let mut rows: Vec<Option<Row>> = batch.iter().map(|_| None).collect();
        for same_smoothing in alike(batch, 0..batch.len(), smoothing) {
            let first = &batch[same_smoothing[0]].settings.cluster;
            let whole: Vec<usize> = (0..self.items.len()).collect();
            let samples: Vec<Vec<usize>> =
                std::iter::once(whole).chain(self.resamples(resampling)).collect();
            let smoothed: Vec<Smoothed> =
                each(&samples, |sample| self.smoothed(sample, first, clock));
            let groupings = alike(batch, same_smoothing, |s| s.settings.cluster);
            let work: Vec<(&[usize], &Smoothed)> = groupings
                .iter()
                .flat_map(|same| smoothed.iter().map(move |s| (same.as_slice(), s)))
                .collect();
            let grown: Vec<(Hierarchy, f64)> = each(&work, |(same, smoothed)| {
                let start = clock();
                let settings = &batch[same[0]].settings.cluster;
                let grown =
                    cluster::grow_smoothed(&smoothed.likeness, &smoothed.assigned, settings);
                (grown, clock() - start)
            });
            let work: Vec<(usize, &[(Hierarchy, f64)])> = groupings
                .iter()
                .zip(grown.chunks(smoothed.len()))
                .flat_map(|(same, grown)| same.iter().map(move |&place| (place, grown)))
                .collect();
            let scored =
                each(&work, |&(place, grown)| self.score(&batch[place], &smoothed, grown, clock));
            for (&(place, _), row) in work.iter().zip(scored) {
                rows[place] = Some(row);
            }
        }
        rows.into_iter().map(|row| row.expect("every setting is alike to itself")).collect()
    }

    /// The group of every statement under one setting of the batch; `None` for one not in scope.
    pub fn groups(&self, setting: &Setting) -> Vec<Option<usize>> {
        let settings = &setting.settings.cluster;
        let given =
            Likenesses { gram: &self.gram, competencia: &self.assigned, belief: &self.belief };
        let grown = cluster::grow(given, settings);
        self.placed(&grown.cut(self.target(setting)))
    }

    fn target(&self, setting: &Setting) -> Target {
        let usual = propose::default_target(self.case.frame, &Guides::default(), self.items.len());
        let multiple = f64::from(setting.multiple.unwrap_or(1.0));
        let count = ((usual as f64 * multiple).round() as usize).max(1);
        setting.settings.target.unwrap_or(Target::Count(count))
    }

    fn placed(&self, labels: &[usize]) -> Vec<Option<usize>> {
        let mut groups = vec![None; self.case.corpus.len()];
        for (&i, &label) in self.items.iter().zip(labels) {
            groups[i.index()] = Some(label);
        }
        groups
    }

    /// The different items of every bootstrap resample (Efron 1979), in order: one drawn twice
    /// would only be found together with itself.
    fn resamples(&self, resampling: &Resampling) -> impl Iterator<Item = Vec<usize>> {
        let n = self.items.len();
        let seed = resampling.seed;
        (0..resampling.resamples).map(move |repeat| {
            let mut chance = ChaCha8Rng::seed_from_u64(seed.wrapping_add(repeat as u64));
            let mut drawn: Vec<usize> = (0..n).map(|_| chance.gen_range(0..n)).collect();
            drawn.sort_unstable();
            drawn.dedup();
            drawn
        })
    }

    fn smoothed(
        &self,
        sample: &[usize],
        settings: &cluster::Settings,
        clock: &Clock<'_>,
    ) -> Smoothed {
        let start = clock();
        let assigned: Vec<CompetenciaIndex> = sample.iter().map(|&a| self.assigned[a]).collect();
        let likeness = if sample.len() == self.items.len() {
            let given =
                Likenesses { gram: &self.gram, competencia: &assigned, belief: &self.belief };
            cluster::smoothed(given, settings)
        } else {
            let gram = self.gram.select(Axis(0), sample).select(Axis(1), sample);
            let belief = self.belief.select(Axis(0), sample);
            let given = Likenesses { gram: &gram, competencia: &assigned, belief: &belief };
            cluster::smoothed(given, settings)
        };
        let milliseconds = clock() - start;
        Smoothed { sample: sample.to_vec(), likeness, assigned, milliseconds }
    }

    /// Scores one setting; the first sample and the first grouping are the whole corpus's.
    fn score(
        &self,
        setting: &Setting,
        smoothed: &[Smoothed],
        grown: &[(Hierarchy, f64)],
        clock: &Clock<'_>,
    ) -> Row {
        let start = clock();
        let (whole, growing) = &grown[0];
        let target = self.target(setting);
        let labels = whole.cut(target);
        let cutting = clock() - start;
        let groups = self.placed(&labels);
        let (measures, coverage) = self.judged(&groups);
        let sizes = partition::Partition::new(&labels).sizes();
        let mut row = Row::of(setting, &self.case);
        if let Target::Count(groups) = target {
            row.target_groups = Some(groups);
        }
        row.statements = self.items.len();
        row.groups = sizes.len();
        row.largest = sizes.iter().copied().max().unwrap_or(0);
        row.singletons = sizes.iter().filter(|&&size| size == 1).count();
        row.crossed_share = coverage.crossed_candidates.share;
        row.silhouette = internal::silhouette(&self.gram, &labels);
        row.weakest_pair = internal::weakest_pair(&self.gram, &labels);
        row.stability = stability(&labels, &smoothed[1..], &grown[1..]);
        row.coverage = coverage.share;
        row.judge(measures.as_ref());
        row.milliseconds = self.milliseconds + smoothed[0].milliseconds + growing + cutting;
        row.megabytes = self.megabytes();
        row
    }

    fn judged(&self, groups: &[Option<usize>]) -> (Option<evaluate::Measures>, evaluate::Coverage) {
        let nothing = Gold::default();
        let statements = self.case.corpus.indexed();
        let placed = statements.map(|(i, statement)| Placed {
            id: statement.id.clone(),
            origin: statement.origin,
            candidate: groups[i.index()],
            competencia: None,
            competencia_probability: 0.0,
            declared: self.declared[i].clone(),
            suggestions: Vec::new(),
            out_of_competence: groups[i.index()].is_none(),
        });
        evaluate::measures(&Input {
            statements: placed.collect(),
            gold: self.case.gold.unwrap_or(&nothing),
            frame: self.case.frame,
        })
    }

    /// What one setting alone needs at least: its vectors, its likenesses before, during and after
    /// smoothing, and the weights of smoothing. Counted from the matrices' sizes.
    fn megabytes(&self) -> f64 {
        let n = self.items.len();
        let vectors = self.features.len() * self.features.dense.dim();
        let floats = vectors + 4 * n * n;
        let doubles = self.belief.len() + n * n;
        (4 * floats + 8 * doubles) as f64 / 1e6
    }
}

/// The smoothed likenesses of some items.
struct Smoothed {
    sample: Vec<usize>,
    likeness: Array2<f32>,
    assigned: Vec<CompetenciaIndex>,
    milliseconds: f64,
}

/// The part of a setting that smoothed likenesses depend on.
fn smoothing(setting: &Setting) -> (smooth::Settings, f32) {
    let cluster = &setting.settings.cluster;
    (cluster.smoothing, cluster.unsmoothed_share)
}

/// Places of a batch, put together where a part of the settings is the same, in the order of their
/// first.
fn alike<T: PartialEq>(
    batch: &[Setting],
    places: impl IntoIterator<Item = usize>,
    part: impl Fn(&Setting) -> T,
) -> Vec<Vec<usize>> {
    let mut groups: Vec<(T, Vec<usize>)> = Vec::new();
    for place in places {
        let own = part(&batch[place]);
        match groups.iter_mut().find(|(shared, _)| *shared == own) {
            Some((_, group)) => group.push(place),
            None => groups.push((own, vec![place])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// How much the groupings of the resamples agree: the mean over their pairs of the adjusted mutual
/// information on the items of both. Each is cut into as many groups as the whole corpus's
/// grouping has on its items. `None` for fewer than two resamples.
fn stability(labels: &[usize], samples: &[Smoothed], grown: &[(Hierarchy, f64)]) -> Option<f64> {
    let cuts: Vec<Vec<Option<usize>>> = samples
        .iter()
        .zip(grown)
        .map(|(sample, (grown, _))| {
            let own: Vec<usize> = sample.sample.iter().map(|&a| labels[a]).collect();
            let wanted = partition::Partition::new(&own).groups();
            let mut found = vec![None; labels.len()];
            for (&a, group) in sample.sample.iter().zip(grown.cut(Target::Count(wanted))) {
                found[a] = Some(group);
            }
            found
        })
        .collect();
    let mut agreement = Vec::new();
    for (i, one) in cuts.iter().enumerate() {
        for other in &cuts[i + 1..] {
            let both = one.iter().zip(other).filter_map(|(x, y)| Some((x.as_ref()?, y.as_ref()?)));
            let (x, y): (Vec<usize>, Vec<usize>) = both.unzip();
            let table = partition::Contingency::new(
                &partition::Partition::new(&x),
                &partition::Partition::new(&y),
            );
            agreement.push(information::adjusted_mutual_information(&table));
        }
    }
    (!agreement.is_empty()).then(|| agreement.iter().sum::<f64>() / agreement.len() as f64)
}

#[cfg(test)]
mod tests;
