//! What reviewers return, as several programs save it, and what it decides.

mod alignments;
mod changed;
mod flat;
mod office;
mod other_programs;
mod together;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Reader as _, Xlsx};
use expect_test::{Expect, expect};
use rust_xlsxwriter::{Formula, Workbook};

use super::*;
use crate::domain::proposal::sample;
use crate::write::workbook::names::{header, sheet};
use crate::write::workbook::write;

/// The sample with texts that are hard to carry through a spreadsheet.
fn proposal() -> Proposal {
    let mut proposal = sample::proposal();
    proposal.corpus.statements[2].text =
        "'=1+1\r\nlimpiar  la\tquebrada _x0041_ \u{202E}ya ".into();
    proposal
}

/// The cells of a review workbook, to be edited and written again by another writer.
#[derive(Clone)]
struct Edited {
    dir: std::rc::Rc<tempfile::TempDir>,
    /// By sheet: rows of cells, the header first.
    sheets: BTreeMap<String, Vec<Vec<String>>>,
    formulas: Vec<(String, usize, usize)>,
    comments: BTreeMap<(String, usize, usize), String>,
}

fn untouched(proposal: &Proposal) -> Edited {
    let dir = std::rc::Rc::new(tempfile::tempdir().unwrap());
    let path = dir.path().join("original.xlsx");
    write(proposal, &[], &path).unwrap();
    let mut book: Xlsx<Cursor<Vec<u8>>> =
        Xlsx::new(Cursor::new(std::fs::read(&path).unwrap())).unwrap();
    let mut sheets = BTreeMap::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        sheets.insert(name, rows);
    }
    Edited { dir, sheets, formulas: Vec::new(), comments: BTreeMap::new() }
}

fn book() -> Edited {
    untouched(&proposal())
}

impl Edited {
    fn find(&self, sheet: &str, id: &str, header: &str) -> (usize, usize) {
        let rows = &self.sheets[sheet];
        let column = |header: &str| rows[0].iter().position(|cell| cell == header).unwrap();
        let ids = column(header::ID);
        (rows.iter().position(|row| row[ids] == id).unwrap(), column(header))
    }

    fn set(mut self, sheet: &str, id: &str, header: &str, cell: &str) -> Self {
        let (row, column) = self.find(sheet, id, header);
        self.sheets.get_mut(sheet).unwrap()[row][column] = cell.to_owned();
        self
    }

    /// A decision about a candidate and the cells that go with it.
    fn candidate(self, id: &str, decision: &str, cells: &[(&str, &str)]) -> Self {
        let decided = self.set(sheet::CANDIDATES, id, header::DECISION, decision);
        cells
            .iter()
            .fold(decided, |book, (header, cell)| book.set(sheet::CANDIDATES, id, header, cell))
    }

    /// A decision about a text, on whichever sheet it is.
    fn text(self, id: &str, decision: &str, cells: &[(&str, &str)]) -> Self {
        let on = |name: &str| self.sheets[name].iter().any(|row| row[0] == id);
        let name = if on(sheet::LOOSE) { sheet::LOOSE } else { sheet::STATEMENTS };
        let decided = self.set(name, id, header::DECISION, decision);
        cells.iter().fold(decided, |book, (header, cell)| book.set(name, id, header, cell))
    }

    /// A cell that is a formula.
    fn formula(mut self, sheet: &str, id: &str, header: &str, result: &str) -> Self {
        let (row, column) = self.find(sheet, id, header);
        self.formulas.push((sheet.to_owned(), row, column));
        self.set(sheet, id, header, result)
    }

    /// A comment on a cell.
    fn comment(mut self, sheet: &str, id: &str, header: &str, text: &str) -> Self {
        let (row, column) = self.find(sheet, id, header);
        self.comments.insert((sheet.to_owned(), row, column), text.to_owned());
        self
    }

    fn rows(mut self, sheet: &str, change: impl FnOnce(&mut Vec<Vec<String>>)) -> Self {
        change(self.sheets.get_mut(sheet).unwrap());
        self
    }

    fn save(&self, name: &str) -> PathBuf {
        let mut workbook = Workbook::new();
        for (name, rows) in &self.sheets {
            let page = workbook.add_worksheet();
            page.set_name(name).unwrap();
            for (row, r) in rows.iter().zip(0..) {
                for (cell, c) in row.iter().zip(0..) {
                    let at = (name.clone(), r as usize, c as usize);
                    if let Some(text) = self.comments.get(&at) {
                        let note = rust_xlsxwriter::Note::new(text).add_author_prefix(false);
                        page.insert_note(r, c, &note).unwrap();
                    }
                    if self.formulas.contains(&at) {
                        let formula = Formula::new("=A1&\"\"").set_result(cell);
                        page.write_formula(r, c, formula).unwrap();
                    } else if !cell.is_empty() {
                        page.write_string(r, c, cell).unwrap();
                    }
                }
            }
        }
        let path = self.dir.path().join(name);
        workbook.save(&path).unwrap();
        path
    }

