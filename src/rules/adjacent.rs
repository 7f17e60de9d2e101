//! Numbers that the plan makes where digits stand beside them: 1 before page 12 reads 112.

use super::Context;
use crate::diagnostic::{Diagnostic, Span, Text, rule};
use crate::model::{Block, Citation, Destination, Inline, Page, Plan};
use crate::source::prose::visit_blocks;

/// Two numbers that read as one.
pub(super) struct RunTogether {
    /// The author's digit, where one of the two is.
    digit: Option<char>,
    span: Span,
}

/// A text or citation as its neighbours see it.
struct Shown {
    first: Option<char>,
    last: Option<char>,
    /// Whether the plan makes it.
    made: bool,
    /// Where its beginning and its end are written, where that is known.
    places: Option<[Span; 2]>,
}

pub(super) fn check(context: &Context<'_>) -> Vec<RunTogether> {
    let mut findings = Vec::new();
    for project in &context.plan.projects {
        for blocks in [&project.purpose, &project.outline, &project.aims] {
            visit_blocks(blocks, &mut |block| {
                let mut look = |body: &[Inline]| findings.extend(run_together(context.plan, body, project.title.span));
                match block {
                    Block::Paragraph(body) | Block::Note(body) => look(body),
                    Block::Table { header, rows, .. } => {
                        header.iter().chain(rows.iter().flatten()).for_each(|cell| look(cell));
                    }
                    Block::List { .. } | Block::Image(_) | Block::Data(_) => {}
                }
            });
        }
    }
    for page in &context.plan.pages {
        if let Page::Positioning(page) = page {
            findings.extend(run_together(context.plan, &page.lead, page.title.span));
        }
    }
    findings
}

fn run_together(plan: &Plan, body: &[Inline], fallback: Span) -> Vec<RunTogether> {
    let mut shown = Vec::new();
    flatten(plan, body, &mut shown);
    let digit = |c: Option<char>| c.filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c));
    let pairs = shown.windows(2).filter_map(|pair| {
        let [before, after] = pair else { return None };
        let (left, right) = (digit(before.last)?, digit(after.first)?);
        (before.made || after.made).then(|| RunTogether {
            digit: if !before.made {
                Some(left)
            } else if !after.made {
                Some(right)
            } else {
                None
            },
            span: after.places.map(|[first, _]| first).or(before.places.map(|[_, last]| last)).unwrap_or(fallback),
        })
    });
    pairs.collect()
}

/// Lays running text out in a row, as a reader sees it.
fn flatten(plan: &Plan, body: &[Inline], out: &mut Vec<Shown>) {
    let made =
        |text: &str, places| Shown { first: text.chars().next(), last: text.chars().next_back(), made: true, places };
    for inline in body {
        match inline {
            Inline::Text(text) if text.is_empty() => {}
            Inline::Text(text) => out.push(Shown {
                first: text.chars().next(),
                last: text.chars().next_back(),
                made: false,
                places: Some(ends(text)),
            }),
            Inline::Break => out.push(made("\n", None)),
            // What was taken away is no longer there.
            Inline::Deleted(_) => {}
            Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Link { body, .. } => {
                flatten(plan, body, out);
            }
            Inline::Citation(Citation::Page(_, body, _) | Citation::Title(_, body)) if !body.is_empty() => {
                flatten(plan, body, out);
            }
            // Whatever its number is.
            Inline::Citation(Citation::Page(_, _, span)) => out.push(made("0", Some([*span; 2]))),
            Inline::Citation(Citation::Title(destination, _)) => out.push(made(&title(plan, *destination), None)),
            Inline::Citation(Citation::Amount(..)) => out.push(made("0円", None)),
            Inline::Citation(Citation::Audience(label, text)) => {
                out.push(made(&format!("{}：{}", label.value, text.value), None));
            }
            Inline::Citation(Citation::Date(_)) => out.push(made("令和日", None)),
        }
    }
}

/// Returns the places of a text's first and last characters; of the whole text where it is written in another way.
fn ends(text: &Text) -> [Span; 2] {
    if text.span.range().len() != text.len() {
        return [text.span; 2];
    }
    let length = |c: Option<char>| c.map_or(0, char::len_utf8);
    let (first, last) = (length(text.chars().next()), length(text.chars().next_back()));
    [text.span.part(0, first), text.span.part(text.len() - last, last)]
}

fn title(plan: &Plan, destination: Destination) -> String {
    match destination {
        Destination::Project(project) => project.of(&plan.projects).title.value.clone(),
        Destination::Section(section) => section.of(&plan.sections).title.value.clone(),
        Destination::Page(kind) => plan.page_title(kind).map_or_else(String::new, |(title, _)| title),
    }
}

impl From<RunTogether> for Diagnostic {
    fn from(RunTogether { digit, span }: RunTogether) -> Self {
        let message = match digit {
            Some(digit) => format!("`{digit}` and the number of the reference read as one number"),
            None => "two numbers stand side by side and read as one".to_owned(),
        };
        Self::new(&rule::PROSE_LINK, span, message).help("write a word or a mark between them, such as `、` or `頁`")
    }
}
