//! Rerunning: a new sheet joins the statements of the run before, and what people decided becomes
//! the guides of the next run.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::migrate::are_alike;
use crate::decide::numbering::Numbers;
use crate::decide::settle::{Group, Outcome, Settled};
use crate::domain::guides::{Challenge, Guides};
use crate::domain::index::{ChallengeIndex, CompetenciaIndex, StatementIndex};
use crate::domain::place::ChallengeId;
use crate::domain::problem::{Place, Problem, excerpt};
use crate::domain::proposal::{Decided, OutReason, Proposal, Standing, Status};
use crate::domain::statement::{Corpus, Statement, StatementId};
use crate::propose::align::Taught;
use crate::text::words::Stems;

/// What a run that continues another begins with.
#[derive(Debug, Clone, Default)]
pub struct Continued {
    /// The statements of both, earlier ones first; each has its round.
    pub corpus: Corpus,
    /// New rows that cannot be taken, each with what to do.
    pub problems: Vec<Problem>,
    /// How many rows of the new sheets repeat an earlier statement.
    pub repeated: usize,
    /// How many new rows cannot be taken.
    pub skipped: usize,
    /// The earlier statements that a new row gives another wording.
    pub edited: BTreeSet<StatementIndex>,
}

/// Joins a new corpus to an earlier run's. A new row with an earlier id and the same text is the
/// same statement; with a text that shares half of its words it is that statement edited, which
/// keeps what it said before; with another text it is a problem. Rows whose ids were made here are
/// matched by what they say and where, and continue the numbering of the earlier ones.
pub fn join(previous: &Corpus, new: Corpus) -> Continued {
    let mut corpus = previous.clone();
    let round = corpus.statements.iter().map(|s| s.round).max().unwrap_or(0) + 1;
    let people = corpus.statements.iter().filter_map(|s| s.person).max().unwrap_or(0);
    let known: BTreeMap<StatementId, usize> =
        corpus.statements.iter().enumerate().map(|(i, s)| (s.id.clone(), i)).collect();
    let mut columns = corpus.extra_columns.clone();
    columns.extend(new.extra_columns.iter().filter(|c| !corpus.extra_columns.contains(c)).cloned());
    for statement in &mut corpus.statements {
        statement.extra.resize(columns.len(), String::new());
    }
    for column in new.person_columns {
        if !corpus.person_columns.contains(&column) {
            corpus.person_columns.push(column);
        }
    }
    let mut numbers = Numbers::after(previous, &new.statements);
    let mut said = Said::of(previous);
    let stems = Stems::default();
    let mut joined = Continued::default();
    let (mut given, mut clashes) = (0, Vec::new());
    // What an earlier round edited is reviewed by now, or waits for that.
    corpus.statements.iter_mut().for_each(|statement| statement.edited_from = None);
    for mut statement in new.statements {
        if statement.made_id {
            if said.before(&statement) {
                joined.repeated += 1;
                continue;
            }
            numbers.renumber(&mut statement);
        } else {
            given += 1;
            if let Some(&i) = known.get(&statement.id) {
                let before = &mut corpus.statements[i];
                if before.text.trim() == statement.text.trim() {
                    joined.repeated += 1;
                } else if are_alike(&before.text, &statement.text, &stems)
                    && before.origin == statement.origin
                {
                    before.edited_from = Some(std::mem::replace(&mut before.text, statement.text));
                    joined.edited.insert(i.into());
                } else {
                    clashes.push((statement, i));
                }
                continue;
            }
        }
        let mut extra = vec![String::new(); columns.len()];
        for (header, cell) in new.extra_columns.iter().zip(&statement.extra) {
            if let Some(at) = columns.iter().position(|c| c == header) {
                extra[at].clone_from(cell);
            }
        }
        statement.extra = extra;
        statement.round = round;
        statement.person = statement.person.map(|person| person + people);
        corpus.statements.push(statement);
    }
    joined.skipped = clashes.len();
    joined.problems = if clashes.len() >= 3 || !clashes.is_empty() && clashes.len() * 2 >= given {
        vec![numbered_again(&clashes, round)]
    } else {
        clashes.iter().map(|(new, i)| other_text(new, &corpus.statements[*i])).collect()
    };
    corpus.extra_columns = columns;
    joined.corpus = corpus;
    joined
}

