//! Which competencia each statement belongs to: the declared label read against the frame, and a
//! probability learned from the declared ones for the rest.

use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::domain::frame::Frame;
use crate::domain::proposal::Declared;
use crate::features::Features;
use crate::text::fold;
use crate::text::lexicon::Lexicon;

/// How competencias are predicted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How much a declared official label is believed, 0…1; the text has the rest.
    pub declared_weight: f64,
    /// The inverse strength of the regression's L2 penalty (C).
    pub c: f64,
    /// How much the words of an informal label add to the statement's own words.
    pub informal_weight: f32,
    /// A declared label is flagged when its neighbours' share for it is at most this…
    pub contradiction_own: f32,
    /// …and their share for another is at least this.
    pub contradiction_other: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            declared_weight: 0.97,
            c: 10.0,
            informal_weight: 0.35,
            contradiction_own: 0.05,
            contradiction_other: 0.6,
        }
    }
}

/// How many neighbours speak when a declared label is doubted.
const NEIGHBOURS: usize = 10;

/// Reads declared labels against a frame's names and aliases.
pub struct Labels {
    names: Vec<(String, usize)>,
    words: Vec<Vec<String>>,
}

impl Labels {
    /// The labels of a frame.
    pub fn of(frame: &Frame) -> Self {
        let mut names: Vec<(String, usize)> = Vec::new();
        for (i, competencia) in frame.competencias.iter().enumerate() {
            names.push((fold(&competencia.name), i));
            names.push((fold(&competencia.id), i));
        }
        names.extend(frame.alias.iter().map(|(alias, i)| (fold(alias), *i)));
        let words = frame
            .competencias
            .iter()
            .map(|c| fold(&c.name).split(' ').map(str::to_owned).collect())
            .collect();
        Self { names, words }
    }

    /// What a cell declares: an official name, an alias, or words that only one official name has
    /// ("vialidad"); other words are informal.
    pub fn read(&self, cell: Option<&str>) -> Declared {
        let folded = fold(cell.unwrap_or_default());
        if folded.is_empty() {
            return Declared::Blank;
        }
        if let Some((_, i)) = self.names.iter().find(|(name, _)| *name == folded) {
            return Declared::Official(*i);
        }
        let asked: Vec<&str> = folded.split(' ').collect();
        let holders: Vec<usize> = (0..self.words.len())
            .filter(|&i| asked.iter().all(|w| self.words[i].iter().any(|o| o == w)))
            .collect();
        match holders.as_slice() {
            [only] => Declared::Official(*only),
            _ => Declared::Informal,
        }
    }
}

/// What is known of every statement's competencia.
#[derive(Debug, Clone)]
pub struct Competencias {
    /// The belief in each competencia, shape (statements, competencias); rows sum to one.
    pub belief: Array2<f64>,
    /// What the text alone says, same shape.
    pub text: Array2<f64>,
    /// The competencia that the text suggests where it contradicts a declared one.
    pub contradicted_by: Vec<Option<usize>>,
}

impl Competencias {
    /// The most believed competencia of a statement and how much it is believed.
    pub fn best(&self, i: usize) -> (usize, f64) {
        self.belief
            .row(i)
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .unwrap_or((0, 1.0))
    }
}

/// What a sheet says of its statements; one entry a statement.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// How each declared cell was read.
    pub declared: &'a [Declared],
    /// The declared cells themselves, for the words of the informal ones.
    pub labels: &'a [Option<&'a str>],
    /// Which statements say anything at all.
    pub usable: &'a [bool],
    /// Whether all pairs are compared to doubt declared labels.
    pub doubted: bool,
    /// How many rows of the features tell which words are shared: statements and examples.
    pub seen: usize,
}

/// Sorts statements into the frame's competencias.
///
/// Rows of `features` beyond the sheet's are the names and aliases of the competencias themselves,
/// with their competencias in `examples`: they are learned from like declared statements, so that a
/// frame is enough when no sheet declares anything.
pub fn predict(
    features: &Features,
    lexicon: &Lexicon,
    sheet: &Sheet<'_>,
    examples: &[usize],
    competencias: usize,
    settings: &Settings,
) -> Competencias {
    let Sheet { declared, usable, .. } = *sheet;
    let n = declared.len();
    let mut training: Vec<(usize, usize)> = (0..n)
        .filter(|&i| usable[i])
        .filter_map(|i| match declared[i] {
            Declared::Official(c) => Some((i, c)),
            _ => None,
        })
        .collect();
    training.extend(examples.iter().enumerate().map(|(e, &c)| (n + e, c)));
    let training = sampled(training);
    let text = regression(features, lexicon, sheet, &training, competencias, settings);
    let mut belief = text.clone();
    for (i, d) in declared.iter().enumerate() {
        if let Declared::Official(c) = d {
            let mut row = belief.row_mut(i);
            row *= 1.0 - settings.declared_weight;
            row[*c] += settings.declared_weight;
        }
    }
    let contradicted_by = if sheet.doubted {
        contradictions(features, declared, usable, competencias, settings)
    } else {
        vec![None; n]
    };
    Competencias { belief, text, contradicted_by }
}

