//! `minga check`: reads inputs and a frame and finds every problem; writes nothing.

use std::path::{Path, PathBuf};

use super::{Error, Warning};
use crate::domain::problem::Problem;
use crate::domain::statement::Origin;
use crate::read::declared;
use crate::read::frame_folder;
use crate::read::input::{self, FileFacts, ParsedInputs, Source, TextCells};
use crate::text::fold;

/// What is checked.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The input files.
    pub sources: Vec<Source>,
    /// How they are read.
    pub settings: input::Settings,
    /// A planning frame's folder.
    pub frame: Option<PathBuf>,
}

/// What was found.
#[derive(Debug)]
pub struct Checked {
    /// Every problem, those of the frame first.
    pub problems: Vec<Problem>,
    /// What is wrong in rows that are left out, where that was asked for.
    pub left_out: Vec<Problem>,
    /// How many rows those are.
    pub skipped_rows: usize,
    /// What the person should know although it is not wrong.
    pub warnings: Vec<Warning>,
    /// How many statements could be used.
    pub statements: usize,
    /// What became of the cells with text.
    pub cells: TextCells,
    /// One a file, in order.
    pub files: Vec<FileFacts>,
}

/// Checks everything that a request names.
pub fn check(request: &Request) -> Result<Checked, Error> {
    let (frame, mut problems) = match &request.frame {
        Some(frame) => {
            let (frame, problems) = frame_folder::read(frame)?;
            (Some(frame), problems)
        }
        None => (None, Vec::new()),
    };
    let parsed = match request.sources.as_slice() {
        [] => ParsedInputs::default(),
        sources => input::read(sources, &request.settings)?,
    };
    let cells = parsed.cells();
    let unknown = frame.as_ref().and_then(|frame| declared::unknown(&parsed.corpus, frame));
    let skips = request.settings.skip_bad_rows && !parsed.stops;
    let (left_out, wrong) =
        if skips { (parsed.problems, Vec::new()) } else { (Vec::new(), parsed.problems) };
    problems.extend(wrong);
    Ok(Checked {
        problems,
        left_out,
        skipped_rows: if skips { parsed.skipped_rows } else { 0 },
        warnings: parsed.notes.into_iter().chain(unknown).map(Warning::Input).collect(),
        statements: parsed.corpus.len(),
        cells,
        files: parsed.files,
    })
}

/// A file whose origin nobody says, to be checked for everything else: its origin is guessed from
/// its name, and nothing that is checked depends on it.
pub fn source_of_either_origin(path: &Path) -> Source {
    let name = fold(&path.file_name().unwrap_or_default().to_string_lossy());
    let institutional =
        name.starts_with("inst") || name.contains("oficina") || name.contains("entidad");
    let origin = if institutional { Origin::Institutional } else { Origin::Citizen };
    Source { path: path.to_owned(), origin: Some(origin) }
}
