//! Makes a table of records as a format's reader hands them over, one after another: finds the
//! header, names columns, checks that rows fit it, sets aside what is no data, and stops at the
//! limits.

mod finish;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::head::{self, Second};
use super::{
    Hidden, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Note, Parsed, Remark, Row, grid,
    letters,
};
use crate::domain::problem::{Place, Problem};
use crate::text::fold;
use crate::text::formula::{is_own, unguard, unguard_own};

/// How many rows that are no data have a note each.
const MAX_ASIDE: usize = 10_000;

/// Whether to hand over more records.
pub(super) type Flow = ControlFlow<()>;

/// A row as a file has it, before it is known where the table begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Its number in the file.
    pub(super) number: usize,
    /// Its cells.
    pub(super) cells: Vec<String>,
    /// Cells merged from side to side: first and last column.
    pub(super) spans: Vec<(usize, usize)>,
    /// Columns whose cell is covered by one further up, whose content it got.
    pub(super) covered: Vec<usize>,
    /// Whether the sheet does not show it.
    pub(super) hidden: bool,
}

impl Record {
    /// The text of a column, without surrounding blanks; empty where there is none.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// The texts that are not blank.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// How many cells have content.
    pub(super) fn filled(&self) -> usize {
        self.texts().count()
    }

    /// Whether it is a line drawn with characters: `|---|---|`.
    fn is_rule(&self) -> bool {
        let drawn = |text: &str| text.len() >= 3 && text.bytes().all(|b| b"-=_:+".contains(&b));
        self.texts().all(drawn)
    }
}

/// A table in the making.
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the table")]
pub(super) struct Builder {
    parsed: Parsed,
    /// Whether short rows are filled up, as those of sheets are.
    sheet: bool,
    /// The first records, until the header is found among them.
    waiting: Vec<Record>,
    settled: bool,
    /// Whether the columns were seen to have content, to drop those without header or content.
    used: Vec<bool>,
    /// The headers as they are compared.
    folded: Vec<String>,
    /// Whether minga wrote the table itself.
    own: bool,
    groups: Vec<(usize, usize, String)>,
    cells: usize,
    bytes: usize,
    /// Blank rows after the last one with content.
    blank: usize,
    last: usize,
    /// How many rows are no data and have no note of their own.
    more_aside: usize,
    /// How many rows stand before the last blank one.
    before_gap: usize,
    hidden: Hidden,
    filtered: bool,
    hidden_rows: Vec<usize>,
    hidden_columns: Vec<(u32, u32)>,
    /// Remarks about cells: row, column from 0, what.
    about_cells: Vec<(usize, usize, Remark)>,
}

impl Builder {
    /// A table of a text file, without header or rows.
    pub(super) fn new(name: &str, format: impl Into<String>) -> Self {
        let mut parsed = Parsed { format: format.into(), ..Parsed::default() };
        name.clone_into(&mut parsed.table.name);
        parsed.table.header_row = 1;
        Self {
            parsed,
            sheet: false,
            waiting: Vec::new(),
            settled: false,
            used: Vec::new(),
            folded: Vec::new(),
            own: false,
            groups: Vec::new(),
            cells: 0,
            bytes: 0,
            blank: 0,
            last: 0,
            more_aside: 0,
            before_gap: 0,
            hidden: Hidden::Read,
            filtered: false,
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            about_cells: Vec::new(),
        }
    }

    /// A table of a sheet, whose rows are as long as their last cell with content.
    pub(super) fn sheet(name: &str, format: impl Into<String>) -> Self {
        Self { sheet: true, ..Self::new(name, format) }
    }

    /// Whether a record with content was seen.
    pub(super) fn begun(&self) -> bool {
        self.settled || !self.waiting.is_empty()
    }

    /// How many columns there are.
    fn width(&self) -> usize {
        self.used.len()
    }

    /// Something about the whole file.
    pub(super) fn file_problem(&mut self, what: impl Into<String>) {
        let place = self.parsed.place();
        self.parsed.problems.push(Problem::new(place, what));
    }

    /// Something to know about the whole file.
    pub(super) fn remark(&mut self, what: Remark) {
        let at = self.parsed.place();
        self.parsed.notes.push(Note { at, what });
    }

    /// Something to know about a row.
    pub(super) fn remark_row(&mut self, number: usize, what: Remark) {
        let at = self.parsed.place().row(number);
        self.parsed.notes.push(Note { at, what });
    }

