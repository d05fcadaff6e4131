//! Every algorithm on the same likenesses: clear groups are found, and nothing strange stops one.

use super::*;
use crate::domain::embedding::Embeddings;
use smooth::Scope;

fn settings(algorithm: Algorithm) -> Settings {
    let smoothing = smooth::Settings { rounds: 0, ..smooth::Settings::default() };
    Settings { algorithm, smoothing, ..Settings::default() }
}

fn grown(gram: &Array2<f32>, competencia: &[usize], settings: &Settings) -> Hierarchy {
    let belief = Array2::ones((competencia.len(), 1));
    let competencia: Vec<CompetenciaIndex> = competencia.iter().map(|&c| c.into()).collect();
    grow(Likenesses { gram, competencia: &competencia, belief: &belief }, settings)
}

/// Four bundles of `each` vectors, two in each of two competencias.
fn bundles(each: usize) -> (Array2<f32>, Vec<usize>, Vec<usize>) {
    let n = 4 * each;
    let rows = Array2::from_shape_fn((n, 4 + n), |(i, j)| {
        let noise = if j == 4 + i { 0.3 + 0.02 * (i % 3) as f32 } else { 0.0 };
        f32::from(u8::from(i % 4 == j)) + noise
    });
    let unit = Embeddings::normalised(rows);
    let competencia = (0..n).map(|i| i % 2).collect();
    (unit.view().dot(&unit.view().t()), competencia, (0..n).map(|i| i % 4).collect())
}

fn same(a: &[usize], b: &[usize]) -> bool {
    forest::renumber(a) == forest::renumber(b)
}

#[test]
fn clear_groups_are_found_by_every_algorithm() {
    let (gram, competencia, truth) = bundles(8);
    for algorithm in Algorithm::ALL {
        let found = grown(&gram, &competencia, &settings(algorithm)).cut(Target::Count(4));
        assert!(same(&found, &truth), "{algorithm:?} {found:?}");
        let mut seen = 0;
        for &group in &found {
            assert!(group <= seen, "{algorithm:?}");
            seen = seen.max(group + 1);
        }
    }
}

#[test]
fn groups_stay_within_competencias_unless_they_are_ignored() {
    let gram = Array2::ones((8, 8));
    let competencia = [0, 1, 0, 1, 0, 1, 0, 1];
    for algorithm in Algorithm::ALL {
        let mut settings = settings(algorithm);
        let found = grown(&gram, &competencia, &settings).cut(Target::Count(1));
        assert!(found.contains(&1), "{algorithm:?}");
        for (a, b) in found.iter().zip(&competencia) {
            let mates = found.iter().zip(&competencia).filter(|(x, _)| *x == a);
            assert!(mates.into_iter().all(|(_, c)| c == b), "{algorithm:?} {found:?}");
        }
        settings.smoothing.scope = Scope::Ignored;
        let found = grown(&gram, &competencia, &settings).cut(Target::Count(1));
        // Without any difference in density HDBSCAN has nothing to choose by.
        let expected = if algorithm == Algorithm::Hdbscan { 8 } else { 1 };
        assert_eq!(found.iter().max().map(|g| g + 1), Some(expected), "{algorithm:?}");
    }
}

