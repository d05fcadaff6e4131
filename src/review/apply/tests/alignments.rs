//! The horizon and the alignment of a candidate, as reviewers fill them in.

use super::*;
use crate::domain::decision::Action;
use crate::write::workbook::names::SUGGESTED;

fn filled(cells: &[(&str, &str)]) -> Edited {
    cells
        .iter()
        .fold(book(), |book, (header, cell)| book.set(sheet::CANDIDATES, "PD-001", header, cell))
}

/// The alignments that a workbook decides, in words, and its problems.
fn aligned(book: &Edited) -> String {
    let applied = book.applied();
    let lines = applied.decisions.iter().filter_map(|decision| {
        let said = decision.action.alignment()?;
        let candidate = decision.candidate.as_ref()?;
        Some(format!("{} {candidate}: {said}\n", decision.reviewer))
    });
    lines.collect::<String>() + &problems(&applied)
}

#[test]
fn cells_from_the_dropdowns_and_typed_ones_are_read() {
    let all = [
        (header::HORIZON, "De gestión"),
        (header::OBJETIVO_GESTION, "1.1 · Cuidar las quebradas."),
        (header::POLITICA, "p01; P01"),
        (header::REVIEWER, "Ana"),
    ];
    expect!["Ana PD-001: gestión; objetivo de gestión 1.1; P01\n"]
        .assert_eq(&aligned(&filled(&all)));
    let suggested = [
        (header::HORIZON, SUGGESTED),
        (header::OBJETIVO_GESTION, "Lo sugerido"),
        (header::POLITICA, SUGGESTED),
    ];
    expect!["ana PD-001: gestión; objetivo de gestión 1.1; P01\n"]
        .assert_eq(&aligned(&filled(&suggested)));
    let none = [(header::OBJETIVO_GESTION, "ninguno"), (header::HORIZON, "")];
    expect!["ana PD-001: objetivo de gestión NINGUNO\n"].assert_eq(&aligned(&filled(&none)));
}

#[test]
fn an_alignment_goes_with_the_decision_about_the_candidate() {
    let book = filled(&[(header::HORIZON, "gestión")]).candidate("PD-001", "aceptar", &[]);
    let names: Vec<&str> = book.applied().decisions.iter().map(|d| d.action.name()).collect();
    assert_eq!(names, ["accept", "align"]);
    let merged = filled(&[(header::POLITICA, "P01")]).candidate(
        "PD-001",
        "fusionar con…",
        &[(header::TARGET, "PD-002")],
    );
    expect![[r#"
        ana.xlsx#Propuestas:2:política: esta propuesta se fusiona con otra: alinee la que queda y borre esta celda
    "#]].assert_eq(&aligned(&merged));
}

#[test]
fn what_cannot_be_is_told_by_its_cell() {
    let wrong: [&[(&str, &str)]; 6] = [
        &[(header::HORIZON, "medio plazo")],
        &[(header::POLITICA, "P09")],
        &[(header::POLITICA, "P01; NINGUNO")],
        &[(header::HORIZON, "largo plazo"), (header::POLITICA, "P01")],
        &[(header::OBJETIVO_GESTION, "NINGUNO"), (header::POLITICA, "P01")],
        &[(header::OBJETIVO_DESARROLLO, "7")],
    ];
    let said: String = wrong.iter().map(|cells| aligned(&filled(cells))).collect();
    expect![[r#"
        ana.xlsx#Propuestas:2:horizonte: «medio plazo» no es un horizonte: escriba «largo plazo» o «gestión», o borre la celda
        ana.xlsx#Propuestas:2:política: «P09» no está en el marco: ¿quiso decir P01?
        ana.xlsx#Propuestas:2:política: dice NINGUNO y también otra: deje una de las dos cosas
        ana.xlsx#Propuestas:2:horizonte: un desafío de largo plazo no tiene objetivo de gestión ni política: borre esas celdas, o cambie el horizonte
        ana.xlsx#Propuestas:2:política: la política P01 es del objetivo de gestión 1.1: corrija una de las dos
        ana.xlsx#Propuestas:2:objetivo de desarrollo: «7» no está en el marco: elija de la lista
    "#]].assert_eq(&said);
}

#[test]
fn a_workbook_from_before_does_not_decide_horizons() {
    let mut book = filled(&[(header::HORIZON, "gestión")]);
    let rows = book.sheets.get_mut(sheet::CANDIDATES).unwrap();
    for header in [header::HORIZON_SUGGESTED, header::OBJETIVO_DESARROLLO, header::POLITICA] {
        let column = rows[0].iter().position(|cell| cell == header).unwrap();
        for row in rows.iter_mut() {
            row.remove(column);
        }
    }
    let applied = book.applied();
    assert!(applied.decisions.iter().all(|d| !matches!(d.action, Action::Align { .. })));
}
