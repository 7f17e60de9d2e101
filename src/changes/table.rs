//! The 新旧対照表 for programs and for pasting.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Difference, GONE, NEW};
use crate::diagnostic::inert;

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
    // A break stays a break in its cell; nothing else may act.
    let text = text.split('\n').map(inert).collect::<Vec<_>>().join("\n");
    let guarded = if formula { format!("'{text}") } else { text };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// Writes differences as a Markdown table, of which nothing is HTML or has a meaning in Markdown but the table itself.
#[must_use]
pub fn markdown(differences: &[Difference]) -> String {
    let mut out = format!("| {} |\n|{}\n", COLUMNS.join(" | "), " --- |".repeat(COLUMNS.len()));
    for difference in differences {
        let row: Vec<_> = cells(difference).iter().map(|text| cell(text)).collect();
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

/// Writes a text as a cell of a Markdown table. What would be HTML is written as entities, since not every reader of Markdown
/// knows `\<`.
fn cell(text: &str) -> String {
    let text = text.replace("\r\n", " ").replace('\n', " ");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
            c => out.push_str(&inert(c.encode_utf8(&mut [0; 4]))),
        }
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
            ("\t=1", "'\\t=1"),
            ("\n=1", "\"'\n=1\""),
            ("－", "－"),
            ("△5", "△5"),
            ("・一", "・一"),
            ("", ""),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }

    #[test]
    fn a_cell_is_text_and_stays_one_cell() {
        assert_eq!(cell("1,500名 ⇒ 500名"), "1,500名 ⇒ 500名");
        assert_eq!(cell("<img src=x>&lt;"), "&lt;img src=x&gt;&amp;lt;");
        assert_eq!(cell("a|b\\|c\n**d** [e](f:g) `h`"), "a\\|b\\\\\\|c \\*\\*d\\*\\* \\[e\\](f:g) \\`h\\`");
        assert_eq!(cell("\u{1b}[2J"), "\\u{1b}\\[2J");
    }
}
