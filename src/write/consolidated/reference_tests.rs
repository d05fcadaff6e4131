//! The example with its reference applied as decisions: the source's own counts come out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};

use super::tests::{book, lines, rows};
use super::*;
use crate::decide::settle::settle;
use crate::domain::decision::{Action, ContentHash, Decision, Subject};
use crate::domain::destination::Destination;
use crate::domain::proposal::{Declared, OutReason, Placement, Status};
use crate::domain::similarity::Percentiles;
use crate::domain::statement::Origin;
use crate::read::frame_folder;
use crate::read::input::{self, Source};
use crate::read::table;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// The example's statements, in no candidate.
fn proposal() -> Proposal {
    let source = |name: &str, origin| Source { path: data(name), origin: Some(origin) };
    let sources = [
        source("example/institucional.csv", Origin::Institutional),
        source("example/ciudadano.csv", Origin::Citizen),
    ];
    let corpus = input::read(&sources, &input::Settings::default()).unwrap().corpus;
    let (frame, problems) = frame_folder::read(&data("pmdot-2024-2033")).unwrap();
    assert_eq!(problems, []);
    let placement = Placement {
        declared: Declared::Blank,
        competencia: 0.into(),
        competencia_probability: 0.5,
        contradicted_by: None,
        status: Status::OutOfCompetence(OutReason::Foreign),
        likeness: None,
        probability: None,
        suggestions: vec![],
        homes: vec![],
        duplicate: None,
        novelty: None,
        decided: None,
    };
    Proposal {
        placements: vec![placement; corpus.len()],
        corpus,
        frame,
        candidates: vec![],
        matches: vec![],
        percentiles: Percentiles::new(vec![]),
        skipped: vec![],
        skipped_rows: 0,
        last_number: 0,
        coined: vec![],
        choices: None,
        changes: vec![],
        queue: vec![],
        explanations: vec![],
        learning: None,
        map: ndarray::Array2::zeros((0, 2)),
    }
}

/// The reference as the decisions of one reviewer.
fn decisions(proposal: &Proposal) -> Vec<Decision> {
    let reference = table::read(&data("example/gold.tsv")).unwrap().table;
    let texts: BTreeMap<&str, &str> =
        proposal.corpus.statements.iter().map(|s| (s.id.as_str(), s.text.as_str())).collect();
    let mut log: Vec<Decision> = Vec::new();
    for row in &reference.rows {
        let [id, places] = row.cells.as_slice() else { panic!("two columns") };
        for (nth, place) in places.split(';').enumerate() {
            let to: Destination = place.parse().unwrap();
            log.push(Decision {
                number: log.len() as i64 + 1,
                at: "2026-09-11T10:00:00Z".into(),
                reviewer: "referencia".into(),
                run: "r1".into(),
                candidate: None,
                action: if nth == 0 { Action::Move { to } } else { Action::AlsoIn { also: to } },
                subjects: vec![Subject {
                    id: crate::domain::statement::StatementId::new(id),
                    hash: ContentHash::of(texts[id.as_str()]),
                }],
                reason: None,
                note: None,
                file: None,
            });
        }
    }
    log
}

fn written(dir: &Path) -> (Proposal, Totals) {
    let proposal = proposal();
    let settled = settle(&proposal, &decisions(&proposal));
    let outcome = write(&proposal, &settled, &Options::default(), &[], dir).unwrap();
    let Outcome::Written { totals, waiting, .. } = outcome else { panic!("nothing waits") };
    assert_eq!(waiting, []);
    (proposal, totals)
}

