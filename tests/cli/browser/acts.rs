//! Nothing happens that was not meant: an act belongs to the card it was begun on, and one press is
//! one act.

use std::time::Duration;

use serde_json::json;

use super::session::{card, example, left, on};
use crate::support::chromium::{Browser, CTRL, ENTER};
use crate::support::page_server::Server;

fn version(server: &Server) -> i64 {
    server.get("/api/state").json()["version"].as_i64().unwrap()
}

#[test]
#[ignore = "needs Chromium"]
fn a_question_belongs_to_the_card_it_was_asked_on_and_keeps_its_words() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let first = card(&browser);
    browser.press("j");
    let second = left(&browser, &first);
    browser.press("r");
    browser.until("return document.activeElement.id === 'texto'");
    browser.js("document.activeElement.select()");
    browser.press("Cuidar lo de todos");
    // The browser's Back shows another card: the question goes, and its words are kept.
    browser.js("history.back()");
    on(&browser, &first);
    assert_eq!(browser.js("return document.querySelector('dialog').open"), false);
    assert_eq!(version(&server), 0, "nothing was recorded");
    browser.press("j");
    left(&browser, &first);
    browser.reads("Tiene algo escrito sin guardar");
    // They outlive a reload, too.
    browser.reload();
    on(&browser, &second);
    browser.press("r");
    browser.until("return document.activeElement.value === 'Cuidar lo de todos'");
    browser.press(&ENTER.to_string());
    browser.until("return document.querySelector('#titulo').innerText === 'Cuidar lo de todos'");
    assert_eq!(server.row(&first)["state"], "open");
    assert_ne!(server.row(&first)["title"], "Cuidar lo de todos");
    assert_eq!(browser.js("return document.querySelector('#borradores')"), json!(null));

    // With a slow program the view can change while an answer is on its way.
    browser.network(700, false);
    browser.press("a");
    browser.js("history.back()");
    browser.until("return document.querySelector('#aviso').innerText.includes('aceptó')");
    assert_eq!(server.row(&second)["state"], "decided");
    assert_eq!(server.row(&first)["state"], "open");

    // The program itself refuses an act with another card's fingerprint.
    let mut act = server.act("accept", &first);
    act["seen"] = server.card(&second)["seen"].clone();
    assert_eq!(server.post("/api/decide", &act).status, 409);
}