    fn applied(&self) -> Applied {
        applied(&self.save("ana.xlsx"), &proposal())
    }

    fn said(&self, expected: &Expect) {
        let applied = self.applied();
        expected.assert_eq(&(said(&applied) + &problems(&applied)));
    }
}

fn applied(path: &Path, proposal: &Proposal) -> Applied {
    applied_as(path, proposal, Some("ana"))
}

/// A file that is somebody's, or where only its rows say whose.
fn applied_as(path: &Path, proposal: &Proposal, reviewer: Option<&str>) -> Applied {
    let context = Context {
        proposal,
        run: "r1",
        at: "2026-09-11T10:00:00Z",
        reviewer,
        reasons: &Settings::default(),
    };
    read_file(path, &context).unwrap()
}

/// Files that are applied together, each with whose it is.
fn together(files: &[(PathBuf, Option<&str>)], proposal: &Proposal) -> Vec<Applied> {
    let mut all: Vec<Applied> =
        files.iter().map(|(path, reviewer)| applied_as(path, proposal, *reviewer)).collect();
    contradictions(&mut all);
    all
}

/// The decisions, one a line.
fn said(applied: &Applied) -> String {
    let mut lines = String::new();
    for decision in &applied.decisions {
        let ids: Vec<&str> = decision.subjects.iter().map(|s| s.id.as_str()).collect();
        let mut parts = vec![decision.reviewer.clone(), decision.action.name().to_owned()];
        parts.extend(decision.candidate.as_ref().map(ToString::to_string));
        parts.push(format!("[{}]", ids.join(" ")));
        parts.extend(decision.action.target().map(|target| format!("→ {target}")));
        parts.extend(decision.action.text().map(|text| format!("«{text}»")));
        parts.extend(decision.reason.as_ref().map(|reason| format!("porque {reason}")));
        parts.extend(decision.note.as_ref().map(|note| format!("({note})")));
        lines += &(parts.join(" ") + "\n");
    }
    lines
}

/// The problems, one a line, without the folder.
fn problems(applied: &Applied) -> String {
    let lines = applied.problems.iter().map(|problem| {
        let line = problem.to_string();
        let start = line.find("ana.").unwrap_or(0);
        line[start..].to_owned() + "\n"
    });
    lines.collect()
}

#[test]
fn an_untouched_workbook_decides_nothing() {
    let applied = book().applied();
    assert_eq!((applied.decisions.len(), applied.problems.len()), (0, 0), "{applied:?}");
    assert_eq!((applied.rows, applied.blank), (8, 8));
    assert_eq!(applied.format, "libro de revisión (XLSX)");
}