#[test]
fn equal_texts_are_never_in_different_groups() {
    // Five texts, each in some competencia as often as its number says, in no order.
    let text = |i: usize| [0_usize, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4][(i * 7) % 11];
    let gram = Array2::from_shape_fn((22, 22), |(a, b)| match (text(a), text(b)) {
        (x, y) if x == y => 1.0 - f32::EPSILON * ((a + b) % 3) as f32,
        (x, y) => 0.8 - 0.1 * x.abs_diff(y) as f32,
    });
    let competencia: Vec<usize> = (0..22).map(|i| i / 11).collect();
    let trees = [Algorithm::Sized, Algorithm::Average, Algorithm::Complete, Algorithm::Ward];
    for algorithm in trees {
        for rounds in [0, 2] {
            let mut settings = settings(algorithm);
            settings.smoothing.rounds = rounds;
            let grown = grown(&gram, &competencia, &settings);
            for target in [2, 7, 10, 11, 22, 100] {
                let found = grown.cut(Target::Count(target));
                let case = format!("{algorithm:?} {rounds} {target}");
                let groups = found.iter().max().map_or(0, |group| group + 1);
                assert_eq!(groups, target.min(10), "{case}");
                for (a, one) in found.iter().enumerate() {
                    for (b, other) in found.iter().enumerate() {
                        if text(a) == text(b) && competencia[a] == competencia[b] {
                            assert_eq!(one, other, "{case}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_height_means_the_same_number_of_groups_for_every_method_without_trees() {
    let (gram, competencia, truth) = bundles(8);
    for algorithm in [Algorithm::Kmeans, Algorithm::Optics, Algorithm::Leiden] {
        let found = grown(&gram, &competencia, &settings(algorithm)).cut(Target::Height(0.5));
        assert!(same(&found, &truth), "{algorithm:?} {found:?}");
    }
}

#[test]
fn degenerate_statements_stop_no_algorithm() {
    let mut with_empty = Array2::ones((6, 6));
    for i in 0..6 {
        for j in [1, 4] {
            with_empty[[i, j]] = 0.0;
            with_empty[[j, i]] = 0.0;
        }
    }
    let cases: [(&str, Array2<f32>); 7] = [
        ("none", Array2::zeros((0, 0))),
        ("one", Array2::ones((1, 1))),
        ("one empty", Array2::zeros((1, 1))),
        ("all equal", Array2::ones((30, 30))),
        ("all empty", Array2::zeros((5, 5))),
        ("all apart", Array2::eye(9)),
        ("some empty", with_empty),
    ];
    for (name, gram) in cases {
        let n = gram.nrows();
        for algorithm in Algorithm::ALL {
            for rounds in [0, 2] {
                for blocks in [1, 2, n.max(1)] {
                    let mut settings = settings(algorithm);
                    settings.smoothing.rounds = rounds;
                    let competencia: Vec<usize> = (0..n).map(|i| i % blocks).collect();
                    let grown = grown(&gram, &competencia, &settings);
                    for target in [0, 1, 2, n, 10 * n + 3] {
                        let found = grown.cut(Target::Count(target));
                        let case = format!("{name} {algorithm:?} {rounds} {blocks} {target}");
                        assert_eq!(found.len(), n, "{case}");
                        assert_eq!(forest::renumber(&found), found, "{case}");
                    }
                    assert_eq!(grown.cut(Target::Height(0.5)).len(), n);
                }
            }
        }
    }
}

#[test]
fn the_same_likenesses_give_the_same_groups() {
    let (gram, competencia, _) = bundles(12);
    for algorithm in Algorithm::ALL {
        let cut = || grown(&gram, &competencia, &settings(algorithm)).cut(Target::Count(11));
        assert_eq!(cut(), cut(), "{algorithm:?}");
    }
}

#[test]
fn noise_is_alone() {
    // Six alike, and three that are like nothing.
    let gram = Array2::from_shape_fn((9, 9), |(a, b)| match (a == b, a.max(b) < 6) {
        (true, _) => 1.0,
        (_, true) => 0.8 + 0.01 * (a + b) as f32,
        _ => 0.0,
    });
    let found = grown(&gram, &[0; 9], &settings(Algorithm::Optics)).cut(Target::Count(4));
    assert_eq!(found, [0, 0, 0, 0, 0, 0, 1, 2, 3]);
}

#[test]
fn names_are_those_of_the_settings_file() {
    for algorithm in Algorithm::ALL {
        let written = toml::to_string(&settings(algorithm)).expect("settings are plain values");
        assert!(written.contains(&format!("algorithm = \"{}\"", algorithm.as_str())));
    }
}
