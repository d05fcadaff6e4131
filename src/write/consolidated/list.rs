//! The consolidated challenges: every final with its statements by origin, and the state that every
//! statement is in.

use std::collections::BTreeMap;

use crate::decide::chain::{self, By, Link, Resolved};
use crate::decide::settle::{Group, Outcome, Settled};
use crate::domain::decision::Alignment;
use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Desafio, Horizon};
use crate::domain::index::CompetenciaIndex;
use crate::domain::proposal::Proposal;
use crate::domain::statement::{Origin, Statement};
use crate::text;

/// The one state a statement is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StatementState {
    /// People put it in a challenge.
    In,
    /// Out of competence.
    Out,
    /// Discarded by a person, with a reason.
    Discarded,
    /// Only the machine proposes a challenge for it.
    Proposed,
    /// Waiting for a person.
    Pending,
}

impl StatementState {
    pub(super) const ALL: [Self; 5] =
        [Self::In, Self::Out, Self::Discarded, Self::Proposed, Self::Pending];

    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::In(_) => Self::In,
            Outcome::OutOfCompetence(_) => Self::Out,
            Outcome::Discarded(_) => Self::Discarded,
            Outcome::Pending(_) => Self::Pending,
            Outcome::Proposed(_) => Self::Proposed,
        }
    }

    /// The words people read.
    pub(super) fn in_spanish(self) -> &'static str {
        match self {
            Self::In => "en un desafío",
            Self::Out => "fuera de competencia",
            Self::Discarded => "descartado",
            Self::Proposed => "propuesto, sin decidir",
            Self::Pending => "pendiente",
        }
    }

    /// The value in machine files.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::In => "in_challenge",
            Self::Out => "out_of_competence",
            Self::Discarded => "discarded",
            Self::Proposed => "proposed",
            Self::Pending => "pending",
        }
    }
}

/// Which sides a final has; unlike a candidate it may have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sides {
    Both,
    InstitutionalOnly,
    CitizenOnly,
    None,
}

impl Sides {
    pub(super) const ALL: [Self; 4] =
        [Self::Both, Self::InstitutionalOnly, Self::CitizenOnly, Self::None];

    pub(super) fn in_spanish(self) -> &'static str {
        match self {
            Self::Both => "cruzado",
            Self::InstitutionalOnly => "solo institucional",
            Self::CitizenOnly => "solo ciudadano",
            Self::None => "sin aportes recibidos",
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::InstitutionalOnly => "institutional",
            Self::CitizenOnly => "citizen",
            Self::None => "none",
        }
    }
}

/// How a statement belongs to a final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// People put it there.
    Main,
    /// It is in another one, or in none, and belongs to this one as well.
    Also,
    /// The machine proposes it and nobody decided.
    Proposed,
}

impl Tie {
    pub(super) fn in_spanish(self) -> &'static str {
        match self {
            Self::Main => "principal",
            Self::Also => "también aquí",
            Self::Proposed => "propuesto, sin decidir",
        }
    }
}

/// One consolidated challenge.
#[derive(Debug, Clone)]
pub(super) struct Final<'a> {
    /// Its id: the frame's, the candidate's, or a new one's name.
    pub(super) id: String,
    /// Its formulation.
    pub(super) title: String,
    /// Its competencia.
    pub(super) competencia: CompetenciaIndex,
    /// Its horizon and what it is aligned to, with who decided it.
    pub(super) aligned: Resolved,
    /// The challenge of the frame that it is.
    pub(super) desafio: Option<&'a Desafio>,
    /// Its statements: institutional ones first, each with its tie, in corpus order.
    pub(super) statements: Vec<(usize, Tie)>,
}

