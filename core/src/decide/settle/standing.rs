//! The state of every statement and candidate by a log of decisions, kept up to date while decisions
//! are recorded: each costs the same, whatever the length of the log.
//!
//! Of what was said about one thing, each reviewer's last word in each run is all that can count; for
//! the other places of a statement, the last time that a reviewer said that it is no challenge; and
//! where the group of a statement is divided, whether who divides it had put it there.

use std::collections::{BTreeMap, BTreeSet};

use super::coined::Coined;
use super::group_index::GroupIndex;
use super::heard::{Heard, Voice};
use super::judge::Case;
use super::opinions::{Act, Opinion, Opinions, Statements, Verdict};
use super::{Settled, Settlement, TroubleKind, Troubles, groups, rejected};
use crate::domain::decision::{Action, ContentHash, Decision, InForce, Subject, reviewer_key};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::Proposal;

/// The statements of a proposal by id.
pub(super) fn statements(proposal: &Proposal) -> Statements {
    let all = proposal.corpus.statements.iter().enumerate();
    all.map(|(i, s)| (s.id.clone(), (i, ContentHash::of(&s.text)))).collect()
}

/// What was said about one statement.
#[derive(Debug, Clone, Default)]
struct AboutStatement {
    verdicts: Heard,
    /// Of the verdicts those that it is no challenge.
    out: Heard,
    /// Of the verdicts those that it belongs somewhere.
    inside: Heard,
    also_in: Heard,
    /// What was said about another text of it.
    stale: Heard,
}

/// What was said about one candidate.
#[derive(Debug, Clone, Default)]
struct AboutCandidate {
    fates: Heard,
    titles: Heard,
    alignments: Heard,
}

/// What a log says about a run.
#[derive(Debug, Clone)]
pub struct Standing {
    statements: Statements,
    in_force: InForce,
    coined: Coined,
    /// The voice of each act.
    voices: Vec<Voice>,
    reviewers: BTreeMap<String, u32>,
    runs: BTreeMap<String, u32>,
    about: Vec<AboutStatement>,
    candidates: BTreeMap<ChallengeId, AboutCandidate>,
    /// The acts that count and name who coordinates the review.
    coordinators: BTreeSet<u32>,
    /// The acts that count and do not say of which candidate they are.
    malformed: BTreeSet<u32>,
    /// The acts that count and name statements that are not in the run.
    unknown: BTreeSet<u32>,
    /// The undos of what was not there: their own numbers, and what they name.
    bad_undos: Vec<(i64, i64)>,
}

impl Standing {
    /// What no act says about a run.
    pub fn new(proposal: &Proposal) -> Self {
        Self {
            statements: statements(proposal),
            in_force: InForce::default(),
            coined: Coined::before(proposal),
            voices: Vec::new(),
            reviewers: BTreeMap::new(),
            runs: BTreeMap::new(),
            about: vec![AboutStatement::default(); proposal.corpus.len()],
            candidates: BTreeMap::new(),
            coordinators: BTreeSet::new(),
            malformed: BTreeSet::new(),
            unknown: BTreeSet::new(),
            bad_undos: Vec::new(),
        }
    }

    /// Takes in the acts of a log that are new: those behind the ones that were taken in before.
    pub fn take_in(&mut self, log: &[Decision]) {
        while let Some(decision) = log.get(self.voices.len()) {
            let place = self.voices.len();
            let voice = (
                numbered(&mut self.runs, decision.run.clone()),
                numbered(&mut self.reviewers, reviewer_key(&decision.reviewer)),
            );
            self.voices.push(voice);
            self.coined.take_in(decision);
            if let Action::Undo { decision: number } = decision.action
                && self.in_force.place(number).is_none()
            {
                self.bad_undos.push((decision.number, number));
            }
            let turned = self.in_force.add(decision);
            self.say(decision, place as u32, Turn::New);
            for (earlier, _) in turned {
                self.say(&log[earlier], earlier as u32, Turn::Again);
            }
        }
    }

    /// Whether nobody undid the act in a place of the log.
    pub fn counts(&self, place: usize) -> bool {
        self.in_force.counts(place)
    }

