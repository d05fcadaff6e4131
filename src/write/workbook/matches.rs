//! `Cruces`: the institutional × citizen pairs worth a look, office by office.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

use super::cell_style::{CellStyle, Inks, Style};
use super::names::{header, sheet};
use super::table::{Column, Table};
use super::{Error, text};
use crate::domain::proposal::{Match, Proposal};

/// The most pairs that the sheet holds: the most alike. All are in `matches.csv`.
pub const MOST_PAIRS: usize = 100_000;

/// A pair's row.
struct Row {
    pair: Match,
    style: Style,
}

pub(super) fn write(workbook: &mut Workbook, styles: &Inks, p: &Proposal) -> Result<(), Error> {
    let statement = |i: usize| &p.corpus.statements[i];
    let status = |i: usize| &p.placements[i].status;
    let candidate = |i: usize| status(i).candidate().map(|c| p.candidates[c].id.as_str());
    let table = Table {
        sheet: sheet::MATCHES,
        columns: vec![
            Column::new(header::COMPETENCIA, 20.0, CellStyle::Text, |row: &Row| {
                p.frame.competencia(p.placements[row.pair.institutional].competencia)
            }),
            Column::new(header::INSTITUTIONAL, 14.0, CellStyle::Id, |row: &Row| {
                statement(row.pair.institutional).id.as_str()
            }),
            Column::new(header::INSTITUTIONAL_TEXT, 46.0, CellStyle::Voice, |row: &Row| {
                statement(row.pair.institutional).text.as_str()
            }),
            Column::new(header::CITIZEN, 12.0, CellStyle::Short, |row: &Row| {
                statement(row.pair.citizen).id.as_str()
            }),
            Column::new(header::CITIZEN_TEXT, 46.0, CellStyle::Text, |row: &Row| {
                statement(row.pair.citizen).text.as_str()
            }),
            Column::new(header::LIKENESS, 22.0, CellStyle::Text, |row: &Row| {
                text::likeness(row.pair.percentile)
            }),
            Column::new(header::PREFERENCE, 16.0, CellStyle::Short, |row: &Row| {
                preference(&row.pair)
            }),
            Column::new(header::TOGETHER, 11.0, CellStyle::Short, |row: &Row| {
                let one = status(row.pair.institutional).candidate();
                if one.is_some() && one == status(row.pair.citizen).candidate() {
                    "sí"
                } else {
                    "no"
                }
            }),
            Column::new(header::INSTITUTIONAL_CANDIDATE, 15.0, CellStyle::Short, |row: &Row| {
                candidate(row.pair.institutional)
            }),
            Column::new(header::CITIZEN_CANDIDATE, 13.0, CellStyle::Short, |row: &Row| {
                candidate(row.pair.citizen)
            }),
        ],
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
fn rows(p: &Proposal) -> Vec<Row> {
    let mut best = BTreeMap::new();
    for (place, pair) in p.matches.iter().take(MOST_PAIRS).enumerate() {
        best.entry(pair.institutional).or_insert(place);
    }
    let mut pairs: Vec<(usize, usize, usize)> = (p.matches.iter().take(MOST_PAIRS).enumerate())
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
        rows.push(Row { pair: p.matches[place], style: Style { band, first, office: true } });
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
