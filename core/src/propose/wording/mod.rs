//! What is worded from members' texts: the phrases of a corpus, how telling each is of a group, and
//! the names made of them.

pub(crate) mod tags;
pub(crate) mod phrases;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use tags::{Tagger, Token};

use crate::domain::index::CompetenciaIndex;
use crate::text::language::foreign;
use crate::text::words::Stems;

/// A group as its wording sees it.
#[derive(Debug, Clone)]
pub struct Group<'t> {
    /// Its competencia.
    pub competencia: CompetenciaIndex,
    /// Its members' texts, most typical first.
    pub texts: Vec<&'t str>,
}

/// In a larger group only so many of the most typical members are read.
const MOST_READ: usize = 200;

/// The groups of a run, read for their words.
pub struct Wording {
    groups: Vec<Read>,
    stems: Stems,
}

/// A group that was read.
struct Read {
    /// The tokens of each member.
    members: Vec<Vec<Token>>,
    /// By stem: how telling it is of the group.
    weights: BTreeMap<String, f32>,
}

impl Read {
    /// How many members have any of some stems.
    fn touched(&self, stems: &[String]) -> usize {
        let touches = |tokens: &&Vec<Token>| tokens.iter().any(|t| stems.contains(&t.stem));
        self.members.iter().filter(touches).count()
    }
}

impl Wording {
    /// Reads groups. How telling a stem is of a group follows from the share of its members that
    /// have it against the share in the other groups of its competencia and in all groups.
    pub fn of(groups: &[Group<'_>]) -> Self {
        let tagger = Tagger::of(groups.iter().flat_map(|group| read_of(group).iter().copied()));
        let members: Vec<Vec<Vec<Token>>> = groups
            .iter()
            .map(|group| {
                let spanish = read_of(group).iter().filter(|text| foreign(text).is_none());
                spanish.map(|text| tagger.read(text)).collect()
            })
            .collect();
        let counts: Vec<BTreeMap<String, u32>> = members.iter().map(|m| counted(m)).collect();
        let mut all: BTreeMap<&str, u32> = BTreeMap::new();
        let mut by_competencia: BTreeMap<(CompetenciaIndex, &str), u32> = BTreeMap::new();
        let mut sizes: BTreeMap<CompetenciaIndex, u32> = BTreeMap::new();
        for ((group, counts), members) in groups.iter().zip(&counts).zip(&members) {
            *sizes.entry(group.competencia).or_default() += members.len() as u32;
            for (stem, n) in counts {
                *all.entry(stem).or_default() += n;
                *by_competencia.entry((group.competencia, stem)).or_default() += n;
            }
        }
        let total: u32 = sizes.values().sum();
        let weights: Vec<BTreeMap<String, f32>> = groups
            .iter()
            .zip(&counts)
            .zip(&members)
            .map(|((group, counts), members)| {
                let size = members.len() as u32;
                let near = sizes[&group.competencia];
                let weigh = |(stem, &n): (&String, &u32)| {
                    let own = share(n, size);
                    let beside = by_competencia[&(group.competencia, stem.as_str())] - n;
                    let away = all[stem.as_str()] - n;
                    let against =
                        0.7 * share(beside, near - size) + 0.3 * share(away, total - size);
                    // What a single member of several says tells little of the group.
                    let alone = if n == 1 && size > 2 { 0.3 } else { 1.0 };
                    (stem.clone(), alone * (own * (own / against).ln()).max(0.0))
                };
                counts.iter().map(weigh).collect()
            })
            .collect();
        let groups = members
            .into_iter()
            .zip(weights)
            .map(|(members, weights)| Read { members, weights })
            .collect();
        Self { groups, stems: Stems::default() }
    }

    /// Whether every word of matter in a name is in some member's text.
    fn is_of(&self, name: &str, group: &Read) -> bool {
        let said: BTreeSet<&str> =
            group.members.iter().flatten().map(|token| token.stem.as_str()).collect();
        self.stems.content(name).iter().all(|stem| said.contains(stem.as_str()))
    }

    /// A name of two to six words for every group, each once. What a group was named before is kept
    /// where it is given. `fallbacks` are for groups that give no name.
    pub fn names(&self, kept: &[Option<String>], fallbacks: &[String]) -> Vec<String> {
        let pools = self.groups.iter().map(names::ranked);
        let kept: Vec<Option<String>> = kept
            .iter()
            .zip(&self.groups)
            .map(|(name, group)| name.clone().filter(|name| self.is_of(name, group)))
            .collect();
        names::distinct(pools.collect(), &kept, fallbacks)
    }
}

fn read_of<'g, 't>(group: &'g Group<'t>) -> &'g [&'t str] {
    &group.texts[..group.texts.len().min(MOST_READ)]
}

