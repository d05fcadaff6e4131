//! OpenDocument spreadsheets, read from `content.xml` directly: calamine's reader never returns
//! from a table that is cut off, and repeats blanks and cells as often as a file asks.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;

use super::builder::Builder;
use super::grid::{self, Grid};
use super::{MAX_COLUMNS, MAX_LINE, MAX_ROWS, Parsed, archive};

/// What is said of content that is not the XML it should be.
const BROKEN: &str = "no se pudo leer como hoja de LibreOffice: si tiene contraseña guárdela sin ella; si no, \
     ábrala y guárdela de nuevo";

/// The table in a sheet of a workbook.
pub(super) fn read(name: &str, sheet: Option<&str>, bytes: &[u8]) -> Parsed {
    let content = archive::check(bytes).and_then(|()| archive::text(bytes, "content.xml"));
    match content.and_then(|content| Content::new(&content, sheet).read()) {
        Ok(found) => found.table(name, sheet),
        Err(what) => Parsed::unusable(name, "ODS", what),
    }
}

/// The sheet that was chosen, and the names of all visible ones.
#[derive(Default)]
struct Found {
    sheets: Vec<String>,
    chosen: Option<(String, Grid)>,
}

impl Found {
    fn table(self, name: &str, asked: Option<&str>) -> Parsed {
        let Some((sheet, grid)) = self.chosen else {
            let what = match asked {
                Some(asked) => grid::no_such_sheet(asked, &self.sheets),
                None => "ninguna hoja visible tiene contenido".to_owned(),
            };
            return Parsed::unusable(name, "ODS", what);
        };
        let title = grid::name_of(name, &sheet, &self.sheets, asked.is_some());
        let mut builder = Builder::new(&title, format!("ODS (hoja «{sheet}»)"));
        if asked.is_none() {
            grid::note_others(&mut builder, name, &sheet, &self.sheets);
        }
        grid.table(builder)
    }
}

/// A walk over `content.xml`.
struct Content<'a> {
    xml: Reader<&'a [u8]>,
    asked: Option<&'a str>,
    found: Found,
    /// The style being defined, and the styles of tables that are not shown.
    style: String,
    hidden: Vec<String>,
}

/// Elements inside a sheet whose text is none of its cells.
const FOREIGN: [&str; 6] = [
    "office:annotation",
    "table:tracked-changes",
    "table:shapes",
    "table:table",
    "draw:frame",
    "office:forms",
];

impl<'a> Content<'a> {
    fn new(content: &'a str, asked: Option<&'a str>) -> Self {
        let mut xml = Reader::from_str(content);
        xml.config_mut().expand_empty_elements = true;
        Self { xml, asked, found: Found::default(), style: String::new(), hidden: Vec::new() }
    }

