//! Whether statements got the competencia of their reference challenge, and whether the
//! probability said so.

use serde::{Deserialize, Serialize};

use crate::proposal::Declared;

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

/// One row of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// The least probability in it.
    pub from: f64,
    /// The probability it ends before; 1 is in the last one.
    pub to: f64,
    /// The statements in it.
    pub statements: usize,
    /// The mean probability said; `None` when it is empty.
    pub said: Option<f64>,
    /// The share that was right; `None` when it is empty.
    pub right: Option<f64>,
}

/// Whether probabilities mean what they say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The statements counted.
    pub statements: usize,
    /// The Brier score of the assigned competencia: the mean of (probability − \[right\])², 0…1, 0
    /// is best (Brier 1950, for the event "the assigned one is right": the probabilities of the
    /// others are not kept). `None` when there are no statements.
    pub brier: Option<f64>,
    /// The expected calibration error: the mean over statements of |said − right| of their bin,
    /// 0…1, 0 is best (Naeini, Cooper & Hauskrecht 2015). `None` when there are no statements.
    pub expected_error: Option<f64>,
    /// Ten bins of equal width, from 0 to 1.
    pub bins: Vec<Bin>,
}

/// The number of bins of a reliability table.
const BINS: usize = 10;

impl Calibration {
    fn new<'a>(rows: impl Iterator<Item = &'a Assigned<'a>>) -> Self {
        let mut sums = [(0_usize, 0.0, 0_usize); BINS];
        let mut squares = 0.0;
        for row in rows {
            let probability = row.probability.clamp(0.0, 1.0);
            let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
            sums[bin].0 += 1;
            sums[bin].1 += probability;
            sums[bin].2 += usize::from(row.right);
            squares += (probability - f64::from(u8::from(row.right))).powi(2);
        }
        let statements: usize = sums.iter().map(|sum| sum.0).sum();
        let error: f64 = sums.iter().map(|&(_, said, right)| (said - right as f64).abs()).sum();
        let mean = |sum: f64, n: usize| (n > 0).then(|| sum / n as f64);
        let bins = sums
            .iter()
            .enumerate()
            .map(|(i, &(n, said, right))| Bin {
                from: i as f64 / BINS as f64,
                to: (i + 1) as f64 / BINS as f64,
                statements: n,
                said: mean(said, n),
                right: mean(right as f64, n),
            })
            .collect();
        Self {
            statements,
            brier: mean(squares, statements),
            expected_error: mean(error, statements),
            bins,
        }
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
        let right = |keep: &dyn Fn(&Assigned<'_>) -> bool| {
            Accuracy::new(rows.iter().filter(|row| keep(row)).map(|row| row.right))
        };
        Self {
            all: right(&|_| true),
            official: right(&official),
            informal: right(&|row| *row.declared == Declared::Informal),
            blank: right(&|row| *row.declared == Declared::Blank),
            calibration: Calibration::new(rows.iter()),
            calibration_undeclared: Calibration::new(rows.iter().filter(|row| !official(row))),
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
        let kinds = [Declared::Blank, Declared::Informal, Declared::Official(2)];
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
