//! What one person meets besides the acts: search, ranges, what stays over a reload, lost
//! connections, small and low windows, forced colours.

use serde_json::{Value, json};

use super::session::{card, example, left, on};
use crate::features::review::{invite, small};
use crate::support::chromium::{Browser, DOWN, ENTER, ESCAPE, SHIFT, TAB};
use crate::support::page_server::Server;

#[test]
#[ignore = "needs Chromium"]
fn a_search_shows_where_it_hit_opens_the_first_and_chooses_all() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    card(&browser);
    browser.press("/QUÉBRADA");
    browser.until("return document.querySelector('#filas .row-hit mark.hit')");
    let marked = browser.text("#filas .row-hit mark.hit").to_lowercase();
    assert_eq!(marked, "quebrada");
    let first = browser.js("return document.querySelector('#filas [data-card]').dataset.card");
    browser.press(&ENTER.to_string());
    on(&browser, first.as_str().unwrap());
    browser.until("return document.querySelector('#tarjeta mark.hit')");
    browser.press("g");
    let hits = "return [...document.querySelectorAll('#tarjeta [data-statement]:checked')].map((one) => \
                one.closest('li').innerText.toLowerCase()).every((text) => text.includes('quebrada'))";
    browser
        .until("return document.querySelectorAll('#tarjeta [data-statement]:checked').length > 0");
    assert_eq!(browser.js(hits), true);

    // The filter survives a reload; Escape clears it.
    browser.reload();
    browser.until("return document.querySelector('#buscar').value.length > 0 && document.querySelector('#filas mark.hit')");
    browser.click("#buscar");
    browser.press(&ESCAPE.to_string());
    browser.until("return document.querySelector('#buscar').value === '' && !document.querySelector('#filas mark.hit')");
    assert_eq!(browser.js("return document.activeElement.id"), "buscar");
    browser.press(&ESCAPE.to_string());
    assert_ne!(browser.js("return document.activeElement.id"), "buscar");

    // Shift chooses a range, by arrows and by the mouse.
    browser.press("v");
    browser.until("return document.activeElement.dataset.statement");
    browser.press_with(SHIFT, DOWN);
    browser.press_with(SHIFT, DOWN);
    browser.reads("Con 3 aportes elegidos:");
    browser.press(&ESCAPE.to_string());

    // Several of those without a card at once.
    browser.js("location.hash = '#pendientes'");
    browser.reads("Aportes sin propuesta");
    browser.js("document.querySelectorAll('.tabs button')[1].click()");
    browser.until("return document.querySelectorAll('[data-statement]').length > 5");
    browser.press("v");
    browser.press(" ");
    browser.js("document.querySelectorAll('[data-statement]')[3].dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))");
    browser.reads("Con 4 aportes elegidos:");
    browser.js("[...document.querySelectorAll('#elegidos button')].find((one) => one.innerText.startsWith('De acuerdo')).click()");
    browser.reads("Ana dejó fuera");
    assert_eq!(server.get("/api/state").json()["counts"]["decided"], 4);
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn what_was_undone_is_done_again_and_nothing_covers_a_button() {
    let project = small();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 600);
    browser.open(&server.link);
    let first = card(&browser);
    browser.press("c");
    browser.until("return document.activeElement.id === 'texto'");
    browser.press("¿seguro?");
    browser.press(&ENTER.to_string());
    browser.reads("Ana comentó");
    browser.reads("1 comentario");
    assert!(browser.text(&format!("[data-card='{first}']")).contains("1 comentario"));
    assert!(browser.text("#tarjeta .facts").contains("1 comentario"));
    browser.press("a");
    left(&browser, &first);
    browser.press("z");
    on(&browser, &first);
    browser.reads(&format!("Deshecho: Ana aceptó {first}"));
    browser.press("y");
    browser.reads(&format!("Rehecho: Ana aceptó {first}"));
    assert_eq!(server.row(&first)["state"], "decided");

    // With a word said and something chosen, every button that is in the window can be pressed.
    browser.js("document.querySelector('[data-statement]').click()");
    browser.reads("Con 1 aporte elegido:");
    let covered = "return [...document.querySelectorAll('button, a[href], input')].filter((node) => { \
        const box = node.getBoundingClientRect(); \
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]; \
        const clip = node.closest('.sheet, .queue')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight }; \
        if (box.width === 0 || y < clip.top || y > clip.bottom || x < 0 || x > innerWidth) return false; \
        const top = document.elementFromPoint(x, y); \
        return !(node.contains(top) || top?.contains(node)); }).map((node) => node.outerHTML.slice(0, 120))";
    assert_eq!(browser.js(covered), json!([]));
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn a_lost_connection_and_a_closed_link_stay_to_be_read() {
    let project = small();
    let beto = invite(&project, "--invite Beto");
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link_of(&beto));
    let first = card(&browser);
    browser.network(0, true);
    browser.press("a");
    browser.until("return document.querySelector('#estado').innerText.includes('Sin conexión con el programa')");
    browser.network(0, false);
    browser.until("return document.querySelector('#estado').hidden");
    assert_eq!(card(&browser), first);
    project.minga("review out --revoke Beto").succeeds();
    browser.until("return document.querySelector('#estado').innerText.includes('Su enlace ya no funciona. Pida uno nuevo.')");
}

