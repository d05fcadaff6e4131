//! What people decided: one record an act, never changed once written.

mod in_force;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::destination::{ChallengeId, Destination, NOTHING};
use crate::domain::frame::Horizon;
use crate::domain::statement::StatementId;
use crate::text::fold;

pub use in_force::InForce;
pub use reasons::{MOST as MOST_REASONS, REASONS, Settings};

/// What a statement's text was when somebody decided about it: the first 16 hexadecimal digits of
/// the SHA-256 of the text as its author wrote it, without outer blanks. Copies share it: a log names
/// the same texts again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ContentHash(pub Arc<str>);

impl From<String> for ContentHash {
    fn from(hash: String) -> Self {
        Self(hash.into())
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0.as_ref().to_owned()
    }
}

impl ContentHash {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.trim().as_bytes());
        let start = digest.iter().take(8).fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
        Self(format!("{start:016x}").into())
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

/// What an id says where no objective or policy of the frame fits.
pub const NONE: &str = NOTHING;

/// What a challenge is aligned to, by ids of the frame or [`NONE`]; what is absent is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alignment {
    /// Its horizon.
    pub horizon: Option<Horizon>,
    /// Its objetivo de desarrollo.
    pub objetivo_desarrollo: Option<String>,
    /// Its objetivo de gestión.
    pub objetivo_gestion: Option<String>,
    /// Its policies, in order and each once; only [`NONE`] where none fits.
    pub politicas: Vec<String>,
}

impl Alignment {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Alignment {
    /// What is said, in words: `gestión; objetivo de gestión 2.3; P21, P22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let horizon = self.horizon.map(|horizon| horizon.in_spanish().to_owned());
        let desarrollo = self.objetivo_desarrollo.as_ref();
        let gestion = self.objetivo_gestion.as_ref();
        let parts = [
            horizon,
            desarrollo.map(|id| format!("objetivo de desarrollo {id}")),
            gestion.map(|id| format!("objetivo de gestión {id}")),
            Some(self.politicas.join(", ")).filter(|all| !all.is_empty()),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// The candidate is a challenge; its subjects are the members accepted with it.
    Accept {
        /// The formulation as it stood: a later run may draft another.
        text: String,
    },
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
    /// The candidate holds more than one challenge.
    Split {
        /// Where the subjects go together, as a challenge of their own; `None` while which texts
        /// go where is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Destination>,
    },
    /// The subjects are no challenge of this plan.
    Discard,
    /// The subjects belong to another challenge as well.
    AlsoIn {
        /// Which.
        also: Destination,
    },
    /// The candidate's horizon and what it is aligned to, by ids of the frame or [`NONE`]. It is the
    /// reviewer's whole word: what it leaves out, the reviewer no longer says.
    Align {
        /// The horizon.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        horizon: Option<Horizon>,
        /// The objetivo de desarrollo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objetivo_desarrollo: Option<String>,
        /// The objetivo de gestión.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objetivo_gestion: Option<String>,
        /// The policies.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        politicas: Vec<String>,
    },
    /// Somebody looked and could not say.
    DontKnow,
    /// The reviewer coordinates the review: where reviewers disagree, the coordinator's word stands.
    Coordinate,
    /// Words only.
    Comment,
    /// An earlier act no longer counts.
    Undo {
        /// Its number in the log.
        decision: i64,
    },
}

impl Action {
    /// The word of the `action` column.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accept { .. } => "accept",
            Self::Rename { .. } => "rename",
            Self::Move { .. } => "move",
            Self::TakeOut => "take_out",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Discard => "discard",
            Self::AlsoIn { .. } => "also_in",
            Self::Align { .. } => "align",
            Self::DontKnow => "dont_know",
            Self::Coordinate => "coordinate",
            Self::Comment => "comment",
            Self::Undo { .. } => "undo",
        }
    }

    /// Where it sends its subjects, or the number of the decision it undoes.
    pub fn target(&self) -> Option<String> {
        match self {
            Self::Move { to: at }
            | Self::Merge { into: at }
            | Self::AlsoIn { also: at }
            | Self::Split { to: Some(at) } => Some(at.to_string()),
            Self::Undo { decision } => Some(decision.to_string()),
            _ => None,
        }
    }

    /// The formulation it accepts or gives.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Accept { text } | Self::Rename { text } => Some(text),
            _ => None,
        }
    }

    /// What it aligns its candidate to: ids without outer blanks, policies in order and each once.
    pub fn alignment(&self) -> Option<Alignment> {
        let Self::Align { horizon, objetivo_desarrollo, objetivo_gestion, politicas } = self else {
            return None;
        };
        let id = |id: &str| Some(id.trim().to_owned()).filter(|id| !id.is_empty());
        let politicas: BTreeSet<String> = politicas.iter().filter_map(|p| id(p)).collect();
        Some(Alignment {
            horizon: *horizon,
            objetivo_desarrollo: objetivo_desarrollo.as_deref().and_then(id),
            objetivo_gestion: objetivo_gestion.as_deref().and_then(id),
            politicas: politicas.into_iter().collect(),
        })
    }
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
    pub candidate: Option<ChallengeId>,
    /// What was done.
    #[serde(flatten)]
    pub action: Action,
    /// The statements it is about.
    pub subjects: Vec<Subject>,
    /// Why, from the list of reasons.
    pub reason: Option<String>,
    /// Why, in free words.
    pub note: Option<String>,
    /// The file it was read from; `None` for one made on the review page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What an act has the last word on, for its reviewer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Where a statement is.
    Place(StatementId),
    /// Where else it is.
    Also(StatementId),
    /// What becomes of a candidate.
    Fate(ChallengeId),
    /// How a candidate is worded.
    Title(ChallengeId),
    /// What a candidate's horizon is, and what it is aligned to.
    Alignment(ChallengeId),
}

