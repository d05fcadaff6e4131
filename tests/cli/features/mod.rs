//! What the program does, feature by feature: what it says, what it writes, how it ends.

mod console;
mod degenerate;
pub(crate) mod example;
mod faults;
mod formats;
mod frame;
mod hostile;
mod hygiene;
mod interruption;
mod models;
mod problems;
mod remote;
pub(crate) mod review;
mod rounds;
mod scale;
mod seeds;
mod sweep;
pub(crate) mod viewers;
