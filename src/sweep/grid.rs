//! The grid: which settings a sweep tries, in a stable order and each with a stable key.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cluster::smooth::Scope;
use crate::cluster::{Algorithm, Target};
use crate::settings::Settings;

/// How grouping uses competencias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competencia {
    /// Groups and smoothing stay within the most believed one.
    Hard,
    /// Groups stay within it; smoothing passes as far as two statements may share one.
    Soft,
    /// They are ignored.
    None,
}

impl Competencia {
    fn scope(self) -> Scope {
        match self {
            Self::Hard => Scope::Within,
            Self::Soft => Scope::Soft,
            Self::None => Scope::Ignored,
        }
    }

    /// What a scope of smoothing says.
    pub fn of(scope: Scope) -> Self {
        match scope {
            Scope::Within => Self::Hard,
            Scope::Soft => Self::Soft,
            Scope::Ignored => Self::None,
        }
    }

    /// The name in files of settings and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::None => "none",
        }
    }

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Hard => "estricta",
            Self::Soft => "suave",
            Self::None => "ninguna",
        }
    }
}

/// How stability is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resampling {
    /// How many bootstrap resamples; fewer than two measure nothing.
    pub resamples: usize,
    /// The seed of what is drawn.
    pub seed: u64,
}

impl Default for Resampling {
    fn default() -> Self {
        Self { resamples: 5, seed: 20_240_301 }
    }
}

/// The values to try of every knob; all of their combinations are tried. An empty list leaves the
/// knob as the run's own settings have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grid {
    /// Names of encoders, as the caller knows them.
    pub encoder: Vec<String>,
    /// Whether tokens are weighted when they are pooled.
    pub weighted: Vec<bool>,
    /// How many of the model's general directions are removed.
    pub components: Vec<usize>,
    /// The share of the words in a likeness, 0…1.
    pub lexical: Vec<f32>,
    /// How grouping uses competencias.
    pub competencia: Vec<Competencia>,
    /// What makes the groups.
    pub algorithm: Vec<Algorithm>,
    /// How much size costs; only tried with [`Algorithm::Sized`].
    pub size_power: Vec<f32>,
    /// How many statements make a place dense; only tried with [`Algorithm::Optics`] and
    /// [`Algorithm::Hdbscan`].
    pub dense: Vec<usize>,
    /// How many nearest neighbours a statement is joined to; only tried with
    /// [`Algorithm::Leiden`].
    pub joined: Vec<usize>,
    /// How many rounds of smoothing.
    pub rounds: Vec<usize>,
    /// How many neighbours speak in a round; only tried where there is one.
    pub neighbours: Vec<usize>,
    /// The share of the likenesses as they were before smoothing, 0…1; only tried where there is
    /// a round.
    pub raw: Vec<f32>,
    /// How many groups are wanted.
    pub groups: Vec<usize>,
    /// Heights to cut at, beside the numbers of groups.
    pub heights: Vec<f32>,
    /// How stability is measured.
    pub stability: Resampling,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            encoder: Vec::new(),
            weighted: Vec::new(),
            components: Vec::new(),
            lexical: Vec::new(),
            competencia: Vec::new(),
            algorithm: Algorithm::ALL.to_vec(),
            size_power: Vec::new(),
            dense: Vec::new(),
            joined: Vec::new(),
            rounds: vec![0, 2],
            neighbours: Vec::new(),
            raw: Vec::new(),
            groups: vec![60, 80, 100, 113, 130, 160, 200, 250, 300, 400],
            heights: Vec::new(),
            stability: Resampling::default(),
        }
    }
}

/// One setting of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Sixteen hexadecimal digits that name it: the same for the same values in every sweep.
    pub key: String,
    /// The encoder's name; empty for the caller's own.
    pub encoder: String,
    /// All settings; with a target unless the grid and the run's settings have none.
    pub settings: Settings,
}

/// The values of a knob: the list, or the one that is set where the list is empty.
fn values<T: Copy>(list: &[T], set: T) -> Vec<T> {
    if list.is_empty() { vec![set] } else { list.to_vec() }
}

