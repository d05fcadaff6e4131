//! The figures behind the overview, and a competencia whole for printing.

use super::board::{Board, Card, Visibility};
use super::protocol::{
    CardRow, CardState, MapPoint, OriginFlow, Overview, PrintedCard, PrintedCompetencia,
    PrintedStatement,
};
use crate::decide::settle::Outcome;
use crate::domain::statement::Origin;
use crate::text::hidden::visible_line;
use crate::write::svg::words::clipped;

impl Board {
    /// Where the statements of each origin are, how far each competencia is, and the map.
    pub fn overview(&self, visibility: Visibility) -> Overview {
        let map = match visibility {
            Visibility::Open => self.cards.iter().filter_map(|card| self.point(card)).collect(),
            Visibility::Blind => Vec::new(),
        };
        let flow = [Origin::Institutional, Origin::Citizen].map(|origin| self.flow(origin));
        Overview { flow, counts: self.counts(), cards: self.states(), map }
    }

    fn flow(&self, origin: Origin) -> OriginFlow {
        let mut counts = [0_usize; 5];
        for (statement, settlement) in
            self.proposal.corpus.statements.iter().zip(&self.settled.statements)
        {
            if statement.origin == origin {
                let at = match settlement.outcome {
                    Outcome::In(_) => 0,
                    Outcome::Proposed(_) => 1,
                    Outcome::Pending(_) => 2,
                    Outcome::OutOfCompetence(_) => 3,
                    Outcome::Discarded(_) => 4,
                };
                counts[at] += 1;
            }
        }
        OriginFlow { counts, origin }
    }

    /// How many cards are in each state, by competencia.
    fn states(&self) -> Vec<[usize; 5]> {
        const STATES: [CardState; 5] = [
            CardState::Decided,
            CardState::Begun,
            CardState::Waiting,
            CardState::Open,
            CardState::Gone,
        ];
        let n = self.proposal.frame.competencias.len();
        let mut counts = vec![[0_usize; 5]; n.max(1)];
        for card in &self.cards {
            let at = STATES.iter().position(|state| *state == card.state).unwrap_or(0);
            counts[card.competencia][at] += 1;
        }
        counts
    }

    fn point(&self, card: &Card) -> Option<MapPoint> {
        let c = card.candidate.filter(|_| card.state != CardState::Gone)?;
        let map = &self.proposal.map;
        if c >= map.nrows() || map.ncols() < 2 || !map.row(c).iter().all(|x| x.is_finite()) {
            return None;
        }
        let (institutional, citizen) = self.sides(&card.statements);
        Some(MapPoint {
            id: card.id(),
            x: f64::from(map[[c, 0]]),
            y: f64::from(map[[c, 1]]),
            institutional,
            citizen,
            title: self.title(card, Visibility::Open, 160),
            competencia: card.competencia,
        })
    }

    /// All cards of a competencia with all their statements, in the order of their ids.
    pub fn print(&self, competencia: usize, visibility: Visibility) -> Option<PrintedCompetencia> {
        let name = &self.proposal.frame.competencias.get(competencia)?.name;
        let mut cards: Vec<&Card> = self
            .cards
            .iter()
            .filter(|card| card.competencia == competencia && card.state != CardState::Gone)
            .collect();
        cards.sort_by_key(|card| card.id());
        let line = |i: usize| {
            let statement = &self.proposal.corpus.statements[i];
            let place = statement.parroquia.as_deref().or(statement.entidad.as_deref());
            PrintedStatement {
                id: visible_line(statement.id.as_str()),
                origin: statement.origin,
                text: visible_line(&statement.text),
                place: place.map(|place| clipped(place, 160)),
            }
        };
        let printed = |card: &Card| PrintedCard {
            row: CardRow {
                title: self.title(card, visibility, 4000),
                ..self.row(card, visibility)
            },
            statements: card.statements.iter().map(|&i| line(i)).collect(),
        };
        Some(PrintedCompetencia {
            competencia: clipped(name, 200),
            cards: cards.into_iter().map(printed).collect(),
        })
    }
}
