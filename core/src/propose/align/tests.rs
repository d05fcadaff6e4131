//! The three kinds made consistent, and what decisions teach.

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
    // The second objective has no policy: its own model's probability only.
    assert!(management.0[0] > 0.5 && management.0[1] > 0.2);
    assert!((policies.0[0] - management.0[0]).abs() < 1e-6, "the only policy of its objective");
    assert_eq!(together(&frame, [None, None, None]), [None, None, None]);
}

#[test]
fn a_frame_that_aligns_nothing_suggests_nothing() {
    use crate::domain::guides::Guides;
    use crate::propose::texts::sample::Sample;
    let proposal = sample::proposal();
    let (frame, guides) = (&proposal.frame, Guides::default());
    let (layout, written) = Layout::of(&proposal.corpus, frame, &guides);
    let share = crate::features::Settings::default().lexical;
    let owned = Sample::of(&written, layout, share);
    let texts = owned.texts();
    let source = Source { frame, features: texts.features, layout: texts.layout, taught: &[] };
    let names = ["PD-001", "DM001"].map(ChallengeId::of_frame);
    let subjects: Vec<Subject<'_>> = names
        .iter()
        .zip(&proposal.candidates)
        .map(|(id, candidate)| Subject {
            id,
            members: &candidate.members,
            competencia: candidate.competencia,
        })
        .collect();
    let found = source.align(&subjects, Settings::default());
    assert_eq!(found[0], Suggested::default());
    let own = &found[1].alignment;
    assert!(own.by_frame && Aligned::best(&own.politicas) == Some(0));
    assert_eq!(found[1].horizon, Some(Horizon::Gestion));
}

#[test]
fn what_people_said_teaches_with_what_follows_from_it() {
    let frame = sample::frame();
    let taught = |politicas: &[&str]| Taught {
        members: sample::statements_of([0]),
        competencia: 0.into(),
        alignment: Alignment {
            politicas: politicas.iter().map(|id| (*id).to_owned()).collect(),
            ..Alignment::default()
        },
    };
    let answers = |politicas: &[&str]| example(&frame, &taught(politicas)).answers;
    assert_eq!(answers(&["P01"]), [Some(vec![0]), Some(vec![0]), Some(vec![0])]);
    assert_eq!(answers(&[NONE]), [None, None, Some(vec![])]);
    assert_eq!(answers(&[]), [None, None, None]);
}
