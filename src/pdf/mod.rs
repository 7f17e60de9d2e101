//! Foreign PDFs, read within bounds.
//!
//! A file may be made to cost whoever reads it all memory, all time or the stack: it nests without end, unpacks to
//! gigabytes, or draws a form that draws itself. So a file is looked at before the parser sees it ([`open`]), whatever is
//! unpacked or drawn afterwards is counted ([`Budget`]), and readers go down into it on a stack of known size
//! ([`on_own_stack`]). What is counted is work, never seconds: a file is refused on every machine or on none.

mod budget;
mod gate;
mod lexer;
mod path;
mod streams;

use std::thread;

use hayro_syntax::{LoadPdfError, Pdf};

pub(crate) use budget::{Budget, TooMuch};
pub(crate) use gate::unpacks_beyond;
pub(crate) use path::{Path, Pen};
pub(crate) use streams::{MAX_NESTING, decoded, nesting};

/// How many graphics states may be kept for later; PDF readers promise 28 (ISO 32000-1, annex C).
pub(crate) const MAX_STATES: usize = 1000;
/// How many points a path may have.
pub(crate) const MAX_POINTS: usize = 1_000_000;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not begin as a PDF does.
    NotPdf,
    /// It is encrypted, if only with an empty password.
    Encrypted,
    /// It is cut off, or something in it is broken.
    Damaged,
    /// It would take more work or memory than any plan: what there is too much of.
    TooMuch(&'static str),
}

impl Refusal {
    /// Returns the reason, to follow the file's name.
    #[must_use]
    pub fn reason(self) -> String {
        match self {
            Self::NotPdf => "is not a PDF".into(),
            Self::Encrypted => "is encrypted".into(),
            Self::Damaged => "is a damaged PDF: it is cut off, or parts of it are broken".into(),
            Self::TooMuch(what) => format!("is not readable as a plan: {what}"),
        }
    }
}

impl From<TooMuch> for Refusal {
    fn from(TooMuch(what): TooMuch) -> Self {
        Self::TooMuch(what)
    }
}

/// How much memory a thread may take for what stands in one another in a file, in bytes; only what is used is taken.
const STACK: usize = 64 << 20;

/// Reads a file on a thread whose stack is known; nothing where the thread cannot be had, or stops.
pub(crate) fn on_own_stack<T: Send>(read: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read).ok()?.join().ok())
}

/// Opens a file whose maker is not known.
///
/// # Errors
/// If it is no PDF, or one that no plan would be.
pub(crate) fn open(bytes: Vec<u8>) -> Result<Pdf, Refusal> {
    gate::check(&bytes)?;
    parse(bytes)
}

/// Opens a file that this program has made.
///
/// # Errors
/// If it is no PDF.
pub(crate) fn parse(bytes: Vec<u8>) -> Result<Pdf, Refusal> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })
}
