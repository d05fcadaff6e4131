//! The tables for machines: `statements`, `candidates` and `matches`, each as CSV and as Parquet.
//!
//! A CSV may be opened in a spreadsheet, so what it would run as a formula is guarded
//! there; Parquet holds every text verbatim. The same proposal gives the same bytes.

mod people;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use polars_core::prelude::{
    Column, DataFrame, IntoSeries, ListBuilderTrait, ListStringChunkedBuilder, NamedFrom,
    PolarsError, PolarsResult, Series,
};
use polars_io::prelude::ParquetWriter;

use crate::domain::decision::NONE;
use crate::domain::frame::Horizon;
use crate::domain::index::{CandidateIndex, StatementIndex};
use crate::domain::proposal::{Aligned, OutReason, Placement, Proposal, Ranked, Sides, Status};
use crate::domain::statement::StatementId;
use crate::propose::explain;
use crate::read::files;
use crate::text::formula::guard;
use crate::text::personal;

pub use people::{FOLDER as PEOPLE, QUEUED, write_for_people};

/// Why the tables could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] files::Error),
    /// The table could not be turned into CSV.
    #[error("no se pudo formar {path}: {source}", path = path.display())]
    Csv {
        /// The file that was to be written.
        path: PathBuf,
        /// The CSV writer's error.
        source: csv::Error,
    },
    /// The table could not be turned into Parquet.
    #[error("no se pudo formar {path}: {source}", path = path.display())]
    Parquet {
        /// The file that was to be written.
        path: PathBuf,
        /// The error of polars.
        source: PolarsError,
    },
}

/// Writes the six files into a folder that exists, and returns their paths. Pairs are written with
/// the texts of `public`, the copy of the proposal for others.
pub fn write(proposal: &Proposal, public: &Proposal, dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let tables = [
        ("statements", statements(proposal)),
        ("candidates", candidates(proposal)),
        ("matches", matches(public)),
    ];
    let mut written = Vec::with_capacity(2 * tables.len());
    for (name, table) in tables {
        let path = dir.join(name).with_extension("csv");
        let bytes = table.csv().map_err(|source| Error::Csv { path: path.clone(), source })?;
        put(&mut written, path, &bytes)?;
        let path = dir.join(name).with_extension("parquet");
        let bytes =
            table.parquet().map_err(|source| Error::Parquet { path: path.clone(), source })?;
        put(&mut written, path, &bytes)?;
    }
    Ok(written)
}

fn put(written: &mut Vec<PathBuf>, path: PathBuf, bytes: &[u8]) -> Result<(), Error> {
    files::write(&path, bytes)?;
    written.push(path);
    Ok(())
}

/// Why a statement is in no candidate; `None` for one that is.
pub(crate) fn reason(status: &Status) -> Option<&str> {
    match status {
        Status::Candidate(_) => None,
        Status::OutOfCompetence(why) => Some(OutReason::in_spanish(*why)),
        Status::Discarded(why) | Status::Pending(why) => Some(why),
    }
}

/// One column: as many cells as the table has rows; `None` is a blank cell.
enum ColumnCells<'a> {
    Text(Vec<Option<&'a str>>),
    /// Words that are made for the table; blank when empty.
    Owned(Vec<String>),
    Number(Vec<Option<f32>>),
    Count(Vec<Option<u32>>),
    /// Several ids in one cell: joined with `;` in CSV, a list in Parquet.
    Ids(Vec<Vec<&'a str>>),
}

/// A table with named columns of equal length.
struct ExportTable<'a> {
    rows: usize,
    columns: Vec<(Cow<'a, str>, ColumnCells<'a>)>,
}

impl<'a> ExportTable<'a> {
    fn new(rows: usize) -> Self {
        Self { rows, columns: Vec::new() }
    }

    fn text(self, name: &'a str, cell: impl Fn(usize) -> Option<&'a str>) -> Self {
        let cells = ColumnCells::Text((0..self.rows).map(cell).collect());
        self.with(name, cells)
    }

    fn owned(self, name: &'a str, cell: impl Fn(usize) -> String) -> Self {
        let cells = ColumnCells::Owned((0..self.rows).map(cell).collect());
        self.with(name, cells)
    }

    fn number(self, name: &'a str, cell: impl Fn(usize) -> Option<f32>) -> Self {
        // A cell that is no number says nothing: it is blank.
        let finite = |i| cell(i).filter(|x| x.is_finite());
        let cells = ColumnCells::Number((0..self.rows).map(finite).collect());
        self.with(name, cells)
    }