fn other_text(new: &Statement, old: &Statement) -> Problem {
    let what = format!(
        "el id «{}» ya está en la corrida anterior con otro texto («{}»): dele otro id, deje el \
         texto como estaba, o anteponga algo a los ids de esta ronda (--id-prefix R2-)",
        new.id,
        excerpt(&old.text)
    );
    Problem::new(new.at.column("texto"), what)
}

/// What to say of a round that is numbered from the beginning again.
fn numbered_again(clashes: &[(Statement, usize)], round: u32) -> Problem {
    let shown: Vec<String> =
        clashes.iter().take(3).map(|(new, _)| format!("«{}»", excerpt(new.id.as_str()))).collect();
    let what = format!(
        "ids que ya están en la corrida anterior con otros textos: {} ({}{}): la numeración empezó \
         de nuevo. Anteponga algo a los ids de esta ronda: --id-prefix R{round}-",
        clashes.len(),
        shown.join(", "),
        if clashes.len() > shown.len() { "…" } else { "" }
    );
    Problem::new(Place::file(clashes[0].0.at.file.clone()), what)
}

/// What earlier statements say and where, each to be repeated once.
struct Said(BTreeMap<Vec<String>, usize>);

impl Said {
    fn of(corpus: &Corpus) -> Self {
        let mut said = BTreeMap::new();
        for statement in &corpus.statements {
            *said.entry(Self::key(statement)).or_default() += 1;
        }
        Self(said)
    }

    fn key(statement: &Statement) -> Vec<String> {
        let places = [
            &statement.entidad,
            &statement.parroquia,
            &statement.taller,
            &statement.fecha,
            &statement.question,
        ];
        let mut key = vec![statement.origin.as_str().to_owned(), statement.text.trim().to_owned()];
        key.extend(places.map(|place| place.as_deref().unwrap_or_default().trim().to_owned()));
        key
    }

