//! Vectors from likenesses: the methods that need coordinates get some whose cosines are the
//! smoothed likenesses.
//!
//! Smoothing works on likenesses, so there are no smoothed vectors; but the smoothed likenesses are
//! still the products of some vectors (A G Aᵀ is positive semidefinite as G is), and a Cholesky
//! factor with pivots is a set of them (Higham 1990, "Analysis of the Cholesky decomposition of a
//! semi-definite matrix"). Distances and angles are those of any other choice of coordinates.

use ndarray::{Array2, ArrayView1};

/// How much of a row's squared length may be missing from its coordinates.
const TOLERANCE: f64 = 1e-5;

/// Unit coordinates of the chosen rows, shape (chosen, rank) with rank at least 1; their products
/// are the likenesses up to [`TOLERANCE`]. The chosen rows have ones on the diagonal.
pub(super) fn coordinates(likeness: &Array2<f32>, chosen: &[usize]) -> Array2<f32> {
    let n = chosen.len();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut missing: Vec<f64> = chosen.iter().map(|&a| f64::from(likeness[[a, a]])).collect();
    while let Some((pivot, left)) = largest(&missing).filter(|(_, left)| *left > TOLERANCE) {
        let mut column: Vec<f64> =
            chosen.iter().map(|&a| f64::from(likeness[[a, chosen[pivot]]])).collect();
        for earlier in &columns {
            let times = earlier[pivot];
            for (value, e) in column.iter_mut().zip(earlier) {
                *value -= times * e;
            }
        }
        let scale = left.sqrt();
        for (value, rest) in column.iter_mut().zip(&mut missing) {
            *value /= scale;
            *rest -= *value * *value;
        }
        missing[pivot] = 0.0;
        columns.push(column);
        if columns.len() == n {
            break;
        }
    }
    let mut rows = Array2::<f32>::zeros((n, columns.len().max(1)));
    for (mut target, column) in rows.columns_mut().into_iter().zip(&columns) {
        target.assign(&ArrayView1::from(column).mapv(|x| x as f32));
    }
    for mut row in rows.rows_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 1e-6 {
            row /= norm;
        }
    }
    rows
}

/// The first of the largest values.
fn largest(values: &[f64]) -> Option<(usize, f64)> {
    values.iter().copied().enumerate().max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_of_coordinates_are_the_likenesses(
            values in proptest::collection::vec(-1.0f32..1.0, 8 * 3)
        ) {
            let rows = Array2::from_shape_vec((8, 3), values).expect("eight rows of three");
            let unit = Embeddings::normalised(rows);
            let likeness = unit.view().dot(&unit.view().t());
            let chosen: Vec<usize> = (0..8).filter(|&i| likeness[[i, i]] > 0.5).collect();
            let found = coordinates(&likeness, &chosen);
            prop_assert!(found.ncols() <= 4);
            for (x, &a) in chosen.iter().enumerate() {
                for (y, &b) in chosen.iter().enumerate() {
                    let product = found.row(x).dot(&found.row(y));
                    prop_assert!((product - likeness[[a, b]]).abs() < 0.02);
                }
            }
        }
    }

    #[test]
    fn equal_rows_have_one_coordinate_and_nothing_has_one_too() {
        assert_eq!(coordinates(&Array2::ones((4, 4)), &[0, 2, 3]), Array2::<f32>::ones((3, 1)));
        assert_eq!(coordinates(&Array2::ones((4, 4)), &[]).dim(), (0, 1));
    }
}
