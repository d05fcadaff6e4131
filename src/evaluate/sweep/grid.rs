//! The grid: which settings a sweep tries, in a stable order and each with a stable key.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use crate::propose::cluster::smooth::Scope;
use crate::propose::cluster::{Algorithm, Target};
use crate::propose::settings::Settings;

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

/// The numbers of groups that are tried when nobody says which, as multiples of a run's own: from
/// half as many to three times as many, so that they mean the same on every corpus.
const MULTIPLES: [f32; 7] = [0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0];

/// The values to try of every knob; all of their combinations are tried. An empty list leaves the
/// knob as the run's own settings have it. Where no list says how many groups, and neither do the
/// run's settings, several multiples of the run's number are tried.
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
    #[serde(deserialize_with = "shares")]
    pub lexical: Vec<f32>,
    /// How grouping uses competencias.
    pub competencia: Vec<Competencia>,
    /// What makes the groups.
    pub algorithm: Vec<Algorithm>,
    /// How much size costs; only tried with [`Algorithm::Sized`].
    #[serde(deserialize_with = "powers")]
    pub size_power: Vec<f32>,
    /// How many statements make a place dense; only tried with [`Algorithm::Optics`] and
    /// [`Algorithm::Hdbscan`].
    #[serde(deserialize_with = "from_two")]
    pub dense: Vec<usize>,
    /// How many nearest neighbours a statement is joined to; only tried with
    /// [`Algorithm::Leiden`].
    #[serde(deserialize_with = "from_one")]
    pub joined: Vec<usize>,
    /// How many rounds of smoothing.
    pub rounds: Vec<usize>,
    /// How many neighbours speak in a round; only tried where there is one.
    #[serde(deserialize_with = "from_one")]
    pub neighbours: Vec<usize>,
    /// The share of the likenesses as they were before smoothing, 0…1; only tried where there is
    /// a round.
    #[serde(deserialize_with = "shares")]
    pub raw: Vec<f32>,
    /// How many groups are wanted, as multiples of the number that a run without a target aims for.
    #[serde(deserialize_with = "multiples")]
    pub multiples: Vec<f32>,
    /// How many groups are wanted, beside the multiples.
    #[serde(deserialize_with = "from_one")]
    pub groups: Vec<usize>,
    /// Heights to cut at, beside the multiples and the numbers.
    #[serde(deserialize_with = "powers")]
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
            multiples: Vec::new(),
            groups: Vec::new(),
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
    /// How many groups are wanted, as a multiple of what a run without a target aims for; the
    /// settings then have no target.
    pub multiple: Option<f32>,
    /// All settings; without a target for a multiple, or for as many groups as a run aims for.
    pub settings: Settings,
}

/// How many groups a setting wants.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Multiple(f32),
    Target(Target),
}

/// The values of a knob: the list, or the one that is set where the list is empty.
fn values<T: Copy>(list: &[T], set: T) -> Vec<T> {
    if list.is_empty() { vec![set] } else { list.to_vec() }
}

