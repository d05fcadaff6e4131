//! Files made to break a reader: noise, damage, claims of size and bombs. Nothing may panic, hang or
//! fill the memory. `PROPTEST_CASES=20000` makes a longer search.

use proptest::prelude::*;

use super::{ods, parse, xlsx, zipped};
use crate::read::table::*;

const EXTENSIONS: [&str; 8] = ["csv", "tsv", "jsonl", "xlsx", "xls", "ods", "parquet", "weird"];

/// What is unusable says so.
fn sound(parsed: &Parsed) {
    assert!(!parsed.table.headers.is_empty() || !parsed.problems.is_empty());
    assert!(parsed.table.rows.iter().all(|row| row.cells.len() == parsed.table.headers.len()));
    let in_order = |pair: &[Row]| {
        pair[0].sheet < pair[1].sheet
            || pair[0].sheet == pair[1].sheet && pair[0].number < pair[1].number
    };
    assert!(parsed.table.rows.windows(2).all(in_order));
    assert!(parsed.aside.iter().all(|row| row.cells.len() <= MAX_COLUMNS));
}

/// The parts of a spreadsheet's archive.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// The same spreadsheet with some bytes of one part changed, or its end cut off.
fn damaged(bytes: &[u8], part: usize, edits: &[(usize, u8)], keep: Option<usize>) -> Vec<u8> {
    let mut parts = parts(bytes);
    let index = part % parts.len();
    damage(&mut parts[index].1, edits, keep);
    let entries: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&entries)
}

fn damage(bytes: &mut Vec<u8>, edits: &[(usize, u8)], keep: Option<usize>) {
    for (at, byte) in edits {
        if let length @ 1.. = bytes.len() {
            bytes[at % length] = *byte;
        }
    }
    if let Some(keep) = keep {
        bytes.truncate(keep % (bytes.len() + 1));
    }
}

fn edits() -> impl Strategy<Value = Vec<(usize, u8)>> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"<>/\"= 0129-&;aZ".to_vec())];
    prop::collection::vec((any::<usize>(), byte), 0..6)
}

proptest! {
    #[test]
    fn noise_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        extension in prop::sample::select(&EXTENSIONS[..]),
    ) {
        sound(&parse(extension, bytes));
    }

    #[test]
    fn text_of_marks_never_panics(
        text in "[a\",;\t\n\r '={}:\\[\\]0-9ñ]{0,120}",
        extension in prop::sample::select(&EXTENSIONS[..]),
    ) {
        sound(&parse(extension, text));
    }

    #[test]
    fn a_damaged_workbook_never_panics(
        part in any::<usize>(), edits in edits(), keep in prop::option::of(any::<usize>()),
    ) {
        sound(&parse("xlsx", damaged(&xlsx(), part, &edits, keep)));
    }

    #[test]
    fn a_damaged_sheet_of_libreoffice_never_panics(
        part in any::<usize>(), edits in edits(), keep in prop::option::of(any::<usize>()),
    ) {
        let bytes = include_bytes!("../../../../tests/fixtures/ronda.ods");
        sound(&parse("ods", damaged(bytes, part, &edits, keep)));
    }

    #[test]
    fn a_damaged_archive_never_panics(
        edits in edits(), keep in prop::option::of(any::<usize>()),
    ) {
        for (extension, mut bytes) in [
            ("xlsx", xlsx()),
            ("ods", include_bytes!("../../../../tests/fixtures/ronda.ods").to_vec()),
        ] {
            damage(&mut bytes, &edits, keep);
            sound(&parse(extension, bytes));
        }
    }

    #[test]
    fn a_damaged_parquet_file_never_panics(
        edits in edits(), keep in prop::option::of(any::<usize>()),
    ) {
        let mut bytes = include_bytes!("../../../../tests/fixtures/tipos.parquet").to_vec();
        damage(&mut bytes, &edits, keep);
        sound(&parse("parquet", bytes));
    }
}

/// A workbook whose only sheet has this XML.
fn sheet(xml: &str) -> Vec<u8> {
    let mut parts = parts(&{
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook.add_worksheet();
        workbook.save_to_buffer().unwrap()
    });
    for (name, content) in &mut parts {
        if name == "xl/worksheets/sheet1.xml" {
            *content = format!("<worksheet>{xml}</worksheet>").into_bytes();
        }
    }
    let entries: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&entries)
}

#[test]
fn a_claimed_size_allocates_nothing() {
    let parsed = parse(
        "xlsx",
        sheet(
            "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\">\
             <v>texto</v></c></row><row r=\"1048576\"><c r=\"A1048576\" t=\"str\"><v>agua</v></c>\
             </row></sheetData>",
        ),
    );
    assert_eq!(parsed.table.rows.len(), 1);
    assert_eq!(parsed.table.rows[0].number, 1_048_576);
}

