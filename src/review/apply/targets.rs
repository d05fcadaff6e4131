//! Reads where something is sent: a candidate of the run, a challenge of the frame, or a new one.

use std::collections::BTreeMap;

use super::nearest::near;
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::problem::excerpt;
use crate::domain::proposal::Proposal;
use crate::text::clean;

/// The challenges that there are, by their ids in upper case.
pub(super) struct Targets(BTreeMap<String, ChallengeId>);

impl Targets {
    pub(super) fn of(proposal: &Proposal) -> Self {
        let candidates = proposal.candidates.iter().map(|candidate| candidate.id.clone());
        let finals = proposal.frame.desafios.iter().map(|d| ChallengeId::of_frame(&d.id));
        let coined = proposal.coined.iter().map(|(id, _)| id.clone());
        let by_id = |id: ChallengeId| (id.as_str().to_uppercase(), id);
        Self(candidates.chain(finals).chain(coined).map(by_id).collect())
    }

    /// The target that a cell names, or what to do about it. The words that the workbook shows after
    /// an id (`PD-002 · Ordenar el tránsito`) may follow it.
    pub(super) fn read(&self, cell: &str) -> Result<Destination, String> {
        let id = cell.split(" · ").next().unwrap_or(cell).trim().to_uppercase();
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone().into());
        }
        match cell.parse::<Destination>()? {
            Destination::Nothing => Ok(Destination::Nothing),
            Destination::Challenge(id) => match id.wording() {
                Some(wording) => ChallengeId::new_challenge(&clean(wording)).map(Into::into),
                None => Err(self.unknown(cell)),
            },
        }
    }

    /// The challenge that people make or made, by its wording, with or without «nuevo:», or by its
    /// number.
    pub(super) fn read_new(&self, cell: &str) -> Result<ChallengeId, String> {
        let id = cell.split(" · ").next().unwrap_or(cell).trim().to_uppercase();
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        match cell.parse::<Destination>()?.challenge() {
            Some(named) if named.is_new() => Ok(named.clone()),
            _ => ChallengeId::new_challenge(&clean(cell)),
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
        proposal.candidates[0].id = ChallengeId::of_frame("DM001");
        proposal.candidates[1].id = "nuevo:Ordenar el tránsito".parse().unwrap();
        let targets = Targets::of(&proposal);
        assert_eq!(targets.read("dm001"), Ok(ChallengeId::of_frame("DM001").into()));
        for cell in ["nuevo:Ordenar el tránsito", "NUEVO:ordenar el tránsito"] {
            assert_eq!(targets.read(cell), "nuevo:Ordenar el tránsito".parse());
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
        assert!(said(&format!("nuevo: {}", "x".repeat(2100))).contains("2000 caracteres"));
        assert_eq!(said(" "), "falta el destino");
    }
}