    fn count(self, name: &'a str, cell: impl Fn(usize) -> Option<usize>) -> Self {
        let cells = ColumnCells::Count((0..self.rows).map(|i| cell(i).map(|n| n as u32)).collect());
        self.with(name, cells)
    }

    fn ids(self, name: &'a str, cell: impl Fn(usize) -> Vec<&'a str>) -> Self {
        let cells = ColumnCells::Ids((0..self.rows).map(cell).collect());
        self.with(name, cells)
    }

    fn with(mut self, name: impl Into<Cow<'a, str>>, cells: ColumnCells<'a>) -> Self {
        self.columns.push((name.into(), cells));
        self
    }

    /// The user's own columns, under their own names unless one of ours has it already.
    fn extra(mut self, headers: &'a [String], cell: impl Fn(usize, usize) -> &'a str) -> Self {
        let mut taken: BTreeSet<String> = self.columns.iter().map(|c| c.0.to_string()).collect();
        for (column, header) in headers.iter().enumerate() {
            let mut name = header.clone();
            while !taken.insert(name.clone()) {
                name.push_str("_original");
            }
            let cells =
                ColumnCells::Text((0..self.rows).map(|row| Some(cell(row, column))).collect());
            self = self.with(name, cells);
        }
        self
    }

    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(vec![]);
        writer.write_record(self.columns.iter().map(|(name, _)| guard(name).into_owned()))?;
        for row in 0..self.rows {
            for (_, cells) in &self.columns {
                writer.write_field(cells.in_csv(row).as_bytes())?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.into_inner().map_err(|e| e.into_error().into())
    }

    fn parquet(&self) -> PolarsResult<Vec<u8>> {
        let columns = self.columns.iter().map(|(name, cells)| cells.in_parquet(name)).collect();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(self.rows, columns)?)?;
        Ok(bytes)
    }
}

impl ColumnCells<'_> {
    fn in_csv(&self, row: usize) -> Cow<'_, str> {
        match self {
            Self::Text(cells) => guard(cells[row].unwrap_or_default()),
            Self::Owned(cells) => guard(&cells[row]),
            Self::Ids(cells) => Cow::Owned(guard(&cells[row].join(";")).into_owned()),
            Self::Count(cells) => {
                cells[row].map_or_else(Default::default, |n| n.to_string().into())
            }
            Self::Number(cells) => cells[row].map_or_else(Default::default, |x| {
                // Adding zero turns −0 into 0, once rounded.
                let rounded = (f64::from(x) * 1e4).round() / 1e4 + 0.0;
                format!("{rounded:.4}").into()
            }),
        }
    }

    fn in_parquet(&self, name: &str) -> Column {
        let series = match self {
            Self::Text(cells) => Series::new(name.into(), cells),
            Self::Owned(cells) => {
                let cells: Vec<Option<&str>> =
                    cells.iter().map(|c| (!c.is_empty()).then_some(c.as_str())).collect();
                Series::new(name.into(), cells)
            }
            Self::Number(cells) => Series::new(name.into(), cells),
            Self::Count(cells) => Series::new(name.into(), cells),
            Self::Ids(cells) => {
                let ids = cells.iter().map(Vec::len).sum();
                let mut lists = ListStringChunkedBuilder::new(name.into(), cells.len(), ids);
                for cell in cells {
                    lists.append_values_iter(cell.iter().copied());
                }
                lists.finish().into_series()
            }
        };
        series.into()
    }
}

