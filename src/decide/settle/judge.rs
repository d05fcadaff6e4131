//! Where each statement stands by what was said about it.

use std::collections::BTreeSet;

use super::group_index::{GroupIndex, UnresolvedDestination, disagreement, name, numbers};
use super::opinions::{Opinions, Verdict, Word, last, last_in_each_run};
use super::{LastWord, Outcome, Settlement, TroubleKind, Troubles, proposed};
use crate::domain::decision::{Decision, Destination};
use crate::domain::proposal::{OutReason, Proposal, Status};

/// A statement, and what is needed to judge it.
pub(super) struct Case<'a> {
    proposal: &'a Proposal,
    words: &'a Opinions<'a>,
    places: &'a GroupIndex<'a>,
    statement: usize,
}

/// A standing, and whether it is people's and for good.
type Ruling = (Outcome, bool);

impl<'a> Case<'a> {
    pub(super) fn new(
        proposal: &'a Proposal,
        words: &'a Opinions<'a>,
        places: &'a GroupIndex<'a>,
        statement: usize,
    ) -> Self {
        Self { proposal, words, places, statement }
    }

    /// Settles the statement, and notes what it was taken out of.
    pub(super) fn settle(
        &self,
        taken_out: &mut Vec<(usize, Destination)>,
        troubles: &mut Troubles,
    ) -> Settlement {
        let said = last(&self.words.verdicts[self.statement]);
        let alsos = self.alsos(troubles);
        let (standing, by_people) = self.standing(&said, &alsos, troubles);
        let mut also_in: Vec<Destination> = alsos.into_iter().map(|(key, _)| key).collect();
        also_in.retain(|key| standing != Outcome::In(key.clone()));
        if matches!(standing, Outcome::OutOfCompetence(_) | Outcome::Discarded(_)) && by_people {
            also_in.clear();
        }
        // What somebody claims for a group is not apart from it, even while that is disputed.
        let claims = |key: &Destination| {
            said.iter().any(|word| match &word.said {
                Verdict::In(to) => self.places.resolve(to).is_ok_and(|place| place == *key),
                _ => false,
            })
        };
        let apart = self.not_in().into_iter().filter(|key| !claims(key));
        taken_out.extend(apart.map(|key| (self.statement, key)));
        Settlement { standing, by_people, also_in, decided: self.last_word() }
    }

