//! A flat table of decisions against a small run, settled afterwards.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::decisions::one(data));
