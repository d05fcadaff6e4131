//! The program in the browser, by mouse and by keyboard alone: sheets, a run, workbooks that come back,
//! another round, the list; every screen at two widths.

use std::path::PathBuf;

use serde_json::json;

use super::looks::{axe, found};
use crate::support::app_server::{serve, sheets};
use crate::support::chromium::{Browser, ENTER, TAB};
use crate::support::outputs::Outputs;
use crate::support::page_server::Server;
use crate::support::project::Project;
use crate::support::sheets::{entry, fill_in};

/// Drops a file on a place as a hand does.
fn drop_file(browser: &Browser, place: &str, name: &str, contents: &str) {
    browser.js(&format!(
        "const data = new DataTransfer(); \
         data.items.add(new File([{}], {}, {{ type: 'text/csv' }})); \
         document.querySelector({}).dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }}))",
        json!(contents),
        json!(name),
        json!(place)
    ));
}

/// Nothing hinders anybody, nothing is wider than the window, and a picture is kept.
#[track_caller]
fn looks_well(browser: &Browser, axe: &str, name: &str) {
    browser.until("return document.body.dataset.ready === 'yes'");
    for (width, height) in [(390, 844), (1280, 800)] {
        browser.size(width, height);
        let wide = browser.js("return document.documentElement.scrollWidth - innerWidth");
        assert!(wide.as_i64().unwrap() <= 0, "{name} at {width}: {wide} too wide");
        let hindering = found(browser, axe);
        assert!(hindering.is_empty(), "{name} at {width}: {hindering:#?}");
        browser.picture(&format!("app/{name}-{width}"));
    }
}

