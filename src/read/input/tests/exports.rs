//! Every export form is recognised by its headers alone, and read whole.

use super::*;

/// What was read of a file: its form, and each statement as `id|question|text`.
fn read_as(content: &str) -> (Option<String>, Vec<String>, ParsedInputs) {
    let reading = files().citizen(content).read();
    let form = reading.files[0].profile.clone();
    let statements = reading
        .corpus
        .statements
        .iter()
        .map(|s| {
            format!(
                "{}|{}|{}",
                s.id,
                s.question.as_deref().unwrap_or(""),
                s.text.replace('\n', "⏎")
            )
        })
        .collect();
    (form, statements, reading)
}

#[track_caller]
fn form(content: &str, form: &str, statements: &[&str]) -> ParsedInputs {
    let (found, read, reading) = read_as(content);
    assert_eq!(found.as_deref(), Some(form), "{:?}", reading.notes);
    assert_eq!(read, statements, "{:?} {:?}", reading.problems, reading.notes);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let cells = reading.cells();
    assert_eq!(cells.filled, cells.statements + cells.left_out);
    reading
}

#[test]
fn proposals_of_decidim_in_any_language() {
    let reading = form(
        "id;participatory_space/id;component/id;title/ca;title/es;body/ca;body/es;state;votes;url;author/id;author/name;created_at;withdrawn\n\
         7;1;2;Més arbres;Más árboles;Al carrer;En la calle;accepted;12;https://d.example/7;44;Ana Paz;2026-03-05 08:24:11 UTC;false\n\
         8;1;2;Bus;;Més busos;;;3;https://d.example/8;44;Ana Paz;2026-03-06 08:24:11 UTC;false\n\
         9;1;2;;Parque;;Un parque;rejected;0;;45;Luis Mora;2026-03-06 08:24:11 UTC;false\n\
         10;1;2;;Luz;;Luz en la cancha;;0;;45;Luis Mora;2026-03-06 08:24:11 UTC;true\n",
        "propuestas de Decidim",
        &["7||Más árboles.⏎En la calle", "8||Bus.⏎Més busos"],
    );
    let first = &reading.corpus.statements[0];
    assert_eq!((first.supports, first.link.as_deref()), (Some(12), Some("https://d.example/7")));
    assert_eq!(first.fecha.as_deref(), Some("2026-03-05"));
    assert_eq!(first.person, reading.corpus.statements[1].person);
    assert_eq!(reading.files[0].counted_out.values().sum::<usize>(), 2);
    let headers: Vec<&str> =
        reading.corpus.person_columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(headers, ["author/id", "author/name"]);
    assert!(!reading.corpus.extra_columns.iter().any(|header| header.starts_with("author")));
}

#[test]
fn the_form_of_qualtrics_is_recognised_under_its_three_header_rows() {
    let tag = |id: &str| format!("\"{{\"\"ImportId\"\":\"\"{id}\"\"}}\"");
    let tags = ["startDate", "endDate", "_recordId", "QID1_TEXT"].map(tag).join(",");
    let content = format!(
        "StartDate,EndDate,ResponseId,Q1\nStart Date,End Date,Response ID,¿Qué problema tiene su \
         barrio?\n{tags}\n2026-03-01 10:00:00,2026-03-01 10:05:00,R_1,Falta luz en la cancha\n"
    );
    let reading = files().citizen(&content).read();
    assert_eq!(ids(&reading), ["R_1"]);
    assert_eq!(reading.files[0].profile.as_deref(), Some("formulario de Qualtrics"));
    let question = reading.corpus.statements[0].question.as_deref();
    assert_eq!(question, Some("¿Qué problema tiene su barrio?"));
}

#[test]
fn states_that_nobody_knows_are_listed_once_with_their_rows() {
    let mut files = files().citizen(
        "id,texto,estado\n1,Más buses,Nueva\n2,Agua,Para mesa 2\n3,Luz,Para mesa 2\n4,Un \
         parque,Retirada por el autor\n",
    );
    let reading = files.read();
    assert_eq!(ids(&reading), ["1", "2", "3"]);
    let said: Vec<&String> =
        reading.notes.iter().filter(|note| note.contains("no conoce su estado")).collect();
    assert!(matches!(said.as_slice(), [one] if one.contains("2 («Para mesa 2»: 2)")), "{said:?}");
    files.settings.states = Some(vec!["all".to_owned()]);
    assert!(!files.read().notes.iter().any(|note| note.contains("no conoce su estado")));
}

