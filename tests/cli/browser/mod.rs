//! The pages in a real Chromium.

mod pages;
mod session;
mod looks;
mod large;
