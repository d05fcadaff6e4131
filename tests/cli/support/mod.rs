//! What the tests need: a folder to work in, the program and what it says, servers to talk to, and
//! readers of what was written.

pub(crate) mod programs;
pub(crate) mod project;
pub(crate) mod outputs;
pub(crate) mod example;
pub(crate) mod corpus;
pub(crate) mod sheets;
pub(crate) mod hub;
pub(crate) mod vector_server;
pub(crate) mod page_server;
pub(crate) mod app_server;
pub(crate) mod chromium;
pub(crate) mod viewers;
