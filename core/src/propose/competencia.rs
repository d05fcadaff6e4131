//! Which competencia each statement belongs to: the declared label read against the frame, and a
//! probability learned from the declared ones for the rest.

use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::domain::frame::Frame;
use crate::domain::index::{CompetenciaIndex, IndexVec, RowIndex, StatementIndex};
use crate::domain::proposal::Declared;
use crate::features::Features;
use crate::features::layout::HasRow;
use crate::propose::texts::TextFeatures;
use crate::text::fold;

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

/// How many neighbours are counted when a declared label is doubted.
const NEIGHBOURS: usize = 10;

/// Reads declared labels against a frame's names and aliases.
pub struct Labels {
    names: Vec<(String, CompetenciaIndex)>,
    words: Vec<Vec<String>>,
}

impl Labels {
    /// The labels of a frame.
    pub fn of(frame: &Frame) -> Self {
        let mut names: Vec<(String, CompetenciaIndex)> = Vec::new();
        for (c, competencia) in frame.competencias_indexed() {
            names.push((fold(&competencia.name), c));
            names.push((fold(&competencia.id), c));
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
            [only] => Declared::Official((*only).into()),
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
    pub contradicted_by: IndexVec<StatementIndex, Option<CompetenciaIndex>>,
}

impl Competencias {
    /// The most believed competencia of a statement, the first among equals, and how much it is
    /// believed, 0…1.
    pub fn best(&self, statement: StatementIndex) -> (CompetenciaIndex, f64) {
        self.belief
            .row(statement.index())
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .map_or((0.into(), 1.0), |(c, belief)| (c.into(), belief))
    }

    /// The belief in each competencia of some statements, shape (statements, competencias).
    pub fn belief_of(&self, statements: &[StatementIndex]) -> Array2<f64> {
        let rows: Vec<usize> = statements.iter().map(|i| i.index()).collect();
        self.belief.select(Axis(0), &rows)
    }
}

/// What the statements of a corpus are sorted by.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The statements, and the texts that are examples of a competencia.
    pub texts: &'a TextFeatures<'a>,
    /// How each declared cell was read.
    pub declared: &'a IndexVec<StatementIndex, Declared>,
    /// The declared cells themselves, for the words of the informal ones.
    pub cells: &'a IndexVec<StatementIndex, Option<&'a str>>,
    /// How many competencias there are.
    pub competencias: usize,
    /// Whether all pairs are compared to doubt declared labels.
    pub doubted: bool,
}

/// Sorts statements into the frame's competencias. The names, aliases and challenges of the
/// competencias are learned from like declared statements, so that a frame is enough when no sheet
/// declares anything.
pub fn predict(sheet: &Sheet<'_>, settings: &Settings) -> Competencias {
    let text = sheet.regression(&sheet.training(), settings);
    let mut belief = text.clone();
    for (i, declared) in sheet.declared.enumerated() {
        if let Declared::Official(c) = declared {
            let mut row = belief.row_mut(i.index());
            row *= 1.0 - settings.declared_weight;
            row[c.index()] += settings.declared_weight;
        }
    }
    let contradicted_by = if sheet.doubted {
        sheet.contradictions(settings)
    } else {
        vec![None; sheet.declared.len()].into()
    };
    Competencias { belief, text, contradicted_by }
}

/// The most rows that the regression learns from; of more, evenly spaced ones are taken.
const MOST_ROWS: usize = 12_000;

/// How many rows are predicted at a time.
const BLOCK: usize = 4096;

impl Sheet<'_> {
    /// The statements that say something and declare a competencia of the frame.
    fn official(&self) -> impl Iterator<Item = (StatementIndex, CompetenciaIndex)> {
        self.declared.enumerated().filter(|(i, _)| !self.texts.empty[*i]).filter_map(
            |(i, declared)| match declared {
                Declared::Official(c) => Some((i, *c)),
                _ => None,
            },
        )
    }

    /// The rows that are learned from, each with its competencia.
    fn training(&self) -> Vec<(RowIndex, CompetenciaIndex)> {
        let mut training: Vec<(RowIndex, CompetenciaIndex)> =
            self.official().map(|(i, c)| (i.row(), c)).collect();
        training.extend(self.texts.layout.examples());
        let step = training.len().div_ceil(MOST_ROWS).max(1);
        training.into_iter().step_by(step).collect()
    }

