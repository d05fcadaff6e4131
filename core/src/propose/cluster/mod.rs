//! Grouping: from likenesses within each competencia to groups of statements.
//!
//! Only this room knows distances (1 − likeness); group numbers do not outlive a run.

pub mod agglomerate;
pub mod factor;
pub mod forest;
pub mod hdbscan;
pub mod kmeans;
pub mod leiden;
pub mod optics;
pub mod smooth;
pub mod sparse;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::domain::index::CompetenciaIndex;
use agglomerate::Linkage;
use forest::{Forest, Tree};

/// How many groups are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// So many groups in all, or as near as the statements allow.
    Count(usize),
    /// Groups whose merging would cost more than this height stay apart.
    Height(f32),
}

/// What makes the groups.
///
/// The first four build trees, cut at one height for all competencias. Of the others, those with a
/// free knob use one value of it for all competencias: the one that comes nearest to the wanted
/// number of groups. k-means shares the number out by statements. A statement that a density method
/// calls noise is a group of its own, and counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// k-means on the unit vectors.
    Kmeans,
    /// OPTICS, cut at a reachability, which is DBSCAN at that radius.
    Optics,
    /// HDBSCAN; its knob is the smallest size of a group, so it seldom comes near the number.
    Hdbscan,
    /// Leiden on the graph of nearest neighbours; its knob is the resolution.
    Leiden,
}

impl Algorithm {
    /// All of them, trees first.
    pub const ALL: [Self; 8] = [
        Self::Sized,
        Self::Average,
        Self::Complete,
        Self::Ward,
        Self::Kmeans,
        Self::Optics,
        Self::Hdbscan,
        Self::Leiden,
    ];

    /// The name in files of settings and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sized => "sized",
            Self::Average => "average",
            Self::Complete => "complete",
            Self::Ward => "ward",
            Self::Kmeans => "kmeans",
            Self::Optics => "optics",
            Self::Hdbscan => "hdbscan",
            Self::Leiden => "leiden",
        }
    }

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Sized => "enlace medio con precio al tamaño",
            Self::Average => "enlace medio",
            Self::Complete => "enlace completo",
            Self::Ward => "Ward",
            Self::Kmeans => "k-medias",
            Self::Optics => "OPTICS",
            Self::Hdbscan => "HDBSCAN",
            Self::Leiden => "Leiden",
        }
    }
}

/// How statements are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// What makes the groups.
    pub algorithm: Algorithm,
    /// For [`Algorithm::Sized`]: how much size costs; 0 is average linkage.
    pub size_power: f32,
    /// For [`Algorithm::Optics`] and [`Algorithm::Hdbscan`]: how many statements, itself counted,
    /// must be near one for its place to be dense; at least 2.
    #[serde(alias = "dense")]
    pub min_points: usize,
    /// For [`Algorithm::Leiden`]: how many nearest neighbours a statement is joined to.
    #[serde(alias = "joined")]
    pub graph_neighbours: usize,
    /// The seed of [`Algorithm::Kmeans`] and [`Algorithm::Leiden`].
    pub seed: u64,
    /// How likenesses are made firmer by neighbours before grouping.
    pub smoothing: smooth::Settings,
    /// The share of the likenesses as they were before smoothing, 0…1.
    #[serde(alias = "raw")]
    pub unsmoothed_share: f32,
    /// Up to so many statements all likenesses are computed, with about 60 bytes a pair; more are
    /// grouped by their neighbours (see [`sparse`]).
    pub exact: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sized,
            size_power: 0.2,
            min_points: 2,
            graph_neighbours: 10,
            seed: 20_240_301,
            smoothing: smooth::Settings::default(),
            unsmoothed_share: 0.3,
            exact: 12_000,
        }
    }
}

/// Groups at every number of them: what is left to do is to cut.
#[derive(Debug)]
pub struct Hierarchy {
    /// The trees; for a method without trees those of average linkage, which say what a height
    /// means for it.
    forest: Forest,
    /// `None` for the methods that are trees.
    flat: Option<Flat>,
}

/// The methods without trees, ready to be cut.
#[derive(Debug)]
enum Flat {
    Kmeans(kmeans::Points),
    Optics(optics::Orders),
    Hdbscan(hdbscan::Levels),
    Leiden(Box<leiden::Graph>),
}

impl Hierarchy {
    /// The group of every item: numbers from 0, in the order of their first item.
    ///
    /// For a method without trees a height means as many groups as average linkage has there.
    pub fn cut(&self, target: Target) -> Vec<usize> {
        let Some(flat) = &self.flat else { return self.forest.cut(target) };
        let groups = match target {
            Target::Count(groups) => groups,
            Target::Height(_) => self.forest.cut(target).iter().max().map_or(0, |g| g + 1),
        };
        let labels = match flat {
            Flat::Kmeans(points) => points.cut(groups),
            Flat::Optics(orders) => orders.cut(groups),
            Flat::Hdbscan(levels) => levels.cut(groups),
            Flat::Leiden(graph) => graph.cut(groups),
        };
        forest::renumber(&labels)
    }
}

