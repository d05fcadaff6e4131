//! A run as it lies in its folder, with what people decided about it.

use std::path::{Path, PathBuf};

use super::Error;
use crate::decide::settle::{Settled, settle};
use crate::domain::decision::Decision;
use crate::domain::proposal::Proposal;
use crate::review::log::Log;
use crate::write::manifest::Manifest;
use crate::write::run_folder;

/// A run and the decisions in its log.
pub(super) struct ReviewedRun {
    pub(super) dir: PathBuf,
    pub(super) proposal: Proposal,
    pub(super) manifest: Manifest,
    /// Every decision in the order of the log; none where nobody reviewed yet.
    pub(super) decisions: Vec<Decision>,
    pub(super) settled: Settled,
}

impl ReviewedRun {
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let (proposal, manifest) = run_folder::read(dir)?;
        let log = dir.join(run_folder::DECISIONS);
        let decisions = if log.exists() { Log::open(&log)?.all()? } else { Vec::new() };
        let settled = settle(&proposal, &decisions);
        Ok(Self { dir: dir.to_owned(), proposal, manifest, decisions, settled })
    }

    /// Whether this is the run in that folder, whatever the paths are called.
    pub(super) fn is_in(&self, dir: &Path) -> bool {
        match (self.dir.canonicalize(), dir.canonicalize()) {
            (Ok(own), Ok(other)) => own == other,
            _ => self.dir == dir,
        }
    }

    /// The run's name and how many of its decisions the next run honours.
    pub(super) fn name(&self) -> String {
        format!("{} ({} decisiones)", self.manifest.run, self.decisions.len())
    }
}
