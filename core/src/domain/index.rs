//! Index types: the number of a statement is not the number of a candidate. Each is a `u32` with a
//! type of its own, written in files as the plain number, which indexes the lists of what it counts
//! and no others (after `ruff_index::newtype_index`).

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! index_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The plain number, from 0: for matrices and for counting.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The first so many, in order.
            pub fn first(count: usize) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
                (0..count).map(Self::from)
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 of anything fit in memory"))
            }
        }

        impl From<$name> for usize {
            fn from(index: $name) -> Self {
                index.index()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

index_type! {
    /// A statement of the corpus, in input order.
    StatementIndex
}
index_type! {
    /// A row of the features: a statement, or another text that statements are compared with.
    RowIndex
}
index_type! {
    /// One of the statements that are grouped: a row of the matrix of their likenesses.
    ItemIndex
}
index_type! {
    /// A candidate of a proposal.
    CandidateIndex
}
index_type! {
    /// A challenge that existed before the run.
    ChallengeIndex
}
index_type! {
    /// A competencia of the frame.
    CompetenciaIndex
}

/// Lets an index type index lists of these elements.
macro_rules! indexes {
    ($index:ty => $($element:ty),+) => {$(
        impl std::ops::Index<$index> for [$element] {
            type Output = $element;
            fn index(&self, at: $index) -> &$element {
                &self[at.index()]
            }
        }
        impl std::ops::Index<$index> for Vec<$element> {
            type Output = $element;
            fn index(&self, at: $index) -> &$element {
                &self.as_slice()[at.index()]
            }
        }
        impl std::ops::IndexMut<$index> for Vec<$element> {
            fn index_mut(&mut self, at: $index) -> &mut $element {
                &mut self.as_mut_slice()[at.index()]
            }
        }
    )+};
}
pub(crate) use indexes;

/// A list with one element for each of what `I` counts: for flags and numbers, which do not show by
/// themselves what they belong to. A plain number does not index it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexVec<I, T> {
    list: Vec<T>,
    of: PhantomData<I>,
}

impl<I: From<usize>, T> IndexVec<I, T> {
    /// The indices, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.list.len()).map(I::from)
    }

    /// Every element with its index, in order.
    pub fn enumerated(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.list.iter().enumerate().map(|(at, element)| (I::from(at), element))
    }
}

impl<I, T> IndexVec<I, T> {
    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        self.list.push(element);
    }
}

impl<I, T> From<Vec<T>> for IndexVec<I, T> {
    fn from(list: Vec<T>) -> Self {
        Self { list, of: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<E: IntoIterator<Item = T>>(elements: E) -> Self {
        Vec::from_iter(elements).into()
    }
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<I, T> Deref for IndexVec<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.list
    }
}

impl<I, T> DerefMut for IndexVec<I, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.list
    }
}

impl<I: Into<usize>, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    fn index(&self, at: I) -> &T {
        &self.list[at.into()]
    }
}

impl<I: Into<usize>, T> IndexMut<I> for IndexVec<I, T> {
    fn index_mut(&mut self, at: I) -> &mut T {
        &mut self.list[at.into()]
    }
}

impl<'v, I, T> IntoIterator for &'v IndexVec<I, T> {
    type Item = &'v T;
    type IntoIter = std::slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<I, T> IntoIterator for IndexVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_written_as_a_plain_number() {
        let written = serde_json::to_string(&[StatementIndex::from(7)]).expect("a number");
        assert_eq!(written, "[7]");
        let read: Vec<StatementIndex> = serde_json::from_str(&written).expect("a number");
        assert_eq!(read, [StatementIndex::from(7)]);
        assert!(serde_json::from_str::<CandidateIndex>("-1").is_err());
    }

    #[test]
    fn a_typed_list_is_indexed_and_counted_by_its_index() {
        let mut flags: IndexVec<ItemIndex, bool> = vec![false; 3].into();
        flags[ItemIndex::from(1)] = true;
        assert!(flags[ItemIndex::from(1)]);
        assert_eq!(flags.indices().next_back(), Some(ItemIndex::from(2)));
        let set: Vec<ItemIndex> =
            flags.enumerated().filter(|(_, set)| **set).map(|x| x.0).collect();
        assert_eq!(set, [ItemIndex::from(1)]);
    }
}
