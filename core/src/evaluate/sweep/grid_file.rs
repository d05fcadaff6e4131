//! How a grid is read from a file: one list a knob, the lists of how many groups, and how stability
//! is measured. What a grid does not name is as in [`Grid::default`].

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::grid::Grid;
use super::knob::{Domain, KNOBS, Knob};
use super::knob_value::{Competencia, KnobValue};
use crate::propose::cluster::Algorithm;

/// What a grid may name, in the order in which an error lists it.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let knobs = KNOBS.iter().map(|knob| knob.name);
    knobs.chain(["multiples", "groups", "heights", "stability"]).collect()
});

/// What a name in a grid means.
enum Entry {
    /// A place in [`KNOBS`].
    Knob(usize),
    Multiples,
    Groups,
    Heights,
    Stability,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let name = String::deserialize(source)?;
        let known = |knob: &Knob| knob.name == name || knob.column == name;
        match (name.as_str(), KNOBS.iter().position(known)) {
            (_, Some(at)) => Ok(Self::Knob(at)),
            ("multiples", _) => Ok(Self::Multiples),
            ("groups", _) => Ok(Self::Groups),
            ("heights", _) => Ok(Self::Heights),
            ("stability", _) => Ok(Self::Stability),
            _ => Err(D::Error::unknown_field(&name, &NAMES)),
        }
    }
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Grid;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a grid of settings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Grid, A::Error> {
                let mut grid = Grid::default();
                while let Some(entry) = entries.next_key::<Entry>()? {
                    match entry {
                        Entry::Knob(at) => grid.values[at] = entries.next_value_seed(&KNOBS[at])?,
                        Entry::Multiples => grid.multiples = entries.next_value_seed(multiples())?,
                        Entry::Groups => grid.groups = entries.next_value_seed(counts(1))?,
                        Entry::Heights => grid.heights = entries.next_value_seed(amounts())?,
                        Entry::Stability => grid.stability = entries.next_value()?,
                    }
                }
                Ok(grid)
            }
        }
        source.deserialize_map(Entries)
    }
}

/// Reads the list of a knob's values.
impl<'de> DeserializeSeed<'de> for &Knob {
    type Value = Vec<KnobValue>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        fn values<T: Into<KnobValue>>(list: Vec<T>) -> Vec<KnobValue> {
            list.into_iter().map(Into::into).collect()
        }
        Ok(match &self.domain {
            Domain::Name(_) => values(Vec::<String>::deserialize(source)?),
            Domain::Flag(_) => values(Vec::<bool>::deserialize(source)?),
            Domain::Count(_, least) => values(counts(*least).deserialize(source)?),
            Domain::Share(_) => values(shares().deserialize(source)?),
            Domain::Amount(_) => values(amounts().deserialize(source)?),
            Domain::Competencia(_) => values(Vec::<Competencia>::deserialize(source)?),
            Domain::Algorithm(_) => values(Vec::<Algorithm>::deserialize(source)?),
        })
    }
}

/// Reads a list of numbers within a range.
struct Numbers<T> {
    range: RangeInclusive<T>,
    /// The range in Spanish, as an error says it.
    rule: String,
}

/// Values of a knob that is a share: from 0 to 1.
fn shares() -> Numbers<f32> {
    Numbers { range: 0.0..=1.0, rule: "va de 0 a 1".to_owned() }
}

/// Finite numbers from 0.
fn amounts() -> Numbers<f32> {
    Numbers { range: 0.0..=f32::MAX, rule: "es un número desde 0".to_owned() }
}

/// Multiples of a run's own number of groups.
fn multiples() -> Numbers<f32> {
    Numbers {
        range: f32::MIN_POSITIVE..=1000.0,
        rule: "es mayor que 0 y a lo sumo 1000".to_owned(),
    }
}

/// Whole numbers from the least one that makes sense.
fn counts(least: usize) -> Numbers<usize> {
    Numbers { range: least..=usize::MAX, rule: format!("es un número entero desde {least}") }
}

impl<'de, T: PartialOrd + fmt::Display + Deserialize<'de>> DeserializeSeed<'de> for Numbers<T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Vec<T>, D::Error> {
        let list = Vec::<T>::deserialize(source)?;
        match list.iter().find(|value| !self.range.contains(value)) {
            Some(value) => Err(D::Error::custom(format!("{value} no vale: {}", self.rule))),
            None => Ok(list),
        }
    }
}
