//! Links from a statement to an earlier one that says the same in the same words.
//!
//! The measure is the Sørensen–Dice likeness of the folded texts' character trigrams (Dice 1945):
//! it forgives accents, case, punctuation, a typo and a changed ending, and does not take two
//! different demands about the same place for one, as sentence vectors do.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::proposal::Duplicate;
use crate::text::fold;

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
    for gram in folded.iter().flat_map(|f| trigrams(f)) {
        *frequency.entry(gram).or_default() += 1;
    }
    let mut order: Vec<([char; 3], u32)> = frequency.into_iter().collect();
    order.sort_by_key(|&(gram, count)| (count, gram));
    let number: BTreeMap<[char; 3], u32> =
        order.into_iter().zip(0..).map(|((gram, _), n)| (gram, n)).collect();
    folded
        .par_iter()
        .map(|text| {
            let mut numbers: Vec<u32> = trigrams(text).iter().map(|gram| number[gram]).collect();
            numbers.sort_unstable();
            numbers
        })
        .collect()
}

/// Which of 512 marks a text's trigrams leave. Every mark that one text has and another has not is
/// a trigram that they do not share.
type Marks = [u64; 8];

fn marks(grams: &[u32]) -> Marks {
    let mut marks = [0; 8];
    for &gram in grams {
        let place = gram.wrapping_mul(0x9E37_79B1) >> 23;
        marks[place as usize / 64] |= 1 << (place % 64);
    }
    marks
}

