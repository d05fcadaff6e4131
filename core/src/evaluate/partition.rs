//! Groupings of the same statements, and the table that says how two of them cross.

use std::collections::BTreeMap;

/// A grouping of n statements: every statement is in exactly one group.
///
/// Groups are numbered 0…[`Partition::groups`] in the sorted order of the labels they were made
/// from, so that the order of the statements never decides a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    labels: Vec<usize>,
    groups: usize,
}

impl Partition {
    /// One group for each different label.
    pub fn new<T: Ord>(labels: &[T]) -> Self {
        let mut numbers: BTreeMap<&T, usize> = labels.iter().map(|label| (label, 0)).collect();
        for (next, number) in numbers.values_mut().enumerate() {
            *number = next;
        }
        let groups = numbers.len();
        Self { labels: labels.iter().map(|label| numbers[label]).collect(), groups }
    }

    /// One group for each different label; a statement without a label is alone.
    pub fn with_alone<T: Ord>(labels: &[Option<T>]) -> Self {
        let keys: Vec<(Option<usize>, Option<&T>)> = labels
            .iter()
            .enumerate()
            .map(|(i, label)| (label.is_none().then_some(i), label.as_ref()))
            .collect();
        Self::new(&keys)
    }

    /// Every one of n statements alone.
    pub fn alone(n: usize) -> Self {
        Self { labels: (0..n).collect(), groups: n }
    }

    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// How many groups there are; none is empty.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The group of every statement.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// How many statements each group has.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.groups];
        for &label in &self.labels {
            sizes[label] += 1;
        }
        sizes
    }

    /// The grouping of the statements at these indices, which may repeat.
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        Self::new(&indices.iter().map(|&i| self.labels[i]).collect::<Vec<_>>())
    }
}

/// How many statements a predicted and a reference group share: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The predicted group.
    pub predicted: usize,
    /// The reference group.
    pub reference: usize,
    /// The statements in both.
    pub count: usize,
}

/// The contingency table of a predicted and a reference grouping, without its empty cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contingency {
    /// By predicted group, then by reference group.
    pub cells: Vec<Cell>,
    /// The size of each predicted group.
    pub predicted: Vec<usize>,
    /// The size of each reference group.
    pub reference: Vec<usize>,
    /// How many statements there are.
    pub n: usize,
}

impl Contingency {
    /// Crosses two groupings of the same statements.
    ///
    /// # Panics
    /// When they do not have the same number of statements.
    pub fn new(predicted: &Partition, reference: &Partition) -> Self {
        assert_eq!(predicted.len(), reference.len(), "two groupings of the same statements");
        let mut pairs: Vec<(usize, usize)> =
            predicted.labels.iter().copied().zip(reference.labels.iter().copied()).collect();
        pairs.sort_unstable();
        let cells = pairs
            .chunk_by(|a, b| a == b)
            .map(|same| Cell { predicted: same[0].0, reference: same[0].1, count: same.len() })
            .collect();
        Self { cells, predicted: predicted.sizes(), reference: reference.sizes(), n: pairs.len() }
    }

    /// Whether both groupings are the same one (true for no statements).
    pub fn is_identity(&self) -> bool {
        self.cells.len() == self.predicted.len() && self.cells.len() == self.reference.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_numbered_in_the_order_of_their_labels() {
        let p = Partition::new(&["z", "b", "z", "a"]);
        assert_eq!(p.labels(), [2, 1, 2, 0]);
        assert_eq!(p.sizes(), [1, 1, 2]);
        assert_eq!(p.select(&[0, 2, 2]).labels(), [0, 0, 0]);
    }

    #[test]
    fn statements_without_a_label_are_alone() {
        let p = Partition::with_alone(&[None, Some(7), None, Some(7)]);
        assert_eq!(p.groups(), 3);
        assert_eq!(p.labels(), [1, 0, 2, 0]);
    }

    #[test]
    fn a_table_has_no_empty_cells() {
        let table =
            Contingency::new(&Partition::new(&[0, 0, 1]), &Partition::new(&['a', 'a', 'b']));
        assert_eq!(
            table.cells,
            [
                Cell { predicted: 0, reference: 0, count: 2 },
                Cell { predicted: 1, reference: 1, count: 1 }
            ]
        );
        assert!(table.is_identity());
        let none = Partition::alone(0);
        assert!(none.is_empty());
        assert!(Contingency::new(&none, &none).is_identity());
    }
}
