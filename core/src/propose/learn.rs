//! Learning: which challenge of the frame (or of an earlier round's people) each statement belongs
//! to, from the challenges' own words, from what people decided, and from the competencias.
//!
//! A challenge's middle is twice its own text plus the statements that people put there; it then
//! moves a little with the statements it attracts (soft k-means on the sphere, after Banerjee et
//! al. 2005; half-supervised as Basu, Banerjee & Mooney 2002). With enough decisions a linear
//! correction learned from them, shrunk towards none, and the words that people's challenges use
//! (multinomial naive Bayes with a common prior, McCallum & Nigam 1998) are counted in. With no decision
//! at all the same formulas rank by the challenges' texts alone.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array1, Array2, Axis, Zip};
use serde::{Deserialize, Serialize};

use crate::domain::index::{
    ChallengeIndex, CompetenciaIndex, IndexVec, ItemIndex, RowIndex, StatementIndex,
};
use crate::features::Centroids;
use crate::features::layout::HasRow;
use crate::propose::texts::TextFeatures;

/// How learning weighs what it knows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How sharply likeness decides: the factor of a cosine in the exponent.
    pub sharpness: f32,
    /// How much a challenge's own text counts, in statements.
    pub text_weight: f32,
    /// How much undecided statements move a challenge's middle.
    pub drift: f32,
    /// How much an undecided institutional statement moves it, in citizen ones.
    pub institutional: f32,
    /// How many rounds of drifting.
    pub rounds: usize,
    /// How much words count beside likeness; 0 for not at all.
    pub words: f32,
    /// The constant part of the correction's shrinkage…
    pub shrinkage: f32,
    /// …and the part that falls with the number of decisions.
    pub shrinkage_few: f32,
    /// Where challenges are added to, a statement is left for new groups when it is less alike to
    /// its challenge than this share of the decided statements are to theirs, 0…1.
    pub least: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sharpness: 15.0,
            text_weight: 2.0,
            drift: 0.5,
            institutional: 2.0,
            rounds: 11,
            words: 0.2,
            shrinkage: 0.5,
            shrinkage_few: 200.0,
            least: 0.1,
        }
    }
}

/// Steps of the correction's descent; more change nothing that can be seen.
const STEPS: usize = 20;
/// The prior weight of the whole corpus in a challenge's words, in occurrences.
const WORDS_PRIOR: f32 = 20.0;

/// What is known before learning.
pub struct Known<'a> {
    /// The statements and the challenges.
    pub texts: &'a TextFeatures<'a>,
    /// The statements that are given to challenges.
    pub items: &'a IndexVec<ItemIndex, StatementIndex>,
    /// The competencia of every challenge.
    pub competencia: &'a IndexVec<ChallengeIndex, CompetenciaIndex>,
    /// The belief in each competencia, shape (statements, competencias).
    pub belief: &'a Array2<f64>,
    /// Which items are institutional.
    pub institutional: &'a IndexVec<ItemIndex, bool>,
    /// The challenges that people gave each item, main one first; none for an undecided one.
    pub decided: &'a IndexVec<ItemIndex, Vec<ChallengeIndex>>,
}

impl Known<'_> {
    /// How many items and how many challenges there are.
    fn shape(&self) -> (usize, usize) {
        (self.items.len(), self.competencia.len())
    }

    /// The items that people decided.
    fn decided_items(&self) -> Vec<ItemIndex> {
        self.decided.enumerated().filter(|(_, theirs)| !theirs.is_empty()).map(|x| x.0).collect()
    }

    /// For every challenge its own text, with its weight, and the items that people gave it.
    fn firm(&self, text_weight: f32) -> Vec<Vec<(RowIndex, f32)>> {
        let mut firm: IndexVec<ChallengeIndex, Vec<(RowIndex, f32)>> = self
            .competencia
            .indices()
            .map(|j| vec![(self.texts.layout.challenge(j), text_weight)])
            .collect();
        for (a, theirs) in self.decided.enumerated() {
            let theirs: BTreeSet<ChallengeIndex> = theirs.iter().copied().collect();
            for j in theirs {
                firm[j].push((self.items[a].row(), 1.0));
            }
        }
        firm.into_iter().collect()
    }
}

