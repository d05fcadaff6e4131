//! OpenDocument spreadsheets, read from `content.xml` directly: calamine's reader never returns
//! from a table that is cut off, and repeats blanks and cells as often as a file asks.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use super::grid::{self, Grid, Merge};
use super::workbook::{self, Sheet};
use super::xml::{self, Xml, attribute};
use super::{MAX_CELLS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Parsed, Settings, archive};

/// What is said of content that is not the XML it should be.
const BROKEN: &str = "no se pudo leer como hoja de LibreOffice: si tiene contraseña guárdela sin ella; si no, \
     ábrala y guárdela de nuevo";

/// The table in a sheet of a workbook, or in several with the same header.
pub(super) fn read(name: &str, asked: Option<&str>, bytes: &[u8], settings: Settings) -> Parsed {
    let content = archive::check(bytes).and_then(|()| archive::text(bytes, "content.xml"));
    match content.and_then(|content| Content::new(&content, asked).read()) {
        Ok(sheets) => workbook::table(name, "ODS", sheets, asked, settings),
        Err(what) => Parsed::unusable(name, "ODS", what),
    }
}

/// All its sheets.
pub(super) fn all(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    archive::check(bytes)
        .and_then(|()| archive::text(bytes, "content.xml"))
        .and_then(|content| Content::new(&content, None).read())
}

/// The names of its sheets.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    // No sheet is called like this, so that no cell is read.
    let sheets = archive::check(bytes)
        .and_then(|()| archive::text(bytes, "content.xml"))
        .and_then(|content| Content::new(&content, Some("\0")).read())?;
    Ok(sheets.into_iter().map(|sheet| sheet.name).collect())
}

