//! `Aportes` and `Sin propuesta`: one row a statement, on the first when it is in a candidate.

use rust_xlsxwriter::Workbook;

use super::Error;
use super::candidates::in_short;
use super::cell_style::{CellFormats, CellStyle, RowStyle};
use super::lists;
use super::names::{decision, header, sheet};
use super::standing;
use super::table::{RequiredCell, ReviewSheet, SheetColumn, WrittenSheet};
use super::text::shortened;
use crate::domain::decision::Settings;
use crate::domain::index::{CompetenciaIndex, StatementIndex};
use crate::domain::proposal::{Declared, OutReason, Proposal, Status};
use crate::domain::statement::{Origin, StatementId};
use crate::propose::explain;
use crate::text::personal;
use crate::write::export::reason;

/// A predicted competencia below this probability is said to be little sure.
const SURE: f32 = 0.5;

const MEMBER_REQUIRED: &[RequiredCell] = &[
    RequiredCell { decisions: &[decision::MOVE], at: header::DECISION, asks: header::TARGET },
    RequiredCell { decisions: &[decision::DISCARD], at: header::DECISION, asks: header::REASON },
];
const LOOSE_REQUIRED: &[RequiredCell] =
    &[RequiredCell { decisions: &[decision::MOVE], at: header::DECISION, asks: header::TARGET }];

/// A statement's row.
struct StatementRow {
    statement: StatementIndex,
    style: RowStyle,
}

/// The statements of the candidates, candidate after candidate, the most typical first.
pub(super) fn write_members(
    workbook: &mut Workbook,
    styles: &CellFormats,
    p: &Proposal,
    review: &Settings,
) -> Result<WrittenSheet, Error> {
    let mut rows = Vec::with_capacity(p.corpus.len());
    for (c, candidate) in p.candidates.iter().enumerate() {
        for (nth, &statement) in candidate.members.iter().enumerate() {
            let office = p.corpus.statements[statement].origin == Origin::Institutional;
            let style = RowStyle { band: c % 2 == 1, first: nth == 0, office };
            rows.push(StatementRow { statement, style });
        }
    }
    let of = |row: &StatementRow| p.placements[row.statement].status.candidate();
    let mut columns = vec![
        id(p),
        origin(p),
        words(p, 50.0),
        SheetColumn::new(header::CANDIDATE, 11.0, CellStyle::Short, move |row: &StatementRow| {
            of(row).map(|c| p.candidates[c].id.as_str())
        })
        .leading_to(move |row| of(row).map(|c| (sheet::CANDIDATES, c.index()))),
        // Whole where the group opens, and enough to know it by in the rows below.
        SheetColumn::new(
            header::CANDIDATE_DRAFT,
            44.0,
            CellStyle::Text,
            move |row: &StatementRow| {
                let draft = &p.candidates[of(row)?].draft.text;
                Some(if row.style.first { draft.clone() } else { shortened(draft, 90) })
            },
        ),
    ];
    if standing::continues(p) {
        columns.extend(standing::of_statements(p, |row: &StatementRow| row.statement));
    }
    columns.push(SheetColumn::blank(header::DECISION, 24.0, Some(lists::STATEMENT_DECISION)));
    columns.extend(to_fill_in(review));
    columns.push(SheetColumn::new(
        header::EXPLANATION,
        80.0,
        CellStyle::Text,
        |row: &StatementRow| explain::in_words(p, row.statement),
    ));
    columns.extend(context(p));
    let table = ReviewSheet {
        sheet: sheet::STATEMENTS,
        columns,
        style: |row| row.style,
        frozen: 3,
        printed: header::NOTE,
        needs: MEMBER_REQUIRED,
    };
    table.write(workbook, styles, &rows)
}

