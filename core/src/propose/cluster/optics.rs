//! OPTICS (Ankerst, Breunig, Kriegel & Sander 1999): linfa orders the statements of every block by
//! density, and a cut at one reachability for all gives groups: those of DBSCAN at that radius, up
//! to statements at the border of two groups.

use linfa::traits::Transformer;
use linfa_clustering::Optics;
use ndarray::Array2;

use super::{directed, factor};

/// One statement in its block's order.
#[derive(Debug, Clone, Copy)]
struct Visit {
    item: usize,
    /// How far it is from those before it; infinite for a first one.
    reach: f32,
    /// The radius from which its place is dense; infinite for never.
    core: f32,
}

/// The orders of all blocks.
#[derive(Debug)]
pub(super) struct Orders {
    items: usize,
    blocks: Vec<Vec<Visit>>,
    /// The radii where something changes, smallest first.
    radii: Vec<f32>,
}

impl Orders {
    pub(super) fn new(smoothed: &Array2<f32>, blocks: &[Vec<usize>], dense: usize) -> Self {
        let mut orders = Vec::new();
        let mut items = 0;
        for block in blocks {
            items += block.len();
            let (chosen, _) = directed(smoothed, block);
            if !chosen.is_empty() {
                orders.push(order(smoothed, &chosen, dense.max(2)));
            }
        }
        let visits = orders.iter().flatten();
        let mut radii: Vec<f32> =
            visits.flat_map(|v| [v.reach, v.core]).filter(|r| r.is_finite()).collect();
        radii.sort_by(f32::total_cmp);
        radii.dedup();
        Self { items, blocks: orders, radii }
    }

    /// The group of every item, at the radius whose number of groups is nearest to `groups`.
    pub(super) fn cut(&self, groups: usize) -> Vec<usize> {
        // The larger the radius, the fewer groups: the first radius with no more than wanted.
        let first = self.radii.partition_point(|&r| self.at(r).1 > groups);
        let candidates = [first.checked_sub(1), Some(first)];
        let radii = candidates.into_iter().flatten().filter_map(|i| self.radii.get(i));
        let found = radii.map(|&r| self.at(r)).min_by_key(|(_, count)| count.abs_diff(groups));
        found.map_or_else(|| (0..self.items).collect(), |(labels, _)| labels)
    }

    /// The groups at a radius, and how many they are.
    fn at(&self, radius: f32) -> (Vec<usize>, usize) {
        // What no order has is alone, as noise is: its label is its own number.
        let mut labels: Vec<usize> = (0..self.items).collect();
        let mut count = self.items;
        for order in &self.blocks {
            let mut group: Option<usize> = None;
            for visit in order {
                if visit.reach <= radius
                    && let Some(group) = group
                {
                    labels[visit.item] = group;
                    count -= 1;
                } else {
                    group = (visit.core <= radius).then_some(visit.item);
                }
            }
        }
        (labels, count)
    }
}

fn order(smoothed: &Array2<f32>, chosen: &[usize], dense: usize) -> Vec<Visit> {
    let vectors = factor::coordinates(smoothed, chosen);
    let analysis = Optics::params(dense)
        .transform(vectors.view())
        .expect("at least two neighbours and any radius are valid");
    let far = |distance: &Option<f32>| distance.unwrap_or(f32::INFINITY);
    analysis
        .iter()
        .enumerate()
        .map(|(place, sample)| Visit {
            item: chosen[sample.index()],
            // The first statement is reached from nowhere; linfa reaches it from itself.
            reach: if place == 0 { f32::INFINITY } else { far(sample.reachability_distance()) },
            core: far(sample.core_distance()),
        })
        .collect()
}
