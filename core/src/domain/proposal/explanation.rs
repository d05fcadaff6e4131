//! Why a statement is where it is, as far as a person can check it by reading, and how well the
//! challenges of decided statements are predicted.

use serde::{Deserialize, Serialize};

use crate::domain::calibration::Calibration;
use crate::domain::index::{StatementIndex, indexes};

/// What a statement's place rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// People put it there.
    People,
    /// It is like the statements that people put in that challenge.
    Reviewed,
    /// It is like the wording of a challenge in which nobody put a statement yet.
    Wording,
    /// It is like the others of a group that the machine made.
    Fellows,
    /// It is the only one of its group.
    Alone,
    /// It is like what is known to be a matter of others.
    Foreign,
    /// Its text is empty of content, or nothing is known.
    #[default]
    Nothing,
}

/// A statement that another is like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The other statement.
    pub statement: StatementIndex,
    /// The share (0…1) of this corpus's pairs that are less alike than these two.
    pub percentile: f32,
}

indexes!(StatementIndex => Explanation);

/// Why a statement is where it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Explanation {
    /// What its place rests on.
    pub ground: Ground,
    /// The most alike statements of its candidate, best first: those that people put there, where
    /// there are any.
    pub nearest: Vec<Near>,
    /// The share (0…1) of this corpus's pairs that are less alike than the statement and the
    /// wording of its challenge, where that existed before the run.
    pub wording: Option<f32>,
    /// The words, as the statement writes them, that it shares with these.
    pub shared: Vec<String>,
}

/// How well the challenges of decided statements are predicted without their decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    /// How many decided statements the run learned from.
    pub decisions: usize,
    /// Into how many parts they were divided; each part was predicted from the others.
    pub folds: usize,
    /// Of how many the right challenge was the most probable one.
    pub first: usize,
    /// Of how many it was among the three most probable ones.
    pub among_three: usize,
    /// What the logarithms of the probabilities were divided by so that these are calibrated, above
    /// 0; 1 leaves them as they were.
    pub temperature: f32,
    /// The probability of the most probable challenge against how often it was right.
    pub calibration: Calibration,
}