/// The probability of every challenge for every item: shape (items, challenges), rows sum to one;
/// decided items have theirs for certain.
pub fn learn(known: &Known<'_>, settings: &Settings) -> Array2<f32> {
    let (n, m) = known.shape();
    if n == 0 || m == 0 {
        return Array2::zeros((n, m));
    }
    let features = known.texts.features;
    let decided = known.decided_items();
    let firm = known.firm(settings.text_weight);
    let mut offset = Array2::from_shape_fn((n, m), |(a, j)| {
        let statement = known.items[ItemIndex::from(a)].index();
        let competencia = known.competencia[ChallengeIndex::from(j)].index();
        (known.belief[[statement, competencia]] + 1e-4).ln() as f32
    });
    if decided.len() >= 2 {
        let correction = correction(known, settings, &firm, &decided, &offset);
        offset += &correction;
    }
    if settings.words > 0.0 {
        offset.scaled_add(settings.words, &word_scores(known));
    }
    let mut middles = Centroids::of(features, &firm);
    let mut probability = Array2::zeros((n, m));
    for round in 0..settings.rounds.max(1) {
        probability = middles.likeness(features, known.items) * settings.sharpness + &offset;
        softmax_rows(&mut probability);
        for &a in &decided {
            let mut row = probability.row_mut(a.index());
            row.fill(0.0);
            row[known.decided[a][0].index()] = 1.0;
        }
        if round + 1 < settings.rounds {
            let mut drifting = firm.clone();
            for ((a, &i), row) in known.items.enumerated().zip(probability.rows()) {
                if !known.decided[a].is_empty() {
                    continue;
                }
                let own = if known.institutional[a] { settings.institutional } else { 1.0 };
                for (j, &p) in row.iter().enumerate() {
                    // Less than a thousandth moves nothing.
                    if p > 1e-3 {
                        drifting[j].push((i.row(), settings.drift * own * p));
                    }
                }
            }
            middles = Centroids::of(features, &drifting);
        }
    }
    probability
}

/// Probabilities as they are shown: tempered while few decisions have been made, because the
/// challenges' texts alone are surer of themselves than they should be.
pub fn shown(probability: &Array2<f32>, decided: usize) -> Array2<f32> {
    let temperature = 1.0 + 0.6 * 100.0 / (100.0 + decided as f32);
    let mut shown = probability.mapv(|p| (p.max(1e-12)).ln() / temperature);
    softmax_rows(&mut shown);
    shown
}

/// The challenge that each item is near enough to join. Of a closed list it is the most probable
/// one. An open list takes only statements that are at least as alike to the challenge as nearly
/// all decided statements are, left out, to theirs; with fewer than ten of these to tell, none.
pub fn near(
    known: &Known<'_>,
    probability: &Array2<f32>,
    closed: bool,
    settings: &Settings,
) -> Vec<Option<ChallengeIndex>> {
    let (n, m) = known.shape();
    let best = |a: usize| {
        let row = probability.row(a);
        (0..m).max_by(|&x, &y| row[x].total_cmp(&row[y]).then(y.cmp(&x)))
    };
    if m == 0 || closed {
        return (0..n).map(|a| best(a).map(ChallengeIndex::from)).collect();
    }
    let middles = Centroids::of(known.texts.features, &known.firm(settings.text_weight));
    let likeness = middles.likeness(known.texts.features, known.items);
    let mut own: Vec<f32> = known
        .decided
        .enumerated()
        .filter_map(|(a, theirs)| theirs.first().map(|j| (a.index(), j.index())))
        .map(|(a, j)| {
            // Without the statement itself, as in `correction`.
            let length = middles.length(j);
            let product = likeness[[a, j]] * length;
            (product - 1.0) / (length * length - 2.0 * product + 1.0).max(1e-9).sqrt()
        })
        .collect();
    if own.len() < 10 {
        return vec![None; n];
    }
    own.sort_by(f32::total_cmp);
    let bar = own[(settings.least * (own.len() - 1) as f32).round() as usize];
    let is_near = |a: usize| best(a).filter(|&j| likeness[[a, j]] >= bar);
    (0..n).map(|a| is_near(a).map(ChallengeIndex::from)).collect()
}

