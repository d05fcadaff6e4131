//! What a statement is compared by: a pooled sentence vector and its weighted stems, together.
//!
//! The pooled vector loses the corpus's mean and the model's general directions (Mu & Viswanath
//! 2018, "All-but-the-top"), and each origin's own mean: offices and citizens write differently,
//! and how they write is not what they write about.

use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use super::layout::HasRow;
use crate::domain::embedding::Embeddings;
use crate::domain::index::RowIndex;
use crate::domain::similarity::Cosine;
use crate::text::lexicon::SparseRows;

/// How vectors are made ready for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How many of the model's general directions are removed.
    pub components: usize,
    /// The share of the words in a likeness, 0…1; the rest is the vectors'.
    pub lexical: f32,
    /// Whether the model's metric is used, where it has one.
    pub metric: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { components: 3, lexical: 0.2, metric: true }
    }
}

/// The fewest rows that have a mean of their own; a smaller set uses the model's.
const FEWEST_FOR_A_MEAN: usize = 50;

/// The fewest rows of an origin that show its manner of writing.
const FEWEST_FOR_A_MANNER: usize = 20;

/// What is subtracted from pooled vectors before they are compared.
#[derive(Debug, Clone, Default)]
pub struct Postprocess {
    /// The model's general directions, unit rows, shape (k, d).
    pub components: Option<Array2<f32>>,
    /// The model's mean of general texts, length d.
    pub mean: Option<Array1<f32>>,
    /// What differences between texts count, shape (d, d): see `metric`.
    pub metric: Option<Array2<f32>>,
}

impl Postprocess {
    /// Centres rows on their own mean (over the rows of `origins`, or the model's mean when those
    /// are few), removes the first `settings.components` directions, takes from the rows of each
    /// origin and of each manner of `others` their own mean, and scales to unit length. `others`
    /// are the frame's texts that are not part of the corpus; what is in none of them is written as
    /// offices write and loses the first origin's mean. The metric comes last.
    pub fn apply(
        &self,
        mut rows: Array2<f32>,
        origins: &[Vec<RowIndex>],
        others: &[Vec<RowIndex>],
        settings: &Settings,
    ) -> Embeddings {
        let counted = places(&origins.concat());
        let mean = if counted.len() >= FEWEST_FOR_A_MEAN || self.mean.is_none() {
            rows.select(Axis(0), &counted).mean_axis(Axis(0))
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
        let rows = Embeddings::normalised(rows);
        let metric = self.metric.as_ref().filter(|m| settings.metric && m.nrows() == rows.dim());
        let measured = |rows: Array2<f32>| match metric {
            Some(metric) => Embeddings::normalised(rows.dot(metric)),
            None => Embeddings::normalised(rows),
        };
        if counted.len() < FEWEST_FOR_A_MEAN {
            return measured(rows.view().to_owned());
        }
        let mut centred = rows.view().to_owned();
        let mut origin_of = vec![0; rows.len()];
        let manners: Vec<&Vec<RowIndex>> = origins.iter().chain(others).collect();
        for (o, members) in manners.iter().enumerate() {
            for i in *members {
                origin_of[i.index()] = o;
            }
        }
        let means: Vec<Option<Array1<f32>>> = manners
            .iter()
            .map(|members| {
                let enough = members.len() >= FEWEST_FOR_A_MANNER;
                enough
                    .then(|| rows.view().select(Axis(0), &places(members)).mean_axis(Axis(0)))
                    .flatten()
            })
            .collect();
        for (mut row, o) in centred.rows_mut().into_iter().zip(origin_of) {
            if let Some(Some(mean)) = means.get(o) {
                // An empty text has no direction and gets none.
                if row.dot(&row) > 0.5 {
                    row -= mean;
                }
            }
        }
        measured(centred)
    }
}

/// The plain numbers of some rows, for matrices.
fn places<R: HasRow>(rows: &[R]) -> Vec<usize> {
    rows.iter().map(|row| row.row().index()).collect()
}

/// Vectors and words of the same texts; [`Layout`](super::layout::Layout) tells which.
#[derive(Debug, Clone)]
pub struct Features {
    /// Post-processed vectors, one row a text.
    pub dense: Embeddings,
    /// Weighted stems, one row a text.
    pub lexical: SparseRows,
    /// The words' share in a likeness, 0…1.
    share: f32,
    /// The length of each joint row before scaling: below 1 when one side is empty.
    norms: Vec<f32>,
}

impl Features {
    /// Joins the two sides; they have the same number of rows.
    pub fn new(dense: Embeddings, lexical: SparseRows, settings: &Settings) -> Self {
        assert_eq!(dense.len(), lexical.len(), "one dense and one lexical row a text");
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

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.norms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.norms.is_empty()
    }

    /// The likeness of two texts.
    pub fn likeness(&self, one: impl HasRow, other: impl HasRow) -> Cosine {
        let (i, j) = (one.row().index(), other.row().index());
        let scale = self.norms[i] * self.norms[j];
        if scale < 1e-12 {
            return Cosine(0.0);
        }
        let both =
            (1.0 - self.share) * self.dense.cosine(i, j).0 + self.share * self.lexical.cosine(i, j);
        Cosine(both / scale)
    }

    /// The vectors' side of some joint unit rows: shape (rows, d).
    pub fn dense_side<R: HasRow>(&self, rows: &[R]) -> Array2<f32> {
        let rows = places(rows);
        let mut side = self.dense.view().select(Axis(0), &rows);
        let share = (1.0 - self.share).sqrt();
        for (mut row, i) in side.rows_mut().into_iter().zip(rows) {
            if self.norms[i] > 1e-6 {
                row *= share / self.norms[i];
            }
        }
        side
    }

