//! One card, whole: its statements side by side, what is near it, and who decided what.

use super::board::{Board, Card, Visibility, first_of_family};
use super::protocol::{
    CardRow, CardState, CardView, Scores, SideView, StatementView, SuggestedView, WeakestPair,
};
use super::terms::Terms;
use crate::decide::settle::Outcome;
use crate::domain::proposal::Firmness;
use crate::domain::statement::Origin;
use crate::text::hidden::visible_line;
use crate::text::personal;
use crate::write::svg::words::{clipped, percent};

/// The longest wording that a card shows, in characters.
const TITLE: usize = 4000;
/// The most near candidates shown.
const NEAR: usize = 5;
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
            weakest: self.weakest(card),
            near: self.near(card),
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
            suggested,
        })
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
            contradicted: contradicted.map(|name| clipped(name, 160)),
            also: settlement.also_in.iter().map(|to| clipped(&to.to_string(), 200)).collect(),
            family: family
                .map(|all| visible_line(self.proposal.corpus.statements[all[0]].id.as_str())),
            seen: self.statement_fingerprint(i),
            card: self.card_of_statement[i].map(|at| self.cards[at].id()),
        }
    }

    pub(super) fn is_published(&self, id: &str) -> bool {
        self.proposal.frame.desafios.iter().any(|desafio| desafio.id == id)
    }

    fn firmness_in_words(&self, card: &Card) -> Option<&'static str> {
        Some(match self.firmness(card)? {
            Firmness::Stable => "estable: sus textos siguen juntos al repetir el trabajo",
            Firmness::Doubtful => {
                "dudosa: algunos de sus textos entran y salen al repetir el trabajo"
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
        let own: std::collections::BTreeSet<usize> = card.statements.iter().copied().collect();
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
