//! Vectors without a model: what texts share in stems and in pieces of words, condensed (latent
//! semantic analysis: Deerwester et al. 1990). Good for a quick look, and for checking that a model
//! earns its time.

use std::collections::BTreeMap;

use ndarray::Array2;

use crate::features::directions::leading;
use crate::text::fold;
use crate::text::lexicon::unit;
use crate::text::words::{Stems, WordKind, words};

/// How many dimensions are kept.
const DIMENSIONS: usize = 200;

/// Rounds of subspace iteration.
const ROUNDS: usize = 12;

/// The share of stems in a likeness; the rest is that of pieces of words.
const STEMS: f32 = 0.5;

/// How long the pieces of words are, in letters, the blanks around a word included.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// One row a text: unit length, or zero for a text without words that say something.
pub fn sketch(texts: &[&str]) -> Array2<f32> {
    let stems = Stems::default();
    let read: Vec<Vec<(WordKind, String, String)>> = texts
        .iter()
        .map(|text| {
            let read = |word: &str| {
                let (kind, stem) = stems.read(word);
                (kind, stem, fold(word))
            };
            words(text).into_iter().map(|word| read(word.text)).collect()
        })
        .collect();
    let of_stems = weighted(read.iter().map(|words| {
        let said =
            words.iter().filter(|(kind, stem, _)| *kind == WordKind::Content && !stem.is_empty());
        said.map(|(_, stem, _)| stem.clone()).collect()
    }));
    let of_pieces = weighted(read.iter().map(|words| {
        let said = words.iter().filter(|(kind, ..)| *kind == WordKind::Content);
        said.flat_map(|(_, _, word)| pieces(word)).collect()
    }));
    let offset = of_stems.columns;
    let rows: Vec<Vec<(u32, f32)>> = of_stems
        .rows
        .iter()
        .zip(&of_pieces.rows)
        .map(|(stems, pieces)| {
            let stems = stems.iter().map(|&(column, x)| (column, x * STEMS.sqrt()));
            let pieces =
                pieces.iter().map(|&(column, x)| (column + offset, x * (1.0 - STEMS).sqrt()));
            unit(stems.chain(pieces).collect())
        })
        .collect();
    condensed(&rows, (offset + of_pieces.columns) as usize)
}

/// Rows over numbered features.
struct Weighted {
    rows: Vec<Vec<(u32, f32)>>,
    columns: u32,
}

/// Weighs features by (1 + ln tf) · ln((n + 1)/(df + ½)) and scales rows to unit length.
fn weighted(texts: impl Iterator<Item = Vec<String>>) -> Weighted {
    let mut counted: Vec<BTreeMap<u32, f32>> = Vec::new();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut frequency: Vec<f32> = Vec::new();
    for features in texts {
        let mut counts = BTreeMap::new();
        for feature in features {
            let next = numbers.len() as u32;
            let number = *numbers.entry(feature).or_insert(next);
            *counts.entry(number).or_insert(0.0) += 1.0;
        }
        frequency.resize(numbers.len(), 0.0);
        for &number in counts.keys() {
            frequency[number as usize] += 1.0;
        }
        counted.push(counts);
    }
    let n = counted.len() as f32;
    let weigh = |(number, tf): (u32, f32)| {
        let rarity = ((n + 1.0) / (frequency[number as usize] + 0.5)).ln();
        (number, (1.0 + tf.ln()) * rarity)
    };
    let rows = counted.into_iter().map(|row| unit(row.into_iter().map(weigh).collect())).collect();
    Weighted { rows, columns: numbers.len() as u32 }
}

/// The pieces of a word with a blank on either side.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!(" {word} ").chars().collect();
    PIECES.flat_map(|length| letters.windows(length).map(String::from_iter)).collect()
}

/// The rows' places along the directions in which they differ most, scaled to unit length.
fn condensed(rows: &[Vec<(u32, f32)>], columns: usize) -> Array2<f32> {
    // Rows times columns times rows, without ever holding the products.
    let apply = |basis: &Array2<f64>| {
        let mut made = Array2::zeros(basis.dim());
        for (vector, mut target) in basis.rows().into_iter().zip(made.rows_mut()) {
            let mut sums = vec![0.0f64; columns];
            for (row, &x) in rows.iter().zip(vector) {
                for &(column, value) in row {
                    sums[column as usize] += f64::from(value) * x;
                }
            }
            for (row, y) in rows.iter().zip(&mut target) {
                *y = row.iter().map(|&(column, v)| f64::from(v) * sums[column as usize]).sum();
            }
        }
        made
    };
    let found = leading(rows.len(), DIMENSIONS, ROUNDS, apply);
    let mut places = Array2::zeros((rows.len(), found.values.len()));
    for (j, (vector, value)) in found.vectors.rows().into_iter().zip(&found.values).enumerate() {
        for (i, x) in vector.iter().enumerate() {
            places[[i, j]] = (x * value.sqrt()) as f32;
        }
    }
    for mut row in places.rows_mut() {
        let norm = row.dot(&row).sqrt();
        row /= if norm > 1e-6 { norm } else { f32::INFINITY };
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_the_same_words_or_their_pieces_are_alike() {
        let rows = sketch(&[
            "limpieza de quebradas",
            "Limpiar las quebradas",
            "quebraditas limpias",
            "más buses por la noche",
            "buses nocturnos",
            "…",
        ]);
        let likeness = |i: usize, j: usize| rows.row(i).dot(&rows.row(j));
        for (i, j) in [(0, 1), (0, 2), (1, 2), (3, 4)] {
            assert!(likeness(i, j) > 0.05, "{i} {j}: {}", likeness(i, j));
        }
        assert!(likeness(0, 1) > likeness(0, 2));
        assert!(likeness(0, 3).abs() < likeness(0, 2));
        assert!(likeness(5, 5).abs() < 1e-6);
        for i in 0..5 {
            assert!((likeness(i, i) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn nothing_and_one_text_are_no_trouble() {
        assert_eq!(sketch(&[]).dim(), (0, 0));
        assert_eq!(sketch(&["agua"]).dim(), (1, 1));
        assert_eq!(sketch(&["", "…"]).sum(), 0.0);
    }
}
