//! A metric for sentence vectors, learned from texts whose demands are known: differences between
//! texts of one demand shrink, and what tells one demand from its neighbours stretches.
//!
//! With W the scatter of texts around their demand and B that of demands around their topic
//! (linear discriminant analysis; Fisher 1936, Rao 1948), vectors are whitened by a shrunken W
//! (as within-class covariance normalisation does: Hatch, Kajarekar & Stolcke 2006) and stretched
//! along a power of what B is then: at most one half, because the demands of the next corpus are
//! not those that were learned from.

use std::collections::BTreeMap;

use linfa_linalg::eigh::EighInto;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// How a metric is learned. The defaults were chosen by leaving topics out of the texts that it is
/// learned from; see `docs/decisions`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How strongly W is shrunk towards a sphere: the share of its mean variance added to each.
    pub ridge: f64,
    /// The power of the stretching.
    pub stretch: f64,
    /// How much of B is how demands scatter around the whole instead of around their topic, 0…1.
    pub whole: f64,
    /// The share of B's mean variance added to each before the power.
    pub floor: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { ridge: 0.5, stretch: 0.5, whole: 0.0, floor: 0.1 }
    }
}

/// A text's place among those that a metric is learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Which demand it makes; numbers from 0.
    pub demand: usize,
    /// Which topic that demand is of; numbers from 0.
    pub topic: usize,
}

/// Learns from unit rows, shape (texts, d), with a label a row. The metric has shape (d, d) and a
/// mean diagonal of one; a row x is compared as x·metric. `None` where nothing can be learned: no
/// demand has two texts, or there are not two demands more than topics.
pub fn learn(
    rows: ArrayView2<'_, f32>,
    labels: &[Label],
    settings: &Settings,
) -> Option<Array2<f32>> {
    assert_eq!(rows.nrows(), labels.len(), "a label a row");
    let rows = rows.mapv(f64::from);
    let d = rows.ncols();
    let demands = Means::of(&rows, labels.iter().map(|label| label.demand));
    let topic_of: BTreeMap<usize, usize> =
        labels.iter().map(|label| (label.demand, label.topic)).collect();
    let topics = Means::of(&demands.rows, topic_of.values().copied());
    let (texts, k) = (rows.nrows(), demands.rows.nrows());
    if texts <= k || k < topics.rows.nrows() + 2 {
        return None;
    }
    let within = demands.scatter(&rows) / (texts - k) as f64;
    let around_topics = topics.scatter(&demands.rows) / (k - topics.rows.nrows()) as f64;
    // The mean of a few texts scatters by itself: a text's share of W each.
    let around_topics = around_topics - &within * (k as f64 / texts as f64);
    let around_topics = spectral(&around_topics, |v| v)?;
    let middle = demands.rows.mean_axis(Axis(0))?;
    let centred = &demands.rows - &middle;
    let whole = centred.t().dot(&centred) / k as f64;
    let between = around_topics * (1.0 - settings.whole) + whole * settings.whole;

    let mean_variance = |m: &Array2<f64>| m.diag().sum() / d as f64;
    let shrunken = &within + &(Array2::<f64>::eye(d) * (settings.ridge * mean_variance(&within)));
    let whitening = spectral(&shrunken, |v| if v > 1e-12 { v.powf(-0.5) } else { 0.0 })?;
    let whitened = whitening.dot(&between).dot(&whitening);
    let floor = settings.floor * mean_variance(&whitened);
    let stretching = spectral(&whitened, |v| (v + floor).powf(settings.stretch))?;
    let metric = whitening.dot(&stretching);
    let scale = metric.diag().mean()?;
    (scale.abs() > 1e-12).then(|| metric.mapv(|x| (x / scale) as f32))
}

/// The means of some rows that are put together.
struct Means {
    rows: Array2<f64>,
    /// Which mean each row belongs to.
    of: Vec<usize>,
}

