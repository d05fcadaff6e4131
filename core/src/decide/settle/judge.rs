//! Where each statement stands by what was said about it.

use std::collections::BTreeSet;

use super::group_index::{GroupIndex, UnresolvedDestination, disagreement, name, numbers};
use super::opinions::{Opinion, Opinions, Verdict, latest, latest_in_each_run, standing};
use super::{LatestDecision, Outcome, Settlement, TroubleKind, Troubles, proposed};
use crate::domain::decision::Decision;
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::{OutReason, Proposal, Status};

/// A statement, and what is needed to judge it.
pub(super) struct Case<'a> {
    proposal: &'a Proposal,
    opinions: &'a Opinions<'a>,
    groups: &'a GroupIndex<'a>,
    statement: usize,
}

/// An outcome, and whether it is people's and for good.
type Ruling = (Outcome, bool);

impl<'a> Case<'a> {
    pub(super) fn new(
        proposal: &'a Proposal,
        opinions: &'a Opinions<'a>,
        groups: &'a GroupIndex<'a>,
        statement: usize,
    ) -> Self {
        Self { proposal, opinions, groups, statement }
    }

    /// Settles the statement, and notes what it was taken out of.
    pub(super) fn settle(
        &self,
        taken_out: &mut Vec<(usize, ChallengeId)>,
        troubles: &mut Troubles,
    ) -> Settlement {
        let all = latest(&self.opinions.verdicts[self.statement]);
        let said = standing(all.clone());
        let also_in = self.also_in(troubles);
        let (outcome, by_people) = self.outcome(&said, &also_in, troubles);
        let mut also_in: Vec<ChallengeId> = also_in.into_iter().map(|(key, _)| key).collect();
        also_in.retain(|key| outcome != Outcome::In(key.clone()));
        if matches!(outcome, Outcome::OutOfCompetence(_) | Outcome::Discarded(_)) && by_people {
            also_in.clear();
        }
        // What somebody claims for a group is not apart from it, even while that is disputed.
        let claims = |key: &ChallengeId| {
            said.iter().any(|opinion| match &opinion.said {
                Verdict::In(to) => self.groups.resolve(to).is_ok_and(|place| place == *key),
                _ => false,
            })
        };
        let apart = self.not_in().into_iter().filter(|key| !claims(key));
        taken_out.extend(apart.map(|key| (self.statement, key)));
        let overruled = (said.len() < all.len()).then(|| self.overruled(&all, &said)).flatten();
        Settlement { outcome, by_people, also_in, decided: self.latest_decision(), overruled }
    }

    /// Who said what, where the word that stands is not everybody's.
    fn overruled(
        &self,
        all: &[&Opinion<'_, Verdict>],
        standing: &[&Opinion<'_, Verdict>],
    ) -> Option<String> {
        let stands = |opinion: &Opinion<'_, Verdict>| {
            standing.iter().any(|one| one.said == opinion.said) || opinion.said == Verdict::DontKnow
        };
        if all.iter().all(|opinion| stands(opinion)) {
            return None;
        }
        Some(disagreement(all, |opinion| self.in_words(&opinion.said)))
    }

    fn machine(&self) -> &'a Status {
        &self.proposal.placements[self.statement].status
    }

    fn trouble(&self, kind: TroubleKind, what: &str, decisions: &[i64], troubles: &mut Troubles) {
        let id = &self.proposal.corpus.statements[self.statement].id;
        troubles.add(kind, what, decisions, Some(id));
    }

