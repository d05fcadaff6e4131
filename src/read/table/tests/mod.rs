//! What each format gives for sound files and for the mistakes that people make.

mod as_people_save;
mod binary_workbooks;
mod hostile;
mod structure;

use std::io::{Cursor, Write};

use polars_core::df;
use polars_io::prelude::ParquetWriter;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};

use super::*;

/// Reads bytes as the file `a.EXTENSION`.
pub(super) fn parse(extension: &str, bytes: impl AsRef<[u8]>) -> Parsed {
    read_bytes(&format!("a.{extension}"), extension, None, bytes.as_ref())
}

fn csv(text: &str) -> Parsed {
    parse("csv", text)
}

/// The problems as they are printed.
pub(super) fn said(parsed: &Parsed) -> Vec<String> {
    parsed.problems.iter().map(ToString::to_string).collect()
}

/// The notes as they are printed.
pub(super) fn told(parsed: &Parsed) -> Vec<String> {
    parsed.notes.iter().map(ToString::to_string).collect()
}

/// The rows as numbers and cells.
pub(super) fn rows(parsed: &Parsed) -> Vec<(usize, Vec<&str>)> {
    let mut rows = Vec::new();
    for row in &parsed.table.rows {
        rows.push((row.number, row.cells.iter().map(String::as_str).collect()));
    }
    rows
}

/// A zip of these entries.
pub(super) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An `.ods` whose `content.xml` has this body.
pub(super) fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
         xmlns:text=\"x\"><office:body><office:spreadsheet>{body}</office:spreadsheet>\
         </office:body></office:document-content>"
    );
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
    zipped(&[("mimetype", mimetype), ("content.xml", content.as_bytes())])
}

/// A small workbook: a title-less sheet with a blank row above, dates and numbers.
pub(super) fn xlsx() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Vacía").unwrap();
    let sheet = workbook.add_worksheet().set_name("Ronda").unwrap();
    let date = CellFormat::new().set_num_format("dd/mm/yyyy");
    for (column, header) in ["id", "texto", "fecha", "aforo", "hora"].iter().enumerate() {
        sheet.write(2, column as u16, *header).unwrap();
    }
    sheet.write(3, 0, "C001").unwrap();
    sheet.write(3, 1, "Más agua\npara Nono").unwrap();
    let day = ExcelDateTime::from_ymd(2026, 9, 11).unwrap();
    sheet.write_with_format(3, 2, &day, &date).unwrap();
    sheet.write(3, 3, 40).unwrap();
    let moment = day.and_hms(10, 30, 0).unwrap();
    sheet.write_with_format(3, 4, &moment, &date).unwrap();
    sheet.write(5, 0, "C002").unwrap();
    sheet.write(5, 1, "'=SUM(A1)").unwrap();
    sheet.write(5, 3, 12.5).unwrap();
    workbook.add_worksheet().set_name("Notas").unwrap().write(0, 0, "nota").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn every_delimiter_and_encoding_gives_the_same_table() {
    let text = "id;texto;año\nC001;\"más; agua\";2026\nC002;\"dijo \"\"no\"\"\nayer\";2027\n";
    let tabs =
        text.replace("\"más; agua\"", "más; agua").replace(';', "\t").replace("más\t", "más;");
    let commas = text.replace(';', ",").replace("más,", "más;");
    let cp1252 = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let crlf = text.replace('\n', "\r\n");
    let utf16: Vec<u8> =
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let expected =
        [(2, vec!["C001", "más; agua", "2026"]), (3, vec!["C002", "dijo \"no\"\nayer", "2027"])];
    for (bytes, format) in [
        (text.as_bytes().to_vec(), "CSV (punto y coma, UTF-8)"),
        (format!("\u{FEFF}{text}").into_bytes(), "CSV (punto y coma, UTF-8 con BOM)"),
        (cp1252, "CSV (punto y coma, Windows-1252)"),
        (utf16, "CSV (punto y coma, UTF-16)"),
        (tabs.into_bytes(), "CSV (tabulador, UTF-8)"),
        (commas.into_bytes(), "CSV (coma, UTF-8)"),
        (text.trim_end().as_bytes().to_vec(), "CSV (punto y coma, UTF-8)"),
    ] {
        let parsed = parse("csv", bytes);
        assert_eq!(parsed.format, format);
        assert_eq!(said(&parsed), [""; 0], "{format}");
        assert_eq!(parsed.table.headers, ["id", "texto", "año"]);
        assert_eq!(rows(&parsed), expected, "{format}");
    }
    let parsed = csv(&crlf);
    assert_eq!(rows(&parsed)[1], (3, vec!["C002", "dijo \"no\"\r\nayer", "2027"]));
}

