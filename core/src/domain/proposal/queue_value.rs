//! How many decisions are worth making: how much of what is expected to be wrong lies in the first
//! statements of the queue.

use super::Proposal;

/// What the first decisions of the queue are expected to set right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueValue {
    /// The statements that nobody decided and that go to a challenge that existed before: those of
    /// the queue that have a probability.
    pub undecided: usize,
    /// How many of them are expected to be in the wrong place: the sum of what their probabilities
    /// leave open.
    pub expected: f64,
    /// How many decisions, in the queue's order, look at half of those.
    pub half: usize,
    /// How many look at four fifths of those.
    pub most: usize,
    /// How many undecided statements are less probable than not where they are.
    pub doubtful: usize,
}

impl Proposal {
    /// What the first decisions are worth; `None` where no probability is known, because no
    /// challenge existed before the run, or nothing is open.
    pub fn worth(&self) -> Option<QueueValue> {
        let open: Vec<f64> = self
            .queue
            .iter()
            .filter_map(|&i| self.placements[i].probability)
            .map(|p| 1.0 - f64::from(p.clamp(0.0, 1.0)))
            .collect();
        let expected: f64 = open.iter().sum();
        if expected < 1e-9 {
            return None;
        }
        let reaching = |share: f64| {
            let mut seen = 0.0;
            let enough = |open: &f64| {
                seen += open;
                seen >= share * expected - 1e-9
            };
            open.iter().position(enough).map_or(open.len(), |place| place + 1)
        };
        Some(QueueValue {
            undecided: open.len(),
            expected,
            half: reaching(0.5),
            most: reaching(0.8),
            doubtful: open.iter().filter(|&&open| open > 0.5).count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::proposal::sample;

    #[test]
    fn the_first_decisions_look_at_the_most_doubtful() {
        let mut p = sample::proposal();
        p.queue = sample::statements_of([3, 2, 0, 1]);
        for (i, probability) in [(3, 0.1), (2, 0.4), (0, 0.75), (1, 0.75)] {
            p.placements[i].probability = Some(probability);
        }
        let worth = p.worth().expect("something is open");
        assert!((worth.expected - 2.0).abs() < 1e-6);
        assert_eq!((worth.undecided, worth.doubtful), (4, 2));
        assert_eq!((worth.half, worth.most), (2, 3));
    }

    #[test]
    fn nothing_open_is_worth_nothing() {
        let mut p = sample::proposal();
        assert_eq!(p.worth(), None);
        p.queue = sample::statements_of([0]);
        assert_eq!(p.worth(), None, "no probability is known");
        p.placements[0].probability = Some(1.0);
        assert_eq!(p.worth(), None);
    }
}
