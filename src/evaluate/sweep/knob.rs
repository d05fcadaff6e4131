//! The knobs of a setting as people read them: which ones vary in a sweep, what a setting is called
//! by them, and what each value of a knob did on average.

use super::Row;
use super::row::Family;

/// A knob of a sweep, the number of groups apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knob {
    /// What makes the groups.
    Algorithm,
    /// The encoder.
    Encoder,
    /// Whether tokens are weighted when they are pooled.
    Weighted,
    /// How many of the model's general directions are removed.
    Components,
    /// The share of the words in a likeness.
    Lexical,
    /// How grouping uses competencias.
    Competencia,
    /// How much size costs.
    SizePower,
    /// How many statements make a place dense.
    Dense,
    /// How many neighbours a statement is joined to.
    Joined,
    /// How many rounds of smoothing.
    Rounds,
    /// How many neighbours speak in a round.
    Neighbours,
    /// The share of the likenesses as they were before smoothing.
    Raw,
}

impl Knob {
    /// All of them, the one that matters most first.
    pub const ALL: [Self; 12] = [
        Self::Algorithm,
        Self::Encoder,
        Self::Weighted,
        Self::Components,
        Self::Lexical,
        Self::Competencia,
        Self::SizePower,
        Self::Dense,
        Self::Joined,
        Self::Rounds,
        Self::Neighbours,
        Self::Raw,
    ];

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Algorithm => "método",
            Self::Encoder => "modelo de lenguaje",
            Self::Weighted => "palabras pesadas",
            Self::Components => "direcciones quitadas",
            Self::Lexical => "parte de las palabras",
            Self::Competencia => "competencia",
            Self::SizePower => "precio del tamaño",
            Self::Dense => "vecinos de un lugar denso",
            Self::Joined => "vecinos en la red",
            Self::Rounds => "rondas de suavizado",
            Self::Neighbours => "vecinos del suavizado",
            Self::Raw => "parte sin suavizar",
        }
    }

    /// Its value in words; `None` where it plays no part.
    pub fn value(self, family: &Family) -> Option<String> {
        let decimal = |written: &String| written.replace('.', ",");
        match self {
            Self::Algorithm => Some(family.algorithm.in_spanish().to_owned()),
            Self::Encoder if family.encoder.is_empty() => Some("el de la corrida".to_owned()),
            Self::Encoder => Some(family.encoder.clone()),
            Self::Weighted => Some(if family.weighted { "sí" } else { "no" }.to_owned()),
            Self::Components => Some(family.components.to_string()),
            Self::Lexical => Some(decimal(&family.lexical)),
            Self::Competencia => Some(family.competencia.in_spanish().to_owned()),
            Self::SizePower => family.size_power.as_ref().map(decimal),
            Self::Dense => family.dense.map(|n| n.to_string()),
            Self::Joined => family.joined.map(|n| n.to_string()),
            Self::Rounds => Some(family.rounds.to_string()),
            Self::Neighbours => family.neighbours.map(|n| n.to_string()),
            Self::Raw => family.raw.as_ref().map(decimal),
        }
    }
}

/// The knobs that have several values in these rows.
pub fn varying(rows: &[Row]) -> Vec<Knob> {
    Knob::ALL.into_iter().filter(|&knob| values(rows, knob).len() > 1).collect()
}

/// The values of a knob, in the order of their first row.
fn values(rows: &[Row], knob: Knob) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in rows.iter().filter_map(|row| knob.value(&row.family())) {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// What a family is called where these knobs tell it from the others; without any, its method.
pub fn described(family: &Family, knobs: &[Knob]) -> String {
    let part = |knob: &Knob| {
        let value = knob.value(family)?;
        Some(match knob {
            Knob::Algorithm | Knob::Encoder => value,
            knob => format!("{} {value}", knob.in_spanish()),
        })
    };
    let parts: Vec<String> = knobs.iter().filter_map(part).collect();
    if parts.is_empty() { family.algorithm.in_spanish().to_owned() } else { parts.join(", ") }
}

/// What one value of a knob did on one corpus: the mean over all rows that have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The knob.
    pub knob: Knob,
    /// Its value in words.
    pub value: String,
    /// How many rows have it.
    pub rows: usize,
    /// Mean reviewer operations, where there is a reference.
    pub operations: Option<f64>,
    /// Mean B³ F, where there is a reference.
    pub b_cubed_f: Option<f64>,
    /// Mean silhouette.
    pub silhouette: Option<f64>,
}

/// What every value of these knobs did in the rows of one corpus.
pub fn effects(rows: &[&Row], knobs: &[Knob]) -> Vec<Effect> {
    let mut found = Vec::new();
    for &knob in knobs {
        let own: Vec<(String, &Row)> =
            rows.iter().filter_map(|&row| Some((knob.value(&row.family())?, row))).collect();
        let mut seen: Vec<&str> = Vec::new();
        for (value, _) in &own {
            if seen.contains(&value.as_str()) {
                continue;
            }
            seen.push(value);
            let with: Vec<&Row> =
                own.iter().filter(|(other, _)| other == value).map(|(_, row)| *row).collect();
            found.push(Effect {
                knob,
                value: value.clone(),
                rows: with.len(),
                operations: mean(with.iter().filter_map(|r| r.operations).map(|n| n as f64)),
                b_cubed_f: mean(with.iter().filter_map(|r| r.b_cubed_f)),
                silhouette: mean(with.iter().filter_map(|r| r.silhouette)),
            });
        }
    }
    found
}

/// The mean; `None` of nothing.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sweep::row::sample;

    #[test]
    fn a_family_is_called_by_what_varies() {
        let rows = sample::rows();
        let knobs = varying(&rows);
        assert_eq!(knobs, [Knob::Algorithm, Knob::Rounds]);
        assert_eq!(
            described(&rows[0].family(), &knobs),
            "enlace medio con precio al tamaño, rondas de suavizado 0"
        );
        assert_eq!(described(&rows[0].family(), &[]), "enlace medio con precio al tamaño");
        assert_eq!(
            described(&rows[0].family(), &[Knob::Neighbours, Knob::Lexical]),
            "parte de las palabras 0,2"
        );
    }

    #[test]
    fn effects_are_means_over_all_rows_with_the_value() {
        let rows = sample::rows();
        let own: Vec<&Row> = rows.iter().filter(|r| r.corpus != "dos").collect();
        let found = effects(&own, &[Knob::Rounds]);
        assert_eq!(found.iter().map(|e| e.value.as_str()).collect::<Vec<_>>(), ["0", "2"]);
        assert_eq!(found.iter().map(|e| e.rows).sum::<usize>(), own.len());
        let all: f64 = own.iter().filter_map(|r| r.operations).map(|n| n as f64).sum();
        let again: f64 =
            found.iter().map(|e| e.operations.expect("a reference") * e.rows as f64).sum();
        assert!((all - again).abs() < 1e-9);
        assert_eq!(mean(std::iter::empty()), None);
    }
}
