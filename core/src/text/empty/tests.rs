//! Remarks that say nothing, and short demands that do.

use super::*;

#[test]
fn cards_that_say_nothing() {
    for text in [
        "Ninguno",
        "s/n",
        "S/N.",
        "xxxxxx",
        "-----",
        "…",
        "",
        "N/A",
        "asdf lkj",
        "no aplica",
        "Escriba aquí su desafío",
        "Desafío 3: ______",
        "qwerty",
        "Ver hoja de atrás",
        "Sin observaciones por parte de esta dependencia.",
        "123",
    ] {
        assert!(is_empty_remark(text), "{text}");
    }
}

#[test]
fn short_challenges_are_not_empty() {
    for text in [
        "Agua",
        "Más luz",
        "No hay agua",
        "Ninguna vía está asfaltada",
        "bus",
        "vía",
        "wifi",
        "No botar basura",
        "Pendientes peligrosas en la calle Oe4",
        "SOS perros",
        "PC para la escuela",
    ] {
        assert!(!is_empty_remark(text), "{text}");
    }
}

/// What the rules make of every second line of the fixture, from `first` on: empty and rightly
/// so, empty and wrongly so, missed.
fn measured(first: usize) -> (usize, Vec<&'static str>, Vec<&'static str>) {
    let lines = include_str!("../../../../tests/fixtures/vacios.txt").lines();
    let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
    for line in lines.skip(first).step_by(2) {
        let (mark, text) = line.split_once('\t').expect("a mark, a tab and a text");
        match (mark, is_empty_remark(text)) {
            ("-", true) => right += 1,
            ("-", false) => missed.push(text),
            (_, true) => wrong.push(text),
            (_, false) => {}
        }
    }
    (right, wrong, missed)
}

/// 416 remarks and short demands, written before the rules. The odd lines helped to write
/// them (precision 1.00, recall 1.00), the even ones only measure (1.00, .99).
#[test]
fn fillers_are_told_from_short_demands() {
    let (right, wrong, missed) = measured(0);
    assert_eq!((right, wrong.len(), missed.len()), (121, 0, 0), "{wrong:#?} {missed:#?}");
}

#[test]
fn fillers_that_nobody_looked_at_are_told_as_well() {
    let (right, wrong, missed) = measured(1);
    assert_eq!((right, wrong.len(), missed.len()), (116, 0, 1), "{wrong:#?} {missed:#?}");
}