fn statements(proposal: &Proposal) -> ExportTable<'_> {
    let Proposal { corpus, frame, placements, candidates, .. } = proposal;
    let statement = |i: usize| &corpus.statements[i];
    let candidate = |c: CandidateIndex| candidates[c].id.as_str();
    let suggestion = |placement: &Placement, n: usize| {
        placement.suggestions.get(n).map(|s| candidate(s.candidate))
    };
    let mut table = ExportTable::new(corpus.len())
        .text("id", |i| Some(statement(i).id.as_str()))
        .text("origin", |i| Some(statement(i).origin.as_str()))
        .text("text", |i| Some(&statement(i).text))
        .text("competencia_declared", |i| statement(i).competencia_declared.as_deref())
        .text("competencia", |i| Some(frame.competencia(placements[i].competencia)))
        .number("competencia_probability", |i| Some(placements[i].competencia_probability))
        .text("status", |i| Some(placements[i].status.as_str()))
        .text("candidate_id", |i| placements[i].status.candidate().map(candidate))
        .text("reason", |i| reason(&placements[i].status))
        .text("entidad", |i| statement(i).entidad.as_deref())
        .text("parroquia", |i| statement(i).parroquia.as_deref())
        .text("taller", |i| statement(i).taller.as_deref())
        .text("fecha", |i| statement(i).fecha.as_deref())
        .text("contradicted_by", |i| placements[i].contradicted_by.map(|c| frame.competencia(c)))
        .text("duplicate_of", |i| {
            placements[i].duplicate.map(|d| corpus.statements[d.of].id.as_str())
        })
        .number("likeness", |i| placements[i].likeness.map(|c| c.0))
        .text("suggestion_1", |i| suggestion(&placements[i], 0))
        .text("suggestion_2", |i| suggestion(&placements[i], 1))
        .text("suggestion_3", |i| suggestion(&placements[i], 2))
        .number("candidate_probability", |i| placements[i].probability)
        .number("novelty", |i| placements[i].novelty)
        .owned("nearest", |i| {
            let near = proposal.explanations.get(i).map_or(&[][..], |why| &why.nearest);
            let ids = near.iter().map(|near| corpus.statements[near.statement].id.as_str());
            ids.collect::<Vec<_>>().join(";")
        })
        .number("nearest_percentile", |i| {
            Some(proposal.explanations.get(i)?.nearest.first()?.percentile)
        })
        .owned("shared_words", |i| {
            proposal.explanations.get(i).map_or_else(String::new, |why| why.shared.join(";"))
        })
        .owned("explanation", |i| explain::in_words(proposal, i))
        .count("round", |i| Some(statement(i).round as usize))
        .owned("personal_data", |i| {
            let kinds = personal::kinds(&statement(i).text);
            kinds.into_iter().map(personal::PersonalDataKind::as_str).collect::<Vec<_>>().join(";")
        });
    // What no statement of a run has is no column of it.
    if proposal.some(|s| s.question.is_some()) {
        table = table.text("pregunta", |i| statement(i).question.as_deref());
    }
    if proposal.some(|s| s.parent.is_some()) {
        table = table.text("parent", |i| statement(i).parent.as_ref().map(StatementId::as_str));
    }
    if proposal.some(|s| s.supports.is_some()) {
        table = table.count("apoyos", |i| statement(i).supports.map(|n| n as usize));
    }
    if proposal.some(|s| s.link.is_some()) {
        table = table.text("enlace", |i| statement(i).link.as_deref());
    }
    if proposal.some(|s| s.profile.is_some()) {
        table = table.text("profile", |i| statement(i).profile.as_deref());
    }
    table.extra(&corpus.extra_columns, |row, column| {
        statement(row).extra.get(column).map_or("", String::as_str)
    })
}

fn candidates(proposal: &Proposal) -> ExportTable<'_> {
    let Proposal { corpus, frame, candidates, map, .. } = proposal;
    let id = |i: StatementIndex| corpus.statements[i].id.as_str();
    let ids = |of: &[StatementIndex]| of.iter().map(|&i| id(i)).collect();
    let ranks = proposal.review_order();
    let cohesion = |c: usize| candidates[c].cohesion;
    let mut table = ExportTable::new(candidates.len())
        .text("id", |c| Some(candidates[c].id.as_str()))
        .text("competencia", |c| Some(frame.competencia(candidates[c].competencia)))
        .text("draft", |c| Some(&candidates[c].draft.text))
        .text("name", |c| Some(candidates[c].name.as_str()).filter(|name| !name.is_empty()))
        .ids("draft_sources", |c| ids(&candidates[c].draft.sources))
        .text("horizon", |c| candidates[c].horizon.map(Horizon::in_spanish))
        .number("horizon_probability", |c| {
            let long = candidates[c].alignment.largo_plazo?;
            Some(if candidates[c].horizon? == Horizon::LargoPlazo { long } else { 1.0 - long })
        })
        .count("n_institutional", |c| Some(candidates[c].n_institutional))
        .count("n_citizen", |c| Some(candidates[c].n_citizen))
        .text("sides", |c| Some(sides(candidates[c].sides())))
        .number("cohesion", |c| cohesion(c).map(|h| h.mean.0))
        .ids("weakest_pair", |c| {
            cohesion(c).map_or_else(Vec::new, |h| vec![id(h.weakest_pair.0), id(h.weakest_pair.1)])
        })
        .number("weakest_likeness", |c| cohesion(c).map(|h| h.weakest.0))
        .number("weakest_percentile", |c| cohesion(c).map(|h| h.percentile))
        .number("stability", |c| candidates[c].stability)
        .count("risk_rank", |c| Some(ranks[c]))
        .ids("near", |c| {
            candidates[c].near.iter().map(|&(n, _)| candidates[n].id.as_str()).collect()
        })
        .number("map_x", |c| map.get((c, 0)).copied())
        .number("map_y", |c| map.get((c, 1)).copied())
        .ids("members", |c| ids(&candidates[c].members));
    if proposal.some(|s| s.supports.is_some()) {
        let support = |c: usize| proposal.support(&candidates[c]);
        table = table.count("support", |c| support(c).and_then(|n| usize::try_from(n).ok()));
    }
    if proposal.some(|s| s.person.is_some()) {
        table = table.count("persons", |c| proposal.persons(&candidates[c]));
    }
    if candidates.iter().any(|c| !c.opposed.is_empty()) {
        table = table.owned("opposed", |c| {
            let pairs = candidates[c].opposed.iter();
            pairs.map(|&[a, b]| format!("{}/{}", id(a), id(b))).collect::<Vec<_>>().join(";")
        });
    }
    aligned(table, proposal)
}

