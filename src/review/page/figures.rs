//! The figures behind the overview, and a competencia whole for printing.

use serde_json::{Value, json};

use super::board::{Board, Card, State, Visibility};
use crate::decide::settle::Outcome;
use crate::domain::statement::Origin;
use crate::write::svg::words::{clipped, visible};

impl Board {
    /// Where the statements of each origin are, how far each competencia is, and the map.
    pub fn overview(&self, visibility: Visibility) -> Value {
        let flow: Vec<Value> =
            [Origin::Institutional, Origin::Citizen].map(|origin| self.flow(origin)).into();
        let map: Vec<Value> = match visibility {
            Visibility::Open => self.cards.iter().filter_map(|card| self.point(card)).collect(),
            Visibility::Blind => Vec::new(),
        };
        json!({ "flow": flow, "counts": self.counts(), "cards": self.states(), "map": map })
    }

    fn flow(&self, origin: Origin) -> Value {
        let mut counts = [0_usize; 5];
        for (statement, settlement) in
            self.proposal.corpus.statements.iter().zip(&self.settled.statements)
        {
            if statement.origin == origin {
                let at = match settlement.standing {
                    Outcome::In(_) => 0,
                    Outcome::Proposed(_) => 1,
                    Outcome::Pending(_) => 2,
                    Outcome::OutOfCompetence(_) => 3,
                    Outcome::Discarded(_) => 4,
                };
                counts[at] += 1;
            }
        }
        json!({ "origin": origin.as_str(), "counts": counts })
    }

    /// How many cards are in each state, by competencia.
    fn states(&self) -> Vec<Value> {
        const STATES: [State; 5] =
            [State::Decided, State::Begun, State::Waiting, State::Open, State::Gone];
        let n = self.proposal.frame.competencias.len();
        let mut counts = vec![[0_usize; 5]; n.max(1)];
        for card in &self.cards {
            let at = STATES.iter().position(|state| *state == card.state).unwrap_or(0);
            counts[card.competencia][at] += 1;
        }
        counts.into_iter().map(|counts| json!(counts)).collect()
    }

    fn point(&self, card: &Card) -> Option<Value> {
        let c = card.candidate.filter(|_| card.state != State::Gone)?;
        let map = &self.proposal.map;
        if c >= map.nrows() || map.ncols() < 2 || !map.row(c).iter().all(|x| x.is_finite()) {
            return None;
        }
        let (institutional, citizen) = self.sides(&card.here);
        Some(json!({
            "id": card.id(), "x": map[[c, 0]], "y": map[[c, 1]],
            "institutional": institutional, "citizen": citizen,
            "title": self.title(card, Visibility::Open, 160), "competencia": card.competencia,
        }))
    }

    /// All cards of a competencia with all their statements, in the order of their ids.
    pub fn print(&self, competencia: usize, visibility: Visibility) -> Option<Value> {
        let name = &self.proposal.frame.competencias.get(competencia)?.name;
        let mut cards: Vec<&Card> = self
            .cards
            .iter()
            .filter(|card| card.competencia == competencia && card.state != State::Gone)
            .collect();
        cards.sort_by_key(|card| card.id());
        let line = |i: usize| {
            let statement = &self.proposal.corpus.statements[i];
            let place = statement.parroquia.as_deref().or(statement.entidad.as_deref());
            json!({
                "id": visible(statement.id.as_str()),
                "origin": statement.origin.as_str(),
                "text": visible(&statement.text),
                "place": place.map(|place| clipped(place, 160)),
            })
        };
        let cards: Vec<Value> = cards
            .into_iter()
            .map(|card| {
                let mut row = self.row(card, visibility);
                row["title"] = json!(self.title(card, visibility, 4000));
                row["statements"] = card.here.iter().map(|&i| line(i)).collect();
                row
            })
            .collect();
        Some(json!({ "competencia": clipped(name, 200), "cards": cards }))
    }
}
