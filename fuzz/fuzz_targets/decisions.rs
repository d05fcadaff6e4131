//! A flat table of decisions against a small run, settled afterwards.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

// The run is made before, so that no input is charged with it.
libfuzzer_sys::fuzz_target!(init: bodies::run::init(), |data: &[u8]| bodies::decisions::one(data));
