//! What a run and its decisions are written as: tables, the workbook, pages, documents.

// LibreOffice for the tests, as the tests of the program run it.
#[cfg(test)]
#[path = "../../tests/cli/support/programs.rs"]
pub(crate) mod programs;

pub mod public_copy;
pub mod export;
pub mod workbook;
pub mod template;
pub mod svg;
mod published_text;
pub mod flow;
pub mod html;
pub mod sweep_table;
pub mod consolidated;
pub mod manifest;
pub mod run_folder;
