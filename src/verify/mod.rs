//! The finished PDF, read back by a parser that did not write it.

mod reader;

pub use reader::{Glyph, Link, OutlineItem, Pdf, PdfPage, ReadPdfError};
