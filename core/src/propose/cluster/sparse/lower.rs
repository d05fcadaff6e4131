//! The lower part of a sparse linkage: the cheapest merge of neighbouring groups, again and again.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use ndarray::{Array2, Axis};

use crate::propose::cluster::forest::Merge;

/// What the lower part leaves.
pub(super) struct Lower {
    /// The merges done, in order.
    pub(super) merges: Vec<Merge>,
    /// The node of each group that is left.
    pub(super) nodes: Vec<usize>,
    /// How many leaves each has.
    pub(super) sizes: Vec<f64>,
    /// The sum of each one's rows, shape (groups, d).
    pub(super) sums: Array2<f32>,
    /// Which of them each leaf is in.
    pub(super) group_of: Vec<usize>,
}

/// A group that may merge with its neighbours.
struct Group {
    size: usize,
    node: usize,
    /// Neighbouring groups with the sum of likeness to each, sorted.
    near: Vec<(u32, f32)>,
    /// How often what is nearest changed; `None` once it is part of another.
    stamp: Option<u32>,
    best: (f64, u32),
}

/// A merge that was the cheapest of a group when it was written down.
#[derive(PartialEq)]
struct Offer {
    cost: f64,
    from: u32,
    to: u32,
    stamp: u32,
}

impl Eq for Offer {}
impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cost.total_cmp(&other.cost).then((self.from, self.to, self.stamp).cmp(&(
            other.from,
            other.to,
            other.stamp,
        )))
    }
}

/// What size costs: every size to the power, looked up.
struct Price(Vec<f64>);

impl Price {
    fn new(most: usize, power: f64) -> Self {
        Self((0..=most).map(|size| (size as f64).powf(power)).collect())
    }

    /// (1 − mean likeness) · (2|A||B| / (|A| + |B|))^power.
    fn cost(&self, sum: f32, a: usize, b: usize) -> f64 {
        let of = |size: usize| self.0[size];
        (1.0 - f64::from(sum) / (a * b) as f64) * of(2) * of(a) * of(b) / of(a + b)
    }
}

/// Merges the leaves (one a row) along `edges` (place, later place, likeness; may repeat) until
/// `left` groups are left or no group has a neighbour.
pub(super) fn merges(
    mut rows: Array2<f32>,
    mut edges: Vec<(u32, u32, f32)>,
    power: f64,
    left: usize,
) -> Lower {
    let n = rows.nrows();
    edges.sort_unstable_by_key(|e| (e.0, e.1));
    edges.dedup_by_key(|e| (e.0, e.1));
    let mut groups: Vec<Group> = (0..n)
        .map(|node| Group {
            size: 1,
            node,
            near: Vec::new(),
            stamp: Some(0),
            best: (f64::INFINITY, u32::MAX),
        })
        .collect();
    for (a, b, likeness) in edges {
        groups[a as usize].near.push((b, likeness));
        groups[b as usize].near.push((a, likeness));
    }
    let price = Price::new(n.max(2), power);
    let mut offers = BinaryHeap::new();
    for a in 0..n {
        groups[a].near.sort_unstable_by_key(|x| x.0);
        look(&mut groups, a, &price, &mut offers);
    }
    let mut merges = Vec::with_capacity(n.saturating_sub(left));
    let mut parent: Vec<u32> = (0..n as u32).collect();
    let mut alive = n;
    while alive > left {
        let Some(Reverse(offer)) = offers.pop() else { break };
        if groups[offer.from as usize].stamp != Some(offer.stamp) {
            continue;
        }
        let (a, b) = (offer.from.min(offer.to), offer.from.max(offer.to));
        let (x, y) = (groups[a as usize].node, groups[b as usize].node);
        merges.push(Merge { left: x.min(y), right: x.max(y), height: offer.cost as f32 });
        groups[a as usize].node = n + merges.len() - 1;
        join(&mut groups, &mut rows, (a, b), &price, &mut offers);
        parent[b as usize] = a;
        alive -= 1;
    }
    let kept: Vec<usize> = (0..n).filter(|&a| groups[a].stamp.is_some()).collect();
    let mut number = vec![0; n];
    for (k, &a) in kept.iter().enumerate() {
        number[a] = k;
    }
    // A group lives on at its lowest place: parents are resolved from below.
    for a in 0..n {
        parent[a] = parent[parent[a] as usize];
    }
    Lower {
        merges,
        nodes: kept.iter().map(|&a| groups[a].node).collect(),
        sizes: kept.iter().map(|&a| groups[a].size as f64).collect(),
        sums: rows.select(Axis(0), &kept),
        group_of: parent.into_iter().map(|root| number[root as usize]).collect(),
    }
}

