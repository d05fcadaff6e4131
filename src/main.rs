//! The `minga` program: everything is in the library.

fn main() {}
