//! One row of a sweep's table: a setting on a corpus, and what came of it.

use std::cmp::Ordering;

use super::Case;
use super::knob::{KNOBS, Knob};
use super::knob_value::KnobValue;
use super::setting::Setting;
use crate::evaluate::Measures;
use crate::propose::cluster::{Algorithm, Target};
use crate::propose::settings::Settings;

/// One setting on one corpus. A value that has no meaning there is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// The corpus's name.
    pub corpus: String,
    /// What says that the corpus is the same one: see [`Case::digest`].
    pub digest: String,
    /// The setting's key.
    pub key: String,
    /// The version of the program.
    pub version: String,
    /// The value of every knob.
    pub knobs: KnobValues,
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
        let target = setting.settings.target;
        Self {
            corpus: case.name.to_owned(),
            digest: case.digest.to_owned(),
            key: setting.key.clone(),
            version: case.version.to_owned(),
            knobs: KnobValues::of(setting),
            target_multiple: setting.multiple,
            target_groups: match target {
                Some(Target::Count(groups)) => Some(groups),
                _ => None,
            },
            target_height: match target {
                Some(Target::Height(height)) => Some(height),
                _ => None,
            },
            ..Self::default()
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

    /// What makes the groups.
    pub fn algorithm(&self) -> Algorithm {
        self.knobs.algorithm()
    }
}

/// The values of all knobs in a setting: what the settings of a curve over numbers of groups have in
/// common. They are sorted by what makes the groups and then by the other knobs in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnobValues(pub(super) Vec<Option<KnobValue>>);

impl KnobValues {
    fn of(setting: &Setting) -> Self {
        let value = |knob: &Knob| knob.applies(&setting.settings).then(|| knob.get(setting));
        Self(KNOBS.iter().map(value).collect())
    }

    /// The value of a knob; `None` where it plays no part.
    pub fn get(&self, knob: &Knob) -> Option<&KnobValue> {
        let at = KNOBS.iter().position(|one| one == knob)?;
        self.0.get(at)?.as_ref()
    }

    /// What makes the groups.
    pub fn algorithm(&self) -> Algorithm {
        let algorithm = self.0.iter().flatten().find_map(|value| match value {
            KnobValue::Algorithm(algorithm) => Some(*algorithm),
            _ => None,
        });
        algorithm.expect("every setting has what makes its groups")
    }
}

impl Default for KnobValues {
    /// The values of the default settings.
    fn default() -> Self {
        Self::of(&Setting::unnamed(&Settings::default()))
    }
}

impl Ord for KnobValues {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.algorithm(), &self.0).cmp(&(other.algorithm(), &other.0))
    }
}

impl PartialOrd for KnobValues {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Rows for the tests of what writes them: two corpora, one of them with a reference, three algorithms
/// and three numbers of groups.
#[cfg(any(test, feature = "samples"))]
pub mod sample {
    use super::{Algorithm, Case, Row, Settings};
    use crate::evaluate::sweep::Grid;

    /// Every cell of a small grid, on both corpora.
    pub fn rows() -> Vec<Row> {
        let grid = Grid { groups: vec![10, 20, 40], ..Grid::default() }
            .with("algorithm", [Algorithm::Sized, Algorithm::Ward, Algorithm::Leiden])
            .with("rounds", [0_usize, 2]);
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
