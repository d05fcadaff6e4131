//! What a statement is compared by: a pooled sentence vector and its weighted stems, together.
//!
//! The vector is the token vectors' mean weighted by the rarity of their words (as SIF does with
//! word vectors: Arora, Liang & Ma 2017), minus the corpus's mean, minus the model's general
//! directions (Mu & Viswanath 2018, "All-but-the-top").

use half::slice::HalfFloatSliceExt;
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::embedding::{Embeddings, Encoded};
use crate::lexical::SparseRows;
use crate::similarity::Cosine;

/// How vectors are made ready for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether token vectors are weighted by the rarity of their words.
    pub weighted_pooling: bool,
    /// How many of the model's general directions are removed.
    pub components: usize,
    /// The share of the words in a likeness, 0…1; the rest is the vectors'.
    pub lexical: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { weighted_pooling: true, components: 3, lexical: 0.35 }
    }
}

/// The fewest rows that have a mean of their own; a smaller set uses the model's.
const FEWEST_FOR_A_MEAN: usize = 50;

/// The weighted mean of a text's token vectors, unit length; `weights` is a weight a byte of the
/// text. An engine without token vectors gives its own mean.
pub fn pool(encoded: &Encoded, weights: Option<&[f32]>, special: f32) -> Vec<f32> {
    let (Some(tokens), Some(weights)) = (&encoded.tokens, weights) else {
        return encoded.pooled.clone();
    };
    let dim = encoded.pooled.len();
    let mut sum = vec![0.0f32; dim];
    let mut row = vec![0.0f32; dim];
    for (&(from, to), vector) in tokens.spans.iter().zip(tokens.vectors.chunks_exact(dim)) {
        let covered = weights.get(from as usize..to as usize).unwrap_or(&[]);
        let weight = covered.iter().copied().fold(special, f32::max);
        vector.convert_to_f32_slice(&mut row);
        for (s, x) in sum.iter_mut().zip(&row) {
            *s += weight * x;
        }
    }
    let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm > 1e-12 {
        for s in &mut sum {
            *s /= norm;
        }
    }
    sum
}

/// What is subtracted from pooled vectors before they are compared.
#[derive(Debug, Clone, Default)]
pub struct Postprocess {
    /// The model's general directions, unit rows, shape (k, d).
    pub components: Option<Array2<f32>>,
    /// The model's mean of general texts, length d.
    pub mean: Option<Array1<f32>>,
}

impl Postprocess {
    /// Centres rows on their own mean (over the rows `counted`, or the model's mean when those are
    /// few), removes the first `settings.components` directions, and scales to unit length.
    pub fn apply(
        &self,
        mut rows: Array2<f32>,
        counted: &[usize],
        settings: &Settings,
    ) -> Embeddings {
        let mean = if counted.len() >= FEWEST_FOR_A_MEAN || self.mean.is_none() {
            rows.select(Axis(0), counted).mean_axis(Axis(0))
        } else {
            self.mean.clone()
        };
        // A single text minus its own mean is nothing: without a general mean it stays as it is.
        if let Some(mean) = mean.filter(|m| m.len() == rows.ncols() && counted.len() > 1) {
            rows -= &mean;
        }
        if let Some(components) = &self.components
            && components.ncols() == rows.ncols()
        {
            let k = settings.components.min(components.nrows());
            let (kept, _) = components.view().split_at(Axis(0), k);
            let along = rows.dot(&kept.t());
            rows -= &along.dot(&kept);
        }
        Embeddings::normalised(rows)
    }
}

/// Vectors and words of the same statements.
#[derive(Debug, Clone)]
pub struct Features {
    /// Post-processed vectors, row i is statement i.
    pub dense: Embeddings,
    /// Weighted stems, row i is statement i.
    pub lexical: SparseRows,
    /// The words' share in a likeness, 0…1.
    share: f32,
    /// The length of each joint row before scaling: below 1 when one side is empty.
    norms: Vec<f32>,
}

