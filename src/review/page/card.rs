//! One card, whole: its statements side by side, what is near it, and who decided what.

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Board, Card, Visibility, first_of_family};
use super::protocol::{
    CardRow, CardState, CardView, RankedAnswer, Scores, SideView, StatementView,
    SuggestedAlignment, SuggestedView, WeakestPair, Wording,
};
use super::terms::Terms;
use crate::decide::settle::{Outcome, misfit};
use crate::domain::decision::{Action, Alignment, NONE, reviewer_key};
use crate::domain::frame::Horizon;
use crate::domain::index::StatementIndex;
use crate::domain::proposal::{Firmness, Ranked};
use crate::domain::statement::Origin;
use crate::text::hidden::visible_line;
use crate::text::personal;
use crate::write::svg::words::{clipped, percent};

/// The longest wording that a card shows, in characters.
const TITLE: usize = 4000;
/// The most near candidates shown.
const NEAR: usize = 5;
/// The most other cards that a statement might belong to.
const LIKELY: usize = 8;
/// The most pairs of opposite wishes shown.
const OPPOSED: usize = 20;
/// The most repetitions in other cards shown.
const REPEATED: usize = 30;

impl Board {
    /// A card with at most `limit` statements a side; `None` if there is no such card.
    pub fn card_view(
        &self,
        id: &str,
        reviewer: &str,
        visibility: Visibility,
        limit: usize,
    ) -> Option<CardView> {
        let card = self.card_of(id)?;
        let terms = (visibility == Visibility::Open).then(|| self.terms(card));
        let shown = |all: &[usize]| -> Vec<StatementView> {
            all.iter().take(limit).map(|&i| self.statement(i, terms.as_ref())).collect()
        };
        let side = |origin: Origin| {
            let of_origin = |i: &usize| self.proposal.corpus.statements[*i].origin == origin;
            let all: Vec<usize> = card.statements.iter().copied().filter(of_origin).collect();
            SideView { total: all.len(), statements: shown(&all) }
        };
        let horizon = card.candidate.and_then(|c| self.proposal.candidates[c].horizon);
        let suggested = (visibility == Visibility::Open).then(|| SuggestedView {
            horizon: horizon.map(|horizon| horizon.in_spanish().to_owned()),
            firmness: self.firmness_in_words(card).map(str::to_owned),
            opposed: self.opposed(card),
            weakest: self.weakest(card),
            near: self.near(card),
            aligned: card.candidate.map(|c| self.aligned(c)),
        });
        Some(CardView {
            row: CardRow {
                title: self.title(card, visibility, TITLE),
                ..self.row(card, visibility)
            },
            seen: card.seen.clone(),
            version: self.version(),
            accepted: card.accepted,
            contested: card.contested.as_deref().map(|why| clipped(why, 1000)),
            alignment: card.alignment.clone(),
            published: self.is_published(id),
            sides: [side(Origin::Institutional), side(Origin::Citizen)],
            also: shown(&card.also),
            waiting: shown(&card.pending),
            repeated: self.repeated(card),
            history: self.history(card, reviewer),
            wordings: self.wordings(card, reviewer),
            brought: self.brought(card),
            suggested,
        })
    }

    /// The different wordings that reviewers gave a card in the last run in which anybody did, each
    /// reviewer's last; none where they agree.
    fn wordings(&self, card: &Card, reviewer: &str) -> Vec<Wording> {
        let mut last: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        let mut run = "";
        for place in self.concerns.named(&card.id(), &self.standing) {
            let decision = &self.decisions[place];
            let Action::Rename { text } = &decision.action else { continue };
            if decision.run != run {
                last.clear();
                run = &decision.run;
            }
            last.insert(
                reviewer_key(&decision.reviewer),
                (decision.reviewer.as_str(), text.as_str()),
            );
        }
        let own = reviewer_key(reviewer);
        let mine = last.get(&own).map(|(_, text)| *text);
        let texts: BTreeSet<&str> = last.values().map(|(_, text)| *text).collect();
        if texts.len() < 2 {
            return Vec::new();
        }
        last.values()
            .map(|(who, text)| Wording {
                mine: mine == Some(*text),
                text: clipped(text, TITLE),
                who: clipped(who, 60),
            })
            .collect()
    }

    /// The ids of the statements that people put here and the machine elsewhere.
    fn brought(&self, card: &Card) -> Vec<String> {
        let proposed_here = |i: &usize| {
            let proposed = self.proposal.placements[*i].status.candidate();
            proposed.is_some_and(|c| Some(c.index()) == card.candidate)
        };
        let all = card.statements.iter().filter(|i| !proposed_here(i));
        all.map(|&i| visible_line(self.proposal.corpus.statements[i].id.as_str())).collect()
    }

