//! The map of the candidates: two coordinates each, for orientation only.

use ndarray::{Array1, Array2, Axis};

/// Two coordinates a candidate by classical scaling of their likenesses (Torgerson 1952), each
/// axis scaled to −1…1: for orientation only. Shape (candidates, 2).
pub(super) fn map(likeness: &Array2<f32>) -> Array2<f32> {
    let n = likeness.nrows();
    let mut axes = Array2::zeros((n, 2));
    if n < 3 {
        return axes;
    }
    let means = likeness.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(n));
    let mean = means.mean().unwrap_or(0.0);
    let mut centred =
        Array2::from_shape_fn((n, n), |(a, b)| likeness[[a, b]] - means[a] - means[b] + mean);
    for axis in 0..2 {
        // Power iteration from a fixed start that no eigenvector is likely to be orthogonal to.
        let mut v = Array1::from_shape_fn(n, |i| 1.0 + (i as f32 * 0.618_034).fract());
        for _ in 0..100 {
            let next = centred.dot(&v);
            let norm = next.dot(&next).sqrt();
            if norm < 1e-12 {
                return axes;
            }
            v = next / norm;
        }
        let value = v.dot(&centred.dot(&v));
        let largest = v.iter().fold(1e-12f32, |m, x| m.max(x.abs()));
        for i in 0..n {
            axes[[i, axis]] = v[i] / largest;
            for j in 0..n {
                centred[[i, j]] -= value * v[i] * v[j];
            }
        }
    }
    axes
}