    /// Whether an earlier statement that no other row repeats says the same in the same place.
    fn before(&mut self, statement: &Statement) -> bool {
        match self.0.get_mut(&Self::key(statement)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// What an earlier run and its decisions tell the next one: `coined` are the challenges that people
/// made, with their numbers; `edited` are the statements that have another wording now, of which
/// nothing is decided; `anchored` makes the frame's challenges the only ones.
pub fn guides(
    previous: &Proposal,
    settled: &Settled,
    coined: Vec<(ChallengeId, String)>,
    edited: &BTreeSet<StatementIndex>,
    anchored: bool,
) -> Guides {
    let frame = &previous.frame;
    let finals: BTreeMap<&str, usize> =
        frame.desafios.iter().enumerate().map(|(j, d)| (d.id.as_str(), j)).collect();
    let published: BTreeSet<&str> =
        previous.frame.desafios.iter().map(|desafio| desafio.id.as_str()).collect();
    let uses_finals = settled
        .groups
        .iter()
        .any(|group| published.contains(group.key.as_str()) && !group.members.is_empty());
    let mut guides = if (anchored || uses_finals) && !frame.desafios.is_empty() {
        Guides::anchored(frame)
    } else {
        Guides::default()
    };
    let mut number: BTreeMap<&ChallengeId, ChallengeIndex> = BTreeMap::new();
    for group in &settled.groups {
        let j = if published.contains(group.key.as_str()) {
            let Some(&j) = finals.get(group.key.as_str()) else { continue };
            j
        } else {
            if group.members.is_empty() {
                continue;
            }
            guides.challenges.push(Challenge {
                id: group.key.clone(),
                text: group.title.clone(),
                competencia: competencia(previous, &group.members),
                horizon: None,
            });
            guides.challenges.len() - 1
        };
        number.insert(&group.key, j.into());
    }
    for (i, settlement) in settled.statements.iter().enumerate() {
        let mut decided = Vec::new();
        if edited.contains(&i.into()) {
            let was = match &settlement.outcome {
                Outcome::In(key) => Some(key.clone()),
                Outcome::Proposed(c) => Some(previous.candidates[*c].id.clone()),
                _ => None,
            };
            guides.changed.push((i.into(), was));
        } else if settlement.by_people {
            match &settlement.outcome {
                Outcome::In(key) => {
                    decided.extend(number.get(key));
                    decided.extend(settlement.also_in.iter().filter_map(|key| number.get(key)));
                }
                Outcome::OutOfCompetence(_) => {
                    guides.settled.insert(i.into(), Status::OutOfCompetence(OutReason::Foreign));
                }
                Outcome::Discarded(why) => {
                    guides.settled.insert(i.into(), Status::Discarded(why.clone()));
                }
                Outcome::Pending(_) | Outcome::Proposed(_) => {}
            }
        }
        guides.decided.push(decided);
    }
    let constraints = settled.constraints();
    for apart in &constraints.cannot_link {
        let theirs: BTreeSet<ChallengeIndex> =
            apart.from.iter().flat_map(|&i| guides.decided(i.into()).iter().copied()).collect();
        guides.apart.extend(theirs.into_iter().map(|j| (apart.statement.into(), j)));
    }
    // What people left of the earlier run, not what the machine had proposed.
    guides.previous =
        settled.groups.iter().map(|group| (group.key.clone(), everyone(group))).collect();
    for candidate in previous.candidates.iter().filter(|c| !c.name.is_empty()) {
        let mut members = candidate.members.clone();
        members.sort_unstable();
        guides.names.insert(members, candidate.name.clone());
    }
    let numbers = coined.iter().filter_map(|(id, _)| id.number());
    guides.last_number = numbers.chain([previous.last_number]).max().unwrap_or(0);
    guides.coined = coined;
    guides
}

/// The statements that stand in a group, in order: those that people put there, and the others.
fn everyone(group: &Group) -> Vec<StatementIndex> {
    let all: BTreeSet<usize> = group.members.iter().chain(&group.proposed).copied().collect();
    all.into_iter().map(StatementIndex::from).collect()
}

/// Writes into a proposal what people had decided before it: of every statement and candidate, who
/// decided last and when, and of a candidate whether it is a challenge and what it is aligned to.
pub fn mark(proposal: &mut Proposal, settled: &Settled) {
    let last_word = |i: usize| {
        let settlement = &settled.statements[i];
        let word = settlement.decided.as_ref().filter(|_| settlement.by_people)?;
        let decided = Decided {
            reviewer: word.reviewer.clone(),
            at: word.at.clone(),
            overruled: settlement.overruled.clone(),
        };
        Some((word.number, decided))
    };
    for (i, placement) in proposal.placements.iter_mut().enumerate() {
        placement.decided = last_word(i).map(|(_, decided)| decided);
    }
    for candidate in &mut proposal.candidates {
        let group = settled.groups.iter().find(|group| group.key == candidate.id);
        candidate.decided = group.and_then(|group| {
            let standing = Standing {
                accepted: group.accepted,
                contested: group.contested.clone(),
                members: group.members.len(),
                last: group
                    .members
                    .iter()
                    .filter_map(|&i| last_word(i))
                    .max_by_key(|(number, _)| *number)
                    .map(|(_, decided)| decided),
                alignment: group.alignment.clone(),
            };
            let silent = standing.last.is_none()
                && standing.contested.is_none()
                && standing.alignment.is_empty();
            (!silent).then_some(standing)
        });
    }
}

/// The groups that people aligned, to learn from.
pub fn taught(previous: &Proposal, settled: &Settled) -> Vec<Taught> {
    let aligned = settled.groups.iter().filter(|group| !group.alignment.is_empty());
    let taught = aligned.map(|group| {
        let members = if group.members.is_empty() { &group.proposed } else { &group.members };
        Taught {
            members: members.iter().map(|&i| i.into()).collect(),
            competencia: competencia(previous, members),
            alignment: group.alignment.clone(),
        }
    });
    taught.filter(|taught| !taught.members.is_empty()).collect()
}

/// The competencia of most members of a group, the first among equals.
fn competencia(previous: &Proposal, members: &[usize]) -> CompetenciaIndex {
    let mut counts: BTreeMap<CompetenciaIndex, usize> = BTreeMap::new();
    for &i in members {
        *counts.entry(previous.placements[i].competencia).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0.into(), |(c, _)| c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::settle::settle;
    use crate::domain::decision::{Action, ContentHash, Decision, Subject};
    use crate::domain::index::StatementIndex;
    use crate::domain::place::Destination;
    use crate::domain::proposal::sample;

    fn decision(number: i64, action: Action, rows: &[usize], proposal: &Proposal) -> Decision {
        let subject = |&i: &usize| {
            let s = &proposal.corpus.statements[i];
            Subject { id: s.id.clone(), hash: ContentHash::of(&s.text) }
        };
        Decision {
            number,
            at: "2026-09-11T10:00:00Z".into(),
            reviewer: "revisión".into(),
            run: "r".into(),
            candidate: Some(proposal.candidates[0].id.clone()),
            action,
            subjects: rows.iter().map(subject).collect(),
            reason: None,
            note: None,
            file: None,
        }
    }

    #[test]
    fn the_same_row_is_the_same_statement_and_another_text_is_a_problem() {
        let old = Corpus {
            statements: vec![Statement::citizen("C1", "agua"), Statement::citizen("C2", "luz")],
            extra_columns: vec!["a".into()],
            ..Corpus::default()
        };
        let new = Corpus {
            statements: vec![
                Statement::citizen("C1", " agua "),
                Statement::citizen("C2", "buses"),
                Statement { extra: vec!["x".into()], ..Statement::citizen("C3", "vías") },
            ],
            extra_columns: vec!["b".into()],
            ..Corpus::default()
        };
        let joined = join(&old, new);
        assert_eq!((joined.repeated, joined.problems.len()), (1, 1));
        assert_eq!(joined.corpus.len(), 3);
        assert_eq!(joined.corpus.statements[2].round, 2);
        assert_eq!(joined.corpus.statements[2].extra, ["", "x"]);
        assert_eq!(joined.corpus.statements[0].round, 1);
    }

    #[test]
    fn an_edited_text_comes_in_with_what_it_said_before() {
        let one = |text: &str| Corpus {
            statements: vec![Statement::citizen("C1", text)],
            ..Corpus::default()
        };
        let old = one("Faltan buses en la noche para volver del trabajo");
        let joined = join(&old, one("Faltan buses en la noche y los domingos para volver a casa"));
        assert_eq!((joined.problems.len(), joined.corpus.len()), (0, 1));
        assert!(joined.edited.contains(&0.into()));
        let statement = &joined.corpus.statements[0];
        assert_eq!(statement.edited_from.as_deref(), Some(old.statements[0].text.as_str()));
        assert!(statement.text.contains("domingos"));
        // The next round has nothing more to say of it.
        let next = join(&joined.corpus, Corpus::default());
        assert_eq!(next.corpus.statements[0].edited_from, None);
        assert!(next.edited.is_empty());
    }

    #[test]
    fn nothing_is_decided_of_an_edited_text() {
        let proposal = sample::proposal();
        let accept = Action::Accept { text: "texto".into() };
        let settled = settle(&proposal, &[decision(1, accept, &[0, 2], &proposal)]);
        let guides = guides(&proposal, &settled, Vec::new(), &[0.into()].into(), false);
        assert!(guides.decided(0.into()).is_empty());
        assert_eq!(guides.decided(2.into()).len(), 1);
        assert_eq!(guides.changed, [(0.into(), Some(ChallengeId::numbered(1)))]);
        let members: Vec<StatementIndex> = [0, 2, 3].map(StatementIndex::from).into();
        assert_eq!(guides.names[&members], "Quebradas y riberas");
        let mut marked = proposal.clone();
        mark(&mut marked, &settled);
        let standing = marked.candidates[0].decided.as_ref().expect("it is decided");
        assert_eq!((standing.accepted, standing.members), (true, 2));
        assert_eq!(marked.candidates[1].decided, None);
        assert_eq!(marked.placements[3].decided, None);
    }

    #[test]
    fn rows_without_ids_continue_the_series_of_their_side() {
        let made =
            |id: &str, text: &str| Statement { made_id: true, ..Statement::citizen(id, text) };
        let given = ["TAL-008", "TAL-009", "otro"].map(|id| Statement::citizen(id, id));
        let old = Corpus { statements: given.into(), ..Corpus::default() };
        let new = Corpus {
            statements: vec![made("C001", "un parque"), made("C002", "agua")],
            ..Corpus::default()
        };
        let joined = join(&old, new);
        let ids: Vec<&str> = joined.corpus.statements.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids[3..], ["TAL-010", "TAL-011"]);
    }

    #[test]
    fn rows_without_ids_are_matched_by_what_they_say_and_numbered_after_the_others() {
        let made = |id: &str, text: &str, place: &str| Statement {
            made_id: true,
            parroquia: Some(place.into()),
            ..Statement::citizen(id, text)
        };
        let old = Corpus {
            statements: vec![made("C001", "buses", "Nono"), made("C002", "agua", "Nono")],
            ..Corpus::default()
        };
        let new = Corpus {
            statements: vec![
                made("C001", "un parque", "Nono"),
                made("C002", "agua", "Nono"),
                made("C003", "agua", "Calderón"),
            ],
            ..Corpus::default()
        };
        let joined = join(&old, new);
        let ids: Vec<&str> = joined.corpus.statements.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["C001", "C002", "C003", "C004"]);
        assert_eq!((joined.repeated, joined.skipped), (1, 0));
    }

    #[test]
    fn a_round_numbered_from_one_again_is_one_sentence() {
        let old = Corpus {
            statements: ["1", "2", "3"].map(|id| Statement::citizen(id, "agua")).into(),
            ..Corpus::default()
        };
        let new = Corpus {
            statements: ["1", "2", "4"].map(|id| Statement::citizen(id, "luz")).into(),
            ..Corpus::default()
        };
        let joined = join(&old, new);
        assert_eq!((joined.problems.len(), joined.skipped), (1, 2));
        assert!(joined.problems[0].what.contains("--id-prefix R2-"));
    }

    #[test]
    fn what_people_put_in_a_final_anchors_the_frame_and_teaches() {
        let proposal = sample::proposal();
        let to = ChallengeId::of_frame("DM001").into();
        let decisions = [decision(1, Action::Move { to }, &[0, 2], &proposal)];
        let settled = settle(&proposal, &decisions);
        let guides = guides(&proposal, &settled, Vec::new(), &BTreeSet::new(), false);
        assert!(guides.closed);
        assert_eq!(guides.decided(0.into()), [ChallengeIndex::from(0)]);
        assert_eq!(guides.decided(1.into()), []);
        assert_eq!(guides.decisions(), 2);
        assert_eq!(guides.last_number, 2);
    }

    #[test]
    fn what_people_put_nowhere_stays_there() {
        let proposal = sample::proposal();
        let to = Destination::Nothing;
        let decisions = [decision(1, Action::Move { to }, &[2], &proposal)];
        let settled = settle(&proposal, &decisions);
        let guides = guides(&proposal, &settled, Vec::new(), &BTreeSet::new(), false);
        assert!(guides.settled.contains_key(&StatementIndex::from(2)));
        assert!(guides.challenges.is_empty());
    }
}
