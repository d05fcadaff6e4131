//! What sheets say about their cells: merged, hidden, commented, without value; and which sheets of a
//! workbook are read together.

use rust_xlsxwriter::{Format as CellFormat, Formula, Note as CellNote, Workbook, Worksheet};

use super::{ods, parse, rows, said, told, zipped};
use crate::read::table::*;

/// Writes lines of cells divided by `|`, from a row on.
fn write(sheet: &mut Worksheet, from: u32, lines: &[&str]) {
    for (row, line) in (from..).zip(lines) {
        for (column, cell) in line.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column as u16, cell).unwrap();
        }
    }
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

/// A sheet of these lines, changed by a function.
fn sheet(lines: &[&str], change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, 0, lines);
    change(sheet);
    saved(workbook)
}

#[test]
fn a_cell_merged_down_holds_for_every_row_that_it_covers() {
    let plain = CellFormat::new();
    let bytes = sheet(
        &["id|competencia|texto", "1||buses", "2||veredas", "3||puente", "4|Ambiente|reciclaje"],
        |sheet| {
            sheet.merge_range(1, 1, 3, 1, "Movilidad", &plain).unwrap();
        },
    );
    let parsed = parse("xlsx", bytes);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["1", "Movilidad", "buses"]),
            (3, vec!["2", "Movilidad", "veredas"]),
            (4, vec!["3", "Movilidad", "puente"]),
            (5, vec!["4", "Ambiente", "reciclaje"]),
        ]
    );
    let covered: Vec<&[usize]> = parsed.table.rows.iter().map(|row| &row.covered[..]).collect();
    assert_eq!(covered, [&[][..], &[1], &[1], &[]]);
    assert_eq!(
        told(&parsed),
        ["a.xlsx: celdas combinadas, cuyo valor vale para todas las que cubren: B2:B4"]
    );
}

#[test]
fn a_label_merged_across_holds_for_its_columns_and_a_long_text_needs_the_room() {
    let plain = CellFormat::new();
    let long = "Que se arregle la calle principal del barrio y también las veredas de la escuela";
    let bytes = sheet(&["id|parroquia|barrio|texto|nota", "1|||agua|", "2|Nono|Alto||"], |sheet| {
        sheet.merge_range(1, 1, 1, 2, "Calderón", &plain).unwrap();
        sheet.merge_range(2, 3, 2, 4, long, &plain).unwrap();
    });
    let parsed = parse("xlsx", bytes);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["1", "Calderón", "Calderón", "agua", ""]),
            (3, vec!["2", "Nono", "Alto", long, ""]),
        ]
    );
}

#[test]
fn merged_titles_headers_and_sections_are_told_from_data() {
    let plain = CellFormat::new();
    let bytes = sheet(
        &["", "id||", "|parroquia|barrio|texto", "1|Nono|Alto|agua", "", "2|Nono|Bajo|luz"],
        |sheet| {
            sheet.merge_range(0, 0, 0, 3, "Talleres 2026", &plain).unwrap();
            sheet.merge_range(1, 0, 2, 0, "id", &plain).unwrap();
            sheet.merge_range(1, 1, 1, 2, "Lugar", &plain).unwrap();
            sheet.merge_range(4, 0, 4, 3, "MESA DE AGUA", &plain).unwrap();
        },
    );
    let parsed = parse("xlsx", bytes);
    assert_eq!(parsed.table.headers, ["id", "parroquia", "barrio", "texto"]);
    assert_eq!(
        rows(&parsed),
        [(4, vec!["1", "Nono", "Alto", "agua"]), (6, vec!["2", "Nono", "Bajo", "luz"])]
    );
    let aside: Vec<usize> = parsed.aside.iter().map(|row| row.number).collect();
    assert_eq!(aside.len(), 3, "{:?}", told(&parsed));
    assert!(told(&parsed).iter().any(|note| note.contains("a.xlsx:5: es un título en medio")));
}

