//! The cells of a sheet as a spreadsheet keeps them, by row and column, few among many blanks; no
//! claimed size allocates anything.

use std::collections::BTreeMap;

use super::builder::{Builder, Flow};
use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, Parsed, letters};

/// The cells with content of one sheet.
#[derive(Default)]
pub(super) struct Grid {
    /// By row and column, from 0.
    rows: BTreeMap<u32, Vec<(u32, String)>>,
    cells: usize,
    bytes: usize,
    full: bool,
}

impl Grid {
    /// Puts a cell; one without content is none. Stops at the limits.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: String) -> Flow {
        if cell.is_empty() {
            return Flow::Continue(());
        }
        self.cells += 1;
        self.bytes += cell.len();
        self.full = self.cells > MAX_CELLS || self.bytes as u64 > MAX_BYTES;
        if self.full {
            return Flow::Break(());
        }
        self.rows.entry(row).or_default().push((column, cell));
        Flow::Continue(())
    }

    /// Whether the sheet has no content.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.values().flatten().all(|(_, cell)| cell.trim().is_empty())
    }

    /// The table of the sheet: its first row with content is the header.
    pub(super) fn table(self, mut builder: Builder) -> Parsed {
        if self.full {
            builder.file_problem(format!(
                "la hoja pasa de {MAX_CELLS} celdas o de {} MB: divídala",
                MAX_BYTES >> 20
            ));
        }
        for (row, sparse) in self.rows {
            let number = row as usize + 1;
            let filled = sparse.iter().filter(|(_, cell)| !cell.trim().is_empty());
            let Some(last) = filled.map(|(column, _)| *column as usize).max() else { continue };
            let width = match builder.width() {
                0 if last < MAX_COLUMNS => last + 1,
                0 => {
                    builder.file_problem(format!("se leen hasta {MAX_COLUMNS} columnas"));
                    break;
                }
                width if last < width => width,
                _ => {
                    let what = format!(
                        "la celda {}{number} tiene contenido y su columna no tiene encabezado: \
                         póngale uno o borre la celda",
                        letters(last)
                    );
                    builder.bad_row(number, what);
                    continue;
                }
            };
            let mut cells = vec![String::new(); width];
            for (column, cell) in sparse {
                if let Some(place) = cells.get_mut(column as usize) {
                    *place = cell;
                }
            }
            if builder.record(number, cells).is_break() {
                break;
            }
        }
        builder.finish()
    }
}

/// A number as a spreadsheet shows it: 15 significant digits, integers without a point.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        // Adding zero takes the sign from a negative zero.
        return format!("{:.0}", value + 0.0);
    }
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

/// A date, or a date and time, of the form `2026-09-11T10:00:00`, as it is shown here: a midnight
/// is a date.
pub(super) fn iso(text: &str) -> String {
    match text.split_once('T') {
        Some((date, time)) if time.trim_end_matches(['0', '.', ':', 'Z']).is_empty() => {
            date.to_owned()
        }
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}

/// Which sheet of a workbook is read: the one asked for, or the first visible one with content.
/// `name` and `sheets` (all visible ones with a table) make the table's name and a note.
pub(super) fn name_of(name: &str, sheet: &str, sheets: &[String], asked: bool) -> String {
    if asked || sheets.len() > 1 { format!("{name} [{sheet}]") } else { name.to_owned() }
}

/// Says which sheets are not read, when nobody chose one.
pub(super) fn note_others(builder: &mut Builder, name: &str, sheet: &str, sheets: &[String]) {
    let others: Vec<String> =
        sheets.iter().filter(|other| *other != sheet).map(|other| format!("«{other}»")).collect();
    if !others.is_empty() {
        builder.note(format!(
            "«{name}»: se leyó la hoja «{sheet}» y no {}; para leer otra escriba {name}#Hoja",
            others.join(", ")
        ));
    }
}

/// What is said when no sheet has the name asked for.
pub(super) fn no_such_sheet(asked: &str, sheets: &[String]) -> String {
    format!("no hay una hoja «{asked}»: las hojas son {}", sheets.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_spreadsheet_shows_them() {
        let cases = [
            (5.0, "5"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (-78.51, "-78.51"),
            (1e15, "1000000000000000"),
            (1_712_345_678.0, "1712345678"),
        ];
        for (value, shown) in cases {
            assert_eq!(number(value), shown);
        }
        assert_eq!(number(f64::NAN), "NaN");
    }

    #[test]
    fn midnight_is_a_date() {
        assert_eq!(iso("2026-09-11"), "2026-09-11");
        assert_eq!(iso("2026-09-11T00:00:00"), "2026-09-11");
        assert_eq!(iso("2026-09-11T10:30:00"), "2026-09-11 10:30:00");
    }
}
