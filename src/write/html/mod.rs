//! Self-contained pages: a run, an evaluation, a sweep.

pub(crate) mod shell;
mod glossary;
pub(crate) mod table;
pub mod report;
pub mod evaluation;
pub mod sweep;
