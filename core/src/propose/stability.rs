//! How firm groups are: how often two members of a group are together again when some statements
//! are left out and the cut is moved a little (after Ben-Hur, Elisseeff & Guyon 2002).

use std::collections::BTreeMap;

use ndarray::Axis;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::propose::cluster::sparse::Hierarchy;
use crate::propose::cluster::{self, Likenesses, Target};

/// How grouping is disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How many times the grouping is repeated; 0 reports nothing.
    pub repeats: usize,
    /// The share of statements kept each time, 0…1.
    pub keep: f64,
    /// The seed of what is left out.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { repeats: 12, keep: 0.85, seed: 20_240_301 }
    }
}

/// The cuts tried in turn, as shares of the number of groups.
const CUTS: [f64; 3] = [0.85, 1.0, 1.15];

/// How often two members of each group stay together, 0…1; `None` for a group of one and where
/// nothing was repeated. `labels` are the groups of the undisturbed run, numbered from 0.
pub fn stability(
    given: Likenesses<'_>,
    labels: &[usize],
    grouping: &cluster::Settings,
    settings: &Settings,
) -> Vec<Option<f32>> {
    let n = labels.len();
    let groups = labels.iter().max().map_or(0, |g| g + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
    for (i, &g) in labels.iter().enumerate() {
        members[g].push(i);
    }
    let runs: Vec<Vec<Option<usize>>> = (0..settings.repeats)
        .into_par_iter()
        .map(|repeat| {
            let mut chance = ChaCha8Rng::seed_from_u64(settings.seed.wrapping_add(repeat as u64));
            let mut kept: Vec<usize> = (0..n).collect();
            kept.shuffle(&mut chance);
            kept.truncate((settings.keep * n as f64).round() as usize);
            kept.sort_unstable();
            let part = Likenesses {
                gram: &given.gram.select(Axis(0), &kept).select(Axis(1), &kept),
                competencia: &kept.iter().map(|&i| given.competencia[i]).collect::<Vec<_>>(),
                belief: &given.belief.select(Axis(0), &kept),
            };
            let grown = cluster::grow(part, grouping);
            // Fewer statements have fewer groups alive, most of all the small ones.
            let alive = members.iter().filter(|m| m.iter().any(|i| kept.binary_search(i).is_ok()));
            let wanted = alive.count() as f64 * CUTS[repeat % CUTS.len()];
            let cut = grown.cut(Target::Count(wanted.round() as usize));
            let mut found = vec![None; n];
            for (&i, group) in kept.iter().zip(cut) {
                found[i] = Some(group);
            }
            found
        })
        .collect();
    members.iter().map(|members| together(members, &runs, |_| 1)).collect()
}

/// The share of the pairs of members that are together in a run, over the runs that have both;
/// `weight` is how many statements a member stands for.
fn together(
    members: &[usize],
    runs: &[Vec<Option<usize>>],
    weight: impl Fn(usize) -> u64,
) -> Option<f32> {
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let (mut same, mut seen) = (0, 0);
    for run in runs {
        let mut groups: BTreeMap<usize, u64> = BTreeMap::new();
        for &i in members {
            if let Some(group) = run[i] {
                *groups.entry(group).or_default() += weight(i);
            }
        }
        same += groups.values().map(|&n| pairs(n)).sum::<u64>();
        seen += pairs(groups.values().sum());
    }
    (seen > 0).then(|| (same as f64 / seen as f64) as f32)
}

/// [`stability`] of groups that are made of small groups: these are left out as a whole, and the
/// statements of one are never seen apart. `labels` are the groups of the statements, numbered from
/// 0; a group that has only part of a small group has no firmness.
pub fn of_small_groups(
    grown: &Hierarchy,
    labels: &[usize],
    settings: &Settings,
) -> Vec<Option<f32>> {
    let groups = labels.iter().max().map_or(0, |g| g + 1);
    let small = grown.small();
    let sizes = grown.sizes();
    let mut of = vec![None; small];
    let mut split = vec![false; groups];
    for (&s, &g) in grown.small_groups(labels.len()).iter().zip(labels) {
        match of[s] {
            None => of[s] = Some(g),
            Some(other) if other != g => {
                split[g] = true;
                split[other] = true;
            }
            Some(_) => {}
        }
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
    for (s, group) in of.iter().enumerate() {
        if let Some(g) = group {
            members[*g].push(s);
        }
    }
    let runs: Vec<Vec<Option<usize>>> = (0..settings.repeats)
        .into_par_iter()
        .map(|repeat| {
            let mut chance = ChaCha8Rng::seed_from_u64(settings.seed.wrapping_add(repeat as u64));
            let mut kept: Vec<usize> = (0..small).collect();
            kept.shuffle(&mut chance);
            kept.truncate((settings.keep * small as f64).round() as usize);
            kept.sort_unstable();
            let alive = members.iter().filter(|m| m.iter().any(|s| kept.binary_search(s).is_ok()));
            let wanted = alive.count() as f64 * CUTS[repeat % CUTS.len()];
            let cut = grown.again(&kept, wanted.round() as usize);
            let mut found = vec![None; small];
            for (&s, group) in kept.iter().zip(cut) {
                found[s] = Some(group);
            }
            found
        })
        .collect();
    members
        .iter()
        .zip(split)
        .map(
            |(members, split)| {
                if split { None } else { together(members, &runs, |s| sizes[s] as u64) }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn clear_groups_are_firm_and_single_statements_are_neither() {
        let n = 13;
        let group = |i: usize| if i == 12 { 2 } else { i % 2 };
        let gram = Array2::from_shape_fn((n, n), |(a, b)| match (a == b, group(a) == group(b)) {
            (true, _) => 1.0,
            (_, true) => 0.8,
            _ => 0.0,
        });
        let labels: Vec<usize> = (0..n).map(group).collect();
        let belief = Array2::ones((n, 1));
        let settings = Settings::default();
        let grouping = cluster::Settings::default();
        let competencia = vec![0.into(); n];
        let given = Likenesses { gram: &gram, competencia: &competencia, belief: &belief };
        let found = stability(given, &labels, &grouping, &settings);
        assert!(found[0].is_some_and(|s| s > 0.9), "{found:?}");
        assert!(found[1].is_some_and(|s| s > 0.9));
        assert_eq!(found[2], None);
        let none = Settings { repeats: 0, ..settings };
        let unrepeated = stability(given, &labels, &grouping, &none);
        assert_eq!(unrepeated, [None, None, None]);
    }
}