#[test]
fn a_single_column_of_texts_is_not_divided() {
    let parsed = csv("texto\nagua, luz y vías; todo\n\"Minga\" por el agua\n");
    assert_eq!(parsed.format, "CSV (una columna, UTF-8)");
    assert_eq!(
        rows(&parsed),
        [(2, vec!["agua, luz y vías; todo"]), (3, vec!["\"Minga\" por el agua"])]
    );
}

#[test]
fn a_declared_delimiter_is_believed_and_lines_stay_true() {
    let parsed = csv("sep=|\r\nid|texto\r\nC1|a,b\r\n");
    assert_eq!(parsed.table.headers, ["id", "texto"]);
    assert_eq!(rows(&parsed), [(3, vec!["C1", "a,b"])]);
    let mac = csv("id,texto\rC1,a\rC2,b\r");
    assert_eq!(rows(&mac), [(2, vec!["C1", "a"]), (3, vec!["C2", "b"])]);
}

#[test]
fn blank_rows_are_counted_only_between_rows() {
    let parsed = csv("\n,,\nid,texto\nC1,a\n\n,\n  , \nC2,b\n\n\n");
    assert_eq!(parsed.table.header_row, 3);
    assert_eq!(parsed.blank_rows, 3);
    assert_eq!(rows(&parsed), [(4, vec!["C1", "a"]), (8, vec!["C2", "b"])]);
}

#[test]
fn ragged_rows_are_problems_and_the_others_are_read() {
    let parsed = csv("id,texto\nC1,a,b\nC2\nC3,c,,\nC4,d\n");
    assert_eq!(
        said(&parsed),
        [
            "a.csv:2: la fila tiene 3 celdas y el encabezado 2: ponga entre comillas el texto que \
             contiene el separador, o dé un encabezado a la columna C",
            "a.csv:3: la fila tiene una celda y el encabezado 2: complete los separadores que \
             faltan, o revise si un salto de línea la partió",
        ]
    );
    assert_eq!(parsed.left_out, 2);
    assert_eq!(rows(&parsed), [(4, vec!["C3", "c"]), (5, vec!["C4", "d"])]);
}

#[test]
fn an_open_quote_is_reported_on_its_line_and_swallows_nothing() {
    let parsed = csv("id,texto\nC1,\"sin cerrar\nC2,\"bien\"\nC3,\"otra\nC4,fin\n");
    let open = "una celda abre comillas y no las cierra: ciérrelas, o quítelas si son parte del \
                texto";
    assert_eq!(said(&parsed), [format!("a.csv:2: {open}"), format!("a.csv:4: {open}")]);
    assert_eq!(rows(&parsed), [(3, vec!["C2", "bien"]), (5, vec!["C4", "fin"])]);
    let header = csv("id,\"texto\nC1,a\n");
    assert_eq!(said(&header), [format!("a.csv:1: {open}")]);
    assert!(header.table.headers.is_empty());
}

#[test]
fn headers_are_trimmed_named_and_checked() {
    let parsed = csv(" id ,,texto,,texto\nC1,x,a,,b\n");
    assert_eq!(parsed.table.headers, ["id", "columna B", "texto", "texto (2)"]);
    assert_eq!(rows(&parsed), [(2, vec!["C1", "x", "a", "b"])]);
    assert_eq!(
        said(&parsed),
        ["a.csv:1:texto: el encabezado «texto» está en las columnas C y E: deje uno"]
    );
}

#[test]
fn a_guarding_apostrophe_is_taken_away() {
    let parsed = csv("texto,nota\n'=1+1,'78\n");
    assert_eq!(rows(&parsed), [(2, vec!["=1+1", "'78"])]);
}

