//! k-means: so many middles, every statement with the nearest one (linfa's, started as k-means++:
//! Arthur & Vassilvitskii 2007).

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::KMeans;
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{directed, factor};

/// Starts tried, and rounds each.
const STARTS: usize = 4;
const ROUNDS: u64 = 60;

/// The statements as unit vectors, by block.
#[derive(Debug)]
pub(super) struct Points {
    blocks: Vec<(Vec<usize>, Array2<f32>)>,
    alone: Vec<usize>,
    seed: u64,
}

impl Points {
    pub(super) fn new(smoothed: &Array2<f32>, blocks: &[Vec<usize>], seed: u64) -> Self {
        let mut alone = Vec::new();
        let mut placed = Vec::with_capacity(blocks.len());
        for block in blocks {
            let (chosen, without) = directed(smoothed, block);
            alone.extend(without);
            if !chosen.is_empty() {
                let vectors = factor::coordinates(smoothed, &chosen);
                placed.push((chosen, vectors));
            }
        }
        Self { blocks: placed, alone, seed }
    }

    /// The group of every item; at most `groups` of them where there is room for all blocks.
    pub(super) fn cut(&self, groups: usize) -> Vec<usize> {
        let sizes: Vec<usize> = self.blocks.iter().map(|(block, _)| block.len()).collect();
        let mut labels = vec![0; self.alone.len() + sizes.iter().sum::<usize>()];
        let mut next = 0;
        for &a in &self.alone {
            labels[a] = next;
            next += 1;
        }
        let shares = shares(&sizes, groups.saturating_sub(self.alone.len()));
        for ((block, vectors), k) in self.blocks.iter().zip(shares) {
            for (&a, group) in block.iter().zip(self.divide(vectors, k)) {
                labels[a] = next + group;
            }
            next += k;
        }
        labels
    }

    fn divide(&self, vectors: &Array2<f32>, k: usize) -> Vec<usize> {
        let n = vectors.nrows();
        if k >= n {
            return (0..n).collect();
        }
        if k == 1 {
            return vec![0; n];
        }
        let data = DatasetBase::from(vectors.view());
        let model = KMeans::params_with_rng(k, ChaCha8Rng::seed_from_u64(self.seed))
            .n_runs(STARTS)
            .max_n_iterations(ROUNDS)
            .fit(&data)
            .expect("finite vectors and between one and as many middles have a solution");
        model.predict(vectors).to_vec()
    }
}

/// How many groups each block gets: one, and then one more to the block with the most statements a
/// group until all are given; the first among equals.
fn shares(sizes: &[usize], groups: usize) -> Vec<usize> {
    let mut shares = vec![1; sizes.len()];
    for _ in sizes.len()..groups {
        let room = (0..sizes.len()).filter(|&b| shares[b] < sizes[b]);
        // a/x > b/y without dividing.
        let larger = |a: &usize, b: &usize| {
            (sizes[*a] * shares[*b]).cmp(&(sizes[*b] * shares[*a])).then(b.cmp(a))
        };
        let Some(block) = room.max_by(larger) else { break };
        shares[block] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_shared_out_by_statements() {
        assert_eq!(shares(&[10, 20, 30], 6), [1, 2, 3]);
        assert_eq!(shares(&[10, 20, 30], 7), [2, 2, 3]);
        assert_eq!(shares(&[1, 1, 98], 10), [1, 1, 8]);
        assert_eq!(shares(&[2, 2], 100), [2, 2]);
        assert_eq!(shares(&[5, 5], 0), [1, 1]);
        assert!(shares(&[], 3).is_empty());
    }
}
