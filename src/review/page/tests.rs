//! What the page shows and records, on a small proposal.

use serde_json::{Value, json};

use super::protocol::{Act, ActKind, CardState, Reviewer, SeenStatement};
use super::*;
use crate::domain::decision::{Action, Alignment, Decision};
use crate::domain::frame::Horizon;
use crate::domain::proposal::{Status, sample};

pub(super) fn board() -> Board {
    Board::new(sample::proposal(), Vec::new())
}

fn act(kind: ActKind, card: Option<&str>, board: &Board) -> Act {
    Act {
        kind,
        card: card.map(str::to_owned),
        seen: card.map(|card| view(board, card)["seen"].as_str().unwrap().to_owned()),
        since: board.version(),
        statements: Vec::new(),
        target: None,
        text: None,
        alignment: None,
        reason: None,
        note: None,
    }
}

fn with(board: &Board, ids: &[&str]) -> Vec<SeenStatement> {
    ids.iter()
        .map(|id| SeenStatement {
            id: (*id).to_owned(),
            seen: board.statement_fingerprint(board.statements[*id]),
        })
        .collect()
}

pub(super) fn me() -> Reviewer {
    Reviewer { name: "Ana".to_owned(), read_only: false }
}

pub(super) fn value(answer: &impl serde::Serialize) -> Value {
    serde_json::to_value(answer).unwrap()
}

pub(super) fn view(board: &Board, id: &str) -> Value {
    value(&board.card_view(id, "Ana", Visibility::Open, 40).unwrap())
}

/// Decides as a session does, with the log's number.
fn decide(board: &mut Board, act: &Act, reviewer: &str) -> Vec<String> {
    let decision = board.decide(act, reviewer, "r1", Visibility::Open).unwrap();
    add(board, decision)
}

fn add(board: &mut Board, decision: Decision) -> Vec<String> {
    let number = board.version() + 1;
    board.add(Decision { number, ..decision })
}

fn refused(board: &Board, act: &Act) -> String {
    match board.decide(act, "Ana", "r1", Visibility::Open) {
        Err(Refusal::Wrong(what)) => what,
        other => panic!("{other:?}"),
    }
}

fn states(board: &Board) -> Vec<(String, CardState)> {
    board.rows(Visibility::Open).into_iter().map(|row| (row.id, row.state)).collect()
}

#[test]
fn a_card_has_both_sides_the_most_typical_first_and_the_shared_terms_marked() {
    let board = board();
    let card = view(&board, "PD-001");
    let ids = |side: usize| -> Vec<&str> {
        let all = card["sides"][side]["statements"].as_array().unwrap();
        all.iter().map(|one| one["id"].as_str().unwrap()).collect()
    };
    assert_eq!((ids(0), ids(1)), (vec!["I001"], vec!["C001", "C002"]));
    let text: Vec<String> =
        serde_json::from_value(card["sides"][1]["statements"][0]["text"].clone()).unwrap();
    assert_eq!(text[1], "LIMPIAR");
    assert!(text.iter().skip(1).step_by(2).any(|term| term == "QUEBRADA"), "{text:?}");
    assert_eq!(text.concat(), "LIMPIAR LA QUEBRADA, está llena de basura");
    assert_eq!(card["weakest"]["pair"], json!(["I001", "C002"]));
    assert_eq!(card["near"][0]["id"], "PD-002");
    assert_eq!(card["sides"][1]["statements"][1]["family"], "C001");
    assert!(board.card_view("PD-404", "Ana", Visibility::Open, 40).is_none());
}

#[test]
fn opposite_wishes_are_named_while_both_stand_on_the_card() {
    let mut proposal = sample::proposal();
    proposal.candidates[0].opposed = vec![[0.into(), 2.into()]];
    let mut board = Board::new(proposal, Vec::new());
    assert_eq!(view(&board, "PD-001")["opposed"], json!([["I001", "C001"]]));
    let taken = Act {
        statements: with(&board, &["C001"]),
        ..act(ActKind::TakeOut, Some("PD-001"), &board)
    };
    decide(&mut board, &taken, "Ana");
    assert_eq!(view(&board, "PD-001")["opposed"], json!([]));
}

