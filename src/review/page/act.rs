//! From what a reviewer did on the page to one record for the log, or a refusal that says why.
//!
//! Who acts says what they saw. If it is not what is there now, nothing is recorded and they are
//! shown what changed.

use super::board::{Board, Card, Visibility};
use super::history::LISTED;
use super::protocol::{Act, ActKind, CardState, Conflict, SeenStatement};
use crate::decide::settle::misfit;
use crate::domain::decision::{Action, ContentHash, Decision, NONE, Subject, reviewer_key};
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::statement::StatementId;
use crate::text::hidden::{Hidden, hidden};
use crate::write::svg::words::clipped;

/// The longest wording and the longest note, in characters.
const LONGEST: usize = 2000;
/// The most statements in one act that names them.
const MOST: usize = 500;

/// Why nothing was recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// It makes no sense here; what to do instead.
    Wrong(String),
    /// It was about something that has changed.
    Changed(Conflict),
}

fn wrong<T>(what: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Wrong(what.into()))
}

impl Board {
    /// The record of an act; number and time are the log's to give.
    pub fn decide(
        &self,
        act: &Act,
        reviewer: &str,
        run: &str,
        visibility: Visibility,
    ) -> Result<Decision, Refusal> {
        let card = self.current(act)?;
        let chosen = self.chosen(act, card)?;
        let all = || card.map(|card| card.statements.clone()).unwrap_or_default();
        let whole = |what: &str| match card {
            Some(card) => Ok(card),
            None => wrong(format!("para {what} hay que estar en una propuesta")),
        };
        let some = |what: &str| match chosen.len() {
            0 => wrong(format!("elija primero los aportes que quiere {what}")),
            _ => Ok(chosen.clone()),
        };
        let (action, subjects) = match act.kind {
            ActKind::Accept => self.accept(whole("aceptar")?, visibility)?,
            ActKind::TakeOut => (Action::TakeOut, {
                whole("quitar un aporte")?;
                some("quitar")?
            }),
            ActKind::Move => (Action::Move { to: self.target(act, card)? }, some("mover")?),
            ActKind::Split if chosen.is_empty() => (Action::Split { to: None }, {
                let card = whole("dividir")?;
                if self.is_published(card.key.as_str()) {
                    return wrong("elija primero los aportes que van aparte");
                }
                card.statements.clone()
            }),
            ActKind::Split => {
                whole("dividir")?;
                let wording = text(act.text.as_deref(), "el nombre del desafío nuevo")?;
                (Action::Split { to: Some(new_challenge(&wording)?) }, chosen)
            }
            ActKind::Merge => merge(whole("fusionar")?, self.target(act, card)?)?,
            ActKind::Rename => self.rename(whole("renombrar")?, act)?,
            ActKind::Discard if act.reason.as_deref().is_none_or(|why| why.trim().is_empty()) => {
                return wrong("falta el motivo: elija uno o escríbalo");
            }
            ActKind::Discard => (Action::Discard, if chosen.is_empty() { all() } else { chosen }),
            ActKind::AlsoIn => {
                (Action::AlsoIn { also: self.target(act, card)? }, some("poner en otra")?)
            }
            ActKind::Align => {
                whole("alinear")?;
                (self.align(act)?, Vec::new())
            }
            ActKind::DontKnow => (Action::DontKnow, if chosen.is_empty() { all() } else { chosen }),
            ActKind::Comment => {
                text(act.note.as_deref(), "el comentario")?;
                (Action::Comment, chosen)
            }
        };
        let needs = matches!(act.kind, ActKind::Discard | ActKind::DontKnow);
        if subjects.is_empty() && needs {
            return wrong("aquí no queda ningún aporte");
        }
        Ok(Decision {
            number: 0,
            at: String::new(),
            reviewer: reviewer.to_owned(),
            run: run.to_owned(),
            candidate: card.map(Card::as_candidate),
            action,
            subjects: subjects.into_iter().map(|i| self.subject(i)).collect(),
            reason: optional(act.reason.as_deref())?,
            note: optional(act.note.as_deref())?,
            file: None,
        })
    }

