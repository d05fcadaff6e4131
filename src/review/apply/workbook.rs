//! The reviewed workbook: three sheets that together say what becomes of every candidate and text.
//!
//! What is decided about a candidate holds for its texts without a mark of their own; a text that
//! is marked goes its own way. Whatever is blank stays pending.

use std::collections::BTreeMap;

use super::alignments;
use super::candidates::{self, CandidateChoice, ReviewedRow};
use super::sheet::Sheet;
use super::statements::{self, StatementChoice, StatementSheet};
use super::targets::Targets;
use super::{Applied, Reader, Remarks};
use crate::domain::decision::{Action, Alignment, Decision};
use crate::domain::destination::Destination;
use crate::domain::index::CandidateIndex;
use crate::domain::problem::{Place, Problem, Problems};
use crate::read::table::{self, Parsed};
use crate::write::manifest::FACT_RUN;
use crate::write::workbook::names::{header, sheet as names};

/// The sheets of a workbook that say something.
pub(super) struct ReviewWorkbook {
    name: String,
    format: &'static str,
    candidates: Option<Sheet>,
    members: Option<Sheet>,
    ungrouped: Option<Sheet>,
    /// What new challenges are aligned to; books of earlier versions have no such sheet.
    new: Option<Sheet>,
    /// The run that it is of, where it says so.
    run: Option<String>,
    /// Sheets that look like one of these and are not read, with the name of the one.
    copies: Vec<(Sheet, &'static str)>,
}

/// What reads a workbook.
const FORMATS: [&str; 4] = ["XLSX", "ODS", "XLSB", "XLS"];

impl ReviewWorkbook {
    /// The workbook of these sheets; `None` if it has none of those that say something. A sheet is
    /// known by its name, or by its headers where none has the name.
    pub(super) fn of(name: &str, sheets: Vec<(String, Parsed)>) -> Option<Self> {
        let format = sheets.first().and_then(|(_, parsed)| parsed.format.split(' ').next())?;
        let format = FORMATS.into_iter().find(|known| *known == format)?;
        let all: Vec<String> = sheets.iter().map(|(sheet, _)| sheet.clone()).collect();
        let mut left: BTreeMap<String, Parsed> = sheets.into_iter().collect();
        let run = table::sheet_called(names::RUN, &all).and_then(|run| run_of(left.get(&run)?));
        let mut take = |called: &str, own: &str| {
            let parsed = left.remove(called)?;
            let there = !parsed.table.headers.is_empty();
            there.then(|| Sheet::of(parsed, format!("{name}#{own}")))
        };
        let mut named = |own: &str| {
            let former = || names::former(own);
            let sheet =
                table::sheet_called(own, &all).or_else(|| table::sheet_called(former()?, &all))?;
            take(&sheet, own)
        };
        let mut book = Self {
            name: name.to_owned(),
            format,
            candidates: named(names::CANDIDATES),
            members: named(names::STATEMENTS),
            ungrouped: named(names::LOOSE),
            new: named(names::NEW),
            run,
            copies: Vec::new(),
        };
        let own: Vec<String> = names::ALL
            .iter()
            .filter_map(|own| {
                table::sheet_called(own, &all)
                    .or_else(|| table::sheet_called(names::former(own)?, &all))
            })
            .collect();
        for other in all.iter().filter(|name| !own.contains(name)) {
            let Some(other) = take(other, other) else { continue };
            let Some(kind) = kind(&other) else { continue };
            let place = match kind {
                names::CANDIDATES => &mut book.candidates,
                names::STATEMENTS => &mut book.members,
                _ => &mut book.ungrouped,
            };
            if place.is_none() {
                *place = Some(other);
            } else {
                book.copies.push((other, kind));
            }
        }
        let any = book.candidates.is_some() || book.members.is_some() || book.ungrouped.is_some();
        any.then_some(book)
    }