#[test]
fn every_statement_is_on_one_card_or_in_one_list() {
    let board = board();
    let count = |list| board.ungrouped(list, Visibility::Open, 0).total;
    assert_eq!(
        [UngroupedList::Pending, UngroupedList::Out, UngroupedList::Discarded].map(count),
        [0, 2, 0]
    );
    let on_cards: usize = board.cards.iter().map(|card| card.statements.len()).sum();
    assert_eq!(on_cards + 2, board.proposal.corpus.len());
}

#[test]
fn where_a_statement_without_a_card_might_go_is_told_and_not_in_a_blind_review() {
    let mut proposal = sample::proposal();
    for placement in &mut proposal.placements {
        placement.homes = vec![0.into()];
    }
    let board = Board::new(proposal, Vec::new());
    let likely = |visibility| {
        let out = board.ungrouped(UngroupedList::Out, visibility, 0).statements;
        out.iter().map(|one| one.likely.len()).sum::<usize>()
    };
    assert!(likely(Visibility::Open) > 0);
    assert_eq!(likely(Visibility::Blind), 0);
}

#[test]
fn a_blind_board_says_nothing_of_the_machine() {
    let board = board();
    let card = value(&board.card_view("PD-001", "Ana", Visibility::Blind, 40).unwrap());
    assert_eq!(card["title"], "");
    for name in ["near", "firmness", "weakest", "opposed", "horizon", "rank", "doubtful", "name"] {
        assert!(card.get(name).is_none(), "{name}");
    }
    let open = value(&board.card_view("PD-001", "Ana", Visibility::Open, 40).unwrap());
    assert_eq!(open["name"], "Quebradas y riberas");
    let text = &card["sides"][1]["statements"][0]["text"];
    assert_eq!(text.as_array().unwrap().len(), 1, "nothing is marked");
    assert_eq!(board.overview(Visibility::Blind).map, []);
    let accept = Act {
        seen: card["seen"].as_str().map(str::to_owned),
        ..act(ActKind::Accept, Some("PD-001"), &board)
    };
    let decision = board.decide(&accept, "Ana", "r1", Visibility::Blind).unwrap();
    assert_eq!(decision.action, Action::Accept { text: String::new() }, "nobody accepted a draft");
}

#[test]
fn each_act_changes_the_card_and_can_be_undone() {
    let mut board = board();
    let before = states(&board);
    let mut acts: Vec<Act> = Vec::new();
    acts.push(act(ActKind::Accept, Some("PD-001"), &board));
    acts.push(act(ActKind::DontKnow, Some("PD-001"), &board));
    acts.push(act(ActKind::Split, Some("PD-001"), &board));
    let chosen = with(&board, &["C001"]);
    let some = |kind| Act { statements: chosen.clone(), ..act(kind, Some("PD-001"), &board) };
    let to = |kind, target: &str| Act { target: Some(target.to_owned()), ..some(kind) };
    acts.push(some(ActKind::TakeOut));
    acts.push(to(ActKind::Move, "PD-002"));
    acts.push(to(ActKind::Move, "DM001"));
    acts.push(to(ActKind::Move, "nuevo:Limpieza"));
    acts.push(to(ActKind::Move, "NINGUNO"));
    acts.push(to(ActKind::AlsoIn, "PD-002"));
    acts.push(Act { text: Some("Limpieza de quebradas".into()), ..some(ActKind::Split) });
    acts.push(Act { reason: Some("no se entiende".into()), ..some(ActKind::Discard) });
    acts.push(Act { target: Some("PD-002".into()), ..act(ActKind::Merge, Some("PD-001"), &board) });
    acts.push(Act { text: Some("Otra".into()), ..act(ActKind::Rename, Some("PD-001"), &board) });
    let said = Alignment {
        horizon: Some(Horizon::Gestion),
        objetivo_desarrollo: Some("1".into()),
        objetivo_gestion: Some("NINGUNO".into()),
        politicas: Vec::new(),
    };
    acts.push(Act { alignment: Some(said), ..act(ActKind::Align, Some("PD-001"), &board) });
    acts.push(Act {
        note: Some("¿y el río?".into()),
        ..act(ActKind::Comment, Some("PD-001"), &board)
    });
    for one in acts {
        // What was seen is what an undo brings back.
        let fresh = Act { seen: act(one.kind, Some("PD-001"), &board).seen, ..one.clone() };
        let changed = decide(&mut board, &fresh, "Ana");
        assert!(changed.iter().any(|id| id == "PD-001"), "{one:?}: {changed:?}");
        let undo = board.undo(None, "ana", "r1").unwrap();
        add(&mut board, undo);
        assert_eq!(states(&board), before, "{one:?}");
    }
    assert!(matches!(board.undo(None, "Ana", "r1"), Err(Refusal::Wrong(_))), "nothing is left");
}

