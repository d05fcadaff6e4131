//! A sound workbook in which one part is replaced: bytes alone seldom make a valid archive.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::archive::one(data));
