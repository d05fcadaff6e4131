//! Grouping of a corpus too large for the matrix of its likenesses.
//!
//! Smoothing moves the vectors themselves, with neighbours looked for among the neighbours'
//! neighbours. Linkage has two parts. The lower one merges only groups whose statements are
//! neighbours, always the cheapest pair first, down to some thousand small groups a competencia;
//! the cost of a merge is the true one, because the mean likeness of two groups is the product of
//! their vectors' sums. The upper part is the exact linkage of those small groups.

mod lower;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::agglomerate::priced;
use super::forest::{Forest, Merge, Tree, renumber};
use super::smooth::{self, Scope};
use super::{Algorithm, Settings, Target, blocks};
use crate::domain::index::CompetenciaIndex;
use crate::features::neighbours::{Near, among};

/// How many neighbours of a statement the lower part may merge it with.
const JOINED: usize = 24;

/// What statements are grouped by.
pub struct Given<'a> {
    /// Unit rows whose products are the likenesses, shape (items, d).
    pub points: &'a Array2<f32>,
    /// The neighbours of most weight; see [`weigh`].
    pub near: &'a Near,
    /// The competencia of each item.
    pub competencia: &'a [CompetenciaIndex],
    /// The belief in each, shape (items, competencias).
    pub belief: &'a Array2<f32>,
    /// How many small groups of a competencia are linked exactly, at least two.
    pub small: usize,
}

/// The most that a neighbour with this likeness can weigh.
pub fn most(likeness: f32, settings: &smooth::Settings) -> f32 {
    let positive = likeness.max(0.0);
    if settings.power == 2.0 { positive * positive } else { positive.powf(settings.power) }
}

/// How much a neighbour weighs, as in smoothing: its likeness to a power, times how far both are
/// believed to be in the same competencia.
pub fn weigh(
    likeness: f32,
    (i, j): (usize, usize),
    competencia: &[CompetenciaIndex],
    belief: &Array2<f32>,
    settings: &smooth::Settings,
) -> f32 {
    let together = match settings.scope {
        Scope::Within => f32::from(u8::from(competencia[i] == competencia[j])),
        Scope::Ignored => 1.0,
        Scope::Soft => belief.row(i).dot(&belief.row(j)),
    };
    most(likeness, settings) * together
}

/// Groups at every number of them, and the small groups that were linked exactly.
#[derive(Debug)]
pub struct Hierarchy {
    forest: Forest,
    blocks: Vec<Block>,
    power: f32,
}

/// One competencia's small groups.
#[derive(Debug)]
struct Block {
    /// The items of the competencia.
    items: Vec<usize>,
    /// The small group of each of them.
    small: Vec<usize>,
    /// How many items each small group has.
    sizes: Vec<f64>,
    /// The sums of likeness between small groups.
    sums: Array2<f32>,
}

/// Groups the items. Only the linkage is sparse: an algorithm that is no linkage becomes one, with
/// the price on size that the settings have.
pub fn grow(given: &Given<'_>, settings: &Settings) -> Hierarchy {
    let smoothing = &settings.smoothing;
    let weight = |i: usize, j: usize, likeness: f32| {
        weigh(likeness, (i, j), given.competencia, given.belief, smoothing)
    };
    let (smoothed, near) = smoothed(given, smoothing, weight);
    let blocks = blocks(given.competencia, smoothing.scope);
    let mut block_of = vec![0u32; given.competencia.len()];
    for (b, items) in blocks.iter().enumerate() {
        for &i in items {
            block_of[i] = b as u32;
        }
    }
    // The likenesses that groups are made from are the products of two vectors side by side.
    let raw = settings.unsmoothed_share.clamp(0.0, 1.0);
    let points = given.points;
    let near = among(&near, JOINED, |i, j| {
        if block_of[i] != block_of[j] {
            return 0.0;
        }
        let likeness = smoothed.row(i).dot(&smoothed.row(j));
        let own = if raw > 0.0 { points.row(i).dot(&points.row(j)) } else { 0.0 };
        (1.0 - raw) * likeness + raw * own
    });
    drop(block_of);
    let power = if settings.algorithm == Algorithm::Average { 0.0 } else { settings.size_power };
    let grown: Vec<(Tree, Block)> = blocks
        .into_par_iter()
        .map(|items| {
            let rows = joint(&smoothed, points, &items, raw);
            linked(rows, items, &near, power, given.small.max(2))
        })
        .collect();
    let (trees, blocks) = grown.into_iter().unzip();
    Hierarchy { forest: Forest::new(given.competencia.len(), trees), blocks, power }
}