#[test]
fn hidden_rows_and_columns_are_told_and_the_setting_decides() {
    let bytes = sheet(&["id|texto|estado", "1|buses|a", "2|terreno|b", "3|agua|a"], |sheet| {
        sheet.set_row_hidden(2).unwrap();
        sheet.set_column_hidden(2).unwrap();
        sheet.autofilter(0, 0, 3, 2).unwrap();
    });
    let parsed = parse("xlsx", bytes.clone());
    assert_eq!(parsed.table.rows.len(), 3);
    assert_eq!(
        parsed.table.rows.iter().map(|row| row.hidden).collect::<Vec<_>>(),
        [false, true, false]
    );
    assert_eq!(
        told(&parsed),
        [
            "a.xlsx: la fila 3 está oculta y se leyó como las demás; para no leerla: --hidden skip",
            "a.xlsx: la columna «estado» está oculta y se leyó como las demás; para no leerla: --hidden skip",
        ]
    );
    let settings = Settings { hidden: Hidden::Skip };
    let skipped = bytes_with("a.xlsx", "xlsx", None, &bytes, settings);
    assert_eq!(rows(&skipped), [(2, vec!["1", "buses"]), (4, vec!["3", "agua"])]);
    assert_eq!(skipped.aside[0].number, 3);
    assert!(told(&skipped)[0].contains("no se leyó; para leerla: --hidden read"));
}

#[test]
fn comments_and_formulas_without_value_are_told_by_cell() {
    let bytes = sheet(&["id|texto|lugar", "1|agua|Nono", "2|luz|"], |sheet| {
        sheet.insert_note(1, 1, &CellNote::new("No, mejor con A003")).unwrap();
        sheet.write_formula(2, 2, Formula::new("=C2").set_result("")).unwrap();
    });
    let parsed = parse("xlsx", bytes);
    let told = told(&parsed);
    assert!(told[0].starts_with("a.xlsx:2:texto: la celda B2 tiene un comentario"), "{told:?}");
    assert!(told[0].contains("No, mejor con A003"), "{told:?}");
    let sheet = ods(
        "<table:table table:name=\"a\"><table:table-row><table:table-cell><text:p>texto</text:p>\
         </table:table-cell></table:table-row><table:table-row><table:table-cell><office:annotation>\
         <dc:date>2026</dc:date><text:p>ver acta</text:p></office:annotation><text:p>agua</text:p>\
         </table:table-cell></table:table-row><table:table-row><table:table-cell \
         table:formula=\"of:=[.A2]\"/></table:table-row></table:table>",
    );
    let parsed = parse("ods", sheet);
    assert_eq!(rows(&parsed), [(2, vec!["agua"])]);
    let notes: Vec<&Remark> = parsed.notes.iter().map(|note| &note.what).collect();
    let comment = Remark::Comment { cell: "A2".into(), text: "ver acta".into() };
    assert_eq!(notes, [&comment, &Remark::NoValue { cell: "A3".into() }]);
}

#[test]
fn sheets_with_the_same_header_are_one_table() {
    let mut workbook = Workbook::new();
    for (name, lines) in [
        ("Calderón", ["id|texto", "1|buses", ""]),
        ("Nono", ["texto|id", "agua|2", "luz|3"]),
        ("Resumen", ["parroquia|cuántos", "Nono|2", ""]),
    ] {
        write(workbook.add_worksheet().set_name(name).unwrap(), 0, &lines);
    }
    let hidden = workbook.add_worksheet().set_name("Oculta").unwrap();
    write(hidden, 0, &["id|texto", "9|nada"]);
    hidden.set_hidden(true);
    let bytes = saved(workbook);
    let parsed = parse("xlsx", bytes.clone());
    assert_eq!(parsed.table.headers, ["id", "texto", "taller"]);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["1", "buses", "Calderón"]),
            (2, vec!["2", "agua", "Nono"]),
            (3, vec!["3", "luz", "Nono"]),
        ]
    );
    let sheets: Vec<Option<&str>> =
        parsed.table.rows.iter().map(|row| parsed.sheet_of(row)).collect();
    assert_eq!(sheets, [Some("Calderón"), Some("Nono"), Some("Nono")]);
    assert_eq!(parsed.at(&parsed.table.rows[2]).to_string(), "a.xlsx [Nono]:3");
    assert_eq!(parsed.format, "XLSX (hojas «Calderón», «Nono»)");
    let told = told(&parsed);
    assert!(told[0].contains("se leyeron juntas las hojas «Calderón», «Nono»"), "{told:?}");
    assert!(told[1].contains("y no «Resumen»"), "{told:?}");
    assert!(told[2].contains("hojas ocultas que no se leyeron: «Oculta»"), "{told:?}");
    let parts = parsed.by_sheet();
    let names: Vec<&str> = parts.iter().map(|part| part.table.name.as_str()).collect();
    assert_eq!(names, ["a.xlsx [Calderón]", "a.xlsx [Nono]"]);
    assert_eq!((parts[0].table.rows.len(), parts[1].table.rows.len()), (1, 2));
    let one = read_bytes("a.xlsx", "xlsx", Some("Nono"), &bytes);
    assert_eq!(one.table.rows.len(), 2);
}

