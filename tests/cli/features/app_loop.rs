//! What follows a run in `minga app`, over HTTP: workbooks that come back, another round, the
//! consolidated list, copies, cancelling, and a program that is killed in between.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use zip::ZipArchive;

use crate::support::app_server::{App, sheets};
use crate::support::corpus::first_rows;
use crate::support::outputs::{Outputs, Row};
#[cfg(target_os = "linux")]
use crate::support::page_server::Server;
use crate::support::project::Project;
use crate::support::sheets::{Entry, entry, fill_in};

const CANDIDATES: &str = "Propuestas";

/// A third sheet, with ids of the first one for other texts.
const ROUND: &str = "id,texto,parroquia,taller\n\
    I1,Que haya médicos en el subcentro de salud,Nono,Mesa del sur\n\
    I2,Abran la biblioteca los fines de semana,Nono,Mesa del sur\n\
    I3,Faltan cupos en el colegio nocturno,Calacalí,Mesa del norte\n\
    I4,Un mercado con techo para vender los productos de la huerta,Calacalí,Mesa del norte\n";

/// The folder of a process.
fn folder(project: &Project, process: &str) -> PathBuf {
    project.path("procesos").join(process.trim_start_matches("/p/"))
}

/// A process with two sheets and a run, and the run's page.
fn with_a_run(app: &App) -> (String, String) {
    let process = app.process("Plan");
    let (offices, citizens) = sheets();
    app.keeps(&process, ("oficinas.csv", "oficinas"), &offices);
    app.keeps(&process, ("talleres.csv", "ciudadania"), &citizens);
    let page = app.runs(&process, "propuestas=8");
    (process, page)
}

/// The workbook of a run as it is downloaded, filled in.
fn filled(project: &Project, app: &App, page: &str, entries: &[Entry]) -> Vec<u8> {
    let book = app.get(&format!("{page}/archivo/review.xlsx"));
    assert_eq!(book.status, 200);
    let (from, to) = (project.path("bajado.xlsx"), project.path("lleno.xlsx"));
    std::fs::write(&from, &book.bytes).unwrap();
    fill_in(&from, &to, entries);
    std::fs::read(to).unwrap()
}

fn accept(row: &Row) -> [Entry; 2] {
    let id = &row["id"];
    [
        entry(CANDIDATES, id, "decisión", "aceptar"),
        entry(CANDIDATES, id, "objetivo de desarrollo", "1"),
    ]
}

fn candidates(dir: &Path) -> Vec<Row> {
    Outputs::new(dir.to_owned()).csv("candidates.csv")
}

/// Everything that a run proposes is accepted, and what is left out is agreed to.
fn decide_all(dir: &Path) -> Vec<Entry> {
    let own = candidates(dir);
    let out = Outputs::new(dir.to_owned()).csv("statements.csv");
    let out = out.iter().filter(|row| row["status"] != "candidate");
    own.iter()
        .flat_map(accept)
        .chain(
            out.map(|row| {
                entry("Sin propuesta", &row["id"], "decisión", "de acuerdo: queda fuera")
            }),
        )
        .collect()
}

