//! How well alignments are found: each published challenge is left out, everything is learned from
//! the others, and what is said of it is compared with the frame.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Example, Field, Model};
use super::{AlignmentKind, Settings, Source, answers, horizon};
use crate::domain::frame::Frame;
use crate::features::Features;
use crate::features::layout::Layout;

/// How often the right answer is the first, and among the first three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shares {
    /// The challenges counted.
    pub challenges: usize,
    /// Those whose first answer is right.
    pub first: usize,
    /// Those with a right one among the first three.
    pub first_three: usize,
}

impl Shares {
    /// Counts a challenge: the places of its answers, best first, and the right ones.
    pub(crate) fn add(&mut self, order: &[usize], right: &[usize]) {
        self.challenges += 1;
        self.first += usize::from(order.first().is_some_and(|k| right.contains(k)));
        self.first_three += usize::from(order.iter().take(3).any(|k| right.contains(k)));
    }

    /// The two shares, 0…1; `None` without challenges.
    pub fn shares(&self) -> Option<[f64; 2]> {
        let n = self.challenges as f64;
        (self.challenges > 0).then(|| [self.first as f64 / n, self.first_three as f64 / n])
    }
}

/// One row of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// The challenges in it.
    pub challenges: usize,
    /// The mean probability said.
    pub said: f64,
    /// The share that was right.
    pub right: f64,
}

/// How well one kind of answer is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Which kind.
    pub kind: AlignmentKind,
    /// How many answers there are.
    pub answers: usize,
    /// What minga says.
    pub minga: Shares,
    /// The most frequent answers.
    pub majority: Shares,
    /// The most frequent answers within the challenge's competencia.
    pub competencia: Shares,
    /// The answers whose text or whose challenges have the likest words (TF-IDF).
    pub words: Shares,
    /// What minga says, of the challenges whose policy stands in their own row of the source.
    pub literal: Shares,
    /// The expected calibration error of the first answer, 0…1, 0 is best.
    pub expected_error: f64,
    /// The reliability table: five bins of equal width.
    pub bins: Vec<Bin>,
    /// How often "none fits" is the first answer for challenges, which is wrong.
    pub none_for_challenges: usize,
    /// For how many of the out-of-competence statements it gives none, which is right.
    pub none_for_foreign: usize,
    /// How many out-of-competence statements there are.
    pub foreign: usize,
}

/// How well *largo plazo* is told from *gestión* with one way of telling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct HorizonScores {
    /// The share that is right, 0…1.
    pub accuracy: f64,
    /// The mean of the shares that are right of each horizon, 0…1; guessing has 0.5.
    pub balanced: f64,
    /// The F1 of *largo plazo*, 0…1; 0 when nothing is said to be.
    pub f1: f64,
}

impl HorizonScores {
    /// What was said to be *largo plazo*, and what is.
    pub(crate) fn of(said: &[bool], right: &[bool]) -> Self {
        let count = |s: bool, r: bool| {
            said.iter().zip(right).filter(|&(&a, &b)| a == s && b == r).count() as f64
        };
        let (hit, miss) = (count(true, true), count(false, true));
        let (false_alarm, quiet) = (count(true, false), count(false, false));
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        Self {
            accuracy: over(hit + quiet, hit + miss + false_alarm + quiet),
            balanced: f64::midpoint(over(hit, hit + miss), over(quiet, quiet + false_alarm)),
            f1: over(2.0 * hit, 2.0 * hit + miss + false_alarm),
        }
    }
}

/// How well a frame's own alignments are found again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The published challenges.
    pub challenges: usize,
    /// Those *de largo plazo*.
    pub long_term: usize,
    /// The horizon as it is proposed.
    pub horizon: HorizonScores,
    /// The horizon of the challenge with the likest words.
    pub horizon_words: HorizonScores,
    /// Everything *de gestión*.
    pub horizon_majority: HorizonScores,
    /// The expected calibration error of the probability of *largo plazo*, 0…1.
    pub horizon_error: f64,
    /// By kind, the widest first.
    pub levels: Vec<Level>,
}

/// What is said of one challenge that was left out.
struct Said {
    long: Option<(f32, bool)>,
    answers: [Option<(Vec<f32>, f32)>; 3],
}

/// Leaves out each example of a frame in turn. `words` are features of the same rows that have
/// words only.
pub fn evaluate(
    frame: &Frame,
    features: &Features,
    words: &Features,
    layout: &Layout,
    settings: &Settings,
) -> Evaluation {
    let source = Source { frame, features, layout, taught: &[] };
    let examples = source.examples();
    let field = source.field(&examples, &[]);
    let plain_source = Source { features: words, ..source };
    let plain = plain_source.field(&examples, &[]);
    let said: Vec<Said> = (0..examples.len())
        .into_par_iter()
        .map(|e| {
            let models =
                AlignmentKind::ALL.map(|kind| Model::fit(&field, kind, settings.c, Some(e)));
            let horizon = horizon::Model::fit(&field, settings.c, Some(e));
            Said {
                long: horizon.as_ref().map(|h| {
                    let probability = h.probability(&field, e, &[e]);
                    (probability, h.is_long(probability, settings))
                }),
                answers: answers(&field, &models, e, &[e]),
            }
        })
        .collect();
    let n = frame.desafios.len();
    let right: Vec<bool> = examples[..n].iter().map(|e| e.largo_plazo == Some(true)).collect();
    let long: Vec<bool> = said[..n].iter().map(|s| s.long.is_some_and(|l| l.1)).collect();
    let nearest = |e: usize| {
        let others = (0..n).filter(|&other| other != e);
        let best = others.max_by(|&a, &b| plain.peers[[e, a]].total_cmp(&plain.peers[[e, b]]));
        best.is_some_and(|best| right[best])
    };
    let pairs =
        said[..n].iter().zip(&right).map(|(s, &r)| (f64::from(s.long.map_or(0.0, |l| l.0)), r));
    Evaluation {
        challenges: n,
        long_term: right.iter().filter(|r| **r).count(),
        horizon: HorizonScores::of(&long, &right),
        horizon_words: HorizonScores::of(&(0..n).map(nearest).collect::<Vec<_>>(), &right),
        horizon_majority: HorizonScores::of(&vec![false; n], &right),
        horizon_error: reliability(pairs).0,
        levels: AlignmentKind::ALL
            .into_iter()
            .map(|kind| level(kind, frame, &field, &plain, &said))
            .collect(),
    }
}

