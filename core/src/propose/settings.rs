//! Everything that can be set, gathered from the stages that own it; read from a TOML file.

use serde::{Deserialize, Serialize};

use crate::domain::decision;
use crate::domain::reading;
use crate::features;
use crate::features::pooling;
use crate::propose;
use crate::propose::align;
use crate::propose::cluster;
use crate::propose::cluster::Target;
use crate::propose::competencia;
use crate::propose::crossing;
use crate::propose::duplicates;
use crate::propose::foreign;
use crate::propose::learn;
use crate::propose::stability;

/// All settings of a run. A name that no stage knows is an error, never ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How many groups; absent for as many as the frame has challenges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// How input files are read.
    #[serde(skip_serializing_if = "reading::Settings::is_default")]
    pub input: reading::Settings,
    /// Which texts repeat one another.
    pub duplicates: duplicates::Settings,
    /// How token vectors become a text's vector.
    pub pooling: pooling::Settings,
    /// How vectors and words are compared.
    pub features: features::Settings,
    /// How competencias are predicted.
    pub competencia: competencia::Settings,
    /// When a statement is thought to be about a matter of others.
    pub foreign: foreign::Settings,
    /// How statements are grouped.
    pub cluster: cluster::Settings,
    /// How statements are given to challenges that exist already.
    pub learn: learn::Settings,
    /// How candidates are aligned to objectives and policies.
    pub align: align::Settings,
    /// How firmness is measured.
    pub stability: stability::Settings,
    /// Which pairs of the crossing are kept.
    pub crossing: crossing::Settings,
    /// What reviewers choose from.
    pub review: decision::Settings,
}

impl Settings {
    /// The knobs of proposing.
    pub fn propose(&self) -> propose::Settings {
        propose::Settings {
            competencia: self.competencia,
            foreign: self.foreign,
            cluster: self.cluster,
            learn: self.learn,
            align: self.align,
            stability: self.stability,
            crossing: self.crossing,
            target: self.target,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_survive_the_file_and_unknown_names_are_refused() {
        let written = toml::to_string(&Settings::default()).expect("settings are plain values");
        assert_eq!(toml::from_str::<Settings>(&written).ok(), Some(Settings::default()));
        let error = toml::from_str::<Settings>("[cluster]\nsize_pwer = 1").unwrap_err().to_string();
        assert!(error.contains("size_pwer") && error.contains("line 2"), "{error}");
    }
    #[test]
    fn names_of_earlier_versions_are_read() {
        let read = |text: &str| toml::from_str::<Settings>(text).expect(text);
        let old = read("[cluster]\ndense = 3\njoined = 12\nraw = 0.1");
        let new = "[cluster]\nmin_points = 3\ngraph_neighbours = 12\nunsmoothed_share = 0.1";
        assert_eq!(old, read(new));
        assert_ne!(old, Settings::default());
    }
}
