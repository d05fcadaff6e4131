//! How an answer is found among the objectives or policies of a frame: a logistic regression on pairs
//! of a challenge and an answer, turned into probabilities over all answers and "none".
//!
//! With a hundred challenges and dozens of policies there is no learning a policy from its
//! challenges alone, but all pairs teach together how much it tells that the texts are alike, that
//! the challenges already aligned there are alike, or that challenges of the same competencia are
//! aligned there.

use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::AlignmentKind;
use crate::domain::frame::Frame;
use crate::domain::index::CompetenciaIndex;
use crate::domain::proposal::Ranked;

/// The parts of a pair.
pub(super) const FEATURES: usize = 7;

/// A challenge whose alignment is known, or something that is known to be no challenge.
#[derive(Debug, Clone, Default)]
pub(super) struct Example {
    /// `None` where it has none.
    pub(super) competencia: Option<CompetenciaIndex>,
    /// Whether it is *de largo plazo*; `None` where nobody said.
    pub(super) largo_plazo: Option<bool>,
    /// For each [`AlignmentKind`] its answers: `None` where they are not known, empty where none fits.
    pub(super) answers: [Option<Vec<usize>>; 3],
}

/// Everything to align and to learn from: the examples first, then what is to be aligned.
pub(super) struct Field<'a> {
    pub(super) frame: &'a Frame,
    pub(super) examples: &'a [Example],
    /// The competencia of every item.
    pub(super) competencias: Vec<Option<CompetenciaIndex>>,
    /// The likeness of every item to every example, shape (items, examples).
    pub(super) peers: Array2<f32>,
    /// For each [`AlignmentKind`] the likeness of every item to every text of it, shape (items, texts).
    pub(super) texts: [Array2<f32>; 3],
}

impl Field<'_> {
    /// How many answers of a kind there are.
    pub(super) fn answers(&self, kind: AlignmentKind) -> usize {
        self.texts[kind as usize].ncols()
    }

    /// The likeness of an item to the nearest text that stands above or below an answer.
    fn family(&self, kind: AlignmentKind, item: usize) -> Vec<f32> {
        let [development, management, policies] = [0, 1, 2].map(|kind| self.texts[kind].row(item));
        let below = |row: &ArrayView1<'_, f32>, of: &dyn Fn(usize) -> bool| {
            let there = row.iter().enumerate().filter(|(k, _)| of(*k)).map(|(_, x)| *x);
            there.fold(f32::MIN, f32::max)
        };
        let gestion = &self.frame.objetivos_gestion;
        let above = |p: usize| self.frame.politicas[p].objetivo_gestion;
        let found = (0..self.answers(kind)).map(|k| match kind {
            AlignmentKind::Politica => management[above(k)],
            AlignmentKind::Gestion => below(&policies, &|p| above(p) == k)
                .max(development[gestion[k].objetivo_desarrollo]),
            AlignmentKind::Desarrollo => {
                below(&management, &|g| gestion[g].objetivo_desarrollo == k)
                    .max(below(&policies, &|p| gestion[above(p)].objetivo_desarrollo == k))
            }
        });
        found.map(|x| if x == f32::MIN { 0.0 } else { x }).collect()
    }

    /// The parts of every pair of an item and an answer, shape (answers, [`FEATURES`]), computed
    /// without the examples `without`.
    pub(super) fn pairs(&self, kind: AlignmentKind, item: usize, without: &[usize]) -> Array2<f32> {
        let n = self.answers(kind);
        let (mut nearest, mut sum, mut count) = (vec![f32::MIN; n], vec![0.0f32; n], vec![0.0; n]);
        let (mut same, mut same_all, mut all) = (vec![0.0f32; n], 0.0f32, 0.0f32);
        let own = self.competencias[item];
        for (e, example) in self.examples.iter().enumerate() {
            let Some(answers) = &example.answers[kind as usize] else { continue };
            if without.contains(&e) || answers.is_empty() {
                continue;
            }
            let likeness = self.peers[[item, e]];
            let near = own.is_some() && example.competencia == own;
            let share = 1.0 / answers.len() as f32;
            all += 1.0;
            same_all += f32::from(u8::from(near));
            for &k in answers {
                nearest[k] = nearest[k].max(likeness);
                sum[k] += likeness;
                count[k] += share;
                same[k] += if near { share } else { 0.0 };
            }
        }
        let text = self.texts[kind as usize].row(item).to_vec();
        let family = self.family(kind, item);
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len().max(1) as f32;
        let (text_mean, family_mean) = (mean(&text), mean(&family));
        let mut pairs = Array2::zeros((n, FEATURES));
        for k in 0..n {
            // An answer nobody is aligned to is as near as its text.
            let known = count[k] > 0.0;
            let best = if known { nearest[k].max(text[k]) } else { text[k] };
            let middle = if known { sum[k] / count[k].max(1.0) } else { 0.0 };
            let prior = (count[k] + 1.0) / (all + n as f32);
            let within = (same[k] + 2.0 * prior) / (same_all + 2.0);
            let row = [
                text[k] - text_mean,
                family[k] - family_mean,
                best,
                middle,
                within.max(1e-3).ln(),
                prior.ln(),
                f32::from(u8::from(same[k] > 0.0)),
            ];
            pairs.row_mut(k).assign(&Array1::from_vec(row.to_vec()));
        }
        pairs
    }
}

