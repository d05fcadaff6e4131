//! Moves: how many statements change group when groups and references are matched one to one.

use super::partition::Contingency;

/// The largest total weight of an assignment of every row to a different column.
///
/// The Hungarian method with potentials (Kuhn 1955; the shortest augmenting paths of Jonker &
/// Volgenant 1987), O(rows² · columns).
fn largest_assignment(weights: &[Vec<i64>], columns: usize) -> i64 {
    const FREE: usize = usize::MAX;
    let rows = weights.len();
    assert!(rows <= columns, "every row needs a column");
    // Column `columns` is where each row starts its search.
    let start = columns;
    let mut row_of = vec![FREE; columns + 1];
    let mut row_potential = vec![0_i64; rows];
    let mut column_potential = vec![0_i64; columns + 1];
    for row in 0..rows {
        row_of[start] = row;
        let mut slack = vec![i64::MAX; columns];
        let mut before = vec![start; columns];
        let mut visited = vec![false; columns + 1];
        let mut column = start;
        while row_of[column] != FREE {
            visited[column] = true;
            let at = row_of[column];
            let mut next = start;
            let mut step = i64::MAX;
            for j in 0..columns {
                if visited[j] {
                    continue;
                }
                let reduced = -weights[at][j] - row_potential[at] - column_potential[j];
                if reduced < slack[j] {
                    slack[j] = reduced;
                    before[j] = column;
                }
                if slack[j] < step {
                    step = slack[j];
                    next = j;
                }
            }
            for j in 0..=columns {
                if visited[j] {
                    row_potential[row_of[j]] += step;
                    column_potential[j] -= step;
                } else {
                    slack[j] -= step;
                }
            }
            column = next;
        }
        while column != start {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    (0..columns).filter(|&j| row_of[j] != FREE).map(|j| weights[row_of[j]][j]).sum()
}

/// The statements that are not in the reference group matched to their predicted group, when
/// groups are matched one to one so that they are fewest; 0 for no statements.
pub fn moves(table: &Contingency) -> usize {
    let (predicted, reference) = (table.predicted.len(), table.reference.len());
    let (rows, columns) = (predicted.min(reference), predicted.max(reference));
    let mut weights = vec![vec![0; columns]; rows];
    for cell in &table.cells {
        let (row, column) = if predicted <= reference {
            (cell.predicted, cell.reference)
        } else {
            (cell.reference, cell.predicted)
        };
        weights[row][column] = cell.count as i64;
    }
    table.n - largest_assignment(&weights, columns) as usize
}

#[cfg(test)]
mod tests {
    use super::super::partition::Partition;
    use super::*;
    use proptest::prelude::*;

    /// Every assignment there is.
    fn naive(weights: &[Vec<i64>], used: &mut Vec<bool>) -> i64 {
        let Some((first, rest)) = weights.split_first() else { return 0 };
        let mut best = i64::MIN;
        for column in 0..used.len() {
            if !used[column] {
                used[column] = true;
                best = best.max(first[column] + naive(rest, used));
                used[column] = false;
            }
        }
        best
    }

    #[test]
    fn nothing_moves_nowhere_and_a_matched_group_stays() {
        let none = Partition::alone(0);
        assert_eq!(moves(&Contingency::new(&none, &none)), 0);
        let predicted = Partition::new(&[0, 0, 0, 1, 1]);
        let reference = Partition::new(&[5, 5, 4, 5, 5]);
        assert_eq!(moves(&Contingency::new(&predicted, &reference)), 2);
    }

    proptest! {
        #[test]
        fn the_assignment_is_the_largest(weights in (1_usize..6, 0_usize..3).prop_flat_map(|(rows, more)| {
            prop::collection::vec(prop::collection::vec(0_i64..20, rows + more), rows)
        })) {
            let columns = weights[0].len();
            prop_assert_eq!(
                largest_assignment(&weights, columns),
                naive(&weights, &mut vec![false; columns])
            );
        }
    }
}
