//! What the workbook holds, read back by the crate that did not write it, and how it opens.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::names::{decision, header, sheet};
use super::*;
use crate::domain::problem::{Place, Problem};
use crate::domain::proposal::{Status, sample};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn facts() -> Vec<(String, String)> {
    vec![("modelo".into(), "e5-small-es".into()), ("=HOY()".into(), "+593 2 395 2300".into())]
}

fn book(proposal: &Proposal) -> Book {
    Xlsx::new(Cursor::new(formed(proposal, &facts(), &Settings::default()).unwrap())).unwrap()
}

/// The rows of a sheet under its header, each as header → cell.
fn rows(book: &mut Book, name: &str) -> Vec<BTreeMap<String, String>> {
    let range = book.worksheet_range(name).unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
    let headers = rows.next().unwrap();
    rows.map(|row| headers.iter().cloned().zip(row).collect()).collect()
}

fn all_text(book: &mut Book, name: &str) -> String {
    let range = book.worksheet_range(name).unwrap();
    let lines = range.rows().map(|r| r.iter().map(Data::to_string).collect::<Vec<_>>().join("|"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sheets_stand_in_their_order() {
    assert_eq!(book(&sample::proposal()).sheet_names(), sheet::ALL);
}

#[test]
fn a_candidate_has_a_row_with_words_and_no_likeness() {
    let rows = rows(&mut book(&sample::proposal()), sheet::CANDIDATES);
    assert_eq!(rows.len(), 2);
    expect_test::expect![[r#"
        {
            "cohesión": "alta",
            "competencia": "Ambiente",
            "decisión": "",
            "destino": "",
            "horizonte": "",
            "horizonte sugerido": "gestión (bastante seguro)",
            "id": "PD-001",
            "lados": "cruzada",
            "motivo": "",
            "n.º ciud.": "2",
            "n.º inst.": "1",
            "nombre": "Quebradas y riberas",
            "nota": "",
            "objetivo de desarrollo": "",
            "objetivo de gestión": "",
            "objetivo sugerido": "1.1 · Cuidar las quebradas. (bastante seguro)\no ninguno",
            "orden de revisión": "1",
            "par menos parecido": "I001 · C002",
            "política": "",
            "política sugerida": "P01 · Restaurar ecosistemas. (bastante seguro)\no ninguno",
            "propuesta de desafío (borrador)": "Recuperar las quebradas y sus riberas: limpiar la quebrada.",
            "propuestas parecidas": "PD-002 · Ordenar el tránsito en el centro.",
            "revisor": "",
            "solidez": "estable",
            "texto final": "",
        }
    "#]]
    .assert_debug_eq(&rows[0]);
    assert_eq!(rows[1][header::COHESION], "un solo aporte");
    assert_eq!(rows[1][header::SIDES], "solo institucional");
}

#[test]
fn every_statement_is_on_one_of_the_two_sheets() {
    let proposal = sample::proposal();
    let mut book = book(&proposal);
    let members = rows(&mut book, sheet::STATEMENTS);
    let loose = rows(&mut book, sheet::LOOSE);
    let ids = |rows: &[BTreeMap<String, String>]| -> Vec<String> {
        rows.iter().map(|r| r[header::ID].clone()).collect()
    };
    assert_eq!(ids(&members), ["C001", "C002", "I001", "I002"], "the most typical first");
    assert_eq!(ids(&loose), ["C003", "C004"], "the empty ones last");
    for row in members.iter().chain(&loose) {
        let source = proposal.corpus.statements.iter().find(|s| s.id.as_str() == row[header::ID]);
        assert_eq!(row[header::TEXT], shown(&source.unwrap().text));
        assert_eq!(row[header::DECISION], "");
    }
    assert_eq!(members[0][header::CANDIDATE], "PD-001");
    assert_eq!(members[0][header::PARROQUIA], "Nono");
    assert_eq!(members[1][header::DUPLICATE_OF], "C001 (casi igual)");
    assert_eq!(members[3][header::WARNING], "el texto parece de «Ambiente»");
    assert!(members[3][header::SUGGESTION_1].starts_with("PD-001 · Recuperar"));
    assert_eq!(loose[0][header::STATE], "fuera de competencia");
    assert_eq!(loose[1][header::WHY], "sin contenido");
}

#[test]
fn what_waits_for_somebody_comes_first_and_what_was_discarded_last() {
    let mut proposal = sample::proposal();
    proposal.placements[5].status = Status::Pending("dos revisores no coinciden".into());
    proposal.placements[4].status = Status::Discarded("repite a otro".into());
    let rows = rows(&mut book(&proposal), sheet::LOOSE);
    assert_eq!(rows[0][header::ID], "C004");
    assert_eq!(rows[0][header::WHY], "dos revisores no coinciden");
    assert_eq!(rows[1][header::STATE], "descartado");
    assert_eq!(rows[1][header::WHY], "repite a otro");
}

#[test]
fn pairs_are_in_words() {
    let rows = rows(&mut book(&sample::proposal()), sheet::MATCHES);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][header::LIKENESS], "más parecidos que el 99,2\u{A0}% de los pares");
    assert_eq!(rows[0][header::TOGETHER], "sí");
    assert_eq!(rows[0][header::PREFERENCE], "mutua");
}

#[test]
fn the_run_shows_its_facts_and_totals_that_add_up() {
    let mut proposal = sample::proposal();
    proposal.skipped_rows = 1;
    let at = Place::file("ciudadano.csv").row(7).column("fecha");
    proposal.skipped = vec![Problem::new(at, "el 31 de febrero no existe")];
    let mut book = book(&proposal);
    let text = all_text(&mut book, sheet::RUN);
    for part in [
        "modelo|e5-small-es",
        "=HOY()|+593 2 395 2300",
        "4|2|2|0|0",
        "4 en propuestas + 2 fuera + 0 descartados + 0 pendientes = 6 de 6 recibidos",
        "4 en la hoja Aportes + 2 en la hoja Sin propuesta = 6",
        "Filas omitidas: 1",
        "ciudadano.csv:7:fecha|el 31 de febrero no existe",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let guide = all_text(&mut book, sheet::GUIDE);
    assert!(guide.contains("2 aportes institucionales y 4 ciudadanos forman 2 propuestas"));
    assert!(guide.contains("filas omitidas|1: se listan en Corrida"), "{guide}");
}

#[test]
fn the_lists_hold_every_decision_and_target() {
    let mut book = book(&sample::proposal());
    let text = all_text(&mut book, sheet::LISTS);
    let decisions = [&decision::CANDIDATE[..], &decision::STATEMENT, &decision::LOOSE].concat();
    for word in decisions.into_iter().chain(names::REASONS).chain(["PD-002", "DM001"]) {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    let names: BTreeMap<_, _> = book.defined_names().iter().cloned().collect();
    assert_eq!(names["destinos"], "Listas!$E$2:$E$3");
    assert_eq!(names["decision_desafio"], "Listas!$C$2:$C$7");
    assert_eq!(names["decision_sin_grupo"], "Listas!$D$2:$D$4");
    assert!(names["motivos"].starts_with("Listas!$A$2:INDEX("), "{}", names["motivos"]);
}

#[test]
fn no_text_becomes_a_formula_or_breaks_the_file() {
    let mut proposal = sample::proposal();
    let hostile = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1+1\t@SUM(A1)",
        "<r><t>rico</t></r>",
        "a\u{0}b\u{1B}c\u{FFFF}d\u{202E}e _x0041_ ]]>&amp;",
        "uno\r\ndos\rtres",
        "-2\n=3",
    ];
    for (statement, text) in proposal.corpus.statements.iter_mut().zip(hostile) {
        statement.text = text.into();
        statement.entidad = Some(text.into());
    }
    proposal.candidates[0].draft.text = "=1+1".into();
    let mut book = book(&proposal);
    let mut seen = rows(&mut book, sheet::STATEMENTS);
    seen.extend(rows(&mut book, sheet::LOOSE));
    for statement in &proposal.corpus.statements {
        let row = seen.iter().find(|r| r[header::ID] == statement.id.as_str()).unwrap();
        assert_eq!(row[header::TEXT], shown(&statement.text));
        assert_eq!(row[header::ENTIDAD], shown(&statement.text));
    }
    for name in sheet::ALL {
        let formulas = book.worksheet_formula(name).unwrap();
        let ours = |f: &String| f.is_empty() || f.starts_with("COUNTA('");
        assert!(formulas.rows().flatten().all(ours), "{name}");
    }
}

#[test]
fn a_text_longer_than_a_cell_is_cut_not_refused() {
    let mut proposal = sample::proposal();
    proposal.corpus.statements[0].text = "palabra ".repeat(10_000);
    let rows = rows(&mut book(&proposal), sheet::STATEMENTS);
    assert!(rows[2][header::TEXT].ends_with("statements.csv]"));
}

#[test]
fn an_empty_proposal_still_opens() {
    let mut empty = sample::proposal();
    empty.corpus.statements.clear();
    empty.placements.clear();
    empty.candidates.clear();
    empty.matches.clear();
    empty.frame.desafios.clear();
    let mut book = book(&empty);
    for name in [sheet::CANDIDATES, sheet::STATEMENTS, sheet::MATCHES, sheet::LOOSE] {
        assert_eq!(rows(&mut book, name).len(), 0);
    }
    assert!(all_text(&mut book, sheet::GUIDE).contains("de 0 filas con decisión"));
}

#[test]
fn the_same_proposal_gives_the_same_bytes() {
    let forms = || formed(&sample::proposal(), &facts(), &Settings::default()).unwrap();
    assert!(forms() == forms());
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no-existe").join("review.xlsx");
    let error = write(&sample::proposal(), &facts(), &path).unwrap_err().to_string();
    assert!(error.contains("no-existe") && error.contains("review.xlsx"), "{error}");
}

#[test]
fn more_rows_than_a_sheet_holds_are_an_error_that_says_so() {
    let table = table::ReviewSheet {
        sheet: sheet::MATCHES,
        columns: vec![table::SheetColumn::blank(header::NOTE, 10.0, None)],
        style: |()| cell_style::RowStyle::default(),
        frozen: 0,
        printed: header::NOTE,
        needs: &[],
    };
    let rows = vec![(); 1_048_576];
    let error =
        table.write(&mut Workbook::new(), &cell_style::CellFormats::new(), &rows).err().unwrap();
    assert!(error.to_string().contains("la hoja Cruces tendría 1048576 filas"), "{error}");
}

#[test]
fn a_candidate_leads_to_its_statements_and_they_lead_back() {
    let bytes = formed(&sample::proposal(), &facts(), &Settings::default()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut sheet = |n: usize| {
        let mut xml = String::new();
        let mut part = archive.by_name(&format!("xl/worksheets/sheet{n}.xml")).unwrap();
        std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
        xml
    };
    // PD-001 has three statements: those of PD-002 begin after them.
    let candidates = sheet(2);
    for (cell, to) in [("A2", "'Aportes'!A2"), ("A3", "'Aportes'!A5")] {
        let link = format!(r#"<hyperlink ref="{cell}" location="{to}""#);
        assert!(candidates.contains(&link), "{link} in {candidates}");
    }
    let statements = sheet(3);
    assert!(
        statements.contains(r#"<hyperlink ref="D5" location="'Propuestas'!A3""#),
        "{statements}"
    );
}

/// What `LibreOffice` makes of the workbook.
mod office {
    use super::*;
    use crate::write::programs::finished;

    /// The workbook as `LibreOffice` saves it in another format.
    fn converted(format: &str) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("review.xlsx");
        write(&sample::proposal(), &facts(), &path).unwrap();
        let to = dir.path().display().to_string();
        let arguments = ["--headless", "--convert-to", format, "--outdir", &to, "review.xlsx"];
        finished("soffice", dir.path(), &arguments);
        std::fs::read(path.with_extension(format)).unwrap()
    }

    #[test]
    #[ignore = "needs LibreOffice"]
    fn keeps_every_cell() {
        let ours = formed(&sample::proposal(), &facts(), &Settings::default()).unwrap();
        let mut ours: Book = Xlsx::new(Cursor::new(ours)).unwrap();
        let mut theirs: Book = Xlsx::new(Cursor::new(converted("xlsx"))).unwrap();
        assert_eq!(theirs.sheet_names(), sheet::ALL);
        for name in sheet::ALL {
            let lines = all_text(&mut ours, name);
            let resaved = all_text(&mut theirs, name);
            assert!(resaved.starts_with(&lines), "{name}\n{lines}\n----\n{resaved}");
        }
    }

    #[test]
    #[ignore = "needs LibreOffice"]
    fn understands_dropdowns_protection_filters_and_print() {
        let text = String::from_utf8(converted("fods")).unwrap();
        for list in ["decision_propuesta", "decision_desafio", "decision_sin_grupo"] {
            let condition = format!("cell-content-is-in-list({list})");
            assert_eq!(text.matches(&condition).count(), 1, "{list}");
        }
        for list in ["destinos", "motivos"] {
            let condition = format!("cell-content-is-in-list({list})");
            assert_eq!(text.matches(&condition).count(), 3, "{list}");
        }
        let strict = text.matches("table:message-type=\"stop\"").count();
        assert_eq!(strict, 5, "decisions and horizons are strict");
        assert_eq!(
            text.matches("table:message-type=\"warning\"").count(),
            12,
            "the rest may be typed"
        );
        assert_eq!(text.matches("table:protected=\"true\"").count(), 8);
        assert!(text.contains("style:cell-protect=\"none\""), "there is something to fill in");
        assert_eq!(text.matches("table:display-filter-buttons=\"true\"").count(), 5);
        assert_eq!(text.matches("<table:table-header-rows>").count(), 6, "headers on every page");
        assert!(text.contains("style:print-orientation=\"landscape\""));
        let formulas = text.matches("table:formula=").count();
        assert_eq!(formulas, 3, "the progress on the first sheet and nothing else");
    }
}

#[test]
fn opposite_wishes_have_a_column_where_there_are_any() {
    let mut p = sample::proposal();
    p.candidates[0].opposed = vec![[0.into(), 2.into()]; 7];
    p.matches[0].opposed = true;
    let mut book = book(&p);
    let opposed = |rows: Vec<BTreeMap<String, String>>| rows[0][header::OPPOSED].clone();
    let cell = opposed(rows(&mut book, sheet::CANDIDATES));
    assert_eq!(cell, format!("{}y 2 más", "I001 y C001\n".repeat(5)));
    assert_eq!(opposed(rows(&mut book, sheet::MATCHES)), "sí");
}

#[test]
fn counts_are_numbers_with_separators() {
    use std::io::Read as _;

    let bytes = formed(&sample::proposal(), &facts(), &Settings::default()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut styles = String::new();
    archive.by_name("xl/styles.xml").unwrap().read_to_string(&mut styles).unwrap();
    assert!(styles.contains("formatCode=\"#,##0\""), "{styles}");
}
