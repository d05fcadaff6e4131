//! Whether probabilities mean what they say: a reliability table, its error and its Brier score.

use serde::{Deserialize, Serialize};

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
    /// The Brier score of what was said first: the mean of (probability − \[right\])², 0…1, 0 is
    /// best (Brier 1950, for the event "the first one is right": the probabilities of the others
    /// are not kept). `None` when there are no statements.
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
    /// From the probability (0…1) that each statement's answer was given, and whether it was right.
    pub fn new(said: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let mut sums = [(0_usize, 0.0, 0_usize); BINS];
        let mut squares = 0.0;
        for (probability, right) in said {
            let probability = probability.clamp(0.0, 1.0);
            let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
            sums[bin].0 += 1;
            sums[bin].1 += probability;
            sums[bin].2 += usize::from(right);
            squares += (probability - f64::from(u8::from(right))).powi(2);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_has_no_scores() {
        let none = Calibration::new([]);
        assert_eq!((none.brier, none.expected_error), (None, None));
        assert_eq!((none.bins.len(), none.bins[3].said), (10, None));
    }

    #[test]
    fn what_was_said_is_held_against_what_came_true() {
        let found = Calibration::new([(0.25, true), (0.625, false), (1.0, true)]);
        assert_eq!(found.brier, Some((0.5625 + 0.390_625) / 3.0));
        assert_eq!(found.expected_error, Some((0.75 + 0.625) / 3.0));
        assert_eq!(found.bins[9].statements, 1);
        assert_eq!(found.bins[6].right, Some(0.0));
    }
}