#[test]
fn accepting_keeps_the_unmarked_texts_and_the_marked_go_their_way() {
    book()
        .candidate("PD-001", "aceptar", &[(header::REVIEWER, "Ana Pérez")])
        .text("C001", "se queda", &[])
        .text("C002", "mover a…", &[(header::TARGET, "PD-002")])
        .text("C003", "mover a…", &[(header::TARGET, "nuevo: Bajar impuestos"), (header::NOTE, "ojo")])
        .text("C004", "de acuerdo: queda fuera", &[])
        .said(&expect![[r"
            Ana Pérez accept PD-001 [I001 C001] «Recuperar las quebradas y sus riberas: limpiar la quebrada.»
            ana move PD-001 [C002] → PD-002
            ana move [C003] → nuevo:Bajar impuestos (ojo)
            ana move [C004] → NINGUNO
        "]]);
}

#[test]
fn every_decision_has_its_act() {
    book()
        .candidate(
            "PD-001",
            "Aceptar  con cambios",
            &[(header::FINAL_TEXT, "Cuidar las quebradas")],
        )
        .candidate("PD-002", "fusionar con...", &[(header::TARGET, "dm001")])
        .text("I001", "sacar", &[])
        .text("C001", "DIVIDIR", &[(header::TARGET, "PD-002 · Ordenar el tránsito en el centro.")])
        .text("C002", "descartar", &[(header::REASON, "repite a otro desafío")])
        .text("C003", "no se", &[])
        .said(&expect![[r"
            ana accept PD-001 [C001] «Recuperar las quebradas y sus riberas: limpiar la quebrada.»
            ana rename PD-001 [] «Cuidar las quebradas»
            ana merge PD-002 [I002] → DM001
            ana take_out PD-001 [I001]
            ana also_in PD-001 [C001] → PD-002
            ana discard PD-001 [C002] porque repite a otro desafío
            ana dont_know [C003]
        "]]);
    book()
        .candidate("PD-001", "dividir", &[(header::NOTE, "agua y basura")])
        .candidate("PD-002", "descartar", &[(header::REASON, "no se entiende")])
        .text("C001", "se queda", &[])
        .text("C002", "dividir", &[(header::NOTE, "pide dos cosas")])
        .said(&expect![[r"
            ana split PD-001 [I001] (agua y basura)
            ana discard PD-002 [I002] porque no se entiende
            ana move PD-001 [C001] → PD-001
            ana dont_know PD-001 [C002] (pide dos cosas)
        "]]);
    book()
        .candidate("PD-001", "no sé", &[])
        .candidate("PD-002", "", &[(header::NOTE, "hablar con tránsito")])
        .text("C001", "", &[(header::NOTE, "¿es de Nono?")])
        .said(&expect![[r"
            ana dont_know PD-001 [I001 C001 C002]
            ana comment PD-002 [] (hablar con tránsito)
            ana comment PD-001 [C001] (¿es de Nono?)
        "]]);
}

#[test]
fn what_is_wrong_is_said_by_cell() {
    book()
        .candidate("PD-001", "acepto", &[])
        .candidate("PD-002", "fusionar con…", &[(header::TARGET, "PD-2")])
        .text("I001", "descartar", &[])
        .text("C001", "mover a…", &[])
        .text("C002", "sacar", &[(header::TARGET, "PD-002")])
        .text("I002", "", &[(header::TARGET, "PD-001")])
        .text("C003", "descartar", &[])
        .text("C004", "mover a…", &[(header::TARGET, "ninguno")])
        .said(&expect![[r"
            ana.xlsx#Propuestas:2:decisión: «acepto» no es una decisión de esta hoja: ¿quiso decir «aceptar»?
            ana.xlsx#Propuestas:3:destino: no hay un destino «PD-2»: ¿quiso decir PD-002?
            ana.xlsx#Aportes:2:destino: falta el destino
            ana.xlsx#Aportes:3:destino: «quitar de esta propuesta» no lleva destino: bórrelo, o elija «mover a…»
            ana.xlsx#Aportes:4:motivo: falta el motivo: elija uno de la lista o escríbalo
            ana.xlsx#Aportes:5:decisión: hay «destino» y falta la decisión: ¿«mover a…»? Elíjala, o borre la celda
            ana.xlsx#Sin propuesta:2:decisión: «descartar» no es una decisión de esta hoja: elija una de estas: de acuerdo: queda fuera, mover a…, no sé
            ana.xlsx#Sin propuesta:3:destino: para que no vaya a ninguna elija «de acuerdo: queda fuera»
        "]]);
    book()
        .candidate("PD-001", "aceptar", &[(header::FINAL_TEXT, "Otra redacción")])
        .candidate("PD-002", "aceptar con cambios", &[])
        .text("C001", "dividir", &[])
        .text("C002", "dividir", &[(header::TARGET, "PD-001")])
        .said(&expect![[r"
            ana.xlsx#Propuestas:2:texto final: hay un texto final y la decisión es «aceptar»: elija «aceptar con cambios», o bórrelo
            ana.xlsx#Propuestas:3:texto final: falta la redacción: escríbala aquí
            ana.xlsx#Aportes:2:destino: ¿cuáles son las dos cosas? Ponga la segunda propuesta en «destino», o explíquelo en «nota»
            ana.xlsx#Aportes:3:destino: ya está en esa propuesta: ponga la otra
        "]]);
}

#[test]
fn edited_texts_and_moved_cells_are_noticed() {
    book()
        .candidate("PD-001", "aceptar", &[(header::DRAFT, "Otro borrador")])
        .candidate("PD-002", "aceptar", &[])
        .text("I001", "", &[(header::TEXT, "Recuperación de quebradas")])
        .text("I002", "", &[(header::CANDIDATE, "PD-001")])
        .said(&expect![[r"
            ana accept PD-002 [] «Ordenar el tránsito en el centro.»
            ana.xlsx#Propuestas:2:propuesta de desafío (borrador): el borrador cambió: devuelva el que estaba y escriba su redacción en «texto final» con «aceptar con cambios» (o el libro es de otra corrida)
            ana.xlsx#Aportes:4:texto: el texto cambió: los textos no se editan; devuelva el que estaba (o el libro es de otra corrida)
            ana.xlsx#Aportes:5:propuesta: aquí decía PD-002 y ahora «PD-001»: devuelva la celda; para cambiarlo de lugar elija «mover a…»
        "]]);
}

#[test]
fn unknown_repeated_and_missing_rows_are_noticed() {
    book()
        .candidate("PD-001", "aceptar", &[])
        .rows(sheet::STATEMENTS, |rows| {
            rows[1][0] = "C999".into();
            let mut again = rows[4].clone();
            again[5] = "sacar".into();
            rows.push(again);
        })
        .rows(sheet::LOOSE, |rows| drop(rows.remove(1)))
        .rows(sheet::CANDIDATES, |rows| rows.push(rows[1].clone()))
        .said(&expect![[r"
            ana accept PD-001 [I001 C002] «Recuperar las quebradas y sus riberas: limpiar la quebrada.»
            ana.xlsx#Propuestas:2:decisión: en Aportes faltan filas de esta propuesta (C001): devuélvalas, porque lo que se decide aquí vale para sus aportes sin marca
            ana.xlsx#Propuestas:4:id: este id ya está en la fila 2: deje una sola
            ana.xlsx#Aportes:2:id: no hay un aporte «C999» en esta corrida: revise el id, o si el archivo es de otra corrida
            ana.xlsx#Aportes:6:id: este id ya está en la fila 5: deje una sola
        "]]);
}

#[test]
fn decisions_that_contradict_each_other_are_noticed() {
    book()
        .candidate("PD-001", "fusionar con…", &[(header::TARGET, "PD-002")])
        .candidate("PD-002", "fusionar con…", &[(header::TARGET, "PD-001")])
        .said(&expect![[r"
            ana.xlsx#Propuestas:2:destino: estas fusiones vuelven al punto de partida: deje en blanco o acepte la propuesta que queda
            ana.xlsx#Propuestas:3:destino: estas fusiones vuelven al punto de partida: deje en blanco o acepte la propuesta que queda
        "]]);
    book()
        .candidate("PD-001", "descartar", &[(header::REASON, "no se entiende")])
        .candidate("PD-002", "fusionar con…", &[(header::TARGET, "PD-001")])
        .text("C001", "se queda", &[])
        .text("C003", "mover a…", &[(header::TARGET, "PD-001")])
        .said(&expect![[r"
            ana discard PD-001 [I001 C002] porque no se entiende
            ana.xlsx#Propuestas:3:destino: PD-001 se descarta en este libro: elija otro destino, o no la descarte
            ana.xlsx#Aportes:2:decisión: su propuesta se descarta en este libro: muévalo a otra, o deje esta celda en blanco para descartarlo con ella
            ana.xlsx#Sin propuesta:2:destino: PD-001 se descarta en este libro: elija otro destino, o no la descarte
        "]]);
}

#[test]
fn missing_columns_and_sheets_are_noticed() {
    let mut short = book().candidate("PD-002", "aceptar", &[]);
    short.sheets.remove(sheet::LOOSE);
    short.rows(sheet::CANDIDATES, |rows| rows[0][14] = "razones".into()).said(&expect![[r"
            ana.xlsx: falta la hoja Sin propuesta: devuélvala, aunque no decida nada en ella
            ana.xlsx#Propuestas: falta la columna «motivo»: devuélvala o revise su encabezado
        "]]);
}

/// Decisions of every kind.
fn reviewed() -> Edited {
    book()
        .candidate("PD-001", "aceptar con cambios", &[(header::FINAL_TEXT, "Cuidar las quebradas")])
        .candidate("PD-002", "aceptar", &[(header::REVIEWER, "Rosa")])
        .text("I001", "mover a…", &[(header::TARGET, "DM001")])
        .text("C002", "sacar", &[(header::REASON, "es de otra propuesta")])
        .text("C003", "de acuerdo: queda fuera", &[])
}

#[test]
fn rows_and_columns_may_stand_in_any_order_among_strange_sheets() {
    let plain = reviewed().applied();
    let mut shuffled = reviewed().formula(sheet::STATEMENTS, "C001", header::NOTE, "");
    for rows in shuffled.sheets.values_mut() {
        rows[1..].reverse();
        let wide = rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in rows {
            row.resize(wide, String::new());
            row.reverse();
        }
    }
    let notes = vec![vec!["mis apuntes".to_owned(), "id".to_owned()], vec!["x".to_owned()]];
    shuffled.sheets.insert("Apuntes".into(), notes);
    assert_eq!(shuffled.applied().decisions, plain.decisions);
    assert!(shuffled.applied().problems.is_empty());
}

#[test]
fn the_value_of_a_formula_in_a_note_is_the_note() {
    let noted = book()
        .text("C001", "sacar", &[])
        .formula(sheet::STATEMENTS, "C001", header::NOTE, "ver acta 3")
        .applied();
    assert_eq!(noted.decisions[0].note.as_deref(), Some("ver acta 3"));
}
