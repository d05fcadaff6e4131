//! Agglomeration: the sequence of merges that turns single statements into one group.

use kodama::{Method, linkage};
use ndarray::Array2;

use super::forest::Merge;
use super::length;

/// What a merge costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Linkage {
    /// The mean over the pairs, times a price on size with this power.
    Sized(f32),
    /// The mean over the pairs.
    Average,
    /// The least alike pair.
    Complete,
    /// How much the variance grows.
    Ward,
}

/// The merges of a block of statements, in order of cost; leaves are positions in the block and
/// the m-th merge makes the node `block.len() + m`.
pub fn merges(likeness: &Array2<f32>, block: &[usize], linkage: Linkage) -> Vec<Merge> {
    match linkage {
        Linkage::Sized(power) => sized(likeness, block, power),
        Linkage::Average => linked(likeness, block, Method::Average, |c| 1.0 - c),
        Linkage::Complete => linked(likeness, block, Method::Complete, |c| 1.0 - c),
        Linkage::Ward => linked(likeness, block, Method::Ward, length),
    }
}

fn linked(
    likeness: &Array2<f32>,
    block: &[usize],
    method: Method,
    distance: impl Fn(f32) -> f32,
) -> Vec<Merge> {
    let n = block.len();
    let mut condensed = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for (a, &i) in block.iter().enumerate() {
        condensed.extend(block[a + 1..].iter().map(|&j| distance(likeness[[i, j]])));
    }
    let dendrogram = linkage(&mut condensed, n, method);
    dendrogram
        .steps()
        .iter()
        .map(|s| Merge { left: s.cluster1, right: s.cluster2, height: s.dissimilarity })
        .collect()
}

/// Average linkage with a price on size: merging A and B costs
/// (1 − mean likeness of their pairs) · (2|A||B| / (|A| + |B|))^power.
///
/// With power 0 it is average linkage; with a larger one two middling groups stay apart longer
/// than a stray statement and a group, so that no group swallows a competencia. The cost of a
/// merge is never below that of an earlier one (both factors can only grow), so a cut is a height.
fn sized(likeness: &Array2<f32>, block: &[usize], power: f32) -> Vec<Merge> {
    let n = block.len();
    let sums = Array2::from_shape_fn((n, n), |(a, b)| f64::from(likeness[[block[a], block[b]]]));
    priced(sums, vec![1.0; n], power)
}

/// The same from groups of some sizes, with the sums of likeness between them.
pub(super) fn priced(mut sums: Array2<f64>, mut size: Vec<f64>, power: f32) -> Vec<Merge> {
    let n = size.len();
    // Row i is the group that now lives at place i.
    let mut node: Vec<usize> = (0..n).collect();
    let mut alive: Vec<usize> = (0..n).collect();
    let prices = Prices::new(f64::from(power), size.iter().sum());
    let cost = |sums: &Array2<f64>, size: &[f64], a: usize, b: usize| {
        (1.0 - sums[[a, b]] / (size[a] * size[b])) * prices.of(size[a], size[b])
    };
    let nearest = |sums: &Array2<f64>, size: &[f64], alive: &[usize], a: usize| {
        let mut best = (f64::INFINITY, usize::MAX);
        for &b in alive {
            if b != a {
                let c = cost(sums, size, a, b);
                if c < best.0 {
                    best = (c, b);
                }
            }
        }
        best
    };
    let mut near: Vec<(f64, usize)> = (0..n).map(|a| nearest(&sums, &size, &alive, a)).collect();
    let mut merges = Vec::with_capacity(n.saturating_sub(1));
    while alive.len() > 1 {
        let mut first = alive[0];
        for &a in &alive {
            if near[a].0 < near[first].0 {
                first = a;
            }
        }
        let (height, second) = near[first];
        let (a, b) = (first.min(second), first.max(second));
        merges.push(Merge {
            left: node[a].min(node[b]),
            right: node[a].max(node[b]),
            height: height as f32,
        });
        alive.retain(|&x| x != b);
        for &c in &alive {
            if c != a {
                let sum = sums[[a, c]] + sums[[b, c]];
                sums[[a, c]] = sum;
                sums[[c, a]] = sum;
            }
        }
        size[a] += size[b];
        node[a] = n + merges.len() - 1;
        for k in 0..alive.len() {
            let c = alive[k];
            if c == a || near[c].1 == a || near[c].1 == b {
                near[c] = nearest(&sums, &size, &alive, c);
            } else {
                let new = cost(&sums, &size, c, a);
                if new < near[c].0 || (new == near[c].0 && a < near[c].1) {
                    near[c] = (new, a);
                }
            }
        }
    }
    merges
}

/// The price on size, (2|A||B| / (|A| + |B|))^power; those of small groups are computed once.
struct Prices {
    power: f64,
    /// Sizes below this are in the table.
    small: f64,
    table: Vec<f64>,
}

impl Prices {
    fn new(power: f64, all: f64) -> Self {
        let small = (all + 1.0).min(64.0);
        let sizes = || (0..small as u32).map(f64::from);
        let table = sizes().flat_map(|a| sizes().map(move |b| price(a, b, power))).collect();
        Self { power, small, table }
    }

    fn of(&self, a: f64, b: f64) -> f64 {
        if a < self.small && b < self.small {
            self.table[(a * self.small + b) as usize]
        } else {
            price(a, b, self.power)
        }
    }
}

fn price(a: f64, b: f64, power: f64) -> f64 {
    (2.0 * (a * b) / (a + b)).powf(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gram(values: &[f32], n: usize) -> Array2<f32> {
        Array2::from_shape_fn(
            (n, n),
            |(a, b)| {
                if a == b { 1.0 } else { values[a.min(b) * n + a.max(b)] }
            },
        )
    }

    proptest! {
        #[test]
        fn with_no_price_on_size_it_is_average_linkage(
            values in proptest::collection::vec(-0.5f32..1.0, 64)
        ) {
            let likeness = gram(&values, 8);
            let block: Vec<usize> = (0..8).collect();
            let own = sized(&likeness, &block, 0.0);
            let reference = linked(&likeness, &block, Method::Average, |c| 1.0 - c);
            for (a, b) in own.iter().zip(&reference) {
                prop_assert!((a.height - b.height).abs() < 1e-4);
                prop_assert_eq!((a.left, a.right), (b.left, b.right));
            }
        }

        #[test]
        fn costs_never_fall(
            values in proptest::collection::vec(-0.5f32..1.0, 64), power in 0.0f32..1.0
        ) {
            let block: Vec<usize> = (0..8).collect();
            let merges = sized(&gram(&values, 8), &block, power);
            prop_assert_eq!(merges.len(), 7);
            for pair in merges.windows(2) {
                prop_assert!(pair[1].height >= pair[0].height - 1e-5);
            }
        }
    }

    #[test]
    fn none_and_one_have_no_merges() {
        for kind in [Linkage::Sized(0.3), Linkage::Average, Linkage::Complete, Linkage::Ward] {
            assert!(merges(&gram(&[1.0], 1), &[0], kind).is_empty());
            assert!(merges(&gram(&[], 0), &[], kind).is_empty());
        }
    }
}
