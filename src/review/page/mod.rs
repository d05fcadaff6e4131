//! The review page: what it shows and what a press of a button means, as plain values; and the
//! files that the browser is given. Nothing here knows HTTP: the same proposal and decisions give
//! the same answers.

mod act;
mod assets;
mod board;
mod card;
mod figures;
mod history;
mod loose;
mod rows;
mod search;
mod terms;

pub use act::{Act, ActKind, Changed, Refusal, Seen};
pub use assets::{ASSETS, Asset};
pub use board::{Board, Visibility};
pub use loose::UngroupedList;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
