//! Where every statement and challenge stands by what people decided.

pub mod settle;
pub mod chain;
pub mod migrate;
mod numbering;
pub mod rerun;
