//! Precision, recall and their harmonic mean.

use serde::{Deserialize, Serialize};

/// Precision, recall and F, each 0…1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prf {
    /// How much of what was put together belongs together.
    pub precision: f64,
    /// How much of what belongs together was put together.
    pub recall: f64,
    /// Their harmonic mean; 0 when both are 0.
    pub f: f64,
}

impl Prf {
    /// From precision and recall (van Rijsbergen 1979, with equal weights).
    pub fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f }
    }
}

/// A share; 1 when there is nothing to share: who claims nothing makes no mistake.
pub(crate) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_of_nothing_right_is_zero() {
        assert_eq!(Prf::new(0.0, 0.0).f, 0.0);
        assert_eq!(Prf::new(1.0, 0.5).f, 2.0 / 3.0);
    }
}
