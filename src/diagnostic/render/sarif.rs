//! SARIF 2.1.0 (OASIS), which code hosts and editors read.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Selection;
use crate::diagnostic::{Annotation, Files, Severity, inert};

/// Turns diagnostics into a SARIF log with one run.
#[must_use]
pub fn sarif(selection: &Selection<'_>, files: &Files) -> Value {
    let mut rules: Vec<_> = selection.shown.iter().map(|diagnostic| diagnostic.rule).collect();
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
    let results: Vec<_> = selection
        .shown
        .iter()
        .map(|diagnostic| {
            let related = diagnostic.secondary.iter().map(|place| location(place, files));
            json!({
                "ruleId": diagnostic.rule.code,
                "ruleIndex": rules.iter().position(|rule| rule.code == diagnostic.rule.code),
                "level": level(diagnostic.severity),
                "message": { "text": message(&diagnostic.message, diagnostic.help.as_deref()) },
                "locations": [location(&diagnostic.primary, files)],
                "relatedLocations": related.collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut run = run(&descriptors, &results);
    let left_out: Vec<_> = selection
        .left_out()
        .map(|count| {
            let (total, code) = (count.total, count.rule.code);
            let text = format!("findings of `{code}`: {total}; {} of them are only counted", count.left_out());
            json!({ "level": "note", "message": { "text": text } })
        })
        .collect();
    if !left_out.is_empty() {
        run["invocations"] = json!([{ "executionSuccessful": true, "toolExecutionNotifications": left_out }]);
    }
    log(&run)
}

/// Turns what keeps a command from its work into a SARIF log without results.
#[must_use]
pub fn sarif_error(text: &str, help: Option<&str>, exit_code: u8) -> Value {
    let mut run = run(&[], &[]);
    run["invocations"] = json!([{
        "executionSuccessful": false,
        "exitCode": exit_code,
        "toolExecutionNotifications": [{
            "level": level(Severity::Error),
            "message": { "text": message(text, help) },
        }],
    }]);
    log(&run)
}

fn log(run: &Value) -> Value {
    json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run] })
}

fn run(rules: &[Value], results: &[Value]) -> Value {
    json!({
        "tool": { "driver": {
            "name": "keikaku",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        } },
        // Columns here count characters.
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

const fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn message(message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!("; {}", inert(help)));
    format!("{}{help}", inert(message))
}

fn location(annotation: &Annotation, files: &Files) -> Value {
    let file = files.get(annotation.span.file);
    let range = annotation.span.range();
    let (line, column) = file.line_column(range.start);
    let (end_line, end_column) = file.line_column(range.end);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file.path()) },
            "region": {
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            },
        },
    });
    if !annotation.label.is_empty() {
        location["message"] = json!({ "text": inert(&annotation.label) });
    }
    location
}

/// Writes a path as a URI reference (RFC 3986): everything but unreserved characters and `/` is percent-encoded.
fn uri(path: &str) -> String {
    let drive = path.as_bytes().get(1..3) == Some(b":/");
    let mut out = match path {
        path if path.starts_with('/') => String::from("file://"),
        _ if drive => String::from("file:///"),
        _ => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            b':' if drive && at == 1 => out.push(':'),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri("sources/projects/expo.yaml"), "sources/projects/expo.yaml");
        assert_eq!(uri("sources/a b#c?d%[é].md"), "sources/a%20b%23c%3Fd%25%5B%C3%A9%5D.md");
        assert_eq!(uri("HEAD:sources/plan.yaml"), "HEAD%3Asources/plan.yaml");
        assert_eq!(uri("/srv/計画/x.md"), "file:///srv/%E8%A8%88%E7%94%BB/x.md");
        assert_eq!(uri("C:/plan/x.md"), "file:///C:/plan/x.md");
    }
}