impl Grid {
    /// All settings: every combination once, with the knobs that scope no part in it as they are
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
        let wanted = self.wanted(set);
        let own = [String::new()];
        let encoders = if self.encoder.is_empty() { &own[..] } else { &self.encoder };
        let mut seen = BTreeSet::new();
        encoders
            .iter()
            .flat_map(|encoder| all.iter().map(move |settings| (encoder, settings)))
            .flat_map(|(encoder, settings)| {
                wanted.iter().map(move |&wanted| self.setting(encoder, settings, wanted))
            })
            .filter(|setting| seen.insert(setting.key.clone()))
            .collect()
    }

    /// The one setting that a run with these settings has, in the sweep's first encoder.
    pub fn own(&self, set: &Settings) -> Setting {
        let wanted = set.target.map_or(Wanted::Multiple(1.0), Wanted::Target);
        self.setting(self.encoder.first().map_or("", String::as_str), set, wanted)
    }

    /// At most how many settings there are: the product of the lists.
    pub fn combinations(&self) -> u128 {
        let targets = self.multiples.len() + self.groups.len() + self.heights.len();
        [
            self.encoder.len(),
            self.weighted.len(),
            self.components.len(),
            self.lexical.len(),
            self.competencia.len(),
            self.algorithm.len(),
            self.size_power.len(),
            self.dense.len(),
            self.joined.len(),
            self.rounds.len(),
            self.neighbours.len(),
            self.raw.len(),
            if targets == 0 { MULTIPLES.len() } else { targets },
        ]
        .into_iter()
        .fold(1u128, |product, list| product.saturating_mul(list.max(1) as u128))
    }

    fn wanted(&self, set: &Settings) -> Vec<Wanted> {
        let multiples = self.multiples.iter().map(|&m| Wanted::Multiple(m));
        let counts = self.groups.iter().map(|&n| Wanted::Target(Target::Count(n)));
        let heights = self.heights.iter().map(|&h| Wanted::Target(Target::Height(h)));
        let listed: Vec<Wanted> = multiples.chain(counts).chain(heights).collect();
        match (listed.is_empty(), set.target) {
            (false, _) => listed,
            (true, Some(target)) => vec![Wanted::Target(target)],
            (true, None) => MULTIPLES.map(Wanted::Multiple).to_vec(),
        }
    }

    fn setting(&self, encoder: &str, settings: &Settings, wanted: Wanted) -> Setting {
        let mut settings = settings.clone();
        let multiple = match wanted {
            Wanted::Multiple(multiple) => {
                settings.target = None;
                Some(multiple)
            }
            Wanted::Target(target) => {
                settings.target = Some(target);
                None
            }
        };
        let key = key(encoder, &settings, multiple, &self.stability);
        Setting { key, encoder: encoder.to_owned(), multiple, settings }
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
fn key(
    encoder: &str,
    settings: &Settings,
    multiple: Option<f32>,
    stability: &Resampling,
) -> String {
    let Settings { target, pooling, features, competencia, cluster, .. } = settings;
    let parts = (encoder, target, multiple, pooling, features, competencia, cluster, stability);
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

/// Settings of a batch that share the smoothed likenesses too: what is scored in one go, in the order
/// of their first.
pub fn portions(batch: &[Setting]) -> Vec<Vec<Setting>> {
    let shared = |s: &Setting| (s.settings.cluster.smoothing, s.settings.cluster.raw);
    let mut portions: Vec<Vec<Setting>> = Vec::new();
    for setting in batch {
        match portions.iter_mut().find(|portion| shared(&portion[0]) == shared(setting)) {
            Some(portion) => portion.push(setting.clone()),
            None => portions.push(vec![setting.clone()]),
        }
    }
    portions
}

/// A list whose values are all as they should be; what is wrong with the first that is not.
fn checked<'de, T, D>(source: D, right: fn(T) -> bool, rule: &str) -> Result<Vec<T>, D::Error>
where
    T: Copy + std::fmt::Display + Deserialize<'de>,
    D: Deserializer<'de>,
{
    let list = Vec::<T>::deserialize(source)?;
    match list.iter().find(|&&value| !right(value)) {
        Some(value) => Err(D::Error::custom(format!("{value} no vale: {rule}"))),
        None => Ok(list),
    }
}

fn shares<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<f32>, D::Error> {
    checked(source, |v: f32| (0.0..=1.0).contains(&v), "va de 0 a 1")
}

fn powers<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<f32>, D::Error> {
    checked(source, |v: f32| v.is_finite() && v >= 0.0, "es un número desde 0")
}

fn multiples<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<f32>, D::Error> {
    checked(source, |v: f32| v > 0.0 && v <= 1000.0, "es mayor que 0 y a lo sumo 1000")
}

fn from_one<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<usize>, D::Error> {
    checked(source, |v: usize| v >= 1, "es un número entero desde 1")
}

fn from_two<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<usize>, D::Error> {
    checked(source, |v: usize| v >= 2, "es un número entero desde 2")
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

    #[test]
    fn the_grid_that_comes_with_minga_can_be_read() {
        let grid: Grid =
            toml::from_str(include_str!("../../../data/grids/grouping.toml")).expect("a grid");
        assert_eq!(grid.combinations(), 8 * 2 * 3 * 7);
        assert_eq!(grid.algorithm, Algorithm::ALL);
    }

    #[test]
    fn a_value_that_cannot_be_is_told_with_its_line() {
        for (line, rule) in [
            ("lexical = [0.2, 1.5]", "1.5 no vale: va de 0 a 1"),
            ("raw = [-0.1]", "-0.1 no vale"),
            ("groups = [0]", "desde 1"),
            ("dense = [1]", "desde 2"),
            ("multiples = [nan]", "mayor que 0"),
            ("heights = [inf]", "desde 0"),
        ] {
            let error = toml::from_str::<Grid>(&format!("rounds = [2]\n{line}\n")).unwrap_err();
            let span = error.span().expect("a place");
            assert!(error.to_string().contains(rule) && span.start > 11, "{error}");
        }
    }

    #[test]
    fn without_a_word_on_groups_multiples_are_tried_and_a_target_of_the_run_holds() {
        let narrow = Grid { algorithm: vec![], rounds: vec![], ..Grid::default() };
        let settings = narrow.settings(&Settings::default());
        let multiples: Vec<_> = settings.iter().filter_map(|s| s.multiple).collect();
        assert_eq!(multiples, MULTIPLES);
        assert!(settings.contains(&narrow.own(&Settings::default())));
        let set = Settings { target: Some(Target::Count(7)), ..Settings::default() };
        assert_eq!(narrow.settings(&set), [narrow.own(&set)]);
        assert_eq!((narrow.combinations(), grid().combinations()), (7, 2 * 2 * 2 * 2 * 2 * 2));
    }

    #[test]
    fn portions_share_their_smoothing() {
        let batch = &batches(&grid().settings(&Settings::default()))[0];
        let portions = portions(batch);
        assert_eq!(portions.iter().map(Vec::len).collect::<Vec<_>>(), [6, 6, 6]);
        assert_eq!(portions.concat(), *batch);
    }
}
