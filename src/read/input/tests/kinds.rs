//! Files as planners bring them from other places: other names, titles among rows, replies of offices,
//! codes over questions, and what is told of each.

use super::*;

fn texts(reading: &ParsedInputs) -> Vec<&str> {
    reading.corpus.statements.iter().map(|s| s.text.as_str()).collect()
}

/// What was read of a citizens' file in which nothing is wrong.
#[track_caller]
fn read_of(content: &str) -> ParsedInputs {
    let reading = files().citizen(content).read();
    assert!(reading.problems.is_empty(), "{:?} {:?}", reading.problems, reading.notes);
    reading
}

#[test]
fn an_export_with_headers_and_no_row_is_told_in_one_sentence() {
    files()
        .citizen("id;title;description;cached_votes_up;hot_score;created_at;summary;geozone_id\n")
        .check(&expect![[r#"
            c.csv:1: reconocido: propuestas de CONSUL; hay encabezado (8 columnas: texto «title» con «description» con «summary», id «id», fecha «created_at», apoyos «cached_votes_up») y ninguna fila: expórtelo de nuevo cuando tenga respuestas
        "#]]);
    files()
        .citizen("ID,Hora de inicio,Hora de finalización,Correo electrónico,Nombre\n")
        .check(&expect![[r#"
            c.csv:1: reconocido: formulario de Microsoft Forms; hay encabezado (5 columnas: id «ID», fecha «Hora de inicio», de personas «Correo electrónico» y «Nombre») y ninguna fila: expórtelo de nuevo cuando tenga respuestas
        "#]]);
    files().citizen("Grupo,Lo que dijeron\n").check(&expect![[r#"
        c.csv:1: hay encabezado y ninguna fila: agregue los datos
    "#]]);
}

#[test]
fn texts_with_markup_are_counted_and_told() {
    let reading = read_of(
        "id,texto\n1,<p>Más <b>buses</b></p>\n2,Agua &amp; luz\n3,**Parque** con sombra\n4,Un médico\n",
    );
    assert_eq!(reading.files[0].markup, 3);
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.contains("textos con marcas") && note.contains("3 (filas 2, 3, 4)")),
        "{:?}",
        reading.notes
    );
    assert_eq!(texts(&reading)[0], "<p>Más <b>buses</b></p>");
    assert_eq!(read_of("id,texto\n1,Calle #5 y casa - lote\n").files[0].markup, 0);
}

#[test]
fn a_title_before_a_text_is_no_demand_of_a_list() {
    let content = "id,Título,Descripción\n1,Parque lineal,Faltan baños en la ribera\n2,Agua,1. Tuberías nuevas. 2. Tanques más altos.\n";
    let reading = read_of(content);
    let told: Vec<&String> =
        reading.notes.iter().filter(|note| note.contains("varias cosas")).collect();
    assert!(told.len() == 1 && told[0].contains("1 (fila 3: una lista numerada)"), "{told:?}");
    let mut divided = files().citizen(content);
    divided.settings.split_lists = true;
    assert_eq!(
        texts(&divided.read()),
        [
            "Parque lineal.\nFaltan baños en la ribera",
            "Agua.\nTuberías nuevas.",
            "Agua.\nTanques más altos."
        ]
    );
}

#[test]
fn titles_of_sections_are_told_and_no_statements() {
    for (first, second) in [
        (",EJE 1: MOVILIDAD,", ",EJE 2: AMBIENTE,"),
        ("EJE 1: MOVILIDAD,,", "Eje 2. Ambiente,,"),
        (",Mesa 1 - Movilidad,", ",Mesa 2 - Ambiente,"),
        (",PARROQUIA NONO,", ",PARROQUIA LLOA,"),
        (",II. MOVILIDAD,", ",III. AMBIENTE Y AGUA,"),
    ] {
        let reading = read_of(&format!(
            "N°,Propuesta,Barrio\n{first}\n1,Más buses en la noche,A\n2,Una vereda segura,B\n{second}\n\
             3,Limpiar la quebrada,A\n4,Árboles en la avenida,C\n"
        ));
        assert_eq!(ids(&reading), ["1", "2", "3", "4"], "{first}");
        let told = reading.notes.iter().filter(|note| note.contains("el título de las filas"));
        assert_eq!(told.count(), 2, "{first}");
    }
}

#[test]
fn a_proposal_without_the_other_cells_is_no_title() {
    for text in [
        "Barrio sin agua desde hace años",
        "Tema: seguridad en las escuelas",
        "Sector norte sin alumbrado",
        "Más parques",
        "Mesa de diálogo con los jóvenes",
        "3 canchas nuevas",
        "Zona A: más luz en las calles",
        "Mesa 2: que arreglen el parque",
    ] {
        let content = format!(
            "N°,Propuesta,Barrio\n1,Más buses en la noche,A\n,{text},\n2,Una vereda segura,B\n\
             3,Árboles en la avenida,C\n"
        );
        assert!(texts(&read_of(&content)).contains(&text), "{text}");
    }
    let shouted = "N°,Propuesta,Barrio\n1,MÁS BUSES EN LA NOCHE,A\n,BARRIO SIN AGUA,\n\
                   2,UNA VEREDA SEGURA,B\n3,ÁRBOLES EN LA AVENIDA,C\n";
    assert_eq!(texts(&read_of(shouted)).len(), 4);
}

#[test]
fn who_signs_below_a_table_proposes_nothing() {
    let reading = read_of(
        "N°,Propuesta,Barrio\n1,Más buses en la noche,A\n2,Una vereda segura,B\n,,\n\
         ,Para constancia firman los asistentes,\n,\"Lic. Rosa Chicaiza, secretaria\",\n",
    );
    assert_eq!(ids(&reading), ["1", "2"]);
    assert_eq!(reading.notes.iter().filter(|note| note.contains("nota al pie")).count(), 2);
}

#[test]
fn what_says_whose_sheet_it_is_stands_above_the_header() {
    for above in [
        "GAD de Rumiñahui,,,\nFecha: 12 de marzo de 2026,Lugar: Casa comunal,Facilita: A. Mora,\n",
        "Parroquia:,Nono,,\nFecha:,12/03/2026,,\n",
        "Parroquia,Nono,Fecha,12/03/2026\n",
        "Taller:,Nono,Asistentes:,24\nMesa:,Movilidad,,\n",
    ] {
        let reading = read_of(&format!(
            "{above}Nro,Propuesta,Sector,Votos\n1,Más buses en la noche,A,3\n2,Una vereda segura,B,4\n\
             3,Árboles en la avenida,C,5\n"
        ));
        assert_eq!(ids(&reading), ["1", "2", "3"], "{above}");
        assert_eq!(reading.corpus.statements[2].supports, Some(5), "{above}");
    }
}

#[test]
fn questions_under_codes_are_the_headers() {
    let reading = read_of(
        "P1,P2,P3\n¿Cuál es su nombre?,¿Qué problema tiene su barrio?,¿Qué propone?\n\
         Ana Paz,No hay agua en la noche,Un tanque más alto\nLuis Mora,Roban en el parque,Más luz en las calles\n",
    );
    assert_eq!(
        texts(&reading),
        [
            "No hay agua en la noche",
            "Un tanque más alto",
            "Roban en el parque",
            "Más luz en las calles"
        ]
    );
    assert_eq!(
        reading.corpus.statements[0].question.as_deref(),
        Some("P2. ¿Qué problema tiene su barrio?")
    );
    assert_eq!(reading.corpus.person_columns.len(), 1);
    let consult = read_of(
        "Ident 1,Ident 2,Ident 3\nWhat is your name?,What should change?,May we publish your response?\n\
         ,More buses at night please,Yes\n,Safe water for the village,No\n",
    );
    assert_eq!(texts(&consult).len(), 2);
    assert_eq!(consult.files[0].profile.as_deref(), Some("respuestas de Consult"));
    let open =
        read_of("P1,Propuesta\nNono,¿Por qué no hay buses en la noche?\nLloa,¿Y el agua segura?\n");
    assert_eq!(texts(&open).len(), 2);
}

#[test]
fn the_reply_of_an_office_is_no_statement_beside_one() {
    let reading = read_of(
        "id,Propuesta,Respuesta,Comentarios del técnico\n\
         1,Más buses en la noche,Se acoge y se traslada a la empresa,Tiene presupuesto para este año\n\
         2,Una vereda segura,Se estudiará con la administración,No es de nuestra competencia\n\
         3,Árboles en la avenida,Consta ya en el plan de este año,Pedir el informe de la zona\n",
    );
    assert_eq!(ids(&reading), ["1", "2", "3"]);
    assert!(reading.notes.iter().any(|note| note.contains("«Respuesta»")), "{:?}", reading.notes);
    assert_eq!(texts(&read_of("id,Respuesta\n1,Más buses en la noche\n")).len(), 1);
}

#[test]
fn what_is_said_under_other_names_is_read() {
    for header in [
        "Aportación",
        "Ruego o pregunta",
        "Alegaciones",
        "Situación problemática",
        "Transcripción",
        "Describa el problema principal",
        "Qué nos preocupa",
        "Detalle del pedido",
        "Descripción de la situación",
        "Reto",
    ] {
        let reading = read_of(&format!(
            "Folio,{header},Colonia\nF-1,Falta agua potable desde hace dos años,Roma\n\
             F-2,Las calles no tienen veredas para caminar,Roma\nF-3,Roban en el parque por la noche,Roma\n"
        ));
        assert_eq!(ids(&reading), ["F-1", "F-2", "F-3"], "{header}");
        assert_eq!(reading.corpus.statements[0].parroquia.as_deref(), Some("Roma"), "{header}");
    }
}

#[test]
fn each_demand_of_a_tree_of_problems_is_read() {
    let reading = read_of(
        "id,Problema,Causas,Propuesta de solución\n\
         1,Falta agua potable en el barrio,Las tuberías son muy viejas,Cambiar las tuberías del barrio\n\
         2,Roban en el parque de noche,No hay luz en el parque,Poner luminarias en el parque\n\
         3,La basura queda en la calle,El camión pasa poco,Que el camión pase cada dos días\n",
    );
    assert_eq!(reading.corpus.len(), 6);
    let numbered = read_of(
        "Grupo,Prioridad 1,Prioridad 2\nA,Falta agua potable en el barrio,Roban en el parque de noche\n\
         B,La basura queda en la calle,Cambiar las tuberías del barrio\n",
    );
    assert_eq!(numbered.corpus.len(), 4);
    let pair = read_of(
        "id,Asunto,Detalle del pedido\n1,Agua,Falta agua potable en el barrio alto\n\
         2,Parque,Roban en el parque de noche y no hay luz\n3,Basura,La basura queda en la calle\n",
    );
    assert_eq!(texts(&pair)[0], "Agua.\nFalta agua potable en el barrio alto");
}

#[test]
fn who_leads_a_neighbourhood_is_a_person() {
    let reading = read_of(
        "id,Presidente del barrio,Responsable de la obra,Barrio,Propuesta\n\
         1,Ana María Paz,Luis Alberto Mora,Eloy Alfaro,Más buses en la noche\n\
         2,Rosa Elena Vaca,Pedro Cano,Juan Montalvo,Agua segura\n3,José Luis Vera,Carmen Ruiz,La Paz,Un parque\n",
    );
    let headers: Vec<&str> =
        reading.corpus.person_columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Presidente del barrio", "Responsable de la obra"]);
    assert_eq!(reading.corpus.statements[0].parroquia.as_deref(), Some("Eloy Alfaro"));
}

#[test]
fn dates_under_other_names_and_two_of_them_never_stop_the_texts() {
    let reading =
        read_of("id,texto,Fecha de ingreso\n1,Más buses,05/03/2026\n2,Agua segura,06/03/2026\n");
    assert_eq!(reading.corpus.statements[0].fecha.as_deref(), Some("2026-03-05"));
    let two = read_of(
        "id,texto,Fecha de creación,Fecha de registro\n1,Más buses,2026-03-01,2026-03-02\n2,Agua,2026-03-03,2026-03-04\n",
    );
    assert_eq!(two.corpus.statements[0].fecha.as_deref(), Some("2026-03-01"));
    assert!(two.notes.iter().any(|note| note.contains("--column fecha='Fecha de registro'")));
    let range = read_of(
        "id,texto,fecha\n1,Más buses,12 y 13 de marzo de 2026\n2,Agua,14 de marzo de 2026\n",
    );
    assert_eq!(range.corpus.statements[0].fecha.as_deref(), Some("2026-03-12"));
    assert!(range.notes.iter().any(|note| note.contains("varios días")), "{:?}", range.notes);
}

#[test]
fn letters_that_were_lost_are_told() {
    let told = |content: &str| {
        read_of(content).notes.iter().any(|note| note.contains("se perdieron al exportar"))
    };
    assert!(told("id,texto\n1,Faltan a?os de obras\n2,Los ni?os no tienen parque\n"));
    assert!(!told("id,texto\n1,Faltan años de obras? si\n2,Los ni?os no tienen parque\n"));
    assert!(!told("id,texto\n1,Cuando arreglan?no se sabe\n2,Mejor luz en la calle\n"));
    assert!(!told("id,texto\n1,Ver http://a.ec/x?id=1\n2,Ver http://a.ec/x?id=2\n"));
}

#[test]
fn groups_within_groups_come_off_the_headers_of_forms() {
    let kobo = read_of(
        "start;end;datos/ubicacion/parroquia;demandas/seguridad/propuesta;demandas/seguridad/servicios;demandas/seguridad/servicios/luz;_id;_uuid;_submission_time\n\
         2026-03-05;2026-03-05;Nono;Más luz en el parque;luz;1;100;a1;2026-03-05T13:00:00\n\
         2026-03-05;2026-03-05;Lloa;Una vereda segura;luz;1;101;a2;2026-03-05T13:00:00\n",
    );
    assert_eq!(texts(&kobo), ["Más luz en el parque", "Una vereda segura"]);
    assert_eq!(kobo.corpus.statements[0].parroquia.as_deref(), Some("Nono"));
    let labels = read_of(
        "Datos generales/Ubicación/¿En qué parroquia vive?;Demandas/Seguridad y/o convivencia/¿Qué problema tiene su barrio y/o comunidad?;_id;_uuid;_submission_time\n\
         Nono;Roban en el parque de noche;100;a1;2026-03-05T13:00:00\nLloa;La basura queda en la calle;101;a2;2026-03-05T13:00:00\n",
    );
    assert_eq!(labels.corpus.len(), 2);
    assert_eq!(labels.corpus.statements[1].parroquia.as_deref(), Some("Lloa"));
}

#[test]
fn other_platforms_are_recognised() {
    let survey = read_of(
        "ObjectID,GlobalID,Describa el problema principal,CreationDate,Creator,EditDate,Editor,x,y\n\
         1,aa-1,Falta agua potable en el barrio,3/4/2026 2:30:00 PM,mperez,3/4/2026 2:30:00 PM,mperez,-78.5,-0.2\n\
         2,aa-2,Roban en el parque de noche,3/5/2026 2:30:00 PM,mperez,3/5/2026 2:30:00 PM,mperez,-78.5,-0.2\n",
    );
    assert_eq!(survey.files[0].profile.as_deref(), Some("formulario de Survey123"));
    assert_eq!(survey.corpus.statements[0].fecha.as_deref(), Some("2026-03-04"));
    assert_eq!(survey.corpus.person_columns.len(), 4);
    let cap = read_of(
        "id,title,bodyText,summary,author_username,author_email,votes_totalCount,theme_title,createdAt,publicationStatus\n\
         a1,Buses,Más buses en la noche,,ana,a@b.ec,3,Movilidad,2026-03-05,PUBLISHED\n",
    );
    assert_eq!(cap.files[0].profile.as_deref(), Some("aportes de Cap Collectif"));
    assert_eq!(texts(&cap), ["Buses.\nMás buses en la noche"]);
}

#[test]
fn a_second_table_below_the_first_is_told_and_nothing_of_it_is_a_statement_unseen() {
    let reading = files()
        .citizen(
            "Propuesta,Responsable\nMás buses en la noche,A\nAgua segura,B\n,\nCompromiso,Responsable\n\
             Gestionar los buses,Municipio\n",
        )
        .read();
    let told: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    assert!(told.len() == 1 && told[0].contains("encabezado de otra tabla"), "{told:?}");
    let after = read_of(
        "Propuesta,Barrio\nMás buses en la noche,A\n,\nAgua segura para todo el sector,Barrio\n",
    );
    assert_eq!(after.corpus.len(), 1 + 1);
}

#[test]
fn headers_merged_down_over_two_rows_are_one() {
    let reading = read_of(
        "N°,Participante,,Propuestas,\nN°,Nombre,Edad,Movilidad,Ambiente\n\
         1,María Pérez,34,Más buses en la noche,Limpiar la quebrada del barrio\n\
         2,Juan Mora,44,Una vereda segura para todos,Más árboles en la avenida\n",
    );
    assert_eq!(reading.corpus.len(), 4, "{:?}", reading.notes);
}

#[test]
fn lines_drawn_with_characters_are_no_rows() {
    let reading =
        read_of("| N° | Propuesta |\n|---|---|\n| 1 | Más buses en la noche |\n| 2 | Luz |\n");
    let texts: Vec<&str> = texts(&reading).into_iter().map(str::trim).collect();
    assert_eq!(texts, ["Más buses en la noche", "Luz"]);
}

#[test]
fn supports_in_thousands_are_read_and_others_told() {
    let reading = read_of(
        "id,texto,votos\n1,Más buses,\"1,234\"\n2,Luz,1.234\n3,Agua,12\n4,Parque,muchos\n5,Vía,3.0\n",
    );
    let supports: Vec<Option<u32>> = reading.corpus.statements.iter().map(|s| s.supports).collect();
    assert_eq!(supports, [Some(1234), Some(1234), Some(12), None, Some(3)]);
    assert!(reading.notes.iter().any(|note| note.contains("no es un número de apoyos")));
}

#[test]
fn texts_in_another_script_are_told() {
    let reading = read_of("id,texto\n1,Нужен автобус\n2,需要公交\n3,Más buses ☺\n");
    assert!(
        reading.notes.iter().any(|note| note.contains("otra escritura: 2; filas 2, 3")),
        "{:?}",
        reading.notes
    );
}

#[test]
fn a_blank_that_lacks_before_an_opening_mark_garbles_nothing() {
    let rows: Vec<String> = (1..40).map(|n| format!("{n},Más buses en la línea {n}\n")).collect();
    let rows = rows.concat();
    let told = |text: &str| {
        let reading = read_of(&format!("id,texto\n{rows}99,{text}\n"));
        reading.notes.iter().any(|note| note.contains("mal codificado"))
    };
    assert!(!told("Pero¡quien pone la luz del parque"));
    assert!(told("Una pol¡tica de iluminaci¢n"));
}

#[test]
fn a_topic_in_a_row_of_its_own_stops_nothing_and_can_be_read_down() {
    let content = "Tema,Propuesta\nMovilidad,\n,Más buses en la noche\n,Una vereda segura\n\
                   Ambiente,\n,Limpiar la quebrada\n,Más árboles\n";
    let reading = read_of(content);
    assert_eq!(texts(&reading).len(), 4);
    assert!(reading.notes.iter().any(|note| note.contains("filas 2, 5")), "{:?}", reading.notes);
    let mut down = files().citizen(content);
    down.settings.fill_down = true;
    let topics: Vec<Option<String>> =
        down.read().corpus.statements.into_iter().map(|s| s.competencia_declared).collect();
    let of = |topic: &str| Some(topic.to_owned());
    assert_eq!(topics, [of("Movilidad"), of("Movilidad"), of("Ambiente"), of("Ambiente")]);
}
