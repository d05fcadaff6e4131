//! The sheets of a workbook, whatever its format: which of them are read, and how several with the
//! same header become one table.

use super::builder::Builder;
use super::child_sheets;
use super::grid::Grid;
use super::which_sheet::worth;
use super::{Note, Parsed, Remark, Row, Settings};
use crate::domain::problem::Place;
use crate::text::fold::letters;

/// A sheet: its name, whether the workbook shows it, and its cells.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) grid: Grid,
}

/// The sheet that is meant by a name: the one that is called so, or nearly so; Numbers adds the name
/// of a table (`Propuestas - Tabla 1`), and people blanks and capitals.
pub(super) fn find<'a>(
    asked: &str,
    names: &(impl Iterator<Item = &'a str> + Clone),
) -> Option<usize> {
    let plain = |name: &str| {
        let own = name.rsplit_once(" - ").filter(|(_, table)| {
            let table = letters(table);
            let digits = ["tabla", "table"].iter().find_map(|word| table.strip_prefix(word));
            digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        });
        letters(own.map_or(name, |(own, _)| own))
    };
    let exact = names.clone().position(|name| name == asked);
    let like = || {
        let wanted = letters(asked);
        names.clone().position(|name| letters(name) == wanted && !wanted.is_empty())
    };
    let table = || {
        let wanted = letters(asked);
        names.clone().position(|name| plain(name) == wanted && !wanted.is_empty())
    };
    exact.or_else(like).or_else(table)
}

/// What is said when no sheet has the name asked for.
pub(super) fn no_such_sheet(asked: &str, sheets: &[String]) -> String {
    format!("no hay una hoja «{asked}»: las hojas son {}", sheets.join(", "))
}

/// A table of the sheets: of the one asked for, or of the visible one that is likeliest to hold
/// statements (the first of several) and of all that have the same header or belong to its rows.
/// `format` is that of the file: `XLSX`.
pub(super) fn table(
    name: &str,
    format: &str,
    sheets: Vec<Sheet>,
    asked: Option<&str>,
    settings: Settings,
) -> Parsed {
    if let Some(asked) = asked {
        return one(name, format, sheets, asked, settings);
    }
    let (shown, hidden): (Vec<Sheet>, Vec<Sheet>) =
        sheets.into_iter().partition(|sheet| !sheet.hidden);
    let names: Vec<String> = shown.iter().map(|sheet| sheet.name.clone()).collect();
    let mut parts: Vec<(String, Parsed)> = Vec::new();
    for sheet in shown.into_iter().filter(|sheet| !sheet.grid.is_empty()) {
        let title =
            if names.len() > 1 { format!("{name} [{}]", sheet.name) } else { name.to_owned() };
        let format = format!("{format} (hoja «{}»)", sheet.name);
        let parsed = sheet.grid.table(Builder::sheet(&title, format), settings);
        parts.push((sheet.name, parsed));
    }
    if parts.is_empty() {
        return Parsed::unusable(name, format, "ninguna hoja visible tiene contenido");
    }
    let belonging = child_sheets::joined(name, format, &mut parts);
    let joined = belonging.is_some();
    let (read, mut parsed) = match belonging {
        Some(parsed) => (String::new(), parsed),
        None => likeliest(name, format, parts),
    };
    let at = Place::file(name);
    let mut about = Vec::new();
    let parent = parsed.notes.iter().find_map(|note| match &note.what {
        Remark::Belong { parent, .. } => Some(parent.clone()),
        _ => None,
    });
    let unread: Vec<String> = names
        .iter()
        .filter(|sheet| {
            **sheet != read
                && parent.as_ref() != Some(*sheet)
                && !parsed.table.sheets.contains(*sheet)
        })
        .cloned()
        .collect();
    if !parsed.table.sheets.is_empty() && !joined {
        about.push(Remark::Together { sheets: parsed.table.sheets.clone() });
    }
    if !unread.is_empty() {
        let read = match parsed.table.sheets.as_slice() {
            [] => read,
            sheets => sheets.join("», «"),
        };
        about.push(Remark::OtherSheets { read, others: unread });
    }
    let hidden: Vec<String> =
        hidden.into_iter().filter(|sheet| !sheet.grid.is_empty()).map(|sheet| sheet.name).collect();
    if !hidden.is_empty() {
        about.push(Remark::HiddenSheets { sheets: hidden });
    }
    let about = about.into_iter().map(|what| Note { at: at.clone(), what });
    parsed.notes.splice(0..0, about);
    parsed
}

