//! Finished files, each written whole or not at all.

mod drawings;
mod eject;
mod pages;
mod pdf;
mod print;
mod write;

pub use drawings::{png, svg};
pub use eject::{EjectError, eject};
pub use pages::pages_json;
pub use pdf::{for_print, pdf};
pub use print::{PrintError, PrintJob, is_press_profile, print};
pub use write::{WriteError, write_new, write_out, write_source};
