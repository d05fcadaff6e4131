//! Finding cards by what their statements say, without case or accents.

use std::collections::BTreeSet;

use super::board::Board;
use super::protocol::SearchResult;
use crate::text::fold;

/// The most characters of a query that are read.
const QUERY: usize = 200;

impl Board {
    /// The ids of the cards whose wording, id, statements or their ids hold every word looked for.
    pub fn search(&self, query: &str) -> SearchResult {
        let query: String = query.chars().take(QUERY).collect();
        let folded = fold(&query);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let holds = |text: &str| words.iter().all(|word| text.contains(word));
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for (at, card) in self.cards.iter().enumerate() {
            if holds(&format!("{} {}", fold(&card.id()), fold(&card.title))) {
                found.insert(at);
            }
        }
        for (i, text) in self.folded.iter().enumerate() {
            let Some(at) = self.card_of_statement[i] else { continue };
            let id = self.proposal.corpus.statements[i].id.as_str();
            if !found.contains(&at) && (holds(text) || holds(&fold(id))) {
                found.insert(at);
            }
        }
        SearchResult { ids: found.into_iter().map(|at| self.cards[at].id()).collect() }
    }
}