/// The table of the first sheet that is likeliest to hold statements, with all that have the same
/// header, and the name of that sheet.
fn likeliest(name: &str, format: &str, mut parts: Vec<(String, Parsed)>) -> (String, Parsed) {
    let worths: Vec<u8> = parts.iter().map(|(sheet, part)| worth(sheet, part)).collect();
    let most = worths.iter().copied().max().unwrap_or(0);
    let first = parts.remove(worths.iter().position(|worth| *worth == most).unwrap_or(0));
    let alike: Vec<_> =
        parts.into_iter().filter(|(_, other)| have_one_header(&first.1, other)).collect();
    let read = first.0.clone();
    let parsed = if alike.is_empty() {
        first.1
    } else {
        together(name, format, std::iter::once(first).chain(alike).collect())
    };
    (read, parsed)
}

/// A table of each sheet by itself.
pub(super) fn each(name: &str, format: &str, sheets: Vec<Sheet>) -> Vec<(String, Parsed)> {
    let table = |sheet: Sheet| {
        let title = format!("{name} [{}]", sheet.name);
        let builder = Builder::sheet(&title, format!("{format} (hoja «{}»)", sheet.name));
        (sheet.name, sheet.grid.table(builder, Settings::default()))
    };
    sheets.into_iter().map(table).collect()
}

/// A table of the sheet asked for.
fn one(name: &str, format: &str, sheets: Vec<Sheet>, asked: &str, settings: Settings) -> Parsed {
    let Some(place) = find(asked, &sheets.iter().map(|sheet| sheet.name.as_str())) else {
        let shown: Vec<String> =
            sheets.into_iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name).collect();
        return Parsed::unusable(name, format, no_such_sheet(asked, &shown));
    };
    let Some(sheet) = sheets.into_iter().nth(place) else { return Parsed::default() };
    let title = format!("{name} [{}]", sheet.name);
    let builder = Builder::sheet(&title, format!("{format} (hoja «{}»)", sheet.name));
    let mut parsed = sheet.grid.table(builder, settings);
    if sheet.name != asked {
        let at = parsed.place();
        parsed.notes.insert(0, Note { at, what: Remark::SheetCalled { sheet: sheet.name } });
    }
    parsed
}

/// Whether two tables have the same header, in any order, a column more or less apart.
fn have_one_header(one: &Parsed, other: &Parsed) -> bool {
    let folded = |parsed: &Parsed| {
        let mut headers: Vec<String> =
            parsed.table.headers.iter().map(|header| letters(header)).collect();
        headers.sort_unstable();
        headers.dedup();
        headers
    };
    let (one, other) = (folded(one), folded(other));
    let shared = one.iter().filter(|header| other.binary_search(header).is_ok()).count();
    let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
    few > 0 && shared == few && (few == many || few >= 2 && few * 3 >= many * 2)
}

/// Headers that name the workshop; a table of several sheets without one gets the sheets' names there.
const WORKSHOPS: [&str; 4] = ["taller", "talleres", "workshop", "nombredeltaller"];

/// One table of several with the same header, with the sheet of each row as its workshop.
fn together(name: &str, format: &str, parts: Vec<(String, Parsed)>) -> Parsed {
    let mut all = Parsed::default();
    name.clone_into(&mut all.table.name);
    let sheets: Vec<String> = parts.iter().map(|(sheet, _)| sheet.clone()).collect();
    let quoted: Vec<String> = sheets.iter().map(|sheet| format!("«{sheet}»")).collect();
    all.format = format!("{format} (hojas {})", quoted.join(", "));
    all.table.sheets = sheets;
    all.table.header_row = parts.first().map_or(1, |(_, part)| part.table.header_row);
    for (index, (_, part)) in parts.into_iter().enumerate() {
        let places: Vec<usize> = part
            .table
            .headers
            .iter()
            .map(|header| {
                let wanted = letters(header);
                let known = all.table.headers.iter().position(|other| letters(other) == wanted);
                known.unwrap_or_else(|| {
                    all.table.headers.push(header.clone());
                    all.table.headers.len() - 1
                })
            })
            .collect();
        let moved = |row: Row| {
            let mut cells = Vec::new();
            for (cell, &to) in row.cells.into_iter().zip(&places) {
                if cells.len() <= to {
                    cells.resize(to + 1, String::new());
                }
                cells[to] = cell;
            }
            let covered = row.covered.iter().map(|column| places[*column]).collect();
            Row { cells, covered, sheet: Some(index), ..row }
        };
        all.table.rows.extend(part.table.rows.into_iter().map(moved));
        all.aside.extend(part.aside.into_iter().map(moved));
        all.problems.append(part.problems);
        all.notes.extend(part.notes);
        all.left_out += part.left_out;
        all.blank_rows += part.blank_rows;
    }
    let width = all.table.headers.len();
    let own = all.table.headers.iter().any(|header| WORKSHOPS.contains(&letters(header).as_str()));
    if !own {
        all.table.headers.push("taller".to_owned());
    }
    for row in all.table.rows.iter_mut().chain(&mut all.aside) {
        row.cells.resize(width, String::new());
        if !own {
            row.cells
                .push(row.sheet.map(|sheet| all.table.sheets[sheet].clone()).unwrap_or_default());
        }
    }
    all
}
