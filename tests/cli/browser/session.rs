//! A planner's whole session in a real browser, by keyboard and by mouse, alone and with others.

use serde_json::json;

use crate::features::review::{invite, small};
use crate::support::chromium::{Browser, DOWN, ENTER, ESCAPE, TAB};
use crate::support::example::RUN;
use crate::support::page_server::{Server, copy_of};
use crate::support::project::Project;

pub(super) fn example() -> Project {
    copy_of(&RUN.path(""))
}

/// The id of the card that is open.
pub(super) fn card(browser: &Browser) -> String {
    let id = browser.until(
        "return document.body.dataset.acts === 'ready' && document.querySelector('#tarjeta .over .id')?.innerText",
    );
    id.as_str().unwrap().to_owned()
}

/// Waits until another card than this one is open, and tells which.
pub(super) fn left(browser: &Browser, id: &str) -> String {
    browser.until(&format!(
        "const id = document.querySelector('#tarjeta .over .id')?.innerText; \
         return id && id !== {} && document.activeElement.id === 'titulo' && document.body.dataset.acts === 'ready'",
        json!(id)
    ));
    card(browser)
}

/// Waits until this card is open.
pub(super) fn on(browser: &Browser, id: &str) {
    browser.until(&format!(
        "return document.querySelector('#tarjeta .over .id')?.innerText === {} && document.body.dataset.acts === 'ready'",
        json!(id)
    ));
}

fn chosen(browser: &Browser) -> String {
    browser.until("return document.activeElement.dataset.statement").as_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs Chromium"]
fn a_planner_goes_through_a_session_by_keyboard_alone() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let link = browser.js("return location.href");
    assert!(!link.as_str().unwrap().contains(&server.token), "the token leaves the address");

    // Accept: decided, and on to the next.
    let first = card(&browser);
    browser.press("a");
    let second = left(&browser, &first);
    assert_eq!(server.row(&first)["state"], "decided");
    browser.reads(&format!("Ana aceptó {first}"));

    // Undo: back on the card, as it was.
    browser.press("z");
    on(&browser, &first);
    browser.until(
        "return document.querySelector('#tarjeta .facts').innerText.includes('sin revisar')",
    );
    assert_eq!(server.row(&first)["state"], "open");

    // Next and previous.
    browser.press("j");
    on(&browser, &second);
    browser.press("k");
    on(&browser, &first);

    // Take a statement out; the focus stays among the statements.
    browser.press("v");
    let out = chosen(&browser);
    browser.press("s");
    browser.reads(&format!("Ana quitó {out} de {first}"));
    browser.until("return document.activeElement.dataset.statement");
    assert_eq!(server.row(&first)["pending"], 1);

    // Move another, found by typing without accents, with the arrows.
    browser.press(&DOWN.to_string());
    let moved = chosen(&browser);
    assert_ne!(moved, out, "the focus stays where the statement was");
    browser.press(" m");
    browser.until("return document.querySelector('dialog[open] #destino')");
    browser.press("movilidad");
    browser.until("return document.querySelectorAll('#destinos li').length > 1");
    browser.press(&DOWN.to_string());
    let target = browser
        .js("return document.querySelector('#destinos [aria-selected=true]').dataset.target");
    browser.press(&ENTER.to_string());
    browser.reads(&format!("Ana movió {moved} a {}", target.as_str().unwrap()));

    // Split: two statements become a challenge of their own.
    browser.until("return document.activeElement.dataset.statement");
    let apart = chosen(&browser);
    browser.press(" ");
    browser.press("d");
    browser.until("return document.activeElement.id === 'texto'");
    browser.press("Un desafío aparte");
    browser.press(&ENTER.to_string());
    browser.reads(&format!("Ana separó {apart} de {first} como un desafío nuevo"));
    let rows = server.rows();
    let named = rows.iter().find(|row| row["title"] == "Un desafío aparte");
    let coined = named.expect("the new challenge is listed")["id"].clone();
    assert_eq!(server.card(coined.as_str().unwrap())["decided"], 1);

    // Rename: the dialog holds the present wording.
    browser.until("return document.activeElement.dataset.statement");
    browser.press("r");
    browser.until(
        "return document.activeElement.id === 'texto' && document.activeElement.value.length > 5",
    );
    browser.js("document.activeElement.select()");
    browser.press("Recuperar lo que es de todos");
    browser.press(&ENTER.to_string());
    browser.until(
        "return document.querySelector('#titulo').innerText === 'Recuperar lo que es de todos'",
    );

    // A comment, and no "I do not know" by a stray key in a text.
    browser.press("c");
    browser.until("return document.activeElement.id === 'texto'");
    browser.press("no queda claro, n");
    browser.press(&ENTER.to_string());
    browser.reads("no queda claro, n");

    // Escape leaves a question unanswered.
    let acts = server.get("/api/state").json()["version"].clone();
    browser.press("x");
    browser.until("return document.querySelector('dialog[open] fieldset')");
    browser.press(&ESCAPE.to_string());
    browser.until("return !document.querySelector('dialog[open]')");
    assert_eq!(server.get("/api/state").json()["version"], acts);

    // Merge with a near one: the queue goes on.
    browser.until("document.querySelector('#titulo').focus(); return true");
    browser.press("f");
    browser.until("return document.querySelector('#destinos li')");
    let into = browser.js("return document.querySelector('#destinos li').dataset.target");
    browser.press(&ENTER.to_string());
    let third = left(&browser, &first);
    browser.reads(&format!("Ana fusionó {first} con {}", into.as_str().unwrap()));
    assert_eq!(server.row(&first)["state"], "waiting", "what was taken out still waits there");

    // Discard the whole of the next one, with a reason of the list.
    browser.press("x");
    browser.until("return document.activeElement.name === 'motivo'");
    browser.press(" ");
    browser.press(&ENTER.to_string());
    let fourth = left(&browser, &third);
    assert_eq!(server.row(&third)["state"], "gone");

    // Not sure about the next.
    browser.press("n");
    left(&browser, &fourth);
    assert_eq!(server.row(&fourth)["state"], "waiting");

    // Everything is there after a reload, and after another start.
    browser.reload();
    browser.until("return document.querySelector('#titulo')");
    browser.open(&format!("http://127.0.0.1:{}/#revisar/{fourth}", server.port));
    browser.reads("Ana no supo decidir");
    assert_eq!(browser.console(), [""; 0], "nothing was blocked or failed");
}

