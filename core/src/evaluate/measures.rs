//! All measures of a predicted grouping against a reference one, in the order people read them.

use serde::{Deserialize, Serialize};

use super::assignment::moves;
use super::b_cubed::{Labels, b_cubed, extended_b_cubed};
use super::information::{VMeasure, adjusted_mutual_information, v_measure};
use super::operations::Operations;
use super::pairs::Pairs;
use super::partition::{Contingency, Partition};
use super::precision::Prf;

/// Two groupings of the same statements.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What is judged.
    pub predicted: Partition,
    /// The grouping by main reference challenge.
    pub main: Partition,
    /// Both reference challenges of every statement, as numbers of their own.
    pub references: Vec<Labels>,
}

impl Comparison {
    /// The comparison of the statements at these indices, which may repeat.
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        Self {
            predicted: self.predicted.select(indices),
            main: self.main.select(indices),
            references: indices.iter().map(|&i| self.references[i]).collect(),
        }
    }

    /// The same reference with another predicted grouping.
    #[must_use]
    pub fn with(&self, predicted: Partition) -> Self {
        Self { predicted, main: self.main.clone(), references: self.references.clone() }
    }
}

/// One measure's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// [`Operations::total`].
    Operations,
    /// [`Operations::outside`].
    OperationsOutside,
    /// [`Operations::extra_groups`].
    OperationsExtraGroups,
    /// [`Operations::missing_groups`].
    OperationsMissingGroups,
    /// [`moves`].
    Moves,
    /// [`Pairs::adjusted_rand`].
    AdjustedRand,
    /// [`adjusted_mutual_information`].
    AdjustedMutualInformation,
    /// The F of [`b_cubed`].
    BCubedF,
    /// The precision of [`b_cubed`].
    BCubedPrecision,
    /// The recall of [`b_cubed`].
    BCubedRecall,
    /// The F of [`extended_b_cubed`].
    ExtendedBCubedF,
    /// The precision of [`extended_b_cubed`].
    ExtendedBCubedPrecision,
    /// The recall of [`extended_b_cubed`].
    ExtendedBCubedRecall,
    /// The F of [`Pairs::prf`].
    PairsF,
    /// The precision of [`Pairs::prf`].
    PairsPrecision,
    /// The recall of [`Pairs::prf`].
    PairsRecall,
    /// [`VMeasure::homogeneity`].
    Homogeneity,
    /// [`VMeasure::completeness`].
    Completeness,
    /// [`VMeasure::v`].
    VMeasure,
}

impl Measure {
    /// All measures in reading order: operations first, V-measure last.
    pub const ALL: [Self; 19] = [
        Self::Operations,
        Self::OperationsOutside,
        Self::OperationsExtraGroups,
        Self::OperationsMissingGroups,
        Self::Moves,
        Self::AdjustedRand,
        Self::AdjustedMutualInformation,
        Self::BCubedF,
        Self::BCubedPrecision,
        Self::BCubedRecall,
        Self::ExtendedBCubedF,
        Self::ExtendedBCubedPrecision,
        Self::ExtendedBCubedRecall,
        Self::PairsF,
        Self::PairsPrecision,
        Self::PairsRecall,
        Self::Homogeneity,
        Self::Completeness,
        Self::VMeasure,
    ];

    /// Whether the measure counts edits: whole, at least 0, the fewer the better. The others are
    /// at most 1, the more the better.
    pub fn is_count(self) -> bool {
        matches!(
            self,
            Self::Operations
                | Self::OperationsOutside
                | Self::OperationsExtraGroups
                | Self::OperationsMissingGroups
                | Self::Moves
        )
    }

    /// The least and the largest value there is.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::AdjustedRand | Self::AdjustedMutualInformation => (-1.0, 1.0),
            _ if self.is_count() => (0.0, f64::INFINITY),
            _ => (0.0, 1.0),
        }
    }

    /// The words people read; a part is indented under its whole.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Operations => "Operaciones de revisión",
            Self::OperationsOutside => "  aportes fuera de su grupo",
            Self::OperationsExtraGroups => "  grupos de más",
            Self::OperationsMissingGroups => "  desafíos sin grupo",
            Self::Moves => "Cambios de grupo, uno a uno",
            Self::AdjustedRand => "Rand ajustado (ARI)",
            Self::AdjustedMutualInformation => "Información mutua ajustada",
            Self::BCubedF => "B³ F",
            Self::BCubedPrecision | Self::ExtendedBCubedPrecision | Self::PairsPrecision => {
                "  precisión"
            }
            Self::BCubedRecall | Self::ExtendedBCubedRecall | Self::PairsRecall => {
                "  exhaustividad"
            }
            Self::ExtendedBCubedF => "B³ F con dos desafíos",
            Self::PairsF => "Pares F",
            Self::Homogeneity => "Homogeneidad",
            Self::Completeness => "Completitud",
            Self::VMeasure => "Medida V",
        }
    }
}

/// The values of all measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Reviewer operations.
    pub operations: Operations,
    /// One-to-one moves.
    pub moves: usize,
    /// Adjusted Rand index.
    pub adjusted_rand: f64,
    /// Adjusted mutual information.
    pub adjusted_mutual_information: f64,
    /// B³.
    pub b_cubed: Prf,
    /// Extended B³, which knows second references.
    pub extended: Prf,
    /// Over pairs.
    pub pairs: Prf,
    /// V-measure.
    pub v: VMeasure,
}

