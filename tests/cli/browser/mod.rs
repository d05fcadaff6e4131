//! The review page in a real Chromium.

mod session;
mod looks;
mod large;
