//! Tests of the page as a browser would read it, and of its figures.

use super::*;
use crate::domain::similarity::Cosine;
use crate::domain::statement::Statement;
use crate::evaluate::sweep::difference::{Pair, Pairs};
use crate::evaluate::sweep::row::sample;

fn corpus() -> Corpus {
    Corpus {
        statements: vec![
            Statement::institutional("I1", "Limpiar <b>quebradas</b>"),
            Statement::citizen("C1\u{202e}", "<script>alert(1)</script>\" onload=\"x"),
        ],
        ..Corpus::default()
    }
}

fn difference() -> Difference {
    let pair = Pair { one: 0, other: 1, likeness: Cosine(0.875), together: Some(true) };
    let joined = Pairs { shown: vec![pair], count: 3, right: 1, wrong: 1 };
    Difference { both: 7, joined, parted: Pairs::default() }
}

fn with<T>(rows: &[Row], read: impl FnOnce(&Report) -> T) -> T {
    let corpus = corpus();
    let keys = ["k1".to_owned(), rows.first().map_or("k2", |row| &row.key).to_owned()];
    let compared =
        [Compared { name: "=corpus <b>uno</b>", corpus: &corpus, keys, difference: difference() }];
    let facts = [("<b>nombre</b>".into(), "<i>valor\u{7}".into())];
    let own = rows.get(1).map_or("", |row| row.key.as_str());
    read(&Report { rows, own, compared: &compared, facts: &facts })
}

fn html(rows: &[Row]) -> String {
    with(rows, page)
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = html(&sample::rows());
    for sign in ["http://", "https://", "<script", "src=", "<link", "@import", "url(", "style=\""] {
        assert!(!html.contains(sign), "{sign}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn what_people_wrote_is_shown_as_text() {
    let html = html(&sample::rows());
    for shown in [
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x",
        "Limpiar &lt;b&gt;quebradas",
        "=corpus &lt;b&gt;uno",
        "&lt;i&gt;valor[U+0007]",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert!(!html.contains(['\u{202e}', '\u{7}']));
}

#[test]
fn ids_are_unique_and_every_reference_has_its_place() {
    let html = html(&sample::rows());
    let after = |mark: &str| -> Vec<String> {
        html.split(mark)
            .skip(1)
            .flat_map(|rest| rest.split('"').next().unwrap_or_default().split(' '))
            .map(str::to_owned)
            .collect()
    };
    let ids = after(" id=\"");
    let different: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    for mark in ["href=\"#", "aria-labelledby=\""] {
        for reference in after(mark) {
            assert!(different.contains(&reference), "{reference}");
        }
    }
}

#[test]
fn every_plot_stands_by_a_table_and_is_a_file() {
    let rows = sample::rows();
    let html = html(&rows);
    let figures = with(&rows, figures);
    // One corpus with a reference has three curves more than the other; one judged corpus alone
    // confirms nothing.
    assert_eq!(figures.len(), 3 + 5 + 5);
    assert_eq!(html.matches("<svg ").count(), figures.len());
    assert_eq!(html.matches("Los números de estas curvas").count(), 3);
    assert!(figures.iter().any(|(name, _)| name == "1-corpus-b-uno-b-operations.svg"));
    for (name, svg) in &figures {
        assert!(svg.contains("xmlns=") && svg.contains("<style>"), "{name}");
    }
    assert_eq!(figures, with(&rows, super::figures));
}

#[test]
fn what_one_corpus_chooses_is_confirmed_on_the_other() {
    let mut rows = sample::rows();
    let half = rows.len() / 2;
    for (i, row) in rows[half..].iter_mut().enumerate() {
        row.operations = Some(40 + (5 * i) % 11);
        row.b_cubed_f = Some(0.4);
    }
    let html = html(&rows);
    assert!(html.contains("Elegido en un corpus, confirmado en los otros"));
    assert!(html.contains("Spearman"));
    assert!(with(&rows, figures).iter().any(|(name, _)| name == "ranks-1-2.svg"));
}

#[test]
fn a_sweep_without_reference_and_one_without_rows_have_pages_too() {
    let rows: Vec<Row> = sample::rows().into_iter().filter(|row| row.corpus == "dos").collect();
    let page = html(&rows);
    assert!(page.contains("Ningún corpus de este barrido tiene una agrupación de referencia"));
    assert!(!page.contains("Calidad según"));
    for page in [page, html(&[])] {
        assert!(!page.contains("NaN") && !page.contains(">inf"), "{page}");
    }
}
