//! Names: the telling phrase of a group's members, two to six words, no two the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Read;
use super::phrases::{phrases, text_of};
use super::tags::{Tag, Token, is_adjective};
use crate::text::fold;

/// The fewest words of a name.
const FEWEST: usize = 2;
/// The most words of a name.
const MOST: usize = 6;
/// How many names of a group are kept, should the first be taken.
const KEPT: usize = 12;

/// A phrase that can be the name, or a part of it.
struct Named {
    words: Vec<String>,
    stems: Vec<String>,
    members: BTreeSet<usize>,
    /// Whether an article stands before its first word somewhere.
    noun: bool,
}

/// The names a group can have, best first.
pub(super) fn ranked(group: &Read) -> Vec<String> {
    let found = gathered(group);
    let size = group.members.len() as f32;
    let weight = |stem: &String| group.weights.get(stem).copied().unwrap_or(0.0);
    let mut names: Vec<(f32, String)> = Vec::new();
    for phrase in &found {
        let n = phrase.words.len();
        if !(FEWEST..=MOST).contains(&n) {
            continue;
        }
        let sum: f32 = phrase.stems.iter().map(weight).sum();
        let said = phrase.members.len() as f32 / size;
        let touched = group.touched(&phrase.stems) as f32 / size;
        // Three words read best; what is said in these very words counts, and how many members have
        // any of the words.
        let long = 0.08 * (n as f32 - 3.0).max(0.0);
        // A first word that no article stands before may be a verb.
        let sure = if phrase.noun { 1.0 } else { 0.5 };
        let worth = sum * (1.0 - long) + 0.8 * said + 0.6 * touched;
        names.push((sure * worth, phrase.words.join(" ")));
    }
    names.extend(pairs(group, &found));
    // Where no phrase is a name, the beginning of the most typical text that has one.
    let lone = lone_names(group);
    let first = group.members.iter().find_map(|tokens| beginning(tokens, &lone));
    names.extend(first.map(|name| (0.0, name)));
    names.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.len().cmp(&y.1.len())).then(x.1.cmp(&y.1)));
    let mut seen = BTreeSet::new();
    let all = names.into_iter().map(|(_, name)| capital(&name));
    all.filter(|name| seen.insert(fold(name))).take(KEPT).collect()
}

/// The first words of a text up to a sign, a figure or a name that nobody else has, without function
/// words at their end.
fn beginning(tokens: &[Token], lone: &BTreeSet<String>) -> Option<String> {
    let end = tokens
        .iter()
        .enumerate()
        .position(|(i, t)| {
            i == MOST || (i > 0 && t.apart) || t.tag == Tag::Figure || lone.contains(&t.folded)
        })
        .unwrap_or(tokens.len());
    let last = tokens[..end].iter().rposition(|t| !t.stem.is_empty())?;
    let tokens = &tokens[..=last];
    let says = tokens.len() >= FEWEST && tokens.iter().any(|t| t.content);
    says.then(|| text_of(tokens))
}

/// Two short phrases that stand in different members, joined by "y".
fn pairs(group: &Read, found: &[Named]) -> Vec<(f32, String)> {
    const PARTS: usize = 12;
    let size = group.members.len() as f32;
    let weight = |stem: &String| group.weights.get(stem).copied().unwrap_or(0.0);
    let worth = |p: &Named| p.stems.iter().map(weight).sum::<f32>();
    // Half a name says what at least two members say, and one in eight.
    let enough = |p: &&Named| p.members.len() >= 2 && p.members.len() * 8 >= group.members.len();
    let common = |word: &String| !word.chars().any(char::is_uppercase);
    let noun = |p: &&Named| p.noun && (p.words.len() > 1 || !is_adjective(&fold(&p.words[0])));
    let short =
        |p: &&Named| p.words.len() <= 2 && p.words.iter().all(common) && noun(p) && enough(p);
    let mut parts: Vec<&Named> = found.iter().filter(short).collect();
    parts.sort_by(|x, y| worth(y).total_cmp(&worth(x)).then(x.words.cmp(&y.words)));
    parts.truncate(PARTS);
    let mut pairs = Vec::new();
    for (a, first) in parts.iter().enumerate() {
        for second in &parts[a + 1..] {
            if first.stems.iter().any(|s| second.stems.contains(s)) {
                continue;
            }
            let (mut lead, mut follow) = (first, second);
            if follow.members.len() > lead.members.len() {
                (lead, follow) = (follow, lead);
            }
            let either = lead.members.union(&follow.members).count() as f32 / size;
            if either < 0.3 {
                continue;
            }
            let and = if begins_with_i(&follow.words[0]) { "e" } else { "y" };
            let name = format!("{} {and} {}", lead.words.join(" "), follow.words.join(" "));
            let sum = worth(first) + worth(second);
            pairs.push((0.6 * sum + 0.7 * either, name));
        }
    }
    pairs
}

