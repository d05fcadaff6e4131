//! What holds for every sequence of decisions.

use proptest::prelude::*;

use super::tests::subject;
use super::*;
use crate::domain::decision::Action;
use crate::domain::destination::Destination;
use crate::domain::frame::Horizon;
use crate::domain::proposal::sample;

const REVIEWERS: [&str; 3] = ["Ana", "Luis", "Rosa"];

/// An act to be: who, what, about which statements and candidate, and where to.
#[derive(Debug, Clone)]
struct Seed {
    reviewer: usize,
    action: usize,
    candidate: usize,
    place: usize,
    statements: Vec<usize>,
    stale: bool,
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let statements = proptest::sample::subsequence((0..6).collect::<Vec<usize>>(), 0..=6);
    let seed = (0..3_usize, 0..12_usize, 0..4_usize, 0..7_usize, statements, 0..12_usize);
    let seed = seed.prop_map(|(reviewer, action, candidate, place, statements, stale)| Seed {
        reviewer,
        action,
        candidate,
        place,
        statements,
        stale: stale == 0,
    });
    proptest::collection::vec(seed, 0..14)
}

/// The log that the seeds stand for. An undo names an earlier act of the same reviewer, so that no
/// reviewer's acts depend on another's.
fn log(proposal: &Proposal, seeds: &[Seed], run: &str) -> Vec<Decision> {
    let places = ["PD-001", "PD-002", "PD-077", "DM001", "DM999", "nuevo:agua", "NINGUNO"];
    // The last one is of another run: numbers that no run gave are of what people make.
    let candidates = [None, Some(1), Some(2), Some(77)];
    let mut log: Vec<Decision> = Vec::new();
    for (seed, number) in seeds.iter().zip(1_i64..) {
        let to: Destination = places[seed.place].parse().unwrap();
        let reviewer = REVIEWERS[seed.reviewer];
        let own: Vec<i64> =
            log.iter().filter(|d| d.reviewer == reviewer).map(|d| d.number).collect();
        let action = match seed.action {
            0 => Action::Accept { text: "texto".into() },
            1 => Action::Rename { text: format!("título {}", seed.place % 2) },
            2 => Action::Move { to },
            3 => Action::TakeOut,
            4 => Action::Merge { into: to },
            5 => Action::Split { to: (seed.place % 2 == 0).then_some(to) },
            6 => Action::Discard,
            7 => Action::AlsoIn { also: to },
            8 => Action::DontKnow,
            9 => Action::Comment,
            10 => Action::Align {
                horizon: (seed.place % 2 == 0).then_some(Horizon::Gestion),
                objetivo_desarrollo: None,
                objetivo_gestion: (seed.place == 3).then(|| "9.9".to_owned()),
                politicas: Vec::new(),
            },
            _ if own.is_empty() => Action::Comment,
            _ => Action::Undo { decision: own[seed.place % own.len()] },
        };
        let mut subjects: Vec<_> = seed.statements.iter().map(|&i| subject(proposal, i)).collect();
        if let Some(first) = subjects.first_mut().filter(|_| seed.stale) {
            first.hash.0 = "0".into();
        }
        log.push(Decision {
            number,
            at: String::new(),
            reviewer: reviewer.into(),
            run: run.into(),
            candidate: candidates[seed.candidate].map(ChallengeId::numbered),
            action,
            subjects,
            reason: (seed.place == 0).then(|| "motivo".to_owned()),
            note: None,
            file: None,
        });
    }
    log
}

/// The same acts once more, after themselves: their undos mean the new ones.
fn twice(log: &[Decision]) -> Vec<Decision> {
    followed(log, log)
}

/// Acts after others: their undos mean their own.
fn followed(first: &[Decision], then: &[Decision]) -> Vec<Decision> {
    let shift = first.len() as i64;
    let then = then.iter().cloned().map(|mut decision| {
        decision.number += shift;
        if let Action::Undo { decision: target } = &mut decision.action {
            *target += shift;
        }
        decision
    });
    first.iter().cloned().chain(then).collect()
}

/// Acts that change what others mean, in the place of an act of the log: undos of anybody's acts, of
/// undos and of what is not there yet, who coordinates, and challenges that people make, in several
/// spellings, as destinations and as candidates.
fn turning(like: &Decision, number: i64, target: i64, kind: usize) -> Decision {
    let made = ["nuevo:aire", "nuevo:AGUA ", "PD-003", "nuevo:Aire", "PD-004", "nuevo:tren"];
    let name = made[target as usize % made.len()];
    let to: Destination = name.parse().unwrap();
    let (action, candidate) = match kind {
        0 => (Action::Coordinate, None),
        1 => (Action::Move { to }, like.candidate.clone()),
        2 => (Action::AlsoIn { also: to }, None),
        3 => (Action::Merge { into: to }, like.candidate.clone()),
        4 => (Action::Split { to: None }, to.challenge().cloned()),
        5 => (Action::Accept { text: "otro".into() }, to.challenge().cloned()),
        6 => (Action::Rename { text: "aire limpio".into() }, to.challenge().cloned()),
        _ => (Action::Undo { decision: target }, None),
    };
    let says_nothing = matches!(action, Action::Coordinate | Action::Undo { .. });
    let subjects = if says_nothing { Vec::new() } else { like.subjects.clone() };
    Decision { number, candidate, action, subjects, ..like.clone() }
}

