//! The cells of a sheet as a spreadsheet keeps them, by row and column, few among many blanks; no
//! claimed size allocates anything. Beside the cells stands what the sheet says about them: what is
//! merged, what is hidden, comments, formulas without a value.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Builder, Flow, Record};
use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Parsed, Settings, letters};

/// How many remarks about cells are kept of a sheet.
const MAX_REMARKS: usize = 100_000;
/// The longest text, in characters, that a cell merged from side to side repeats in each column.
const LONGEST_LABEL: usize = 60;

/// Cells merged into one: first and last row, first and last column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// The cells with content of one sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// By row and column, from 0.
    rows: BTreeMap<u32, Vec<(u32, String)>>,
    cells: usize,
    bytes: usize,
    full: bool,
    merges: Vec<Merge>,
    hidden_rows: BTreeSet<u32>,
    /// First and last column, from 0.
    hidden_columns: Vec<(u32, u32)>,
    /// Whether a filter decides which rows are shown.
    filtered: bool,
    comments: Vec<(u32, u32, String)>,
    without_value: Vec<(u32, u32)>,
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

    /// Cells that are merged.
    pub(super) fn merge(&mut self, merge: Merge) {
        let (rows, columns) = (merge.rows, merge.columns);
        let some = rows.1 > rows.0 || columns.1 > columns.0;
        if some && rows.1 >= rows.0 && columns.1 >= columns.0 && self.merges.len() < MAX_REMARKS {
            self.merges.push(merge);
        }
    }

    /// A row that is not shown.
    pub(super) fn hide_row(&mut self, row: u32) {
        if self.hidden_rows.len() <= MAX_ROWS {
            self.hidden_rows.insert(row);
        }
    }

    /// Columns that are not shown.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < MAX_COLUMNS {
            self.hidden_columns.push((first, last));
        }
    }

    /// That a filter hides rows.
    pub(super) fn filter(&mut self) {
        self.filtered = true;
    }

    /// A comment on a cell.
    pub(super) fn comment(&mut self, row: u32, column: u32, text: String) {
        if self.comments.len() < MAX_REMARKS && !text.trim().is_empty() {
            self.comments.push((row, column, text));
        }
    }

    /// A formula without a stored value.
    pub(super) fn no_value(&mut self, row: u32, column: u32) {
        if self.without_value.len() < MAX_REMARKS {
            self.without_value.push((row, column));
        }
    }

    /// How many cells have something in them.
    pub(super) fn size(&self) -> usize {
        self.cells
    }

    /// Whether the sheet has no content.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.values().flatten().all(|(_, cell)| cell.trim().is_empty())
    }

    /// The table of the sheet.
    pub(super) fn table(mut self, mut builder: Builder, settings: Settings) -> Parsed {
        if self.full {
            builder.file_problem(format!(
                "la hoja pasa de {MAX_CELLS} celdas o de {} MB: divídala",
                MAX_BYTES >> 20
            ));
        }
        for cells in self.rows.values_mut() {
            cells.sort_by_key(|(column, _)| *column);
        }
        let covered = self.spread_down(&mut builder);
        let mut spans: BTreeMap<u32, Vec<(usize, usize)>> = BTreeMap::new();
        // Merges may overlap in a damaged sheet only; they are followed so far and no farther.
        let mut steps = 0;
        let across = |merge: &&Merge| {
            merge.columns.1 > merge.columns.0 && (merge.columns.0 as usize) < MAX_COLUMNS
        };
        for merge in self.merges.iter().filter(across) {
            let columns = (merge.columns.0 as usize, (merge.columns.1 as usize).min(MAX_COLUMNS));
            // Rows that are covered repeat what the first one says.
            for (row, _) in self.rows.range(merge.rows.0..=merge.rows.1) {
                steps += 1;
                if steps > MAX_REMARKS {
                    break;
                }
                spans.entry(*row).or_default().push(columns);
            }
        }
        builder.hidden_columns(&self.hidden_columns, settings.hidden);
        builder.hidden_rows(self.filtered, settings.hidden);
        for (row, column, text) in std::mem::take(&mut self.comments) {
            builder.comment(row as usize + 1, column as usize, text);
        }
        for (row, column) in std::mem::take(&mut self.without_value) {
            builder.no_value(row as usize + 1, column as usize);
        }
        for (row, sparse) in std::mem::take(&mut self.rows) {
            let number = row as usize + 1;
            let filled = sparse.iter().filter(|(_, cell)| !cell.trim().is_empty());
            let Some(last) = filled.map(|(column, _)| *column as usize).max() else { continue };
            if last >= MAX_COLUMNS {
                if builder.begun() {
                    builder.bad_row(number, beside(last, number));
                    continue;
                }
                builder.file_problem(format!("se leen hasta {MAX_COLUMNS} columnas"));
                break;
            }
            let mut cells = vec![String::new(); last + 1];
            for (column, cell) in sparse {
                if let Some(place) = cells.get_mut(column as usize) {
                    *place = cell;
                }
            }
            let record = Record {
                number,
                cells,
                spans: spans.remove(&row).unwrap_or_default(),
                covered: covered.get(&row).cloned().unwrap_or_default(),
                hidden: self.hidden_rows.contains(&row),
            };
            if builder.record(record).is_break() {
                break;
            }
        }
        builder.finish()
    }

    /// Gives the cells under a merged one its content, and says which rows got what: covered
    /// columns by row.
    fn spread_down(&mut self, builder: &mut Builder) -> BTreeMap<u32, Vec<usize>> {
        let mut covered: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut ranges = Vec::new();
        let mut steps = 0;
        let mut merges = std::mem::take(&mut self.merges);
        merges.sort_unstable();
        for merge in &merges {
            let (row, column) = (merge.rows.0, merge.columns.0);
            let cell = self.rows.get(&row).and_then(|cells| cell_at(cells, column)).cloned();
            let Some(cell) = cell.filter(|cell| !cell.trim().is_empty()) else { continue };
            ranges.push(format!(
                "{}{}:{}{}",
                letters(column as usize),
                row as usize + 1,
                letters(merge.columns.1 as usize),
                merge.rows.1 as usize + 1
            ));
            if merge.rows.1 == row {
                continue;
            }
            for (below, cells) in self.rows.range_mut(row + 1..=merge.rows.1) {
                steps += 1;
                // A row that has nothing of its own is none.
                if cells.iter().all(|(_, cell)| cell.trim().is_empty()) {
                    continue;
                }
                let place = match cells.binary_search_by_key(&column, |(column, _)| *column) {
                    Ok(place) if cells[place].1.trim().is_empty() => {
                        cells.remove(place);
                        place
                    }
                    Ok(_) => continue,
                    Err(place) => place,
                };
                self.cells += 1;
                self.bytes += cell.len();
                if self.cells.max(steps) > MAX_CELLS || self.bytes as u64 > MAX_BYTES {
                    builder.file_problem("las celdas combinadas cubren demasiado: divida la hoja");
                    self.merges = merges;
                    return covered;
                }
                cells.insert(place, (column, cell.clone()));
                covered.entry(*below).or_default().push(column as usize);
            }
        }
        builder.merged(ranges);
        self.merges = merges;
        covered
    }
}

/// The content of a row's cell in a column.
fn cell_at(cells: &[(u32, String)], column: u32) -> Option<&String> {
    let place = cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
    Some(&cells[place].1)
}

/// What is said of a cell in a column without a header.
pub(super) fn beside(column: usize, row: usize) -> String {
    format!(
        "la celda {}{row} tiene contenido y su columna no tiene encabezado: póngale uno o borre la \
         celda",
        letters(column)
    )
}

/// Whether a text merged from side to side is a label, which holds for every column that it covers;
/// a longer one only needs the room.
pub(super) fn is_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL
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

    #[test]
    fn cells_merged_beyond_the_last_column_are_passed_over() {
        let mut grid = Grid::default();
        for (row, column, cell) in [(0, 0, "id"), (0, 1, "texto"), (0, 2, "fecha"), (1, 0, "C1")] {
            let _ = grid.put(row, column, cell.to_owned());
        }
        grid.merge(Merge { rows: (1, 1), columns: (40_000, 40_002) });
        let parsed = grid.table(Builder::sheet("h.xls", "XLS".to_owned()), Settings::default());
        assert_eq!(parsed.table.rows.len(), 1);
    }
}
