//! Workflow commands, which GitHub Actions shows beside the lines of a pull request.

use std::fmt::Write as _;

use super::Selection;
use crate::diagnostic::{Files, Severity, inert};

/// Renders `::error file=…,line=…,col=…,title=…::message`.
#[must_use]
pub fn github(selection: &Selection<'_>, files: &Files) -> String {
    let mut out = String::new();
    for diagnostic in &selection.shown {
        let file = files.get(diagnostic.primary.span.file);
        let range = diagnostic.primary.span.range();
        let (line, column) = file.line_column(range.start);
        let (end_line, end_column) = file.line_column(range.end);
        let path = property(file.path());
        let title = property(diagnostic.rule.code);
        let message = message(&diagnostic.message, diagnostic.help.as_deref());
        let severity = diagnostic.severity.name();
        let _ = writeln!(
            out,
            "::{severity} file={path},line={line},endLine={end_line},col={column},endColumn={end_column},title={title}::{message}"
        );
    }
    for count in selection.left_out() {
        let (severity, title) = (count.severity.name(), property(count.rule.code));
        let _ = writeln!(out, "::{severity} title={title}::{} more of this rule", count.left_out());
    }
    out
}

/// Renders what keeps a command from its work and has no place in a file.
#[must_use]
pub fn github_error(text: &str, help: Option<&str>) -> String {
    format!("::{} title=keikaku::{}\n", Severity::Error.name(), message(text, help))
}

fn message(message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!("\n{}", inert(help)));
    data(&format!("{}{help}", inert(message)))
}

/// Escapes a message: it ends at a line break, and `%` begins an escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property: it also ends at `:` or `,`. Line breaks are given back by whoever reads it, so that a path stays what
/// it is; nothing stands for other characters that act.
fn property(text: &str) -> String {
    inert(&data(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a,b:c\n\u{1b}"), "a%2Cb%3Ac%0A\\u{1b}");
        assert_eq!(message("a\n::stop::b", Some("c%")), "a\\n::stop::b%0Ac%25");
    }
}
