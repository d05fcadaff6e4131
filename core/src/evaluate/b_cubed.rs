//! B³: how right a grouping is, averaged over the statements.
//!
//! Bagga & Baldwin 1998; extended to overlapping references by Amigó, Gonzalo, Artiles & Verdejo,
//! "A comparison of extrinsic clustering evaluation metrics based on formal constraints",
//! Information Retrieval 12 (2009), section 5.

use std::collections::BTreeMap;

use super::partition::{Contingency, Partition};
use super::precision::{Prf, share};

/// B³ of two groupings: precision is the mean over statements of the share of its predicted group
/// that is in its reference group; recall the same with the roles exchanged. 1 for no statements.
pub fn b_cubed(table: &Contingency) -> Prf {
    let (mut precision, mut recall) = (0.0, 0.0);
    for cell in &table.cells {
        let squared = (cell.count * cell.count) as f64;
        precision += squared / table.predicted[cell.predicted] as f64;
        recall += squared / table.reference[cell.reference] as f64;
    }
    let n = table.n as f64;
    Prf::new(share(precision, n), share(recall, n))
}

/// The reference challenges of one statement, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// The main one.
    pub main: usize,
    /// The other one, different from the main one.
    pub second: Option<usize>,
}

impl Labels {
    /// Both as a sorted pair, when there are two.
    fn pair(self) -> Option<(usize, usize)> {
        self.second.map(|second| (self.main.min(second), self.main.max(second)))
    }
}

/// How many statements have a label, or a pair of labels; within a predicted group and overall.
#[derive(Default)]
struct Counts {
    one: BTreeMap<usize, usize>,
    two: BTreeMap<(usize, usize), usize>,
    one_in: BTreeMap<(usize, usize), usize>,
    two_in: BTreeMap<(usize, (usize, usize)), usize>,
}

impl Counts {
    fn new(predicted: &Partition, references: &[Labels]) -> Self {
        let mut counts = Self::default();
        for (&group, labels) in predicted.labels().iter().zip(references) {
            for label in std::iter::once(labels.main).chain(labels.second) {
                *counts.one.entry(label).or_default() += 1;
                *counts.one_in.entry((group, label)).or_default() += 1;
            }
            if let Some(pair) = labels.pair() {
                *counts.two.entry(pair).or_default() += 1;
                *counts.two_in.entry((group, pair)).or_default() += 1;
            }
        }
        counts
    }
}

/// Extended B³ with references that may overlap. The multiplicity precision of two statements
/// that share predicted groups is min(|C∩C'|, |L∩L'|) / |C∩C'|, the multiplicity recall of two
/// that share references min(|C∩C'|, |L∩L'|) / |L∩L'|; both are averaged over the partners of a
/// statement (itself too) and then over the statements.
///
/// A predicted group is one a statement, so a statement with two references never reaches recall
/// 1. Without second references this is [`b_cubed`]. 1 for no statements.
///
/// # Panics
/// When the two do not have the same number of statements.
pub fn extended_b_cubed(predicted: &Partition, references: &[Labels]) -> Prf {
    assert_eq!(predicted.len(), references.len(), "a grouping and references of the same");
    let counts = Counts::new(predicted, references);
    let sizes = predicted.sizes();
    let (mut precision, mut recall) = (0.0, 0.0);
    for (&group, labels) in predicted.labels().iter().zip(references) {
        // Inclusion and exclusion: who shares the one, who the other, less who shares both.
        let mut partners = counts.one[&labels.main];
        let mut together = counts.one_in[&(group, labels.main)];
        let mut doubly_together = 0;
        if let (Some(second), Some(pair)) = (labels.second, labels.pair()) {
            doubly_together = counts.two_in[&(group, pair)];
            partners += counts.one[&second] - counts.two[&pair];
            together += counts.one_in[&(group, second)] - doubly_together;
        }
        precision += together as f64 / sizes[group] as f64;
        recall += (together as f64 - 0.5 * doubly_together as f64) / partners as f64;
    }
    let n = references.len() as f64;
    Prf::new(share(precision, n), share(recall, n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of Amigó et al., pair by pair.
    fn naive(predicted: &Partition, references: &[Labels]) -> Prf {
        let set = |l: &Labels| std::iter::once(l.main).chain(l.second).collect::<Vec<_>>();
        let shared = |a: &Labels, b: &Labels| {
            let b = set(b);
            set(a).iter().filter(|label| b.contains(label)).count() as f64
        };
        let n = references.len();
        let (mut precision, mut recall) = (0.0, 0.0);
        for i in 0..n {
            let (mut p, mut p_n, mut r, mut r_n) = (0.0, 0.0, 0.0, 0.0);
            for j in 0..n {
                let same = f64::from(u8::from(predicted.labels()[i] == predicted.labels()[j]));
                let labels = shared(&references[i], &references[j]);
                if same > 0.0 {
                    p += same.min(labels) / same;
                    p_n += 1.0;
                }
                if labels > 0.0 {
                    r += same.min(labels) / labels;
                    r_n += 1.0;
                }
            }
            precision += p / p_n;
            recall += r / r_n;
        }
        Prf::new(precision / n as f64, recall / n as f64)
    }

    fn close(a: Prf, b: Prf) -> bool {
        (a.precision - b.precision).abs() < 1e-12 && (a.recall - b.recall).abs() < 1e-12
    }

    #[test]
    fn nothing_scores_one() {
        let none = Partition::alone(0);
        assert_eq!(b_cubed(&Contingency::new(&none, &none)), Prf::new(1.0, 1.0));
        assert_eq!(extended_b_cubed(&none, &[]), Prf::new(1.0, 1.0));
    }

    proptest! {
        #[test]
        fn fast_equals_naive(rows in prop::collection::vec((0_usize..6, 0_usize..5, prop::option::of(0_usize..5)), 1..40)) {
            let predicted = Partition::new(&rows.iter().map(|r| r.0).collect::<Vec<_>>());
            let references: Vec<Labels> = rows
                .iter()
                .map(|r| Labels { main: r.1, second: r.2.filter(|&s| s != r.1) })
                .collect();
            let fast = extended_b_cubed(&predicted, &references);
            prop_assert!(close(fast, naive(&predicted, &references)));

            let main: Vec<Labels> =
                references.iter().map(|l| Labels { main: l.main, second: None }).collect();
            let reference = Partition::new(&main.iter().map(|l| l.main).collect::<Vec<_>>());
            let plain = b_cubed(&Contingency::new(&predicted, &reference));
            prop_assert!(close(plain, naive(&predicted, &main)));
            prop_assert!(close(plain, extended_b_cubed(&predicted, &main)));
        }
    }
}
