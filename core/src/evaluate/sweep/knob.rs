//! The knobs of a sweep, each declared once in [`KNOBS`]: its names, the values it takes, where it
//! stands in the settings, when it plays a part, and what is tried where a grid does not say. Grids
//! are read, settings are varied, and the columns of the table and the words of the page are made by
//! this table.

use super::knob_value::{Amount, Competencia, KnobValue};
use super::setting::Setting;
use crate::propose::cluster::Algorithm;
use crate::propose::cluster::smooth::Scope;
use crate::propose::settings::Settings;

/// Where a knob stands in a setting.
pub(super) struct Field<T> {
    get: fn(&Setting) -> &T,
    get_mut: fn(&mut Setting) -> &mut T,
}

/// The field of a setting by its path.
macro_rules! field {
    ($($path:ident).+) => {
        Field { get: |setting| &setting.$($path).+, get_mut: |setting| &mut setting.$($path).+ }
    };
}

/// The values that a knob takes, and where they stand in a setting.
pub(super) enum Domain {
    /// A name; the empty one is the caller's own.
    Name(Field<String>),
    /// Yes or no.
    Flag(Field<bool>),
    /// A whole number from the least one that makes sense.
    Count(Field<usize>, usize),
    /// A share, 0…1.
    Share(Field<f32>),
    /// A number from 0.
    Amount(Field<f32>),
    /// How grouping uses competencias.
    Competencia(Field<Scope>),
    /// What makes the groups.
    Algorithm(Field<Algorithm>),
}

/// The work that a knob changes. Settings that share earlier work share what came of it, so knobs of
/// later work vary faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Work {
    /// Encoding and pooling.
    Vectors,
    /// How texts are compared: pooling, directions, metric, weights of likeness.
    Features,
    /// Smoothing likenesses by neighbours.
    Smoothing,
    /// How statements become candidates: the method, its threshold, its sizes.
    Grouping,
}

/// A knob of a sweep, the number of groups apart.
pub struct Knob {
    /// Its name in grids.
    pub name: &'static str,
    /// Its column in `sweep.csv`, which is also an earlier name in grids.
    pub column: &'static str,
    /// The words people read.
    pub in_spanish: &'static str,
    /// What it changes.
    pub(super) work: Work,
    pub(super) domain: Domain,
    /// Whether it plays a part in a setting; `None` for one that always does.
    applies: Option<fn(&Settings) -> bool>,
    /// What is tried where a grid does not say; empty for what the run's settings have.
    pub(super) tried: fn() -> Vec<KnobValue>,
}

/// All knobs, in the order of their columns.
pub static KNOBS: [Knob; 12] = [
    Knob {
        name: "encoder",
        column: "encoder",
        in_spanish: "modelo de lenguaje",
        work: Work::Vectors,
        domain: Domain::Name(field!(encoder)),
        applies: None,
        tried: Vec::new,
    },
    Knob {
        name: "weighted",
        column: "weighted",
        in_spanish: "palabras pesadas",
        work: Work::Vectors,
        domain: Domain::Flag(field!(settings.pooling.weighted)),
        applies: None,
        tried: Vec::new,
    },
    Knob {
        name: "components",
        column: "components",
        in_spanish: "direcciones quitadas",
        work: Work::Features,
        domain: Domain::Count(field!(settings.features.components), 0),
        applies: None,
        tried: Vec::new,
    },
    Knob {
        name: "lexical",
        column: "lexical",
        in_spanish: "parte de las palabras",
        work: Work::Features,
        domain: Domain::Share(field!(settings.features.lexical)),
        applies: None,
        tried: Vec::new,
    },
    Knob {
        name: "competencia",
        column: "competencia",
        in_spanish: "competencia",
        work: Work::Smoothing,
        domain: Domain::Competencia(field!(settings.cluster.smoothing.scope)),
        applies: None,
        tried: Vec::new,
    },
    Knob {
        name: "algorithm",
        column: "algorithm",
        in_spanish: "método",
        work: Work::Grouping,
        domain: Domain::Algorithm(field!(settings.cluster.algorithm)),
        applies: None,
        tried: || Algorithm::ALL.map(KnobValue::Algorithm).to_vec(),
    },
    Knob {
        name: "size_power",
        column: "size_power",
        in_spanish: "precio del tamaño",
        work: Work::Grouping,
        domain: Domain::Amount(field!(settings.cluster.size_power)),
        applies: Some(|settings| settings.cluster.algorithm == Algorithm::Sized),
        tried: Vec::new,
    },
    Knob {
        name: "min_points",
        column: "dense",
        in_spanish: "vecinos de un lugar denso",
        work: Work::Grouping,
        domain: Domain::Count(field!(settings.cluster.min_points), 2),
        applies: Some(|settings| {
            matches!(settings.cluster.algorithm, Algorithm::Optics | Algorithm::Hdbscan)
        }),
        tried: Vec::new,
    },
    Knob {
        name: "graph_neighbours",
        column: "joined",
        in_spanish: "vecinos en la red",
        work: Work::Grouping,
        domain: Domain::Count(field!(settings.cluster.graph_neighbours), 1),
        applies: Some(|settings| settings.cluster.algorithm == Algorithm::Leiden),
        tried: Vec::new,
    },
    Knob {
        name: "rounds",
        column: "rounds",
        in_spanish: "rondas de suavizado",
        work: Work::Smoothing,
        domain: Domain::Count(field!(settings.cluster.smoothing.rounds), 0),
        applies: None,
        tried: || vec![KnobValue::Count(0), KnobValue::Count(2)],
    },
    Knob {
        name: "neighbours",
        column: "neighbours",
        in_spanish: "vecinos del suavizado",
        work: Work::Smoothing,
        domain: Domain::Count(field!(settings.cluster.smoothing.neighbours), 1),
        applies: Some(is_smoothed),
        tried: Vec::new,
    },
    Knob {
        name: "unsmoothed_share",
        column: "raw",
        in_spanish: "parte sin suavizar",
        work: Work::Smoothing,
        domain: Domain::Share(field!(settings.cluster.unsmoothed_share)),
        applies: Some(is_smoothed),
        tried: Vec::new,
    },
];