#[test]
fn a_sheet_is_found_by_the_name_that_numbers_gives_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Propuestas - Tabla 1").unwrap();
    write(sheet, 0, &["id", "1"]);
    write(workbook.add_worksheet().set_name("Notas").unwrap(), 0, &["nota", "x"]);
    let bytes = saved(workbook);
    for asked in ["Propuestas", "propuestas ", "Propuestas - Tabla 1"] {
        let parsed = read_bytes("a.xlsx", "xlsx", Some(asked), &bytes);
        assert_eq!(parsed.table.headers, ["id"], "{asked}");
    }
    let parsed = read_bytes("a.xlsx", "xlsx", Some("Prop"), &bytes);
    assert!(said(&parsed)[0].contains("las hojas son Propuestas - Tabla 1, Notas"));
}

/// A workbook of these parts: the sheet's data, more of the sheet, shared strings, styles, and the
/// properties of the workbook.
fn raw(data: &str, strings: &str, styles: &str, properties: &str) -> Vec<u8> {
    let kind = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let relations = |each: &[(&str, &str)]| {
        let each: Vec<String> = each
            .iter()
            .enumerate()
            .map(|(i, (what, target))| {
                format!("<Relationship Id=\"r{i}\" Type=\"{kind}/{what}\" Target=\"{target}\"/>")
            })
            .collect();
        format!("<Relationships>{}</Relationships>", each.join(""))
    };
    let parts = [
        ("_rels/.rels", relations(&[("officeDocument", "/xl/Libro.xml")])),
        (
            "xl/_rels/Libro.xml.rels",
            relations(&[
                ("worksheet", "hojas/h1.xml"),
                ("sharedStrings", "SharedStrings.xml"),
                ("styles", "styles.xml"),
            ]),
        ),
        (
            "xl/Libro.xml",
            format!(
                "<x:workbook xmlns:x=\"a\" xmlns:q=\"b\">{properties}<x:sheets><x:sheet \
                 name=\"Hoja\" sheetId=\"1\" q:id=\"r0\"/></x:sheets></x:workbook>"
            ),
        ),
        ("xl/hojas/h1.xml", format!("<worksheet>{data}</worksheet>")),
        ("xl/sharedStrings.xml", strings.to_owned()),
        ("xl/styles.xml", styles.to_owned()),
    ];
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    zipped(&parts)
}

