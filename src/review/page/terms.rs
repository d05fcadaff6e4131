//! The terms that a card's statements share, and where they stand in a text.

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Board, Card};
use crate::domain::statement::Origin;
use crate::text::hidden::visible_line;
use crate::text::words::{Stems, WordKind, words};

/// The most terms that are marked in a card.
const MARKED: usize = 12;
/// The most statements of a card that are read for them, the most typical first.
const READ: usize = 400;

/// The stems that a card's statements share.
pub(super) struct Terms {
    stems: Stems,
    shared: BTreeSet<String>,
}

impl Board {
    /// The stems in at least two statements of the card, those of both sides first, then by how
    /// many statements have them and how rare they are elsewhere.
    pub(super) fn terms(&self, card: &Card) -> Terms {
        let stems = Stems::default();
        let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
        for &i in card.statements.iter().take(READ) {
            let statement = &self.proposal.corpus.statements[i];
            let side = usize::from(statement.origin == Origin::Citizen);
            let distinct: BTreeSet<String> = words(&statement.text)
                .into_iter()
                .map(|word| stems.read(word.text))
                .filter(|(kind, stem)| *kind == WordKind::Content && stem.chars().count() > 2)
                .map(|(_, stem)| stem)
                .filter(|stem| stem.chars().any(char::is_alphabetic))
                .collect();
            for stem in distinct {
                counts.entry(stem).or_default()[side] += 1;
            }
        }
        let mut shared: Vec<(bool, f32, String)> = counts
            .into_iter()
            .filter(|(_, [a, b])| a + b > 1)
            .map(|(stem, [a, b])| {
                let weight = (a + b) as f32 * self.lexicon.rarity(&stem);
                (a > 0 && b > 0, weight, stem)
            })
            .collect();
        shared.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        shared.truncate(MARKED);
        Terms { stems, shared: shared.into_iter().map(|(_, _, stem)| stem).collect() }
    }
}

impl Terms {
    /// A text in pieces that follow each other: plain, marked, plain, marked… Characters that cannot
    /// be seen are written out.
    pub(super) fn mark(&self, text: &str) -> Vec<String> {
        let text = visible_line(text);
        let mut pieces = vec![String::new()];
        let mut at = 0;
        for word in words(&text) {
            if !self.shared.contains(&self.stems.stem(word.text)) {
                continue;
            }
            if let Some(last) = pieces.last_mut() {
                last.push_str(&text[at..word.from]);
            }
            pieces.extend([word.text.to_owned(), String::new()]);
            at = word.to();
        }
        if let Some(last) = pieces.last_mut() {
            last.push_str(&text[at..]);
        }
        pieces
    }
}
