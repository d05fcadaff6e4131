//! The cells of one sheet, and what it says about them.

use std::collections::BTreeMap;

use super::globals::Globals;
use super::records::{Record, Records, f64_at, short_number, u16_at, u32_at};
use super::strings::{Letters, Walk, of_cell};
use crate::read::table::grid::{Grid, Merge};
use crate::read::table::number_formats::Shown;

/// The sheet whose records begin at a byte of the stream, as far as it can be read.
pub(super) fn read(stream: &[u8], at: usize, globals: &Globals) -> Grid {
    let mut walk = Sheet {
        globals,
        grid: Grid::default(),
        formula: None,
        object: None,
        notes: BTreeMap::new(),
        comments: Vec::new(),
    };
    let mut records = Records::from(stream, at);
    if records.next().is_none_or(|record| record.kind != 0x0809) {
        return walk.grid;
    }
    // Charts inside a sheet have records of their own.
    let mut inner = 0_usize;
    for record in records {
        match record.kind {
            0x0809 => inner += 1,
            0x000A if inner == 0 => break,
            0x000A => inner -= 1,
            _ if inner > 0 => {}
            _ => {
                if !walk.record(&record) {
                    break;
                }
            }
        }
    }
    for (row, column, object, text) in std::mem::take(&mut walk.comments) {
        let text = text.or_else(|| walk.notes.get(&object).cloned());
        walk.grid.comment(row, column, text.unwrap_or_default());
    }
    walk.grid
}

struct Sheet<'g> {
    globals: &'g Globals,
    grid: Grid,
    /// The cell of a formula whose text follows.
    formula: Option<(u32, u32)>,
    /// The last drawn object, and the texts of those that are notes.
    object: Option<u16>,
    notes: BTreeMap<u16, String>,
    /// Row, column, object, and the text where it stands in the record itself.
    comments: Vec<(u32, u32, u16, Option<String>)>,
}

