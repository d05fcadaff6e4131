//! Makes a table of records as a format's reader hands them over, one after another: names columns,
//! checks that rows fit the header, and stops at the limits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Parsed, Row, letters, unguard};
use crate::domain::problem::{Place, Problem};

/// A table in the making. The first record that is not blank is the header.
pub(super) struct Builder {
    parsed: Parsed,
    /// Whether the columns were seen to have content, to drop those without header or content.
    used: Vec<bool>,
    cells: usize,
    bytes: usize,
    /// Blank rows after the last one with content.
    blank: usize,
}

/// Whether to hand over more records.
pub(super) type Flow = ControlFlow<()>;

impl Builder {
    /// A table without header or rows.
    pub(super) fn new(name: &str, format: impl Into<String>) -> Self {
        let mut parsed = Parsed { format: format.into(), ..Parsed::default() };
        name.clone_into(&mut parsed.table.name);
        parsed.table.header_row = 1;
        Self { parsed, used: Vec::new(), cells: 0, bytes: 0, blank: 0 }
    }

    /// Whether a header was found.
    pub(super) fn has_header(&self) -> bool {
        !self.used.is_empty()
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.used.len()
    }

    /// Something about the whole file.
    pub(super) fn file_problem(&mut self, what: impl Into<String>) {
        let place = self.parsed.place();
        self.parsed.problems.push(Problem::new(place, what));
    }

    /// Something to know about the file.
    pub(super) fn note(&mut self, note: String) {
        self.parsed.notes.push(note);
    }

    /// A row that cannot be used.
    pub(super) fn bad_row(&mut self, number: usize, what: impl Into<String>) {
        let place = self.parsed.place().row(number);
        self.parsed.problems.push(Problem::new(place, what));
        self.parsed.left_out += 1;
    }

    /// A record of cells as they stand in a text or spreadsheet file; a guarding apostrophe is
    /// taken away. The first one is the header.
    pub(super) fn record(&mut self, number: usize, cells: Vec<String>) -> Flow {
        if !self.has_header() {
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            return if blank { Flow::Continue(()) } else { self.header(number, &cells) };
        }
        let plain = |cell: String| match unguard(&cell) {
            kept if kept.len() == cell.len() => cell,
            kept => kept.to_owned(),
        };
        self.row(number, cells.into_iter().map(plain).collect())
    }

    /// The headers, when the format has them apart from the rows.
    pub(super) fn header(&mut self, number: usize, raw: &[String]) -> Flow {
        if raw.len() > MAX_COLUMNS {
            self.file_problem(format!(
                "el encabezado tiene {} columnas y se leen hasta {MAX_COLUMNS}",
                raw.len()
            ));
            return Flow::Break(());
        }
        let clean = |cell: &String| {
            let cell = unguard(cell.trim()).trim();
            cell.split(char::is_control).collect::<Vec<_>>().join(" ")
        };
        let headers: Vec<String> = raw.iter().map(clean).collect();
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            if let Some(before) = first.insert(header, index) {
                let at = self.parsed.place().row(number).column(header.clone());
                let what = format!(
                    "el encabezado «{header}» está en las columnas {} y {}: cambie uno de los dos",
                    letters(before),
                    letters(index)
                );
                self.parsed.problems.push(Problem::new(at, what));
            }
        }
        self.used = headers.iter().map(|header| !header.is_empty()).collect();
        self.parsed.table.headers = headers;
        self.parsed.table.header_row = number;
        Flow::Continue(())
    }

    /// A row of as many cells as the header; others are problems, unless what is too much is blank.
    /// Rows without content are counted where others follow them.
    pub(super) fn row(&mut self, number: usize, mut cells: Vec<String>) -> Flow {
        let width = self.width();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            self.blank += 1;
            return Flow::Continue(());
        }
        self.parsed.blank_rows += std::mem::take(&mut self.blank);
        let bytes: usize = cells.iter().map(String::len).sum();
        if self.parsed.table.rows.len() + self.parsed.left_out >= MAX_ROWS {
            return self.full(&format!("tiene más de {MAX_ROWS} filas"));
        }
        if bytes > MAX_LINE {
            self.bad_row(number, too_long());
            return Flow::Continue(());
        }
        if cells.len() < width {
            let what = format!(
                "la fila tiene {} celdas y el encabezado {width}: complete los separadores que \
                 faltan, o revise si un salto de línea la partió",
                cells.len()
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
        self.parsed.table.rows.push(Row { number, cells });
        Flow::Continue(())
    }

    /// Says that the file is too large and asks for no more of it.
    fn full(&mut self, what: &str) -> Flow {
        self.file_problem(format!("{what}: divídalo en archivos más pequeños"));
        Flow::Break(())
    }

    /// The table, without the columns that have neither header nor content; a column with content
    /// and no header is called by its letter.
    pub(super) fn finish(mut self) -> Parsed {
        if !self.has_header() && self.parsed.problems.is_empty() {
            self.file_problem("el archivo está vacío");
        }
        let table = &mut self.parsed.table;
        if self.used.contains(&false) {
            for row in &mut table.rows {
                let mut used = self.used.iter();
                row.cells.retain(|_| used.next().copied().unwrap_or(false));
            }
        }
        for (index, header) in table.headers.iter_mut().enumerate() {
            if header.is_empty() && self.used[index] {
                *header = format!("columna {}", letters(index));
            }
        }
        table.headers.retain(|header| !header.is_empty());
        self.parsed
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
