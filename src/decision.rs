//! What people decided: one record an act, never changed once written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::proposal::CandidateId;
use crate::statement::StatementId;

/// What a statement's text was when somebody decided about it: the first 16 hexadecimal digits of
/// the SHA-256 of the text as its author wrote it, without outer blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(pub String);

impl ContentHash {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.trim().as_bytes());
        Self(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A statement as it was when somebody decided about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// Which statement.
    pub id: StatementId,
    /// What its text was.
    pub hash: ContentHash,
}

/// Where a person says that something belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Destination {
    /// A candidate of a run (`PD-017`).
    Candidate(CandidateId),
    /// A challenge of the frame (`DM042`).
    Final(String),
    /// A challenge that people make anew, by the working name they give it (`nuevo:ciclovías`).
    New(String),
    /// No challenge at all (`NINGUNO`).
    Nothing,
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Candidate(id) => id.fmt(f),
            Self::Final(id) => f.write_str(id),
            Self::New(name) => write!(f, "nuevo:{name}"),
            Self::Nothing => f.write_str("NINGUNO"),
        }
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.to_string()
    }
}

impl FromStr for Destination {
    type Err = String;

    /// Reads a cell; whether a candidate or a final of that name exists is for others to say.
    fn from_str(cell: &str) -> Result<Self, String> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Err("falta el destino".to_owned());
        }
        if cell.eq_ignore_ascii_case("ninguno") {
            return Ok(Self::Nothing);
        }
        let lower = cell.to_lowercase();
        if lower.starts_with("nuevo:") {
            let name = cell[6..].trim();
            if name.is_empty() {
                return Err("falta el nombre después de «nuevo:»".to_owned());
            }
            return Ok(Self::New(name.to_owned()));
        }
        let upper = cell.to_uppercase();
        let number = upper.strip_prefix("PD-").map(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if number == Some(true) && upper.len() > 3 {
            return Ok(Self::Candidate(CandidateId(upper)));
        }
        Ok(Self::Final(cell.to_owned()))
    }
}

impl TryFrom<String> for Destination {
    type Error = String;

    fn try_from(cell: String) -> Result<Self, String> {
        cell.parse()
    }
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// The candidate is a challenge; its subjects are the members accepted with it.
    Accept,
    /// The candidate's formulation, in people's words.
    Rename {
        /// The formulation.
        text: String,
    },
    /// The subjects belong elsewhere.
    Move {
        /// Where.
        to: Destination,
    },
    /// The subjects do not belong to the candidate; where they do is open.
    TakeOut,
    /// The whole candidate is one with another.
    Merge {
        /// The one that stays.
        into: Destination,
    },
    /// The subjects leave the candidate together, as a challenge of their own.
    Split {
        /// The working name of the new one.
        to: Destination,
    },
    /// The subjects are no challenge of this plan.
    Discard,
    /// The subjects belong to another challenge as well.
    AlsoIn {
        /// Which.
        also: Destination,
    },
    /// Somebody looked and could not say.
    DontKnow,
    /// Words only.
    Comment,
    /// An earlier act no longer counts.
    Undo {
        /// Its number in the log.
        decision: i64,
    },
}

/// One act of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number in the log, from 1; 0 until the log has it.
    pub number: i64,
    /// When, in the form `2026-09-11T10:00:00Z`.
    pub at: String,
    /// Who.
    pub reviewer: String,
    /// The run that was looked at: the hash in its manifest.
    pub run: String,
    /// The candidate that was looked at.
    pub candidate: Option<CandidateId>,
    /// What was done.
    #[serde(flatten)]
    pub action: Action,
    /// The statements it is about.
    pub subjects: Vec<Subject>,
    /// Why, from the list of reasons.
    pub reason: Option<String>,
    /// Why, in free words.
    pub note: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_read_as_they_are_written() {
        for cell in ["PD-017", "DM042", "nuevo:ciclovías del sur", "NINGUNO"] {
            let destination: Destination = cell.parse().expect("a destination");
            assert_eq!(destination.to_string(), cell);
        }
        assert_eq!("ninguno".parse(), Ok(Destination::Nothing));
        assert_eq!("pd-1".parse(), Ok(Destination::Candidate(CandidateId("PD-1".into()))));
        assert!(" ".parse::<Destination>().is_err());
        assert!("nuevo: ".parse::<Destination>().is_err());
    }

    #[test]
    fn a_hash_forgets_outer_blanks_only() {
        assert_eq!(ContentHash::of(" a "), ContentHash::of("a"));
        assert_ne!(ContentHash::of("a"), ContentHash::of("A"));
        assert_eq!(ContentHash::of("a").0.len(), 16);
    }
}
