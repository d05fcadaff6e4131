//! Binary Excel workbooks (`.xlsb`): the parts of an `.xlsx`, written as records ([MS-XLSB]). A record
//! says its length, which is at most what its part still has; no count is believed.

use std::collections::BTreeMap;

use super::grid::{Grid, Merge};
use super::number_formats::Shown;
use super::workbook::{self, Sheet};
use super::xls::{short_number, truth_or_error};
use super::xlsx::{related, unescaped};
use super::{MAX_COLUMNS, Parsed, Settings, archive};

/// What is said of a workbook whose parts are not what they should be.
const BROKEN: &str =
    "no se pudo leer como Excel binario (.xlsb) porque está dañado: ábralo y guárdelo como .xlsx";

/// The table in a sheet of a workbook, or in several with the same header.
pub(super) fn read(name: &str, asked: Option<&str>, bytes: &[u8], settings: Settings) -> Parsed {
    match archive::check(bytes).and_then(|()| sheets(bytes, asked)) {
        Ok(sheets) => workbook::table(name, "XLSB", sheets, asked, settings),
        Err(what) => Parsed::unusable(name, "XLSB", what),
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

/// The records of a part: what each is, and its bytes.
struct Records<'b> {
    rest: &'b [u8],
}

impl Records<'_> {
    /// A number of at most so many bytes, seven bits each.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut value = 0;
        for place in 0..most {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = (u32, Bytes<'b>);

    fn next(&mut self) -> Option<(u32, Bytes<'b>)> {
        let (&first, _) = self.rest.split_first()?;
        // The numbers of records keep the bit that says they go on.
        let kind = if first & 0x80 == 0 { self.number(1)? } else { self.number(2)? };
        let length = self.number(4)? as usize;
        let bytes = self.rest.get(..length)?;
        self.rest = &self.rest[length..];
        Some((kind, Bytes(bytes)))
    }
}

/// The bytes of a record.
#[derive(Clone, Copy)]
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn u16(self, at: usize) -> Option<u16> {
        self.0.get(at..at.checked_add(2)?)?.first_chunk().map(|two| u16::from_le_bytes(*two))
    }

    fn u32(self, at: usize) -> Option<u32> {
        self.0.get(at..at.checked_add(4)?)?.first_chunk().map(|four| u32::from_le_bytes(*four))
    }

    fn f64(self, at: usize) -> Option<f64> {
        self.0.get(at..at.checked_add(8)?)?.first_chunk().map(|eight| f64::from_le_bytes(*eight))
    }

    /// A string, its length in four bytes first, and the place after it.
    fn string(self, at: usize) -> Option<(String, usize)> {
        let length = self.u32(at)? as usize;
        // No string at all.
        if length == u32::MAX as usize {
            return Some((String::new(), at + 4));
        }
        let end = at.checked_add(4)?.checked_add(length.checked_mul(2)?)?;
        let units: Vec<u16> = self
            .0
            .get(at + 4..end)?
            .chunks_exact(2)
            .map(|two| u16::from_le_bytes([two[0], two[1]]))
            .collect();
        Some((String::from_utf16_lossy(&units), end))
    }
}

/// A workbook without its cells.
#[derive(Default)]
struct Book {
    /// Name, whether it is hidden, and part of each sheet.
    sheets: Vec<(String, bool, String)>,
    strings: Vec<String>,
    styles: Vec<Shown>,
    since_1904: bool,
}

fn sheets(bytes: &[u8], asked: Option<&str>) -> Result<Vec<Sheet>, String> {
    let book = book(bytes)?;
    let names = book.sheets.iter().map(|(name, ..)| name.as_str());
    let wanted = asked.map(|asked| workbook::find(asked, &names));
    let mut sheets = Vec::new();
    let mut room = super::MAX_CELLS;
    for (place, (name, hidden, part)) in book.sheets.iter().enumerate() {
        let mut sheet = Sheet { name: name.clone(), hidden: *hidden, ..Sheet::default() };
        if wanted.is_none_or(|wanted| wanted == Some(place)) && room > 0 {
            sheet.grid = cells(&archive::entry(bytes, part)?, &book);
            comments(bytes, part, &mut sheet.grid);
            room = room.saturating_sub(sheet.grid.size());
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(BROKEN.to_owned()) } else { Ok(sheets) }
}

fn book(bytes: &[u8]) -> Result<Book, String> {
    let main = "xl/workbook.bin";
    let parts = related(bytes, main)?;
    let mut book = Book::default();
    for (kind, record) in (Records { rest: &archive::entry(bytes, main)? }) {
        match kind {
            // BrtWbProp
            153 => book.since_1904 = record.u8(0).is_some_and(|flags| flags & 1 == 1),
            // BrtBundleSh
            156 => {
                let Some((id, at)) = record.string(8) else { continue };
                let (Some((name, _)), Some((kind, part))) = (record.string(at), parts.get(&id))
                else {
                    continue;
                };
                if kind.ends_with("/worksheet") {
                    let hidden = record.u32(0).unwrap_or(0) != 0;
                    book.sheets.push((name, hidden, part.clone()));
                }
            }
            _ => {}
        }
    }
    let of_kind = |kind: &str| {
        parts.values().find(|(other, _)| other.ends_with(kind)).map(|(_, part)| part.as_str())
    };
    if let Some(part) = of_kind("/sharedStrings") {
        for (kind, record) in (Records { rest: &archive::entry(bytes, part)? }) {
            // BrtSSTItem
            if kind == 19 {
                let text = record.string(1).map(|(text, _)| text);
                book.strings.push(unescaped(&text.unwrap_or_default()));
            }
        }
    }
    if let Some(part) = of_kind("/styles") {
        book.styles = styles(&archive::entry(bytes, part)?);
    }
    Ok(book)
}

/// How numbers are shown, by style.
fn styles(part: &[u8]) -> Vec<Shown> {
    let mut coded: BTreeMap<u16, Shown> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut of_cells = false;
    for (kind, record) in (Records { rest: part }) {
        match kind {
            // BrtFmt
            44 => {
                if let (Some(id), Some((code, _))) = (record.u16(0), record.string(2)) {
                    coded.insert(id, Shown::coded(&code));
                }
            }
            // BrtBeginCellXFs and its end
            617 => of_cells = true,
            618 => of_cells = false,
            // BrtXF
            47 if of_cells => {
                let format = record.u16(2).unwrap_or(0);
                let own = coded.get(&format).copied();
                styles.push(own.unwrap_or_else(|| Shown::built_in(u32::from(format))));
            }
            _ => {}
        }
    }
    styles
}

/// The cells of a sheet.
fn cells(part: &[u8], book: &Book) -> Grid {
    let mut grid = Grid::default();
    let mut row = 0;
    for (kind, record) in (Records { rest: part }) {
        match kind {
            // BrtRowHdr
            0 => {
                row = record.u32(0).unwrap_or(row);
                if record.u8(11).is_some_and(|flags| flags & 0x10 != 0) {
                    grid.hide_row(row);
                }
            }
            // BrtColInfo
            60 => {
                let hidden = record.u16(16).is_some_and(|flags| flags & 1 == 1);
                if let (true, Some(first), Some(last)) = (hidden, record.u32(0), record.u32(4)) {
                    grid.hide_columns(first, last);
                }
            }
            // BrtMergeCell
            176 => {
                let of = |at| record.u32(at);
                if let (Some(a), Some(b), Some(c), Some(d)) = (of(0), of(4), of(8), of(12)) {
                    grid.merge(Merge { rows: (a, b), columns: (c, d) });
                }
            }
            // BrtBeginFilterColumn
            163 => grid.filter(),
            1..=11 | 62 => {
                let column = record.u32(0).filter(|column| (*column as usize) <= MAX_COLUMNS);
                let (Some(column), Some(text)) = (column, text(kind, record, book)) else {
                    continue;
                };
                if grid.put(row, column, text).is_break() {
                    break;
                }
            }
            _ => {}
        }
    }
    grid
}

/// A cell as people see it.
fn text(kind: u32, record: Bytes<'_>, book: &Book) -> Option<String> {
    let number = |value: f64| {
        let style = record.u32(4).map_or(0, |style| style & 0x00FF_FFFF) as usize;
        let shown = book.styles.get(style).copied().unwrap_or(Shown::Number);
        shown.text(value, book.since_1904)
    };
    match kind {
        // BrtCellRk
        2 => record.u32(8).map(|bits| number(short_number(bits))),
        // BrtCellError and BrtFmlaError, BrtCellBool and BrtFmlaBool
        3 | 11 => record.u8(8).map(|value| truth_or_error(value, true)),
        4 | 10 => record.u8(8).map(|value| truth_or_error(value, false)),
        // BrtCellReal and BrtFmlaNum
        5 | 9 => record.f64(8).map(number),
        // BrtCellSt and BrtFmlaString
        6 | 8 => record.string(8).map(|(text, _)| unescaped(&text)),
        // BrtCellIsst
        7 => book.strings.get(record.u32(8)? as usize).cloned(),
        // BrtCellRString
        62 => record.string(9).map(|(text, _)| unescaped(&text)),
        _ => None,
    }
}

/// The comments of a sheet; a part that cannot be read has none.
fn comments(bytes: &[u8], part: &str, grid: &mut Grid) {
    let Ok(parts) = related(bytes, part) else { return };
    for (_, part) in parts.into_values().filter(|(kind, _)| kind.ends_with("/comments")) {
        let Ok(content) = archive::entry(bytes, &part) else { continue };
        let mut at = None;
        for (kind, record) in (Records { rest: &content }) {
            match kind {
                // BrtBeginComment: its author, and the cell as a range.
                635 => at = record.u32(4).zip(record.u32(12)),
                // BrtCommentText
                637 => {
                    if let (Some((row, column)), Some((text, _))) = (at, record.string(1)) {
                        grid.comment(row, column, text);
                    }
                }
                _ => {}
            }
        }
    }
}