fn level(
    kind: AlignmentKind,
    frame: &Frame,
    field: &Field<'_>,
    plain: &Field<'_>,
    said: &[Said],
) -> Level {
    let n = frame.desafios.len();
    let answers = field.answers(kind);
    let mut level = Level {
        kind,
        answers,
        minga: Shares::default(),
        majority: Shares::default(),
        competencia: Shares::default(),
        words: Shares::default(),
        literal: Shares::default(),
        expected_error: 0.0,
        bins: Vec::new(),
        none_for_challenges: 0,
        none_for_foreign: 0,
        foreign: field.examples.len() - n,
    };
    // A guess that needs no learning may as well know all of them.
    let whole = counts(field.examples, kind, answers, usize::MAX, &|_| true);
    let frequent = best_first(whole.into_iter());
    let mut pairs = Vec::new();
    for (e, example) in field.examples.iter().enumerate() {
        let Some(right) = &example.answers[kind as usize] else { continue };
        let Some((some, none)) = &said[e].answers[kind as usize] else { continue };
        let order = best_first(some.iter().map(|&p| f64::from(p)));
        let first = order.first().map_or(0.0, |&k| some[k]);
        let none_first = *none > first;
        if right.is_empty() {
            level.none_for_foreign += usize::from(none_first);
            continue;
        }
        level.none_for_challenges += usize::from(none_first);
        level.minga.add(&order, right);
        if frame.desafios[e].lectura == "literal" {
            level.literal.add(&order, right);
        }
        level.majority.add(&frequent, right);
        let all = counts(field.examples, kind, answers, e, &|_| true);
        let own = |other: &Example| other.competencia == example.competencia;
        let here = counts(field.examples, kind, answers, e, &own);
        // What the competencia leaves equal, the whole frame decides.
        let both = here.iter().zip(&all).map(|(here, all)| here + all / 1000.0);
        level.competencia.add(&best_first(both), right);
        level.words.add(&best_first(likest(plain, kind, e)), right);
        let hit = order.first().is_some_and(|k| right.contains(k)) && !none_first;
        pairs.push((f64::from(first.max(*none)), hit));
    }
    (level.expected_error, level.bins) = reliability(pairs.into_iter());
    level
}

/// The likest words of each answer's text or of a challenge aligned to it.
fn likest(plain: &Field<'_>, kind: AlignmentKind, e: usize) -> impl Iterator<Item = f64> {
    let mut best: Vec<f32> = plain.texts[kind as usize].row(e).to_vec();
    for (other, example) in plain.examples.iter().enumerate() {
        for &k in example.answers[kind as usize].iter().flatten() {
            if other != e {
                best[k] = best[k].max(plain.peers[[e, other]]);
            }
        }
    }
    best.into_iter().map(f64::from)
}

fn counts(
    examples: &[Example],
    kind: AlignmentKind,
    answers: usize,
    without: usize,
    of: &dyn Fn(&Example) -> bool,
) -> Vec<f64> {
    let mut counts = vec![0.0; answers];
    for (_, example) in examples.iter().enumerate().filter(|(e, x)| *e != without && of(x)) {
        for &k in example.answers[kind as usize].iter().flatten() {
            counts[k] += 1.0;
        }
    }
    counts
}

/// The places of some scores, the highest first, the first among equals.
fn best_first(scores: impl Iterator<Item = f64>) -> Vec<usize> {
    let mut all: Vec<(f64, usize)> = scores.zip(0..).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().map(|(_, k)| k).collect()
}

/// The expected calibration error (Naeini, Cooper & Hauskrecht 2015) of what was said, with whether
/// it was right, and its table.
fn reliability(pairs: impl Iterator<Item = (f64, bool)>) -> (f64, Vec<Bin>) {
    const BINS: usize = 5;
    let mut sums = [(0_usize, 0.0, 0_usize); BINS];
    for (said, right) in pairs {
        let bin = ((said * BINS as f64) as usize).min(BINS - 1);
        sums[bin].0 += 1;
        sums[bin].1 += said;
        sums[bin].2 += usize::from(right);
    }
    let n: usize = sums.iter().map(|s| s.0).sum();
    let error: f64 = sums.iter().map(|&(_, said, right)| (said - right as f64).abs()).sum();
    let bins = sums.iter().map(|&(n, said, right)| Bin {
        challenges: n,
        said: if n > 0 { said / n as f64 } else { 0.0 },
        right: if n > 0 { right as f64 / n as f64 } else { 0.0 },
    });
    (if n > 0 { error / n as f64 } else { 0.0 }, bins.collect())
}