impl Final<'_> {
    /// Its horizon, decided or suggested.
    pub(super) fn horizon(&self) -> Option<Horizon> {
        self.aligned.horizon.map(|(horizon, _)| horizon)
    }

    /// How its alignment was read, or who decided it.
    pub(super) fn reading(&self) -> String {
        match (self.aligned.by(), self.desafio) {
            (Some(By::Frame), Some(desafio)) => desafio.lectura.clone(),
            (Some(by), _) => by.in_spanish().to_owned(),
            (None, _) => String::new(),
        }
    }
}

/// All consolidated challenges of a run, with the state of every statement.
pub(super) struct List<'a> {
    pub(super) proposal: &'a Proposal,
    pub(super) settled: &'a Settled,
    /// By competencia, then horizon, then in the frame's order, candidates and new ones last.
    pub(super) finals: Vec<Final<'a>>,
    /// The final that each statement is in.
    mains: Vec<Option<usize>>,
}

impl<'a> List<'a> {
    pub(super) fn new(proposal: &'a Proposal, settled: &'a Settled) -> Self {
        let key = |group: &'a Group| (group.key.to_string(), group);
        let mut groups: BTreeMap<String, &Group> = settled.groups.iter().map(key).collect();
        let mut finals: Vec<((usize, usize), Final)> = Vec::new();
        for (place, desafio) in proposal.frame.desafios.iter().enumerate() {
            let group = groups.remove(&desafio.id);
            let title = group.map_or(&desafio.text, |group| &group.title);
            let one = Final {
                id: desafio.id.clone(),
                title: title.clone(),
                competencia: desafio.competencia,
                aligned: group.map_or_else(
                    || Resolved::new(&proposal.frame, &Alignment::default(), Some(desafio), None),
                    |group| chain::resolved(proposal, group),
                ),
                desafio: Some(desafio),
                statements: group.map_or_else(Vec::new, |group| ties(proposal, group)),
            };
            finals.push(((0, place), one));
        }
        for (id, group) in groups {
            let candidate = if group.key.is_new() { None } else { candidate(proposal, &group.key) };
            let statements = ties(proposal, group);
            let competencia = candidate.map_or_else(
                || most_frequent(proposal, &statements),
                |c| proposal.candidates[c].competencia,
            );
            let one = Final {
                id,
                title: group.title.clone(),
                competencia,
                aligned: chain::resolved(proposal, group),
                desafio: None,
                statements,
            };
            finals.push(((1, candidate.unwrap_or(usize::MAX)), one));
        }
        // The sort is stable: new challenges stay in the order of their names.
        finals.sort_by_key(|(place, one)| {
            (one.competencia, one.horizon().is_none(), one.horizon(), *place)
        });
        let finals: Vec<Final> = finals.into_iter().map(|(_, one)| one).collect();
        let mut mains = vec![None; proposal.corpus.len()];
        for (place, one) in finals.iter().enumerate() {
            for &(i, _) in one.statements.iter().filter(|(_, tie)| *tie != Tie::Also) {
                mains[i] = Some(place);
            }
        }
        Self { proposal, settled, finals, mains }
    }