/// A kind of answer: its column, the id of an answer, and the answers of a candidate.
type AlignmentKind<'k, 'a> = (&'k str, &'k dyn Fn(usize) -> &'a str, fn(&Aligned) -> &[Ranked]);

/// The three best answers of every kind, each with its probability.
fn aligned<'a>(mut table: ExportTable<'a>, proposal: &'a Proposal) -> ExportTable<'a> {
    let Proposal { frame, candidates, .. } = proposal;
    let development = |k: usize| frame.objetivos_desarrollo[k].id.as_str();
    let management = |k: usize| frame.objetivos_gestion[k].id.as_str();
    let policy = |k: usize| frame.politicas[k].id.as_str();
    let kinds: [AlignmentKind<'_, 'a>; 3] = [
        ("objetivo_desarrollo", &development, |a| &a.objetivos_desarrollo),
        ("objetivo_gestion", &management, |a| &a.objetivos_gestion),
        ("politica", &policy, |a| &a.politicas),
    ];
    for (name, id, of) in kinds {
        for place in 0..3 {
            let answer = |c: usize| of(&candidates[c].alignment).get(place).copied();
            let name = if place == 0 { name.to_owned() } else { format!("{name}_{}", place + 1) };
            let ids = |c| answer(c).map(|a| a.index.map_or(NONE, id));
            let ids = ColumnCells::Text((0..table.rows).map(ids).collect());
            let said = |c| answer(c).map(|a| a.probability);
            let said = ColumnCells::Number((0..table.rows).map(said).collect());
            let probability = format!("{name}_probability");
            table = table.with(name, ids).with(probability, said);
        }
    }
    table
}

fn sides(sides: Sides) -> &'static str {
    match sides {
        Sides::Both => "both",
        Sides::InstitutionalOnly => "institutional",
        Sides::CitizenOnly => "citizen",
    }
}

fn matches(proposal: &Proposal) -> ExportTable<'_> {
    let Proposal { corpus, placements, candidates, matches, .. } = proposal;
    let statement = |i: StatementIndex| &corpus.statements[i];
    let candidate =
        |i: StatementIndex| placements[i].status.candidate().map(|c| candidates[c].id.as_str());
    let name =
        |i: StatementIndex| placements[i].status.candidate().map(|c| candidates[c].name.as_str());
    let table = ExportTable::new(matches.len())
        .text("institutional_id", |m| Some(statement(matches[m].institutional).id.as_str()))
        .text("citizen_id", |m| Some(statement(matches[m].citizen).id.as_str()))
        .text("institutional_text", |m| Some(&statement(matches[m].institutional).text))
        .text("citizen_text", |m| Some(&statement(matches[m].citizen).text))
        .number("likeness", |m| Some(matches[m].likeness.0))
        .number("percentile", |m| Some(matches[m].percentile))
        .number("margin", |m| Some(matches[m].margin))
        .count("rank_for_institutional", |m| Some(matches[m].rank_for_institutional))
        .count("rank_for_citizen", |m| Some(matches[m].rank_for_citizen))
        .text("institutional_candidate_id", |m| candidate(matches[m].institutional))
        .text("citizen_candidate_id", |m| candidate(matches[m].citizen))
        .text("institutional_candidate_name", |m| name(matches[m].institutional))
        .text("citizen_candidate_name", |m| name(matches[m].citizen));
    if !matches.iter().any(|m| m.opposed) {
        return table;
    }
    table.text("opposed", |m| Some(if matches[m].opposed { "true" } else { "false" }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
