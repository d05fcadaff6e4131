//! The nearest statements of each statement, for a corpus too large to compare all its pairs.
//!
//! Joint rows become plain vectors (the words by a signed sketch; Weinberger et al. 2009, "Feature
//! hashing"), vectors fall into cells (Jégou et al. 2011, "Product quantization for nearest neighbor
//! search": the inverted file without the quantiser), and each statement is compared with those of
//! the cells around its own. Neighbours of neighbours mend what the cells cut apart and what the
//! sketch blurs (Dong et al. 2011, "Efficient k-nearest neighbor graph construction").

mod cells;

use ndarray::{Array2, Axis, Slice};
use rayon::prelude::*;

use crate::domain::similarity::keep_best;
use crate::features::Features;
use crate::features::layout::HasRow;
use cells::Cells;

/// The nearest of each statement, best first: (place, value).
pub type Near = Vec<Vec<(u32, f32)>>;

/// How many neighbours of each kind are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The most alike.
    pub any: usize,
    /// Those of most weight.
    pub weighed: usize,
    /// The most alike on the other side.
    pub other: usize,
}

/// The neighbours of every statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// The nearest by likeness (cosine).
    pub any: Near,
    /// The nearest by likeness times the weights of both competencias.
    pub weighed: Near,
    /// By likeness, among the statements of the other side.
    pub other: Near,
}

/// Up to so many statements all pairs are compared.
const ALL_PAIRS: usize = 16_384;
/// How many rows are compared at a time, and with how many.
const ROWS: usize = 256;
const COLUMNS: usize = 4096;
/// How many of a neighbour's own neighbours are looked at.
const SECOND: usize = 15;
/// Rounds in which the neighbours that cells found are refined by neighbours of neighbours.
const ROUNDS: usize = 2;

/// The joint unit rows of some statements as plain vectors, shape (items, d + `sketch`): their
/// products are the likenesses, with a noise of about the words' share over √`sketch`.
pub fn points<R: HasRow>(features: &Features, items: &[R], sketch: usize) -> Array2<f32> {
    let dim = features.dense.dim();
    let width = dim + sketch.max(1);
    let mut rows = Array2::<f32>::zeros((items.len(), width));
    let Some(flat) = rows.as_slice_mut() else { return rows };
    flat.par_chunks_mut(ROWS * width).zip(items.par_chunks(ROWS)).for_each(|(rows, items)| {
        let side = features.dense_side(items);
        for ((row, item), dense) in rows.chunks_exact_mut(width).zip(items).zip(side.rows()) {
            let (vector, words) = row.split_at_mut(dim);
            for (x, y) in vector.iter_mut().zip(dense) {
                *x = *y;
            }
            let rest = (1.0 - dense.dot(&dense)).max(0.0).sqrt();
            for &(column, value) in features.lexical.row(item.row().index()) {
                for (place, sign) in sketched(column, words.len()) {
                    words[place] += sign * value;
                }
            }
            let norm = words.iter().map(|x| x * x).sum::<f32>().sqrt();
            let scale = if norm > 1e-6 { rest / norm } else { 0.0 };
            for x in words.iter_mut() {
                *x *= scale;
            }
        }
    });
    rows
}

/// The four places and signs of a stem in a sketch, by its number alone.
fn sketched(column: u32, width: usize) -> [(usize, f32); 4] {
    std::array::from_fn(|k| {
        // SplitMix64 (Steele, Lea & Flood 2014).
        let mut x = (u64::from(column) * 4 + k as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^= x >> 31;
        ((x >> 1) as usize % width, if x & 1 == 0 { 1.0 } else { -1.0 })
    })
}

/// What statements are compared by, besides their points.
pub struct Measures<M, L, W> {
    /// A bound on the weight of a likeness.
    pub most: M,
    /// The likeness of two places, which their points' product is near to.
    pub likeness: L,
    /// The weight of two places with a likeness: never above its bound.
    pub weigh: W,
}

/// A search for the neighbours of all points.
pub struct Search<'a, M, L, W> {
    /// The points: unit rows.
    pub points: &'a Array2<f32>,
    /// On which of two sides each point is.
    pub side: &'a [bool],
    /// How many neighbours of each kind are kept.
    pub wanted: Wanted,
    /// What the points are compared by.
    pub measures: Measures<M, L, W>,
}