    /// The record that takes back an act of this reviewer: a certain one, or the last that counts.
    pub fn undo(
        &self,
        number: Option<i64>,
        reviewer: &str,
        run: &str,
    ) -> Result<Decision, Refusal> {
        let target = match number {
            None => self.last_of(reviewer),
            Some(number) => {
                let found = self.counting(number);
                if found.is_some_and(|d| reviewer_key(&d.reviewer) != reviewer_key(reviewer)) {
                    return wrong("solo se deshacen las decisiones propias");
                }
                found
            }
        };
        let Some(target) = target else {
            return wrong("no hay ninguna decisión suya que deshacer");
        };
        Ok(Decision {
            number: 0,
            at: String::new(),
            reviewer: reviewer.to_owned(),
            run: run.to_owned(),
            candidate: target.candidate.clone(),
            action: Action::Undo { decision: target.number },
            subjects: Vec::new(),
            reason: None,
            note: None,
            file: None,
        })
    }

    /// The card as it is now, if it is what was seen.
    fn current(&self, act: &Act) -> Result<Option<&Card>, Refusal> {
        let Some(id) = &act.card else { return Ok(None) };
        let Some(card) = self.card_of(id) else {
            return self.changed_since(act, None);
        };
        if act.seen.as_deref() != Some(card.seen.as_str()) {
            return self.changed_since(act, Some(card));
        }
        if card.state == CardState::Gone && act.kind != ActKind::Comment {
            return wrong(
                "esta propuesta ya no tiene aportes: deshaga lo decidido para recuperarla",
            );
        }
        Ok(Some(card))
    }

    fn changed_since<T>(&self, act: &Act, card: Option<&Card>) -> Result<T, Refusal> {
        let told = card.map(|card| self.acts_since(card, act.since)).unwrap_or_default();
        let what = if told.is_empty() {
            let after = self.decisions.iter().rev().take_while(|one| one.number > act.since);
            let mut told: Vec<String> =
                after.take(LISTED).map(|decision| self.sentence(decision)).collect();
            told.reverse();
            told
        } else {
            told
        };
        Err(Refusal::Changed(Conflict { changed: what, version: self.version() }))
    }

    /// The statements of an act, as they are now. Without a card each must be as it was seen; with
    /// one, each must stand or wait there.
    fn chosen(&self, act: &Act, card: Option<&Card>) -> Result<Vec<usize>, Refusal> {
        if act.statements.len() > MOST {
            return wrong(format!("son demasiados aportes de una vez: como máximo {MOST}"));
        }
        let mut chosen = Vec::new();
        for SeenStatement { id, seen } in &act.statements {
            let Some(&i) = self.statements.get(id.trim()) else {
                return wrong(format!("no hay un aporte «{}» en este trabajo", clipped(id, 60)));
            };
            let is_there = card.is_none_or(|card| {
                [&card.statements, &card.pending, &card.also]
                    .into_iter()
                    .any(|all| all.contains(&i))
            });
            if !is_there {
                return wrong(format!("{} no está en esta propuesta", clipped(id, 60)));
            }
            if card.is_none() && *seen != self.statement_fingerprint(i) {
                let card = self.card_of_statement[i].map(|at| &self.cards[at]);
                return self.changed_since(act, card);
            }
            if !chosen.contains(&i) {
                chosen.push(i);
            }
        }
        Ok(chosen)
    }

    fn subject(&self, i: usize) -> Subject {
        let statement = &self.proposal.corpus.statements[i];
        Subject {
            id: StatementId::new(statement.id.as_str()),
            hash: ContentHash::of(&statement.text),
        }
    }

    /// Where an act sends something: a card that is there, a challenge of the frame, a new one, or
    /// none.
    fn target(&self, act: &Act, from: Option<&Card>) -> Result<Destination, Refusal> {
        let target = text(act.target.as_deref(), "el destino")?;
        let to: Destination = target.parse().map_err(Refusal::Wrong)?;
        let id = to.to_string();
        // What waits at a card can go back to it.
        let back = |card: &Card| {
            let waits = |one: &SeenStatement| {
                let i = self.statements.get(one.id.trim());
                i.is_some_and(|i| card.pending.contains(i))
            };
            act.kind == ActKind::Move && act.statements.iter().all(waits)
        };
        if from.is_some_and(|card| card.id() == id && !back(card)) {
            return wrong("es esta misma propuesta: elija otra");
        }
        let known = match &to {
            Destination::Nothing => true,
            Destination::Challenge(to) if to.is_new() || self.is_published(&id) => true,
            Destination::Challenge(_) => match self.card_of(&id) {
                Some(card) if card.state == CardState::Gone => {
                    return wrong(format!("{id} ya no está: se fusionó, se dividió o quedó vacía"));
                }
                found => found.is_some(),
            },
        };
        if known {
            Ok(to)
        } else {
            wrong(format!("no hay una propuesta ni un desafío «{}»", clipped(&id, 80)))
        }
    }