/// Looks for a group's cheapest merge and offers it.
fn look(groups: &mut [Group], a: usize, price: &Price, offers: &mut BinaryHeap<Reverse<Offer>>) {
    let mut best = (f64::INFINITY, u32::MAX);
    for &(b, sum) in &groups[a].near {
        let found = price.cost(sum, groups[a].size, groups[b as usize].size);
        if found < best.0 {
            best = (found, b);
        }
    }
    offer(&mut groups[a], a, best, offers);
}

fn offer(group: &mut Group, a: usize, best: (f64, u32), offers: &mut BinaryHeap<Reverse<Offer>>) {
    group.best = best;
    let stamp = group.stamp.map_or(0, |s| s + 1);
    group.stamp = Some(stamp);
    if best.1 != u32::MAX {
        offers.push(Reverse(Offer { cost: best.0, from: a as u32, to: best.1, stamp }));
    }
}

/// Makes group `b` part of group `a`.
fn join(
    groups: &mut [Group],
    rows: &mut Array2<f32>,
    (a, b): (u32, u32),
    price: &Price,
    offers: &mut BinaryHeap<Reverse<Offer>>,
) {
    let (first, second) = (a as usize, b as usize);
    let ours = std::mem::take(&mut groups[first].near);
    let theirs = std::mem::take(&mut groups[second].near);
    let mut near: Vec<(u32, f32)> = Vec::with_capacity(ours.len() + theirs.len());
    let (mut x, mut y) = (0, 0);
    while x < ours.len() || y < theirs.len() {
        let (u, v) =
            (ours.get(x).map_or(u32::MAX, |e| e.0), theirs.get(y).map_or(u32::MAX, |e| e.0));
        let c = u.min(v);
        // What one of them has not measured is measured now.
        let to = |have: bool, list: &[(u32, f32)], at: usize, own: usize| {
            if have { list[at].1 } else { rows.row(own).dot(&rows.row(c as usize)) }
        };
        if c != a && c != b {
            near.push((c, to(u == c, &ours, x, first) + to(v == c, &theirs, y, second)));
        }
        x += usize::from(u == c);
        y += usize::from(v == c);
    }
    // `a` is the earlier of the two.
    let (mut earlier, later) = rows.view_mut().split_at(Axis(0), second);
    let mut into = earlier.row_mut(first);
    into += &later.row(0);
    groups[first].size += groups[second].size;
    groups[second].stamp = None;
    let size = groups[first].size;
    for &(c, sum) in &near {
        let other = &mut groups[c as usize];
        if let Ok(at) = other.near.binary_search_by_key(&b, |e| e.0) {
            other.near.remove(at);
        }
        match other.near.binary_search_by_key(&a, |e| e.0) {
            Ok(at) => other.near[at].1 = sum,
            Err(at) => other.near.insert(at, (a, sum)),
        }
        let found = price.cost(sum, other.size, size);
        if other.best.1 == a || other.best.1 == b {
            look(groups, c as usize, price, offers);
        } else if found < other.best.0 {
            offer(other, c as usize, (found, a), offers);
        }
    }
    groups[first].near = near;
    look(groups, first, price, offers);
}
