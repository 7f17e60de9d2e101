//! The rustc-style form for people.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Count, Selection};
use crate::diagnostic::inert::inert_lines;
use crate::diagnostic::{Annotation, Diagnostic, FileId, Files, Severity, inert};

/// Renders diagnostics with the author's lines, in colour where `colour` is set.
#[must_use]
pub fn human(selection: &Selection<'_>, files: &Files, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in &selection.shown {
        let mut parts = vec![Part::of(diagnostic, diagnostic.primary.span.file, files)];
        for annotation in &diagnostic.secondary {
            if parts.iter().all(|part| part.file != annotation.span.file) {
                parts.push(Part::of(diagnostic, annotation.span.file, files));
            }
        }
        let message = inert(&diagnostic.message);
        let help = diagnostic.help.as_deref().map(inert);
        let title = level(diagnostic.severity).primary_title(message.as_ref()).id(diagnostic.rule.code);
        let group = title.elements(parts.iter().map(Part::snippet));
        let group = match &help {
            Some(help) => group.element(Level::HELP.message(help.as_ref())),
            None => group,
        };
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// Renders how many findings there are of each rule, if not all are shown.
#[must_use]
pub fn human_counts(selection: &Selection<'_>) -> String {
    let mut out = String::new();
    if selection.left_out().next().is_none() {
        return out;
    }
    for count in &selection.counts {
        let (severity, code) = (count.severity.name(), count.rule.code);
        let left_out = match count.left_out() {
            0 => String::new(),
            left_out => format!(": {left_out} more of this rule{}", how_to_show(count)),
        };
        let _ = writeln!(out, "{:>7}  {severity}[{code}]{left_out}", count.total);
    }
    out.push('\n');
    out
}

/// Renders what keeps a command from its work and has no place in a file.
#[must_use]
pub fn human_error(message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!("  = help: {}\n", inert(help)));
    format!("error: {}\n{help}", inert(message))
}

/// Says how those of a rule can be seen that are not shown.
pub(super) fn how_to_show(count: &Count) -> String {
    match count.kept - count.shown {
        0 => String::new(),
        more if more < count.left_out() => format!(" (`--rule {}` shows {} of them)", count.rule.code, count.kept),
        _ => format!(" (`--rule {}` shows all)", count.rule.code),
    }
}

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

/// What is shown of a file.
struct Part<'a> {
    file: FileId,
    path: Cow<'a, str>,
    /// The lines from the first to the last place, and no others: a file may have many.
    lines: Cow<'a, str>,
    first_line: usize,
    marks: Vec<(AnnotationKind, Range<usize>, Cow<'a, str>)>,
}

impl<'a> Part<'a> {
    /// Collects all of a diagnostic's places that lie in one file.
    fn of(diagnostic: &'a Diagnostic, id: FileId, files: &'a Files) -> Self {
        let file = files.get(id);
        let places: Vec<(AnnotationKind, &Annotation)> =
            std::iter::once((AnnotationKind::Primary, &diagnostic.primary))
                .chain(diagnostic.secondary.iter().map(|other| (AnnotationKind::Context, other)))
                .filter(|(_, annotation)| annotation.span.file == id)
                .collect();
        let ranges = places.iter().map(|(_, place)| place.span.range());
        let around = ranges.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or_default();
        let (first_line, window) = file.lines_around(around);
        let marks = places.into_iter().map(|(kind, place)| {
            let range = place.span.range();
            let (start, end) = (file.floor(range.start), file.floor(range.end));
            (kind, start - window.start..end - window.start, inert(&place.label))
        });
        Self {
            file: id,
            path: inert(file.path()),
            marks: marks.collect(),
            lines: inert_lines(&file.text()[window]),
            first_line,
        }
    }

    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let snippet = Snippet::source(self.lines.as_ref()).path(self.path.as_ref()).line_start(self.first_line);
        let marks = self.marks.iter().map(|(kind, range, label)| {
            let mark = kind.span(range.clone());
            if label.is_empty() { mark } else { mark.label(label.as_ref()) }
        });
        snippet.annotations(marks)
    }
}
