//! The reviewed workbook: three sheets that together say what becomes of every candidate and text.
//!
//! What is decided about a candidate holds for its texts without a mark of their own; a text that
//! is marked goes its own way. Whatever is blank stays pending.

use super::alignments;
use super::candidates::{self, Fate, Line};
use super::sheet::Sheet;
use super::statements::{self, Mark, Which};
use super::targets::{Targets, own_place};
use super::{Applied, Reader, Remarks};
use crate::domain::decision::{Action, Alignment, Decision, Destination};
use crate::domain::problem::{Place, Problem, Problems};
use crate::read::table;
use crate::write::workbook::names::{header, sheet as names};

/// The sheets of a workbook that say something.
pub(super) struct Book {
    name: String,
    format: &'static str,
    candidates: Option<Sheet>,
    members: Option<Sheet>,
    loose: Option<Sheet>,
}

impl Book {
    /// The workbook in a file; `None` if it has none of the sheets, or is no workbook.
    pub(super) fn open(name: &str, extension: &str, format: &str, bytes: &[u8]) -> Option<Self> {
        let format = ["XLSX", "ODS"].into_iter().find(|known| format.starts_with(known))?;
        let sheet = |sheet: &str| {
            let parsed = table::read_bytes(name, extension, Some(sheet), bytes.to_vec());
            let there = !parsed.table.headers.is_empty();
            there.then(|| Sheet::of(parsed, format!("{name}#{sheet}")))
        };
        let book = Self {
            name: name.to_owned(),
            format,
            candidates: sheet(names::CANDIDATES),
            members: sheet(names::STATEMENTS),
            loose: sheet(names::LOOSE),
        };
        let any = book.candidates.is_some() || book.members.is_some() || book.loose.is_some();
        any.then_some(book)
    }

    /// What the workbook decides.
    pub(super) fn read(self, reader: &Reader<'_>) -> Applied {
        let mut missing = Problems::default();
        let mut there = |sheet: Option<Sheet>, name: &str| {
            sheet.unwrap_or_else(|| {
                let at = Place::file(self.name.clone());
                let what =
                    format!("falta la hoja {name}: devuélvala, aunque no decida nada en ella");
                missing.push(Problem::new(at, what));
                Sheet::of(table::Parsed::default(), format!("{}#{name}", self.name))
            })
        };
        let absent = [self.candidates.is_none(), self.members.is_none(), self.loose.is_none()];
        let mut sheets = [
            there(self.candidates, names::CANDIDATES),
            there(self.members, names::STATEMENTS),
            there(self.loose, names::LOOSE),
        ];
        let rows = sheets.iter().map(|sheet| sheet.rows.len()).sum();
        let targets = Targets::of(reader.proposal);
        let mut marks: Vec<Option<Line<Mark>>> = vec![None; reader.proposal.corpus.len()];
        let mut fates = vec![None; reader.proposal.candidates.len()];
        let mut alignments = vec![None; reader.proposal.candidates.len()];
        if !absent[0] {
            alignments = alignments::read(&mut sheets[0], reader);
            fates = candidates::read(&mut sheets[0], reader, &targets);
        }
        for (place, which) in [(1, Which::Members), (2, Which::Loose)] {
            if !absent[place] {
                statements::read(&mut sheets[place], which, reader, &targets, &mut marks);
            }
        }
        let mut review = Review { reader, fates, alignments, marks, sheets };
        review.contradictions();
        let (decisions, blank) = review.decisions();
        let mut problems = missing;
        for mut sheet in review.sheets {
            sheet.problems.sort_by_row();
            problems.append(sheet.problems);
        }
        Applied {
            file: String::new(),
            format: format!("libro de revisión ({})", self.format),
            blank,
            decisions,
            problems,
            rows,
        }
    }
}

/// A workbook read, row by row.
struct Review<'a> {
    reader: &'a Reader<'a>,
    /// By candidate.
    fates: Vec<Option<Line<Fate>>>,
    /// By candidate.
    alignments: Vec<Option<Line<Alignment>>>,
    /// By statement.
    marks: Vec<Option<Line<Mark>>>,
    /// `Propuestas`, `Desafíos`, `Sin grupo`.
    sheets: [Sheet; 3],
}