/// The parts of a zip, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[test]
fn from_a_workbook_that_comes_back_to_the_second_round_and_the_list() {
    let project = Project::new();
    let app = App::start(&project);
    let (process, page) = with_a_run(&app);
    let run = folder(&project, &process).join("corridas/1");
    let receive = |page: &str, name: &str, who: &str, book: &[u8]| {
        app.upload(&format!("{page}/recibir?nombre={name}&quien={who}&origen="), book)
    };
    let own = candidates(&run);

    let told = app.page(&page);
    assert!(told.contains("talleres.csv: ") && !told.contains("ciudadania-2.csv"), "{told}");

    // The review page holds the log, and is ended before a workbook is taken.
    app.sends(&format!("{page}/revisar"), "");
    assert!(app.page(&format!("{page}/recibir")).contains("Cerrar la página de revisión"));
    assert_eq!(receive(&page, "libro.xlsx", "Rosa", b"x").status, 409);
    app.sends(&format!("{page}/cerrar"), "volver=recibir");
    assert!(app.page(&format!("{page}/recibir")).contains("0 decisiones en el registro"));

    // A row that is not in order: nothing is recorded until somebody says so.
    let mut entries: Vec<Entry> = own[1..].iter().flat_map(accept).collect();
    entries.push(entry(CANDIDATES, &own[0]["id"], "decisión", "fusionar con…"));
    let book = filled(&project, &app, &page, &entries);
    assert_eq!(receive(&page, "libro.exe", "Rosa", &book).status, 415);
    assert_eq!(receive(&page, "libro.xlsx", "", &book).status, 422);
    assert_eq!(receive(&page, "..%2F..%2Flibro+de+Rosa.xlsx", "Rosa+Vera", &book).status, 200);
    let told = app.page(&format!("{page}/recibir"));
    for part in
        ["«libro de Rosa.xlsx» tiene problemas", "Tomar solo las filas en orden", "0 decisiones"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains(".recibido"), "{told}");
    app.sends(&format!("{page}/recibir/dejar"), "");
    assert!(!app.page(&format!("{page}/recibir")).contains("tiene problemas"));
    assert_eq!(app.form(&format!("{page}/recibir/tomar"), "").status, 422);
    assert_eq!(receive(&page, "libro+de+Rosa.xlsx", "Rosa+Vera", &book).status, 200);
    app.sends(&format!("{page}/recibir/tomar"), "");
    let told = app.page(&format!("{page}/recibir"));
    for part in [
        "decisiones nuevas guardadas",
        "Las filas con problemas quedaron fuera",
        "Rosa Vera",
        "libro-",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let waits = std::fs::read_dir(project.path("procesos/.recibido")).unwrap().count();
    assert_eq!(waits, 0, "what was recorded waits no more");
    // The same again changes nothing.
    assert_eq!(receive(&page, "copia.xlsx", "Rosa+Vera", &book).status, 200);
    app.sends(&format!("{page}/recibir/tomar"), "");
    assert!(app.page(&format!("{page}/recibir")).contains("Todo esto ya estaba en el registro"));

    // Another person says otherwise: both words are shown, and whose word stands is named.
    let other = [
        entry(CANDIDATES, &own[1]["id"], "decisión", "descartar"),
        entry(CANDIDATES, &own[1]["id"], "motivo", "es un reclamo privado"),
    ];
    let other = filled(&project, &app, &page, &other);
    assert_eq!(receive(&page, "luis.xlsx", "Luis", &other).status, 200);
    let told = app.page(&format!("{page}/recibir"));
    assert!(told.contains("Donde no hay acuerdo") && told.contains("disagreements.csv"), "{told}");
    assert_eq!(app.get(&format!("{page}/archivo/disagreements.csv")).status, 200);
    // A workbook is of the person that it was of.
    let again = receive(&page, "de-otro.xlsx", "Luis", &book);
    assert_eq!(again.status, 422);
    assert!(again.body.contains("«Libros recibidos»: «libro de Rosa.xlsx»"), "{}", again.body);
    app.sends(&format!("{page}/recibir/coordina"), "nombre=Rosa+Vera");
    assert!(!app.page(&format!("{page}/recibir")).contains("Donde no hay acuerdo"));
    app.sends(&format!("{page}/recibir/retirar"), "archivo=libro-4.xlsx");
    assert!(app.page(&format!("{page}/recibir")).contains("retirado"));
    assert_eq!(app.form(&format!("{page}/recibir/retirar"), "archivo=..%2Fx").status, 422);

    // The list waits for what is open, and is written as a draft where that is asked for.
    let before = app.page(&format!("{page}/consolidar"));
    assert!(before.contains("sin decidir") && before.contains("Escribir el borrador"), "{before}");
    assert!(before.contains("Una página por entidad") && !before.contains("Una página por taller"));
    assert_eq!(app.form(&format!("{page}/consolidar"), "devolucion=").status, 422);
    assert!(!folder(&project, &process).join("consolidados/1").exists());
    app.sends(&format!("{page}/consolidar"), "borrador=si&devolucion=entidad");
    let list = format!("{process}/consolidados/1");
    assert!(app.page(&format!("{page}/consolidar")).contains("Borrador 1"));
    let index = app.get(&format!("{list}/devolucion/index.html"));
    assert_eq!(index.status, 200);
    assert!(index.headers.contains("default-src 'none'"), "{}", index.headers);
    let pages = parts(&app.get(&format!("{list}/devolucion.zip")).bytes);
    assert!(pages.contains_key("devolucion/proceso.docx"), "{:?}", pages.keys());
    for other in ["x.html", "..%2F..%2F..%2Fproceso.json", "%2Fetc%2Fpasswd", "consolidado.json"] {
        assert_eq!(app.get(&format!("{list}/devolucion/{other}")).status, 404, "{other}");
        assert_eq!(app.get(&format!("{list}/archivo/{other}")).status, 404, "{other}");
    }

    second_round(&project, &app, &process);
}

/// New sheets continue the run, whose decisions hold; then everything is decided.
fn second_round(project: &Project, app: &App, process: &str) {
    let of = |number: usize| folder(project, process).join(format!("corridas/{number}"));
    app.keeps(process, ("ronda2.csv", "oficinas"), ROUND);
    let begin = app.page(&format!("{process}/correr"));
    assert!(begin.contains("Continuar la corrida 1"), "{begin}");
    assert!(begin.contains("Entra lo nuevo: 1 hoja"), "{begin}");
    // The ids of the first round say something else: a person decides what they are.
    app.sends(&format!("{process}/correr"), "propuestas=8&anterior=1");
    let state = app.ended(process);
    assert_eq!(state["state"], "failed", "{state}");
    assert!(app.page(&format!("{process}/correr")).contains("elija abajo"));
    assert!(!of(2).exists());
    let page = app.runs(process, "propuestas=10&anterior=1&ids=otros");
    let manifest = Outputs::new(of(2)).json("run.json");
    assert!(
        manifest["previous"].as_str().is_some_and(|name| name.contains("decisi")),
        "{manifest}"
    );
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 1);
    let rows = Outputs::new(of(2)).csv("statements.csv");
    assert!(rows.iter().any(|row| row["id"] == "R2-I1" && row["round"] == "2"));
    assert_eq!(rows.len(), 44);
    assert!(app.get(&format!("{page}/archivo/changes.csv")).status == 200);

    let book = filled(project, app, &page, &decide_all(&of(2)));
    let sent = app.upload(&format!("{page}/recibir?nombre=mesa.xlsx&quien=Rosa+Vera"), &book);
    assert_eq!(sent.status, 200, "{}", sent.body);
    let told = app.page(&format!("{page}/recibir"));
    assert!(told.contains("Guardado en el registro"), "{told}");
    let before = app.page(&format!("{page}/consolidar"));
    assert!(before.contains("No falta nada"), "{before}");
    app.sends(&format!("{page}/consolidar"), "devolucion=taller");
    let page = app.page(&format!("{page}/consolidar"));
    assert!(page.contains("Lista consolidada 2") && page.contains("devolucion.zip"), "{page}");
    let list = format!("{process}/consolidados/2/archivo");
    let book = app.get(&format!("{list}/consolidado.xlsx"));
    let mut book = Xlsx::new(Cursor::new(book.bytes)).unwrap();
    let sheet = book.worksheet_range("Trazabilidad").unwrap();
    let ids = sheet.rows().filter(|row| {
        row.iter().any(|cell| matches!(cell, Data::String(s) if s.starts_with("R2-")))
    });
    assert_eq!(ids.count(), 4);
    let document = parts(&app.get(&format!("{list}/consolidado.docx")).bytes);
    assert!(document.contains_key("word/document.xml"));
    let trace = app.get(&format!("{list}/trazabilidad.csv")).body;
    assert_eq!(trace.lines().count(), 45, "{trace}");
}

