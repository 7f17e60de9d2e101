//! The rustc-style form for people.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, FileId, Files, Severity};

/// Renders diagnostics with the author's lines, in colour where `colour` is set.
#[must_use]
pub fn human(diagnostics: &[Diagnostic], files: &Files, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.code).element(snippet(
            diagnostic,
            diagnostic.primary.span.file,
            files,
        ));
        let mut shown = vec![diagnostic.primary.span.file];
        for annotation in &diagnostic.secondary {
            if !shown.contains(&annotation.span.file) {
                shown.push(annotation.span.file);
                group = group.element(snippet(diagnostic, annotation.span.file, files));
            }
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// Collects all of a diagnostic's places that lie in one file.
fn snippet<'a>(
    diagnostic: &'a Diagnostic,
    id: FileId,
    files: &'a Files,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file = files.get(id);
    let mut snippet = Snippet::source(file.text()).path(file.path());
    let kinds = std::iter::once((AnnotationKind::Primary, &diagnostic.primary))
        .chain(diagnostic.secondary.iter().map(|other| (AnnotationKind::Context, other)));
    for (kind, annotation) in kinds.filter(|(_, annotation)| annotation.span.file == id) {
        let range = annotation.span.range();
        let (start, end) = (file.floor(range.start), file.floor(range.end));
        let mut mark = kind.span(start..end);
        if !annotation.label.is_empty() {
            mark = mark.label(annotation.label.as_str());
        }
        snippet = snippet.annotation(mark);
    }
    snippet
}
