//! What a text says as text: what is hidden in it, its clean form, its folded forms, its words and
//! their stems. Nothing here knows what the text is about.

pub mod counts;
pub mod hidden;
pub mod clean;
pub mod fold;
pub mod words;
pub mod markup;
pub mod empty;
pub mod lists;
pub mod language;
pub mod personal;
pub mod lexicon;
pub mod formula;

pub use clean::clean;
pub use fold::fold;
