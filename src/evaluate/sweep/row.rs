//! One row of a sweep's table: a setting on a corpus, and what came of it.

use serde::{Deserialize, Serialize};

use super::Case;
use super::grid::{Competencia, Setting};
use crate::evaluate::Measures;
use crate::propose::cluster::{Algorithm, Target};

/// One setting on one corpus. A value that has no meaning there is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The corpus's name.
    pub corpus: String,
    /// What says that the corpus is the same one: see [`Case::digest`].
    pub digest: String,
    /// The setting's key.
    pub key: String,
    /// The version of the program.
    pub version: String,
    /// The encoder's name; empty for the run's own.
    pub encoder: String,
    /// Whether tokens are weighted when they are pooled.
    pub weighted: bool,
    /// How many of the model's general directions are removed.
    pub components: usize,
    /// The share of the words in a likeness, 0…1.
    pub lexical: f32,
    /// How grouping uses competencias.
    pub competencia: Competencia,
    /// What makes the groups.
    pub algorithm: Algorithm,
    /// How much size costs, where it does.
    pub size_power: Option<f32>,
    /// How many statements make a place dense, where that counts.
    pub dense: Option<usize>,
    /// How many neighbours a statement is joined to, where there is a graph.
    pub joined: Option<usize>,
    /// How many rounds of smoothing.
    pub rounds: usize,
    /// How many neighbours speak in a round, where there is one.
    pub neighbours: Option<usize>,
    /// The share of the likenesses as they were before smoothing, where there is a round.
    pub raw: Option<f32>,
    /// How many groups were wanted, as a multiple of what a run without a target aims for.
    pub target_multiple: Option<f32>,
    /// How many groups were wanted.
    pub target_groups: Option<usize>,
    /// Or the height to cut at.
    pub target_height: Option<f32>,
    /// How many statements were grouped.
    pub statements: usize,
    /// How many groups there are.
    pub groups: usize,
    /// How many statements the largest has.
    pub largest: usize,
    /// How many groups have one statement.
    pub singletons: usize,
    /// The share of groups with statements of both origins, 0…1.
    pub crossed_share: Option<f64>,
    /// The mean silhouette, −1…1.
    pub silhouette: Option<f64>,
    /// The mean cosine of the groups' least alike pairs.
    pub weakest_pair: Option<f64>,
    /// The mean agreement (AMI) of the groupings of bootstrap resamples, at most 1.
    pub stability: Option<f64>,
    /// The share of the statements with a reference challenge that were grouped, 0…1.
    pub coverage: Option<f64>,
    /// Reviewer operations.
    pub operations: Option<usize>,
    /// One-to-one moves.
    pub moves: Option<usize>,
    /// B³ precision, 0…1.
    pub b_cubed_precision: Option<f64>,
    /// B³ recall, 0…1.
    pub b_cubed_recall: Option<f64>,
    /// B³ F, 0…1.
    pub b_cubed_f: Option<f64>,
    /// Adjusted Rand index, −0.5…1.
    pub adjusted_rand: Option<f64>,
    /// Adjusted mutual information, at most 1.
    pub adjusted_mutual_information: Option<f64>,
    /// V-measure, 0…1.
    pub v_measure: Option<f64>,
    /// What it takes alone on one core, from pooled vectors to groups.
    pub milliseconds: f64,
    /// What it needs at least, counted from the sizes of its matrices.
    pub megabytes: f64,
}

impl Row {
    /// The row of a setting with nothing measured yet.
    pub(super) fn of(setting: &Setting, case: &Case<'_>) -> Self {
        let settings = &setting.settings;
        let smoothing = &settings.cluster.smoothing;
        let cluster = &settings.cluster;
        let sized = cluster.algorithm == Algorithm::Sized;
        let density = matches!(cluster.algorithm, Algorithm::Optics | Algorithm::Hdbscan);
        Self {
            corpus: case.name.to_owned(),
            digest: case.digest.to_owned(),
            key: setting.key.clone(),
            version: case.version.to_owned(),
            encoder: setting.encoder.clone(),
            weighted: settings.pooling.weighted,
            components: settings.features.components,
            lexical: settings.features.lexical,
            competencia: Competencia::of(smoothing.scope),
            algorithm: cluster.algorithm,
            size_power: sized.then_some(cluster.size_power),
            dense: density.then_some(cluster.dense),
            joined: (cluster.algorithm == Algorithm::Leiden).then_some(cluster.joined),
            rounds: smoothing.rounds,
            neighbours: (smoothing.rounds > 0).then_some(smoothing.neighbours),
            raw: (smoothing.rounds > 0).then_some(cluster.raw),
            target_multiple: setting.multiple,
            target_groups: match settings.target {
                Some(Target::Count(groups)) => Some(groups),
                _ => None,
            },
            target_height: match settings.target {
                Some(Target::Height(height)) => Some(height),
                _ => None,
            },
            statements: 0,
            groups: 0,
            largest: 0,
            singletons: 0,
            crossed_share: None,
            silhouette: None,
            weakest_pair: None,
            stability: None,
            coverage: None,
            operations: None,
            moves: None,
            b_cubed_precision: None,
            b_cubed_recall: None,
            b_cubed_f: None,
            adjusted_rand: None,
            adjusted_mutual_information: None,
            v_measure: None,
            milliseconds: 0.0,
            megabytes: 0.0,
        }
    }

