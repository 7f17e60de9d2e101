//! Pure functions from diagnostics to text.

mod github;
mod human;
mod json;
mod sarif;
mod selection;
mod short;

pub use github::{github, github_error};
pub use human::{human, human_counts, human_error};
pub use json::{json, json_counts, json_line};
pub use sarif::{sarif, sarif_error};
pub use selection::{Count, Selection};
pub use short::short;
