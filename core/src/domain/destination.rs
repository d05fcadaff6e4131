//! Where statements can belong: the id of a challenge, and the destination that a person names.
//!
//! An id is one text wherever it stands: in the log, in tables, in the workbook and on the page.
//! `PD-017` is a candidate that a run numbered, `DM042` a challenge of the frame, and
//! `nuevo:ciclovías` one that people made, by the wording they gave it. Whether there is such a
//! challenge is for the run and its frame to say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::clean::one_line;

/// How the id of a challenge that people made begins.
pub const NEW: &str = "nuevo:";

/// What is written where no challenge is meant.
pub const NOTHING: &str = "NINGUNO";

/// The id of a challenge, in the one form in which it is written and compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ChallengeId(String);

impl ChallengeId {
    /// The longest wording of a new challenge, in characters.
    pub const LONGEST_WORDING: usize = 2000;

    /// The n-th candidate of a run, from 1.
    pub fn numbered(n: usize) -> Self {
        Self(format!("PD-{n:03}"))
    }

    /// A challenge of a frame, by the id that the frame gives it.
    pub fn of_frame(id: &str) -> Self {
        Self(id.to_owned())
    }

    /// A challenge that people make anew, by its wording: put on one line, from one character to
    /// [`ChallengeId::LONGEST_WORDING`].
    pub fn new_challenge(wording: &str) -> Result<Self, String> {
        let wording = one_line(wording);
        if wording.is_empty() {
            return Err(format!("falta el nombre después de «{NEW}»"));
        }
        if wording.chars().count() > Self::LONGEST_WORDING {
            let longest = Self::LONGEST_WORDING;
            return Err(format!("el texto del desafío nuevo pasa de {longest} caracteres"));
        }
        Ok(Self(format!("{NEW}{wording}")))
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The wording of a challenge that people made; `None` for any other.
    pub fn wording(&self) -> Option<&str> {
        self.0.strip_prefix(NEW)
    }

    /// Whether it has the form that a run gives: `PD-` and a number.
    pub fn is_numbered(&self) -> bool {
        let number = self.0.strip_prefix("PD-").unwrap_or_default();
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    }

    /// The number of a candidate that a run numbered; `None` for any other challenge.
    pub fn number(&self) -> Option<usize> {
        if self.is_numbered() { self.0.strip_prefix("PD-")?.parse().ok() } else { None }
    }

    /// Whether it is named by the wording that people gave it.
    pub fn is_new(&self) -> bool {
        self.wording().is_some()
    }
}

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ChallengeId> for String {
    fn from(id: ChallengeId) -> Self {
        id.0
    }
}

impl FromStr for ChallengeId {
    type Err = String;

    fn from_str(cell: &str) -> Result<Self, String> {
        match cell.parse()? {
            Destination::Challenge(id) => Ok(id),
            Destination::Nothing => Err(format!("«{NOTHING}» no es un desafío")),
        }
    }
}

impl TryFrom<String> for ChallengeId {
    type Error = String;

    fn try_from(cell: String) -> Result<Self, String> {
        cell.parse()
    }
}

/// Where a person says that something belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Destination {
    /// To a challenge.
    Challenge(ChallengeId),
    /// To no challenge at all (`NINGUNO`).
    Nothing,
}

impl Destination {
    /// The challenge; `None` for [`Destination::Nothing`].
    pub fn challenge(&self) -> Option<&ChallengeId> {
        match self {
            Self::Challenge(id) => Some(id),
            Self::Nothing => None,
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.challenge().map_or(NOTHING, ChallengeId::as_str))
    }
}

impl From<ChallengeId> for Destination {
    fn from(id: ChallengeId) -> Self {
        Self::Challenge(id)
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.to_string()
    }
}

impl FromStr for Destination {
    type Err = String;

    /// Reads a cell. Outer blanks and the case of `ninguno` and `nuevo:` do not matter.
    fn from_str(cell: &str) -> Result<Self, String> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Err("falta el destino".to_owned());
        }
        if cell.eq_ignore_ascii_case(NOTHING) {
            return Ok(Self::Nothing);
        }
        match cell.split_at_checked(NEW.len()) {
            Some((head, wording)) if head.eq_ignore_ascii_case(NEW) => {
                ChallengeId::new_challenge(wording).map(Self::Challenge)
            }
            _ => Ok(Self::Challenge(ChallengeId(cell.to_owned()))),
        }
    }
}

impl TryFrom<String> for Destination {
    type Error = String;

    fn try_from(cell: String) -> Result<Self, String> {
        cell.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cell: &str) -> Destination {
        cell.parse().expect("a destination")
    }

    #[test]
    fn destinations_are_written_as_they_are_read() {
        for cell in ["PD-017", "DM042", "nuevo:ciclovías del sur", "NINGUNO", "PD-x", "PD-"] {
            assert_eq!(read(cell).to_string(), cell);
        }
    }

    #[test]
    fn what_people_spell_otherwise_is_the_same_destination() {
        assert_eq!(read("ninguno"), Destination::Nothing);
        assert_eq!(read(" PD-1 ").to_string(), "PD-1");
        assert_eq!(
            read("Nuevo:  Recuperar \u{200B} las\nquebradas").to_string(),
            "nuevo:Recuperar las quebradas"
        );
        assert_eq!(read("NUEVO:x"), ChallengeId::new_challenge(" x ").expect("a wording").into());
    }

    #[test]
    fn what_names_nothing_says_so() {
        for cell in [" ", "nuevo: ", "nuevo:\u{200B}"] {
            assert!(cell.parse::<Destination>().is_err());
        }
        assert!("ninguno".parse::<ChallengeId>().is_err());
    }

    #[test]
    fn a_wording_has_one_limit() {
        let longest = "ñ".repeat(ChallengeId::LONGEST_WORDING);
        assert!(ChallengeId::new_challenge(&longest).is_ok());
        let said = read_error(&format!("nuevo:{longest}ñ"));
        assert_eq!(said, "el texto del desafío nuevo pasa de 2000 caracteres");
    }

    fn read_error(cell: &str) -> String {
        cell.parse::<Destination>().expect_err("no destination")
    }

    #[test]
    fn only_what_people_made_has_a_wording() {
        assert_eq!(ChallengeId::new_challenge("agua").expect("a wording").wording(), Some("agua"));
        assert_eq!(ChallengeId::numbered(7).wording(), None);
        assert_eq!(ChallengeId::numbered(7).as_str(), "PD-007");
        assert!(ChallengeId::numbered(1234).is_numbered());
        assert!(!ChallengeId::of_frame("PD-").is_numbered());
    }

    proptest! {
        #[test]
        fn what_is_read_reads_back(
            cell in "(?s).{1,40}|(?i:nuevo:).{0,40}|(?i:pd-)[0-9x]{0,5}|(?i:ninguno)",
        ) {
            let Ok(destination) = cell.parse::<Destination>() else { return Ok(()) };
            prop_assert_eq!(destination.to_string().parse(), Ok(destination.clone()));
            let json = serde_json::to_string(&destination).expect("it is a text");
            prop_assert_eq!(serde_json::from_str::<Destination>(&json).expect("its own"), destination);
        }
    }
}
