//! A city with a plan of its own: three rounds, two reviewers and who coordinates them, every count
//! made again from the tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::outputs::Row;
use crate::support::project::{Project, Said};
use crate::support::sheets::{Entry, entry, fill_in};

const CANDIDATES: &str = "Propuestas";
const TEXTS: &str = "Aportes";
const NEW: &str = "Nuevos";

/// What people say of each matter, in each of four parishes.
const SAID: [(&str, [&str; 4]); 5] = [
    (
        "Agua",
        [
            "Que el agua potable llegue con presión todos los días a",
            "Cambiar las tuberías rotas que dejan sin agua a las casas de",
            "Llevar el alcantarillado a las calles altas de",
            "Limpiar los sumideros antes de las lluvias en",
        ],
    ),
    (
        "Movilidad",
        [
            "Más buses por la noche desde el centro hasta",
            "Arreglar las veredas para las sillas de ruedas en",
            "Un paso seguro para peatones frente a la escuela de",
            "Que los buses respeten las paradas en",
        ],
    ),
    (
        "Ambiente",
        [
            "Recoger la basura tres veces por semana en",
            "Sembrar árboles nativos en la quebrada de",
            "Contenedores para separar los residuos en el mercado de",
            "Controlar el ruido de los bares por la noche en",
        ],
    ),
    (
        "Cultura y deporte",
        [
            "Abrir la biblioteca los fines de semana en",
            "Clases de música y danza para jóvenes en",
            "Arreglar la cancha de uso múltiple de",
            "Apoyar las fiestas y la banda de pueblo de",
        ],
    ),
    (
        "Producción",
        [
            "Un puesto fijo para las vendedoras en la feria de",
            "Capacitar a los talleres artesanales de",
            "Crédito para los pequeños agricultores de",
            "Un lugar para vender sin intermediarios los productos de",
        ],
    ),
];

const PARISHES: [&str; 4] = ["Las Lomas", "San Blas", "La Playa", "El Carmen"];

const OFFICES: [(&str, &str); 10] = [
    ("Agua", "Ampliar la cobertura de agua potable y alcantarillado en las zonas altas"),
    ("Agua", "Renovar las redes de agua que pierden caudal"),
    ("Movilidad", "Mejorar la frecuencia y el alcance del transporte público nocturno"),
    ("Movilidad", "Garantizar veredas y pasos accesibles para personas con discapacidad"),
    ("Ambiente", "Fortalecer la recolección diferenciada de residuos sólidos"),
    ("Ambiente", "Recuperar las quebradas con especies nativas"),
    ("Cultura y deporte", "Ampliar los horarios de bibliotecas y espacios culturales"),
    ("Cultura y deporte", "Mantener las canchas y los escenarios deportivos de barrio"),
    ("Producción", "Ordenar las ferias y dar puestos a comerciantes minoristas"),
    ("Producción", "Fomentar la comercialización directa de la agricultura familiar"),
];

/// The plan of a canton without published challenges.
fn plan(project: Project) -> Project {
    let competencias: String =
        SAID.iter().zip(1..).map(|((name, _), n)| format!("C{n},{name}\n")).collect();
    project
        .file("marco/plan.csv", "dato,valor\nnombre,Plan de la ciudad 2031\ndesafío,cantonal\n")
        .file("marco/competencias.csv", format!("id,competencia\n{competencias}"))
        .file(
            "marco/objetivos_desarrollo.csv",
            "id,nombre,objetivo\n1,Servicios,Asegurar servicios básicos para toda la población\n\
             2,Vida en común,Cuidar la vida cultural y productiva de los barrios\n",
        )
        .file(
            "marco/objetivos_gestion.csv",
            "id,objetivo_desarrollo,objetivo\n1.1,1,Ampliar el agua y el saneamiento\n\
             1.2,1,Mejorar la movilidad y el ambiente\n2.1,2,Apoyar la cultura y la producción\n",
        )
        .file(
            "marco/politicas.csv",
            "id,objetivo_gestion,politica\nP1,1.1,Invertir primero donde falta el servicio\n\
             P2,1.2,Dar prioridad a quien camina y usa bus\nP3,2.1,Abrir los espacios públicos\n",
        )
}

fn offices() -> String {
    let rows = OFFICES.iter().zip(1..);
    let rows = rows.map(|((competencia, text), n)| format!("OF-{n:02},{competencia},{text}\n"));
    format!("id,competencia,texto\n{}", rows.collect::<String>())
}

