//! A sheet that is one table, to read, filter and print.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::Error;
use super::annexes::Annex;
use crate::write::workbook::measure;
use crate::write::workbook::{ROW_LIMIT, cell_style};

/// What a cell holds.
pub(super) enum SheetCell {
    Text(String),
    Count(usize),
}

impl From<String> for SheetCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for SheetCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<usize> for SheetCell {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

/// One row of the table.
pub(super) struct SheetRow {
    pub(super) cells: Vec<SheetCell>,
    /// Whether it is an institutional statement.
    pub(super) office: bool,
    /// Whether it opens a group.
    pub(super) first: bool,
}

impl SheetRow {
    pub(super) fn plain(cells: Vec<SheetCell>) -> Self {
        Self { cells, office: false, first: false }
    }
}

/// A table: its sheet, and each column's header and width in digits.
pub(super) struct SheetTable<'t> {
    pub(super) sheet: &'static str,
    pub(super) columns: &'t [(&'static str, f64)],
    pub(super) rows: Vec<SheetRow>,
    /// How many of the first columns stay in sight.
    pub(super) frozen: u16,
}

/// The formats of a table's body, made once.
struct RowFormats([Format; 8]);

impl RowFormats {
    fn new() -> Self {
        Self(std::array::from_fn(|bits| {
            let mut format = cell_style::framed();
            if bits & 4 != 0 {
                format = format
                    .set_border_top(FormatBorder::Thin)
                    .set_border_top_color(Color::RGB(0x5B_6B_77));
            }
            if bits & 2 != 0 {
                format = format.set_background_color(cell_style::OFFICE);
            }
            if bits & 1 == 0 {
                return format;
            }
            format.set_align(FormatAlign::Center).set_num_format(cell_style::COUNT)
        }))
    }

    fn of(&self, row: &SheetRow, count: bool) -> &Format {
        &self.0[usize::from(row.first) * 4 + usize::from(row.office) * 2 + usize::from(count)]
    }
}

impl SheetTable<'_> {
    /// Writes it on a sheet of its own at the end of the workbook.
    pub(super) fn write<'w>(&self, workbook: &'w mut Workbook) -> Result<&'w mut Worksheet, Error> {
        if self.rows.len() > ROW_LIMIT {
            return Err(Error::TooManyRows { sheet: self.sheet, rows: self.rows.len() });
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.sheet)?;
        header(sheet, 0, self.columns)?;
        let formats = RowFormats::new();
        for (at, row) in (1..).zip(&self.rows) {
            let mut lines = 1;
            for ((column, cell), (_, width)) in (0..).zip(&row.cells).zip(self.columns) {
                match cell {
                    SheetCell::Text(text) => {
                        lines = lines.max(measure::lines(text, *width, false));
                        sheet.write_string_with_format(at, column, text, formats.of(row, false))?;
                    }
                    SheetCell::Count(n) => {
                        let n = *n as f64;
                        sheet.write_number_with_format(at, column, n, formats.of(row, true))?;
                    }
                }
            }
            sheet.set_row_height(at, measure::height(lines))?;
        }
        let last = (self.rows.len() as u32, self.columns.len() as u16 - 1);
        if last.0 > 0 {
            sheet.ignore_error_range(1, 0, last.0, last.1, IgnoreError::NumberStoredAsText)?;
        }
        sheet.autofilter(0, 0, last.0, last.1)?;
        sheet.set_freeze_panes(1, self.frozen)?;
        sheet.set_repeat_rows(0, 0)?;
        for_print(sheet);
        Ok(sheet)
    }
}

/// Writes an annex on a sheet of its own: title, counts, header, and groups as merged cells.
pub(super) fn annex(
    workbook: &mut Workbook,
    annex: &Annex,
    cell: impl Fn(&str) -> String,
) -> Result<(), Error> {
    const TOP: u32 = 3;
    if annex.rows.len() + TOP as usize > ROW_LIMIT {
        return Err(Error::TooManyRows { sheet: annex.name, rows: annex.rows.len() });
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(annex.name)?;
    let columns: Vec<(&str, f64)> = annex.columns.iter().map(|c| (c.header, c.width)).collect();
    let last = columns.len() as u16 - 1;
    sheet.write_string_with_format(
        0,
        0,
        annex.title,
        &cell_style::base().set_bold().set_font_size(13),
    )?;
    sheet.write_string_with_format(1, 0, &annex.note, &cell_style::base())?;
    header(sheet, TOP - 1, &columns)?;
    let texts: Vec<Vec<String>> =
        annex.rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
    let format = cell_style::framed();
    let counts = cell_style::framed_count(FormatAlign::Center);
    for (column, &(name, _)) in columns.iter().enumerate() {
        for (first, rows) in annex.spans(column) {
            let at = TOP + first as u32;
            let text = &texts[first][column];
            let end = at + rows as u32 - 1;
            if rows > 1 {
                sheet.merge_range(at, column as u16, end, column as u16, "", &format)?;
            }
            match text.parse::<u32>() {
                Ok(n) if name.starts_with("Aportes") => {
                    sheet.write_number_with_format(at, column as u16, n, &counts)?;
                }
                _ => {
                    sheet.write_string_with_format(at, column as u16, text, &format)?;
                }
            }
        }
    }
    for (row, height) in heights(annex, &texts).into_iter().enumerate() {
        sheet.set_row_height(TOP + row as u32, height)?;
    }
    sheet.set_freeze_panes(TOP, 0)?;
    sheet.set_repeat_rows(TOP - 1, TOP - 1)?;
    sheet.set_print_area(0, 0, TOP + annex.rows.len() as u32, last)?;
    for_print(sheet);
    Ok(())
}

/// The height of every row in points: enough for its own cells, and for a merged cell together
/// with the rows it spans.
fn heights(annex: &Annex, texts: &[Vec<String>]) -> Vec<f64> {
    let lines = |row: usize, column: usize| {
        measure::lines(&texts[row][column], annex.columns[column].width, false)
    };
    let mut heights = vec![measure::height(1); texts.len()];
    for column in 0..annex.columns.len() {
        for (first, _) in annex.spans(column).into_iter().filter(|&(_, rows)| rows == 1) {
            heights[first] = heights[first].max(measure::height(lines(first, column)));
        }
    }
    for column in 0..annex.grouped {
        for (first, rows) in annex.spans(column) {
            let wanted = measure::height(lines(first, column));
            let there: f64 = heights[first..first + rows].iter().sum();
            let more = ((wanted - there) / rows as f64).max(0.0);
            for height in &mut heights[first..first + rows] {
                *height = (*height + more).min(measure::TALLEST);
            }
        }
    }
    heights
}

/// The headers on a row, and the widths of the columns.
fn header(sheet: &mut Worksheet, at: u32, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    let mut lines = 2;
    for (column, &(name, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(at, column, name, &cell_style::header())?;
        lines = lines.max(measure::lines(name, width, true));
    }
    sheet.set_row_height(at, measure::height(lines) + 4.0)?;
    Ok(())
}

/// The page: A4 across, as wide as the table, numbered.
pub(super) fn for_print(sheet: &mut Worksheet) {
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.4, 0.6, 0.2, 0.3);
    sheet.set_footer("&L&A&RPágina &P de &N");
}