impl<M, L, W> Search<'_, M, L, W>
where
    M: Fn(f32) -> f32 + Sync,
    L: Fn(usize, usize) -> f32 + Sync,
    W: Fn(usize, usize, f32) -> f32 + Sync,
{
    /// The neighbours of all points; `seed` decides where the cells begin.
    pub fn neighbours(&self, seed: u64) -> Neighbours {
        let n = self.points.nrows();
        let all: Vec<u32> = (0..n as u32).collect();
        let found: Vec<(Vec<u32>, Vec<Best>)> = if n <= ALL_PAIRS {
            all.par_chunks(ROWS)
                .map(|rows| (rows.to_vec(), self.scan(rows, &[all.as_slice()])))
                .collect()
        } else {
            let cells = Cells::of(self.points, seed);
            let queries: Vec<(usize, &[u32])> = cells
                .members
                .iter()
                .enumerate()
                .flat_map(|(c, members)| members.chunks(ROWS).map(move |rows| (c, rows)))
                .collect();
            queries
                .into_par_iter()
                .map(|(c, rows)| {
                    let around: Vec<&[u32]> =
                        cells.around[c].iter().map(|&o| cells.members[o].as_slice()).collect();
                    (rows.to_vec(), self.scan(rows, &around))
                })
                .collect()
        };
        let (mut any, mut weighed, mut other) = (vec![vec![]; n], vec![vec![]; n], vec![vec![]; n]);
        for (rows, lists) in found {
            for (i, best) in rows.into_iter().zip(lists) {
                any[i as usize] = placed(best.any);
                weighed[i as usize] = placed(best.weighed);
                other[i as usize] = placed(best.other);
            }
        }
        let mut found = Neighbours { any, weighed, other };
        for _ in 0..if n <= ALL_PAIRS { 1 } else { ROUNDS } {
            found = self.mended(&found);
        }
        found
    }

    /// Compares some points with some others.
    fn scan(&self, rows: &[u32], columns: &[&[u32]]) -> Vec<Best> {
        let Self { points, side, wanted, measures } = self;
        let mut lists = vec![Best::default(); rows.len()];
        let left = chosen(points, rows);
        for columns in columns.iter().flat_map(|columns| columns.chunks(COLUMNS)) {
            let product = left.dot(&chosen(points, columns).t());
            for ((&i, best), likeness) in rows.iter().zip(&mut lists).zip(product.rows()) {
                let i = i as usize;
                for (&j, &cosine) in columns.iter().zip(likeness) {
                    let j = j as usize;
                    if j != i {
                        best.take((i, j, cosine), side[i] != side[j], *wanted, measures);
                    }
                }
            }
        }
        lists
    }

    /// The lists again, from the known neighbours and theirs, in both directions and by the
    /// likeness itself.
    fn mended(&self, found: &Neighbours) -> Neighbours {
        let Self { side, wanted, measures, .. } = self;
        let n = side.len();
        let mut back: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (i, list) in found.weighed.iter().enumerate() {
            for &(j, _) in list.iter().take(SECOND) {
                let back = &mut back[j as usize];
                if back.len() < SECOND {
                    back.push(i as u32);
                }
            }
        }
        let lists: Vec<Best> = (0..n)
            .into_par_iter()
            .map_init(Vec::new, |candidates: &mut Vec<u32>, i| {
                candidates.clear();
                for kind in [&found.weighed, &found.any, &found.other] {
                    candidates.extend(kind[i].iter().map(|x| x.0));
                }
                candidates.extend(&back[i]);
                candidates.sort_unstable();
                candidates.dedup();
                for known in 0..candidates.len() {
                    let j = candidates[known] as usize;
                    for kind in [&found.weighed, &found.any, &found.other] {
                        candidates.extend(kind[j].iter().take(SECOND).map(|x| x.0));
                    }
                    candidates.extend(&back[j]);
                }
                candidates.sort_unstable();
                candidates.dedup();
                let mut best = Best::default();
                for &j in candidates.iter() {
                    let j = j as usize;
                    if j != i {
                        let likeness = (measures.likeness)(i, j);
                        best.take((i, j, likeness), side[i] != side[j], *wanted, measures);
                    }
                }
                best
            })
            .collect();
        let (any, (weighed, other)) = lists
            .into_iter()
            .map(|best| (placed(best.any), (placed(best.weighed), placed(best.other))))
            .unzip();
        Neighbours { any, weighed, other }
    }
}