    /// What the machine would align a candidate to: its three most probable answers of each kind,
    /// and the best ones that fit together.
    fn aligned(&self, candidate: usize) -> SuggestedAlignment {
        let candidate = &self.proposal.candidates[candidate];
        let frame = &self.proposal.frame;
        let said = &candidate.alignment;
        let id = |all: &[&str], at: Option<usize>| match at {
            Some(at) => all.get(at).map_or_else(String::new, |id| (*id).to_owned()),
            None => NONE.to_owned(),
        };
        let ranked = |kind: &str, answers: &[Ranked], all: &[&str]| -> Vec<RankedAnswer> {
            let answer = |one: &Ranked| RankedAnswer {
                id: id(all, one.index),
                kind: kind.to_owned(),
                probability: percent(f64::from(one.probability)),
            };
            answers.iter().map(answer).collect()
        };
        let goals: Vec<&str> = frame.objetivos_desarrollo.iter().map(|o| o.id.as_str()).collect();
        let tasks: Vec<&str> = frame.objetivos_gestion.iter().map(|o| o.id.as_str()).collect();
        let policies: Vec<&str> = frame.politicas.iter().map(|o| o.id.as_str()).collect();
        let first = |answers: &[Ranked], all: &[&str]| {
            answers.first().map(|one| id(all, one.index)).filter(|id| !id.is_empty())
        };
        let long = candidate.horizon == Some(Horizon::LargoPlazo);
        let listed = if said.by_frame { said.politicas.len() } else { 1 };
        let mut best = Alignment {
            horizon: candidate.horizon,
            objetivo_desarrollo: first(&said.objetivos_desarrollo, &goals),
            objetivo_gestion: first(&said.objetivos_gestion, &tasks).filter(|_| !long),
            politicas: said.politicas.iter().take(listed).map(|p| id(&policies, p.index)).collect(),
        };
        best.politicas.retain(|id| !long && !id.is_empty() && id != NONE);
        best.politicas.sort();
        if misfit(frame, &best).is_some() {
            best = Alignment { horizon: best.horizon, ..Alignment::default() };
        }
        SuggestedAlignment {
            best,
            by_frame: said.by_frame,
            desarrollo: ranked("desarrollo", &said.objetivos_desarrollo, &goals),
            gestion: ranked("gestion", &said.objetivos_gestion, &tasks),
            largo_plazo: said.largo_plazo.map(|p| percent(f64::from(p))),
            politicas: ranked("politica", &said.politicas, &policies),
        }
    }

    /// The likenesses of a card, for who asks for them.
    pub fn scores(&self, id: &str) -> Option<Scores> {
        let card = self.card_of(id)?;
        let cohesion = card.candidate.and_then(|c| self.proposal.candidates[c].cohesion);
        let share = |percentile: f32| percent(f64::from(percentile));
        let statements = card
            .statements
            .iter()
            .filter_map(|&i| {
                let likeness = self.proposal.placements[i].likeness?;
                let id = visible_line(self.proposal.corpus.statements[i].id.as_str());
                Some([id, share(self.proposal.percentiles.of(likeness))])
            })
            .collect();
        Some(Scores {
            mean: cohesion.map(|c| share(self.proposal.percentiles.of(c.mean))),
            weakest: cohesion.map(|c| share(c.percentile)),
            statements,
        })
    }

    /// A statement as a card shows it.
    pub(super) fn statement(&self, i: usize, terms: Option<&Terms>) -> StatementView {
        let statement = &self.proposal.corpus.statements[i];
        let settlement = &self.settled.statements[i];
        let placement = &self.proposal.placements[i];
        let place = statement.parroquia.as_deref().or(statement.entidad.as_deref());
        let more = [statement.taller.as_deref(), statement.fecha.as_deref()];
        let pieces = match terms {
            Some(terms) => terms.mark(&statement.text),
            None => vec![visible_line(&statement.text)],
        };
        let why = match &settlement.outcome {
            Outcome::Pending(why) | Outcome::Discarded(why) => Some(clipped(why, 600)),
            Outcome::OutOfCompetence(why) => Some(why.in_spanish().to_owned()),
            _ => None,
        };
        let contradicted = placement.contradicted_by.map(|c| self.proposal.frame.competencia(c));
        let family = self.families.get(&first_of_family(&self.proposal, i));
        let decided = settlement.decided.as_ref();
        StatementView {
            id: visible_line(statement.id.as_str()),
            origin: statement.origin,
            text: pieces,
            place: place.map(|place| clipped(place, 160)),
            more: more.into_iter().flatten().map(|m| clipped(m, 120)).collect(),
            by: decided.map(|word| clipped(&word.reviewer, 60)),
            people: settlement.by_people,
            why,
            personal: personal::in_words(&statement.text),
            novel: !settlement.by_people && placement.may_be_new(),
            contradicted: contradicted.map(|name| clipped(name, 160)),
            also: settlement.also_in.iter().map(|to| clipped(&to.to_string(), 200)).collect(),
            family: family
                .map(|all| visible_line(self.proposal.corpus.statements[all[0]].id.as_str())),
            likely: if terms.is_some() { self.likely(i) } else { Vec::new() },
            seen: self.statement_fingerprint(i),
            card: self.card_of_statement[i].map(|at| self.cards[at].id()),
        }
    }

