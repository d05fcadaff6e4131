//! Whether the statements of no challenge (NINGUNO) were found.

use serde::{Deserialize, Serialize};

/// How one yes-or-no answer compares with the reference.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Detection {
    /// The statements with a reference.
    pub statements: usize,
    /// Those that the reference says are it.
    pub actual: usize,
    /// Those that were said to be it.
    pub predicted: usize,
    /// Those in both.
    pub right: usize,
    /// right / predicted, 0…1; `None` when none was said to be it.
    pub precision: Option<f64>,
    /// right / actual, 0…1; `None` when none is it.
    pub recall: Option<f64>,
    /// 2·right / (predicted + actual), 0…1; `None` when both are none.
    pub f: Option<f64>,
}

impl Detection {
    /// From what was said and what is, statement by statement.
    pub fn new(answers: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut counts = Self::default();
        for (predicted, actual) in answers {
            counts.statements += 1;
            counts.predicted += usize::from(predicted);
            counts.actual += usize::from(actual);
            counts.right += usize::from(predicted && actual);
        }
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        counts.precision = share(counts.right, counts.predicted);
        counts.recall = share(counts.right, counts.actual);
        counts.f = share(2 * counts.right, counts.predicted + counts.actual);
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_nothing_are_none() {
        let nothing = Detection::new([(false, false)]);
        assert_eq!((nothing.precision, nothing.recall, nothing.f), (None, None, None));
        let missed = Detection::new([(false, true), (false, false)]);
        assert_eq!((missed.precision, missed.recall, missed.f), (None, Some(0.0), Some(0.0)));
        let half = Detection::new([(true, true), (true, false), (false, true)]);
        assert_eq!((half.precision, half.recall, half.f), (Some(0.5), Some(0.5), Some(0.5)));
    }
}
