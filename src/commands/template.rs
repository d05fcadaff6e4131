//! `minga template`: the workbooks that statements are collected in.

use std::path::PathBuf;

use super::{Failure, Result};
use crate::read::frame_folder;
use crate::write::template;

/// What the workbooks offer, and where they are written.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder for the workbooks.
    pub dir: PathBuf,
    /// The folder of the planning frame whose competencias are offered.
    pub frame: PathBuf,
}

/// Writes the workbooks; returns the files.
pub fn template(request: &Request) -> Result<Vec<PathBuf>> {
    let (frame, problems) = frame_folder::read(&request.frame)?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    Ok(template::write(&request.dir, &frame)?)
}
