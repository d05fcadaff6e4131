//! Measures over pairs of statements: together or apart in the one grouping and in the other.

use super::partition::Contingency;
use super::precision::{Prf, share};

/// How many pairs of statements are together (positive) or apart in each grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// Together in both.
    pub together: u64,
    /// Together in the predicted grouping only.
    pub only_predicted: u64,
    /// Together in the reference only.
    pub only_reference: u64,
    /// Apart in both.
    pub apart: u64,
}

fn choose_two(n: usize) -> u64 {
    let n = n as u64;
    n * n.saturating_sub(1) / 2
}

impl Pairs {
    /// Counts the n(n−1)/2 pairs.
    pub fn new(table: &Contingency) -> Self {
        let together: u64 = table.cells.iter().map(|cell| choose_two(cell.count)).sum();
        let predicted: u64 = table.predicted.iter().map(|&size| choose_two(size)).sum();
        let reference: u64 = table.reference.iter().map(|&size| choose_two(size)).sum();
        Self {
            together,
            only_predicted: predicted - together,
            only_reference: reference - together,
            apart: choose_two(table.n) + together - predicted - reference,
        }
    }

    /// Pairwise precision, recall and F. Where no pair is together, the precision (or recall) is
    /// 1: nothing was claimed, so nothing is wrong.
    pub fn prf(&self) -> Prf {
        let together = self.together as f64;
        Prf::new(
            share(together, together + self.only_predicted as f64),
            share(together, together + self.only_reference as f64),
        )
    }

    /// The adjusted Rand index, −0.5…1, 0 expected by chance (Hubert & Arabie, "Comparing
    /// partitions", Journal of Classification 2, 1985); 1 for identical groupings, of no or one
    /// statement too.
    pub fn adjusted_rand(&self) -> f64 {
        if self.only_predicted == 0 && self.only_reference == 0 {
            return 1.0;
        }
        let [a, b, c, d] =
            [self.together, self.only_predicted, self.only_reference, self.apart].map(i128::from);
        let above = 2 * (a * d - b * c);
        let below = (a + c) * (c + d) + (a + b) * (b + d);
        above as f64 / below as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::partition::Partition;
    use super::*;
    use proptest::prelude::*;

    fn pairs<T: Ord, U: Ord>(predicted: &[T], reference: &[U]) -> Pairs {
        Pairs::new(&Contingency::new(&Partition::new(predicted), &Partition::new(reference)))
    }

    #[test]
    fn nothing_claimed_is_nothing_wrong() {
        let alone = pairs(&[0, 1, 2], &[0, 0, 1]);
        assert_eq!(alone.prf(), Prf::new(1.0, 0.0));
        assert_eq!(alone.adjusted_rand(), 0.0);
        for n in 0..3 {
            let labels: Vec<usize> = (0..n).collect();
            assert_eq!(pairs(&labels, &labels).prf(), Prf::new(1.0, 1.0));
            assert_eq!(pairs(&labels, &labels).adjusted_rand(), 1.0);
        }
    }

    proptest! {
        #[test]
        fn fast_equals_naive(rows in prop::collection::vec((0_u8..6, 0_u8..5), 0..40)) {
            let mut naive = Pairs { together: 0, only_predicted: 0, only_reference: 0, apart: 0 };
            for (i, a) in rows.iter().enumerate() {
                for b in &rows[..i] {
                    match (a.0 == b.0, a.1 == b.1) {
                        (true, true) => naive.together += 1,
                        (true, false) => naive.only_predicted += 1,
                        (false, true) => naive.only_reference += 1,
                        (false, false) => naive.apart += 1,
                    }
                }
            }
            let (predicted, reference): (Vec<u8>, Vec<u8>) = rows.into_iter().unzip();
            prop_assert_eq!(pairs(&predicted, &reference), naive);
        }
    }
}
