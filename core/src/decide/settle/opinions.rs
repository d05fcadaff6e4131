//! The opinions that the decisions in force hold of each statement and each candidate, and which of
//! them count.

use std::collections::BTreeMap;

use super::coined::Coined;
use crate::domain::decision::{Action, Alignment, ContentHash, Decision, Subject};
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::statement::StatementId;

/// The statements of a proposal by id, each with what its text is now.
pub(super) type Statements = BTreeMap<StatementId, (usize, ContentHash)>;

/// What one decision says of one thing.
#[derive(Debug, Clone)]
pub(super) struct Opinion<'a, T> {
    /// The position of the decision in the log.
    pub(super) place: usize,
    /// The decision that says it.
    pub(super) decision: &'a Decision,
    /// The reviewer, as a key that is the same for every spelling of the name.
    pub(super) reviewer: &'a str,
    /// Whether it is the word of who coordinates the review.
    pub(super) coordinates: bool,
    /// What is said.
    pub(super) said: T,
}

impl<'a> Opinion<'a, ()> {
    /// What the same decision says of something.
    pub(super) fn says<T>(&self, said: T) -> Opinion<'a, T> {
        let Self { place, decision, reviewer, coordinates, said: () } = *self;
        Opinion { place, decision, reviewer, coordinates, said }
    }

    /// What it says of a statement's place. Who cannot say settles nothing.
    pub(super) fn judges(&self, said: Verdict) -> Opinion<'a, Verdict> {
        let mut opinion = self.says(said);
        opinion.coordinates &= opinion.said != Verdict::DontKnow;
        opinion
    }
}

/// What can be said about where a statement belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It belongs there.
    In(ChallengeId),
    /// It belongs to no challenge.
    Nowhere,
    /// It is no challenge and is discarded.
    Discard,
    /// It does not belong to that candidate.
    TakenOut(ChallengeId),
    /// It belongs to one part of that candidate; to which is open.
    Divided(ChallengeId),
    /// The reviewer could not say.
    DontKnow,
}

impl Verdict {
    pub(super) fn is_out(&self) -> bool {
        matches!(self, Self::Nowhere | Self::Discard)
    }
}

/// What can become of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is a challenge.
    Accepted,
    /// It is one with another.
    Merged(ChallengeId),
    /// It is several.
    Divided,
}

/// What was said, in the order of the log: at least the last opinion of each reviewer in each run,
/// the last with which it put a statement out, and, where a statement's group is divided, all that
/// put it anywhere.
pub(super) struct Opinions<'a> {
    /// The statements by id.
    statements: &'a Statements,
    /// Where each statement belongs.
    pub(super) verdicts: Vec<Vec<Opinion<'a, Verdict>>>,
    /// Where else it belongs.
    pub(super) also_in: Vec<Vec<Opinion<'a, ChallengeId>>>,
    /// The decisions about another text of it.
    pub(super) stale: Vec<Vec<&'a Decision>>,
    /// What becomes of each candidate.
    pub(super) fates: BTreeMap<ChallengeId, Vec<Opinion<'a, Fate>>>,
    /// How each candidate is worded.
    pub(super) titles: BTreeMap<ChallengeId, Vec<Opinion<'a, String>>>,
    /// What each candidate is aligned to.
    pub(super) alignments: BTreeMap<ChallengeId, Vec<Opinion<'a, Alignment>>>,
}

impl<'a> Opinions<'a> {
    /// Nothing said of so many statements.
    pub(super) fn none(n: usize, statements: &'a Statements) -> Self {
        Self {
            statements,
            verdicts: (0..n).map(|_| Vec::new()).collect(),
            also_in: (0..n).map(|_| Vec::new()).collect(),
            stale: (0..n).map(|_| Vec::new()).collect(),
            fates: BTreeMap::new(),
            titles: BTreeMap::new(),
            alignments: BTreeMap::new(),
        }
    }

    /// Adds what was said of a candidate.
    pub(super) fn about_candidate(
        &mut self,
        id: &ChallengeId,
        fates: Vec<Opinion<'a, Fate>>,
        titles: Vec<Opinion<'a, String>>,
        alignments: Vec<Opinion<'a, Alignment>>,
    ) {
        if !fates.is_empty() {
            self.fates.insert(id.clone(), fates);
        }
        if !titles.is_empty() {
            self.titles.insert(id.clone(), titles);
        }
        if !alignments.is_empty() {
            self.alignments.insert(id.clone(), alignments);
        }
    }

    /// The statement that a decision is about, if its text is still the same.
    pub(super) fn current(&self, subject: &Subject) -> Option<usize> {
        let (i, now) = self.statements.get(&subject.id)?;
        (*now == subject.hash).then_some(*i)
    }
}

