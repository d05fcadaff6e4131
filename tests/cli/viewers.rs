//! The programs that people open the outputs with. They are not on every machine, so these tests
//! are asked for: `cargo test --test cli -- --ignored`.

use std::path::Path;
use std::process::{Command, Output};

use crate::example::RUN;
use crate::project::Project;

/// Runs a program to its end, in a folder that is also its home.
fn finished(program: &str, home: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
#[ignore = "needs LibreOffice"]
fn libreoffice_opens_the_workbook_of_the_example() {
    let home = Project::new();
    let home = home.path("");
    let workbook = RUN.path("review.xlsx").display().to_string();
    for format in ["pdf", "ods"] {
        finished("soffice", &home, &["--headless", "--convert-to", format, &workbook]);
    }
    let pdf = std::fs::read(home.join("review.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 100_000, "{} bytes", pdf.len());

    let mut ods: calamine::Ods<_> = calamine::open_workbook(home.join("review.ods")).unwrap();
    let sheets = ["Propuestas", "Desafíos", "Cruces", "Sin grupo"];
    for sheet in sheets {
        let range = calamine::Reader::worksheet_range(&mut ods, sheet).unwrap();
        let ours = RUN.sheet(sheet);
        let rows: Vec<Vec<String>> = range
            .rows()
            .take(ours.len())
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect();
        assert!(ours.len() > 1, "{sheet}");
        for (row, (ours, theirs)) in ours.iter().zip(&rows).enumerate() {
            for (column, cell) in ours.iter().enumerate() {
                let kept = theirs.get(column).map_or("", String::as_str);
                assert_eq!(kept, cell, "{sheet}, row {}, column {}", row + 1, column + 1);
            }
        }
        assert_eq!(rows.len(), ours.len(), "{sheet}");
    }
}

/// A page as Chromium shows it.
pub(crate) struct Shown {
    pub(crate) dom: String,
    /// What it logged on the console, blocked requests included.
    pub(crate) console: Vec<String>,
    /// What it asked the network for.
    pub(crate) requests: Vec<String>,
}

pub(crate) fn shown_by_chromium(page: &Path) -> Shown {
    let home = Project::new();
    let home = home.path("");
    let log = home.join("net.json");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        // What Chromium wants of the network for itself finds no address.
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr",
        "--v=0",
        &format!("--log-net-log={}", log.display()),
        &format!("--user-data-dir={}", home.join("profile").display()),
        "--dump-dom",
        &format!("file://{}", page.display()),
    ];
    let output = finished("chromium", &home, &arguments);
    let lines = |text: &str, mark: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains(mark)).map(str::to_owned).collect()
    };
    Shown {
        dom: String::from_utf8(output.stdout).unwrap(),
        console: lines(&String::from_utf8_lossy(&output.stderr), "CONSOLE"),
        // Only the page's own requests are made for a site of files.
        requests: lines(&std::fs::read_to_string(log).unwrap(), "site=file://"),
    }
}

#[test]
#[ignore = "needs Chromium"]
fn chromium_shows_the_report_of_the_example_without_errors_or_network() {
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
