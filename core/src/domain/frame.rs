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
    /// What the plan is called in titles; blank where the frame does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What a challenge of this plan is called (`desafío cantonal`); blank where the frame does not
    /// say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub challenge: String,
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
    /// What the plan is called: its title, or else the folder's name.
    pub fn title(&self) -> &str {
        if self.title.is_empty() { &self.name } else { &self.title }
    }

    /// What a challenge of this plan is called: `desafío metropolitano`, `desafío cantonal`.
    pub fn challenge(&self) -> &str {
        if self.challenge.is_empty() { "desafío" } else { &self.challenge }
    }

    /// What its challenges are called: `desafíos metropolitanos`, `desafíos cantonales`.
    pub fn challenges(&self) -> String {
        let plural = |word: &str| match word.chars().next_back() {
            Some('s') => word.to_owned(),
            Some('a' | 'e' | 'i' | 'o' | 'u' | 'á' | 'é' | 'í' | 'ó' | 'ú') => {
                format!("{word}s")
            }
            Some('z') => format!("{}ces", &word[..word.len() - 1]),
            _ => format!("{word}es"),
        };
        // What follows a preposition is no plural: «desafíos de la parroquia».
        let mut whole = Vec::new();
        let mut words = self.challenge().split_whitespace();
        for word in words.by_ref() {
            if matches!(word, "de" | "del" | "para" | "en" | "por") {
                whole.push(word.to_owned());
                break;
            }
            whole.push(plural(word));
        }
        whole.extend(words.map(str::to_owned));
        whole.join(" ")
    }

    /// Whether two frames say the same, whatever they and their challenges are called.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let nameless = |frame: &Self| {
            let [name, title, challenge] = [const { String::new() }; 3];
            Self { name, title, challenge, ..frame.clone() }
        };
        nameless(self) == nameless(other)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_what_its_challenges_are_called() {
        let called = |challenge: &str| {
            let frame = Frame { challenge: challenge.into(), ..Frame::default() };
            (frame.challenge().to_owned(), frame.challenges())
        };
        assert_eq!(called("").1, "desafíos");
        assert_eq!(called("desafío metropolitano").1, "desafíos metropolitanos");
        assert_eq!(called("desafío cantonal").1, "desafíos cantonales");
        assert_eq!(called("reto de la parroquia").1, "retos de la parroquia");
        assert_eq!(called("desafío distrital").0, "desafío distrital");
    }

    #[test]
    fn names_do_not_make_another_frame() {
        let one = Frame { name: "marco".into(), ..Frame::default() };
        let other = Frame { name: "frame".into(), title: "Plan".into(), ..Frame::default() };
        assert!(one.says_the_same(&other));
        assert!(!one.says_the_same(&Frame { ajenos: vec!["la luz".into()], ..other }));
        assert_eq!((one.title(), Frame::default().title()), ("marco", ""));
    }
}
