//! Parquet files through polars, as far as this program has it read types: texts, numbers, truth
//! values and categories.
//!
//! polars panics on many damaged files (a changed byte in the footer is enough: "thrift bool
//! field"), so it is called where a panic is caught and says nothing.

use std::io::Cursor;

use polars_core::prelude::{AnyValue, ArrowDataType, DataFrame, PolarsError, PolarsResult};
use polars_io::SerReader;
use polars_io::prelude::{ParallelStrategy, ParquetReader};

use super::builder::Builder;
use super::caught_panics::quietly;
use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Parsed, grid, parquet_pages};

/// The table in a Parquet file; its first row is called 2, as if a header stood above it.
pub(super) fn read(name: &str, bytes: &[u8]) -> Parsed {
    match quietly(|| open(name, bytes)) {
        Some(Ok(parsed)) => parsed,
        Some(Err(_)) | None => Parsed::unusable(
            name,
            "Parquet",
            "el archivo Parquet está dañado o usa una forma que no se lee: guárdelo como CSV UTF-8",
        ),
    }
}

fn open(name: &str, bytes: &[u8]) -> PolarsResult<Parsed> {
    let mut builder = Builder::new(name, "Parquet");
    let mut reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let rows = reader.num_rows()?;
    let schema = reader.schema()?;
    let unpacked: i64 = reader
        .get_metadata()?
        .row_groups
        .iter()
        .map(|group| {
            let columns = group.parquet_columns().iter();
            columns.map(|column| column.uncompressed_size().max(0)).fold(0, i64::saturating_add)
        })
        .fold(0, i64::saturating_add);
    let columns = schema.len();
    if rows > MAX_ROWS
        || columns > MAX_COLUMNS
        || rows.saturating_mul(columns) > MAX_CELLS
        || unpacked > MAX_BYTES as i64
    {
        builder.file_problem(format!(
            "tiene {rows} filas y {columns} columnas, más de lo que se lee: divídalo"
        ));
        return Ok(builder.finish());
    }
    let mut readable = Vec::new();
    for (index, (header, field)) in schema.iter().enumerate() {
        if is_readable(field.dtype()) {
            readable.push(index);
        } else {
            let at = builder.place().column(header.as_str());
            builder.problem(at, "el tipo de la columna no se lee: guárdela como texto");
        }
    }
    // Those of nested columns too, which are stepped over: a file has at most so many in all.
    let mut room = parquet_pages::Room { values: MAX_CELLS as u64, bytes: MAX_BYTES };
    for group in &reader.get_metadata()?.row_groups {
        for column in group.parquet_columns() {
            let range = column.byte_range();
            let chunk = bytes.get(range.start as usize..range.end as usize);
            if !chunk.is_some_and(|chunk| parquet_pages::are_plausible(chunk, &mut room)) {
                return Err(PolarsError::ComputeError("a page that cannot be".into()));
            }
        }
    }
    let frame = reader.with_projection(Some(readable)).finish()?;
    fill(&mut builder, &frame)?;
    Ok(builder.finish())
}

/// Whether polars, as it is built here, makes a column of the type.
fn is_readable(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::Dictionary(_, values, _) => {
            matches!(**values, T::Utf8 | T::LargeUtf8 | T::Utf8View)
        }
        other => matches!(
            other,
            T::Utf8
                | T::LargeUtf8
                | T::Utf8View
                | T::Boolean
                | T::Null
                | T::Int32
                | T::Int64
                | T::UInt32
                | T::UInt64
                | T::Float32
                | T::Float64
        ),
    }
}

fn fill(builder: &mut Builder, frame: &DataFrame) -> PolarsResult<()> {
    let headers: Vec<String> =
        frame.columns().iter().map(|column| column.name().to_string()).collect();
    if headers.is_empty() || builder.header(1, &headers).is_break() {
        return Ok(());
    }
    for index in 0..frame.height() {
        let mut cells = Vec::with_capacity(headers.len());
        for column in frame.columns() {
            cells.push(cell(&column.get(index)?));
        }
        if builder.row(index + 2, cells).is_break() {
            break;
        }
    }
    Ok(())
}

/// A value as a cell.
fn cell(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::Float32(value) => grid::number(f64::from(*value)),
        AnyValue::Float64(value) => grid::number(*value),
        other => other.get_str().map_or_else(|| other.to_string(), str::to_owned),
    }
}
