//! The one unit of likeness: the cosine of two unit vectors.

use serde::{Deserialize, Serialize};

/// A cosine in −1…1. Ordered totally, so that it can be sorted without surprises.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cosine(pub f32);

impl Eq for Cosine {}

impl PartialOrd for Cosine {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cosine {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// How likenesses are spread over the pairs of one corpus: turns a cosine, which means something
/// different for every encoder, into "more alike than p % of the pairs of this corpus".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    sorted: Vec<f32>,
}

impl Percentiles {
    /// From a sample of the corpus's pairwise cosines, in any order. Of a large one evenly spaced
    /// values are kept, the least and the greatest among them.
    pub fn new(mut sample: Vec<f32>) -> Self {
        const MOST: usize = 10_001;
        sample.sort_by(f32::total_cmp);
        if sample.len() > MOST {
            let last = sample.len() - 1;
            sample = (0..MOST).map(|i| sample[i * last / (MOST - 1)]).collect();
        }
        Self { sorted: sample }
    }

    /// The share of pairs (0…1) that are less alike than this; 0 when there are no pairs.
    pub fn of(&self, likeness: Cosine) -> f32 {
        if self.sorted.is_empty() {
            return 0.0;
        }
        let below = self.sorted.partition_point(|&c| c < likeness.0);
        below as f32 / self.sorted.len() as f32
    }

    /// The cosine below which the share `p` (0…1) of the pairs lies; `None` when there are none.
    pub fn at(&self, p: f32) -> Option<Cosine> {
        let last = self.sorted.len().checked_sub(1)?;
        let index = (p.clamp(0.0, 1.0) * last as f32).round() as usize;
        Some(Cosine(self.sorted[index]))
    }
}

/// Takes (value, index) into a list of the `keep` largest: largest first, the first seen among
/// equals.
pub fn keep_best<I>(best: &mut Vec<(f32, I)>, new: (f32, I), keep: usize) {
    if best.len() == keep && best.last().is_some_and(|last| last.0 >= new.0) {
        return;
    }
    let at = best.partition_point(|x| x.0 >= new.0);
    best.insert(at, new);
    best.truncate(keep);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_count_the_pairs_below() {
        let p = Percentiles::new(vec![0.4, 0.1, 0.3, 0.2]);
        assert_eq!(p.of(Cosine(0.25)), 0.5);
        assert_eq!(p.of(Cosine(0.9)), 1.0);
        assert_eq!(p.at(0.0), Some(Cosine(0.1)));
        assert_eq!(p.at(1.0), Some(Cosine(0.4)));
    }

    #[test]
    fn no_pairs_give_zero_and_none() {
        let none = Percentiles::default();
        assert_eq!(none.of(Cosine(0.5)), 0.0);
        assert_eq!(none.at(0.5), None);
    }

    #[test]
    fn the_best_are_kept_in_order() {
        let mut best = Vec::new();
        for (i, value) in [0.1, 0.9, 0.5, 0.9].into_iter().enumerate() {
            keep_best(&mut best, (value, i), 2);
        }
        assert_eq!(best, [(0.9, 1), (0.9, 3)]);
    }
}
