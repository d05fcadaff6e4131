//! Another frame for a run that has one: what of the old frame the new one has, by id and by text,
//! and a run with its decisions as they read in the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::settle::coined;
use crate::domain::decision::{Action, Decision, NONE, not_undone};
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::frame::Frame;
use crate::domain::index::CompetenciaIndex;
use crate::domain::proposal::Proposal;
use crate::text::fold;
use crate::text::words::Stems;

/// A kind of thing that a frame lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A competencia.
    Competencia,
    /// An objetivo de desarrollo.
    ObjetivoDesarrollo,
    /// An objetivo de gestión.
    ObjetivoGestion,
    /// A policy.
    Politica,
    /// A published challenge.
    Desafio,
}

impl Kind {
    /// Every kind, from the top of a frame to its end.
    pub const ALL: [Self; 5] = [
        Self::Competencia,
        Self::ObjetivoDesarrollo,
        Self::ObjetivoGestion,
        Self::Politica,
        Self::Desafio,
    ];

    /// What several of them are called.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Competencia => "competencias",
            Self::ObjetivoDesarrollo => "objetivos de desarrollo",
            Self::ObjetivoGestion => "objetivos de gestión",
            Self::Politica => "políticas",
            Self::Desafio => "desafíos publicados",
        }
    }

    /// The ids and texts of this kind in a frame.
    fn of(self, frame: &Frame) -> Vec<(&str, &str)> {
        match self {
            Self::Competencia => {
                frame.competencias.iter().map(|c| (c.id.as_str(), c.name.as_str())).collect()
            }
            Self::ObjetivoDesarrollo => {
                let all = frame.objetivos_desarrollo.iter();
                all.map(|o| (o.id.as_str(), o.text.as_str())).collect()
            }
            Self::ObjetivoGestion => {
                let all = frame.objetivos_gestion.iter();
                all.map(|o| (o.id.as_str(), o.text.as_str())).collect()
            }
            Self::Politica => {
                frame.politicas.iter().map(|p| (p.id.as_str(), p.text.as_str())).collect()
            }
            Self::Desafio => {
                frame.desafios.iter().map(|d| (d.id.as_str(), d.text.as_str())).collect()
            }
        }
    }
}

/// What became of one thing of the old frame, or that it is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Same id, same text.
    Same,
    /// Same text under another id.
    NewId,
    /// Same id, and a text that shares at least half of its words.
    NewText,
    /// The new frame has nothing of it; its id may mean something else there.
    Gone,
    /// Only the new frame has it.
    Added,
}

impl Fate {
    /// The word of the table of changes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NewId => "new_id",
            Self::NewText => "new_text",
            Self::Gone => "gone",
            Self::Added => "added",
        }
    }

    /// What people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Same => "iguales",
            Self::NewId => "con otro id",
            Self::NewText => "con otro texto",
            Self::Gone => "que ya no están",
            Self::Added => "nuevos",
        }
    }
}

/// One thing in both frames, or in one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// What became of it.
    pub fate: Fate,
    /// Its id and text in the old frame.
    pub old: Option<(String, String)>,
    /// Its id and text in the new frame.
    pub new: Option<(String, String)>,
}

/// How one frame is read in another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migration {
    /// Everything of both frames: by kind, the old frame's in its order, then what is new.
    pub rows: Vec<Row>,
    /// The published challenges that decisions speak of and that the new frame does not have, each
    /// with the candidate number under which it goes on.
    pub kept: Vec<(String, ChallengeId)>,
}