#[test]
fn files_of_another_kind_say_what_to_do() {
    let pdf = b"%PDF-1.7 \x00".as_slice();
    let xls = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 \x00".as_slice();
    let docx = zipped(&[("word/document.xml", b"<a/>")]);
    let plain_zip = zipped(&[("a.jpg", b"id")]);
    let two = zipped(&[("a.csv", b"id"), ("b.csv", b"id")]);
    let noise = b"\x01\x00\xFFnoise".as_slice();
    for (extension, bytes, words) in [
        ("csv", b"".as_slice(), "el archivo está vacío"),
        ("xlsx", b" \r\n ".as_slice(), "el archivo está vacío"),
        ("csv", b"\xEF\xBB\xBF\n".as_slice(), "el archivo está vacío"),
        ("pdf", pdf, "es un PDF"),
        ("xls", xls, "guárdelo como .xlsx"),
        ("xls", b"<html><table>".as_slice(), "no hay una tabla en la página"),
        ("xls", b"<html><p>nada</p>".as_slice(), "es una página web"),
        ("zip", &two, "2 tablas («a.csv», «b.csv»)"),
        ("docx", &docx, "es un documento de Word"),
        ("zip", &plain_zip, "descomprímalo"),
        ("csv", noise, "no es un archivo de texto"),
        ("xlsx", noise, "el archivo .xlsx está dañado"),
        ("xlsx", &xlsx()[..3000], "está dañado o incompleto"),
        ("json", b"[{\"a\":1}".as_slice(), "no se puede leer desde aquí"),
        ("parquet", b"PAR1 noise".as_slice(), "Parquet está dañado"),
    ] {
        let parsed = parse(extension, bytes);
        let said = said(&parsed);
        assert!(said.len() == 1 && said[0].contains(words), "{extension} {words}: {said:?}");
        assert!(parsed.table.headers.is_empty());
    }
}

#[test]
fn a_csv_called_xlsx_is_read_and_said_so() {
    let parsed = parse("xlsx", "id;texto\nC1;agua\n");
    assert_eq!(rows(&parsed), [(2, vec!["C1", "agua"])]);
    assert_eq!(
        told(&parsed),
        ["a.xlsx: no es un archivo .xlsx: se leyó como CSV (punto y coma, UTF-8)"]
    );
    assert_eq!(parse("csv", xlsx()).format, "XLSX (hoja «Ronda»)");
}

#[test]
fn a_workbook_gives_its_first_visible_sheet_with_content() {
    let parsed = parse("xlsx", xlsx());
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(parsed.table.name, "a.xlsx [Ronda]");
    assert_eq!(parsed.table.header_row, 3);
    assert_eq!(
        rows(&parsed),
        [
            (4, vec!["C001", "Más agua\npara Nono", "2026-09-11", "40", "2026-09-11 10:30:00"]),
            (6, vec!["C002", "=SUM(A1)", "", "12.5", ""]),
        ]
    );
    assert_eq!(
        told(&parsed),
        ["a.xlsx: se leyó la hoja «Ronda» y no «Vacía», «Notas»; para leer otra escriba \
          a.xlsx#Hoja"]
    );
}

#[test]
fn a_sheet_can_be_asked_for_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libro.xlsx");
    std::fs::write(&path, xlsx()).unwrap();
    let of = |sheet: &str| read(Path::new(&format!("{}#{sheet}", path.display()))).unwrap();
    assert_eq!(of("Notas").table.headers, ["nota"]);
    let missing = of("Nada");
    let what = "no hay una hoja «Nada»: las hojas son Vacía, Ronda, Notas";
    assert!(said(&missing)[0].ends_with(what), "{:?}", said(&missing));
    let exact = folder.path().join("ronda#1.csv");
    std::fs::write(&exact, "id\nC1\n").unwrap();
    assert_eq!(read(&exact).unwrap().table.rows.len(), 1);
    let error = read(&folder.path().join("no.csv")).unwrap_err().to_string();
    assert!(error.ends_with("no.csv»: no existe"), "{error}");
}

#[test]
fn content_beside_the_header_of_a_sheet_is_a_problem() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, column, text) in [(0, 0, "id"), (1, 0, "C1"), (1, 26, "suelto"), (2, 0, "C2")] {
        sheet.write(row, column, text).unwrap();
    }
    let parsed = parse("xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(
        said(&parsed),
        ["a.xlsx:2: la celda AA2 tiene contenido y su columna no tiene encabezado: póngale uno o \
          borre la celda"]
    );
    assert_eq!(rows(&parsed), [(3, vec!["C2"])]);
}

