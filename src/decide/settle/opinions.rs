//! What was said about each statement and each candidate, sorted out of the decisions in force, and
//! whose word of it counts.

use std::collections::BTreeMap;

use super::{TroubleKind, Troubles};
use crate::domain::decision::{
    Action, Alignment, ContentHash, Decision, Destination, Subject, reviewer_key,
};
use crate::domain::proposal::{CandidateId, Proposal};
use crate::domain::statement::StatementId;

/// What somebody said.
#[derive(Debug, Clone)]
pub(super) struct Word<'a, T> {
    /// The place of the decision among those in force.
    pub(super) place: usize,
    /// The decision.
    pub(super) decision: &'a Decision,
    /// Who, as a key.
    pub(super) reviewer: String,
    /// What.
    pub(super) said: T,
}

/// What can be said about where a statement belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There.
    In(Destination),
    /// To no challenge.
    Nowhere,
    /// To no challenge, for good.
    Discard,
    /// Not to that candidate.
    TakenOut(CandidateId),
    /// To one part of that candidate, and which is open.
    Divided(CandidateId),
    /// Somebody could not say.
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
    Merged(Destination),
    /// It is several.
    Divided,
}

/// Everything said, in the order of the log.
pub(super) struct Opinions<'a> {
    /// Where each statement belongs.
    pub(super) verdicts: Vec<Vec<Word<'a, Verdict>>>,
    /// Where else it belongs.
    pub(super) alsos: Vec<Vec<Word<'a, Destination>>>,
    /// The decisions about an earlier text of it.
    pub(super) stale: Vec<Vec<&'a Decision>>,
    /// What becomes of each candidate.
    pub(super) fates: BTreeMap<CandidateId, Vec<Word<'a, Fate>>>,
    /// How each candidate is worded.
    pub(super) titles: BTreeMap<CandidateId, Vec<Word<'a, String>>>,
    /// What each candidate is aligned to.
    pub(super) alignments: BTreeMap<CandidateId, Vec<Word<'a, Alignment>>>,
}

impl<'a> Opinions<'a> {
    pub(super) fn of(
        proposal: &Proposal,
        in_force: &[&'a Decision],
        troubles: &mut Troubles,
    ) -> Self {
        let n = proposal.corpus.len();
        let statements = proposal.corpus.statements.iter().enumerate();
        let index: BTreeMap<&StatementId, (usize, ContentHash)> =
            statements.map(|(i, s)| (&s.id, (i, ContentHash::of(&s.text)))).collect();
        let mut words = Self {
            verdicts: (0..n).map(|_| Vec::new()).collect(),
            alsos: (0..n).map(|_| Vec::new()).collect(),
            stale: (0..n).map(|_| Vec::new()).collect(),
            fates: BTreeMap::new(),
            titles: BTreeMap::new(),
            alignments: BTreeMap::new(),
        };
        for (place, &decision) in in_force.iter().enumerate() {
            let Some(act) = Act::of(decision) else {
                let what =
                    format!("la decisión «{}» no dice de qué propuesta es", decision.action.name());
                troubles.add(TroubleKind::Malformed, what, &[decision.number], None);
                continue;
            };
            let reviewer = reviewer_key(&decision.reviewer);
            if let Some((candidate, fate)) = act.fate {
                let word = Word { place, decision, reviewer: reviewer.clone(), said: fate };
                words.fates.entry(candidate).or_default().push(word);
            }
            if let Some((candidate, title)) = act.title {
                let word = Word { place, decision, reviewer: reviewer.clone(), said: title };
                words.titles.entry(candidate).or_default().push(word);
            }
            if let Some((candidate, alignment)) = act.alignment {
                let word = Word { place, decision, reviewer: reviewer.clone(), said: alignment };
                words.alignments.entry(candidate).or_default().push(word);
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
                    words.stale[*i].push(decision);
                    continue;
                }
                if let Some(said) = act.verdict.clone() {
                    let reviewer = reviewer.clone();
                    words.verdicts[*i].push(Word { place, decision, reviewer, said });
                }
                if let Some(said) = act.also.clone() {
                    let reviewer = reviewer.clone();
                    words.alsos[*i].push(Word { place, decision, reviewer, said });
                }
            }
        }
        words
    }
}

/// What one decision says.
#[derive(Default)]
struct Act {
    verdict: Option<Verdict>,
    also: Option<Destination>,
    fate: Option<(CandidateId, Fate)>,
    title: Option<(CandidateId, String)>,
    alignment: Option<(CandidateId, Alignment)>,
}

impl Act {
    /// `None` where a decision about a candidate names none.
    fn of(decision: &Decision) -> Option<Self> {
        let candidate = || decision.candidate.clone();
        let place = |to: &Destination| match to {
            Destination::Nothing => Verdict::Nowhere,
            to => Verdict::In(to.clone()),
        };
        let mut act = Self::default();
        match &decision.action {
            Action::Accept { .. } => {
                act.verdict = Some(Verdict::In(Destination::Candidate(candidate()?)));
                act.fate = Some((candidate()?, Fate::Accepted));
            }
            Action::Merge { into } => {
                act.verdict = Some(place(into));
                act.fate = (*into != Destination::Nothing)
                    .then_some((candidate()?, Fate::Merged(into.clone())));
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
            Action::AlsoIn { also: Destination::Nothing }
            | Action::Comment
            | Action::Undo { .. } => {}
            Action::AlsoIn { also } => act.also = Some(also.clone()),
        }
        Some(act)
    }
}

/// The words that count: those of the last run in which somebody spoke, the last of each reviewer
/// in it, by reviewer.
pub(super) fn last<'w, 'a, T>(words: &'w [Word<'a, T>]) -> Vec<&'w Word<'a, T>> {
    let Some(run) = words.last().map(|word| &word.decision.run) else { return Vec::new() };
    let mut last: BTreeMap<&str, &Word<'a, T>> = BTreeMap::new();
    for word in words.iter().filter(|word| word.decision.run == *run) {
        last.insert(&word.reviewer, word);
    }
    last.into_values().collect()
}

/// The last word of each reviewer in each run.
pub(super) fn last_in_each_run<'w, 'a, T>(words: &'w [Word<'a, T>]) -> Vec<&'w Word<'a, T>> {
    let mut last: BTreeMap<(&str, &str), &Word<'a, T>> = BTreeMap::new();
    for word in words {
        last.insert((&word.decision.run, &word.reviewer), word);
    }
    last.into_values().collect()
}
