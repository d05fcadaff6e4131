//! The real program, run as people run it: what it says, what it writes, how it ends.
#![allow(clippy::unwrap_used)]

mod project;
mod outputs;
mod corpus;

mod console;
mod degenerate;
mod example;
mod formats;
mod hostile;
mod interruption;
mod problems;
mod viewers;