#[test]
#[ignore = "needs Chromium"]
fn two_sheets_are_dropped_and_their_report_is_read() {
    let axe = axe();
    let project = Project::new();
    let server = serve(&project);
    let browser = Browser::new(1280, 800);
    browser.open(&server.link);
    browser.reads("Empiece uno");
    looks_well(&browser, &axe, "procesos-vacio");

    browser.js("document.querySelector('#nombre').value = 'Plan de la parroquia'");
    browser.click(".main");
    browser.reads("Subir y revisar las hojas");
    looks_well(&browser, &axe, "proceso");
    browser.click("a[href$='/hojas']");
    browser.reads("Todavía no hay hojas");
    looks_well(&browser, &axe, "hojas-vacio");

    let (offices, citizens) = sheets();
    drop_file(&browser, "[data-drop=oficinas]", "oficinas.csv", &offices);
    browser.reads("20 aportes");
    drop_file(&browser, "[data-drop=ciudadania]", "talleres.csv", &citizens);
    browser.reads("40 aportes");
    looks_well(&browser, &axe, "hojas-leidas");
    // A file of another kind is told and taken nowhere.
    browser.until("return document.body.dataset.ready === 'yes'");
    drop_file(&browser, "[data-drop=ambas]", "programa.exe", "MZ");
    browser.reads("no es una hoja que minga lea");
    // A choice that makes the sheet unreadable is told by cell, and is taken back.
    browser.js("document.querySelectorAll('select[name=c1]')[0].value = ''");
    browser.js("document.querySelectorAll('form[action$=columnas] button')[0].click()");
    browser.reads("Volver a las columnas que minga reconoce");
    looks_well(&browser, &axe, "hojas-problemas");
    browser.js("document.querySelector('form[action$=automatico] button').click()");
    browser.reads("40 aportes");
    browser.click("form[action$=confirmar] .main");
    browser.reads("Guardada como");

    browser.until("return document.body.dataset.ready === 'yes'");
    browser.click("a[href$='/correr']");
    browser.reads("Se agrupan 40 aportes");
    looks_well(&browser, &axe, "correr");
    browser.click("form[action$=correr] .main");
    browser.reads("Dónde quedó cada aporte");
    looks_well(&browser, &axe, "corrida");
    browser.click("form[action$=revisar] button");
    browser.reads("Ir a la página de revisión");
    let link = browser.js("return document.querySelector('a[href*=\"#t=\"]').href");
    browser.until("return document.body.dataset.ready === 'yes'");
    browser.js("document.querySelector('a[href$=informe]').click()");
    browser.reads("Informe de la corrida");
    let style = browser.js("return getComputedStyle(document.querySelector('.over')).color");
    assert_ne!(style, "rgb(0, 0, 0)", "the report has its style");
    browser.picture("app/informe-1280");
    browser.open(&format!("http://127.0.0.1:{}/", server.port));
    browser.reads("corrida 1:");
    looks_well(&browser, &axe, "procesos");
    browser.open(link.as_str().unwrap());
    browser.reads("Revisar");
    let wrong: Vec<String> =
        browser.console().into_iter().filter(|line| !line.contains("415")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A process with two sheets and a run, open at the run's page.
fn with_a_run(browser: &Browser, server: &Server) {
    let (offices, citizens) = sheets();
    browser.open(&server.link);
    browser.reads("Empiece uno");
    browser.js("document.querySelector('#nombre').value = 'Plan de la parroquia'");
    browser.click("form[action='/procesos'] .main");
    browser.reads("Subir y revisar las hojas");
    browser.click("a[href$='/hojas']");
    browser.reads("Todavía no hay hojas");
    drop_file(browser, "[data-drop=oficinas]", "oficinas.csv", &offices);
    browser.reads("20 aportes");
    drop_file(browser, "[data-drop=ciudadania]", "talleres.csv", &citizens);
    browser.reads("40 aportes");
    ready(browser);
    browser.click("form[action$=confirmar] .main");
    browser.reads("Guardada como");
    ready(browser);
    browser.click("a[href$='/correr']");
    browser.reads("Se agrupan 40 aportes");
    browser.js("document.querySelector('#propuestas').value = '8'");
    ready(browser);
    browser.click("form[action$=correr] .main");
    browser.reads("Dónde quedó cada aporte");
    ready(browser);
}

fn ready(browser: &Browser) {
    browser.until("return document.body.dataset.ready === 'yes'");
}

/// The folder of the one process of a project.
fn process_folder(project: &Project) -> PathBuf {
    let entries = std::fs::read_dir(project.path("procesos")).unwrap();
    let mut names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    project.path("procesos").join(names.find(|name| name.starts_with("p-")).unwrap())
}

/// A workbook of a run in which every proposal is accepted; with a row that is not in order, if asked.
fn filled(project: &Project, run: usize, with_a_mistake: bool) -> PathBuf {
    let dir = process_folder(project).join(format!("corridas/{run}"));
    let outputs = Outputs::new(dir.clone());
    let mut entries = Vec::new();
    for (n, row) in outputs.csv("candidates.csv").iter().enumerate() {
        let wrong = with_a_mistake && n == 0;
        let what = if wrong { "fusionar con…" } else { "aceptar" };
        entries.push(entry("Propuestas", &row["id"], "decisión", what));
        entries.push(entry("Propuestas", &row["id"], "objetivo de desarrollo", "1"));
    }
    for row in outputs.csv("statements.csv").iter().filter(|row| row["status"] != "candidate") {
        entries.push(entry("Sin propuesta", &row["id"], "decisión", "de acuerdo: queda fuera"));
    }
    let to = project.path(&format!("lleno-{run}-{with_a_mistake}.xlsx"));
    fill_in(&dir.join("review.xlsx"), &to, &entries);
    to
}

#[test]
#[ignore = "needs Chromium"]
fn a_workbook_comes_back_a_second_round_is_made_and_the_list_is_downloaded() {
    let axe = axe();
    let project = Project::new();
    let server = serve(&project);
    let browser = Browser::new(1280, 800);
    with_a_run(&browser, &server);
    browser.click("form[action$=revisar] button");
    browser.reads("Cerrar la página de revisión");
    looks_well(&browser, &axe, "corrida-abierta");
    browser.click("a[href$='/recibir']");
    browser.reads("hay que cerrarla");
    looks_well(&browser, &axe, "recibir-cerrado");
    browser.click("form[action$=cerrar] .main");
    browser.reads("Recibir un libro");
    looks_well(&browser, &axe, "recibir");
    // Without a name nothing is sent.
    browser.choose("#libro", &filled(&project, 1, true));
    browser.until("return document.activeElement.id === 'quien'");
    browser.js("document.querySelector('#quien').value = 'Rosa Vera'");
    browser.choose("#libro", &filled(&project, 1, true));
    browser.reads("tiene problemas");
    looks_well(&browser, &axe, "recibir-problemas");
    browser.click("form[action$=tomar] .main");
    browser.reads("Guardado en el registro");
    looks_well(&browser, &axe, "recibido");

    // The list as a draft, with what is missing.
    browser.click("main a[href$='/corridas/1']");
    browser.reads("Después");
    ready(&browser);
    browser.click("a[href$='/consolidar']");
    browser.reads("Lo que falta decidir");
    looks_well(&browser, &axe, "consolidar");
    browser.click("input[name=borrador]");
    browser.js("document.querySelector('#devolucion').value = 'entidad'");
    browser.click("form[action$=consolidar] .main");
    browser.reads("Borrador 1");
    looks_well(&browser, &axe, "borrador");
    let back = browser.js("return document.querySelector('a[href$=\"index.html\"]').href");
    let here = browser.js("return location.href");
    browser.js(&format!("location.href = {back}"));
    browser.reads("Qué se dijo y en qué quedó");
    browser.until("return document.querySelector('a[href=\"proceso.html\"]')");
    browser.click("a[href='proceso.html']");
    browser.until("return location.pathname.endsWith('proceso.html')");
    browser.picture("app/devolucion-1280");
    browser.open(here.as_str().unwrap());

    // Another round.
    browser.click("nav a[href$='/hojas']");
    browser.reads("Subir hojas");
    ready(&browser);
    let round = "id,texto,taller\nS1,Que haya médicos en el subcentro,Mesa del sur\nS2,Abran la biblioteca,Mesa del sur\n";
    drop_file(&browser, "[data-drop=ciudadania]", "ronda2.csv", round);
    browser.reads("42 aportes");
    ready(&browser);
    browser.click("form[action$=confirmar] .main");
    browser.until("return !document.querySelector('form[action$=confirmar]')");
    ready(&browser);
    browser.click("nav a[href$='/correr']");
    browser.reads("Continuar la corrida 1");
    assert_eq!(browser.js("return document.querySelector('[name=anterior]').checked"), true);
    browser.js("document.querySelector('.round details').open = true");
    looks_well(&browser, &axe, "correr-segunda");
    browser.click("form[action$=correr] .main");
    browser.reads("Dónde quedó cada aporte");
    ready(&browser);
    browser.click("a[href$='/recibir']");
    browser.reads("Recibir un libro");
    ready(&browser);
    browser.js("document.querySelector('#quien').value = 'Rosa Vera'");
    browser.choose("#libro", &filled(&project, 2, false));
    browser.reads("Guardado en el registro");
    ready(&browser);
    browser.click("main a[href$='/corridas/2']");
    browser.reads("Después");
    ready(&browser);
    browser.click("a[href$='/consolidar']");
    browser.reads("No falta nada");
    ready(&browser);
    browser.click("form[action$=consolidar] .main");
    browser.reads("Lista consolidada 2");
    looks_well(&browser, &axe, "consolidado");
    let sizes = browser.js_later(
        "const done = arguments[arguments.length - 1]; \
         Promise.all([...document.querySelectorAll('main a[download]')].map(async (one) => \
           (await (await fetch(one.href)).arrayBuffer()).byteLength)).then(done)",
    );
    let sizes = sizes.as_array().unwrap();
    assert!(sizes.len() > 4 && sizes.iter().all(|size| size.as_u64().unwrap() > 100), "{sizes:?}");

    // The whole process goes out and comes back.
    browser.click("nav a[href^='/p/']");
    browser.reads("Descargar una copia");
    looks_well(&browser, &axe, "proceso-hecho");
    browser.js("window.copia = fetch(document.querySelector('a[href$=\"copia.zip\"]').href).then((answer) => answer.arrayBuffer())");
    let zip = browser.js_later("const done = arguments[arguments.length - 1]; window.copia.then((all) => done([...new Uint8Array(all)]))");
    let zip: Vec<u8> =
        zip.as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
    std::fs::write(project.path("copia.zip"), zip).unwrap();
    browser.click("nav a[href='/']");
    browser.reads("Traer la copia");
    ready(&browser);
    browser.js("[...document.querySelectorAll('details')].forEach((one) => { one.open = true; })");
    looks_well(&browser, &axe, "copia");
    browser.choose("#copia", &project.path("copia.zip"));
    browser.reads("Plan de la parroquia (copia)");
    assert_eq!(browser.console(), [""; 0]);
    ready(&browser);
    browser.click("nav a[href='/']");
    browser.reads("Cerrar minga");
    ready(&browser);
    browser.click("form[action='/terminar'] button");
    browser.reads("minga se cerró");
    assert_eq!(server.ends(), Some(0));
}

/// Goes with the Tab key to an element.
#[track_caller]
fn tab_to(browser: &Browser, selector: &str) {
    let there = format!("return document.activeElement.matches({})", json!(selector));
    for _ in 0..120 {
        if browser.js(&there) == true {
            let seen = browser.js("return getComputedStyle(document.activeElement).outlineStyle");
            assert_ne!(seen, "none", "the focus is seen on {selector}");
            return;
        }
        browser.press(&TAB.to_string());
    }
    panic!("the Tab key does not lead to {selector}");
}

#[track_caller]
fn enter(browser: &Browser, selector: &str) {
    ready(browser);
    tab_to(browser, selector);
    browser.press(&ENTER.to_string());
}

#[test]
#[ignore = "needs Chromium"]
fn the_job_is_done_by_keyboard_alone() {
    let (offices, citizens) = sheets();
    let project = Project::new().file("oficinas.csv", offices).file("talleres.csv", citizens);
    let server = serve(&project);
    let browser = Browser::new(1280, 800);
    browser.open(&server.link);
    browser.reads("Empiece uno");
    ready(&browser);
    tab_to(&browser, "#nombre");
    browser.press(&format!("Plan{ENTER}"));
    browser.reads("Subir y revisar las hojas");
    enter(&browser, "main a[href$='/hojas']");
    browser.reads("Todavía no hay hojas");
    for (field, file, reads) in
        [("#oficinas", "oficinas.csv", "20 aportes"), ("#ciudadania", "talleres.csv", "40 aportes")]
    {
        ready(&browser);
        tab_to(&browser, field);
        // The system's own dialog for files cannot be driven: what it gives is given.
        browser.choose(field, &project.path(file));
        browser.reads(reads);
    }
    enter(&browser, "form[action$=confirmar] .main");
    browser.reads("Guardada como");
    enter(&browser, "nav a[href$='/correr']");
    browser.reads("Se agrupan 40 aportes");
    ready(&browser);
    tab_to(&browser, "#propuestas");
    browser.press(&format!("8{ENTER}"));
    browser.reads("Dónde quedó cada aporte");
    enter(&browser, "a[href$='/recibir']");
    browser.reads("Recibir un libro");
    ready(&browser);
    tab_to(&browser, "#quien");
    browser.press("Rosa Vera");
    tab_to(&browser, "#libro");
    browser.choose("#libro", &filled(&project, 1, true));
    browser.reads("tiene problemas");
    enter(&browser, "form[action$=tomar] .main");
    browser.reads("Guardado en el registro");
    enter(&browser, "nav a[href$='/correr']");
    browser.reads("Continuar la corrida 1");
    enter(&browser, "form[action$=correr] .main");
    browser.reads("Corrida 2");
    browser.reads("Dónde quedó cada aporte");
    enter(&browser, "a[href$='/consolidar']");
    browser.reads("Lo que falta decidir");
    ready(&browser);
    tab_to(&browser, "input[name=borrador]");
    browser.press(" ");
    enter(&browser, "form[action$=consolidar] .main");
    browser.reads("Borrador 1");
    assert_eq!(browser.console(), [""; 0]);
}
