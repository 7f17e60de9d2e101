//! What reading Markdown needs throughout: the source with its places, and what was found wrong.

use std::ops::Range;

use comrak::nodes::{Node, Sourcepos};
use comrak::{Arena, Options, parse_document};

use crate::diagnostic::{Diagnostic, Findings, Rule, Span, rule};

/// How large a part without a blank line may be, in bytes: some ten thousand characters, far more than a page holds.
///
/// What Markdown costs grows faster than its length; this keeps it small.
const MAX_PART_BYTES: usize = 32 << 10;

/// How many characters that open a mark may stand in such a part: each may nest, and nesting costs stack.
const MAX_PART_MARKS: usize = 2_000;

/// Returns how Markdown is read.
pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = true;
    // What an author escapes is meant as it stands; what looks like a mark without it may not be.
    options.parse.escaped_char_spans = true;
    options
}

/// The source of a text in Markdown and what is wrong with it.
pub(super) struct Parser<'s> {
    source: &'s str,
    /// Where `source` lies in the author's file.
    base: Span,
    /// Whether offsets in `source` are offsets in the file; not so for YAML values.
    exact: bool,
    line_starts: Vec<usize>,
    findings: Findings,
}

impl<'s> Parser<'s> {
    pub fn new(source: &'s str, base: Span) -> Self {
        let line_starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let exact = base.range().len() == source.len();
        Self { source, base, exact, line_starts, findings: Findings::default() }
    }

    /// Looks for what the tree of Markdown does not show: parts that are too large, and lines that it leaves out.
    pub fn check_lines(&mut self) -> Result<(), Vec<Diagnostic>> {
        let (mut size, mut marks) = (0, 0);
        for (number, line) in self.source.split('\n').enumerate() {
            if line.trim().is_empty() {
                (size, marks) = (0, 0);
            }
            size += line.len() + 1;
            marks += line.matches(['*', '_', '[', '>', '+']).count() + line.matches("- ").count();
            let place = |range: Range<usize>| {
                let at = self.base.range().start + self.line_starts[number];
                if self.exact { Span::new(self.base.file, at + range.start, at + range.end) } else { self.base }
            };
            if size > MAX_PART_BYTES {
                let message = format!("more than {} KiB without a blank line", MAX_PART_BYTES / 1024);
                let help = "divide the text into paragraphs";
                return Err(vec![Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..0), message).help(help)]);
            }
            if marks > MAX_PART_MARKS {
                let message = format!("more than {MAX_PART_MARKS} marks of Markdown without a blank line");
                let help = "divide the text into paragraphs, or write `\\*` for a character that marks nothing";
                return Err(vec![Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..0), message).help(help)]);
            }
            if is_definition(line) {
                let help = "write the link where it is used (`[words](page:id)`), and a note as a line that begins \
                            with ※";
                let message = "a definition would not be shown";
                self.findings.push(Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..line.len()), message).help(help));
            }
        }
        Ok(())
    }

    /// Returns what was made of the text, unless something is wrong with it.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.findings.is_empty() { Ok(value) } else { Err(self.findings.into_vec()) }
    }

    pub fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::new(rule, span, message).help(help));
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    pub fn html(&mut self, span: Span) {
        let help = "use Markdown; for a literal `<` write `\\<`";
        self.report(&rule::PROSE_HTML, span, "raw HTML is not accepted", help);
    }

    /// Says whether something is wrong at a place or after it.
    pub fn found_since(&self, place: Span) -> bool {
        self.findings.iter().any(|finding| finding.primary.span.start >= place.start)
    }

    /// Returns the place behind all text.
    pub fn end(&self) -> Span {
        let end = self.base.range().end;
        Span::new(self.base.file, end, end)
    }

    /// Returns a node's place: comrak counts lines and columns from 1, columns in bytes, the end inclusive.
    pub fn span(&self, node: Node<'_>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        if !self.exact {
            return self.base;
        }
        let offset = |line: usize, column: usize| {
            let line_start = line.checked_sub(1).and_then(|at| self.line_starts.get(at));
            line_start.map_or(self.source.len(), |start| (start + column).min(self.source.len()))
        };
        let start = offset(start.line, start.column.saturating_sub(1));
        let end = offset(end.line, end.column);
        Span::new(self.base.file, self.base.range().start + start, self.base.range().start + end)
    }

    /// Returns what is written at a place; nothing where places in the source are not known.
    pub fn written(&self, span: Span) -> Option<&'s str> {
        let start = self.base.range().start;
        let range = span.range();
        self.source.get(range.start.checked_sub(start)?..range.end.checked_sub(start)?).filter(|_| self.exact)
    }

    /// Returns what stands behind a place on its line.
    pub fn rest_of_line(&self, span: Span) -> Option<&'s str> {
        let start = span.range().end.checked_sub(self.base.range().start)?;
        self.source.get(start..).filter(|_| self.exact).map(|rest| rest.lines().next().unwrap_or_default())
    }
}

/// Says whether a line defines the target of a link (`[words]: page:id`), which shows nothing by itself.
fn is_definition(line: &str) -> bool {
    line.trim_start().starts_with('[')
        && line.contains("]:")
        && parse_document(&Arena::new(), line.trim_start(), &options()).first_child().is_none()
}