    /// A comment on a cell.
    pub(super) fn comment(&mut self, number: usize, column: usize, text: String) {
        let cell = format!("{}{number}", letters(column));
        self.about_cells.push((number, column, Remark::Comment { cell, text }));
    }

    /// A formula without a stored value.
    pub(super) fn no_value(&mut self, number: usize, column: usize) {
        let cell = format!("{}{number}", letters(column));
        self.about_cells.push((number, column, Remark::NoValue { cell }));
    }

    /// Ranges of merged cells.
    pub(super) fn merged(&mut self, ranges: Vec<String>) {
        if !ranges.is_empty() {
            self.remark(Remark::Merged { ranges });
        }
    }

    /// Columns that the sheet does not show, and what becomes of them.
    pub(super) fn hidden_columns(&mut self, columns: &[(u32, u32)], hidden: Hidden) {
        self.hidden_columns = columns.to_vec();
        self.hidden = hidden;
    }

    /// Why rows are hidden, and what becomes of them.
    pub(super) fn hidden_rows(&mut self, filtered: bool, hidden: Hidden) {
        self.filtered = filtered;
        self.hidden = hidden;
    }

    /// A row that cannot be used.
    pub(super) fn bad_row(&mut self, number: usize, what: impl Into<String>) {
        let place = self.parsed.place().row(number);
        self.parsed.problems.push(Problem::new(place, what));
        self.parsed.left_out += 1;
    }

    /// A record of cells as they stand in a text or spreadsheet file; the header is found among the
    /// first ones.
    pub(super) fn record(&mut self, record: Record) -> Flow {
        if self.settled {
            return self.data(record);
        }
        if record.filled() > 0 || !self.waiting.is_empty() {
            self.waiting.push(record);
        }
        if self.waiting.len() < head::LOOK { Flow::Continue(()) } else { self.settle() }
    }

    /// Finds the header among the waiting records, and passes on the others.
    fn settle(&mut self) -> Flow {
        self.settled = true;
        let waiting = std::mem::take(&mut self.waiting);
        let (mut records, mut blanks) = (Vec::new(), BTreeMap::new());
        for record in waiting {
            if record.filled() > 0 {
                records.push(record);
            } else {
                *blanks.entry(records.len()).or_insert(0) += 1;
            }
        }
        if records.is_empty() {
            return Flow::Continue(());
        }
        let head = head::find(&records);
        let number = records[head.at].number;
        let width = records[head.at].cells.len();
        self.header(number, &head.names)?;
        self.groups = head.groups;
        let skip = head.at + head.after.len();
        for (place, mut record) in records.into_iter().enumerate() {
            if place > skip {
                self.blank += blanks.get(&place).copied().unwrap_or(0);
                self.data(record)?;
                continue;
            }
            let what = match place.checked_sub(head.at) {
                None => {
                    let text = record.texts().collect::<Vec<_>>().join(" | ");
                    Remark::AboveHeader { text, header: number }
                }
                Some(0) => continue,
                Some(after) => match head.after[after - 1] {
                    Second::Tags => Remark::Tags,
                    Second::Headers => Remark::SecondHeader,
                },
            };
            record.cells.resize(width.max(self.width()), String::new());
            self.aside(record, what);
        }
        Flow::Continue(())
    }

    /// Sets a row aside that is no data.
    fn aside(&mut self, record: Record, what: Remark) {
        if self.parsed.aside.len() < MAX_ASIDE {
            self.remark_row(record.number, what);
        } else {
            self.more_aside += 1;
        }
        if self.parsed.aside.len() < MAX_ROWS {
            let Record { number, cells, hidden, .. } = record;
            self.parsed.aside.push(Row { number, cells, hidden, ..Row::default() });
        }
    }

    /// The headers, when the format has them apart from the rows.
    pub(super) fn header(&mut self, number: usize, raw: &[String]) -> Flow {
        self.settled = true;
        if raw.len() > MAX_COLUMNS {
            self.file_problem(format!(
                "el encabezado tiene {} columnas y se leen hasta {MAX_COLUMNS}",
                raw.len()
            ));
            return Flow::Break(());
        }
        let clean = |cell: &String| {
            let cell = unguard(cell.trim().trim_start_matches('\u{FEFF}')).trim();
            cell.split(char::is_control).collect::<Vec<_>>().join(" ")
        };
        let mut headers: Vec<String> = raw.iter().map(clean).collect();
        self.number_same_names(number, &mut headers);
        self.used = headers.iter().map(|header| !header.is_empty()).collect();
        self.folded = headers.iter().map(|header| fold::letters(header)).collect();
        self.own = is_own(&headers);
        self.parsed.table.headers = headers;
        self.parsed.table.header_row = number;
        self.last = number;
        Flow::Continue(())
    }

