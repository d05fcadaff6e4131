//! The pages in a real Chromium.

mod pages;
mod paper;
mod session;
mod acts;
mod alone;
mod together;
mod keys;
mod looks;
mod large;
mod app;
