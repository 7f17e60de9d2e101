//! The versioned form for programs.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::Selection;
use crate::diagnostic::{Annotation, Files, is_active};

/// A place: path, 1-based lines, 1-based columns in characters, end exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// Turns diagnostics into a JSON array; the object around it, with its version, belongs to the command.
#[must_use]
pub fn json(selection: &Selection<'_>, files: &Files) -> Value {
    let entries: Vec<_> = selection
        .shown
        .iter()
        .map(|diagnostic| Entry {
            code: diagnostic.rule.code,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            place: place(&diagnostic.primary, files),
            related: diagnostic.secondary.iter().map(|other| place(other, files)).collect(),
            help: diagnostic.help.as_deref(),
        })
        .collect();
    json!(entries)
}

/// Turns the counts by rule into a JSON array: `count` is how many there are, `shown` how many are among the diagnostics.
#[must_use]
pub fn json_counts(selection: &Selection<'_>) -> Value {
    let counts = selection.counts.iter().map(|count| {
        json!({
            "code": count.rule.code,
            "severity": count.severity.name(),
            "count": count.total,
            "shown": count.shown,
        })
    });
    counts.collect()
}

/// Writes JSON in one line. What acts on a terminal is escaped, which means the same to a program.
#[must_use]
pub fn json_line(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        // Only strings can have such characters; none is beyond the Basic Multilingual Plane.
        if is_active(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

fn place<'a>(annotation: &'a Annotation, files: &'a Files) -> Place<'a> {
    let file = files.get(annotation.span.file);
    let range = annotation.span.range();
    let (line, column) = file.line_column(range.start);
    let (end_line, end_column) = file.line_column(range.end);
    Place { file: file.path(), line, column, end_line, end_column, label: &annotation.label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_says_the_same() {
        let value = json!({ "text": "a\u{1b}\n\u{9b}\u{202e}\u{2028}題\"" });
        let line = json_line(&value);
        assert!(!line.trim_end_matches('\n').contains(is_active), "{line:?}");
        assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), value);
    }
}
