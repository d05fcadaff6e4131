//! The flat table of decisions: a statement, and the challenge that it lies behind.

use std::collections::BTreeMap;

use super::sheet::{Sheet, still_shows};
use super::statements::unknown;
use super::targets::Targets;
use super::{Applied, Reader, Remarks};
use crate::domain::decision::{Action, Decision, reviewer_key};
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::problem::Problem;
use crate::read::table::{Parsed, Row};
use crate::write::workbook::names::{header, sheet as names};

/// The headers of each column, the documented one first.
const STATEMENT: [&str; 3] = ["statement_id", "id", "desafío"];
const FINAL: [&str; 4] = ["final_id", "gold", "final", "destino"];
const ALSO: [&str; 3] = ["also_final_id", "also", "también en"];
const REASON: [&str; 2] = ["reason", "motivo"];
const REVIEWER: [&str; 2] = ["reviewer", "revisor"];
const NOTE: [&str; 2] = ["note", "nota"];
const TEXT: [&str; 2] = ["texto", "text"];

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FlatChoice {
    to: Destination,
    also: Option<Destination>,
    remarks: Remarks,
}

/// Which columns there are.
struct Columns {
    statement: &'static str,
    target: &'static str,
    also: Option<&'static str>,
    text: Option<&'static str>,
    reason: &'static str,
    reviewer: &'static str,
    note: &'static str,
}

/// What the table decides.
pub(super) fn read(parsed: Parsed, reader: &Reader<'_>) -> Applied {
    let format = format!("tabla de decisiones: {}", parsed.format);
    let name = parsed.table.name.clone();
    let mut sheet = Sheet::of(parsed, name);
    let rows = sheet.rows.len();
    let mut applied = Applied { format, rows, ..Applied::default() };
    if let Some(columns) = columns(&mut sheet) {
        let mut table = DecisionTable { columns, targets: Targets::of(reader.proposal), reader };
        applied.decisions = table.read(&mut sheet, &mut applied.blank);
    }
    sheet.problems.sort_by_row();
    applied.problems = sheet.problems;
    applied.notes = sheet.notes;
    applied
}

/// Finds the columns, or says what is missing.
fn columns(sheet: &mut Sheet) -> Option<Columns> {
    let statement = sheet.first_of(&STATEMENT);
    let target = sheet.first_of(&FINAL);
    if sheet.has(header::DECISION) {
        let what = format!(
            "parece una hoja suelta del libro de revisión: devuelva el libro entero (.xlsx u \
             .ods), con las hojas {}, {} y {}",
            names::CANDIDATES,
            names::STATEMENTS,
            names::LOOSE
        );
        sheet.problems.push(Problem::new(sheet.at.clone(), what));
        return None;
    }
    // A file that could not be read at all has its problem already.
    let unread = !sheet.problems.is_empty() && statement.is_none() && target.is_none();
    if let (Some(statement), Some(target)) = (statement, target) {
        return Some(Columns {
            statement,
            target,
            also: sheet.first_of(&ALSO),
            text: sheet.first_of(&TEXT),
            reason: sheet.first_of(&REASON).unwrap_or(REASON[0]),
            reviewer: sheet.first_of(&REVIEWER).unwrap_or(REVIEWER[0]),
            note: sheet.first_of(&NOTE).unwrap_or(NOTE[0]),
        });
    }
    if !unread {
        let missing = [(statement, STATEMENT[0]), (target, FINAL[0])];
        for (_, name) in missing.iter().filter(|(found, _)| found.is_none()) {
            let what = format!(
                "falta la columna «{name}»: la tabla de decisiones lleva «{}» y «{}»; o devuelva \
                 el libro de revisión con sus hojas",
                STATEMENT[0], FINAL[0]
            );
            sheet.problems.push(Problem::new(sheet.at.clone(), what));
        }
    }
    None
}

/// A flat table and what it is read against.
struct DecisionTable<'a> {
    columns: Columns,
    targets: Targets,
    reader: &'a Reader<'a>,
}

