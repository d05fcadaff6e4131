//! Old Excel workbooks (`.xls`, BIFF5 and BIFF8), read by our own walk over their records. A record
//! says its length, which is at most what the file still has; nothing else that the file claims is
//! believed, and no cell, string or sheet is reserved before it was read.

mod compound;
mod records;
mod strings;
mod globals;
mod sheet;

use super::workbook::{self, Sheet};
use super::{Parsed, Settings};

use compound::Compound;
use globals::Globals;

pub(super) use records::short_number;
pub(super) use sheet::truth_or_error;

/// What is said of a workbook whose records are not what they should be.
const BROKEN: &str =
    "no se pudo leer como Excel antiguo (.xls) porque está dañado: ábralo y guárdelo como .xlsx";
/// What is said of one with a password.
const PASSWORD: &str = "tiene contraseña: guárdelo sin ella";

/// The table in a sheet of a workbook, or in several with the same header.
pub(super) fn read(name: &str, asked: Option<&str>, bytes: &[u8], settings: Settings) -> Parsed {
    match sheets(bytes, asked) {
        Ok(sheets) => workbook::table(name, "XLS", sheets, asked, settings),
        Err(what) => Parsed::unusable(name, "XLS", what),
    }
}

/// All its sheets.
pub(super) fn all(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    sheets(bytes, None)
}

/// The names of its sheets.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    // No sheet is called like this, so that no cell is read.
    let sheets = sheets(bytes, Some("\0"))?;
    Ok(sheets.into_iter().map(|sheet| sheet.name).collect())
}

/// The sheets of a workbook. Of one that is not wanted only the name is read.
fn sheets(bytes: &[u8], asked: Option<&str>) -> Result<Vec<Sheet>, String> {
    let compound = Compound::open(bytes).ok_or(BROKEN)?;
    if compound.has("EncryptedPackage") {
        return Err(PASSWORD.to_owned());
    }
    let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
        let what = if compound.has("WordDocument") {
            "es un documento de Word: copie la tabla a una hoja de cálculo"
        } else if compound.has("PowerPoint Document") {
            "es una presentación: copie la tabla a una hoja de cálculo"
        } else {
            BROKEN
        };
        return Err(what.to_owned());
    };
    let globals = Globals::read(&stream)?;
    let names = globals.sheets.iter().map(|sheet| sheet.name.as_str());
    let wanted = asked.map(|asked| workbook::find(asked, &names));
    let mut sheets = Vec::new();
    let mut room = super::MAX_CELLS;
    for (place, entry) in globals.sheets.iter().enumerate() {
        let mut sheet =
            Sheet { name: entry.name.clone(), hidden: entry.hidden, ..Sheet::default() };
        if wanted.is_none_or(|wanted| wanted == Some(place)) && room > 0 {
            sheet.grid = sheet::read(&stream, entry.at, &globals);
            room = room.saturating_sub(sheet.grid.size());
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(BROKEN.to_owned()) } else { Ok(sheets) }
}
