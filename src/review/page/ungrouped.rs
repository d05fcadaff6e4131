//! The statements without a card: what waits for a person, what is out, what was discarded.

use super::board::{Board, Visibility};
use super::protocol::{StatementView, UngroupedPage};
use crate::decide::settle::Outcome;

/// How many are shown at once.
const PAGE: usize = 50;

/// A list of statements without a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UngroupedList {
    /// Those that wait for a person.
    Pending,
    /// Those out of competence.
    Out,
    /// Those that people discarded.
    Discarded,
}

impl UngroupedList {
    /// The list of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "out" => Self::Out,
            "discarded" => Self::Discarded,
            _ => return None,
        })
    }

    fn holds(self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Pending(_) => self == Self::Pending,
            Outcome::OutOfCompetence(_) => self == Self::Out,
            Outcome::Discarded(_) => self == Self::Discarded,
            Outcome::In(_) | Outcome::Proposed(_) => false,
        }
    }
}

impl Board {
    /// A page (from 0) of a list; where each might go is left out of a blind review.
    pub fn ungrouped(
        &self,
        list: UngroupedList,
        visibility: Visibility,
        page: usize,
    ) -> UngroupedPage {
        let settled = self.settled.statements.iter().enumerate();
        let all: Vec<usize> =
            settled.filter(|(_, s)| list.holds(&s.outcome)).map(|(i, _)| i).collect();
        let from = page.saturating_mul(PAGE);
        let shown = all.iter().skip(from).take(PAGE);
        let view = |i: usize| match visibility {
            Visibility::Open => StatementView { likely: self.likely(i), ..self.statement(i, None) },
            Visibility::Blind => self.statement(i, None),
        };
        UngroupedPage {
            total: all.len(),
            page,
            pages: all.len().div_ceil(PAGE),
            version: self.version(),
            statements: shown.map(|&i| view(i)).collect(),
        }
    }
}
