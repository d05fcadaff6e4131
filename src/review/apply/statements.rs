//! `Aportes` and `Sin propuesta`: what a reviewer decides about each text.

use std::collections::BTreeMap;

use super::Reader;
use super::candidates::{ReviewedRow, put};
use super::sheet::{Sheet, decided, still_shows};
use super::targets::Targets;
use crate::domain::destination::Destination;
use crate::domain::problem::excerpt;
use crate::read::table::Row;
use crate::write::workbook::names::{decision, header, sheet as names};

/// What is decided about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StatementChoice {
    /// Nothing is decided.
    Blank,
    /// The row has a problem and does not count.
    Bad,
    /// It is right where it is.
    Keep,
    /// It belongs there.
    Move(Destination),
    /// It does not belong to its candidate.
    TakeOut,
    /// It has a second demand, which goes there.
    Also(Destination),
    /// It is no challenge.
    Discard,
    /// The reviewer cannot say.
    Unsure,
    /// It is rightly in no candidate.
    AgreeOut,
}

impl StatementChoice {
    /// Where it is sent.
    pub(super) fn target(&self) -> Option<&Destination> {
        match self {
            Self::Move(to) | Self::Also(to) => Some(to),
            _ => None,
        }
    }
}

const NEEDED: [&str; 5] =
    [header::ID, header::TEXT, header::DECISION, header::TARGET, header::REASON];

/// The two sheets of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatementSheet {
    /// `Aportes`: the texts of the candidates.
    Grouped,
    /// `Sin propuesta`: the texts in no candidate.
    Ungrouped,
}

/// Puts the decision about each text of the sheet at its place in the corpus.
pub(super) fn read(
    sheet: &mut Sheet,
    kind: StatementSheet,
    reader: &Reader<'_>,
    targets: &Targets,
    reviewed_rows: &mut [Option<ReviewedRow<StatementChoice>>],
) {
    let members = kind == StatementSheet::Grouped;
    let found = sheet.requires(&NEEDED);
    if members && !sheet.requires(&[header::CANDIDATE]) || !found {
        return;
    }
    let statements = &reader.proposal.corpus.statements;
    let index: BTreeMap<&str, usize> =
        statements.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
    for row in std::mem::take(&mut sheet.rows) {
        let id = sheet.cell(&row, header::ID);
        let Some(&i) = index.get(id) else {
            let what = unknown(id, index.keys().copied());
            sheet.wrong(row.number, header::ID, what);
            continue;
        };
        let own = reader.proposal.placements[i].status.candidate();
        let own = own.map(|c| reader.candidate_id(c.index()).as_str());
        let mut said = match kind {
            StatementSheet::Grouped => member(sheet, &row, targets, own),
            StatementSheet::Ungrouped => ungrouped(sheet, &row, targets),
        };
        if !still_shows(sheet.cell(&row, header::TEXT), &statements[i].text) {
            let what = "el texto cambió: los textos no se editan; devuelva el que estaba (o el \
                        libro es de otra corrida)";
            sheet.wrong(row.number, header::TEXT, what);
            said = StatementChoice::Bad;
        }
        if let Some(what) = misplaced(sheet.cell(&row, header::CANDIDATE), own, kind) {
            let header = if members && own.is_some() { header::CANDIDATE } else { header::ID };
            sheet.wrong(row.number, header, what);
            said = StatementChoice::Bad;
        }
        if let Some(what) = reader.wrong_reason(sheet.cell(&row, header::REASON)) {
            sheet.wrong(row.number, header::REASON, what);
            said = StatementChoice::Bad;
        }
        let reviewed = ReviewedRow { row: row.number, said, remarks: sheet.remarks(&row, reader) };
        put(sheet, &mut reviewed_rows[i], reviewed, StatementChoice::Bad);
    }
}

