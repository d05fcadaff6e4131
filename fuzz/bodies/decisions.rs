//! A flat table of decisions against a small run, settled afterwards.

use super::run;
use minga::decide::settle::settle;
use minga::review::apply;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let proposal = run::proposal();
    let path = run::folder().join("decisiones.csv");
    let mut table = b"statement_id,final_id,also_final_id,reason,reviewer\n".to_vec();
    match data.split_first() {
        // Half of the inputs bring their own header.
        Some((first, rest)) if first % 2 == 0 => table = rest.to_vec(),
        _ => table.extend_from_slice(data),
    }
    std::fs::write(&path, table).expect("a folder of our own");
    let context = run::context(Some("Ana"));
    let applied = apply::read_file(&path, &context).expect("a readable file");
    run::check(&applied);
    let settled = settle(proposal, &applied.decisions);
    assert_eq!(settled.statements.len(), proposal.corpus.len());
}