    /// The likeness of some texts to some others: shape (rows, columns).
    pub fn block<R: HasRow, C: HasRow>(&self, rows: &[R], columns: &[C]) -> Array2<f32> {
        let (rows, columns) = (places(rows), places(columns));
        let left = self.dense.view().select(Axis(0), &rows);
        let right = self.dense.view().select(Axis(0), &columns);
        let mut block = left.dot(&right.t()) * (1.0 - self.share);
        self.lexical.add_block(&rows, &columns, self.share, &mut block);
        let inverse = |&i: &usize| if self.norms[i] < 1e-6 { 0.0 } else { 1.0 / self.norms[i] };
        let across: Vec<f32> = columns.iter().map(inverse).collect();
        for (mut row, i) in block.rows_mut().into_iter().zip(&rows) {
            let own = inverse(i);
            for (value, other) in row.iter_mut().zip(&across) {
                *value *= own * other;
            }
        }
        block
    }

    /// The likeness of every pair of the chosen texts: shape (chosen, chosen), symmetric.
    pub fn gram<R: HasRow>(&self, chosen: &[R]) -> Array2<f32> {
        self.block(chosen, chosen)
    }
}

/// The centroids of some groups of texts, to compare texts with.
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
    /// The centroids of groups given as members with weights (all weights positive).
    pub fn of<R: HasRow>(features: &Features, groups: &[Vec<(R, f32)>]) -> Self {
        let dim = features.dense.dim();
        let mut dense = Array2::zeros((groups.len(), dim));
        let mut columns: Vec<Vec<(u32, f32)>> = vec![Vec::new(); features.lexical.columns()];
        let mut squares = vec![0.0f32; groups.len()];
        let (vector, words) = ((1.0 - features.share).sqrt(), features.share.sqrt());
        for (g, members) in groups.iter().enumerate() {
            let mut row = dense.row_mut(g);
            let mut sums: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
            for &(member, weight) in members {
                let i = member.row().index();
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

    /// The length of the joint sum of group g.
    pub fn length(&self, g: usize) -> f32 {
        self.lengths[g]
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The likeness of some texts to every group: shape (rows, groups).
    pub fn likeness<R: HasRow>(&self, features: &Features, rows: &[R]) -> Array2<f32> {
        let (vector, words) = ((1.0 - features.share).sqrt(), features.share.sqrt());
        let rows = places(rows);
        let chosen = features.dense.view().select(Axis(0), &rows);
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
    use crate::text::lexicon::Lexicon;
    use ndarray::array;

    fn rows_of(places: impl IntoIterator<Item = usize>) -> Vec<RowIndex> {
        places.into_iter().map(RowIndex::from).collect()
    }

    #[test]
    fn postprocessing_removes_mean_and_directions() {
        let post = Postprocess { components: Some(array![[1.0, 0.0]]), ..Postprocess::default() };
        let rows = array![[5.0, 1.0], [7.0, 3.0]];
        let done = post.apply(
            rows,
            &[rows_of([0, 1])],
            &[],
            &Settings { components: 1, ..Settings::default() },
        );
        assert_eq!(done.view(), array![[0.0, -1.0], [0.0, 1.0]]);
    }

    #[test]
    fn two_origins_that_only_differ_in_manner_become_alike() {
        let post = Postprocess::default();
        let n = FEWEST_FOR_A_MEAN;
        // Two matters; the second origin's rows carry a manner of their own.
        let rows = Array2::from_shape_fn((2 * n, 3), |(i, j)| match j {
            2 => f32::from(u8::from(i >= n)) * 3.0,
            _ => f32::from(u8::from(i % 2 == j)),
        });
        let origins = [rows_of(0..n), rows_of(n..2 * n)];
        let done = post.apply(rows, &origins, &[], &Settings::default());
        assert!(done.cosine(0, n).0 > 0.99);
        assert!(done.cosine(0, n + 1).0 < -0.9);
    }

    #[test]
    fn one_text_alone_keeps_a_direction() {
        let post = Postprocess::default();
        let done = post.apply(array![[3.0, 4.0]], &[rows_of([0])], &[], &Settings::default());
        assert_eq!(done.row(0), array![0.6, 0.8]);
    }

    #[test]
    fn a_group_of_one_is_as_like_as_its_member() {
        let texts = ["limpiar quebradas", "quebradas sucias", "más buses", "…"];
        let lexical = Lexicon::of(texts).rows(texts);
        let dense = Embeddings::normalised(array![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]);
        let features = Features::new(dense, lexical, &Settings::default());
        let rows = rows_of(0..4);
        let alone: Vec<Vec<(RowIndex, f32)>> = rows.iter().map(|&i| vec![(i, 2.0)]).collect();
        let centroids = Centroids::of(&features, &alone);
        let likeness = centroids.likeness(&features, &rows);
        let between = centroids.between();
        for i in 0..4 {
            for j in 0..4 {
                let pair = features.likeness(rows[i], rows[j]).0;
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
        let rows = rows_of(0..4);
        let gram = features.gram(&rows);
        for i in 0..4 {
            for j in 0..4 {
                let pair = features.likeness(rows[i], rows[j]).0;
                assert!((gram[[i, j]] - pair).abs() < 1e-6, "{i} {j}");
            }
            let own = if i == 3 { 0.0 } else { 1.0 };
            assert!((gram[[i, i]] - own).abs() < 1e-6);
        }
    }
}
