//! Pure functions from diagnostics to text.

mod human;
mod json;

pub use human::human;
pub use json::json;