    /// The place in the log of the act with a number.
    pub fn place(&self, number: i64) -> Option<usize> {
        self.in_force.place(number)
    }

    /// The id under which a challenge is known: of one that people made, its number.
    pub fn spelled(&self, id: &ChallengeId) -> ChallengeId {
        self.coined.spelled(id)
    }

    /// How many acts count.
    pub fn count(&self) -> usize {
        self.in_force.count()
    }

    /// The last act of a reviewer that counts and is a certain one of theirs.
    pub fn last_of(&self, reviewer: &str, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let &reviewer = self.reviewers.get(&reviewer_key(reviewer))?;
        let is_theirs = |&place: &usize| self.voices[place].1 == reviewer;
        (0..self.voices.len()).rev().filter(is_theirs).find(|&i| self.counts(i) && wanted(i))
    }

    /// Settles the acts that were taken in, which are the first of the log.
    pub fn settle(&self, proposal: &Proposal, log: &[Decision]) -> Settled {
        let mut troubles = Troubles::default();
        let opinions = self.opinions(log, &mut troubles);
        settled(proposal, &opinions, &self.coined, troubles)
    }

    /// Notes what one act says, or that it now counts or no longer does.
    fn say(&mut self, decision: &Decision, place: u32, turn: Turn) {
        let counts = self.in_force.counts(place as usize);
        if decision.action == Action::Coordinate {
            keep(&mut self.coordinators, place, counts);
        }
        let Some(act) = Act::of(decision).map(|act| act.spelled(&self.coined)) else {
            keep(&mut self.malformed, place, counts);
            return;
        };
        let voice = self.voices[place as usize];
        let (voices, in_force) = (&self.voices, &self.in_force);
        let hear = |heard: &mut Heard| match turn {
            Turn::New => heard.add(place, voice),
            Turn::Again => heard.turn(place, voice, voices, in_force),
        };
        if let Some((id, _)) = &act.fate {
            hear(&mut self.candidates.entry(id.clone()).or_default().fates);
        }
        if let Some((id, _)) = &act.title {
            hear(&mut self.candidates.entry(id.clone()).or_default().titles);
        }
        if let Some((id, _)) = &act.alignment {
            hear(&mut self.candidates.entry(id.clone()).or_default().alignments);
        }
        if act.verdict.is_some() || act.also.is_some() {
            for Subject { id, hash } in &decision.subjects {
                let Some((i, now)) = self.statements.get(id) else {
                    keep(&mut self.unknown, place, counts);
                    continue;
                };
                let about = &mut self.about[*i];
                if now != hash {
                    hear(&mut about.stale);
                    continue;
                }
                if let Some(verdict) = &act.verdict {
                    hear(&mut about.verdicts);
                    if verdict.is_out() {
                        hear(&mut about.out);
                    }
                    if matches!(verdict, Verdict::In(_)) {
                        hear(&mut about.inside);
                    }
                }
                if act.also.is_some() {
                    hear(&mut about.also_in);
                }
            }
        }
    }

    /// What counts of all that was said.
    fn opinions<'a>(&'a self, log: &'a [Decision], troubles: &mut Troubles) -> Opinions<'a> {
        for &(number, target) in &self.bad_undos {
            let what = format!("se deshace la decisión {target}, que no está en el registro");
            troubles.add(TroubleKind::Malformed, what, &[number], None);
        }
        for &place in &self.malformed {
            troubles.malformed(&log[place as usize]);
        }
        for &place in &self.unknown {
            let decision = &log[place as usize];
            let unknown = decision.subjects.iter().filter(|s| !self.statements.contains_key(&s.id));
            unknown.for_each(|subject| troubles.unknown_statement(decision, &subject.id));
        }
        let speaker = Speaker::of(self, log);
        let mut opinions = Opinions::none(self.about.len(), &self.statements);
        for (i, about) in self.about.iter().enumerate() {
            let divides = |place: u32| log[place as usize].action == Action::Split { to: None };
            let is_divided = about.verdicts.last().any(divides);
            let inside = about.inside.all(&self.in_force).filter(|_| is_divided);
            let verdicts = ordered(about.verdicts.last().chain(about.out.last()).chain(inside));
            opinions.verdicts[i] = speaker.judged(verdicts);
            opinions.also_in[i] = speaker.said(about.also_in.last(), |act| act.also);
            let stale = about.stale.all(&self.in_force);
            opinions.stale[i] = stale.map(|place| &log[place as usize]).collect();
        }
        for (id, about) in &self.candidates {
            let fates = speaker.said(about.fates.last(), |act| Some(act.fate?.1));
            let titles = speaker.said(about.titles.last(), |act| Some(act.title?.1));
            let alignments = speaker.said(about.alignments.last(), |act| Some(act.alignment?.1));
            opinions.about_candidate(id, fates, titles, alignments);
        }
        opinions
    }
}