/// What is said of an id that names nothing: what a spreadsheet program may have made of one that
/// there is, or else where to look.
pub(super) fn unknown<'i>(id: &str, ids: impl Iterator<Item = &'i str>) -> String {
    if id.is_empty() {
        return "falta el id del aporte: devuélvalo o borre la fila".to_owned();
    }
    let said = excerpt(id);
    if let Some(meant) = meant(id, ids) {
        let why = if meant.len() > id.len() && meant.starts_with('0') {
            "Excel quitó los ceros del comienzo: escríbalo como texto"
        } else {
            "Escríbalo igual"
        };
        return format!("no hay un aporte «{said}»: ¿quiso decir {meant}? {why}");
    }
    if is_date(id) {
        return format!(
            "«{said}» es una fecha que Excel puso en lugar del id: copie el id del libro que \
             recibió, con la celda en formato de texto"
        );
    }
    format!(
        "no hay un aporte «{said}» en esta corrida: revise el id, o si el archivo es de otra \
         corrida"
    )
}

/// The id that differs by nothing but blanks, capitals, or zeros that a spreadsheet program takes
/// from the front of numbers.
fn meant<'i>(id: &str, ids: impl Iterator<Item = &'i str>) -> Option<&'i str> {
    let plain = |id: &str| -> String {
        let kept = id.chars().filter(|c| !c.is_whitespace());
        let lower: String = kept.flat_map(char::to_lowercase).collect();
        let number = lower.strip_suffix(".0").unwrap_or(&lower);
        number.trim_start_matches('0').to_owned()
    };
    let wanted = plain(id);
    let mut alike = ids.filter(|known| plain(known) == wanted);
    let first = alike.next()?;
    alike.next().is_none().then_some(first)
}

/// Whether a cell holds what a date becomes: `2026-02-01`, `1/2/2026`.
fn is_date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split(' ').next().unwrap_or(cell).split(['-', '/']).collect();
    let number =
        |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(number) && parts.iter().any(|part| part.len() == 4)
}

/// Whether a row stands on the wrong sheet or names another candidate than the text's own.
fn misplaced(cell: &str, own: Option<&str>, kind: StatementSheet) -> Option<String> {
    let advice = format!("para cambiarlo de lugar elija «{}»", decision::MOVE);
    match (kind, own) {
        (StatementSheet::Grouped, Some(own)) if cell != own => Some(format!(
            "aquí decía {own} y ahora «{}»: devuelva la celda; {advice}",
            excerpt(cell)
        )),
        (StatementSheet::Grouped, None) => Some(format!(
            "este texto no está en ninguna propuesta: va en {}; {advice}",
            names::LOOSE
        )),
        (StatementSheet::Ungrouped, Some(own)) => {
            Some(format!("este texto está en {own}: su fila va en {}; {advice}", names::STATEMENTS))
        }
        _ => None,
    }
}

/// The cells that a decision is made of.
struct Cells {
    said: String,
    target: String,
    reason: bool,
}

impl Cells {
    fn of(sheet: &Sheet, row: &Row) -> Self {
        Self {
            said: sheet.cell(row, header::DECISION).to_owned(),
            target: sheet.cell(row, header::TARGET).to_owned(),
            reason: !sheet.cell(row, header::REASON).is_empty(),
        }
    }
}

/// The decision that a row names; the choice of a row that names none, or has a problem.
fn word(
    sheet: &mut Sheet,
    row: &Row,
    cells: &Cells,
    allowed: &[&'static str],
) -> Result<&'static str, StatementChoice> {
    if cells.said.is_empty() {
        let (header, word) = match cells {
            Cells { target, .. } if !target.is_empty() => (header::TARGET, decision::MOVE),
            Cells { reason: true, .. } => {
                (header::REASON, *allowed.iter().rfind(|w| **w != decision::UNSURE).unwrap_or(&""))
            }
            _ => return Err(StatementChoice::Blank),
        };
        let what =
            format!("hay «{header}» y falta la decisión: ¿«{word}»? Elíjala, o borre la celda");
        sheet.wrong(row.number, header::DECISION, what);
        return Err(StatementChoice::Bad);
    }
    let word = decided(&cells.said, allowed).map_err(|what| {
        sheet.wrong(row.number, header::DECISION, what);
        StatementChoice::Bad
    })?;
    let takes_target = word == decision::MOVE || word == decision::SPLIT;
    if !takes_target && !cells.target.is_empty() {
        let what = format!("«{word}» no lleva destino: bórrelo, o elija «{}»", decision::MOVE);
        sheet.wrong(row.number, header::TARGET, what);
        return Err(StatementChoice::Bad);
    }
    Ok(word)
}

