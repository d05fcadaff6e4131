//! Reads where something is sent: a candidate of the run, a challenge of the frame, or a new one.

use std::collections::BTreeMap;

use super::nearest::near;
use crate::domain::decision::Destination;
use crate::domain::problem::excerpt;
use crate::domain::proposal::{CandidateId, Proposal};
use crate::text::clean;

/// The most characters in the name of a new challenge.
const NAME_LIMIT: usize = 600;

/// The targets that there are, by their ids in upper case.
pub(super) struct Targets(BTreeMap<String, Destination>);

/// The place that a candidate is, as a log reads it back: a run that continues another has
/// candidates with the id of a challenge of the frame, or with the name of a new one.
pub(super) fn own_place(id: &CandidateId) -> Destination {
    id.0.parse().unwrap_or_else(|_| Destination::Candidate(id.clone()))
}

impl Targets {
    pub(super) fn of(proposal: &Proposal) -> Self {
        let candidates = proposal.candidates.iter().map(|c| own_place(&c.id));
        let finals = proposal.frame.desafios.iter().map(|d| Destination::Final(d.id.clone()));
        let by_id = |target: Destination| (target.to_string().to_uppercase(), target);
        Self(candidates.chain(finals).map(by_id).collect())
    }

    /// The target that a cell names, or what to do about it. The words that the workbook shows after
    /// an id (`PD-002 · Ordenar el tránsito`) may follow it.
    pub(super) fn read(&self, cell: &str) -> Result<Destination, String> {
        let id = cell.split(" · ").next().unwrap_or(cell).trim().to_uppercase();
        if let Some(target) = self.0.get(&id) {
            return Ok(target.clone());
        }
        match cell.parse::<Destination>()? {
            Destination::New(name) => {
                let name = clean(&name);
                if name.chars().count() > NAME_LIMIT {
                    return Err(format!(
                        "el texto del desafío nuevo pasa de {NAME_LIMIT} caracteres"
                    ));
                }
                Ok(Destination::New(name))
            }
            Destination::Nothing => Ok(Destination::Nothing),
            Destination::Candidate(CandidateId(_)) | Destination::Final(_) => {
                Err(self.unknown(cell))
            }
        }
    }

    fn unknown(&self, cell: &str) -> String {
        let said = excerpt(cell);
        if crate::text::fold::letters(cell).starts_with("nuevo") {
            return format!("«{said}»: escriba «nuevo:», con dos puntos, y el texto del desafío");
        }
        match near(cell, self.0.keys().map(String::as_str)) {
            Some(id) => format!("no hay un destino «{said}»: ¿quiso decir {}?", self.0[id]),
            None => format!(
                "no hay un destino «{said}»: ponga el id de una propuesta, el de un desafío ya \
                 publicado, o «nuevo:» y su texto"
            ),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    #[test]
    fn targets_are_read_as_people_write_them() {
        let targets = Targets::of(&sample::proposal());
        for (cell, target) in [
            ("PD-002", "PD-002"),
            (" pd-002 ", "PD-002"),
            ("PD-002 · Ordenar el tránsito en el centro.", "PD-002"),
            ("dm001", "DM001"),
            ("Nuevo:  Recuperar   las quebradas", "nuevo:Recuperar las quebradas"),
            ("ninguno", "NINGUNO"),
        ] {
            assert_eq!(targets.read(cell).unwrap().to_string(), target);
        }
    }

    #[test]
    fn a_candidate_that_continues_a_challenge_is_that_challenge() {
        let mut proposal = sample::proposal();
        proposal.candidates[0].id = CandidateId("DM001".into());
        proposal.candidates[1].id = CandidateId("nuevo:Ordenar el tránsito".into());
        let targets = Targets::of(&proposal);
        assert_eq!(targets.read("dm001"), Ok(Destination::Final("DM001".into())));
        for cell in ["nuevo:Ordenar el tránsito", "NUEVO:ordenar el tránsito"] {
            assert_eq!(targets.read(cell), Ok(Destination::New("Ordenar el tránsito".into())));
        }
    }

    #[test]
    fn an_unknown_target_says_what_to_do() {
        let targets = Targets::of(&sample::proposal());
        let said = |cell: &str| targets.read(cell).unwrap_err();
        assert_eq!(said("PD-2"), "no hay un destino «PD-2»: ¿quiso decir PD-002?");
        assert_eq!(said("DM01"), "no hay un destino «DM01»: ¿quiso decir DM001?");
        assert!(said("las quebradas").contains("ponga el id de una propuesta"));
        assert!(said("nuevo ciclovías").contains("con dos puntos"));
        assert!(said(&format!("nuevo: {}", "x".repeat(700))).contains("600 caracteres"));
        assert_eq!(said(" "), "falta el destino");
    }
}
