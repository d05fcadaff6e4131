//! What tells the settings of a sweep apart: the knobs that vary, what a setting is called by them,
//! and what each value of a knob did on average.

use super::Row;
use super::knob::Knob;
use super::knob_value::KnobValue;
use super::row::KnobValues;

/// The knobs that have several values in these rows.
pub fn varying(rows: &[Row]) -> Vec<&'static Knob> {
    Knob::in_telling_order().filter(|knob| values(rows, knob).len() > 1).collect()
}

/// The values of a knob, in the order of their first row.
fn values<'r>(rows: &'r [Row], knob: &Knob) -> Vec<&'r KnobValue> {
    let mut seen: Vec<&KnobValue> = Vec::new();
    for value in rows.iter().filter_map(|row| row.knobs.get(knob)) {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// What a setting is called where these knobs tell it from the others; without any, its method.
pub fn described(values: &KnobValues, knobs: &[&Knob]) -> String {
    let part = |knob: &&Knob| {
        let value = values.get(knob)?.in_spanish();
        Some(if knob.speaks_for_itself() { value } else { format!("{} {value}", knob.in_spanish) })
    };
    let parts: Vec<String> = knobs.iter().filter_map(part).collect();
    if parts.is_empty() { values.algorithm().in_spanish().to_owned() } else { parts.join(", ") }
}

/// What one value of a knob did on one corpus: the mean over all rows that have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The knob.
    pub knob: &'static Knob,
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
pub fn effects(rows: &[&Row], knobs: &[&'static Knob]) -> Vec<Effect> {
    let mut found = Vec::new();
    for &knob in knobs {
        let own: Vec<(&KnobValue, &Row)> =
            rows.iter().filter_map(|&row| Some((row.knobs.get(knob)?, row))).collect();
        let mut seen: Vec<&KnobValue> = Vec::new();
        for (value, _) in &own {
            if seen.contains(value) {
                continue;
            }
            seen.push(value);
            let with: Vec<&Row> =
                own.iter().filter(|(other, _)| other == value).map(|(_, row)| *row).collect();
            found.push(Effect {
                knob,
                value: value.in_spanish(),
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
    use crate::evaluate::sweep::knob::KNOBS;
    use crate::evaluate::sweep::row::sample;

    fn knob(name: &str) -> &'static Knob {
        KNOBS.iter().find(|knob| knob.name == name).expect("a knob")
    }

    #[test]
    fn a_setting_is_called_by_what_varies() {
        let rows = sample::rows();
        let knobs = varying(&rows);
        assert_eq!(knobs.iter().map(|knob| knob.name).collect::<Vec<_>>(), ["algorithm", "rounds"]);
        assert_eq!(
            described(&rows[0].knobs, &knobs),
            "enlace medio con precio al tamaño, rondas de suavizado 0"
        );
        assert_eq!(described(&rows[0].knobs, &[]), "enlace medio con precio al tamaño");
        assert_eq!(
            described(&rows[0].knobs, &[knob("neighbours"), knob("lexical")]),
            "parte de las palabras 0,2"
        );
    }

    #[test]
    fn effects_are_means_over_all_rows_with_the_value() {
        let rows = sample::rows();
        let own: Vec<&Row> = rows.iter().filter(|r| r.corpus != "dos").collect();
        let found = effects(&own, &[knob("rounds")]);
        assert_eq!(found.iter().map(|e| e.value.as_str()).collect::<Vec<_>>(), ["0", "2"]);
        assert_eq!(found.iter().map(|e| e.rows).sum::<usize>(), own.len());
        let all: f64 = own.iter().filter_map(|r| r.operations).map(|n| n as f64).sum();
        let again: f64 =
            found.iter().map(|e| e.operations.expect("a reference") * e.rows as f64).sum();
        assert!((all - again).abs() < 1e-9);
        assert_eq!(mean(std::iter::empty()), None);
    }
}
