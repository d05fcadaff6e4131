//! Any bytes under any extension as a table, and as the statements in it.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::table::one(data));