/// The most rows that the regression learns from; of more, evenly spaced ones are taken.
const MOST_ROWS: usize = 12_000;

/// How many rows are predicted at a time.
const BLOCK: usize = 4096;

fn sampled(training: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let step = training.len().div_ceil(MOST_ROWS).max(1);
    training.into_iter().step_by(step).collect()
}

/// Multinomial logistic regression on vectors and words side by side: probabilities for the first
/// `declared.len()` rows. Competencias without an example get what is left: nothing.
fn regression(
    features: &Features,
    lexicon: &Lexicon,
    sheet: &Sheet<'_>,
    training: &[(usize, usize)],
    competencias: usize,
    settings: &Settings,
) -> Array2<f64> {
    let Sheet { declared, labels, seen, .. } = *sheet;
    let n = declared.len();
    let mut probabilities = Array2::<f64>::zeros((n, competencias));
    let mut classes: Vec<usize> = training.iter().map(|t| t.1).collect();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() < 2 {
        match classes.first() {
            Some(&only) => probabilities.column_mut(only).fill(1.0),
            None => probabilities.fill(1.0 / competencias.max(1) as f64),
        }
        return probabilities;
    }
    // Words in a single row say nothing of the others: only shared ones get a column.
    let mut rows_with = vec![0u32; features.lexical.columns()];
    for i in 0..seen.min(features.len()) {
        for &(column, _) in features.lexical.row(i) {
            rows_with[column as usize] += 1;
        }
    }
    let mut column_of = vec![None; rows_with.len()];
    let mut columns = features.dense.dim();
    // In a large corpus that takes more rows, or the columns would be more than memory holds.
    let least = (features.len() / MOST_ROWS).max(2) as u32;
    for (column, count) in rows_with.iter().enumerate() {
        if *count >= least {
            column_of[column] = Some(columns);
            columns += 1;
        }
    }
    let joint = |rows: &[usize]| {
        let mut x = Array2::<f32>::zeros((rows.len(), columns));
        for (mut target, &i) in x.axis_iter_mut(Axis(0)).zip(rows) {
            for (t, s) in target.iter_mut().zip(features.dense.row(i)) {
                *t = *s;
            }
            for &(column, value) in features.lexical.row(i) {
                if let Some(at) = column_of[column as usize] {
                    target[at] = value;
                }
            }
        }
        x
    };
    let rows: Vec<usize> = training.iter().map(|t| t.0).collect();
    let targets: Array1<usize> = training.iter().map(|t| t.1).collect();
    let dataset = Dataset::new(joint(&rows), targets);
    let model = MultiLogisticRegression::default()
        .alpha(1.0 / settings.c as f32)
        .max_iterations(30)
        .gradient_tolerance(1e-2)
        .fit(&dataset);
    let Ok(model) = model else {
        // The parameters are fixed and finite, so this is not reached; every class alike if it is.
        probabilities.fill(1.0 / competencias as f64);
        return probabilities;
    };
    let all: Vec<usize> = (0..n).collect();
    for block in all.chunks(BLOCK) {
        let mut x = joint(block);
        for (mut row, &i) in x.rows_mut().into_iter().zip(block) {
            if let (Declared::Informal, Some(label)) = (&declared[i], labels[i]) {
                for stem in lexicon.stems(label) {
                    let column = lexicon.number(&stem).and_then(|c| column_of[c as usize]);
                    if let Some(at) = column {
                        row[at] += settings.informal_weight;
                    }
                }
            }
        }
        let predicted = model.predict_probabilities(&x);
        for (column, &class) in model.classes().iter().enumerate() {
            for (&i, &value) in block.iter().zip(predicted.column(column)) {
                probabilities[[i, class]] = f64::from(value);
            }
        }
    }
    probabilities
}