#[test]
fn what_was_seen_must_be_what_is_there() {
    let mut board = board();
    let slow = act(ActKind::Accept, Some("PD-001"), &board);
    let take = Act {
        statements: with(&board, &["C001"]),
        ..act(ActKind::TakeOut, Some("PD-001"), &board)
    };
    decide(&mut board, &take, "Beto");
    let Err(Refusal::Changed(changed)) = board.decide(&slow, "Ana", "r1", Visibility::Open) else {
        panic!("it was about another card");
    };
    assert_eq!(changed.changed, ["Beto quitó C001 de PD-001"]);
    assert_eq!(changed.version, 1);
    // A card that nobody touched is decided although others were.
    let other = Act { since: 0, ..act(ActKind::Accept, Some("PD-002"), &board) };
    assert!(board.decide(&other, "Ana", "r1", Visibility::Open).is_ok());

    // Without a card, each statement is checked.
    let from_list = Act {
        statements: vec![SeenStatement { id: "C003".into(), seen: "otra cosa".into() }],
        target: Some("PD-001".into()),
        ..act(ActKind::Move, None, &board)
    };
    assert!(matches!(
        board.decide(&from_list, "Ana", "r1", Visibility::Open),
        Err(Refusal::Changed(_))
    ));
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let board = board();
    let on = |kind| act(kind, Some("PD-001"), &board);
    assert!(refused(&board, &on(ActKind::TakeOut)).contains("elija primero"));
    assert!(refused(&board, &on(ActKind::Discard)).contains("motivo"));
    assert!(refused(&board, &on(ActKind::Rename)).contains("falta la redacción"));
    assert!(refused(&board, &on(ActKind::Merge)).contains("destino"));
    let merge = |to: &str| Act { target: Some(to.to_owned()), ..on(ActKind::Merge) };
    assert!(refused(&board, &merge("PD-001")).contains("esta misma"));
    assert!(refused(&board, &merge("PD-999")).contains("no hay una propuesta"));
    assert!(refused(&board, &merge("NINGUNO")).contains("descartar"));
    let stranger = Act { statements: with(&board, &["I002"]), ..on(ActKind::TakeOut) };
    assert!(refused(&board, &stranger).contains("no está en esta propuesta"));
    let said = Alignment { objetivo_gestion: Some("9.9".into()), ..Alignment::default() };
    let astray = Act { alignment: Some(said), ..on(ActKind::Align) };
    assert!(refused(&board, &astray).contains("el marco no tiene «9.9»"));
    let long = Act { text: Some("x".repeat(3000)), ..on(ActKind::Rename) };
    assert!(refused(&board, &long).contains("demasiado largo"));
    let odd = Act { note: Some("a\u{0}b".into()), ..on(ActKind::Comment) };
    assert!(refused(&board, &odd).contains("control"));
}

