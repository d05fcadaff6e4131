//! The crossing: which institutional and which citizen statements are about the same matter.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::domain::index::StatementIndex;
use crate::domain::proposal::Match;
use crate::domain::similarity::{Percentiles, keep_best};
use crate::features::Features;

/// Which pairs are worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// A pair is kept when either is among the other's best so many…
    pub best: usize,
    /// …and it is more alike than this share of the corpus's pairs.
    pub percentile: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { best: 3, percentile: 0.99 }
    }
}

/// How many institutional rows are compared at a time.
const BLOCK: usize = 512;

/// The pairs worth a look, most alike first; ties by the statements' order.
pub fn matches(
    features: &Features,
    institutional: &[StatementIndex],
    citizen: &[StatementIndex],
    percentiles: &Percentiles,
    settings: &Settings,
) -> Vec<Match> {
    if institutional.is_empty() || citizen.is_empty() {
        return Vec::new();
    }
    let keep = settings.best.max(1) + 1;
    let mut for_institutional: Vec<Vec<(f32, usize)>> = Vec::with_capacity(institutional.len());
    let mut for_citizen: Vec<Vec<(f32, usize)>> = vec![Vec::new(); citizen.len()];
    for (block, rows) in institutional.chunks(BLOCK).enumerate() {
        let likeness = features.block(rows, citizen);
        for (a, row) in likeness.rows().into_iter().enumerate() {
            let mut best = Vec::new();
            for (c, &value) in row.iter().enumerate() {
                keep_best(&mut best, (value, c), keep);
                keep_best(&mut for_citizen[c], (value, block * BLOCK + a), keep);
            }
            for_institutional.push(best);
        }
    }
    let best = Best { institutional, citizen, for_institutional, for_citizen };
    best.matches(features, percentiles, settings)
}

/// The best of every statement on the other side: places in its list, one more than are kept.
pub struct Best<'a> {
    /// The institutional statements.
    pub institutional: &'a [StatementIndex],
    /// The citizen statements.
    pub citizen: &'a [StatementIndex],
    /// (likeness, place in `citizen`) for each institutional one, best first.
    pub for_institutional: Vec<Vec<(f32, usize)>>,
    /// (likeness, place in `institutional`) for each citizen one, best first.
    pub for_citizen: Vec<Vec<(f32, usize)>>,
}

impl Best<'_> {
    /// The pairs worth a look, as [`matches()`] gives them.
    pub fn matches(
        &self,
        features: &Features,
        percentiles: &Percentiles,
        settings: &Settings,
    ) -> Vec<Match> {
        let Self { institutional, citizen, for_institutional, for_citizen } = self;
        let keep = settings.best.max(1) + 1;
        let rank = |list: &[(f32, usize)], other: usize| list.iter().position(|x| x.1 == other);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (a, list) in for_institutional.iter().enumerate() {
            pairs.extend(list.iter().take(settings.best).map(|x| (a, x.1)));
        }
        for (c, list) in for_citizen.iter().enumerate() {
            pairs.extend(list.iter().take(settings.best).map(|x| (x.1, c)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut found: Vec<Match> = pairs
            .into_iter()
            .filter_map(|(a, c)| {
                let likeness = features.likeness(institutional[a], citizen[c]);
                let percentile = percentiles.of(likeness);
                if percentile < settings.percentile {
                    return None;
                }
                let rival = |list: &[(f32, usize)], own: usize| {
                    list.iter().find(|x| x.1 != own).map_or(0.0, |x| x.0)
                };
                let other = rival(&for_institutional[a], c).max(rival(&for_citizen[c], a));
                // Beyond the best few the exact rank is not kept: it is at least the next one.
                let place = |r: Option<usize>| r.unwrap_or(keep) + 1;
                Some(Match {
                    institutional: institutional[a],
                    citizen: citizen[c],
                    likeness,
                    percentile,
                    margin: likeness.0 - other,
                    rank_for_institutional: place(rank(&for_institutional[a], c)),
                    rank_for_citizen: place(rank(&for_citizen[c], a)),
                    opposed: false,
                })
            })
            .collect();
        found.sort_by(|x, y| {
            y.likeness
                .cmp(&x.likeness)
                .then(x.institutional.cmp(&y.institutional))
                .then(x.citizen.cmp(&y.citizen))
        });
        found
    }
}

/// How likenesses are spread over the pairs of some statements: all pairs of up to 1,500, evenly
/// spaced statements beyond.
pub fn percentiles(features: &Features, statements: &[StatementIndex]) -> Percentiles {
    let step = statements.len().div_ceil(1500).max(1);
    let chosen: Vec<StatementIndex> = statements.iter().copied().step_by(step).collect();
    let gram: Array2<f32> = features.gram(&chosen);
    let mut sample = Vec::with_capacity(chosen.len() * chosen.len().saturating_sub(1) / 2);
    for a in 0..chosen.len() {
        for b in a + 1..chosen.len() {
            sample.push(gram[[a, b]]);
        }
    }
    Percentiles::new(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use crate::features;
    use crate::text::lexicon::Lexicon;

    fn features_of(texts: &[&str]) -> Features {
        let lexical = Lexicon::of(texts.iter().copied()).rows(texts.iter().copied());
        let dense = Embeddings::normalised(Array2::zeros((texts.len(), 2)));
        Features::new(dense, lexical, &features::Settings::default())
    }

    #[test]
    fn the_pair_about_the_same_matter_comes_first_with_its_margin() {
        let texts = ["quebradas limpias", "buses puntuales", "limpiar la quebrada", "más buses"];
        let features = features_of(&texts);
        let [a, b, c, d] = [0, 1, 2, 3].map(StatementIndex::from);
        let percentiles = percentiles(&features, &[a, b, c, d]);
        let settings = Settings { best: 1, percentile: 0.5 };
        let found = matches(&features, &[a, b], &[c, d], &percentiles, &settings);
        assert_eq!(found.len(), 2);
        let pairs: Vec<(StatementIndex, StatementIndex)> =
            found.iter().map(|m| (m.institutional, m.citizen)).collect();
        assert!(pairs.contains(&(a, c)) && pairs.contains(&(b, d)));
        assert!(found.iter().all(|m| m.margin > 0.0 && m.rank_for_citizen == 1));
    }

    #[test]
    fn one_origin_alone_has_no_crossing() {
        let features = features_of(&["uno", "dos"]);
        let none = Percentiles::default();
        let offices = [0, 1].map(StatementIndex::from);
        assert!(matches(&features, &offices, &[], &none, &Settings::default()).is_empty());
    }
}
