//! Whether the parts of a proposal that was read from a file fit together: every list is as long as
//! what it is about, and every index points at something.

use super::{Aligned, Candidate, Declared, Frame, Placement, Proposal, Ranked, Status};
use crate::domain::index::{CandidateIndex, CompetenciaIndex, StatementIndex};

/// How many there are of everything that an index can point at.
struct Sizes {
    statements: usize,
    candidates: usize,
    competencias: usize,
    desarrollo: usize,
    gestion: usize,
    politicas: usize,
}

impl Proposal {
    /// What does not fit together, in Spanish; nothing for a proposal as a run makes it. Only one that
    /// fits together can be shown: what is in it is found by its indices.
    pub fn check(&self) -> Result<(), String> {
        let sizes = Sizes {
            statements: self.corpus.len(),
            candidates: self.candidates.len(),
            competencias: self.frame.competencias.len(),
            desarrollo: self.frame.objetivos_desarrollo.len(),
            gestion: self.frame.objetivos_gestion.len(),
            politicas: self.frame.politicas.len(),
        };
        same(self.placements.len(), sizes.statements, "los lugares de los desafíos")?;
        if !self.explanations.is_empty() {
            same(self.explanations.len(), sizes.statements, "las explicaciones")?;
        }
        same(self.map.nrows(), sizes.candidates, "los puntos del mapa")?;
        if sizes.candidates > 0 && self.map.ncols() != 2 {
            return Err("el mapa no tiene dos coordenadas".to_owned());
        }
        sizes.frame(&self.frame)?;
        for (i, placement) in self.placements.iter().enumerate() {
            sizes.placement(i, placement)?;
        }
        for candidate in &self.candidates {
            sizes.candidate(candidate)?;
        }
        for one in &self.matches {
            sizes.statement(one.institutional, "un cruce")?;
            sizes.statement(one.citizen, "un cruce")?;
        }
        for &i in &self.queue {
            sizes.statement(i, "la cola de revisión")?;
        }
        for near in self.explanations.iter().flat_map(|one| &one.nearest) {
            sizes.statement(near.statement, "una explicación")?;
        }
        self.membership()
    }

    /// Every statement of a candidate is its member, once, and of no other.
    fn membership(&self) -> Result<(), String> {
        let mut member_of: Vec<Option<CandidateIndex>> = vec![None; self.corpus.len()];
        for (c, candidate) in self.candidates_indexed() {
            for &i in &candidate.members {
                if member_of[i.index()].replace(c).is_some() {
                    let id = &self.corpus.statements[i].id;
                    return Err(format!("el desafío {id} está dos veces en las propuestas"));
                }
            }
        }
        for (i, statement) in self.corpus.indexed() {
            if self.placements[i].status.candidate() != member_of[i.index()] {
                let id = &statement.id;
                return Err(format!("el desafío {id} no está en la propuesta que se dice de él"));
            }
        }
        Ok(())
    }
}

impl Sizes {
    fn frame(&self, frame: &Frame) -> Result<(), String> {
        let of = "el marco";
        if self.competencias == 0 {
            return Err("el marco no tiene competencias".to_owned());
        }
        for one in &frame.objetivos_gestion {
            below(one.objetivo_desarrollo, self.desarrollo, of)?;
        }
        for one in &frame.politicas {
            below(one.objetivo_gestion, self.gestion, of)?;
        }
        for one in frame.metas.iter().flatten() {
            below(one.politica, self.politicas, of)?;
        }
        for one in &frame.desafios {
            self.competencia(one.competencia, of)?;
            optional(one.objetivo_desarrollo, self.desarrollo, of)?;
            optional(one.objetivo_gestion, self.gestion, of)?;
            one.politicas.iter().try_for_each(|&p| below(p, self.politicas, of))?;
        }
        frame.alias.iter().try_for_each(|(_, competencia)| self.competencia(*competencia, of))
    }