/// What a row of `Aportes` decides.
fn member(sheet: &mut Sheet, row: &Row, targets: &Targets, own: Option<&str>) -> StatementChoice {
    let cells = Cells::of(sheet, row);
    let word = match word(sheet, row, &cells, &decision::STATEMENT) {
        Ok(word) => word,
        Err(mark) => return mark,
    };
    match word {
        decision::KEEP => StatementChoice::Keep,
        decision::MOVE => {
            match moved(sheet, row, &cells.target, targets, StatementSheet::Grouped) {
                StatementChoice::Move(to) if Some(to.to_string().as_str()) == own => {
                    StatementChoice::Keep
                }
                mark => mark,
            }
        }
        decision::TAKE_OUT => StatementChoice::TakeOut,
        decision::SPLIT if cells.target.is_empty() => {
            if sheet.cell(row, header::NOTE).is_empty() {
                let what = "¿cuáles son las dos cosas? Ponga la segunda propuesta en «destino», o \
                            explíquelo en «nota»";
                sheet.wrong(row.number, header::TARGET, what);
                return StatementChoice::Bad;
            }
            StatementChoice::Unsure
        }
        decision::SPLIT => match moved(sheet, row, &cells.target, targets, StatementSheet::Grouped)
        {
            StatementChoice::Move(to) if Some(to.to_string().as_str()) == own => {
                let what = "ya está en esa propuesta: ponga la otra";
                sheet.wrong(row.number, header::TARGET, what);
                StatementChoice::Bad
            }
            StatementChoice::Move(to) => StatementChoice::Also(to),
            mark => mark,
        },
        decision::DISCARD if !cells.reason => {
            let what = "falta el motivo: elija uno de la lista o escríbalo";
            sheet.wrong(row.number, header::REASON, what);
            StatementChoice::Bad
        }
        decision::DISCARD => StatementChoice::Discard,
        _ => StatementChoice::Unsure,
    }
}

/// What a row of `Sin propuesta` decides.
fn ungrouped(sheet: &mut Sheet, row: &Row, targets: &Targets) -> StatementChoice {
    let cells = Cells::of(sheet, row);
    match word(sheet, row, &cells, &decision::LOOSE) {
        Ok(decision::AGREE_OUT) => StatementChoice::AgreeOut,
        Ok(decision::MOVE) => moved(sheet, row, &cells.target, targets, StatementSheet::Ungrouped),
        Ok(_) => StatementChoice::Unsure,
        Err(mark) => mark,
    }
}

/// Where a row sends its text.
fn moved(
    sheet: &mut Sheet,
    row: &Row,
    target: &str,
    targets: &Targets,
    kind: StatementSheet,
) -> StatementChoice {
    let what = match targets.read(target) {
        Ok(Destination::Nothing) => match kind {
            StatementSheet::Grouped => {
                format!("para que no vaya a ninguna elija «{}» con un motivo", decision::DISCARD)
            }
            StatementSheet::Ungrouped => {
                format!("para que no vaya a ninguna elija «{}»", decision::AGREE_OUT)
            }
        },
        Ok(to) => return StatementChoice::Move(to),
        Err(what) => what,
    };
    sheet.wrong(row.number, header::TARGET, what);
    StatementChoice::Bad
}
