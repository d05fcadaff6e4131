//! The planning chain: what every challenge is aligned to and who says so, and what the chain
//! lacks in both directions.

mod coverage;

use crate::decide::settle::{Group, Settled};
use crate::domain::decision::{Alignment, NONE};
use crate::domain::frame::{Desafio, Frame, Horizon};
use crate::domain::proposal::{Aligned, Proposal};
use crate::domain::statement::Origin;

pub use coverage::{Coverage, Unmeasured};

/// Who says what a challenge is aligned to, the firmest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// People decided it.
    People,
    /// It is the frame's.
    Frame,
    /// It is only suggested.
    Machine,
}

impl By {
    /// The value of machine files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Frame => "frame",
            Self::Machine => "machine",
        }
    }

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::People => "decidida",
            Self::Frame => "del marco",
            Self::Machine => "sugerida, sin decidir",
        }
    }
}

/// What a challenge is aligned to, each part with who says so. What is absent is open, or people said
/// that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Its horizon.
    pub horizon: Option<(Horizon, By)>,
    /// An index into [`Frame::objetivos_desarrollo`].
    pub desarrollo: Option<(usize, By)>,
    /// An index into [`Frame::objetivos_gestion`]; never for *largo plazo*.
    pub gestion: Option<(usize, By)>,
    /// Indices into [`Frame::politicas`], in order; never for *largo plazo*.
    pub politicas: Vec<usize>,
    /// Who says the policies; `None` where there are none.
    pub politicas_by: Option<By>,
}

impl Resolved {
    /// What people decided, else what the frame says, else what is suggested. A part that follows
    /// from a narrower one (the objective of a policy) is said by the same; a wider decision leaves only
    /// those suggestions that are under it.
    pub fn new(
        frame: &Frame,
        decided: &Alignment,
        desafio: Option<&Desafio>,
        suggested: Option<(&Aligned, Option<Horizon>)>,
    ) -> Self {
        let weaker = desafio.map(Self::of_frame);
        let weaker = weaker.or_else(|| suggested.map(|(a, h)| Self::suggested(frame, a, h)));
        let weaker = weaker.unwrap_or_default();
        let horizon = decided.horizon.map(|h| (h, By::People)).or(weaker.horizon);
        let place = |id: &Option<String>, ids: Vec<&str>| -> Option<Option<usize>> {
            let id = id.as_deref()?;
            Some(if id == NONE { None } else { ids.iter().position(|known| *known == id) })
        };
        let gestion_ids = frame.objetivos_gestion.iter().map(|o| o.id.as_str()).collect();
        let desarrollo_ids = frame.objetivos_desarrollo.iter().map(|o| o.id.as_str()).collect();
        let said_gestion = place(&decided.objetivo_gestion, gestion_ids);
        let said_desarrollo = place(&decided.objetivo_desarrollo, desarrollo_ids);
        let of_policy = |p: usize| frame.politicas[p].objetivo_gestion;
        let of_gestion = |g: usize| frame.objetivos_gestion[g].objetivo_desarrollo;

        let said: Vec<usize> = (0..frame.politicas.len())
            .filter(|&p| decided.politicas.contains(&frame.politicas[p].id))
            .collect();
        let gestion = match said_gestion {
            Some(gestion) => gestion.map(|g| (g, By::People)),
            None => said
                .first()
                .map(|&p| (of_policy(p), By::People))
                .or(weaker.gestion)
                .filter(|&(g, _)| said_desarrollo.is_none_or(|o| Some(of_gestion(g)) == o)),
        };
        let (politicas, politicas_by) = if decided.politicas.is_empty() {
            let under = |p: &usize| gestion.is_some_and(|(g, _)| of_policy(*p) == g);
            let left: Vec<usize> = weaker.politicas.iter().copied().filter(under).collect();
            let by = weaker.politicas_by.filter(|_| !left.is_empty());
            (left, by)
        } else {
            (said, Some(By::People))
        };
        let desarrollo = match said_desarrollo {
            Some(desarrollo) => desarrollo.map(|o| (o, By::People)),
            None => gestion.map(|(g, by)| (of_gestion(g), by)).or(weaker.desarrollo),
        };
        let whole = Self { horizon, desarrollo, gestion, politicas, politicas_by };
        match horizon {
            Some((Horizon::LargoPlazo, _)) => {
                Self { gestion: None, politicas: Vec::new(), politicas_by: None, ..whole }
            }
            _ => whole,
        }
    }