    /// Writes down what the reference says.
    pub(super) fn judge(&mut self, measures: Option<&Measures>) {
        let Some(m) = measures else { return };
        self.operations = Some(m.operations.total());
        self.moves = Some(m.moves);
        self.b_cubed_precision = Some(m.b_cubed.precision);
        self.b_cubed_recall = Some(m.b_cubed.recall);
        self.b_cubed_f = Some(m.b_cubed.f);
        self.adjusted_rand = Some(m.adjusted_rand);
        self.adjusted_mutual_information = Some(m.adjusted_mutual_information);
        self.v_measure = Some(m.v.v);
    }

    /// The setting without its target: what a curve over numbers of groups has in common.
    pub fn family(&self) -> Family {
        Family {
            algorithm: self.algorithm,
            encoder: self.encoder.clone(),
            weighted: self.weighted,
            components: self.components,
            lexical: self.lexical.to_string(),
            competencia: self.competencia,
            size_power: self.size_power.map(|p| p.to_string()),
            dense: self.dense,
            joined: self.joined,
            rounds: self.rounds,
            neighbours: self.neighbours,
            raw: self.raw.map(|r| r.to_string()),
        }
    }
}

/// All knobs but the target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Family {
    /// What makes the groups.
    pub algorithm: Algorithm,
    /// The encoder's name.
    pub encoder: String,
    /// Whether tokens are weighted.
    pub weighted: bool,
    /// How many directions are removed.
    pub components: usize,
    /// The share of the words, as written.
    pub lexical: String,
    /// How grouping uses competencias.
    pub competencia: Competencia,
    /// How much size costs, as written.
    pub size_power: Option<String>,
    /// How many statements make a place dense.
    pub dense: Option<usize>,
    /// How many neighbours a statement is joined to.
    pub joined: Option<usize>,
    /// How many rounds of smoothing.
    pub rounds: usize,
    /// How many neighbours speak.
    pub neighbours: Option<usize>,
    /// The share of the likenesses before smoothing, as written.
    pub raw: Option<String>,
}

/// Rows for the tests of the doors: two corpora, one of them with a reference, three algorithms
/// and three numbers of groups.
#[cfg(test)]
pub(crate) mod sample {
    use super::*;
    use crate::evaluate::sweep::Grid;
    use crate::propose::settings::Settings;

    pub(crate) fn rows() -> Vec<Row> {
        let grid = Grid {
            algorithm: vec![Algorithm::Sized, Algorithm::Ward, Algorithm::Leiden],
            rounds: vec![0, 2],
            groups: vec![10, 20, 40],
            ..Grid::default()
        };
        let settings = grid.settings(&Settings::default());
        let (corpus, frame) = Default::default();
        let mut rows = Vec::new();
        for name in ["=corpus <b>uno</b>", "dos"] {
            let case = Case {
                name,
                digest: "abc",
                version: "0.1.0",
                corpus: &corpus,
                frame: &frame,
                gold: None,
            };
            for (i, setting) in settings.iter().enumerate() {
                let mut row = Row::of(setting, &case);
                row.statements = 100;
                row.groups = row.target_groups.unwrap_or(0) + i % 2;
                row.largest = 30 - i;
                row.singletons = i;
                row.silhouette = Some(0.1 + 0.01 * i as f64);
                row.weakest_pair = (i != 4).then_some(-0.125);
                row.crossed_share = Some(0.5);
                row.stability = Some(0.75);
                if name != "dos" {
                    row.coverage = Some(1.0);
                    row.operations = Some(50 + (7 * i) % 13);
                    row.moves = Some(60);
                    row.b_cubed_precision = Some(0.5 + 0.01 * i as f64);
                    row.b_cubed_recall = Some(0.6 - 0.02 * i as f64);
                    row.b_cubed_f = Some(1.0 / 3.0);
                    row.adjusted_rand = Some(0.3);
                    row.adjusted_mutual_information = Some(0.4);
                    row.v_measure = Some(0.8);
                }
                row.milliseconds = 12.5;
                row.megabytes = 3.25;
                rows.push(row);
            }
        }
        rows
    }
}
