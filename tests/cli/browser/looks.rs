//! How the page looks and sounds: axe finds nothing serious at two widths, hostile texts do
//! nothing, and nothing is wider than the window.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::chromium::Browser;
use crate::support::example::RUN;
use crate::support::page_server::{Server, copy_of, unsealed};
use crate::support::project::Project;

/// The accessibility checker, as the gate fetches it.
pub(super) fn axe() -> String {
    let path = std::env::var("MINGA_AXE").expect(
        "MINGA_AXE names axe.min.js of the npm package axe-core (MPL-2.0): `npm pack axe-core`, \
         unpack it, and set the variable, as .ci/run does",
    );
    std::fs::read_to_string(path).unwrap()
}

/// What axe finds that hinders people, a line each.
pub(super) fn found(browser: &Browser, axe: &str) -> Vec<String> {
    browser.js(&format!("if (!window.axe) {{ {axe} }}"));
    let found = browser.js_later(
        "const done = arguments[arguments.length - 1]; \
         axe.run(document, { resultTypes: ['violations'] }).then( \
           (found) => done(found.violations), (error) => done([{ id: String(error), impact: 'critical', nodes: [] }]))",
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let hindering =
        found.as_array().unwrap().iter().filter(|one| {
            matches!(one["impact"].as_str(), Some("serious" | "critical" | "moderate"))
        });
    hindering
        .map(|one| {
            let node = &one["nodes"][0];
            format!("{}: {} {}", text(&one["id"]), node["target"], text(&node["failureSummary"]))
        })
        .collect()
}

/// The texts with too little contrast to what is behind them, measured for every one of them: the
/// checker leaves undecided what is partly scrolled away, a sign and no letter, or in a drawing.
const FAINT: &str = "const rgb = (said) => { const n = said.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; }; \
    const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { const c = v / 255; \
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; }; \
    const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])); \
    const behind = (node) => { const all = []; \
      for (let at = node; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); all.push(c); if (c[3] === 1) break; } \
      return all.reverse().reduce((below, c) => over(c, below), rgb(getComputedStyle(document.documentElement).backgroundColor)); }; \
    const walk = document.createTreeWalker(document.querySelector('dialog[open]') ?? document.body, NodeFilter.SHOW_TEXT); \
    const faint = []; let measured = 0; \
    for (let text = walk.nextNode(); text; text = walk.nextNode()) { \
      const node = text.parentElement; \
      if (!text.data.trim() || !node.getClientRects().length || node.closest('option, [hidden], :disabled, script, title')) continue; \
      const style = getComputedStyle(node); \
      const ink = rgb(node.closest('svg') ? style.fill : style.color); \
      const back = behind(node.closest('svg')?.parentElement ?? node); \
      const [a, b] = [light(over(ink, back)), light(back)]; \
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); \
      const size = parseFloat(style.fontSize); \
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5; \
      measured += 1; \
      if (ratio < least) faint.push(`${text.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`); } \
    return measured > 5 ? faint : ['hardly anything was measured'];";

/// Whether anything sticks out of the window at its side.
fn sideways(browser: &Browser) -> Value {
    browser.js(
        "const wide = document.documentElement.clientWidth; \
         const boxes = [document.documentElement, ...document.querySelectorAll('main, .sheet, .queue')]; \
         if (boxes.every((box) => box.scrollWidth <= box.clientWidth)) return null; \
         return [...document.querySelectorAll('main *')].filter((node) => \
           node.getBoundingClientRect().right > wide + 1).slice(0, 3).map((node) => node.outerHTML.slice(0, 120))",
    )
}

#[test]
#[ignore = "needs Chromium"]
fn axe_finds_nothing_serious_and_measures_every_contrast_at_three_widths_and_in_the_dark() {
    let project = copy_of(&RUN.path(""));
    let server = Server::start(&project, "out");
    let rows = server.rows();
    let id = |at: usize| rows[at]["id"].as_str().unwrap().to_owned();
    let mut comment = server.act("comment", &id(0));
    comment["note"] = json!("¿No es de otra competencia?");
    server.post("/api/decide", &comment);
    for at in [2, 3] {
        server.post("/api/decide", &server.act("accept", &id(at)));
    }
    let mut take = server.act("take_out", &id(4));
    let one = server.card(&id(4))["sides"][1]["statements"][0].clone();
    take["statements"] = json!([{ "id": one["id"], "seen": one["seen"] }]);
    assert_eq!(server.post("/api/decide", &take).status, 200);
    server.post("/api/decide", &server.act("dont_know", &id(5)));
    let axe = axe();
    let first = id(0);
    let unsure = id(4);
    for (width, scheme) in [(1280, "light"), (390, "light"), (320, "dark"), (1280, "dark")] {
        let browser = Browser::new(width, 844);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        browser.chrome("Emulation.setEmulatedMedia", &json!({ "features": features }));
        browser.open(&server.link);
        let look = |name: &str| {
            browser.picture(&format!("{name}-{width}-{scheme}"));
            assert_eq!(found(&browser, &axe), [""; 0], "{name} at {width}");
            assert_eq!(browser.js(FAINT), json!([]), "{name} at {width}, {scheme}");
            assert_eq!(sideways(&browser), Value::Null, "{name} at {width}");
        };
        browser.until("return document.body.dataset.acts === 'ready'");
        browser.js("location.hash = '#revisar'");
        browser.until("return !document.body.classList.contains('on-card')");
        look("lista");
        browser.js(&format!("location.hash = '#revisar/{first}'"));
        browser.until(
            "return document.querySelector('#titulo') && document.body.dataset.acts === 'ready'",
        );
        look("propuesta");
        browser.js("document.querySelectorAll('[data-statement]')[1].click()");
        browser.until("return !document.querySelector('#elegidos').hidden");
        look("elegidos");
        browser.press("m");
        browser.until("return document.querySelector('#destinos li')");
        look("mover");
        browser.press("\u{E00C}");
        browser.press("x");
        browser.until("return document.querySelector('dialog[open] fieldset')");
        look("descartar");
        browser.press("\u{E00C}");
        browser.press("?");
        browser.until("return document.querySelector('dialog[open] table')");
        look("ayuda");
        browser.press("\u{E00C}");
        browser.js(&format!("location.hash = '#revisar/{unsure}'"));
        browser.reads("Esperan una decisión");
        look("en-espera");
        browser.js("location.hash = '#pendientes'");
        browser.reads("Aportes sin propuesta");
        look("sin-lugar");
        browser.js("location.hash = '#panorama'");
        browser.reads("Mapa de las propuestas");
        look("panorama");
        browser.js("location.hash = '#imprimir/1'");
        browser.reads("Imprimir una competencia");
        look("imprimir");
        assert_eq!(browser.console(), [""; 0]);
    }
}

#[test]
#[ignore = "needs Chromium"]
fn hostile_texts_are_inert_on_the_review_page() {
    const BAD: [&str; 6] = [
        "<script>window.hit = 1</script><img src=x onerror=\"window.hit = 2\">",
        "\"><svg onload=window.hit=3><a href=\"javascript:window.hit=4\">pulse</a>",
        "{{constructor.constructor('window.hit=5')()}} ${window.hit=6} %3Cscript%3E",
        "SENTIDO odalucífid ojabart y otra cosa",
        "</li></ul></section><h1 id=\"titulo\">otro</h1><style>body{display:none}</style>",
        "==HYPERLINK(\"http://evil.example\")",
    ];
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut offices = String::from("id,texto,competencia,entidad\n");
    let mut citizens = String::from("id,texto,competencia,parroquia\n");
    for (i, bad) in BAD.iter().enumerate() {
        let bad = cell(bad);
        writeln!(offices, "\"<b>I{i}</b>\",{bad},Ambiente,{bad}").unwrap();
        writeln!(citizens, "C{i},{bad},Ambiente,{bad}").unwrap();
    }
    let huge = "palabra".repeat(700);
    let long = "la quebrada ".repeat(400);
    write!(citizens, "C98,{huge},Ambiente,Nono\nC99,{long},Ambiente,Nono\n").unwrap();
    let project = Project::new().file("o.csv", offices).file("c.csv", citizens);
    project.run("--institutional o.csv --citizen c.csv --target 2 --out out").succeeds();
    // Spreadsheets with such characters are refused; a run's file could still hold them.
    let proposal = std::fs::read_to_string(project.path("out/proposal.json")).unwrap();
    std::fs::write(
        project.path("out/proposal.json"),
        proposal.replace("SENTIDO", "\u{202e}\u{2066}"),
    )
    .unwrap();
    let manifest = std::fs::read(project.path("out/run.json")).unwrap();
    std::fs::write(project.path("out/run.json"), unsealed(&manifest)).unwrap();
    let server = Server::start(&project, "out");
    // Reviewers can be hostile too.
    let id = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let mut rename = server.act("rename", &id);
    rename["text"] = json!(BAD[0]);
    assert_eq!(server.post("/api/decide", &rename).status, 200);
    let mut comment = server.act("comment", &id);
    comment["note"] = json!(format!("{}\u{202e}", BAD[1]));
    assert_eq!(server.post("/api/decide", &comment).status, 200);

    for width in [1280, 390] {
        let browser = Browser::new(width, 844);
        browser.open(&server.link);
        let views: Vec<String> = server
            .rows()
            .iter()
            .map(|row| format!("#revisar/{}", row["id"].as_str().unwrap()))
            .chain(["#pendientes", "#panorama", "#imprimir/0"].map(str::to_owned))
            .collect();
        for view in views {
            browser.js(&format!("location.hash = {}", json!(view)));
            browser.until("return document.querySelector('#principal').innerText.length > 20");
            std::thread::sleep(std::time::Duration::from_millis(300));
            assert_eq!(browser.js("return window.hit ?? null"), Value::Null, "{view}");
            let made = "return document.querySelectorAll('main script, main img, main style, main a[href^=javascript], main b').length";
            assert_eq!(browser.js(made), 0, "{view}");
            assert_eq!(sideways(&browser), Value::Null, "{view} at {width}");
        }
        browser.js(&format!("location.hash = {}", json!(format!("#revisar/{id}"))));
        browser.reads("<script>window.hit = 1</script>");
        browser.picture(&format!("hostil-{width}"));
        assert_eq!(browser.console(), [""; 0]);
    }
}
