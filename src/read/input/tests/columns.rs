//! Every filled cell is a statement or is told; what no name tells, the cells tell.

use super::*;
use crate::domain::statement::StatementId;

fn texts(reading: &ParsedInputs) -> Vec<(&str, &str)> {
    reading.corpus.statements.iter().map(|s| (s.id.as_str(), s.text.as_str())).collect()
}

#[test]
fn a_series_of_columns_is_read_whole() {
    for headers in [
        "Propuesta,Propuesta 2,Propuesta 3",
        "Propuesta 1,Propuesta 2,Propuesta 3",
        "Primera propuesta,Segunda propuesta,Tercera propuesta",
    ] {
        let content = format!(
            "Parroquia,{headers}\nNono,Más buses,Agua segura,Un médico\nNono,Un parque,,\n"
        );
        let reading = files().citizen(&content).read();
        assert_eq!(
            texts(&reading),
            [
                ("C001.1", "Más buses"),
                ("C001.2", "Agua segura"),
                ("C001.3", "Un médico"),
                ("C002.1", "Un parque")
            ],
            "{headers}"
        );
        let second = &reading.corpus.statements[1];
        assert_eq!(second.parent.as_ref().map(StatementId::as_str), Some("C001"));
        assert!(second.question.is_some());
        let cells = reading.cells();
        assert_eq!((cells.filled, cells.statements, cells.blank), (4, 4, 2));
    }
}

#[test]
fn closed_questions_are_columns() {
    let reading = files()
        .citizen(
            "id,¿Qué propone?,¿Está de acuerdo?,¿De 1 a 5?,¿Qué temas?\n\
             1,Más buses en la noche,De acuerdo,3,agua;luz\n2,Agua segura,En desacuerdo,4,agua\n\
             3,Un parque con sombra,De acuerdo,5,luz\n4,Luz en la cancha,Neutral,1,agua;luz\n",
        )
        .read();
    assert_eq!(ids(&reading), ["1", "2", "3", "4"]);
    assert_eq!(reading.corpus.extra_columns.len(), 3);
}

#[test]
fn a_question_of_a_place_is_the_parroquia_and_no_statement() {
    let reading = files()
        .citizen(
            "Submit Date (UTC),¿En qué barrio vive?,P1. ¿Cuál es su parroquia?,¿Qué propone?\n\
             2026-03-01,Alto,Nono,Más buses en la noche\n2026-03-02,La Paz,Calderón,Agua segura\n",
        )
        .read();
    assert_eq!(texts(&reading), [("C001", "Más buses en la noche"), ("C002", "Agua segura")]);
    let first = &reading.corpus.statements[0];
    assert_eq!(first.parroquia.as_deref(), Some("Nono"));
    assert_eq!(first.fecha.as_deref(), Some("2026-03-01"));
    for header in ["Comunidad", "Bairro", "geozone", "¿A qué sector pertenece?"] {
        let content = format!("id,{header},Describa el problema\n1,Nono,Falta luz\n");
        let reading = files().citizen(&content).read();
        assert_eq!(texts(&reading), [("1", "Falta luz")], "{header}");
        assert_eq!(reading.corpus.statements[0].parroquia.as_deref(), Some("Nono"), "{header}");
    }
}

#[test]
fn a_title_stands_before_its_text_and_for_it_where_it_is_blank() {
    let reading = files()
        .citizen("id,title,description\n1,Más buses,Porque volvemos tarde\n2,Agua segura,\n3,Un parque,Un parque con sombra\n")
        .read();
    assert_eq!(
        texts(&reading),
        [
            ("1", "Más buses.\nPorque volvemos tarde"),
            ("2", "Agua segura"),
            ("3", "Un parque con sombra")
        ]
    );
}

#[test]
fn a_column_that_ends_in_a_language_is_called_by_what_stands_before() {
    for header in ["body/es", "texto_es", "description.es", "Descripción/es", "Propuesta_en"] {
        let content = format!("id,{header}\n1,Más buses\n2,Agua segura\n");
        let reading = files().citizen(&content).read();
        assert_eq!(texts(&reading), [("1", "Más buses"), ("2", "Agua segura")], "{header}");
        assert!(reading.problems.is_empty(), "{header}: {:?}", reading.problems);
    }
    let json = "{\"id\": \"1\", \"body\": {\"es\": \"Más buses\", \"en\": \"More buses\"}}\n";
    let reading = files().file("c.jsonl", Some(Origin::Citizen), json).read();
    assert_eq!(texts(&reading), [("1", "Más buses")]);
}

