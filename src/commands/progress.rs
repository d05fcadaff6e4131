//! Where a command is, for those who wait for it.

use std::ops::ControlFlow;

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

/// Who only looks on: the command is never asked to end before its time.
pub(super) fn to_the_end(
    observe: &mut dyn FnMut(Step),
) -> impl FnMut(Step) -> ControlFlow<()> + use<'_> {
    |step| {
        observe(step);
        ControlFlow::Continue(())
    }
}
