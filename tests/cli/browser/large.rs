//! Many statements: the example is there within a second, and twenty thousand freeze nothing.

use std::time::Instant;

use serde_json::{Value, json};

use crate::support::chromium::Browser;
use crate::support::example::RUN;
use crate::support::page_server::{Server, copy_of, unsealed};
use crate::support::project::Project;

/// The example's proposal so many times over, with ids of their own, as one.
fn many(times: usize) -> Project {
    let one: Value = RUN.json("proposal.json");
    let array = |name: &str| one[name].as_array().unwrap();
    let statements = one["corpus"]["statements"].as_array().unwrap();
    let (n, c) = (statements.len(), array("candidates").len());
    let shift = |value: &mut Value, by: usize| {
        if let Some(i) = value.as_u64() {
            *value = json!(i as usize + by);
        }
    };
    let mut all = one.clone();
    all["matches"] = json!([]);
    let mut map: Vec<Value> = Vec::new();
    for name in ["placements", "candidates", "explanations"] {
        all[name] = json!([]);
    }
    all["corpus"]["statements"] = json!([]);
    for k in 0..times {
        let push = |all: &mut Value, name: &str, value: Value| {
            all[name].as_array_mut().unwrap().push(value);
        };
        for statement in statements {
            let mut statement = statement.clone();
            statement["id"] = json!(format!("{}-{k}", statement["id"].as_str().unwrap()));
            all["corpus"]["statements"].as_array_mut().unwrap().push(statement);
        }
        for placement in array("placements") {
            let mut placement = placement.clone();
            if let Some(at) = placement["status"].get_mut("candidate") {
                shift(at, k * c);
            }
            if placement["duplicate"].is_object() {
                shift(&mut placement["duplicate"]["of"], k * n);
            }
            for suggestion in placement["suggestions"].as_array_mut().unwrap() {
                shift(&mut suggestion["candidate"], k * c);
            }
            push(&mut all, "placements", placement);
        }
        for explanation in array("explanations") {
            let mut explanation = explanation.clone();
            for near in explanation["nearest"].as_array_mut().unwrap() {
                shift(&mut near["statement"], k * n);
            }
            push(&mut all, "explanations", explanation);
        }
        for (i, candidate) in array("candidates").iter().enumerate() {
            let mut candidate = candidate.clone();
            candidate["id"] = json!(format!("PD-{:04}", k * c + i + 1));
            for list in ["/members", "/draft/sources", "/cohesion/weakest_pair"] {
                let values = candidate.pointer_mut(list).and_then(Value::as_array_mut);
                values.into_iter().flatten().for_each(|value| shift(value, k * n));
            }
            for near in candidate["near"].as_array_mut().unwrap() {
                shift(&mut near[0], k * c);
            }
            push(&mut all, "candidates", candidate);
        }
        map.extend(one["map"]["data"].as_array().unwrap().iter().cloned());
    }
    all["map"]["dim"] = json!([times * c, 2]);
    all["map"]["data"] = json!(map);
    all["queue"] = json!([]);
    let manifest = unsealed(&std::fs::read(RUN.path("run.json")).unwrap());
    Project::new().file("out/proposal.json", all.to_string()).file("out/run.json", manifest)
}

/// How long a fresh window takes from the link to a card that can be decided, in milliseconds, by
/// the browser's own clock.
fn interactive(browser: &Browser) -> f64 {
    let ready = "return document.body.dataset.ready ? performance.now() : null";
    let _ = browser.until(ready);
    let marks = "return performance.getEntriesByName('lista')[0]?.startTime ?? null";
    browser.js(marks).as_f64().unwrap()
}

#[test]
#[ignore = "needs Chromium"]
fn the_example_is_ready_at_once_and_twenty_thousand_freeze_nothing() {
    let mut cases = vec![
        ("1.132 statements".to_owned(), copy_of(&RUN.path(""))),
        ("20,376 statements".to_owned(), many(18)),
    ];
    // More, for who measures: the example so many times, and the folder of a run.
    if let Some(times) = std::env::var("MINGA_REVIEW_TIMES").ok().and_then(|n| n.parse().ok()) {
        cases.push((format!("{} statements", times * 1132), many(times)));
    }
    if let Ok(folder) = std::env::var("MINGA_REVIEW_RUN") {
        cases.push((folder.clone(), copy_of(std::path::Path::new(&folder))));
    }
    for (what, project) in cases {
        let server = Server::start(&project, "out");
        let browser = Browser::new(1280, 900);
        browser.open(&server.link);
        let ready = interactive(&browser);
        // What a key does is seen; the longest that the page did nothing else is told.
        browser.js(
            "window.longest = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) \
             window.longest = Math.max(window.longest, one.duration) }).observe({ type: 'longtask' })",
        );
        browser.until("return document.body.dataset.acts === 'ready'");
        let first = browser.text("#tarjeta .over .id");
        let start = Instant::now();
        browser.press("a");
        let first = json!(first);
        browser.until(&format!(
            "return document.querySelector('#tarjeta .over .id')?.innerText !== {first}"
        ));
        let accepted = start.elapsed().as_millis();
        let all = json!(browser.text("#cuantas"));
        browser.click("#buscar");
        let start = Instant::now();
        browser.press("quebrada");
        browser.until(&format!("return document.querySelector('#cuantas').innerText !== {all}"));
        let found = start.elapsed().as_millis();
        let elements = browser.js("return document.querySelectorAll('*').length");
        assert!(elements.as_u64().unwrap() < 4_000, "{elements} elements");
        browser.js("document.activeElement.blur(); location.hash = '#panorama'");
        browser.reads("Mapa de las propuestas");
        let longest = browser.js("return window.longest").as_f64().unwrap();
        println!(
            "{what}: interactive after {ready:.0} ms, accepting takes \
             {accepted} ms, finding {found} ms, longest task {longest:.0} ms"
        );
        assert!(
            browser.js("return document.querySelectorAll('*').length").as_u64().unwrap() < 9_000
        );
        assert!(longest < 2_000.0, "the page froze for {longest} ms");
    }
}
