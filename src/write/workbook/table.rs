//! A sheet that is one table: headers in row 1, locked columns to read, unlocked ones to fill in.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Format, FormatUnderline,
    Formula, IgnoreError, ProtectionOptions, Url, Workbook, Worksheet, XlsxError,
};

use super::Error;
use super::cell_style::{self, CellFormats, CellStyle, RowStyle};
use super::measure;
use super::names::header;
use super::text::shown;

/// The number that spreadsheets have for paper of that size.
const A3: u8 = 8;
/// The most links of a column: a sheet holds 65,530.
const MOST_LINKS: u32 = 60_000;
/// The rows that a sheet holds under its header.
pub(in crate::write) const ROW_LIMIT: usize = 1_048_575;

/// What a cell holds.
pub(super) enum CellValue {
    Text(String),
    Count(usize),
    Blank,
}

impl From<&str> for CellValue {
    fn from(text: &str) -> Self {
        Self::Text(shown(text))
    }
}

impl From<String> for CellValue {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<usize> for CellValue {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl<T: Into<CellValue>> From<Option<T>> for CellValue {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Blank, Into::into)
    }
}

/// A dropdown over a defined name of the workbook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropdown {
    /// The defined name.
    pub(super) list: &'static str,
    /// Whether only what is listed may be written.
    pub(super) strict: bool,
    /// The message when something else is written.
    pub(super) otherwise: &'static str,
    /// The message when the cell is chosen; empty for none.
    pub(super) hint: &'static str,
}

/// One column of a table of `R`s.
pub(super) struct SheetColumn<'a, R> {
    header: &'static str,
    /// In digits, as spreadsheets count.
    width: f64,
    cell_style: CellStyle,
    dropdown: Option<Dropdown>,
    value: Box<dyn Fn(&R) -> CellValue + 'a>,
    /// The cell of the workbook that a cell leads to.
    leads_to: Option<CellLink<'a, R>>,
}

/// The cell that a row's cell leads to: a sheet, and a row under its header, from 0.
type CellLink<'a, R> = Box<dyn Fn(&R) -> Option<(&'static str, usize)> + 'a>;

impl<'a, R> SheetColumn<'a, R> {
    /// A column to read.
    pub(super) fn new<C: Into<CellValue>>(
        header: &'static str,
        width: f64,
        cell_style: CellStyle,
        value: impl Fn(&R) -> C + 'a,
    ) -> Self {
        let value = Box::new(move |row: &R| value(row).into());
        Self { header, width, cell_style, dropdown: None, value, leads_to: None }
    }

    /// Its header.
    pub(super) fn header(&self) -> &'static str {
        self.header
    }

    /// A column to fill in.
    pub(super) fn blank(header: &'static str, width: f64, dropdown: Option<Dropdown>) -> Self {
        Self {
            header,
            width,
            cell_style: CellStyle::Write,
            dropdown,
            value: Box::new(|_| CellValue::Blank),
            leads_to: None,
        }
    }

    /// The same with cells that lead to others of the workbook.
    pub(super) fn leading_to(
        self,
        link: impl Fn(&R) -> Option<(&'static str, usize)> + 'a,
    ) -> Self {
        Self { leads_to: Some(Box::new(link)), ..self }
    }
}

/// A decision that makes another cell of its row necessary: the cell is marked until it is filled.
pub(super) struct RequiredCell {
    /// One of these decisions…
    pub(super) decisions: &'static [&'static str],
    /// …in the column with this header…
    pub(super) at: &'static str,
    /// …asks for something in the column with this one.
    pub(super) asks: &'static str,
}

/// What was written on a sheet.
pub(super) struct WrittenSheet {
    /// How many rows under the header.
    pub(super) rows: usize,
    /// The range where decisions are written, if any are asked for.
    pub(super) decisions: Option<String>,
}

/// A sheet with one table.
pub(super) struct ReviewSheet<'a, R> {
    /// The sheet's name.
    pub(super) sheet: &'static str,
    /// The columns from left to right.
    pub(super) columns: Vec<SheetColumn<'a, R>>,
    /// How a row looks.
    pub(super) style: fn(&R) -> RowStyle,
    /// How many columns stay in view.
    pub(super) frozen: u16,
    /// The header of the last column that is printed.
    pub(super) printed: &'static str,
    /// What decisions ask for.
    pub(super) needs: &'static [RequiredCell],
}

