//! Which statements are grouped.

use ndarray::{Array2, Axis};

use super::TextFeatures;
use crate::domain::guides::Guides;
use crate::propose::foreign;

/// The statements that are grouped, and those that are not because of whose matter they are.
pub struct GroupingScope {
    /// The statements that are grouped, in order.
    pub items: Vec<usize>,
    /// Those that are thought to be about matters of others.
    pub foreign: Vec<usize>,
    /// The likeness of the items to each other, shape (items, items).
    pub gram: Array2<f32>,
}

impl GroupingScope {
    /// Tells which statements are grouped: those that say something, are this government's, and
    /// that nobody put elsewhere.
    pub fn new(guides: &Guides, reading: &TextFeatures<'_>, settings: &foreign::Settings) -> Self {
        let usable: Vec<bool> = reading.empty.iter().map(|e| !e).collect();
        let n = usable.len();
        let said: Vec<usize> =
            (0..n).filter(|&i| usable[i] && !guides.settled.contains_key(&i)).collect();
        let first = n + reading.examples.len();
        let mut matters: Vec<usize> = (first..first + reading.foreign).collect();
        // What people put outside is an example of what is outside.
        matters.extend(guides.settled.iter().filter(|(i, _)| usable[**i]).map(|(i, _)| *i));
        let gram = reading.features.gram(&said);
        let foreign = foreign::detect(reading.features, &said, &gram, &matters, settings);
        let is_kept = |a: usize| !foreign[a] || !guides.decided(said[a]).is_empty();
        let (kept, out): (Vec<usize>, Vec<usize>) = (0..said.len()).partition(|&a| is_kept(a));
        let gram =
            if out.is_empty() { gram } else { gram.select(Axis(0), &kept).select(Axis(1), &kept) };
        Self {
            items: kept.into_iter().map(|a| said[a]).collect(),
            foreign: out.into_iter().map(|a| said[a]).collect(),
            gram,
        }
    }
}
