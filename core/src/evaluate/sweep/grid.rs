//! The grid: which settings a sweep tries, in a stable order and each with a stable key.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::knob::{KNOBS, Knob};
use super::knob_value::KnobValue;
use super::setting::Setting;
use crate::propose::cluster::Target;
use crate::propose::settings::Settings;

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
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// By knob, in the order of [`KNOBS`].
    pub(super) values: Vec<Vec<KnobValue>>,
    /// How many groups are wanted, as multiples of the number that a run without a target aims for.
    pub multiples: Vec<f32>,
    /// How many groups are wanted, beside the multiples.
    pub groups: Vec<usize>,
    /// Heights to cut at, beside the multiples and the numbers.
    pub heights: Vec<f32>,
    /// How stability is measured.
    pub stability: Resampling,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            values: KNOBS.iter().map(|knob| (knob.tried)()).collect(),
            multiples: Vec::new(),
            groups: Vec::new(),
            heights: Vec::new(),
            stability: Resampling::default(),
        }
    }
}

/// How many groups a setting wants.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Multiple(f32),
    Target(Target),
}

impl Grid {
    /// The grid with these values of a knob.
    #[must_use]
    pub fn with<T: Into<KnobValue>>(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let at = KNOBS.iter().position(|knob| knob.name == name);
        let at = at.unwrap_or_else(|| panic!("there is no knob {name}"));
        self.values[at] = values.into_iter().map(Into::into).collect();
        self
    }

    /// The values of a knob.
    pub fn values(&self, name: &str) -> &[KnobValue] {
        let at = KNOBS.iter().position(|knob| knob.name == name);
        match at {
            Some(at) => &self.values[at],
            None => &[],
        }
    }

    /// All settings: every combination once, with the knobs that play no part in it as they are
    /// set. Those that share most work stand together; the target changes fastest.
    pub fn settings(&self, set: &Settings) -> Vec<Setting> {
        let mut order: Vec<(&Knob, &Vec<KnobValue>)> = KNOBS.iter().zip(&self.values).collect();
        order.sort_by_key(|(knob, _)| knob.work);
        let mut all = vec![Setting::unnamed(set)];
        for (knob, values) in order.into_iter().filter(|(_, values)| !values.is_empty()) {
            all = all.iter().flat_map(|setting| varied(setting, knob, values)).collect();
        }
        let wanted = self.wanted(set);
        let mut seen = BTreeSet::new();
        all.iter()
            .flat_map(|setting| wanted.iter().map(move |&wanted| self.wanting(setting, wanted)))
            .filter(|setting| seen.insert(setting.key.clone()))
            .collect()
    }

    /// The one setting that a run with these settings has, in the sweep's first encoder.
    pub fn own(&self, set: &Settings) -> Setting {
        let mut own = Setting::unnamed(set);
        if let Some(KnobValue::Name(encoder)) = self.values("encoder").first() {
            own.encoder.clone_from(encoder);
        }
        self.wanting(&own, set.target.map_or(Wanted::Multiple(1.0), Wanted::Target))
    }

    /// At most how many settings there are: the product of the lists.
    pub fn combinations(&self) -> u128 {
        let targets = self.multiples.len() + self.groups.len() + self.heights.len();
        let targets = if targets == 0 { MULTIPLES.len() } else { targets };
        let lists = self.values.iter().map(Vec::len).chain([targets]);
        lists.fold(1u128, |product, list| product.saturating_mul(list.max(1) as u128))
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

    /// A setting with a number of groups, and with its key.
    fn wanting(&self, setting: &Setting, wanted: Wanted) -> Setting {
        let mut setting = setting.clone();
        (setting.multiple, setting.settings.target) = match wanted {
            Wanted::Multiple(multiple) => (Some(multiple), None),
            Wanted::Target(target) => (None, Some(target)),
        };
        setting.key = key(&setting, &self.stability);
        setting
    }
}

/// A setting with every value of a knob; where the knob plays no part, as often as it is.
fn varied<'a>(
    setting: &'a Setting,
    knob: &'a Knob,
    values: &'a [KnobValue],
) -> impl Iterator<Item = Setting> + use<'a> {
    values.iter().map(move |value| {
        let mut setting = setting.clone();
        if knob.applies(&setting.settings) {
            knob.set(&mut setting, value);
        }
        setting
    })
}

/// A hash of all that a row depends on beside the corpus.
fn key(setting: &Setting, stability: &Resampling) -> String {
    let Settings { target, pooling, features, competencia, cluster, .. } = &setting.settings;
    let (encoder, multiple) = (&setting.encoder, setting.multiple);
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
    let shared = |s: &Setting| (s.settings.cluster.smoothing, s.settings.cluster.unsmoothed_share);
    let mut portions: Vec<Vec<Setting>> = Vec::new();
    for setting in batch {
        match portions.iter_mut().find(|portion| shared(&portion[0]) == shared(setting)) {
            Some(portion) => portion.push(setting.clone()),
            None => portions.push(vec![setting.clone()]),
        }
    }
    portions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::propose::cluster::Algorithm;

    fn grid() -> Grid {
        Grid { groups: vec![50, 113], ..Grid::default() }
            .with("lexical", [0.0_f32, 0.2])
            .with("algorithm", [Algorithm::Sized, Algorithm::Ward])
            .with("size_power", [0.1_f32, 0.3])
            .with("rounds", [0_usize, 2])
            .with("neighbours", [10_usize, 15])
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
        let narrow = Grid { groups: vec![113], ..grid() }.with("lexical", [0.2_f32]);
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
        let algorithms = [Algorithm::Ward, Algorithm::Leiden].map(KnobValue::Algorithm);
        assert_eq!(read.values("algorithm"), algorithms);
        assert_eq!(read.values("rounds"), Grid::default().values("rounds"));
        let settings = read.settings(&Settings::default());
        assert!(settings.iter().all(|s| s.settings.target == Some(Target::Height(0.5))));
        assert_eq!(settings.len(), 8);
        assert!(toml::from_str::<Grid>("lexicl = [0.1]").is_err());
    }

    #[test]
    fn the_grid_that_comes_with_minga_can_be_read() {
        let grid: Grid =
            toml::from_str(include_str!("../../../../data/grids/grouping.toml")).expect("a grid");
        assert_eq!(grid.combinations(), 8 * 2 * 3 * 7);
        assert_eq!(grid.values("algorithm"), Algorithm::ALL.map(KnobValue::Algorithm));
    }

    #[test]
    fn a_value_that_cannot_be_is_told_with_its_line() {
        for (line, rule) in [
            ("lexical = [0.2, 1.5]", "1.5 no vale: va de 0 a 1"),
            ("raw = [-0.1]", "-0.1 no vale"),
            ("unsmoothed_share = [1.5]", "1.5 no vale"),
            ("groups = [0]", "desde 1"),
            ("dense = [1]", "desde 2"),
            ("min_points = [1]", "desde 2"),
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
        let narrow = Grid::default()
            .with("algorithm", Vec::<Algorithm>::new())
            .with("rounds", Vec::<usize>::new());
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