/// The statements that are in no candidate: first those that wait for somebody, then those that
/// seem to be somebody else's matter, then the empty ones and the discarded.
pub(super) fn write_loose(
    workbook: &mut Workbook,
    styles: &CellFormats,
    p: &Proposal,
    review: &Settings,
) -> Result<WrittenSheet, Error> {
    let mut loose: Vec<(u8, CompetenciaIndex, StatementIndex)> =
        StatementIndex::first(p.corpus.len())
            .filter_map(|i| Some((turn(&p.placements[i].status)?, p.placements[i].competencia, i)))
            .collect();
    loose.sort_unstable();
    let mut rows: Vec<StatementRow> = Vec::with_capacity(loose.len());
    for (nth, &(turn, _, statement)) in loose.iter().enumerate() {
        let office = p.corpus.statements[statement].origin == Origin::Institutional;
        let first = nth == 0 || loose[nth - 1].0 != turn;
        rows.push(StatementRow { statement, style: RowStyle { band: false, first, office } });
    }
    let status = |row: &StatementRow| &p.placements[row.statement].status;
    let mut columns = vec![
        id(p),
        origin(p),
        words(p, 50.0),
        SheetColumn::new(header::STATE, 14.0, CellStyle::Short, move |row: &StatementRow| {
            state(status(row))
        }),
        SheetColumn::new(header::WHY, 26.0, CellStyle::Text, move |row: &StatementRow| {
            reason(status(row))
        }),
    ];
    if standing::continues(p) {
        columns.extend(standing::of_statements(p, |row: &StatementRow| row.statement));
    }
    columns.push(SheetColumn::blank(header::DECISION, 24.0, Some(lists::LOOSE_DECISION)));
    columns.extend(to_fill_in(review));
    columns.extend(context(p));
    let table = ReviewSheet {
        sheet: sheet::LOOSE,
        columns,
        style: |row| row.style,
        frozen: 3,
        printed: header::NOTE,
        needs: LOOSE_REQUIRED,
    };
    table.write(workbook, styles, &rows)
}

/// When a statement without a candidate has its turn; `None` for one that is in a candidate.
fn turn(status: &Status) -> Option<u8> {
    match status {
        Status::Candidate(_) => None,
        Status::Pending(_) => Some(0),
        Status::OutOfCompetence(OutReason::Foreign) => Some(1),
        Status::OutOfCompetence(OutReason::Empty) => Some(2),
        Status::Discarded(_) => Some(3),
    }
}

fn state(status: &Status) -> &'static str {
    match status {
        Status::Candidate(_) => "en propuesta",
        Status::OutOfCompetence(_) => "fuera de competencia",
        Status::Discarded(_) => "descartado",
        Status::Pending(_) => "pendiente",
    }
}

fn id(p: &Proposal) -> SheetColumn<'_, StatementRow> {
    SheetColumn::new(header::ID, 8.0, CellStyle::Id, |row: &StatementRow| {
        p.corpus.statements[row.statement].id.as_str()
    })
}

fn origin(p: &Proposal) -> SheetColumn<'_, StatementRow> {
    SheetColumn::new(header::ORIGIN, 12.5, CellStyle::Voice, |row: &StatementRow| {
        p.corpus.statements[row.statement].origin.in_spanish()
    })
}

fn words(p: &Proposal, width: f64) -> SheetColumn<'_, StatementRow> {
    SheetColumn::new(header::TEXT, width, CellStyle::Voice, |row: &StatementRow| {
        p.corpus.statements[row.statement].text.as_str()
    })
}

fn to_fill_in<'a>(review: &Settings) -> [SheetColumn<'a, StatementRow>; 4] {
    [
        SheetColumn::blank(header::TARGET, 12.0, Some(lists::TARGET)),
        SheetColumn::blank(header::REASON, 22.0, Some(lists::reason(review))),
        SheetColumn::blank(header::REVIEWER, 12.0, None),
        SheetColumn::blank(header::NOTE, 22.0, None),
    ]
}