    fn placement(&self, statement: usize, placement: &Placement) -> Result<(), String> {
        let of = "el lugar de un desafío";
        self.competencia(placement.competencia, of)?;
        if let Declared::Official(competencia) = placement.declared {
            self.competencia(competencia, of)?;
        }
        if let Some(competencia) = placement.contradicted_by {
            self.competencia(competencia, of)?;
        }
        if let Status::Candidate(candidate) = placement.status {
            self.candidate_index(candidate, of)?;
        }
        for suggestion in &placement.suggestions {
            self.candidate_index(suggestion.candidate, of)?;
        }
        placement.homes.iter().try_for_each(|&home| self.candidate_index(home, of))?;
        match placement.duplicate {
            Some(duplicate) if duplicate.of.index() >= statement => {
                Err(format!("{of} lo da por repetido de uno que no está antes"))
            }
            _ => Ok(()),
        }
    }

    fn candidate(&self, candidate: &Candidate) -> Result<(), String> {
        let of = candidate.id.as_str();
        self.competencia(candidate.competencia, of)?;
        for &i in candidate.members.iter().chain(&candidate.draft.sources) {
            self.statement(i, of)?;
        }
        if let Some(cohesion) = &candidate.cohesion {
            self.statement(cohesion.weakest_pair.0, of)?;
            self.statement(cohesion.weakest_pair.1, of)?;
        }
        for &i in candidate.opposed.iter().flatten() {
            self.statement(i, of)?;
        }
        for (near, _) in &candidate.near {
            self.candidate_index(*near, of)?;
        }
        let Aligned { objetivos_desarrollo, objetivos_gestion, politicas, .. } =
            &candidate.alignment;
        ranked(objetivos_desarrollo, self.desarrollo, of)?;
        ranked(objetivos_gestion, self.gestion, of)?;
        ranked(politicas, self.politicas, of)
    }

    fn statement(&self, at: StatementIndex, of: &str) -> Result<(), String> {
        below(at.index(), self.statements, of)
    }

    fn candidate_index(&self, at: CandidateIndex, of: &str) -> Result<(), String> {
        below(at.index(), self.candidates, of)
    }

    fn competencia(&self, at: CompetenciaIndex, of: &str) -> Result<(), String> {
        below(at.index(), self.competencias, of)
    }
}

fn below(at: usize, count: usize, of: &str) -> Result<(), String> {
    if at < count {
        Ok(())
    } else {
        Err(format!("{of} nombra el número {at} de una lista de {count}"))
    }
}

fn optional(at: Option<usize>, count: usize, of: &str) -> Result<(), String> {
    at.map_or(Ok(()), |at| below(at, count, of))
}

fn ranked(answers: &[Ranked], count: usize, of: &str) -> Result<(), String> {
    answers.iter().try_for_each(|answer| optional(answer.index, count, of))
}

fn same(found: usize, wanted: usize, what: &str) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} son {found} y no {wanted}")) }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    type Damage = fn(&mut Proposal);

    #[test]
    fn a_proposal_as_a_run_makes_it_fits_together() {
        assert_eq!(sample::proposal().check(), Ok(()));
    }

    #[test]
    fn every_index_that_points_at_nothing_is_told() {
        let damages: [Damage; 18] = [
            |p| drop(p.placements.pop()),
            |p| p.map = ndarray::Array2::zeros((p.candidates.len() + 1, 2)),
            |p| p.placements[0].status = Status::Candidate(9.into()),
            |p| p.placements[0].competencia = 9.into(),
            |p| p.placements[0].declared = Declared::Official(9.into()),
            |p| p.placements[0].contradicted_by = Some(9.into()),
            |p| p.candidates[0].competencia = 9.into(),
            |p| p.candidates[0].members.push(99.into()),
            |p| p.candidates[0].members[0] = p.candidates[0].members[1],
            |p| p.candidates[0].draft.sources.push(99.into()),
            |p| p.candidates[0].opposed.push([0.into(), 99.into()]),
            |p| p.candidates[0].near = vec![(9.into(), crate::domain::similarity::Cosine(0.5))],
            |p| {
                p.candidates[0].alignment.politicas =
                    vec![Ranked { index: Some(9), probability: 0.5 }];
            },
            |p| p.queue.push(99.into()),
            |p| p.matches[0].citizen = 99.into(),
            |p| p.frame.politicas[0].objetivo_gestion = 9,
            |p| p.frame.desafios[0].competencia = 9.into(),
            |p| p.frame.competencias.clear(),
        ];
        for (n, damage) in damages.into_iter().enumerate() {
            let mut proposal = sample::proposal();
            damage(&mut proposal);
            assert!(proposal.check().is_err(), "damage {n}");
        }
    }
}
