//! `Propuestas`: one row a candidate, for people to accept, change, merge, split or discard.

use rust_xlsxwriter::Workbook;

use super::cell_style::{CellFormats, CellStyle, RowStyle};
use super::lists;
use super::names::{decision, header, sheet};
use super::standing::{self, DecidedAlignment};
use super::table::{RequiredCell, ReviewSheet, SheetColumn, WrittenSheet};
use super::{Error, text};
use crate::domain::decision::Settings;
use crate::domain::frame::Horizon;
use crate::domain::index::{CandidateIndex, StatementIndex};
use crate::domain::proposal::{Firmness, Proposal, Ranked};

/// The most opposed pairs that a cell names.
const PAIRS: usize = 5;

const REQUIRED: &[RequiredCell] = &[
    RequiredCell { decisions: &[decision::MERGE], at: header::DECISION, asks: header::TARGET },
    RequiredCell {
        decisions: &[decision::ACCEPT_CHANGED],
        at: header::DECISION,
        asks: header::FINAL_TEXT,
    },
    RequiredCell { decisions: &[decision::DISCARD], at: header::DECISION, asks: header::REASON },
];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &CellFormats,
    p: &Proposal,
    review: &Settings,
) -> Result<WrittenSheet, Error> {
    let candidate = |&c: &usize| &p.candidates[c];
    let ranks = p.review_order();
    // Where the statements of each begin in the other sheet.
    let first_row: Vec<usize> = p
        .candidates
        .iter()
        .scan(0, |next, candidate| {
            let first = *next;
            *next += candidate.members.len();
            Some(first)
        })
        .collect();
    let weakest = |c: &usize| {
        let (a, b) = candidate(c).cohesion?.weakest_pair;
        let id = |i: StatementIndex| &p.corpus.statements[i].id;
        Some(format!("{} · {}", id(a), id(b)))
    };
    let near = |c: &usize| {
        let lines = candidate(c).near.iter().take(3).map(|&(n, _)| in_short(p, n, 45));
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut columns = vec![
        SheetColumn::new(header::ID, 9.0, CellStyle::Id, |c| candidate(c).id.as_str())
            .leading_to(move |&c| Some((sheet::STATEMENTS, first_row[c]))),
        SheetColumn::new(header::NAME, 20.0, CellStyle::Text, |c| candidate(c).name.as_str()),
        SheetColumn::new(header::COMPETENCIA, 18.0, CellStyle::Text, |c| {
            p.frame.competencia(candidate(c).competencia)
        }),
        SheetColumn::new(header::DRAFT, 48.0, CellStyle::Voice, |c| {
            candidate(c).draft.text.as_str()
        }),
        SheetColumn::new(header::N_INSTITUTIONAL, 8.0, CellStyle::Short, |c| {
            candidate(c).n_institutional
        }),
        SheetColumn::new(header::N_CITIZEN, 8.0, CellStyle::Short, |c| candidate(c).n_citizen),
        SheetColumn::new(header::SIDES, 16.0, CellStyle::Short, |c| {
            candidate(c).sides().in_spanish()
        }),
        SheetColumn::new(header::COHESION, 11.0, CellStyle::Short, |c| {
            candidate(c).cohesion.map_or("un solo aporte", |h| text::cohesion(h.percentile))
        }),
        SheetColumn::new(header::WEAKEST_PAIR, 11.0, CellStyle::Short, weakest),
        SheetColumn::new(header::FIRMNESS, 10.5, CellStyle::Short, |c| {
            candidate(c).firmness().map(|f| match f {
                Firmness::Stable => "estable",
                Firmness::Doubtful => "dudosa",
            })
        }),
        SheetColumn::new(header::RANK, 10.5, CellStyle::Short, move |&c| ranks[c]),
        SheetColumn::blank(header::DECISION, 19.0, Some(lists::CANDIDATE_DECISION)),
        SheetColumn::blank(header::TARGET, 12.0, Some(lists::TARGET)),
        SheetColumn::blank(header::FINAL_TEXT, 44.0, None),
        SheetColumn::blank(header::REASON, 24.0, Some(lists::reason(review))),
        SheetColumn::blank(header::REVIEWER, 14.0, None),
        SheetColumn::blank(header::NOTE, 28.0, None),
        SheetColumn::new(header::HORIZON_SUGGESTED, 12.0, CellStyle::Short, |c| {
            if let Some(decided) = DecidedAlignment::of(p, *c).horizon() {
                return Some(decided);
            }
            let long = candidate(c).horizon == Some(Horizon::LargoPlazo);
            let sure = candidate(c).alignment.largo_plazo;
            let sure = sure.map(|p| if long { p } else { 1.0 - p });
            Some(in_words(candidate(c).horizon?.in_spanish(), sure, p, *c))
        }),
        SheetColumn::blank(header::HORIZON, 12.0, Some(lists::HORIZON)),
        SheetColumn::new(header::OBJETIVO_SUGGESTED, 34.0, CellStyle::Text, |&c| {
            DecidedAlignment::of(p, c).objectives().unwrap_or_else(|| objectives(p, c))
        }),
        SheetColumn::blank(header::OBJETIVO_DESARROLLO, 18.0, Some(lists::OBJETIVO_DESARROLLO)),
        SheetColumn::blank(header::OBJETIVO_GESTION, 24.0, Some(lists::OBJETIVO_GESTION)),
        SheetColumn::new(header::POLITICA_SUGGESTED, 40.0, CellStyle::Text, |&c| {
            DecidedAlignment::of(p, c).policies().unwrap_or_else(|| policies(p, c))
        }),
        SheetColumn::blank(header::POLITICA, 26.0, Some(lists::POLITICA)),
        SheetColumn::new(header::NEAR, 52.0, CellStyle::Text, near),
    ];
    if standing::continues(p) {
        let at = columns.iter().position(|column| column.header() == header::DECISION);
        let at = at.unwrap_or(columns.len());
        columns.splice(at..at, standing::of_candidates(p));
    }
    if p.candidates.iter().any(|c| !c.opposed.is_empty()) {
        let opposed = SheetColumn::new(header::OPPOSED, 15.0, CellStyle::Text, |&c: &usize| {
            in_pairs(p, &p.candidates[c].opposed)
        });
        let at = columns.iter().position(|column| column.header() == header::FIRMNESS);
        columns.insert(at.unwrap_or(columns.len()), opposed);
    }
    // After the counts; what nobody counted is no column.
    let after = 7;
    if p.some(|s| s.person.is_some()) {
        let persons =
            SheetColumn::new(header::PERSONS, 9.0, CellStyle::Short, |c| p.persons(candidate(c)));
        columns.insert(after, persons);
    }
    if p.some(|s| s.supports.is_some()) {
        let supports = SheetColumn::new(header::SUPPORTS, 9.0, CellStyle::Short, |c| {
            p.support(candidate(c)).map(|n| n as usize)
        });
        columns.insert(after, supports);
    }
    let table = ReviewSheet {
        sheet: sheet::CANDIDATES,
        columns,
        style: |&c| RowStyle { band: c % 2 == 1, ..RowStyle::default() },
        frozen: 2,
        printed: header::FINAL_TEXT,
        needs: REQUIRED,
    };
    let rows: Vec<usize> = (0..p.candidates.len()).collect();
    table.write(workbook, styles, &rows)
}

/// Pairs of statements, a line each.
fn in_pairs(p: &Proposal, pairs: &[[StatementIndex; 2]]) -> String {
    let id = |i: StatementIndex| &p.corpus.statements[i].id;
    let shown = pairs.iter().take(PAIRS).map(|&[a, b]| format!("{} y {}", id(a), id(b)));
    let rest = pairs.len().saturating_sub(PAIRS);
    let more = (rest > 0).then(|| format!("y {rest} más"));
    shown.chain(more).collect::<Vec<_>>().join("\n")
}

/// A suggestion with how sure it is; what is the frame's own is sure.
fn in_words(what: &str, probability: Option<f32>, p: &Proposal, candidate: usize) -> String {
    let sure = match probability {
        _ if p.candidates[candidate].alignment.by_frame => "del marco",
        Some(p) if p >= 0.6 => "bastante seguro",
        Some(p) if p >= 0.3 => "dudoso",
        Some(_) => "muy dudoso",
        None => return what.to_owned(),
    };
    format!("{what} ({sure})")
}

/// The objectives suggested, a line each, the best first.
fn objectives(p: &Proposal, c: usize) -> String {
    let aligned = &p.candidates[c].alignment;
    let name = |k: usize| {
        let objective = &p.frame.objetivos_gestion[k];
        format!("{} · {}", objective.id, text::shortened(&objective.text, 60))
    };
    let long = p.candidates[c].horizon == Some(Horizon::LargoPlazo);
    if long || aligned.objetivos_gestion.is_empty() {
        let name = |k: usize| {
            let objective = &p.frame.objetivos_desarrollo[k];
            format!("{} · {}", objective.id, objective.name)
        };
        return answers(p, c, &aligned.objetivos_desarrollo, &name);
    }
    answers(p, c, &aligned.objetivos_gestion, &name)
}

/// The policies suggested, a line each, the best first.
fn policies(p: &Proposal, c: usize) -> String {
    let name = |k: usize| {
        let policy = &p.frame.politicas[k];
        format!("{} · {}", policy.id, text::shortened(&policy.text, 70))
    };
    let long = p.candidates[c].horizon == Some(Horizon::LargoPlazo);
    if long { String::new() } else { answers(p, c, &p.candidates[c].alignment.politicas, &name) }
}

fn answers(p: &Proposal, c: usize, answers: &[Ranked], name: &dyn Fn(usize) -> String) -> String {
    let lines = answers.iter().enumerate().map(|(place, answer)| {
        let what = answer.index.map_or_else(|| "ninguno".to_owned(), name);
        match place {
            0 => in_words(&what, Some(answer.probability), p, c),
            _ if p.candidates[c].alignment.by_frame => what,
            _ => format!("o {what}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A candidate in one line: its id and the beginning of its draft.
pub(super) fn in_short(p: &Proposal, candidate: CandidateIndex, limit: usize) -> String {
    let candidate = &p.candidates[candidate];
    format!("{} · {}", candidate.id, text::shortened(&candidate.draft.text, limit))
}