/// What helps to decide, to the right of the decision.
fn context(p: &Proposal) -> Vec<SheetColumn<'_, StatementRow>> {
    let statement = |row: &StatementRow| &p.corpus.statements[row.statement];
    let placement = |row: &StatementRow| &p.placements[row.statement];
    let suggestion = move |row: &StatementRow, n: usize| {
        // Nothing is suggested beside what people decided.
        if placement(row).decided.is_some() {
            return None;
        }
        Some(in_short(p, placement(row).suggestions.get(n)?.candidate, 60))
    };
    let mut columns = vec![
        SheetColumn::new(header::SUGGESTION_1, 36.0, CellStyle::Text, move |row| {
            suggestion(row, 0)
        }),
        SheetColumn::new(header::SUGGESTION_2, 36.0, CellStyle::Text, move |row| {
            suggestion(row, 1)
        }),
        SheetColumn::new(header::DUPLICATE_OF, 16.0, CellStyle::Short, move |row| {
            let duplicate = placement(row).duplicate?;
            let how = if duplicate.exact { "igual" } else { "casi igual" };
            Some(format!("{} ({how})", p.corpus.statements[duplicate.of].id))
        }),
        SheetColumn::new(header::COMPETENCIA, 24.0, CellStyle::Text, move |row| {
            p.frame.competencia(placement(row).competencia)
        }),
        SheetColumn::new(header::WARNING, 26.0, CellStyle::Warning, |row: &StatementRow| {
            warning(p, row.statement.index())
        }),
        SheetColumn::new(header::COMPETENCIA_DECLARED, 24.0, CellStyle::Text, move |row| {
            statement(row).competencia_declared.as_deref()
        }),
        SheetColumn::new(header::ENTIDAD, 24.0, CellStyle::Text, move |row| {
            statement(row).entidad.as_deref()
        }),
        SheetColumn::new(header::PARROQUIA, 18.0, CellStyle::Text, move |row| {
            statement(row).parroquia.as_deref()
        }),
        SheetColumn::new(header::TALLER, 9.0, CellStyle::Short, move |row| {
            statement(row).taller.as_deref()
        }),
        SheetColumn::new(header::FECHA, 11.5, CellStyle::Short, move |row| {
            statement(row).fecha.as_deref()
        }),
    ];
    // What no statement of the run has is no column of it.
    if p.some(|s| s.question.is_some()) {
        columns.push(SheetColumn::new(header::QUESTION, 30.0, CellStyle::Text, move |row| {
            statement(row).question.as_deref()
        }));
    }
    if p.some(|s| s.parent.is_some()) {
        columns.push(SheetColumn::new(header::PARENT, 10.0, CellStyle::Short, move |row| {
            statement(row).parent.as_ref().map(StatementId::as_str)
        }));
    }
    if p.some(|s| s.supports.is_some()) {
        columns.push(SheetColumn::new(header::SUPPORTS, 9.0, CellStyle::Short, move |row| {
            statement(row).supports.map(|n| n as usize)
        }));
    }
    if p.some(|s| s.link.is_some()) {
        columns.push(SheetColumn::new(header::LINK, 30.0, CellStyle::Text, move |row| {
            statement(row).link.as_deref()
        }));
    }
    columns
}

/// What is odd about the competencia assigned to a statement, and which personal data its text has.
fn warning(p: &Proposal, statement: usize) -> Option<String> {
    let personal = personal::in_words(&p.corpus.statements[statement].text)
        .map(|kinds| format!("tiene datos personales: {kinds}"));
    let edited = p.corpus.statements[statement].edited_from.as_deref();
    let edited = edited.map(|before| format!("editado: revisar; antes decía «{before}»"));
    let new = p.placements[statement].may_be_new().then(|| "tema posiblemente nuevo".to_owned());
    let all = new.into_iter().chain(edited).chain(doubt(p, statement)).chain(personal);
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn doubt(p: &Proposal, statement: usize) -> Option<String> {
    let placement = &p.placements[statement];
    if let Some(other) = placement.contradicted_by {
        return Some(format!("el texto parece de «{}»", p.frame.competencia(other)));
    }
    let why = match placement.declared {
        Declared::Official(_) => return None,
        Declared::Blank => "no se declaró: sugerida por el texto",
        Declared::Informal => "la declarada no es oficial: sugerida por el texto",
    };
    let doubt = if placement.competencia_probability < SURE { ", con poca seguridad" } else { "" };
    Some(format!("{why}{doubt}"))
}
