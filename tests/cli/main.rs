//! The real program, run as people run it: what it says, what it writes, how it ends.
#![allow(
    clippy::format_collect,
    clippy::items_after_statements,
    reason = "tests read from top to bottom"
)]
#![allow(clippy::unwrap_used)]
// `UPDATE_EXPECT=1` writes the snapshots, and writes them so.
#![allow(clippy::needless_raw_string_hashes)]

mod project;
mod hub;
mod outputs;
mod corpus;
mod sheets;
mod server;

mod console;
mod degenerate;
mod example;
mod faults;
mod formats;
mod frame;
mod hostile;
mod hygiene;
mod interruption;
mod models;
mod problems;
mod scale;
mod seeds;
mod reviewing;
mod review;
mod remote;
mod sweep;
mod viewers;
