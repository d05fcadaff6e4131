//! HDBSCAN (Campello, Moulavi & Sander 2013): the groups that last longest while density grows,
//! for every smallest size that a group may have.

use ::hdbscan::{DistanceMetric, Hdbscan, HdbscanHyperParams, NnAlgorithm};
use ndarray::Array2;
use rayon::prelude::*;

use super::{directed, length};

/// The smallest sizes of a group that are tried.
const SIZES: std::ops::RangeInclusive<usize> = 2..=15;
/// Equal statements are this far apart: at no distance density would be infinite.
const NEAREST: f32 = 1e-3;

/// The groups of all blocks for every smallest size, with how many they are.
#[derive(Debug)]
pub(super) struct Levels(Vec<(Vec<usize>, usize)>);

impl Levels {
    pub(super) fn new(smoothed: &Array2<f32>, blocks: &[Vec<usize>], dense: usize) -> Self {
        let items = blocks.iter().map(Vec::len).sum();
        let distances: Vec<(Vec<usize>, Vec<Vec<f32>>)> = blocks
            .iter()
            .map(|block| {
                let (chosen, _) = directed(smoothed, block);
                let rows = (0..chosen.len()).map(|x| distances(smoothed, &chosen, x)).collect();
                (chosen, rows)
            })
            .filter(|(chosen, _)| chosen.len() > 1)
            .collect();
        let sizes: Vec<usize> = SIZES.collect();
        let level = |smallest: usize| {
            // What is in no group is alone: its label is its own number.
            let mut labels: Vec<usize> = (0..items).collect();
            for (chosen, rows) in &distances {
                let mut first: Vec<Option<usize>> = vec![None; chosen.len()];
                for (&a, found) in chosen.iter().zip(divide(rows, smallest, dense)) {
                    if let Ok(group) = usize::try_from(found) {
                        labels[a] = *first[group].get_or_insert(a);
                    }
                }
            }
            let count = labels.iter().enumerate().filter(|(a, label)| a == *label).count();
            (labels, count)
        };
        Self(sizes.into_par_iter().map(level).collect())
    }

    /// The group of every item, at the smallest size whose number of groups is nearest to `groups`.
    pub(super) fn cut(&self, groups: usize) -> Vec<usize> {
        let found = self.0.iter().min_by_key(|(_, count)| count.abs_diff(groups));
        found.map_or_else(Vec::new, |(labels, _)| labels.clone())
    }
}

fn distances(smoothed: &Array2<f32>, chosen: &[usize], x: usize) -> Vec<f32> {
    let distance = |y: usize| {
        // One triangle only: the other may differ in its last bit.
        let (a, b) = (chosen[x.min(y)], chosen[x.max(y)]);
        if x == y { 0.0 } else { length(smoothed[[a, b]]).max(NEAREST) }
    };
    (0..chosen.len()).map(distance).collect()
}

/// The group of every row, −1 for noise.
fn divide(distances: &[Vec<f32>], smallest: usize, dense: usize) -> Vec<i32> {
    let parameters = HdbscanHyperParams::builder()
        .min_cluster_size(smallest)
        .min_samples(dense.clamp(1, distances.len()))
        .dist_metric(DistanceMetric::Precalculated)
        .nn_algorithm(NnAlgorithm::BruteForce)
        .build();
    Hdbscan::new(distances, parameters)
        .cluster()
        .expect("a symmetric matrix of at least two finite rows is valid")
}