/// What some statements are grouped by. Groups are made of places: row numbers of these.
#[derive(Debug, Clone, Copy)]
pub struct Likenesses<'a> {
    /// The likeness of each to each, shape (statements, statements), symmetric.
    pub gram: &'a Array2<f32>,
    /// The competencia of each.
    pub competencia: &'a [CompetenciaIndex],
    /// How much each is believed to be in each competencia, shape (statements, competencias).
    pub belief: &'a Array2<f64>,
}

/// Groups some statements at every number of groups.
pub fn grow(given: Likenesses<'_>, settings: &Settings) -> Hierarchy {
    grow_smoothed(&smoothed(given, settings), given.competencia, settings)
}

/// The likenesses that groups are made from: smoothed, with a share of those before smoothing.
/// Equal texts of one competencia are one point in as many places: alike by 1, and each as like any
/// other text as the first of them is.
pub fn smoothed(given: Likenesses<'_>, settings: &Settings) -> Array2<f32> {
    let mut smoothed = smooth::smooth(given, &settings.smoothing);
    if settings.unsmoothed_share > 0.0 {
        smoothed.zip_mut_with(given.gram, |s, &g| {
            *s = (1.0 - settings.unsmoothed_share) * *s + settings.unsmoothed_share * g;
        });
    }
    let first = firsts(given);
    if first.iter().enumerate().all(|(i, &first)| i == first) {
        return smoothed;
    }
    Array2::from_shape_fn(smoothed.dim(), |(i, j)| {
        if i != j && first[i] == first[j] { 1.0 } else { smoothed[[first[i], first[j]]] }
    })
}

/// Texts at least this alike are equal: what is missing to 1 is rounding.
const EQUAL: f32 = 1.0 - 2e-6;

/// For each text the first one of its competencia that is equal, or itself.
fn firsts(given: Likenesses<'_>) -> Vec<usize> {
    let Likenesses { gram, competencia, .. } = given;
    let mut different: Vec<usize> = Vec::new();
    (0..competencia.len())
        .map(|b| {
            let row = gram.row(b);
            let is_equal = |&&a: &&usize| row[a] >= EQUAL && competencia[a] == competencia[b];
            let first = different.iter().find(is_equal).copied();
            first.unwrap_or_else(|| {
                different.push(b);
                b
            })
        })
        .collect()
}

/// [`grow`] from the likenesses of [`smoothed`].
pub fn grow_smoothed(
    smoothed: &Array2<f32>,
    competencia: &[CompetenciaIndex],
    settings: &Settings,
) -> Hierarchy {
    let blocks = blocks(competencia, settings.smoothing.scope);
    let linkage = match settings.algorithm {
        Algorithm::Sized => Linkage::Sized(settings.size_power),
        Algorithm::Complete => Linkage::Complete,
        Algorithm::Ward => Linkage::Ward,
        _ => Linkage::Average,
    };
    let flat = match settings.algorithm {
        Algorithm::Sized | Algorithm::Average | Algorithm::Complete | Algorithm::Ward => None,
        Algorithm::Kmeans => {
            Some(Flat::Kmeans(kmeans::Points::new(smoothed, &blocks, settings.seed)))
        }
        Algorithm::Optics => {
            Some(Flat::Optics(optics::Orders::new(smoothed, &blocks, settings.min_points)))
        }
        Algorithm::Hdbscan => {
            Some(Flat::Hdbscan(hdbscan::Levels::new(smoothed, &blocks, settings.min_points)))
        }
        Algorithm::Leiden => {
            let graph =
                leiden::Graph::new(smoothed, &blocks, settings.graph_neighbours, settings.seed);
            Some(Flat::Leiden(Box::new(graph)))
        }
    };
    let trees = blocks
        .into_iter()
        .map(|block| {
            let merges = agglomerate::merges(smoothed, &block, linkage);
            Tree { leaves: block, merges }
        })
        .collect();
    Hierarchy { forest: Forest::new(competencia.len(), trees), flat }
}

/// The statements that may be grouped together: those of each competencia, or all. None is empty.
fn blocks(competencia: &[CompetenciaIndex], scope: smooth::Scope) -> Vec<Vec<usize>> {
    let of = |a: usize| match scope {
        smooth::Scope::Ignored => 0,
        _ => competencia[a].index(),
    };
    let count = (0..competencia.len()).map(of).max().map_or(0, |c| c + 1);
    let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); count];
    for a in 0..competencia.len() {
        blocks[of(a)].push(a);
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// The Euclidean distance of two unit vectors with this cosine.
fn length(cosine: f32) -> f32 {
    (2.0 * (1.0 - cosine)).max(0.0).sqrt()
}

/// The statements of a block with a direction, and those without one, which are like no other:
/// the methods on vectors leave each of these alone.
fn directed(smoothed: &Array2<f32>, block: &[usize]) -> (Vec<usize>, Vec<usize>) {
    block.iter().partition(|&&a| smoothed[[a, a]] > 0.5)
}

#[cfg(test)]
mod tests;
