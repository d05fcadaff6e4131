//! Grouping: from likenesses within each competencia to groups of statements.
//!
//! Only this room knows distances (1 − likeness); group numbers do not outlive a run.

pub mod agglomerate;
pub mod forest;
pub mod smooth;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::features::Features;
use forest::Forest;

/// How many groups are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// So many groups in all, or as near as the statements allow.
    Count(usize),
    /// Groups whose merging would cost more than this height stay apart.
    Height(f32),
}

/// Which agglomeration makes the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// Average linkage whose merges cost more the larger both groups are.
    Sized,
    /// Average linkage (UPGMA).
    Average,
    /// Complete linkage: the least alike pair counts.
    Complete,
    /// Ward's minimum variance on the unit vectors.
    Ward,
}

/// How statements are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Which agglomeration.
    pub algorithm: Algorithm,
    /// For [`Algorithm::Sized`]: how much size costs; 0 is average linkage.
    pub size_power: f32,
    /// How likenesses are made firmer by neighbours before grouping.
    pub smoothing: smooth::Settings,
    /// The share of the likenesses as they were before smoothing, 0…1.
    pub raw: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sized,
            size_power: 0.2,
            smoothing: smooth::Settings::default(),
            raw: 0.3,
        }
    }
}

/// Grows the forest of some statements: one tree for each competencia.
///
/// `items` are the statements to group, `competencia[a]` is where `items[a]` is, and row a of
/// `belief` is how much it is believed to be in each. The leaves of the forest are the positions
/// in `items`.
pub fn grow(
    features: &Features,
    items: &[usize],
    competencia: &[usize],
    belief: &Array2<f64>,
    settings: &Settings,
) -> Forest {
    let gram = features.gram(items);
    grow_from(&gram, competencia, belief, settings)
}

/// [`grow`] from likenesses at hand: shape (items, items), symmetric.
pub fn grow_from(
    gram: &Array2<f32>,
    competencia: &[usize],
    belief: &Array2<f64>,
    settings: &Settings,
) -> Forest {
    let mut smoothed = smooth::smooth(gram, competencia, belief, &settings.smoothing);
    if settings.raw > 0.0 {
        smoothed.zip_mut_with(gram, |s, &g| *s = (1.0 - settings.raw) * *s + settings.raw * g);
    }
    let competencias = competencia.iter().max().map_or(0, |c| c + 1);
    let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); competencias];
    for (a, &c) in competencia.iter().enumerate() {
        blocks[c].push(a);
    }
    let trees = blocks
        .into_iter()
        .filter(|block| !block.is_empty())
        .map(|block| {
            let merges = agglomerate::merges(&smoothed, &block, settings);
            forest::Tree { leaves: block, merges }
        })
        .collect();
    Forest::new(competencia.len(), trees)
}
