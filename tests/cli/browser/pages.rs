//! The pages that are files: the report of a run and the page of a sweep.

use serde_json::{Value, json};

use super::looks::{FAINT, axe, found, sideways};
use crate::features::sweep::{project, sweep};
use crate::support::chromium::Browser;
use crate::support::example::RUN;
use crate::support::project::Project;
use crate::support::viewers::shown_by_chromium;

#[test]
#[ignore = "needs Chromium"]
fn the_report_of_the_example_is_shown_without_errors_or_network() {
    // A page that does what ours must not shows that it would be seen.
    let bad = Project::new().file(
        "bad.html",
        "<!DOCTYPE html><img src=\"http://127.0.0.1:9/x.png\"><script>console.error(1)</script>",
    );
    let bad = shown_by_chromium(&bad.path("bad.html"));
    assert!(!bad.console.is_empty() && !bad.requests.is_empty());

    let report = shown_by_chromium(&RUN.path("report.html"));
    for words in ["<html lang=\"es\">", "1.132", "</svg>", "</table>"] {
        assert!(report.dom.contains(words), "{words}");
    }
    assert_eq!(report.console, [""; 0]);
    assert_eq!(report.requests, [""; 0]);
}

#[test]
#[ignore = "needs Chromium"]
fn the_page_of_a_sweep_is_shown_without_errors_or_network() {
    let project = project();
    sweep(&project, "--grid rejilla.toml --corpus uno --corpus dos --out barrido -q").succeeds();
    let page = shown_by_chromium(&project.path("barrido/sweep.html"));
    for words in ["<html lang=\"es\">", "Qué ajuste agrupa mejor", "</svg>", "</table>"] {
        assert!(page.dom.contains(words), "{words}");
    }
    assert_eq!(page.console, [""; 0]);
    assert_eq!(page.requests, [""; 0]);
    let figure = shown_by_chromium(&project.path("barrido/figures/1-uno-operations.svg"));
    assert_eq!((figure.console, figure.requests), (vec![], vec![]));
}

#[test]
#[ignore = "needs Chromium"]
fn axe_finds_nothing_serious_on_the_pages_that_are_files() {
    let swept = project();
    sweep(&swept, "--grid rejilla.toml --corpus uno --corpus dos --out barrido -q").succeeds();
    let judged = Project::new();
    for name in ["proposal.json", "run.json"] {
        std::fs::copy(RUN.path(name), judged.path(name)).unwrap();
    }
    let gold = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/example/gold.tsv");
    judged.minga("evaluate . --resamples 0").arg("--gold").arg(&gold).succeeds();
    let pages = [
        ("informe", RUN.path("report.html")),
        ("evaluación", judged.path("evaluation.html")),
        ("barrido", swept.path("barrido/sweep.html")),
    ];
    let axe = axe();
    let looks = [
        (1280, "light", "none"),
        (320, "light", "none"),
        (1280, "dark", "none"),
        (1280, "light", "active"),
    ];
    for (width, scheme, forced) in looks {
        let browser = Browser::new(width, 900);
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
        ]);
        browser.chrome("Emulation.setEmulatedMedia", &json!({ "features": features }));
        for (name, path) in &pages {
            browser.open_file(path);
            browser.js("for (const one of document.querySelectorAll('details')) one.open = true");
            browser.picture(&format!("{name}-{width}-{scheme}-{forced}"));
            assert_eq!(found(&browser, &axe), [""; 0], "{name}, {width}, {scheme}, {forced}");
            assert_eq!(sideways(&browser), Value::Null, "{name}, {width}, {scheme}, {forced}");
            if forced == "none" {
                // What is behind a word in a drawing is another shape, which is not measured here.
                browser.js("for (const one of document.querySelectorAll('svg')) one.remove()");
                assert_eq!(browser.js(FAINT), json!([]), "{name}, {width}, {scheme}");
            }
        }
    }
}
