//! What each target does with one input. An ordinary test of the program does the same with every
//! input in `fuzz/seeds`: those that a search begins with, and those that it once found.

// Every target is built from this and uses its own.
#![allow(dead_code, clippy::expect_used)]

pub(crate) mod apply;
pub(crate) mod archive;
pub(crate) mod config;
pub(crate) mod decisions;
pub(crate) mod frame;
pub(crate) mod log;
pub(crate) mod model;
pub(crate) mod page;
pub(crate) mod run;
pub(crate) mod statements;
pub(crate) mod table;
pub(crate) mod text;
