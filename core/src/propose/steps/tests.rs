//! Tests of proposing on a few statements.

use super::*;
use crate::domain::proposal::{Status, sample};
use crate::domain::statement::{Origin, Statement};
use crate::features::layout::Layout;
use crate::propose::texts::sample::Sample;

fn proposal(statements: Vec<Statement>) -> Proposal {
    guided(statements, &Guides::default())
}

fn guided(statements: Vec<Statement>, guides: &Guides) -> Proposal {
    let corpus = Corpus { statements, ..Corpus::default() };
    let written: Vec<&str> = corpus.texts().collect();
    let layout = Layout::sample(written.len(), 0, 0);
    let texts = Sample::of(&written, layout, crate::features::Settings::default().lexical);
    let given = Given { corpus: corpus.clone(), frame: sample::frame(), ..Given::default() };
    propose(given, guides, &texts.texts(), &Settings::default())
}

#[test]
fn every_statement_is_in_one_state_and_candidates_hold_them_all() {
    let p = proposal(vec![
        Statement::institutional("I1", "recuperar quebradas"),
        Statement::citizen("C1", "la quebrada sucia"),
        Statement::citizen("C2", "ninguno"),
        Statement::citizen("C3", "buses puntuales"),
        Statement::citizen("C4", "más buses"),
    ]);
    let held: usize = p.candidates.iter().map(|c| c.members.len()).sum();
    assert_eq!(held, 4);
    let citizen = p.totals(Origin::Citizen);
    assert_eq!((citizen.total, citizen.candidate, citizen.out_of_competence), (4, 3, 1));
    assert_eq!(p.candidates[0].id.to_string(), "PD-001");
    for (c, candidate) in CandidateIndex::first(p.candidates.len()).zip(&p.candidates) {
        assert!(candidate.near.iter().all(|(other, _)| *other != c));
        for &i in &candidate.members {
            assert_eq!(p.placements[i].status, Status::Candidate(c));
        }
    }
}

#[test]
fn a_frame_without_a_list_has_groups_by_the_root_of_the_statements() {
    let with_list = sample::frame();
    let none = Frame { desafios: Vec::new(), ..sample::frame() };
    let open = Guides::default();
    let numbers = [0, 7, 100, 400, 1087].map(|n| default_target(&none, &open, n));
    assert_eq!(numbers, [1, 2, 25, 80, 132]);
    assert_eq!(default_target(&with_list, &open, 400), with_list.desafios.len());
    // What is left beside challenges that exist.
    assert_eq!(default_target(&with_list, &Guides::anchored(&with_list), 400), 40);
}

#[test]
fn nothing_and_one_statement_are_proposed_too() {
    assert!(proposal(vec![]).candidates.is_empty());
    let one = proposal(vec![Statement::citizen("C1", "más buses")]);
    assert_eq!(one.candidates.len(), 1);
    assert_eq!(one.candidates[0].cohesion, None);
    let all_empty = proposal(vec![Statement::citizen("C1", "s/n")]);
    assert!(all_empty.candidates.is_empty());
}

#[test]
fn equal_texts_are_one_candidate() {
    let p = proposal((0..8).map(|i| Statement::citizen(&format!("C{i}"), "más buses")).collect());
    assert_eq!(p.candidates.len(), 1);
}

#[test]
fn candidates_have_names_that_stay_while_their_members_do() {
    let statements = || {
        vec![
            Statement::citizen("C1", "más buses nocturnos"),
            Statement::citizen("C2", "buses nocturnos"),
            Statement::citizen("C3", "la quebrada sucia"),
        ]
    };
    let first = proposal(statements());
    let of_buses = |p: &Proposal| {
        let found = p.candidates.iter().find(|c| c.members.contains(&0.into()));
        found.expect("it is in a candidate").clone()
    };
    let buses = of_buses(&first);
    assert_eq!(buses.name, "Buses nocturnos");
    let mut members = buses.members;
    members.sort_unstable();
    let kept = |name: &str| {
        let guides =
            Guides { names: [(members.clone(), name.to_owned())].into(), ..Guides::default() };
        of_buses(&guided(statements(), &guides)).name
    };
    assert_eq!(kept("Los nocturnos"), "Los nocturnos");
    assert_eq!(kept("Tren subterráneo"), "Buses nocturnos", "no member says so");
}

#[test]
fn a_name_is_of_what_may_be_published() {
    let mut statements = vec![Statement::citizen("C1", "buses nocturnos de Amaru")];
    statements[0].consent = crate::domain::statement::Consent::Refused;
    assert_eq!(proposal(statements).candidates[0].name, "Propuesta PD-001");
}

#[test]
fn opposite_wishes_are_shown_first_and_neither_side_is_taken() {
    let p = proposal(vec![
        Statement::citizen("C1", "la quebrada sucia"),
        Statement::citizen("C2", "la quebrada muy sucia"),
        Statement::citizen("C3", "limpiar la quebrada sucia"),
        Statement::institutional("I1", "Ampliar el mercado central de frutas"),
        Statement::citizen("C4", "No ampliar el mercado central de frutas"),
    ]);
    let c = p.candidates.iter().position(|c| c.members.contains(&3.into()));
    let c = c.expect("it is in a candidate");
    let market = &p.candidates[c];
    assert!(market.members.contains(&4.into()), "nothing is split");
    let mut opposed = market.opposed.clone();
    for pair in &mut opposed {
        pair.sort_unstable();
    }
    assert_eq!(opposed, [[3.into(), 4.into()]]);
    assert_eq!(p.review_order()[c], 1);
    assert!(market.draft.text.contains("posturas opuestas"), "{}", market.draft.text);
    assert!(p.candidates.iter().all(|other| other.id == market.id || other.opposed.is_empty()));
    assert!(p.matches.iter().any(|m| m.opposed && m.citizen == 4.into()));
    assert!(p.part(market.competencia).candidates.iter().any(|c| !c.opposed.is_empty()));
}
