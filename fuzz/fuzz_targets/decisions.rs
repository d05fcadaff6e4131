//! A flat table of decisions against a small run, settled afterwards.
#![no_main]

#[path = "../proposal.rs"]
mod proposal;

use libfuzzer_sys::fuzz_target;
use minga::apply::{self, Context};
use minga::settle::settle;

fuzz_target!(|data: &[u8]| {
    let proposal = proposal::small();
    let path = proposal::folder().join("decisiones.csv");
    let mut table = b"statement_id,final_id,also_final_id,reason,reviewer\n".to_vec();
    match data.split_first() {
        // Half of the inputs bring their own header.
        Some((first, rest)) if first % 2 == 0 => table = rest.to_vec(),
        _ => table.extend_from_slice(data),
    }
    std::fs::write(&path, table).expect("a folder of our own");
    let context = Context {
        proposal,
        run: "0123456789abcdef",
        at: "2026-09-11T10:00:00Z",
        reviewer: Some("Ana"),
    };
    let applied = apply::read_file(&path, &context).expect("a readable file");
    proposal::check(&applied);
    let settled = settle(proposal, &applied.decisions);
    assert_eq!(settled.statements.len(), proposal.corpus.len());
});
