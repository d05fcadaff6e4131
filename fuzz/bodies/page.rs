//! What a browser sends to the review page, an act a line; other lines are searched for, shown and
//! undone.

use serde_json::Value;

use super::run;
use minga::domain::decision::Decision;
use minga::review::page::{Act, Board, UngroupedList, Visibility};

/// The most acts of one input.
const ACTS: usize = 12;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut board = Board::new(run::proposal().clone(), Vec::new());
    for (number, line) in text.lines().take(ACTS).enumerate() {
        let lens = if number % 3 == 2 { Visibility::Blind } else { Visibility::Open };
        let reviewer = if number % 2 == 0 { "Ana" } else { "Berta" };
        let decided = if let Ok(mut act) = serde_json::from_str::<Act>(line) {
            as_seen(&board, &mut act);
            board.decide(&act, reviewer, "r", lens)
        } else {
            board.search(line);
            board.card_view(line, reviewer, lens, line.len());
            board.scores(line);
            board.print(line.len(), lens);
            if let Some(tray) = UngroupedList::named(line) {
                board.tray(tray, number);
            }
            board.undo(line.trim().parse().ok(), reviewer, "r")
        };
        if let Ok(decision) = decided {
            let number = board.version() + 1;
            let at = "2026-09-11T10:00:00Z".to_owned();
            let decision = Decision { number, at, ..decision };
            board.sentence(&decision);
            board.add(decision);
        }
        let state = board.state(lens);
        assert!(state.is_object());
        assert!(board.overview(lens).is_object());
    }
    for row in board.rows(Visibility::Open) {
        let id = row["id"].as_str().expect("a card has an id");
        assert!(board.card_view(id, "Ana", Visibility::Open, 40).is_some(), "{id}");
    }
}

/// Puts the fingerprints that the page would show where the input has `*`.
fn as_seen(board: &Board, act: &mut Act) {
    let Some(card) = &act.card else { return };
    let Some(view) = board.card_view(card, "Ana", Visibility::Open, 100) else { return };
    if act.seen.as_deref() == Some("*") {
        act.seen = view["seen"].as_str().map(str::to_owned);
    }
    let sides = view["sides"].as_array().cloned().unwrap_or_default();
    let shown: Vec<&Value> =
        sides.iter().filter_map(|side| side["statements"].as_array()).flatten().collect();
    for statement in &mut act.statements {
        let found = shown.iter().find(|one| one["id"] == statement.id.as_str());
        if let (true, Some(found)) = (statement.seen == "*", found) {
            found["seen"].as_str().unwrap_or_default().clone_into(&mut statement.seen);
        }
    }
}