    fn outcome(
        &self,
        said: &[&Opinion<'_, Verdict>],
        also_in: &[(ChallengeId, &Opinion<'_, ChallengeId>)],
        troubles: &mut Troubles,
    ) -> Ruling {
        let stale = &self.opinions.stale[self.statement];
        if said.is_empty() && !stale.is_empty() {
            let what = "el texto cambió desde que se revisó";
            let decisions: Vec<i64> = stale.iter().map(|decision| decision.number).collect();
            self.trouble(TroubleKind::Stale, what, &decisions, troubles);
            return (Outcome::Pending(what.to_owned()), false);
        }
        let mut places: BTreeSet<ChallengeId> = BTreeSet::new();
        let mut astray: Option<UnresolvedDestination> = None;
        for opinion in said {
            if let Verdict::In(to) = &opinion.said {
                match self.groups.resolve(to) {
                    Ok(key) => drop(places.insert(key)),
                    Err(why) => {
                        self.trouble(why.kind, &why.what, &[opinion.decision.number], troubles);
                        astray = Some(why);
                    }
                }
            }
        }
        let out = said.iter().any(|opinion| opinion.said.is_out());
        let elsewhere = out && !also_in.is_empty();
        let denied = self.denied(said).iter().any(|key| places.contains(key));
        if places.len() + usize::from(out) > 1 || elsewhere || denied {
            return self.conflict(said, also_in, troubles);
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
        said: &[&Opinion<'_, Verdict>],
        also_in: &[(ChallengeId, &Opinion<'_, ChallengeId>)],
        troubles: &mut Troubles,
    ) -> Ruling {
        let sure: Vec<_> = said.iter().copied().filter(|w| w.said != Verdict::DontKnow).collect();
        let mut what = disagreement(&sure, |opinion| self.in_words(&opinion.said));
        let mut decisions = numbers(&sure);
        if sure.iter().any(|opinion| opinion.said.is_out()) {
            for (key, opinion) in also_in {
                let place = self.groups.label(key);
                what = format!("{what}; {} dice también en {place}", name(opinion));
                decisions.push(opinion.decision.number);
            }
        }
        self.trouble(TroubleKind::Conflict, &what, &decisions, troubles);
        (Outcome::Pending(format!("no hay acuerdo: {what}")), false)
    }

    /// To no challenge: discarded if somebody said so or gave a reason, else out of competence.
    fn out(&self, said: &[&Opinion<'_, Verdict>]) -> Outcome {
        let reasons = |opinions: &mut dyn Iterator<Item = &&Opinion<'_, Verdict>>| {
            let all: BTreeSet<&str> = opinions
                .filter_map(|opinion| opinion.decision.reason.as_deref())
                .map(str::trim)
                .collect();
            let all: Vec<&str> = all.into_iter().filter(|reason| !reason.is_empty()).collect();
            all.join("; ")
        };
        let mut discards =
            said.iter().filter(|opinion| opinion.said == Verdict::Discard).peekable();
        if discards.peek().is_some() {
            let why = reasons(&mut discards);
            return Outcome::Discarded(if why.is_empty() { "sin motivo".to_owned() } else { why });
        }
        let why = reasons(&mut said.iter().filter(|opinion| opinion.said == Verdict::Nowhere));
        match self.machine() {
            Status::OutOfCompetence(reason) => Outcome::OutOfCompetence(*reason),
            Status::Discarded(reason) => Outcome::Discarded(reason.clone()),
            _ if why.is_empty() => Outcome::OutOfCompetence(OutReason::Foreign),
            _ => Outcome::Discarded(why),
        }
    }

    /// Nobody said where it belongs, but perhaps where it does not.
    fn open(&self, said: &[&Opinion<'_, Verdict>]) -> Outcome {
        let mut why: BTreeSet<String> = BTreeSet::new();
        if let Status::Candidate(c) = self.machine() {
            let key = self.groups.place_of(&self.proposal.candidates[*c].id);
            let said =
                said.iter().filter(|opinion| self.not_there(&opinion.said) == Some(key.clone()));
            why.extend(said.map(|opinion| match &opinion.said {
                Verdict::Divided(id) => {
                    format!("{id} se divide: falta decir a dónde va este texto")
                }
                _ => format!("sacado de {key}: falta decir a dónde va"),
            }));
        }
        why.extend(
            said.iter()
                .filter_map(|opinion| self.divided_from(opinion))
                .map(|id| format!("{id} se divide: falta decir a dónde va este texto")),
        );
        // What was said in an earlier run still holds against the group that the machine proposes
        // again.
        if why.is_empty()
            && let Status::Candidate(c) = self.machine()
        {
            let key = self.groups.place_of(&self.proposal.candidates[*c].id);
            if self.not_in().contains(&key) {
                why.insert(format!("sacado de {key}: falta decir a dónde va"));
            }
        }
        let unsure: BTreeSet<&str> = said
            .iter()
            .filter(|opinion| opinion.said == Verdict::DontKnow)
            .map(|opinion| name(opinion))
            .collect();
        let only_unsure = said.iter().all(|opinion| opinion.said == Verdict::DontKnow);
        if why.is_empty() && only_unsure && !unsure.is_empty() {
            let names = unsure.into_iter().collect::<Vec<_>>().join(", ");
            why.insert(format!("no sé ({names})"));
        }
        match why.into_iter().collect::<Vec<_>>().join("; ") {
            why if why.is_empty() => proposed(self.machine()),
            why => Outcome::Pending(why),
        }
    }

    /// The divided candidate into which the reviewer who divides it had moved the statement by hand: it
    /// waits there. What others said counts by their last word alone, in whatever order they spoke.
    fn divided_from<'w>(&self, opinion: &'w Opinion<'_, Verdict>) -> Option<&'w ChallengeId> {
        let Verdict::Divided(id) = &opinion.said else { return None };
        let there = self.groups.place_of(id);
        let by_hand = self.opinions.verdicts[self.statement].iter().any(|before| {
            let same_voice =
                before.reviewer == opinion.reviewer && before.decision.run == opinion.decision.run;
            let inside =
                matches!(&before.said, Verdict::In(to) if self.groups.place_of(to) == there);
            same_voice && inside && before.place < opinion.place
        });
        by_hand.then_some(id)
    }

    /// The group that a verdict keeps the statement out of.
    fn not_there(&self, verdict: &Verdict) -> Option<ChallengeId> {
        match verdict {
            Verdict::TakenOut(id) | Verdict::Divided(id) => Some(self.groups.place_of(id)),
            _ => None,
        }
    }

    fn denied(&self, said: &[&Opinion<'_, Verdict>]) -> BTreeSet<ChallengeId> {
        said.iter().filter_map(|opinion| self.not_there(&opinion.said)).collect()
    }

    /// The groups that it was taken out of in any run, as each reviewer said there last.
    fn not_in(&self) -> BTreeSet<ChallengeId> {
        let said = latest_in_each_run(&self.opinions.verdicts[self.statement]);
        let taken = said.into_iter().filter_map(|opinion| match &opinion.said {
            Verdict::TakenOut(id) => Some(self.groups.place_of(id)),
            _ => None,
        });
        taken.collect()
    }

    /// Where else it belongs, each with who says so: what nobody overtook by saying that it is no
    /// challenge.
    fn also_in(&self, troubles: &mut Troubles) -> Vec<(ChallengeId, &'a Opinion<'a, ChallengeId>)> {
        let mut also_in: Vec<(ChallengeId, &'a Opinion<'a, ChallengeId>)> = Vec::new();
        for opinion in latest(&self.opinions.also_in[self.statement]) {
            let overtaken = self.opinions.verdicts[self.statement].iter().any(|verdict| {
                let knew = verdict.reviewer == opinion.reviewer
                    || verdict.decision.run != opinion.decision.run;
                verdict.said.is_out() && verdict.place > opinion.place && knew
            });
            if overtaken {
                continue;
            }
            match self.groups.resolve(&opinion.said) {
                Ok(key) => also_in.push((key, opinion)),
                Err(why) => {
                    self.trouble(why.kind, &why.what, &[opinion.decision.number], troubles);
                }
            }
        }
        also_in.sort_by(|a, b| a.0.cmp(&b.0));
        also_in.dedup_by(|a, b| a.0 == b.0);
        also_in
    }

    fn latest_decision(&self) -> Option<LatestDecision> {
        let verdicts = self.opinions.verdicts[self.statement].iter().map(|w| (w.decision, w.place));
        let also_in = self.opinions.also_in[self.statement].iter().map(|w| (w.decision, w.place));
        let stale = self.opinions.stale[self.statement].iter().map(|&decision| (decision, 0));
        let all = verdicts.chain(also_in).chain(stale);
        let (last, _): (&Decision, usize) =
            all.max_by_key(|(decision, place)| (decision.number, *place))?;
        Some(LatestDecision {
            number: last.number,
            reviewer: last.reviewer.clone(),
            at: last.at.clone(),
        })
    }

    fn in_words(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::In(to) => self.groups.label(to),
            Verdict::Nowhere => "que no va en ninguna".to_owned(),
            Verdict::Discard => "descartar".to_owned(),
            Verdict::TakenOut(id) => format!("sacar de {id}"),
            Verdict::Divided(id) => format!("dividir {id}"),
            Verdict::DontKnow => "no sé".to_owned(),
        }
    }
}
