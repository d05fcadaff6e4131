//! The program in the browser, by mouse: a process, two sheets, a run, its report; at two widths.

use serde_json::json;

use super::looks::{axe, found};
use crate::support::app_server::{serve, sheets};
use crate::support::chromium::Browser;
use crate::support::project::Project;

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
