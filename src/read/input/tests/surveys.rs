//! Answers as people give them: remarks that say nothing, questions about who answers, columns of one
//! name, groups of rows.

use std::fmt::Write as _;

use super::*;

/// Answers to forms, in lines of three cells divided by `|`.
fn form(second: &str, answers: &[&str]) -> String {
    let mut content = format!("Marca temporal,¿Qué problema tiene su barrio?,{second}\n");
    for (row, answer) in answers.iter().enumerate() {
        let said = format!("Falta luz en la calle número {row} y da miedo salir");
        writeln!(content, "2026-03-0{},\"{said}\",\"{answer}\"", row + 1).unwrap();
    }
    content
}

fn texts(reading: &ParsedInputs) -> Vec<&str> {
    reading.corpus.statements.iter().map(|statement| statement.text.as_str()).collect()
}

#[test]
fn answers_that_say_nothing_neither_close_a_question_nor_are_statements() {
    let told = "Que haya más seguridad en las noches para quienes venden";
    let content =
        form("¿Qué más quiere decir?", &["N/A", "-", "99", "NS/NC", told, "ninguna", "N/A"]);
    let files = files().citizen(&content);
    let reading = files.read();
    assert!(texts(&reading).contains(&told), "{}", files.said());
    assert_eq!(reading.corpus.len(), 8);
    let cells = reading.cells();
    assert_eq!((cells.filled, cells.statements, cells.empty, cells.left_out), (14, 8, 6, 0));
    assert_eq!(
        cells.in_words().as_deref(),
        Some("Celdas con texto: 14 = 8 aportes + 6 que no dicen nada + 0 que se dejaron fuera")
    );
    let said = files.said();
    assert!(said.contains("respuestas que no dicen nada y no son aportes: 6 («N/A»: 2"), "{said}");
}

#[test]
fn questions_that_only_say_no_are_closed() {
    let content = form("¿Algo más?", &["No", "No", "N/A", "no", "Ninguna", "99", "-"]);
    assert_eq!(files().citizen(&content).read().corpus.len(), 7);
}

#[test]
fn questions_about_who_answers_are_columns_and_told() {
    for (header, answers) in [
        ("¿Cómo se enteró de este taller?", ["Por la página de Facebook", "Me avisó una vecina"]),
        ("¿Cuál es su ocupación?", ["Comerciante", "Chofer de bus"]),
        ("¿Qué organización le gustó?", ["Comité Solanda", "Liga barrial"]),
    ] {
        let files = files().citizen(&form(header, &answers));
        let reading = files.read();
        let is_demand = header.contains("gust");
        assert_eq!(reading.corpus.len(), if is_demand { 4 } else { 2 }, "{header}");
        if !is_demand {
            assert!(files.said().contains("preguntas de respuesta corta"), "{}", files.said());
            assert!(files.said().contains(&format!("--column texto='{header}'")));
            assert_eq!(reading.corpus.extra_columns, [header]);
        }
    }
}

#[test]
fn columns_of_one_name_are_each_read_and_told() {
    let files = files().citizen(
        "id,Comentario,Comentario,Nota,Nota\n1,Falta luz en la calle,El bus no llega al barrio,a,b\n",
    );
    let reading = files.read();
    assert_eq!(ids(&reading), ["1.1", "1.2"]);
    let questions: Vec<_> =
        reading.corpus.statements.iter().filter_map(|s| s.question.as_deref()).collect();
    assert_eq!(questions, ["Comentario", "Comentario (2)"]);
    assert_eq!(reading.corpus.extra_columns, ["Nota", "Nota (2)"]);
    assert!(files.said().contains("varias columnas se llaman «Comentario» (B, C)"));
}

#[test]
fn rows_with_a_number_and_no_text_are_told_and_stop_nothing() {
    let files = files().citizen("N°,Propuesta,Mesa\n1,Más buses,1\n2,,1\n3,Agua segura,2\n4,,2\n");
    let reading = files.read();
    assert!(!reading.stops, "{}", files.said());
    assert_eq!(ids(&reading), ["1", "3"]);
    assert!(files.said().contains("filas sin ningún texto, que no son aportes: 2 (filas 3, 5)"));
}