/// Whether the element that has the focus is to be seen, whole or as much of it as fits.
const SEEN: &str = "const node = document.activeElement; \
    const box = node.getBoundingClientRect(); \
    const [x, y] = [box.x + Math.min(box.width, innerWidth) / 2, box.y + Math.min(box.height, 20) / 2]; \
    const top = document.elementFromPoint(x, y); \
    return Boolean(top && (node.contains(top) || top.contains(node)))";

#[test]
#[ignore = "needs Chromium"]
fn everything_is_seen_in_a_narrow_window_and_aceptar_is_near() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(320, 640);
    browser.open(&server.link);
    browser.until("return document.querySelectorAll('#filas li').length > 10");
    let cut = "return [...document.querySelectorAll('.bar *')].filter((node) => { \
        const box = node.getBoundingClientRect(); \
        return box.width > 0 && (box.right > innerWidth + 1 || box.left < 0); }).length";
    assert_eq!(browser.js(cut), 0, "the bar is whole");
    browser.js("document.querySelector('#filas button').click()");
    card(&browser);
    let within = "const box = document.querySelector('[data-act=accept]').getBoundingClientRect(); \
                  return box.top >= 0 && box.bottom <= innerHeight && box.width > 80";
    assert_eq!(browser.js(within), true);
    browser.js("document.querySelector('#hoja').scrollTop = 900");
    assert_eq!(browser.js(within), true, "Aceptar stays");
    browser.click(".acts .more");
    assert_eq!(
        browser.js("return document.querySelector('[data-act=rename]').offsetHeight > 20"),
        true
    );

    // From the top of the page three presses lead to Aceptar, and no focus is hidden.
    let browser = Browser::new(1280, 700);
    browser.open(&server.link);
    card(&browser);
    browser.js("document.activeElement.blur(); document.querySelector('#saltar').focus()");
    browser.press(&format!("{TAB}{ENTER}"));
    assert_eq!(browser.js("return document.activeElement.dataset.act"), "accept");
    for _ in 0..40 {
        browser.press(&TAB.to_string());
        let now = browser.js("return document.activeElement.outerHTML.slice(0, 150)");
        assert_eq!(browser.js(SEEN), true, "{now}");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn nothing_vanishes_in_forced_colours() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    let features = json!([{ "name": "forced-colors", "value": "active" }]);
    browser.chrome("Emulation.setEmulatedMedia", &json!({ "features": features }));
    browser.open(&server.link);
    card(&browser);
    let style = |selector: &str, name: &str| -> Value {
        browser.js(&format!(
            "return getComputedStyle(document.querySelector({})).{name}",
            json!(selector)
        ))
    };
    let text = style("#tarjeta .words", "color");
    assert_eq!(style("#tarjeta mark", "color"), text, "marked words are as black as the others");
    assert_eq!(style("#tarjeta mark", "textDecorationLine"), "underline");
    assert_eq!(style(".row[aria-current]", "outlineStyle"), "solid");
    browser.picture("colores-forzados");
    browser.js("location.hash = '#panorama'");
    browser.reads("Mapa de las propuestas");
    assert_eq!(style("svg text", "fill"), text, "labels of figures");
    browser.picture("panorama-colores-forzados");
}
