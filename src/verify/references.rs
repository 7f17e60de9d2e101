//! Page references, proven on the finished PDF.
//!
//! Four things must say the same: the number shown under a link, the number printed on the page to which it leads,
//! that page's label, and the layout's page map.

use super::{Pdf, PdfPage};
use crate::diagnostic::{Diagnostic, Span, rule};

/// What the plan says the PDF holds.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The parts in order: title, position of the first page from 1, the author's place.
    pub parts: &'a [(String, usize, Span)],
    /// The page numbers shown, in order: position of the page meant, from 1; the author's place.
    pub references: &'a [(usize, Span)],
    /// Where the plan as a whole is described.
    pub plan: Span,
}

/// Verifies a PDF that was just made.
#[must_use]
pub fn verify(pdf: &Pdf, expected: Expected<'_>) -> Vec<Diagnostic> {
    let mut findings = labels("the file", pdf, expected);
    findings.extend(references(pdf, expected));
    findings.extend(map(pdf, expected));
    findings
}

/// A page number shown under a link.
pub(super) struct Shown {
    /// The page on which it is shown, from 0.
    pub on: usize,
    /// The number.
    pub number: String,
    /// The page to which the link leads, from 0.
    pub leads_to: Option<usize>,
}

/// Returns the page numbers that the PDF shows under links, in order.
pub(super) fn shown_numbers(pdf: &Pdf) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (on, page) in pdf.pages.iter().enumerate() {
        for link in &page.links {
            let number = page.text_in(link.rect);
            if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
                shown.push(Shown { on, number, leads_to: link.page });
            }
        }
    }
    shown
}

/// Returns the place of the part to which a page belongs.
pub(super) fn part_of(expected: Expected<'_>, page: usize) -> Span {
    let before = expected.parts.iter().rev().find(|(_, first, _)| *first <= page + 1);
    before.map_or(expected.plan, |(.., span)| *span)
}

/// Compares what is printed on every page of a PDF called `name` with its label.
pub(super) fn labels(name: &str, pdf: &Pdf, expected: Expected<'_>) -> Vec<Diagnostic> {
    let differing = pdf.pages.iter().enumerate().filter_map(|(at, page)| {
        let printed = page.printed_number();
        (printed != page.label).then(|| {
            let shown = |value: &Option<String>| value.as_ref().map_or("nothing".into(), |value| format!("`{value}`"));
            let message = format!(
                "page {} of {name} has {} printed on it, its label is {}",
                at + 1,
                shown(&printed),
                shown(&page.label)
            );
            Diagnostic::new(&rule::LABEL_MISMATCH, part_of(expected, at), message)
                .help("the footer in `layouts/document.typ` and the page numbering must agree")
        })
    });
    differing.collect()
}

fn references(pdf: &Pdf, expected: Expected<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (at, page) in pdf.pages.iter().enumerate() {
        for link in page.links.iter().filter(|link| link.page.is_none()) {
            let message = format!("the link `{}` leads to no page", page.text_in(link.rect));
            findings.push(
                Diagnostic::new(&rule::DANGLING_LINK, part_of(expected, at), message)
                    .help("the layouts must place the label to which it leads"),
            );
        }
    }
    let shown = shown_numbers(pdf);
    let aligned = shown.len() == expected.references.len();
    if !aligned {
        let message =
            format!("the PDF shows {} page references, the plan makes {}", shown.len(), expected.references.len());
        findings.push(
            Diagnostic::new(&rule::WRONG_PAGE, expected.plan, message)
                .help("every `prose.page-ref` of the layouts must show its number as a link"),
        );
    }
    for (index, reference) in shown.iter().enumerate() {
        let printed = reference.leads_to.and_then(|page| pdf.pages.get(page)).and_then(PdfPage::printed_number);
        if printed.as_deref() == Some(reference.number.as_str()) {
            // Number and link agree; they must also be about what the author meant.
            if aligned && reference.leads_to.map(|page| page + 1) != Some(expected.references[index].0) {
                let (meant, span) = expected.references[index];
                let message = format!(
                    "the page reference says {}, what it refers to begins on page {meant} of the file",
                    reference.number
                );
                findings.push(
                    Diagnostic::new(&rule::WRONG_PAGE, span, message)
                        .help("a layout shows the page of another part here than the one it is given"),
                );
            }
            continue;
        }
        let span = if aligned { expected.references[index].1 } else { part_of(expected, reference.on) };
        let leads = printed.map_or("a page without a number".into(), |printed| format!("page {printed}"));
        let message = format!("the page reference says {}, the link leads to {leads}", reference.number);
        findings.push(
            Diagnostic::new(&rule::WRONG_PAGE, span, message)
                .help("build the plan again; if this stays, a layout does not take the number from the layout"),
        );
    }
    findings
}

fn map(pdf: &Pdf, expected: Expected<'_>) -> Vec<Diagnostic> {
    let bookmarks: Vec<_> = pdf.outline.iter().filter(|item| item.depth == 0).collect();
    if bookmarks.len() != expected.parts.len() {
        let message = format!("the PDF has {} bookmarks, the plan {} parts", bookmarks.len(), expected.parts.len());
        return vec![
            Diagnostic::new(&rule::PAGE_MAP, expected.plan, message)
                .help("every page of `layouts/` must have exactly one heading of the first level"),
        ];
    }
    let differing = bookmarks.iter().zip(expected.parts).filter_map(|(bookmark, (title, first, span))| {
        let page = bookmark.page.map(|page| page + 1);
        (page != Some(*first)).then(|| {
            let leads = page.map_or("nowhere".into(), |page| format!("to page {page} of the file"));
            let message = format!("`{title}` begins on page {first} of the file, its bookmark leads {leads}");
            Diagnostic::new(&rule::PAGE_MAP, *span, message).help("build the plan again")
        })
    });
    differing.collect()
}
