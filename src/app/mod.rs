//! minga in the browser: a folder of processes, the pages in which a person does the job, and their
//! server. Whatever is done is done by the same commands as on the command line.

mod names;
mod record;
mod folder;
mod sheets;
mod reading;
mod runs;
mod returned;
mod consolidated;
mod copy;
mod page;
pub mod serve;