#[test]
fn a_wide_header_over_many_rows_stops_at_the_limit() {
    use std::fmt::Write;
    let mut xml = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"XFD1\" \
                   t=\"str\"><v>z</v></c></row>"
        .to_owned();
    for row in 2..1000 {
        write!(xml, "<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>").unwrap();
    }
    xml.push_str("</sheetData>");
    let parsed = parse("xlsx", sheet(&xml));
    assert_eq!(parsed.table.rows.len(), MAX_CELLS / MAX_COLUMNS);
    let said: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["a.xlsx: tiene más de 10000000 celdas: divídalo en archivos más pequeños"]);
}

#[test]
fn repetitions_in_a_sheet_of_libreoffice_are_bounded() {
    let cell = |text: &str, times: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\
             \"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let many = "99999999999";
    let rows = |header: &str, row: &str| {
        format!(
            "<table:table table:name=\"a\"><table:table-row>{header}</table:table-row>\
             <table:table-row table:number-rows-repeated=\"{many}\">{row}</table:table-row>\
             </table:table>"
        )
    };
    // Blank rows cost nothing, and the row after them keeps its number.
    let blank = format!(
        "<table:table table:name=\"a\"><table:table-row>{}</table:table-row><table:table-row \
         table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row>\
         <table:table-row>{}</table:table-row></table:table>",
        cell("texto", "1"),
        cell("agua", "1")
    );
    let parsed = parse("ods", ods(&blank));
    assert_eq!(parsed.table.rows[0].number, 1_000_002);
    assert!(parsed.problems.is_empty());
    // A text of blanks without end, a row without end, rows without end.
    let blanks = format!("a<text:s text:c=\"{many}\"/>b");
    let parsed = parse("ods", ods(&rows(&cell("texto", "1"), &cell(&blanks, "1"))));
    assert!(!parsed.problems.is_empty() && parsed.table.rows.is_empty());
    let parsed = parse("ods", ods(&rows(&cell("texto", many), &cell("agua", many))));
    assert!(!parsed.problems.is_empty() && parsed.table.rows.is_empty());
    let parsed = parse("ods", ods(&rows(&cell("texto", "1"), &cell("agua", "1"))));
    assert_eq!(parsed.table.rows.len(), MAX_ROWS);
    assert_eq!(parsed.problems.len(), 1);
}

#[test]
fn a_sheet_of_libreoffice_that_is_cut_off_ends() {
    let whole = "<table:table table:name=\"a\"><table:table-row><table:table-cell><text:p>a</text:p>\
                 <office:annotation>";
    for end in (13..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        let content = format!("<office:spreadsheet>{}", &whole[..end]);
        let bytes = zipped(&[("content.xml", content.as_bytes())]);
        let parsed = parse("ods", bytes);
        assert_eq!(parsed.problems.len(), 1, "{content}");
    }
}

#[test]
fn an_archive_that_unpacks_beyond_the_limit_is_refused() {
    let bomb = vec![b' '; 200 << 20];
    let bytes = zipped(&[("xl/workbook.xml", &bomb), ("xl/a.xml", &bomb), ("xl/b.xml", &bomb)]);
    assert!(bytes.len() < 1 << 20);
    let parsed = parse("xlsx", bytes);
    let said: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("descomprimido pasa de 512 MB"), "{said:?}");
}

#[test]
fn a_line_over_a_megabyte_is_a_problem_of_its_row() {
    let long = "a".repeat(MAX_LINE + 1);
    let parsed = parse("csv", format!("id,texto\nC1,{long}\nC2,\"{long}\"\nC3,bien\n"));
    let places: Vec<Option<usize>> = parsed.problems.iter().map(|p| p.at.row).collect();
    assert_eq!(places, [Some(2), Some(3)]);
    assert_eq!(parsed.table.rows.len(), 1);
    let parsed = parse("jsonl", format!("{{\"id\":1}}\n{{\"id\":\"{long}\"}}\n"));
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!(parsed.left_out, 1);
}

#[test]
fn too_many_columns_or_rows_stop_the_reading() {
    let wide = ["a"; MAX_COLUMNS + 1].join(",");
    assert_eq!(parse("csv", wide).problems.len(), 1);
    let parsed = parse("csv", "t\n".to_owned() + &"a\n".repeat(MAX_ROWS + 1));
    assert_eq!(parsed.table.rows.len(), MAX_ROWS);
    assert_eq!(parsed.problems.len(), 1);
}

#[test]
fn many_open_quotes_take_linear_time() {
    // Each quote looks for its end in the next line and finds that it cannot be there.
    let lines = 300_000;
    let parsed = parse("csv", "a,b\n".to_owned() + &"1,\"x\n".repeat(lines));
    assert_eq!(parsed.problems.len(), lines);
    assert_eq!(parsed.problems.iter().count(), Problems::LIMIT);
    assert_eq!(parsed.left_out, lines);
    // One quote looks in vain as far as a line may go, and the lines after it are read.
    let parsed = parse("csv", "a,b\n1,\"x\n".to_owned() + &"1,\"\"\n".repeat(lines));
    assert_eq!((parsed.problems.len(), parsed.table.rows.len()), (1, lines));
}
