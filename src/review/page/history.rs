//! Who decided what, in sentences.

use super::board::{Board, Card};
use super::concerns::undone;
use super::protocol::HistoryEntry;
use crate::domain::decision::{Action, Decision, reviewer_key};
use crate::domain::destination::Destination;
use crate::write::svg::words::{clipped, count};

/// The most acts that the history of a card lists, the last ones.
pub(super) const LISTED: usize = 60;

impl Board {
    /// The acts about a card or about what stands in it, the last first; each with whether it still
    /// counts and whether this reviewer may undo it.
    pub(super) fn history(&self, card: &Card, reviewer: &str) -> Vec<HistoryEntry> {
        self.concerning(card)
            .filter(|decision| !matches!(decision.action, Action::Undo { .. }))
            .take(LISTED)
            .map(|decision| self.history_entry(decision, reviewer))
            .collect()
    }

    /// The acts after a certain one that concern a card, in sentences.
    pub(super) fn acts_since(&self, card: &Card, number: i64) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .concerning(card)
            .take_while(|decision| decision.number > number)
            .take(LISTED)
            .map(|decision| self.sentence(decision))
            .collect();
        sentences.reverse();
        sentences
    }

    /// The last act of a reviewer that still counts.
    pub(super) fn last_of(&self, reviewer: &str) -> Option<&Decision> {
        let undoable = |place: usize| {
            let decision = &self.decisions[place];
            !matches!(decision.action, Action::Undo { .. }) && decision.file.is_none()
        };
        self.standing.last_of(reviewer, undoable).map(|place| &self.decisions[place])
    }

    /// The last acts first.
    fn concerning<'b>(&'b self, card: &Card) -> impl Iterator<Item = &'b Decision> {
        let statements = card.statements.iter().chain(&card.also).chain(&card.pending).copied();
        let places = self.concerns.about(&card.id(), statements);
        places.into_iter().map(|place| &self.decisions[place])
    }

    /// The act that an undo undoes.
    fn undone_by(&self, undo: &Decision) -> Option<&Decision> {
        undone(undo, &self.decisions, &self.standing)
    }

    /// The act with a number, where nobody undid it.
    pub(super) fn counting(&self, number: i64) -> Option<&Decision> {
        let place = self.standing.place(number).filter(|&place| self.standing.counts(place))?;
        self.decisions.get(place)
    }

    fn history_entry(&self, decision: &Decision, reviewer: &str) -> HistoryEntry {
        let counts = self.counting(decision.number).is_some();
        let own = reviewer_key(&decision.reviewer) == reviewer_key(reviewer);
        HistoryEntry {
            number: decision.number,
            at: decision.at.clone(),
            what: self.sentence(decision),
            note: decision.note.as_deref().map(|note| clipped(note, 2000)),
            undone: !counts,
            mine: own && counts && decision.file.is_none(),
        }
    }

    /// What somebody did, as a sentence.
    pub fn sentence(&self, decision: &Decision) -> String {
        sentence(decision, &|undo| self.undone_by(undo))
    }
}

/// What was taken back; or, where that itself was a taking back, what was done again.
fn undone_sentence<'l>(
    undone: &'l Decision,
    undone_by: &dyn Fn(&Decision) -> Option<&'l Decision>,
) -> String {
    let (word, what) = match undone_by(undone) {
        Some(again) => ("Rehecho", again),
        None => ("Deshecho", undone),
    };
    format!("{word}: {}", clipped(&sentence(what, undone_by), 300))
}

/// What somebody did, as a sentence: the same in the page's history and in the listed log.
/// `undone_by` finds the act that an undo undoes.
pub fn sentence<'l>(
    decision: &Decision,
    undone_by: &dyn Fn(&Decision) -> Option<&'l Decision>,
) -> String {
    let who = match decision.reviewer.trim() {
        "" => "Alguien sin nombre".to_owned(),
        name => clipped(name, 60),
    };
    let texts = subjects(decision);
    let card = decision.candidate.as_ref().map(|id| clipped(id.as_str(), 80)).unwrap_or_default();
    let reason = decision.reason.as_deref().map(|reason| clipped(reason, 200));
    let what = match &decision.action {
        Action::Accept { .. } => format!("aceptó {card} con {texts}"),
        Action::Rename { text } => format!("llamó a {card} «{}»", clipped(text, 200)),
        Action::Move { to: Destination::Nothing } => format!("dejó fuera {texts}"),
        Action::Move { to } => format!("movió {texts} a {}", place(to)),
        Action::TakeOut => format!("quitó {texts} de {card}"),
        Action::Merge { into } => format!("fusionó {card} con {}", place(into)),
        Action::Split { to: None } => format!("marcó {card} para dividir"),
        Action::Split { to: Some(to) } => {
            format!("separó {texts} de {card} como {}", place(to))
        }
        Action::Discard => format!("descartó {texts}"),
        Action::AlsoIn { also } => format!("puso {texts} también en {}", place(also)),
        Action::Align { .. } => match decision.action.alignment() {
            Some(said) if !said.is_empty() => {
                format!("alineó {card}: {}", clipped(&said.to_string(), 300))
            }
            _ => format!("quitó su alineación de {card}"),
        },
        Action::DontKnow => format!("no supo decidir sobre {texts}"),
        Action::Coordinate => "coordina la revisión".to_owned(),
        Action::Comment => match (card.as_str(), decision.subjects.as_slice()) {
            ("", _) => format!("comentó {texts}"),
            (card, []) => format!("comentó {card}"),
            (card, _) => format!("comentó {texts} de {card}"),
        },
        Action::Undo { .. } => match undone_by(decision) {
            Some(undone) => return undone_sentence(undone, undone_by),
            None => "deshizo una decisión".to_owned(),
        },
    };
    match reason {
        Some(reason) => format!("{who} {what}: {reason}"),
        None => format!("{who} {what}"),
    }
}

/// A destination as people read it.
fn place(to: &Destination) -> String {
    match to {
        Destination::Nothing => "ninguna propuesta".to_owned(),
        Destination::Challenge(id) => match id.wording() {
            Some(wording) => format!("un desafío nuevo, «{}»", clipped(wording, 200)),
            None => clipped(id.as_str(), 80),
        },
    }
}

/// The statements of an act: their ids where they are few.
fn subjects(decision: &Decision) -> String {
    let ids: Vec<String> =
        decision.subjects.iter().take(4).map(|subject| clipped(subject.id.as_str(), 40)).collect();
    match decision.subjects.len() {
        0 => "la propuesta".to_owned(),
        n @ 1..=4 => ids.join(if n == 2 { " y " } else { ", " }),
        n => count(n, "aporte", "aportes"),
    }
}
