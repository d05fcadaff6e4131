//! Which setting wins over several corpora: every setting's place on each, and whether what one
//! corpus chooses is confirmed by the others.

use std::collections::BTreeMap;

use super::Row;
use super::effects::mean;

/// What a setting did on one corpus with a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Reviewer operations.
    pub operations: usize,
    /// B³ F.
    pub b_cubed_f: f64,
    /// Its place by operations, from 1; settings with as many share the mean of their places.
    pub rank: f64,
}

/// A setting and its places, one a corpus in the order of [`Ranking::corpora`].
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The setting's key.
    pub key: String,
    /// What it did on each corpus.
    pub places: Vec<Place>,
    /// The mean of its places.
    pub mean: f64,
}

/// Settings by the mean of their places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// The corpora that have a reference.
    pub corpora: Vec<String>,
    /// The settings that were scored on all of them, the best first.
    pub settings: Vec<Ranked>,
}

/// What is chosen by one corpus alone, and how it does on another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confirmed {
    /// Its place there, from 1.
    pub rank: f64,
    /// Its operations there.
    pub operations: usize,
    /// How many more these are than those of the best there.
    pub more: usize,
}

impl Ranking {
    /// Ranks the settings of some rows by reviewer operations. Settings that tie in the mean stand
    /// by their mean B³ F, and then in the order of their rows.
    pub fn of(rows: &[&Row]) -> Self {
        let mut corpora: Vec<String> = Vec::new();
        let mut order: Vec<&str> = Vec::new();
        let mut known: BTreeMap<&str, BTreeMap<&str, (usize, f64)>> = BTreeMap::new();
        for row in rows {
            let (Some(operations), Some(f)) = (row.operations, row.b_cubed_f) else { continue };
            if !corpora.contains(&row.corpus) {
                corpora.push(row.corpus.clone());
            }
            let places = known.entry(&row.key).or_default();
            if places.is_empty() {
                order.push(&row.key);
            }
            places.insert(&row.corpus, (operations, f));
        }
        order.retain(|key| known[key].len() == corpora.len());
        let mut settings: Vec<Ranked> = order
            .iter()
            .map(|&key| {
                let place = |corpus: &String| {
                    let (operations, b_cubed_f) = known[key][corpus.as_str()];
                    Place { operations, b_cubed_f, rank: 0.0 }
                };
                let places = corpora.iter().map(place).collect();
                Ranked { key: key.to_owned(), places, mean: 0.0 }
            })
            .collect();
        for c in 0..corpora.len() {
            let operations: Vec<f64> =
                settings.iter().map(|s| s.places[c].operations as f64).collect();
            for (setting, rank) in settings.iter_mut().zip(ranks(&operations)) {
                setting.places[c].rank = rank;
            }
        }
        let f = |s: &Ranked| s.places.iter().map(|p| p.b_cubed_f).sum::<f64>();
        for setting in &mut settings {
            let sum: f64 = setting.places.iter().map(|p| p.rank).sum();
            setting.mean = sum / corpora.len().max(1) as f64;
        }
        settings.sort_by(|a, b| a.mean.total_cmp(&b.mean).then(f(b).total_cmp(&f(a))));
        Self { corpora, settings }
    }

    /// The setting that wins over all corpora.
    pub fn winner(&self) -> Option<&Ranked> {
        self.settings.first()
    }

    /// The place of a setting in the list.
    pub fn find(&self, key: &str) -> Option<(usize, &Ranked)> {
        self.settings.iter().enumerate().find(|(_, s)| s.key == key)
    }

    /// The setting that one corpus alone would choose.
    pub fn chosen_on(&self, corpus: usize) -> Option<&Ranked> {
        let place = |s: &Ranked| s.places[corpus];
        self.settings.iter().min_by(|a, b| {
            let (a, b) = (place(a), place(b));
            a.operations.cmp(&b.operations).then(b.b_cubed_f.total_cmp(&a.b_cubed_f))
        })
    }

    /// How a setting does on a corpus, beside the best there.
    pub fn confirmed(&self, setting: &Ranked, corpus: usize) -> Confirmed {
        let Place { operations, rank, .. } = setting.places[corpus];
        let best = self.settings.iter().map(|s| s.places[corpus].operations).min();
        Confirmed { rank, operations, more: operations - best.unwrap_or(operations) }
    }

    /// How far two corpora put the settings in the same order: Spearman's correlation of their
    /// places (1904), −1…1; `None` where one of them tells no two settings apart.
    pub fn agreement(&self, one: usize, other: usize) -> Option<f64> {
        let centre = f64::midpoint(self.settings.len() as f64, 1.0);
        let places = |c: usize| self.settings.iter().map(move |s| s.places[c].rank - centre);
        let product: f64 = places(one).zip(places(other)).map(|(a, b)| a * b).sum();
        let square = |c: usize| places(c).map(|a| a * a).sum::<f64>();
        let length = (square(one) * square(other)).sqrt();
        (length > 0.0).then(|| product / length)
    }

    /// On how many corpora the first setting needs fewer operations than the second, and on how many
    /// more.
    pub fn duel(first: &Ranked, second: &Ranked) -> (usize, usize) {
        let pairs = || first.places.iter().zip(&second.places);
        (
            pairs().filter(|(a, b)| a.operations < b.operations).count(),
            pairs().filter(|(a, b)| a.operations > b.operations).count(),
        )
    }
}

