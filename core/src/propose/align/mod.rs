//! Aligning: the horizon of each candidate, and the objetivo de desarrollo, objetivo de gestión and
//! política that it answers to, learned from the challenges that the frame already aligns and from
//! what people decided. What is proposed has its probability, "none fits" included; people decide.

mod evaluate;
mod horizon;
mod model;

use ndarray::Axis;
use serde::{Deserialize, Serialize};

use crate::domain::decision::{Alignment, NONE};
use crate::domain::frame::{Desafio, Frame, Horizon};
use crate::domain::proposal::{Aligned, Candidate, Ranked};
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

/// The texts of a frame that are compared, in this order: published challenges, objectives of both
/// kinds, policies, matters of others.
pub fn texts(frame: &Frame) -> Vec<&str> {
    let challenges = frame.desafios.iter().map(|d| d.text.as_str());
    let development = frame.objetivos_desarrollo.iter().map(|o| o.text.as_str());
    let management = frame.objetivos_gestion.iter().map(|o| o.text.as_str());
    let policies = frame.politicas.iter().map(|p| p.text.as_str());
    challenges.chain(development).chain(management).chain(policies).collect()
}

/// Where the frame's texts are among the rows of some features.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The row of the first of [`texts`].
    pub first: usize,
    /// The rows of the matters of others.
    pub foreign: std::ops::Range<usize>,
}

/// A challenge that people aligned, with the statements they put in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// Its statements: rows of the features.
    pub members: Vec<usize>,
    /// An index into the frame's competencias.
    pub competencia: usize,
    /// What people said.
    pub alignment: Alignment,
}

/// Aligns candidates. A candidate that is a challenge of the frame has the frame's alignment; the
/// others are compared, by the middle of their members, with the texts of the frame.
pub fn align(
    frame: &Frame,
    candidates: &mut [Candidate],
    features: &Features,
    rows: &Rows,
    taught: &[Taught],
    settings: &Settings,
) {
    let of_frame =
        |candidate: &Candidate| frame.desafios.iter().find(|d| d.id == candidate.id.as_str());
    let open: Vec<usize> =
        (0..candidates.len()).filter(|&c| of_frame(&candidates[c]).is_none()).collect();
    let field = Source { frame, features, rows, taught };
    let found = field.aligned(
        open.iter().map(|&c| (candidates[c].members.as_slice(), candidates[c].competencia)),
        *settings,
    );
    for (c, (aligned, long)) in open.into_iter().zip(found) {
        candidates[c].horizon =
            long.map(|long| if long { Horizon::LargoPlazo } else { Horizon::Gestion });
        candidates[c].alignment = aligned;
    }
    for candidate in candidates {
        if let Some(desafio) = of_frame(candidate) {
            candidate.horizon = Some(desafio.horizon);
            candidate.alignment = own(desafio);
        }
    }
}

/// The frame's alignment of its own challenge.
fn own(desafio: &Desafio) -> Aligned {
    let sure = |index: usize| Ranked { index: Some(index), probability: 1.0 };
    Aligned {
        largo_plazo: Some(f32::from(u8::from(desafio.horizon == Horizon::LargoPlazo))),
        objetivos_desarrollo: desafio.objetivo_desarrollo.into_iter().map(sure).collect(),
        objetivos_gestion: desafio.objetivo_gestion.into_iter().map(sure).collect(),
        politicas: desafio.politicas.iter().copied().map(sure).collect(),
        by_frame: true,
    }
}

/// What alignments are learned from.
struct Source<'a> {
    frame: &'a Frame,
    features: &'a Features,
    rows: &'a Rows,
    taught: &'a [Taught],
}

impl Source<'_> {
    fn aligned<'c>(
        &self,
        open: impl Iterator<Item = (&'c [usize], usize)>,
        settings: Settings,
    ) -> Vec<(Aligned, Option<bool>)> {
        let examples = self.examples();
        let (members, competencias): (Vec<_>, Vec<_>) = open.unzip();
        let field = self.field(&examples, &members, &competencias);
        let horizon = horizon::Model::fit(&field, settings.c, None);
        let models = AlignmentKind::ALL.map(|kind| Model::fit(&field, kind, settings.c, None));
        let first = examples.len();
        (first..first + members.len())
            .map(|item| {
                let answers = answers(&field, &models, item, &[]);
                let shown = |(some, none): (Vec<f32>, f32)| ranked(&some, none, SHOWN);
                let [desarrollo, gestion, politicas] =
                    answers.map(|found| found.map(shown).unwrap_or_default());
                let largo_plazo = horizon.as_ref().map(|h| h.probability(&field, item, &[]));
                let long = horizon.as_ref().zip(largo_plazo).map(|(h, p)| h.says(p, &settings));
                let aligned = Aligned {
                    largo_plazo,
                    objetivos_desarrollo: desarrollo,
                    objetivos_gestion: gestion,
                    politicas,
                    by_frame: false,
                };
                (aligned, long)
            })
            .collect()
    }

    /// The frame's challenges, what people aligned, and matters of others, which answer to nothing.
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
        let taught = self.taught.iter().map(|taught| said(self.frame, taught));
        let foreign = self.rows.foreign.clone().map(|_| Example {
            answers: [Some(vec![]), Some(vec![]), Some(vec![])],
            ..Example::default()
        });
        published.chain(taught).chain(foreign).collect()
    }

    /// Everything compared: examples, then candidates given by their members.
    fn field<'e>(
        &'e self,
        examples: &'e [Example],
        members: &[&[usize]],
        competencias: &[usize],
    ) -> Field<'e> {
        let alone = |row: usize| vec![(row, 1.0)];
        let together = |rows: &[usize]| rows.iter().map(|&i| (i, 1.0)).collect::<Vec<_>>();
        let (first, challenges) = (self.rows.first, self.frame.desafios.len());
        let mut groups: Vec<Vec<(usize, f32)>> = (first..first + challenges).map(alone).collect();
        groups.extend(self.taught.iter().map(|taught| together(&taught.members)));
        groups.extend(self.rows.foreign.clone().map(alone));
        groups.extend(members.iter().map(|members| together(members)));
        let items = groups.len();
        let counts = [
            self.frame.objetivos_desarrollo.len(),
            self.frame.objetivos_gestion.len(),
            self.frame.politicas.len(),
        ];
        let texts: usize = counts.iter().sum();
        let start = first + challenges;
        groups.extend((start..start + texts).map(alone));
        let gram = Centroids::of(self.features, &groups).between();
        let gram = gram.select(Axis(0), &(0..items).collect::<Vec<_>>());
        let mut from = items;
        let texts = counts.map(|n| {
            let part = gram.select(Axis(1), &(from..from + n).collect::<Vec<_>>());
            from += n;
            part
        });
        let mut known: Vec<Option<usize>> = examples.iter().map(|e| e.competencia).collect();
        known.extend(competencias.iter().map(|&c| Some(c)));
        let peers = gram.select(Axis(1), &(0..examples.len()).collect::<Vec<_>>());
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

/// What the three kinds say of one another: an objective is as probable as its own model and its
/// policies together say (the geometric mean of both), and a policy is so under its objective.
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
        // An objective with nothing under it has only its own word.
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
fn said(frame: &Frame, taught: &Taught) -> Example {
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
