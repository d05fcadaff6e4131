//! Any bytes under any extension as a table, and as the statements in it.

use minga::read::table;

const EXTENSIONS: [&str; 8] = ["csv", "tsv", "jsonl", "json", "xlsx", "ods", "parquet", ""];

/// One input.
pub(crate) fn one(data: &[u8]) {
    let Some((&first, bytes)) = data.split_first() else { return };
    let extension = EXTENSIONS[usize::from(first) % EXTENSIONS.len()];
    let sheet = (first >= 128).then_some("Hoja1");
    let parsed = table::read_bytes("a", extension, sheet, bytes.to_vec());
    let width = parsed.table.headers.len();
    assert!(parsed.table.rows.iter().all(|row| row.cells.len() == width));
    for problem in parsed.problems.iter() {
        assert!(problem.to_string().chars().count() < 2000, "{problem}");
    }
}