/// Whether an act is the last of the log, or an earlier one that turned.
#[derive(Debug, Clone, Copy)]
enum Turn {
    New,
    Again,
}

/// Settles what counts.
pub(super) fn settled(
    proposal: &Proposal,
    opinions: &Opinions<'_>,
    coined: &Coined,
    mut troubles: Troubles,
) -> Settled {
    let index = GroupIndex::of(proposal, opinions, coined, &mut troubles);
    let mut taken_out = Vec::new();
    let cases = (0..proposal.corpus.len()).map(|i| Case::new(proposal, opinions, &index, i));
    let statements: Vec<Settlement> =
        cases.map(|case| case.settle(&mut taken_out, &mut troubles)).collect();
    let groups = groups(proposal, &index, &statements);
    let rejected = rejected(proposal, &index, &groups);
    Settled { statements, groups, troubles: troubles.into_vec(), rejected, taken_out }
}

/// Makes opinions of places in a log.
struct Speaker<'a> {
    log: &'a [Decision],
    voices: &'a [Voice],
    coined: &'a Coined,
    names: Vec<&'a str>,
    /// Who coordinates the review.
    coordinators: BTreeSet<u32>,
}

impl<'a> Speaker<'a> {
    fn of(standing: &'a Standing, log: &'a [Decision]) -> Self {
        let Standing { voices, coined, reviewers, coordinators, .. } = standing;
        let mut names = vec![""; reviewers.len()];
        for (name, &number) in reviewers {
            names[number as usize] = name;
        }
        let coordinators = coordinators.iter().map(|&place| voices[place as usize].1).collect();
        Self { log, voices, coined, names, coordinators }
    }

    /// What the act in a place says, and who says it.
    fn act(&self, place: u32) -> Option<(Opinion<'a, ()>, Act)> {
        let place = place as usize;
        let (decision, who) = (&self.log[place], self.voices[place].1);
        let (reviewer, coordinates) = (self.names[who as usize], self.coordinators.contains(&who));
        let act = Act::of(decision)?.spelled(self.coined);
        Some((Opinion { place, decision, reviewer, coordinates, said: () }, act))
    }

    fn said<T>(
        &self,
        places: impl Iterator<Item = u32>,
        part: impl Fn(Act) -> Option<T>,
    ) -> Vec<Opinion<'a, T>> {
        let acts = ordered(places).into_iter().filter_map(|place| self.act(place));
        acts.filter_map(|(speaker, act)| Some(speaker.says(part(act)?))).collect()
    }

    fn judged(&self, places: Vec<u32>) -> Vec<Opinion<'a, Verdict>> {
        let acts = places.into_iter().filter_map(|place| self.act(place));
        acts.filter_map(|(speaker, act)| Some(speaker.judges(act.verdict?))).collect()
    }
}

/// Places in order, each once.
fn ordered(places: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut places: Vec<u32> = places.collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn keep(places: &mut BTreeSet<u32>, place: u32, counts: bool) {
    if counts {
        places.insert(place);
    } else {
        places.remove(&place);
    }
}

/// The number of a name, the next one for a new name.
fn numbered(names: &mut BTreeMap<String, u32>, name: String) -> u32 {
    let next = names.len() as u32;
    *names.entry(name).or_insert(next)
}
