//! `Propuestas`: what a reviewer aligns each candidate to, and `Nuevos`: what the challenges that the
//! reviewer makes are aligned to. A blank cell decides nothing.

use super::candidates::ReviewedRow;
use super::nearest::near;
use super::sheet::Sheet;
use super::targets::Targets;
use super::{Reader, Remarks};
use crate::decide::chain::Resolved;
use crate::domain::decision::{Alignment, NONE};
use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Frame, Horizon};
use crate::domain::problem::excerpt;
use crate::read::table::Row;
use crate::text::fold::letters;
use crate::write::workbook::names::{SUGGESTED, header};

/// The alignment that each candidate's row says; `None` for one that says nothing, or nothing
/// sound.
pub(super) fn read(sheet: &mut Sheet, reader: &Reader<'_>) -> Vec<Option<ReviewedRow<Alignment>>> {
    let candidates = &reader.proposal.candidates;
    let mut reviewed_rows: Vec<Option<ReviewedRow<Alignment>>> = vec![None; candidates.len()];
    // Before people could decide it, the column of the horizon held what is suggested.
    let columns = [header::HORIZON_SUGGESTED, header::OBJETIVO_DESARROLLO, header::POLITICA];
    if sheet.first_of(&columns).is_none() {
        return reviewed_rows;
    }
    let mut seen: Vec<bool> = vec![false; candidates.len()];
    let rows = std::mem::take(&mut sheet.rows);
    for row in &rows {
        let id = sheet.cell(row, header::ID);
        let Some(c) = candidates.iter().position(|c| c.id.as_str().eq_ignore_ascii_case(id)) else {
            continue;
        };
        let said = Cells { sheet, row, reader, candidate: Some(c) }.alignment();
        // A row that is there twice is a problem that the reader of candidates reports.
        let reviewed = said.filter(|said| !said.is_empty()).map(|said| ReviewedRow {
            row: row.number,
            said,
            remarks: Remarks { reason: None, note: None, ..sheet.remarks(row, reader) },
        });
        reviewed_rows[c] = match (seen[c], reviewed_rows[c].take()) {
            (false, _) => reviewed,
            (true, before)
                if before.as_ref().map(|b| &b.said) == reviewed.as_ref().map(|l| &l.said) =>
            {
                before
            }
            (true, _) => None,
        };
        seen[c] = true;
    }
    sheet.rows = rows;
    reviewed_rows
}

/// The alignment of each challenge that people make, by its id, with the row that says it.
pub(super) fn read_new(
    sheet: &mut Sheet,
    reader: &Reader<'_>,
    targets: &Targets,
) -> Vec<(ChallengeId, ReviewedRow<Alignment>)> {
    let mut all: Vec<(ChallengeId, ReviewedRow<Alignment>)> = Vec::new();
    if !sheet.has(header::NEW_CHALLENGE) {
        return all;
    }
    let rows = std::mem::take(&mut sheet.rows);
    for row in &rows {
        let named = sheet.cell(row, header::NEW_CHALLENGE).to_owned();
        let Some(said) = (Cells { sheet, row, reader, candidate: None }).alignment() else {
            continue;
        };
        if named.is_empty() {
            if !said.is_empty() {
                let what = "falta el texto del desafío nuevo: el mismo que escribió en «destino»";
                sheet.wrong(row.number, header::NEW_CHALLENGE, what);
            }
            continue;
        }
        let id = match targets.read_new(&named) {
            Ok(id) => id,
            Err(what) => {
                sheet.wrong(row.number, header::NEW_CHALLENGE, what);
                continue;
            }
        };
        if let Some((_, before)) = all.iter().find(|(known, _)| *known == id) {
            let what = format!("este desafío ya está en la fila {}: deje una sola", before.row);
            sheet.wrong(row.number, header::NEW_CHALLENGE, what);
            continue;
        }
        let remarks = Remarks { reason: None, ..sheet.remarks(row, reader) };
        if !said.is_empty() {
            all.push((id, ReviewedRow { row: row.number, said, remarks }));
        }
    }
    sheet.rows = rows;
    all
}

/// The cells of a row.
struct Cells<'s, 'r> {
    sheet: &'s mut Sheet,
    row: &'s Row,
    reader: &'s Reader<'r>,
    /// `None` for a challenge that people make: nothing is suggested for it.
    candidate: Option<usize>,
}