impl Decision {
    /// What this act has the last word on.
    pub fn slots(&self) -> Vec<Slot> {
        let places = self.subjects.iter().map(|subject| Slot::Place(subject.id.clone()));
        let alsos = self.subjects.iter().map(|subject| Slot::Also(subject.id.clone()));
        let fate = self.candidate.iter().cloned().map(Slot::Fate);
        match &self.action {
            Action::Accept { .. } | Action::Merge { .. } | Action::Split { to: None } => {
                places.chain(fate).collect()
            }
            Action::Discard | Action::Move { to: Destination::Nothing } => {
                places.chain(alsos).collect()
            }
            Action::Move { .. }
            | Action::Split { to: Some(_) }
            | Action::TakeOut
            | Action::DontKnow => places.collect(),
            Action::AlsoIn { .. } => alsos.collect(),
            Action::Rename { .. } => self.candidate.iter().cloned().map(Slot::Title).collect(),
            Action::Align { .. } => self.candidate.iter().cloned().map(Slot::Alignment).collect(),
            Action::Coordinate | Action::Comment | Action::Undo { .. } => Vec::new(),
        }
    }
}

/// A reviewer's name as far as it tells people apart: without case and surplus blanks.
pub fn reviewer_key(name: &str) -> String {
    fold::person(name)
}

/// The decisions that nobody undid, in order. An undo counts if what it names comes before it and
/// nobody undid the undo itself.
pub fn not_undone(decisions: &[Decision]) -> Vec<&Decision> {
    let mut place: BTreeMap<i64, usize> = BTreeMap::new();
    for (i, decision) in decisions.iter().enumerate() {
        place.entry(decision.number).or_insert(i);
    }
    let mut undone = vec![false; decisions.len()];
    for (i, decision) in decisions.iter().enumerate().rev() {
        if let Action::Undo { decision: number } = decision.action
            && !undone[i]
            && let Some(&target) = place.get(&number).filter(|&&target| target < i)
        {
            undone[target] = true;
        }
    }
    decisions.iter().zip(undone).filter(|(_, undone)| !undone).map(|(d, _)| d).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(number: i64, action: Action) -> Decision {
        Decision {
            number,
            at: "2026-09-11T10:00:00Z".into(),
            reviewer: "Ana".into(),
            run: "r1".into(),
            candidate: Some(ChallengeId::numbered(1)),
            action,
            subjects: vec![],
            reason: None,
            note: None,
            file: None,
        }
    }

    #[test]
    fn a_decision_reads_back_from_json() {
        let to = "nuevo:ciclovías".parse().ok();
        for action in [
            Action::Accept { text: "Recuperar".into() },
            Action::Split { to },
            Action::Split { to: None },
            Action::TakeOut,
            Action::Undo { decision: 3 },
            Action::Align {
                horizon: Some(Horizon::Gestion),
                objetivo_desarrollo: None,
                objetivo_gestion: Some("2.3".into()),
                politicas: vec!["P21".into()],
            },
        ] {
            let decision = act(4, action);
            let json = serde_json::to_string(&decision).expect("it is plain data");
            assert!(json.contains(decision.action.name()), "{json}");
            assert_eq!(serde_json::from_str::<Decision>(&json).expect("its own words"), decision);
        }
    }

    #[test]
    fn an_undo_can_be_undone() {
        let undo = |decision| Action::Undo { decision };
        let log = [act(1, Action::Discard), act(2, undo(1)), act(3, undo(2)), act(4, undo(9))];
        let numbers = |log: &[Decision]| -> Vec<i64> {
            not_undone(log).iter().map(|decision| decision.number).collect()
        };
        assert_eq!(numbers(&log[..1]), [1]);
        assert_eq!(numbers(&log[..2]), [2]);
        assert_eq!(numbers(&log), [1, 3, 4]);
        assert_eq!(numbers(&[act(1, undo(2)), act(2, Action::Discard)]), [1, 2], "not yet there");
    }

    #[test]
    fn one_person_is_one_name() {
        assert_eq!(reviewer_key(" Ana  PÉREZ"), reviewer_key("ana pérez"));
    }

    #[test]
    fn a_hash_forgets_outer_blanks_only() {
        assert_eq!(ContentHash::of(" a "), ContentHash::of("a"));
        assert_ne!(ContentHash::of("a"), ContentHash::of("A"));
        assert_eq!(ContentHash::of("a").0.len(), 16);
    }
}