    /// The cards where a statement might belong instead, the likeliest first.
    pub(super) fn likely(&self, i: usize) -> Vec<String> {
        let here = self.card_of_statement[i];
        let ranked = self.words.ranked(&self.proposal, i);
        let ids = ranked.into_iter().map(|c| self.proposal.candidates[c].id.as_str());
        let stands = |id: &&str| {
            let there = self.index.get(*id).copied().filter(|at| Some(*at) != here);
            there.is_some_and(|at| self.cards[at].state != CardState::Gone)
        };
        ids.filter(stands).take(LIKELY).map(str::to_owned).collect()
    }

    pub(super) fn is_published(&self, id: &str) -> bool {
        self.proposal.frame.desafios.iter().any(|desafio| desafio.id == id)
    }

    fn firmness_in_words(&self, card: &Card) -> Option<&'static str> {
        Some(match self.firmness(card)? {
            Firmness::Stable => "solidez: estable, sus aportes siguen juntos con ajustes mínimos",
            Firmness::Doubtful => {
                "solidez: dudosa, algunos aportes cambian de grupo con ajustes mínimos"
            }
        })
    }

    /// The two statements least alike, where both still stand here, in words.
    fn weakest(&self, card: &Card) -> Option<WeakestPair> {
        let cohesion = self.proposal.candidates[card.candidate?].cohesion?;
        let (a, b) = cohesion.weakest_pair;
        let (a, b) = (a.index(), b.index());
        if !card.statements.contains(&a) || !card.statements.contains(&b) {
            return None;
        }
        let words = match cohesion.percentile {
            p if p >= 0.99 => "se parecen mucho",
            p if p >= 0.95 => "se parecen bastante",
            p if p >= 0.8 => "se parecen algo",
            _ => "se parecen poco",
        };
        let id = |i: usize| visible_line(self.proposal.corpus.statements[i].id.as_str());
        Some(WeakestPair { pair: [id(a), id(b)], words: words.to_owned() })
    }

    /// The pairs that wish opposite things, where both still stand here.
    fn opposed(&self, card: &Card) -> Vec<[String; 2]> {
        let pairs = card.candidate.map(|c| self.proposal.candidates[c].opposed.as_slice());
        let here: BTreeSet<usize> = card.statements.iter().copied().collect();
        let id = |i: StatementIndex| visible_line(self.proposal.corpus.statements[i].id.as_str());
        let pairs = pairs.unwrap_or_default().iter();
        let standing = pairs.filter(|pair| pair.iter().all(|i| here.contains(&i.index())));
        standing.take(OPPOSED).map(|&[a, b]| [id(a), id(b)]).collect()
    }

    /// The nearest candidates that are still there.
    fn near(&self, card: &Card) -> Vec<CardRow> {
        let near = card.candidate.map(|c| self.proposal.candidates[c].near.as_slice());
        near.unwrap_or_default()
            .iter()
            .filter_map(|(c, _)| self.card_of(self.proposal.candidates[*c].id.as_str()))
            .filter(|other| other.state != CardState::Gone)
            .take(NEAR)
            .map(|other| self.row(other, Visibility::Open))
            .collect()
    }

    /// The statements of other cards, or of none, that say the same as one here.
    fn repeated(&self, card: &Card) -> Vec<StatementView> {
        let own: BTreeSet<usize> = card.statements.iter().copied().collect();
        let mut families: Vec<usize> =
            own.iter().map(|&i| first_of_family(&self.proposal, i)).collect();
        families.sort_unstable();
        families.dedup();
        families
            .iter()
            .filter_map(|root| self.families.get(root))
            .flatten()
            .filter(|i| !own.contains(i))
            .filter(|&&i| !self.settled.statements[i].by_people)
            .take(REPEATED)
            .map(|&i| self.statement(i, None))
            .collect()
    }
}