#[test]
fn a_strict_workbook_with_dates_of_1904_and_escapes_reads_as_it_is_shown() {
    let data = "<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is>\
                <t>fecha</t></is></c></row><row r=\"2\"><c r=\"A2\" s=\"2\"><v>7</v></c><c r=\"B2\" \
                t=\"s\"><v>2</v></c><c r=\"C2\" s=\"1\"><v>44623</v></c></row><row r=\"3\"><c r=\"A3\" \
                s=\"2\"><v>8</v></c><c r=\"B3\" t=\"str\"><f>A3</f><v>luz_x0021_</v></c><c r=\"C3\" \
                t=\"d\"><v>2026-03-05T00:00:00</v></c></row></sheetData>";
    let strings = "<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>id</t></si><si><t>texto\
                   </t></si><si><r><t>agua_x000D_\n</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> \
                   y</t></r><rPh><t>no</t></rPh></si></sst>";
    let styles = "<styleSheet><numFmts count=\"9999999999\"><numFmt numFmtId=\"164\" \
                  formatCode=\"[$-es-EC]d&quot; de &quot;mmmm\"/><numFmt numFmtId=\"165\" \
                  formatCode=\"000\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs>\
                  </styleSheet>";
    let parsed = parse("xlsx", raw(data, strings, styles, "<x:workbookPr date1904=\"1\"/>"));
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(
        rows(&parsed),
        [(2, vec!["007", "agua\r\n y", "2026-03-04"]), (3, vec!["008", "luz!", "2026-03-05"]),]
    );
}

#[test]
fn formulas_without_a_stored_value_are_told_and_an_empty_text_is_one() {
    let data = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>texto</v></c></row><row r=\"2\"><c \
                r=\"A2\" t=\"str\"><v>agua</v></c></row><row r=\"3\"><c r=\"A3\"><f>A2</f><v/></c>\
                </row><row r=\"4\"><c r=\"A4\" t=\"str\"><f>A2</f><v></v></c></row></sheetData>";
    let parsed = parse("xlsx", raw(data, "<sst/>", "<styleSheet/>", ""));
    assert_eq!(
        told(&parsed),
        [
            "a.xlsx:3:texto: la fórmula de la celda A3 no tiene un valor guardado y se leyó en blanco: \
          abra el archivo en Excel o LibreOffice, guárdelo y vuelva a intentarlo"
        ]
    );
}

#[test]
fn merges_and_hidden_ranges_without_end_cost_nothing() {
    let mut data = "<cols><col min=\"1\" max=\"4294967295\" hidden=\"1\"/></cols><sheetData><row \
                    r=\"1\"><c r=\"A1\" t=\"str\"><v>texto</v></c></row><row r=\"2\"><c r=\"A2\" \
                    t=\"str\"><v>agua</v></c></row></sheetData><mergeCells>"
        .to_owned();
    for _ in 0..20_000 {
        data.push_str("<mergeCell ref=\"A1:XFD1048576\"/>");
    }
    data.push_str("</mergeCells>");
    let parsed = parse("xlsx", raw(&data, "<sst/>", "<styleSheet/>", ""));
    assert_eq!(parsed.table.rows.len(), 1, "{:?}", said(&parsed));
}

/// A workbook of sheets: a name and its lines.
fn book(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, lines) in sheets {
        write(workbook.add_worksheet().set_name(*name).unwrap(), 0, lines);
    }
    saved(workbook)
}

#[test]
fn the_sheet_with_the_statements_is_read_whatever_stands_before_it() {
    let data: &[&str] =
        &["N|Propuesta", "1|Falta luz en la calle principal", "2|Más buses de noche ya"];
    for (name, front) in [
        ("Instrucciones", &["Instrucciones", "Llene una fila por propuesta y no cambie nada"][..]),
        ("Portada", &["Municipio", "Taller|Nono"][..]),
        ("Léame", &["Campo|Descripción", "N|El número de la tarjeta que se dio"][..]),
        ("Por parroquia", &["Parroquia|Cuántas", "Nono|3"][..]),
    ] {
        let parsed = parse("xlsx", book(&[(name, front), ("Base", data)]));
        assert_eq!(parsed.table.headers, ["N", "Propuesta"], "{name}");
        let said = told(&parsed);
        assert!(said[0].contains(&format!("se leyó la hoja «Base» y no «{name}»")), "{said:?}");
    }
    let parsed = parse("xlsx", book(&[("Base", data), ("Problemas", &["Problema", "agua"])]));
    assert_eq!(parsed.table.headers, ["N", "Propuesta"]);
}