impl Migration {
    /// What becomes of an old frame in a new one.
    pub fn between(old: &Frame, new: &Frame) -> Self {
        let stems = Stems::default();
        let mut rows = Vec::new();
        for kind in Kind::ALL {
            let (before, now) = (kind.of(old), kind.of(new));
            let mut taken: BTreeSet<usize> = BTreeSet::new();
            let mut found: Vec<Option<usize>> = vec![None; before.len()];
            let same_text =
                |(_, a): &(&str, &str), (_, b): &(&str, &str)| fold::letters(a) == fold::letters(b);
            let same_id = |(a, _): &(&str, &str), (b, _): &(&str, &str)| fold::id(a) == fold::id(b);
            // The surest first: text and id, the text, the id with much the same text.
            for pass in 0..3 {
                for (i, one) in before
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| found[*i].is_none())
                    .collect::<Vec<_>>()
                {
                    let fits = |other: &(&str, &str)| match pass {
                        0 => same_text(one, other) && same_id(one, other),
                        1 => same_text(one, other),
                        _ => same_id(one, other) && are_alike(one.1, other.1, &stems),
                    };
                    let place = (0..now.len()).find(|k| !taken.contains(k) && fits(&now[*k]));
                    if let Some(k) = place {
                        taken.insert(k);
                        found[i] = Some(k);
                    }
                }
            }
            let owned = |(id, text): (&str, &str)| (id.to_owned(), text.to_owned());
            rows.extend(before.iter().zip(&found).map(|(one, place)| {
                let other = place.map(|k| now[k]);
                let fate = match other {
                    None => Fate::Gone,
                    Some(other) if !same_text(one, &other) => Fate::NewText,
                    Some(other) if !same_id(one, &other) => Fate::NewId,
                    Some(_) => Fate::Same,
                };
                Row { kind, fate, old: Some(owned(*one)), new: other.map(owned) }
            }));
            rows.extend((0..now.len()).filter(|k| !taken.contains(k)).map(|k| Row {
                kind,
                fate: Fate::Added,
                old: None,
                new: Some(owned(now[k])),
            }));
        }
        Self { rows, kept: Vec::new() }
    }

    /// How many things of a kind had this fate.
    pub fn count(&self, kind: Kind, fate: Fate) -> usize {
        self.rows.iter().filter(|row| row.kind == kind && row.fate == fate).count()
    }

    /// The id in the new frame of something of the old one.
    fn id(&self, kind: Kind, id: &str) -> Option<&str> {
        let of_kind = self.rows.iter().filter(|row| row.kind == kind);
        let mut own = of_kind.filter(|row| row.old.as_ref().is_some_and(|(old, _)| old == id));
        own.next()?.new.as_ref().map(|(new, _)| new.as_str())
    }
}

/// Whether two texts share at least half of their words (Dice).
pub(super) fn are_alike(one: &str, other: &str, stems: &Stems) -> bool {
    let words = |text: &str| stems.content(text).into_iter().collect::<BTreeSet<_>>();
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    shared > 0 && 4 * shared >= one.len() + other.len()
}

/// A run and its decisions as they read in another frame.
#[derive(Debug, Clone)]
pub struct Migrated {
    /// The run; what it suggests for alignments is still by the old frame.
    pub proposal: Proposal,
    /// What is added to the log so that it speaks of the new frame: decisions taken back, and said
    /// again with the ids of the new frame.
    pub records: Vec<Decision>,
    /// What became of everything.
    pub migration: Migration,
}

/// Puts a run and its decisions into another frame. Nothing is lost: a published challenge that the
/// new frame does not have, and that holds statements or decisions, goes on as a candidate.
pub fn migrate(previous: &Proposal, decisions: &[Decision], frame: &Frame) -> Migrated {
    let mut migration = Migration::between(&previous.frame, frame);
    let mut proposal = previous.clone();
    proposal.coined = coined(previous, decisions);
    let numbers = proposal.coined.iter().filter_map(|(id, _)| id.number());
    proposal.last_number = numbers.chain([previous.last_number]).max().unwrap_or(0);
    let in_force = not_undone(decisions);
    let challenges = challenges(previous, &in_force, &mut migration, &mut proposal);
    let competencias: Vec<CompetenciaIndex> = (0..previous.frame.competencias.len())
        .map(|c| competencia(&previous.frame, c, frame, &migration))
        .collect();
    for candidate in &mut proposal.candidates {
        candidate.competencia = competencias[candidate.competencia.index()];
        if let Some(id) = challenges.get(&candidate.id) {
            candidate.id = id.clone();
        }
    }
    for placement in &mut proposal.placements {
        placement.competencia = competencias[placement.competencia.index()];
    }
    proposal.frame = frame.clone();
    let records = records(&in_force, &challenges, &migration, decisions.len());
    Migrated { proposal, records, migration }
}

