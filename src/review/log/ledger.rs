//! What is in force in a log, kept while acts are added, to tell an act that changes nothing.

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::domain::decision::{Decision, InForce, Slot, reviewer_key};

/// What makes an act the same act, short.
type Content = [u8; 16];

/// The acts in force by what they say, and by what they have the last word on.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    in_force: InForce,
    entries: Vec<Entry>,
    contents: BTreeMap<Content, u32>,
    reviewers: BTreeMap<String, u32>,
    slots: BTreeMap<(u32, Slot), u32>,
    /// The places of the acts in force by content, in order.
    acts: Vec<Vec<u32>>,
    /// The places of the acts in force by reviewer and slot, in order.
    words: Vec<Vec<u32>>,
}

/// What one act is: indices into the lists of the ledger.
#[derive(Debug)]
struct Entry {
    content: u32,
    slots: Box<[u32]>,
}

impl Ledger {
    pub(super) fn of(decisions: &[Decision]) -> Self {
        let contents: Vec<Content> = decisions.par_iter().map(content).collect();
        let mut ledger = Self::default();
        for (decision, content) in decisions.iter().zip(contents) {
            ledger.add_with(decision, content);
        }
        ledger
    }

    pub(super) fn add(&mut self, act: &Decision) {
        self.add_with(act, content(act));
    }

    fn add_with(&mut self, act: &Decision, content: Content) {
        let place = self.entries.len();
        let content = number(&mut self.contents, content, &mut self.acts);
        let key = reviewer_key(&act.reviewer);
        let next = self.reviewers.len() as u32;
        let reviewer = *self.reviewers.entry(key).or_insert(next);
        let mut slots: Vec<u32> = act
            .slots()
            .into_iter()
            .map(|slot| number(&mut self.slots, (reviewer, slot), &mut self.words))
            .collect();
        slots.sort_unstable();
        slots.dedup();
        self.entries.push(Entry { content, slots: slots.into() });
        self.count(place, true);
        for (place, counts) in self.in_force.add(act) {
            self.count(place, counts);
        }
    }

    /// Notes that an act counts, or that it no longer does.
    fn count(&mut self, place: usize, counts: bool) {
        let Self { entries, acts, words, .. } = self;
        let Entry { content, slots } = &entries[place];
        let lists = slots.iter().map(|&slot| (true, slot)).chain([(false, *content)]);
        for (is_slot, at) in lists {
            let list = if is_slot { &mut words[at as usize] } else { &mut acts[at as usize] };
            match (list.binary_search(&(place as u32)), counts) {
                (Err(at), true) => list.insert(at, place as u32),
                (Ok(at), false) => drop(list.remove(at)),
                _ => {}
            }
        }
    }

    /// Whether the act is already in force.
    pub(super) fn holds(&self, act: &Decision) -> bool {
        let of_content = self.contents.get(&content(act)).map(|&at| &self.acts[at as usize]);
        let Some(last) = of_content.and_then(|acts| acts.last()) else { return false };
        let Some(&reviewer) = self.reviewers.get(&reviewer_key(&act.reviewer)) else {
            return false;
        };
        act.slots().into_iter().all(|slot| {
            let words = self.slots.get(&(reviewer, slot)).map(|&at| &self.words[at as usize]);
            words.and_then(|words| words.last()) == Some(last)
        })
    }
}

/// The number of a key; a new one gets an empty list.
fn number<K: Ord>(keys: &mut BTreeMap<K, u32>, key: K, lists: &mut Vec<Vec<u32>>) -> u32 {
    *keys.entry(key).or_insert_with(|| {
        lists.push(Vec::new());
        lists.len() as u32 - 1
    })
}

/// What makes an act the same act: who, about what, what and why; not when, nor from which file.
fn content(act: &Decision) -> Content {
    let mut subjects = act.subjects.clone();
    subjects.sort();
    let reviewer = reviewer_key(&act.reviewer);
    let whole = (reviewer, &act.run, &act.candidate, &act.action, subjects, &act.reason, &act.note);
    let written = serde_json::to_vec(&whole).expect("plain data without maps is always JSON");
    let mut content = Content::default();
    content.copy_from_slice(&Sha256::digest(written)[..16]);
    content
}
