//! The list of cards, light enough to be sent whole, and what the page needs to begin.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::board::{Board, Card, State, Visibility};
use crate::decide::settle::Outcome;
use crate::domain::proposal::Firmness;
use crate::write::svg::words::clipped;
use crate::write::workbook::names::REASONS;

/// The longest title that a row shows, in characters.
const TITLE: usize = 320;

impl Board {
    /// What the page begins with: the frame's lists, every row, and how far the review is.
    pub fn state(&self, visibility: Visibility) -> Value {
        let frame = &self.proposal.frame;
        let names = |all: &mut dyn Iterator<Item = (&str, &str)>| -> Vec<Value> {
            all.map(|(id, text)| json!({ "id": id, "text": clipped(text, TITLE) })).collect()
        };
        json!({
            "version": self.version(),
            "blind": visibility == Visibility::Blind,
            "frame": clipped(&frame.name, 120),
            "competencias": names(
                &mut frame.competencias.iter().map(|c| (c.id.as_str(), c.name.as_str()))
            ),
            "finals": names(&mut frame.desafios.iter().map(|d| (d.id.as_str(), d.text.as_str()))),
            "desarrollo": names(&mut frame.objetivos_desarrollo.iter()
                .map(|one| (one.id.as_str(), one.text.as_str()))),
            "gestion": frame.objetivos_gestion.iter().map(|one| json!({
                "id": one.id, "text": clipped(&one.text, TITLE),
                "of": frame.objetivos_desarrollo[one.objetivo_desarrollo].id,
            })).collect::<Vec<_>>(),
            "politicas": frame.politicas.iter().map(|one| json!({
                "id": one.id, "text": clipped(&one.text, TITLE),
                "of": frame.objetivos_gestion[one.objetivo_gestion].id,
            })).collect::<Vec<_>>(),
            "reasons": REASONS,
            "rows": self.rows(visibility),
            "counts": self.counts(),
        })
    }

    /// Every row, in the order of review.
    pub fn rows(&self, visibility: Visibility) -> Vec<Value> {
        let mut order: Vec<&Card> = self.cards.iter().collect();
        match visibility {
            Visibility::Open => order.sort_by_key(|card| card.rank),
            Visibility::Blind => order.sort_by_key(|card| (card.competencia, card.id())),
        }
        order.into_iter().map(|card| self.row(card, visibility)).collect()
    }

    /// The rows of some cards, and the ids of those that are no more.
    pub fn changed(&self, ids: &BTreeSet<String>, visibility: Visibility) -> Value {
        let rows: Vec<Value> = ids
            .iter()
            .filter_map(|id| self.card_of(id))
            .map(|card| self.row(card, visibility))
            .collect();
        let gone: Vec<&String> = ids.iter().filter(|id| self.card_of(id).is_none()).collect();
        json!({
            "version": self.version(), "rows": rows, "gone": gone, "counts": self.counts(),
        })
    }

    pub(super) fn row(&self, card: &Card, visibility: Visibility) -> Value {
        let (institutional, citizen) = self.sides(&card.here);
        let mut row = json!({
            "id": card.id(),
            "title": self.title(card, visibility, TITLE),
            "competencia": card.competencia,
            "institutional": institutional,
            "citizen": citizen,
            "decided": card.decided,
            "pending": card.pending.len() + card.unsure,
            "state": card.state.as_str(),
            "by": self.reviewers(card),
        });
        if visibility == Visibility::Open {
            row["rank"] = json!(card.rank);
            row["doubtful"] = json!(self.firmness(card) == Some(Firmness::Doubtful));
        }
        row
    }

    /// The card's wording; without the machine's words only people's and the frame's.
    pub(super) fn title(&self, card: &Card, visibility: Visibility, limit: usize) -> String {
        let published = self.proposal.frame.desafios.iter().any(|d| d.text == card.title);
        let drafted =
            card.candidate.is_some_and(|c| self.proposal.candidates[c].draft.text == card.title);
        if visibility == Visibility::Blind && drafted && !published {
            return String::new();
        }
        clipped(&card.title, limit)
    }

    pub(super) fn firmness(&self, card: &Card) -> Option<Firmness> {
        self.proposal.candidates[card.candidate?].firmness()
    }

    /// Who decided something of what stands in a card.
    fn reviewers(&self, card: &Card) -> Vec<String> {
        let words = card.here.iter().chain(&card.pending).chain(&card.also);
        let names: BTreeSet<&str> = words
            .filter_map(|&i| self.settled.statements[i].decided.as_ref())
            .map(|word| word.reviewer.trim())
            .collect();
        names.into_iter().map(|name| clipped(name, 60)).collect()
    }

    /// How far the review is, whole and by competencia, and how many statements have no card.
    pub(super) fn counts(&self) -> Value {
        let n = self.proposal.frame.competencias.len();
        let mut by = vec![(0_usize, 0_usize); n.max(1)];
        for card in &self.cards {
            let (all, done) = &mut by[card.competencia];
            *all += 1;
            *done += usize::from(matches!(card.state, State::Decided | State::Gone));
        }
        let count = |wanted: fn(&Outcome) -> bool| {
            self.settled.statements.iter().filter(|s| wanted(&s.standing)).count()
        };
        json!({
            "competencias": by.iter().map(|(all, done)| json!([done, all])).collect::<Vec<_>>(),
            "statements": self.proposal.corpus.len(),
            "decided": self.settled.statements.iter().filter(|s| s.by_people).count(),
            "pending": count(|s| matches!(s, Outcome::Pending(_))),
            "out": count(|s| matches!(s, Outcome::OutOfCompetence(_))),
            "discarded": count(|s| matches!(s, Outcome::Discarded(_))),
        })
    }
}
