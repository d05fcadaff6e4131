//! What minga computes: total functions from texts and vectors to candidates, decisions and
//! measures. Nothing here reads a disk, a clock or the network, and nothing is left to chance.
//!
//! The rooms stand in reading order, which is dependency order: a room uses only rooms above it,
//! and within a room the same holds for the modules that its `mod.rs` lists. The program `minga`
//! goes on where this list ends.

// Texts as texts, whatever they are about.
pub mod text;

// The vocabulary.
pub mod domain;

// Total functions on it.
pub mod features;
pub mod propose;
pub mod decide;
pub mod evaluate;
