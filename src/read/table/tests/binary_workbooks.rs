//! Old and binary workbooks, made here record by record: what Excel wrote before 2007 is no longer
//! written by any library at hand.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{parse, rows, said, told, zipped};
use crate::read::table::*;

/// A record of a workbook's stream.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
}

/// A compound file with one stream, long enough not to be a short one.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    assert!(sectors < 120);
    let mut head = vec![0_u8; SECTOR];
    head[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(24, 0x3E_u16), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        head[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    // One sector of the table, the directory in the next, no short streams.
    let end = 0xFFFF_FFFE_u32;
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, end), (68, end)] {
        head[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    head[76..].fill(0xFF);
    head[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let mut table: Vec<u32> = vec![0xFFFF_FFFD, end];
    table.extend((1..sectors).map(|sector| sector as u32 + 2));
    table.push(end);
    table.resize(SECTOR / 4, u32::MAX);
    let entry = |name: &str, kind: u8, first: u32, size: u32| {
        let mut entry = vec![0_u8; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64..66].copy_from_slice(&(name.len() as u16 * 2 + 2).to_le_bytes());
        entry[66] = kind;
        entry[116..120].copy_from_slice(&first.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let mut directory =
        [entry("Root Entry", 5, end, 0), entry(name, 2, 2, stream.len() as u32)].concat();
    directory.resize(SECTOR, 0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [head, table, directory, stream].concat()
}

/// Letters of a string as BIFF8 writes them.
fn letters(text: &str, wide: bool) -> Vec<u8> {
    let mut bytes = vec![u8::from(wide)];
    for unit in text.encode_utf16() {
        let [low, high] = unit.to_le_bytes();
        bytes.push(low);
        bytes.extend(wide.then_some(high));
    }
    bytes
}

fn string(text: &str, wide: bool) -> Vec<u8> {
    let length = text.encode_utf16().count() as u16;
    [&length.to_le_bytes()[..], &letters(text, wide)].concat()
}

/// Row, column and style of a cell, and what follows.
fn cell(kind: u16, row: u16, column: u16, style: u16, content: &[u8]) -> Vec<u8> {
    let place = [row, column, style].map(u16::to_le_bytes).concat();
    record(kind, &[&place[..], content].concat())
}

fn begin(version: u16, kind: u16) -> Vec<u8> {
    record(0x0809, &[version, kind, 0, 0].map(u16::to_le_bytes).concat())
}

/// A workbook of Excel 97: two sheets, one of them hidden, with all kinds of cells.
pub(super) fn xls() -> Vec<u8> {
    // The string in the middle is broken over two records, and changes its width there.
    let shared = ["id", "texto", "Más agua para Ñono", "fecha"];
    let mut sst = [4_u32, u32::MAX].map(u32::to_le_bytes).concat();
    sst.extend(string(shared[0], false));
    sst.extend(string(shared[1], false));
    sst.extend((shared[2].chars().count() as u16).to_le_bytes());
    sst.extend(letters("Más agua", false));
    let mut rest = letters(" para Ñono", true);
    rest.extend(string(shared[3], false));
    let sheet_name = |at: u32, hidden: u8, name: &str| {
        let mut content = at.to_le_bytes().to_vec();
        content.extend([hidden, 0, name.len() as u8]);
        content.extend(letters(name, false));
        record(0x0085, &content)
    };
    let format = [&164_u16.to_le_bytes()[..], &string("dd/mm/yyyy", false)].concat();
    let style = |format: u16| record(0x00E0, &[[0, 0], format.to_le_bytes()].concat());
    let globals = |first: u32, second: u32| {
        [
            begin(0x0600, 5),
            record(0x041E, &format),
            style(0),
            style(164),
            sheet_name(first, 0, "Ronda"),
            sheet_name(second, 1, "Oculta"),
            record(0x00FC, &sst),
            record(0x003C, &rest),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let shared = |row, column, place: u32| cell(0x00FD, row, column, 0, &place.to_le_bytes());
    let hidden_row = {
        let mut row = 2_u16.to_le_bytes().to_vec();
        row.resize(12, 0);
        row.extend(0x20_u32.to_le_bytes());
        record(0x0208, &row)
    };
    let formula =
        |row, column, value: [u8; 8]| cell(0x0006, row, column, 0, &[&value[..], &[0; 8]].concat());
    let range = [1_u16, 1, 2, 3, 3].map(u16::to_le_bytes).concat();
    let note = [1_u16, 1, 0, 7, 0].map(u16::to_le_bytes).concat();
    let object = [0x15_u16, 18, 0x19, 7].map(u16::to_le_bytes).concat();
    let mut text = vec![0; 18];
    text[10] = 8;
    let first = [
        begin(0x0600, 0x10),
        hidden_row,
        shared(0, 0, 0),
        shared(0, 1, 1),
        shared(0, 2, 3),
        cell(0x0204, 0, 3, 0, &string("tema", true)),
        cell(0x0204, 0, 4, 0, &string("n", true)),
        cell(0x027E, 1, 0, 0, &((7_u32 << 2) | 2).to_le_bytes()),
        shared(1, 1, 2),
        cell(0x0203, 1, 2, 1, &46_085.0_f64.to_le_bytes()),
        cell(0x0204, 1, 3, 0, &string("Agua", false)),
        formula(1, 4, 2.5_f64.to_le_bytes()),
        record(0x00BD, &[[2, 0], [0, 0], [0, 0], [3, 0], [0, 0], [0, 0]].concat()),
        formula(2, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x0207, &string("luz", false)),
        cell(0x0205, 2, 4, 0, &[1, 0]),
        record(0x00E5, &range),
        record(0x005D, &object),
        record(0x01B6, &text),
        record(0x003C, &letters("ver acta", false)),
        record(0x001C, &note),
        record(0x000A, &[]),
    ]
    .concat();
    let second =
        [begin(0x0600, 0x10), shared(0, 0, 1), shared(1, 0, 2), record(0x000A, &[])].concat();
    let at = globals(0, 0).len() as u32;
    let stream = [globals(at, at + first.len() as u32), first, second].concat();
    compound("Workbook", &stream)
}

#[test]
fn a_workbook_of_excel_97_reads_as_it_is_shown() {
    let parsed = parse("xls", xls());
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(parsed.format, "XLS (hoja «Ronda»)");
    assert_eq!(parsed.table.headers, ["id", "texto", "fecha", "tema", "n"]);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["7", "Más agua para Ñono", "2026-03-04", "Agua", "2.5"]),
            (3, vec!["0", "luz", "", "Agua", "true"]),
        ]
    );
    assert!(parsed.table.rows[1].hidden);
    let told = told(&parsed);
    assert!(told.iter().any(|note| note.contains("hojas ocultas que no se leyeron: «Oculta»")));
    assert!(told.iter().any(|note| note.contains("la celda B2 tiene un comentario")), "{told:?}");
    assert!(told.iter().any(|note| note.contains("«ver acta»")), "{told:?}");
    assert!(told.iter().any(|note| note.contains("cubren: D2:D3")), "{told:?}");
    let hidden = read_bytes("a.xls", "xls", Some("oculta"), &xls());
    assert_eq!(rows(&hidden), [(2, vec!["Más agua para Ñono"])]);
}

#[test]
fn a_workbook_of_excel_95_reads_in_its_code_page() {
    let label = |row, column, text: &[u8]| {
        cell(0x0204, row, column, 0, &[&(text.len() as u16).to_le_bytes()[..], text].concat())
    };
    let globals = |at: u32| {
        let sheet = [&at.to_le_bytes()[..], &[0, 0, 4], b"Hoja"].concat();
        [
            begin(0x0500, 5),
            record(0x0042, &850_u16.to_le_bytes()),
            record(0x0085, &sheet),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let sheet = [
        begin(0x0500, 0x10),
        label(0, 0, b"texto"),
        label(1, 0, b"Calder\xA2n"),
        record(0x000A, &[]),
    ]
    .concat();
    let at = globals(0).len() as u32;
    let parsed = parse("xls", compound("Book", &[globals(at), sheet].concat()));
    assert_eq!(rows(&parsed), [(2, vec!["Calderón"])]);
}

#[test]
fn what_only_looks_like_a_workbook_says_what_it_is() {
    for (stream, content, words) in [
        ("Workbook", [begin(0x0600, 5), record(0x002F, &[0; 6])].concat(), "tiene contraseña"),
        ("EncryptedPackage", vec![0; 8], "tiene contraseña"),
        ("WordDocument", vec![0; 8], "es un documento de Word"),
        ("Otra", vec![0; 8], "guárdelo como .xlsx"),
        ("Workbook", vec![0; 8], "guárdelo como .xlsx"),
    ] {
        let said = said(&parse("xls", compound(stream, &content)));
        assert!(said.len() == 1 && said[0].contains(words), "{stream}: {said:?}");
    }
}

#[test]
fn a_chain_of_sectors_in_a_circle_ends() {
    let mut bytes = xls();
    // The second sector of the stream is followed by the first.
    bytes[512 + 3 * 4..512 + 4 * 4].copy_from_slice(&2_u32.to_le_bytes());
    let parsed = parse("xls", bytes);
    assert!(parsed.table.rows.len() < 10);
}

/// A record of a binary workbook.
fn binary(kind: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if kind < 128 {
        bytes.push(kind as u8);
    } else {
        bytes.extend([(kind & 0x7F | 0x80) as u8, (kind >> 7) as u8]);
    }
    let mut length = content.len();
    while length >= 128 {
        bytes.push((length & 0x7F | 0x80) as u8);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend(content);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &units].concat()
}

/// A binary workbook with a hidden row, a merged cell, a date and a shared string.
pub(super) fn xlsb() -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut relations = String::from("<Relationships>");
    for (id, (what, target)) in [
        ("worksheet", "worksheets/sheet1.bin"),
        ("sharedStrings", "sharedStrings.bin"),
        ("styles", "styles.bin"),
    ]
    .into_iter()
    .enumerate()
    {
        write!(
            relations,
            "<Relationship Id=\"r{id}\" Type=\"{kind}/{what}\" Target=\"{target}\"/>"
        )
        .unwrap();
    }
    relations.push_str("</Relationships>");
    let sheet = [&[0; 8][..], &wide("r0"), &wide("Ronda")].concat();
    let book = [binary(153, &[0; 12]), binary(156, &sheet)].concat();
    let strings = ["id", "texto", "Más agua"]
        .map(|text| binary(19, &[&[0][..], &wide(text)].concat()))
        .concat();
    let style = |format: u16| binary(47, &[[0, 0], format.to_le_bytes()].concat());
    let styles = [binary(617, &[]), style(0), style(14), binary(618, &[])].concat();
    let row = |row: u32, hidden: bool| {
        let mut content = row.to_le_bytes().to_vec();
        content.resize(11, 0);
        content.extend([if hidden { 0x10 } else { 0 }, 0]);
        binary(0, &content)
    };
    let cell = |kind: u32, column: u32, style: u32, content: &[u8]| {
        binary(kind, &[&column.to_le_bytes()[..], &style.to_le_bytes(), content].concat())
    };
    let shared = |column, place: u32| cell(7, column, 0, &place.to_le_bytes());
    let cells = [
        row(0, false),
        shared(0, 0),
        shared(1, 1),
        cell(6, 2, 0, &wide("fecha")),
        row(1, false),
        cell(2, 0, 0, &((7_u32 << 2) | 2).to_le_bytes()),
        shared(1, 2),
        cell(5, 2, 1, &46_085.0_f64.to_le_bytes()),
        row(2, true),
        cell(4, 0, 0, &[1]),
        cell(8, 1, 0, &wide("luz")),
        binary(176, &[1_u32, 2, 2, 2].map(u32::to_le_bytes).concat()),
    ]
    .concat();
    zipped(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &cells),
        ("xl/sharedStrings.bin", &strings),
        ("xl/styles.bin", &styles),
    ])
}

#[test]
fn a_binary_workbook_reads_as_it_is_shown() {
    let parsed = parse("xlsb", xlsb());
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(
        rows(&parsed),
        [(2, vec!["7", "Más agua", "2026-03-04"]), (3, vec!["true", "luz", "2026-03-04"]),]
    );
    assert!(parsed.table.rows[1].hidden);
}

fn damaged(mut bytes: Vec<u8>, edits: &[(usize, u8)], keep: Option<usize>) -> Vec<u8> {
    for (at, byte) in edits {
        let length = bytes.len();
        bytes[at % length] = *byte;
    }
    if let Some(keep) = keep {
        bytes.truncate(keep % (bytes.len() + 1));
    }
    bytes
}

/// Records that the reader knows.
const KNOWN: [u16; 19] = [
    0x0006, 0x00FC, 0x00FD, 0x0204, 0x0203, 0x00BD, 0x0205, 0x0207, 0x00E5, 0x001C, 0x003C, 0x01B6,
    0x005D, 0x0208, 0x007D, 0x0085, 0x041E, 0x000A, 0x0809,
];

proptest! {
    #[test]
    fn a_damaged_old_workbook_never_panics(
        edits in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        keep in prop::option::of(any::<usize>()),
    ) {
        let parsed = parse("xls", damaged(xls(), &edits, keep));
        prop_assert!(!parsed.table.headers.is_empty() || !parsed.problems.is_empty());
    }

    #[test]
    fn records_of_anything_never_panic(
        records in prop::collection::vec((any::<u16>(), prop::collection::vec(any::<u8>(), 0..40)), 0..20),
        known in prop::collection::vec(prop::sample::select(KNOWN.to_vec()), 20),
    ) {
        let each = records.iter().zip(&known).flat_map(|((kind, content), known)| {
            record(if kind % 4 == 0 { *kind } else { *known }, content)
        });
        let records: Vec<u8> = each.collect();
        let at = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat());
        let head = [begin(0x0600, 5), at(0)].concat().len() as u32;
        let stream = [begin(0x0600, 5), at(head), begin(0x0600, 0x10), records].concat();
        parse("xls", compound("Workbook", &stream));
    }

    #[test]
    fn a_damaged_binary_workbook_never_panics(
        edits in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        keep in prop::option::of(any::<usize>()),
    ) {
        parse("xlsb", damaged(xlsb(), &edits, keep));
    }
}
