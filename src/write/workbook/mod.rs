//! The review workbook: what planners open in Excel or `LibreOffice` to consolidate the candidates.
//!
//! Only words here, no likeness and no probability: a number would decide for the reviewer. The
//! numbers are in the tables of [`export`](crate::write::export). The same proposal gives the same bytes.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::domain::decision::Settings;
use crate::domain::proposal::Proposal;
use crate::read::files;

pub mod names;
pub(crate) mod cell_style;
pub(crate) mod measure;

mod standing;
mod candidates;
mod guide;
mod lists;
mod matches;
mod new;
mod run;
mod statements;
mod table;
mod text;

pub(in crate::write) use guide::by_sides;
pub use matches::MOST_PAIRS;
pub(in crate::write) use table::ROW_LIMIT;
pub use text::shown;

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] files::Error),
    /// A spreadsheet has no room for this many rows.
    #[error(
        "la hoja {sheet} tendría {rows} filas y una hoja de cálculo admite 1048575: divida la \
         entrada"
    )]
    TooManyRows {
        /// The name of the sheet.
        sheet: &'static str,
        /// How many rows it would have.
        rows: usize,
    },
    /// The workbook could not be formed.
    #[error("no se pudo formar el libro de revisión: {0}")]
    Form(#[from] XlsxError),
}

/// Writes the workbook. The facts are what the run was made of, each with its name, in the order
/// in which they are shown.
pub fn write(proposal: &Proposal, facts: &[(String, String)], path: &Path) -> Result<(), Error> {
    write_with(proposal, facts, &Settings::default(), path)
}

/// [`write()`] with the reasons that reviewers choose from.
pub fn write_with(
    proposal: &Proposal,
    facts: &[(String, String)],
    review: &Settings,
    path: &Path,
) -> Result<(), Error> {
    let bytes = formed(proposal, facts, review)?;
    Ok(files::write(path, &bytes)?)
}

fn formed(
    proposal: &Proposal,
    facts: &[(String, String)],
    review: &Settings,
) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // Rows of 20 pixels, columns of 64: what the digits of the font stand for.
    workbook.set_default_format(&cell_style::base(), 20, 64)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("Revisión de las propuestas de desafío")
            .set_author("minga")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let styles = cell_style::CellFormats::new();
    workbook.add_worksheet().set_name(names::sheet::GUIDE)?;
    let candidates = candidates::write(&mut workbook, &styles, proposal, review)?;
    let members = statements::write_members(&mut workbook, &styles, proposal, review)?;
    matches::write(&mut workbook, &styles, proposal)?;
    let loose = statements::write_loose(&mut workbook, &styles, proposal, review)?;
    new::write(&mut workbook, &styles)?;
    run::write(&mut workbook, proposal, facts)?;
    lists::write(&mut workbook, proposal, review)?;
    let written = [
        (names::sheet::CANDIDATES, candidates),
        (names::sheet::STATEMENTS, members),
        (names::sheet::LOOSE, loose),
    ];
    guide::fill(workbook.worksheet_from_name(names::sheet::GUIDE)?, proposal, &written)?;
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
