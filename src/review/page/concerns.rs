//! Which acts concern which card and which statement, kept while acts are added, so that nothing on
//! the page goes through the whole log.

use std::collections::BTreeMap;

use crate::decide::settle::Standing;
use crate::domain::decision::{Action, Decision};
use crate::domain::destination::ChallengeId;

/// The acts of a log by what they are about, each list in the order of the log. A challenge that
/// people made is its number, however an act names it.
#[derive(Debug, Default)]
pub(super) struct Concerns {
    acts: usize,
    /// By the card that an act names as its own.
    named: BTreeMap<String, Vec<u32>>,
    /// By the cards that an act comes from and leads to; an undo is about what it undoes.
    cards: BTreeMap<String, Vec<u32>>,
    /// The comments, by the card that they name.
    comments: BTreeMap<String, Vec<u32>>,
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
            let card = |id: &ChallengeId| standing.spelled(id).to_string();
            if let Some(own) = decision.candidate.as_ref().map(card) {
                if decision.action == Action::Comment {
                    add(self.comments.entry(own.clone()).or_default(), place);
                }
                add(self.named.entry(own).or_default(), place);
            }
            let about = undone(decision, log, standing).unwrap_or(decision);
            let from = about.candidate.as_ref().map(card);
            let to = about.action.target().map(|to| match to.parse() {
                Ok(id) => card(&id),
                Err(_) => to,
            });
            for card in from.into_iter().chain(to) {
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

    /// The acts that count and name a card as its own, in order.
    pub(super) fn named<'c>(
        &'c self,
        card: &str,
        standing: &'c Standing,
    ) -> impl DoubleEndedIterator<Item = usize> + use<'c> {
        let named = self.named.get(card).map(Vec::as_slice).unwrap_or_default();
        named.iter().map(|&place| place as usize).filter(|&place| standing.counts(place))
    }

    /// The last act that counts and names a card as its own.
    pub(super) fn last_named(&self, card: &str, standing: &Standing) -> Option<usize> {
        self.named(card, standing).next_back()
    }

    /// How many comments that count are about each card as such or about statements in it.
    pub(super) fn comments(&self, standing: &Standing) -> BTreeMap<String, usize> {
        let count =
            |places: &[u32]| places.iter().filter(|&&at| standing.counts(at as usize)).count();
        self.comments.iter().map(|(card, places)| (card.clone(), count(places))).collect()
    }

    /// The candidate that is several, where that is the last word about the place of a statement.
    pub(super) fn divided(
        &self,
        i: usize,
        log: &[Decision],
        standing: &Standing,
    ) -> Option<ChallengeId> {
        let last = self.placing(i, log, standing).next()?;
        let is_several = last.action == Action::Split { to: None };
        last.candidate.as_ref().filter(|_| is_several).map(|id| standing.spelled(id))
    }

    /// Whether nothing is said about the place of a statement, in the last run in which anything is,
    /// but that somebody does not know.
    pub(super) fn is_unsure(&self, i: usize, log: &[Decision], standing: &Standing) -> bool {
        let mut said = self.placing(i, log, standing);
        let Some(last) = said.next() else { return false };
        last.action == Action::DontKnow
            && said
                .take_while(|before| before.run == last.run)
                .all(|before| before.action == Action::DontKnow)
    }

    /// The acts that count and are about the place of a statement, the last first.
    fn placing<'l>(
        &'l self,
        i: usize,
        log: &'l [Decision],
        standing: &'l Standing,
    ) -> impl Iterator<Item = &'l Decision> {
        let said = self.statements[i].iter().rev().map(|&place| place as usize);
        said.filter(|&place| standing.counts(place)).map(|place| &log[place]).filter(|decision| {
            !matches!(
                decision.action,
                Action::AlsoIn { .. }
                    | Action::Rename { .. }
                    | Action::Align { .. }
                    | Action::Coordinate
                    | Action::Comment
                    | Action::Undo { .. }
            )
        })
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
