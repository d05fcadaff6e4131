//! What keeps a list from being finished.

use super::*;

#[test]
fn an_accepted_challenge_that_answers_to_nothing_waits_until_somebody_says_so() {
    let proposal = sample::proposal();
    let mut log = decided(&proposal);
    log.retain(|decision| !matches!(decision.action, Action::Align { .. }));
    let (_, outcome) = written(&proposal, &log, Options::default());
    let Outcome::Refused(waiting) = outcome else { panic!("its objective is not known") };
    let told: Vec<String> = waiting.iter().map(ToString::to_string).collect();
    expect_test::expect!["PD-002: nadie ha dicho a qué objetivo responde «Ordenar el tránsito del centro» (ninguno se decide con NINGUNO)"]
        .assert_eq(&told.join("\n"));
    let (_, outcome) = written(&proposal, &decided(&proposal), Options::default());
    assert!(matches!(outcome, Outcome::Written { .. }));
}
