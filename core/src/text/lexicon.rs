//! The words' side of likeness: stems weighted by how rare they are in this corpus.
//!
//! Weights are (1 + ln tf) · ln((n + 1)/(df + ½)), scaled to unit length (Salton & Buckley 1988,
//! with a smoothed document frequency).

use std::collections::BTreeMap;

use crate::text::words::{Stems, WordKind, has_letter, words};

/// The weight in pooling of tokens that stand for no word: specials, figures, punctuation.
pub const NO_WORD: f32 = 0.02;
/// The weight in pooling of stopwords.
const STOPWORD: f32 = 0.05;
/// The weight in pooling of boilerplate words.
const BOILERPLATE: f32 = 0.2;

/// The stems of a corpus with the number of texts that each is in.
pub struct Lexicon {
    stems: Stems,
    index: BTreeMap<String, u32>,
    frequency: Vec<u32>,
    occurrences: Vec<u32>,
    texts: usize,
}

/// A word of a text as pooling sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedWord {
    /// Where it begins, in bytes.
    pub from: u32,
    /// Where it ends, in bytes.
    pub to: u32,
    /// How much it weighs, above zero.
    pub weight: f32,
    /// The number of its stem, for a word that has one in the lexicon and is no stopword.
    pub stem: Option<u32>,
}

/// Sparse rows of unit length (or empty), each sorted by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseRows {
    rows: Vec<Vec<(u32, f32)>>,
    columns: usize,
}

impl Lexicon {
    /// Counts the stems of some texts.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let stems = Stems::default();
        // For each stem the texts that it is in and how often it occurs.
        let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let mut n = 0;
        for text in texts {
            n += 1;
            let mut all = stems.content(text);
            for stem in &all {
                counts.entry(stem.clone()).or_default().1 += 1;
            }
            all.sort_unstable();
            all.dedup();
            for stem in all {
                counts.entry(stem).or_default().0 += 1;
            }
        }
        let frequency = counts.values().map(|c| c.0).collect();
        let occurrences = counts.values().map(|c| c.1).collect();
        let index = counts.into_keys().zip(0..).collect();
        Self { stems, index, frequency, occurrences, texts: n }
    }

    /// How rare a stem is: ln((n + 1)/(df + ½)), always above zero.
    pub fn rarity(&self, stem: &str) -> f32 {
        let df = self.index.get(stem).map_or(0, |&i| self.frequency[i as usize]);
        ((self.texts as f32 + 1.0) / (df as f32 + 0.5)).ln()
    }

    /// [`Self::rarity`] of a stem by its number.
    pub fn rarity_of(&self, number: u32) -> f32 {
        let df = self.frequency[number as usize] as f32;
        ((self.texts as f32 + 1.0) / (df + 0.5)).ln()
    }

    /// The stems of a text's content words, folded, in order.
    pub fn stems(&self, text: &str) -> Vec<String> {
        self.stems.content(text)
    }

    /// The number of a stem of this lexicon.
    pub fn number(&self, stem: &str) -> Option<u32> {
        self.index.get(stem).copied()
    }

    /// Where the words of a text stand and how much each weighs in pooling: its rarity over ln n
    /// for content words, fixed small weights for the others.
    pub fn weighted_words(&self, text: &str) -> Vec<WeightedWord> {
        let scale = (self.texts.max(3) as f32).ln();
        words(text)
            .into_iter()
            .map(|word| {
                let read = has_letter(word.text).then(|| self.stems.read(word.text));
                let (kind, stem) = match read {
                    Some((kind, stem)) => (Some(kind), Some(stem)),
                    None => (None, None),
                };
                let stem = stem.filter(|s| kind != Some(WordKind::Stopword) && !s.is_empty());
                let weight = match (kind, &stem) {
                    (None, _) => NO_WORD,
                    (Some(WordKind::Stopword), _) => STOPWORD,
                    (Some(WordKind::Boilerplate), _) => BOILERPLATE,
                    (Some(WordKind::Content), stem) => {
                        self.rarity(stem.as_deref().unwrap_or_default()) / scale
                    }
                };
                let stem = stem.and_then(|s| self.number(&s));
                WeightedWord { from: word.from as u32, to: word.to() as u32, weight, stem }
            })
            .collect()
    }

    /// How many stems there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// How often a stem occurs in all texts together.
    pub fn occurrences(&self, number: u32) -> u32 {
        self.occurrences[number as usize]
    }

    /// The rows of some texts over this lexicon's stems; stems it does not know are left out.
    pub fn rows<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> SparseRows {
        let rows = texts
            .into_iter()
            .map(|text| {
                let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
                for stem in self.stems(text) {
                    if let Some(number) = self.number(&stem) {
                        *counts.entry(number).or_default() += 1.0;
                    }
                }
                let weigh =
                    |(number, tf): (u32, f32)| (number, (1.0 + tf.ln()) * self.rarity_of(number));
                unit(counts.into_iter().map(weigh).collect())
            })
            .collect();
        SparseRows { rows, columns: self.index.len() }
    }
}

