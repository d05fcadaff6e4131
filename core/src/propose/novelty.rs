//! New topics: how probable it is that an undecided statement speaks of none of the challenges that
//! exist, by its distance to everything that people decided.
//!
//! The round that people decided teaches it, with whole challenges held out: every decided statement
//! is looked at twice, once beside all the others (its challenge is known) and once as if its whole
//! challenge did not exist (it speaks of something new). A logistic regression tells the two apart,
//! and the share of new topics among the undecided statements is estimated from what it says of them
//! (Saerens, Latinne & Decaestecker 2002).

use std::collections::BTreeMap;

use ndarray::ArrayView1;

use crate::domain::index::{ChallengeIndex, IndexVec, ItemIndex, RowIndex, StatementIndex};
use crate::features::Centroids;
use crate::features::layout::HasRow;
use crate::propose::texts::TextFeatures;

/// The fewest decided statements, and the fewest challenges among them, that teach it.
const FEWEST: (usize, usize) = (40, 8);
/// The most decided statements that others are compared with, and that teach it.
const MOST: usize = 4000;
/// How many statements are compared at a time.
const BLOCK: usize = 256;
/// How many decided statements nearby are averaged.
const NEAREST: usize = 5;
/// What a challenge's own text counts in its middle, in statements.
const TEXT_WEIGHT: f32 = 2.0;
/// The penalty on the weights of the regression.
const RIDGE: f64 = 1.0;
/// The share of new topics that the estimate begins from, and between which it stays.
const PRIOR: (f64, f64, f64) = (0.1, 0.01, 0.15);

/// How many figures describe a statement's distance to what is known, the constant one included.
const FIGURES: usize = 7;
/// One statement's distance to what is known.
type Figures = [f64; FIGURES];

/// What is known before.
pub struct Known<'a> {
    /// The statements and the challenges.
    pub texts: &'a TextFeatures<'a>,
    /// The statements that are looked at.
    pub items: &'a IndexVec<ItemIndex, StatementIndex>,
    /// The challenges that people gave each item, main one first; none for an undecided one.
    pub decided: &'a IndexVec<ItemIndex, Vec<ChallengeIndex>>,
}

/// For every undecided item the probability (0…1) that it speaks of none of the challenges; `None`
/// for the decided ones, and for all where too little is decided to tell.
pub fn novelty(known: &Known<'_>) -> IndexVec<ItemIndex, Option<f32>> {
    let none = || vec![None; known.items.len()].into();
    let Some(reference) = Reference::of(known) else { return none() };
    let undecided: Vec<ItemIndex> =
        known.decided.enumerated().filter(|(_, theirs)| theirs.is_empty()).map(|x| x.0).collect();
    let (mut rows, mut is_new) = (Vec::new(), Vec::new());
    for block in reference.teachers.chunks(BLOCK) {
        reference.look(block, |figures, new| {
            rows.push(figures);
            is_new.push(new);
        });
    }
    let scale = Scale::of(&rows);
    for row in &mut rows {
        scale.apply(row);
    }
    let Some(weights) = regression(&rows, &is_new) else { return none() };
    let mut said: Vec<f64> = Vec::with_capacity(undecided.len());
    for block in undecided.chunks(BLOCK) {
        reference.look(block, |mut figures, new| {
            if !new {
                scale.apply(&mut figures);
                said.push(probability(&weights, &figures));
            }
        });
    }
    let share = share(&said);
    let mut novelty: IndexVec<ItemIndex, Option<f32>> = none();
    for (&a, &p) in undecided.iter().zip(&said) {
        novelty[a] = Some(with_share(p, share) as f32);
    }
    novelty
}

/// What undecided statements are compared with.
struct Reference<'a> {
    known: &'a Known<'a>,
    /// Decided items that others are compared with, and their rows.
    columns: Vec<ItemIndex>,
    rows: Vec<RowIndex>,
    /// Decided items that teach.
    teachers: Vec<ItemIndex>,
    /// The middles of the challenges that exist: their texts and their decided statements.
    middles: Centroids,
    /// For every stem how many decided statements and challenges' texts use it, by challenge.
    used: BTreeMap<u32, BTreeMap<usize, u32>>,
    /// How many of these there are for each stem.
    total: BTreeMap<u32, u32>,
}