#[test]
fn merging_moves_the_queue_on_and_a_merged_card_is_no_target() {
    let mut board = board();
    let merge =
        Act { target: Some("PD-002".into()), ..act(ActKind::Merge, Some("PD-001"), &board) };
    decide(&mut board, &merge, "Ana");
    let states = states(&board);
    assert!(states.contains(&("PD-001".to_owned(), CardState::Gone)), "{states:?}");
    let back = Act { target: Some("PD-001".into()), ..act(ActKind::Merge, Some("PD-002"), &board) };
    assert!(refused(&board, &back).contains("ya no está"));
    let told = view(&board, "PD-002")["history"][0]["what"].as_str().unwrap().to_owned();
    assert_eq!(told, "Ana fusionó PD-001 con PD-002");
}

#[test]
fn a_new_challenge_is_a_card_with_a_number_that_keeps_it() {
    let mut board = board();
    let split = Act {
        statements: with(&board, &["C001", "C002"]),
        text: Some(" Limpiar  ya ".into()),
        ..act(ActKind::Split, Some("PD-001"), &board)
    };
    decide(&mut board, &split, "Ana");
    let rename =
        Act { text: Some("Limpieza".into()), ..act(ActKind::Rename, Some("PD-003"), &board) };
    decide(&mut board, &rename, "Ana");
    assert_eq!(board.card_of("PD-003").unwrap().title, "Limpieza");
    assert_eq!(view(&board, "PD-003")["citizen"], 2);
    let accept = act(ActKind::Accept, Some("PD-003"), &board);
    let decision = board.decide(&accept, "Beto", "r1", Visibility::Open).unwrap();
    assert_eq!(decision.action, Action::Accept { text: "Limpieza".into() });
    // The same words again are the same challenge.
    let also = Act {
        target: Some("nuevo: limpiar YA".into()),
        statements: with(&board, &["I001"]),
        ..act(ActKind::Move, Some("PD-001"), &board)
    };
    decide(&mut board, &also, "Ana");
    assert_eq!(view(&board, "PD-003")["institutional"], 1);
}

#[test]
fn two_who_disagree_leave_the_statement_waiting_on_its_card() {
    let mut board = board();
    let accept = act(ActKind::Accept, Some("PD-001"), &board);
    decide(&mut board, &accept, "Ana");
    let take = Act {
        statements: with(&board, &["C001"]),
        ..act(ActKind::TakeOut, Some("PD-001"), &board)
    };
    decide(&mut board, &take, "Beto");
    let card = view(&board, "PD-001");
    assert_eq!(card["waiting"][0]["id"], "C001");
    assert!(card["waiting"][0]["why"].as_str().unwrap().starts_with("no hay acuerdo"));
    assert_eq!(board.ungrouped(UngroupedList::Pending, Visibility::Open, 0).total, 1);
    // Nobody undoes what another decided.
    assert!(matches!(board.undo(Some(1), "Beto", "r1"), Err(Refusal::Wrong(_))));
    assert!(board.undo(Some(1), "Ana", "r1").is_ok());
}

