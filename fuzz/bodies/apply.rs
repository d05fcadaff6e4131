//! A returned workbook, given as lines of cells so that mutations reach the reader's own rules.

use super::run;
use minga::review::apply;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let folder = run::folder();
    let kind = data.first().map_or("xlsx", |b| if b % 2 == 0 { "xlsx" } else { "ods" });
    let path = folder.join(format!("apply.{kind}"));
    std::fs::write(&path, data.get(1..).unwrap_or_default()).expect("a folder of our own");
    let context = run::context(None);
    let applied = apply::read_file(&path, &context).expect("a readable file");
    run::check(&applied);
}
