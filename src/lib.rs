//! minga turns the challenges that offices and citizens wrote for a participatory plan into
//! candidate metropolitan challenges that people review.
//!
//! The rooms stand in reading order, which is dependency order: a room uses only rooms above it,
//! and within a room the same holds for the modules that its `mod.rs` lists. ARCHITECTURE.md tells
//! the rest.

// Texts as texts, whatever they are about.
pub mod text;

// The vocabulary.
pub mod domain;

// Total functions on it: no disk, clock, network or chance.
pub mod features;
pub mod propose;
pub mod decide;
pub mod evaluate;

// The only rooms that touch the world.
pub mod read;
pub mod encode;
pub mod write;
pub mod review;

// What each command does, and the command line that calls them.
pub mod commands;
pub mod cli;