#[test]
fn ids_without_their_last_digits_are_told_and_not_blamed() {
    let files = files().citizen(
        "id;texto\n1,23457E+17;Más buses\n1,23457E+17;Agua segura\n123456789012345000;Un parque\n",
    );
    let said = files.said();
    assert!(files.read().stops && said.contains("perdió sus últimas cifras"), "{said}");
    assert!(
        said.contains("ids que perdieron sus últimas cifras") && said.contains("filas 2, 3, 4")
    );
    assert!(!said.contains("dele otro id"), "{said}");
}

#[test]
fn groups_that_are_named_once_are_told_or_read_down() {
    let content = "Entidad,Desafío\nMovilidad,Más buses\n,Veredas anchas\n,Ciclovías\nAmbiente,Agua\n\
                   ,Quebradas limpias\n";
    let ditto = content.replace("\n,Ciclo", "\nídem,Ciclo");
    let mut files = files().office(&ditto);
    let said = files.said();
    assert!(said.contains("«Entidad» solo está en la primera fila de cada grupo"), "{said}");
    assert!(said.contains("--fill-down"), "{said}");
    files.settings.fill_down = true;
    let reading = files.read();
    let offices: Vec<_> =
        reading.corpus.statements.iter().filter_map(|s| s.entidad.as_deref()).collect();
    assert_eq!(offices, ["Movilidad", "Movilidad", "Movilidad", "Ambiente", "Ambiente"]);
    assert!(files.said().contains("se leyeron como la de arriba: 3 (filas 3, 4, 6)"));
}

#[test]
fn documents_that_are_called_after_people_are_persons() {
    for header in ["document", "Documento"] {
        let content = format!(
            "{header},tag,content\nMaría Pérez,agua,Falta agua en el barrio\n\
             Rosa Quishpe,luz,Falta luz en la calle\n"
        );
        let files = files().citizen(&content);
        let reading = files.read();
        assert!(reading.corpus.statements.iter().all(|s| s.taller.is_none()), "{header}");
        assert_eq!(reading.corpus.person_columns.len(), 1, "{}", files.said());
    }
    let places =
        "document,tag,content\nTaller Juan Montalvo,agua,Falta agua\nTaller Nono,luz,Falta luz\n";
    let reading = files().citizen(places).read();
    assert_eq!(reading.corpus.statements[0].taller.as_deref(), Some("Taller Juan Montalvo"));
}

#[test]
fn the_share_that_a_code_covers_is_no_competencia() {
    let files = files().citizen(
        "Documento,Código,Segmento,Área\nT1,Agua,Falta agua en el barrio,12.5\nT1,Luz,Falta luz,3.1\n",
    );
    let reading = files.read();
    assert!(reading.corpus.statements.iter().all(|s| s.competencia_declared.is_none()));
}

#[test]
fn the_aliases_of_a_frame_are_no_persons() {
    let files = files().citizen("alias,competencia\ntransporte,Movilidad\n");
    let said = files.said();
    assert!(said.contains("alias de un marco") && !said.contains("personas"), "{said}");
}

#[test]
fn ids_of_answers_are_never_those_of_other_rows() {
    let two = "id,Propuesta,Propuesta 2\n1,Falta luz en la calle,Más buses de noche\n";
    let reading = files().citizen(two).office("id,texto\n1.2,Agua segura\n").read();
    assert_eq!(ids(&reading), ["1.1", "1.2-2", "1.2"]);
}

#[test]
fn a_long_header_that_begins_as_that_of_statements_is_read() {
    let files = files().citizen(
        "#,Desafíos identificados por la comunidad,Votos\n1,Falta luz en la calle principal,3\n\
         2,El bus no llega a la parte alta,4\n",
    );
    assert_eq!(ids(&files.read()), ["1", "2"], "{}", files.said());
    assert!(files.said().contains("se leyó como texto"));
}

#[test]
fn a_workbook_of_reviewers_is_no_file_of_statements() {
    let files = files().citizen(
        "id,propuesta de desafío (borrador),decisión\nP1,Mejorar la luz de las calles,aceptar\n",
    );
    assert!(files.read().stops && files.said().contains("minga apply"), "{}", files.said());
}
