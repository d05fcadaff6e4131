//! What becomes of the candidates: which are accepted, merged or divided, how they are worded, and
//! where a destination leads.

use std::collections::{BTreeMap, BTreeSet};

use super::opinions::{Fate, Opinion, Opinions, Verdict, latest};
use super::{Group, TroubleKind, Troubles};
use crate::domain::decision::{Alignment, Destination};
use crate::domain::frame::Frame;
use crate::domain::problem::excerpt;
use crate::domain::proposal::{CandidateId, Proposal};
use crate::text::fold;

/// The groups that statements can be in, by every name that people have for them.
pub(super) struct GroupIndex<'a> {
    proposal: &'a Proposal,
    /// The candidates of the run by id.
    candidates: BTreeMap<&'a str, usize>,
    /// The texts of the frame's challenges by id.
    finals: BTreeMap<&'a str, &'a str>,
    /// The spelling of each new challenge by its folded name.
    names: BTreeMap<String, String>,
    /// The candidates that people accepted, and the formulation they accepted.
    accepted: BTreeMap<CandidateId, String>,
    /// The candidates that people merged, and with what.
    merged: BTreeMap<CandidateId, Destination>,
    /// The candidates that people divided.
    divided: BTreeSet<CandidateId>,
    /// People's wording of a candidate.
    titles: BTreeMap<CandidateId, String>,
    /// People's alignment of a group.
    pub(super) alignments: BTreeMap<Destination, Alignment>,
    /// What is disputed about a candidate.
    contested: BTreeMap<CandidateId, String>,
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
        troubles: &mut Troubles,
    ) -> Self {
        let candidates = proposal.candidates.iter().enumerate();
        let finals = proposal.frame.desafios.iter();
        let mut index = Self {
            proposal,
            candidates: candidates.map(|(c, candidate)| (candidate.id.0.as_str(), c)).collect(),
            finals: finals.map(|desafio| (desafio.id.as_str(), desafio.text.as_str())).collect(),
            names: names(opinions),
            accepted: BTreeMap::new(),
            merged: BTreeMap::new(),
            divided: BTreeSet::new(),
            titles: BTreeMap::new(),
            alignments: BTreeMap::new(),
            contested: BTreeMap::new(),
        };
        for (id, fates) in &opinions.fates {
            let holds = |opinion: &&Opinion<'_, Fate>| holds(opinions, id, opinion);
            let said: Vec<_> = latest(fates).into_iter().filter(holds).collect();
            index.fate(id, &said, troubles);
        }
        for (id, titles) in &opinions.titles {
            index.wording(id, &latest(titles), troubles);
        }
        index.align(opinions, troubles);
        index
    }

    /// Decides what becomes of a candidate.
    fn fate(&mut self, id: &CandidateId, said: &[&Opinion<'_, Fate>], troubles: &mut Troubles) {
        let mut fates: Vec<Fate> = Vec::new();
        for opinion in said {
            let fate = match &opinion.said {
                Fate::Merged(into) => Fate::Merged(self.spelled(into)),
                other => other.clone(),
            };
            if !fates.contains(&fate) {
                fates.push(fate);
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
        id: &CandidateId,
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
        id: &CandidateId,
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
        id: &CandidateId,
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

    /// A destination as it is spelled here: an id of the frame is a final, one of the run a
    /// candidate, and a new challenge has one spelling.
    pub(super) fn spelled(&self, destination: &Destination) -> Destination {
        match destination {
            Destination::Candidate(id) if self.finals.contains_key(id.0.as_str()) => {
                Destination::Final(id.0.clone())
            }
            // A run that continues another keeps a new challenge's working name as its id.
            Destination::Candidate(CandidateId(id)) if id.starts_with("nuevo:") => {
                match id.parse() {
                    Ok(Destination::New(name)) => self.spelled(&Destination::New(name)),
                    _ => destination.clone(),
                }
            }
            Destination::Final(id)
                if !self.finals.contains_key(id.as_str())
                    && self.candidates.contains_key(id.as_str()) =>
            {
                Destination::Candidate(CandidateId(id.clone()))
            }
            Destination::New(name) => {
                Destination::New(self.names.get(&folded(name)).unwrap_or(name).clone())
            }
            other => other.clone(),
        }
    }

    /// Where a destination leads once candidates are merged.
    pub(super) fn resolve(
        &self,
        destination: &Destination,
    ) -> Result<Destination, UnresolvedDestination> {
        let mut at = self.spelled(destination);
        let mut seen: Vec<CandidateId> = Vec::new();
        while let Destination::Candidate(id) = &at {
            if let Some(first) = seen.iter().position(|before| before == id) {
                let mut circle: Vec<String> =
                    seen[first..].iter().map(ToString::to_string).collect();
                circle.sort();
                let what =
                    format!("{} se fusionan en círculo: falta decir cuál queda", circle.join(", "));
                return Err(UnresolvedDestination { kind: TroubleKind::Circle, what });
            }
            let Some(into) = self.merged.get(id) else { break };
            seen.push(id.clone());
            at = into.clone();
        }
        match &at {
            Destination::Candidate(id)
                if !self.candidates.contains_key(id.0.as_str())
                    && !self.accepted.contains_key(id) =>
            {
                let what = format!("la propuesta {id} no está en esta corrida");
                Err(UnresolvedDestination { kind: TroubleKind::UnknownCandidate, what })
            }
            Destination::Final(id) if !self.finals.contains_key(id.as_str()) => {
                let what = format!("el desafío {id} no está en el marco");
                Err(UnresolvedDestination { kind: TroubleKind::UnknownFinal, what })
            }
            _ => Ok(at),
        }
    }

    /// The group that a candidate's undecided statements are in.
    pub(super) fn place_of(&self, id: &CandidateId) -> Destination {
        let own = Destination::Candidate(id.clone());
        self.resolve(&own).unwrap_or_else(|_| self.spelled(&own))
    }

    /// Whether people did away with a candidate as it was.
    pub(super) fn done_away(&self, id: &CandidateId) -> bool {
        self.merged.contains_key(id) || self.divided.contains(id)
    }

    pub(super) fn accepted(&self, key: &Destination) -> bool {
        match key {
            Destination::Candidate(id) => self.accepted.contains_key(id),
            _ => true,
        }
    }

    pub(super) fn contested(&self, key: &Destination) -> Option<String> {
        self.contested.get(&candidate_of(key)?).cloned()
    }

    pub(super) fn alignment(&self, key: &Destination) -> Alignment {
        self.alignments.get(key).cloned().unwrap_or_default()
    }

    pub(super) fn frame(&self) -> &'a Frame {
        &self.proposal.frame
    }

    /// How a group is worded: by people, the frame, the acceptance, the draft, or, for want of
    /// them, its first statement.
    pub(super) fn title(&self, group: &Group) -> String {
        if let Destination::New(name) = &group.key {
            return name.clone();
        }
        let id = candidate_of(&group.key).unwrap_or_else(|| CandidateId(String::new()));
        let draft = || {
            let candidate = self.candidates.get(id.0.as_str())?;
            Some(self.proposal.candidates[*candidate].draft.text.as_str())
        };
        let first = || {
            let mut all = group.members.iter().chain(&group.proposed).chain(&group.also);
            all.next().map(|&i| self.proposal.corpus.statements[i].text.as_str())
        };
        let accepted =
            || self.accepted.get(&id).map(String::as_str).filter(|text| !text.is_empty());
        let title = self.titles.get(&id).map(String::as_str);
        let title = title.or_else(|| self.finals.get(id.0.as_str()).copied());
        title.or_else(accepted).or_else(draft).or_else(first).unwrap_or_default().to_owned()
    }
}

/// An acceptance holds while the same reviewer still has one of the texts accepted there, or if no
/// text was accepted with it.
fn holds(opinions: &Opinions<'_>, id: &CandidateId, opinion: &Opinion<'_, Fate>) -> bool {
    if opinion.said != Fate::Accepted || opinion.decision.subjects.is_empty() {
        return true;
    }
    let here = Verdict::In(Destination::Candidate(id.clone()));
    let mine = |said: &&Opinion<'_, Verdict>| {
        said.reviewer == opinion.reviewer && said.decision.run == opinion.decision.run
    };
    opinions.verdicts.iter().any(|said| {
        let accepted_with_it = said.iter().any(|said| said.place == opinion.place);
        let last = said.iter().rfind(mine);
        accepted_with_it && last.is_some_and(|last| last.said == here)
    })
}

/// The spelling of every new challenge that somebody named, by its folded name: the first of the
/// alphabet, so that the order of the decisions does not tell.
fn names(opinions: &Opinions<'_>) -> BTreeMap<String, String> {
    let verdicts = opinions.verdicts.iter().flatten().filter_map(|opinion| match &opinion.said {
        Verdict::In(to) => Some(to),
        _ => None,
    });
    let also_in = opinions.also_in.iter().flatten().map(|opinion| &opinion.said);
    let merged = opinions.fates.values().flatten().filter_map(|opinion| match &opinion.said {
        Fate::Merged(into) => Some(into),
        _ => None,
    });
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for destination in verdicts.chain(also_in).chain(merged) {
        if let Destination::New(name) = destination {
            let spelling = names.entry(folded(name)).or_insert_with(|| name.clone());
            if name < spelling {
                spelling.clone_from(name);
            }
        }
    }
    names
}

/// The form in which two names are the same challenge.
fn folded(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.to_owned() } else { folded }
}

/// The id under which people speak of a group as a candidate.
pub(super) fn candidate_of(key: &Destination) -> Option<CandidateId> {
    match key {
        Destination::Candidate(id) => Some(id.clone()),
        Destination::Final(id) => Some(CandidateId(id.clone())),
        Destination::New(_) => Some(CandidateId(key.to_string())),
        Destination::Nothing => None,
    }
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