impl<'a> Reference<'a> {
    /// `None` where too little is decided.
    fn of(known: &'a Known<'a>) -> Option<Self> {
        let decided: Vec<ItemIndex> = known
            .decided
            .enumerated()
            .filter(|(_, theirs)| !theirs.is_empty())
            .map(|x| x.0)
            .collect();
        let texts = known.texts;
        let challenges = texts.challenges();
        let mut firm: Vec<Vec<(RowIndex, f32)>> =
            challenges.clone().map(|j| vec![(texts.layout.challenge(j), TEXT_WEIGHT)]).collect();
        let mut sizes = vec![0; firm.len()];
        for &a in &decided {
            for j in &known.decided[a] {
                firm[j.index()].push((known.items[a].row(), 1.0));
                sizes[j.index()] += 1;
            }
        }
        let with_some = sizes.iter().filter(|&&n| n > 0).count();
        if decided.len() < FEWEST.0 || with_some < FEWEST.1 {
            return None;
        }
        let stride = decided.len().div_ceil(MOST);
        let columns: Vec<ItemIndex> = decided.iter().copied().step_by(stride).collect();
        // A challenge of one statement cannot be known without it.
        let teaches = |a: &ItemIndex| known.decided[*a].iter().all(|j| sizes[j.index()] > 1);
        let teachers = columns.iter().copied().filter(teaches).collect();
        let mut reference = Self {
            known,
            rows: columns.iter().map(|&a| known.items[a].row()).collect(),
            columns,
            teachers,
            middles: Centroids::of(texts.features, &firm),
            used: BTreeMap::new(),
            total: BTreeMap::new(),
        };
        for &a in &decided {
            let stems = reference.stems(known.items[a].row());
            reference.count(&stems, &known.decided[a]);
        }
        for j in challenges {
            let stems = reference.stems(texts.layout.challenge(j));
            reference.count(&stems, &[j]);
        }
        (reference.teachers.len() >= FEWEST.0).then_some(reference)
    }

    /// The stems of a row that the corpus has, each once.
    fn stems(&self, row: RowIndex) -> Vec<u32> {
        let lexicon = self.known.texts.lexicon;
        let stems = lexicon.stems(&self.known.texts.texts[row]);
        let mut stems: Vec<u32> = stems.iter().filter_map(|stem| lexicon.number(stem)).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn count(&mut self, stems: &[u32], theirs: &[ChallengeIndex]) {
        for &stem in stems {
            *self.total.entry(stem).or_default() += 1;
            for j in theirs {
                *self.used.entry(stem).or_default().entry(j.index()).or_default() += 1;
            }
        }
    }

    /// The figures of some items: of an undecided one as it is (not new), of a decided one beside all
    /// others (not new) and then without its challenges (new).
    fn look(&self, items: &[ItemIndex], mut take: impl FnMut(Figures, bool)) {
        let Known { texts, items: all, decided } = self.known;
        let statements: Vec<StatementIndex> = items.iter().map(|&a| all[a]).collect();
        let near = texts.features.block(&statements, &self.rows);
        let middles = self.middles.likeness(texts.features, &statements);
        for (r, &a) in items.iter().enumerate() {
            let theirs = &decided[a];
            let stems = self.stems(all[a].row());
            let views: &[bool] = if theirs.is_empty() { &[false] } else { &[false, true] };
            for &new in views {
                let hidden =
                    |b: ItemIndex| b == a || new && decided[b].iter().any(|j| theirs.contains(j));
                let nearest = self.nearest(near.row(r), hidden);
                let middle = self.middle(middles.row(r), theirs, new);
                let unseen = self.unseen(&stems, theirs, new);
                take(figures(&nearest, middle, unseen, stems.len()), new);
            }
        }
    }

    /// The likenesses of the nearest decided statements that are not hidden, largest first.
    fn nearest(&self, row: ArrayView1<f32>, hidden: impl Fn(ItemIndex) -> bool) -> Vec<f64> {
        let mut best: Vec<f64> = Vec::with_capacity(NEAREST + 1);
        for (&likeness, &b) in row.iter().zip(&self.columns) {
            let likeness = f64::from(likeness);
            if best.len() == NEAREST && likeness <= best[NEAREST - 1] || hidden(b) {
                continue;
            }
            let at = best.partition_point(|&other| other >= likeness);
            best.insert(at, likeness);
            best.truncate(NEAREST);
        }
        best
    }

    /// The likeness of the nearest middle and of the next one. A decided statement is left out of
    /// its own; of something new its challenges' are left out.
    fn middle(&self, row: ArrayView1<f32>, theirs: &[ChallengeIndex], new: bool) -> (f64, f64) {
        let mut best = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (j, &likeness) in row.iter().enumerate() {
            let own = theirs.iter().any(|own| own.index() == j);
            let likeness = match (own, new) {
                (true, true) => continue,
                (true, false) => {
                    // Without the statement itself: (x·M − 1) / |M − x|.
                    let length = self.middles.length(j);
                    let product = likeness * length;
                    let rest = (length * length - 2.0 * product + 1.0).max(1e-9).sqrt();
                    (product - 1.0) / rest
                }
                (false, _) => likeness,
            };
            let likeness = f64::from(likeness);
            if likeness > best.0 {
                best = (likeness, best.0);
            } else if likeness > best.1 {
                best.1 = likeness;
            }
        }
        (best.0.max(-1.0), best.1.max(-1.0))
    }

    /// The share (0…1) of a statement's words, by how rare they are, that nothing known uses.
    fn unseen(&self, stems: &[u32], theirs: &[ChallengeIndex], new: bool) -> f64 {
        let lexicon = self.known.texts.lexicon;
        let (mut all, mut unseen) = (0.0, 0.0);
        for stem in stems {
            let rarity = f64::from(lexicon.rarity_of(*stem));
            let total = self.total.get(stem).copied().unwrap_or(0);
            let own = if new {
                let used = self.used.get(stem);
                let of = |j: &ChallengeIndex| used.and_then(|used| used.get(&j.index())).copied();
                theirs.iter().filter_map(of).max().unwrap_or(0)
            } else {
                u32::from(!theirs.is_empty())
            };
            all += rarity;
            if total <= own {
                unseen += rarity;
            }
        }
        if all > 0.0 { unseen / all } else { 0.0 }
    }
}

/// The figures that describe a distance: a constant, the likeness of the nearest decided statement,
/// the mean of the nearest ones, the nearest middle, how far the next one is behind it, the share of
/// words that nothing known uses, and how many words there are.
fn figures(nearest: &[f64], middle: (f64, f64), unseen: f64, words: usize) -> Figures {
    let mean = nearest.iter().sum::<f64>() / nearest.len().max(1) as f64;
    let first = nearest.first().copied().unwrap_or(0.0);
    [1.0, first, mean, middle.0, middle.0 - middle.1, unseen, (words as f64 + 1.0).ln()]
}

/// Where each figure lies and how far it is spread.
struct Scale {
    mean: Figures,
    spread: Figures,
}

impl Scale {
    fn of(rows: &[Figures]) -> Self {
        let n = rows.len().max(1) as f64;
        let (mut mean, mut spread) = ([0.0; FIGURES], [0.0; FIGURES]);
        for row in rows {
            for (sum, x) in mean.iter_mut().zip(row) {
                *sum += x / n;
            }
        }
        for row in rows {
            for ((sum, x), m) in spread.iter_mut().zip(row).zip(&mean) {
                *sum += (x - m).powi(2) / n;
            }
        }
        // The constant figure stays one.
        mean[0] = 0.0;
        spread = spread.map(|square| if square < 1e-12 { 1.0 } else { square.sqrt() });
        Self { mean, spread }
    }

