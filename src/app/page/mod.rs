//! The pages, as plain values: HTML made of what is known of processes, in the review page's style.

mod shell;
mod list;
mod process;
mod sheets;
mod run;

pub(super) use list::list;
pub(super) use process::process;
pub(super) use run::{Outcome, result, run};
pub(super) use sheets::sheets;
pub(super) use shell::{ASSETS, ENTER, message, of_review};
