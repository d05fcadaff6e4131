//! Aligning: the horizon of each candidate, and the objetivo de desarrollo, objetivo de gestión and
//! política that it answers to, learned from the challenges that the frame already aligns and from
//! what people decided. Every suggestion has its probability, "none fits" included; people decide.

mod evaluate;
mod horizon;
mod model;

use ndarray::{Axis, Slice};
use serde::{Deserialize, Serialize};

use crate::domain::decision::{Alignment, NONE};
use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Desafio, Frame, Horizon};
use crate::domain::index::{CompetenciaIndex, RowIndex, StatementIndex};
use crate::domain::proposal::{Aligned, Ranked};
use crate::features::layout::{HasRow, Layout, Part};
use crate::features::{Centroids, Features};

pub use evaluate::{Bin, Evaluation, HorizonScores, Level, Shares, evaluate};

use model::{Example, Field, Model, ranked};

/// The fewest aligned challenges that teach a frame's own weights.
const FEWEST: usize = 20;
/// How many answers are shown.
const SHOWN: usize = 3;

/// How candidates are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The inverse strength of the regressions' L2 penalty (C).
    pub c: f32,
    /// From what probability on a candidate is proposed as *de largo plazo*, 0…1; absent: from the
    /// share of such challenges among those that teach.
    pub long_term: Option<f32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { c: 1.0, long_term: None }
    }
}

/// What a challenge is aligned to, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlignmentKind {
    /// An objetivo de desarrollo.
    Desarrollo,
    /// An objetivo de gestión.
    Gestion,
    /// A política.
    Politica,
}

impl AlignmentKind {
    /// All of them, the widest first.
    pub const ALL: [Self; 3] = [Self::Desarrollo, Self::Gestion, Self::Politica];

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Desarrollo => "objetivo de desarrollo",
            Self::Gestion => "objetivo de gestión",
            Self::Politica => "política",
        }
    }
}

/// A challenge that people aligned, with the statements they put in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// Its statements.
    pub members: Vec<StatementIndex>,
    /// Its competencia.
    pub competencia: CompetenciaIndex,
    /// What people aligned it to.
    pub alignment: Alignment,
}

/// What alignments are learned from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The challenges that it has published are learned from; objectives and policies are chosen
    /// from it.
    pub frame: &'a Frame,
    /// What texts are compared by.
    pub features: &'a Features,
    /// Where the frame's texts are among the rows of the features.
    pub layout: &'a Layout,
    /// What people aligned, to learn from as well.
    pub taught: &'a [Taught],
}

/// A candidate that is to be aligned.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its name: that of a challenge of the frame, where it is one.
    pub id: &'a ChallengeId,
    /// Its statements.
    pub members: &'a [StatementIndex],
    /// Its competencia.
    pub competencia: CompetenciaIndex,
}

/// What a candidate is suggested to be aligned to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggested {
    /// Its horizon; `None` where the frame gives nothing to learn it from.
    pub horizon: Option<Horizon>,
    /// Its objectives and policies.
    pub alignment: Aligned,
}

/// The frame's alignment of its own challenge.
fn own(desafio: &Desafio) -> Suggested {
    let sure = |index: usize| Ranked { index: Some(index), probability: 1.0 };
    let alignment = Aligned {
        largo_plazo: Some(f32::from(u8::from(desafio.horizon == Horizon::LargoPlazo))),
        objetivos_desarrollo: desafio.objetivo_desarrollo.into_iter().map(sure).collect(),
        objetivos_gestion: desafio.objetivo_gestion.into_iter().map(sure).collect(),
        politicas: desafio.politicas.iter().copied().map(sure).collect(),
        by_frame: true,
    };
    Suggested { horizon: Some(desafio.horizon), alignment }
}

fn as_horizon(long: bool) -> Horizon {
    if long { Horizon::LargoPlazo } else { Horizon::Gestion }
}

