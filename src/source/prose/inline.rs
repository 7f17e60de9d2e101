//! Running text of Markdown.

use comrak::nodes::{Node, NodeValue};
use unicode_normalization::UnicodeNormalization;

use super::address::ascii_address;
use super::parser::Parser;
use super::{Citation, CitationKind, DataKind, Inline, plain_text, split_scheme, text};
use crate::characters::joins;
use crate::diagnostic::{Diagnostic, Span, rule, suggest};

/// How deep emphasis and links may nest.
pub(super) const MAX_DEPTH: usize = 8;

/// A soft line break is kept until its neighbours are known.
enum Part {
    Done(Inline),
    Soft(Span),
}

/// Collects the inlines of a node.
pub(super) fn collect(parser: &mut Parser<'_>, node: Node<'_>) -> Vec<Inline> {
    collect_at(parser, node, 0)
}

fn collect_at(parser: &mut Parser<'_>, node: Node<'_>, depth: usize) -> Vec<Inline> {
    let mut parts = Vec::new();
    for child in node.children() {
        let span = parser.span(child);
        if depth >= MAX_DEPTH {
            parser.report(&rule::PROSE_UNSUPPORTED, span, "emphasis is nested too deeply", "remove some of the `*`");
            return Vec::new();
        }
        let value = child.data().value.clone();
        let inline = match value {
            NodeValue::Text(value) => Inline::Text(text(value, span)),
            NodeValue::Escaped => Inline::Text(text(plain(child), span)),
            NodeValue::SoftBreak => {
                parts.push(Part::Soft(span));
                continue;
            }
            NodeValue::LineBreak => Inline::Break,
            NodeValue::Strong => Inline::Strong(collect_at(parser, child, depth + 1)),
            NodeValue::Emph => {
                notes_as_emphasis(parser, &plain(child), span);
                Inline::Emphasis(collect_at(parser, child, depth + 1))
            }
            NodeValue::Link(link) => {
                no_title(parser, &link.title, span);
                // A space between the brackets is none: the number of the page must not be lost for it.
                let body = if is_blank(child) { Vec::new() } else { collect_at(parser, child, depth + 1) };
                match self::link(parser, &link.url, body, span) {
                    Some(inline) => inline,
                    None => continue,
                }
            }
            NodeValue::HtmlInline(_) => {
                parser.html(span);
                continue;
            }
            NodeValue::Image(_) => {
                let help = "put a blank line before and after it";
                parser.report(&rule::PROSE_PLACEMENT, span, "an image stands in a paragraph of its own", help);
                continue;
            }
            NodeValue::Code(_) => {
                let help = "remove the backticks; for emphasis write `**text**`";
                parser.report(&rule::PROSE_UNSUPPORTED, span, "code has no place in a plan", help);
                continue;
            }
            _ => {
                let help = "use plain text, `**bold**`, links and line breaks";
                parser.report(&rule::PROSE_UNSUPPORTED, span, "this Markdown has no form in a plan", help);
                continue;
            }
        };
        parts.push(Part::Done(inline));
    }
    join(parts)
}

