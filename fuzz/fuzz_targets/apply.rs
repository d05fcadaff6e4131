//! A returned workbook, given as lines of cells so that mutations reach the reader's own rules.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

// The run is made before, so that no input is charged with it.
libfuzzer_sys::fuzz_target!(init: bodies::run::init(), |data: &[u8]| bodies::apply::one(data));
