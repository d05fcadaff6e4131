//! Which statements are grouped.

use ndarray::{Array2, Axis};

use crate::domain::guides::Guides;
use crate::domain::index::{IndexVec, ItemIndex, RowIndex, StatementIndex};
use crate::features::layout::{HasRow, Part};
use crate::propose::foreign;
use crate::propose::texts::TextFeatures;

/// The statements that are grouped, and those that are not because they are thought to be matters
/// of others.
#[derive(Debug, Clone, Default)]
pub struct GroupingScope {
    /// The statements that are grouped, in order.
    pub items: IndexVec<ItemIndex, StatementIndex>,
    /// Those that are thought to be out of competence, in order.
    pub foreign: Vec<StatementIndex>,
}

impl GroupingScope {
    /// The statements to group (those that say something, are this government's, and that nobody
    /// put elsewhere) and their likeness to each other, shape (items, items).
    pub fn with_likenesses(
        guides: &Guides,
        texts: &TextFeatures<'_>,
        settings: &foreign::Settings,
    ) -> (Self, Array2<f32>) {
        let open = open(guides, texts);
        let gram = texts.features.gram(&open);
        let foreign =
            foreign::detect(texts.features, &open, &gram, &matters(guides, texts), settings);
        let (scope, kept) = Self::without(&open, &foreign, guides);
        let whole = kept.len() == open.len();
        let gram = if whole { gram } else { gram.select(Axis(0), &kept).select(Axis(1), &kept) };
        (scope, gram)
    }

    /// The scope without what is foreign among the `open` statements, and the places of the rest
    /// among these. What people decided stays in.
    pub(super) fn without(
        open: &[StatementIndex],
        foreign: &[bool],
        guides: &Guides,
    ) -> (Self, Vec<usize>) {
        let is_kept = |a: &usize| !foreign[*a] || !guides.decided(open[*a]).is_empty();
        let (kept, out): (Vec<usize>, Vec<usize>) = (0..open.len()).partition(is_kept);
        let scope = Self {
            items: kept.iter().map(|&a| open[a]).collect(),
            foreign: out.iter().map(|&a| open[a]).collect(),
        };
        (scope, kept)
    }
}

/// The statements that say something and that nobody put elsewhere.
pub(super) fn open(guides: &Guides, texts: &TextFeatures<'_>) -> Vec<StatementIndex> {
    let said = texts.empty.enumerated().filter(|(_, empty)| !**empty).map(|(i, _)| i);
    said.filter(|i| !guides.settled.contains_key(i)).collect()
}

/// The rows that are examples of out-of-competence statements: the frame's, and what people put outside.
pub(super) fn matters(guides: &Guides, texts: &TextFeatures<'_>) -> Vec<RowIndex> {
    let outside = guides.settled.keys().filter(|i| !texts.empty[**i]);
    texts.layout.rows(Part::Foreign).chain(outside.map(|i| i.row())).collect()
}
