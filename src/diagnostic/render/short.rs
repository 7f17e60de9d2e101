//! The form of compilers: one line a finding, which editors can jump to.

use std::fmt::Write as _;

use super::Selection;
use crate::diagnostic::{Files, inert};

/// Renders `file:line:column: severity[code]: message`, and `severity[code]: …` for what is only counted.
#[must_use]
pub fn short(selection: &Selection<'_>, files: &Files) -> String {
    let mut out = String::new();
    for diagnostic in &selection.shown {
        let file = files.get(diagnostic.primary.span.file);
        let (line, column) = file.line_column(diagnostic.primary.span.range().start);
        let (severity, code) = (diagnostic.severity.name(), diagnostic.rule.code);
        let (path, message) = (inert(file.path()), inert(&diagnostic.message));
        let _ = writeln!(out, "{path}:{line}:{column}: {severity}[{code}]: {message}");
    }
    for count in selection.left_out() {
        let (severity, code) = (count.severity.name(), count.rule.code);
        let _ = writeln!(out, "{severity}[{code}]: {} more{}", count.left_out(), super::human::how_to_show(count));
    }
    out
}
