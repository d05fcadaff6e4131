//! The statements that offices and citizens wrote, and the corpus they make together.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::index::{StatementIndex, indexes};
use crate::domain::problem::Place;

/// The name a statement keeps over every run, as its author's sheet gives it (`C017`). Copies share
/// it: a log names the same statements again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct StatementId(Arc<str>);

impl StatementId {
    /// An id from a cell; surrounding blanks are not part of it.
    pub fn new(id: &str) -> Self {
        Self(id.trim().into())
    }

    /// An id that others share; without surrounding blanks.
    pub fn shared(id: Arc<str>) -> Self {
        if id.trim().len() == id.len() { Self(id) } else { Self::new(&id) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for StatementId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<StatementId> for String {
    fn from(id: StatementId) -> Self {
        id.as_str().to_owned()
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
    #[serde(alias = "institucional")]
    Institutional,
    /// A citizen, in a participatory space.
    #[serde(alias = "ciudadano")]
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

    /// The letter that ids made for it begin with.
    pub fn letter(self) -> char {
        match self {
            Self::Institutional => 'I',
            Self::Citizen => 'C',
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

/// Whether the author of a statement lets its text be published.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The sheet does not ask.
    #[default]
    NotAsked,
    /// The person said yes: the text may be published.
    Given,
    /// No, or no answer where it was asked.
    Refused,
}

impl Consent {
    /// Whether nobody was asked.
    pub fn is_not_asked(&self) -> bool {
        *self == Self::NotAsked
    }
}

/// One statement as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its name.
    pub id: StatementId,
    /// Who wrote it.
    pub origin: Origin,
    /// The text verbatim: never altered. Where it has a title, that stands before it, ended as a
    /// sentence, on a line of its own.
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
    /// The question that it answers (`pregunta`), where its form asks more than one thing or the
    /// header is a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What it shares with the other statements of its row or of its list (`C12` of `C12.2`); not
    /// itself the id of a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<StatementId>,
    /// How many people support it on its platform (`apoyos`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports: Option<u32>,
    /// Its address on the web (`enlace`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The platform's form that it comes from, in Spanish: `propuestas de Decidim`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Whether its author lets it be published.
    #[serde(default, skip_serializing_if = "Consent::is_not_asked")]
    pub consent: Consent,
    /// Who wrote it, as a number from 1 that says nothing but which statements are of one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<u32>,
    /// Whether minga made its id, because its sheet has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_id: bool,
    /// What it said in an earlier round, where a later sheet gave its id another wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_from: Option<String>,
    /// The cells of the unknown columns, in the order of [`Corpus::extra_columns`].
    pub extra: Vec<String>,
    /// The row it was read from.
    pub at: Place,
    /// The run in whose sheets it first came, from 1.
    pub round: u32,
}

impl Statement {
    /// Whether its author lets its text be published, or nobody asked.
    pub fn may_be_published(&self) -> bool {
        self.consent != Consent::Refused
    }

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
            question: None,
            parent: None,
            supports: None,
            link: None,
            profile: None,
            consent: Consent::NotAsked,
            person: None,
            made_id: false,
            edited_from: None,
            extra: Vec::new(),
            at: Place::default(),
            round: 1,
        }
    }
}

indexes!(StatementIndex => Statement);

/// A column of the input that says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonColumn {
    /// Its header as written.
    pub header: String,
    /// What of a person it says, in Spanish: `correo`.
    pub what: String,
    /// Whether it travels through as one of [`Corpus::extra_columns`], because somebody asked for
    /// it; what is published leaves it out all the same.
    pub kept: bool,
}

/// All statements of a run in input order: institutional file first, then the citizen one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// The statements; row i of every embedding and placement is statement i.
    pub statements: Vec<Statement>,
    /// The headers of the columns that minga does not know and carries through, as written.
    pub extra_columns: Vec<String>,
    /// The columns that say who somebody is, by file and column; their cells are in no statement
    /// unless they are `kept`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person_columns: Vec<PersonColumn>,
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

    /// Whether an extra column says who somebody is, and so is left out of what is published.
    pub fn is_person_column(&self, header: &str) -> bool {
        self.person_columns.iter().any(|column| column.header == header)
    }

    /// Every statement with its index, in order.
    pub fn indexed(
        &self,
    ) -> impl DoubleEndedIterator<Item = (StatementIndex, &Statement)> + ExactSizeIterator {
        StatementIndex::first(self.len()).zip(&self.statements)
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