impl Measures {
    /// Measures a comparison.
    pub fn new(comparison: &Comparison) -> Self {
        let table = Contingency::new(&comparison.predicted, &comparison.main);
        let pairs = Pairs::new(&table);
        Self {
            operations: Operations::new(&table),
            moves: moves(&table),
            adjusted_rand: pairs.adjusted_rand(),
            adjusted_mutual_information: adjusted_mutual_information(&table),
            b_cubed: b_cubed(&table),
            extended: extended_b_cubed(&comparison.predicted, &comparison.references),
            pairs: pairs.prf(),
            v: v_measure(&table),
        }
    }

    /// The value of one measure.
    pub fn get(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Operations => self.operations.total() as f64,
            Measure::OperationsOutside => self.operations.outside as f64,
            Measure::OperationsExtraGroups => self.operations.extra_groups as f64,
            Measure::OperationsMissingGroups => self.operations.missing_groups as f64,
            Measure::Moves => self.moves as f64,
            Measure::AdjustedRand => self.adjusted_rand,
            Measure::AdjustedMutualInformation => self.adjusted_mutual_information,
            Measure::BCubedF => self.b_cubed.f,
            Measure::BCubedPrecision => self.b_cubed.precision,
            Measure::BCubedRecall => self.b_cubed.recall,
            Measure::ExtendedBCubedF => self.extended.f,
            Measure::ExtendedBCubedPrecision => self.extended.precision,
            Measure::ExtendedBCubedRecall => self.extended.recall,
            Measure::PairsF => self.pairs.f,
            Measure::PairsPrecision => self.pairs.precision,
            Measure::PairsRecall => self.pairs.recall,
            Measure::Homogeneity => self.v.homogeneity,
            Measure::Completeness => self.v.completeness,
            Measure::VMeasure => self.v.v,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (usize, usize, Option<usize>);

    fn comparison(rows: &[Row]) -> Comparison {
        let labels = |r: &Row| Labels { main: r.1, second: r.2.filter(|&s| s != r.1) };
        Comparison {
            predicted: Partition::new(&rows.iter().map(|r| r.0).collect::<Vec<_>>()),
            main: Partition::new(&rows.iter().map(|r| r.1).collect::<Vec<_>>()),
            references: rows.iter().map(labels).collect(),
        }
    }

    fn differing(a: &Measures, b: &Measures) -> Vec<Measure> {
        Measure::ALL.into_iter().filter(|&m| (a.get(m) - b.get(m)).abs() > 1e-12).collect()
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop::collection::vec((0_usize..8, 0_usize..6, prop::option::of(0_usize..6)), 0..40)
    }

    proptest! {
        #[test]
        fn renaming_the_groups_changes_nothing(rows in rows(), salt in 0_usize..8) {
            let renamed: Vec<Row> = rows.iter().map(|r| ((r.0 + salt) % 8 * 31, r.1, r.2)).collect();
            let a = Measures::new(&comparison(&rows));
            prop_assert_eq!(differing(&a, &Measures::new(&comparison(&renamed))), []);
        }

        #[test]
        fn renaming_the_references_changes_nothing_but_ties(rows in rows(), salt in 0_usize..6) {
            let name = |r: usize| (r + salt) % 6 * 7;
            let renamed: Vec<Row> = rows.iter().map(|r| (r.0, name(r.1), r.2.map(name))).collect();
            let (a, b) = (Measures::new(&comparison(&rows)), Measures::new(&comparison(&renamed)));
            let ties = [
                Measure::Operations,
                Measure::OperationsExtraGroups,
                Measure::OperationsMissingGroups,
            ];
            let differing = differing(&a, &b);
            prop_assert!(differing.iter().all(|m| ties.contains(m)), "{:?}", differing);
        }

        #[test]
        fn the_order_of_the_statements_changes_nothing(rows in rows(), salt in 0_usize..40) {
            let n = rows.len();
            let mut other: Vec<Row> = rows.iter().rev().copied().collect();
            other.rotate_left(salt % n.max(1));
            let (a, b) = (Measures::new(&comparison(&rows)), Measures::new(&comparison(&other)));
            prop_assert_eq!(differing(&a, &b), []);
        }

        #[test]
        fn the_reference_itself_is_perfect(rows in rows()) {
            let same: Vec<Row> = rows.iter().map(|r| (r.1 + 100, r.1, None)).collect();
            let perfect = Measures::new(&comparison(&same));
            for measure in Measure::ALL {
                let best = if measure.is_count() { 0.0 } else { 1.0 };
                prop_assert!((perfect.get(measure) - best).abs() < 1e-12, "{:?}", measure);
            }
        }

        #[test]
        fn splitting_groups_never_lowers_precision(rows in rows(), parts in prop::collection::vec(0_usize..3, 40)) {
            let split: Vec<Row> =
                rows.iter().zip(parts).map(|(r, part)| (r.0 * 3 + part, r.1, r.2)).collect();
            let (whole, split) = (Measures::new(&comparison(&rows)), Measures::new(&comparison(&split)));
            for (down, up) in [
                (whole.b_cubed.precision, split.b_cubed.precision),
                (whole.v.homogeneity, split.v.homogeneity),
                (split.b_cubed.recall, whole.b_cubed.recall),
                (split.extended.recall, whole.extended.recall),
                (split.pairs.recall, whole.pairs.recall),
                (split.operations.outside as f64, whole.operations.outside as f64),
            ] {
                prop_assert!(down <= up + 1e-12, "{} {}", down, up);
            }
        }

        #[test]
        fn every_value_is_in_its_range(rows in rows()) {
            let measures = Measures::new(&comparison(&rows));
            for measure in Measure::ALL {
                let (low, high) = measure.range();
                let value = measures.get(measure);
                prop_assert!((low - 1e-12..=high + 1e-12).contains(&value), "{:?} {}", measure, value);
            }
            // Taking every statement where it belongs is one way to move them one to one.
            prop_assert!(measures.operations.outside <= measures.moves);
        }
    }
}
