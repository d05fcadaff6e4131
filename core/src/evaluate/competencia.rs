//! Whether statements got the competencia of their reference challenge, and whether the
//! probability said so.

use serde::{Deserialize, Serialize};

use crate::domain::calibration::Calibration;
use crate::domain::proposal::Declared;

/// What is known of one statement's competencia.
#[derive(Debug, Clone, Copy)]
pub struct Assigned<'a> {
    /// How the declared one was read.
    pub declared: &'a Declared,
    /// Whether the assigned competencia is the one of the main reference challenge.
    pub right: bool,
    /// The probability of the assigned competencia, 0…1.
    pub probability: f64,
}

/// How many were right.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Accuracy {
    /// The statements counted.
    pub statements: usize,
    /// Those with the right competencia.
    pub right: usize,
    /// right / statements, 0…1; `None` when there are none.
    pub share: Option<f64>,
}

impl Accuracy {
    fn new(right: impl Iterator<Item = bool>) -> Self {
        let mut counts = Self::default();
        for right in right {
            counts.statements += 1;
            counts.right += usize::from(right);
        }
        counts.share =
            (counts.statements > 0).then(|| counts.right as f64 / counts.statements as f64);
        counts
    }
}

/// How well competencias were assigned to the statements whose main reference challenge is in the
/// frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompetenciaScores {
    /// All of them.
    pub all: Accuracy,
    /// Those that declare an official name.
    pub official: Accuracy,
    /// Those that declare some other word.
    pub informal: Accuracy,
    /// Those that declare nothing.
    pub blank: Accuracy,
    /// The probabilities of all of them.
    pub calibration: Calibration,
    /// The probabilities where no official name was declared: the machine's own.
    pub calibration_undeclared: Calibration,
}

impl CompetenciaScores {
    /// Scores them.
    pub fn new(rows: &[Assigned<'_>]) -> Self {
        let official = |row: &Assigned<'_>| matches!(row.declared, Declared::Official(_));
        let said = |row: &Assigned<'_>| (row.probability, row.right);
        let right = |keep: &dyn Fn(&Assigned<'_>) -> bool| {
            Accuracy::new(rows.iter().filter(|row| keep(row)).map(|row| row.right))
        };
        Self {
            all: right(&|_| true),
            official: right(&official),
            informal: right(&|row| *row.declared == Declared::Informal),
            blank: right(&|row| *row.declared == Declared::Blank),
            calibration: Calibration::new(rows.iter().map(said)),
            calibration_undeclared: Calibration::new(
                rows.iter().filter(|row| !official(row)).map(said),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_statements_have_no_scores() {
        let none = CompetenciaScores::new(&[]);
        assert_eq!(none.all, Accuracy::default());
        assert_eq!((none.calibration.brier, none.calibration.expected_error), (None, None));
        assert_eq!(none.calibration.bins.len(), 10);
        assert_eq!(none.calibration.bins[3].said, None);
    }

    #[test]
    fn each_kind_of_declared_competencia_is_counted_apart() {
        let kinds = [Declared::Blank, Declared::Informal, Declared::Official(2.into())];
        let rows: Vec<Assigned<'_>> = kinds
            .iter()
            .enumerate()
            .map(|(i, declared)| Assigned {
                declared,
                right: i != 1,
                probability: 0.25 + 0.375 * i as f64,
            })
            .collect();
        let scores = CompetenciaScores::new(&rows);
        assert_eq!(scores.all.right, 2);
        assert_eq!(scores.blank.share, Some(1.0));
        assert_eq!(scores.informal.share, Some(0.0));
        assert_eq!(scores.official.share, Some(1.0));
        // ((0.25 − 1)² + 0.625² + 0²) / 3
        assert_eq!(scores.calibration.brier, Some((0.5625 + 0.390_625) / 3.0));
        assert_eq!(scores.calibration.bins[9].statements, 1);
        assert_eq!(scores.calibration.bins[6].right, Some(0.0));
        assert_eq!(scores.calibration_undeclared.statements, 2);
        // (|0.25 − 1| + |0.625 − 0|) / 2
        assert_eq!(scores.calibration_undeclared.expected_error, Some(0.6875));
    }
}
