//! A returned workbook, given as lines of cells so that mutations reach the reader's own rules.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::apply::one(data));
