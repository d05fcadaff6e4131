//! What becomes of the candidates: which are accepted, merged or divided, how they are worded, and
//! where a destination leads.

use std::collections::{BTreeMap, BTreeSet};

use super::coined::Coined;
use super::opinions::{Fate, Opinion, Opinions, Verdict, latest, standing};
use super::{Group, TroubleKind, Troubles};
use crate::domain::decision::Alignment;
use crate::domain::destination::ChallengeId;
use crate::domain::frame::Frame;
use crate::domain::problem::excerpt;
use crate::domain::proposal::Proposal;

/// The groups that statements can be in, by every name that people have for them.
pub(super) struct GroupIndex<'a> {
    proposal: &'a Proposal,
    /// The candidates of the run by id.
    candidates: BTreeMap<&'a str, usize>,
    /// The texts of the frame's challenges by id.
    finals: BTreeMap<&'a str, &'a str>,
    /// The challenges that people made.
    coined: &'a Coined,
    /// The candidates that people accepted, and the formulation they accepted.
    accepted: BTreeMap<ChallengeId, String>,
    /// The candidates that people merged, and with what.
    merged: BTreeMap<ChallengeId, ChallengeId>,
    /// The candidates that people divided.
    divided: BTreeSet<ChallengeId>,
    /// People's wording of a candidate.
    titles: BTreeMap<ChallengeId, String>,
    /// People's alignment of a group.
    pub(super) alignments: BTreeMap<ChallengeId, Alignment>,
    /// What is disputed about a candidate.
    contested: BTreeMap<ChallengeId, String>,
}

/// Why a destination leads nowhere.
pub(super) struct UnresolvedDestination {
    pub(super) kind: TroubleKind,
    pub(super) what: String,
}

impl<'a> GroupIndex<'a> {
    pub(super) fn of(
        proposal: &'a Proposal,
        opinions: &Opinions<'_>,
        coined: &'a Coined,
        troubles: &mut Troubles,
    ) -> Self {
        let candidates = proposal.candidates.iter().enumerate();
        let finals = proposal.frame.desafios.iter();
        let mut index = Self {
            proposal,
            candidates: candidates.map(|(c, candidate)| (candidate.id.as_str(), c)).collect(),
            finals: finals.map(|desafio| (desafio.id.as_str(), desafio.text.as_str())).collect(),
            coined,
            accepted: BTreeMap::new(),
            merged: BTreeMap::new(),
            divided: BTreeSet::new(),
            titles: BTreeMap::new(),
            alignments: BTreeMap::new(),
            contested: BTreeMap::new(),
        };
        for (id, fates) in &opinions.fates {
            let holds = |opinion: &&Opinion<'_, Fate>| holds(opinions, id, opinion);
            let said = standing(latest(fates).into_iter().filter(holds).collect());
            index.fate(id, &said, troubles);
        }
        for (id, titles) in &opinions.titles {
            index.wording(id, &standing(latest(titles)), troubles);
        }
        index.align(opinions, troubles);
        index
    }

    /// Decides what becomes of a candidate.
    fn fate(&mut self, id: &ChallengeId, said: &[&Opinion<'_, Fate>], troubles: &mut Troubles) {
        let mut fates: Vec<Fate> = Vec::new();
        for opinion in said {
            if !fates.contains(&opinion.said) {
                fates.push(opinion.said.clone());
            }
        }
        match fates.as_slice() {
            [] => {}
            [Fate::Accepted] => {
                let latest =
                    said.iter().max_by_key(|opinion| (opinion.decision.number, opinion.place));
                let text = latest.and_then(|opinion| opinion.decision.action.text());
                self.accepted.insert(id.clone(), text.unwrap_or_default().to_owned());
            }
            [Fate::Merged(into)] => {
                self.merged.insert(id.clone(), into.clone());
            }
            [Fate::Divided] => {
                self.divided.insert(id.clone());
            }
            _ => {
                let say = |opinion: &Opinion<'_, Fate>| match &opinion.said {
                    Fate::Accepted => "aceptar".to_owned(),
                    Fate::Merged(into) => format!("fusionar con {into}"),
                    Fate::Divided => "dividir".to_owned(),
                };
                self.dispute(id, said, say, troubles);
            }
        }
    }

