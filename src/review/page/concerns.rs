//! Which acts concern which card and which statement, kept while acts are added, so that nothing on
//! the page goes through the whole log.

use std::collections::BTreeMap;

use crate::decide::settle::Standing;
use crate::domain::decision::{Action, Decision};

/// The acts of a log by what they are about, each list in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Concerns {
    acts: usize,
    /// By the card that an act names as its own.
    named: BTreeMap<String, Vec<u32>>,
    /// By the cards that an act comes from and leads to; an undo is about what it undoes.
    cards: BTreeMap<String, Vec<u32>>,
    /// By statement.
    statements: Vec<Vec<u32>>,
}

impl Concerns {
    /// No acts about so many statements.
    pub(super) fn none(statements: usize) -> Self {
        Self { statements: vec![Vec::new(); statements], ..Self::default() }
    }

    /// Takes in the acts of a log that are new.
    pub(super) fn take_in(
        &mut self,
        log: &[Decision],
        standing: &Standing,
        statements: &BTreeMap<String, usize>,
    ) {
        while let Some(decision) = log.get(self.acts) {
            let place = self.acts as u32;
            self.acts += 1;
            if let Some(candidate) = &decision.candidate {
                add(self.named.entry(candidate.to_string()).or_default(), place);
            }
            let about = undone(decision, log, standing).unwrap_or(decision);
            let from = about.candidate.as_ref().map(ToString::to_string);
            for card in from.into_iter().chain(about.action.target()) {
                add(self.cards.entry(card).or_default(), place);
            }
            for subject in &about.subjects {
                if let Some(&i) = statements.get(subject.id.as_str()) {
                    add(&mut self.statements[i], place);
                }
            }
        }
    }

    /// The places of the acts about a card or about any of some statements, the last first.
    pub(super) fn about(&self, card: &str, statements: impl Iterator<Item = usize>) -> Vec<usize> {
        let lists = statements.map(|i| self.statements[i].as_slice());
        let own = self.cards.get(card).map(Vec::as_slice);
        let mut places: Vec<u32> = lists.chain(own).flatten().copied().collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        places.dedup();
        places.into_iter().map(|place| place as usize).collect()
    }

    /// The last act that counts and names a card as its own.
    pub(super) fn last_named(&self, card: &str, standing: &Standing) -> Option<usize> {
        let mut named = self.named.get(card)?.iter().rev().map(|&place| place as usize);
        named.find(|&place| standing.counts(place))
    }

    /// Whether nothing is said about the place of a statement, in the last run in which anything is,
    /// but that somebody does not know.
    pub(super) fn is_unsure(&self, i: usize, log: &[Decision], standing: &Standing) -> bool {
        let said = self.statements[i].iter().rev().map(|&place| place as usize);
        let mut said =
            said.filter(|&place| standing.counts(place)).map(|place| &log[place]).filter(|d| {
                !matches!(
                    d.action,
                    Action::AlsoIn { .. }
                        | Action::Rename { .. }
                        | Action::Align { .. }
                        | Action::Comment
                        | Action::Undo { .. }
                )
            });
        let Some(last) = said.next() else { return false };
        last.action == Action::DontKnow
            && said
                .take_while(|before| before.run == last.run)
                .all(|before| before.action == Action::DontKnow)
    }
}

/// The act that an undo undoes: one before it.
pub(super) fn undone<'l>(
    undo: &Decision,
    log: &'l [Decision],
    standing: &Standing,
) -> Option<&'l Decision> {
    let Action::Undo { decision: number } = undo.action else { return None };
    log.get(standing.place(number)?).filter(|undone| undone.number < undo.number)
}

/// Adds the last act, once.
fn add(places: &mut Vec<u32>, place: u32) {
    if places.last() != Some(&place) {
        places.push(place);
    }
}
