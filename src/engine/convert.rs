//! From the compiler's diagnostics to ours: every place becomes one in an author's or designer's file.

use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

use super::world::PlanWorld;
use super::{LayoutError, is_main};
use crate::compose::Composition;
use crate::diagnostic::{Diagnostic, Files, Rule, Severity, Span, rule};

pub(super) struct Context<'a> {
    pub world: &'a PlanWorld,
    pub composition: &'a Composition,
    pub files: &'a Files,
}

impl Context<'_> {
    /// Converts diagnostics; one without any place in a file of the project is a mistake of this program.
    pub fn convert_all(&self, diagnostics: &[SourceDiagnostic]) -> Result<Vec<Diagnostic>, LayoutError> {
        diagnostics.iter().map(|diagnostic| self.convert(diagnostic)).collect()
    }

    fn convert(&self, diagnostic: &SourceDiagnostic) -> Result<Diagnostic, LayoutError> {
        let trace: Vec<Span> = diagnostic.trace.iter().filter_map(|point| self.place(point.span.into())).collect();
        let own = self.place(diagnostic.span);
        let Some(primary) = own.or_else(|| trace.first().copied()).or_else(|| self.document()) else {
            return Err(LayoutError::Bug(format!("typst says `{}` of nothing in the project", diagnostic.message)));
        };
        if let Some((message, help)) = self.world.refused(&diagnostic.message) {
            return Ok(Diagnostic::new(&rule::IMAGE, primary, message).help(help));
        }
        let (rule, severity) = classify(diagnostic);
        let mut converted = Diagnostic::new(rule, primary, diagnostic.message.as_str());
        converted.severity = severity;
        // Where a layout stumbles, the author's text that it was setting may be the cause.
        let author = |span: &&Span| !self.files.get(span.file).path().starts_with("layouts/");
        if let Some(setting) = trace.iter().find(author).filter(|span| span.file != primary.file) {
            converted = converted.also(*setting, "while setting this");
        }
        let hints: Vec<_> = diagnostic.hints.iter().map(|hint| hint.v.as_str()).collect();
        if !hints.is_empty() {
            converted = converted.help(hints.join("; "));
        }
        Ok(converted)
    }

    /// Returns the place in the project that a compiler's span stands for.
    pub fn place(&self, span: DiagSpan) -> Option<Span> {
        let id = span.id()?;
        let range = self.world.range(span)?;
        let path = id.vpath().get_without_slash();
        if is_main(path) {
            return self.composition.map.span(&range);
        }
        self.files.find(path).map(|file| Span::new(file, range.start, range.end))
    }

    /// Returns where the document as a whole is described: in the layout that sets it up.
    fn document(&self) -> Option<Span> {
        super::file_span(self.files, "layouts/document.typ")
    }
}

fn classify(diagnostic: &SourceDiagnostic) -> (&'static Rule, Severity) {
    let message = diagnostic.message.as_str();
    if message.contains("did not converge") {
        (&rule::NOT_CONVERGED, Severity::Error)
    } else if message.starts_with("unknown font family") {
        (&rule::UNKNOWN_FONT, Severity::Error)
    } else if message.contains("ignored") {
        // What the compiler leaves out is lost, whatever it thinks of it.
        (&rule::IGNORED, Severity::Error)
    } else if diagnostic.severity == typst::diag::Severity::Error {
        (&rule::TYPST, Severity::Error)
    } else {
        (&rule::TYPST_WARNING, Severity::Warning)
    }
}