impl Cells<'_, '_> {
    fn frame(&self) -> &'_ Frame {
        &self.reader.proposal.frame
    }

    fn suggested(&self) -> Resolved {
        let Some(c) = self.candidate else { return Resolved::default() };
        let candidate = &self.reader.proposal.candidates[c];
        let frame = self.frame();
        let desafio = frame.desafios.iter().find(|d| d.id == candidate.id.as_str());
        let machine = Some((&candidate.alignment, candidate.horizon));
        Resolved::new(frame, &Alignment::default(), desafio, machine)
    }

    fn wrong(&mut self, header: &str, what: String) {
        self.sheet.wrong(self.row.number, header, what);
    }

    /// What the row says; `None`, and problems, if it cannot be taken.
    fn alignment(mut self) -> Option<Alignment> {
        let horizon = self.horizon();
        let reader = self.reader;
        let frame = &reader.proposal.frame;
        let suggested = self.suggested();
        let development: Vec<&str> =
            frame.objetivos_desarrollo.iter().map(|o| o.id.as_str()).collect();
        let own = suggested.desarrollo.map(|(o, _)| development[o].to_owned());
        let development = self.ids(header::OBJETIVO_DESARROLLO, &development, own.as_slice(), 1);
        let management: Vec<&str> = frame.objetivos_gestion.iter().map(|o| o.id.as_str()).collect();
        let own = suggested.gestion.map(|(g, _)| management[g].to_owned());
        let management = self.ids(header::OBJETIVO_GESTION, &management, own.as_slice(), 1);
        let policies: Vec<&str> = frame.politicas.iter().map(|p| p.id.as_str()).collect();
        let own: Vec<String> =
            suggested.politicas.iter().map(|&p| policies[p].to_owned()).collect();
        let policies = self.ids(header::POLITICA, &policies, &own, usize::MAX);
        let said = Alignment {
            horizon: horizon?,
            objetivo_desarrollo: development?.into_iter().next(),
            objetivo_gestion: management?.into_iter().next(),
            politicas: policies?,
        };
        self.fits(&said).then_some(said)
    }

    /// What the cell says, which may be nothing; `None` when it says what cannot be.
    #[expect(clippy::option_option, reason = "a blank cell and a wrong one are two things")]
    fn horizon(&mut self) -> Option<Option<Horizon>> {
        let cell = self.sheet.cell(self.row, header::HORIZON).to_owned();
        let suggested = self.suggested().horizon.map(|(horizon, _)| horizon);
        match letters(&cell).as_str() {
            "" => Some(None),
            "largoplazo" | "delargoplazo" => Some(Some(Horizon::LargoPlazo)),
            "gestion" | "degestion" => Some(Some(Horizon::Gestion)),
            said if said == letters(SUGGESTED) && suggested.is_some() => Some(suggested),
            _ => {
                let what = format!(
                    "«{}» no es un horizonte: escriba «largo plazo» o «gestión», o borre la celda",
                    excerpt(&cell)
                );
                self.wrong(header::HORIZON, what);
                None
            }
        }
    }

    /// The ids that a cell names, each maybe followed by its words (`2.3 · Impulsar…`).
    fn ids(
        &mut self,
        header: &str,
        known: &[&str],
        suggested: &[String],
        most: usize,
    ) -> Option<Vec<String>> {
        let cell = self.sheet.cell(self.row, header).to_owned();
        if cell.is_empty() {
            return Some(Vec::new());
        }
        if letters(&cell) == letters(SUGGESTED) {
            if suggested.is_empty() {
                let what = "no hay nada sugerido aquí: elija de la lista, o borre la celda";
                self.wrong(header, what.to_owned());
                return None;
            }
            return Some(suggested.to_vec());
        }
        let mut found = Vec::new();
        // Words after an id may hold a semicolon: only what begins with an id is one.
        let whole = cell.split(" · ").next().unwrap_or(&cell);
        for said in whole.split([';', ',']).map(str::trim).filter(|said| !said.is_empty()) {
            if said.eq_ignore_ascii_case(NONE) {
                found.push(NONE.to_owned());
                continue;
            }
            let Some(id) = known.iter().find(|id| id.eq_ignore_ascii_case(said)) else {
                // Of a single sign anything is a near miss.
                let near = near(said, known.iter().copied()).filter(|_| said.len() > 1);
                let hint = match near {
                    Some(id) => format!("¿quiso decir {id}?"),
                    None => "elija de la lista".to_owned(),
                };
                let what = format!("«{}» no está en el marco: {hint}", excerpt(said));
                self.wrong(header, what);
                return None;
            };
            found.push((*id).to_owned());
        }
        found.sort();
        found.dedup();
        if found.len() > most {
            self.wrong(header, "hay más de uno: deje uno solo".to_owned());
            return None;
        }
        if found.len() > 1 && found.iter().any(|id| id == NONE) {
            let what = format!("dice {NONE} y también otra: deje una de las dos cosas");
            self.wrong(header, what);
            return None;
        }
        Some(found)
    }

    /// Whether the parts of an alignment fit together; says which does not.
    fn fits(&mut self, said: &Alignment) -> bool {
        let reader = self.reader;
        let frame = &reader.proposal.frame;
        let policies = frame.politicas.iter().filter(|p| said.politicas.contains(&p.id));
        let mut gestion = said.objetivo_gestion.clone().filter(|id| id != NONE);
        for policy in policies {
            let above = &frame.objetivos_gestion[policy.objetivo_gestion].id;
            let other = said.objetivo_gestion.as_ref().is_some_and(|id| id != above);
            if other || gestion.as_ref().is_some_and(|id| id != above) {
                let what = format!(
                    "la política {} es del objetivo de gestión {above}: corrija una de las dos",
                    policy.id
                );
                self.wrong(header::POLITICA, what);
                return false;
            }
            gestion = Some(above.clone());
        }
        if said.horizon == Some(Horizon::LargoPlazo) && gestion.is_some() {
            let what = "un desafío de largo plazo no tiene objetivo de gestión ni política: borre \
                        esas celdas, o cambie el horizonte";
            self.wrong(header::HORIZON, what.to_owned());
            return false;
        }
        let objective = frame.objetivos_gestion.iter().find(|o| Some(&o.id) == gestion.as_ref());
        if let Some(objective) = objective
            && let Some(id) = &said.objetivo_desarrollo
        {
            let above = &frame.objetivos_desarrollo[objective.objetivo_desarrollo].id;
            if above != id {
                let what = format!(
                    "el objetivo de gestión {} es del objetivo de desarrollo {above}: corrija uno \
                     de los dos",
                    objective.id
                );
                self.wrong(header::OBJETIVO_DESARROLLO, what);
                return false;
            }
        }
        true
    }
}
