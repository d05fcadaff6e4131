//! From features to what a run proposes: competencias, groups, the crossing, drafts, alignment.

pub mod duplicates;
pub mod wording;
pub mod stance;
pub mod draft;
mod texts;
pub mod competencia;
pub mod foreign;
pub mod cluster;
pub mod stability;
pub mod crossing;
pub mod learn;
pub mod novelty;
pub mod explain;
pub mod align;
mod steps;
pub mod homes;
pub mod settings;
pub mod analysis;

pub use steps::{
    Given, GroupingScope, Settings, Sorted, Sources, default_target, is_large, points, propose,
    sort_in,
};
pub use texts::TextFeatures;