    /// Multinomial logistic regression on vectors and words side by side: the probability of every
    /// competencia for every statement. Competencias without an example get none.
    fn regression(
        &self,
        training: &[(RowIndex, CompetenciaIndex)],
        settings: &Settings,
    ) -> Array2<f64> {
        let Sheet { texts, declared, cells, competencias, .. } = *self;
        let n = declared.len();
        let mut probabilities = Array2::<f64>::zeros((n, competencias));
        let mut classes: Vec<CompetenciaIndex> = training.iter().map(|t| t.1).collect();
        classes.sort_unstable();
        classes.dedup();
        if classes.len() < 2 {
            match classes.first() {
                Some(&only) => probabilities.column_mut(only.index()).fill(1.0),
                None => probabilities.fill(1.0 / competencias.max(1) as f64),
            }
            return probabilities;
        }
        let columns = Columns::of(texts);
        let rows: Vec<RowIndex> = training.iter().map(|t| t.0).collect();
        let targets: Array1<usize> = training.iter().map(|t| t.1.index()).collect();
        let dataset = Dataset::new(columns.joint(texts.features, &rows), targets);
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
        let all: Vec<StatementIndex> = declared.indices().collect();
        for block in all.chunks(BLOCK) {
            let mut x = columns.joint(texts.features, block);
            for (mut row, &i) in x.rows_mut().into_iter().zip(block) {
                if let (Declared::Informal, Some(cell)) = (&declared[i], cells[i]) {
                    for stem in texts.lexicon.stems(cell) {
                        let column =
                            texts.lexicon.number(&stem).and_then(|stem| columns.column(stem));
                        if let Some(column) = column {
                            row[column] += settings.informal_weight;
                        }
                    }
                }
            }
            let predicted = model.predict_probabilities(&x);
            for (column, &class) in model.classes().iter().enumerate() {
                for (i, &value) in block.iter().zip(predicted.column(column)) {
                    probabilities[[i.index(), class]] = f64::from(value);
                }
            }
        }
        probabilities
    }

    /// A declared label is contradicted when the most alike statements of the corpus that declare
    /// one hardly ever declare it and mostly declare one other.
    fn contradictions(
        &self,
        settings: &Settings,
    ) -> IndexVec<StatementIndex, Option<CompetenciaIndex>> {
        let official: Vec<(StatementIndex, CompetenciaIndex)> = self.official().collect();
        let mut found: IndexVec<_, _> = vec![None; self.declared.len()].into();
        let rows: Vec<StatementIndex> = official.iter().map(|o| o.0).collect();
        let gram = self.texts.features.gram(&rows);
        for (a, &(i, own)) in official.iter().enumerate() {
            let mut near: Vec<(f32, usize)> =
                (0..rows.len()).filter(|&b| b != a).map(|b| (gram[[a, b]], b)).collect();
            if near.len() < NEIGHBOURS {
                continue;
            }
            near.select_nth_unstable_by(NEIGHBOURS - 1, |x, y| {
                y.0.total_cmp(&x.0).then(x.1.cmp(&y.1))
            });
            let votes = near[..NEIGHBOURS].iter().map(|&(likeness, b)| (official[b].1, likeness));
            found[i] = contradiction(own, votes, self.competencias, settings);
        }
        found
    }
}

/// The columns of the regression: a vector's dimensions, then the stems that several rows have.
struct Columns {
    /// The column of each stem that has one.
    of_stem: Vec<Option<usize>>,
    count: usize,
}

impl Columns {
    fn of(texts: &TextFeatures<'_>) -> Self {
        let features = texts.features;
        // A stem in a single row tells nothing of the others: only shared ones get a column.
        let mut rows_with = vec![0u32; features.lexical.columns()];
        for row in texts.layout.before_alignment() {
            for &(stem, _) in features.lexical.row(row.index()) {
                rows_with[stem as usize] += 1;
            }
        }
        let mut of_stem = vec![None; rows_with.len()];
        let mut count = features.dense.dim();
        // In a large corpus that takes more rows, or the columns would be more than memory holds.
        let least = (features.len() / MOST_ROWS).max(2) as u32;
        for (stem, rows) in rows_with.iter().enumerate() {
            if *rows >= least {
                of_stem[stem] = Some(count);
                count += 1;
            }
        }
        Self { of_stem, count }
    }

