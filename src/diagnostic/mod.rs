//! What is wrong, where, and what to do about it.
//!
//! One [`Diagnostic`] serves every stage. It is data: a [`Rule`], a message, places in the author's files and a
//! help text. The [`render`] functions turn it into text or JSON and know nothing of how it came about.

pub mod render;
pub mod rule;
mod span;

pub use rule::Rule;
pub use span::{File, FileId, Files, Located, Span, Text};

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth mending, but the plan can be made.
    Warning,
    /// No plan is made.
    Error,
}

impl Severity {
    /// Returns the severity's name in messages and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in an author's file together with what it has to do with the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The place.
    pub span: Span,
    /// What the place has to do with it; empty where the message says it all.
    pub label: String,
}

/// One thing that is wrong in the author's files.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The rule that does not hold.
    pub rule: &'static Rule,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place to mend.
    pub primary: Annotation,
    /// Other places that explain it.
    pub secondary: Vec<Annotation>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic of the rule's own severity at `span`.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: Annotation { span, label: String::new() },
            secondary: Vec::new(),
            help: None,
        }
    }

    /// Lowers the severity where the rule cannot be sure of this finding.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// Says what the primary place has to do with it.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.primary.label = label.into();
        self
    }

    /// Adds another place that explains the diagnostic.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push(Annotation { span, label: label.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do next, where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// Sorts diagnostics by file and place and drops those that say the same thing of the same place twice.
///
/// `files` gives the order: by path, so that the output does not depend on the order in which files were read.
pub fn sort(diagnostics: &mut Vec<Diagnostic>, files: &Files) {
    let key = |d: &Diagnostic| {
        let span = d.primary.span;
        (files.get(span.file).path().to_owned(), span.start, span.end, d.rule.code, d.message.clone())
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics
        .dedup_by(|a, b| a.primary.span == b.primary.span && a.rule.code == b.rule.code && a.message == b.message);
}

/// Returns the candidate that was most likely meant by `written`, if any is close enough.
///
/// The measure is Damerau-Levenshtein similarity; 0.6 accepts one slip in a short word and two or three in a long
/// one.
pub fn suggest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(written, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Returns a help text for an unknown name: the likely meant one, or the list of all there are.
pub fn suggest_help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(candidate) = suggest(written, candidates.clone()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let known: Vec<_> = candidates.into_iter().map(|name| format!("`{name}`")).collect();
    (!known.is_empty()).then(|| format!("known here: {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(suggest("amuont", ["name", "amount"]), Some("amount"));
        assert_eq!(suggest("分屋", ["分野", "項目"]), None);
        assert_eq!(suggest("colour", ["start", "end"]), None);
        assert_eq!(suggest_help("x", ["a", "b"]).as_deref(), Some("known here: `a`, `b`"));
    }
}
