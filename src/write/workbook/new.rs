//! `Nuevos`: rows to fill in with the horizon, the objectives and the policies of the challenges that
//! a reviewer makes with `nuevo:`.

use rust_xlsxwriter::Workbook;

use super::Error;
use super::cell_style::{CellFormats, RowStyle};
use super::lists;
use super::names::{header, sheet};
use super::table::{ReviewSheet, SheetColumn};

/// How many challenges there is room for.
const ROWS: usize = 60;

pub(super) fn write(workbook: &mut Workbook, styles: &CellFormats) -> Result<(), Error> {
    let table = ReviewSheet {
        sheet: sheet::NEW,
        columns: vec![
            SheetColumn::blank(header::NEW_CHALLENGE, 60.0, None),
            SheetColumn::blank(header::HORIZON, 14.0, Some(lists::HORIZON)),
            SheetColumn::blank(header::OBJETIVO_DESARROLLO, 24.0, Some(lists::OBJETIVO_DESARROLLO)),
            SheetColumn::blank(header::OBJETIVO_GESTION, 30.0, Some(lists::OBJETIVO_GESTION)),
            SheetColumn::blank(header::POLITICA, 30.0, Some(lists::POLITICA)),
            SheetColumn::blank(header::REVIEWER, 14.0, None),
            SheetColumn::blank(header::NOTE, 28.0, None),
        ],
        style: |()| RowStyle::default(),
        frozen: 1,
        printed: header::NOTE,
        needs: &[],
    };
    table.write(workbook, styles, &[(); ROWS])?;
    Ok(())
}
