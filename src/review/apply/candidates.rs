//! `Propuestas`: what a reviewer decides about each candidate.

use super::sheet::{Sheet, decided, still_shows};
use super::targets::Targets;
use super::{Reader, Remarks};
use crate::domain::destination::Destination;
use crate::domain::problem::excerpt;
use crate::read::table::Row;
use crate::write::workbook::names::{decision, header};

/// What is decided about a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CandidateChoice {
    /// Nothing is decided.
    Blank,
    /// The row has a problem and does not count.
    Bad,
    /// It is a challenge.
    Accept,
    /// It is a challenge with this wording.
    AcceptChanged(String),
    /// It is one with another.
    Merge(Destination),
    /// It is several.
    Split,
    /// It is no challenge.
    Discard,
    /// The reviewer cannot say.
    Unsure,
}

/// A row that decides about something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReviewedRow<T> {
    pub(super) row: usize,
    pub(super) said: T,
    pub(super) remarks: Remarks,
}

const NEEDED: [&str; 6] = [
    header::ID,
    header::DRAFT,
    header::DECISION,
    header::TARGET,
    header::FINAL_TEXT,
    header::REASON,
];

/// The decision about each candidate; `None` for one that has no row.
pub(super) fn read(
    sheet: &mut Sheet,
    reader: &Reader<'_>,
    targets: &Targets,
) -> Vec<Option<ReviewedRow<CandidateChoice>>> {
    let mut reviewed_rows: Vec<Option<ReviewedRow<CandidateChoice>>> =
        vec![None; reader.proposal.candidates.len()];
    if !sheet.requires(&NEEDED) {
        return reviewed_rows;
    }
    for row in std::mem::take(&mut sheet.rows) {
        let id = sheet.cell(&row, header::ID);
        let of_id = |c: &crate::domain::proposal::Candidate| c.id.as_str().eq_ignore_ascii_case(id);
        let Some(c) = reader.proposal.candidates.iter().position(of_id) else {
            let what = match id {
                "" => "falta el id de la propuesta: devuélvalo o borre la fila".to_owned(),
                id => format!(
                    "no hay una propuesta «{}» en esta corrida: revise el id, o si el libro es de \
                     otra corrida",
                    excerpt(id)
                ),
            };
            sheet.wrong(row.number, header::ID, what);
            continue;
        };
        let draft = &reader.proposal.candidates[c].draft.text;
        let mut said =
            candidate_choice(sheet, &row, draft, targets, reader.candidate_id(c).as_str());
        if !still_shows(sheet.cell(&row, header::DRAFT), draft) {
            let what = "el borrador cambió: devuelva el que estaba y escriba su redacción en \
                        «texto final» con «aceptar con cambios» (o el libro es de otra corrida)";
            sheet.wrong(row.number, header::DRAFT, what);
            said = CandidateChoice::Bad;
        }
        if let Some(what) = reader.wrong_reason(sheet.cell(&row, header::REASON)) {
            sheet.wrong(row.number, header::REASON, what);
            said = CandidateChoice::Bad;
        }
        let reviewed = ReviewedRow { row: row.number, said, remarks: sheet.remarks(&row, reader) };
        put(sheet, &mut reviewed_rows[c], reviewed, CandidateChoice::Bad);
    }
    reviewed_rows
}

/// Keeps a row; a second one about the same is a problem, and neither counts if they differ.
pub(super) fn put<T: PartialEq>(
    sheet: &mut Sheet,
    at: &mut Option<ReviewedRow<T>>,
    reviewed: ReviewedRow<T>,
    bad: T,
) {
    let Some(before) = at else {
        *at = Some(reviewed);
        return;
    };
    let what = format!("este id ya está en la fila {}: deje una sola", before.row);
    sheet.wrong(reviewed.row, header::ID, what);
    if before.said != reviewed.said || before.remarks != reviewed.remarks {
        before.said = bad;
    }
}

/// What a row decides; a problem is said and makes it bad.
fn candidate_choice(
    sheet: &mut Sheet,
    row: &Row,
    draft: &str,
    targets: &Targets,
    own: &str,
) -> CandidateChoice {
    let said = sheet.cell(row, header::DECISION).to_owned();
    let target = sheet.cell(row, header::TARGET).to_owned();
    let text = sheet.cell(row, header::FINAL_TEXT).to_owned();
    let reason = !sheet.cell(row, header::REASON).is_empty();
    let mut wrong = |header: &str, what: String| {
        sheet.wrong(row.number, header, what);
        CandidateChoice::Bad
    };
    if said.is_empty() {
        let filled = [
            (header::TARGET, !target.is_empty(), decision::MERGE),
            (header::FINAL_TEXT, !text.is_empty(), decision::ACCEPT_CHANGED),
            (header::REASON, reason, decision::DISCARD),
        ];
        return match filled.into_iter().find(|(_, filled, _)| *filled) {
            None => CandidateChoice::Blank,
            Some((header, _, word)) => wrong(
                header::DECISION,
                format!("hay «{header}» y falta la decisión: ¿«{word}»? Elíjala, o borre la celda"),
            ),
        };
    }
    let word = match decided(&said, &decision::CANDIDATE) {
        Ok(word) => word,
        Err(what) => return wrong(header::DECISION, what),
    };
    if word != decision::MERGE && !target.is_empty() {
        let what = match word {
            decision::SPLIT => {
                "«dividir» no lleva destino en una propuesta: mueva cada aporte en la hoja Aportes"
                    .to_owned()
            }
            _ => format!("«{word}» no lleva destino: bórrelo, o elija «{}»", decision::MERGE),
        };
        return wrong(header::TARGET, what);
    }
    if word != decision::ACCEPT_CHANGED && !text.is_empty() && !still_shows(&text, draft) {
        let what = format!(
            "hay un texto final y la decisión es «{word}»: elija «{}», o bórrelo",
            decision::ACCEPT_CHANGED
        );
        return wrong(header::FINAL_TEXT, what);
    }
    match word {
        decision::ACCEPT => CandidateChoice::Accept,
        decision::ACCEPT_CHANGED if text.is_empty() => {
            wrong(header::FINAL_TEXT, "falta la redacción: escríbala aquí".to_owned())
        }
        decision::ACCEPT_CHANGED if still_shows(&text, draft) => CandidateChoice::Accept,
        decision::ACCEPT_CHANGED => CandidateChoice::AcceptChanged(text),
        decision::MERGE => match targets.read(&target) {
            Ok(Destination::Nothing) => wrong(
                header::TARGET,
                format!("para que no vaya a ninguna elija «{}» con un motivo", decision::DISCARD),
            ),
            Ok(to) if to.to_string() == own => {
                wrong(header::TARGET, "es la misma propuesta: ponga con cuál se fusiona".to_owned())
            }
            Ok(to) => CandidateChoice::Merge(to),
            Err(what) => wrong(header::TARGET, what),
        },
        decision::SPLIT => CandidateChoice::Split,
        decision::DISCARD if !reason => {
            wrong(header::REASON, "falta el motivo: elija uno de la lista o escríbalo".to_owned())
        }
        decision::DISCARD => CandidateChoice::Discard,
        _ => CandidateChoice::Unsure,
    }
}