/// The share of texts with a stem, with half a text more on the side of those that have it.
fn share(n: u32, of: u32) -> f32 {
    (n as f32 + 0.5) / (of as f32 + 2.0)
}

/// In how many members each stem of matter is.
fn counted(members: &[Vec<Token>]) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for tokens in members {
        let stems: BTreeSet<&str> =
            tokens.iter().filter(|t| t.content).map(|t| t.stem.as_str()).collect();
        for stem in stems {
            *counts.entry(stem.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    const WATER: [&str; 4] = [
        "Fugas en la red de agua potable",
        "La red de agua potable no llega",
        "RED DE AGUA POTABLE PARA LA LOMA",
        "Mejorar el agua potable",
    ];
    const LIGHT: [&str; 3] = [
        "Alumbrado público en la calle",
        "Falta alumbrado público",
        "el alumbrado público se daña",
    ];
    const ENGLISH: [&str; 1] = ["Thank you for having me, I am only visiting my sister"];

    fn groups<'t>(of: &[&[&'t str]]) -> Vec<Group<'t>> {
        of.iter().map(|texts| Group { competencia: 0.into(), texts: texts.to_vec() }).collect()
    }

    fn names(of: &[&[&str]], kept: &[Option<String>]) -> Vec<String> {
        let fallbacks: Vec<String> =
            (1..=of.len()).map(|n| format!("Propuesta PD-00{n}")).collect();
        Wording::of(&groups(of)).names(kept, &fallbacks)
    }

    #[test]
    fn a_name_is_the_telling_phrase_of_a_group() {
        expect_test::expect![[r#"
            [
                "Red de agua potable",
                "Alumbrado público",
            ]
        "#]]
        .assert_debug_eq(&names(&[&WATER, &LIGHT], &[]));
    }

    #[test]
    fn names_are_distinct_short_and_do_not_depend_on_the_order_of_members() {
        let mut reversed = WATER;
        reversed.reverse();
        let found = names(&[&WATER, &reversed, &WATER, &LIGHT], &[]);
        let distinct: BTreeSet<&String> = found.iter().collect();
        assert_eq!(distinct.len(), found.len());
        for name in &found {
            assert!((2..=6).contains(&name.split(' ').count()), "{name}");
        }
        assert_eq!(names(&[&WATER, &LIGHT], &[]), names(&[&reversed, &LIGHT], &[]));
    }

    #[test]
    fn a_group_that_gives_no_name_has_the_one_it_falls_back_on() {
        let long = "palabra ".repeat(400);
        let html = "<script>alert(1)</script>";
        let found = names(&[&ENGLISH, &[""], &["123 456"], &[&long], &[html]], &[]);
        assert_eq!(found[0], "Propuesta PD-001");
        assert_eq!(found[1], "Propuesta PD-002");
        assert_eq!(found[2], "Propuesta PD-003");
        assert!(!found[4].contains('<'), "{found:?}");
    }

    #[test]
    fn a_name_from_before_stays_while_its_words_are_the_members_own() {
        let kept = [Some("Fugas de agua".to_owned()), Some("Tranvía eléctrico".to_owned())];
        let found = names(&[&WATER, &LIGHT], &kept);
        assert_eq!(found[0], "Fugas de agua");
        assert_eq!(found[1], "Alumbrado público", "nobody speaks of a tram any more");
    }

    #[test]
    fn a_place_that_only_one_member_names_is_in_no_name() {
        let texts =
            ["Semáforo en Calderón", "Poner un semáforo", "el semáforo no sirve en la noche"];
        let found = names(&[&texts, &LIGHT], &[]);
        assert!(!found[0].contains("Calderón"), "{found:?}");
    }
}