impl Source<'_> {
    /// Aligns candidates, in order. A candidate that is a challenge of the frame has the frame's
    /// alignment; the others are compared, by the centroid of their members, with the texts of the
    /// frame.
    pub fn align(&self, subjects: &[Subject<'_>], settings: Settings) -> Vec<Suggested> {
        let of_frame = |subject: &Subject<'_>| {
            self.frame.desafios.iter().find(|desafio| desafio.id == subject.id.as_str())
        };
        let open: Vec<Subject<'_>> =
            subjects.iter().copied().filter(|subject| of_frame(subject).is_none()).collect();
        let mut learned = self.learned(&open, settings).into_iter();
        let suggested = subjects.iter().map(|subject| match of_frame(subject) {
            Some(desafio) => own(desafio),
            None => learned.next().unwrap_or_default(),
        });
        suggested.collect()
    }

    /// The alignments of candidates that are no challenges of the frame.
    fn learned(&self, open: &[Subject<'_>], settings: Settings) -> Vec<Suggested> {
        if open.is_empty() {
            return Vec::new();
        }
        let examples = self.examples();
        let field = self.field(&examples, open);
        let horizon = horizon::Model::fit(&field, settings.c, None);
        let models = AlignmentKind::ALL.map(|kind| Model::fit(&field, kind, settings.c, None));
        let first = examples.len();
        (first..first + open.len())
            .map(|item| {
                let answers = answers(&field, &models, item, &[]);
                let shown = |(some, none): (Vec<f32>, f32)| ranked(&some, none, SHOWN);
                let [desarrollo, gestion, politicas] =
                    answers.map(|found| found.map(shown).unwrap_or_default());
                let largo_plazo = horizon.as_ref().map(|h| h.probability(&field, item, &[]));
                let long = horizon.as_ref().zip(largo_plazo).map(|(h, p)| h.is_long(p, &settings));
                let alignment = Aligned {
                    largo_plazo,
                    objetivos_desarrollo: desarrollo,
                    objetivos_gestion: gestion,
                    politicas,
                    by_frame: false,
                };
                Suggested { horizon: long.map(as_horizon), alignment }
            })
            .collect()
    }

    /// The frame's challenges, what people aligned, and out-of-competence statements, which answer to nothing.
    fn examples(&self) -> Vec<Example> {
        let published = self.frame.desafios.iter().map(|desafio| Example {
            competencia: Some(desafio.competencia),
            largo_plazo: Some(desafio.horizon == Horizon::LargoPlazo),
            answers: [
                desafio.objetivo_desarrollo.map(|o| vec![o]),
                desafio.objetivo_gestion.map(|o| vec![o]),
                (!desafio.politicas.is_empty()).then(|| desafio.politicas.clone()),
            ],
        });
        let taught = self.taught.iter().map(|taught| example(self.frame, taught));
        let foreign = self.layout.rows(Part::Foreign).map(|_| Example {
            answers: [Some(vec![]), Some(vec![]), Some(vec![])],
            ..Example::default()
        });
        published.chain(taught).chain(foreign).collect()
    }

    /// Everything that is compared: examples, then candidates.
    fn field<'e>(&'e self, examples: &'e [Example], open: &[Subject<'_>]) -> Field<'e> {
        let alone = |row: RowIndex| vec![(row, 1.0)];
        let together = |members: &[StatementIndex]| -> Vec<(RowIndex, f32)> {
            members.iter().map(|i| (i.row(), 1.0)).collect()
        };
        let layout = self.layout;
        let mut groups: Vec<Vec<(RowIndex, f32)>> =
            layout.rows(Part::Desafios).map(alone).collect();
        groups.extend(self.taught.iter().map(|taught| together(&taught.members)));
        groups.extend(layout.rows(Part::Foreign).map(alone));
        groups.extend(open.iter().map(|subject| together(subject.members)));
        let items = groups.len();
        let kinds = [Part::ObjetivosDesarrollo, Part::ObjetivosGestion, Part::Politicas];
        groups.extend(kinds.into_iter().flat_map(|part| layout.rows(part)).map(alone));
        let gram = Centroids::of(self.features, &groups).between();
        let gram = gram.slice_axis(Axis(0), Slice::from(..items));
        let mut from = items;
        let texts = kinds.map(|part| {
            let n = layout.rows(part).len();
            let part = gram.slice_axis(Axis(1), Slice::from(from..from + n)).to_owned();
            from += n;
            part
        });
        let mut known: Vec<Option<CompetenciaIndex>> =
            examples.iter().map(|e| e.competencia).collect();
        known.extend(open.iter().map(|subject| Some(subject.competencia)));
        let peers = gram.slice_axis(Axis(1), Slice::from(..examples.len())).to_owned();
        Field { frame: self.frame, examples, competencias: known, peers, texts }
    }
}

