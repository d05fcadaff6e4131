//! Smoothing: each statement's vector moves towards its neighbours', so that two statements that
//! are like the same third ones become like each other.
//!
//! A round is y ← L2(κ·y + (1 − κ)·Σ w y′ over the k nearest), with weights max(cos, 0)^power
//! (a step of graph diffusion; Zhou et al. 2004, "Learning with local and global consistency").
//! It is computed on the likenesses themselves: with A the matrix of the step, the new likenesses
//! are A G Aᵀ, scaled to a unit diagonal.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::Likenesses;

/// What competencias mean for grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Groups stay within a competencia, and so does smoothing.
    Within,
    /// Groups stay within a competencia; smoothing passes everywhere, weighted by the belief that
    /// both statements are in the same one.
    Soft,
    /// Nothing: groups and smoothing pass over them.
    Ignored,
}

/// How likenesses are smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How many rounds; 0 leaves likenesses as they are.
    pub rounds: usize,
    /// How many neighbours a statement moves towards.
    pub neighbours: usize,
    /// How much of itself a statement keeps, 0…1.
    pub keep: f32,
    /// The exponent of a neighbour's weight.
    pub power: f32,
    /// What competencias mean.
    pub scope: Scope,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 2, neighbours: 8, keep: 0.3, power: 2.0, scope: Scope::Soft }
    }
}

/// The smoothed likenesses: shape (n, n), symmetric, ones on the diagonal (zero for a row that has
/// no direction).
pub fn smooth(given: Likenesses<'_>, settings: &Settings) -> Array2<f32> {
    let Likenesses { gram, competencia, belief } = given;
    let together = match settings.scope {
        Scope::Within => Array2::from_shape_fn(gram.dim(), |(a, b)| {
            f32::from(u8::from(competencia[a] == competencia[b]))
        }),
        Scope::Ignored => Array2::ones(gram.dim()),
        Scope::Soft => {
            let belief = belief.mapv(|x| x as f32);
            belief.dot(&belief.t())
        }
    };
    let mut likeness = gram.as_standard_layout().into_owned();
    for _ in 0..settings.rounds {
        likeness = round(&likeness, &together, settings);
    }
    likeness
}

fn round(gram: &Array2<f32>, together: &Array2<f32>, settings: &Settings) -> Array2<f32> {
    let steps = steps(gram, together, settings);
    let half = apply(&steps, gram);
    // Transposed, so that the second product runs along rows too; A G Aᵀ is symmetric.
    let half = half.t().as_standard_layout().into_owned();
    let mut full = apply(&steps, &half);
    let scales: Vec<f32> =
        full.diag().iter().map(|&own| if own > 1e-12 { 1.0 / own.sqrt() } else { 0.0 }).collect();
    for (mut row, own) in full.rows_mut().into_iter().zip(&scales) {
        for (value, other) in row.iter_mut().zip(&scales) {
            *value *= own * other;
        }
    }
    full
}

/// What each statement moves to: (statement, share) of itself and its neighbours.
fn steps(
    gram: &Array2<f32>,
    together: &Array2<f32>,
    settings: &Settings,
) -> Vec<Vec<(usize, f32)>> {
    let squared = settings.power == 2.0;
    let weigh = |cosine: f32| {
        let positive = cosine.max(0.0);
        if squared { positive * positive } else { positive.powf(settings.power) }
    };
    let mut near: Vec<(f32, usize)> = Vec::with_capacity(gram.nrows());
    gram.rows()
        .into_iter()
        .zip(together.rows())
        .enumerate()
        .map(|(i, (likeness, together))| {
            near.clear();
            for (j, (&cosine, &both)) in likeness.iter().zip(together).enumerate() {
                let weight = weigh(cosine) * both;
                if weight > 0.0 && j != i {
                    near.push((weight, j));
                }
            }
            let k = settings.neighbours.min(near.len());
            if k == 0 {
                return vec![(i, 1.0)];
            }
            if k < near.len() {
                near.select_nth_unstable_by(k - 1, |x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                near.truncate(k);
            }
            near.sort_unstable_by_key(|x| x.1);
            let total: f32 = near.iter().map(|x| x.0).sum();
            let share = (1.0 - settings.keep) / total;
            let mut step: Vec<(usize, f32)> =
                near.iter().map(|&(weight, j)| (j, weight * share)).collect();
            step.push((i, settings.keep));
            step
        })
        .collect()
}

/// The product of the steps' matrix with another.
fn apply(steps: &[Vec<(usize, f32)>], matrix: &Array2<f32>) -> Array2<f32> {
    let mut product = Array2::<f32>::zeros(matrix.dim());
    let (Some(from), columns) = (matrix.as_slice(), matrix.ncols()) else { return product };
    let into = product.as_slice_mut().unwrap_or_default();
    for (row, step) in into.chunks_exact_mut(columns.max(1)).zip(steps) {
        for &(j, weight) in step {
            for (x, y) in row.iter_mut().zip(&from[j * columns..(j + 1) * columns]) {
                *x += weight * y;
            }
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use ndarray::{Array1, Axis, array};

    /// The same step on the vectors themselves, as the formula reads.
    fn naive(rows: &Embeddings, settings: &Settings) -> Array2<f32> {
        let n = rows.len();
        let mut next = Array2::<f32>::zeros((n, rows.dim()));
        for i in 0..n {
            let mut near: Vec<usize> = (0..n).filter(|&j| j != i).collect();
            near.sort_by(|&a, &b| rows.cosine(i, b).cmp(&rows.cosine(i, a)).then(a.cmp(&b)));
            near.truncate(settings.neighbours);
            let weights: Vec<f32> =
                near.iter().map(|&j| rows.cosine(i, j).0.max(0.0).powf(settings.power)).collect();
            let total: f32 = weights.iter().sum();
            let mut sum = Array1::<f32>::zeros(rows.dim());
            for (&j, w) in near.iter().zip(&weights) {
                sum.scaled_add((1.0 - settings.keep) * w / total, &rows.row(j));
            }
            sum.scaled_add(settings.keep, &rows.row(i));
            next.index_axis_mut(Axis(0), i).assign(&sum);
        }
        next
    }

    /// Smoothed with all statements in one competencia.
    fn smoothed(gram: &Array2<f32>, settings: &Settings) -> Array2<f32> {
        let n = gram.nrows();
        let (competencia, belief) = (vec![0.into(); n], Array2::ones((n, 1)));
        smooth(Likenesses { gram, competencia: &competencia, belief: &belief }, settings)
    }

    #[test]
    fn smoothing_likenesses_is_smoothing_vectors() {
        let mut rows = Embeddings::normalised(Array2::from_shape_fn((9, 4), |(i, j)| {
            1.0 + ((i * 7 + j * 3) % 5) as f32
        }));
        let settings = Settings { neighbours: 3, scope: Scope::Within, ..Settings::default() };
        let gram = rows.view().dot(&rows.view().t());
        let got = smoothed(&gram, &settings);
        for _ in 0..settings.rounds {
            rows = Embeddings::normalised(naive(&rows, &settings));
        }
        for i in 0..9 {
            for j in 0..9 {
                assert!((got[[i, j]] - rows.cosine(i, j).0).abs() < 1e-5, "{i} {j}");
            }
        }
    }

    #[test]
    fn one_statement_and_none_stay_as_they_are() {
        let settings = Settings::default();
        let one = smoothed(&array![[1.0]], &settings);
        assert_eq!(one, array![[1.0]]);
        let none = smoothed(&Array2::zeros((0, 0)), &settings);
        assert_eq!(none.len(), 0);
    }
}