#[test]
fn what_one_does_not_know_stays_on_its_card_for_another_to_decide() {
    let mut board = board();
    let unsure = act(ActKind::DontKnow, Some("PD-001"), &board);
    decide(&mut board, &unsure, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!(
        (&card["state"], &card["pending"], &card["citizen"]),
        (&json!("waiting"), &json!(3), &json!(2))
    );
    assert_eq!(card["sides"][1]["statements"][0]["why"], "no sé (Ana)");
    let accept = act(ActKind::Accept, Some("PD-001"), &board);
    decide(&mut board, &accept, "Beto");
    assert_eq!(view(&board, "PD-001")["state"], "decided");
}

#[test]
fn what_was_taken_out_can_be_put_back() {
    let mut board = board();
    let one = |board: &Board, kind| Act {
        statements: with(board, &["C001"]),
        target: Some("PD-001".into()),
        ..act(kind, Some("PD-001"), board)
    };
    assert!(refused(&board, &one(&board, ActKind::Move)).contains("esta misma"));
    let take = one(&board, ActKind::TakeOut);
    decide(&mut board, &take, "Ana");
    let back = one(&board, ActKind::Move);
    decide(&mut board, &back, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!((&card["citizen"], &card["pending"]), (&json!(2), &json!(0)));
}

#[test]
fn searching_forgets_accents_and_case() {
    let board = board();
    let cards = |query: &str| -> Vec<String> {
        board.search(query).hits.into_iter().map(|hit| hit.card).collect()
    };
    assert_eq!(cards("QUEBRADA basúra"), ["PD-001"]);
    assert_eq!(cards("transito"), ["PD-002"]);
    assert_eq!(cards("i001"), ["PD-001"]);
    assert_eq!(cards("quebrada transito"), [""; 0]);
    let found = board.search("basúra");
    assert_eq!(found.hits[0].statements, ["C001", "C002"]);
    assert!(found.hits[0].sample.as_deref().unwrap().contains("basura"));
}

#[test]
fn what_cannot_be_seen_is_written_out_and_markup_stays_text() {
    let mut proposal = sample::proposal();
    proposal.corpus.statements[2].text = "<img src=x onerror=alert(1)> a\u{202e}b".into();
    proposal.candidates[0].draft.text = "</script>\u{202e}".into();
    let board = Board::new(proposal, Vec::new());
    let card = view(&board, "PD-001");
    let text: Vec<String> =
        serde_json::from_value(card["sides"][1]["statements"][0]["text"].clone()).unwrap();
    assert_eq!(text.concat(), "<img src=x onerror=alert(1)> a[U+202E]b");
    assert_eq!(card["title"], "</script>[U+202E]");
}

#[test]
fn odd_proposals_are_shown() {
    let mut empty = sample::proposal();
    empty.candidates.clear();
    empty.corpus.statements.clear();
    empty.placements.clear();
    empty.matches.clear();
    let board = Board::new(empty, Vec::new());
    assert_eq!(board.state(me(), Visibility::Open).rows, []);
    assert_eq!(board.overview(Visibility::Open).map, []);

    let mut nowhere = sample::proposal();
    for placement in &mut nowhere.placements {
        placement.status = Status::Pending("sin leer".into());
    }
    for candidate in &mut nowhere.candidates {
        candidate.members.clear();
        candidate.cohesion = None;
    }
    let board = Board::new(nowhere, Vec::new());
    assert_eq!(board.ungrouped(UngroupedList::Pending, Visibility::Open, 0).total, 6);
    assert_eq!(
        board.ungrouped(UngroupedList::Pending, Visibility::Open, usize::MAX).statements,
        []
    );
}

#[test]
fn the_assets_are_small_and_load_nothing_from_elsewhere() {
    let total: usize = ASSETS.iter().map(|asset| asset.body.len()).sum();
    assert!(total < 124_000, "{total} bytes");
    for asset in ASSETS {
        let outside = asset.body.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http://") && !outside.contains("https://"), "{}", asset.path);
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!asset.body.contains(word), "{}: {word}", asset.path);
        }
    }
    let page = ASSETS.iter().find(|asset| asset.path == "/").unwrap().body;
    assert!(!page.contains("style=") && !page.contains("<style") && !page.contains(" on"));
}

#[test]
fn a_fingerprint_is_of_one_card_or_statement_and_of_no_other() {
    let board = board();
    let seen: Vec<String> = board.cards.iter().map(|card| card.seen.clone()).collect();
    let swapped = Act {
        seen: Some(seen[1].clone()),
        ..act(ActKind::Accept, Some(&board.cards[0].id()), &board)
    };
    let refusal = board.decide(&swapped, "Ana", "r1", Visibility::Open);
    assert!(matches!(refusal, Err(Refusal::Changed(_))), "{refusal:?}");
    // Two statements that nobody decided about have different ones.
    let mut two = with(&board, &["C001", "C002"]);
    let other = two[1].seen.clone();
    two[0].seen = other;
    let place = Act {
        statements: two,
        target: Some("NINGUNO".to_owned()),
        ..act(ActKind::Move, None, &board)
    };
    let refusal = board.decide(&place, "Ana", "r1", Visibility::Open);
    assert!(matches!(refusal, Err(Refusal::Changed(_))), "{refusal:?}");
}