/// The row scaled to length 1; a row of zeros stays as it is.
pub fn unit(mut row: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    let norm = row.iter().map(|(_, x)| x * x).sum::<f32>().sqrt();
    if norm > 1e-12 {
        for (_, x) in &mut row {
            *x /= norm;
        }
    } else {
        row.clear();
    }
    row
}

impl SparseRows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row i: (column, value), sorted by column.
    pub fn row(&self, i: usize) -> &[(u32, f32)] {
        &self.rows[i]
    }

    /// The cosine of two rows.
    pub fn cosine(&self, i: usize, j: usize) -> f32 {
        sparse_dot(&self.rows[i], &self.rows[j])
    }

    /// Adds to `into`, shape (left, right), `scale` times the cosine of every pair of a left and a
    /// right row.
    pub fn add_block(
        &self,
        left: &[usize],
        right: &[usize],
        scale: f32,
        into: &mut ndarray::Array2<f32>,
    ) {
        let mut columns: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.columns];
        for (b, &j) in right.iter().enumerate() {
            for &(column, value) in &self.rows[j] {
                columns[column as usize].push((b as u32, value));
            }
        }
        for (a, &i) in left.iter().enumerate() {
            let mut row = into.row_mut(a);
            for &(column, value) in &self.rows[i] {
                for &(b, other) in &columns[column as usize] {
                    row[b as usize] += scale * value * other;
                }
            }
        }
    }
}

fn sparse_dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    const TEXTS: [&str; 4] =
        ["limpiar la quebrada", "Quebradas limpias, ya", "más buses", "la de los"];

    #[test]
    fn rows_are_unit_or_empty_and_forms_of_a_word_meet() {
        let lexicon = Lexicon::of(TEXTS);
        let rows = lexicon.rows(TEXTS);
        assert!((rows.cosine(0, 0) - 1.0).abs() < 1e-6);
        assert!(rows.cosine(0, 1) > 0.3);
        assert_eq!(rows.cosine(0, 2), 0.0);
        assert!(rows.row(3).is_empty());
    }

    #[test]
    fn the_gram_matrix_holds_the_cosines() {
        let lexicon = Lexicon::of(TEXTS);
        let rows = lexicon.rows(TEXTS);
        let chosen = [1, 0, 3];
        let mut gram = Array2::zeros((3, 3));
        rows.add_block(&chosen, &chosen, 2.0, &mut gram);
        for (a, &i) in chosen.iter().enumerate() {
            for (b, &j) in chosen.iter().enumerate() {
                assert!((gram[[a, b]] - 2.0 * rows.cosine(i, j)).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn rare_words_weigh_more_than_stopwords_and_figures() {
        let lexicon = Lexicon::of(TEXTS);
        let found = lexicon.weighted_words("la quebrada 24.");
        assert_eq!((found[0].weight, found[0].stem), (STOPWORD, None));
        assert_eq!((found[1].from, found[1].to), (3, 11));
        assert!(found[1].weight > 0.3 && found[1].stem.is_some());
        assert_eq!((found[2].weight, found[2].stem), (NO_WORD, None));
    }
}
