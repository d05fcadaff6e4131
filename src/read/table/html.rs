//! Tables in pages (`.xls` of many web systems is HTML) and XML spreadsheets of Excel 2003, read
//! with one tolerant walk over tags: nothing is fetched, run or believed.

use std::collections::BTreeMap;

use super::archive::too_large;
use super::encoding::{self, Decoded};
use super::grid::{Grid, Merge};
use super::workbook::{self, Sheet};
use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Note, Parsed, Remark, Settings};
use crate::domain::problem::Place;
use crate::text::markup::references;

/// Whether a text is a page or an XML spreadsheet with a table in it.
pub(super) fn has_table(bytes: &[u8]) -> bool {
    let look = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 20)]).to_lowercase();
    look.contains("<table") || look.contains(":table")
}

/// The largest table of a page, or the sheets of an XML spreadsheet.
pub(super) fn read(name: &str, asked: Option<&str>, bytes: &[u8], settings: Settings) -> Parsed {
    match tables(bytes) {
        Ok((sheets, format, chosen)) => {
            let mut parsed = workbook::table(name, &format, sheets, asked, settings);
            if let Some(encoding) = chosen {
                let at = Place::file(name);
                parsed.notes.insert(0, Note { at, what: Remark::Letters { encoding } });
            }
            parsed
        }
        Err(what) => Parsed::unusable(name, "HTML", what),
    }
}

/// The tables of a text, the format in words, and its encoding if that was chosen.
fn tables(bytes: &[u8]) -> Result<(Vec<Sheet>, String, Option<&'static str>), String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    let decoded = decode(bytes);
    if decoded.unreadable {
        return Err(encoding::UNREADABLE.to_owned());
    }
    let is_book = decoded.text.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && !decoded.text.to_lowercase().contains("<html");
    let mut walk = Walk { rest: &decoded.text, is_book, sheets: Vec::new(), open: Vec::new() };
    walk.all();
    let mut sheets = walk.sheets;
    if !is_book {
        // Pages have tables for their layout too, much smaller than the one that is meant.
        let most = sheets.iter().map(|sheet| sheet.grid.size()).max().unwrap_or(0);
        sheets.retain(|sheet| sheet.grid.size() * 2 >= most);
    }
    if sheets.is_empty() {
        return Err("no hay una tabla en la página: guárdela en Excel como .xlsx".to_owned());
    }
    let kind = if is_book { "XML de Excel 2003" } else { "tabla HTML" };
    let chosen = decoded.chosen.then_some(decoded.encoding);
    Ok((sheets, format!("{kind}, {}", decoded.encoding), chosen))
}

/// The text by the encoding that the page names, if it names one, or by its letters.
fn decode(bytes: &[u8]) -> Decoded {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let named = ["charset=", "encoding="].iter().find_map(|key| {
        let rest = &head[head.find(key)? + key.len()..];
        let label: String = rest
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        encoding_rs::Encoding::for_label(label.as_bytes())
    });
    let by_letters = encoding::decode(bytes);
    match named {
        // A page may say what it is not; letters that are sound as UTF-8 are.
        Some(named)
            if by_letters.encoding.starts_with("Windows")
                || by_letters.encoding.starts_with("página")
                || by_letters.encoding.starts_with("Mac") =>
        {
            let (text, encoding, broken) = named.decode(bytes);
            if broken || encoding == encoding_rs::UTF_8 {
                by_letters
            } else {
                let text = text.into_owned();
                Decoded { text, encoding: encoding.name(), chosen: false, unreadable: false }
            }
        }
        _ => by_letters,
    }
}

/// A table that was opened and not closed yet.
#[derive(Default)]
struct Open {
    name: String,
    grid: Grid,
    row: usize,
    column: usize,
    /// The last row that cells of rows above reach into, by column.
    reached: BTreeMap<usize, usize>,
    cell: Option<Cell>,
    started: bool,
    full: bool,
    steps: usize,
}

