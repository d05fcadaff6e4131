//! The review page: what it shows and what a press of a button means, as plain values; and the
//! files that the browser is given. Nothing here knows HTTP: the same proposal and decisions give
//! the same answers.

pub mod protocol;

mod assets;
mod concerns;
mod board;
mod terms;
mod history;
mod rows;
mod card;
mod figures;
mod search;
mod ungrouped;
mod act;

pub use act::Refusal;
pub use assets::{ASSETS, Asset};
pub use board::{Board, Visibility};
pub use history::sentence;
pub use ungrouped::UngroupedList;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod properties;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod protocol_tests;
