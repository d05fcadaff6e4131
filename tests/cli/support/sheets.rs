//! The review workbook as a reviewer fills it in, by another hand than its writer's: the cells are
//! changed in the file's own XML, or by LibreOffice.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::programs::Macros;

/// What is written into one cell: the sheet, the row's id or its number (`#2`), the column's header,
/// and the words.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) sheet: &'static str,
    pub(crate) id: String,
    pub(crate) header: &'static str,
    pub(crate) words: String,
}

/// One entry.
pub(crate) fn entry(sheet: &'static str, id: &str, header: &'static str, words: &str) -> Entry {
    Entry { sheet, id: id.to_owned(), header, words: words.to_owned() }
}

/// Fills in a workbook through its XML: inline strings where there were blank cells.
pub(crate) fn fill_in(source: &Path, target: &Path, entries: &[Entry]) {
    let bytes = fs::read(source).unwrap();
    let mut places: BTreeMap<&str, Vec<(String, &str)>> = BTreeMap::new();
    let mut book = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    for one in entries {
        let range = book.worksheet_range(one.sheet).unwrap();
        let rows: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        let column = rows[0].iter().position(|cell| cell == one.header).unwrap();
        // `#2` is the second row, of a sheet whose rows have no ids.
        let row = match one.id.strip_prefix('#') {
            Some(number) => number.parse::<usize>().unwrap() - 1,
            None => rows.iter().position(|row| row[0] == one.id).unwrap(),
        };
        places.entry(one.sheet).or_default().push((reference(row, column), &one.words));
    }
    let names: Vec<String> = book.sheet_names();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        for (place, sheet) in names.iter().enumerate() {
            let changes = places.get(sheet.as_str());
            if let Some(changes) =
                changes.filter(|_| name == format!("xl/worksheets/sheet{}.xml", place + 1))
            {
                let mut xml = String::from_utf8(content).unwrap();
                for (at, words) in changes {
                    xml = with_cell(&xml, at, words);
                }
                content = xml.into_bytes();
            }
        }
        written.start_file(name, SimpleFileOptions::default()).unwrap();
        written.write_all(&content).unwrap();
    }
    fs::write(target, written.finish().unwrap().into_inner()).unwrap();
}

/// `K12`: the cell of a row and a column, both from 0.
fn reference(row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// A sheet's XML with an inline string in a cell that was blank.
fn with_cell(xml: &str, at: &str, words: &str) -> String {
    let start = xml.find(&format!("<c r=\"{at}\"")).unwrap_or_else(|| panic!("no cell {at}"));
    let end = start + xml[start..].find("/>").unwrap();
    let cell = &xml[start..end];
    assert!(!cell.contains('>'), "{at} is not blank: {cell}");
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "{}{cell} t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>{}",
        &xml[..start],
        &xml[end + 2..]
    )
}

/// Fills in a workbook in LibreOffice, which sorts, hides and adds a sheet besides, and saves it in
/// the format of the target's name.
pub(crate) fn fill_in_by_office(source: &Path, target: &Path, entries: &[Entry]) {
    let office = Macros::of("llenar.xba");
    let dir = tempfile::tempdir().unwrap();
    let lines: Vec<String> =
        entries.iter().map(|one| [one.sheet, &one.id, one.header, &one.words].join("\t")).collect();
    // The file is read as the system's own encoding says; what is not ASCII is escaped.
    let escaped: String = lines
        .join("\n")
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) })
        .collect();
    let orders = dir.path().join("orders.txt");
    fs::write(&orders, escaped + "\n").unwrap();
    let ods = target.extension().is_some_and(|extension| extension == "ods");
    let filter = if ods { "calc8" } else { "Calc MS Excel 2007 XML" };
    let (from, to, orders) = (source.display(), target.display(), orders.display());
    office.call(&format!("Fill(\"{from}\",\"{to}\",\"{filter}\",\"{orders}\")"));
}
