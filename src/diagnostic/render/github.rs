//! Workflow commands, which GitHub Actions shows beside the lines of a pull request.

use crate::diagnostic::{Diagnostic, Files};

/// Renders `::error file=…,line=…,col=…,title=…::message`; paths are prefixed with that of the project folder.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], files: &Files, prefix: &str) -> String {
    let command = |diagnostic: &Diagnostic| {
        let file = files.get(diagnostic.primary.span.file);
        let range = diagnostic.primary.span.range();
        let (line, column) = file.line_column(range.start);
        let (end_line, end_column) = file.line_column(range.end);
        let path = property(&format!("{prefix}{}", file.path()));
        let title = property(diagnostic.rule.code);
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
        let message = data(&format!("{}{help}", diagnostic.message));
        let severity = diagnostic.severity.name();
        format!(
            "::{severity} file={path},line={line},endLine={end_line},col={column},endColumn={end_column},title={title}::{message}\n"
        )
    };
    diagnostics.iter().map(command).collect()
}

/// Escapes a message: it ends at a line break, and `%` begins an escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property: it also ends at `:` or `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
