//! A small proposal for the tests of what writes it: two candidates, one of them one-sided, a statement
//! out of competence and an empty one.

use super::{
    Aligned, Array2, Candidate, ChallengeId, Cohesion, Corpus, Cosine, Declared, Draft, Duplicate,
    Frame, Horizon, Match, OutReason, Percentiles, Placement, Proposal, Ranked, Status, Suggestion,
};
use crate::domain::frame::{Competencia, Desafio, ObjetivoDesarrollo, ObjetivoGestion, Politica};
use crate::domain::index::StatementIndex;
use crate::domain::problem::Place;
use crate::domain::statement::Statement;

/// A frame of two competencias.
pub fn frame() -> Frame {
    let competencia = |id: &str, name: &str| Competencia { id: id.into(), name: name.into() };
    Frame {
        name: "prueba".into(),
        title: String::new(),
        challenge: String::new(),
        competencias: vec![competencia("C01", "Ambiente"), competencia("C02", "Movilidad")],
        objetivos_desarrollo: vec![ObjetivoDesarrollo {
            id: "1".into(),
            name: "La ciudad".into(),
            text: "Consolidar una ciudad sostenible.".into(),
        }],
        objetivos_gestion: vec![ObjetivoGestion {
            id: "1.1".into(),
            objetivo_desarrollo: 0,
            text: "Cuidar las quebradas.".into(),
        }],
        politicas: vec![Politica {
            id: "P01".into(),
            objetivo_gestion: 0,
            text: "Restaurar ecosistemas.".into(),
        }],
        desafios: vec![Desafio {
            id: "DM001".into(),
            horizon: Horizon::Gestion,
            competencia: 0.into(),
            text: "Recuperar las quebradas del distrito.".into(),
            objetivo_desarrollo: Some(0),
            objetivo_gestion: Some(0),
            politicas: vec![0],
            lectura: "literal".into(),
        }],
        alias: vec![("tránsito".into(), 1.into())],
        metas: None,
        ajenos: vec![],
    }
}

/// Statements by their places in the corpus.
pub(crate) fn statements_of<const N: usize>(places: [usize; N]) -> Vec<StatementIndex> {
    places.map(StatementIndex::from).to_vec()
}

/// Aligned to the only policy, and not firmly.
fn aligned() -> Aligned {
    let ranked = |index, probability| Ranked { index, probability };
    let answers = vec![ranked(Some(0), 0.7), ranked(None, 0.3)];
    Aligned {
        largo_plazo: Some(0.2),
        objetivos_desarrollo: answers.clone(),
        objetivos_gestion: answers.clone(),
        politicas: answers,
        by_frame: false,
    }
}