#[test]
fn states_are_read_when_somebody_asks_for_them() {
    let mut files = files().citizen(
        "id;title;body;state;votes\n1;a;b c;rejected;1\n2;d;e f;accepted;1\n3;g;h i;withdrawn;1\n",
    );
    files.settings.states = Some(vec!["all".to_owned()]);
    assert_eq!(ids(&files.read()), ["1", "2", "3"]);
    files.settings.states = Some(vec!["rejected".to_owned()]);
    assert_eq!(ids(&files.read()), ["1"]);
    files.settings.states = None;
    assert_eq!(ids(&files.read()), ["2"]);
    assert!(
        files
            .said()
            .contains("filas que no se leyeron por su estado: 2 («rejected»: 1, «withdrawn»: 1)")
    );
}

#[test]
fn other_forms_of_decidim() {
    form(
        "id;created_at;body;locale;author/id;author/name;alignment;depth;commentable_id;commentable_type\n\
         1;2026-03-05 08:24:11 UTC;Faltan veredas en la loma;es;4;Ana Paz;0;0;9;Decidim::Proposals::Proposal\n",
        "comentarios de Decidim",
        &["1||Faltan veredas en la loma"],
    );
    form(
        "id;title/es;description/es;instructions/es;start_time;end_time;url\n\
         3;Agua;<p>Qué hacemos con el agua</p>;;;;\n",
        "debates de Decidim",
        &["3||Agua.⏎<p>Qué hacemos con el agua</p>"],
    );
    form(
        "id;title/es;description/es;start_time;end_time;attendees;address;location\n\
         3;Taller de agua;Se pidió alcantarillado;2026-03-05 10:00:00 UTC;;12;Calle A y B;\n",
        "encuentros de Decidim",
        &["3||Taller de agua.⏎Se pidió alcantarillado"],
    );
    form(
        "id;category/id;title/es;description/es;start_date;progress;status/id;proposal_urls\n\
         3;9;Red nueva;Se renovó la red;2026-03-05;14.0;6;\n",
        "resultados de Decidim",
        &["3||Red nueva.⏎Se renovó la red"],
    );
}

#[test]
fn rows_of_a_form_without_an_id_get_one() {
    let reading = form(
        "result_id;title/es;description/es;proposal_urls\n\
         C002;Red nueva;Se renovó la red;\n;Parque;Se abrió el parque;\n;Luz;Se puso luz;\n",
        "resultados de Decidim",
        &[
            "C002||Red nueva.⏎Se renovó la red",
            "C001||Parque.⏎Se abrió el parque",
            "C003||Luz.⏎Se puso luz",
        ],
    );
    let made: Vec<bool> = reading.corpus.statements.iter().map(|s| s.made_id).collect();
    assert_eq!(made, [false, true, true]);
    let told = "c.csv:result_id: filas sin id, que se numeraron: 2 (C001…C003; filas 3, 4); si \
                después agrega o quita filas esos ids cambian, así que es mejor ponerlos en el \
                archivo";
    assert!(reading.notes.iter().any(|note| note.ends_with(told)), "{:?}", reading.notes);
}

