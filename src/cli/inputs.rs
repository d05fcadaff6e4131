//! The flags that name input files, with those that say how they are read.

use std::path::PathBuf;

use clap::Args;

use super::reading::HowToRead;
use crate::domain::statement::Origin;
use crate::read::input::Source;

/// Input files, wherever they are needed.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Statements written by offices (csv, tsv, xlsx, ods, parquet, jsonl; book.xlsx#Sheet)
    #[arg(long, value_name = "FILE")]
    institutional: Vec<PathBuf>,
    /// Statements written by citizens
    #[arg(long, value_name = "FILE")]
    citizen: Vec<PathBuf>,
    /// Statements of both, with a column `origen`
    #[arg(long, value_name = "FILE")]
    input: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: HowToRead,
}

impl InputArguments {
    /// The files that are named, institutional first.
    pub(super) fn sources(&self) -> Vec<Source> {
        let of = |paths: &[PathBuf], origin| {
            paths.iter().map(move |path| Source { path: path.clone(), origin }).collect::<Vec<_>>()
        };
        let mut all = of(&self.institutional, Some(Origin::Institutional));
        all.extend(of(&self.citizen, Some(Origin::Citizen)));
        all.extend(of(&self.input, None));
        all
    }
}

/// Which existing challenges statements are sorted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Anchors {
    /// The challenges that the frame lists
    Frame,
}
