//! The form of compilers: one line a finding, which editors can jump to.

use crate::diagnostic::{Diagnostic, Files};

/// Renders `file:line:column: severity[code]: message`.
#[must_use]
pub fn short(diagnostics: &[Diagnostic], files: &Files) -> String {
    let line = |diagnostic: &Diagnostic| {
        let file = files.get(diagnostic.primary.span.file);
        let (line, column) = file.line_column(diagnostic.primary.span.range().start);
        let (severity, code) = (diagnostic.severity.name(), diagnostic.rule.code);
        format!("{}:{line}:{column}: {severity}[{code}]: {}\n", file.path(), diagnostic.message)
    };
    diagnostics.iter().map(line).collect()
}