impl Sheet<'_> {
    /// Takes a record in; whether there is room for more. A record that is too short is passed over.
    fn record(&mut self, record: &Record<'_>) -> bool {
        match record.kind {
            // LABELSST
            0x00FD => {
                let place = u32_at(record.bytes, 6).map(|place| place as usize);
                let text = place.and_then(|place| self.globals.strings.get(place)).cloned();
                self.cell(record, text)
            }
            // LABEL and RSTRING
            0x0204 | 0x00D6 => {
                let text = of_cell(record, 6, self.globals.letters);
                self.cell(record, text)
            }
            // NUMBER
            0x0203 => {
                let text = f64_at(record.bytes, 6).map(|value| self.number(record, value));
                self.cell(record, text)
            }
            // RK
            0x027E => {
                let value = u32_at(record.bytes, 6).map(short_number);
                let text = value.map(|value| self.number(record, value));
                self.cell(record, text)
            }
            // MULRK
            0x00BD => self.numbers(record),
            // BOOLERR
            0x0205 => {
                let text = record.bytes.get(6).zip(record.bytes.get(7));
                let text = text.map(|(value, error)| truth_or_error(*value, *error == 1));
                self.cell(record, text)
            }
            // FORMULA of all versions
            0x0006 | 0x0206 | 0x0406 => self.formula(record),
            // STRING: what the formula before gives.
            0x0207 => {
                let text = of_cell(record, 0, self.globals.letters);
                match (self.formula.take(), text) {
                    (Some((row, column)), Some(text)) => {
                        self.grid.put(row, column, text).is_continue()
                    }
                    _ => true,
                }
            }
            _ => {
                let _ = self.about(record);
                true
            }
        }
    }

    fn place(record: &Record<'_>) -> Option<(u32, u32)> {
        let of = |at| u16_at(record.bytes, at).map(u32::from);
        Some((of(0)?, of(2)?))
    }

    fn cell(&mut self, record: &Record<'_>, text: Option<String>) -> bool {
        match (Self::place(record), text) {
            (Some((row, column)), Some(text)) => self.grid.put(row, column, text).is_continue(),
            _ => true,
        }
    }

    fn shown(&self, style: usize, value: f64) -> String {
        let shown = self.globals.styles.get(style).copied().unwrap_or(Shown::Number);
        shown.text(value, self.globals.since_1904)
    }

    fn number(&self, record: &Record<'_>, value: f64) -> String {
        self.shown(usize::from(u16_at(record.bytes, 4).unwrap_or(0)), value)
    }

    /// Several numbers in one record: style and number of each, the last column at the end.
    fn numbers(&mut self, record: &Record<'_>) -> bool {
        let Some((row, first)) = Self::place(record) else { return true };
        let Some(cells) = record.bytes.get(4..record.bytes.len().saturating_sub(2)) else {
            return true;
        };
        for (column, cell) in (first..).zip(cells.chunks_exact(6)) {
            let (Some(style), Some(bits)) = (u16_at(cell, 0), u32_at(cell, 2)) else { continue };
            let text = self.shown(usize::from(style), short_number(bits));
            if self.grid.put(row, column, text).is_break() {
                return false;
            }
        }
        true
    }

    fn formula(&mut self, record: &Record<'_>) -> bool {
        self.formula = None;
        let (Some((row, column)), Some(value)) = (Self::place(record), record.bytes.get(6..14))
        else {
            return true;
        };
        let text = match (value[0], &value[6..]) {
            // A text, which follows.
            (0, [0xFF, 0xFF]) => {
                self.formula = Some((row, column));
                return true;
            }
            (1, [0xFF, 0xFF]) => truth_or_error(value[2], false),
            (2, [0xFF, 0xFF]) => truth_or_error(value[2], true),
            (3, [0xFF, 0xFF]) => String::new(),
            _ => self.number(record, f64_at(value, 0).unwrap_or(0.0)),
        };
        self.grid.put(row, column, text).is_continue()
    }

    /// What a record says about cells.
    fn about(&mut self, record: &Record<'_>) -> Option<()> {
        let bytes = record.bytes;
        let of = |at| u16_at(bytes, at).map(u32::from);
        match record.kind {
            // ROW
            0x0208 if u32_at(bytes, 12)? & 0x20 != 0 => self.grid.hide_row(of(0)?),
            // COLINFO
            0x007D if of(8)? & 1 != 0 => self.grid.hide_columns(of(0)?, of(2)?),
            // MERGEDCELLS
            0x00E5 => {
                for range in bytes.get(2..)?.chunks_exact(8) {
                    let of = |at| u16_at(range, at).map(u32::from);
                    let (rows, columns) = ((of(0)?, of(2)?), (of(4)?, of(6)?));
                    self.grid.merge(Merge { rows, columns });
                }
            }
            // FILTERMODE
            0x009B => self.grid.filter(),
            // OBJ: its first part says what it is and its number.
            0x005D => {
                let is_note = u16_at(bytes, 0)? == 0x15 && u16_at(bytes, 4)? == 0x19;
                self.object = is_note.then(|| u16_at(bytes, 6)).flatten();
            }
            // TXO: its text goes on in the next record.
            0x01B6 => {
                let object = self.object.take()?;
                let length = usize::from(u16_at(bytes, 10)?);
                let (first, rest) = record.more.split_first()?;
                let text = Record { kind: 0, bytes: first, more: rest.to_vec() };
                let text = Walk::of(&text, 0).letters(length)?;
                self.notes.insert(object, text);
            }
            // NOTE
            0x001C => {
                let (row, column) = Self::place(record)?;
                let text = match self.globals.letters {
                    Letters::Unicode => None,
                    Letters::Page(page) => Some(page.decode(bytes.get(6..)?)),
                };
                self.comments.push((row, column, u16_at(bytes, 6).unwrap_or(0), text));
            }
            _ => {}
        }
        Some(())
    }
}

/// A truth value or an error as a sheet shows it.
pub(in crate::read::table) fn truth_or_error(value: u8, error: bool) -> String {
    match (error, value) {
        (false, 0) => "false",
        (false, _) => "true",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
    .to_owned()
}