/// The probabilities of all answers of each kind, and that none fits; `None` where nothing was
/// learned.
fn answers(
    field: &Field<'_>,
    models: &[Option<Model>; 3],
    item: usize,
    without: &[usize],
) -> [Option<(Vec<f32>, f32)>; 3] {
    let alone = AlignmentKind::ALL.map(|kind| {
        let model = models[kind as usize].as_ref()?;
        Some(model.probabilities(&field.pairs(kind, item, without)))
    });
    together(field.frame, alone)
}

/// Makes the three kinds consistent: the probability of an objective is the geometric mean of what its
/// own model and its policies give, and that of a policy is shared out under its objective.
fn together(
    frame: &Frame,
    [development, management, policies]: [Option<(Vec<f32>, f32)>; 3],
) -> [Option<(Vec<f32>, f32)>; 3] {
    let below = |under: &dyn Fn(usize) -> Option<usize>, p: &[f32], n: usize| -> Vec<Option<f32>> {
        let mut sums = vec![None; n];
        for (k, p) in p.iter().enumerate() {
            if let Some(above) = under(k) {
                *sums[above].get_or_insert(0.0) += p;
            }
        }
        sums
    };
    let mean = |(own, none): (Vec<f32>, f32), sums: &[Option<f32>], other: f32| {
        // An objective with nothing under it has only its own model's probability.
        let both = own.iter().zip(sums).map(|(p, sum)| (p * sum.unwrap_or(*p)).sqrt());
        let both: Vec<f32> = both.collect();
        let none = (none * other).sqrt();
        let all = (both.iter().sum::<f32>() + none).max(f32::MIN_POSITIVE);
        (both.into_iter().map(|p| p / all).collect::<Vec<f32>>(), none / all)
    };
    let above = |p: usize| Some(frame.politicas[p].objetivo_gestion);
    let (management, policies) = match (management, policies) {
        (Some(management), Some((p, none))) => {
            let sums = below(&above, &p, frame.objetivos_gestion.len());
            let both = mean(management, &sums, none);
            let under = |(k, p): (usize, &f32)| {
                let g = frame.politicas[k].objetivo_gestion;
                both.0[g] * p / sums[g].unwrap_or(1.0).max(f32::MIN_POSITIVE)
            };
            let p: Vec<f32> = p.iter().enumerate().map(under).collect();
            let none = both.1;
            (Some(both), Some((p, none)))
        }
        others => others,
    };
    let development = match (development, &management) {
        (Some(development), Some((p, none))) => {
            let above = |g: usize| Some(frame.objetivos_gestion[g].objetivo_desarrollo);
            let sums = below(&above, p, frame.objetivos_desarrollo.len());
            Some(mean(development, &sums, *none))
        }
        (development, _) => development,
    };
    [development, management, policies]
}

/// What people said, as an example; what the frame tells of it besides is filled in.
fn example(frame: &Frame, taught: &Taught) -> Example {
    let Alignment { horizon, objetivo_desarrollo, objetivo_gestion, politicas } = &taught.alignment;
    let place = |id: &str, ids: Vec<&str>| -> Option<Vec<usize>> {
        if id == NONE {
            return Some(vec![]);
        }
        ids.iter().position(|known| *known == id).map(|k| vec![k])
    };
    let policies: Vec<usize> = politicas
        .iter()
        .filter_map(|id| frame.politicas.iter().position(|p| p.id == *id))
        .collect();
    let none = politicas.iter().any(|id| id == NONE);
    let gestion = objetivo_gestion
        .as_deref()
        .and_then(|id| place(id, frame.objetivos_gestion.iter().map(|o| o.id.as_str()).collect()))
        .or_else(|| policies.first().map(|&p| vec![frame.politicas[p].objetivo_gestion]));
    let above =
        |g: &Vec<usize>| g.first().map(|&g| vec![frame.objetivos_gestion[g].objetivo_desarrollo]);
    let desarrollo = objetivo_desarrollo
        .as_deref()
        .and_then(|id| {
            place(id, frame.objetivos_desarrollo.iter().map(|o| o.id.as_str()).collect())
        })
        .or_else(|| gestion.as_ref().and_then(above));
    Example {
        competencia: Some(taught.competencia),
        largo_plazo: horizon.map(|horizon| horizon == Horizon::LargoPlazo),
        answers: [desarrollo, gestion, (none || !policies.is_empty()).then_some(policies)],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
