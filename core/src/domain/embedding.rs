//! Embeddings: one flat f32 buffer, row i is statement i, every row of unit length or all zero.

use half::f16;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::domain::similarity::Cosine;

/// Unit vectors, shape (n, d). A row that has no direction (an empty text) is all zeros.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings(Array2<f32>);

impl Embeddings {
    /// Takes any rows and scales each to unit length; rows shorter than 1e-12 become zero.
    pub fn normalised(mut rows: Array2<f32>) -> Self {
        for mut row in rows.axis_iter_mut(Axis(0)) {
            let norm = row.dot(&row).sqrt();
            if norm > 1e-12 && norm.is_finite() {
                row /= norm;
            } else {
                row.fill(0.0);
            }
        }
        Self(rows)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.nrows()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.0.nrows() == 0
    }

    /// The number of dimensions.
    pub fn dim(&self) -> usize {
        self.0.ncols()
    }

    /// Row i.
    pub fn row(&self, i: usize) -> ArrayView1<'_, f32> {
        self.0.row(i)
    }

    /// All rows.
    pub fn view(&self) -> ArrayView2<'_, f32> {
        self.0.view()
    }

    /// The likeness of two rows.
    pub fn cosine(&self, i: usize, j: usize) -> Cosine {
        Cosine(self.0.row(i).dot(&self.0.row(j)))
    }

    /// The rows with these indices, in this order.
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        Self(self.0.select(Axis(0), indices))
    }

    /// The unit vector in the direction of the sum of some rows; zero when they cancel out.
    pub fn centroid(&self, members: &[usize]) -> Array1<f32> {
        let mut sum = Array1::<f32>::zeros(self.dim());
        for &i in members {
            sum += &self.0.row(i);
        }
        let norm = sum.dot(&sum).sqrt();
        if norm > 1e-12 { sum / norm } else { Array1::zeros(self.dim()) }
    }
}

/// The token vectors of one text, in half precision: they are kept by the thousand.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Where each token stands in the text, in bytes; the empty span marks a special token.
    pub spans: Vec<(u32, u32)>,
    /// How common each token is in general text, as the tokenizer's log-probability (0 for special
    /// tokens); empty when the tokenizer knows none.
    pub commonness: Vec<f32>,
    /// The last layer's vectors, row-major, shape (tokens, dimensions).
    pub vectors: Vec<f16>,
}

/// What an encoder says of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The mean of the token vectors, unit length.
    pub pooled: Vec<f32>,
    /// The token vectors, from an engine that has them.
    pub tokens: Option<Tokens>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_are_unit_or_zero() {
        let e = Embeddings::normalised(array![[3.0, 4.0], [0.0, 0.0], [f32::NAN, 1.0]]);
        assert_eq!(e.row(0), array![0.6, 0.8]);
        assert_eq!(e.row(1), array![0.0, 0.0]);
        assert_eq!(e.row(2), array![0.0, 0.0]);
        assert_eq!(e.cosine(0, 1), Cosine(0.0));
    }

    #[test]
    fn the_centroid_of_opposites_is_zero() {
        let e = Embeddings::normalised(array![[1.0, 0.0], [-1.0, 0.0]]);
        assert_eq!(e.centroid(&[0, 1]), array![0.0, 0.0]);
    }
}
