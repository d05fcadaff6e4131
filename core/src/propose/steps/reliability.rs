//! How well decided statements are told without their decision: cross-validation, and the one
//! temperature that makes probabilities mean what they say.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::learned::Learned;
use super::{GroupingScope, Settings, TextFeatures, sorted};
use crate::domain::calibration::Calibration;
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::proposal::Learning;
use crate::domain::statement::Corpus;

/// Into how many parts the decided statements are divided.
const FOLDS: usize = 5;
/// The fewest decided statements that say anything of calibration.
const FEWEST: usize = 20;
/// How strongly 1 is believed beforehand: rounds differ more than the parts of one do.
const PRIOR: f64 = 50.0;
/// The temperatures tried.
const TEMPERATURES: std::ops::RangeInclusive<u32> = 50..=250;

/// One decided statement, told without its decision.
struct HeldOutPrediction {
    /// The logarithms of all probabilities.
    logs: Vec<f64>,
    /// The challenge that people gave it, the main one.
    truth: usize,
}

/// Tells every decided statement by the decisions about the others; `None` where fewer than
/// twenty in scope are decided.
pub(super) fn learning(
    corpus: &Corpus,
    frame: &Frame,
    guides: &Guides,
    reading: &TextFeatures<'_>,
    scope: &GroupingScope,
    institutional: &[bool],
    settings: &Settings,
) -> Option<Learning> {
    let mut decided: Vec<usize> =
        (0..scope.items.len()).filter(|&a| !guides.decided(scope.items[a]).is_empty()).collect();
    if decided.len() < FEWEST {
        return None;
    }
    let mut chance = ChaCha8Rng::seed_from_u64(settings.stability.seed);
    decided.shuffle(&mut chance);
    let parts: Vec<&[usize]> = decided.chunks(decided.len().div_ceil(FOLDS)).collect();
    let told: Vec<Vec<HeldOutPrediction>> = parts
        .par_iter()
        .map(|part| {
            let mut without = guides.clone();
            for &a in *part {
                without.decided[scope.items[a]].clear();
            }
            let (_, competencias) =
                sorted(corpus, frame, &without, reading, &settings.competencia, false);
            let learned =
                Learned::new(scope, &without, reading, &competencias, institutional, settings);
            let row = |&a: &usize| HeldOutPrediction {
                logs: learned
                    .probability
                    .row(a)
                    .iter()
                    .map(|&p| f64::from(p.max(1e-12)).ln())
                    .collect(),
                truth: guides.decided(scope.items[a])[0],
            };
            part.iter().map(row).collect()
        })
        .collect();
    let told: Vec<HeldOutPrediction> = told.into_iter().flatten().collect();
    let temperature = temperature(&told);
    let (mut first, mut among_three) = (0, 0);
    for one in &told {
        let own = one.logs[one.truth];
        let before = one.logs.iter().filter(|&&other| other > own).count();
        first += usize::from(before == 0);
        among_three += usize::from(before < 3);
    }
    let said = told.iter().map(|one| one.said(temperature));
    Some(Learning {
        decisions: told.len(),
        folds: parts.len(),
        first,
        among_three,
        temperature: temperature as f32,
        calibration: Calibration::new(said),
    })
}

impl HeldOutPrediction {
    /// The probability of the first one at a temperature, and whether it is right.
    fn said(&self, temperature: f64) -> (f64, bool) {
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
fn temperature(told: &[HeldOutPrediction]) -> f64 {
    let cost = |temperature: f64| {
        let surprise: f64 = told.iter().map(|one| one.surprise(temperature)).sum();
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
    fn told(right: usize) -> Vec<HeldOutPrediction> {
        let one = |i: usize| HeldOutPrediction {
            logs: vec![0.9_f64.ln(), 0.1_f64.ln()],
            truth: usize::from(i % 10 >= right),
        };
        (0..1000).map(one).collect()
    }

    #[test]
    fn a_temperature_makes_the_said_probability_come_true() {
        for (right, probability) in [(9, 0.9), (8, 0.8)] {
            let told = told(right);
            let said = told[0].said(temperature(&told)).0;
            assert!((said - probability).abs() < 0.03, "{said} {probability}");
        }
    }

    #[test]
    fn few_decisions_change_little() {
        let few: Vec<HeldOutPrediction> = told(6).into_iter().take(10).collect();
        let found = temperature(&few);
        assert!((1.0..1.5).contains(&found), "{found}");
        assert!((temperature(&[]) - 1.0).abs() < 1e-9);
    }
}
