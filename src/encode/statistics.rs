//! The mean and the general directions of a model that ships none, from general Spanish sentences
//! that come with minga (Mu & Viswanath 2018, "All-but-the-top").

use ndarray::{Array1, Array2, Axis};

use crate::features::directions::leading;

/// The sentences: everyday Spanish about everything and nothing in particular.
const GENERAL: &str = include_str!("general.txt");

/// How many directions are found.
const DIRECTIONS: usize = 8;

/// Rounds of subspace iteration; the directions that are removed stand well apart.
const ROUNDS: usize = 100;

/// The general sentences.
pub(super) fn general_sentences() -> Vec<&'static str> {
    GENERAL.lines().filter(|line| !line.is_empty()).collect()
}

/// The mean of some rows and the directions in which they differ most, unit rows, most important
/// first.
pub(super) fn of(rows: &Array2<f32>) -> (Array2<f32>, Array1<f32>) {
    let mean = rows.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(rows.ncols()));
    let centred = (rows - &mean).mapv(f64::from);
    let (n, d) = centred.dim();
    // Few rows of many dimensions: their products with each other have the same directions.
    let gram = centred.dot(&centred.t());
    let found = leading(n, DIRECTIONS.min(d), ROUNDS, |rows| rows.dot(&gram));
    let mut directions = found.vectors.dot(&centred);
    for mut row in directions.rows_mut() {
        let norm = row.dot(&row).sqrt();
        row /= if norm > 1e-9 { norm } else { f64::INFINITY };
    }
    (directions.mapv(|x| x as f32), mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directions_are_those_in_which_rows_differ() {
        // Spread 9 along (0,1,0), 3 along (1,0,0), none along (0,0,1), around (5,6,7).
        let rows = Array2::from_shape_fn((40, 3), |(i, j)| {
            let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
            let other = if i % 4 < 2 { 1.0 } else { -1.0 };
            [5.0 + 3.0 * other, 6.0 + 9.0 * sign, 7.0][j]
        });
        let (directions, mean) = of(&rows);
        assert_eq!(mean.to_vec(), [5.0, 6.0, 7.0]);
        assert!(directions[[0, 1]].abs() > 0.9999, "{directions}");
        assert!(directions[[1, 0]].abs() > 0.9999, "{directions}");
        assert!(directions.row(2).dot(&directions.row(2)) < 1e-6, "{directions}");
    }

    #[test]
    fn the_sentences_are_many_and_different() {
        let mut all = general_sentences();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(count >= 150);
    }
}