#[test]
fn consul_go_vocal_and_polis() {
    form(
        "\"id\";\"title\";\"description\";\"external_url\";\"cached_votes_up\";\"hot_score\";\"created_at\";\"summary\";\"retired_at\"\n\
         1;Agua;\"<p>Agua &amp; luz</p>\";;9;1;2026-03-05 08:24:11 UTC;;\n\
         2;Bus;;;9;1;2026-03-05 08:24:11 UTC;Más buses;\n\
         3;No;Ya no;;9;1;2026-03-05 08:24:11 UTC;;2026-04-01\n",
        "propuestas de CONSUL",
        &["1||Agua.⏎<p>Agua &amp; luz</p>", "2||Bus.⏎Más buses"],
    );
    form(
        "ID,Title,Supports,Administrator,Valuator,Scope,Feasibility,Val. Fin.,Selected\n\
         12,Más buses en la noche,45,Sin asignar,-,Toda la ciudad,Indefinido,No,No\n",
        "proyectos de CONSUL",
        &["12||Más buses en la noche"],
    );
    form(
        "ID,Title,Description,Author name,Author email,Published at,Likes,Status,URL\n\
         5,Sombra,Árboles en la avenida,Ana Paz,a@b.ec,2026-03-05,8,proposed,https://g.example/5\n",
        "aportes de Go Vocal",
        &["5||Sombra.⏎Árboles en la avenida"],
    );
    let polis = form(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
         1772700000000,Thu Mar 05 08:40:00 UTC 2026,1,7,48,8,1,Ensanchar la calle\n\
         1772700000000,Thu Mar 05 08:40:00 UTC 2026,2,7,1,0,-1,basura\n",
        "comentarios de Polis",
        &["1||Ensanchar la calle"],
    );
    assert_eq!(polis.corpus.statements[0].fecha.as_deref(), Some("2026-03-05"));
    assert_eq!(polis.corpus.statements[0].supports, Some(48));
}

#[test]
fn forms_have_as_many_statements_as_open_answers() {
    form(
        "\"Marca temporal\",\"Parroquia\",\"¿Cuál es el problema?\",\"¿Qué propone?\",\"¿Usa el bus?\",\"Correo electrónico\"\n\
         \"2026/03/05 8:41:07 a. m. GMT-5\",Nono,\"No hay agua\",\"Tanques nuevos\",Sí,a@b.ec\n\
         \"2026/03/05 9:02:44 p. m. GMT-5\",Nono,,\"Más buses de noche\",No,c@d.ec\n",
        "formulario de Google",
        &[
            "C001.1|¿Cuál es el problema?|No hay agua",
            "C001.2|¿Qué propone?|Tanques nuevos",
            "C002.2|¿Qué propone?|Más buses de noche",
        ],
    );
    form(
        "ID,Hora de inicio,Hora de finalización,Correo electrónico,Nombre,¿Qué propone?\n\
         1,3/4/26 10:20:30,3/4/26 10:22:30,anonymous,,Tanques de agua\n",
        "formulario de Microsoft Forms",
        &["1|¿Qué propone?|Tanques de agua"],
    );
    form(
        "start;end;datos/parroquia;datos/problema;datos/servicios;datos/servicios/agua;datos/servicios/luz;_id;_uuid;_submission_time;_index\n\
         2026-03-04T10:20:30.123-05:00;2026-03-04T10:25:30.123-05:00;Nono;No hay agua;agua luz;1;1;12;aaaa-1;2026-03-04T15:25:31;1\n",
        "formulario de KoboToolbox",
        &["12||No hay agua"],
    );
    form(
        "SubmissionDate,datos-propuesta,KEY,SubmitterID,SubmitterName,ReviewState\n\
         2026-03-04T15:25:31.000Z,Tanques de agua,uuid:1,5,Equipo,\n\
         2026-03-04T15:25:31.000Z,Basura,uuid:2,5,Equipo,rejected\n",
        "formulario de ODK",
        &["uuid:1||Tanques de agua"],
    );
    form(
        "\"id. ID de respuesta\",\"submitdate. Fecha de envío\",\"lastpage. Última página\",\"startlanguage. Lenguaje inicial\",\"G1Q1. ¿Qué propone?\",\"G1Q2[SQ001]. Parroquia [Nono]\"\n\
         1,2026-03-04 10:20:30,3,es,Tanques de agua,Sí\n",
        "formulario de LimeSurvey",
        &["1|G1Q1. ¿Qué propone?|Tanques de agua"],
    );
    form(
        "Respondent ID,Collector ID,Start Date,IP Address,¿Qué propone?\n\
         11000000001,4001,02/23/2026 08:10:11 AM,10.0.0.1,Más buses en la noche\n",
        "formulario de SurveyMonkey",
        &["11000000001|¿Qué propone?|Más buses en la noche"],
    );
}