#[test]
fn a_sheet_of_libreoffice_reads_as_it_is_shown() {
    let parsed = parse("ods", include_bytes!("../../../../tests/fixtures/ronda.ods"));
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(parsed.table.name, "a.ods [Ronda 1]");
    assert_eq!(parsed.table.headers, ["id", "texto", "fecha", "aforo", "sí"]);
    assert_eq!(parsed.table.header_row, 3);
    assert_eq!(
        rows(&parsed),
        [
            (4, vec!["C001", "Más  agua\npara Nono", "2026-09-11", "40", "1"]),
            (5, vec!["C002", "<b>Árboles</b> & \"sombra\"", "2026-09-12 10:30:00", "12.5", "0"]),
            (7, vec!["C003", "=1+1", "", "", ""]),
        ]
    );
    let told = told(&parsed);
    assert!(told[0].contains("no «Vacía», «Otra»"), "{told:?}");
    assert!(told[1].contains("hojas ocultas que no se leyeron: «Oculta»"), "{told:?}");
    let bytes = include_bytes!("../../../../tests/fixtures/ronda.ods").to_vec();
    let hidden = read_bytes("a.ods", "ods", Some("Oculta"), &bytes);
    assert_eq!(hidden.table.headers, ["secreto"]);
}

#[test]
fn a_parquet_file_of_polars_and_one_of_arrow_are_read() {
    let mut frame = df!(
        "id" => ["C1", "C2", "C3"],
        "texto" => [Some("agua"), None, Some("")],
        "n" => [1_i64, -2, 3],
        "x" => [0.5, 2.0, 0.1 + 0.2],
    )
    .unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let parsed = parse("parquet", bytes);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["C1", "agua", "1", "0.5"]),
            (3, vec!["C2", "", "-2", "2"]),
            (4, vec!["C3", "", "3", "0.3"]),
        ]
    );
    let parsed = parse("parquet", include_bytes!("../../../../tests/fixtures/tipos.parquet"));
    assert_eq!(parsed.table.headers, ["id", "texto", "n", "f", "cat", "b"]);
    assert_eq!(rows(&parsed)[0].1, ["C001", "Más agua", "1", "0.5", "x", "true"]);
    let unread = "el tipo de la columna no se lee: guárdela como texto";
    let columns = ["chico", "fecha", "s", "l"];
    assert_eq!(said(&parsed), columns.map(|column| format!("a.parquet:{column}: {unread}")));
}

#[test]
fn json_lines_keep_the_order_of_keys_and_the_nesting() {
    let text = "{\"texto\":\"agua\",\"id\":\"C1\",\"n\":5}\n\n{\"id\":\"C2\",\"z\":{\"b\":[1,2.5]},\
                \"texto\":null}\nno\n[1]\n{\"id\":1,\"id\":2}\n";
    let parsed = parse("jsonl", text);
    assert_eq!(parsed.table.headers, ["texto", "id", "n", "z/b"]);
    assert_eq!(
        rows(&parsed),
        [(1, vec!["agua", "C1", "5", ""]), (3, vec!["", "C2", "", "[1,2.5]"])]
    );
    assert_eq!(
        said(&parsed),
        [
            "a.jsonl:4: la línea no es un objeto JSON (columna 2): corríjala",
            "a.jsonl:5: la línea no es un objeto JSON (columna 0): corríjala",
            "a.jsonl:6: el campo «id» está dos veces en el objeto: deje uno",
        ]
    );
    assert_eq!(parse("txt", "{\"id\":1}\n").format, "JSON Lines (UTF-8)");
}

#[test]
fn columns_have_the_letters_of_a_spreadsheet() {
    assert_eq!(letters(0) + &letters(25) + &letters(26) + &letters(16_383), "AZAAXFD");
}

/// A header or cell such as people write, with everything that CSV must quote or guard.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zñá ,;\"'\n=+@\t-]{0,12}", "\\PC{0,12}"]
}

proptest! {
    #[test]
    fn a_table_written_as_csv_comes_back(
        width in 4_usize..8,
        cells in prop::collection::vec(cell(), 0..40),
    ) {
        // In tables that begin so, every apostrophe before what could run is minga's own.
        let own = ["rank", "statement_id", "text", "candidate_id"].map(str::to_owned);
        let other = (own.len()..width).map(|i| format!("=c,{i}"));
        let headers: Vec<String> = own.into_iter().chain(other).collect();
        let rows: Vec<&[String]> = cells
            .chunks_exact(width)
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        let mut bytes = Vec::new();
        write_csv(&mut bytes, &headers, rows.iter().copied()).unwrap();
        let parsed = parse("csv", bytes);
        prop_assert_eq!(said(&parsed), [""; 0]);
        prop_assert_eq!(&parsed.table.headers, &headers);
        let back: Vec<&[String]> =
            parsed.table.rows.iter().map(|row| row.cells.as_slice()).collect();
        prop_assert_eq!(back, rows);
    }
}