#[test]
fn of_several_languages_the_first_that_is_filled_is_read_and_spanish_first() {
    let reading = files()
        .citizen(
            "id;title/ca;title/es;body/en;body/es\n\
             7;Més busos;Más buses;At night;En la noche\n8;Arbres;;Trees;\n",
        )
        .read();
    assert_eq!(texts(&reading), [("7", "Más buses.\nEn la noche"), ("8", "Arbres.\nTrees")]);
    assert!(reading.corpus.extra_columns.is_empty(), "{:?}", reading.corpus.extra_columns);
    let plain = "id,propuesta,propuesta_en,parroquia_en,parroquia_es\n\
                 1,Más buses,More buses,North,Norte\n2,,Trees,South,Sur\n";
    let reading = files().citizen(plain).read();
    assert_eq!(texts(&reading), [("1", "Más buses"), ("2", "Trees")]);
    assert_eq!(reading.corpus.statements[1].parroquia.as_deref(), Some("Sur"));
    assert_eq!(reading.corpus.extra_columns, ["parroquia_en"]);
    let english = files().citizen(plain).map(Field::Texto, "propuesta_en").read();
    assert_eq!(texts(&english), [("1", "More buses"), ("2", "Trees")]);
    let named = files().citizen("id,body/en,body/es\n1,More buses,Más buses\n2,Trees,\n");
    let reading = named.map(Field::Texto, "body").read();
    assert_eq!(texts(&reading), [("1", "Más buses"), ("2", "Trees")]);
}

#[test]
fn a_field_can_be_switched_off() {
    let mut files = files().citizen("id,texto,fecha\n1,Más buses,ayer\n");
    files.settings.columns.insert(Field::Fecha, "-".into());
    files.settings.columns.insert(Field::Id, "-".into());
    let reading = files.read();
    assert_eq!(ids(&reading), ["C001"]);
    assert_eq!(reading.corpus.extra_columns, ["id", "fecha"]);
}