/// The vectors after all rounds of smoothing, and their neighbours of most weight.
fn smoothed(
    given: &Given<'_>,
    settings: &smooth::Settings,
    weight: impl Fn(usize, usize, f32) -> f32 + Sync,
) -> (Array2<f32>, Near) {
    let mut rows = given.points.clone();
    let mut near = given.near.clone();
    let width = rows.ncols().max(1);
    for _ in 0..settings.rounds {
        let mut next = Array2::<f32>::zeros(rows.dim());
        let into = next.as_slice_mut().unwrap_or_default();
        into.par_chunks_exact_mut(width).zip(&near).enumerate().for_each(|(i, (into, near))| {
            let near = &near[..near.len().min(settings.neighbours)];
            let total: f32 = near.iter().map(|x| x.1).sum();
            let keep = if total > 0.0 { settings.keep } else { 1.0 };
            let mut sum = rows.row(i).to_owned() * keep;
            if total > 0.0 {
                for &(j, weight) in near {
                    sum.scaled_add((1.0 - keep) * weight / total, &rows.row(j as usize));
                }
            }
            let norm = sum.dot(&sum).sqrt();
            let scale = if norm > 1e-6 { 1.0 / norm } else { 0.0 };
            for (x, y) in into.iter_mut().zip(&sum) {
                *x = y * scale;
            }
        });
        rows = next;
        near = among(&near, JOINED.max(settings.neighbours), |i, j| {
            weight(i, j, rows.row(i).dot(&rows.row(j)))
        });
    }
    (rows, near)
}

/// Rows whose products are the likenesses that groups are made from.
fn joint(smoothed: &Array2<f32>, points: &Array2<f32>, items: &[usize], raw: f32) -> Array2<f32> {
    let half = smoothed.ncols();
    let mut rows = Array2::<f32>::zeros((items.len(), half + points.ncols()));
    for (mut row, &i) in rows.rows_mut().into_iter().zip(items) {
        let (mut left, mut right) = row.view_mut().split_at(Axis(0), half);
        left.scaled_add((1.0 - raw).sqrt(), &smoothed.row(i));
        right.scaled_add(raw.sqrt(), &points.row(i));
    }
    rows
}

/// The tree of one block: below by neighbours, above exact.
fn linked(
    rows: Array2<f32>,
    items: Vec<usize>,
    near: &Near,
    power: f32,
    small: usize,
) -> (Tree, Block) {
    let n = items.len();
    let mut edges: Vec<(u32, u32, f32)> = Vec::new();
    let mut place = std::collections::BTreeMap::new();
    for (a, &i) in items.iter().enumerate() {
        place.insert(i as u32, a as u32);
    }
    for (a, &i) in items.iter().enumerate() {
        for &(j, likeness) in &near[i] {
            if let Some(&b) = place.get(&j) {
                edges.push(((a as u32).min(b), (a as u32).max(b), likeness));
            }
        }
    }
    drop(place);
    let lower = lower::merges(rows, edges, f64::from(power), small);
    let mut merges = lower.merges;
    let sums = lower.sums.dot(&lower.sums.t());
    let above = priced(sums.mapv(f64::from), lower.sizes.clone(), power);
    let done = merges.len();
    let node = |x: usize| {
        if x < lower.nodes.len() { lower.nodes[x] } else { n + done + (x - lower.nodes.len()) }
    };
    let upper = above.into_iter().map(|m| {
        let (x, y) = (node(m.left), node(m.right));
        Merge { left: x.min(y), right: x.max(y), height: m.height }
    });
    merges.extend(upper);
    let block = Block { items: items.clone(), small: lower.group_of, sizes: lower.sizes, sums };
    (Tree { leaves: items, merges }, block)
}

impl Hierarchy {
    /// The group of every item: numbers from 0, in the order of their first item.
    pub fn cut(&self, target: Target) -> Vec<usize> {
        self.forest.cut(target)
    }

    /// How many small groups were linked exactly.
    pub fn small(&self) -> usize {
        self.blocks.iter().map(|block| block.sizes.len()).sum()
    }

    /// The small group of every item, over all competencias.
    pub fn small_groups(&self, items: usize) -> Vec<usize> {
        let mut found = vec![0; items];
        let mut offset = 0;
        for block in &self.blocks {
            for (&i, &s) in block.items.iter().zip(&block.small) {
                found[i] = offset + s;
            }
            offset += block.sizes.len();
        }
        found
    }

    /// How many items each small group has, over all competencias.
    pub fn sizes(&self) -> Vec<f64> {
        self.blocks.iter().flat_map(|block| block.sizes.iter().copied()).collect()
    }

    /// The groups of the small groups `kept` (sorted), linked again without the others and cut into
    /// so many groups.
    pub fn again(&self, kept: &[usize], groups: usize) -> Vec<usize> {
        let mut offset = 0;
        let mut first = 0;
        let mut trees = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let end = offset + block.sizes.len();
            let last = first + kept[first..].partition_point(|&s| s < end);
            let own: Vec<usize> = kept[first..last].iter().map(|&s| s - offset).collect();
            if !own.is_empty() {
                let sums = block.sums.select(Axis(0), &own).select(Axis(1), &own);
                let sizes = own.iter().map(|&s| block.sizes[s]).collect();
                let merges = priced(sums.mapv(f64::from), sizes, self.power);
                trees.push(Tree { leaves: (first..last).collect(), merges });
            }
            (offset, first) = (end, last);
        }
        renumber(&Forest::new(kept.len(), trees).cut(Target::Count(groups)))
    }
}

#[cfg(test)]
mod tests;
