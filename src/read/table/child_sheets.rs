//! Sheets whose rows belong to the rows of another, as the groups that repeat in a form of
//! `KoboToolbox`: each row gets what its parent says.

use std::collections::{BTreeMap, BTreeSet};

use super::which_sheet::{is_sentences, worth};
use super::{MAX_CELLS, Note, Parsed, Remark, Row};
use crate::domain::problem::Place;

/// Columns of the platform's own that each sheet has for itself.
const OWN: [&str; 3] = ["_index", "_parent_index", "_parent_table_name"];

/// The place of a column of the platform's own.
fn own(parsed: &Parsed, name: &str) -> Option<usize> {
    parsed.table.headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name))
}

/// The text of a cell without blanks around it; empty where there is no such column.
fn text(row: &Row, at: Option<usize>) -> &str {
    at.map_or("", |at| row.cells[at].trim())
}

/// Whether a table's name is that of a sheet, which has at most 31 letters of it.
fn is_named(table: &str, sheet: &str) -> bool {
    table.is_empty() || table == sheet || sheet.chars().count() >= 28 && table.starts_with(sheet)
}

/// How many groups within groups are looked into.
const LEVELS: usize = 8;

/// A group within a group, and that group, by their places: rows of the first name the second.
fn within(parts: &[(String, Parsed)]) -> Option<(usize, usize)> {
    let inner = |(_, parsed): &(String, Parsed)| own(parsed, "_parent_index").is_some();
    let groups = || parts.iter().enumerate().filter(|(_, part)| inner(part));
    groups().find_map(|(at, (_, parsed))| {
        let table = own(parsed, "_parent_table_name")?;
        let named = |sheet: &str| {
            let of = |row: &Row| {
                let name = text(row, Some(table));
                !name.is_empty() && is_named(name, sheet)
            };
            parsed.table.rows.iter().any(of)
        };
        let over = groups().find(|(other, (sheet, outer))| {
            *other != at && own(outer, "_index").is_some() && named(sheet)
        });
        over.map(|(other, _)| (at, other))
    })
}

/// Gives the rows of a group within a group what the row says that they belong to, and makes them
/// rows of what that one belongs to, level by level.
fn lift(parts: &mut [(String, Parsed)]) {
    for _ in 0..LEVELS {
        let Some((inner, outer)) = within(parts) else { return };
        let mut child = std::mem::take(&mut parts[inner].1);
        let (sheet, over) = &parts[outer];
        let lines = Lines::of(over);
        let [index, table] = ["_parent_index", "_parent_table_name"].map(|name| own(over, name));
        let (of, named) = (own(&child, "_parent_index"), own(&child, "_parent_table_name"));
        let new: Vec<usize> = lines
            .given
            .iter()
            .copied()
            .filter(|at| !child.table.headers.contains(&over.table.headers[*at]))
            .collect();
        child.table.headers.extend(new.iter().map(|at| over.table.headers[*at].clone()));
        for row in &mut child.table.rows {
            let here = is_named(text(row, named), sheet) && !text(row, named).is_empty();
            let line = lines.by_index.get(text(row, of)).copied().filter(|_| here);
            let cells = new.iter().map(|at| line.map_or(String::new(), |l| l.cells[*at].clone()));
            row.cells.extend(cells.collect::<Vec<_>>());
            if !here {
                continue;
            }
            // A row whose own is not there belongs to none.
            for (at, from) in [(of, index), (named, table)] {
                if let Some(at) = at {
                    row.cells[at] = line.map_or(String::new(), |line| text(line, from).to_owned());
                }
            }
        }
        parts[inner].1 = child;
    }
}

