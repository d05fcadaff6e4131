//! Tests of the sparse linkage: beside the exact one, and at its edges.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::embedding::Embeddings;
use crate::features::neighbours::{Measures, Search, Wanted};
use crate::propose::cluster::{self, Likenesses, Settings};

/// Unit rows around some middles, in three competencias.
fn cloud(n: usize) -> (Array2<f32>, Vec<CompetenciaIndex>, Array2<f32>) {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let mut noise = |rows| Array2::from_shape_simple_fn((rows, 24), || chance.gen_range(-1.0..1.0));
    let middles: Array2<f32> = noise(30);
    let mut rows: Array2<f32> = noise(n) * 1.1;
    for (i, mut row) in rows.rows_mut().into_iter().enumerate() {
        row += &middles.row(i % 30);
    }
    let competencia: Vec<CompetenciaIndex> = (0..n).map(|i| ((i % 30) / 10).into()).collect();
    let belief =
        Array2::from_shape_fn(
            (n, 3),
            |(i, c)| {
                if competencia[i].index() == c { 0.9 } else { 0.05 }
            },
        );
    (Embeddings::normalised(rows).view().to_owned(), competencia, belief)
}

fn grown(n: usize, small: usize, settings: &Settings) -> Hierarchy {
    let (points, competencia, belief) = cloud(n);
    let search = Search {
        points: &points,
        side: &vec![false; n],
        wanted: Wanted { any: 1, weighed: JOINED, other: 1 },
        measures: Measures {
            most: |c| most(c, &settings.smoothing),
            likeness: |i: usize, j: usize| points.row(i).dot(&points.row(j)),
            weigh: |i, j, c| weigh(c, (i, j), &competencia, &belief, &settings.smoothing),
        },
    };
    let near = search.neighbours(1);
    let given = Given {
        points: &points,
        near: &near.weighed,
        competencia: &competencia,
        belief: &belief,
        small,
    };
    grow(&given, settings)
}

fn exact(n: usize, groups: usize, settings: &Settings) -> Vec<usize> {
    let (points, competencia, belief) = cloud(n);
    let gram = points.dot(&points.t());
    let belief = belief.mapv(f64::from);
    let given = Likenesses { gram: &gram, competencia: &competencia, belief: &belief };
    cluster::grow(given, settings).cut(Target::Count(groups))
}

/// B³-F of two groupings of the same items.
fn b_cubed(one: &[usize], other: &[usize]) -> f64 {
    let n = one.len();
    let (mut precision, mut recall) = (0.0, 0.0);
    for i in 0..n {
        let (mut own, mut theirs, mut both) = (0.0, 0.0, 0.0);
        for j in 0..n {
            let (x, y) = (one[i] == one[j], other[i] == other[j]);
            own += f64::from(u8::from(x));
            theirs += f64::from(u8::from(y));
            both += f64::from(u8::from(x && y));
        }
        precision += both / own / n as f64;
        recall += both / theirs / n as f64;
    }
    2.0 * precision * recall / (precision + recall)
}

#[test]
fn with_everything_linked_exactly_only_the_neighbours_could_differ() {
    let settings = Settings::default();
    let sparse = grown(600, 600, &settings).cut(Target::Count(30));
    assert_eq!(sparse, exact(600, 30, &settings));
}

#[test]
fn merging_along_neighbours_first_gives_nearly_the_same_groups() {
    let settings = Settings::default();
    let found = grown(900, 60, &settings);
    assert!(found.small() <= 3 * 60);
    let agreement = b_cubed(&found.cut(Target::Count(30)), &exact(900, 30, &settings));
    assert!(agreement > 0.95, "{agreement}");
    assert_eq!(found.cut(Target::Count(900)).iter().max(), Some(&899));
    assert_eq!(found.cut(Target::Count(1)).iter().max(), Some(&2), "a group a competencia");
}

#[test]
fn small_groups_can_be_linked_again_without_some() {
    let found = grown(600, 40, &Settings::default());
    let all: Vec<usize> = (0..found.small()).collect();
    let again = found.again(&all, 30);
    let projected: Vec<usize> = found.small_groups(600).iter().map(|&s| again[s]).collect();
    assert_eq!(renumber(&projected), found.cut(Target::Count(30)));
    let some: Vec<usize> = all.iter().copied().filter(|s| s % 5 > 0).collect();
    assert_eq!(found.again(&some, 20).iter().max(), Some(&19));
    assert_eq!(found.sizes().iter().sum::<f64>(), 600.0);
}

#[test]
fn none_and_one_are_groups_of_their_own() {
    for n in [0, 1] {
        let points = Array2::ones((n, 1));
        let given = Given {
            points: &points,
            near: &vec![Vec::new(); n],
            competencia: &vec![0.into(); n],
            belief: &Array2::ones((n, 1)),
            small: 2,
        };
        assert_eq!(grow(&given, &Settings::default()).cut(Target::Count(1)), vec![0; n]);
    }
}