#[test]
fn what_was_brought_by_hand_waits_at_the_card_that_is_marked_to_be_divided() {
    let mut board = board();
    let other = board.cards.iter().find(|card| card.id() == "PD-002").unwrap().statements[0];
    let moved = board.proposal.corpus.statements[other].id.to_string();
    let bring = Act {
        statements: with(&board, &[&moved]),
        target: Some("PD-001".to_owned()),
        ..act(ActKind::Move, None, &board)
    };
    decide(&mut board, &bring, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!(card["brought"], json!([moved]), "it is named before");
    let all =
        card["sides"][0]["total"].as_u64().unwrap() + card["sides"][1]["total"].as_u64().unwrap();
    let split = act(ActKind::Split, Some("PD-001"), &board);
    decide(&mut board, &split, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!(card["waiting"].as_array().unwrap().len() as u64, all);
    let waiting = card["waiting"].to_string();
    assert!(waiting.contains(&format!("\"{moved}\"")), "{waiting}");
}

#[test]
fn an_alignment_that_does_not_fit_together_is_refused_in_words() {
    let board = board();
    let policy = board.proposal.frame.politicas[0].id.clone();
    let alignment = Alignment {
        horizon: Some(Horizon::LargoPlazo),
        politicas: vec![policy],
        ..Alignment::default()
    };
    let align = Act { alignment: Some(alignment), ..act(ActKind::Align, Some("PD-001"), &board) };
    let what = refused(&board, &align);
    assert!(what.starts_with("Alineación incompatible: un desafío de largo plazo"), "{what}");
}

#[test]
fn different_wordings_are_offered_and_comments_are_counted() {
    let mut board = board();
    for (who, words) in [("Ana", "Cuidar el agua"), ("Beto", "Cuidar los ríos")] {
        let rename =
            Act { text: Some(words.to_owned()), ..act(ActKind::Rename, Some("PD-001"), &board) };
        decide(&mut board, &rename, who);
    }
    let comment = Act {
        note: Some("¿y el río?".to_owned()),
        ..act(ActKind::Comment, Some("PD-001"), &board)
    };
    decide(&mut board, &comment, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!(card["comments"], 1);
    let beto = json!({ "mine": false, "text": "Cuidar los ríos", "who": "Beto" });
    assert!(card["wordings"].as_array().unwrap().contains(&beto), "{}", card["wordings"]);
    let agree = Act {
        text: Some("Cuidar los ríos".to_owned()),
        ..act(ActKind::Rename, Some("PD-001"), &board)
    };
    decide(&mut board, &agree, "Ana");
    let card = view(&board, "PD-001");
    assert_eq!((&card["wordings"], &card["contested"]), (&json!([]), &Value::Null));
}

#[test]
fn a_statement_says_where_it_might_belong_instead() {
    let board = board();
    let card = view(&board, "PD-001");
    let likely = &card["sides"][0]["statements"][0]["likely"];
    assert_eq!(likely, &json!(["PD-002"]), "{card}");
    let blind = value(&board.card_view("PD-001", "Ana", Visibility::Blind, 40).unwrap());
    assert_eq!(blind["sides"][0]["statements"][0]["likely"], json!([]));
}

#[test]
fn a_challenge_that_people_made_has_the_acts_that_name_it_by_its_wording() {
    let mut board = board();
    for (id, target) in [("C001", "nuevo:Agua"), ("C002", "nuevo: AGUA"), ("C001", "NINGUNO")] {
        let place = Act {
            statements: with(&board, &[id]),
            target: Some(target.to_owned()),
            ..act(ActKind::Move, None, &board)
        };
        decide(&mut board, &place, "Ana");
    }
    let card = view(&board, "PD-003");
    let numbers: Vec<&Value> =
        card["history"].as_array().unwrap().iter().map(|act| &act["number"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(1)], "{card}");
}
