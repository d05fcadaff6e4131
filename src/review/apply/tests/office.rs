//! Workbooks that `LibreOffice` opened, changed and saved.

use super::*;
use crate::write::programs::Macros;

/// What `tests/fixtures/revisar.xba` decides in `LibreOffice`, which also sorts, hides and inserts.
fn expected_from_libreoffice() -> Vec<Decision> {
    let noted = reviewed().set(sheet::STATEMENTS, "I001", header::NOTE, "acta 3");
    noted.applied().decisions.iter().map(plain).collect()
}

/// A decision but for the file it was read from.
fn plain(decision: &Decision) -> Decision {
    Decision { file: None, ..decision.clone() }
}

fn reads_as_expected(path: &Path) {
    let applied = applied(path, &proposal());
    assert_eq!(problems(&applied), "");
    assert_eq!(
        applied.decisions.iter().map(plain).collect::<Vec<_>>(),
        expected_from_libreoffice()
    );
}

/// Saved by `LibreOffice` 7.4.7 with the macro beside them.
#[test]
fn workbooks_that_libreoffice_saved_are_read() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for name in ["ana.ods", "ana.xlsx"] {
        reads_as_expected(&fixtures.join(name));
    }
}

#[test]
#[ignore = "needs LibreOffice"]
fn the_office_saves_what_was_decided_in_both_formats() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("original.xlsx");
    write(&proposal(), &[], &source).unwrap();
    let office = Macros::of("revisar.xba");
    for (name, filter) in [("ana.ods", "calc8"), ("ana.xlsx", "Calc MS Excel 2007 XML")] {
        let target = dir.path().join(name);
        let (from, to) = (source.display(), target.display());
        office.call(&format!("Review(\"{from}\",\"{to}\",\"{filter}\")"));
        reads_as_expected(&target);
    }
}