    /// What the workbook decides.
    pub(super) fn read(self, reader: &Reader<'_>) -> Applied {
        if let Some(run) = self.run.as_deref().filter(|run| *run != reader.run) {
            let what = format!(
                "este libro es de otra corrida ({}) y la carpeta es de la corrida {}: aplíquelo en \
                 la carpeta de la suya, o pase lo que decidió al libro de esta",
                crate::domain::problem::excerpt(run),
                reader.run
            );
            let mut problems = Problems::default();
            problems.push(Problem::new(Place::file(self.name), what));
            let format = format!("libro de revisión ({})", self.format);
            return Applied { format, problems, ..Applied::default() };
        }
        let mut missing = Problems::default();
        for (sheet, of) in &self.copies {
            let decisions = sheet.decisions();
            if decisions > 0 {
                let (unread, them) = match decisions {
                    1 => ("una decisión que no se leyó".to_owned(), "pásela"),
                    n => (format!("{n} decisiones que no se leyeron"), "páselas"),
                };
                let what = format!(
                    "esta hoja es como «{of}» y tiene {unread}: {them} a «{of}», o guarde la hoja \
                     como «{of}» de otro libro y aplíquelo aparte"
                );
                missing.push(Problem::new(sheet.at.clone(), what));
            }
        }
        let mut there = |sheet: Option<Sheet>, name: &str| {
            sheet.unwrap_or_else(|| {
                let at = Place::file(self.name.clone());
                let what =
                    format!("falta la hoja {name}: devuélvala, aunque no decida nada en ella");
                missing.push(Problem::new(at, what));
                Sheet::of(table::Parsed::default(), format!("{}#{name}", self.name))
            })
        };
        let absent = [self.candidates.is_none(), self.members.is_none(), self.ungrouped.is_none()];
        let mut sheets = [
            there(self.candidates, names::CANDIDATES),
            there(self.members, names::STATEMENTS),
            there(self.ungrouped, names::LOOSE),
        ];
        let mut rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
        let targets = Targets::of(reader.proposal);
        let mut statement_choices: Vec<Option<ReviewedRow<StatementChoice>>> =
            vec![None; reader.proposal.corpus.len()];
        let mut candidate_choices = vec![None; reader.proposal.candidates.len()];
        let mut alignments = vec![None; reader.proposal.candidates.len()];
        if !absent[0] {
            alignments = alignments::read(&mut sheets[0], reader);
            candidate_choices = candidates::read(&mut sheets[0], reader, &targets);
        }
        for (place, kind) in [(1, StatementSheet::Grouped), (2, StatementSheet::Ungrouped)] {
            if !absent[place] {
                statements::read(
                    &mut sheets[place],
                    kind,
                    reader,
                    &targets,
                    &mut statement_choices,
                );
            }
        }
        let mut new = self.new.unwrap_or_else(|| {
            Sheet::of(table::Parsed::default(), format!("{}#{}", self.name, names::NEW))
        });
        let new_alignments = alignments::read_new(&mut new, reader, &targets);
        let mut review =
            Review { reader, candidate_choices, alignments, statement_choices, sheets };
        review.contradictions();
        let (mut decisions, blank) = review.decisions();
        // The other rows of that sheet are room for more.
        rows += new_alignments.len();
        decisions.extend(new_alignments.into_iter().map(|(id, reviewed)| Decision {
            candidate: Some(id),
            ..aligned(reader, None, &reviewed)
        }));
        let mut problems = missing;
        let mut notes = Vec::new();
        for mut sheet in review.sheets.into_iter().chain([new]) {
            sheet.problems.sort_by_row();
            problems.append(sheet.problems);
            notes.append(&mut sheet.notes);
        }
        Applied {
            file: String::new(),
            format: format!("libro de revisión ({})", self.format),
            blank,
            decisions,
            problems,
            rows,
            notes,
            unnamed: 0,
        }
    }
}

/// What a row aligns a candidate to, or a challenge that is none.
fn aligned(
    reader: &Reader<'_>,
    candidate: Option<usize>,
    reviewed: &ReviewedRow<Alignment>,
) -> Decision {
    let Alignment { horizon, objetivo_desarrollo, objetivo_gestion, politicas } =
        reviewed.said.clone();
    let action = Action::Align { horizon, objetivo_desarrollo, objetivo_gestion, politicas };
    reader.decision(candidate, action, &[], &reviewed.remarks)
}

/// The run that a workbook was written for, as its sheet `Corrida` says.
fn run_of(sheet: &Parsed) -> Option<String> {
    let table = &sheet.table;
    let rows = std::iter::once(&table.headers).chain(table.rows.iter().map(|row| &row.cells));
    let mut says = rows.filter(|cells| cells.first().is_some_and(|label| label == FACT_RUN));
    says.next()?.get(1).map(|run| run.trim().to_owned()).filter(|run| !run.is_empty())
}

/// Which of the sheets that decide something has these headers.
fn kind(sheet: &Sheet) -> Option<&'static str> {
    if !sheet.has(header::ID) || !sheet.has(header::DECISION) {
        None
    } else if sheet.has(header::DRAFT) {
        Some(names::CANDIDATES)
    } else if sheet.has(header::CANDIDATE) && sheet.has(header::TEXT) {
        Some(names::STATEMENTS)
    } else if sheet.has(header::TEXT) {
        Some(names::LOOSE)
    } else {
        None
    }
}