/// The rows that want as many groups as the run's own setting does on the same corpus.
pub fn beside<'a>(rows: &'a [Row], own: &str) -> Vec<&'a Row> {
    let own: BTreeMap<&str, &Row> =
        rows.iter().filter(|r| r.key == own).map(|r| (r.corpus.as_str(), r)).collect();
    let same = |row: &&Row| {
        own.get(row.corpus.as_str()).is_some_and(|own| {
            (own.target_groups, own.target_height) == (row.target_groups, row.target_height)
        })
    };
    rows.iter().filter(same).collect()
}

/// The setting to hold against the run's own: the best of the others that want as many groups; where
/// no corpus has a reference, the one with the highest mean silhouette.
pub fn rival(rows: &[Row], own: &str) -> Option<String> {
    let beside = beside(rows, own);
    let ranking = Ranking::of(&beside);
    if let Some(best) = ranking.settings.iter().find(|s| s.key != own) {
        return Some(best.key.clone());
    }
    let mut silhouettes: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in beside.iter().filter(|row| row.key != own) {
        silhouettes.entry(&row.key).or_default().extend(row.silhouette);
    }
    silhouettes
        .into_iter()
        .filter_map(|(key, found)| Some((key, mean(found.into_iter())?)))
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))
        .map(|(key, _)| key.to_owned())
}

/// Places from 1, the smallest first; equals share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equals in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + f64::midpoint(equals.len() as f64, 1.0);
        for &place in equals {
            ranks[place] = rank;
        }
        before += equals.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sweep::row::sample;

    fn rows(operations: &[(&str, &[usize])]) -> Vec<Row> {
        let shape = &sample::rows()[0];
        let mut rows = Vec::new();
        for (corpus, operations) in operations {
            for (i, &n) in operations.iter().enumerate() {
                let mut row = shape.clone();
                (row.corpus, row.key) = ((*corpus).to_owned(), format!("k{i}"));
                row.operations = Some(n);
                row.b_cubed_f = Some(0.1 * i as f64);
                rows.push(row);
            }
        }
        rows
    }

    fn ranking(operations: &[(&str, &[usize])]) -> Ranking {
        let rows = rows(operations);
        Ranking::of(&rows.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_winner_has_the_best_mean_place_and_equals_share_theirs() {
        let found = ranking(&[("a", &[10, 20, 20, 40]), ("b", &[9, 5, 6, 7])]);
        let means: Vec<_> = found.settings.iter().map(|s| (s.key.as_str(), s.mean)).collect();
        assert_eq!(means, [("k1", 1.75), ("k2", 2.25), ("k0", 2.5), ("k3", 3.5)]);
        assert_eq!(found.find("k0").map(|(place, _)| place), Some(2));
        let (first, second) = (&found.settings[0], &found.settings[2]);
        assert_eq!(Ranking::duel(first, second), (1, 1));
    }

    #[test]
    fn what_one_corpus_chooses_is_looked_up_on_the_other() {
        let found = ranking(&[("a", &[10, 20, 30]), ("b", &[9, 5, 5])]);
        let chosen = found.chosen_on(0).expect("settings");
        assert_eq!(chosen.key, "k0");
        assert_eq!(found.confirmed(chosen, 1), Confirmed { rank: 3.0, operations: 9, more: 4 });
        // Of two with as few operations the better F is chosen.
        assert_eq!(found.chosen_on(1).expect("settings").key, "k2");
    }

    #[test]
    fn agreement_is_spearmans() {
        let found = ranking(&[("a", &[1, 2, 3, 4, 5]), ("b", &[5, 6, 7, 8, 7])]);
        // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
        assert!((found.agreement(0, 1).expect("orders") - 0.820_782_681_668_123_3).abs() < 1e-12);
        assert_eq!(ranking(&[("a", &[1, 2]), ("b", &[3, 3])]).agreement(0, 1), None);
    }

    #[test]
    fn the_rival_wants_as_many_groups_and_is_another() {
        let rows = sample::rows();
        let own = rows[1].key.clone();
        assert!(beside(&rows, &own).iter().all(|r| r.target_groups == rows[1].target_groups));
        let rival = |rows: &[Row]| super::rival(rows, &own).expect("there are others");
        let by_reference = rival(&rows[..18]);
        assert_ne!(by_reference, own);
        let ranking = Ranking::of(&beside(&rows[..18], &own));
        assert!(ranking.settings.iter().take(2).any(|s| s.key == by_reference));
        let without: Vec<Row> = rows[18..].to_vec();
        let highest = without.iter().rfind(|r| r.target_groups == Some(20));
        assert_eq!(Some(rival(&without)), highest.map(|r| r.key.clone()));
        assert_eq!(super::rival(&rows[1..2], &own), None);
    }

    #[test]
    fn without_a_reference_there_is_no_ranking_and_half_scored_settings_are_left_out() {
        let mut some = rows(&[("a", &[1, 2]), ("b", &[3, 4])]);
        some.pop();
        let found = Ranking::of(&some.iter().collect::<Vec<_>>());
        assert_eq!(found.settings.len(), 1);
        for row in &mut some {
            row.operations = None;
        }
        let found = Ranking::of(&some.iter().collect::<Vec<_>>());
        assert_eq!((found.winner(), found.corpora.len()), (None, 0));
    }
}
