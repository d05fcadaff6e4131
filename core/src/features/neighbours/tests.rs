//! Tests of the neighbours: beside all pairs, in cells, and in sketches of words.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::embedding::Embeddings;
use crate::domain::index::RowIndex;
use crate::features;
use crate::text::lexicon::Lexicon;

/// Unit rows around so many middles, as statements lie around matters.
fn clouds(n: usize, dim: usize, middles: usize, spread: f32) -> Array2<f32> {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut noise =
        |rows| Array2::from_shape_simple_fn((rows, dim), || chance.gen_range(-1.0..1.0));
    let centres: Array2<f32> = noise(middles);
    let mut rows: Array2<f32> = noise(n) * spread;
    for (i, mut row) in rows.rows_mut().into_iter().enumerate() {
        row += &centres.row(i % middles);
    }
    Embeddings::normalised(rows).view().to_owned()
}

const WANTED: Wanted = Wanted { any: 10, weighed: 15, other: 3 };

fn found(points: &Array2<f32>, side: &[bool]) -> Neighbours {
    let likeness = |i: usize, j: usize| points.row(i).dot(&points.row(j));
    let positive = |c: f32| c.max(0.0);
    let measures = Measures { most: positive, likeness, weigh: |_, _, c| positive(c) };
    Search { points, side, wanted: WANTED, measures }.neighbours(1)
}

#[test]
fn few_points_have_exactly_their_nearest() {
    let points = clouds(300, 12, 9, 0.7);
    let side: Vec<bool> = (0..300).map(|i| i % 3 == 0).collect();
    let near = found(&points, &side);
    let gram = points.dot(&points.t());
    for i in 0..300 {
        let mut order: Vec<usize> = (0..300).filter(|&j| j != i).collect();
        order.sort_by(|&x, &y| gram[[i, y]].total_cmp(&gram[[i, x]]).then(x.cmp(&y)));
        let ids = |list: &[(u32, f32)]| list.iter().map(|x| x.0 as usize).collect::<Vec<_>>();
        assert_eq!(ids(&near.any[i]), order[..10]);
        assert_eq!(ids(&near.weighed[i]), order[..15]);
        order.retain(|&j| side[i] != side[j]);
        assert_eq!(ids(&near.other[i]), order[..3]);
    }
}

#[test]
fn cells_find_nearly_all_neighbours_and_the_same_ones_on_one_thread() {
    let n = ALL_PAIRS + 4000;
    let points = clouds(n, 32, 500, 0.8);
    let side = vec![false; n];
    let near = found(&points, &side);
    let (mut right, mut all) = (0, 0);
    for i in (0..n).step_by(97) {
        let likeness = points.dot(&points.row(i));
        let mut order: Vec<usize> = (0..n).filter(|&j| j != i).collect();
        order.sort_by(|&x, &y| likeness[y].total_cmp(&likeness[x]).then(x.cmp(&y)));
        all += WANTED.weighed;
        right += near.weighed[i].iter().filter(|x| order[..15].contains(&(x.0 as usize))).count();
        assert!(near.other[i].is_empty());
    }
    let recall = right as f64 / all as f64;
    assert!(recall > 0.95, "{recall}");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    assert_eq!(one.install(|| found(&points, &side)), near);
}

#[test]
fn products_of_points_are_likenesses_but_for_the_sketch() {
    let texts = ["limpiar quebradas", "quebradas sucias", "más buses", "…"];
    let lexical = Lexicon::of(texts).rows(texts);
    let dense = ndarray::array![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
    let settings = features::Settings::default();
    let features = Features::new(Embeddings::normalised(dense), lexical, &settings);
    let all: Vec<RowIndex> = RowIndex::first(4).collect();
    let rows = points(&features, &all, 4096);
    let gram = rows.dot(&rows.t());
    for i in 0..4 {
        for j in 0..4 {
            assert!((gram[[i, j]] - features.likeness(all[i], all[j]).0).abs() < 0.02, "{i} {j}");
        }
    }
}

#[test]
fn restricting_forgets_those_that_left() {
    let near = vec![vec![(1, 0.9), (2, 0.5)], vec![(0, 0.9)], vec![(0, 0.5)]];
    assert_eq!(restricted(&near, &[0, 2]), vec![vec![(1, 0.5)], vec![(0, 0.5)]]);
    assert!(found(&Array2::zeros((0, 4)), &[]).any.is_empty());
}