/// A workbook read, row by row.
struct Review<'a> {
    reader: &'a Reader<'a>,
    /// By candidate.
    candidate_choices: Vec<Option<ReviewedRow<CandidateChoice>>>,
    /// By candidate.
    alignments: Vec<Option<ReviewedRow<Alignment>>>,
    /// By statement.
    statement_choices: Vec<Option<ReviewedRow<StatementChoice>>>,
    /// `Propuestas`, `Aportes`, `Sin propuesta`.
    sheets: [Sheet; 3],
}

impl Review<'_> {
    fn candidate_choice(&self, c: usize) -> Option<&CandidateChoice> {
        self.candidate_choices[c].as_ref().map(|reviewed| &reviewed.said)
    }

    /// The candidate that a target is.
    fn candidate(&self, target: &Destination) -> Option<usize> {
        let id = target.to_string();
        self.reader.proposal.candidates.iter().position(|candidate| candidate.id.as_str() == id)
    }

    /// Finds what rows say against each other, and makes those rows bad.
    fn contradictions(&mut self) {
        self.circles();
        let discarded = |review: &Self, target: &Destination| {
            let c = review.candidate(target)?;
            (review.candidate_choice(c) == Some(&CandidateChoice::Discard))
                .then(|| review.reader.candidate_id(c).clone())
        };
        for c in 0..self.candidate_choices.len() {
            let Some(CandidateChoice::Merge(into)) = self.candidate_choice(c) else { continue };
            if let Some(id) = discarded(self, into) {
                let what =
                    format!("{id} se descarta en este libro: elija otro destino, o no la descarte");
                self.spoil_candidate(c, header::TARGET, what);
            }
        }
        for i in 0..self.statement_choices.len() {
            let Some(reviewed) = &self.statement_choices[i] else { continue };
            let own = self.candidate_of(i);
            let own_discarded =
                own.is_some_and(|c| self.candidate_choice(c) == Some(&CandidateChoice::Discard));
            if let Some(id) = reviewed.said.target().and_then(|target| discarded(self, target)) {
                let what =
                    format!("{id} se descarta en este libro: elija otro destino, o no la descarte");
                self.spoil_statement(i, header::TARGET, what);
            } else if own_discarded
                && matches!(reviewed.said, StatementChoice::Keep | StatementChoice::Also(_))
            {
                let what = "su propuesta se descarta en este libro: muévalo a otra, o deje esta \
                            celda en blanco para descartarlo con ella";
                self.spoil_statement(i, header::DECISION, what.to_owned());
            }
        }
        self.needless_alignments();
        self.missing_rows();
    }

    /// Alignments of candidates that are done away with.
    fn needless_alignments(&mut self) {
        for c in 0..self.alignments.len() {
            let what = match self.candidate_choice(c) {
                Some(CandidateChoice::Merge(_)) => {
                    "esta propuesta se fusiona con otra: alinee la que queda y borre esta celda"
                }
                Some(CandidateChoice::Discard) => "esta propuesta se descarta: borre su alineación",
                _ => continue,
            };
            if let Some(reviewed) = self.alignments[c].take() {
                let said = &reviewed.said;
                let filled = [
                    (said.horizon.is_some(), header::HORIZON),
                    (said.objetivo_desarrollo.is_some(), header::OBJETIVO_DESARROLLO),
                    (said.objetivo_gestion.is_some(), header::OBJETIVO_GESTION),
                ];
                let at = filled.iter().find(|(is, _)| *is).map_or(header::POLITICA, |f| f.1);
                self.sheets[0].wrong(reviewed.row, at, what);
            }
        }
    }

    /// Candidates that are merged in a circle.
    fn circles(&mut self) {
        let next = |review: &Self, c: usize| match review.candidate_choice(c) {
            Some(CandidateChoice::Merge(into)) => review.candidate(into),
            _ => None,
        };
        let n = self.candidate_choices.len();
        let in_circle = |review: &Self, start: usize| {
            let mut at = next(review, start);
            for _ in 0..n {
                match at {
                    Some(c) if c == start => return true,
                    Some(c) => at = next(review, c),
                    None => return false,
                }
            }
            false
        };
        let circle: Vec<usize> = (0..n).filter(|&c| in_circle(self, c)).collect();
        for c in circle {
            let what = "estas fusiones vuelven al punto de partida: deje en blanco o acepte la \
                        propuesta que queda";
            self.spoil_candidate(c, header::TARGET, what.to_owned());
        }
    }

    /// The candidate that a statement is proposed for.
    fn candidate_of(&self, statement: usize) -> Option<usize> {
        let status = &self.reader.proposal.placements[statement].status;
        status.candidate().map(CandidateIndex::index)
    }

    /// Texts without a row in a candidate that is decided: nobody saw whether they were marked.
    fn missing_rows(&mut self) {
        for c in 0..self.candidate_choices.len() {
            if matches!(
                self.candidate_choice(c),
                None | Some(CandidateChoice::Blank | CandidateChoice::Bad)
            ) {
                continue;
            }
            let members = &self.reader.proposal.candidates[c].members;
            let gone = members.iter().filter(|i| self.statement_choices[i.index()].is_none());
            let statements = &self.reader.proposal.corpus.statements;
            let gone: Vec<&str> = gone.map(|&i| statements[i].id.as_str()).collect();
            if !gone.is_empty() {
                let what = format!(
                    "en {} faltan filas de esta propuesta ({}): devuélvalas, porque lo que se \
                     decide aquí vale para sus aportes sin marca",
                    names::STATEMENTS,
                    crate::domain::problem::excerpt(&gone.join(", "))
                );
                let row = self.candidate_choices[c].as_ref().map_or(0, |reviewed| reviewed.row);
                self.sheets[0].wrong(row, header::DECISION, what);
            }
        }
    }

    fn spoil_candidate(&mut self, c: usize, header: &str, what: String) {
        if let Some(reviewed) = &mut self.candidate_choices[c] {
            reviewed.said = CandidateChoice::Bad;
            self.sheets[0].wrong(reviewed.row, header, what);
        }
    }

    fn spoil_statement(&mut self, i: usize, header: &str, what: String) {
        let ungrouped = self.reader.proposal.placements[i].status.candidate().is_none();
        if let Some(reviewed) = &mut self.statement_choices[i] {
            reviewed.said = StatementChoice::Bad;
            self.sheets[if ungrouped { 2 } else { 1 }].wrong(reviewed.row, header, what);
        }
    }

    /// The decisions, candidate by candidate and then text by text, and how many rows say nothing;
    /// the text of such a row may go with its candidate.
    fn decisions(&self) -> (Vec<Decision>, usize) {
        let mut decisions = Vec::new();
        let mut blank = 0;
        for (c, reviewed) in self.candidate_choices.iter().enumerate() {
            let Some(reviewed) = reviewed else { continue };
            let aligned = self.alignments[c].as_ref();
            let silent = reviewed.said == CandidateChoice::Blank && reviewed.remarks.note.is_none();
            blank += usize::from(silent && aligned.is_none());
            decisions.extend(self.about_candidate(c, reviewed));
            decisions.extend(aligned.map(|one| self::aligned(self.reader, Some(c), one)));
        }
        for (i, reviewed) in self.statement_choices.iter().enumerate() {
            let Some(reviewed) = reviewed else { continue };
            let own = self.candidate_of(i);
            let silent = reviewed.said == StatementChoice::Blank && reviewed.remarks.note.is_none();
            blank += usize::from(silent);
            decisions.extend(self.about_statement(i, own, reviewed));
        }
        (decisions, blank)
    }

    fn about_candidate(&self, c: usize, reviewed: &ReviewedRow<CandidateChoice>) -> Vec<Decision> {
        let members = &self.reader.proposal.candidates[c].members;
        let marked = |i: usize| self.statement_choices[i].as_ref().map(|reviewed| &reviewed.said);
        let with = |stays: fn(&StatementChoice) -> bool| -> Vec<usize> {
            members.iter().map(|i| i.index()).filter(|&i| marked(i).is_some_and(stays)).collect()
        };
        let all = with(|mark| {
            matches!(
                mark,
                StatementChoice::Blank | StatementChoice::Keep | StatementChoice::Also(_)
            )
        });
        let unmarked =
            with(|mark| matches!(mark, StatementChoice::Blank | StatementChoice::Also(_)));
        let say = |action, statements: &[usize]| {
            self.reader.decision(Some(c), action, statements, &reviewed.remarks)
        };
        let draft = || self.reader.proposal.candidates[c].draft.text.clone();
        match &reviewed.said {
            CandidateChoice::Blank if reviewed.remarks.note.is_some() => {
                vec![say(Action::Comment, &[])]
            }
            CandidateChoice::Bad | CandidateChoice::Blank => Vec::new(),
            CandidateChoice::Accept => vec![say(Action::Accept { text: draft() }, &all)],
            CandidateChoice::AcceptChanged(text) => vec![
                say(Action::Accept { text: draft() }, &all),
                say(Action::Rename { text: text.clone() }, &[]),
            ],
            CandidateChoice::Merge(into) => vec![say(Action::Merge { into: into.clone() }, &all)],
            CandidateChoice::Split => vec![say(Action::Split { to: None }, &unmarked)],
            CandidateChoice::Discard => vec![say(Action::Discard, &unmarked)],
            CandidateChoice::Unsure => vec![say(Action::DontKnow, &unmarked)],
        }
    }

    fn about_statement(
        &self,
        i: usize,
        own: Option<usize>,
        reviewed: &ReviewedRow<StatementChoice>,
    ) -> Vec<Decision> {
        let say = |action, remarks: &Remarks| self.reader.decision(own, action, &[i], remarks);
        let action = match &reviewed.said {
            StatementChoice::Blank if reviewed.remarks.note.is_some() => Action::Comment,
            StatementChoice::Bad | StatementChoice::Blank => return Vec::new(),
            StatementChoice::Keep => {
                let Some(c) = own else { return Vec::new() };
                // Then the decision about the candidate says so already.
                if matches!(
                    self.candidate_choice(c),
                    Some(
                        CandidateChoice::Accept
                            | CandidateChoice::AcceptChanged(_)
                            | CandidateChoice::Merge(_)
                    )
                ) {
                    return Vec::new();
                }
                Action::Move { to: self.reader.candidate_id(c).clone().into() }
            }
            StatementChoice::Move(to) => Action::Move { to: to.clone() },
            StatementChoice::TakeOut => Action::TakeOut,
            StatementChoice::Also(to) => Action::AlsoIn { also: to.clone() },
            StatementChoice::Discard => Action::Discard,
            StatementChoice::Unsure => Action::DontKnow,
            StatementChoice::AgreeOut => Action::Move { to: Destination::Nothing },
        };
        vec![say(action, &reviewed.remarks)]
    }
}
