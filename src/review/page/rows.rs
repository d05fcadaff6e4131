//! The list of cards, light enough to be sent whole, and what the page needs to begin.

use std::collections::BTreeSet;

use super::board::{Board, Card, Visibility};
use super::protocol::{
    CardRow, CardState, ChangedRows, Counts, FrameItem, FrameSubitem, ReviewState, Reviewer,
    SuggestedOrder,
};
use crate::decide::settle::Outcome;
use crate::domain::proposal::Firmness;
use crate::write::svg::words::clipped;
use crate::write::workbook::names::REASONS;

/// The longest title that a row shows, in characters.
const TITLE: usize = 320;

impl Board {
    /// What the page begins with: who opened it, the frame's lists, every row, and how far the
    /// review is.
    pub fn state(&self, me: Reviewer, visibility: Visibility) -> ReviewState {
        let frame = &self.proposal.frame;
        let item =
            |id: &str, text: &str| FrameItem { id: id.to_owned(), text: clipped(text, TITLE) };
        let subitem = |id: &str, of: &str, text: &str| FrameSubitem {
            id: id.to_owned(),
            of: of.to_owned(),
            text: clipped(text, TITLE),
        };
        let desarrollo = &frame.objetivos_desarrollo;
        let gestion = &frame.objetivos_gestion;
        ReviewState {
            version: self.version(),
            blind: visibility == Visibility::Blind,
            frame: clipped(frame.title(), 120),
            competencias: frame.competencias.iter().map(|c| item(&c.id, &c.name)).collect(),
            finals: frame.desafios.iter().map(|d| item(&d.id, &d.text)).collect(),
            desarrollo: desarrollo.iter().map(|o| item(&o.id, &o.text)).collect(),
            gestion: gestion
                .iter()
                .map(|o| subitem(&o.id, &desarrollo[o.objetivo_desarrollo].id, &o.text))
                .collect(),
            politicas: frame
                .politicas
                .iter()
                .map(|p| subitem(&p.id, &gestion[p.objetivo_gestion].id, &p.text))
                .collect(),
            reasons: REASONS.map(str::to_owned).to_vec(),
            rows: self.rows(visibility),
            counts: self.counts(),
            me,
        }
    }

    /// Every row, in the order of review.
    pub fn rows(&self, visibility: Visibility) -> Vec<CardRow> {
        let mut order: Vec<&Card> = self.cards.iter().collect();
        match visibility {
            Visibility::Open => order.sort_by_key(|card| card.rank),
            Visibility::Blind => order.sort_by_key(|card| (card.competencia, card.id())),
        }
        order.into_iter().map(|card| self.row(card, visibility)).collect()
    }

    /// The rows of some cards, and the ids of those that are no more.
    pub fn changed(&self, ids: &BTreeSet<String>, visibility: Visibility) -> ChangedRows {
        let cards = ids.iter().filter_map(|id| self.card_of(id));
        let gone = ids.iter().filter(|id| self.card_of(id).is_none());
        ChangedRows {
            rows: cards.map(|card| self.row(card, visibility)).collect(),
            gone: gone.cloned().collect(),
            counts: self.counts(),
        }
    }

    pub(super) fn row(&self, card: &Card, visibility: Visibility) -> CardRow {
        let (institutional, citizen) = self.sides(&card.statements);
        CardRow {
            id: card.id(),
            title: self.title(card, visibility, TITLE),
            competencia: card.competencia,
            institutional,
            citizen,
            decided: card.decided,
            pending: card.pending.len() + card.unsure,
            state: card.state,
            by: self.reviewers(card),
            comments: card.comments,
            suggested: (visibility == Visibility::Open).then(|| SuggestedOrder {
                rank: card.rank,
                doubtful: self.firmness(card) == Some(Firmness::Doubtful),
                name: self.name(card),
            }),
        }
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

    /// The card's short name; empty where the card is no candidate of the run.
    fn name(&self, card: &Card) -> String {
        let name = card.candidate.map(|c| self.proposal.candidates[c].name.as_str());
        clipped(name.unwrap_or_default(), 80)
    }

    pub(super) fn firmness(&self, card: &Card) -> Option<Firmness> {
        self.proposal.candidates[card.candidate?].firmness()
    }

    /// Who decided something of what stands in a card.
    fn reviewers(&self, card: &Card) -> Vec<String> {
        let words = card.statements.iter().chain(&card.pending).chain(&card.also);
        let names: BTreeSet<&str> = words
            .filter_map(|&i| self.settled.statements[i].decided.as_ref())
            .map(|word| word.reviewer.trim())
            .collect();
        names.into_iter().map(|name| clipped(name, 60)).collect()
    }

    /// How far the review is, whole and by competencia, and how many statements have no card.
    pub(super) fn counts(&self) -> Counts {
        let n = self.proposal.frame.competencias.len();
        let mut competencias = vec![[0_usize; 2]; n.max(1)];
        for card in &self.cards {
            let [done, all] = &mut competencias[card.competencia];
            *all += 1;
            *done += usize::from(matches!(card.state, CardState::Decided | CardState::Gone));
        }
        let statements = &self.settled.statements;
        let count =
            |wanted: fn(&Outcome) -> bool| statements.iter().filter(|s| wanted(&s.outcome)).count();
        Counts {
            competencias,
            statements: self.proposal.corpus.len(),
            decided: statements.iter().filter(|s| s.by_people).count(),
            pending: count(|outcome| matches!(outcome, Outcome::Pending(_))),
            out: count(|outcome| matches!(outcome, Outcome::OutOfCompetence(_))),
            discarded: count(|outcome| matches!(outcome, Outcome::Discarded(_))),
        }
    }
}
