//! What holds for every sequence of acts on the board.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::tests::{board, me, value, view};
use super::*;
use crate::domain::decision::{Action, ContentHash, Decision, Subject, not_undone};
use crate::domain::destination::Destination;
use crate::domain::proposal::{Proposal, sample};

/// Acts of several reviewers about the sample, as numbers say.
fn random_acts(proposal: &Proposal, seeds: &[(usize, usize, usize, usize)]) -> Vec<Decision> {
    let mut log: Vec<Decision> = Vec::new();
    for (&(who, what, card, more), number) in seeds.iter().zip(1_i64..) {
        let places = ["PD-001", "PD-002", "DM001", "nuevo:agua", "NINGUNO"];
        let to: Destination = places[more % 5].parse().unwrap();
        let action = match what {
            0 => Action::Accept { text: "texto".into() },
            1 => Action::Rename { text: format!("título {}", more % 2) },
            2 => Action::Move { to },
            3 => Action::TakeOut,
            4 => Action::Merge { into: to },
            5 => Action::Split { to: (more % 2 == 0).then_some(to) },
            6 => Action::Discard,
            7 => Action::AlsoIn { also: to },
            8 => Action::DontKnow,
            9 => Action::Comment,
            10 => Action::Coordinate,
            _ => Action::Undo { decision: more as i64 + 1 },
        };
        let undone = match action {
            Action::Undo { decision } => log.iter().find(|act| act.number == decision).cloned(),
            _ => None,
        };
        let about = proposal.corpus.statements.iter().skip(more % 3).step_by(1 + more % 2).take(3);
        let subjects = about.map(|statement| Subject {
            id: statement.id.clone(),
            hash: ContentHash::of(if more == 11 { "otro texto" } else { &statement.text }),
        });
        let is_undo = matches!(action, Action::Undo { .. });
        log.push(Decision {
            number,
            at: String::new(),
            reviewer: ["Ana", "Luis", "ana "][who].into(),
            run: if number < 8 { "r0" } else { "r1" }.into(),
            candidate: match undone {
                Some(undone) => undone.candidate,
                None => [None, Some("PD-001"), [Some("PD-002"), Some("nuevo: AGUA")][more % 2]]
                    [card]
                    .map(|id| id.parse().unwrap()),
            },
            action,
            subjects: if is_undo { Vec::new() } else { subjects.collect() },
            reason: None,
            note: None,
            file: (more == 7).then(|| "hoja.xlsx".into()),
        });
    }
    log
}

proptest! {
    // Every case lays out a board anew for every act.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_board_that_is_moved_by_acts_is_the_board_of_all_of_them(
        seeds in proptest::collection::vec((0..3_usize, 0..12_usize, 0..3_usize, 0..12_usize), 0..20),
    ) {
        let acts = random_acts(&sample::proposal(), &seeds);
        let mut moved = board();
        for (i, act) in acts.iter().enumerate() {
            moved.add(act.clone());
            let whole = Board::new(sample::proposal(), acts[..=i].to_vec());
            let all = |board: &Board| -> Vec<Value> {
                let cards = board.rows(Visibility::Open);
                let cards = cards.iter().map(|row| view(board, &row.id));
                cards.chain([value(&board.state(me(), Visibility::Open))]).collect()
            };
            prop_assert_eq!(all(&moved), all(&whole));
            // What nobody undid is what the whole log says.
            let counting: BTreeSet<i64> =
                not_undone(&acts[..=i]).iter().map(|act| act.number).collect();
            for act in &acts[..=i] {
                prop_assert_eq!(moved.counting(act.number).is_some(), counting.contains(&act.number));
            }
            let last = acts[..=i].iter().rev().find(|act| {
                counting.contains(&act.number)
                    && act.reviewer != "Luis"
                    && act.file.is_none()
                    && !matches!(act.action, Action::Undo { .. })
            });
            prop_assert_eq!(moved.last_of("Ana").map(|act| act.number), last.map(|act| act.number));
        }
    }
}
