//! One card, whole: its statements side by side, what is near it, and who decided what.

use serde_json::{Value, json};

use super::board::{Board, Card, State, Visibility, first};
use super::terms::Terms;
use crate::decide::settle::Outcome;
use crate::domain::proposal::Firmness;
use crate::domain::statement::Origin;
use crate::text::personal;
use crate::write::svg::words::{clipped, percent, visible};

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
    ) -> Option<Value> {
        let card = self.card_of(id)?;
        let terms = (visibility == Visibility::Open).then(|| self.terms(card));
        let side = |origin: Origin| {
            let all: Vec<usize> = card
                .here
                .iter()
                .copied()
                .filter(|&i| self.proposal.corpus.statements[i].origin == origin)
                .collect();
            let shown: Vec<Value> =
                all.iter().take(limit).map(|&i| self.statement(i, terms.as_ref())).collect();
            json!({ "total": all.len(), "statements": shown })
        };
        let others = |all: &[usize]| -> Vec<Value> {
            all.iter().take(limit).map(|&i| self.statement(i, terms.as_ref())).collect()
        };
        let mut view = self.row(card, visibility);
        let proposed = card.candidate.and_then(|c| self.proposal.candidates[c].horizon);
        view["title"] = json!(self.title(card, visibility, TITLE));
        view["seen"] = json!(card.seen);
        view["version"] = json!(self.version());
        view["accepted"] = json!(card.accepted);
        view["contested"] = json!(card.contested.as_deref().map(|why| clipped(why, 1000)));
        view["alignment"] = json!(card.alignment);
        view["published"] = json!(self.is_published(id));
        view["sides"] = json!([side(Origin::Institutional), side(Origin::Citizen)]);
        view["also"] = json!(others(&card.also));
        view["waiting"] = json!(others(&card.pending));
        view["repeated"] = json!(self.repeated(card));
        view["history"] = json!(self.history(card, reviewer));
        if visibility == Visibility::Open {
            view["horizon"] = json!(proposed.map(crate::domain::frame::Horizon::in_spanish));
            view["firmness"] = json!(self.firmness_in_words(card));
            view["weakest"] = self.weakest(card);
            view["near"] = json!(self.near(card));
        }
        Some(view)
    }

    /// The likenesses of a card, for who asks for them.
    pub fn scores(&self, id: &str) -> Option<Value> {
        let card = self.card_of(id)?;
        let cohesion = card.candidate.and_then(|c| self.proposal.candidates[c].cohesion);
        let share = |percentile: f32| percent(f64::from(percentile));
        let statements: Vec<Value> = card
            .here
            .iter()
            .filter_map(|&i| {
                let likeness = self.proposal.placements[i].likeness?;
                let id = visible(self.proposal.corpus.statements[i].id.as_str());
                Some(json!([id, share(self.proposal.percentiles.of(likeness))]))
            })
            .collect();
        Some(json!({
            "mean": cohesion.map(|c| share(self.proposal.percentiles.of(c.mean))),
            "weakest": cohesion.map(|c| share(c.percentile)),
            "statements": statements,
        }))
    }

    /// A statement as a card shows it.
    pub(super) fn statement(&self, i: usize, terms: Option<&Terms>) -> Value {
        let statement = &self.proposal.corpus.statements[i];
        let settlement = &self.settled.statements[i];
        let placement = &self.proposal.placements[i];
        let place = statement.parroquia.as_deref().or(statement.entidad.as_deref());
        let more = [statement.taller.as_deref(), statement.fecha.as_deref()];
        let pieces = match terms {
            Some(terms) => terms.mark(&statement.text),
            None => vec![visible(&statement.text)],
        };
        let why = match &settlement.standing {
            Outcome::Pending(why) | Outcome::Discarded(why) => Some(clipped(why, 600)),
            Outcome::OutOfCompetence(why) => Some(why.in_spanish().to_owned()),
            _ => None,
        };
        let contradicted = placement.contradicted_by.map(|c| self.proposal.frame.competencia(c));
        let family = self.families.get(&first(&self.proposal, i));
        let decided = settlement.decided.as_ref();
        json!({
            "id": visible(statement.id.as_str()),
            "origin": statement.origin.as_str(),
            "text": pieces,
            "place": place.map(|place| clipped(place, 160)),
            "more": more.into_iter().flatten().map(|m| clipped(m, 120)).collect::<Vec<_>>(),
            "by": decided.map(|word| clipped(&word.reviewer, 60)),
            "people": settlement.by_people,
            "why": why,
            "personal": personal::in_words(&statement.text),
            "contradicted": contradicted.map(|name| clipped(name, 160)),
            "also": settlement.also_in.iter()
                .map(|to| clipped(&to.to_string(), 200)).collect::<Vec<_>>(),
            "family": family.map(|all| visible(self.proposal.corpus.statements[all[0]].id.as_str())),
            "seen": self.seen(i),
            "card": self.home[i].map(|at| self.cards[at].id()),
        })
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
    fn weakest(&self, card: &Card) -> Value {
        let cohesion = card.candidate.and_then(|c| self.proposal.candidates[c].cohesion);
        let Some(cohesion) = cohesion else { return Value::Null };
        let (a, b) = cohesion.weakest_pair;
        if !card.here.contains(&a) || !card.here.contains(&b) {
            return Value::Null;
        }
        let words = match cohesion.percentile {
            p if p >= 0.99 => "se parecen mucho",
            p if p >= 0.95 => "se parecen bastante",
            p if p >= 0.8 => "se parecen algo",
            _ => "se parecen poco",
        };
        let id = |i: usize| visible(self.proposal.corpus.statements[i].id.as_str());
        json!({ "pair": [id(a), id(b)], "words": words })
    }

    /// The nearest candidates that are still there.
    fn near(&self, card: &Card) -> Vec<Value> {
        let near = card.candidate.map(|c| self.proposal.candidates[c].near.as_slice());
        near.unwrap_or_default()
            .iter()
            .filter_map(|(c, _)| self.card_of(&self.proposal.candidates[*c].id.0))
            .filter(|other| other.state != State::Gone)
            .take(NEAR)
            .map(|other| self.row(other, Visibility::Open))
            .collect()
    }

    /// The statements of other cards, or of none, that say the same as one here.
    fn repeated(&self, card: &Card) -> Vec<Value> {
        let here: std::collections::BTreeSet<usize> = card.here.iter().copied().collect();
        let mut families: Vec<usize> = here.iter().map(|&i| first(&self.proposal, i)).collect();
        families.sort_unstable();
        families.dedup();
        families
            .iter()
            .filter_map(|root| self.families.get(root))
            .flatten()
            .filter(|i| !here.contains(i))
            .filter(|&&i| !self.settled.statements[i].by_people)
            .take(REPEATED)
            .map(|&i| self.statement(i, None))
            .collect()
    }
}
