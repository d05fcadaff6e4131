//! What each command does: one file a command, with its request, its outcome and its warnings. A
//! command reads, computes and writes; it prints nothing, and the command line tells its outcome.

mod error;
mod warning;
mod progress;
pub mod defaults;
pub mod settings_file;
pub mod vectors;
pub mod which_frame;
mod reviewed_run;
pub mod inputs;

mod people;
pub mod disagreements;

pub mod run;
pub mod check;
pub mod template;
pub mod data;
pub mod apply;
pub mod review;
pub mod standing;
pub mod consolidate;
pub mod frame;
pub mod evaluate;
pub mod encode;
pub mod log;
pub mod sweep;
pub mod model;
pub mod metric;

pub use error::{Error, Failure, Result};
pub use progress::Step;
use progress::to_the_end;
pub use warning::Warning;