    /// Decides how a candidate is worded.
    fn wording(
        &mut self,
        id: &ChallengeId,
        said: &[&Opinion<'_, String>],
        troubles: &mut Troubles,
    ) {
        let texts: BTreeSet<&str> = said.iter().map(|opinion| opinion.said.as_str()).collect();
        if texts.len() == 1 {
            self.titles.insert(id.clone(), said[0].said.clone());
        } else {
            let say = |opinion: &Opinion<'_, String>| format!("«{}»", excerpt(&opinion.said));
            self.dispute(id, said, say, troubles);
        }
    }

    pub(super) fn dispute<T>(
        &mut self,
        id: &ChallengeId,
        said: &[&Opinion<'_, T>],
        say: impl Fn(&Opinion<'_, T>) -> String,
        troubles: &mut Troubles,
    ) {
        let what = format!("{id}: {}", disagreement(said, say));
        self.contest(id, what, &numbers(said), troubles);
    }

    /// Notes that a candidate as such is contested.
    pub(super) fn contest(
        &mut self,
        id: &ChallengeId,
        what: String,
        decisions: &[i64],
        troubles: &mut Troubles,
    ) {
        troubles.add(TroubleKind::Conflict, what.clone(), decisions, None);
        self.contested
            .entry(id.clone())
            .and_modify(|before| {
                before.push_str("; ");
                before.push_str(&what);
            })
            .or_insert(what);
    }

    /// Whether a challenge can be merged into another: the frame's cannot.
    fn can_be_merged(&self, id: &ChallengeId) -> bool {
        !self.finals.contains_key(id.as_str())
    }

    /// A challenge in words: its id, and its wording where that is all that people know of it.
    pub(super) fn label(&self, id: &ChallengeId) -> String {
        match self.coined.wording(id) {
            Some(wording) => format!("{id} «{}»", excerpt(wording)),
            None => id.to_string(),
        }
    }

    /// Where a challenge is once candidates are merged.
    pub(super) fn resolve(&self, id: &ChallengeId) -> Result<ChallengeId, UnresolvedDestination> {
        let mut at = id.clone();
        let mut seen: Vec<ChallengeId> = Vec::new();
        while self.can_be_merged(&at) {
            if let Some(first) = seen.iter().position(|before| *before == at) {
                let mut circle: Vec<&str> = seen[first..].iter().map(ChallengeId::as_str).collect();
                circle.sort_unstable();
                let what =
                    format!("{} se fusionan en círculo: falta decir cuál queda", circle.join(", "));
                return Err(UnresolvedDestination { kind: TroubleKind::Circle, what });
            }
            let Some(into) = self.merged.get(&at) else { break };
            seen.push(at);
            at = into.clone();
        }
        let known = !self.can_be_merged(&at)
            || self.candidates.contains_key(at.as_str())
            || self.accepted.contains_key(&at)
            || self.coined.wording(&at).is_some();
        if known {
            Ok(at)
        } else if at.is_numbered() {
            let what = format!("la propuesta {at} no está en esta corrida");
            Err(UnresolvedDestination { kind: TroubleKind::UnknownCandidate, what })
        } else {
            let what = format!("el desafío {at} no está en el marco");
            Err(UnresolvedDestination { kind: TroubleKind::UnknownFinal, what })
        }
    }

    /// The group that a candidate's undecided statements are in.
    pub(super) fn place_of(&self, id: &ChallengeId) -> ChallengeId {
        self.resolve(id).unwrap_or_else(|_| id.clone())
    }

    /// Whether people did away with a candidate as it was.
    pub(super) fn done_away(&self, id: &ChallengeId) -> bool {
        self.merged.contains_key(id) || self.divided.contains(id)
    }

    /// Whether a group is a challenge by people's word or the frame's.
    pub(super) fn accepted(&self, key: &ChallengeId) -> bool {
        !self.can_be_merged(key)
            || self.accepted.contains_key(key)
            || self.coined.wording(key).is_some()
    }

    pub(super) fn contested(&self, key: &ChallengeId) -> Option<String> {
        self.contested.get(key).cloned()
    }

    pub(super) fn alignment(&self, key: &ChallengeId) -> Alignment {
        self.alignments.get(key).cloned().unwrap_or_default()
    }

    pub(super) fn frame(&self) -> &'a Frame {
        &self.proposal.frame
    }

    /// How a group is worded: by people, the frame, the acceptance, the draft, or, for want of
    /// them, its first statement.
    pub(super) fn title(&self, group: &Group) -> String {
        let id = &group.key;
        let draft = || {
            let candidate = self.candidates.get(id.as_str())?;
            Some(self.proposal.candidates[*candidate].draft.text.as_str())
        };
        let first = || {
            let mut all = group.members.iter().chain(&group.proposed).chain(&group.also);
            all.next().map(|&i| self.proposal.corpus.statements[i].text.as_str())
        };
        let accepted = || self.accepted.get(id).map(String::as_str).filter(|text| !text.is_empty());
        let title = self.titles.get(id).map(String::as_str);
        let title = title.or_else(|| self.finals.get(id.as_str()).copied());
        let title = title.or_else(|| self.coined.wording(id));
        title.or_else(accepted).or_else(draft).or_else(first).unwrap_or_default().to_owned()
    }
}

/// An acceptance holds while the same reviewer still has one of the texts accepted there, or if no
/// text was accepted with it.
fn holds(opinions: &Opinions<'_>, id: &ChallengeId, opinion: &Opinion<'_, Fate>) -> bool {
    if opinion.said != Fate::Accepted || opinion.decision.subjects.is_empty() {
        return true;
    }
    let here = Verdict::In(id.clone());
    let mine = |said: &&Opinion<'_, Verdict>| {
        said.reviewer == opinion.reviewer && said.decision.run == opinion.decision.run
    };
    let mut accepted = opinion.decision.subjects.iter().filter_map(|one| opinions.current(one));
    accepted.any(|i| opinions.verdicts[i].iter().rfind(mine).is_some_and(|last| last.said == here))
}

/// Who says what.
pub(super) fn disagreement<T>(
    said: &[&Opinion<'_, T>],
    say: impl Fn(&Opinion<'_, T>) -> String,
) -> String {
    let each = said.iter().map(|opinion| format!("{} dice {}", name(opinion), say(opinion)));
    each.collect::<Vec<_>>().join("; ")
}

/// A reviewer's name for people.
pub(super) fn name<'w, T>(opinion: &'w Opinion<'_, T>) -> &'w str {
    match opinion.decision.reviewer.trim() {
        "" => "alguien sin nombre",
        name => name,
    }
}

/// The numbers of the decisions.
pub(super) fn numbers<T>(said: &[&Opinion<'_, T>]) -> Vec<i64> {
    said.iter().map(|opinion| opinion.decision.number).collect()
}