    fn accept(&self, card: &Card, visibility: Visibility) -> Result<(Action, Vec<usize>), Refusal> {
        if card.statements.is_empty() {
            return wrong("aquí no queda ningún aporte que aceptar");
        }
        let text = match self.title(card, visibility, usize::MAX / 8) {
            hidden if hidden.is_empty() => String::new(),
            _ => card.title.clone(),
        };
        Ok((Action::Accept { text }, card.statements.clone()))
    }

    /// The wording of a candidate, or of a challenge that people made.
    fn rename(&self, card: &Card, act: &Act) -> Result<(Action, Vec<usize>), Refusal> {
        let words = text(act.text.as_deref(), "la redacción")?;
        if self.is_published(&card.id()) {
            return wrong("es un desafío ya publicado: su texto no se cambia aquí");
        }
        Ok((Action::Rename { text: words }, Vec::new()))
    }

    /// The alignment, by ids that the frame has.
    fn align(&self, act: &Act) -> Result<Action, Refusal> {
        let frame = &self.proposal.frame;
        let Some(said) = &act.alignment else { return wrong("falta el horizonte o el objetivo") };
        let mut wanted: Vec<&str> = Vec::new();
        if let Some(id) = &said.objetivo_desarrollo {
            wanted.push(id);
        }
        if let Some(id) = &said.objetivo_gestion {
            wanted.push(id);
        }
        wanted.extend(said.politicas.iter().map(String::as_str));
        let has = |id: &str| {
            id == NONE
                || frame.objetivos_desarrollo.iter().any(|one| one.id == id)
                || frame.objetivos_gestion.iter().any(|one| one.id == id)
                || frame.politicas.iter().any(|one| one.id == id)
        };
        if let Some(id) = wanted.into_iter().find(|id| !has(id)) {
            return wrong(format!("el marco no tiene «{}»", clipped(id, 60)));
        }
        let action = Action::Align {
            horizon: said.horizon,
            objetivo_desarrollo: said.objetivo_desarrollo.clone(),
            objetivo_gestion: said.objetivo_gestion.clone(),
            politicas: said.politicas.clone(),
        };
        match action.alignment().and_then(|said| misfit(frame, &said)) {
            Some(what) => wrong(format!("Alineación incompatible: {what}")),
            None => Ok(action),
        }
    }
}

/// All of a card goes to another one.
fn merge(card: &Card, into: Destination) -> Result<(Action, Vec<usize>), Refusal> {
    if into == Destination::Nothing {
        return wrong("para que no vaya a ninguna use «descartar», con un motivo");
    }
    Ok((Action::Merge { into }, card.statements.clone()))
}

/// A challenge that people make anew.
fn new_challenge(wording: &str) -> Result<Destination, Refusal> {
    ChallengeId::new_challenge(wording).map(Destination::from).map_err(Refusal::Wrong)
}

/// A text that is needed, without outer blanks and on one line.
fn text(given: Option<&str>, what: &str) -> Result<String, Refusal> {
    let words: Vec<&str> = given.unwrap_or_default().split_whitespace().collect();
    let text = words.join(" ");
    if text.is_empty() {
        return wrong(format!("falta {what}"));
    }
    short(&text)
}

fn optional(given: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = given.unwrap_or_default().trim();
    if text.is_empty() { Ok(None) } else { short(text).map(Some) }
}

/// A text of bearable length, without what shows nothing or turns the order in which it is read.
fn short(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LONGEST {
        return wrong(format!("el texto es demasiado largo: como máximo {LONGEST} caracteres"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return wrong("el texto tiene caracteres de control: escríbalo sin ellos");
    }
    let hides = |&c: &char| hidden(c).is_some_and(|kind| kind != Hidden::Joiner);
    Ok(text.chars().filter(|c| !hides(c)).collect())
}
