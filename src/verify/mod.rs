//! The finished PDF, read back by a parser that did not write it.

mod compare;
mod reader;
mod references;
mod stale;
mod texts;

pub use crate::pdf::Refusal;
pub use compare::{Facts, compare};
pub use reader::{Glyph, Hidden, Link, OutlineItem, Pdf, PdfPage};
pub use references::{Expected, verify};
pub use texts::{Lost, Texts, Wanted, lost, report};
