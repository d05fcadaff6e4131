//! The table of a sweep on disk: `sweep.csv`, which is read again to go on where an earlier sweep
//! ended, and the same rows as `sweep.parquet` for other programs.

use std::path::{Path, PathBuf};

use polars_core::prelude::{Column, DataFrame, NamedFrom, PolarsError, PolarsResult, Series};
use polars_io::prelude::ParquetWriter;

use crate::evaluate::sweep::column::{Cell, CellKind, columns as columns_of_rows};
use crate::evaluate::sweep::{self, Case, Row, Setting};
use crate::read::files;
use crate::text::formula::{guard, unguard_own};

/// The most bytes that a table of an earlier sweep may have.
const LIMIT: u64 = 1 << 30;

/// Why a table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// A file that is not such a table.
    #[error(
        "«{}» no es una tabla de esta versión de minga sweep: muévala o use otra carpeta ({what})",
        path.display()
    )]
    NotATable {
        /// The file of the table.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Rows that do not fit a table.
    #[error("no se pudo formar «{}»: {what}", path.display())]
    Csv {
        /// The file of the table.
        path: PathBuf,
        /// The CSV writer's error.
        what: csv::Error,
    },
    /// Rows that do not fit a Parquet table.
    #[error("no se pudo formar «{}»: {what}", path.display())]
    Parquet {
        /// The file of the table.
        path: PathBuf,
        /// The error of polars.
        what: PolarsError,
    },
}

fn csv_in(folder: &Path) -> PathBuf {
    folder.join("sweep.csv")
}

/// The rows of an earlier sweep in a folder; none where there was none.
pub fn read(folder: &Path) -> Result<Vec<Row>, Error> {
    let path = csv_in(folder);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = files::read(&path, LIMIT)?;
    parsed(&bytes).map_err(|what| Error::NotATable { path, what })
}