impl Means {
    fn of(rows: &Array2<f64>, labels: impl Iterator<Item = usize>) -> Self {
        let labels: Vec<usize> = labels.collect();
        let mut place: BTreeMap<usize, usize> = labels.iter().map(|&label| (label, 0)).collect();
        for (i, at) in place.values_mut().enumerate() {
            *at = i;
        }
        let of: Vec<usize> = labels.iter().map(|label| place[label]).collect();
        let mut sums = Array2::zeros((place.len(), rows.ncols()));
        let mut counts = Array1::<f64>::zeros(place.len());
        for (row, &m) in rows.rows().into_iter().zip(&of) {
            sums.row_mut(m).scaled_add(1.0, &row);
            counts[m] += 1.0;
        }
        let rows = sums / counts.insert_axis(Axis(1));
        Self { rows, of }
    }

    /// The sum of the squared differences of rows from their mean, shape (d, d).
    fn scatter(&self, rows: &Array2<f64>) -> Array2<f64> {
        let differences = rows - &self.rows.select(Axis(0), &self.of);
        differences.t().dot(&differences)
    }
}

/// A function of a symmetric matrix by its eigenvalues, those below zero counted as zero.
fn spectral(matrix: &Array2<f64>, function: impl Fn(f64) -> f64) -> Option<Array2<f64>> {
    let symmetric = (matrix + &matrix.t()) / 2.0;
    let (values, vectors) = symmetric.eigh_into().ok()?;
    let scaled = &vectors * &values.mapv(|v| function(v.max(0.0)));
    Some(scaled.dot(&vectors.t()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;

    /// Two topics of three demands in four dimensions: the first two tell demands apart, the third
    /// topics, and the last is a manner of writing that says nothing.
    fn texts() -> (Array2<f32>, Vec<Label>) {
        let mut rows = Vec::new();
        let mut labels = Vec::new();
        for topic in 0..2 {
            for demand in 0..3 {
                for text in 0..6 {
                    let angle = demand as f32 * 2.1;
                    let manner = (text as f32 - 2.5) * 0.8;
                    rows.extend([angle.cos(), angle.sin(), topic as f32 * 0.5 - 0.25, manner]);
                    labels.push(Label { demand: topic * 3 + demand, topic });
                }
            }
        }
        (Array2::from_shape_vec((36, 4), rows).expect("four a text"), labels)
    }

    #[test]
    fn the_manner_counts_less_and_the_demand_more() {
        let (rows, labels) = texts();
        let metric = learn(rows.view(), &labels, &Settings::default()).expect("enough texts");
        assert!((metric.diag().mean().expect("four") - 1.0).abs() < 1e-5);
        let before = Embeddings::normalised(rows.clone());
        let after = Embeddings::normalised(rows.dot(&metric));
        // Texts 0 and 5 make one demand in opposite manners; text 6 makes another one.
        assert!(after.cosine(0, 5).0 > before.cosine(0, 5).0 + 0.2);
        assert!(after.cosine(0, 6).0 < before.cosine(0, 6).0);
    }

    #[test]
    fn a_matrix_is_the_square_of_its_root() {
        let matrix = ndarray::array![[4.0, 1.0], [1.0, 3.0]];
        let root = spectral(&matrix, f64::sqrt).expect("symmetric");
        assert!((root.dot(&root) - matrix).iter().all(|x| x.abs() < 1e-9));
    }

    #[test]
    fn nothing_is_learned_from_nothing() {
        let settings = Settings::default();
        assert_eq!(learn(Array2::zeros((0, 4)).view(), &[], &settings), None);
        let (rows, labels) = texts();
        let alone: Vec<Label> = (0..36).map(|demand| Label { demand, topic: 0 }).collect();
        assert_eq!(learn(rows.view(), &alone, &settings), None);
        let same: Vec<Label> = labels.iter().map(|l| Label { demand: 0, ..*l }).collect();
        assert_eq!(learn(rows.view(), &same, &settings), None);
        // All alike: W is zero, and so is what could be learned.
        assert_eq!(learn(Array2::ones((36, 4)).view(), &labels, &settings), None);
    }
}
