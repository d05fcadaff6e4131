//! A returned workbook, given as lines of cells so that mutations reach the reader's own rules.
#![no_main]

#[path = "../proposal.rs"]
mod proposal;

use libfuzzer_sys::fuzz_target;
use minga::apply::{self, Context};

fuzz_target!(|data: &[u8]| {
    let proposal = proposal::small();
    let folder = proposal::folder();
    let kind = data.first().map_or("xlsx", |b| if b % 2 == 0 { "xlsx" } else { "ods" });
    let path = folder.join(format!("apply.{kind}"));
    std::fs::write(&path, data.get(1..).unwrap_or_default()).expect("a folder of our own");
    let context =
        Context { proposal, run: "0123456789abcdef", at: "2026-09-11T10:00:00Z", reviewer: None };
    let applied = apply::read_file(&path, &context).expect("a readable file");
    proposal::check(&applied);
});
