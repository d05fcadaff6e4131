//! A folder of frame tables: the first byte says which table the rest is; the others are sound.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::frame::one(data));
