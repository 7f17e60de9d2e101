//! The finished PDF, read back by a parser that did not write it.

mod compare;
mod reader;
mod references;

pub use compare::{Facts, compare};
pub use reader::{Glyph, Link, OutlineItem, Pdf, PdfPage, ReadPdfError};
pub use references::{Expected, verify};
