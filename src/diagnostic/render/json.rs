//! The versioned form for programs.

use serde::Serialize;

use crate::diagnostic::{Annotation, Diagnostic, Files};

/// A place: path from the project folder, 1-based lines, 1-based columns in characters, end exclusive.
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
pub fn json(diagnostics: &[Diagnostic], files: &Files) -> serde_json::Value {
    let entries: Vec<_> = diagnostics
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
    serde_json::json!(entries)
}

fn place<'a>(annotation: &'a Annotation, files: &'a Files) -> Place<'a> {
    let file = files.get(annotation.span.file);
    let range = annotation.span.range();
    let (line, column) = file.line_column(range.start);
    let (end_line, end_column) = file.line_column(range.end);
    Place { file: file.path(), line, column, end_line, end_column, label: &annotation.label }
}
