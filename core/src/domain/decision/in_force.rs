//! Which acts count, kept while acts are added: an undo takes back what it names, and an undo of an
//! undo brings it back.

use std::collections::BTreeMap;

use super::{Action, Decision};

/// The acts of a log by their place in it, from 0, and which of them nobody undid. Moving it by an
/// act costs no more than the chain of undos that the act belongs to; [`super::not_undone`] says the
/// same of a whole log at once.
#[derive(Debug, Clone, Default)]
pub struct InForce {
    /// The place of each act by its number; the first where a number is given twice.
    places: BTreeMap<i64, usize>,
    acts: usize,
    /// What each undo takes back, where that was there before it.
    targets: BTreeMap<usize, usize>,
    /// How many undos that count take each act back; none for an act that counts.
    undone: BTreeMap<usize, usize>,
}

impl InForce {
    /// Adds the next act, which counts; returns the earlier acts that it changed, each with whether
    /// it counts now.
    pub fn add(&mut self, decision: &Decision) -> Vec<(usize, bool)> {
        let place = self.acts;
        self.acts += 1;
        let mut changed = Vec::new();
        if let Action::Undo { decision: number } = decision.action
            && let Some(&target) = self.places.get(&number)
        {
            self.targets.insert(place, target);
            self.take_back(target, &mut changed);
        }
        self.places.entry(decision.number).or_insert(place);
        changed
    }

    /// Notes that one more undo takes an act back, and what follows from it.
    fn take_back(&mut self, place: usize, changed: &mut Vec<(usize, bool)>) {
        let mut at = Some((place, true));
        while let Some((place, is_taken_back)) = at.take() {
            let undos = self.undone.entry(place).or_default();
            let counted = *undos == 0;
            *undos = if is_taken_back { *undos + 1 } else { undos.saturating_sub(1) };
            let counts = *undos == 0;
            if counts {
                self.undone.remove(&place);
            }
            if counted != counts {
                changed.push((place, counts));
                // An undo that no longer counts takes nothing back, and one that counts again does.
                at = self.targets.get(&place).map(|&target| (target, counts));
            }
        }
    }

    /// Whether the act in a place counts.
    pub fn counts(&self, place: usize) -> bool {
        place < self.acts && !self.undone.contains_key(&place)
    }

    /// The place of the act with a number.
    pub fn place(&self, number: i64) -> Option<usize> {
        self.places.get(&number).copied()
    }

    /// How many acts count.
    pub fn count(&self) -> usize {
        self.acts - self.undone.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{ContentHash, not_undone};
    use super::*;

    fn act(number: i64, action: Action) -> Decision {
        let hash = ContentHash::of("un texto").0.to_string();
        Decision {
            number,
            at: hash,
            reviewer: "Ana".into(),
            run: "r1".into(),
            candidate: None,
            action,
            subjects: vec![],
            reason: None,
            note: None,
            file: None,
        }
    }

    proptest! {
        #[test]
        fn moving_by_acts_says_what_the_whole_log_says(targets in proptest::collection::vec(0..16_i64, 0..14)) {
            let mut log: Vec<Decision> = Vec::new();
            let mut moved = InForce::default();
            let mut told: Vec<bool> = Vec::new();
            for (&target, number) in targets.iter().zip(1..) {
                // Two acts of three are undos, some of what is not there yet.
                let action = if target % 3 == 0 {
                    Action::Comment
                } else {
                    Action::Undo { decision: target }
                };
                log.push(act(number, action));
                for (place, counts) in moved.add(&log[log.len() - 1]) {
                    prop_assert_ne!(told[place], counts, "only what changed is told");
                    told[place] = counts;
                }
                told.push(true);
                let whole: Vec<i64> = not_undone(&log).iter().map(|d| d.number).collect();
                let kept: Vec<i64> =
                    (0..log.len()).filter(|&i| moved.counts(i)).map(|i| log[i].number).collect();
                prop_assert_eq!(&kept, &whole);
                prop_assert_eq!(moved.count(), whole.len());
                let heard: Vec<i64> =
                    (0..log.len()).filter(|&i| told[i]).map(|i| log[i].number).collect();
                prop_assert_eq!(heard, whole);
            }
        }
    }
}
