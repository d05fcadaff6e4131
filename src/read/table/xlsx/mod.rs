//! Excel workbooks (`.xlsx`, `.xlsm`), transitional and strict, read by our own walk over their
//! parts: no size and no count that a part claims is believed, and what a sheet says of its cells
//! (merged, hidden, commented, without value) is kept.

mod parts;
mod sheet;

use super::archive;
use super::grid::Grid;
use super::workbook::{self, Sheet};
use super::{Parsed, Settings};

use parts::Book;

pub(super) use parts::{related, unescaped};

/// What is said of a workbook whose parts are not what they should be.
const BROKEN: &str =
    "no se pudo leer como Excel porque está dañado: ábralo y guárdelo de nuevo como .xlsx";

/// The table in a sheet of a workbook, or in several with the same header.
pub(super) fn read(name: &str, asked: Option<&str>, bytes: &[u8], settings: Settings) -> Parsed {
    match archive::check(bytes).and_then(|()| sheets(bytes, asked)) {
        Ok(sheets) => workbook::table(name, "XLSX", sheets, asked, settings),
        Err(what) => Parsed::unusable(name, "XLSX", what),
    }
}

/// All its sheets.
pub(super) fn all(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    archive::check(bytes).and_then(|()| sheets(bytes, None))
}

/// The names of its sheets.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    // No sheet is called like this, so that no cell is read.
    let sheets = archive::check(bytes).and_then(|()| sheets(bytes, Some("\0")))?;
    Ok(sheets.into_iter().map(|sheet| sheet.name).collect())
}

/// The sheets of a workbook. Of one that is not wanted only the name is read.
fn sheets(bytes: &[u8], asked: Option<&str>) -> Result<Vec<Sheet>, String> {
    let book = Book::read(bytes)?;
    let wanted =
        asked.map(|asked| workbook::find(asked, &book.sheets.iter().map(|s| s.name.as_str())));
    let mut sheets = Vec::new();
    let mut room = super::MAX_CELLS;
    for (place, entry) in book.sheets.iter().enumerate() {
        let grid = match wanted {
            Some(wanted) if wanted != Some(place) => Grid::default(),
            _ if room == 0 => Grid::default(),
            _ => sheet::read(bytes, &book, entry)?,
        };
        room = room.saturating_sub(grid.size());
        sheets.push(Sheet { name: entry.name.clone(), hidden: entry.hidden, grid });
    }
    Ok(sheets)
}