    fn machine(&self) -> &'a Status {
        &self.proposal.placements[self.statement].status
    }

    fn trouble(&self, kind: TroubleKind, what: &str, decisions: &[i64], troubles: &mut Troubles) {
        let id = &self.proposal.corpus.statements[self.statement].id;
        troubles.add(kind, what, decisions, Some(id));
    }

    fn standing(
        &self,
        said: &[&Word<'_, Verdict>],
        alsos: &[(Destination, &Word<'_, Destination>)],
        troubles: &mut Troubles,
    ) -> Ruling {
        let stale = &self.words.stale[self.statement];
        if said.is_empty() && !stale.is_empty() {
            let what = "el texto cambió desde que se revisó";
            let decisions: Vec<i64> = stale.iter().map(|decision| decision.number).collect();
            self.trouble(TroubleKind::Stale, what, &decisions, troubles);
            return (Outcome::Pending(what.to_owned()), false);
        }
        let mut places: BTreeSet<Destination> = BTreeSet::new();
        let mut astray: Option<UnresolvedDestination> = None;
        for word in said {
            if let Verdict::In(to) = &word.said {
                match self.places.resolve(to) {
                    Ok(key) => drop(places.insert(key)),
                    Err(why) => {
                        self.trouble(why.kind, &why.what, &[word.decision.number], troubles);
                        astray = Some(why);
                    }
                }
            }
        }
        let out = said.iter().any(|word| word.said.is_out());
        let elsewhere = out && !alsos.is_empty();
        let denied = self.denied(said).iter().any(|key| places.contains(key));
        if places.len() + usize::from(out) > 1 || elsewhere || denied {
            return self.conflict(said, alsos, troubles);
        }
        if let Some(why) = astray {
            return (Outcome::Pending(why.what), false);
        }
        if let Some(key) = places.pop_first() {
            return (Outcome::In(key), true);
        }
        if out {
            return (self.out(said), true);
        }
        (self.open(said), false)
    }

    /// What reviewers disagree on.
    fn conflict(
        &self,
        said: &[&Word<'_, Verdict>],
        alsos: &[(Destination, &Word<'_, Destination>)],
        troubles: &mut Troubles,
    ) -> Ruling {
        let sure: Vec<_> = said.iter().copied().filter(|w| w.said != Verdict::DontKnow).collect();
        let mut what = disagreement(&sure, |word| in_words(&word.said));
        let mut decisions = numbers(&sure);
        if sure.iter().any(|word| word.said.is_out()) {
            for (key, word) in alsos {
                what = format!("{what}; {} dice también en {key}", name(word));
                decisions.push(word.decision.number);
            }
        }
        self.trouble(TroubleKind::Conflict, &what, &decisions, troubles);
        (Outcome::Pending(format!("no hay acuerdo: {what}")), false)
    }

    /// To no challenge: discarded if somebody said so or gave a reason, else out of competence.
    fn out(&self, said: &[&Word<'_, Verdict>]) -> Outcome {
        let reasons = |words: &mut dyn Iterator<Item = &&Word<'_, Verdict>>| {
            let all: BTreeSet<&str> =
                words.filter_map(|word| word.decision.reason.as_deref()).map(str::trim).collect();
            let all: Vec<&str> = all.into_iter().filter(|reason| !reason.is_empty()).collect();
            all.join("; ")
        };
        let mut discards = said.iter().filter(|word| word.said == Verdict::Discard).peekable();
        if discards.peek().is_some() {
            let why = reasons(&mut discards);
            return Outcome::Discarded(if why.is_empty() { "sin motivo".to_owned() } else { why });
        }
        let why = reasons(&mut said.iter().filter(|word| word.said == Verdict::Nowhere));
        match self.machine() {
            Status::OutOfCompetence(reason) => Outcome::OutOfCompetence(*reason),
            Status::Discarded(reason) => Outcome::Discarded(reason.clone()),
            _ if why.is_empty() => Outcome::OutOfCompetence(OutReason::Foreign),
            _ => Outcome::Discarded(why),
        }
    }

    /// Nobody said where it belongs, but perhaps where it does not.
    fn open(&self, said: &[&Word<'_, Verdict>]) -> Outcome {
        let mut why: BTreeSet<String> = BTreeSet::new();
        if let Status::Candidate(c) = self.machine() {
            let key = self.places.place_of(&self.proposal.candidates[*c].id);
            let said = said.iter().filter(|word| self.not_there(&word.said) == Some(key.clone()));
            why.extend(said.map(|word| match &word.said {
                Verdict::Divided(id) => {
                    format!("{id} se divide: falta decir a dónde va este texto")
                }
                _ => format!("sacado de {key}: falta decir a dónde va"),
            }));
        }
        // An earlier run's word still holds against the place that the machine proposes again.
        if why.is_empty()
            && let Status::Candidate(c) = self.machine()
        {
            let key = self.places.place_of(&self.proposal.candidates[*c].id);
            if self.not_in().contains(&key) {
                why.insert(format!("sacado de {key}: falta decir a dónde va"));
            }
        }
        let unsure: BTreeSet<&str> = said
            .iter()
            .filter(|word| word.said == Verdict::DontKnow)
            .map(|word| name(word))
            .collect();
        let only_unsure = said.iter().all(|word| word.said == Verdict::DontKnow);
        if why.is_empty() && only_unsure && !unsure.is_empty() {
            let names = unsure.into_iter().collect::<Vec<_>>().join(", ");
            why.insert(format!("no sé ({names})"));
        }
        match why.into_iter().collect::<Vec<_>>().join("; ") {
            why if why.is_empty() => proposed(self.machine()),
            why => Outcome::Pending(why),
        }
    }

    /// The group that a verdict keeps the statement out of.
    fn not_there(&self, verdict: &Verdict) -> Option<Destination> {
        match verdict {
            Verdict::TakenOut(id) | Verdict::Divided(id) => Some(self.places.place_of(id)),
            _ => None,
        }
    }

    fn denied(&self, said: &[&Word<'_, Verdict>]) -> BTreeSet<Destination> {
        said.iter().filter_map(|word| self.not_there(&word.said)).collect()
    }

    /// The groups that it was taken out of in any run, by the last word of each reviewer there.
    fn not_in(&self) -> BTreeSet<Destination> {
        let said = last_in_each_run(&self.words.verdicts[self.statement]);
        let taken = said.into_iter().filter_map(|word| match &word.said {
            Verdict::TakenOut(id) => Some(self.places.place_of(id)),
            _ => None,
        });
        taken.collect()
    }

    /// Where else it belongs, each with who says so: what nobody overtook by saying that it is no
    /// challenge.
    fn alsos(&self, troubles: &mut Troubles) -> Vec<(Destination, &'a Word<'a, Destination>)> {
        let mut alsos: Vec<(Destination, &'a Word<'a, Destination>)> = Vec::new();
        for word in last(&self.words.alsos[self.statement]) {
            let overtaken = self.words.verdicts[self.statement].iter().any(|verdict| {
                let knew =
                    verdict.reviewer == word.reviewer || verdict.decision.run != word.decision.run;
                verdict.said.is_out() && verdict.place > word.place && knew
            });
            if overtaken {
                continue;
            }
            match self.places.resolve(&word.said) {
                Ok(key) => alsos.push((key, word)),
                Err(why) => {
                    self.trouble(why.kind, &why.what, &[word.decision.number], troubles);
                }
            }
        }
        alsos.sort_by(|a, b| a.0.cmp(&b.0));
        alsos.dedup_by(|a, b| a.0 == b.0);
        alsos
    }

    fn last_word(&self) -> Option<LastWord> {
        let verdicts = self.words.verdicts[self.statement].iter().map(|w| (w.decision, w.place));
        let alsos = self.words.alsos[self.statement].iter().map(|w| (w.decision, w.place));
        let stale = self.words.stale[self.statement].iter().map(|&decision| (decision, 0));
        let all = verdicts.chain(alsos).chain(stale);
        let (last, _): (&Decision, usize) =
            all.max_by_key(|(decision, place)| (decision.number, *place))?;
        Some(LastWord { number: last.number, reviewer: last.reviewer.clone(), at: last.at.clone() })
    }
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::In(to) => to.to_string(),
        Verdict::Nowhere => "que no va en ninguna".to_owned(),
        Verdict::Discard => "descartar".to_owned(),
        Verdict::TakenOut(id) => format!("sacar de {id}"),
        Verdict::Divided(id) => format!("dividir {id}"),
        Verdict::DontKnow => "no sé".to_owned(),
    }
}