#[test]
#[ignore = "needs Chromium"]
fn the_second_to_decide_sees_what_changed_and_overwrites_nothing() {
    let project = small();
    let beto = invite(&project, "--invite Beto");
    let server = Server::start(&project, "out");
    let (ana, other) = (Browser::new(1280, 900), Browser::new(1280, 900));
    ana.open(&server.link);
    other.open(&server.link_of(&beto));
    let id = card(&ana);
    other.js(&format!("location.hash = '#revisar/{id}'"));
    on(&other, &id);
    other.reads("Revisa Beto");

    ana.press("a");
    left(&ana, &id);
    // Beto is told, and the card under his eyes is not changed.
    other.until(&format!(
        "return document.querySelector('#cambios').innerText.includes('Ana aceptó {id}')"
    ));
    assert!(other.text("#tarjeta .facts").contains("sin revisar"));
    other.press("x");
    other.until("return document.activeElement.name === 'motivo'");
    other.press(" ");
    other.press(&ENTER.to_string());
    other.reads("Esta propuesta cambió mientras usted la miraba");
    other.reads(&format!("Ana aceptó {id}"));
    assert_eq!(server.row(&id)["by"], json!(["Ana"]), "nothing was overwritten");
    other.press(&ENTER.to_string());
    other.until("return document.querySelector('#tarjeta .facts').innerText.includes('revisada')");

    // The queue of both says who decided.
    other.until("return document.querySelector('#filas .by')?.innerText === 'Ana'");
    // Beto undoes nothing of Ana's.
    other.press("z");
    other.reads("no hay ninguna decisión suya que deshacer");
}

#[test]
#[ignore = "needs Chromium"]
fn the_mouse_does_what_the_keys_do_and_near_duplicates_go_together() {
    let project = small();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let rows = server.rows();
    let home = rows.iter().map(|row| row["id"].as_str().unwrap()).find(|id| {
        let card = server.card(id);
        card["sides"][1]["statements"].as_array().unwrap().iter().any(|one| one["id"] == "C1")
    });
    let home = home.unwrap().to_owned();
    browser.click(&format!("[data-card='{home}']"));
    on(&browser, &home);
    browser.click("[data-statement='C1']");
    browser.reads("Con 1 aporte elegido:");
    browser.reads("Elegir 1 repetido");
    browser.press("e");
    browser.reads("Con 2 aportes elegidos:");
    browser.click("#elegidos [data-act='take_out']");
    browser.until("return /Ana quitó C. y C. de/.test(document.querySelector('#aviso').innerText)");
    assert_eq!(server.row(&home)["pending"], 2);
    browser.click("#aviso button");
    browser.reads("Deshecho: Ana quitó");
    browser.click("[data-act='accept']");
    left(&browser, &home);

    // Filters, search without accents, and the statements without a card.
    browser.click("#buscar");
    browser.press("QUÉBRADA");
    browser.until("return document.querySelectorAll('#filas li').length === 1");
    browser.press(&ESCAPE.to_string());
    browser.click("a[href='#pendientes']");
    browser.reads("Aportes sin propuesta");
    browser.click("a[href='#panorama']");
    browser.reads("Solo para orientarse");
    browser.click("a[href='#imprimir']");
    browser.reads("Imprimir una competencia");
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn a_reader_and_a_blind_reviewer_see_what_they_should() {
    let project = small();
    let reader = invite(&project, "--read-only-link");
    let server = Server::start(&project, "out --blind");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link_of(&reader));
    browser.reads("Solo lectura");
    assert_eq!(
        browser.js("return document.querySelectorAll('[data-act], [data-statement]').length"),
        0
    );
    browser.press("a");
    assert_eq!(server.get("/api/state").json()["version"], 0);

    // Another link in the same tab counts.
    browser.open(&server.link);
    browser.reads("Revisa Ana");
    let drafts = server.get("/api/state").body;
    assert!(!drafts.contains("doubtful"));
    assert!(!browser.text("#tarjeta").contains("Propuestas parecidas"));
    assert!(browser.text("#titulo").starts_with("Propuesta PD-"));
    assert_eq!(server.get(&format!("/api/scores?id={}", card(&browser))).status, 404);
}

#[test]
#[ignore = "needs Chromium"]
fn what_was_decided_on_the_page_outlives_a_kill() {
    let project = small();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let id = card(&browser);
    browser.press("a");
    left(&browser, &id);
    server.kill();
    browser.press("a");
    browser.reads("El programa no responde");
    let server = Server::start(&project, "out");
    assert_eq!(server.row(&id)["state"], "decided");
    assert_eq!(server.get("/api/state").json()["version"], 1);
    browser.open(&server.link);
    browser.until("return document.querySelector('#barra').value === 1");
    // Tab reaches everything in the order in which it is read.
    browser.js("document.querySelector('#titulo').focus()");
    browser.press(&TAB.to_string());
    assert_eq!(browser.js("return Boolean(document.activeElement.closest('#tarjeta'))"), true);
}
