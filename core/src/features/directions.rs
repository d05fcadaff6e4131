//! The directions in which many rows differ most, by subspace iteration (Golub & Van Loan 2013,
//! 8.2.4) on a symmetric matrix that is only ever applied.

use ndarray::{Array2, ArrayView1, Axis};

/// The leading eigenvectors of a symmetric matrix without negative eigenvalues.
#[derive(Debug, Clone, PartialEq)]
pub struct Leading {
    /// Unit rows at right angles, most important first, shape (k, n); a row of zeros where the matrix
    /// has fewer directions.
    pub vectors: Array2<f64>,
    /// The eigenvalue of each.
    pub values: Vec<f64>,
}

/// Finds the first `k` of an n × n matrix; `apply` multiplies rows, shape (k, n), by it.
pub fn leading(
    n: usize,
    k: usize,
    rounds: usize,
    apply: impl Fn(&Array2<f64>) -> Array2<f64>,
) -> Leading {
    let k = k.min(n);
    // Any start will do that is not at right angles to the directions. This one has no pattern and
    // is always the same: the fractional parts of multiples of the golden ratio.
    let mut vectors = Array2::from_shape_fn((k, n), |(i, j)| {
        ((i * n + j + 1) as f64 * 0.618_033_988_749_895).fract() - 0.5
    });
    orthonormalise(&mut vectors);
    for _ in 0..rounds {
        vectors = apply(&vectors);
        orthonormalise(&mut vectors);
    }
    let applied = apply(&vectors);
    let values: Vec<f64> =
        vectors.rows().into_iter().zip(applied.rows()).map(|(v, a)| v.dot(&a)).collect();
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    Leading {
        vectors: vectors.select(Axis(0), &order),
        values: order.iter().map(|&i| values[i].max(0.0)).collect(),
    }
}

/// Makes the rows unit and at right angles (Gram & Schmidt, twice for exactness); a row that those
/// above it leave nothing of becomes zero.
fn orthonormalise(rows: &mut Array2<f64>) {
    let length = |row: ArrayView1<'_, f64>| row.dot(&row).sqrt();
    for i in 0..rows.nrows() {
        let before = length(rows.row(i));
        for _ in 0..2 {
            let (above, mut rest) = rows.view_mut().split_at(Axis(0), i);
            let mut row = rest.row_mut(0);
            let along = above.dot(&row);
            row -= &along.dot(&above);
        }
        let norm = length(rows.row(i));
        let scale = if norm > 1e-12 && norm > 1e-10 * before { 1.0 / norm } else { 0.0 };
        rows.row_mut(i).mapv_inplace(|x| x * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_leading_vectors_are_those_of_a_known_matrix() {
        // Eigenvalues 6, 3 and 1 with (1,1,1), (1,-1,0) and (1,1,-2).
        let m = array![
            [2.0 + 1.5 + 1.0 / 6.0, 2.0 - 1.5 + 1.0 / 6.0, 2.0 - 1.0 / 3.0],
            [2.0 - 1.5 + 1.0 / 6.0, 2.0 + 1.5 + 1.0 / 6.0, 2.0 - 1.0 / 3.0],
            [2.0 - 1.0 / 3.0, 2.0 - 1.0 / 3.0, 2.0 + 2.0 / 3.0]
        ];
        let found = leading(3, 2, 60, |rows| rows.dot(&m));
        assert!((found.values[0] - 6.0).abs() < 1e-9 && (found.values[1] - 3.0).abs() < 1e-9);
        let first =
            found.vectors.row(0).mapv(|x| x * 3.0f64.sqrt() * found.vectors[[0, 0]].signum());
        assert!(first.iter().all(|x| (x - 1.0).abs() < 1e-9), "{first}");
        assert!((found.vectors[[1, 0]] + found.vectors[[1, 1]]).abs() < 1e-9);
    }

    #[test]
    fn fewer_directions_than_asked_for_leave_rows_of_zeros() {
        let v = array![0.6, 0.8];
        let m = Array2::from_shape_fn((2, 2), |(i, j)| 5.0 * v[i] * v[j]);
        let found = leading(2, 9, 40, |rows| rows.dot(&m));
        assert_eq!(found.vectors.nrows(), 2);
        assert!((found.values[0] - 5.0).abs() < 1e-9 && found.values[1] < 1e-9);
        assert!(leading(0, 3, 5, Clone::clone).values.is_empty());
    }
}
