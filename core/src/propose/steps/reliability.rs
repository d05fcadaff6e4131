//! How well decided statements are predicted without their decision: cross-validation, and the one
//! temperature that calibrates the probabilities.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::Settings;
use super::predictions::Learned;
use super::sorting::{Sources, sorted};
use crate::domain::calibration::Calibration;
use crate::domain::index::{IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Learning;

/// Into how many parts the decided statements are divided.
const FOLDS: usize = 5;
/// The fewest decided statements that calibration is measured on.
const FEWEST: usize = 20;
/// The weight of the penalty that pulls the temperature towards 1: rounds differ more than the parts
/// of one do.
const PRIOR: f64 = 50.0;
/// The temperatures tried, in hundredths.
const TEMPERATURES: std::ops::RangeInclusive<u32> = 50..=250;

/// One decided statement, predicted without its decision.
struct HeldOutPrediction {
    /// The logarithms of the probabilities of all challenges.
    logs: Vec<f64>,
    /// The main challenge that people gave it: a place in `logs`.
    truth: usize,
}

/// Predicts every decided item from the decisions about the others; `None` where fewer than twenty
/// are decided.
pub(super) fn learning(
    sources: Sources<'_>,
    items: &IndexVec<ItemIndex, StatementIndex>,
    settings: &Settings,
) -> Option<Learning> {
    let guides = sources.guides;
    let decided = items.enumerated().filter(|(_, i)| !guides.decided(**i).is_empty());
    let mut decided: Vec<ItemIndex> = decided.map(|(a, _)| a).collect();
    if decided.len() < FEWEST {
        return None;
    }
    let mut chance = ChaCha8Rng::seed_from_u64(settings.stability.seed);
    decided.shuffle(&mut chance);
    let parts: Vec<&[ItemIndex]> = decided.chunks(decided.len().div_ceil(FOLDS)).collect();
    let predictions: Vec<Vec<HeldOutPrediction>> = parts
        .par_iter()
        .map(|part| {
            let mut without = guides.clone();
            for &a in *part {
                without.decided[items[a]].clear();
            }
            let sources = Sources { guides: &without, ..sources };
            let sorted = sorted(sources, &settings.competencia, false);
            let learned = Learned::new(sources, items, &sorted.competencias, &settings.learn);
            let held_out = |&a: &ItemIndex| {
                let probabilities = learned.probability.row(a.index());
                let log = |&p: &f32| f64::from(p.max(1e-12)).ln();
                HeldOutPrediction {
                    logs: probabilities.iter().map(log).collect(),
                    truth: guides.decided(items[a])[0].index(),
                }
            };
            part.iter().map(held_out).collect()
        })
        .collect();
    let predictions: Vec<HeldOutPrediction> = predictions.into_iter().flatten().collect();
    let temperature = temperature(&predictions);
    let (mut first, mut among_three) = (0, 0);
    for one in &predictions {
        let own = one.logs[one.truth];
        let before = one.logs.iter().filter(|&&other| other > own).count();
        first += usize::from(before == 0);
        among_three += usize::from(before < 3);
    }
    let calibrated = predictions.iter().map(|one| one.first(temperature));
    Some(Learning {
        decisions: predictions.len(),
        folds: parts.len(),
        first,
        among_three,
        temperature: temperature as f32,
        calibration: Calibration::new(calibrated),
    })
}

impl HeldOutPrediction {
    /// The probability of the most probable challenge at a temperature, and whether it is right.
    fn first(&self, temperature: f64) -> (f64, bool) {
        let (mut best, mut most) = (0, f64::NEG_INFINITY);
        for (j, &log) in self.logs.iter().enumerate() {
            if log > most {
                (best, most) = (j, log);
            }
        }
        let total: f64 = self.logs.iter().map(|log| ((log - most) / temperature).exp()).sum();
        (1.0 / total, best == self.truth)
    }

    /// How surprising the truth is at a temperature: minus the logarithm of its probability.
    fn surprise(&self, temperature: f64) -> f64 {
        let most = self.logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = self.logs.iter().map(|log| ((log - most) / temperature).exp()).sum();
        total.ln() - (self.logs[self.truth] - most) / temperature
    }
}

/// The temperature at which what people decided surprises least (Guo et al. 2017), drawn towards
/// 1 while few were decided.
fn temperature(predictions: &[HeldOutPrediction]) -> f64 {
    let cost = |temperature: f64| {
        let surprise: f64 = predictions.iter().map(|one| one.surprise(temperature)).sum();
        surprise + PRIOR * temperature.ln().powi(2)
    };
    let tried = TEMPERATURES.map(|hundredths| f64::from(hundredths) / 100.0);
    let scored = tried.map(|temperature| (cost(temperature), temperature));
    scored.min_by(|x, y| x.0.total_cmp(&y.0)).map_or(1.0, |(_, temperature)| temperature)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `right` of ten statements are where a probability of 0.9 says that all are.
    fn predictions(right: usize) -> Vec<HeldOutPrediction> {
        let one = |i: usize| HeldOutPrediction {
            logs: vec![0.9_f64.ln(), 0.1_f64.ln()],
            truth: usize::from(i % 10 >= right),
        };
        (0..1000).map(one).collect()
    }

    #[test]
    fn a_temperature_calibrates_the_probability() {
        for (right, probability) in [(9, 0.9), (8, 0.8)] {
            let predictions = predictions(right);
            let found = predictions[0].first(temperature(&predictions)).0;
            assert!((found - probability).abs() < 0.03, "{found} {probability}");
        }
    }

    #[test]
    fn few_decisions_change_little() {
        let few: Vec<HeldOutPrediction> = predictions(6).into_iter().take(10).collect();
        let found = temperature(&few);
        assert!((1.0..1.5).contains(&found), "{found}");
        assert!((temperature(&[]) - 1.0).abs() < 1e-9);
    }
}