/// Takes out of the sheets those that belong together and have statements, and makes one table of
/// them with a sheet each; `None` where there are none.
pub(super) fn joined(
    name: &str,
    format: &str,
    parts: &mut Vec<(String, Parsed)>,
) -> Option<Parsed> {
    lift(parts);
    let at = parts
        .iter()
        .position(|(_, p)| own(p, "_index").is_some() && own(p, "_parent_index").is_none())?;
    let parent_name = parts[at].0.clone();
    let belongs = |sheet: &str, parsed: &Parsed| {
        let table = own(parsed, "_parent_table_name");
        let of = |row: &Row| is_named(text(row, table), &parent_name);
        own(parsed, "_parent_index").is_some()
            && worth(sheet, parsed) > 0
            && parsed.table.rows.iter().any(of)
    };
    let children: BTreeSet<String> = parts
        .iter()
        .filter(|(sheet, p)| belongs(sheet, p))
        .map(|(sheet, _)| sheet.clone())
        .collect();
    if children.is_empty() || is_too_much(&parts[at].1, &children, parts) {
        return None;
    }
    let (_, parent) = parts.remove(at);
    let both = (0..parent.table.headers.len()).any(|at| is_sentences(&parent, at));
    let mut all = Parsed::default();
    name.clone_into(&mut all.table.name);
    all.table.headers.clone_from(&parent.table.headers);
    all.table.header_row = parent.table.header_row;
    let (mut alone, mut number) = (0, 1);
    let mut sheets = Vec::new();
    if both {
        sheets.push(parent_name.clone());
        let rows = parent.table.rows.iter();
        all.table.rows.extend(rows.map(|row| Row { sheet: Some(0), ..row.clone() }));
    }
    let lines = Lines::of(&parent);
    for (sheet, child) in parts.extract_if(.., |part| children.contains(&part.0)) {
        alone += lines.add(&mut all, &child, (sheets.len(), number), &parent_name);
        number += 1;
        sheets.push(sheet);
        all.problems.append(child.problems);
        all.notes.extend(child.notes);
        all.left_out += child.left_out;
        all.blank_rows += child.blank_rows;
    }
    all.problems.append(parent.problems);
    all.notes.extend(parent.notes);
    let width = all.table.headers.len();
    for row in &mut all.table.rows {
        row.cells.resize(width, String::new());
    }
    let children: Vec<String> = children.into_iter().collect();
    let what = Remark::Belong { parent: parent_name, children, both, alone };
    all.notes.insert(0, Note { at: Place::file(name), what });
    let quoted: Vec<String> = sheets.iter().map(|sheet| format!("«{sheet}»")).collect();
    all.format = match quoted.as_slice() {
        [one] => format!("{format} (hoja {one})"),
        many => format!("{format} (hojas {})", many.join(", ")),
    };
    all.table.sheets = sheets;
    Some(all)
}

/// Whether the joined rows have more cells than a table may.
fn is_too_much(parent: &Parsed, children: &BTreeSet<String>, parts: &[(String, Parsed)]) -> bool {
    let (mut rows, mut width) = (parent.table.rows.len(), parent.table.headers.len());
    for (_, child) in parts.iter().filter(|(sheet, _)| children.contains(sheet)) {
        rows += child.table.rows.len();
        width += child.table.headers.len();
    }
    rows.saturating_mul(width) > MAX_CELLS
}

/// The rows of the parent by their number, and what of them a child gets.
struct Lines<'a> {
    by_index: BTreeMap<&'a str, &'a Row>,
    /// The columns that stand once for each row of the parent: not its own answers in sentences,
    /// which would be read again for each child.
    given: Vec<usize>,
    id: Option<usize>,
}

impl<'a> Lines<'a> {
    fn of(parent: &'a Parsed) -> Self {
        let index = own(parent, "_index");
        let by_index = parent.table.rows.iter().map(|row| (text(row, index), row)).collect();
        let is_own = |at: &usize| OWN.iter().any(|name| own(parent, name) == Some(*at));
        let given = (0..parent.table.headers.len())
            .filter(|at| !is_own(at) && !is_sentences(parent, *at))
            .collect();
        Self { by_index, given, id: own(parent, "_id") }
    }

    /// Adds the rows of a child, which is a sheet of the table and a group of the form by number,
    /// and returns how many have no parent. Each is called by its parent's id, the group, and its
    /// place in it.
    fn add(
        &self,
        all: &mut Parsed,
        child: &Parsed,
        (sheet, of_form): (usize, usize),
        parent_name: &str,
    ) -> usize {
        let (index, of) = (own(child, "_parent_index"), own(child, "_parent_table_name"));
        let places: Vec<usize> = child
            .table
            .headers
            .iter()
            .map(|header| {
                let known = all.table.headers.iter().position(|other| other == header);
                known.unwrap_or_else(|| {
                    all.table.headers.push(header.clone());
                    all.table.headers.len() - 1
                })
            })
            .collect();
        let width = all.table.headers.len();
        let mut below: BTreeMap<&str, usize> = BTreeMap::new();
        let mut alone = 0;
        for row in &child.table.rows {
            let mut cells = vec![String::new(); width];
            let here = is_named(text(row, of), parent_name);
            let line = self.by_index.get(text(row, index)).filter(|_| here);
            if let Some(line) = line {
                for &at in &self.given {
                    cells[at].clone_from(&line.cells[at]);
                }
                if let Some(id) = self.id.filter(|_| !text(line, self.id).is_empty()) {
                    let number = below.entry(text(row, index)).or_default();
                    *number += 1;
                    cells[id] = format!("{}-{of_form}.{number}", line.cells[id].trim());
                }
            } else {
                alone += 1;
            }
            for (cell, &to) in row.cells.iter().zip(&places) {
                if !cell.trim().is_empty() {
                    cells[to].clone_from(cell);
                }
            }
            let (number, hidden) = (row.number, row.hidden);
            all.table.rows.push(Row { number, cells, hidden, sheet: Some(sheet), covered: vec![] });
        }
        alone
    }
}
