//! The statements that offices and citizens wrote, and the corpus they make together.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::problem::Place;

/// The name a statement keeps over every run, as its author's sheet gives it (`C017`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementId(String);

impl StatementId {
    /// An id from a cell; surrounding blanks are not part of it.
    pub fn new(id: &str) -> Self {
        Self(id.trim().to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who wrote a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An office of the municipality.
    Institutional,
    /// A citizen, in a participatory space.
    Citizen,
}

impl Origin {
    /// The value written in machine files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Institutional => "institutional",
            Self::Citizen => "citizen",
        }
    }

    /// The word people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Institutional => "institucional",
            Self::Citizen => "ciudadano",
        }
    }
}

/// One statement as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its name.
    pub id: StatementId,
    /// Who wrote it.
    pub origin: Origin,
    /// The text verbatim: never altered.
    pub text: String,
    /// The competencia as declared in the sheet, verbatim; `None` where the cell is blank.
    pub competencia_declared: Option<String>,
    /// The office that wrote it (`entidad`).
    pub entidad: Option<String>,
    /// The parish of the workshop (`parroquia`).
    pub parroquia: Option<String>,
    /// The workshop's name (`taller`).
    pub taller: Option<String>,
    /// The workshop's date in the form `2026-09-11` (`fecha`).
    pub fecha: Option<String>,
    /// The cells of the unknown columns, in the order of [`Corpus::extra_columns`].
    pub extra: Vec<String>,
    /// The row it was read from.
    pub at: Place,
    /// The run in whose sheets it first came, from 1.
    pub round: u32,
}

impl Statement {
    /// A citizen statement with nothing but an id and a text.
    pub fn citizen(id: &str, text: &str) -> Self {
        Self::bare(id, text, Origin::Citizen)
    }

    /// An institutional statement with nothing but an id and a text.
    pub fn institutional(id: &str, text: &str) -> Self {
        Self::bare(id, text, Origin::Institutional)
    }

    fn bare(id: &str, text: &str, origin: Origin) -> Self {
        Self {
            id: StatementId::new(id),
            origin,
            text: text.to_owned(),
            competencia_declared: None,
            entidad: None,
            parroquia: None,
            taller: None,
            fecha: None,
            extra: Vec::new(),
            at: Place::default(),
            round: 1,
        }
    }
}

/// All statements of a run in input order: institutional file first, then the citizen one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// The statements; row i of every embedding and placement is statement i.
    pub statements: Vec<Statement>,
    /// The headers of the columns that minga does not know and carries through, as written.
    pub extra_columns: Vec<String>,
}

impl Corpus {
    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// How many statements have this origin.
    pub fn count(&self, origin: Origin) -> usize {
        self.statements.iter().filter(|s| s.origin == origin).count()
    }

    /// The texts in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|s| s.text.as_str())
    }
}
