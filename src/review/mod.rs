//! How people's decisions come in: the log, workbooks that return, the review page.

pub mod log;
pub mod apply;
pub mod page;
pub mod serve;