/// What one decision says.
#[derive(Default)]
pub(super) struct Act {
    pub(super) verdict: Option<Verdict>,
    pub(super) also: Option<ChallengeId>,
    pub(super) fate: Option<(ChallengeId, Fate)>,
    pub(super) title: Option<(ChallengeId, String)>,
    pub(super) alignment: Option<(ChallengeId, Alignment)>,
}

impl Act {
    /// With the number of every challenge that people made in place of its wording.
    pub(super) fn spelled(mut self, coined: &Coined) -> Self {
        let spell = |id: &mut ChallengeId| *id = coined.spelled(id);
        match &mut self.verdict {
            Some(Verdict::In(id) | Verdict::TakenOut(id) | Verdict::Divided(id)) => spell(id),
            Some(Verdict::Nowhere | Verdict::Discard | Verdict::DontKnow) | None => {}
        }
        self.also.iter_mut().for_each(spell);
        if let Some((candidate, fate)) = &mut self.fate {
            spell(candidate);
            if let Fate::Merged(into) = fate {
                spell(into);
            }
        }
        self.title.iter_mut().for_each(|(id, _)| spell(id));
        self.alignment.iter_mut().for_each(|(id, _)| spell(id));
        self
    }

    /// `None` where a decision about a candidate names none.
    pub(super) fn of(decision: &Decision) -> Option<Self> {
        let candidate = || decision.candidate.clone();
        let place = |to: &Destination| match to {
            Destination::Nothing => Verdict::Nowhere,
            Destination::Challenge(id) => Verdict::In(id.clone()),
        };
        let mut act = Self::default();
        match &decision.action {
            Action::Accept { .. } => {
                act.verdict = Some(Verdict::In(candidate()?));
                act.fate = Some((candidate()?, Fate::Accepted));
            }
            Action::Merge { into } => {
                act.verdict = Some(place(into));
                if let Destination::Challenge(into) = into {
                    act.fate = Some((candidate()?, Fate::Merged(into.clone())));
                }
            }
            Action::Split { to: None } => {
                act.verdict = Some(Verdict::Divided(candidate()?));
                act.fate = Some((candidate()?, Fate::Divided));
            }
            Action::Align { .. } => {
                let candidate = candidate()?;
                act.alignment = decision.action.alignment().map(|said| (candidate, said));
            }
            Action::Rename { text } => act.title = Some((candidate()?, text.trim().to_owned())),
            Action::Move { to } | Action::Split { to: Some(to) } => act.verdict = Some(place(to)),
            Action::TakeOut => act.verdict = Some(Verdict::TakenOut(candidate()?)),
            Action::Discard => act.verdict = Some(Verdict::Discard),
            Action::DontKnow => act.verdict = Some(Verdict::DontKnow),
            Action::AlsoIn { also } => act.also = also.challenge().cloned(),
            Action::Coordinate | Action::Comment | Action::Undo { .. } => {}
        }
        Some(act)
    }
}

/// The opinions that count: those of the last run in which somebody spoke, the last of each reviewer
/// in it, by reviewer.
pub(super) fn latest<'w, 'a, T>(opinions: &'w [Opinion<'a, T>]) -> Vec<&'w Opinion<'a, T>> {
    let Some(run) = opinions.last().map(|opinion| &opinion.decision.run) else {
        return Vec::new();
    };
    let mut last: BTreeMap<&str, &Opinion<'a, T>> = BTreeMap::new();
    for opinion in opinions.iter().filter(|opinion| opinion.decision.run == *run) {
        last.insert(opinion.reviewer, opinion);
    }
    last.into_values().collect()
}

/// The opinions that stand among those that count: where a coordinator spoke, only the coordinator's.
pub(super) fn standing<'w, 'a, T>(said: Vec<&'w Opinion<'a, T>>) -> Vec<&'w Opinion<'a, T>> {
    if !said.iter().any(|opinion| opinion.coordinates) {
        return said;
    }
    said.into_iter().filter(|opinion| opinion.coordinates).collect()
}

/// The last opinion of each reviewer in each run.
pub(super) fn latest_in_each_run<'w, 'a, T>(
    opinions: &'w [Opinion<'a, T>],
) -> Vec<&'w Opinion<'a, T>> {
    let mut last: BTreeMap<(&str, &str), &Opinion<'a, T>> = BTreeMap::new();
    for opinion in opinions {
        last.insert((&opinion.decision.run, opinion.reviewer), opinion);
    }
    last.into_values().collect()
}