fn softmax_rows(scores: &mut Array2<f32>) {
    for mut row in scores.rows_mut() {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.mapv_inplace(|x| (x - largest).exp());
        let total = row.sum();
        row /= total;
    }
}

/// The linear correction of the scores, learned from the decisions: with O the scores of each
/// decided statement when it is left out of its own challenge, Δ minimises
/// Σ CE(Y, softmax(O + B Δ)) + λ/2 |Δ|², by accelerated gradient steps (Nesterov 1983) from zero.
/// Returns B Δ for every item.
fn correction(
    known: &Known<'_>,
    settings: &Settings,
    firm: &[Vec<(RowIndex, f32)>],
    decided: &[ItemIndex],
    belief: &Array2<f32>,
) -> Array2<f32> {
    let m = firm.len();
    let features = known.texts.features;
    let middles = Centroids::of(features, firm);
    let statements: Vec<StatementIndex> = decided.iter().map(|&a| known.items[a]).collect();
    let mut scores = middles.likeness(features, &statements);
    let mut wanted = Array2::<f32>::zeros((decided.len(), m));
    for (r, &a) in decided.iter().enumerate() {
        let theirs = &known.decided[a];
        for j in theirs.iter().map(|j| j.index()) {
            wanted[[r, j]] = 1.0 / theirs.len() as f32;
            // Without the statement itself: (x·M − 1) / |M − x|.
            let length = middles.length(j);
            let product = scores[[r, j]] * length;
            let rest = (length * length - 2.0 * product + 1.0).max(1e-9).sqrt();
            scores[[r, j]] = (product - 1.0) / rest;
        }
    }
    scores *= settings.sharpness;
    let places: Vec<usize> = decided.iter().map(|a| a.index()).collect();
    scores += &belief.select(Axis(0), &places);
    let base = features.dense_side(&statements);
    let lambda = settings.shrinkage + settings.shrinkage_few / decided.len() as f32;
    let step = 1.0 / (1.02 * 0.5 * largest_eigenvalue(&base) + lambda);
    let mut delta = Array2::<f32>::zeros((base.ncols(), m));
    let mut ahead = delta.clone();
    let mut t = 1.0f32;
    for _ in 0..STEPS {
        let mut error = base.dot(&ahead) + &scores;
        softmax_rows(&mut error);
        error -= &wanted;
        let gradient = base.t().dot(&error);
        let mut next = ahead.clone();
        Zip::from(&mut next).and(&ahead).and(&gradient).for_each(|x, &v, &g| {
            *x = v - step * (g + lambda * v);
        });
        let later = f32::midpoint(1.0, (1.0 + 4.0 * t * t).sqrt());
        let momentum = (t - 1.0) / later;
        ahead = &next + &((&next - &delta) * momentum);
        delta = next;
        t = later;
    }
    features.dense_side(known.items).dot(&delta)
}

/// The largest eigenvalue of `BᵀB`, by twenty power steps from the constant vector.
fn largest_eigenvalue(base: &Array2<f32>) -> f32 {
    let mut v = Array1::<f32>::ones(base.ncols());
    let mut value = 0.0;
    for _ in 0..20 {
        let next = base.t().dot(&base.dot(&v));
        value = next.dot(&next).sqrt();
        if value < 1e-12 {
            return 0.0;
        }
        v = next / value;
    }
    value
}

