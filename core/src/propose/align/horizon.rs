//! Whether a challenge is *de largo plazo*: a logistic regression on what the aligned challenges near
//! it, and those of its competencia, are.

use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

use super::model::Field;

const FEATURES: usize = 4;
/// How many of the nearest challenges are counted.
const NEIGHBOURS: usize = 5;

/// A fitted model.
#[derive(Debug, Clone)]
pub(super) struct Model {
    weights: Array1<f32>,
    intercept: f32,
    /// The share of *largo plazo* among the examples.
    share: f32,
}

impl Model {
    /// Learns from the examples but `without`; `None` where there are too few of either horizon.
    pub(super) fn fit(field: &Field<'_>, c: f32, without: Option<usize>) -> Option<Self> {
        let taught: Vec<(usize, bool)> = (0..field.examples.len())
            .filter(|&e| Some(e) != without)
            .filter_map(|e| Some((e, field.examples[e].largo_plazo?)))
            .collect();
        let long = taught.iter().filter(|(_, long)| *long).count();
        if taught.len() < super::FEWEST || long < 2 || taught.len() - long < 2 {
            return None;
        }
        let mut rows = Array2::zeros((taught.len(), FEATURES));
        for (t, &(e, _)) in taught.iter().enumerate() {
            let mut left_out = vec![e];
            left_out.extend(without);
            rows.row_mut(t).assign(&features(field, e, &left_out));
        }
        let right: Array1<bool> = taught.iter().map(|t| t.1).collect();
        let fitted = LogisticRegression::default()
            .alpha(1.0 / c)
            .max_iterations(100)
            .fit(&Dataset::new(rows, right))
            .ok()?;
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Some(Self {
            weights: fitted.params().mapv(|w| sign * w),
            intercept: sign * fitted.intercept(),
            share: long as f32 / taught.len() as f32,
        })
    }

    /// The probability that an item is *de largo plazo*, 0…1.
    pub(super) fn probability(&self, field: &Field<'_>, item: usize, without: &[usize]) -> f32 {
        let score = features(field, item, without).dot(&self.weights) + self.intercept;
        1.0 / (1.0 + (-score).exp())
    }

    /// Whether something of that probability is proposed as *de largo plazo*.
    pub(super) fn is_long(&self, probability: f32, settings: &super::Settings) -> bool {
        probability >= settings.long_term.unwrap_or(self.share)
    }
}

fn features(field: &Field<'_>, item: usize, without: &[usize]) -> Array1<f32> {
    let own = field.competencias[item];
    let mut near: Vec<(f32, bool)> = Vec::new();
    let (mut same, mut long_same, mut all, mut long_all) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for (e, example) in field.examples.iter().enumerate() {
        let Some(long) = example.largo_plazo.filter(|_| !without.contains(&e)) else { continue };
        let long_one = f32::from(u8::from(long));
        all += 1.0;
        long_all += long_one;
        if own.is_some() && example.competencia == own {
            same += 1.0;
            long_same += long_one;
        }
        near.push((field.peers[[item, e]], long));
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let prior = (long_all + 1.0) / (all + 2.0);
    let share = (long_same + 3.0 * prior) / (same + 3.0);
    let nearest = |wanted: bool, n: usize| -> f32 {
        let found: Vec<f32> =
            near.iter().filter(|(_, l)| *l == wanted).map(|x| x.0).take(n).collect();
        found.iter().sum::<f32>() / found.len().max(1) as f32
    };
    let votes: f32 = near.iter().take(NEIGHBOURS).map(|(_, l)| f32::from(u8::from(*l))).sum();
    Array1::from_vec(vec![
        (share / (1.0 - share).max(1e-3)).max(1e-3).ln(),
        4.0 * (nearest(true, 1) - nearest(false, 1)),
        4.0 * (nearest(true, 3) - nearest(false, 3)),
        votes / NEIGHBOURS as f32,
    ])
}
