//! The 新旧対照表 for programs and for pasting.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Difference, GONE, NEW};

/// The columns.
const COLUMNS: [&str; 6] = ["箇所", "旧", "新", "旧頁", "新頁", "理由"];

fn cells(difference: &Difference) -> [&str; 6] {
    [
        difference.place.as_str(),
        difference.old.as_deref().unwrap_or(NEW),
        difference.new.as_deref().unwrap_or(GONE),
        difference.old_page.as_deref().unwrap_or_default(),
        difference.new_page.as_deref().unwrap_or_default(),
        difference.reason.as_ref().map_or("", |reason| &reason.value),
    ]
}

/// Turns differences into JSON.
#[must_use]
pub fn json(differences: &[Difference], from: &str, to: &str) -> Value {
    let changes = differences.iter().map(|difference| {
        json!({
            "path": difference.path,
            "place": difference.place,
            "old": difference.old,
            "new": difference.new,
            "old_page": difference.old_page,
            "new_page": difference.new_page,
            "reason": difference.reason.as_ref().map(|reason| &reason.value),
        })
    });
    json!({ "version": 1, "from": from, "to": to, "changes": changes.collect::<Vec<_>>() })
}

/// Writes differences as CSV (RFC 4180) with a header, in UTF-8.
#[must_use]
pub fn csv(differences: &[Difference]) -> String {
    let field = |text: &str| {
        // A spreadsheet would run a cell that begins so as a formula.
        let inert =
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
        if inert.contains([',', '"', '\n', '\r']) { format!("\"{}\"", inert.replace('"', "\"\"")) } else { inert }
    };
    let row = |cells: &[&str]| cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",") + "\r\n";
    let mut out = row(&["path", "place", "old", "new", "old_page", "new_page", "reason"]);
    for difference in differences {
        let [place, _, _, old_page, new_page, reason] = cells(difference);
        let (old, new) = (difference.old.as_deref().unwrap_or(""), difference.new.as_deref().unwrap_or(""));
        out.push_str(&row(&[&difference.path, place, old, new, old_page, new_page, reason]));
    }
    out
}

/// Writes differences as a Markdown table.
#[must_use]
pub fn markdown(differences: &[Difference]) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let mut out = format!("| {} |\n|{}\n", COLUMNS.join(" | "), " --- |".repeat(COLUMNS.len()));
    for difference in differences {
        let row: Vec<_> = cells(difference).iter().map(|text| cell(text)).collect();
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}
