//! Rerunning: a new sheet joins the statements of the run before, and what people decided becomes
//! the guides of the next run.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::migrate::are_alike;
use crate::decide::numbering::Numbers;
use crate::decide::settle::{Group, Outcome, Settled};
use crate::domain::destination::ChallengeId;
use crate::domain::guides::{Challenge, Guides};
use crate::domain::index::{ChallengeIndex, CompetenciaIndex, StatementIndex};
use crate::domain::problem::{Place, Problem, excerpt};
use crate::domain::proposal::{Decided, OutReason, Proposal, Standing, Status};
use crate::domain::statement::{Corpus, Statement, StatementId};
use crate::propose::align::Taught;
use crate::text::fold;
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

/// How another text under an earlier id is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rewording {
    /// As that text edited where they share words; as a mistake in the ids otherwise.
    #[default]
    OfSharedWords,
    /// As that text edited, whatever they share: somebody says so.
    Any,
}

/// Joins a new corpus to an earlier run's. A new row with an earlier id and the same text is the
/// same statement. With a text that shares words with the earlier one, and no other place, it is
/// that statement edited, which keeps what it said before; with a text that shares none it is a
/// problem. Where a good part of a round's ids meets other texts, they were numbered again, and what
/// shares a word or two with the earlier text is no edit either. Rows whose ids were made here are
/// matched by what they say and where, and continue the numbering of the earlier ones.
pub fn join(previous: &Corpus, new: Corpus, rewording: Rewording) -> Continued {
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
    let (mut given, mut clashes, mut doubtful) = (0, Vec::new(), Vec::new());
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
                } else if rewording == Rewording::Any && before.origin == statement.origin
                    || is_edited(before, &statement, &stems)
                {
                    joined.edited.insert(edit(before, statement, i));
                } else if may_be_edited(before, &statement, &stems) {
                    doubtful.push((statement, i));
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
    let n = clashes.len();
    let again = n >= 3 || n > 0 && (n + doubtful.len()) * 2 >= given;
    if again && n + doubtful.len() > 1 {
        clashes.append(&mut doubtful);
        clashes.sort_by_key(|(clash, _)| clash.at.row);
        joined.problems = vec![numbered_again(&clashes, &corpus, round)];
    } else {
        for (statement, i) in doubtful {
            joined.edited.insert(edit(&mut corpus.statements[i], statement, i));
        }
        joined.problems =
            clashes.iter().map(|(new, i)| other_text(new, &corpus.statements[*i])).collect();
    }
    joined.skipped = clashes.len();
    corpus.extra_columns = columns;
    joined.corpus = corpus;
    joined
}

/// Gives an earlier statement its new wording; what it said before stays with it.
fn edit(before: &mut Statement, new: Statement, i: usize) -> StatementIndex {
    before.edited_from = Some(std::mem::replace(&mut before.text, new.text));
    i.into()
}

/// Whether a text is an earlier one edited: they share half of their words.
fn is_edited(before: &Statement, new: &Statement, stems: &Stems) -> bool {
    before.origin == new.origin && are_alike(&before.text, &new.text, stems)
}

/// Whether a text may be an earlier one edited, although they share less than half of their words:
/// they share one that says something of the matter, or one of them has none, and nothing says that
/// they are from different places.
fn may_be_edited(before: &Statement, new: &Statement, stems: &Stems) -> bool {
    let words = |text: &str| stems.content(text).into_iter().collect::<BTreeSet<_>>();
    let (one, other) = (words(&before.text), words(&new.text));
    let shares = one.is_empty() || other.is_empty() || one.intersection(&other).next().is_some();
    let places = |statement: &Statement| {
        [&statement.entidad, &statement.parroquia, &statement.taller]
            .map(|place| fold(place.as_deref().unwrap_or_default()))
    };
    let mut both = places(before).into_iter().zip(places(new));
    let apart = both.any(|(one, other)| !one.is_empty() && !other.is_empty() && one != other);
    before.origin == new.origin && shares && !apart
}

/// How a text under an earlier id is read in both ways, and what to do about each.
const BOTH_READINGS: &str = "Si son textos de otras personas, deles otro id: con --id-prefix R2- \
                             todos los de esta ronda. Si son los mismos aportes con otra \
                             redacción, repita con --edited: entran como «editado: revisar», con \
                             lo que decían antes";

fn other_text(new: &Statement, old: &Statement) -> Problem {
    let what = format!(
        "el id «{}» decía «{}» en la corrida anterior y ahora dice «{}»: no tienen nada en común. \
         Si es un aporte de otra persona, dele otro id (o a todos los de esta ronda: --id-prefix \
         R2-). Si es el mismo con otra redacción, repita con --edited: entra como «editado: \
         revisar», con lo que decía antes",
        new.id,
        excerpt(&old.text),
        excerpt(&new.text)
    );
    Problem::new(new.at.column("texto"), what)
}

/// What to say of a round that is numbered from the beginning again.
fn numbered_again(clashes: &[(Statement, usize)], corpus: &Corpus, round: u32) -> Problem {
    let shown = clashes.iter().take(3).map(|(new, i)| {
        let old = &corpus.statements[*i].text;
        format!(
            "«{}» decía «{}» y dice «{}»",
            excerpt(new.id.as_str()),
            excerpt(old),
            excerpt(&new.text)
        )
    });
    let shown: Vec<String> = shown.collect();
    let what = format!(
        "{} ids de la corrida anterior traen otros textos ({}{}): parece que la numeración empezó de \
         nuevo. {}",
        clashes.len(),
        shown.join("; "),
        if clashes.len() > shown.len() { "; …" } else { "" },
        BOTH_READINGS.replace("R2-", &format!("R{round}-"))
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
mod tests;
