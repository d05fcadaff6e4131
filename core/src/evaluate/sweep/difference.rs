//! Where two groupings of the same statements differ: the pairs that one has together and the other
//! apart.

use crate::domain::index::RowIndex;
use crate::domain::similarity::Cosine;
use crate::domain::statement::Corpus;
use crate::evaluate::Gold;
use crate::features::Features;

/// Two statements that one grouping has together and the other apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// A statement.
    pub one: usize,
    /// A later one.
    pub other: usize,
    /// How alike they are.
    pub likeness: Cosine,
    /// Whether the reference has them together; `None` where it does not say.
    pub together: Option<bool>,
}

/// Some pairs, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairs {
    /// The most alike ones, most alike first.
    pub shown: Vec<Pair>,
    /// How many there are.
    pub count: usize,
    /// How many the reference has together.
    pub right: usize,
    /// How many it has apart.
    pub wrong: usize,
}

/// How two groupings differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// How many pairs both have together.
    pub both: usize,
    /// Together in the second only.
    pub joined: Pairs,
    /// Together in the first only.
    pub parted: Pairs,
}

/// Compares the groups of every statement (`None` for one in no group) under two settings; at most
/// `limit` pairs of each kind are shown.
pub fn difference(
    corpus: &Corpus,
    features: &Features,
    gold: Option<&Gold>,
    (first, second): (&[Option<usize>], &[Option<usize>]),
    limit: usize,
) -> Difference {
    let mains: Vec<Option<&str>> = corpus
        .statements
        .iter()
        .map(|s| Some(gold?.labels.get(&s.id)?.main()?.0.as_str()))
        .collect();
    let mut found = Difference::default();
    for one in 0..corpus.len() {
        for other in one + 1..corpus.len() {
            let in_first = first[one].is_some() && first[one] == first[other];
            let in_second = second[one].is_some() && second[one] == second[other];
            let pairs = match (in_first, in_second) {
                (true, true) => {
                    found.both += 1;
                    continue;
                }
                (false, true) => &mut found.joined,
                (true, false) => &mut found.parted,
                (false, false) => continue,
            };
            let together = mains[one].zip(mains[other]).map(|(a, b)| a == b);
            pairs.count += 1;
            pairs.right += usize::from(together == Some(true));
            pairs.wrong += usize::from(together == Some(false));
            let likeness = features.likeness(RowIndex::from(one), RowIndex::from(other));
            pairs.shown.push(Pair { one, other, likeness, together });
        }
    }
    for pairs in [&mut found.joined, &mut found.parted] {
        pairs.shown.sort_by(|x, y| {
            y.likeness.cmp(&x.likeness).then((x.one, x.other).cmp(&(y.one, y.other)))
        });
        pairs.shown.truncate(limit);
    }
    found
}
