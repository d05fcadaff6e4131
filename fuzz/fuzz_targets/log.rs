//! A damaged log of decisions: bytes of a sound one are overwritten, or the file is anything.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

// The run is made before, so that no input is charged with it.
libfuzzer_sys::fuzz_target!(init: bodies::run::init(), |data: &[u8]| bodies::log::one(data));
