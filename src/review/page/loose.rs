//! The statements without a card: what waits for a person, what is out, what was discarded.

use serde_json::{Value, json};

use super::board::Board;
use crate::decide::settle::Outcome;

/// How many are shown at once.
const PAGE: usize = 50;

/// A kind of statements without a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UngroupedList {
    /// Waiting for a person.
    Pending,
    /// Out of competence.
    Out,
    /// Discarded by people.
    Discarded,
}

impl UngroupedList {
    /// The tray of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "out" => Self::Out,
            "discarded" => Self::Discarded,
            _ => return None,
        })
    }

    fn holds(self, standing: &Outcome) -> bool {
        match standing {
            Outcome::Pending(_) => self == Self::Pending,
            Outcome::OutOfCompetence(_) => self == Self::Out,
            Outcome::Discarded(_) => self == Self::Discarded,
            Outcome::In(_) | Outcome::Proposed(_) => false,
        }
    }
}

impl Board {
    /// A page (from 0) of a tray.
    pub fn tray(&self, tray: UngroupedList, page: usize) -> Value {
        let settled = self.settled.statements.iter().enumerate();
        let all: Vec<usize> =
            settled.filter(|(_, s)| tray.holds(&s.standing)).map(|(i, _)| i).collect();
        let from = page.saturating_mul(PAGE);
        let shown: Vec<Value> =
            all.iter().skip(from).take(PAGE).map(|&i| self.statement(i, None)).collect();
        json!({
            "total": all.len(), "page": page, "pages": all.len().div_ceil(PAGE),
            "version": self.version(), "statements": shown,
        })
    }
}