#[test]
fn groups_that_repeat_in_a_form_get_what_their_parent_says() {
    let parent: &[&str] = &[
        "parroquia|opinion|_id|_uuid|_submission_time|_index",
        "Nono||100|a|2026-03-01|1",
        "Pifo||101|b|2026-03-01|2",
    ];
    let child: &[&str] = &[
        "propuesta|_index|_parent_table_name|_parent_index",
        "Falta luz en la calle|1|Encuesta|1",
        "Más buses de noche|2|Encuesta|1",
        "Agua segura|3|Encuesta|2",
        "Un parque|4|Encuesta|9",
    ];
    let parsed = parse("xlsx", book(&[("Encuesta", parent), ("propuestas", child)]));
    let at = |header: &str| parsed.table.headers.iter().position(|h| h == header).unwrap();
    let of = |header: &str| -> Vec<&str> {
        parsed.table.rows.iter().map(|row| row.cells[at(header)].as_str()).collect()
    };
    assert_eq!(of("parroquia"), ["Nono", "Nono", "Pifo", ""]);
    assert_eq!(of("_id"), ["100-1.1", "100-1.2", "101-1.1", ""]);
    assert_eq!(parsed.table.sheets, ["propuestas"]);
    assert!(told(&parsed)[0].contains("cada fila de la hoja «propuestas» se leyó con los datos"));
    assert!(told(&parsed)[0].contains("una fila no tiene la suya"));
    let answered: &[&str] = &[
        "parroquia|opinion|_id|_uuid|_submission_time|_index",
        "Nono|El barrio está bien pero falta agua|100|a|2026-03-01|1",
    ];
    let parsed = parse("xlsx", book(&[("Encuesta", answered), ("propuestas", child)]));
    assert_eq!(parsed.table.sheets, ["Encuesta", "propuestas"]);
    assert_eq!(parsed.table.rows.len(), 5);
}

#[test]
fn a_group_within_a_group_gets_what_both_above_it_say() {
    let parent: &[&str] =
        &["parroquia|_id|_uuid|_index", "Nono|100|a|1", "Pifo|101|b|2", "Lloa|102|c|3"];
    let places: &[&str] = &[
        "barrio|_index|_parent_table_name|_parent_index",
        "Alto|1|Encuesta|1",
        "Bajo|2|Encuesta|2",
    ];
    let child: &[&str] = &[
        "propuesta|_index|_parent_table_name|_parent_index",
        "Falta luz en la calle|1|barrios|2",
        "Más buses de noche|2|barrios|1",
        "Agua segura en el barrio|3|barrios|1",
        "Un parque con sombra|4|barrios|9",
    ];
    let sheets = [("Encuesta", parent), ("barrios", places), ("propuestas", child)];
    let parsed = parse("xlsx", book(&sheets));
    let at = |header: &str| parsed.table.headers.iter().position(|h| h == header).unwrap();
    let of = |header: &str| -> Vec<&str> {
        parsed.table.rows.iter().map(|row| row.cells[at(header)].as_str()).collect()
    };
    assert_eq!(of("parroquia"), ["Pifo", "Nono", "Nono", ""]);
    assert_eq!(of("barrio"), ["Bajo", "Alto", "Alto", ""]);
    assert_eq!(of("_id"), ["101-1.1", "100-1.1", "100-1.2", ""]);
    let said = told(&parsed);
    assert!(said.iter().any(|note| note.contains("una fila no tiene la suya")), "{said:?}");
}

#[test]
fn sheets_are_read_at_once_as_they_are_read_by_name() {
    let bytes = book(&[("a", &["id|texto", "1|luz"]), ("b", &["x|y", "2|agua"])]);
    let each = read_sheets("a.xlsx", "xlsx", &bytes);
    let names: Vec<&str> = each.iter().map(|(sheet, _)| sheet.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    for (sheet, parsed) in &each {
        assert_eq!(*parsed, read_bytes("a.xlsx", "xlsx", Some(sheet), &bytes));
    }
    assert!(read_sheets("a.csv", "csv", b"id,texto\n1,luz\n").is_empty());
}
