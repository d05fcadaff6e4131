//! The decisions about one statement or candidate, and the last one of each reviewer in each run, kept
//! up to date while decisions are recorded and undone.

use std::collections::BTreeMap;

use crate::domain::decision::InForce;

/// A reviewer in a run, by number.
pub(super) type Voice = (u32, u32);

/// Acts about one thing, by their places in the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// All of them in order, the undone ones included.
    acts: Vec<u32>,
    /// The last that counts of each voice.
    last: BTreeMap<Voice, u32>,
}

impl Heard {
    /// Adds the last act of the log, which counts.
    pub(super) fn add(&mut self, place: u32, voice: Voice) {
        self.acts.push(place);
        self.last.insert(voice, place);
    }

    /// Notes that an act of this voice counts again, or no longer does.
    pub(super) fn turn(&mut self, place: u32, voice: Voice, voices: &[Voice], in_force: &InForce) {
        if in_force.counts(place as usize) {
            let last = self.last.entry(voice).or_insert(place);
            *last = (*last).max(place);
            return;
        }
        if self.last.get(&voice) != Some(&place) {
            return;
        }
        let before = self
            .acts
            .iter()
            .rev()
            .copied()
            .find(|&act| voices[act as usize] == voice && in_force.counts(act as usize));
        match before {
            Some(before) => drop(self.last.insert(voice, before)),
            None => drop(self.last.remove(&voice)),
        }
    }

    /// The last act of each voice, in no order that means anything.
    pub(super) fn last(&self) -> impl Iterator<Item = u32> {
        self.last.values().copied()
    }

    /// All acts that count, in order.
    pub(super) fn all(&self, in_force: &InForce) -> impl Iterator<Item = u32> {
        self.acts.iter().copied().filter(|&act| in_force.counts(act as usize))
    }
}
