//! What a browser sends to the review page, an act a line; other lines are searched for, shown and
//! undone.

use super::run;
use minga::domain::decision::Decision;
use minga::review::page::protocol::{Act, Reviewer};
use minga::review::page::{Board, UngroupedList, Visibility};

/// The most acts of one input.
const ACTS: usize = 12;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut board = Board::new(run::proposal().clone(), Vec::new());
    for (number, line) in text.lines().take(ACTS).enumerate() {
        let visibility = if number % 3 == 2 { Visibility::Blind } else { Visibility::Open };
        let reviewer = if number % 2 == 0 { "Ana" } else { "Berta" };
        let decided = if let Ok(mut act) = serde_json::from_str::<Act>(line) {
            as_seen(&board, &mut act);
            board.decide(&act, reviewer, "r", visibility)
        } else {
            board.search(line);
            board.card_view(line, reviewer, visibility, line.len());
            board.scores(line);
            board.print(line.len(), visibility);
            if let Some(list) = UngroupedList::named(line) {
                board.ungrouped(list, visibility, number);
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
        let me = Reviewer { name: reviewer.to_owned(), read_only: false };
        board.state(me, visibility);
        board.overview(visibility);
    }
    for row in board.rows(Visibility::Open) {
        let card = board.card_view(&row.id, "Ana", Visibility::Open, 40);
        assert!(card.is_some(), "{}", row.id);
    }
}

/// Puts the fingerprints that the page would show where the input has `*`.
fn as_seen(board: &Board, act: &mut Act) {
    let Some(card) = &act.card else { return };
    let Some(view) = board.card_view(card, "Ana", Visibility::Open, 100) else { return };
    if act.seen.as_deref() == Some("*") {
        act.seen = Some(view.seen);
    }
    for statement in act.statements.iter_mut().filter(|statement| statement.seen == "*") {
        let mut shown = view.sides.iter().flat_map(|side| &side.statements);
        if let Some(found) = shown.find(|one| one.id == statement.id) {
            statement.seen.clone_from(&found.seen);
        }
    }
}
