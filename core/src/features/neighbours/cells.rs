//! Cells: a coarse k-means of the points, and which cells lie around each.

use ndarray::{Array2, Axis, Slice};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// About how many points a cell has.
const SIZE: usize = 256;
/// How many cells are looked into from each, itself among them.
const AROUND: usize = 20;
/// How many points a cell is learned from.
const SAMPLE: usize = 20;
/// How many rounds of learning.
const ROUNDS: usize = 4;
/// How many points are compared with the centres at a time.
const ROWS: usize = 512;

/// A partition of the points by nearness.
pub(super) struct Cells {
    /// The points of each cell, in order; some may be empty.
    pub(super) members: Vec<Vec<u32>>,
    /// The cells around each, nearest first, itself at the head.
    pub(super) around: Vec<Vec<usize>>,
}

impl Cells {
    /// Cells of the unit rows `points`.
    pub(super) fn of(points: &Array2<f32>, seed: u64) -> Self {
        let n = points.nrows();
        let count = (n / SIZE).max(1);
        let step = (n / (count * SAMPLE)).max(1);
        let sample: Vec<usize> = (0..n).step_by(step).collect();
        let sample = points.select(Axis(0), &sample);
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut first: Vec<usize> = (0..sample.nrows()).collect();
        first.shuffle(&mut chance);
        first.truncate(count);
        let mut centres = sample.select(Axis(0), &first);
        for _ in 0..ROUNDS {
            let nearest = nearest(&sample, &centres);
            let mut sums = Array2::<f32>::zeros(centres.dim());
            for (row, &c) in sample.rows().into_iter().zip(&nearest) {
                sums.row_mut(c).scaled_add(1.0, &row);
            }
            for (mut centre, sum) in centres.rows_mut().into_iter().zip(sums.rows()) {
                let norm = sum.dot(&sum).sqrt();
                // A cell that nothing fell into keeps its centre.
                if norm > 1e-6 {
                    centre.assign(&(&sum / norm));
                }
            }
        }
        let mut members = vec![Vec::new(); centres.nrows()];
        for (i, c) in nearest(points, &centres).into_iter().enumerate() {
            members[c].push(i as u32);
        }
        let between = centres.dot(&centres.t());
        let around = between
            .rows()
            .into_iter()
            .enumerate()
            .map(|(c, row)| {
                let mut others: Vec<usize> = (0..row.len()).filter(|&o| o != c).collect();
                others.sort_by(|&x, &y| row[y].total_cmp(&row[x]).then(x.cmp(&y)));
                others.truncate(AROUND - 1);
                others.insert(0, c);
                others
            })
            .collect();
        Self { members, around }
    }
}

/// The nearest centre of every row, the first among equals.
fn nearest(rows: &Array2<f32>, centres: &Array2<f32>) -> Vec<usize> {
    let starts: Vec<usize> = (0..rows.nrows()).step_by(ROWS).collect();
    let blocks: Vec<Vec<usize>> = starts
        .into_par_iter()
        .map(|start| {
            let end = (start + ROWS).min(rows.nrows());
            let product = rows.slice_axis(Axis(0), Slice::from(start..end)).dot(&centres.t());
            product
                .rows()
                .into_iter()
                .map(|row| {
                    let mut best = (f32::NEG_INFINITY, 0);
                    for (c, &value) in row.iter().enumerate() {
                        if value > best.0 {
                            best = (value, c);
                        }
                    }
                    best.1
                })
                .collect()
        })
        .collect();
    blocks.concat()
}
