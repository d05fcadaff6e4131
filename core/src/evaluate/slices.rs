//! The same comparison looked at by parts: which statements are grouped well and which are not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::measures::Comparison;
use super::operations::majorities;
use super::partition::Contingency;
use super::precision::Prf;

/// How the statements of one part fare within the whole grouping: groups are not cut to the part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice<K> {
    /// Which part.
    pub of: K,
    /// Its statements: at least one.
    pub statements: usize,
    /// The predicted groups with a statement of it.
    pub groups: usize,
    /// The reference challenges with a statement of it.
    pub references: usize,
    /// The mean over its statements of B³ precision and recall, and F of the two.
    pub b_cubed: Prf,
    /// Its statements outside their predicted group's majority.
    pub outside: usize,
}

/// The sizes of predicted groups that are looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupSize {
    /// The smallest.
    pub from: usize,
    /// The largest; `None` when there is no end.
    pub to: Option<usize>,
}

impl GroupSize {
    /// The ranges: alone, pairs, and then wider and wider.
    const RANGES: [Self; 6] = [
        Self { from: 1, to: Some(1) },
        Self { from: 2, to: Some(2) },
        Self { from: 3, to: Some(5) },
        Self { from: 6, to: Some(10) },
        Self { from: 11, to: Some(20) },
        Self { from: 21, to: None },
    ];

    /// The range that a size is in.
    pub fn of(size: usize) -> Self {
        let holds = |range: &&Self| range.to.is_none_or(|to| size <= to);
        *Self::RANGES.iter().find(holds).expect("the last range has no end")
    }

    /// The words people read.
    pub fn in_spanish(self) -> String {
        match self.to {
            Some(to) if to == self.from => to.to_string(),
            Some(to) => format!("{} a {to}", self.from),
            None => format!("{} o más", self.from),
        }
    }
}

/// The parts of a comparison by a key of every statement, in the order of the keys.
///
/// # Panics
/// When there is not one key a statement.
pub fn slices<K: Ord + Clone>(comparison: &Comparison, keys: &[K]) -> Vec<Slice<K>> {
    assert_eq!(keys.len(), comparison.predicted.len(), "one key a statement");
    let table = Contingency::new(&comparison.predicted, &comparison.main);
    let majorities = majorities(&table);
    let shared: BTreeMap<(usize, usize), usize> =
        table.cells.iter().map(|cell| ((cell.predicted, cell.reference), cell.count)).collect();
    let mut parts: BTreeMap<&K, Vec<(usize, usize)>> = BTreeMap::new();
    for (i, key) in keys.iter().enumerate() {
        let cell = (comparison.predicted.labels()[i], comparison.main.labels()[i]);
        parts.entry(key).or_default().push(cell);
    }
    let different = |mut numbers: Vec<usize>| {
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len()
    };
    let slice = |(key, cells): (&K, Vec<(usize, usize)>)| {
        let n = cells.len() as f64;
        let mean = |size: &dyn Fn((usize, usize)) -> usize| {
            cells.iter().map(|&cell| shared[&cell] as f64 / size(cell) as f64).sum::<f64>() / n
        };
        Slice {
            of: key.clone(),
            statements: cells.len(),
            groups: different(cells.iter().map(|cell| cell.0).collect()),
            references: different(cells.iter().map(|cell| cell.1).collect()),
            b_cubed: Prf::new(
                mean(&|cell| table.predicted[cell.0]),
                mean(&|cell| table.reference[cell.1]),
            ),
            outside: cells.iter().filter(|cell| majorities[cell.0] != cell.1).count(),
        }
    };
    parts.into_iter().map(slice).collect()
}

#[cfg(test)]
mod tests {
    use super::super::b_cubed::{Labels, b_cubed};
    use super::super::partition::Partition;
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let predicted = Partition::new(&[0, 0, 0, 1, 1, 2, 3, 3]);
        let main = Partition::new(&[0, 0, 1, 1, 1, 1, 2, 0]);
        let references = main.labels().iter().map(|&main| Labels { main, second: None }).collect();
        let comparison = Comparison { predicted, main, references };
        let whole = b_cubed(&Contingency::new(&comparison.predicted, &comparison.main));
        let parts = slices(&comparison, &["a", "b", "a", "b", "a", "b", "a", "a"]);
        assert_eq!(parts.iter().map(|p| p.of).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(parts.iter().map(|p| p.outside).sum::<usize>(), 2);
        let mean = |value: &dyn Fn(&Prf) -> f64| {
            parts.iter().map(|p| value(&p.b_cubed) * p.statements as f64).sum::<f64>() / 8.0
        };
        assert!((mean(&|b| b.precision) - whole.precision).abs() < 1e-12);
        assert!((mean(&|b| b.recall) - whole.recall).abs() < 1e-12);
        assert_eq!(parts[1].groups, 3);
        assert_eq!(parts[1].references, 2);
    }

    #[test]
    fn every_size_is_in_one_range() {
        let spanish: Vec<String> =
            [1, 2, 4, 10, 11, 400].map(|size| GroupSize::of(size).in_spanish()).into();
        assert_eq!(spanish, ["1", "2", "3 a 5", "6 a 10", "11 a 20", "21 o más"]);
    }
}