/// A cell that was opened.
struct Cell {
    text: String,
    down: usize,
    across: usize,
}

struct Walk<'a> {
    rest: &'a str,
    is_book: bool,
    sheets: Vec<Sheet>,
    open: Vec<Open>,
}

/// A tag: its name in lower case without prefix, whether it closes, its attributes.
struct Tag<'a> {
    name: String,
    closes: bool,
    itself: bool,
    attributes: &'a str,
}

impl<'a> Walk<'a> {
    fn all(&mut self) {
        let mut name = String::new();
        while let Some(at) = self.rest.find('<') {
            let text = &self.rest[..at];
            self.text(text);
            self.rest = &self.rest[at..];
            let Some(tag) = self.tag() else { continue };
            if self.is_book && tag.name == "worksheet" && !tag.closes {
                name = attribute(tag.attributes, "name").unwrap_or_default();
            }
            self.meet(&tag, &name);
        }
        let text = self.rest;
        self.text(text);
        while !self.open.is_empty() {
            self.close_table();
        }
    }

    /// The tag at the beginning of the rest, which is passed; comments and scripts are passed too.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let rest = self.rest;
        for (begin, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
            if let Some(inside) = rest.strip_prefix(begin) {
                let length = inside.find(end);
                if begin == "<![CDATA[" {
                    let text = &inside[..length.unwrap_or(inside.len())];
                    self.plain(text);
                }
                self.rest = length.map_or("", |length| &inside[length + end.len()..]);
                return None;
            }
        }
        let mut quote = None;
        let end = rest.char_indices().skip(1).find(|(_, c)| match (quote, c) {
            (Some(open), c) if open == *c => {
                quote = None;
                false
            }
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (None, '>') => true,
            _ => false,
        });
        // A `<` that opens no tag is text.
        let letter =
            rest[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
        let Some((end, _)) = end.filter(|_| letter) else {
            self.rest = &rest[1..];
            if letter {
                self.rest = "";
            } else if !rest[1..].starts_with(['!', '?']) {
                self.plain("<");
            } else {
                self.rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
            }
            return None;
        };
        let inside = &rest[1..end];
        self.rest = &rest[end + 1..];
        let closes = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let length = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
        let name = inside[..length].rsplit(':').next().unwrap_or("").to_ascii_lowercase();
        let attributes = &inside[length..];
        if !closes && !self.is_book && matches!(name.as_str(), "script" | "style" | "title") {
            let closes = |(at, _): &(usize, &str)| {
                let after = self.rest.get(at + 2..at + 2 + name.len());
                after.is_some_and(|after| after.eq_ignore_ascii_case(&name))
            };
            let found = self.rest.match_indices("</").find(closes);
            self.rest = found.map_or("", |(at, _)| &self.rest[at..]);
        }
        Some(Tag { name, closes, itself: attributes.trim_end().ends_with('/'), attributes })
    }

