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

/// The sorted trigrams of a folded text, with repeats; its edges count as blanks.
fn trigrams(folded: &str) -> Vec<[char; 3]> {
    let padded: Vec<char> =
        std::iter::once(' ').chain(folded.chars()).chain(std::iter::once(' ')).collect();
    let mut grams: Vec<[char; 3]> = padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    grams.sort_unstable();
    grams
}

/// Twice the common trigrams over all trigrams, 0…1; two texts without any are not alike (0).
fn dice(a: &[[char; 3]], b: &[[char; 3]]) -> f32 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
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
    let grams: Vec<Vec<[char; 3]>> = folded.iter().map(|f| trigrams(f)).collect();
    let mut frequency: BTreeMap<[char; 3], usize> = BTreeMap::new();
    for list in &grams {
        let mut distinct = list.clone();
        distinct.dedup();
        for gram in distinct {
            *frequency.entry(gram).or_default() += 1;
        }
    }
    let share = settings.likeness / (2.0 - settings.likeness);
    let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
    let mut index: BTreeMap<[char; 3], Vec<usize>> = BTreeMap::new();
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
        let mut rare = grams[i].clone();
        rare.dedup();
        rare.sort_by_key(|gram| (frequency[gram], *gram));
        let needed = (share * grams[i].len() as f32).ceil() as usize;
        rare.truncate((grams[i].len() + 1).saturating_sub(needed).max(1));
        let mut candidates: Vec<usize> =
            rare.iter().filter_map(|gram| index.get(gram)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let best = candidates
            .into_iter()
            .map(|j| (dice(&grams[i], &grams[j]), j))
            .filter(|(likeness, _)| *likeness >= settings.likeness)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        links.push(best.map(|(likeness, of)| Duplicate { of, exact: false, likeness }));
        for gram in rare {
            index.entry(gram).or_default().push(i);
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
        assert_eq!(dice(&trigrams("ab"), &[]), 0.0);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_pairs_finds(
            texts in proptest::collection::vec("[abc ]{3,12}", 1..25)
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let settings = Settings { likeness: 0.7 };
            let found = links(&texts, &vec![false; texts.len()], &settings);
            let grams: Vec<_> = texts.iter().map(|t| trigrams(&fold(t))).collect();
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