#[test]
fn the_numbers_of_a_platform_are_no_cedulas_and_cedulas_are_no_ids() {
    let content = |ids: [&str; 3]| {
        let [a, b, c] = ids;
        format!(
            "Respondent ID,Collector ID,Start Date,¿Qué propone?\n\
             {a},400123456,02/23/2026 08:10:11 AM,Más buses en la noche\n\
             {b},400123456,02/24/2026 08:10:11 AM,Un parque con sombra\n\
             {c},400123457,02/25/2026 08:10:11 AM,Agua segura todos los días\n"
        )
    };
    let (_, read, reading) = read_as(&content(["114123456789", "114123456790", "114123456791"]));
    assert_eq!(read[0], "114123456789|¿Qué propone?|Más buses en la noche");
    assert!(reading.corpus.person_columns.is_empty(), "{:?}", reading.corpus.person_columns);
    let (_, read, reading) = read_as(&content(["1710034065", "0926687856", "1710034065"]));
    assert_eq!(read[0], "C001|¿Qué propone?|Más buses en la noche");
    assert_eq!(reading.corpus.person_columns[0].header, "Respondent ID");
}

#[test]
fn what_analysts_bring_from_their_tools() {
    form(
        "comment-id,comment-body,source\n1,Más buses,web\n",
        "entrada de Kouchou-AI o Talk to the City",
        &["1||Más buses"],
    );
    form(
        "id,comment,interview\n1,Más buses,Ana Paz\n",
        "entrada de Talk to the City",
        &["1||Más buses"],
    );
    form(
        "response_id,response\n1,Más buses\n",
        "respuestas de ThemeFinder o Consult",
        &["1||Más buses"],
    );
    let codes = form(
        "id,document,tag,content\n1,Taller 1,agua,No hay agua\n1,Taller 1,salud,No hay agua\n",
        "citas de Taguette",
        &["1||No hay agua"],
    );
    assert_eq!(codes.cells().left_out, 1);
    form(
        "Código,Archivo,Referencia,Contenido codificado\nagua,Taller 1,1,No hay agua\n",
        "codificación de NVivo",
        &["C001||No hay agua"],
    );
    form(
        "Code,Coded text,Filename,Coder\nagua,No hay agua,t1.txt,ana\n",
        "codificación de QualCoder",
        &["C001||No hay agua"],
    );
}

#[test]
fn the_other_forms_that_are_known() {
    form(
        "id;title/es;description/es;budget_amount;confirmed_votes;created_at\n\
         4;Parque;Un parque con sombra;20000;31;2026-03-05 10:00:00 UTC\n",
        "proyectos de presupuestos de Decidim",
        &["4||Parque.⏎Un parque con sombra"],
    );
    let comments = form(
        "id,commentable_id,commentable_type,body,user_id,hidden_at,created_at\n\
         1,7,Debate,Más buses en la noche,31,,2026-03-05 10:00:00\n\
         2,7,Debate,Compre aquí,32,2026-03-06,2026-03-05 11:00:00\n",
        "comentarios de CONSUL",
        &["1||Más buses en la noche"],
    );
    assert_eq!(comments.cells().left_out, 1);
    form(
        "Código,Segmento,Documento,Creado por\nagua,No hay agua en la loma,Taller 1,ana\n",
        "segmentos de MAXQDA o ATLAS.ti",
        &["C001||No hay agua en la loma"],
    );
    form(
        "StartDate,EndDate,ResponseId,Q1\n\
         2026-03-05 10:00:00,2026-03-05 10:05:00,R_1,Más buses en la noche\n\
         2026-03-05 11:00:00,2026-03-05 11:05:00,R_2,Un parque con sombra\n",
        "formulario de Qualtrics",
        &["R_1||Más buses en la noche", "R_2||Un parque con sombra"],
    );
    form(
        "arg-id,argument,comment-body\nA1,Más buses,Quiero más buses\n",
        "argumentos de Kouchou-AI o Talk to the City",
        &["A1||Más buses"],
    );
}
