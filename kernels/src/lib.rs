//! The loops of the transformer between its matrix products, written so that the compiler turns
//! them into vector code for the processor at hand (`pulp` picks it at run time).
#![allow(
    clippy::inline_always,
    reason = "vector code for the processor at hand is only made of what is inlined into it"
)]

use candle_core::{CpuStorage, CustomOp1, InplaceOp1, InplaceOp2, Layout, Result, Shape, bail};
use pulp::Arch;

/// e^x for x ≤ 88, relative error below 3e-7: the argument is split into a power of two and a
/// remainder in ±ln2/2, whose exponential is a polynomial of degree 6 (Taylor).
#[inline(always)]
fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * LOG2_E + 12_582_912.0; // 1.5·2²³: rounds to the nearest integer
    let n = shifted - 12_582_912.0;
    // ln 2 in two parts, so that the product with n is exact.
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
    let p = 1.0 / 720.0;
    let p = p * r + 1.0 / 120.0;
    let p = p * r + 1.0 / 24.0;
    let p = p * r + 1.0 / 6.0;
    let p = p * r + 0.5;
    let p = p * r + 1.0;
    let p = p * r + 1.0;
    let scale = f32::from_bits(((n as i32 + 127) << 23) as u32);
    p * scale
}

/// The exact (erf) GELU, absolute error below 1e-6: erf by Abramowitz & Stegun 7.1.26.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let poly = t
        * (0.254_829_6
            + t * (-0.284_496_74 + t * (1.421_413_8 + t * (-1.453_152 + t * 1.061_405_4))));
    let tail = poly * exp(-z * z);
    // 1 + erf(x/√2) without cancellation on the negative side.
    let one_plus_erf = if x >= 0.0 { 2.0 - tail } else { tail };
    0.5 * x * one_plus_erf
}

fn f32_slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(data), Some((from, to))) => Ok(&data[from..to]),
        _ => bail!("a contiguous f32 tensor is needed"),
    }
}

fn f32_slice_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> Result<&'a mut [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(data), Some((from, to))) => Ok(&mut data[from..to]),
        _ => bail!("a contiguous f32 tensor is needed"),
    }
}

/// Adds a bias to every row and applies GELU, in place.
pub struct BiasGelu<'a>(pub &'a [f32]);

impl InplaceOp1 for BiasGelu<'_> {
    fn name(&self) -> &'static str {
        "bias-gelu"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        let rows = f32_slice_mut(storage, layout)?;
        Arch::new().dispatch(
            #[inline(always)]
            || {
                for row in rows.chunks_exact_mut(self.0.len()) {
                    for (x, b) in row.iter_mut().zip(self.0) {
                        *x = gelu(*x + b);
                    }
                }
            },
        );
        Ok(())
    }
}

/// x ← LayerNorm(x + bias + residual), row by row, in place (Ba, Kiros & Hinton 2016).
pub struct AddNorm<'a> {
    /// Added to every row first, as long as a row.
    pub bias: Option<&'a [f32]>,
    /// The scale of each column.
    pub gamma: &'a [f32],
    /// The shift of each column.
    pub beta: &'a [f32],
    /// Added to the variance, so that a row of equal values divides by no zero.
    pub epsilon: f32,
}

impl InplaceOp2 for AddNorm<'_> {
    fn name(&self) -> &'static str {
        "add-norm"
    }

    fn cpu_fwd(
        &self,
        storage: &mut CpuStorage,
        layout: &Layout,
        residual: &CpuStorage,
        residual_layout: &Layout,
    ) -> Result<()> {
        let rows = f32_slice_mut(storage, layout)?;
        let residual = f32_slice(residual, residual_layout)?;
        let n = self.gamma.len();
        Arch::new().dispatch(
            #[inline(always)]
            || {
                for (row, other) in rows.chunks_exact_mut(n).zip(residual.chunks_exact(n)) {
                    for (x, r) in row.iter_mut().zip(other) {
                        *x += r;
                    }
                    if let Some(bias) = self.bias {
                        for (x, b) in row.iter_mut().zip(bias) {
                            *x += b;
                        }
                    }
                    let mean = sum(row) / n as f32;
                    for x in row.iter_mut() {
                        *x -= mean;
                    }
                    let scale = 1.0 / (sum_of_squares(row) / n as f32 + self.epsilon).sqrt();
                    for ((x, g), b) in row.iter_mut().zip(self.gamma).zip(self.beta) {
                        *x = *x * scale * g + b;
                    }
                }
            },
        );
        Ok(())
    }
}

/// Sums in sixteen lanes: the compiler may not reorder a plain float sum, this it can vectorise.
#[inline(always)]
fn lanes(values: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; 16];
    let chunks = values.chunks_exact(16);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += f(x);
        }
    }
    let mut total: f32 = lanes.iter().sum();
    for &x in rest {
        total += f(x);
    }
    total
}

