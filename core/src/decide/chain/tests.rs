//! Which of several decisions holds in the chain, and what the chain lacks.

use super::*;
use crate::domain::proposal::{Ranked, sample};

fn alignment(gestion: &str, politicas: &[&str]) -> Alignment {
    Alignment {
        objetivo_gestion: (!gestion.is_empty()).then(|| gestion.to_owned()),
        politicas: politicas.iter().map(|id| (*id).to_owned()).collect(),
        ..Alignment::default()
    }
}

/// A frame with two objectives and three policies, the last under the second.
fn frame() -> Frame {
    let mut frame = sample::frame();
    let second = crate::domain::frame::ObjetivoGestion {
        id: "1.2".into(),
        objetivo_desarrollo: 0,
        text: "Mover a la gente.".into(),
    };
    frame.objetivos_gestion.push(second);
    for (id, objetivo_gestion) in [("P02", 0), ("P03", 1)] {
        let text = format!("Política {id}");
        frame.politicas.push(crate::domain::frame::Politica {
            id: id.into(),
            objetivo_gestion,
            text,
        });
    }
    frame
}

fn machine() -> Aligned {
    let ranked = |index| Ranked { index: Some(index), probability: 0.4 };
    Aligned {
        largo_plazo: Some(0.1),
        objetivos_desarrollo: vec![ranked(0)],
        objetivos_gestion: vec![ranked(0), ranked(1)],
        politicas: vec![ranked(2), ranked(1)],
        by_frame: false,
    }
}

fn resolve(decided: &Alignment) -> Resolved {
    Resolved::new(&frame(), decided, None, Some((&machine(), Some(Horizon::Gestion))))
}

#[test]
fn a_suggestion_stands_under_its_own_objective() {
    let found = resolve(&Alignment::default());
    assert_eq!(found.gestion, Some((0, By::Machine)));
    assert_eq!((found.politicas.as_slice(), found.politicas_by), (&[1][..], Some(By::Machine)));
    assert_eq!(found.desarrollo, Some((0, By::Machine)));
    assert!(found.is_suggested());
}

#[test]
fn a_decided_policy_brings_its_objective() {
    let found = resolve(&alignment("", &["P03"]));
    assert_eq!((found.gestion, found.politicas.as_slice()), (Some((1, By::People)), &[2][..]));
    assert_eq!(found.desarrollo, Some((0, By::People)));
    assert_eq!(found.by(), Some(By::Machine), "the horizon is still a suggestion");
}

#[test]
fn a_decided_objective_keeps_only_the_suggestions_under_it() {
    let found = resolve(&alignment("1.2", &[]));
    assert_eq!((found.politicas.as_slice(), found.politicas_by), (&[][..], None));
    let found = resolve(&alignment("1.1", &[]));
    assert_eq!((found.politicas.as_slice(), found.politicas_by), (&[1][..], Some(By::Machine)));
    let found = resolve(&alignment(NONE, &[]));
    assert_eq!((found.gestion, found.politicas.len()), (None, 0));
    let found = resolve(&alignment("1.1", &[NONE]));
    assert_eq!((found.politicas.len(), found.politicas_by), (0, Some(By::People)));
}

#[test]
fn a_challenge_de_largo_plazo_answers_to_an_objetivo_de_desarrollo_only() {
    let long = Alignment { horizon: Some(Horizon::LargoPlazo), ..alignment("1.2", &["P03"]) };
    let found = resolve(&long);
    assert_eq!((found.gestion, found.politicas.len()), (None, 0));
    assert_eq!(found.desarrollo, Some((0, By::People)));
}

#[test]
fn people_may_align_a_challenge_of_the_frame_anew() {
    let frame = frame();
    let desafio = &frame.desafios[0];
    let of_frame = Resolved::new(&frame, &Alignment::default(), Some(desafio), None);
    assert_eq!((of_frame.by(), of_frame.politicas.as_slice()), (Some(By::Frame), &[0][..]));
    let anew = Resolved::new(&frame, &alignment("", &["P03"]), Some(desafio), None);
    assert_eq!((anew.gestion, anew.horizon.unwrap().1), (Some((1, By::People)), By::Frame));
}

#[test]
fn gaps_are_told_in_both_directions() {
    let mut proposal = sample::proposal();
    proposal.frame = frame();
    proposal.frame.metas = Some(vec![crate::domain::frame::Meta {
        id: "M1".into(),
        politica: 0,
        meta: "la mitad".into(),
        indicador: String::new(),
    }]);
    let links = proposed(&proposal);
    assert_eq!(links[1].aligned, Resolved::default(), "nothing is suggested for it");
    let heard = heard(&proposal, None);
    assert_eq!(heard, [[1, 2], [1, 0]]);
    let coverage = Coverage::of(&proposal.frame, &links, &heard);
    let gaps = coverage.gaps(&proposal.frame, &links);
    let said: Vec<String> =
        gaps.iter().map(|(name, all)| format!("{name}: {}", all.join(" | "))).collect();
    expect_test::expect![[r#"
        Desafíos sin objetivo: PD-002 Ordenar el tránsito en el centro.
        Objetivos de gestión sin desafíos: 1.2 Mover a la gente.
        Políticas sin desafíos: P02 Política P02 | P03 Política P03
        Políticas sin meta o sin indicador: P01 Restaurar ecosistemas. (sin indicador) | P02 Política P02 (sin meta ni indicador) | P03 Política P03 (sin meta ni indicador)
        Competencias de las que solo habla la institución: Movilidad"#]]
    .assert_eq(&said.join("\n"));
}
