//! Opposite wishes: which texts want the contrary of the same thing. Told by rules of Spanish, with
//! care not to accuse: where a rule is not sure, there is no opposition.

mod lexicon;
mod clauses;
mod claims;

use std::collections::BTreeMap;

use claims::{Claim, Reader, Thing};
use clauses::is_infinitive;
use lexicon::{Deed, clash, endings};

/// What a text wishes for and against.
#[derive(Debug, Clone, Default)]
pub struct Wishes(Vec<Claim>);

/// Reads what texts wish.
#[derive(Default)]
pub struct Stances(Reader);

impl Stances {
    /// What a text wishes.
    pub fn wishes(&self, text: &str) -> Wishes {
        Wishes(self.0.claims(text))
    }

    /// The pairs of texts that wish opposite things, as places in the list, the earlier first;
    /// at most `most`.
    pub fn opposed(&self, texts: &[&str], most: usize) -> Vec<(usize, usize)> {
        let wishes: Vec<Wishes> = texts.iter().map(|text| self.wishes(text)).collect();
        let mut by_thing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, Wishes(claims)) in wishes.iter().enumerate() {
            for claim in claims {
                let places = by_thing.entry(&claim.thing.head).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        let mut found: Vec<(usize, usize)> = Vec::new();
        for places in by_thing.values() {
            for (n, &a) in places.iter().enumerate() {
                for &b in &places[n + 1..] {
                    if wishes[a].oppose(&wishes[b]) {
                        found.push((a, b));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(most);
        found
    }
}

impl Wishes {
    /// Whether one of these wishes is the contrary of one of those, about the same thing.
    pub fn oppose(&self, other: &Self) -> bool {
        let contrary = |a: &Claim, b: &Claim| contrary(a, b);
        // Who wishes both things of what the other is about takes no side.
        let torn = |of: &Self, head: &str| {
            let about: Vec<&Claim> = of.0.iter().filter(|c| c.thing.head == head).collect();
            about.iter().enumerate().any(|(n, a)| about[..n].iter().any(|b| contrary(a, b)))
        };
        self.0.iter().any(|a| {
            other.0.iter().any(|b| {
                contrary(a, b) && !torn(self, &a.thing.head) && !torn(other, &a.thing.head)
            })
        })
    }
}

/// Whether two wishes are contrary ones about the same thing.
fn contrary(a: &Claim, b: &Claim) -> bool {
    let part = a.thing.unwanted != b.thing.unwanted && a.verb != b.verb;
    if part || !same(&a.thing, &b.thing) {
        return false;
    }
    match (a.deed, b.deed) {
        (Deed::Unknown, Deed::Unknown) => a.negated != b.negated && same_verb(&a.verb, &b.verb),
        (Deed::Unknown, _) | (_, Deed::Unknown) => false,
        (one, other) => clash(one, other),
    }
}

/// The stems of nouns that say little without what tells them from others of their kind.
const GENERAL: &[&str] = &[
    "alguien",
    "apoy",
    "comun",
    "espaci",
    "famili",
    "gent",
    "inversion",
    "permis",
    "person",
    "program",
    "proyect",
    "servici",
    "siti",
    "trabaj",
    "vecin",
];

/// Whether two things are the same one, as far as the texts tell them from others of their kind.
fn same(a: &Thing, b: &Thing) -> bool {
    let meet = |a: &[String], b: &[String]| {
        a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
    };
    let vague = GENERAL.contains(&a.head.as_str()) && (a.kinds.is_empty() || b.kinds.is_empty());
    // Somewhere and for somebody: nothing says that the two are one.
    let apart = a.placed && b.assigned || a.assigned && b.placed;
    let named = meet(&a.kinds, &b.kinds) && meet(&a.names, &b.names);
    a.head == b.head && !vague && !apart && named
}

/// Whether two forms are of the same verb: the same one, or an infinitive and its form of wishing.
fn same_verb(a: &str, b: &str) -> bool {
    let form = |infinitive: &str, form: &str| {
        let Some(root) = infinitive.get(..infinitive.len().saturating_sub(2)) else { return false };
        let root = root.trim_end_matches(['c', 'g', 'z']);
        is_infinitive(infinitive)
            && form.strip_prefix(root).is_some_and(|end| {
                let end = end.trim_start_matches(['q', 'g', 'c', 'u']);
                endings(infinitive).contains(&end)
            })
    };
    a == b || form(a, b) || form(b, a)
}

#[cfg(test)]
mod tests;
