//! The consolidated challenges as published: `consolidado.xlsx`, `consolidado.csv`,
//! `trazabilidad.csv`, `consolidado.docx` and the figure `flujo.svg`, from what people decided.
//!
//! Nothing is finished while a statement waits for a person, unless a draft is asked for, and a
//! draft says that it is one. Every statement is in exactly one state. Personal data in texts are
//! covered; the same decisions give the same bytes.

mod annexes;
mod csvs;
mod consolidated_docx;
mod docx;
mod list;
mod devolucion;
mod sheet;
mod sheets;
mod totals;
mod waiting;

use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;

use crate::decide::chain::{self, Coverage};
use crate::decide::settle::Settled;
use crate::domain::proposal::Proposal;
use crate::read::files;
use crate::text::personal;
use crate::write::export;
use crate::write::flow::Flow;
use crate::write::public_copy;
use crate::write::published_text::Publication;

pub use devolucion::{Devolucion, FOLDER as DEVOLUCION};
pub use totals::{Counts, Covered, Totals};
pub use waiting::{Waiting, waiting};

use csvs::Audience::{self, Machines, People};
use list::List;

/// The figure of what leads to what; there is none where the frame has no objectives.
const FIGURE: &str = "flujo.svg";

/// How the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether to write although something waits for a person; the files then say so.
    pub draft: bool,
    /// Whether to cover personal data in what is published.
    pub redact: bool,
    /// By what the pages of the way back are divided; `None` for no such pages.
    pub devolucion: Option<Devolucion>,
}

impl Default for Options {
    /// A finished list without personal data.
    fn default() -> Self {
        Self { draft: false, redact: true, devolucion: None }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The files were written.
    Written {
        /// The paths of the files written.
        files: Vec<PathBuf>,
        /// What they hold, reconciled.
        totals: Totals,
        /// What the planning chain lacks.
        gaps: Gaps,
        /// What still waits for a person; empty unless it is a draft.
        waiting: Vec<Waiting>,
    },
    /// Nothing was written: all of this waits for a person.
    Refused(Vec<Waiting>),
}

/// Why the files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] files::Error),
    /// A sheet has no room for this many rows.
    #[error(
        "la hoja {sheet} tendría {rows} filas y una hoja de cálculo admite 1048575: consolide por \
         partes"
    )]
    TooManyRows {
        /// The name of the sheet.
        sheet: &'static str,
        /// How many rows it would have.
        rows: usize,
    },
    /// The workbook could not be formed.
    #[error("no se pudo formar consolidado.xlsx: {0}")]
    Workbook(#[from] XlsxError),
    /// A text file or the document could not be formed.
    #[error("no se pudo formar {file}: {cause}")]
    Form {
        /// The name of the file.
        file: &'static str,
        /// The writer's error.
        cause: io::Error,
    },
}