impl Review<'_> {
    fn fate(&self, c: usize) -> Option<&Fate> {
        self.fates[c].as_ref().map(|line| &line.said)
    }

    /// The candidate that a target is.
    fn candidate(&self, target: &Destination) -> Option<usize> {
        let id = target.to_string();
        self.reader.proposal.candidates.iter().position(|candidate| candidate.id.0 == id)
    }

    /// Finds what rows say against each other, and makes those rows bad.
    fn contradictions(&mut self) {
        self.circles();
        let discarded = |review: &Self, target: &Destination| {
            let c = review.candidate(target)?;
            (review.fate(c) == Some(&Fate::Discard)).then(|| review.reader.candidate_id(c).clone())
        };
        for c in 0..self.fates.len() {
            let Some(Fate::Merge(into)) = self.fate(c) else { continue };
            if let Some(id) = discarded(self, into) {
                let what =
                    format!("{id} se descarta en este libro: elija otro destino, o no la descarte");
                self.spoil_fate(c, header::TARGET, what);
            }
        }
        for i in 0..self.marks.len() {
            let Some(line) = &self.marks[i] else { continue };
            let own = self.reader.proposal.placements[i].status.candidate();
            let own_discarded = own.is_some_and(|c| self.fate(c) == Some(&Fate::Discard));
            if let Some(id) = line.said.target().and_then(|target| discarded(self, target)) {
                let what =
                    format!("{id} se descarta en este libro: elija otro destino, o no la descarte");
                self.spoil_mark(i, header::TARGET, what);
            } else if own_discarded && matches!(line.said, Mark::Keep | Mark::Also(_)) {
                let what = "su propuesta se descarta en este libro: muévalo a otra, o deje esta \
                            celda en blanco para descartarlo con ella";
                self.spoil_mark(i, header::DECISION, what.to_owned());
            }
        }
        self.needless_alignments();
        self.missing_rows();
    }

    /// Alignments of candidates that are done away with.
    fn needless_alignments(&mut self) {
        for c in 0..self.alignments.len() {
            let what = match self.fate(c) {
                Some(Fate::Merge(_)) => {
                    "esta propuesta se fusiona con otra: alinee la que queda y borre esta celda"
                }
                Some(Fate::Discard) => "esta propuesta se descarta: borre su alineación",
                _ => continue,
            };
            if let Some(line) = self.alignments[c].take() {
                let said = &line.said;
                let filled = [
                    (said.horizon.is_some(), header::HORIZON),
                    (said.objetivo_desarrollo.is_some(), header::OBJETIVO_DESARROLLO),
                    (said.objetivo_gestion.is_some(), header::OBJETIVO_GESTION),
                ];
                let at = filled.iter().find(|(is, _)| *is).map_or(header::POLITICA, |f| f.1);
                self.sheets[0].wrong(line.row, at, what);
            }
        }
    }

    /// Candidates that are merged in a circle.
    fn circles(&mut self) {
        let next = |review: &Self, c: usize| match review.fate(c) {
            Some(Fate::Merge(into)) => review.candidate(into),
            _ => None,
        };
        let n = self.fates.len();
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
            self.spoil_fate(c, header::TARGET, what.to_owned());
        }
    }

    /// Texts without a row in a candidate that is decided: nobody saw whether they were marked.
    fn missing_rows(&mut self) {
        for c in 0..self.fates.len() {
            if matches!(self.fate(c), None | Some(Fate::Blank | Fate::Bad)) {
                continue;
            }
            let members = &self.reader.proposal.candidates[c].members;
            let gone = members.iter().filter(|&&i| self.marks[i].is_none());
            let statements = &self.reader.proposal.corpus.statements;
            let gone: Vec<&str> = gone.map(|&i| statements[i].id.as_str()).collect();
            if !gone.is_empty() {
                let what = format!(
                    "en {} faltan filas de esta propuesta ({}): devuélvalas, porque lo que se \
                     decide aquí vale para sus textos sin marca",
                    names::STATEMENTS,
                    crate::domain::problem::excerpt(&gone.join(", "))
                );
                let row = self.fates[c].as_ref().map_or(0, |line| line.row);
                self.sheets[0].wrong(row, header::DECISION, what);
            }
        }
    }

    fn spoil_fate(&mut self, c: usize, header: &str, what: String) {
        if let Some(line) = &mut self.fates[c] {
            line.said = Fate::Bad;
            self.sheets[0].wrong(line.row, header, what);
        }
    }

    fn spoil_mark(&mut self, i: usize, header: &str, what: String) {
        let loose = self.reader.proposal.placements[i].status.candidate().is_none();
        if let Some(line) = &mut self.marks[i] {
            line.said = Mark::Bad;
            self.sheets[if loose { 2 } else { 1 }].wrong(line.row, header, what);
        }
    }

    /// The decisions, candidate by candidate and then text by text, and how many rows decide
    /// nothing; the texts that go with their candidate are decided.
    fn decisions(&self) -> (Vec<Decision>, usize) {
        let mut decisions = Vec::new();
        let mut blank = 0;
        for (c, line) in self.fates.iter().enumerate() {
            let Some(line) = line else { continue };
            let aligned = self.alignments[c].as_ref();
            let silent = line.said == Fate::Blank && line.remarks.note.is_none();
            blank += usize::from(silent && aligned.is_none());
            decisions.extend(self.about_candidate(c, line));
            decisions.extend(aligned.map(|line| self.align(c, line)));
        }
        for (i, line) in self.marks.iter().enumerate() {
            let Some(line) = line else { continue };
            let own = self.reader.proposal.placements[i].status.candidate();
            let decided =
                own.is_some_and(|c| !matches!(self.fate(c), None | Some(Fate::Blank | Fate::Bad)));
            let silent = line.said == Mark::Blank && line.remarks.note.is_none();
            blank += usize::from(silent && !decided);
            decisions.extend(self.about_statement(i, own, line));
        }
        (decisions, blank)
    }

    fn about_candidate(&self, c: usize, line: &Line<Fate>) -> Vec<Decision> {
        let members = &self.reader.proposal.candidates[c].members;
        let marked = |i: usize| self.marks[i].as_ref().map(|line| &line.said);
        let with = |stays: fn(&Mark) -> bool| -> Vec<usize> {
            members.iter().copied().filter(|&i| marked(i).is_some_and(stays)).collect()
        };
        let all = with(|mark| matches!(mark, Mark::Blank | Mark::Keep | Mark::Also(_)));
        let unmarked = with(|mark| matches!(mark, Mark::Blank | Mark::Also(_)));
        let say = |action, statements: &[usize]| {
            self.reader.decision(Some(c), action, statements, &line.remarks)
        };
        let draft = || self.reader.proposal.candidates[c].draft.text.clone();
        match &line.said {
            Fate::Blank if line.remarks.note.is_some() => vec![say(Action::Comment, &[])],
            Fate::Bad | Fate::Blank => Vec::new(),
            Fate::Accept => vec![say(Action::Accept { text: draft() }, &all)],
            Fate::AcceptChanged(text) => vec![
                say(Action::Accept { text: draft() }, &all),
                say(Action::Rename { text: text.clone() }, &[]),
            ],
            Fate::Merge(into) => vec![say(Action::Merge { into: into.clone() }, &all)],
            Fate::Split => vec![say(Action::Split { to: None }, &unmarked)],
            Fate::Discard => vec![say(Action::Discard, &unmarked)],
            Fate::Unsure => vec![say(Action::DontKnow, &unmarked)],
        }
    }

    fn align(&self, c: usize, line: &Line<Alignment>) -> Decision {
        let Alignment { horizon, objetivo_desarrollo, objetivo_gestion, politicas } =
            line.said.clone();
        let action = Action::Align { horizon, objetivo_desarrollo, objetivo_gestion, politicas };
        self.reader.decision(Some(c), action, &[], &line.remarks)
    }

    fn about_statement(&self, i: usize, own: Option<usize>, line: &Line<Mark>) -> Vec<Decision> {
        let say = |action, remarks: &Remarks| self.reader.decision(own, action, &[i], remarks);
        let action = match &line.said {
            Mark::Blank if line.remarks.note.is_some() => Action::Comment,
            Mark::Bad | Mark::Blank => return Vec::new(),
            Mark::Keep => {
                let Some(c) = own else { return Vec::new() };
                // Then the decision about the candidate says so already.
                if matches!(
                    self.fate(c),
                    Some(Fate::Accept | Fate::AcceptChanged(_) | Fate::Merge(_))
                ) {
                    return Vec::new();
                }
                Action::Move { to: own_place(self.reader.candidate_id(c)) }
            }
            Mark::Move(to) => Action::Move { to: to.clone() },
            Mark::TakeOut => Action::TakeOut,
            Mark::Also(to) => Action::AlsoIn { also: to.clone() },
            Mark::Discard => Action::Discard,
            Mark::Unsure => Action::DontKnow,
            Mark::AgreeOut => Action::Move { to: Destination::Nothing },
        };
        vec![say(action, &line.remarks)]
    }
}
