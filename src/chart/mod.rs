//! Charts as Typst drawing code.
//!
//! A chart is drawn by plotters through [`TypstBackend`], so that it is vector, has the document's own font as real
//! text, and takes its colours from the theme: RGB on screen, CMYK or spot in print. [`kinds`] turn plain data into
//! a [`Chart`]; what is drawn, what is said as alternative text and what stands in the table come from the same values.
//!
//! Lengths are whole tenths of a point ([`UNITS`]), amounts exact thousands of yen, shares exact to the rounding.

mod backend;
mod error;
mod font;
pub mod kinds;
mod palette;
mod share;

pub use backend::{Placed, TypstBackend, UNITS, texts};
pub use error::Error;
pub use font::Font;
pub use kinds::{Chart, Look};
pub use palette::{Code, Palette};
