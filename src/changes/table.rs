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
        difference.reason.as_deref().unwrap_or_default(),
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
            "reason": difference.reason,
        })
    });
    json!({ "version": 1, "from": from, "to": to, "changes": changes.collect::<Vec<_>>() })
}

/// Tells spreadsheets that what follows is UTF-8: Excel takes a file without it for one in the code page of its country.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Writes differences as CSV (RFC 4180) with a header, in UTF-8 with a byte order mark.
#[must_use]
pub fn csv(differences: &[Difference]) -> String {
    let row = |cells: &[&str]| cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",") + "\r\n";
    let mut out = String::from(BYTE_ORDER_MARK);
    out.push_str(&row(&["path", "place", "old", "new", "old_page", "new_page", "reason"]));
    for difference in differences {
        let [place, _, _, old_page, new_page, reason] = cells(difference);
        let (old, new) = (difference.old.as_deref().unwrap_or(""), difference.new.as_deref().unwrap_or(""));
        out.push_str(&row(&[&difference.path, place, old, new, old_page, new_page, reason]));
    }
    out
}

/// Writes a field. A spreadsheet would run one that begins like a formula: its sign, full-width too, or white space that
/// it takes away before it looks. A sign alone is none.
fn field(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let formula = text.starts_with(begins) && text.chars().nth(1).is_some();
    let inert = if formula { format!("'{text}") } else { text.to_owned() };
    if inert.contains([',', '"', '\n', '\r']) { format!("\"{}\"", inert.replace('"', "\"\"")) } else { inert }
}

/// Writes differences as a Markdown table.
#[must_use]
pub fn markdown(differences: &[Difference]) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', "<br>");
    let mut out = format!("| {} |\n|{}\n", COLUMNS.join(" | "), " --- |".repeat(COLUMNS.len()));
    for difference in differences {
        let row: Vec<_> = cells(difference).iter().map(|text| cell(text)).collect();
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing_and_loses_nothing() {
        for (text, written) in [
            ("14,043千円", "\"14,043千円\""),
            ("一\n二", "\"一\n二\""),
            ("「\"」", "\"「\"\"」\""),
            ("=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("-5", "'-5"),
            ("\t=1", "'\t=1"),
            ("\r\n=1", "\"'\r\n=1\""),
            ("－", "－"),
            ("△5", "△5"),
            ("・一", "・一"),
            ("", ""),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