impl DecisionTable<'_> {
    fn read(&mut self, sheet: &mut Sheet, blank: &mut usize) -> Vec<Decision> {
        let statements = &self.reader.proposal.corpus.statements;
        let index: BTreeMap<&str, usize> =
            statements.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
        // By statement and reviewer: the row, and what it says unless another one contradicts it.
        let mut said: BTreeMap<(usize, String), (usize, Option<FlatChoice>)> = BTreeMap::new();
        for row in std::mem::take(&mut sheet.rows) {
            let id = sheet.cell(&row, self.columns.statement);
            let Some(&i) = index.get(id) else {
                let what = unknown(id, index.keys().copied());
                sheet.wrong(row.number, self.columns.statement, what);
                continue;
            };
            if let Some(header) = self.columns.text
                && !still_shows(sheet.cell(&row, header), &statements[i].text)
            {
                let what = "el texto no es el de esta corrida: revise el id";
                sheet.wrong(row.number, header, what);
                continue;
            }
            if let Some(what) = self.reader.wrong_reason(sheet.cell(&row, self.columns.reason)) {
                sheet.wrong(row.number, self.columns.reason, what);
                continue;
            }
            let remarks = self.remarks(sheet, &row);
            let key = (i, reviewer_key(&remarks.reviewer));
            let Some(now) = self.row(sheet, &row, remarks, blank) else { continue };
            match said.get_mut(&key) {
                None => drop(said.insert(key, (row.number, Some(now)))),
                Some((first, before)) => {
                    let same = before.as_ref() == Some(&now);
                    let what = if same {
                        format!("esta fila repite la {first}: deje una sola")
                    } else {
                        format!("esta fila contradice la {first}: deje una sola")
                    };
                    sheet.wrong(row.number, self.columns.statement, what);
                    if !same {
                        *before = None;
                    }
                }
            }
        }
        let mut decisions = Vec::new();
        for ((i, _), (_, now)) in said {
            let Some(now) = now else { continue };
            let FlatChoice { to, also, remarks } = now;
            decisions.push(self.reader.decision(None, Action::Move { to }, &[i], &remarks));
            if let Some(also) = also {
                decisions.push(self.reader.decision(None, Action::AlsoIn { also }, &[i], &remarks));
            }
        }
        decisions
    }

    fn remarks(&self, sheet: &Sheet, row: &Row) -> Remarks {
        let some = |header| Some(sheet.cell(row, header)).filter(|cell| !cell.is_empty());
        let reviewer = some(self.columns.reviewer).unwrap_or(&self.reader.reviewer);
        Remarks {
            reviewer: reviewer.to_owned(),
            reason: some(self.columns.reason)
                .map(|said| self.reader.reasons.listed(said).unwrap_or(said).to_owned()),
            note: some(self.columns.note).map(str::to_owned),
        }
    }

    /// What a row says; `None` for a blank one and for one with a problem, which is said.
    fn row(
        &self,
        sheet: &mut Sheet,
        row: &Row,
        remarks: Remarks,
        blank: &mut usize,
    ) -> Option<FlatChoice> {
        let target = sheet.cell(row, self.columns.target).to_owned();
        let also_header = self.columns.also.unwrap_or(self.columns.target);
        let also = self.columns.also.map_or("", |header| sheet.cell(row, header)).to_owned();
        if target.is_empty() {
            if also.is_empty() {
                *blank += 1;
            } else {
                let what = "falta el principal: escríbalo aquí y deje el otro en su columna";
                sheet.wrong(row.number, self.columns.target, what);
            }
            return None;
        }
        // Two challenges in one cell, the main one first, as a reference grouping has them; a new
        // challenge may have any words.
        let mut cells = vec![(self.columns.target, target.as_str())];
        let is_new = target.parse().is_ok_and(|id: ChallengeId| id.is_new());
        if let Some((main, second)) = target.split_once(';').filter(|_| !is_new) {
            cells = vec![(self.columns.target, main), (self.columns.target, second)];
        }
        if !also.is_empty() {
            cells.push((also_header, also.as_str()));
        }
        let mut places = Vec::new();
        for (header, cell) in cells.iter().filter(|(_, cell)| !cell.trim().is_empty()) {
            match self.targets.read(cell) {
                Ok(to) => places.push((header, to)),
                Err(what) => {
                    sheet.wrong(row.number, header, what);
                    return None;
                }
            }
        }
        let wrong = match &places[..] {
            [_] => None,
            [(_, main), (_, second)] if main == second => {
                Some("el segundo es igual al principal: bórrelo".to_owned())
            }
            [(_, main), (_, second)] => [main, second]
                .contains(&&Destination::Nothing)
                .then(|| "NINGUNO va solo: quítelo o quite el otro".to_owned()),
            all => {
                Some(format!("hay {} destinos y caben dos: deje el principal y otro", all.len()))
            }
        };
        if let Some(what) = wrong {
            sheet.wrong(row.number, also_header, what);
            return None;
        }
        let mut places = places.into_iter().map(|(_, to)| to);
        Some(FlatChoice { to: places.next()?, also: places.next(), remarks })
    }
}
