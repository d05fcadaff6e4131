//! Any bytes as a file of statements: what is read reconciles, and no id stands for two of them.

use std::collections::BTreeSet;

use super::run;
use minga::domain::statement::Origin;
use minga::read::input::{self, Source};

const EXTENSIONS: [&str; 4] = ["csv", "jsonl", "xlsx", "ods"];

/// One input.
pub(crate) fn one(data: &[u8]) {
    let Some((&first, bytes)) = data.split_first() else { return };
    let extension = EXTENSIONS[usize::from(first) % EXTENSIONS.len()];
    let path = run::folder().join(format!("desafios.{extension}"));
    std::fs::write(&path, bytes).expect("a folder of our own");
    let settings = input::Settings {
        split_lists: first & 16 != 0,
        fill_down: first & 32 != 0,
        skip_bad_rows: true,
        ..Default::default()
    };
    let origin = (first & 64 == 0).then_some(Origin::Citizen);
    let parsed = input::read(&[Source { path, origin }], &settings).expect("a readable file");
    let cells = parsed.cells();
    assert_eq!(cells.filled, cells.statements + cells.empty + cells.left_out);
    let ids: BTreeSet<&str> = parsed.corpus.statements.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids.len(), parsed.corpus.len());
    for note in &parsed.notes {
        assert!(note.chars().count() < 8000, "{note}");
    }
    for problem in &parsed.problems {
        assert!(problem.to_string().chars().count() < 8000, "{problem}");
    }
}
