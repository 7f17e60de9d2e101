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

impl ExitStatus {
    /// Returns the number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Bug => 101,
        }
    }
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
