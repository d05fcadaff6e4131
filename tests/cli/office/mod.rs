//! The review workbook in LibreOffice.

mod formulas;

use crate::features::rounds::{first_round, review};
use crate::support::example::RUN;
use crate::support::outputs::Row;
use crate::support::page_server::copy_of;
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

#[test]
#[ignore = "needs LibreOffice"]
fn the_document_of_the_example_is_half_as_long_as_it_was_and_says_its_pages() {
    let project = copy_of(&RUN.path(""));
    project.minga("consolidate out --draft --to lista").succeeds();
    let home = project.path("casa");
    std::fs::create_dir(&home).unwrap();
    let document = project.path("lista/consolidado.docx").display().to_string();
    finished("soffice", &home, &["--headless", "--convert-to", "pdf", &document]);
    let text = finished("pdftotext", &home, &["-layout", "consolidado.pdf", "-"]);
    let text = String::from_utf8(text.stdout).unwrap();
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    println!("consolidado.docx: {} pages", pages.len());
    assert!(pages.len() <= 53, "{} pages", pages.len());
    for (at, page) in (1..).zip(&pages) {
        let foot = format!("Página {at} de {}", pages.len());
        assert!(page.contains(&foot), "no «{foot}»: {page}");
    }
    // The contents: every line with its page.
    let listed = pages[0].lines().filter(|line| line.contains("....."));
    let listed: Vec<&str> = listed.collect();
    assert!(listed.len() > 15, "{listed:?}");
    for line in listed {
        let number = line.rsplit('.').next().unwrap().trim().parse::<usize>();
        assert!(number.is_ok_and(|page| (1..=pages.len()).contains(&page)), "{line}");
    }
    assert_eq!(text.matches("Borrador por redactar").count(), 113);
}

#[test]
#[ignore = "needs LibreOffice"]
fn counts_have_the_separators_of_the_reader_s_country() {
    let home = Project::new().file(
        ".config/libreoffice/4/user/registrymodifications.xcu",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>es-ES</value></prop></item>
</oor:items>"#,
    );
    let home = home.path("");
    let workbook = RUN.path("review.xlsx").display().to_string();
    // As it is shown, the first sheet. LibreOffice's own es-EC has a comma for thousands; Excel's, and
    // es-ES in both, a dot.
    let shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,1";
    finished("soffice", &home, &["--headless", "--convert-to", shown, &workbook]);
    let guide = std::fs::read_to_string(home.join("review-Léeme.csv")).unwrap();
    assert!(guide.contains("suma,1.132,1.099,33,0,0"), "{guide}");
}
