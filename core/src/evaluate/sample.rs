//! Small evaluations for the tests of several rooms.

use super::{
    Declared, Evaluation, Frame, Gold, Input, Origin, Placed, Settings, StatementId, evaluate,
};
use crate::domain::frame::{Competencia, Desafio, Horizon};

pub(super) fn desafio(id: &str, competencia: usize) -> Desafio {
    Desafio {
        id: id.into(),
        horizon: Horizon::Gestion,
        competencia: competencia.into(),
        text: String::new(),
        objetivo_desarrollo: None,
        objetivo_gestion: None,
        politicas: vec![],
        lectura: String::new(),
    }
}

pub(super) fn frame() -> Frame {
    let competencia = |id: &str, name: &str| Competencia { id: id.into(), name: name.into() };
    Frame {
        competencias: vec![competencia("C01", "Ambiente"), competencia("C02", "Movilidad")],
        desafios: vec![desafio("DM1", 0), desafio("DM2", 0), desafio("DM3", 1)],
        ..Frame::default()
    }
}

pub(super) fn gold(cells: &[(&str, &str)]) -> Gold {
    let label =
        |&(id, cell): &(&str, &str)| (StatementId::new(id), cell.parse().expect("a reference"));
    Gold { labels: cells.iter().map(label).collect() }
}

pub(super) fn placed(id: &str, candidate: Option<usize>, competencia: usize) -> Placed {
    Placed {
        id: StatementId::new(id),
        origin: if id.starts_with('I') { Origin::Institutional } else { Origin::Citizen },
        candidate,
        competencia: Some(competencia),
        competencia_probability: 0.75,
        declared: Declared::Blank,
        suggestions: vec![],
        out_of_competence: false,
    }
}

pub(super) fn small_input() -> (Vec<Placed>, Gold, Frame) {
    let statements = vec![
        Placed { declared: Declared::Official(0.into()), ..placed("I1", Some(10), 0) },
        placed("C1", Some(10), 0),
        // Outside its group, and its own place is suggested.
        Placed { suggestions: vec![30, 20], ..placed("C2", Some(10), 0) },
        placed("C3", Some(20), 0),
        // Two demands: the second one is suggested.
        Placed { suggestions: vec![10], ..placed("I2", Some(20), 0) },
        Placed { declared: Declared::Informal, ..placed("C4", Some(30), 0) },
        // In no candidate: alone.
        placed("C5", None, 1),
        Placed { out_of_competence: true, ..placed("C6", None, 0) },
        placed("C7", Some(30), 0),
        placed("C8", Some(30), 0),
    ];
    let gold = gold(&[
        ("I1", "DM1"),
        ("C1", "DM1"),
        ("C2", "DM2"),
        ("C3", "DM2"),
        ("I2", "DM2;DM1"),
        ("C4", "DM3"),
        ("C5", "DM3"),
        ("C6", "NINGUNO"),
        ("C7", "NINGUNO"),
        ("C9", "DM3"),
    ]);
    (statements, gold, frame())
}

/// A small evaluation with something in every part of it.
pub fn small() -> Evaluation {
    let (statements, gold, frame) = small_input();
    let settings = Settings { resamples: 40, ..Settings::default() };
    evaluate(&Input { statements, gold: &gold, frame: &frame }, &settings)
}

/// The evaluation of no statements.
pub fn empty() -> Evaluation {
    let (gold, frame) = (Gold::default(), Frame::default());
    evaluate(&Input { statements: vec![], gold: &gold, frame: &frame }, &Settings::default())
}
