//! JSON Lines: one object a line, its keys in order of appearance; nested values stay compact JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::builder::{Builder, too_long};
use super::{MAX_CELLS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Parsed, encoding};
use crate::domain::problem::excerpt;

/// An object's pairs in the order of the line.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// The table in a text of one object a line.
pub(super) fn read(name: &str, bytes: &[u8]) -> Parsed {
    let (text, encoding) = encoding::decode(bytes);
    let mut builder = Builder::new(name, format!("JSON Lines ({encoding})"));
    if text.trim_start().starts_with('[') {
        builder.file_problem(
            "es una lista JSON: guárdela como JSON Lines (un objeto por línea, sin corchetes)",
        );
        return builder.finish();
    }
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<(usize, Vec<(usize, String)>)> = Vec::new();
    let mut bad: Vec<(usize, String)> = Vec::new();
    let mut cells = 0;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        if line.len() > MAX_LINE {
            bad.push((number, too_long()));
            continue;
        }
        match object(line, &mut columns) {
            Ok(row) => {
                cells += row.len();
                rows.push((number, row));
            }
            Err(what) => bad.push((number, what)),
        }
        if rows.len() + bad.len() > MAX_ROWS || cells > MAX_CELLS || columns.len() > MAX_COLUMNS {
            break;
        }
    }
    let mut headers = vec![String::new(); columns.len()];
    for (header, column) in columns {
        headers[column] = header;
    }
    if headers.is_empty() || builder.header(1, &headers).is_break() {
        bad.truncate(1);
        rows.clear();
    }
    for (number, what) in bad {
        builder.bad_row(number, what);
    }
    for (number, sparse) in rows {
        let mut cells = vec![String::new(); headers.len()];
        for (column, cell) in sparse {
            cells[column] = cell;
        }
        if builder.row(number, cells).is_break() {
            break;
        }
    }
    builder.finish()
}

/// One line as cells by column; keys never seen before become columns.
fn object(
    line: &str,
    columns: &mut BTreeMap<String, usize>,
) -> Result<Vec<(usize, String)>, String> {
    let Pairs(pairs) = serde_json::from_str(line).map_err(|error| {
        format!("la línea no es un objeto JSON (columna {}): corríjala", error.column())
    })?;
    let mut row: Vec<(usize, String)> = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let key = key.trim().to_owned();
        if key.is_empty() {
            return Err("un campo del objeto no tiene nombre: póngale uno".to_owned());
        }
        let next = columns.len();
        let column = *columns.entry(key.clone()).or_insert(next);
        if row.iter().any(|(other, _)| *other == column) {
            let key = excerpt(&key);
            return Err(format!("el campo «{key}» está dos veces en el objeto: deje uno"));
        }
        row.push((column, cell(value)));
    }
    Ok(row)
}

/// A value as a cell.
fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