/// A declared label is contradicted when the most alike statements of the corpus, whatever theirs
/// declare, hardly ever declare it and mostly declare one other.
fn contradictions(
    features: &Features,
    declared: &[Declared],
    usable: &[bool],
    competencias: usize,
    settings: &Settings,
) -> Vec<Option<usize>> {
    let official: Vec<(usize, usize)> = declared
        .iter()
        .enumerate()
        .filter(|(i, _)| usable[*i])
        .filter_map(|(i, d)| match d {
            Declared::Official(c) => Some((i, *c)),
            _ => None,
        })
        .collect();
    let mut found = vec![None; declared.len()];
    let rows: Vec<usize> = official.iter().map(|o| o.0).collect();
    let gram = features.gram(&rows);
    for (a, &(i, own)) in official.iter().enumerate() {
        let mut near: Vec<(f32, usize)> =
            (0..rows.len()).filter(|&b| b != a).map(|b| (gram[[a, b]], b)).collect();
        if near.len() < NEIGHBOURS {
            continue;
        }
        near.select_nth_unstable_by(NEIGHBOURS - 1, |x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let votes = near[..NEIGHBOURS].iter().map(|&(likeness, b)| (official[b].1, likeness));
        found[i] = contradiction(own, votes, competencias, settings);
    }
    found
}

/// What contradicts a label of a large corpus: `near` has the competencia that each neighbour
/// declares and its likeness, most alike first; with too few neighbours nothing does.
pub fn contradicted(
    own: usize,
    near: impl Iterator<Item = (usize, f32)>,
    competencias: usize,
    settings: &Settings,
) -> Option<usize> {
    let near: Vec<(usize, f32)> = near.take(NEIGHBOURS).collect();
    if near.len() < NEIGHBOURS {
        return None;
    }
    contradiction(own, near.into_iter(), competencias, settings)
}

fn contradiction(
    own: usize,
    near: impl Iterator<Item = (usize, f32)>,
    competencias: usize,
    settings: &Settings,
) -> Option<usize> {
    let mut votes = vec![0.0f32; competencias];
    let mut total = 0.0;
    for (competencia, likeness) in near {
        let weight = likeness.max(0.0);
        votes[competencia] += weight;
        total += weight;
    }
    let best = (0..competencias).max_by(|&x, &y| votes[x].total_cmp(&votes[y]).then(y.cmp(&x)));
    best.filter(|&best| {
        total > 0.0
            && votes[own] <= settings.contradiction_own * total
            && votes[best] >= settings.contradiction_other * total
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use crate::domain::proposal::sample;
    use crate::features;
    use ndarray::array;

    #[test]
    fn labels_are_read_without_accents_by_alias_and_by_a_word_of_their_own() {
        let labels = Labels::of(&sample::frame());
        assert_eq!(labels.read(Some(" AMBIENTE ")), Declared::Official(0));
        assert_eq!(labels.read(Some("transito")), Declared::Official(1));
        assert_eq!(labels.read(Some("c02")), Declared::Official(1));
        assert_eq!(labels.read(Some("quebradas")), Declared::Informal);
        assert_eq!(labels.read(Some(" ")), Declared::Blank);
        assert_eq!(labels.read(None), Declared::Blank);
    }

    fn features_of(texts: &[&str]) -> (Features, Lexicon) {
        let lexicon = Lexicon::of(texts.iter().copied());
        let rows = lexicon.rows(texts.iter().copied());
        let dense = Embeddings::normalised(Array2::zeros((texts.len(), 2)));
        (Features::new(dense, rows, &features::Settings::default()), lexicon)
    }

    #[test]
    fn a_blank_label_is_learned_from_the_declared_ones() {
        let texts = ["quebrada limpia", "bus puntual", "quebrada sucia", "bus lleno", "quebrada"];
        let (features, lexicon) = features_of(&texts);
        let declared = [
            Declared::Official(0),
            Declared::Official(1),
            Declared::Official(0),
            Declared::Official(1),
            Declared::Blank,
        ];
        let found = predict(
            &features,
            &lexicon,
            &Sheet {
                declared: &declared,
                labels: &[None; 5],
                usable: &[true; 5],
                seen: 5,
                doubted: true,
            },
            &[],
            3,
            &Settings::default(),
        );
        assert_eq!(found.best(4).0, 0);
        assert!(found.best(4).1 > 0.6);
        assert_eq!(found.belief[[4, 2]], 0.0);
        for row in found.belief.rows() {
            assert!((row.sum() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn with_nothing_declared_and_no_examples_all_are_alike() {
        let (features, lexicon) = features_of(&["uno", "dos"]);
        let blank = [Declared::Blank, Declared::Blank];
        let settings = Settings::default();
        let found = predict(
            &features,
            &lexicon,
            &Sheet {
                declared: &blank,
                labels: &[None; 2],
                usable: &[true; 2],
                seen: 2,
                doubted: true,
            },
            &[],
            4,
            &settings,
        );
        assert_eq!(found.belief, array![[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]]);
    }
}
