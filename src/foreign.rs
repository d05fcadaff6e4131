//! Matters of others: statements about what another government or private persons decide, told by
//! their likeness to the frame's own examples of such matters.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::similarity::keep_best;

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

/// Which of the statements `items` are about one of `matters` (rows of `features`). `gram` is the
/// likeness of the items to each other. With no matters given, none is.
pub fn detect(
    features: &Features,
    items: &[usize],
    gram: &Array2<f32>,
    matters: &[usize],
    settings: &Settings,
) -> Vec<bool> {
    if matters.is_empty() {
        return vec![false; items.len()];
    }
    let to_matters = features.block(items, matters);
    (0..items.len())
        .map(|a| {
            let matter = to_matters.row(a).iter().copied().fold(-1.0f32, f32::max);
            let mut near = Vec::new();
            for (b, &likeness) in gram.row(a).iter().enumerate() {
                if b != a {
                    keep_best(&mut near, (likeness, b), settings.neighbours.max(1));
                }
            }
            let fellows = near.iter().map(|x| x.0).sum::<f32>() / near.len().max(1) as f32;
            matter - fellows > settings.margin
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::Embeddings;
    use crate::features;
    use crate::lexical::Lexicon;

    #[test]
    fn a_statement_like_a_foreign_matter_and_unlike_its_fellows_is_told() {
        let texts = ["quebrada limpia", "limpiar quebrada", "bajar gasolina", "precio gasolina"];
        let rows = Lexicon::of(texts).rows(texts);
        let dense = Embeddings::normalised(Array2::zeros((4, 2)));
        let features = Features::new(dense, rows, &features::Settings::default());
        let items = [0, 1, 2];
        let gram = features.gram(&items);
        let settings = Settings::default();
        assert_eq!(detect(&features, &items, &gram, &[3], &settings), [false, false, true]);
        assert_eq!(detect(&features, &items, &gram, &[], &settings), [false; 3]);
    }
}
