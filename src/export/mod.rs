//! Finished files, each written whole or not at all.

mod drawings;
mod pages;
mod pdf;
mod write;

pub use drawings::{png, svg};
pub use pages::pages_json;
pub use pdf::pdf;
pub use write::write_whole;