/// Everything but the numbers of the decisions.
fn unnumbered(mut settled: Settled) -> Settled {
    for statement in &mut settled.statements {
        if let Some(opinion) = &mut statement.decided {
            opinion.number = 0;
        }
    }
    for trouble in &mut settled.troubles {
        trouble.decisions.clear();
        trouble.what.retain(|c| !c.is_ascii_digit());
    }
    settled.troubles.dedup();
    settled
}

/// The acts in another order that keeps each reviewer's own.
fn shuffled(log: &[Decision], turns: &[usize]) -> Vec<Decision> {
    let mut queues: Vec<Vec<Decision>> = REVIEWERS
        .iter()
        .map(|name| log.iter().rev().filter(|d| d.reviewer == *name).cloned().collect())
        .collect();
    let mut order = Vec::new();
    for turn in turns.iter().copied().chain(0..) {
        if order.len() == log.len() {
            break;
        }
        if let Some(decision) = queues[turn % 3].pop() {
            order.push(decision);
        }
    }
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn moving_by_acts_settles_what_the_whole_log_settles(
        earlier in seeds(),
        later in seeds(),
        others in proptest::collection::vec((0..20_usize, 1..30_i64, 0..11_usize), 0..9),
    ) {
        let proposal = sample::proposal();
        let (earlier, later) = (log(&proposal, &earlier, "r1"), log(&proposal, &later, "r2"));
        let mut whole = followed(&earlier, &later);
        for (after, target, kind) in others {
            let number = whole.len() as i64 + 1;
            let Some(like) = whole.get(after).cloned() else { continue };
            whole.push(turning(&like, number, target, kind));
            let again = Decision { number: number + 1, ..like };
            whole.push(again);
        }
        let mut moved = Standing::new(&proposal);
        for end in 0..=whole.len() {
            moved.take_in(&whole[..end]);
            let settled = moved.settle(&proposal, &whole[..end]);
            prop_assert_eq!(&settled, &naive::settle(&proposal, &whole[..end]));
        }
    }
}

proptest! {
    #[test]
    fn every_statement_is_in_exactly_one_state(earlier in seeds(), later in seeds()) {
        let proposal = sample::proposal();
        let (earlier, later) = (log(&proposal, &earlier, "r1"), log(&proposal, &later, "r2"));
        let settled = settle(&proposal, &followed(&earlier, &later));
        prop_assert_eq!(settled.statements.len(), proposal.corpus.len());
        for (i, statement) in settled.statements.iter().enumerate() {
            let holding: Vec<&Group> = settled
                .groups
                .iter()
                .filter(|group| group.members.contains(&i) || group.proposed.contains(&i))
                .collect();
            let once = |group: &Group| group.members.contains(&i) != group.proposed.contains(&i);
            match &statement.outcome {
                Outcome::In(key) => {
                    prop_assert_eq!(&holding[0].key, key);
                    prop_assert!(holding.len() == 1 && once(holding[0]) && statement.by_people);
                }
                Outcome::Proposed(c) => {
                    prop_assert!(proposal.candidates[*c].members.contains(&i.into()));
                    prop_assert!(holding.len() == 1 && once(holding[0]));
                }
                _ => prop_assert!(holding.is_empty()),
            }
        }
        for group in &settled.groups {
            prop_assert!(!group.title.is_empty());
        }
        for apart in settled.constraints().cannot_link {
            prop_assert!(!apart.from.is_empty() && !apart.from.contains(&apart.statement));
        }
    }

    #[test]
    fn settling_the_same_acts_again_changes_nothing(seeds in seeds()) {
        let proposal = sample::proposal();
        let once = log(&proposal, &seeds, "r1");
        let again = settle(&proposal, &twice(&once));
        prop_assert_eq!(unnumbered(again), unnumbered(settle(&proposal, &once)));
    }

    #[test]
    fn the_order_of_independent_decisions_does_not_matter(
        seeds in seeds(),
        turns in proptest::collection::vec(0..3_usize, 14),
    ) {
        let proposal = sample::proposal();
        let log = log(&proposal, &seeds, "r1");
        let other = shuffled(&log, &turns);
        prop_assert_eq!(settle(&proposal, &other), settle(&proposal, &log));
    }

    #[test]
    fn undo_restores(before in seeds(), after in seeds()) {
        let proposal = sample::proposal();
        let mut log = log(&proposal, &before, "r1");
        let restored = settle(&proposal, &log);
        let first = log.len() as i64;
        for mut act in super::properties::log(&proposal, &after, "r2") {
            act.number += first;
            if !matches!(act.action, Action::Undo { .. }) {
                log.push(act);
            }
        }
        let acts: Vec<Decision> = log[first as usize..].to_vec();
        for (act, number) in acts.iter().rev().zip(100_i64..) {
            let action = Action::Undo { decision: act.number };
            let undo = Decision { number, action, subjects: vec![], ..act.clone() };
            log.push(undo);
        }
        prop_assert_eq!(settle(&proposal, &log), restored);
    }

    #[test]
    fn no_acts_that_count_is_the_identity(seeds in seeds()) {
        let proposal = sample::proposal();
        let mut log = log(&proposal, &seeds, "r1");
        log.retain(|decision| decision.action == Action::Comment);
        prop_assert_eq!(settle(&proposal, &log), settle(&proposal, &[]));
    }
}