/// At most so many trigrams of `own` are in the other text too.
fn shared_at_most(own: usize, ours: &Marks, theirs: &Marks) -> usize {
    let missing: u32 = ours.iter().zip(theirs).map(|(x, y)| (x & !y).count_ones()).sum();
    own.saturating_sub(missing as usize)
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

/// A text that has a trigram among its rarest.
#[derive(Clone)]
struct Posting {
    text: u32,
    /// How many trigrams the text has.
    length: u32,
    /// How many of them are rarer.
    place: u32,
}

/// Whether two texts have `needed` trigrams in common; stops as soon as they cannot.
fn has_common(a: &[u32], b: &[u32], needed: usize) -> bool {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() && common < needed {
        if common + (a.len() - i).min(b.len() - j) < needed {
            return false;
        }
        let (x, y) = (a[i], b[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common >= needed
}

/// For each text the earlier one that it repeats, if any: the most alike, the first among equals.
/// Texts for which `skip` says so (empty remarks) are linked to nothing.
///
/// Only texts that share one of each other's rarest trigrams are compared: with a likeness of at
/// least t, two texts share at least t/(2 − t) of either's trigrams, so one of the rarest
/// 1 − t/(2 − t) of them is common to both.
///
/// What both share is not before the first that they share, so that the places of that one say how
/// many there can be, and only few pairs are compared as a whole.
///
/// They are looked up from the rarest on, until enough texts were met (`LOOKED_UP`); that many are
/// only in corpora of thousands of texts, where a pair that shares none of the rarest may be missed.
pub fn links(texts: &[&str], skip: &[bool], settings: &Settings) -> Vec<Option<Duplicate>> {
    let folded: Vec<String> = texts.par_iter().map(|t| fold(t)).collect();
    let grams = numbered(&folded);
    let marks: Vec<Marks> = grams.par_iter().map(|g| marks(g)).collect();
    let share = settings.likeness / (2.0 - settings.likeness);
    // The rarest trigrams of a text, each with where it stands first.
    let rare = |i: usize| {
        let own = grams[i].len();
        let needed = (share * own as f32).ceil() as usize;
        let last = (own + 1).saturating_sub(needed).clamp(1, own);
        let rare = grams[i][..last].iter().copied().zip(0u32..);
        let mut rare: Vec<(u32, u32)> = rare.collect();
        rare.dedup_by_key(|x| x.0);
        rare
    };
    // The first text of each wording, by trigram; a later one repeats it exactly.
    let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
    let mut links: Vec<Option<Duplicate>> = vec![None; texts.len()];
    let mut firsts = Vec::with_capacity(texts.len());
    let kinds = grams.iter().flatten().max().map_or(0, |g| *g as usize + 1);
    let mut index: Vec<Vec<Posting>> = vec![Vec::new(); kinds];
    for i in 0..texts.len() {
        if skip[i] || folded[i].is_empty() {
            continue;
        }
        if let Some(&of) = exact.get(folded[i].as_str()) {
            links[i] = Some(Duplicate { of: of.into(), exact: true, likeness: 1.0 });
            continue;
        }
        exact.insert(&folded[i], i);
        firsts.push(i);
        let length = grams[i].len() as u32;
        for (gram, place) in rare(i) {
            index[gram as usize].push(Posting { text: i as u32, length, place });
        }
    }
    let looked_up = (LOOKED_UP_IN_ALL / firsts.len().max(1)).min(LOOKED_UP);
    let near: Vec<Option<Duplicate>> = firsts
        .par_iter()
        .map_init(
            || vec![u32::MAX; texts.len()],
            |seen, &i| {
                let own = grams[i].len();
                let mut candidates: Vec<(f32, usize)> = Vec::new();
                let mut met = 0;
                for (gram, place) in rare(i) {
                    let all = &index[gram as usize];
                    let earlier = &all[..all.partition_point(|x| (x.text as usize) < i)];
                    if met + earlier.len() > looked_up && met > 0 {
                        break;
                    }
                    met += earlier.len();
                    for posting in earlier {
                        let other = posting.length as usize;
                        let most = (own - place as usize).min(other - posting.place as usize);
                        // What rounding may hide is looked at too.
                        let needed = settings.likeness * (own + other) as f32 - 1e-3;
                        if (2.0 * most as f32) < needed {
                            continue;
                        }
                        let j = posting.text as usize;
                        // Any trigram but the first that both have says less.
                        if std::mem::replace(&mut seen[j], i as u32) == i as u32 {
                            continue;
                        }
                        let most = shared_at_most(own, &marks[i], &marks[j])
                            .min(shared_at_most(other, &marks[j], &marks[i]))
                            .min(most);
                        if 2.0 * most as f32 >= needed {
                            candidates.push((2.0 * most as f32 / (own + other) as f32, j));
                        }
                    }
                }
                // The most promising first: the others are seldom compared as a whole.
                candidates.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                let mut best: Option<(f32, usize)> = None;
                for (bound, j) in candidates {
                    let least = best.map_or(settings.likeness, |x| x.0);
                    if bound < least {
                        break;
                    }
                    let needed = least * (own + grams[j].len()) as f32 / 2.0 - 1e-3;
                    if !has_common(&grams[i], &grams[j], needed.ceil().max(0.0) as usize) {
                        continue;
                    }
                    let likeness = dice(&grams[i], &grams[j]);
                    let better = best.is_none_or(|(other, earlier)| {
                        likeness > other || (likeness == other && j < earlier)
                    });
                    if likeness >= settings.likeness && better {
                        best = Some((likeness, j));
                    }
                }
                best.map(|(likeness, of)| Duplicate { of: of.into(), exact: false, likeness })
            },
        )
        .collect();
    for (i, link) in firsts.into_iter().zip(near) {
        links[i] = link;
    }
    links
}

/// How many earlier texts are met before common trigrams are no longer looked up: by one text at
/// most, and by all of them together. Of 43,749 links among 100,000 texts, 5,000 a text find 43,736
/// and 2,000 find 43,492.
const LOOKED_UP: usize = 10_000;
const LOOKED_UP_IN_ALL: usize = 5_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn linked(texts: &[&str]) -> Vec<Option<(usize, bool)>> {
        links(texts, &vec![false; texts.len()], &Settings::default())
            .into_iter()
            .map(|link| link.map(|d| (d.of.index(), d.exact)))
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