impl Grid {
    /// All settings: every combination once, with the knobs that play no part in it as they are
    /// set. Those that share most work stand together; the target changes fastest.
    pub fn settings(&self, set: &Settings) -> Vec<Setting> {
        let mut all = vec![set.clone()];
        all =
            vary(all, &values(&self.weighted, set.pooling.weighted), |s, v| s.pooling.weighted = v);
        let components = values(&self.components, set.features.components);
        all = vary(all, &components, |s, v| s.features.components = v);
        all =
            vary(all, &values(&self.lexical, set.features.lexical), |s, v| s.features.lexical = v);
        let scope = set.cluster.smoothing.scope;
        let competencia = values(&self.competencia, Competencia::of(scope));
        all = vary(all, &competencia, |s, v| s.cluster.smoothing.scope = v.scope());
        let rounds = values(&self.rounds, set.cluster.smoothing.rounds);
        all = vary(all, &rounds, |s, v| s.cluster.smoothing.rounds = v);
        all = vary(all, &values(&self.neighbours, set.cluster.smoothing.neighbours), |s, v| {
            if s.cluster.smoothing.rounds > 0 {
                s.cluster.smoothing.neighbours = v;
            }
        });
        all = vary(all, &values(&self.raw, set.cluster.raw), |s, v| {
            if s.cluster.smoothing.rounds > 0 {
                s.cluster.raw = v;
            }
        });
        let algorithm = values(&self.algorithm, set.cluster.algorithm);
        all = vary(all, &algorithm, |s, v| s.cluster.algorithm = v);
        all = vary(all, &values(&self.size_power, set.cluster.size_power), |s, v| {
            if s.cluster.algorithm == Algorithm::Sized {
                s.cluster.size_power = v;
            }
        });
        all = vary(all, &values(&self.dense, set.cluster.dense), |s, v| {
            if matches!(s.cluster.algorithm, Algorithm::Optics | Algorithm::Hdbscan) {
                s.cluster.dense = v;
            }
        });
        all = vary(all, &values(&self.joined, set.cluster.joined), |s, v| {
            if s.cluster.algorithm == Algorithm::Leiden {
                s.cluster.joined = v;
            }
        });
        let counts = self.groups.iter().map(|&n| Some(Target::Count(n)));
        let heights = self.heights.iter().map(|&h| Some(Target::Height(h)));
        let targets: Vec<Option<Target>> = counts.chain(heights).collect();
        all = vary(all, &values(&targets, set.target), |s, v| s.target = v);

        let own = [String::new()];
        let encoders = if self.encoder.is_empty() { &own[..] } else { &self.encoder };
        let mut seen = BTreeSet::new();
        encoders
            .iter()
            .flat_map(|encoder| all.iter().map(move |settings| (encoder, settings)))
            .map(|(encoder, settings)| Setting {
                key: key(encoder, settings, &self.stability),
                encoder: encoder.clone(),
                settings: settings.clone(),
            })
            .filter(|setting| seen.insert(setting.key.clone()))
            .collect()
    }
}

/// Every one of some settings with every value.
fn vary<T: Copy>(
    all: Vec<Settings>,
    values: &[T],
    set: impl Fn(&mut Settings, T),
) -> Vec<Settings> {
    all.into_iter()
        .flat_map(|settings| values.iter().map(move |&value| (settings.clone(), value)))
        .map(|(mut settings, value)| {
            set(&mut settings, value);
            settings
        })
        .collect()
}

/// A hash of all that a row depends on beside the corpus.
fn key(encoder: &str, settings: &Settings, stability: &Resampling) -> String {
    let Settings { target, pooling, features, competencia, cluster, .. } = settings;
    let parts = (encoder, target, pooling, features, competencia, cluster, stability);
    let written = serde_json::to_string(&parts).expect("settings are plain values");
    Sha256::digest(written)
        .iter()
        .take(8)
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Settings that share vectors, features and competencias, in the order of their first: what is
/// prepared and scored together.
pub fn batches(settings: &[Setting]) -> Vec<Vec<Setting>> {
    let shared = |s: &Setting| {
        (s.encoder.clone(), s.settings.pooling, s.settings.features, s.settings.competencia)
    };
    let mut batches: Vec<Vec<Setting>> = Vec::new();
    for setting in settings {
        match batches.iter_mut().find(|batch| shared(&batch[0]) == shared(setting)) {
            Some(batch) => batch.push(setting.clone()),
            None => batches.push(vec![setting.clone()]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        Grid {
            lexical: vec![0.0, 0.2],
            algorithm: vec![Algorithm::Sized, Algorithm::Ward],
            size_power: vec![0.1, 0.3],
            rounds: vec![0, 2],
            neighbours: vec![10, 15],
            groups: vec![50, 113],
            ..Grid::default()
        }
    }

    #[test]
    fn every_combination_is_there_once() {
        // Rounds and neighbours make three smoothings, algorithms and powers three groupings.
        let settings = grid().settings(&Settings::default());
        assert_eq!(settings.len(), 2 * 3 * 3 * 2);
        let keys: BTreeSet<&str> = settings.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys.len(), settings.len());
        assert_eq!(settings, grid().settings(&Settings::default()));
        let batches = batches(&settings);
        assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [18, 18]);
        assert_eq!(batches.concat(), settings);
    }

    #[test]
    fn a_key_is_the_same_whatever_else_is_in_the_grid() {
        let all = grid().settings(&Settings::default());
        let narrow = Grid { lexical: vec![0.2], groups: vec![113], ..grid() };
        for setting in narrow.settings(&Settings::default()) {
            assert!(all.contains(&setting), "{setting:?}");
        }
        assert!(all.iter().all(|s| s.key.len() == 16));
    }

    #[test]
    fn firmness_and_the_crossing_make_no_other_setting() {
        let mut other = Settings::default();
        other.stability.repeats = 3;
        other.crossing.best = 7;
        let key = |set: &Settings| grid().settings(set)[0].key.clone();
        assert_eq!(key(&Settings::default()), key(&other));
        other.features.components = 1;
        assert_ne!(key(&Settings::default()), key(&other));
    }

    #[test]
    fn a_grid_file_says_only_what_varies() {
        let read: Grid = toml::from_str(
            "algorithm = [\"ward\", \"leiden\"]\ncompetencia = [\"hard\", \"none\"]\n\
             groups = []\nheights = [0.5]\n[stability]\nresamples = 0",
        )
        .expect("a grid");
        assert_eq!(read.algorithm, [Algorithm::Ward, Algorithm::Leiden]);
        assert_eq!(read.rounds, Grid::default().rounds);
        let settings = read.settings(&Settings::default());
        assert!(settings.iter().all(|s| s.settings.target == Some(Target::Height(0.5))));
        assert_eq!(settings.len(), 8);
        assert!(toml::from_str::<Grid>("lexicl = [0.1]").is_err());
    }
}
