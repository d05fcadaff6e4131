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

#[test]
#[ignore = "needs Chromium"]
fn chromium_shows_the_report_of_the_example_without_errors_or_network() {
    let home = Project::new();
    let home = home.path("");
    let log = home.join("net.json");
    let page = format!("file://{}", RUN.path("report.html").display());
    let output = finished(
        "chromium",
        &home,
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--enable-logging=stderr",
            "--v=0",
            &format!("--log-net-log={}", log.display()),
            &format!("--user-data-dir={}", home.join("profile").display()),
            "--dump-dom",
            &page,
        ],
    );
    let shown = String::from_utf8(output.stdout).unwrap();
    for words in ["<html lang=\"es\">", "1.132", "</svg>", "</table>"] {
        assert!(shown.contains(words), "{words}");
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(console.is_empty(), "{console:?}");
    // Chromium itself may look for updates; the page may ask for nothing.
    let report = RUN.text("report.html");
    for door in ["src=\"http", "href=\"http", "url(http", "@import", "<link", "<script src"] {
        assert!(!report.contains(door), "{door}");
    }
    let requests = std::fs::read_to_string(log).unwrap();
    let from_page = |line: &&str| line.contains("\"initiator\"") && line.contains("file://");
    let from_page: Vec<&str> = requests.lines().filter(from_page).collect();
    assert!(from_page.is_empty(), "{from_page:?}");
}
