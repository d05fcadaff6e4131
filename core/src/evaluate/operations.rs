//! Reviewer operations: how many edits turn a suggested grouping into the reference one.

use super::partition::Contingency;

/// The reference group that each predicted group goes to: the one with most of its statements,
/// the smallest index on a tie. Element g belongs to predicted group g.
pub fn majorities(table: &Contingency) -> Vec<usize> {
    let mut best = vec![(0, 0); table.predicted.len()];
    for cell in &table.cells {
        // Cells come by reference group: a tie keeps the smaller one.
        let (count, reference) = &mut best[cell.predicted];
        if cell.count > *count {
            *count = cell.count;
            *reference = cell.reference;
        }
    }
    best.into_iter().map(|(_, reference)| reference).collect()
}

/// The edits of a reviewer who turns each predicted group into the reference group of most of its
/// statements. minga's own count: statements to take to another group, groups to merge into a
/// first one, and reference groups to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operations {
    /// Statements outside their predicted group's majority.
    pub outside: usize,
    /// Predicted groups beyond the first of each reference group.
    pub extra_groups: usize,
    /// Reference groups that no predicted group goes to.
    pub missing_groups: usize,
}

impl Operations {
    /// Counts them; 0 for no statements.
    pub fn new(table: &Contingency) -> Self {
        let majorities = majorities(table);
        let mut reached = vec![false; table.reference.len()];
        for &reference in &majorities {
            reached[reference] = true;
        }
        let reached = reached.into_iter().filter(|&r| r).count();
        let inside: usize = table
            .cells
            .iter()
            .filter(|cell| majorities[cell.predicted] == cell.reference)
            .map(|cell| cell.count)
            .sum();
        Self {
            outside: table.n - inside,
            extra_groups: majorities.len() - reached,
            missing_groups: table.reference.len() - reached,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.outside + self.extra_groups + self.missing_groups
    }
}

#[cfg(test)]
mod tests {
    use super::super::partition::Partition;
    use super::*;

    fn operations(predicted: &[usize], reference: &[usize]) -> Operations {
        Operations::new(&Contingency::new(&Partition::new(predicted), &Partition::new(reference)))
    }

    #[test]
    fn each_kind_is_counted() {
        // Groups 0 and 1 both go to reference 0, one statement of each belongs elsewhere, and
        // reference 2 has no group.
        let counted = operations(&[0, 0, 0, 1, 1, 1, 2], &[0, 0, 1, 0, 0, 2, 1]);
        assert_eq!(counted, Operations { outside: 2, extra_groups: 1, missing_groups: 1 });
        assert_eq!(counted.total(), 4);
    }

    #[test]
    fn a_tie_goes_to_the_smallest_reference() {
        let table =
            Contingency::new(&Partition::new(&[0, 0, 1]), &Partition::new(&["b", "a", "b"]));
        assert_eq!(majorities(&table), [0, 1]);
    }

    #[test]
    fn nothing_needs_nothing_and_alone_needs_a_merge_for_each_statement_too_many() {
        assert_eq!(operations(&[], &[]).total(), 0);
        assert_eq!(operations(&[0, 1, 2, 3], &[0, 0, 0, 1]).total(), 2);
        assert_eq!(operations(&[0, 0, 0, 0], &[0, 0, 1, 2]).total(), 4);
    }
}
