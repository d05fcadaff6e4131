//! A small run to read decisions against, made by `fuzz/run`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use minga::apply::Applied;
use minga::proposal::Proposal;

static PROPOSAL: OnceLock<Proposal> = OnceLock::new();
static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();

/// The run.
pub fn small() -> &'static Proposal {
    PROPOSAL.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/fuzz/run/proposal.json");
        let bytes = std::fs::read(path).expect("fuzz/run makes it");
        serde_json::from_slice(&bytes).expect("a proposal of this version")
    })
}

/// A folder for this process.
pub fn folder() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        FOLDER.get_or_init(|| tempfile::tempdir().expect("room for a folder")).path().to_owned()
    })
}

/// What holds of anything that was read.
pub fn check(applied: &Applied) {
    for problem in &applied.problems {
        assert!(problem.to_string().chars().count() < 4000, "{problem}");
    }
    assert!(applied.blank <= applied.rows);
}