/// The workshop of each parish, the first of each matter's sentences or the others.
fn workshops(sentences: std::ops::Range<usize>) -> String {
    let mut text = "id,competencia,texto,parroquia,taller\n".to_owned();
    let mut n = 40 * sentences.start;
    for (place, parish) in PARISHES.iter().enumerate() {
        for (matter, said) in &SAID {
            for sentence in &said[sentences.clone()] {
                n += 1;
                let workshop = place + 1;
                text.extend([format!(
                    "TA-{n:03},{matter},{sentence} {parish},{parish},T{workshop}\n"
                )
                .as_str()]);
            }
        }
    }
    text
}

fn by_id(rows: Vec<Row>, column: &str) -> BTreeMap<String, Row> {
    rows.into_iter().map(|row| (row[column].clone(), row)).collect()
}

fn members(row: &Row) -> Vec<String> {
    row["members"].split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// Nobody is told of «1 archivos».
fn agrees_in_number(said: &Said) {
    for text in [&said.out, &said.err] {
        let words: Vec<&str> = text.split_whitespace().collect();
        for pair in words.windows(2) {
            let noun = pair[1].trim_matches(|c: char| !c.is_alphanumeric());
            let plural = ["os", "as", "es"].iter().any(|end| noun.ends_with(end));
            let one = pair[0].trim_start_matches('(') == "1";
            assert!(!(one && plural && noun.len() > 3), "«{} {noun}» in {text}", pair[0]);
        }
    }
}

/// The number before some words.
fn told(text: &str, words: &str) -> usize {
    let at = text.find(&format!(" {words}")).unwrap_or_else(|| panic!("no «{words}» in {text}"));
    let number = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap();
    number.replace('.', "").parse().unwrap_or_else(|_| panic!("«{number}» in {text}"))
}

/// The states that `apply` tells, made again from the traceability of a draft.
fn recounted(project: &Project, run: &str, said: &str) {
    project.minga(&format!("consolidate {run} --draft --to {run}-borrador")).succeeds();
    let trace = project.outputs(&format!("{run}-borrador")).csv("trazabilidad.csv");
    let own: Vec<&Row> = trace.iter().filter(|row| row["also"] == "no").collect();
    let count = |states: &[&str]| own.iter().filter(|row| states.contains(&&*row["state"])).count();
    let pending = count(&["pending"]);
    let decided = count(&["in_challenge", "discarded"]);
    assert_eq!(told(said, "aportes: "), own.len(), "{said}");
    assert_eq!(told(said, "decididos por personas"), decided, "{said}");
    assert_eq!(told(said, "donde los puso la corrida"), own.len() - decided - pending, "{said}");
    assert_eq!(
        told(said, if pending == 1 { "pendiente" } else { "pendientes" }),
        pending,
        "{said}"
    );
}

/// What Ana decides about the first round: three candidates accepted, one text made a challenge of
/// its own and aligned.
fn anas(project: &Project) -> (Vec<Entry>, Vec<String>, String) {
    let mut candidates = project.outputs("uno").csv("candidates.csv");
    candidates.sort_by_key(|row| std::cmp::Reverse(members(row).len()));
    let accepted: Vec<String> = candidates[..3].iter().map(|row| row["id"].clone()).collect();
    let mut entries = Vec::new();
    for id in &accepted {
        entries.push(entry(CANDIDATES, id, "decisión", "aceptar"));
        entries.push(entry(CANDIDATES, id, "revisor", "Ana Ruiz"));
    }
    let own = members(&candidates[3])[0].clone();
    entries.push(entry(TEXTS, &own, "decisión", "mover a…"));
    entries.push(entry(TEXTS, &own, "destino", "nuevo: Cuidar lo que el barrio ya tiene"));
    entries.push(entry(TEXTS, &own, "revisor", "Ana Ruiz"));
    let header = "desafío nuevo (el texto que escribió en «destino»)";
    entries.push(entry(NEW, "#2", header, "Cuidar lo que el barrio ya tiene"));
    entries.push(entry(NEW, "#2", "objetivo de gestión", "2.1"));
    entries.push(entry(NEW, "#2", "horizonte", "gestión"));
    entries.push(entry(NEW, "#2", "revisor", "Ana Ruiz"));
    (entries, accepted, own)
}

#[test]
fn a_city_goes_through_three_rounds_without_a_trap() {
    let project = plan(Project::new())
        .file("oficinas.csv", offices())
        .file("talleres.csv", workshops(0..2))
        .file("talleres2.csv", workshops(2..3));
    // The frame lies beside the files, and the first line says so.
    let both = "--institutional oficinas.csv --citizen talleres.csv";
    let said = project.minga(&format!("run {both} --target 12 --out uno")).succeeds();
    assert!(said.err.starts_with("nota: marco: la carpeta «marco»"), "{}", said.err);
    agrees_in_number(&said);
    assert_eq!(told(&said.out, "aportes leídos"), 50);
    let one = project.outputs("uno");
    assert_eq!(told(&said.out, "propuestas de desafío"), one.csv("candidates.csv").len());
    assert!(one.text("report.html").contains("Propuestas de desafío cantonal: Plan de la ciudad"));

    let (entries, accepted, own) = anas(&project);
    fill_in(&project.path("uno/review.xlsx"), &project.path("ana.xlsx"), &entries);
    let said = project.minga("apply uno ana.xlsx").succeeds();
    agrees_in_number(&said);
    assert_eq!(told(&said.out, "llenas"), 5, "{}", said.out);
    assert_eq!(told(&said.out, "decisiones nuevas"), 5, "{}", said.out);
    let coined = said.out.split("Desafío nuevo ").nth(1).unwrap_or_else(|| panic!("{}", said.out));
    let coined = coined.split(": «Cuidar lo que").next().unwrap().to_owned();
    assert!(coined.starts_with("PD-"), "{coined}");
    recounted(&project, "uno", &said.out);
    people_are_not_files(&project, &accepted);
    who_coordinates_settles(&project, &own, &coined);
    let two = second_round(&project, &accepted, &own, &coined);
    third_round(&project, &two);
    the_list_is_whole(&project, &coined);
}

/// A copy is nobody else, a file of nobody is asked for, and what a file said is taken back.
fn people_are_not_files(project: &Project, accepted: &[String]) {
    std::fs::copy(project.path("ana.xlsx"), project.path("ana-1.xlsx")).unwrap();
    let said = project.minga("apply uno ana.xlsx ana-1.xlsx").succeeds();
    assert!(said.err.contains("es el mismo archivo que «ana.xlsx»"), "{}", said.err);
    assert!(said.out.contains("no cambia nada"), "{}", said.out);

    let luis = [entry(CANDIDATES, &accepted[0], "decisión", "descartar"), {
        entry(CANDIDATES, &accepted[0], "motivo", "es un reclamo privado")
    }];
    fill_in(&project.path("uno/review.xlsx"), &project.path("libro.xlsx"), &luis);
    let said = project.minga("apply uno libro.xlsx").finds_problems();
    assert!(said.err.contains("no se sabe quién revisó"), "{}", said.err);
    project.minga("apply uno libro.xlsx --reviewer").arg("Luis Vera").succeeds();
    // The same file is remembered as his.
    project.minga("apply uno libro.xlsx").succeeds();
    let said = project.minga("apply uno libro.xlsx --reviewer Otra").cannot_run();
    assert!(said.err.contains("como de Luis Vera"), "{}", said.err);
    // A file of the same name is somebody else's: whose is taken back has to be said.
    std::fs::create_dir(project.path("marta")).unwrap();
    let marta = [entry(CANDIDATES, &accepted[0], "decisión", "aceptar")];
    fill_in(&project.path("uno/review.xlsx"), &project.path("marta/libro.xlsx"), &marta);
    project.minga("apply uno marta/libro.xlsx --reviewer").arg("Marta Paz").succeeds();
    let said = project.minga("apply uno --withdraw libro.xlsx").cannot_run();
    assert!(said.err.contains("es de varias personas (Luis Vera, Marta Paz)"), "{}", said.err);
    let withdraw = || project.minga("apply uno --withdraw marta/libro.xlsx");
    withdraw().arg("--reviewer").arg("Marta Paz").succeeds();
    let said = project.minga("apply uno marta/libro.xlsx").finds_problems();
    assert!(said.err.contains("no se sabe quién revisó"), "{}", said.err);
    let said = withdraw().succeeds();
    assert!(said.out.starts_with("1 decisión retirada."), "{}", said.out);
    agrees_in_number(&said);
    let said = project.minga("apply uno --withdraw libro.xlsx").cannot_run();
    assert!(said.err.contains("no hay decisiones en vigor de «libro.xlsx»"), "{}", said.err);
    recounted(project, "uno", &project.minga("apply uno ana.xlsx").succeeds().out);
}

/// Both words side by side; the coordinator fills in the table, and that stands.
fn who_coordinates_settles(project: &Project, own: &str, coined: &str) {
    let table = format!("statement_id,final_id,reviewer\n{own},NINGUNO,Luis Vera\n");
    std::fs::write(project.path("luis.csv"), table).unwrap();
    let said = project.minga("apply uno luis.csv").succeeds();
    assert!(said.out.contains("1 aporte en que no hay acuerdo"), "{}", said.out);
    recounted(project, "uno", &said.out);
    let open = project.outputs("uno").csv("disagreements.csv");
    let words: BTreeSet<&str> = ["dice 1", "dice 2"].map(|column| &*open[0][column]).into();
    assert_eq!(words, ["NINGUNO", "nuevo:Cuidar lo que el barrio ya tiene"].into());

    project.minga("apply uno --coordinator").arg("Rosa Díaz").succeeds();
    let table = format!("statement_id,final_id\n{own},{coined}\n");
    std::fs::write(project.path("rosa.csv"), table).unwrap();
    let said = project.minga("apply uno rosa.csv --reviewer").arg("Rosa Díaz").succeeds();
    assert!(!project.path("uno/disagreements.csv").exists(), "{}", said.out);
    recounted(project, "uno", &said.out);
    let log = project.minga("log uno").succeeds();
    assert!(log.out.contains("Rosa Díaz coordina la revisión"), "{}", log.out);
}

/// The frame is kept, ids stay, an edited text is told, and the book shows what is decided.
fn second_round(
    project: &Project,
    accepted: &[String],
    own: &str,
    coined: &str,
) -> BTreeMap<String, Row> {
    let one = by_id(project.outputs("uno").csv("statements.csv"), "id");
    let edited = one.values().find(|row| row["candidate_id"] == accepted[1]).unwrap();
    let (id, before) = (edited["id"].clone(), edited["text"].clone());
    let rows = std::fs::read_to_string(project.path("talleres2.csv")).unwrap();
    let row =
        if id.starts_with("OF") { None } else { Some(format!("{id},,{before} y sus veredas,,\n")) };
    let is_edited = row.is_some();
    std::fs::write(project.path("talleres2.csv"), rows + &row.unwrap_or_default()).unwrap();
    let said = project.minga("run --citizen talleres2.csv --previous uno --out dos").succeeds();
    assert!(
        said.err
            .starts_with("nota: marco: «Plan de la ciudad 2031», el de la corrida que continúa"),
        "{}",
        said.err
    );
    agrees_in_number(&said);
    let (first, second) = (project.outputs("uno"), project.outputs("dos"));
    assert_eq!(first.json("run.json")["frame"], second.json("run.json")["frame"]);
    let two = by_id(second.csv("statements.csv"), "id");
    assert_eq!(two.len(), 70);
    assert_eq!(two[own]["candidate_id"], coined);
    if is_edited {
        assert!(said.err.contains("1 desafío tiene otra redacción"), "{}", said.err);
        let sheet = second.sheet(TEXTS);
        let at = sheet[0].iter().position(|cell| cell == "situación").unwrap();
        let row = sheet.iter().find(|row| row[0] == id).unwrap();
        assert_eq!(row[at], "editado: revisar");
        assert!(row.iter().any(|cell| cell.contains(&format!("antes decía «{before}»"))));
    }
    let candidates = by_id(second.csv("candidates.csv"), "id");
    assert_eq!(candidates[coined]["draft"], "Cuidar lo que el barrio ya tiene");
    // Nothing asks again for what was decided.
    let sheet = second.sheet(CANDIDATES);
    let place = |header: &str| sheet[0].iter().position(|cell| cell == header).unwrap();
    for id in [&accepted[0], &accepted[2], &coined.to_owned()] {
        let row = sheet.iter().find(|row| row[0] == **id).unwrap();
        assert!(["decidido", "cambió"].contains(&&*row[place("situación")]), "{row:?}");
        assert!(!row[place("decidido por")].is_empty(), "{row:?}");
    }
    let row = sheet.iter().find(|row| row[0] == coined).unwrap();
    assert_eq!(row[place("objetivo sugerido")], "objetivo de gestión 2.1 (decidido)");
    assert!(row[place("decidido por")].contains("Lo decidió la coordinación"), "{row:?}");
    // What changed is compared with what people had decided: the new challenge is no news.
    let changes = second.csv("changes.csv");
    assert!(!changes.iter().any(|row| row["candidate_id"] == coined && row["change"] == "new"));
    for row in &changes {
        let number = |column: &str| row[column].parse::<i64>().unwrap();
        let difference = number("n_new_texts") + number("n_came") - number("n_went");
        assert_eq!(number("n_after") - number("n_before"), difference, "{row:?}");
    }
    // A book of the first round is not for this run, in one sentence.
    let said = project.minga("apply dos ana.xlsx").finds_problems();
    assert_eq!(said.err.lines().count(), 3, "{}", said.err);
    assert!(said.err.contains("este libro es de otra corrida"), "{}", said.err);
    two
}

/// Rows without ids continue the series; another frame is told, and takes nothing along that it does
/// not have.
fn third_round(project: &Project, two: &BTreeMap<String, Row>) {
    let rows = "texto,parroquia,taller\nQue el cementerio tenga agua y luz,San Blas,T2\n\
                Ordenar las tumbas del cementerio,La Playa,T3\n";
    std::fs::write(project.path("talleres3.csv"), rows).unwrap();
    project.minga("run --citizen talleres3.csv --previous dos --out tres").succeeds();
    let three = by_id(project.outputs("tres").csv("statements.csv"), "id");
    let new: Vec<&String> = three.keys().filter(|id| !two.contains_key(*id)).collect();
    let last = two.keys().filter_map(|id| id.strip_prefix("TA-")?.parse::<usize>().ok()).max();
    let last = last.unwrap();
    assert_eq!(new, [&format!("TA-{:03}", last + 1), &format!("TA-{:03}", last + 2)]);

    let other =
        "id,nombre,objetivo\n1,Servicios,Asegurar servicios básicos para toda la población\n";
    let marco = project.path("marco");
    std::fs::create_dir(project.path("marco2")).unwrap();
    for file in ["plan.csv", "competencias.csv"] {
        std::fs::copy(marco.join(file), project.path("marco2").join(file)).unwrap();
    }
    std::fs::write(project.path("marco2/objetivos_desarrollo.csv"), other).unwrap();
    let said = project.minga("run --previous dos --frame marco2 --out cuatro").succeeds();
    assert!(said.err.contains("cambio de marco"), "{}", said.err);
    let changes = project.outputs("cuatro").csv("frame_changes.csv");
    let gone = changes.iter().filter(|row| row["change"] == "gone").count();
    assert_eq!(gone, 7, "two objectives of three levels went: {changes:?}");
    assert_eq!(changes.iter().filter(|row| row["change"] == "same").count(), 6);
}

/// Everything is decided, and every total is the sum of its parts.
fn the_list_is_whole(project: &Project, coined: &str) {
    let outputs = project.outputs("tres");
    let said = project.minga("consolidate tres").finds_problems();
    agrees_in_number(&said);
    let candidates = outputs.csv("candidates.csv");
    let mut entries = Vec::new();
    for row in candidates.iter().filter(|row| row["id"] != coined) {
        entries.push(entry(CANDIDATES, &row["id"], "decisión", "aceptar"));
        entries.push(entry(CANDIDATES, &row["id"], "objetivo de desarrollo", "1"));
    }
    for row in outputs.csv("statements.csv") {
        if row["status"] != "candidate" {
            entries.push(entry("Sin propuesta", &row["id"], "decisión", "de acuerdo: queda fuera"));
        }
    }
    fill_in(&outputs.path("review.xlsx"), &project.path("mesa.xlsx"), &entries);
    let said = project.minga("apply tres mesa.xlsx --reviewer").arg("Rosa Díaz").succeeds();
    agrees_in_number(&said);
    let said = project.minga("consolidate tres").succeeds();
    agrees_in_number(&said);
    let finals = by_id(outputs.csv("consolidado.csv"), "id");
    assert!(finals.contains_key(coined), "{:?}", finals.keys());
    assert!(finals.keys().all(|id| !id.starts_with("nuevo:")));
    let trace = outputs.csv("trazabilidad.csv");
    let own: Vec<&Row> = trace.iter().filter(|row| row["also"] == "no").collect();
    assert_eq!(own.len(), 72);
    for (id, row) in &finals {
        let counted: usize = ["n_institutional", "n_citizen"]
            .map(|column| row[column].parse::<usize>().unwrap())
            .iter()
            .sum();
        assert_eq!(counted, own.iter().filter(|row| row["final_id"] == *id).count(), "{id}");
    }
    assert_eq!(told(&said.out, "institucionales"), 10);
}

#[test]
fn nobody_s_frame_is_assumed() {
    let project = Project::new().file("t.csv", "id,texto\nC1,Que llegue el agua\n");
    let said = project.minga("run --citizen t.csv --out uno").cannot_run();
    assert!(said.err.contains("no se sabe qué marco usar"), "{}", said.err);
    assert!(!project.path("uno").exists());
    let said = project.minga("template plantillas").cannot_run();
    assert!(said.err.contains("--frame"), "{}", said.err);
}