    fn meet(&mut self, tag: &Tag<'_>, sheet: &str) {
        match (tag.name.as_str(), tag.closes) {
            ("table", false) if self.open.len() < 32 => {
                self.open.push(Open { name: sheet.to_owned(), ..Open::default() });
            }
            ("table", true) => self.close_table(),
            ("tr" | "row", false) => {
                self.close_cell();
                let Some(open) = self.open.last_mut() else { return };
                open.row += usize::from(open.started);
                if let Some(index) = number(tag.attributes, "index").filter(|_| self.is_book) {
                    open.row = index.saturating_sub(1).clamp(open.row, MAX_ROWS);
                }
                open.started = true;
                open.column = 0;
                if attribute(tag.attributes, "hidden").as_deref() == Some("1") {
                    open.grid.hide_row(open.row as u32);
                }
            }
            ("td" | "th" | "cell", false) => {
                self.close_cell();
                let is_book = self.is_book;
                let Some(open) = self.open.last_mut() else { return };
                open.started = true;
                while open.reached.get(&open.column).is_some_and(|last| *last >= open.row) {
                    open.column += 1;
                    open.steps += 1;
                }
                open.full |= open.steps > MAX_CELLS;
                let of = |name| number(tag.attributes, name);
                if let Some(index) = of("index").filter(|_| is_book) {
                    open.column = index.saturating_sub(1).min(MAX_COLUMNS);
                }
                let (down, across) = if is_book {
                    (of("mergedown").unwrap_or(0), of("mergeacross").unwrap_or(0))
                } else {
                    let more = |name| of(name).unwrap_or(1).saturating_sub(1);
                    (more("rowspan"), more("colspan"))
                };
                open.cell = Some(Cell {
                    text: String::new(),
                    down: down.min(MAX_ROWS),
                    across: across.min(MAX_COLUMNS),
                });
                if tag.itself {
                    self.close_cell();
                }
            }
            ("td" | "th" | "cell", true) => self.close_cell(),
            ("comment", false) if self.is_book => self.close_cell(),
            ("br", _) | ("p" | "div" | "li", true) => self.plain("\n"),
            _ => {}
        }
    }

    /// Text between tags: blanks are one blank, references are what they stand for.
    fn text(&mut self, text: &str) {
        if text.is_empty() || self.open.last().is_none_or(|open| open.cell.is_none()) {
            return;
        }
        let text = if self.is_book {
            text.to_owned()
        } else {
            let mut words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if text.starts_with(|c: char| c.is_ascii_whitespace()) {
                words.insert(0, ' ');
            }
            if words.len() > 1 && text.ends_with(|c: char| c.is_ascii_whitespace()) {
                words.push(' ');
            }
            words
        };
        self.plain(&references(&text));
    }

    fn plain(&mut self, text: &str) {
        if let Some(cell) = self.open.last_mut().and_then(|open| open.cell.as_mut()) {
            cell.text.push_str(text);
        }
    }

    fn close_cell(&mut self) {
        let Some(open) = self.open.last_mut() else { return };
        let Some(cell) = open.cell.take() else { return };
        let (row, column) = (open.row, open.column);
        if !open.full && row <= MAX_ROWS && column <= MAX_COLUMNS {
            let text = cell.text.trim_matches([' ', '\n', '\r', '\t']).to_owned();
            open.full = open.grid.put(row as u32, column as u32, text).is_break();
            open.grid.merge(Merge {
                rows: (row as u32, (row + cell.down) as u32),
                columns: (column as u32, (column + cell.across) as u32),
            });
        }
        if cell.down > 0 && !open.full {
            for column in column..=(column + cell.across).min(MAX_COLUMNS) {
                open.reached.insert(column, row + cell.down);
                open.steps += 1;
            }
        }
        open.column = column + cell.across + 1;
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(open) = self.open.pop() else { return };
        // A table inside a cell is a table of its own, and not the cell's text.
        if !open.grid.is_empty() && self.sheets.len() < 1000 {
            let name = match open.name.as_str() {
                "" => format!("Tabla {}", self.sheets.len() + 1),
                name => name.to_owned(),
            };
            self.sheets.push(Sheet { name, hidden: false, grid: open.grid });
        }
    }
}

/// The value of an attribute, whatever its prefix and the case of its name.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some(equals) = rest.find('=') {
        let key = rest[..equals].trim_end();
        let key = key.rsplit(|c: char| c.is_whitespace() || c == ':').next().unwrap_or("");
        let value = rest[equals + 1..].trim_start();
        let (value, after) = if let Some(quote @ ('"' | '\'')) = value.chars().next() {
            let end = value[1..].find(quote).unwrap_or(value.len() - 1);
            (&value[1..=end], value.get(end + 2..).unwrap_or(""))
        } else {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            (&value[..end], &value[end..])
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(references(value).into_owned());
        }
        rest = after;
    }
    None
}

fn number(attributes: &str, name: &str) -> Option<usize> {
    attribute(attributes, name)?.trim().parse().ok()
}
