//! The page map for programs.

use serde_json::{Value, json};

use crate::engine::PageMap;

/// Turns a page map into JSON: every part with its label, title, printed page and position in the file.
#[must_use]
pub fn pages_json(pages: &PageMap) -> Value {
    let parts = pages.entries.iter().map(|entry| {
        json!({
            "label": entry.entry.label,
            "title": entry.entry.title,
            "page": pages.printed(entry),
            "position": entry.physical,
        })
    });
    json!({ "version": 1, "pages": pages.count, "parts": parts.collect::<Vec<_>>() })
}
