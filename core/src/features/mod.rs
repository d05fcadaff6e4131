//! What statements are compared by: from token vectors and words to comparable rows.

pub mod layout;
pub mod directions;
pub mod pooling;
#[allow(clippy::module_inception)]
mod features;
pub mod neighbours;
pub mod metric;

pub use features::{Centroids, Features, Postprocess, Settings};
