//! Workbooks as Excel, Google Sheets and report generators save them, made by
//! `tests/fixtures/otros_programas.py`.

use super::*;

/// What the script decides, without its notes.
fn expected() -> Vec<Decision> {
    reviewed().applied().decisions.iter().map(bare).collect()
}

/// A decision but for the file it was read from and its note.
fn bare(decision: &Decision) -> Decision {
    Decision { file: None, note: None, ..decision.clone() }
}

fn fixture(name: &str) -> Applied {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    // The files were not called ana.xlsx, who decided in them.
    let read = together(&[(fixtures.join(name), Some("ana"))], &proposal());
    read.into_iter().next().unwrap()
}

#[test]
fn workbooks_that_other_programs_saved_are_read() {
    for name in ["excel.xlsx", "google.xlsx", "inline.xlsx"] {
        let applied = fixture(name);
        assert_eq!(problems(&applied), "", "{name}");
        let found: Vec<Decision> = applied.decisions.iter().map(bare).collect();
        assert_eq!(found, expected(), "{name}");
    }
}

#[test]
fn a_note_is_what_the_cell_shows() {
    let notes: Vec<String> =
        fixture("excel.xlsx").decisions.into_iter().filter_map(|d| d.note).collect();
    for note in ["acta 3", "2026", "2026-09-11", "true"] {
        assert!(notes.iter().any(|n| n == note), "{note}: {notes:?}");
    }
}

#[test]
fn nothing_was_decided_in_the_original() {
    // What scripts/renew-fixtures asks for: the programs start from this file.
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        write(&proposal(), &[], &fixtures.join("original.xlsx")).unwrap();
    }
    let applied = fixture("original.xlsx");
    assert_eq!(problems(&applied), "");
    assert!(applied.decisions.is_empty());
}
