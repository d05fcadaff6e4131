//! How many groups a run makes: the default number, why it is that one, and what some others would
//! give.

use super::comparison::{Comparison, NewGroups};
use super::sorting::Sources;
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::{Choice, Choices, TargetReason};
use crate::propose::cluster::Target;

/// The most items for which other numbers are tried: each grows its groups anew.
const MOST: usize = 3000;
/// The fewest for which there is anything to choose.
const FEWEST: usize = 40;

/// The items that are grouped: those that nothing sorts into a challenge.
#[derive(Clone, Copy)]
pub(super) struct Ungrouped<'i> {
    /// The statement of every item.
    pub(super) items: &'i IndexVec<ItemIndex, StatementIndex>,
    /// Which of them are grouped.
    pub(super) rest: &'i [ItemIndex],
}

/// The number of groups when nobody says one: as many as the frame has challenges; where it has
/// none, four times the square root of the statements; where challenges exist already and these are
/// the rest, a tenth of them. Never more than a quarter of the statements.
pub fn default_target(frame: &Frame, guides: &Guides, statements: usize) -> usize {
    let wanted = if !guides.challenges.is_empty() {
        statements.div_ceil(10)
    } else if frame.desafios.is_empty() {
        (4.0 * (statements as f64).sqrt()).round() as usize
    } else {
        frame.desafios.len()
    };
    wanted.min(statements.div_ceil(4)).max(1)
}

/// What the number of groups and two others give, where challenges did not exist before. The other
/// two are a half less and a half more.
pub(super) fn choices(
    comparison: &dyn Comparison,
    ungrouped: Ungrouped<'_>,
    sources: Sources<'_>,
    asked: Option<Target>,
    taken: &NewGroups,
) -> Option<Choices> {
    let rest = ungrouped.rest;
    let small = rest.len() < FEWEST || rest.len() > MOST;
    if small || !sources.guides.challenges.is_empty() || matches!(asked, Some(Target::Height(_))) {
        return None;
    }
    let groups = taken.firmness.len();
    let reason = match asked {
        Some(_) => TargetReason::Asked,
        None if sources.frame.desafios.is_empty() => TargetReason::Root,
        None if groups < sources.frame.desafios.len() => TargetReason::Quarter,
        None => TargetReason::Published,
    };
    let mut counts = vec![groups.div_ceil(2), groups, groups + groups / 2];
    counts.retain(|&count| count > 0 && count <= rest.len());
    counts.dedup();
    let mut options: Vec<Choice> = Vec::new();
    for count in counts {
        let option = if count == groups {
            choice(taken, ungrouped, sources)
        } else {
            choice(&comparison.grouped(rest, Target::Count(count)), ungrouped, sources)
        };
        // Competencias may allow no fewer.
        if options.last().is_none_or(|before| before.groups != option.groups) {
            options.push(option);
        }
    }
    Some(Choices { reason, statements: rest.len(), taken: groups, options })
}

/// What one grouping gives.
fn choice(new: &NewGroups, ungrouped: Ungrouped<'_>, sources: Sources<'_>) -> Choice {
    let Ungrouped { items, rest } = ungrouped;
    let groups = new.firmness.len();
    let mut sides = vec![[0_usize; 2]; groups];
    for (&a, &group) in rest.iter().zip(&new.labels) {
        sides[group][usize::from(sources.is_institutional(items[a]))] += 1;
    }
    let sizes = sides.iter().map(|[citizen, institutional]| citizen + institutional);
    let firm = |firmness: &&Option<f32>| firmness.is_some_and(|firm| firm >= 0.6);
    let unsettled: f32 = sizes
        .clone()
        .zip(&new.firmness)
        .map(|(size, firmness)| size as f32 * (1.0 - firmness.unwrap_or(1.0)))
        .sum();
    Choice {
        groups,
        largest: sizes.clone().max().unwrap_or(0),
        single: sizes.filter(|&size| size == 1).count(),
        firm: new.firmness.iter().filter(firm).count(),
        crossed: sides.iter().filter(|[a, b]| *a > 0 && *b > 0).count(),
        unsettled: unsettled.round() as usize,
    }
}