#[allow(clippy::too_many_lines, reason = "a proposal written out")]
/// A proposal with something in every part of it.
pub fn proposal() -> Proposal {
    let mut statements = vec![
        Statement::institutional("I001", "Recuperación de quebradas y sus riberas."),
        Statement::institutional("I002", "=SUMA(A1) Ordenar el tránsito en el centro"),
        Statement::citizen("C001", "LIMPIAR LA QUEBRADA, está llena de basura"),
        Statement::citizen("C002", "limpiar la quebrada que esta llena de basura"),
        Statement::citizen("C003", "<script>alert(1)</script> bajar el IVA"),
        Statement::citizen("C004", "s/n"),
    ];
    for (i, s) in statements.iter_mut().enumerate() {
        s.extra = vec![format!("extra {i}")];
        s.at = Place::file("prueba.csv").row(i + 2);
    }
    statements[0].competencia_declared = Some("Ambiente".into());
    statements[0].entidad = Some("Secretaría de Ambiente".into());
    statements[2].competencia_declared = Some("quebradas".into());
    statements[2].parroquia = Some("Nono".into());
    statements[2].taller = Some("T01".into());
    statements[2].fecha = Some("2026-09-11".into());
    let place = |competencia: usize, status| Placement {
        declared: Declared::Blank,
        competencia: competencia.into(),
        competencia_probability: 0.8,
        contradicted_by: None,
        status,
        likeness: Some(Cosine(0.7)),
        probability: None,
        suggestions: vec![],
        homes: vec![],
        duplicate: None,
        novelty: None,
        decided: None,
    };
    let mut placements = vec![
        Placement {
            declared: Declared::Official(0.into()),
            ..place(0, Status::Candidate(0.into()))
        },
        Placement {
            suggestions: vec![Suggestion { candidate: 0.into(), likeness: Cosine(0.1) }],
            contradicted_by: Some(0.into()),
            ..place(1, Status::Candidate(1.into()))
        },
        Placement { declared: Declared::Informal, ..place(0, Status::Candidate(0.into())) },
        place(0, Status::Candidate(0.into())),
        place(0, Status::OutOfCompetence(OutReason::Foreign)),
        place(1, Status::OutOfCompetence(OutReason::Empty)),
    ];
    placements[3].duplicate = Some(Duplicate { of: 2.into(), exact: false, likeness: 0.93 });
    let candidates = vec![
        Candidate {
            id: ChallengeId::numbered(1),
            competencia: 0.into(),
            members: statements_of([2, 3, 0]),
            name: "Quebradas y riberas".into(),
            draft: Draft {
                text: "Recuperar las quebradas y sus riberas: limpiar la quebrada.".into(),
                sources: statements_of([0, 2]),
            },
            horizon: Some(Horizon::Gestion),
            alignment: aligned(),
            n_institutional: 1,
            n_citizen: 2,
            cohesion: Some(Cohesion {
                mean: Cosine(0.6),
                weakest: Cosine(0.4),
                weakest_pair: (0.into(), 3.into()),
                percentile: 0.97,
            }),
            stability: Some(0.9),
            near: vec![(1.into(), Cosine(0.1))],
            risk: 0.3,
            opposed: vec![],
            decided: None,
        },
        Candidate {
            id: ChallengeId::numbered(2),
            competencia: 1.into(),
            members: statements_of([1]),
            name: "Tránsito en el centro".into(),
            draft: Draft {
                text: "Ordenar el tránsito en el centro.".into(),
                sources: statements_of([1]),
            },
            horizon: None,
            alignment: Aligned::default(),
            n_institutional: 1,
            n_citizen: 0,
            cohesion: None,
            stability: None,
            near: vec![],
            risk: 0.1,
            opposed: vec![],
            decided: None,
        },
    ];
    let matches = vec![Match {
        institutional: 0.into(),
        citizen: 2.into(),
        likeness: Cosine(0.62),
        percentile: 0.992,
        margin: 0.1,
        rank_for_institutional: 1,
        rank_for_citizen: 1,
        opposed: false,
    }];
    Proposal {
        corpus: Corpus {
            statements,
            extra_columns: vec!["observación".into()],
            ..Corpus::default()
        },
        frame: frame(),
        placements,
        candidates,
        matches,
        percentiles: Percentiles::new(vec![0.0, 0.1, 0.4, 0.62]),
        skipped: vec![],
        skipped_rows: 0,
        map: Array2::zeros((2, 2)),
        last_number: 2,
        coined: vec![],
        choices: None,
        changes: vec![],
        queue: vec![],
        explanations: vec![],
        learning: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Sides};
    use super::*;
    use crate::domain::index::CompetenciaIndex;

    #[test]
    fn the_parts_hold_every_statement_once() {
        let whole = proposal();
        let parts: Vec<Proposal> = CompetenciaIndex::first(whole.frame.competencias.len())
            .map(|c| whole.part(c))
            .collect();
        assert_eq!(parts.iter().map(|p| p.corpus.len()).sum::<usize>(), whole.corpus.len());
        assert_eq!(parts.iter().map(|p| p.candidates.len()).sum::<usize>(), 2);
        for part in &parts {
            for (c, candidate) in part.candidates_indexed() {
                assert!(!candidate.members.is_empty());
                for &i in &candidate.members {
                    assert_eq!(part.placements[i].status, Status::Candidate(c));
                }
            }
        }
    }

    #[test]
    fn totals_add_up() {
        let p = proposal();
        for origin in [Origin::Institutional, Origin::Citizen] {
            let t = p.totals(origin);
            assert_eq!(t.candidate + t.out_of_competence + t.discarded + t.pending, t.total);
        }
        assert_eq!(p.candidates_with(Sides::Both), 1);
        assert_eq!(p.candidates_with(Sides::InstitutionalOnly), 1);
    }
}
