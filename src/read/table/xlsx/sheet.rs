//! One sheet of a workbook: its cells, and what it says about them.

use quick_xml::events::{BytesStart, Event};

use super::BROKEN;
use super::parts::{Book, Entry, related, rich, unescaped};
use crate::read::table::grid::{self, Grid, Merge};
use crate::read::table::number_formats::Shown;
use crate::read::table::xml::{Xml, attribute, is_set};
use crate::read::table::{MAX_COLUMNS, archive};

/// The cells of a sheet.
pub(super) fn read(bytes: &[u8], book: &Book, entry: &Entry) -> Result<Grid, String> {
    let text = archive::text(bytes, &entry.part)?;
    let mut walk =
        Walk { xml: Xml::new(&text, BROKEN), book, grid: Grid::default(), row: 0, column: 0 };
    walk.all()?;
    let mut grid = walk.grid;
    comments(bytes, &entry.part, &mut grid)?;
    Ok(grid)
}

struct Walk<'a> {
    xml: Xml<'a>,
    book: &'a Book,
    grid: Grid,
    /// The next row and column, from 0, for those that do not say theirs.
    row: u32,
    column: u32,
}

impl Walk<'_> {
    fn all(&mut self) -> Result<(), String> {
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "col" if is_set(&e, "hidden") => {
                        let of = |name| attribute(&e, name).and_then(|n| n.parse::<u32>().ok());
                        if let (Some(first @ 1..), Some(last @ 1..)) = (of("min"), of("max")) {
                            self.grid.hide_columns(first - 1, last - 1);
                        }
                    }
                    "row" => {
                        if let Some(row) =
                            attribute(&e, "r").and_then(|row| row.parse::<u32>().ok())
                        {
                            self.row = row.saturating_sub(1);
                        }
                        if is_set(&e, "hidden") {
                            self.grid.hide_row(self.row);
                        }
                        self.column = 0;
                    }
                    "c" => {
                        let full = self.cell(&e)?;
                        if full {
                            return Ok(());
                        }
                    }
                    "mergeCell" => {
                        if let Some(merge) = attribute(&e, "ref").and_then(|range| range_of(&range))
                        {
                            self.grid.merge(merge);
                        }
                    }
                    "filterColumn" => self.grid.filter(),
                    // What other programs add may have cells of its own.
                    "extLst" | "oddHeader" | "oddFooter" => self.xml.skip(&e)?,
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "row" => {
                    self.row = self.row.saturating_add(1);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads a cell; whether the sheet is full.
    fn cell(&mut self, e: &BytesStart<'_>) -> Result<bool, String> {
        if let Some((row, column)) = attribute(e, "r").and_then(|cell| cell_of(&cell)) {
            (self.row, self.column) = (row, column);
        }
        let kind = attribute(e, "t").unwrap_or_default();
        let style = attribute(e, "s").and_then(|style| style.parse::<usize>().ok());
        let (mut value, mut inline, mut formula) = (None, None, false);
        let mut depth = 0_usize;
        loop {
            match self.xml.next()? {
                Event::Start(inner) => match inner.local_name().as_ref() {
                    "v" => value = Some(self.xml.text(&inner, &[])?),
                    "is" => inline = Some(rich(&mut self.xml, &inner)?),
                    "f" => {
                        formula = true;
                        self.xml.skip(&inner)?;
                    }
                    _ => depth += 1,
                },
                Event::End(end) if depth == 0 && end.name() == e.name() => break,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
        // A formula that gives an empty text has a value, which is empty.
        let stored = value.as_deref().is_some_and(|value| !value.is_empty());
        if formula && !stored && inline.is_none() && !(kind == "str" && value.is_some()) {
            self.grid.no_value(self.row, self.column);
        }
        let text = self.text(&kind, style, value, inline);
        let full = self.grid.put(self.row, self.column, text).is_break();
        self.column = self.column.saturating_add(1);
        Ok(full)
    }

    /// A cell as people see it.
    fn text(
        &self,
        kind: &str,
        style: Option<usize>,
        value: Option<String>,
        inline: Option<String>,
    ) -> String {
        if let Some(inline) = inline {
            return unescaped(&inline);
        }
        let Some(value) = value else { return String::new() };
        match kind {
            "s" => {
                let place = value.trim().parse::<usize>().ok();
                place.and_then(|at| self.book.strings.get(at)).cloned().unwrap_or_default()
            }
            "b" => match value.trim() {
                "1" => "true".to_owned(),
                "0" => "false".to_owned(),
                _ => value,
            },
            "d" => grid::iso(value.trim()),
            "str" | "inlineStr" => unescaped(&value),
            "e" => value,
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let shown = style.and_then(|style| self.book.styles.get(style)).copied();
                    shown.unwrap_or(Shown::Number).text(number, self.book.since_1904)
                }
                Err(_) => value,
            },
        }
    }
}

/// Row and column, from 0, of a cell such as `AB12`; `None` beyond the last column there is.
fn cell_of(cell: &str) -> Option<(u32, u32)> {
    let cell = cell.trim();
    let length = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, row) = cell.split_at(length);
    if !(1..=3).contains(&length) {
        return None;
    }
    let digit = |byte: u8| u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, byte| column * 26 + digit(byte));
    let row = row.parse::<u32>().ok().filter(|row| *row > 0)?;
    (column as usize <= MAX_COLUMNS).then_some((row - 1, column - 1))
}

/// The cells of a range such as `B2:C4`.
fn range_of(range: &str) -> Option<Merge> {
    let (first, last) = range.split_once(':')?;
    let (first, last) = (cell_of(first)?, cell_of(last)?);
    Some(Merge { rows: (first.0, last.0), columns: (first.1, last.1) })
}

/// The comments of a sheet: threads of today's Excel, and the notes of before, which repeat them.
fn comments(bytes: &[u8], part: &str, grid: &mut Grid) -> Result<(), String> {
    let mut parts: Vec<(String, String)> = related(bytes, part)?.into_values().collect();
    // Threads first: what they say is kept, and not the note that stands in for them.
    parts.sort_by_key(|(kind, _)| !kind.ends_with("/threadedComment"));
    let mut said: Vec<(u32, u32)> = Vec::new();
    for (kind, part) in parts {
        let threads = kind.ends_with("/threadedComment");
        if !threads && !kind.ends_with("/comments") {
            continue;
        }
        let Ok(text) = archive::text(bytes, &part) else { continue };
        let mut xml = Xml::new(&text, BROKEN);
        let before = said.clone();
        loop {
            match xml.next()? {
                Event::Start(e)
                    if matches!(e.local_name().as_ref(), "comment" | "threadedComment") =>
                {
                    let at = attribute(&e, "ref").and_then(|cell| cell_of(&cell));
                    let text = if threads { xml.text(&e, &[])? } else { rich(&mut xml, &e)? };
                    let Some((row, column)) = at.filter(|at| !before.contains(at)) else {
                        continue;
                    };
                    grid.comment(row, column, unescaped(&text).trim().to_owned());
                    if threads && said.len() < 1000 {
                        said.push((row, column));
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_names() {
        assert_eq!(cell_of("A1"), Some((0, 0)));
        assert_eq!(cell_of("xfd1048576"), Some((1_048_575, 16_383)));
        for none in ["XFE1", "A0", "1", "A", "", "AAAA1", "A-1", "Á1"] {
            assert_eq!(cell_of(none), None, "{none}");
        }
        let merge = Merge { rows: (1, 3), columns: (1, 2) };
        assert_eq!(range_of("B2:C4"), Some(merge));
        assert_eq!(range_of("B2"), None);
    }
}