/// Whether a word begins with the sound before which "y" becomes "e".
fn begins_with_i(word: &str) -> bool {
    let folded = fold(word);
    folded.starts_with('i') || (folded.starts_with("hi") && !folded.starts_with("hie"))
}

/// The phrases of a group without determiners at their start, each with the members that say it.
/// What only one member of several names with a capital is a place or a person, and is left out.
fn gathered(group: &Read) -> Vec<Named> {
    let lone = lone_names(group);
    let mut found: BTreeMap<Vec<String>, Named> = BTreeMap::new();
    for (i, tokens) in group.members.iter().enumerate() {
        for phrase in phrases(tokens) {
            let tokens = &tokens[phrase.from..phrase.to];
            if tokens.len() > MOST || !nameable(tokens, &lone) {
                continue;
            }
            let stems: Vec<String> =
                tokens.iter().filter(|t| t.content).map(|t| t.stem.clone()).collect();
            let distinct: BTreeSet<&String> = stems.iter().collect();
            if distinct.len() < stems.len() {
                continue;
            }
            let key = tokens.iter().map(|t| t.stem.clone()).filter(|s| !s.is_empty()).collect();
            let words: Vec<String> = text_of(tokens).split(' ').map(str::to_owned).collect();
            let entry = found.entry(key).or_insert_with(|| Named {
                words: words.clone(),
                stems,
                members: BTreeSet::new(),
                noun: tokens[0].noun,
            });
            // Of several forms the plural one, else the first in the alphabet, so that the order of
            // members does not matter.
            if (words.len(), std::cmp::Reverse(&words))
                < (entry.words.len(), std::cmp::Reverse(&entry.words))
            {
                entry.words = words;
            }
            entry.members.insert(i);
        }
    }
    found.into_values().collect()
}

/// The names with a capital that fewer than two members have, in a group of several.
fn lone_names(group: &Read) -> BTreeSet<String> {
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for tokens in &group.members {
        let folded: BTreeSet<&str> = tokens.iter().map(|t| t.folded.as_str()).collect();
        for word in folded {
            *said.entry(word).or_default() += 1;
        }
        named.extend(tokens.iter().filter(|t| t.name).map(|t| t.folded.as_str()));
    }
    let lone = named.into_iter().filter(|word| group.members.len() > 1 && said[word] < 2);
    lone.map(str::to_owned).collect()
}

fn nameable(tokens: &[Token], lone: &BTreeSet<String>) -> bool {
    tokens.iter().all(|t| {
        let ours = ["nuestro", "nuestra", "nuestros", "nuestras", "su", "sus"];
        t.tag != Tag::Figure
            && !lone.contains(&t.folded)
            && t.text.chars().count() <= 24
            && !ours.contains(&t.folded.as_str())
    })
}

/// The text with a capital at its start.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// One name a group, no two that fold to the same. A name from before stays; the others are given in
/// the order of the groups.
pub(super) fn distinct(
    pools: Vec<Vec<String>>,
    kept: &[Option<String>],
    fallbacks: &[String],
) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let kept: Vec<Option<&String>> =
        kept.iter().map(|name| name.as_ref().filter(|name| taken.insert(fold(name)))).collect();
    pools
        .into_iter()
        .enumerate()
        .map(|(g, pool)| {
            if let Some(Some(name)) = kept.get(g) {
                return (*name).clone();
            }
            let free = pool.into_iter().find(|name| taken.insert(fold(name)));
            let fallback = || fallbacks.get(g).cloned().unwrap_or_default();
            free.unwrap_or_else(fallback)
        })
        .collect()
}