#[test]
#[ignore = "needs Chromium"]
fn one_press_is_one_act() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let first = card(&browser);

    // A double click accepts one.
    browser.click_fast("[data-act='accept']", 2);
    let second = left(&browser, &first);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(version(&server), 1, "a double click");

    // A key that is held accepts one.
    browser.hold("a", 8);
    let third = left(&browser, &second);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(version(&server), 2, "a held key");

    // Neither does a held key write into the question that it opens.
    let wording = browser.text("#titulo");
    browser.hold("r", 5);
    browser.until("return document.activeElement.id === 'texto'");
    assert_eq!(browser.js("return document.activeElement.value"), json!(wording));
    browser.js("document.querySelector('dialog form .buttons button:last-child').click()");

    // Three presses while the program is slow are one act, and it is seen that it works.
    browser.network(900, false);
    browser.press("aaa");
    browser.reads("Se está guardando lo anterior");
    browser.until("return document.body.classList.contains('saving')");
    let fourth = left(&browser, &third);
    browser.network(0, false);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(version(&server), 3, "presses while one is under way");
    assert_eq!(card(&browser), fourth);

    // A card that has just appeared takes nothing yet.
    browser.js(
        "const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true })); \
         location.hash = '#revisar/' + arguments[0]; \
         new MutationObserver((_, seen) => { press(); seen.disconnect(); }).observe(document.querySelector('.desk'), { childList: true, subtree: true })"
            .replace("arguments[0]", &json!(first).to_string())
            .as_str(),
    );
    browser.reads("La propuesta acaba de aparecer");
    assert_eq!(version(&server), 3);
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn an_alignment_comes_filled_with_what_is_probable_and_is_saved_with_three_keys() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let rows = server.rows();
    let ids = rows.iter().map(|row| row["id"].as_str().unwrap());
    let filled = |id: &&str| {
        let best = server.card(id)["aligned"]["best"].clone();
        best["horizon"] == "gestion" && best["politicas"].as_array().unwrap().len() == 1
    };
    let id = ids.take(20).find(filled).unwrap().to_owned();
    let best = server.card(&id)["aligned"]["best"].clone();
    browser.js(&format!("location.hash = '#revisar/{id}'"));
    on(&browser, &id);
    browser.press("h");
    browser.until("return document.querySelector('dialog[open] #gestion')");
    assert!(browser.text("#gestion").contains("\u{a0}%"), "the probabilities are told");
    browser.press_with(CTRL, ENTER);
    browser.reads(&format!("Ana alineó {id}"));
    assert_eq!(server.card(&id)["alignment"], best);

    // What does not fit is not offered, and what is made not to fit is told at once.
    browser.press("h");
    browser.until("return document.querySelector('dialog[open] #gestion')");
    let of = "const goal = document.querySelector('#desarrollo').value; \
              return [...document.querySelectorAll('#gestion option')].every((one) => \
                !/^\\d/.test(one.value) || one.value.startsWith(goal + '.'))";
    assert_eq!(browser.js(of), true);
    browser.js("const all = document.querySelector('#horizonte'); all.value = 'largo_plazo'; \
         all.dispatchEvent(new Event('change', { bubbles: true }))");
    assert_eq!(browser.js("return document.querySelector('#gestion').value"), "");
    assert_eq!(browser.text("#incompatible"), "");
    // The program refuses what does not fit, in the same words.
    let mut torn = server.act("align", &id);
    torn["alignment"] = best;
    torn["alignment"]["horizon"] = json!("largo_plazo");
    let answer = server.post("/api/decide", &torn);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Alineación incompatible: un desafío de largo plazo"));
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn marking_to_divide_names_what_was_brought_by_hand_and_keeps_it() {
    let project = example();
    let server = Server::start(&project, "out");
    let rows = server.rows();
    let [to, from] = [0, 1].map(|at| rows[at]["id"].as_str().unwrap().to_owned());
    let one = server.card(&from)["sides"][1]["statements"][0].clone();
    let mut bring = server.act("move", &from);
    bring["statements"] = json!([{ "id": one["id"], "seen": one["seen"] }]);
    bring["target"] = json!(to);
    assert_eq!(server.post("/api/decide", &bring).status, 200);
    let all = server.row(&to);
    let all = all["institutional"].as_u64().unwrap() + all["citizen"].as_u64().unwrap();
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    browser.js(&format!("location.hash = '#revisar/{to}'"));
    on(&browser, &to);
    browser.press("d");
    browser.until("return document.querySelector('dialog[open] form')");
    let asked = browser.text("dialog");
    assert!(asked.contains(&format!("{all} aportes")), "{asked}");
    assert!(asked.contains(&format!("a mano: {}", one["id"].as_str().unwrap())), "{asked}");
    browser.click("dialog button.main");
    browser.reads(&format!("Ana marcó {to} para dividir"));
    let card = server.card(&to);
    assert_eq!(card["waiting"].as_array().unwrap().len() as u64, all, "as it was promised");
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn what_was_written_about_two_statements_is_resumed_on_those_two() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    let first = card(&browser);
    browser.press("j");
    let second = left(&browser, &first);
    let boxes = "[...document.querySelectorAll('#tarjeta [data-statement]')].slice(0, 2)";
    let two =
        browser.js(&format!("return {boxes}.map((box) => (box.click(), box.dataset.statement))"));
    assert_eq!(two.as_array().unwrap().len(), 2);
    browser.press("c");
    browser.until("return document.activeElement.id === 'texto'");
    browser.press("Hablan de lo mismo");
    browser.js("history.back()");
    on(&browser, &first);
    browser.press("j");
    left(&browser, &first);
    browser.reload();
    on(&browser, &second);
    browser.reads("Comentar… (2 aportes)");
    // Without a choice it would be a comment on the whole card, of which nothing was written.
    browser.press("c");
    browser.until(
        "return document.activeElement.id === 'texto' && document.activeElement.value === ''",
    );
    browser.press(&crate::support::chromium::ESCAPE.to_string());
    browser.until("return !document.querySelector('dialog[open]')");
    browser.click("#borradores button");
    browser.until("return document.activeElement.value === 'Hablan de lo mismo'");
    browser.reads("Comentar 2 aportes");
    browser.press(&ENTER.to_string());
    browser.until("return document.querySelector('#aviso').innerText.includes('comentó')");
    let comment = server.card(&second)["history"][0]["what"].clone();
    let said = comment.as_str().unwrap().to_owned();
    for id in two.as_array().unwrap() {
        assert!(said.contains(id.as_str().unwrap()), "{said}");
    }
    assert_eq!(browser.js("return document.querySelector('#borradores')"), json!(null));

    // A reason that was chosen is kept, too, for the same statements.
    browser.js(&format!("{boxes}.forEach((box) => box.click())"));
    browser.press("x");
    browser.until("return document.querySelectorAll('[name=motivo]').length > 1");
    browser.js("document.querySelectorAll('[name=motivo]')[1].click()");
    browser.js("history.back()");
    on(&browser, &first);
    browser.press("j");
    left(&browser, &first);
    browser.reload();
    on(&browser, &second);
    browser.reads("Descartar… (2 aportes)");
    browser.click("#borradores button");
    browser.until("return document.querySelectorAll('[name=motivo]')[1]?.checked");
    browser.reads("Descartar 2 aportes");
    assert_eq!(server.row(&second)["state"], "open");
}

#[test]
#[ignore = "needs Chromium"]
fn a_statement_without_a_proposal_is_offered_the_likely_ones_first() {
    let project = example();
    let server = Server::start(&project, "out");
    let tray = server.get("/api/tray?kind=out").json();
    let all = tray["statements"].as_array().unwrap();
    let one = all.iter().find(|one| one["likely"].as_array().unwrap().len() > 2).unwrap();
    let likely = one["likely"].as_array().unwrap();
    let browser = Browser::new(1280, 900);
    browser.open(&server.link);
    card(&browser);
    browser.js("location.hash = '#pendientes'");
    browser.until("return [...document.querySelectorAll('button')].find((b) => b.innerText.startsWith('Fuera'))");
    browser.js("[...document.querySelectorAll('button')].find((b) => b.innerText.startsWith('Fuera')).click()");
    let id = json!(format!("Mover {} a…", one["id"].as_str().unwrap()));
    browser.until(&format!(
        "const it = [...document.querySelectorAll('button')].find((b) => b.innerText === {id}); it?.click(); return it"
    ));
    let first = browser.until("return [...document.querySelectorAll('#destinos li')].slice(0, 3).map((li) => li.dataset.target)");
    assert_eq!(first.as_array().unwrap()[..], likely[..3]);
    browser.press("agu");
    browser.js("history.back()");
    browser.until("return !document.querySelector('dialog[open]')");
    browser.js("history.forward()");
    browser.reads("Tiene algo escrito sin guardar");
}
