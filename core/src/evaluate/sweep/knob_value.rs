//! The values of a sweep's knobs, of whatever kind, and how they are written for people.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::propose::cluster::Algorithm;
use crate::propose::cluster::smooth::Scope;

/// A value of a knob.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnobValue {
    /// A name; the empty one is the caller's own.
    Name(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(usize),
    /// A share, or another number from 0.
    Amount(Amount),
    /// How grouping uses competencias.
    Competencia(Competencia),
    /// What makes the groups.
    Algorithm(Algorithm),
}

impl KnobValue {
    /// The words people read.
    pub fn in_spanish(&self) -> String {
        match self {
            Self::Name(name) if name.is_empty() => "el de la corrida".to_owned(),
            Self::Name(name) => name.clone(),
            Self::Flag(flag) => if *flag { "sí" } else { "no" }.to_owned(),
            Self::Count(n) => n.to_string(),
            Self::Amount(Amount(x)) => x.to_string().replace('.', ","),
            Self::Competencia(competencia) => competencia.in_spanish().to_owned(),
            Self::Algorithm(algorithm) => algorithm.in_spanish().to_owned(),
        }
    }
}

impl From<String> for KnobValue {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<bool> for KnobValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<usize> for KnobValue {
    fn from(n: usize) -> Self {
        Self::Count(n)
    }
}

impl From<f32> for KnobValue {
    fn from(x: f32) -> Self {
        Self::Amount(Amount(x))
    }
}

impl From<Competencia> for KnobValue {
    fn from(competencia: Competencia) -> Self {
        Self::Competencia(competencia)
    }
}

impl From<Algorithm> for KnobValue {
    fn from(algorithm: Algorithm) -> Self {
        Self::Algorithm(algorithm)
    }
}

/// A number that can be sorted (`f32::total_cmp`).
#[derive(Debug, Clone, Copy)]
pub struct Amount(pub f32);

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Amount {}

/// How grouping uses competencias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competencia {
    /// Groups and smoothing stay within the most believed one.
    Hard,
    /// Groups stay within it; smoothing passes as far as two statements may share one.
    Soft,
    /// They are ignored.
    None,
}

impl Competencia {
    /// All of them, the strictest first.
    pub const ALL: [Self; 3] = [Self::Hard, Self::Soft, Self::None];

    /// The scope of smoothing that it is.
    pub(super) fn scope(self) -> Scope {
        match self {
            Self::Hard => Scope::Within,
            Self::Soft => Scope::Soft,
            Self::None => Scope::Ignored,
        }
    }

    /// What a scope of smoothing says.
    pub(super) fn of(scope: Scope) -> Self {
        match scope {
            Scope::Within => Self::Hard,
            Scope::Soft => Self::Soft,
            Scope::Ignored => Self::None,
        }
    }

    /// The name in files of settings and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::None => "none",
        }
    }

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Hard => "estricta",
            Self::Soft => "suave",
            Self::None => "ninguna",
        }
    }
}
