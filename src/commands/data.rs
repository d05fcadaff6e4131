//! `minga data`: what the program carries inside, written out for people to look at.

use std::path::{Path, PathBuf};

use super::{Failure, Result, defaults};
use crate::read::{embedded, files, frame_folder};
use crate::write::template;

/// The folder of the workbooks to fill in, beside those of the examples and frames.
const TEMPLATES: &str = "plantillas";

/// Writes the carried frames, examples and grids, and empty workbooks to collect statements in, each
/// into a folder of its name; returns the files. Nothing is written where one of them stands
/// already with other contents.
pub fn export(dir: &Path) -> Result<Vec<PathBuf>> {
    let carried: Vec<(PathBuf, &[u8])> = embedded::under(&["data"])
        .map(|(name, bytes)| (dir.join(name.trim_start_matches("data/")), bytes))
        .collect();
    for (path, bytes) in &carried {
        files::refuse_other(path, bytes)?;
    }
    let (frame, problems) = frame_folder::read(&defaults::frame())?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    let templates = template::write(&dir.join(TEMPLATES), &frame)?;
    for (path, bytes) in &carried {
        if let Some(folder) = path.parent() {
            files::create_dir_all(folder)?;
        }
        files::write(path, bytes)?;
    }
    Ok(carried.into_iter().map(|(path, _)| path).chain(templates).collect())
}
