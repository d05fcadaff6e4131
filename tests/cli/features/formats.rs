//! Every form of input end to end: the same statements give the same proposal.

use std::io::Cursor;

use expect_test::expect;
use polars_core::prelude::{Column, DataFrame};
use polars_io::prelude::ParquetWriter;
use rust_xlsxwriter::Workbook;

use crate::support::corpus::{BOTH, CITIZENS, OFFICES, small};
use crate::support::project::Project;

/// The cells of a CSV, its header first.
fn cells(csv: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn separated(csv: &str, by: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(by).from_writer(Vec::new());
    for row in cells(csv) {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn windows_1252(csv: &str) -> Vec<u8> {
    let text = String::from_utf8(separated(csv, b';')).unwrap();
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!lost);
    bytes.into_owned()
}

fn with_bom(csv: &str) -> Vec<u8> {
    [b"\xEF\xBB\xBF".as_slice(), csv.replace('\n', "\r\n").as_bytes()].concat()
}

fn xlsx(csv: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(cells(csv)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn ods(csv: &str) -> Vec<u8> {
    use std::io::Write as _;
    let escaped = |cell: &str| cell.replace('&', "&amp;").replace('<', "&lt;");
    let mut rows = String::new();
    for row in cells(csv) {
        rows.push_str("<table:table-row>");
        for cell in row {
            rows.push_str("<table:table-cell office:value-type=\"string\"><text:p>");
            rows.push_str(&escaped(&cell));
            rows.push_str("</text:p></table:table-cell>");
        }
        rows.push_str("</table:table-row>");
    }
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Hoja1\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn parquet(csv: &str) -> Vec<u8> {
    let rows = cells(csv);
    let (headers, rows) = rows.split_first().unwrap();
    let columns = headers
        .iter()
        .enumerate()
        .map(|(i, header)| {
            let values: Vec<&str> = rows.iter().map(|row| row[i].as_str()).collect();
            Column::new(header.as_str().into(), values)
        })
        .collect();
    let mut bytes = Vec::new();
    let mut table = DataFrame::new(rows.len(), columns).unwrap();
    ParquetWriter::new(&mut bytes).finish(&mut table).unwrap();
    bytes
}

fn json_lines(csv: &str) -> Vec<u8> {
    let rows = cells(csv);
    let (headers, rows) = rows.split_first().unwrap();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let line = |row: &Vec<String>| {
        let pairs = headers.iter().zip(row).map(|(h, c)| format!("{}:{}", quoted(h), quoted(c)));
        format!("{{{}}}\n", pairs.collect::<Vec<_>>().join(","))
    };
    rows.iter().map(line).collect::<String>().into_bytes()
}

/// Makes a file of a CSV's cells.
type Writer = fn(&str) -> Vec<u8>;

#[test]
fn every_format_gives_the_same_proposal() {
    let csv = small();
    csv.run(BOTH).succeeds();
    let csv = csv.outputs("corrida");
    let formats: [(&str, Writer, &str); 7] = [
        ("csv", windows_1252, "CSV (punto y coma, Windows-1252)"),
        ("csv", with_bom, "CSV (coma, UTF-8 con BOM)"),
        ("tsv", |csv| separated(csv, b'\t'), "CSV (tabulador, UTF-8)"),
        ("xlsx", xlsx, "XLSX (hoja «Sheet1»)"),
        ("ods", ods, "ODS (hoja «Hoja1»)"),
        ("parquet", parquet, "Parquet"),
        ("jsonl", json_lines, "JSON Lines (UTF-8)"),
    ];
    for (extension, writer, name) in formats {
        let project = Project::new()
            .file(&format!("o.{extension}"), writer(OFFICES))
            .file(&format!("t.{extension}"), writer(CITIZENS));
        let files = format!("--institutional o.{extension} --citizen t.{extension} --out corrida");
        project.run(&files).succeeds();
        let outputs = project.outputs("corrida");
        assert_eq!(outputs.json("run.json")["inputs"][0]["format"], name);
        // Only the names and hashes of the inputs may differ.
        for file in ["statements.csv", "candidates.parquet", "matches.csv"] {
            assert!(outputs.bytes(file) == csv.bytes(file), "{name}: {file} differs");
        }
    }
}

#[test]
fn one_file_of_both_with_a_column_of_origin() {
    let todo = "\
código;Enunciado;Origen;Eje;barrio
1;Ampliar la cobertura de agua potable en los barrios altos;Institucional;Ambiente;
2;Que llegue el agua potable todos los días a los barrios de arriba;ciudadanía;ambiente;La Vicentina
3;Fortalecer las bibliotecas y los centros culturales de los barrios;institución;Cultura;
4;Abrir las bibliotecas del barrio los fines de semana;CIUDADANO;cultura;Nayón
";
    let project = Project::new().file("todo.csv", todo);
    project.run("--input todo.csv --out corrida --target 2").succeeds();
    let statements = project.outputs("corrida").csv("statements.csv");
    let seen: Vec<[&str; 4]> = statements
        .iter()
        .map(|row| ["id", "origin", "parroquia", "candidate_id"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ["1", "institutional", "", "PD-002"],
            ["2", "citizen", "La Vicentina", "PD-002"],
            ["3", "institutional", "", "PD-001"],
            ["4", "citizen", "Nayón", "PD-001"],
        ]
    );
}

#[test]
fn a_sheet_from_libreoffice_with_a_title_over_its_header() {
    let ods = include_bytes!("../../fixtures/ronda.ods");
    let project = Project::new().file("ronda.ods", ods);
    project.run("--citizen ronda.ods --out corrida").succeeds();
    let statements = project.outputs("corrida").csv("statements.csv");
    let texts: Vec<&str> = statements.iter().map(|row| row["text"].as_str()).collect();
    assert_eq!(texts, ["Más  agua\npara Nono", "<b>Árboles</b> & \"sombra\"", "'=1+1"]);
    assert_eq!(statements[0]["aforo"], "40");
}

#[test]
fn what_a_run_wrote_is_read_again() {
    let project = small();
    project.run(BOTH).succeeds();
    let first = project.outputs("corrida").csv("statements.csv");
    for file in ["statements.csv", "statements.parquet"] {
        project.run("--input").arg(format!("corrida/{file}")).arg("--out").arg("otra").succeeds();
        let second = project.outputs("otra").csv("statements.csv");
        let texts = |rows: &[crate::support::outputs::Row]| -> Vec<[String; 4]> {
            let of = |row: &crate::support::outputs::Row| {
                ["id", "origin", "text", "fecha"].map(|name| row[name].clone())
            };
            rows.iter().map(of).collect()
        };
        assert_eq!(texts(&first), texts(&second), "{file}");
    }
}

#[test]
fn extra_columns_travel_through() {
    let project = small();
    project.run(BOTH).succeeds();
    let outputs = project.outputs("corrida");
    let statements = outputs.csv("statements.csv");
    let row = |id: &str| statements.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        (row("I2")["presupuesto"].as_str(), row("I2")["facilitadora"].as_str()),
        ("300", "")
    );
    assert_eq!(
        (row("C3")["presupuesto"].as_str(), row("C3")["facilitadora"].as_str()),
        ("", "Luis")
    );
    assert_eq!(row("C3")["fecha"], "2026-09-12");
    let table = outputs.parquet("statements.parquet");
    let budget = table.column("presupuesto").unwrap().str().unwrap();
    assert_eq!(budget.get(1), Some("300"));
}

#[test]
fn columns_of_any_name_by_the_settings() {
    let project = Project::new()
        .file(
            "r.csv",
            "clave del caso,lo que dijeron,nota interna\nx-1,Más buses,vip\nx-2,Más luz,\n",
        )
        .file(
            "minga.toml",
            "[input.columns]\nid = \"clave del caso\"\ntexto = \"Lo que dijeron\"\n",
        );
    project.run("--citizen r.csv --config minga.toml --out corrida").succeeds();
    let statements = project.outputs("corrida").csv("statements.csv");
    assert_eq!(statements[0]["id"], "x-1");
    assert_eq!(statements[0]["text"], "Más buses");
    assert_eq!(statements[0]["nota interna"], "vip");

    let project = project.file("minga.toml", "[input.columns]\ntexto = \"dicho\"\n");
    let said = project.run("--citizen r.csv --config minga.toml --out corrida").finds_problems();
    said.err(expect![[r#"
        configuración:texto: según lo que se indicó la columna de texto se llama «dicho», y ningún archivo tiene una así: corrija el nombre
        r.csv:1: no se encontró la columna del texto; por lo que contienen las celdas parece ser «lo que dijeron» («Más buses», «Más luz»). Si es así, agregue: --column texto='lo que dijeron'
        2 problemas en los datos; no se escribió nada.
    "#]]);
}