    fn column(&self, stem: u32) -> Option<usize> {
        self.of_stem[stem as usize]
    }

    /// Vectors and words of some rows side by side, shape (rows, columns).
    fn joint<R: HasRow>(&self, features: &Features, rows: &[R]) -> Array2<f32> {
        let mut x = Array2::<f32>::zeros((rows.len(), self.count));
        for (mut target, row) in x.axis_iter_mut(Axis(0)).zip(rows) {
            let row = row.row().index();
            for (t, s) in target.iter_mut().zip(features.dense.row(row)) {
                *t = *s;
            }
            for &(stem, value) in features.lexical.row(row) {
                if let Some(column) = self.of_stem[stem as usize] {
                    target[column] = value;
                }
            }
        }
        x
    }
}

/// What contradicts a label, from the competencia that each neighbour declares and its likeness,
/// most alike first; with too few neighbours nothing does.
pub fn contradicted(
    own: CompetenciaIndex,
    near: impl Iterator<Item = (CompetenciaIndex, f32)>,
    competencias: usize,
    settings: &Settings,
) -> Option<CompetenciaIndex> {
    let near: Vec<(CompetenciaIndex, f32)> = near.take(NEIGHBOURS).collect();
    if near.len() < NEIGHBOURS {
        return None;
    }
    contradiction(own, near.into_iter(), competencias, settings)
}

fn contradiction(
    own: CompetenciaIndex,
    near: impl Iterator<Item = (CompetenciaIndex, f32)>,
    competencias: usize,
    settings: &Settings,
) -> Option<CompetenciaIndex> {
    let mut votes = vec![0.0f32; competencias];
    let mut total = 0.0;
    for (competencia, likeness) in near {
        let weight = likeness.max(0.0);
        votes[competencia.index()] += weight;
        total += weight;
    }
    let best = (0..competencias).max_by(|&x, &y| votes[x].total_cmp(&votes[y]).then(y.cmp(&x)));
    let contradicts = |best: &usize| {
        total > 0.0
            && votes[own.index()] <= settings.contradiction_own * total
            && votes[*best] >= settings.contradiction_other * total
    };
    best.filter(contradicts).map(CompetenciaIndex::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::features::layout::Layout;
    use crate::propose::texts::sample::Sample;
    use ndarray::array;

    fn official(competencia: usize) -> Declared {
        Declared::Official(competencia.into())
    }

    #[test]
    fn labels_are_read_without_accents_by_alias_and_by_a_word_of_their_own() {
        let labels = Labels::of(&sample::frame());
        assert_eq!(labels.read(Some(" AMBIENTE ")), official(0));
        assert_eq!(labels.read(Some("transito")), official(1));
        assert_eq!(labels.read(Some("c02")), official(1));
        assert_eq!(labels.read(Some("quebradas")), Declared::Informal);
        assert_eq!(labels.read(Some(" ")), Declared::Blank);
        assert_eq!(labels.read(None), Declared::Blank);
    }

    fn predicted(texts: &[&str], declared: Vec<Declared>, competencias: usize) -> Competencias {
        let n = texts.len();
        let sample = Sample::of(texts, Layout::sample(n, 0, 0), 0.2);
        let sheet = Sheet {
            texts: &sample.texts(),
            declared: &declared.into(),
            cells: &vec![None; n].into(),
            competencias,
            doubted: true,
        };
        predict(&sheet, &Settings::default())
    }

    #[test]
    fn a_blank_label_is_learned_from_the_declared_ones() {
        let texts = ["quebrada limpia", "bus puntual", "quebrada sucia", "bus lleno", "quebrada"];
        let declared = vec![official(0), official(1), official(0), official(1), Declared::Blank];
        let found = predicted(&texts, declared, 3);
        let (competencia, belief) = found.best(4.into());
        assert_eq!(competencia, 0.into());
        assert!(belief > 0.6);
        assert_eq!(found.belief[[4, 2]], 0.0);
        for row in found.belief.rows() {
            assert!((row.sum() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn with_nothing_declared_and_no_examples_all_are_alike() {
        let found = predicted(&["uno", "dos"], vec![Declared::Blank, Declared::Blank], 4);
        assert_eq!(found.belief, array![[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]]);
    }
}