#[test]
fn a_process_goes_out_as_a_zip_and_comes_back_with_its_decisions() {
    let project = Project::new();
    let app = App::start(&project);
    let (process, page) = with_a_run(&app);
    let run = folder(&project, &process).join("corridas/1");
    let book = filled(&project, &app, &page, &decide_all(&run));
    app.upload(&format!("{page}/recibir?nombre=mesa.xlsx&quien=Rosa"), &book);
    app.sends(&format!("{page}/consolidar"), "devolucion=entidad");
    // Also while the review page is open, which has the log.
    app.sends(&format!("{page}/revisar"), "");
    let zip = app.get(&format!("{process}/copia.zip"));
    assert_eq!(zip.status, 200, "{}", zip.body);
    let inside = parts(&zip.bytes);
    for name in
        ["proceso.json", "hojas/oficinas-1.csv", "corridas/1/decisions.db", "libros/libro-1.xlsx"]
    {
        assert!(inside.contains_key(name), "{name}: {:?}", inside.keys());
    }
    assert!(!inside.keys().any(|name| name.contains("access") || name.contains(".minga")));

    let taken = app.upload("/procesos/copia?nombre=copia.zip", &zip.bytes);
    assert_eq!(taken.status, 200, "{}", taken.body);
    let copy = taken.body;
    assert_ne!(copy, process);
    assert!(app.page(&copy).contains("Plan (copia)"));
    let told = app.page(&format!("{copy}/corridas/1/recibir"));
    assert!(told.contains("0 pendientes") && told.contains("mesa.xlsx"), "{told}");
    assert!(app.page(&format!("{copy}/corridas/1/consolidar")).contains("No falta nada"));
    let same = |name: &str| {
        let read = |process: &str| std::fs::read(folder(&project, process).join(name)).unwrap();
        read(&process) == read(&copy)
    };
    assert!(same("hojas/oficinas-1.csv") && same("corridas/1/proposal.json"));
    let again = parts(&app.get(&format!("{copy}/copia.zip")).bytes);
    assert_eq!(again.keys().collect::<Vec<_>>(), inside.keys().collect::<Vec<_>>());

    // What is no copy is refused whole.
    let before = std::fs::read_dir(project.path("procesos")).unwrap().count();
    for bytes in [&zip.bytes[..zip.bytes.len() / 2], b"PK\x03\x04", &book] {
        let refused = app.upload("/procesos/copia?nombre=copia.zip", bytes);
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
    assert_eq!(app.upload("/procesos/copia?nombre=copia.rar", &zip.bytes).status, 415);
    assert_eq!(std::fs::read_dir(project.path("procesos")).unwrap().count(), before);
}

#[test]
fn a_run_that_is_cancelled_leaves_nothing_and_the_next_one_is_made() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Plan");
    app.keeps(&process, ("o.csv", "oficinas"), &first_rows("institucional.csv", 100));
    app.keeps(&process, ("t.csv", "ciudadania"), &first_rows("ciudadano.csv", 300));
    app.sends(&format!("{process}/correr"), "");
    // Neither a second run nor the end of the program while one is made.
    assert_eq!(app.form(&format!("{process}/correr"), "").status, 422);
    assert_eq!(app.form("/terminar", "").status, 409);
    app.sends(&format!("{process}/cancelar"), "");
    assert_eq!(app.ended(&process)["state"], "cancelled");
    assert!(!folder(&project, &process).join("corridas/1").exists());
    assert!(app.page(&format!("{process}/correr")).contains("La corrida se canceló"));
    app.sends(&format!("{process}/cancelar"), "");
    assert!(app.page(&process).contains("falta la corrida"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_click_on_a_desktop_opens_the_program() {
    let project = Project::new();
    let clicked = project.minga("").env("DISPLAY", ":9").without_env("MINGA_REVIEWER").spawn();
    let server = Server::of(clicked);
    assert!(project.path("minga").is_dir(), "the processes are in the user's folder");
    assert_eq!(server.get("/style.css").status, 200);
    drop(server);
    // In a script there is no desktop, and the usual words are told.
    assert!(project.minga("").cannot_run().err.contains("run"));
}

#[test]
fn the_program_is_ended_from_its_page() {
    let project = Project::new();
    let app = App::start(&project);
    let (_, page) = with_a_run(&app);
    app.sends(&format!("{page}/revisar"), "");
    let answer = app.form("/terminar", "");
    assert!(answer.status == 200 && answer.body.contains("Todo está guardado"), "{}", answer.body);
    assert_eq!(app.server.ends(), Some(0));
    App::start(&project).page(&page);
}

#[test]
fn a_killed_program_loses_nothing_that_was_confirmed() {
    let project = Project::new();
    let mut app = App::start(&project);
    let killed = |app: App| {
        app.server.kill();
        App::start(&project)
    };
    let process = app.process("Plan");
    app = killed(app);
    let (offices, citizens) = sheets();
    app.keeps(&process, ("oficinas.csv", "oficinas"), &offices);
    app.keeps(&process, ("talleres.csv", "ciudadania"), &citizens);
    app = killed(app);
    assert!(app.page(&format!("{process}/hojas")).contains("40 aportes"));
    // In the middle of a run: it is made anew.
    app.sends(&format!("{process}/correr"), "propuestas=8");
    app = killed(app);
    let page = app.runs(&process, "propuestas=8");
    app = killed(app);
    let dir = folder(&project, &process).join("corridas").join(page.rsplit('/').next().unwrap());
    let own = candidates(&dir);
    let book = filled(&project, &app, &page, &accept(&own[0]));
    let sent = app.upload(&format!("{page}/recibir?nombre=mesa.xlsx&quien=Rosa"), &book);
    assert_eq!(sent.status, 200);
    app = killed(app);
    let told = app.page(&format!("{page}/recibir"));
    assert!(told.contains("2 decisiones en el registro") && told.contains("mesa.xlsx"), "{told}");
    // A workbook that waited for a word is sent again; what was recorded stays.
    let bad = [entry(CANDIDATES, &own[1]["id"], "decisión", "fusionar con…")];
    let bad = filled(&project, &app, &page, &bad);
    app.upload(&format!("{page}/recibir?nombre=mala.xlsx&quien=Rosa"), &bad);
    app = killed(app);
    let told = app.page(&format!("{page}/recibir"));
    assert!(!told.contains("mala.xlsx") && told.contains("2 decisiones"), "{told}");
    app.sends(&format!("{page}/consolidar"), "borrador=si");
    app = killed(app);
    assert!(app.page(&format!("{page}/consolidar")).contains("consolidado.docx"));
    let zip = app.get(&format!("{process}/copia.zip"));
    app.upload("/procesos/copia?nombre=copia.zip", &zip.bytes);
    app = killed(app);
    assert!(app.page("/").contains("Plan (copia)"));
}