/// A fitted model of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Model {
    /// The weight of each part of a pair.
    pub(super) weights: [f32; FEATURES],
    /// What is added to every pair.
    pub(super) intercept: f32,
    /// What scores are divided by, above 0, so that the probabilities are calibrated.
    pub(super) temperature: f32,
}

impl Model {
    /// Learns from the examples but `without`; `None` where there is nothing to learn from.
    pub(super) fn fit(
        field: &Field<'_>,
        kind: AlignmentKind,
        c: f32,
        without: Option<usize>,
    ) -> Option<Self> {
        let taught: Vec<usize> = (0..field.examples.len())
            .filter(|&e| Some(e) != without)
            .filter(|&e| field.examples[e].answers[kind as usize].is_some())
            .collect();
        let n = field.answers(kind);
        let answers = |e: usize| field.examples[e].answers[kind as usize].as_deref().unwrap_or(&[]);
        let told = taught.iter().filter(|&&e| !answers(e).is_empty()).count();
        if told < super::FEWEST || n < 2 {
            return None;
        }
        let mut rows = Array2::zeros((taught.len() * n, FEATURES));
        let mut right: Vec<bool> = Vec::with_capacity(taught.len() * n);
        let mut parts = Vec::with_capacity(taught.len());
        for (t, &e) in taught.iter().enumerate() {
            let mut left_out = vec![e];
            left_out.extend(without);
            let pairs = field.pairs(kind, e, &left_out);
            for (k, pair) in pairs.rows().into_iter().enumerate() {
                rows.row_mut(t * n + k).assign(&pair);
                right.push(answers(e).contains(&k));
            }
            parts.push(pairs);
        }
        let (means, scales) = spread(&rows);
        let scaled = (&rows - &means) / &scales;
        let dataset = Dataset::new(scaled, Array1::from_vec(right));
        let fitted = LogisticRegression::default()
            .alpha(1.0 / c)
            .max_iterations(40)
            .gradient_tolerance(1e-2)
            .fit(&dataset)
            .ok()?;
        // The sign depends on which class the crate takes for the positive one.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        let mut weights = [0.0; FEATURES];
        let mut intercept = sign * fitted.intercept();
        for (f, weight) in weights.iter_mut().enumerate() {
            *weight = sign * fitted.params()[f] / scales[f];
            intercept -= *weight * means[f];
        }
        let mut model = Self { weights, intercept, temperature: 1.0 };
        let surprise = |temperature: f32| -> f32 {
            let model = Self { temperature, ..model.clone() };
            let each = taught.iter().zip(&parts).map(|(&e, pairs)| {
                let (some, none) = model.probabilities(pairs);
                let said = answers(e);
                let p: f32 =
                    if said.is_empty() { none } else { said.iter().map(|&k| some[k]).sum() };
                -p.max(1e-6).ln()
            });
            each.sum()
        };
        let tried = (4..=40).map(|t| t as f32 / 20.0);
        let best = tried.min_by(|&a, &b| surprise(a).total_cmp(&surprise(b)));
        model.temperature = best.unwrap_or(1.0);
        Some(model)
    }

    /// The probability of every answer, and that none fits: what a choice of at most one among
    /// independent answers leaves.
    pub(super) fn probabilities(&self, pairs: &Array2<f32>) -> (Vec<f32>, f32) {
        let weights = ArrayView1::from(&self.weights[..]);
        let scores = pairs.dot(&weights).mapv(|s| (s + self.intercept) / self.temperature);
        let most = scores.iter().fold(0.0f32, |m, s| m.max(*s));
        let odds: Vec<f32> = scores.iter().map(|s| (s - most).exp()).collect();
        let none = (-most).exp();
        let all = none + odds.iter().sum::<f32>();
        (odds.into_iter().map(|o| o / all).collect(), none / all)
    }
}

fn spread(rows: &Array2<f32>) -> (Array1<f32>, Array1<f32>) {
    let means = rows.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(rows.ncols()));
    let scales = rows.std_axis(Axis(0), 0.0).mapv(|s| if s < 1e-6 { 1.0 } else { s });
    (means, scales)
}

/// The best of some answers with "none" among them, best first.
pub(super) fn ranked(some: &[f32], none: f32, limit: usize) -> Vec<Ranked> {
    let mut all: Vec<Ranked> = some
        .iter()
        .enumerate()
        .map(|(k, &probability)| Ranked { index: Some(k), probability })
        .chain([Ranked { index: None, probability: none }])
        .collect();
    all.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.index.cmp(&b.index)));
    all.truncate(limit);
    all
}