    fn next(&mut self) -> Result<Event<'a>, String> {
        self.xml.read_event().map_err(|_| BROKEN.to_owned())
    }

    fn skip(&mut self, name: QName<'_>) -> Result<(), String> {
        self.xml.read_to_end(name).map(|_| ()).map_err(|_| BROKEN.to_owned())
    }

    fn read(mut self) -> Result<Found, String> {
        let mut any = false;
        loop {
            match self.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "office:spreadsheet" => any = true,
                    "style:style" => self.style = attribute(&e, "style:name").unwrap_or_default(),
                    "style:table-properties"
                        if attribute(&e, "table:display").as_deref() == Some("false") =>
                    {
                        self.hidden.push(self.style.clone());
                    }
                    "table:table" => self.table(&e)?,
                    name if FOREIGN.contains(&name) => self.skip(e.name())?,
                    _ => {}
                },
                Event::Eof if any => return Ok(self.found),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// Reads a sheet if it is the one, steps over it if not.
    fn table(&mut self, e: &BytesStart<'a>) -> Result<(), String> {
        let name = attribute(e, "table:name").unwrap_or_default();
        let style = attribute(e, "table:style-name").unwrap_or_default();
        let wanted = match self.asked {
            Some(asked) => asked == name,
            None => !self.hidden.contains(&style),
        };
        if wanted || !self.hidden.contains(&style) {
            self.found.sheets.push(name.clone());
        }
        if !wanted || self.found.chosen.is_some() {
            return self.skip(e.name());
        }
        let mut grid = Grid::default();
        self.rows(&mut grid)?;
        if self.asked.is_some() || !grid.is_empty() {
            self.found.chosen = Some((name, grid));
        }
        Ok(())
    }

    /// The rows of a sheet up to its end.
    fn rows(&mut self, grid: &mut Grid) -> Result<(), String> {
        let mut row = 0_usize;
        loop {
            match self.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "table:table-row" => {
                        let times = repeated(&e, "table:number-rows-repeated");
                        let cells = self.cells()?;
                        if !cells.is_empty() {
                            let last = row.saturating_add(times).min(MAX_ROWS + 2);
                            put(grid, row..last, &cells);
                        }
                        row = row.saturating_add(times);
                    }
                    name if FOREIGN.contains(&name) => self.skip(e.name())?,
                    _ => {}
                },
                Event::End(e) if e.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// The cells with content of a row: first column, how often, text.
    fn cells(&mut self) -> Result<Vec<(usize, usize, String)>, String> {
        let mut cells = Vec::new();
        let mut column = 0_usize;
        loop {
            match self.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => {
                        let times = repeated(&e, "table:number-columns-repeated");
                        let written = self.text(e.name())?;
                        let text = value(&e).unwrap_or(written);
                        if !text.is_empty() {
                            cells.push((column, times, text));
                        }
                        column = column.saturating_add(times);
                    }
                    _ => self.skip(e.name())?,
                },
                Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(cells),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// The paragraphs of a cell up to its end, one a line. Blanks asked for beyond a row's limit
    /// are not made.
    fn text(&mut self, cell: QName<'_>) -> Result<String, String> {
        let mut text = String::new();
        let mut paragraphs = 0;
        loop {
            match self.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "text:p" | "text:h" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let room = (MAX_LINE + 1).saturating_sub(text.len());
                        let blanks = repeated(&e, "text:c").min(room);
                        text.extend(std::iter::repeat_n(' ', blanks));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    name if FOREIGN.contains(&name) => self.skip(e.name())?,
                    _ => {}
                },
                Event::Text(t) if paragraphs > 0 => text.push_str(&t.xml10_content()),
                Event::CData(t) if paragraphs > 0 => text.push_str(&t.xml10_content()),
                Event::GeneralRef(e) if paragraphs > 0 => text.push_str(&entity(&e)),
                Event::End(e) if e.name() == cell => return Ok(text),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }
}

/// Puts a row's cells as often as they are repeated, until the grid is full.
fn put(grid: &mut Grid, rows: std::ops::Range<usize>, cells: &[(usize, usize, String)]) {
    for row in rows {
        for (column, times, text) in cells {
            let end = column.saturating_add(*times).min(MAX_COLUMNS + 1);
            for column in *column..end {
                if grid.put(row as u32, column as u32, text.clone()).is_break() {
                    return;
                }
            }
        }
    }
}

/// The value of a cell that is not a text.
fn value(e: &BytesStart<'_>) -> Option<String> {
    let of = |name| attribute(e, name);
    match attribute(e, "office:value-type")?.as_str() {
        "float" | "percentage" | "currency" => {
            Some(grid::number(of("office:value")?.parse().ok()?))
        }
        "date" => Some(grid::iso(&of("office:date-value")?)),
        "boolean" => of("office:boolean-value"),
        "string" => of("office:string-value"),
        _ => None,
    }
}

/// How often something is repeated; at least once.
fn repeated(e: &BytesStart<'_>, name: &str) -> usize {
    attribute(e, name).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = e.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// What a reference such as `&lt;` or `&#241;` stands for.
fn entity(e: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = e.resolve_char_ref() {
        return c.to_string();
    }
    let name = e.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name)
        .map_or_else(|| format!("&{name};"), str::to_owned)
}