impl<R> ReviewSheet<'_, R> {
    /// Adds the sheet to the workbook.
    pub(super) fn write(
        &self,
        workbook: &mut Workbook,
        styles: &CellFormats,
        rows: &[R],
    ) -> Result<WrittenSheet, Error> {
        if rows.len() > ROW_LIMIT {
            return Err(Error::TooManyRows { sheet: self.sheet, rows: rows.len() });
        }
        let sheet = workbook.add_worksheet();
        self.header(sheet)?;
        for (i, row) in rows.iter().enumerate() {
            self.row(sheet, i as u32 + 1, row, styles)?;
        }
        let last_row = rows.len() as u32;
        let last_column = self.columns.len() as u16 - 1;
        if last_row > 0 {
            self.dropdowns(sheet, last_row)?;
            self.needs(sheet, last_row)?;
            let number = IgnoreError::NumberStoredAsText;
            sheet.ignore_error_range(1, 0, last_row, last_column, number)?;
        }
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_freeze_panes(1, self.frozen)?;
        sheet.set_print_area(0, 0, last_row, self.place(self.printed))?;
        sheet.set_repeat_rows(0, 0)?;
        for_print(sheet);
        // On A4 a table this wide would be too small to read.
        sheet.set_paper_size(A3);
        sheet.set_landscape();
        protect(sheet);
        Ok(WrittenSheet { rows: rows.len(), decisions: self.decisions(last_row) })
    }

    /// Where decisions are written; `None` when there is no row to decide.
    fn decisions(&self, last_row: u32) -> Option<String> {
        let at = self.columns.iter().position(|c| c.header == header::DECISION)?;
        let letter = column_name(at as u16);
        let range = format!("'{}'!${letter}$2:${letter}${}", self.sheet, last_row + 1);
        (last_row > 0).then_some(range)
    }

    /// The index of the column with this header.
    fn place(&self, header: &str) -> u16 {
        let place = self.columns.iter().position(|c| c.header == header);
        place.expect("a table is only asked for its own headers") as u16
    }

    fn header(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.sheet)?;
        let format = cell_style::header();
        // Two lines at least: the filter's button stands under the words.
        let mut lines = 2;
        for (column, at) in self.columns.iter().zip(0..) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, column.header, &format)?;
            lines = lines.max(measure::lines(column.header, column.width, true));
        }
        sheet.set_row_height(0, measure::height(lines) + 4.0)?;
        Ok(())
    }

    fn row(
        &self,
        sheet: &mut Worksheet,
        at: u32,
        row: &R,
        styles: &CellFormats,
    ) -> Result<(), XlsxError> {
        let style = (self.style)(row);
        let mut lines = 1;
        for (column, place) in self.columns.iter().zip(0..) {
            let format = styles.of(column.cell_style, style);
            match (column.value)(row) {
                CellValue::Text(text) => {
                    let bold = column.cell_style == CellStyle::Id;
                    lines = lines.max(measure::lines(&text, column.width, bold));
                    let link = column.leads_to.as_ref().filter(|_| at <= MOST_LINKS);
                    match link.and_then(|link| link(row)) {
                        None => {
                            sheet.write_string_with_format(at, place, text, format)?;
                        }
                        Some((other, row)) => {
                            let to = format!("internal:'{other}'!A{}", row + 2);
                            let format = format.clone().set_underline(FormatUnderline::Single);
                            let link = Url::new(to).set_text(text);
                            sheet.write_url_with_format(at, place, link, &format)?;
                        }
                    }
                }
                CellValue::Count(n) => {
                    sheet.write_number_with_format(at, place, n as f64, format)?;
                }
                CellValue::Blank => {
                    sheet.write_blank(at, place, format)?;
                }
            }
        }
        sheet.set_row_height(at, measure::height(lines))?;
        Ok(())
    }

    fn dropdowns(&self, sheet: &mut Worksheet, last_row: u32) -> Result<(), XlsxError> {
        for (column, at) in self.columns.iter().zip(0..) {
            if let Some(dropdown) = column.dropdown {
                sheet.add_data_validation(1, at, last_row, at, &validation(dropdown)?)?;
            }
        }
        Ok(())
    }

    fn needs(&self, sheet: &mut Worksheet, last_row: u32) -> Result<(), XlsxError> {
        let mark = Format::new().set_background_color(cell_style::NEEDED);
        for need in self.needs {
            let decision = column_name(self.place(need.at));
            let asked = self.place(need.asks);
            let is = need.decisions.iter().map(|d| format!("${decision}2=\"{d}\""));
            let is = is.collect::<Vec<_>>().join(",");
            let formula = format!("AND(OR({is}),LEN(TRIM(${}2))=0)", column_name(asked));
            let rule = ConditionalFormatFormula::new()
                .set_rule(Formula::new(formula))
                .set_format(mark.clone());
            sheet.add_conditional_format(1, asked, last_row, asked, &rule)?;
        }
        Ok(())
    }
}

fn validation(dropdown: Dropdown) -> Result<DataValidation, XlsxError> {
    let style = if dropdown.strict {
        DataValidationErrorStyle::Stop
    } else {
        DataValidationErrorStyle::Warning
    };
    let validation = DataValidation::new()
        .allow_list_formula(Formula::new(format!("={}", dropdown.list)))
        .set_error_style(style)
        .set_error_title("No está en la lista")?
        .set_error_message(dropdown.otherwise)?;
    if dropdown.hint.is_empty() {
        Ok(validation)
    } else {
        validation.set_input_message(dropdown.hint)
    }
}

/// The letter of one of the first 26 columns.
pub(super) fn column_name(index: u16) -> char {
    assert!(index < 26, "the tables have fewer columns than letters");
    char::from(b'A' + index as u8)
}

/// The page: A4, as wide as the table, numbered.
pub(super) fn for_print(sheet: &mut Worksheet) {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.4, 0.6, 0.2, 0.3);
    sheet.set_footer("&L&A&RPágina &P de &N");
}

/// Locks what is not for filling in, without a password: against slips, not against people.
pub(super) fn protect(sheet: &mut Worksheet) {
    let allowed = ProtectionOptions {
        use_autofilter: true,
        sort: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    };
    sheet.protect_with_options(&allowed);
}
