//! What is wrong, where, and what to do about it.
//!
//! One [`Diagnostic`] serves every stage. It is data: a [`Rule`], a message, places in the author's files and a
//! help text. The [`render`] functions turn it into text or JSON and know nothing of how it came about.

mod collect;
mod inert;
pub mod render;
pub mod rule;
mod span;

pub use collect::Findings;
pub use inert::{inert, is_active};
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
    /// How many more findings of the rule there are that were not kept; see [`Findings`].
    pub more: usize,
}

impl Diagnostic {
    /// Creates a diagnostic of the rule's own severity at `span`.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: inert::clipped(message.into()),
            primary: Annotation { span, label: String::new() },
            secondary: Vec::new(),
            help: None,
            more: 0,
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
        self.primary.label = inert::clipped(label.into());
        self
    }

    /// Adds another place that explains the diagnostic.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push(Annotation { span, label: inert::clipped(label.into()) });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(inert::clipped(help.into()));
        self
    }

    /// Says what to do next, where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(inert::clipped).or(self.help);
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
    diagnostics.dedup_by(|again, first| {
        let same = again.primary.span == first.primary.span
            && again.rule.code == first.rule.code
            && again.message == first.message;
        if same {
            first.more += again.more;
        }
        same
    });
}

/// How long a name may be for which another is suggested: no one slips in a text of a thousand letters.
const MAX_SUGGESTED: usize = 48;
/// Among how many names one is looked for.
const MAX_CANDIDATES: usize = 5_000;
/// How many names a help text lists.
const MAX_LISTED: usize = 20;

/// Returns the candidate that was most likely meant by `written`, if any is close enough.
///
/// The measure is Damerau-Levenshtein similarity; 0.6 accepts one slip in a short word and two or three in a long
/// one. The first or the last letter is hardly ever the slip, so names with neither in common are not measured.
pub fn suggest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().take(MAX_SUGGESTED + 1).count();
    if length > MAX_SUGGESTED {
        return None;
    }
    let close = |candidate: &str| {
        let other = candidate.chars().take(MAX_SUGGESTED + 1).count();
        let ends = candidate.chars().next() == written.chars().next()
            || candidate.chars().next_back() == written.chars().next_back();
        // The similarity is at most that of the lengths.
        ends && other <= MAX_SUGGESTED && 5 * length.min(other) >= 3 * length.max(other)
    };
    candidates
        .into_iter()
        .take(MAX_CANDIDATES)
        .filter(|candidate| close(candidate))
        .map(|candidate| (strsim::normalized_damerau_levenshtein(written, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Returns a help text for an unknown name: the likely meant one, or the list of all there are, if they are few.
pub fn suggest_help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(candidate) = suggest(written, candidates.clone()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let mut names = candidates.into_iter();
    let known: Vec<_> = names.by_ref().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
    let more = match names.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!known.is_empty()).then(|| format!("known here: {}{more}", known.join(", ")))
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

    #[test]
    fn names_are_suggested_and_listed_within_limits() {
        let long = "a".repeat(100_000);
        assert_eq!(suggest(&long, [long.as_str()]), None);
        let names: Vec<_> = (0..300).map(|at| format!("id-{at}")).collect();
        let help = suggest_help("何か", names.iter().map(String::as_str)).expect("a list");
        assert!(help.ends_with("`id-19` and 280 more"), "{help}");
    }
}
