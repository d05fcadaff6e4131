//! One setting that a sweep tries.

use crate::propose::settings::Settings;

/// One setting of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Sixteen hexadecimal digits that name it: the same for the same values in every sweep.
    pub key: String,
    /// The encoder's name; empty for the caller's own.
    pub encoder: String,
    /// How many groups are wanted, as a multiple of what a run without a target aims for; the
    /// settings then have no target.
    pub multiple: Option<f32>,
    /// All settings; without a target for a multiple, or for as many groups as a run aims for.
    pub settings: Settings,
}

impl Setting {
    /// The run's own settings, in the caller's encoder and without a key.
    pub(super) fn unnamed(set: &Settings) -> Self {
        Self { key: String::new(), encoder: String::new(), multiple: None, settings: set.clone() }
    }
}