impl Features {
    /// Joins the two sides; they have the same number of rows.
    pub fn new(dense: Embeddings, lexical: SparseRows, settings: &Settings) -> Self {
        assert_eq!(dense.len(), lexical.len(), "one dense and one lexical row a statement");
        let share = settings.lexical.clamp(0.0, 1.0);
        let norms = (0..dense.len())
            .map(|i| {
                let words = if lexical.row(i).is_empty() { 0.0 } else { share };
                let vector = if dense.row(i).dot(&dense.row(i)) > 0.5 { 1.0 - share } else { 0.0 };
                (words + vector).sqrt()
            })
            .collect();
        Self { dense, lexical, share, norms }
    }

    /// How many statements.
    pub fn len(&self) -> usize {
        self.norms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.norms.is_empty()
    }

    /// The likeness of two statements.
    pub fn likeness(&self, i: usize, j: usize) -> Cosine {
        let scale = self.norms[i] * self.norms[j];
        if scale < 1e-12 {
            return Cosine(0.0);
        }
        let both =
            (1.0 - self.share) * self.dense.cosine(i, j).0 + self.share * self.lexical.cosine(i, j);
        Cosine(both / scale)
    }

    /// The likeness of some statements to some others: shape (rows, columns).
    pub fn block(&self, rows: &[usize], columns: &[usize]) -> Array2<f32> {
        let left = self.dense.view().select(Axis(0), rows);
        let right = self.dense.view().select(Axis(0), columns);
        let mut block = left.dot(&right.t()) * (1.0 - self.share);
        self.lexical.add_block(rows, columns, self.share, &mut block);
        for ((a, b), value) in block.indexed_iter_mut() {
            let scale = self.norms[rows[a]] * self.norms[columns[b]];
            *value = if scale < 1e-12 { 0.0 } else { *value / scale };
        }
        block
    }

    /// The likeness of every pair of the chosen statements: shape (chosen, chosen), symmetric.
    pub fn gram(&self, chosen: &[usize]) -> Array2<f32> {
        self.block(chosen, chosen)
    }
}

/// The middles of some groups of statements, to compare statements with.
#[derive(Debug, Clone)]
pub struct Centroids {
    /// Unit joint rows' sums, the vectors' side: shape (groups, d).
    dense: Array2<f32>,
    /// The words' side by column: (group, value).
    columns: Vec<Vec<(u32, f32)>>,
    /// The length of each group's joint sum.
    lengths: Vec<f32>,
}