fn is_smoothed(settings: &Settings) -> bool {
    settings.cluster.smoothing.rounds > 0
}

impl Knob {
    /// All knobs in the order in which they tell settings apart: what makes the groups first.
    pub(super) fn in_telling_order() -> impl Iterator<Item = &'static Self> {
        let (first, others): (Vec<_>, Vec<_>) = KNOBS.iter().partition(|knob| knob.is_algorithm());
        first.into_iter().chain(others)
    }

    /// Whether it is what makes the groups.
    pub fn is_algorithm(&self) -> bool {
        matches!(self.domain, Domain::Algorithm(_))
    }

    /// Whether its values say by themselves what they are of: methods and encoders do.
    pub(super) fn speaks_for_itself(&self) -> bool {
        matches!(self.domain, Domain::Algorithm(_) | Domain::Name(_))
    }

    /// Whether it plays a part in a setting.
    pub(super) fn applies(&self, settings: &Settings) -> bool {
        self.applies.is_none_or(|applies| applies(settings))
    }

    /// Whether it plays a part in every setting.
    pub(super) fn always_applies(&self) -> bool {
        self.applies.is_none()
    }

    /// Its value in a setting, whether or not it plays a part there.
    pub(super) fn get(&self, setting: &Setting) -> KnobValue {
        match &self.domain {
            Domain::Name(field) => KnobValue::Name((field.get)(setting).clone()),
            Domain::Flag(field) => KnobValue::Flag(*(field.get)(setting)),
            Domain::Count(field, _) => KnobValue::Count(*(field.get)(setting)),
            Domain::Share(field) | Domain::Amount(field) => {
                KnobValue::Amount(Amount(*(field.get)(setting)))
            }
            Domain::Competencia(field) => {
                KnobValue::Competencia(Competencia::of(*(field.get)(setting)))
            }
            Domain::Algorithm(field) => KnobValue::Algorithm(*(field.get)(setting)),
        }
    }

    /// Gives a setting one of its values.
    pub(super) fn set(&self, setting: &mut Setting, value: &KnobValue) {
        match (&self.domain, value) {
            (Domain::Name(field), KnobValue::Name(name)) => {
                (field.get_mut)(setting).clone_from(name);
            }
            (Domain::Flag(field), KnobValue::Flag(flag)) => *(field.get_mut)(setting) = *flag,
            (Domain::Count(field, _), KnobValue::Count(n)) => *(field.get_mut)(setting) = *n,
            (Domain::Share(field) | Domain::Amount(field), KnobValue::Amount(amount)) => {
                *(field.get_mut)(setting) = amount.0;
            }
            (Domain::Competencia(field), KnobValue::Competencia(competencia)) => {
                *(field.get_mut)(setting) = competencia.scope();
            }
            (Domain::Algorithm(field), KnobValue::Algorithm(algorithm)) => {
                *(field.get_mut)(setting) = *algorithm;
            }
            (_, value) => unreachable!("{} is never {value:?}", self.name),
        }
    }
}

impl std::fmt::Debug for Knob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Knob {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
