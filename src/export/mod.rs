//! Finished files, each written whole or not at all.

mod pdf;
mod write;

pub use pdf::pdf;
pub use write::write_whole;