    /// Numbers the headers of one name from the second on: `Comentario`, `Comentario (2)`.
    fn number_same_names(&mut self, row: usize, headers: &mut [String]) {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            places.entry(header.clone()).or_default().push(index);
        }
        let mut taken: BTreeSet<String> = places.keys().cloned().collect();
        for (header, places) in places.into_iter().filter(|(_, places)| places.len() > 1) {
            let mut number = 1;
            for &index in &places[1..] {
                let own = loop {
                    number += 1;
                    let own = format!("{header} ({number})");
                    if taken.insert(own.clone()) {
                        break own;
                    }
                };
                headers[index] = own;
            }
            let columns = places.into_iter().map(letters).collect();
            let at = self.parsed.place().row(row).column(header.clone());
            self.parsed.notes.push(Note { at, what: Remark::SameName { header, columns } });
        }
    }

    /// A record under the header.
    fn data(&mut self, mut record: Record) -> Flow {
        if record.filled() == 0 || record.is_rule() {
            self.blank += 1;
            return Flow::Continue(());
        }
        let below_gap = self.blank > 0 || self.sheet && record.number > self.last + 1;
        if below_gap {
            self.before_gap = self.parsed.table.rows.len();
        }
        self.last = record.number;
        let width = self.width();
        if let Some(&(first, last)) = record.spans.first()
            && record.filled() == 1
            && width > 2
            && (last - first + 1) * 3 >= width * 2
        {
            self.pass_blanks();
            let text = record.texts().next().unwrap_or("").to_owned();
            record.cells.resize(width, String::new());
            self.aside(record, Remark::Section { text });
            return Flow::Continue(());
        }
        if self.repeats_header(&record) {
            self.pass_blanks();
            record.cells.resize(width, String::new());
            self.aside(record, Remark::HeaderAgain);
            return Flow::Continue(());
        }
        if below_gap && self.begins_another(&record) {
            let what = "parece el encabezado de otra tabla, debajo de la primera: pásela a otra hoja \
                        o a otro archivo, o bórrela";
            self.pass_blanks();
            self.bad_row(record.number, what);
            return Flow::Continue(());
        }
        self.spread_across(&mut record);
        if self.sheet {
            let last = record.cells.iter().rposition(|cell| !cell.trim().is_empty());
            match last {
                Some(last) if last >= width => {
                    self.pass_blanks();
                    self.bad_row(record.number, grid::beside(last, record.number));
                    return Flow::Continue(());
                }
                _ => record.cells.resize(width, String::new()),
            }
        }
        for cell in &mut record.cells {
            let kept = unguard(cell).len();
            if self.own {
                if let Cow::Owned(text) = unguard_own(cell) {
                    *cell = text;
                }
            } else if kept < cell.len() {
                cell.drain(..cell.len() - kept);
            }
        }
        self.checked(record)
    }

    /// Gives the columns that a label is merged over its text, where they have a header.
    fn spread_across(&self, record: &mut Record) {
        for (first, last) in std::mem::take(&mut record.spans) {
            let Some(cell) = record.cells.get(first).filter(|cell| grid::is_label(cell)) else {
                continue;
            };
            let cell = cell.clone();
            for column in first + 1..=last.min(self.width().saturating_sub(1)) {
                if self.parsed.table.headers[column].is_empty() {
                    continue;
                }
                if record.cells.len() <= column {
                    record.cells.resize(column + 1, String::new());
                }
                if record.cells[column].trim().is_empty() {
                    record.cells[column].clone_from(&cell);
                    record.covered.push(column);
                }
            }
        }
    }

    /// Whether a record says what the header says.
    fn repeats_header(&self, record: &Record) -> bool {
        let mut same = 0;
        for (column, cell) in record.cells.iter().enumerate().filter(|(_, c)| !c.trim().is_empty())
        {
            let Some(header) = self.folded.get(column).filter(|header| !header.is_empty()) else {
                return false;
            };
            // Folding costs more than looking at the length and the first letter.
            let first = cell.trim_start().as_bytes().first().copied().unwrap_or(0);
            let differs = first.is_ascii_alphanumeric()
                && header.as_bytes().first() != Some(&first.to_ascii_lowercase());
            if differs || cell.len() > header.len() * 4 + 16 || fold::letters(cell) != *header {
                return false;
            }
            same += 1;
        }
        let named = self.folded.iter().filter(|header| !header.is_empty()).count();
        same >= 2 || same == named
    }

    /// Whether a record is the header of another table: it names a column as the header does, and its
    /// other words are as short as names are.
    fn begins_another(&self, record: &Record) -> bool {
        let same = |column: usize, cell: &str| {
            self.folded.get(column).is_some_and(|header| {
                !header.is_empty() && cell.len() <= 60 && fold::letters(cell) == *header
            })
        };
        let cells = || record.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let name = |cell: &str| {
            cell.split_whitespace().count() <= 4 && !cell.bytes().any(|b| b.is_ascii_digit())
        };
        record.filled() >= 2
            && cells().any(|(column, cell)| same(column, cell))
            && cells().all(|(_, cell)| name(cell))
    }

    fn pass_blanks(&mut self) {
        self.parsed.blank_rows += std::mem::take(&mut self.blank);
    }

    /// A row of as many cells as the header; others are problems, unless what is too much is blank.
    /// Rows without content are counted where others follow them.
    pub(super) fn row(&mut self, number: usize, cells: Vec<String>) -> Flow {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            self.blank += 1;
            return Flow::Continue(());
        }
        self.checked(Record { number, cells, ..Record::default() })
    }

    fn checked(&mut self, record: Record) -> Flow {
        let Record { number, mut cells, covered, hidden, .. } = record;
        let width = self.width();
        self.pass_blanks();
        let bytes: usize = cells.iter().map(String::len).sum();
        if self.parsed.table.rows.len() + self.parsed.left_out >= MAX_ROWS {
            return self.full(&format!("tiene más de {MAX_ROWS} filas"));
        }
        if hidden {
            self.hidden_rows.push(number);
            if self.hidden == Hidden::Skip {
                self.parsed.aside.push(Row { number, cells, hidden, ..Row::default() });
                return Flow::Continue(());
            }
        }
        if bytes > MAX_LINE {
            self.bad_row(number, too_long());
            return Flow::Continue(());
        }
        if cells.len() < width {
            let what = format!(
                "la fila tiene {} y el encabezado {width}: complete los separadores que faltan, o \
                 revise si un salto de línea la partió",
                if cells.len() == 1 {
                    "una celda".to_owned()
                } else {
                    format!("{} celdas", cells.len())
                }
            );
            self.bad_row(number, what);
            return Flow::Continue(());
        }
        if cells[width..].iter().any(|cell| !cell.trim().is_empty()) {
            let what = format!(
                "la fila tiene {} celdas y el encabezado {width}: ponga entre comillas el texto \
                 que contiene el separador, o dé un encabezado a la columna {}",
                cells.len(),
                letters(width)
            );
            self.bad_row(number, what);
            return Flow::Continue(());
        }
        cells.truncate(width);
        self.cells += width;
        self.bytes += bytes;
        if self.cells > MAX_CELLS {
            return self.full(&format!("tiene más de {MAX_CELLS} celdas"));
        }
        if self.bytes as u64 > MAX_BYTES {
            return self.full(&format!("tiene más de {} MB de texto", MAX_BYTES >> 20));
        }
        for (used, cell) in self.used.iter_mut().zip(&cells) {
            *used = *used || !cell.trim().is_empty();
        }
        cells.shrink_to_fit();
        self.parsed.table.rows.push(Row { number, cells, hidden, covered, sheet: None });
        Flow::Continue(())
    }

    /// Says that the file is too large and asks for no more of it.
    fn full(&mut self, what: &str) -> Flow {
        self.file_problem(format!("{what}: divídalo en archivos más pequeños"));
        Flow::Break(())
    }

    /// Where this file is, for problems that name a column.
    pub(super) fn place(&self) -> Place {
        self.parsed.place()
    }

    /// A problem at any place in the file that takes no row away.
    pub(super) fn problem(&mut self, at: Place, what: impl Into<String>) {
        self.parsed.problems.push(Problem::new(at, what));
    }
}

/// What is said of a row over [`MAX_LINE`].
pub(super) fn too_long() -> String {
    format!("la fila pasa de {} MB: revise si unas comillas quedaron sin cerrar", MAX_LINE >> 20)
}
