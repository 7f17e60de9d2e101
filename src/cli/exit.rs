//! Exit status.

use std::process::{ExitCode, Termination};

/// What the process says to its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Success,
    /// Something is wrong in the author's files.
    Findings,
    /// The arguments, or the file system.
    Usage,
    /// A mistake of this program; a panic ends with the same number.
    Bug,
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Bug => 101,
        })
    }
}
