//! The opinions that the decisions in force hold of each statement and each candidate, and which of
//! them count.

use std::collections::{BTreeMap, BTreeSet};

use super::coined::Coined;
use super::{TroubleKind, Troubles};
use crate::domain::decision::{Action, Alignment, ContentHash, Decision, Subject, reviewer_key};
use crate::domain::place::{ChallengeId, Destination};
use crate::domain::proposal::Proposal;
use crate::domain::statement::StatementId;

/// What one decision says of one thing.
#[derive(Debug, Clone)]
pub(super) struct Opinion<'a, T> {
    /// The position of the decision among those in force.
    pub(super) place: usize,
    /// The decision that says it.
    pub(super) decision: &'a Decision,
    /// The reviewer, as a key that is the same for every spelling of the name.
    pub(super) reviewer: String,
    /// Whether it is the word of who coordinates the review.
    pub(super) coordinates: bool,
    /// What is said.
    pub(super) said: T,
}

impl<'a> Opinion<'a, ()> {
    /// What the same decision says of something.
    fn says<T>(&self, said: T) -> Opinion<'a, T> {
        let Self { place, decision, coordinates, .. } = *self;
        Opinion { place, decision, reviewer: self.reviewer.clone(), coordinates, said }
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

/// Everything said, in the order of the log.
pub(super) struct Opinions<'a> {
    /// Where each statement belongs.
    pub(super) verdicts: Vec<Vec<Opinion<'a, Verdict>>>,
    /// Where else it belongs.
    pub(super) also_in: Vec<Vec<Opinion<'a, ChallengeId>>>,
    /// The decisions about an earlier text of it.
    pub(super) stale: Vec<Vec<&'a Decision>>,
    /// What becomes of each candidate.
    pub(super) fates: BTreeMap<ChallengeId, Vec<Opinion<'a, Fate>>>,
    /// How each candidate is worded.
    pub(super) titles: BTreeMap<ChallengeId, Vec<Opinion<'a, String>>>,
    /// What each candidate is aligned to.
    pub(super) alignments: BTreeMap<ChallengeId, Vec<Opinion<'a, Alignment>>>,
}

impl<'a> Opinions<'a> {
    pub(super) fn of(
        proposal: &Proposal,
        in_force: &[&'a Decision],
        coined: &Coined,
        troubles: &mut Troubles,
    ) -> Self {
        let n = proposal.corpus.len();
        let statements = proposal.corpus.statements.iter().enumerate();
        let index: BTreeMap<&StatementId, (usize, ContentHash)> =
            statements.map(|(i, s)| (&s.id, (i, ContentHash::of(&s.text)))).collect();
        let mut opinions = Self {
            verdicts: (0..n).map(|_| Vec::new()).collect(),
            also_in: (0..n).map(|_| Vec::new()).collect(),
            stale: (0..n).map(|_| Vec::new()).collect(),
            fates: BTreeMap::new(),
            titles: BTreeMap::new(),
            alignments: BTreeMap::new(),
        };
        let coordinators: BTreeSet<String> = in_force
            .iter()
            .filter(|decision| decision.action == Action::Coordinate)
            .map(|decision| reviewer_key(&decision.reviewer))
            .collect();
        for (place, &decision) in in_force.iter().enumerate() {
            let Some(act) = Act::of(decision).map(|act| act.spelled(coined)) else {
                let what =
                    format!("la decisión «{}» no dice de qué propuesta es", decision.action.name());
                troubles.add(TroubleKind::Malformed, what, &[decision.number], None);
                continue;
            };
            let reviewer = reviewer_key(&decision.reviewer);
            let coordinates = coordinators.contains(&reviewer);
            let speaker = Opinion { place, decision, reviewer, coordinates, said: () };
            if let Some((candidate, fate)) = act.fate {
                opinions.fates.entry(candidate).or_default().push(speaker.says(fate));
            }
            if let Some((candidate, title)) = act.title {
                opinions.titles.entry(candidate).or_default().push(speaker.says(title));
            }
            if let Some((candidate, alignment)) = act.alignment {
                opinions.alignments.entry(candidate).or_default().push(speaker.says(alignment));
            }
            for Subject { id, hash } in &decision.subjects {
                let about = act.verdict.is_some() || act.also.is_some();
                let Some((i, now)) = index.get(id).filter(|_| about) else {
                    if about {
                        let what = "hay decisiones sobre desafíos que no están en esta corrida";
                        troubles.add(
                            TroubleKind::UnknownStatement,
                            what,
                            &[decision.number],
                            Some(id),
                        );
                    }
                    continue;
                };
                if now != hash {
                    opinions.stale[*i].push(decision);
                    continue;
                }
                if let Some(said) = act.verdict.clone() {
                    let mut opinion = speaker.says(said);
                    // Who cannot say settles nothing.
                    opinion.coordinates &= opinion.said != Verdict::DontKnow;
                    opinions.verdicts[*i].push(opinion);
                }
                if let Some(said) = act.also.clone() {
                    opinions.also_in[*i].push(speaker.says(said));
                }
            }
        }
        opinions
    }
}

/// What one decision says.
#[derive(Default)]
struct Act {
    verdict: Option<Verdict>,
    also: Option<ChallengeId>,
    fate: Option<(ChallengeId, Fate)>,
    title: Option<(ChallengeId, String)>,
    alignment: Option<(ChallengeId, Alignment)>,
}

impl Act {
    /// With the number of every challenge that people made in place of its wording.
    fn spelled(mut self, coined: &Coined) -> Self {
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
    fn of(decision: &Decision) -> Option<Self> {
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
        last.insert(&opinion.reviewer, opinion);
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
        last.insert((&opinion.decision.run, &opinion.reviewer), opinion);
    }
    last.into_values().collect()
}
