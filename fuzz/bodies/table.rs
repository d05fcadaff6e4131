//! Any bytes under any extension as a table, and as the statements in it.

use minga::read::table;

const EXTENSIONS: [&str; 8] = ["csv", "xls", "jsonl", "xlsx", "ods", "parquet", "xlsb", ""];

/// One input.
pub(crate) fn one(data: &[u8]) {
    let Some((&first, bytes)) = data.split_first() else { return };
    let extension = EXTENSIONS[usize::from(first) % EXTENSIONS.len()];
    let sheet = (first >= 128).then_some("Hoja1");
    let hidden = if first & 64 == 0 { table::Hidden::Read } else { table::Hidden::Skip };
    let settings = table::Settings { hidden };
    let parsed = table::bytes_with("a", extension, sheet, bytes, settings);
    for (_, sheet) in table::read_sheets("a", extension, bytes) {
        let width = sheet.table.headers.len();
        assert!(sheet.table.rows.iter().all(|row| row.cells.len() == width));
    }
    let width = parsed.table.headers.len();
    assert!(parsed.table.rows.iter().all(|row| row.cells.len() == width));
    for note in &parsed.notes {
        assert!(note.to_string().chars().count() < 2000, "{note}");
    }
    for problem in parsed.problems.iter() {
        assert!(problem.to_string().chars().count() < 2000, "{problem}");
    }
}