#[test]
fn the_example_has_the_counts_of_its_source() {
    let dir = tempfile::tempdir().unwrap();
    let (proposal, totals) = written(dir.path());
    expect_test::expect![[r#"
        Aportes recibidos: 273 institucionales + 859 ciudadanos = 1.132.
        Institucionales: 267 en un desafío + 6 fuera de competencia = 273.
        Ciudadanos: 820 en un desafío + 39 fuera de competencia = 859.
        En total: 1.087 en un desafío + 45 fuera de competencia = 1.132.
        Desafíos: 23 de largo plazo + 90 de gestión = 113.
        Desafíos por sus voces: 104 cruzados + 3 solo institucionales + 6 solo ciudadanos = 113.
        Aportes que además son de otro desafío: 87.
        Datos personales tapados en los aportes: 0."#]]
    .assert_eq(&totals.lines().join("\n"));
    assert_eq!((totals.largo_plazo, totals.gestion, totals.challenges()), (23, 90, 113));
    let mut book = book(dir.path());
    expect_test::expect![
        "23 desafíos de largo plazo; 3 de 3 objetivos de desarrollo tienen alguno."
    ]
    .assert_eq(&lines(&mut book, "Anexo 1")[1]);
    expect_test::expect!["90 desafíos de gestión (13 filas repiten un desafío que responde a más de una política); 10 de 10 objetivos de gestión y 36 de 36 políticas tienen alguno."].assert_eq(&lines(&mut book, "Anexo 2")[1]);

    let distinct = |range: &calamine::Range<Data>, column: usize| -> BTreeSet<String> {
        let cells = range.rows().skip(3).map(|row| row[column].to_string());
        cells.filter(|cell| !cell.is_empty()).collect()
    };
    let annex = book.worksheet_range("Anexo 1").unwrap();
    assert_eq!((distinct(&annex, 0).len(), distinct(&annex, 2).len()), (3, 23));
    let annex = book.worksheet_range("Anexo 2").unwrap();
    let counts = [0, 1, 2, 4].map(|column| distinct(&annex, column).len());
    assert_eq!(counts, [3, 10, 36, 90]);

    let figure = std::fs::read_to_string(dir.path().join("flujo.svg")).unwrap();
    for desafio in &proposal.frame.desafios {
        assert!(figure.contains(&format!(">{} ", desafio.id)), "{}", desafio.id);
    }
    let list = table::read(&dir.path().join("consolidado.csv")).unwrap().table;
    let by = list.headers.iter().position(|header| header == "alignment_by").unwrap();
    assert!(list.rows.iter().all(|row| row.cells[by] == "frame"));

    let finals = rows(&mut book, "Desafíos consolidados");
    assert_eq!(finals.len(), 113);
    let ids: BTreeSet<&str> = finals.iter().map(|row| row["id"].as_str()).collect();
    assert!(proposal.frame.desafios.iter().all(|desafio| ids.contains(desafio.id.as_str())));
    let sum = |header: &str| -> usize {
        finals.iter().map(|row| row[header].parse::<usize>().unwrap()).sum()
    };
    assert_eq!(sum("n.º inst."), totals.institutional.in_challenge);
    assert_eq!(sum("n.º ciud."), totals.citizen.in_challenge);
    assert_eq!(sum("además, de otros"), totals.also);
}

#[test]
fn every_statement_of_the_example_ends_where_the_reference_says() {
    let dir = tempfile::tempdir().unwrap();
    let (proposal, totals) = written(dir.path());
    let trace = table::read(&dir.path().join("trazabilidad.csv")).unwrap().table;
    let mut ends: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &trace.rows {
        ends.entry(&row.cells[0]).or_default().push(&row.cells[3]);
    }
    assert_eq!(ends.len(), proposal.corpus.len());
    assert_eq!(trace.rows.len(), proposal.corpus.len() + totals.also);
    let reference = table::read(&data("example/gold.tsv")).unwrap().table;
    for row in &reference.rows {
        let expected = if row.cells[1] == "NINGUNO" { "" } else { row.cells[1].as_str() };
        assert_eq!(ends[row.cells[0].as_str()].join(";"), expected, "{}", row.cells[0]);
    }
}

/// What `LibreOffice` makes of the document and the workbook.
mod office {
    use super::*;
    use crate::write::programs::finished;

    /// A file of the example as `LibreOffice` converts it.
    fn converted(dir: &Path, name: &str, format: &str) -> Vec<u8> {
        let arguments = ["--headless", "--convert-to", format, "--outdir", "out", name];
        finished("soffice", dir, &arguments);
        let extension = format.split(':').next().unwrap();
        std::fs::read(dir.join("out").join(name).with_extension(extension)).unwrap()
    }

    #[test]
    #[ignore = "needs LibreOffice"]
    fn reads_every_challenge_and_statement_of_the_document() {
        let dir = tempfile::tempdir().unwrap();
        let (proposal, _) = written(dir.path());
        let text = converted(dir.path(), "consolidado.docx", "txt:Text (encoded):UTF8");
        let text = String::from_utf8(text).unwrap();
        for desafio in &proposal.frame.desafios {
            assert!(text.contains(&format!("{}. {}", desafio.id, desafio.text)), "{}", desafio.id);
        }
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole = squeezed(&text);
        for statement in &proposal.corpus.statements {
            let published = Publication::Covered.text(&statement.text);
            assert!(whole.contains(&squeezed(&published)), "{}", statement.id);
        }
    }

    #[test]
    #[ignore = "needs LibreOffice"]
    fn keeps_every_cell_of_the_workbook() {
        let dir = tempfile::tempdir().unwrap();
        written(dir.path());
        let mut ours = book(dir.path());
        let theirs = converted(dir.path(), "consolidado.xlsx", "xlsx");
        let mut theirs = Xlsx::new(std::io::Cursor::new(theirs)).unwrap();
        let names = Reader::sheet_names(&ours);
        assert_eq!(Reader::sheet_names(&theirs), names);
        for name in names {
            assert_eq!(lines(&mut theirs, &name), lines(&mut ours, &name), "{name}");
        }
    }
}
