//! Tests of the page as a browser would read it.

use super::*;
use crate::evaluate::sample::{empty, small};

fn facts() -> Vec<(String, String)> {
    vec![
        ("Referencia".into(), "gold.tsv".into()),
        ("<b>nombre</b>".into(), "<script>alert(1)</script>\u{202e}\u{7}\" onload=\"x".into()),
    ]
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = page(&small(), &facts());
    for sign in ["http://", "https://", "<script", "src=", "<link", "@import", "url(", "style=\""] {
        assert!(!html.contains(sign), "{sign}");
    }
    assert!(html.contains("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn facts_are_shown_as_text() {
    let html = page(&small(), &facts());
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt;[U+202E][U+0007]&quot; onload=&quot;x")
    );
    assert!(html.contains("&lt;b&gt;nombre&lt;/b&gt;"));
    assert!(!html.contains(['\u{202e}', '\u{7}']));
}

#[test]
fn every_measure_is_explained_in_its_row() {
    let html = page(&small(), &[]);
    for measure in Measure::ALL {
        assert!(html.contains(words::explained(measure)), "{measure:?}");
    }
    assert!(html.contains("<strong>2 operaciones de revisión</strong>"));
}

#[test]
fn an_empty_run_has_a_page_too() {
    let html = page(&empty(), &[]);
    assert!(html.contains("Ningún aporte tiene un desafío de referencia"));
    assert!(!html.contains("NaN") && !html.contains(">inf"));
}