fn link(parser: &mut Parser<'_>, url: &str, body: Vec<Inline>, span: Span) -> Option<Inline> {
    let Some((scheme, rest)) = split_scheme(url) else {
        let message = if url.is_empty() {
            "the link has no address".to_owned()
        } else {
            format!("the link `{url}` leads nowhere")
        };
        parser.report(&rule::PROSE_LINK, span, message, nowhere(url, &body));
        return None;
    };
    if matches!(scheme, "http" | "https" | "mailto") {
        if let Err(reason) = ascii_address(url) {
            let help = "write the whole address as a browser or a mail program takes it";
            parser.report(&rule::PROSE_LINK, span, format!("`{url}` is no address: {reason}"), help);
            return None;
        }
        if body.is_empty() {
            let help = "write the text that is shown between the brackets";
            parser.report(&rule::PROSE_LINK, span, format!("the link to `{url}` has no text"), help);
            return None;
        }
        return Some(Inline::Link { url: text(url, span), body });
    }
    if let Some(kind) = is_data(scheme) {
        let message = format!("`{}:` stands in running text", kind.scheme());
        let help = "put it in a paragraph of its own, with empty brackets, a blank line before and after it";
        parser.report(&rule::PROSE_PLACEMENT, span, message, help);
        return None;
    }
    let Some(kind) = CitationKind::ALL.into_iter().find(|kind| kind.scheme() == scheme) else {
        let schemes = CitationKind::ALL.map(CitationKind::scheme);
        let schemes = schemes.into_iter().chain(DataKind::ALL.map(DataKind::scheme)).chain(["https", "mailto"]);
        let mut diagnostic = Diagnostic::new(&rule::PROSE_LINK, span, format!("a link cannot begin with `{scheme}:`"));
        diagnostic = match suggest(scheme, schemes.clone()) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}:{rest}`?")),
            None => {
                let known = schemes.map(|s| format!("`{s}:`")).collect::<Vec<_>>().join(", ");
                diagnostic.help(format!("links begin with {known}"))
            }
        };
        parser.push(diagnostic);
        return None;
    };
    if !body.is_empty() && !matches!(kind, CitationKind::Page | CitationKind::Title) {
        let help = format!("leave the brackets empty: `[]({url})`; the text comes from the plan");
        let message = format!("`{scheme}:` shows a value of the plan and takes no text");
        parser.report(&rule::PROSE_LINK, span, message, help);
        return None;
    }
    if is_number(&plain_text(&body)) {
        let message = format!("`{}` is shown as if it were the number of the page", plain_text(&body));
        let help = format!("leave the brackets empty: `[](page:{rest})` shows the number and follows it");
        parser.report(&rule::PROSE_LINK, span, message, help);
        return None;
    }
    Some(Inline::Citation(Citation { kind, id: text(rest, span), body }))
}

/// Reports emphasis that begins or ends where none does: two asterisks that mark notes (事業A*、事業B*) have been taken for it, and
/// would be lost.
fn notes_as_emphasis(parser: &mut Parser<'_>, words: &str, span: Span) {
    if words.starts_with(['、', '。', '，', '．', '）', '」', '』', '・'])
        || words.ends_with(['、', '，', '（', '「', '『', '・'])
    {
        let help = "write `\\*` for an asterisk that is to be printed";
        parser.report(&rule::LOOKALIKE, span, "the two `*` are taken for emphasis of what stands between them", help);
    }
}

/// Says what to write instead of a link that leads nowhere.
fn nowhere(url: &str, body: &[Inline]) -> String {
    let half: String = url.nfkc().collect();
    let words = plain_text(body);
    if split_scheme(&half).is_some() && half != url {
        format!("write `[{words}]({half})`, with half-width letters and marks")
    } else if url.starts_with("images/") {
        format!("for an image write `![{words}]({url})`, with a half-width `!` right before the bracket")
    } else {
        "write `https://…`, `mailto:…`, or a part of the plan such as `page:id`".to_owned()
    }
}

/// Says whether a text is a number and nothing else, in digits of any width.
fn is_number(text: &str) -> bool {
    let mut digits = text.nfkc().filter(|c| !c.is_whitespace()).peekable();
    digits.peek().is_some() && digits.all(|c| c.is_ascii_digit())
}

/// Reports a link's title: nothing of it would be seen.
pub(super) fn no_title(parser: &mut Parser<'_>, title: &str, span: Span) {
    if !title.is_empty() {
        let help = "remove it, or write it between the square brackets, as part of what is shown";
        parser.report(&rule::PROSE_LINK, span, format!("the link's title `{title}` is not shown anywhere"), help);
    }
}

/// Says whether nothing stands in a node but white space.
pub(super) fn is_blank(node: Node<'_>) -> bool {
    node.descendants().skip(1).all(|inner| match &inner.data().value {
        NodeValue::Text(text) => text.trim().is_empty(),
        NodeValue::SoftBreak | NodeValue::LineBreak => true,
        _ => false,
    })
}

/// Returns the kind of data that a link's scheme places.
pub(super) fn is_data(scheme: &str) -> Option<DataKind> {
    DataKind::ALL.into_iter().find(|kind| kind.scheme() == scheme)
}

/// Resolves soft breaks: nothing beside an East Asian wide character, a space between others.
fn join(parts: Vec<Part>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(parts.len());
    let mut pending: Option<Span> = None;
    for part in parts {
        match part {
            Part::Soft(span) => pending = Some(span),
            Part::Done(inline) => {
                if let Some(span) = pending.take() {
                    let before = out.last().and_then(|last| edge(last, Edge::Last));
                    let after = edge(&inline, Edge::First);
                    if !joins(before, after) {
                        out.push(Inline::Text(text(" ", span)));
                    }
                }
                out.push(inline);
            }
        }
    }
    out
}

#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

fn edge(inline: &Inline, which: Edge) -> Option<char> {
    let of = |inlines: &[Inline]| match which {
        Edge::First => inlines.first().and_then(|inline| edge(inline, which)),
        Edge::Last => inlines.last().and_then(|inline| edge(inline, which)),
    };
    match inline {
        Inline::Text(text) => match which {
            Edge::First => text.chars().next(),
            Edge::Last => text.chars().last(),
        },
        Inline::Strong(body)
        | Inline::Emphasis(body)
        | Inline::Deleted(body)
        | Inline::Inserted(body)
        | Inline::Link { body, .. } => of(body),
        // What a citation shows is Japanese (a title, an amount) or a number set without spaces.
        Inline::Citation(_) => Some('字'),
        Inline::Break => None,
    }
}

/// Returns the text inside a node, without any markup.
pub(super) fn plain(node: Node<'_>) -> String {
    let mut out = String::new();
    for descendant in node.descendants() {
        match &descendant.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            _ => {}
        }
    }
    out
}
