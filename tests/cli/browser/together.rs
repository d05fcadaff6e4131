//! Several people at once: whose card it is, whose wording, and two cards side by side.

use serde_json::json;

use super::session::{card, left, on};
use crate::features::review::{invite, small};
use crate::support::chromium::Browser;
use crate::support::page_server::Server;

#[test]
#[ignore = "needs Chromium"]
fn a_card_that_somebody_has_open_is_not_handed_out_and_a_wording_is_adopted_with_one_press() {
    let project = small();
    let beto = invite(&project, "--invite Beto");
    let server = Server::start(&project, "out");
    let (ana, other) = (Browser::new(1280, 900), Browser::new(1280, 900));
    ana.open(&server.link);
    let first = card(&ana);
    let rows = server.rows();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let second = ids[ids.iter().position(|id| *id == first).unwrap() + 1];
    other.open(&server.link_of(&beto));
    other.js(&format!("location.hash = '#revisar/{second}'"));
    on(&other, second);
    ana.press("a");
    assert_ne!(left(&ana, &first), second, "Beto has it open");

    // Two wordings: one press adopts the other's.
    for (token, words) in [(&server.token, "Cuidar el agua"), (&beto, "Cuidar los ríos")] {
        let mut rename = server.act("rename", second);
        rename["text"] = json!(words);
        assert_eq!(server.post_as(token, "/api/decide", &rename).status, 200);
    }
    ana.js(&format!("location.hash = '#revisar/{second}'"));
    on(&ana, second);
    ana.reads("No hay acuerdo.");
    ana.click(".contested button");
    ana.until("return document.querySelector('#titulo').innerText === 'Cuidar los ríos'");
    assert_eq!(server.card(second)["contested"], json!(null));
    assert_eq!(ana.console(), [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn two_cards_stand_side_by_side_and_statements_go_across_by_key_and_by_dragging() {
    let project = small();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1400, 900);
    browser.open(&server.link);
    let here = card(&browser);
    browser.press("o");
    let there = browser.until("return document.querySelector('#al-lado')?.dataset.place");
    let there = there.as_str().unwrap().to_owned();
    let total = |id: &str| {
        let row = server.row(id);
        row["institutional"].as_u64().unwrap() + row["citizen"].as_u64().unwrap()
    };
    let before = total(&there);
    browser.press("v");
    browser.until("return document.activeElement.dataset.statement");
    browser.press(">");
    browser.reads(&format!("a {there}."));
    assert_eq!(total(&there), before + 1);
    // And back by the mouse.
    browser.until("return document.querySelector('#al-lado [data-id][draggable=true]')");
    browser.js(
        "const one = document.querySelector('#al-lado [data-id]'); \
         const data = new DataTransfer(); \
         const fire = (node, what) => node.dispatchEvent(new DragEvent(what, { bubbles: true, cancelable: true, dataTransfer: data })); \
         fire(one, 'dragstart'); const to = document.querySelector('.crossing'); fire(to, 'dragover'); fire(to, 'drop')",
    );
    browser.reads(&format!("a {here}."));
    assert_eq!(total(&there), before);
    assert_eq!(browser.console(), [""; 0]);
}