/// The new id of every published challenge whose id is another now, or that goes on as a candidate.
fn challenges(
    previous: &Proposal,
    in_force: &[&Decision],
    migration: &mut Migration,
    proposal: &mut Proposal,
) -> BTreeMap<ChallengeId, ChallengeId> {
    let mut spoken_of: BTreeSet<&ChallengeId> =
        previous.candidates.iter().map(|candidate| &candidate.id).collect();
    for decision in in_force {
        spoken_of.extend(decision.candidate.iter().chain(target(&decision.action)));
    }
    let mut challenges = BTreeMap::new();
    for desafio in &previous.frame.desafios {
        let id = ChallengeId::of_frame(&desafio.id);
        match migration.id(Kind::Desafio, &desafio.id) {
            Some(same) if same == desafio.id => {}
            Some(new) => drop(challenges.insert(id, ChallengeId::of_frame(new))),
            None if spoken_of.contains(&id) => {
                proposal.last_number += 1;
                let number = ChallengeId::numbered(proposal.last_number);
                proposal.coined.push((number.clone(), desafio.text.clone()));
                migration.kept.push((desafio.id.clone(), number.clone()));
                challenges.insert(id, number);
            }
            None => {}
        }
    }
    challenges
}

/// The challenge that an action names.
fn target(action: &Action) -> Option<&ChallengeId> {
    match action {
        Action::Move { to: at }
        | Action::Merge { into: at }
        | Action::AlsoIn { also: at }
        | Action::Split { to: Some(at) } => at.challenge(),
        _ => None,
    }
}

/// The competencia of the new frame that an old one is, or is most like by its words.
fn competencia(old: &Frame, c: usize, new: &Frame, migration: &Migration) -> CompetenciaIndex {
    let own = &old.competencias[c];
    let known = migration.id(Kind::Competencia, &own.id);
    if let Some(k) = new.competencias.iter().position(|one| Some(one.id.as_str()) == known) {
        return k.into();
    }
    let stems = Stems::default();
    let words: BTreeSet<String> = stems.content(&own.name).into_iter().collect();
    let shared = |k: usize| {
        let other: BTreeSet<String> =
            stems.content(&new.competencias[k].name).into_iter().collect();
        words.intersection(&other).count()
    };
    let best = (0..new.competencias.len()).max_by_key(|&k| (shared(k), std::cmp::Reverse(k)));
    best.unwrap_or(0).into()
}

/// What is said anew: from the first decision that means something else in the new frame on,
/// everything in force is taken back and said again, so that the order stays what it was.
fn records(
    in_force: &[&Decision],
    challenges: &BTreeMap<ChallengeId, ChallengeId>,
    migration: &Migration,
    logged: usize,
) -> Vec<Decision> {
    let read: Vec<Decision> =
        in_force.iter().map(|decision| in_new_frame(decision, challenges, migration)).collect();
    let changed = |(old, new): (&&Decision, &Decision)| **old != *new;
    let Some(first) = in_force.iter().zip(&read).position(changed) else { return Vec::new() };
    let others =
        || in_force[first..].iter().filter(|one| !matches!(one.action, Action::Undo { .. }));
    let mut records: Vec<Decision> = others()
        .map(|decision| Decision {
            number: 0,
            action: Action::Undo { decision: decision.number },
            subjects: Vec::new(),
            reason: None,
            note: Some("cambio de marco".to_owned()),
            file: None,
            ..(*decision).clone()
        })
        .collect();
    let again = read[first..].iter().filter(|one| !matches!(one.action, Action::Undo { .. }));
    let says_nothing = |one: &Decision| {
        matches!(one.action, Action::Align { .. })
            && one.action.alignment().is_some_and(|said| said.is_empty())
    };
    records.extend(again.filter(|one| !says_nothing(one)).cloned());
    for (record, number) in records.iter_mut().zip(logged as i64 + 1..) {
        record.number = number;
    }
    records
}