#[inline(always)]
fn sum(values: &[f32]) -> f32 {
    lanes(values, |x| x)
}

#[inline(always)]
fn sum_of_squares(values: &[f32]) -> f32 {
    lanes(values, |x| x * x)
}

/// Multi-head self-attention over packed sequences: input (Σ lengths, 3·hidden) holds query, key
/// and value side by side, output is (Σ lengths, hidden). No token sees another sequence, and no
/// padding is computed.
pub struct Attention<'a> {
    /// Tokens of each sequence, in order.
    pub lengths: &'a [usize],
    /// Attention heads; they divide `hidden`.
    pub heads: usize,
    /// Columns of query, of key and of value.
    pub hidden: usize,
    /// Added to the input's rows first: 3·`hidden` values.
    pub bias: &'a [f32],
}

impl CustomOp1 for Attention<'_> {
    fn name(&self) -> &'static str {
        "packed-attention"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let qkv = f32_slice(storage, layout)?;
        let tokens: usize = self.lengths.iter().sum();
        if qkv.len() != tokens * 3 * self.hidden {
            bail!("packed attention: {} values for {tokens} tokens", qkv.len());
        }
        let mut out = vec![0.0f32; tokens * self.hidden];
        Arch::new().dispatch(
            #[inline(always)]
            || self.run(qkv, &mut out),
        );
        Ok((CpuStorage::F32(out), Shape::from((tokens, self.hidden))))
    }
}

impl Attention<'_> {
    #[inline(always)]
    fn run(&self, qkv: &[f32], out: &mut [f32]) {
        let (hidden, width) = (self.hidden, self.hidden / self.heads);
        let scale = 1.0 / (width as f32).sqrt();
        let longest = self.lengths.iter().copied().max().unwrap_or(0);
        let mut keys = vec![0.0f32; width * longest];
        let mut scores = vec![0.0f32; longest];
        let mut query = vec![0.0f32; width];
        let (bias_q, rest) = self.bias.split_at(hidden);
        let (bias_k, bias_v) = rest.split_at(hidden);
        let mut start = 0;
        for &length in self.lengths {
            let rows = &qkv[start * 3 * hidden..(start + length) * 3 * hidden];
            for head in 0..self.heads {
                let at = head * width;
                // Keys transposed: (width, length), so that a row of scores is built in vectors.
                for (j, row) in rows.chunks_exact(3 * hidden).enumerate() {
                    for d in 0..width {
                        keys[d * length + j] = row[hidden + at + d] + bias_k[at + d];
                    }
                }
                for (i, row) in rows.chunks_exact(3 * hidden).enumerate() {
                    for d in 0..width {
                        query[d] = (row[at + d] + bias_q[at + d]) * scale;
                    }
                    let scores = &mut scores[..length];
                    scores.fill(0.0);
                    for (d, &q) in query.iter().enumerate() {
                        for (s, k) in scores.iter_mut().zip(&keys[d * length..(d + 1) * length]) {
                            *s += q * k;
                        }
                    }
                    softmax(scores);
                    let from = (start + i) * hidden + at;
                    let target = &mut out[from..from + width];
                    for (&p, row) in scores.iter().zip(rows.chunks_exact(3 * hidden)) {
                        let value = &row[2 * hidden + at..2 * hidden + at + width];
                        for (t, v) in target.iter_mut().zip(value) {
                            *t += p * v;
                        }
                    }
                    // The weights sum to one, so the value bias is added once.
                    for (t, b) in target.iter_mut().zip(&bias_v[at..at + width]) {
                        *t += b;
                    }
                }
            }
            start += length;
        }
    }
}

#[inline(always)]
fn softmax(scores: &mut [f32]) {
    let mut largest = f32::NEG_INFINITY;
    for &s in scores.iter() {
        largest = largest.max(s);
    }
    for s in scores.iter_mut() {
        *s = exp(*s - largest);
    }
    let total = sum(scores);
    for s in scores.iter_mut() {
        *s /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_over_its_range() {
        for i in -800..=800 {
            let x = i as f32 / 10.0;
            let truth = f64::from(x).exp();
            assert!((f64::from(exp(x)) - truth).abs() <= 4e-7 * truth, "{x}");
        }
    }

    #[test]
    fn gelu_agrees_with_known_values() {
        // Values of x·Φ(x) computed with scipy.special.ndtr.
        for (x, y) in [
            (0.0, 0.0),
            (1.0, 0.841_344_8),
            (-1.0, -0.158_655_25),
            (2.5, 2.484_475_8),
            (-3.0, -0.004_049_69),
            (0.1, 0.053_982_784),
        ] {
            assert!((gelu(x) - y).abs() < 1e-6, "{x}: {}", gelu(x));
        }
    }

    #[test]
    fn softmax_of_equal_scores_is_uniform() {
        let mut scores = [1000.0f32; 4];
        softmax(&mut scores);
        assert_eq!(scores, [0.25; 4]);
    }
}
