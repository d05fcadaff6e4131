//! The reference grouping: which challenge people say that each statement lies behind.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::statement::StatementId;

/// The name of a reference challenge, as the reference file writes it (`DM042`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReferenceId(pub String);

/// What people say of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// It belongs to no challenge (`NINGUNO`).
    None,
    /// It belongs to one.
    One(ReferenceId),
    /// It has two demands: the main challenge, and another one.
    Two(ReferenceId, ReferenceId),
}

impl Reference {
    /// The main challenge.
    pub fn main(&self) -> Option<&ReferenceId> {
        match self {
            Self::None => None,
            Self::One(main) | Self::Two(main, _) => Some(main),
        }
    }

    /// The other challenge.
    pub fn second(&self) -> Option<&ReferenceId> {
        match self {
            Self::Two(_, second) => Some(second),
            _ => None,
        }
    }
}

/// A reference cell that cannot be read, in words that tell the person what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReference {
    /// Nothing is written.
    #[error("falta la referencia: escriba el código de un desafío o NINGUNO")]
    Blank,
    /// More than two challenges.
    #[error("hay {0} desafíos: escriba a lo sumo dos, el principal primero, separados por «;»")]
    TooMany(usize),
    /// `NINGUNO` beside a challenge.
    #[error("NINGUNO va solo: quítelo o quite los desafíos")]
    NoneAndSome,
}

/// The word for "no challenge".
const NONE: &str = crate::domain::destination::NOTHING;

/// Reads a cell: `DM042`, `DM042;DM017` (the main one first) or `NINGUNO`.
impl FromStr for Reference {
    type Err = BadReference;

    fn from_str(cell: &str) -> Result<Self, BadReference> {
        let mut names: Vec<&str> = Vec::new();
        for name in cell.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let is_none = |name: &&str| name.eq_ignore_ascii_case(NONE);
        if names.iter().any(is_none) {
            return if names.iter().all(is_none) {
                Ok(Self::None)
            } else {
                Err(BadReference::NoneAndSome)
            };
        }
        let id = |name: &str| ReferenceId(name.to_owned());
        match names[..] {
            [] => Err(BadReference::Blank),
            [main] => Ok(Self::One(id(main))),
            [main, second] => Ok(Self::Two(id(main), id(second))),
            _ => Err(BadReference::TooMany(names.len())),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str(NONE),
            Self::One(main) => f.write_str(&main.0),
            Self::Two(main, second) => write!(f, "{};{}", main.0, second.0),
        }
    }
}

/// A reference grouping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// What people say of each statement; a statement may be missing.
    pub labels: BTreeMap<StatementId, Reference>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_written() {
        for cell in ["NINGUNO", "DM042", "DM042;DM017"] {
            assert_eq!(cell.parse::<Reference>().unwrap().to_string(), cell);
        }
        assert_eq!(" ninguno ".parse(), Ok(Reference::None));
        assert_eq!("DM1; DM1 ;".parse(), Ok(Reference::One(ReferenceId("DM1".into()))));
    }

    #[test]
    fn a_bad_reference_says_what_to_do() {
        assert_eq!(" ; ".parse::<Reference>(), Err(BadReference::Blank));
        assert_eq!("a;b;c".parse::<Reference>(), Err(BadReference::TooMany(3)));
        assert_eq!("a;Ninguno".parse::<Reference>(), Err(BadReference::NoneAndSome));
    }
}