    /// The statement of an index.
    pub(super) fn statement(&self, i: usize) -> &'a Statement {
        &self.proposal.corpus.statements[i]
    }

    /// The state of a statement.
    pub(super) fn state(&self, i: usize) -> StatementState {
        StatementState::of(&self.settled.statements[i].outcome)
    }

    /// The final that a statement is in, or is proposed for.
    pub(super) fn main(&self, i: usize) -> Option<&Final<'a>> {
        Some(&self.finals[self.mains[i]?])
    }

    /// Why a statement is in no final; `None` for one that is.
    pub(super) fn why(&self, i: usize) -> Option<&str> {
        match &self.settled.statements[i].outcome {
            Outcome::OutOfCompetence(why) => Some(why.in_spanish()),
            Outcome::Discarded(why) | Outcome::Pending(why) => Some(why),
            Outcome::In(_) | Outcome::Proposed(_) => None,
        }
    }

    /// How many of a final's statements have this origin, those that are also elsewhere apart.
    pub(super) fn count(&self, one: &Final, origin: Origin) -> usize {
        let counts =
            |&&(i, tie): &&(usize, Tie)| tie != Tie::Also && self.statement(i).origin == origin;
        one.statements.iter().filter(counts).count()
    }

    /// Whether its wording is still the draft of the program: nobody has written it.
    pub(super) fn is_draft(&self, one: &Final) -> bool {
        let drafted = self.proposal.candidates.iter().any(|c| c.draft.text == one.title);
        drafted && one.desafio.is_none()
    }

    /// Which sides a final has, statements that are also elsewhere included.
    pub(super) fn sides(&self, one: &Final) -> Sides {
        let has = |origin| one.statements.iter().any(|&(i, _)| self.statement(i).origin == origin);
        match (has(Origin::Institutional), has(Origin::Citizen)) {
            (true, true) => Sides::Both,
            (true, false) => Sides::InstitutionalOnly,
            (false, true) => Sides::CitizenOnly,
            (false, false) => Sides::None,
        }
    }

    /// The places or offices of a final's statements with their counts, the most frequent first.
    /// Spellings that differ in case or accents are one; the first one is shown.
    pub(super) fn tally(
        &self,
        one: &Final,
        of: for<'s> fn(&'s Statement) -> Option<&'s str>,
    ) -> Vec<(&'a str, usize)> {
        let mut tally: BTreeMap<String, (&str, usize)> = BTreeMap::new();
        for &(i, _) in one.statements.iter().filter(|(_, tie)| *tie != Tie::Also) {
            if let Some(name) = of(self.statement(i)).filter(|name| !name.trim().is_empty()) {
                tally.entry(text::fold(name)).or_insert((name.trim(), 0)).1 += 1;
            }
        }
        let mut tally: Vec<(&str, usize)> = tally.into_values().collect();
        // The sort is stable: equally frequent ones stay in the order of the alphabet.
        tally.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        tally
    }

    /// The finals as the chain sees them.
    pub(super) fn links(&self) -> Vec<Link> {
        let link = |one: &Final| Link {
            id: one.id.clone(),
            title: one.title.clone(),
            competencia: one.competencia.index(),
            aligned: one.aligned.clone(),
            institutional: self.count(one, Origin::Institutional),
            citizen: self.count(one, Origin::Citizen),
        };
        self.finals.iter().map(link).collect()
    }

    /// How many of a final's statements are tied to it like this.
    pub(super) fn tied(one: &Final, tie: Tie) -> usize {
        one.statements.iter().filter(|(_, t)| *t == tie).count()
    }
}

/// The statements of a group: by origin, institutional ones first, then in corpus order.
fn ties(proposal: &Proposal, group: &Group) -> Vec<(usize, Tie)> {
    let main = group.members.iter().map(|&i| (i, Tie::Main));
    let proposed = group.proposed.iter().map(|&i| (i, Tie::Proposed));
    let also = group.also.iter().map(|&i| (i, Tie::Also));
    let mut ties: Vec<(usize, Tie)> = main.chain(proposed).chain(also).collect();
    ties.sort_by_key(|&(i, tie)| (proposal.corpus.statements[i].origin, i, tie));
    ties
}

fn candidate(proposal: &Proposal, id: &ChallengeId) -> Option<usize> {
    proposal.candidates.iter().position(|candidate| candidate.id == *id)
}

/// The competencia of most statements; the frame's first among equals.
fn most_frequent(proposal: &Proposal, statements: &[(usize, Tie)]) -> CompetenciaIndex {
    let mut counts: BTreeMap<CompetenciaIndex, usize> = BTreeMap::new();
    for &(i, _) in statements {
        *counts.entry(proposal.placements[i].competencia).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|&(&competencia, &n)| (n, std::cmp::Reverse(competencia)));
    most.map_or(0.into(), |(&competencia, _)| competencia)
}
