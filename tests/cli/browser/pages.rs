//! The pages that are files: the report of a run and the page of a sweep.

use crate::features::sweep::{project, sweep};
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
