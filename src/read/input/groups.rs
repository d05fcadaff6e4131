//! Columns that are filled only in the first row of each group, as in the matrices of offices:
//! reported, or the value is read for the rows below.

use std::collections::BTreeSet;

use super::cells::is_blank;
use super::columns::Columns;
use super::notes::rows_in_words;
use super::rows::SHARED;
use crate::domain::problem::excerpt;
use crate::domain::reading::Field;
use crate::read::table::{Row, Table};
use crate::text::fold;

/// Whether a cell says nothing but that it is as the one above it.
fn repeats(cell: &str) -> bool {
    let ditto = ["\"", "''", "″", "〃", "ídem", "idem", "id.", "«»", "-\"-"];
    is_blank(cell) || ditto.contains(&cell.trim().to_lowercase().as_str())
}

/// Says which columns are filled only at the beginning of groups; with `fills` their blank cells get
/// what stands above them.
pub(super) fn fill_down(table: &mut Table, columns: &Columns, fills: bool) -> Vec<String> {
    let has_form = columns.profile.is_some();
    let places: Vec<(Field, usize)> = SHARED
        .into_iter()
        .filter_map(|field| Some((field, columns.of(field)?)))
        .filter(|(_, at)| !has_form && is_grouped(&table.rows, columns, *at))
        .collect();
    let mut notes = Vec::new();
    for (field, at) in places {
        let blank: Vec<usize> =
            table.rows.iter().filter(|row| repeats(&row.cells[at])).map(|row| row.number).collect();
        let (header, rows) = (excerpt(&table.headers[at]), rows_in_words(&blank));
        notes.push(if fills {
            format!(
                "celdas en blanco de «{header}» que se leyeron como la de arriba: {} ({rows})",
                blank.len()
            )
        } else {
            format!(
                "«{header}» solo está en la primera fila de cada grupo, y {} filas quedan sin {} \
                 ({rows}); si la de arriba vale para ellas: --fill-down",
                blank.len(),
                field.name()
            )
        });
        let mut above = String::new();
        for row in table.rows.iter_mut().filter(|_| fills) {
            if repeats(&row.cells[at]) {
                row.cells[at].clone_from(&above);
            } else {
                above.clone_from(&row.cells[at]);
            }
        }
    }
    notes
}

/// Whether a column names a group in its first row: the first row is filled, two groups at least have
/// blank cells below them, no name stands twice, and the blank rows have texts.
fn is_grouped(rows: &[Row], columns: &Columns, at: usize) -> bool {
    let (mut names, mut blank, mut groups) = (0, 0, 0);
    let (mut seen, mut in_group) = (BTreeSet::new(), false);
    for row in rows {
        if repeats(&row.cells[at]) {
            if names == 0 || columns.filled(row) == 0 {
                return false;
            }
            blank += 1;
            groups += usize::from(!in_group);
            in_group = true;
        } else {
            if !seen.insert(fold(&row.cells[at])) {
                return false;
            }
            in_group = false;
            names += 1;
        }
    }
    groups >= 2 && blank * 2 >= names && groups * 2 > names
}
