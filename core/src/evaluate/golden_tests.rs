//! Every measure against the values that scikit-learn, `SciPy` and the `bcubed` package give
//! (`tests/golden/metrics.py` writes them).

use serde::Deserialize;

use super::competencia::{Assigned, CompetenciaScores};
use super::*;

#[derive(Deserialize)]
struct Golden {
    partitions: Vec<GoldenPartition>,
    competencias: Vec<GoldenCompetencia>,
    detections: Vec<GoldenDetection>,
}

#[derive(Deserialize)]
struct GoldenPartition {
    name: String,
    predicted: Vec<usize>,
    main: Vec<usize>,
    second: Vec<Option<usize>>,
    measures: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct GoldenCompetencia {
    right: Vec<bool>,
    probability: Vec<f64>,
    brier: f64,
    expected_error: f64,
    said: Vec<f64>,
    share_right: Vec<f64>,
}

#[derive(Deserialize)]
struct GoldenDetection {
    predicted: Vec<bool>,
    actual: Vec<bool>,
    precision: f64,
    recall: f64,
    f: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../../tests/golden/metrics.json")).expect("golden values")
}

fn close(found: f64, golden: f64) -> bool {
    (found - golden).abs() < 1e-9
}

#[test]
fn partition_measures_are_the_golden_ones() {
    for case in golden().partitions {
        let labels = case.main.iter().zip(&case.second);
        let comparison = Comparison {
            predicted: Partition::new(&case.predicted),
            main: Partition::new(&case.main),
            references: labels.map(|(&main, &second)| Labels { main, second }).collect(),
        };
        let found = Measures::new(&comparison);
        assert_eq!(case.measures.len(), Measure::ALL.len(), "{}", case.name);
        for measure in Measure::ALL {
            let name = serde_json::to_value(measure).expect("a name");
            let golden = case.measures[name.as_str().expect("a string")];
            let found = found.get(measure);
            assert!(close(found, golden), "{} {measure:?}: {found} {golden}", case.name);
        }
    }
}

#[test]
fn competencia_scores_are_the_golden_ones() {
    for case in golden().competencias {
        let rows = case.right.iter().zip(&case.probability);
        let rows: Vec<Assigned<'_>> = rows
            .map(|(&right, &probability)| Assigned {
                declared: &Declared::Blank,
                right,
                probability,
            })
            .collect();
        let found = CompetenciaScores::new(&rows).calibration;
        assert!(found.brier.is_some_and(|brier| close(brier, case.brier)));
        assert!(found.expected_error.is_some_and(|error| close(error, case.expected_error)));
        // scikit-learn leaves empty bins out.
        let filled: Vec<_> =
            found.bins.iter().filter_map(|bin| Some((bin.said?, bin.right?))).collect();
        assert_eq!(filled.len(), case.said.len());
        for ((said, right), golden) in filled.iter().zip(case.said.iter().zip(&case.share_right)) {
            assert!(close(*said, *golden.0) && close(*right, *golden.1));
        }
    }
}

#[test]
fn detection_scores_are_the_golden_ones() {
    for case in golden().detections {
        let found = Detection::new(case.predicted.iter().copied().zip(case.actual));
        assert!(found.precision.is_some_and(|precision| close(precision, case.precision)));
        assert!(found.recall.is_some_and(|recall| close(recall, case.recall)));
        assert!(found.f.is_some_and(|f| close(f, case.f)));
    }
}
