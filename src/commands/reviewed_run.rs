//! A run as it lies in its folder, with what people decided about it.

use std::path::{Path, PathBuf};

use super::{Error, Warning};
use crate::decide::migrate::{self, Migration};
use crate::decide::settle::{Settled, coined, settle};
use crate::domain::decision::Decision;
use crate::domain::destination::ChallengeId;
use crate::domain::frame::Frame;
use crate::domain::proposal::Proposal;
use crate::review::log::{self, Sealing};
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
    /// What is added to its decisions because the next run has another frame.
    pub(super) records: Vec<Decision>,
    /// What a person should know of the files.
    pub(super) warnings: Vec<Warning>,
}

impl ReviewedRun {
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let (proposal, manifest) = run_folder::read(dir)?;
        let path = dir.join(run_folder::DECISIONS);
        let mut warnings = Vec::new();
        if manifest.proposal.is_none() {
            warnings.push(Warning::ProposalUnsealed);
        }
        let decisions = if path.exists() {
            let contents = log::examine(&path)?;
            if contents.sealing == Sealing::NotYet {
                warnings.push(Warning::LogUnsealed);
            }
            contents.whole(&path)?
        } else {
            Vec::new()
        };
        let settled = settle(&proposal, &decisions);
        let records = Vec::new();
        let dir = dir.to_owned();
        Ok(Self { dir, proposal, manifest, decisions, settled, records, warnings })
    }

    /// The challenges that people made, each with its number and its wording.
    pub(super) fn coined(&self) -> Vec<(ChallengeId, String)> {
        coined(&self.proposal, &self.decisions)
    }

    /// Puts the run and its decisions into another frame, for the next run; what lies in the folder
    /// stays as it is.
    pub(super) fn migrate(&mut self, frame: &Frame) -> Migration {
        let migrated = migrate::migrate(&self.proposal, &self.decisions, frame);
        self.proposal = migrated.proposal;
        let all = [&self.decisions[..], &migrated.records[..]].concat();
        self.settled = settle(&self.proposal, &all);
        self.records = migrated.records;
        migrated.migration
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
        let n = self.decisions.len();
        let decisions = if n == 1 { "decisión" } else { "decisiones" };
        format!("{} ({n} {decisions})", self.manifest.run)
    }
}
