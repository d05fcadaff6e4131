//! Finding cards by what their statements say, without case or accents.

use std::collections::BTreeMap;

use super::board::Board;
use super::protocol::{SearchHit, SearchResult};
use crate::text::fold;
use crate::text::hidden::visible_line;
use crate::write::svg::words::clipped;

/// The most characters of a query that are read.
const QUERY: usize = 200;
/// The longest sample of what was hit, in characters.
const SAMPLE: usize = 600;

impl Board {
    /// The cards whose wording, id, statements or their ids hold every word looked for, with the
    /// statements that do.
    pub fn search(&self, query: &str) -> SearchResult {
        let query: String = query.chars().take(QUERY).collect();
        let folded = fold(&query);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let holds = |text: &str| words.iter().all(|word| text.contains(word));
        let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, card) in self.cards.iter().enumerate() {
            if holds(&format!("{} {}", fold(&card.id()), fold(&card.title))) {
                found.insert(at, Vec::new());
            }
        }
        let mut loose = 0;
        for (i, text) in self.folded.iter().enumerate() {
            let id = self.proposal.corpus.statements[i].id.as_str();
            if !holds(text) && !holds(&fold(id)) {
                continue;
            }
            match self.card_of_statement[i] {
                Some(at) => found.entry(at).or_default().push(i),
                None => loose += 1,
            }
        }
        let statement = |i: usize| &self.proposal.corpus.statements[i];
        let hit = |(at, all): (usize, Vec<usize>)| SearchHit {
            card: self.cards[at].id(),
            sample: all.first().map(|&i| clipped(&statement(i).text, SAMPLE)),
            statements: all.iter().map(|&i| visible_line(statement(i).id.as_str())).collect(),
        };
        SearchResult { hits: found.into_iter().map(hit).collect(), loose }
    }
}
