//! The real program, run as people run it: what it says, what it writes, how it ends.
#![allow(
    clippy::format_collect,
    clippy::items_after_statements,
    reason = "tests read from top to bottom"
)]
#![allow(clippy::unwrap_used)]
// `UPDATE_EXPECT=1` writes the snapshots, and writes them so.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

mod features;

// Ignored unless asked for: they need a program or a right that is not on every machine.
mod office;
mod browser;
mod as_root;
