//! minga turns the challenges that offices and citizens wrote for a participatory plan into
//! candidate metropolitan challenges that people review.
//!
//! What it computes is the crate `minga-core` (`core/`): its rooms come first, then `minga-kernels`
//! (`kernels/`), the inner loops of the encoder. The rooms here stand in reading order after them,
//! which is dependency order: a room uses only rooms above it, and within a room the same holds for
//! the modules that its `mod.rs` lists. ARCHITECTURE.md tells the rest.

pub use minga_core::{decide, domain, evaluate, features, propose, text};
pub use minga_kernels as kernels;

// The only rooms that touch the world.
pub mod read;
pub mod encode;
pub mod write;
pub mod web;
pub mod review;

// What each command does, the program in the browser that calls them, and the command line.
pub mod commands;
pub mod app;
pub mod cli;
