//! Excel workbooks (`.xlsx`, `.xlsm`) through calamine, cell by cell: the size that a sheet claims
//! is never allocated. It panics on some damaged ones (the number of a row that no sheet has), which
//! is caught.
//!
//! The old binary `.xls` is recognised and refused with a word on what to do: calamine's reader for
//! it slices records without looking at their length and reserves the cells that a header claims,
//! so a damaged file would end the program.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::builder::Builder;
use super::grid::{self, Grid};
use super::quiet::quietly;
use super::{Parsed, archive};

/// The table in a sheet of a workbook.
pub(super) fn read(name: &str, sheet: Option<&str>, bytes: Vec<u8>) -> Parsed {
    match archive::check(&bytes) {
        Ok(()) => {
            let what = match quietly(|| open(name, sheet, bytes)) {
                Some(Ok(parsed)) => return parsed,
                Some(Err(XlsxError::Password)) => "tiene contraseña: guárdelo sin ella".to_owned(),
                Some(Err(other)) => format!(
                    "no se pudo leer como Excel ({other}): ábralo y guárdelo de nuevo como .xlsx"
                ),
                None => "está dañado: ábralo y guárdelo de nuevo como .xlsx".to_owned(),
            };
            Parsed::unusable(name, "XLSX", what)
        }
        Err(what) => Parsed::unusable(name, "XLSX", what),
    }
}

fn open(name: &str, asked: Option<&str>, bytes: Vec<u8>) -> Result<Parsed, XlsxError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let mut sheets: Vec<String> = Vec::new();
    for sheet in workbook.sheets_metadata() {
        let shown = sheet.visible == SheetVisible::Visible || asked == Some(sheet.name.as_str());
        if sheet.typ == SheetType::WorkSheet && shown {
            sheets.push(sheet.name.clone());
        }
    }
    if let Some(asked) = asked.filter(|asked| !sheets.iter().any(|sheet| sheet == asked)) {
        return Ok(Parsed::unusable(name, "XLSX", grid::no_such_sheet(asked, &sheets)));
    }
    for sheet in &sheets {
        if asked.is_some_and(|asked| asked != sheet) {
            continue;
        }
        let grid = cells(&mut workbook, sheet)?;
        if grid.is_empty() && asked.is_none() {
            continue;
        }
        let title = grid::name_of(name, sheet, &sheets, asked.is_some());
        let mut builder = Builder::new(&title, format!("XLSX (hoja «{sheet}»)"));
        if asked.is_none() {
            grid::note_others(&mut builder, name, sheet, &sheets);
        }
        return Ok(grid.table(builder));
    }
    Ok(Parsed::unusable(name, "XLSX", "ninguna hoja visible tiene contenido"))
}

/// The cells of a sheet.
fn cells(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Grid, XlsxError> {
    let mut grid = Grid::default();
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        if grid.put(row, column, text(cell.get_value())).is_break() {
            break;
        }
    }
    Ok(grid)
}

/// A cell as people see it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => grid::number(*value),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(text) => grid::iso(text),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date as `2026-09-11`, a date and time as `2026-09-11 10:30:00`, a time as `10:30:00`.
fn moment(value: &ExcelDateTime) -> String {
    let serial = value.as_f64();
    if value.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return grid::number(serial);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (serial < 1.0, time.as_str()) {
        (true, _) => time,
        (false, "00:00:00") => date,
        (false, _) => format!("{date} {time}"),
    }
}
