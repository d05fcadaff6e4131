//! Self-contained pages: a run, an evaluation, a sweep.

pub mod report;
pub mod evaluation;
pub mod sweep;