/// The rows in the bytes of a table, or what is wrong with them.
fn parsed(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let heads = reader.headers().map_err(|error| error.to_string())?.clone();
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns = Vec::new();
    for column in columns_of_rows() {
        let at = heads.iter().position(|head| head == column.name);
        columns.push((at.ok_or_else(|| format!("falta la columna «{}»", column.name))?, column));
    }
    let mut rows = Vec::new();
    for (line, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| error.to_string())?;
        let mut row = Row::default();
        for (at, column) in &columns {
            let written = unguard_own(record.get(*at).unwrap_or_default());
            let cell = Cell::read(column.kind, &written);
            if !cell.is_some_and(|cell| column.put(&mut row, cell)) {
                return Err(format!("fila {line}, columna «{}»: «{written}»", column.name));
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The settings that have no row yet for this corpus, reference, encoder and version.
pub fn missing(settings: &[Setting], case: &Case<'_>, rows: &[Row]) -> Vec<Setting> {
    let known: std::collections::BTreeSet<&str> = rows
        .iter()
        .filter(|row| {
            (row.corpus.as_str(), row.digest.as_str(), row.version.as_str())
                == (case.name, case.digest, case.version)
        })
        .map(|row| row.key.as_str())
        .collect();
    settings.iter().filter(|setting| !known.contains(setting.key.as_str())).cloned().collect()
}

/// Writes `sweep.csv` and `sweep.parquet` into a folder that exists, each whole or not at all, and
/// tells which they are.
pub fn write(folder: &Path, rows: &[Row]) -> Result<Vec<PathBuf>, Error> {
    let path = csv_in(folder);
    let bytes = csv(rows).map_err(|what| Error::Csv { path: path.clone(), what })?;
    files::write(&path, &bytes)?;
    let other = folder.join("sweep.parquet");
    let bytes = parquet(rows).map_err(|what| Error::Parquet { path: other.clone(), what })?;
    files::write(&other, &bytes)?;
    Ok(vec![path, other])
}

fn csv(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let columns = columns_of_rows();
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(vec![]);
    if !rows.is_empty() {
        writer.write_record(columns.iter().map(|column| column.name))?;
    }
    for row in rows {
        let cells = columns.iter().map(|column| match column.cell(row) {
            Cell::Text(text) => Cell::Text(guard(&text).into_owned()),
            cell => cell,
        });
        writer.serialize(cells.collect::<Vec<Cell>>())?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn parquet(rows: &[Row]) -> PolarsResult<Vec<u8>> {
    let columns = columns_of_rows().into_iter().map(|column| parquet_column(&column, rows));
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(rows.len(), columns.collect())?)?;
    Ok(bytes)
}

/// A column with the cells of all rows.
fn parquet_column(column: &sweep::column::Column, rows: &[Row]) -> Column {
    /// The cells as one type; what is absent, or of another kind, is null.
    fn series<T>(name: &str, cells: Vec<Cell>, value: fn(Cell) -> Option<T>) -> Column
    where
        Series: NamedFrom<Vec<Option<T>>, [Option<T>]>,
    {
        Series::new(name.into(), cells.into_iter().map(value).collect::<Vec<_>>()).into()
    }
    let cells: Vec<Cell> = rows.iter().map(|row| column.cell(row)).collect();
    match column.kind {
        CellKind::Text => series(column.name, cells, |cell| match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        }),
        CellKind::Flag => series(column.name, cells, |cell| match cell {
            Cell::Flag(flag) => Some(flag),
            _ => None,
        }),
        CellKind::Count => series(column.name, cells, |cell| match cell {
            Cell::Count(n) => Some(n as u32),
            _ => None,
        }),
        CellKind::Amount => series(column.name, cells, |cell| match cell {
            Cell::Amount(x) => Some(x),
            _ => None,
        }),
        CellKind::Number => series(column.name, cells, |cell| match cell {
            Cell::Number(x) => Some(x),
            _ => None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::frame::Frame;
    use crate::domain::statement::Corpus;
    use crate::evaluate::sweep::row::sample;
    use polars_io::SerReader;
    use polars_io::prelude::ParquetReader;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read(folder.path()).expect("no table yet"), []);
        let rows = sample::rows();
        write(folder.path(), &rows).expect("a folder that exists");
        assert_eq!(read(folder.path()).expect("its own table"), rows);
        let text = std::fs::read_to_string(csv_in(folder.path())).expect("a file");
        assert!(text.contains("'=corpus") && !text.contains("\n=corpus"));
        write(folder.path(), &[]).expect("a folder that exists");
        assert_eq!(read(folder.path()).expect("its own table"), []);
    }

    #[test]
    fn parquet_has_the_columns_and_cells_of_the_csv() {
        let rows = sample::rows();
        let bytes = parquet(&rows).expect("rows");
        let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("a table");
        let written = csv(&rows).expect("rows");
        let mut reader = csv::Reader::from_reader(written.as_slice());
        let heads: Vec<String> =
            reader.headers().expect("heads").iter().map(String::from).collect();
        let names: Vec<String> =
            frame.get_column_names().iter().map(|name| (*name).to_string()).collect();
        assert_eq!(names, heads);
        for (i, record) in reader.records().enumerate() {
            for (column, cell) in frame.columns().iter().zip(record.expect("a record").iter()) {
                let value = column.get(i).expect("a row");
                let shown = value.str_value();
                let same = match cell.parse::<f64>() {
                    _ if cell.is_empty() => value.is_null() || shown.is_empty(),
                    Ok(number) => value.extract::<f64>().is_none_or(|v| (v - number).abs() < 1e-6),
                    Err(_) => shown == unguard_own(cell),
                };
                assert!(same, "{} {shown} {cell}", column.name());
            }
        }
    }

    #[test]
    fn rows_at_hand_are_not_computed_again() {
        let grid = crate::evaluate::sweep::Grid::default();
        let settings = grid.settings(&crate::propose::settings::Settings::default());
        let mut rows = sample::rows();
        rows[0].key.clone_from(&settings[0].key);
        rows[1].key.clone_from(&settings[1].key);
        rows[1].version = "older".into();
        let (corpus, frame) = (Corpus::default(), Frame::default());
        let (name, digest, version) = (&rows[0].corpus, &rows[0].digest, &rows[0].version);
        let case = Case { name, digest, version, corpus: &corpus, frame: &frame, gold: None };
        assert_eq!(missing(&settings, &case, &rows), settings[1..]);
        let other = Case { digest: "other", ..case };
        assert_eq!(missing(&settings, &other, &rows), settings);
    }

    #[test]
    fn a_strange_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(csv_in(folder.path()), "a,b\n1,2\n").expect("a folder that exists");
        let error = read(folder.path()).expect_err("no such table").to_string();
        assert!(error.contains("sweep.csv") && error.contains("otra carpeta"), "{error}");
    }
}
