//! The planning frame: the competencias of a government, its objectives and policies, and the
//! challenges it has already published. Another canton brings its own.

use serde::{Deserialize, Serialize};

use crate::domain::index::{CompetenciaIndex, indexes};

indexes!(CompetenciaIndex => Competencia);

/// One competencia; everything else refers to it by its [`CompetenciaIndex`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competencia {
    /// The frame's id (`C08`).
    pub id: String,
    /// The official name.
    pub name: String,
}

/// An *objetivo de desarrollo*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjetivoDesarrollo {
    /// The frame's id (`1`).
    pub id: String,
    /// The short name ("Las personas").
    pub name: String,
    /// The objective.
    pub text: String,
}

/// An *objetivo de gestión*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjetivoGestion {
    /// The frame's id (`2.3`).
    pub id: String,
    /// The objetivo de desarrollo that it serves: an index into [`Frame::objetivos_desarrollo`].
    pub objetivo_desarrollo: usize,
    /// The objective.
    pub text: String,
}

/// A *política*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Politica {
    /// The frame's id (`P07`).
    pub id: String,
    /// The objective that it serves: an index into [`Frame::objetivos_gestion`].
    pub objetivo_gestion: usize,
    /// The policy.
    pub text: String,
}

/// A goal of a policy, with what tells whether it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The frame's id (`M12`).
    pub id: String,
    /// The policy it is a goal of: an index into [`Frame::politicas`].
    pub politica: usize,
    /// The goal; may be blank while only the indicator is known.
    pub meta: String,
    /// What is measured; may be blank.
    pub indicador: String,
}

/// Whether a challenge is *de largo plazo* or *de gestión*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// *De largo plazo*: aligned to an objetivo de desarrollo only.
    LargoPlazo,
    /// *De gestión*: aligned to an objetivo de gestión and policies too.
    Gestion,
}

impl Horizon {
    /// The words people read and the frame's file uses.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::LargoPlazo => "largo plazo",
            Self::Gestion => "gestión",
        }
    }
}

/// A metropolitan challenge that the frame already holds: published, or consolidated earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desafio {
    /// The frame's id (`DM042`).
    pub id: String,
    /// Its horizon.
    pub horizon: Horizon,
    /// Its competencia.
    pub competencia: CompetenciaIndex,
    /// The challenge.
    pub text: String,
    /// An index into [`Frame::objetivos_desarrollo`].
    pub objetivo_desarrollo: Option<usize>,
    /// An index into [`Frame::objetivos_gestion`].
    pub objetivo_gestion: Option<usize>,
    /// Indices into [`Frame::politicas`].
    pub politicas: Vec<usize>,
    /// How the policy was read from the source (`literal`, `celda combinada`, `interpretada`).
    pub lectura: String,
}

/// A planning frame: everything the statements are sorted into and aligned to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The folder's name.
    pub name: String,
    /// At least one.
    pub competencias: Vec<Competencia>,
    /// May be empty.
    pub objetivos_desarrollo: Vec<ObjetivoDesarrollo>,
    /// May be empty.
    pub objetivos_gestion: Vec<ObjetivoGestion>,
    /// May be empty.
    pub politicas: Vec<Politica>,
    /// May be empty: a canton's first plan has none.
    pub desafios: Vec<Desafio>,
    /// Informal names of competencias as written, each with its competencia.
    pub alias: Vec<(String, CompetenciaIndex)>,
    /// Goals and indicators of the policies; `None` where the frame does not list them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metas: Option<Vec<Meta>>,
    /// Texts about matters that are not this government's: examples of *out of competence*.
    pub ajenos: Vec<String>,
}

impl Frame {
    /// The official name of a competencia.
    pub fn competencia(&self, index: impl Into<CompetenciaIndex>) -> &str {
        &self.competencias[index.into()].name
    }

    /// Every competencia with its index, in order.
    pub fn competencias_indexed(
        &self,
    ) -> impl DoubleEndedIterator<Item = (CompetenciaIndex, &Competencia)> + ExactSizeIterator {
        CompetenciaIndex::first(self.competencias.len()).zip(&self.competencias)
    }

    /// For a policy, whether the frame lists a goal and whether it lists an indicator; `None` where
    /// it lists neither for any.
    pub fn measured(&self, politica: usize) -> Option<(bool, bool)> {
        let own = self.metas.as_ref()?.iter().filter(|meta| meta.politica == politica);
        Some(own.fold((false, false), |(goal, indicator), meta| {
            (goal || !meta.meta.is_empty(), indicator || !meta.indicador.is_empty())
        }))
    }
}