    fn of_frame(desafio: &Desafio) -> Self {
        let frame = |index: usize| (index, By::Frame);
        Self {
            horizon: Some((desafio.horizon, By::Frame)),
            desarrollo: desafio.objetivo_desarrollo.map(frame),
            gestion: desafio.objetivo_gestion.map(frame),
            politicas: desafio.politicas.clone(),
            politicas_by: (!desafio.politicas.is_empty()).then_some(By::Frame),
        }
    }

    fn suggested(frame: &Frame, aligned: &Aligned, horizon: Option<Horizon>) -> Self {
        let machine = |index: usize| (index, By::Machine);
        let gestion = Aligned::best(&aligned.objetivos_gestion);
        let under = |p: &usize| Some(frame.politicas[*p].objetivo_gestion) == gestion;
        let policy = aligned.politicas.iter().map_while(|r| r.index).find(under);
        let above = gestion.map(|g| frame.objetivos_gestion[g].objetivo_desarrollo);
        let long = horizon == Some(Horizon::LargoPlazo);
        let own = Aligned::best(&aligned.objetivos_desarrollo);
        Self {
            horizon: horizon.map(|horizon| (horizon, By::Machine)),
            desarrollo: (if long { own } else { above.or(own) }).map(machine),
            gestion: gestion.map(machine),
            politicas: policy.into_iter().collect(),
            politicas_by: policy.map(|_| By::Machine),
        }
    }

    /// Whether any of it is only suggested.
    pub fn is_suggested(&self) -> bool {
        let machine = |by: Option<By>| by == Some(By::Machine);
        machine(self.horizon.map(|h| h.1))
            || machine(self.desarrollo.map(|o| o.1))
            || machine(self.gestion.map(|o| o.1))
            || machine(self.politicas_by)
    }

    /// Who says the least firm part of it: what is suggested in one part is a suggestion.
    pub fn by(&self) -> Option<By> {
        let words = [
            self.horizon.map(|h| h.1),
            self.desarrollo.map(|o| o.1),
            self.gestion.map(|o| o.1),
            self.politicas_by,
        ];
        words.into_iter().flatten().max()
    }
}

/// One challenge of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// Its wording.
    pub title: String,
    /// An index into the frame's competencias.
    pub competencia: usize,
    /// What it is aligned to.
    pub aligned: Resolved,
    /// How many institutional statements stand behind it.
    pub institutional: usize,
    /// How many citizen ones.
    pub citizen: usize,
}

impl Link {
    /// How many statements stand behind it.
    pub fn voices(&self) -> usize {
        self.institutional + self.citizen
    }
}

/// The challenges that a run proposes, with what people had decided of them before it.
pub fn proposed(proposal: &Proposal) -> Vec<Link> {
    let frame = &proposal.frame;
    let nothing = Alignment::default();
    let links = proposal.candidates.iter().map(|candidate| Link {
        id: candidate.id.to_string(),
        title: candidate.draft.text.clone(),
        competencia: candidate.competencia.index(),
        aligned: Resolved::new(
            frame,
            candidate.decided.as_ref().map_or(&nothing, |decided| &decided.alignment),
            frame.desafios.iter().find(|d| d.id == candidate.id.as_str()),
            Some((&candidate.alignment, candidate.horizon)),
        ),
        institutional: candidate.n_institutional,
        citizen: candidate.n_citizen,
    });
    links.collect()
}

/// What a group is aligned to: by people, else by the frame, else as suggested.
pub fn resolved(proposal: &Proposal, group: &Group) -> Resolved {
    let id = group.key.to_string();
    let desafio = proposal.frame.desafios.iter().find(|d| d.id == id);
    let candidate = proposal.candidates.iter().find(|c| c.id.as_str() == id);
    let suggested = candidate.map(|c| (&c.alignment, c.horizon));
    Resolved::new(&proposal.frame, &group.alignment, desafio, suggested)
}

/// How many statements of each competencia count, institutional and citizen: those that are in a
/// challenge or proposed for one.
pub fn heard(proposal: &Proposal, settled: Option<&Settled>) -> Vec<[usize; 2]> {
    use crate::decide::settle::Outcome;
    let mut heard = vec![[0; 2]; proposal.frame.competencias.len()];
    for (i, placement) in proposal.placements.iter().enumerate() {
        let speaks = match settled {
            None => placement.status.candidate().is_some(),
            Some(settled) => matches!(
                settled.statements[i].outcome,
                Outcome::In(_) | Outcome::Proposed(_) | Outcome::Pending(_)
            ),
        };
        if speaks && let Some(counts) = heard.get_mut(placement.competencia.index()) {
            let side = usize::from(proposal.corpus.statements[i].origin == Origin::Citizen);
            counts[side] += 1;
        }
    }
    heard
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
