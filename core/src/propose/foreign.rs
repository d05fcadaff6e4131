//! Out-of-competence statements: about what another government or private persons decide, found by
//! their likeness to the frame's own examples of such matters.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::domain::index::{RowIndex, StatementIndex};
use crate::domain::similarity::keep_best;
use crate::features::Features;

/// When a statement is thought to be about a matter of others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// By how much a statement must be more alike to an example of a foreign matter than, on
    /// average, to its nearest fellow statements; in cosine.
    pub margin: f32,
    /// How many fellow statements count as its nearest.
    pub neighbours: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { margin: 0.15, neighbours: 5 }
    }
}

/// The fewest statements among which one can be said to stand alone.
const FEWEST: usize = 20;

/// Which of the statements `items` are about one of the `matters` of others. `gram` is the
/// likeness of the items to each other. With no matters given, or hardly any fellow statements to
/// compare with, none is.
pub fn detect(
    features: &Features,
    items: &[StatementIndex],
    gram: &Array2<f32>,
    matters: &[RowIndex],
    settings: &Settings,
) -> Vec<bool> {
    if matters.is_empty() || items.len() < FEWEST {
        return vec![false; items.len()];
    }
    let fellows = |a: usize| {
        let mut near = Vec::new();
        for (b, &likeness) in gram.row(a).iter().enumerate() {
            if b != a {
                keep_best(&mut near, (likeness, b), settings.neighbours.max(1));
            }
        }
        near.iter().map(|x| x.0).sum::<f32>() / near.len().max(1) as f32
    };
    detect_by(features, items, fellows, matters, settings)
}

/// How many statements are compared with the matters at a time.
const BLOCK: usize = 4096;

/// [`detect`] with the mean likeness of each item, by its place, to its nearest fellows.
pub fn detect_by(
    features: &Features,
    items: &[StatementIndex],
    fellows: impl Fn(usize) -> f32,
    matters: &[RowIndex],
    settings: &Settings,
) -> Vec<bool> {
    if matters.is_empty() || items.len() < FEWEST {
        return vec![false; items.len()];
    }
    let mut found = Vec::with_capacity(items.len());
    for block in items.chunks(BLOCK) {
        let to_matters = features.block(block, matters);
        for row in to_matters.rows() {
            let matter = row.iter().copied().fold(-1.0f32, f32::max);
            found.push(matter - fellows(found.len()) > settings.margin);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use crate::features;
    use crate::text::lexicon::Lexicon;

    #[test]
    fn a_statement_like_a_foreign_matter_and_unlike_its_fellows_is_found() {
        let mut texts = vec!["bajar gasolina"];
        texts.extend(std::iter::repeat_n(["quebrada limpia", "limpiar quebrada"], 10).flatten());
        texts.push("precio gasolina");
        let n = texts.len();
        let rows = Lexicon::of(texts.iter().copied()).rows(texts.iter().copied());
        let dense = Embeddings::normalised(Array2::zeros((n, 2)));
        let features = Features::new(dense, rows, &features::Settings::default());
        let items: Vec<StatementIndex> = StatementIndex::first(n - 1).collect();
        let matter = RowIndex::from(n - 1);
        let gram = features.gram(&items);
        let settings = Settings::default();
        let found = detect(&features, &items, &gram, &[matter], &settings);
        assert!(found[0] && found[1..].iter().all(|f| !f));
        assert!(detect(&features, &items, &gram, &[], &settings).iter().all(|f| !f));
        let few = detect(&features, &items[..3], &features.gram(&items[..3]), &[matter], &settings);
        assert_eq!(few, [false; 3]);
    }
}