/// A walk over `content.xml`.
struct Content<'a> {
    xml: Xml<'a>,
    asked: Option<&'a str>,
    sheets: Vec<Sheet>,
    /// How many cells the sheets may still have.
    room: usize,
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
        Self {
            xml: Xml::new(content, BROKEN),
            asked,
            sheets: Vec::new(),
            room: MAX_CELLS,
            style: String::new(),
            hidden: Vec::new(),
        }
    }

    fn read(mut self) -> Result<Vec<Sheet>, String> {
        let mut any = false;
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "office:spreadsheet" => any = true,
                    "style:style" => self.style = attribute(&e, "style:name").unwrap_or_default(),
                    "style:table-properties"
                        if attribute(&e, "table:display").as_deref() == Some("false") =>
                    {
                        self.hidden.push(self.style.clone());
                    }
                    "table:table" => self.table(&e)?,
                    // Ranges with a filter; which rows it hides, the rows say.
                    "table:filter" => {
                        if let Some(sheet) = self.sheets.last_mut() {
                            sheet.grid.filter();
                        }
                    }
                    name if FOREIGN.contains(&name) => self.xml.skip(&e)?,
                    _ => {}
                },
                Event::Eof if any => return Ok(self.sheets),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// Reads a sheet.
    fn table(&mut self, e: &BytesStart<'a>) -> Result<(), String> {
        let name = attribute(e, "table:name").unwrap_or_default();
        let style = attribute(e, "table:style-name").unwrap_or_default();
        let mut grid = Grid::default();
        let names = std::iter::once(name.as_str());
        let wanted = self.asked.is_none_or(|asked| workbook::find(asked, &names).is_some());
        if self.room == 0 || !wanted {
            self.xml.skip(e)?;
        } else {
            self.rows(&mut grid)?;
        }
        self.room = self.room.saturating_sub(grid.size());
        self.sheets.push(Sheet { name, hidden: self.hidden.contains(&style), grid });
        Ok(())
    }

    /// The rows of a sheet up to its end.
    fn rows(&mut self, grid: &mut Grid) -> Result<(), String> {
        let (mut row, mut column) = (0_usize, 0_usize);
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "table:table-column" => {
                        let times = repeated(&e, "table:number-columns-repeated");
                        if is_hidden(&e) {
                            let last = column.saturating_add(times - 1).min(MAX_COLUMNS);
                            grid.hide_columns(column.min(MAX_COLUMNS) as u32, last as u32);
                        }
                        column = column.saturating_add(times);
                    }
                    "table:table-row" => {
                        let times = repeated(&e, "table:number-rows-repeated");
                        let cells = self.cells(row, grid)?;
                        if !cells.is_empty() {
                            let last = row.saturating_add(times).min(MAX_ROWS + 2);
                            let hidden = is_hidden(&e);
                            if attribute(&e, "table:visibility").as_deref() == Some("filter") {
                                grid.filter();
                            }
                            put(grid, row..last, &cells, hidden);
                        }
                        row = row.saturating_add(times);
                    }
                    name if FOREIGN.contains(&name) => self.xml.skip(&e)?,
                    _ => {}
                },
                Event::End(e) if e.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// The cells with content of a row: first column, how often, text.
    fn cells(
        &mut self,
        row: usize,
        grid: &mut Grid,
    ) -> Result<Vec<(usize, usize, String)>, String> {
        let mut cells = Vec::new();
        let mut column = 0_usize;
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => {
                        let times = repeated(&e, "table:number-columns-repeated");
                        let (written, comment) = self.text(e.name())?;
                        let stored = value(&e);
                        let formula = attribute(&e, "table:formula").is_some();
                        if formula
                            && stored.is_none()
                            && written.is_empty()
                            && attribute(&e, "office:value-type").is_none()
                        {
                            grid.no_value(at(row), at(column));
                        }
                        let text = stored.unwrap_or(written);
                        if !text.is_empty() {
                            cells.push((column, times, text));
                        }
                        grid.comment(at(row), at(column), comment);
                        let over = |name| repeated(&e, name) - 1;
                        let down = over("table:number-rows-spanned");
                        let across = over("table:number-columns-spanned");
                        grid.merge(Merge {
                            rows: (at(row), at(row.saturating_add(down))),
                            columns: (at(column), at(column.saturating_add(across))),
                        });
                        column = column.saturating_add(times);
                    }
                    _ => self.xml.skip(&e)?,
                },
                Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(cells),
                Event::Eof => return Err(BROKEN.to_owned()),
                _ => {}
            }
        }
    }

    /// The paragraphs of a cell up to its end, one a line, and those of its comment. Blanks asked
    /// for beyond a row's limit are not made.
    fn text(&mut self, cell: QName<'_>) -> Result<(String, String), String> {
        let (mut text, mut comment) = (String::new(), String::new());
        let mut paragraphs = 0;
        loop {
            match self.xml.next()? {
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
                    "office:annotation" => {
                        let without = ["date", "creator", "date-string"];
                        self.xml.text(&e, &without)?.trim().clone_into(&mut comment);
                    }
                    name if FOREIGN.contains(&name) => self.xml.skip(&e)?,
                    _ => {}
                },
                Event::End(e) if e.name() == cell => {
                    // Blanks at the end say nothing, and a repeated cell would repeat them.
                    text.truncate(text.trim_end().len());
                    return Ok((text, comment));
                }
                Event::Eof => return Err(BROKEN.to_owned()),
                other if paragraphs > 0 => xml::push(&mut text, &other),
                _ => {}
            }
        }
    }
}

/// Puts a row's cells as often as they are repeated, until the grid is full.
fn put(
    grid: &mut Grid,
    rows: std::ops::Range<usize>,
    cells: &[(usize, usize, String)],
    hidden: bool,
) {
    for row in rows {
        if hidden {
            grid.hide_row(row as u32);
        }
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

/// Whether a row or column is not shown.
fn is_hidden(e: &BytesStart<'_>) -> bool {
    let visibility = attribute(e, "table:visibility");
    matches!(visibility.as_deref(), Some("collapse" | "filter"))
}

/// A row or column as a grid counts it.
fn at(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