/// One statement's lists while they grow.
#[derive(Debug, Default, Clone)]
struct Best {
    any: Vec<(f32, usize)>,
    weighed: Vec<(f32, usize)>,
    other: Vec<(f32, usize)>,
}

fn placed(list: Vec<(f32, usize)>) -> Vec<(u32, f32)> {
    list.into_iter().map(|(value, j)| (j as u32, value)).collect()
}

impl Best {
    /// Takes a place on one side or the other into the lists.
    fn take<M, L, W>(
        &mut self,
        (i, j, cosine): (usize, usize, f32),
        across: bool,
        wanted: Wanted,
        measures: &Measures<M, L, W>,
    ) where
        M: Fn(f32) -> f32,
        W: Fn(usize, usize, f32) -> f32,
    {
        if cosine > worst(&self.any, wanted.any) {
            keep_best(&mut self.any, (cosine, j), wanted.any);
        }
        if across && cosine > worst(&self.other, wanted.other) {
            keep_best(&mut self.other, (cosine, j), wanted.other);
        }
        let bar = worst(&self.weighed, wanted.weighed).max(0.0);
        if (measures.most)(cosine) > bar {
            let weight = (measures.weigh)(i, j, cosine);
            if weight > bar {
                keep_best(&mut self.weighed, (weight, j), wanted.weighed);
            }
        }
    }
}

/// What a value must be above to come into a list with some room.
fn worst(list: &[(f32, usize)], room: usize) -> f32 {
    if list.len() < room { f32::NEG_INFINITY } else { list.last().map_or(f32::INFINITY, |x| x.0) }
}

fn chosen(points: &Array2<f32>, places: &[u32]) -> Array2<f32> {
    let consecutive = places.windows(2).all(|w| w[1] == w[0] + 1);
    match places.first() {
        Some(&first) if consecutive => {
            let first = first as usize;
            points.slice_axis(Axis(0), Slice::from(first..first + places.len())).to_owned()
        }
        _ => {
            let places: Vec<usize> = places.iter().map(|&p| p as usize).collect();
            points.select(Axis(0), &places)
        }
    }
}

/// The `keep` neighbours of most positive value among the known ones and theirs.
pub fn among(near: &Near, keep: usize, value: impl Fn(usize, usize) -> f32 + Sync) -> Near {
    (0..near.len())
        .into_par_iter()
        .map_init(Vec::new, |candidates: &mut Vec<u32>, i| {
            candidates.clear();
            for &(j, _) in &near[i] {
                candidates.push(j);
                candidates.extend(near[j as usize].iter().take(SECOND).map(|x| x.0));
            }
            candidates.sort_unstable();
            candidates.dedup();
            let mut best = Vec::with_capacity(keep + 1);
            for &j in candidates.iter() {
                let j = j as usize;
                if j != i {
                    let value = value(i, j);
                    if value > 0.0 {
                        keep_best(&mut best, (value, j), keep);
                    }
                }
            }
            placed(best)
        })
        .collect()
}

/// The same neighbours among the places that stay, with their new places.
pub fn restricted(near: &Near, kept: &[usize]) -> Near {
    let mut place = vec![u32::MAX; near.len()];
    for (new, &old) in kept.iter().enumerate() {
        place[old] = new as u32;
    }
    let moved = |&(j, value): &(u32, f32)| {
        let new = place[j as usize];
        (new != u32::MAX).then_some((new, value))
    };
    kept.iter().map(|&old| near[old].iter().filter_map(moved).collect()).collect()
}

#[cfg(test)]
mod tests;
