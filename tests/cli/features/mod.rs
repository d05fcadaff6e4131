//! What the program does, feature by feature: what it says, what it writes, how it ends.

mod app;
mod app_loop;
mod carried;
mod city;
mod console;
mod degenerate;
mod example;
mod faults;
mod formats;
mod frame;
mod hostile;
mod hygiene;
mod interruption;
mod log;
#[cfg(target_os = "linux")]
mod memory;
mod models;
mod problems;
mod published;
mod remote;
pub(crate) mod review;
pub(crate) mod rounds;
mod scale;
mod seeds;
mod server;
mod store;
mod streams;
pub(crate) mod sweep;
mod tricks;
