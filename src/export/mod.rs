//! Finished files, each written whole or not at all.

mod pages;
mod pdf;
mod print;
mod write;

pub use pages::pages_json;
pub use pdf::{for_print, pdf};
pub use print::{PrintError, PrintJob, is_press_profile, print};
pub use write::write_whole;
