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
pub(super) fn priced(sums: Array2<f64>, size: Vec<f64>, power: f32) -> Vec<Merge> {
    counted(sums, size, power).0
}

/// The cheapest merge of a group with another, or what it costs at least.
#[derive(Clone, Copy)]
struct Nearest {
    cost: f64,
    place: usize,
    /// Whether it is the cheapest as groups stand now, and of equals the first. If not, no merge of
    /// this group costs less than `cost`.
    known: bool,
    /// If it is, no merge with any other group costs less than this.
    others: f64,
}

impl Nearest {
    const NONE: Self =
        Self { cost: f64::INFINITY, place: usize::MAX, known: true, others: f64::INFINITY };

    /// What it is after the groups at `a` and `b` became one at `a`, with which a merge costs `new`.
    fn after(self, a: usize, b: usize, new: f64) -> Self {
        let Self { cost, place, known, others } = self;
        let taken = Self { cost: new, place: a, known: true, others: cost };
        if !known {
            return if new < cost { taken } else { self };
        }
        if place != a && place != b {
            let nearer = new < cost || new == cost && a < place;
            return if nearer { taken } else { Self { others: others.min(new), ..self } };
        }
        if new < others || new == cost {
            Self { others, ..taken }
        } else {
            Self { cost: others, place: usize::MAX, known: false, others }
        }
    }
}

/// [`priced`], and how many costs were computed. A group whose nearest one was merged is looked at
/// again only when no other could be merged for less: where all are alike, that is seldom.
fn counted(mut sums: Array2<f64>, mut size: Vec<f64>, power: f32) -> (Vec<Merge>, usize) {
    let n = size.len();
    let mut work = 0;
    // Row i is the group that now lives at place i.
    let mut node: Vec<usize> = (0..n).collect();
    let mut alive: Vec<usize> = (0..n).collect();
    let prices = Prices::new(f64::from(power), size.iter().sum());
    let cost = |sums: &Array2<f64>, size: &[f64], a: usize, b: usize| {
        (1.0 - sums[[a, b]] / (size[a] * size[b])) * prices.of(size[a], size[b])
    };
    let nearest = |sums: &Array2<f64>, size: &[f64], alive: &[usize], a: usize| {
        let mut best = Nearest::NONE;
        for &b in alive {
            if b != a {
                let c = cost(sums, size, a, b);
                if c < best.cost {
                    best = Nearest { cost: c, place: b, known: true, others: best.cost };
                } else {
                    best.others = best.others.min(c);
                }
            }
        }
        best
    };
    let mut near: Vec<Nearest> = (0..n).map(|a| nearest(&sums, &size, &alive, a)).collect();
    work += n * n;
    let mut merges = Vec::with_capacity(n.saturating_sub(1));
    while alive.len() > 1 {
        let first = loop {
            let mut first = alive[0];
            for &a in &alive {
                if near[a].cost < near[first].cost {
                    first = a;
                }
            }
            if near[first].known {
                break first;
            }
            near[first] = nearest(&sums, &size, &alive, first);
            work += alive.len();
        };
        let Nearest { cost: height, place: second, .. } = near[first];
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
        near[a] = nearest(&sums, &size, &alive, a);
        work += 2 * alive.len();
        for &c in alive.iter().filter(|&&c| c != a) {
            near[c] = near[c].after(a, b, cost(&sums, &size, c, a));
        }
    }
    (merges, work)
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

    /// Every merge looked for among all pairs.
    fn naive(likeness: &Array2<f32>, power: f32) -> Vec<Merge> {
        let n = likeness.nrows();
        let mut sums = likeness.mapv(f64::from);
        let mut groups: Vec<Option<(usize, f64)>> = (0..n).map(|i| Some((i, 1.0))).collect();
        let mut merges = Vec::new();
        while merges.len() + 1 < n {
            let mut best = (f64::INFINITY, 0, 0);
            for (a, one) in groups.iter().enumerate() {
                for (b, other) in groups.iter().enumerate() {
                    if let (Some((_, x)), Some((_, y))) = (one, other)
                        && a != b
                    {
                        let mean = sums[[a, b]] / (x * y);
                        let cost = (1.0 - mean) * price(*x, *y, f64::from(power));
                        if cost < best.0 {
                            best = (cost, a, b);
                        }
                    }
                }
            }
            let (cost, a, b) = (best.0, best.1.min(best.2), best.1.max(best.2));
            let (Some((left, x)), Some((right, y))) = (groups[a], groups[b].take()) else { break };
            groups[a] = Some((n + merges.len(), x + y));
            merges.push(Merge {
                left: left.min(right),
                right: left.max(right),
                height: cost as f32,
            });
            for c in 0..n {
                if c != a {
                    let sum = sums[[a, c]] + sums[[b, c]];
                    sums[[a, c]] = sum;
                    sums[[c, a]] = sum;
                }
            }
        }
        merges
    }

    proptest! {
        #[test]
        fn it_merges_what_looking_at_all_pairs_merges(
            // Few different values: many ties.
            values in proptest::collection::vec(0u8..4, 144), power in 0.0f32..1.0
        ) {
            let values: Vec<f32> = values.iter().map(|&v| f32::from(v) / 3.0).collect();
            let likeness = gram(&values, 12);
            let block: Vec<usize> = (0..12).collect();
            prop_assert_eq!(sized(&likeness, &block, power), naive(&likeness, power));
        }
    }

    /// Texts of which all are equal, all are as like as each other, all are like the first one
    /// only, and each is more like those near it.
    fn alike(n: usize) -> [Array2<f64>; 4] {
        let unit = |f: &dyn Fn(usize, usize) -> f64| {
            Array2::from_shape_fn((n, n), |(a, b)| if a == b { 1.0 } else { f(a, b) })
        };
        [
            unit(&|_, _| 1.0),
            unit(&|_, _| 0.9),
            unit(&|a, b| if a.min(b) == 0 { 0.9 } else { 0.1 }),
            unit(&|a, b| 1.0 - a.abs_diff(b) as f64 / n as f64),
        ]
    }

    #[test]
    fn work_grows_with_the_pairs_even_where_all_are_alike() {
        for n in [100, 200, 400] {
            for (kind, sums) in alike(n).into_iter().enumerate() {
                let (merges, work) = counted(sums, vec![1.0; n], 0.2);
                assert_eq!(merges.len(), n - 1);
                assert!(work <= 6 * n * n, "{n} of kind {kind}: {work}");
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