/// Writes the files into a folder that exists. The facts are what the run was made of, each
/// with its name, in the order in which they are shown.
pub fn write(
    proposal: &Proposal,
    settled: &Settled,
    options: &Options,
    facts: &[(String, String)],
    dir: &Path,
) -> Result<Outcome, Error> {
    let waiting = waiting(proposal, settled);
    if !(waiting.is_empty() || options.draft) {
        return Ok(Outcome::Refused(waiting));
    }
    let covered = options.redact.then(|| totals::covered(proposal));
    let (public, decided) = (
        public_copy::proposal(proposal, options.redact),
        public_copy::settled(settled, proposal, options.redact),
    );
    let shown = waiting::waiting(&public, &decided);
    let mut list = List::new(&public, &decided);
    if options.redact {
        // The names of challenges that people made.
        for one in &mut list.finals {
            one.id = personal::redact(&one.id).into_owned();
        }
    }
    let totals = Totals::of(&list, covered);
    let links = list.links();
    let heard = chain::heard(&public, Some(&decided));
    let gaps = Coverage::of(&proposal.frame, &links, &heard).gaps(&proposal.frame, &links);
    let facts = &public_copy::facts(facts, options.redact);
    let book = Book {
        annexes: annexes::of(&list),
        gaps,
        list,
        totals,
        waiting: &shown,
        facts,
        texts: Publication::covering(options.redact),
    };
    let formed = |file| move |cause| Error::Form { file, cause };
    // Everything is formed before anything is written.
    let contents = [
        ("consolidado.xlsx", sheets::formed(&book)?),
        ("consolidado.docx", consolidated_docx::formed(&book).map_err(formed("consolidado.docx"))?),
        ("consolidado.csv", table(&book, csvs::finals, Machines)?),
        ("trazabilidad.csv", table(&book, csvs::trace, Machines)?),
    ];
    let for_people = [
        ("consolidado.csv", table(&book, csvs::finals, People)?),
        ("trazabilidad.csv", table(&book, csvs::trace, People)?),
    ];
    let title = match book.draft() {
        Some(draft) => format!("De los aportes a los objetivos ({draft})"),
        None => "De los aportes a los objetivos".to_owned(),
    };
    let figure = || Flow::new(&proposal.frame, &links, book.texts).file(&title).into_bytes();
    let figure = (!book.annexes.is_empty()).then(|| (FIGURE, figure()));
    let back = options.devolucion.map(|by| devolucion::formed(&book, by));
    let back = back.transpose().map_err(formed(devolucion::FOLDER))?;
    let mut files = Vec::new();
    if let Some(back) = back {
        let folder = dir.join(devolucion::FOLDER);
        files::create_dir_all(&folder)?;
        for (name, bytes) in back {
            files::write(&folder.join(&name), &bytes)?;
        }
        files.push(folder.join("index.html"));
    }
    for (name, bytes) in contents.into_iter().chain(figure) {
        let path = dir.join(name);
        files::write(&path, &bytes)?;
        files.push(path);
    }
    let people = dir.join(export::PEOPLE);
    files::create_dir_all(&people)?;
    for (name, bytes) in for_people {
        files::write(&people.join(name), &bytes)?;
    }
    files.push(people);
    let (totals, gaps) = (book.totals.clone(), book.gaps.clone());
    Ok(Outcome::Written { files, totals, gaps, waiting })
}

/// A table as text, for machines or for people.
fn table(
    book: &Book,
    of: fn(&Book, Audience) -> io::Result<Vec<u8>>,
    audience: Audience,
) -> Result<Vec<u8>, Error> {
    of(book, audience).map_err(|cause| Error::Form { file: "las tablas CSV", cause })
}

/// What the planning chain lacks: each kind of gap with what it is about.
pub type Gaps = Vec<(&'static str, Vec<String>)>;

/// What all files are made of.
struct Book<'a> {
    list: List<'a>,
    annexes: Vec<annexes::Annex>,
    gaps: Gaps,
    totals: Totals,
    waiting: &'a [Waiting],
    facts: &'a [(String, String)],
    texts: Publication,
}

impl Book<'_> {
    /// A text as it is published whole: nothing in it hides, and personal data are covered.
    fn published(&self, text: &str) -> String {
        self.texts.text(text)
    }

    /// What somebody wrote, as it is seen.
    fn seen(&self, text: &str) -> String {
        self.texts.seen(text)
    }

    /// A text as a cell of a sheet holds it.
    fn cell(&self, text: &str) -> String {
        self.texts.cell(text)
    }

    /// The note that marks a draft in every file; `None` for a finished list.
    fn draft(&self) -> Option<String> {
        let n = self.waiting.len();
        (n > 0).then(|| match n {
            1 => "BORRADOR: falta una decisión".to_owned(),
            n => format!("BORRADOR: faltan {n} decisiones"),
        })
    }
}

/// Names with their counts: `Nono (3); Calderón (1)`.
fn counted(tally: &[(&str, usize)]) -> String {
    tally.iter().map(|(name, n)| format!("{name} ({n})")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod reference_tests;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
