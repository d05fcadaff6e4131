//! A forest: the merges of every competencia, cut at one height for all.

use super::Target;

/// One merge of two nodes; nodes below the number of leaves are leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// One of the two nodes that are merged: a leaf, or an earlier merge.
    pub left: usize,
    /// The other one.
    pub right: usize,
    /// What the merge costs: a distance of the linkage, at least 0, growing along the merges.
    pub height: f32,
}

/// The merges of one competencia.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Which item each leaf is.
    pub leaves: Vec<usize>,
    /// In order of height; the m-th makes the node `leaves.len() + m`.
    pub merges: Vec<Merge>,
}

/// The trees of all competencias.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    items: usize,
    trees: Vec<Tree>,
    /// (tree, merge) of every merge, cheapest first.
    order: Vec<(usize, usize)>,
    /// How many of them cost nothing: they join what is equal, and no cut undoes them.
    free: usize,
}

impl Forest {
    /// A forest over `items` items, every one a leaf of one tree.
    pub fn new(items: usize, trees: Vec<Tree>) -> Self {
        let mut order: Vec<(usize, usize)> = trees
            .iter()
            .enumerate()
            .flat_map(|(t, tree)| (0..tree.merges.len()).map(move |m| (t, m)))
            .collect();
        // A tree's merges stay in their order even where rounding makes a height fall.
        let mut running: Vec<Vec<f32>> = Vec::with_capacity(trees.len());
        for tree in &trees {
            let mut highest = f32::NEG_INFINITY;
            running.push(
                tree.merges
                    .iter()
                    .map(|m| {
                        highest = highest.max(m.height);
                        highest
                    })
                    .collect(),
            );
        }
        order.sort_by(|x, y| running[x.0][x.1].total_cmp(&running[y.0][y.1]).then(x.cmp(y)));
        let free = order.iter().take_while(|&&(t, m)| running[t][m] <= 0.0).count();
        Self { items, trees, order, free }
    }

    /// The fewest groups a cut can leave: one a tree.
    pub fn fewest(&self) -> usize {
        self.trees.len()
    }

    /// The group of every item: numbers from 0, in the order of their first item. What costs nothing
    /// to join stays together, so there are fewer groups than asked for where fewer items differ.
    pub fn cut(&self, target: Target) -> Vec<usize> {
        let done = match target {
            Target::Count(groups) => {
                self.items.saturating_sub(groups).max(self.free).min(self.order.len())
            }
            Target::Height(height) => self
                .order
                .iter()
                .take_while(|&&(t, m)| self.trees[t].merges[m].height <= height)
                .count(),
        };
        let mut merged: Vec<usize> = vec![0; self.trees.len()];
        for &(t, _) in &self.order[..done] {
            merged[t] += 1;
        }
        let mut root = vec![0; self.items];
        let mut offset = 0;
        for (tree, &count) in self.trees.iter().zip(&merged) {
            let n = tree.leaves.len();
            let mut above: Vec<usize> = (0..n + count).collect();
            for (m, merge) in tree.merges[..count].iter().enumerate() {
                above[merge.left] = n + m;
                above[merge.right] = n + m;
            }
            // A node's parent has a larger number: from the top down everything is resolved.
            for node in (0..n + count).rev() {
                above[node] = above[above[node]];
            }
            for (leaf, &item) in tree.leaves.iter().enumerate() {
                root[item] = offset + above[leaf];
            }
            offset += n + count;
        }
        renumber(&root)
    }
}

/// The same partition with numbers from 0 in the order of each group's first item.
pub fn renumber(labels: &[usize]) -> Vec<usize> {
    let mut number = std::collections::BTreeMap::new();
    labels
        .iter()
        .map(|label| {
            let next = number.len();
            *number.entry(*label).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forest() -> Forest {
        let merge = |left, right, height| Merge { left, right, height };
        Forest::new(
            5,
            vec![
                Tree { leaves: vec![0, 2, 4], merges: vec![merge(0, 2, 0.1), merge(1, 3, 0.5)] },
                Tree { leaves: vec![1, 3], merges: vec![merge(0, 1, 0.3)] },
            ],
        )
    }

    #[test]
    fn cuts_by_count_and_by_height() {
        assert_eq!(forest().cut(Target::Count(5)), [0, 1, 2, 3, 4]);
        assert_eq!(forest().cut(Target::Count(4)), [0, 1, 2, 3, 0]);
        assert_eq!(forest().cut(Target::Count(3)), [0, 1, 2, 1, 0]);
        assert_eq!(forest().cut(Target::Count(2)), [0, 1, 0, 1, 0]);
        assert_eq!(forest().cut(Target::Count(1)), [0, 1, 0, 1, 0]);
        assert_eq!(forest().cut(Target::Height(0.3)), [0, 1, 2, 1, 0]);
        assert_eq!(forest().fewest(), 2);
        let merge = |left, right, height| Merge { left, right, height };
        let merges = vec![merge(0, 2, 0.0), merge(1, 3, 0.5)];
        let equal = Forest::new(3, vec![Tree { leaves: vec![0, 1, 2], merges }]);
        assert_eq!(equal.cut(Target::Count(3)), [0, 1, 0]);
        assert!(Forest::new(0, vec![]).cut(Target::Count(3)).is_empty());
    }
}