/// How far each item's words favour each challenge: the sum over its distinct stems of their rarity
/// times how much more often the challenge uses them than the whole corpus does, in logarithms.
fn word_scores(known: &Known<'_>) -> Array2<f32> {
    let (_, m) = known.shape();
    let lexicon = known.texts.lexicon;
    let mut total: BTreeMap<u32, f32> = BTreeMap::new();
    let mut used: Vec<BTreeMap<u32, f32>> = vec![BTreeMap::new(); m];
    let stems = |row: RowIndex| -> Vec<u32> {
        let stems = lexicon.stems(&known.texts.texts[row]);
        stems.iter().filter_map(|s| lexicon.number(s)).collect()
    };
    let of_items: Vec<Vec<u32>> = known.items.iter().map(|i| stems(i.row())).collect();
    for (found, theirs) in of_items.iter().zip(known.decided) {
        for &s in found {
            *total.entry(s).or_default() += 1.0;
            if let Some(&j) = theirs.first() {
                *used[j.index()].entry(s).or_default() += 1.0;
            }
        }
    }
    for j in known.competencia.indices() {
        for s in stems(known.texts.layout.challenge(j)) {
            *total.entry(s).or_default() += 1.0;
            *used[j.index()].entry(s).or_default() += 2.0;
        }
    }
    let all: f32 = total.values().sum::<f32>().max(1.0);
    let sums: Vec<f32> = used.iter().map(|words| words.values().sum()).collect();
    let mut scores = Array2::zeros((of_items.len(), m));
    let scale = (known.items.len().max(3) as f32).ln();
    for (mut row, found) in scores.rows_mut().into_iter().zip(&of_items) {
        for s in found.iter().collect::<BTreeSet<_>>() {
            let prior = total[s] / all;
            let rarity = lexicon.rarity_of(*s) / scale;
            for (j, score) in row.iter_mut().enumerate() {
                let count = used[j].get(s).copied().unwrap_or(0.0);
                let share = (count + WORDS_PRIOR * prior) / (sums[j] + WORDS_PRIOR);
                *score += rarity * (share / prior).ln();
            }
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::layout::Layout;
    use crate::propose::texts::sample::Sample;

    const TEXTS: [&str; 6] = [
        "limpiar la quebrada con la minga",
        "más buses los domingos",
        "árboles en la ribera",
        "la ribera sin árboles da pena",
        "recuperar quebradas",
        "mejorar buses",
    ];

    /// `decided` has the challenge of each statement that people decided.
    fn probability(decided: [Option<usize>; 4]) -> Array2<f32> {
        let sample = Sample::of(&TEXTS, Layout::sample(4, 2, 0), 1.0);
        let decided = decided.map(|j| j.map(ChallengeIndex::from).into_iter().collect());
        let known = Known {
            texts: &sample.texts(),
            items: &StatementIndex::first(4).collect(),
            competencia: &vec![0.into(); 2].into(),
            belief: &Array2::ones((4, 1)),
            institutional: &vec![false; 4].into(),
            decided: &decided.into_iter().collect(),
        };
        learn(&known, &Settings::default())
    }

    #[test]
    fn a_statement_goes_to_the_challenge_about_its_matter() {
        let p = probability([None; 4]);
        assert!(p[[0, 0]] > 0.9 && p[[1, 1]] > 0.9, "{p}");
        for row in p.rows() {
            assert!((row.sum() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_decision_teaches_what_the_text_does_not_say() {
        let before = probability([None; 4]);
        let after = probability([None, None, Some(1), None]);
        assert_eq!(after[[2, 1]], 1.0);
        assert!(after[[3, 1]] > before[[3, 1]] + 0.2, "{before} {after}");
    }

    #[test]
    fn shown_probabilities_are_less_sure_while_nothing_is_decided() {
        let p = ndarray::array![[0.9f32, 0.1]];
        assert!(shown(&p, 0)[[0, 0]] < 0.85);
        assert!((shown(&p, 1_000_000)[[0, 0]] - 0.9).abs() < 1e-3);
    }
}