    fn apply(&self, row: &mut Figures) {
        for ((x, m), s) in row.iter_mut().zip(&self.mean).zip(&self.spread) {
            *x = (*x - m) / s;
        }
    }
}

/// What the weights say of a row, where half of all are new.
fn probability(weights: &Figures, row: &Figures) -> f64 {
    let score: f64 = weights.iter().zip(row).map(|(w, x)| w * x).sum();
    1.0 / (1.0 + (-score).exp())
}

/// The weights of a logistic regression, by Newton steps; `None` where the steps lead nowhere.
fn regression(rows: &[Figures], is_new: &[bool]) -> Option<Figures> {
    let mut weights = [0.0; FIGURES];
    for _ in 0..25 {
        let mut gradient = weights.map(|w| RIDGE * w);
        gradient[0] = 0.0;
        let mut curvature = [[0.0; FIGURES]; FIGURES];
        for (i, row) in curvature.iter_mut().enumerate() {
            row[i] = if i == 0 { 1e-9 } else { RIDGE };
        }
        for (row, &new) in rows.iter().zip(is_new) {
            let p = probability(&weights, row);
            let error = p - f64::from(u8::from(new));
            let spread = (p * (1.0 - p)).max(1e-6);
            for ((slope, bends), x) in gradient.iter_mut().zip(&mut curvature).zip(row) {
                *slope += error * x;
                for (bend, y) in bends.iter_mut().zip(row) {
                    *bend += spread * x * y;
                }
            }
        }
        let step = solved(curvature, gradient)?;
        for (w, s) in weights.iter_mut().zip(&step) {
            *w -= s;
        }
        if step.iter().all(|s| s.abs() < 1e-8) {
            break;
        }
    }
    weights.iter().all(|w| w.is_finite()).then_some(weights)
}

/// The solution of a small system of equations, by elimination with the largest pivot.
fn solved(mut a: [[f64; FIGURES]; FIGURES], mut b: Figures) -> Option<Figures> {
    for k in 0..FIGURES {
        let pivot = (k..FIGURES).max_by(|&x, &y| a[x][k].abs().total_cmp(&a[y][k].abs()))?;
        if a[pivot][k].abs() < 1e-12 {
            return None;
        }
        a.swap(k, pivot);
        b.swap(k, pivot);
        let (top, known) = (a[k], b[k]);
        for (row, right) in a.iter_mut().zip(&mut b).skip(k + 1) {
            let factor = row[k] / top[k];
            for (x, t) in row.iter_mut().zip(&top) {
                *x -= factor * t;
            }
            *right -= factor * known;
        }
    }
    let mut x = [0.0; FIGURES];
    for k in (0..FIGURES).rev() {
        let rest: f64 = (k + 1..FIGURES).map(|j| a[k][j] * x[j]).sum();
        x[k] = (b[k] - rest) / a[k][k];
    }
    Some(x)
}

/// A probability for a half of new ones, where their share is another.
fn with_share(p: f64, share: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    let odds = p / (1.0 - p) * share / (1.0 - share);
    odds / (1.0 + odds)
}

/// The share of new ones among statements, from what is said of each where half are new: the share
/// that the probabilities with it confirm, found step by step, within sensible bounds.
fn share(said: &[f64]) -> f64 {
    let (mut share, least, most) = PRIOR;
    if said.is_empty() {
        return share;
    }
    for _ in 0..100 {
        let sum: f64 = said.iter().map(|&p| with_share(p, share)).sum();
        share = (sum / said.len() as f64).clamp(least, most);
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::layout::Layout;
    use crate::propose::texts::sample::Sample;

    #[test]
    fn the_regression_separates_what_can_be_separated() {
        let row = |x: f64| {
            let mut row = [0.0; FIGURES];
            (row[0], row[1]) = (1.0, x);
            row
        };
        let rows: Vec<Figures> = (0..40).map(|i| row(f64::from(i) / 20.0 - 1.0)).collect();
        let is_new: Vec<bool> = (0..40).map(|i| i < 20).collect();
        let weights = regression(&rows, &is_new).expect("weights");
        assert!(weights[1] < -1.0, "{weights:?}");
        assert!(probability(&weights, &rows[0]) > 0.8 && probability(&weights, &rows[39]) < 0.2);
    }

    #[test]
    fn the_share_of_new_ones_is_found() {
        let mixed: Vec<f64> = (0..100).map(|i| if i < 8 { 0.999 } else { 0.01 }).collect();
        assert!((share(&mixed) - 0.08).abs() < 0.02, "{}", share(&mixed));
        assert!((share(&vec![0.01; 50]) - 0.01).abs() < 0.01);
        assert!((share(&[]) - 0.1).abs() < 1e-9);
        assert!((with_share(0.5, 0.1) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn what_no_decided_statement_speaks_of_is_new() {
        let topics = [
            "limpiar la quebrada llena de basura",
            "más buses en la noche",
            "guardias para el mercado",
            "agua potable para las casas",
            "un parque con sombra y juegos",
            "veredas anchas para caminar",
            "becas para estudiantes",
            "médicos en el centro de salud",
            "semillas para las huertas",
            "internet en la biblioteca",
        ];
        let mut texts: Vec<String> = Vec::new();
        for topic in topics {
            for more in ["pedimos", "falta", "queremos", "hace años", "por favor", "urgente"] {
                texts.push(format!("{more} {topic}"));
            }
        }
        texts.push("agrandar el cementerio y arreglar las tumbas de los difuntos".to_owned());
        texts.push("necesitamos buses de noche".to_owned());
        let n = texts.len();
        texts.extend(topics.map(str::to_owned));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let sample = Sample::of(&texts, Layout::sample(n, topics.len(), 0), 1.0);
        let decided = (0..n).map(|i| match i {
            i if i < n - 2 => vec![ChallengeIndex::from(i / 6)],
            _ => Vec::new(),
        });
        let known = Known {
            texts: &sample.texts(),
            items: &StatementIndex::first(n).collect(),
            decided: &decided.collect(),
        };
        let found = novelty(&known);
        assert_eq!(found[ItemIndex::from(0)], None);
        let [tombs, buses] = [n - 2, n - 1].map(|i| found[ItemIndex::from(i)].unwrap_or(-1.0));
        assert!(tombs > 0.5 && (0.0..0.2).contains(&buses), "{tombs} {buses}");
        // Of little that is decided nothing is said.
        let little = known.decided.iter().take(20).cloned().collect::<Vec<_>>();
        let little: IndexVec<ItemIndex, Vec<ChallengeIndex>> =
            little.into_iter().chain(vec![Vec::new(); n - 20]).collect();
        let known = Known { decided: &little, ..known };
        assert!(novelty(&known).iter().all(Option::is_none));
    }
}
