//! SARIF 2.1.0 (OASIS), which code hosts and editors read.

use serde_json::{Value, json};

use crate::diagnostic::{Annotation, Diagnostic, Files, Severity};

/// Turns diagnostics into a SARIF log with one run; paths are prefixed with that of the project folder.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic], files: &Files, prefix: &str) -> Value {
    let mut rules: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup_by_key(|rule| rule.code);
    let descriptors: Vec<_> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.explanation },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let results: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
            let related = diagnostic.secondary.iter().map(|place| location(place, files, prefix));
            json!({
                "ruleId": diagnostic.rule.code,
                "ruleIndex": rules.iter().position(|rule| rule.code == diagnostic.rule.code),
                "level": level(diagnostic.severity),
                "message": { "text": format!("{}{help}", diagnostic.message) },
                "locations": [location(&diagnostic.primary, files, prefix)],
                "relatedLocations": related.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "keikaku",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            } },
            // Columns here count characters.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

const fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn location(annotation: &Annotation, files: &Files, prefix: &str) -> Value {
    let file = files.get(annotation.span.file);
    let range = annotation.span.range();
    let (line, column) = file.line_column(range.start);
    let (end_line, end_column) = file.line_column(range.end);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": format!("{prefix}{}", file.path()) },
            "region": {
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            },
        },
    });
    if !annotation.label.is_empty() {
        location["message"] = json!({ "text": annotation.label });
    }
    location
}
