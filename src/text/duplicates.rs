//! Links from a statement to an earlier one that says the same in the same words.
//!
//! The measure is the Sørensen–Dice likeness of the folded texts' character trigrams (Dice 1945):
//! it forgives accents, case, punctuation, a typo and a changed ending, and does not take two
//! different demands about the same place for one, as sentence vectors do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fold;
use crate::proposal::Duplicate;

/// How alike two texts must be to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The least likeness of a near duplicate, 0…1.
    pub likeness: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { likeness: 0.8 }
    }
}

/// The trigrams of a folded text, with repeats; its edges count as blanks.
fn trigrams(folded: &str) -> Vec<[char; 3]> {
    let padded: Vec<char> =
        std::iter::once(' ').chain(folded.chars()).chain(std::iter::once(' ')).collect();
    padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect()
}

/// The trigrams of every text as numbers, the rarest trigram of all first, each list sorted.
fn numbered(folded: &[String]) -> Vec<Vec<u32>> {
    let mut frequency: BTreeMap<[char; 3], u32> = BTreeMap::new();
    let grams: Vec<Vec<[char; 3]>> = folded.iter().map(|f| trigrams(f)).collect();
    for gram in grams.iter().flatten() {
        *frequency.entry(*gram).or_default() += 1;
    }
    let mut order: Vec<([char; 3], u32)> = frequency.into_iter().collect();
    order.sort_by_key(|&(gram, count)| (count, gram));
    let number: BTreeMap<[char; 3], u32> =
        order.into_iter().zip(0..).map(|((gram, _), n)| (gram, n)).collect();
    grams
        .iter()
        .map(|list| {
            let mut numbers: Vec<u32> = list.iter().map(|gram| number[gram]).collect();
            numbers.sort_unstable();
            numbers
        })
        .collect()
}

/// Twice the common trigrams over all trigrams, 0…1; two texts without any are not alike (0).
fn dice(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    if common == 0 { 0.0 } else { 2.0 * common as f32 / (a.len() + b.len()) as f32 }
}

/// For each text the earlier one that it repeats, if any: the most alike, the first among equals.
/// Texts for which `skip` says so (empty remarks) are linked to nothing.
///
/// Only texts that share one of each other's rarest trigrams are compared: with a likeness of at
/// least t, two texts share at least t/(2 − t) of either's trigrams, so one of the rarest
/// 1 − t/(2 − t) of them is common to both.
pub fn links(texts: &[&str], skip: &[bool], settings: &Settings) -> Vec<Option<Duplicate>> {
    let folded: Vec<String> = texts.iter().map(|t| fold(t)).collect();
    let grams = numbered(&folded);
    let share = settings.likeness / (2.0 - settings.likeness);
    let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
    let kinds = grams.iter().flatten().max().map_or(0, |g| *g as usize + 1);
    let mut index: Vec<Vec<usize>> = vec![Vec::new(); kinds];
    let mut links = Vec::with_capacity(texts.len());
    for i in 0..texts.len() {
        if skip[i] || folded[i].is_empty() {
            links.push(None);
            continue;
        }
        if let Some(&of) = exact.get(folded[i].as_str()) {
            links.push(Some(Duplicate { of, exact: true, likeness: 1.0 }));
            continue;
        }
        exact.insert(&folded[i], i);
        let own = grams[i].len();
        let needed = (share * own as f32).ceil() as usize;
        let mut rare = grams[i][..(own + 1).saturating_sub(needed).clamp(1, own)].to_vec();
        rare.dedup();
        let mut candidates: Vec<usize> =
            rare.iter().flat_map(|&gram| &index[gram as usize]).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        // A likeness of t also needs lengths whose ratio is at least t/(2 − t).
        let best = candidates
            .into_iter()
            .filter(|&j| {
                let other = grams[j].len();
                own.min(other) as f32 >= share * own.max(other) as f32
            })
            .map(|j| (dice(&grams[i], &grams[j]), j))
            .filter(|(likeness, _)| *likeness >= settings.likeness)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        links.push(best.map(|(likeness, of)| Duplicate { of, exact: false, likeness }));
        for gram in rare {
            index[gram as usize].push(i);
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn linked(texts: &[&str]) -> Vec<Option<(usize, bool)>> {
        links(texts, &vec![false; texts.len()], &Settings::default())
            .into_iter()
            .map(|link| link.map(|d| (d.of, d.exact)))
            .collect()
    }

    #[test]
    fn exact_near_and_different() {
        assert_eq!(
            linked(&[
                "Mejorar el alumbrado del parque",
                "MEJORAR EL ALUMBRADO DEL PARQUE.",
                "mejorar el alumbrado de los parques",
                "Mejorar el alumbrado de la cancha",
                "Menos buses viejos",
            ]),
            [None, Some((0, true)), Some((0, false)), None, None]
        );
    }

    #[test]
    fn empty_texts_are_not_duplicates_of_each_other() {
        assert_eq!(linked(&["", "…", ""]), [None, None, None]);
        assert_eq!(dice(&[1, 2], &[]), 0.0);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_pairs_finds(
            texts in proptest::collection::vec("[abc ]{3,12}", 1..25)
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let settings = Settings { likeness: 0.7 };
            let found = links(&texts, &vec![false; texts.len()], &settings);
            let grams = numbered(&texts.iter().map(|t| fold(t)).collect::<Vec<_>>());
            for i in 0..texts.len() {
                if fold(texts[i]).is_empty() { continue; }
                let any = (0..i).any(|j| {
                    !fold(texts[j]).is_empty() && dice(&grams[i], &grams[j]) >= 0.7
                });
                prop_assert_eq!(found[i].is_some(), any, "{} {:?}", i, texts);
            }
        }
    }
}