/// A decision with the ids of the new frame; of an alignment, what the new frame does not have is
/// left open.
fn in_new_frame(
    decision: &Decision,
    challenges: &BTreeMap<ChallengeId, ChallengeId>,
    migration: &Migration,
) -> Decision {
    let mut decision = decision.clone();
    let rename = |id: &mut ChallengeId| {
        if let Some(new) = challenges.get(id) {
            *id = new.clone();
        }
    };
    decision.candidate.iter_mut().for_each(rename);
    match &mut decision.action {
        Action::Move { to: at }
        | Action::Merge { into: at }
        | Action::AlsoIn { also: at }
        | Action::Split { to: Some(at) } => {
            if let Destination::Challenge(id) = at {
                rename(id);
            }
        }
        Action::Align { objetivo_desarrollo, objetivo_gestion, politicas, .. } => {
            let known = |kind: Kind, id: &str| match id.trim() {
                NONE => Some(NONE.to_owned()),
                id => migration.id(kind, id).map(str::to_owned),
            };
            let read = |kind: Kind, id: &mut Option<String>| {
                *id = id.as_deref().and_then(|id| known(kind, id));
            };
            read(Kind::ObjetivoDesarrollo, objetivo_desarrollo);
            read(Kind::ObjetivoGestion, objetivo_gestion);
            *politicas = politicas.iter().filter_map(|id| known(Kind::Politica, id)).collect();
        }
        _ => {}
    }
    decision
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::settle::{Outcome, settle};
    use crate::domain::decision::{ContentHash, Subject};
    use crate::domain::frame::Competencia;
    use crate::domain::proposal::sample;

    fn moved(number: i64, row: usize, to: &str, proposal: &Proposal) -> Decision {
        let statement = &proposal.corpus.statements[row];
        Decision {
            number,
            at: "2026-09-11T10:00:00Z".into(),
            reviewer: "Ana".into(),
            run: "r".into(),
            candidate: None,
            action: Action::Move { to: to.parse().expect("a destination") },
            subjects: vec![Subject {
                id: statement.id.clone(),
                hash: ContentHash::of(&statement.text),
            }],
            reason: None,
            note: None,
            file: None,
        }
    }

    /// The sample's frame with its challenge under another id, or under the same with other words.
    fn other_frame(id: &str, text: &str) -> Frame {
        let mut frame = sample::frame();
        frame.desafios[0].id = id.into();
        frame.desafios[0].text = text.into();
        frame.competencias.insert(0, Competencia { id: "C09".into(), name: "Agua".into() });
        for desafio in &mut frame.desafios {
            desafio.competencia = (desafio.competencia.index() + 1).into();
        }
        frame
    }

    fn outcome_of_first(migrated: &Migrated, decisions: &[Decision]) -> (Outcome, String) {
        let log = [decisions, &migrated.records[..]].concat();
        let settled = settle(&migrated.proposal, &log);
        let outcome = settled.statements[0].outcome.clone();
        let Outcome::In(key) = &outcome else { return (outcome, String::new()) };
        let group = settled.groups.iter().find(|group| group.key == *key).expect("a group");
        (outcome, group.title.clone())
    }

    #[test]
    fn decisions_follow_a_challenge_to_its_new_id() {
        let proposal = sample::proposal();
        let decisions = [moved(1, 0, "DM001", &proposal), moved(2, 1, "PD-002", &proposal)];
        let text = &proposal.frame.desafios[0].text;
        let migrated = migrate(&proposal, &decisions, &other_frame("D7", text));
        assert_eq!(migrated.migration.count(Kind::Desafio, Fate::NewId), 1);
        assert_eq!(migrated.migration.count(Kind::Competencia, Fate::Added), 1);
        assert_eq!(migrated.records.len(), 4);
        let (outcome, title) = outcome_of_first(&migrated, &decisions);
        assert_eq!((outcome, &title), (Outcome::In(ChallengeId::of_frame("D7")), text));
        assert_eq!(migrated.proposal.candidates[0].competencia.index(), 1);
    }

    #[test]
    fn an_id_that_means_something_else_takes_no_decision_along() {
        let proposal = sample::proposal();
        let decisions = [moved(1, 0, "DM001", &proposal)];
        let frame = other_frame("DM001", "Ordenar el comercio en las veredas");
        let migrated = migrate(&proposal, &decisions, &frame);
        assert_eq!(migrated.migration.count(Kind::Desafio, Fate::Gone), 1);
        let (outcome, title) = outcome_of_first(&migrated, &decisions);
        assert_eq!(outcome, Outcome::In(ChallengeId::numbered(3)));
        assert_eq!(title, proposal.frame.desafios[0].text);
        assert_eq!(migrated.migration.kept, [("DM001".to_owned(), ChallengeId::numbered(3))]);
    }

    #[test]
    fn the_same_frame_changes_nothing() {
        let proposal = sample::proposal();
        let decisions = [moved(1, 0, "DM001", &proposal)];
        let migrated = migrate(&proposal, &decisions, &proposal.frame.clone());
        assert!(migrated.records.is_empty());
        assert!(migrated.migration.rows.iter().all(|row| row.fate == Fate::Same));
        let reworded = other_frame("DM001", "Recuperar las quebradas de todo el distrito");
        let migrated = migrate(&proposal, &decisions, &reworded);
        assert_eq!(migrated.migration.count(Kind::Desafio, Fate::NewText), 1);
        assert!(migrated.records.is_empty());
    }
}
