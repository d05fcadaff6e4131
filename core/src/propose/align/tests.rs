//! What the three kinds say of one another, and the parts of a pair.

use super::*;
use crate::domain::proposal::sample;

#[test]
fn kinds_agree_and_probabilities_are_whole() {
    let mut frame = sample::frame();
    let second = crate::domain::frame::ObjetivoGestion {
        id: "1.2".into(),
        ..frame.objetivos_gestion[0].clone()
    };
    frame.objetivos_gestion.push(second);
    let said = [Some((vec![0.9], 0.1)), Some((vec![0.5, 0.3], 0.2)), Some((vec![0.8], 0.2))];
    let [development, management, policies] = together(&frame, said).map(Option::unwrap);
    for (some, none) in [&development, &management] {
        assert!((some.iter().sum::<f32>() + none - 1.0).abs() < 1e-6);
    }
    // The second objective has no policy: its own word only.
    assert!(management.0[0] > 0.5 && management.0[1] > 0.2);
    assert!((policies.0[0] - management.0[0]).abs() < 1e-6, "the only policy of its objective");
    assert_eq!(together(&frame, [None, None, None]), [None, None, None]);
}

#[test]
fn a_frame_that_aligns_nothing_suggests_nothing() {
    use crate::domain::embedding::Embeddings;
    use crate::text::lexicon::Lexicon;
    let proposal = sample::proposal();
    let mut texts: Vec<&str> = proposal.corpus.texts().collect();
    let first = texts.len();
    texts.extend(super::texts(&proposal.frame));
    let lexical = Lexicon::of(texts.iter().copied()).rows(texts.iter().copied());
    let dense = Embeddings::normalised(ndarray::Array2::zeros((texts.len(), 2)));
    let features = Features::new(dense, lexical, &crate::features::Settings::default());
    let mut candidates = proposal.candidates.clone();
    candidates[1].id = crate::domain::place::ChallengeId::of_frame("DM001");
    let rows = Rows { first, foreign: 0..0 };
    let frame = &proposal.frame;
    align(frame, &mut candidates, &features, &rows, &[], &Settings::default());
    assert_eq!((candidates[0].horizon, &candidates[0].alignment), (None, &Aligned::default()));
    let own = &candidates[1].alignment;
    assert!(own.by_frame && Aligned::best(&own.politicas) == Some(0));
    assert_eq!(candidates[1].horizon, Some(Horizon::Gestion));
}

#[test]
fn what_people_said_teaches_with_what_follows_from_it() {
    let frame = sample::frame();
    let taught = |politicas: &[&str]| Taught {
        members: vec![0],
        competencia: 0,
        alignment: Alignment {
            politicas: politicas.iter().map(|id| (*id).to_owned()).collect(),
            ..Alignment::default()
        },
    };
    let example = said(&frame, &taught(&["P01"]));
    assert_eq!(example.answers, [Some(vec![0]), Some(vec![0]), Some(vec![0])]);
    assert_eq!(said(&frame, &taught(&[NONE])).answers, [None, None, Some(vec![])]);
    assert_eq!(said(&frame, &taught(&[])).answers, [None, None, None]);
}
