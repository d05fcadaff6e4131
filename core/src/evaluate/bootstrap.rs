//! How sure a measure is: bootstrap intervals over the statements.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::measures::{Comparison, Measure, Measures};

/// The share of resamples that an interval holds.
pub const CONFIDENCE: f64 = 0.95;

/// A 95 % interval around a measure's value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The intervals of all measures in the order of [`Measure::ALL`]; `None` without resamples or
/// statements.
///
/// Percentile bootstrap (Efron & Tibshirani 1993, chapter 13) with the statements drawn with
/// replacement, and the percentiles taken around the mean of the resamples instead of as they
/// are: a resample holds copies of a statement, which always agree with themselves and leave
/// other statements out, so it scores higher (and needs fewer operations) than any sample of
/// different statements, and the plain interval can miss the value that it is about.
///
/// Resample r draws from stream r of the seed's generator: the threads decide nothing.
pub fn intervals(comparison: &Comparison, seed: u64, resamples: usize) -> Option<Vec<Interval>> {
    let n = comparison.predicted.len() as u64;
    if n == 0 || resamples == 0 {
        return None;
    }
    let measured: Vec<Measures> = (0..resamples as u64)
        .into_par_iter()
        .map(|resample| {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            generator.set_stream(resample);
            let drawn: Vec<usize> = (0..n).map(|_| generator.gen_range(0..n) as usize).collect();
            Measures::new(&comparison.select(&drawn))
        })
        .collect();
    let point = Measures::new(comparison);
    let around = |measure: Measure| {
        let mut values: Vec<f64> = measured.iter().map(|m| m.get(measure)).collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let (least, most) = measure.range();
        let value = point.get(measure);
        let at = |share: f64| (value + quantile(&values, share) - mean).clamp(least, most);
        let tail = (1.0 - CONFIDENCE) / 2.0;
        Interval { low: at(tail).min(value), high: at(1.0 - tail).max(value) }
    };
    Some(Measure::ALL.into_iter().map(around).collect())
}

/// The value below which a share (0…1) of sorted values lies, between two by interpolation
/// (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::super::b_cubed::Labels;
    use super::super::partition::Partition;
    use super::*;

    fn comparison(n: usize) -> Comparison {
        let reference: Vec<usize> = (0..n).map(|i| i * i % 11).collect();
        let predicted: Vec<usize> = (0..n).map(|i| i * i % 11 + i % 3).collect();
        Comparison {
            predicted: Partition::new(&predicted),
            main: Partition::new(&reference),
            references: reference.iter().map(|&main| Labels { main, second: None }).collect(),
        }
    }

    #[test]
    fn intervals_hold_the_value_and_follow_the_seed_on_any_number_of_threads() {
        let comparison = comparison(80);
        let intervals_of = |seed| intervals(&comparison, seed, 50).expect("statements");
        let first = intervals_of(1);
        let point = Measures::new(&comparison);
        for (interval, measure) in first.iter().zip(Measure::ALL) {
            let value = point.get(measure);
            assert!(interval.low <= value && value <= interval.high, "{measure:?}");
        }
        assert!(first[0].low < first[0].high);
        assert_ne!(first, intervals_of(2));
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        assert_eq!(first, one_thread.install(|| intervals_of(1)));
    }

    #[test]
    fn the_width_is_that_of_the_jackknife() {
        // Two independent estimates of one spread: leaving one statement out at a time
        // (Efron & Tibshirani 1993, chapter 11) knows no copies.
        let comparison = comparison(200);
        let n = comparison.predicted.len();
        let left: Vec<Measures> = (0..n)
            .map(|out| {
                let kept: Vec<usize> = (0..n).filter(|&i| i != out).collect();
                Measures::new(&comparison.select(&kept))
            })
            .collect();
        let found = intervals(&comparison, 5, 400).expect("statements");
        for measure in [Measure::BCubedPrecision, Measure::AdjustedRand, Measure::PairsF] {
            let place = Measure::ALL.iter().position(|&m| m == measure).expect("a measure");
            let mean = left.iter().map(|m| m.get(measure)).sum::<f64>() / n as f64;
            let squares: f64 = left.iter().map(|m| (m.get(measure) - mean).powi(2)).sum();
            let deviation = (squares * (n - 1) as f64 / n as f64).sqrt();
            let ratio = (found[place].high - found[place].low) / (2.0 * 1.96 * deviation);
            assert!((0.75..1.33).contains(&ratio), "{measure:?} {ratio}");
        }
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(intervals(&comparison(0), 1, 10), None);
        assert_eq!(intervals(&comparison(5), 1, 0), None);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
    }
}
