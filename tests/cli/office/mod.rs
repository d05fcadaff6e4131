//! The review workbook in LibreOffice.

mod formulas;

use crate::features::rounds::{first_round, review};
use crate::support::example::RUN;
use crate::support::outputs::Row;
use crate::support::programs::finished;
use crate::support::project::Project;
use crate::support::sheets::{fill_in, fill_in_by_office};

#[test]
#[ignore = "needs LibreOffice"]
fn the_workbook_of_the_example_opens_and_keeps_every_cell() {
    let home = Project::new();
    let home = home.path("");
    let workbook = RUN.path("review.xlsx").display().to_string();
    for format in ["pdf", "ods"] {
        finished("soffice", &home, &["--headless", "--convert-to", format, &workbook]);
    }
    let pdf = std::fs::read(home.join("review.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 100_000, "{} bytes", pdf.len());

    let mut ods: calamine::Ods<_> = calamine::open_workbook(home.join("review.ods")).unwrap();
    let sheets = ["Propuestas", "Aportes", "Cruces", "Sin propuesta"];
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
#[ignore = "needs LibreOffice"]
fn the_office_and_the_file_s_own_xml_decide_the_same() {
    let project = first_round();
    let review = review(&project);
    let decided = |file: &str| -> Vec<Row> {
        std::fs::remove_file(project.path("uno/decisions.db")).unwrap_or_default();
        project.minga("apply uno").arg(file).arg("--reviewer").arg("Rosa").succeeds();
        let mut rows = project.outputs("uno").csv("decisions.csv");
        for row in &mut rows {
            row.remove("at");
        }
        rows
    };
    let source = project.path("uno/review.xlsx");
    fill_in(&source, &project.path("mano.xlsx"), &review.entries);
    let by_hand = decided("mano.xlsx");
    assert!(by_hand.len() > 16);
    for name in ["oficina.xlsx", "oficina.ods"] {
        fill_in_by_office(&source, &project.path(name), &review.entries);
        assert_eq!(decided(name), by_hand, "{name}");
    }
}
