//! A damaged log of decisions: bytes of a sound one are overwritten, or the file is anything.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::log::one(data));