impl Centroids {
    /// The middles of groups given as members with weights (all weights positive).
    pub fn of(features: &Features, groups: &[Vec<(usize, f32)>]) -> Self {
        let dim = features.dense.dim();
        let mut dense = Array2::zeros((groups.len(), dim));
        let mut columns: Vec<Vec<(u32, f32)>> = vec![Vec::new(); features.lexical.columns()];
        let mut squares = vec![0.0f32; groups.len()];
        let (vector, words) = ((1.0 - features.share).sqrt(), features.share.sqrt());
        for (g, members) in groups.iter().enumerate() {
            let mut row = dense.row_mut(g);
            let mut sums: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
            for &(i, weight) in members {
                if features.norms[i] < 1e-6 {
                    continue;
                }
                let weight = weight / features.norms[i];
                row.scaled_add(weight * vector, &features.dense.row(i));
                for &(column, value) in features.lexical.row(i) {
                    *sums.entry(column).or_default() += weight * words * value;
                }
            }
            squares[g] = row.dot(&row) + sums.values().map(|x| x * x).sum::<f32>();
            for (column, value) in sums {
                columns[column as usize].push((g as u32, value));
            }
        }
        let lengths = squares.into_iter().map(f32::sqrt).collect();
        Self { dense, columns, lengths }
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The likeness of some statements to every group: shape (rows, groups).
    pub fn likeness(&self, features: &Features, rows: &[usize]) -> Array2<f32> {
        let (vector, words) = ((1.0 - features.share).sqrt(), features.share.sqrt());
        let chosen = features.dense.view().select(Axis(0), rows);
        let mut found = chosen.dot(&self.dense.t()) * vector;
        for (a, &i) in rows.iter().enumerate() {
            let mut row = found.row_mut(a);
            for &(column, value) in features.lexical.row(i) {
                for &(g, sum) in &self.columns[column as usize] {
                    row[g as usize] += words * value * sum;
                }
            }
            for (x, length) in row.iter_mut().zip(&self.lengths) {
                let scale = length * features.norms[i];
                *x = if scale < 1e-12 { 0.0 } else { *x / scale };
            }
        }
        found
    }

    /// The likeness of two groups' middles.
    pub fn between(&self) -> Array2<f32> {
        let mut gram = self.dense.dot(&self.dense.t());
        for list in &self.columns {
            for &(a, x) in list {
                for &(b, y) in list {
                    gram[[a as usize, b as usize]] += x * y;
                }
            }
        }
        for ((a, b), value) in gram.indexed_iter_mut() {
            let scale = self.lengths[a] * self.lengths[b];
            *value = if scale < 1e-12 { 0.0 } else { *value / scale };
        }
        gram
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::Tokens;
    use crate::lexical::Lexicon;
    use half::f16;
    use ndarray::array;

    #[test]
    fn pooling_follows_the_weights_of_the_bytes() {
        let one = |x: f32, y: f32| [f16::from_f32(x), f16::from_f32(y)];
        let tokens = Tokens {
            spans: vec![(0, 0), (0, 2), (3, 5)],
            vectors: [one(9.0, 9.0), one(1.0, 0.0), one(0.0, 1.0)].concat(),
        };
        let encoded = Encoded { pooled: vec![0.6, 0.8], tokens: Some(tokens) };
        let weights = [1.0, 1.0, 0.0, 0.0, 0.0];
        assert_eq!(pool(&encoded, Some(&weights), 0.0), [1.0, 0.0]);
        assert_eq!(pool(&encoded, None, 0.0), [0.6, 0.8]);
        let bare = Encoded { tokens: None, ..encoded };
        assert_eq!(pool(&bare, Some(&weights), 0.0), [0.6, 0.8]);
    }

    #[test]
    fn postprocessing_removes_mean_and_directions() {
        let post = Postprocess { components: Some(array![[1.0, 0.0]]), mean: None };
        let rows = array![[5.0, 1.0], [7.0, 3.0]];
        let done = post.apply(rows, &[0, 1], &Settings { components: 1, ..Settings::default() });
        assert_eq!(done.view(), array![[0.0, -1.0], [0.0, 1.0]]);
    }

    #[test]
    fn one_text_alone_keeps_a_direction() {
        let post = Postprocess::default();
        let done = post.apply(array![[3.0, 4.0]], &[0], &Settings::default());
        assert_eq!(done.row(0), array![0.6, 0.8]);
    }

    #[test]
    fn a_group_of_one_is_as_like_as_its_member() {
        let texts = ["limpiar quebradas", "quebradas sucias", "más buses", "…"];
        let lexical = Lexicon::of(texts).rows(texts);
        let dense = Embeddings::normalised(array![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]);
        let features = Features::new(dense, lexical, &Settings::default());
        let alone: Vec<Vec<(usize, f32)>> = (0..4).map(|i| vec![(i, 2.0)]).collect();
        let centroids = Centroids::of(&features, &alone);
        let likeness = centroids.likeness(&features, &[0, 1, 2, 3]);
        let between = centroids.between();
        for i in 0..4 {
            for j in 0..4 {
                let pair = features.likeness(i, j).0;
                assert!((likeness[[i, j]] - pair).abs() < 1e-6);
                assert!((between[[i, j]] - pair).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn likeness_and_gram_agree_and_are_one_with_itself() {
        let texts = ["limpiar quebradas", "quebradas sucias", "más buses", "…"];
        let lexical = Lexicon::of(texts).rows(texts);
        let dense = Embeddings::normalised(array![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]);
        let features = Features::new(dense, lexical, &Settings::default());
        let all = [0, 1, 2, 3];
        let gram = features.gram(&all);
        for i in all {
            for j in all {
                assert!((gram[[i, j]] - features.likeness(i, j).0).abs() < 1e-6, "{i} {j}");
            }
            let own = if i == 3 { 0.0 } else { 1.0 };
            assert!((gram[[i, i]] - own).abs() < 1e-6);
        }
    }
}
