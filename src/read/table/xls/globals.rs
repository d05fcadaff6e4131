//! What holds for the whole workbook: its sheets, the strings they share, how numbers are shown.

use std::collections::BTreeMap;

use super::records::{Records, u16_at, u32_at};
use super::strings::{Letters, Walk, of_cell};
use super::{BROKEN, PASSWORD};
use crate::read::table::number_formats::Shown;

/// A workbook without its cells.
#[derive(Debug)]
pub(super) struct Globals {
    pub(super) sheets: Vec<Entry>,
    pub(super) strings: Vec<String>,
    /// How a number is shown, by the style of its cell.
    pub(super) styles: Vec<Shown>,
    pub(super) since_1904: bool,
    pub(super) letters: Letters,
}

/// A sheet of the workbook.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The byte of the stream where its records begin.
    pub(super) at: usize,
}

impl Globals {
    /// From the beginning of a stream.
    pub(super) fn read(stream: &[u8]) -> Result<Self, String> {
        let mut records = Records::from(stream, 0);
        let version = records
            .next()
            .filter(|record| record.kind == 0x0809)
            .and_then(|record| u16_at(record.bytes, 0))
            .ok_or(BROKEN)?;
        let unicode = version >= 0x0600;
        let mut globals = Self {
            sheets: Vec::new(),
            strings: Vec::new(),
            styles: Vec::new(),
            since_1904: false,
            letters: if unicode { Letters::Unicode } else { Letters::Page(Letters::of_page(1252)) },
        };
        let mut coded: BTreeMap<u16, Shown> = BTreeMap::new();
        let mut formats: Vec<u16> = Vec::new();
        for record in records {
            let bytes = record.bytes;
            match record.kind {
                // FILEPASS: what follows is encrypted.
                0x002F => return Err(PASSWORD.to_owned()),
                // CODEPAGE
                0x0042 if !unicode => {
                    let page = u16_at(bytes, 0).unwrap_or(1252);
                    globals.letters = Letters::Page(Letters::of_page(page));
                }
                // DATEMODE
                0x0022 => globals.since_1904 = u16_at(bytes, 0) == Some(1),
                // FORMAT
                0x041E => {
                    let code = match globals.letters {
                        Letters::Unicode => of_cell(&record, 2, globals.letters),
                        Letters::Page(page) => bytes.get(3..).map(|code| page.decode(code)),
                    };
                    if let (Some(id), Some(code)) = (u16_at(bytes, 0), code) {
                        coded.insert(id, Shown::coded(&code));
                    }
                }
                // XF
                0x00E0 => formats.push(u16_at(bytes, 2).unwrap_or(0)),
                // BOUNDSHEET: worksheets alone, no charts or macros.
                0x0085 if bytes.get(5) == Some(&0) => {
                    let name = match globals.letters {
                        Letters::Unicode => Walk::of(&record, 6).string(false),
                        Letters::Page(page) => bytes.get(7..).map(|name| {
                            let length = usize::from(bytes[6]).min(name.len());
                            page.decode(&name[..length])
                        }),
                    };
                    if let (Some(at), Some(name)) = (u32_at(bytes, 0), name) {
                        let hidden = bytes[4] & 3 != 0;
                        globals.sheets.push(Entry { name, hidden, at: at as usize });
                    }
                }
                // SST: as many strings as there are, not as many as it says.
                0x00FC => {
                    let mut walk = Walk::of(&record, 8);
                    while !walk.is_over() {
                        let Some(text) = walk.string(true) else { break };
                        globals.strings.push(text);
                    }
                }
                // EOF
                0x000A => break,
                _ => {}
            }
        }
        let shown = |format: &u16| {
            coded.get(format).copied().unwrap_or_else(|| Shown::built_in(u32::from(*format)))
        };
        globals.styles = formats.iter().map(shown).collect();
        Ok(globals)
    }
}
