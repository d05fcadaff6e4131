//! A sweep over a small corpus.

use super::*;
use crate::domain::proposal::sample;
use crate::domain::statement::{Statement, StatementId};
use crate::evaluate::Reference;
use crate::propose::cluster::Algorithm;

const MATTERS: [&str; 4] = ["quebrada sucia", "bus lleno", "parque oscuro", "feria ruidosa"];

/// Forty statements on four matters, their reference, and vectors that say the matter.
fn corpus() -> (Corpus, Gold, Array2<f32>) {
    let mut corpus = Corpus::default();
    let mut gold = Gold::default();
    for i in 0..40 {
        let text = format!("{} {}", MATTERS[i % 4], ["uno", "dos", "tres", "cinco"][i / 10]);
        let id = format!("S{i:02}");
        let statement = match i % 3 {
            0 => Statement::institutional(&id, &text),
            _ => Statement::citizen(&id, &text),
        };
        corpus.statements.push(statement);
        let reference: Reference = format!("DM{}", i % 4).parse().expect("a reference");
        gold.labels.insert(StatementId::new(&id), reference);
    }
    let texts = Texts::of(&corpus, &sample::frame(), &Guides::default(), &Settings::default());
    let n = texts.encoded.len();
    let vectors = Array2::from_shape_fn((n, 6), |(i, j)| match j {
        _ if i >= 40 => 0.1,
        4 => (i % 7) as f32 / 14.0,
        5 => (i % 5) as f32 / 10.0,
        _ => f32::from(u8::from(i % 4 == j)),
    });
    (corpus, gold, vectors)
}

fn grid() -> Grid {
    Grid { groups: vec![4, 8], stability: Resampling { resamples: 3, seed: 1 }, ..Grid::default() }
        .with("lexical", [0.2_f32, 0.5])
        .with("competencia", [Competencia::None])
}

fn rows(corpus: &Corpus, gold: Option<&Gold>, vectors: &Array2<f32>, grid: &Grid) -> Vec<Row> {
    let frame = sample::frame();
    let set = Settings::default();
    let texts = Texts::of(corpus, &frame, &Guides::default(), &set);
    let case = Case { name: "prueba", digest: "d", version: "0", corpus, frame: &frame, gold };
    let clock: &Clock<'_> = &|| 0.0;
    batches(&grid.settings(&set))
        .iter()
        .flat_map(|batch| {
            let settings = &batch[0].settings;
            let postprocess = &Postprocess::default();
            let encoded = EncodedTexts { texts: &texts, vectors: vectors.clone(), postprocess };
            let prepared = Prepared::new(case, encoded, settings, clock);
            prepared.score_all(batch, &grid.stability, clock)
        })
        .collect()
}

#[test]
fn every_setting_has_its_row_in_order_and_the_clear_matters_are_found() {
    let (corpus, gold, vectors) = corpus();
    let found = rows(&corpus, Some(&gold), &vectors, &grid());
    let settings = grid().settings(&Settings::default());
    let keys = |rows: &[Row]| rows.iter().map(|r| r.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&found), settings.iter().map(|s| s.key.clone()).collect::<Vec<_>>());
    for row in &found {
        assert_eq!((row.statements, row.coverage), (40, Some(1.0)));
        assert!(row.silhouette.is_some() && row.stability.is_some());
        let trees = row.algorithm() < Algorithm::Kmeans;
        if row.groups == 4 && trees {
            assert_eq!((row.operations, row.b_cubed_f), (Some(0), Some(1.0)), "{row:?}");
            assert!((row.stability.expect("resampled") - 1.0).abs() < 1e-9, "{row:?}");
            assert_eq!((row.largest, row.singletons, row.crossed_share), (10, 0, Some(1.0)));
        }
        if trees {
            assert_eq!(Some(row.groups), row.target_groups);
        }
    }
    assert_eq!(found, rows(&corpus, Some(&gold), &vectors, &grid()));
}

#[test]
fn without_a_reference_the_other_measures_are_there() {
    let (corpus, _, vectors) = corpus();
    let grid = grid().with("algorithm", [Algorithm::Average]);
    for row in rows(&corpus, None, &vectors, &grid) {
        assert_eq!((row.operations, row.b_cubed_f, row.coverage), (None, None, None));
        assert!(row.silhouette.is_some() && row.weakest_pair.is_some());
    }
}

#[test]
fn nothing_one_and_equal_statements_are_swept_too() {
    let same = |n: usize| Corpus {
        statements: (0..n).map(|i| Statement::citizen(&format!("C{i}"), "más buses")).collect(),
        ..Corpus::default()
    };
    let empty = Corpus {
        statements: (0..3).map(|i| Statement::citizen(&format!("C{i}"), "s/n")).collect(),
        ..Corpus::default()
    };
    for (corpus, grouped) in [(same(0), 0), (same(1), 1), (same(5), 5), (empty, 0)] {
        let texts = Texts::of(&corpus, &sample::frame(), &Guides::default(), &Settings::default());
        let vectors = Array2::ones((texts.encoded.len(), 3));
        for row in rows(&corpus, None, &vectors, &grid()) {
            assert_eq!(row.statements, grouped);
            assert!(row.groups <= grouped && row.silhouette.is_none_or(f64::is_finite), "{row:?}");
        }
    }
}

#[test]
fn a_setting_alone_has_the_groups_of_its_row() {
    let (corpus, gold, vectors) = corpus();
    let frame = sample::frame();
    let set = Settings::default();
    let texts = Texts::of(&corpus, &frame, &Guides::default(), &set);
    let case = Case {
        name: "prueba",
        digest: "d",
        version: "0",
        corpus: &corpus,
        frame: &frame,
        gold: Some(&gold),
    };
    let settings = grid().settings(&set);
    let encoded = EncodedTexts { texts: &texts, vectors, postprocess: &Postprocess::default() };
    let prepared = Prepared::new(case, encoded, &settings[0].settings, &|| 0.0);
    let rows = prepared.score_all(&settings[..4], &Resampling::default(), &|| 0.0);
    for (setting, row) in settings.iter().zip(&rows) {
        let groups = prepared.groups(setting);
        assert_eq!(groups.iter().flatten().max(), Some(&(row.groups - 1)));
    }
    let (four, eight) = (prepared.groups(&settings[0]), prepared.groups(&settings[1]));
    let sides = (four.as_slice(), eight.as_slice());
    let found = difference::difference(&corpus, prepared.features(), Some(&gold), sides, 3);
    // Eight groups only split the four, which are right.
    assert_eq!(found.joined.count, 0);
    assert_eq!(found.both + found.parted.count, 4 * 45);
    assert_eq!((found.parted.right, found.parted.wrong), (found.parted.count, 0));
    assert_eq!(found.parted.shown.len(), 3);
    assert!(found.parted.shown[0].likeness >= found.parted.shown[1].likeness);
}
