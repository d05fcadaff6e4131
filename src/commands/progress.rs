//! Where a command is, for those who wait for it.

/// A step of a command that encodes texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the frame and the inputs.
    Reading,
    /// Encoding: so many distinct texts of so many.
    Encoding(usize, usize),
    /// Sorting, grouping, crossing.
    Proposing,
    /// Writing the files.
    Writing,
}
