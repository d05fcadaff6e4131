//! The pages, as plain values: HTML made of what is known of processes, in the review page's style.

mod shell;
mod told;
mod list;
mod after;
mod process;
mod sheets;
mod run;
mod result;
mod returned;
mod consolidate;

pub(super) use after::OfRun;
pub(super) use consolidate::consolidate;
pub(super) use list::list;
pub(super) use process::process;
pub(super) use result::{Outcome, result};
pub(super) use returned::{returned, returned_closed};
pub(super) use run::{Beginning, Previous, run};
pub(super) use sheets::sheets;
pub(super) use shell::{ASSETS, ENTER, goodbye, message, of_review};
