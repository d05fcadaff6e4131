//! `Cruces`: the institutional × citizen pairs worth a look, office by office.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

use super::cell_style::{CellFormats, CellStyle, RowStyle};
use super::names::{header, sheet};
use super::table::{ReviewSheet, SheetColumn};
use super::{Error, text};
use crate::domain::index::{CompetenciaIndex, StatementIndex};
use crate::domain::proposal::{Match, Proposal};

/// The most pairs that the sheet holds: the most alike. All are in `matches.csv`.
pub const MOST_PAIRS: usize = 100_000;

/// A pair's row.
struct PairRow {
    pair: Match,
    style: RowStyle,
}

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &CellFormats,
    p: &Proposal,
) -> Result<(), Error> {
    let statement = |i: StatementIndex| &p.corpus.statements[i];
    let status = |i: StatementIndex| &p.placements[i].status;
    let candidate = |i: StatementIndex| status(i).candidate().map(|c| p.candidates[c].id.as_str());
    let mut columns = vec![
        SheetColumn::new(header::COMPETENCIA, 20.0, CellStyle::Text, |row: &PairRow| {
            p.frame.competencia(p.placements[row.pair.institutional].competencia)
        }),
        SheetColumn::new(header::INSTITUTIONAL, 14.0, CellStyle::Id, |row: &PairRow| {
            statement(row.pair.institutional).id.as_str()
        }),
        SheetColumn::new(header::INSTITUTIONAL_TEXT, 46.0, CellStyle::Voice, |row: &PairRow| {
            statement(row.pair.institutional).text.as_str()
        }),
        SheetColumn::new(header::CITIZEN, 12.0, CellStyle::Short, |row: &PairRow| {
            statement(row.pair.citizen).id.as_str()
        }),
        SheetColumn::new(header::CITIZEN_TEXT, 46.0, CellStyle::Text, |row: &PairRow| {
            statement(row.pair.citizen).text.as_str()
        }),
        SheetColumn::new(header::LIKENESS, 22.0, CellStyle::Text, |row: &PairRow| {
            text::likeness(row.pair.percentile)
        }),
        SheetColumn::new(header::PREFERENCE, 16.0, CellStyle::Short, |row: &PairRow| {
            preference(&row.pair)
        }),
        SheetColumn::new(header::TOGETHER, 11.0, CellStyle::Short, |row: &PairRow| {
            let one = status(row.pair.institutional).candidate();
            if one.is_some() && one == status(row.pair.citizen).candidate() { "sí" } else { "no" }
        }),
        SheetColumn::new(
            header::INSTITUTIONAL_CANDIDATE,
            15.0,
            CellStyle::Short,
            |row: &PairRow| candidate(row.pair.institutional),
        ),
        SheetColumn::new(header::CITIZEN_CANDIDATE, 13.0, CellStyle::Short, |row: &PairRow| {
            candidate(row.pair.citizen)
        }),
    ];
    if p.matches.iter().any(|m| m.opposed) {
        columns.push(SheetColumn::new(header::OPPOSED, 11.0, CellStyle::Short, |row: &PairRow| {
            if row.pair.opposed { "sí" } else { "" }
        }));
    }
    let table = ReviewSheet {
        sheet: sheet::MATCHES,
        columns,
        style: |row| row.style,
        frozen: 0,
        printed: header::CITIZEN_CANDIDATE,
        needs: &[],
    };
    table.write(workbook, styles, &rows(p))?;
    Ok(())
}

/// The pairs by competencia, then by institutional statement, the one with the best pair first,
/// and each with its best pair first.
fn rows(p: &Proposal) -> Vec<PairRow> {
    let mut best = BTreeMap::new();
    for (place, pair) in p.matches.iter().take(MOST_PAIRS).enumerate() {
        best.entry(pair.institutional).or_insert(place);
    }
    let mut pairs: Vec<(CompetenciaIndex, usize, usize)> =
        (p.matches.iter().take(MOST_PAIRS).enumerate())
            .map(|(place, m)| {
                (p.placements[m.institutional].competencia, best[&m.institutional], place)
            })
            .collect();
    pairs.sort_unstable();
    let mut band = true;
    let mut rows = Vec::with_capacity(pairs.len());
    for (nth, &(_, office, place)) in pairs.iter().enumerate() {
        let first = nth == 0 || pairs[nth - 1].1 != office;
        band ^= first;
        rows.push(PairRow {
            pair: p.matches[place],
            style: RowStyle { band, first, office: true },
        });
    }
    rows
}

fn preference(pair: &Match) -> &'static str {
    match (pair.rank_for_institutional, pair.rank_for_citizen) {
        (1, 1) => "mutua",
        (1, _) => "del institucional",
        (_, 1) => "del ciudadano",
        _ => "otra opción",
    }
}
