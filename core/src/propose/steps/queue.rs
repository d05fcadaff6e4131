//! The order in which undecided statements are reviewed (that of candidates is `domain`'s).

use crate::domain::guides::Guides;
use crate::domain::index::{IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Placement;

/// The undecided items, first what the next run would learn most from: the least sure statements
/// that are like many others (density-weighted uncertainty sampling, Settles & Craven 2008).
/// Without challenges that existed before, those that are least alike to their candidate.
///
/// `density` is the mean likeness of each item to others.
pub(super) fn queue(
    items: &IndexVec<ItemIndex, StatementIndex>,
    density: &IndexVec<ItemIndex, f32>,
    placements: &[Placement],
    guides: &Guides,
) -> Vec<StatementIndex> {
    let undecided = items.iter().zip(density).filter(|(i, _)| guides.decided(**i).is_empty());
    let mut scored: Vec<(f32, StatementIndex)> =
        undecided.map(|(&i, density)| (doubt(&placements[i]) * density, i)).collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    scored.into_iter().map(|(_, i)| i).collect()
}

/// How unsure a statement's place is, 0…1.
fn doubt(placement: &Placement) -> f32 {
    match placement.probability {
        // One that may be of no challenge at all is as doubtful as one of an unlikely challenge.
        Some(probability) => (1.0 - probability).max(placement.novelty.unwrap_or(0.0)),
        None => 1.0 - placement.likeness.map_or(0.0, |c| c.0.clamp(0.0, 1.0)),
    }
}
