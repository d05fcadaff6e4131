//! What files decide together with the log, with each other, and whatever their cells hold.

use proptest::prelude::*;

use super::*;
use crate::decide::settle::{Outcome, settle};
use crate::domain::destination::Destination;
use crate::review::log::Log;
use crate::write::workbook::shown;

#[test]
fn applying_the_same_file_twice_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Log::open(&dir.path().join(crate::review::log::FILE)).unwrap();
    let decisions = reviewed().applied().decisions;
    assert_eq!(log.append(&decisions).unwrap().len(), decisions.len());
    let settled = settle(&proposal(), &log.all().unwrap());
    let again = Context {
        proposal: &proposal(),
        run: "r1",
        at: "2027-01-01T00:00:00Z",
        reviewer: Some("ana"),
        reasons: &Settings::default(),
    };
    let again = read_file(&reviewed().save("ana.xlsx"), &again).unwrap();
    assert!(log.append(&again.decisions).unwrap().is_empty());
    assert_eq!(settle(&proposal(), &log.all().unwrap()), settled);
    let outcome = |i: usize| settled.statements[i].outcome.clone();
    assert_eq!(outcome(2), Outcome::In("PD-001".parse().unwrap()));
    assert_eq!(outcome(0), Outcome::In("DM001".parse().unwrap()));
    assert!(settled.troubles.is_empty());
}

#[test]
fn two_reviewers_files_merge_and_their_conflict_stays_pending() {
    let anas = book().candidate("PD-001", "aceptar", &[]);
    let luis = book().text("C002", "mover a…", &[(header::TARGET, "PD-002")]);
    let both = [(anas.save("ana.xlsx"), Some("ana")), (luis.save("luis.xlsx"), Some("luis"))];
    let proposal = proposal();
    let all = together(&both, &proposal);
    assert!(all.iter().all(|applied| applied.problems.is_empty()));
    let decisions: Vec<Decision> = all.into_iter().flat_map(|applied| applied.decisions).collect();
    let settled = settle(&proposal, &decisions);
    let why = "no hay acuerdo: ana dice PD-001; luis dice PD-002";
    assert_eq!(settled.statements[3].outcome, Outcome::Pending(why.into()));
}

#[test]
fn one_reviewer_who_says_two_things_in_two_files_is_asked_which() {
    let ana = [(header::REVIEWER, "Ana")];
    let moved = [(header::TARGET, "PD-002"), (header::REVIEWER, "ANA")];
    let first = book().candidate("PD-001", "aceptar", &ana);
    let second = book().text("C002", "mover a…", &moved);
    let both = [(first.save("ana.xlsx"), None), (second.save("ana.copia.xlsx"), None)];
    let proposal = proposal();
    let all = together(&both, &proposal);
    for applied in &all {
        let what = applied.problems.iter().next().unwrap().what.clone();
        assert!(what.starts_with("ana dice de C002 cosas distintas: «PD-001» en "), "{what}");
    }
    assert_eq!(all[0].decisions[0].subjects.len(), 2, "the rest of the acceptance stands");
    assert!(all[1].decisions.is_empty());
}

#[test]
fn what_nobody_signed_is_of_nobody() {
    let proposal = proposal();
    let signed = [(header::REVIEWER, "Ana")];
    let book = book().candidate("PD-001", "aceptar", &signed).text("C003", "no sé", &[]);
    let applied = applied_as(&book.save("ana-1.xlsx"), &proposal, None);
    assert_eq!((applied.unnamed, applied.decisions.len()), (1, 1));
    assert!(problems(&applied).contains("no se sabe quién revisó"), "{}", problems(&applied));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_in_the_cells_are_decided_or_told(
        cells in proptest::collection::vec(
            (0..8_usize, 0..4_usize, 0..16_usize, "\\PC{0,12}"), 0..12,
        ),
    ) {
        const WORDS: [&str; 15] = [
            "aceptar", "aceptar con cambios", "fusionar con…", "dividir", "descartar", "no sé",
            "se queda", "mover a…", "sacar", "de acuerdo: queda fuera", "PD-001", "PD-002", "DM001",
            "nuevo: agua", "NINGUNO",
        ];
        let rows = [
            (sheet::CANDIDATES, "PD-001"), (sheet::CANDIDATES, "PD-002"),
            (sheet::STATEMENTS, "C001"), (sheet::STATEMENTS, "C002"),
            (sheet::STATEMENTS, "I001"), (sheet::STATEMENTS, "I002"),
            (sheet::LOOSE, "C003"), (sheet::LOOSE, "C004"),
        ];
        let headers = [header::DECISION, header::TARGET, header::REASON, header::NOTE];
        let mut edited = book();
        for (row, header, word, text) in &cells {
            let cell = WORDS.get(*word).copied().unwrap_or(text.as_str());
            edited = edited.set(rows[*row].0, rows[*row].1, headers[*header], &shown(cell));
        }
        let applied = edited.applied();
        let settled = settle(&proposal(), &applied.decisions);
        prop_assert!(settled.troubles.is_empty(), "{:?}", settled.troubles);
        for decision in &applied.decisions {
            if let Some(target) = decision.action.target() {
                prop_assert!(target.parse::<Destination>().is_ok());
            }
        }
        let mut twice = applied.decisions.clone();
        twice.extend(applied.decisions.iter().cloned());
        prop_assert_eq!(settle(&proposal(), &twice).statements, settled.statements);
    }
}