#[test]
fn a_file_without_names_is_answered_with_the_likeliest_columns_and_their_flags() {
    files()
        .citizen(
            "c1,c2,c3\n2026-03-05,Nono,Que pongan más buses en la noche\n\
             2026-03-06,Nono,Que el agua llegue todos los días al recinto\n",
        )
        .check(&expect![[r#"
            c.csv:1: no se encontró la columna del texto; por lo que contienen las celdas parece ser «c3» («Que pongan más buses en la noche», «Que el agua llegue todos los días al rec…»). Si es así, agregue: --column texto='c3'
        "#]]);
    let mut settled = files().citizen("c1,c2\n2026-03-05,Más buses\n");
    settled.settings.columns.insert(Field::Texto, "c2".into());
    settled.settings.columns.insert(Field::Fecha, "c1".into());
    assert_eq!(settled.read().corpus.statements[0].fecha.as_deref(), Some("2026-03-05"));
}

#[test]
fn an_id_is_no_answer_and_no_column_that_repeats() {
    let reading =
        files().citizen("Propuesta,Sí,No,No sabe\nMás buses,x,,\nAgua,x,,\nLuz,,x,\n").read();
    assert_eq!(ids(&reading), ["C001", "C002", "C003"]);
    let repeated =
        files().citizen("Código,texto\nA,uno\nA,dos\nA,tres\nA,cuatro\nA,cinco\n").read();
    assert_eq!(repeated.corpus.len(), 5);
}

#[test]
fn a_row_without_an_id_gets_one_where_nobody_named_the_column() {
    let content = "Código,texto\nA1,Más buses\n,Agua segura\nC001,Luz\n";
    let reading = files().citizen(content).check(&expect![[r#"
        nota: c.csv: la columna «Código» se leyó como id
        nota: c.csv:Código: filas sin id, que se numeraron: 1 (C002; fila 3); si después agrega o quita filas esos ids cambian, así que es mejor ponerlos en el archivo
    "#]]);
    assert_eq!(ids(&reading), ["A1", "C002", "C001"]);
    files().citizen(content).map(Field::Id, "Código").check(&expect![[r#"
        c.csv:3:Código: falta el id: póngale uno que no se repita
    "#]]);
}

#[test]
fn two_files_numbered_from_one_get_prefixes_and_nobody_loses_a_row() {
    let mut both = files()
        .office("id,texto\n1,Renovar la flota\n2,Ampliar la red\n3,Mantener parques\n")
        .citizen("id,texto\n1,Más buses\n2,Agua segura\n3,Un parque\n");
    both.check(&expect![[r#"
        c.csv: 3 ids están también en «i.csv» con otros textos («1», «2», «3»…): cada archivo numera por su cuenta y ninguna fila sobra. Anteponga algo a los ids: --id-prefix 'i.csv=I-' --id-prefix 'c.csv=C-'
    "#]]);
    for (file, prefix) in [("i.csv", "I-"), ("c.csv", "C-")] {
        both.settings.files.entry(file.to_owned()).or_default().id_prefix = Some(prefix.to_owned());
    }
    assert_eq!(ids(&both.read()), ["I-1", "I-2", "I-3", "C-1", "C-2", "C-3"]);
}

/// A workbook of these sheets.
fn workbook(sheets: &[(&str, &[[&str; 2]])]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let page = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, r) in rows.iter().zip(0..) {
            for (cell, c) in row.iter().zip(0..) {
                page.write_string(r, c, *cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn sheets_that_number_their_rows_by_themselves_put_their_name_before_the_ids() {
    let header = ["id", "texto"];
    let read = |first: &[[&str; 2]], second: &[[&str; 2]]| {
        let book = workbook(&[("Calderón", first), ("Nono", second)]);
        files().file("t.xlsx", Some(Origin::Citizen), book)
    };
    let both = read(
        &[header, ["1", "Más buses"], ["2", "Una cancha"]],
        &[header, ["1", "Agua segura"], ["2", "Luz"]],
    );
    let reading = both.check(&expect![[r#"
        nota: t.xlsx: se leyeron juntas las hojas «Calderón», «Nono», que tienen el mismo encabezado, y el nombre de cada una hace de taller; para leer una sola escriba t.xlsx#Hoja
        nota: t.xlsx: cada hoja numera sus filas por su cuenta, y los ids llevan delante el nombre de la hoja («Calderón-1»): no cambie el nombre de las hojas de una ronda a otra
    "#]]);
    assert_eq!(ids(&reading), ["Calderón-1", "Calderón-2", "Nono-1", "Nono-2"]);
    let apart = read(&[header, ["1", "Más buses"]], &[header, ["2", "Agua segura"]]).read();
    assert_eq!(ids(&apart), ["1", "2"]);
    let copied = read(
        &[header, ["1", "Más buses"], ["2", "Luz"]],
        &[header, ["1", "Más buses"], ["2", "Luz"], ["3", "Agua segura"]],
    );
    assert!(copied.said().contains("con el mismo id y el mismo texto"), "{}", copied.said());
}

#[test]
fn the_same_file_twice_is_told() {
    let reading =
        files().citizen("texto\nMás buses\nAgua\n").citizen("texto\nMás buses\nAgua\n").read();
    assert!(reading.stops);
    assert!(reading.problems[0].what.contains("es el mismo archivo"));
    assert_eq!(reading.corpus.len(), 2);
}

#[test]
fn ids_that_look_the_same_and_ids_changed_by_a_spreadsheet_are_told() {
    files()
        .citizen(
            "id,texto\nA1,Más buses\nA1\u{200b},Luz\n0.3,Agua\ntrue,Parque\n2026-03-01,Vereda\n",
        )
        .check(&expect![[r#"
            c.csv:3:id: el id «A1» ya está en c.csv:2 con otro texto (se ve igual: lleva un carácter invisible): dele otro id a una de las dos filas
            nota: c.csv:id: ids que parecen cambiados por la hoja de cálculo (como «0.3»): 3 (filas 4, 5, 6); dé formato de texto a la columna
        "#]]);
}

#[test]
fn a_formula_that_fails_in_an_optional_column_costs_no_text() {
    let reading = files().citizen("id,texto,parroquia\n1,Más buses,#N/A\n2,Agua,Nono\n").read();
    assert_eq!(ids(&reading), ["1", "2"]);
    assert!(reading.notes[0].contains("la fórmula de la celda da error"));
}

#[test]
fn several_competencias_in_a_cell_are_told() {
    let reading = files()
        .citizen("id,texto,tema\n1,Más buses,Movilidad;Ambiente\n2,Agua,\"Agua, Ambiente\"\n3,Luz,Movilidad\n")
        .read();
    assert!(
        reading.notes.iter().any(|note| note.contains("varias competencias: 2 (filas 2, 3;")),
        "{:?}",
        reading.notes
    );
    let official = files()
        .citizen("id,texto,competencia\n1,Más buses,\"Movilidad, Vialidad y Tránsito\"\n2,Luz,Movilidad\n")
        .read();
    assert_eq!(official.notes, [""; 0]);
}

#[test]
fn words_of_the_origin_column_can_be_explained() {
    let mut files = files().one("id,texto,origen\n1,Agua,Mesa técnica\n2,Luz,Ciudadano/a\n");
    files.settings.origins.insert("mesa técnica".to_owned(), Origin::Institutional);
    let reading = files.read();
    assert_eq!(reading.corpus.count(Origin::Institutional), 1);
    assert_eq!(reading.corpus.count(Origin::Citizen), 1);
}
