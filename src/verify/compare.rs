//! A PDF made earlier, held against today's plan.

use std::ops::Range;

use super::references::{labels, part_of, shown_numbers};
use super::stale;
use super::texts::squeeze;
use super::{Expected, Pdf, PdfPage, Texts};
use crate::diagnostic::{Diagnostic, Span, rule};

/// What today's plan shows beside its pages.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The document's title.
    pub title: (String, Span),
    /// The cover's note.
    pub note: Option<(String, Span)>,
    /// The heading with the total, and where amounts are written.
    pub total: Option<(String, Span)>,
    /// The sheets: title, amount as shown, where it is written.
    pub amounts: Vec<(String, String, Span)>,
}

/// Compares a PDF called `name` with the PDF of today's plan. What is another plan's is only said to be so.
#[must_use]
pub fn compare(
    name: &str,
    old: &Pdf,
    today: &Pdf,
    expected: Expected<'_>,
    facts: &Facts,
    texts: Texts<'_>,
) -> Vec<Diagnostic> {
    let parts = OldParts::new(old, today);
    let (title, span) = &facts.title;
    let other_title = old.title.as_deref() != Some(title.as_str());
    if other_title && parts.known() * 2 < expected.parts.len() {
        let has = old.title.as_deref().map_or("no title".to_owned(), |title| format!("the title `{title}`"));
        let message = format!("`{name}` is not this plan: it has {has}, and other parts than `{title}`");
        return vec![Diagnostic::new(&rule::OTHER_EDITION, *span, message).help("compare the PDF of the same plan")];
    }
    let mut findings = edition(name, old, facts);
    findings.extend(moved_parts(name, old, today, expected, &parts));
    findings.extend(references(name, old, today, expected));
    findings.extend(labels(&format!("`{name}`"), old, expected));
    // An amount that is another one is said once, not at each of the places that show it.
    let said = |text: &str| {
        let total = facts.total.iter().map(|(total, _)| total);
        let mut amounts = facts.amounts.iter().map(|(_, amount, _)| amount).chain(total);
        findings.iter().any(|finding| finding.rule.code == rule::OTHER_TOTAL.code)
            && amounts.any(|amount| squeeze(amount).contains(text.trim_matches('…')))
    };
    let stale = stale::texts(name, old, today, texts, &parts, said);
    findings.extend(stale);
    findings
}

/// Where the parts of today's plan are in the other PDF.
pub(super) struct OldParts {
    /// The pages, from 0, of the part before the first one and of every part.
    pages: Vec<Option<Range<usize>>>,
    /// The titles of the parts that today's plan does not have.
    gone: Vec<String>,
}

impl OldParts {
    pub fn new(old: &Pdf, today: &Pdf) -> Self {
        // The number before a title changes where a part is added before it.
        let plain = |title: &str| squeeze(title).trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
        let tops = |pdf: &Pdf| -> Vec<(String, Option<usize>)> {
            let top = pdf.outline.iter().filter(|item| item.depth == 0);
            top.map(|item| (plain(&item.title), item.page)).collect()
        };
        let then = tops(old);
        let mut starts: Vec<usize> = then.iter().filter_map(|(_, page)| *page).collect();
        starts.sort_unstable();
        let end_of = |page: usize| starts.iter().copied().find(|start| *start > page).unwrap_or(old.pages.len());
        let front = starts.first().copied().unwrap_or(old.pages.len());
        let mut left: Vec<Option<&(String, Option<usize>)>> = then.iter().map(Some).collect();
        let mut pages = vec![Some(0..front)];
        for (title, _) in tops(today) {
            let known = left.iter_mut().find(|left| left.is_some_and(|(known, _)| *known == title));
            let page = known.and_then(|left| left.take().and_then(|(_, page)| *page));
            pages.push(page.map(|page| page..end_of(page)));
        }
        Self { pages, gone: left.into_iter().flatten().map(|(title, _)| title.clone()).collect() }
    }

    /// Returns how many parts the other PDF has, too.
    fn known(&self) -> usize {
        self.pages.iter().skip(1).flatten().count()
    }

    /// Returns the pages of a part, by its index in [`Texts::parts`].
    pub fn pages(&self, part: usize) -> Option<Range<usize>> {
        self.pages.get(part).cloned().flatten()
    }
}

fn edition(name: &str, old: &Pdf, facts: &Facts) -> Vec<Diagnostic> {
    let text: String = old.pages.iter().map(PdfPage::text).collect();
    let mut findings = Vec::new();
    let (title, span) = &facts.title;
    if old.title.as_deref() != Some(title.as_str()) {
        let has = old.title.as_deref().unwrap_or("none");
        let message = format!("`{name}` has the title `{has}`, today's plan `{title}`");
        findings.push(Diagnostic::new(&rule::OTHER_EDITION, *span, message).help("compare the PDF of the same plan"));
    }
    if let Some((note, span)) = &facts.note
        && !text.contains(&squeeze(note))
    {
        let message = format!("`{name}` does not have the cover's note of today's edition");
        findings.push(Diagnostic::new(&rule::OTHER_EDITION, *span, message).help("publish the PDF of today's edition"));
    }
    if let Some((total, span)) = &facts.total
        && !text.contains(&squeeze(total))
    {
        let message = format!("`{name}` does not show today's total, `{total}`");
        findings.push(Diagnostic::new(&rule::OTHER_TOTAL, *span, message).help("publish the plan anew"));
    }
    for (title, amount, span) in &facts.amounts {
        let sheet =
            old.pages.iter().map(PdfPage::text).find(|page| page.contains(&format!("事業名：{}", squeeze(title))));
        if sheet.is_some_and(|sheet| !sheet.contains(amount)) {
            let message = format!("`{name}` does not show today's amount of `{title}`, {amount}");
            findings.push(Diagnostic::new(&rule::OTHER_TOTAL, *span, message).help("publish the plan anew"));
        }
    }
    findings
}

/// Reports parts that are on other pages, or in one of the two only.
fn moved_parts(name: &str, old: &Pdf, today: &Pdf, expected: Expected<'_>, parts: &OldParts) -> Vec<Diagnostic> {
    let printed = |pdf: &Pdf, page: usize| pdf.pages.get(page).and_then(PdfPage::printed_number);
    let page = |page: &Option<String>| page.as_ref().map_or("no page".into(), |page| format!("page {page}"));
    let mut findings = Vec::new();
    for (at, (shown, first, span)) in expected.parts.iter().enumerate() {
        let now = printed(today, first - 1);
        let message = match parts.pages(at + 1).map(|pages| printed(old, pages.start)) {
            None => format!("`{shown}` is not in `{name}`"),
            Some(then) if then != now => {
                format!("`{shown}` is on {} in `{name}`, on {} today", page(&then), page(&now))
            }
            Some(_) => continue,
        };
        findings.push(Diagnostic::new(&rule::STALE_PDF, *span, message).help("publish the plan anew"));
    }
    for title in &parts.gone {
        let message = format!("`{title}` of `{name}` is not in today's plan");
        findings.push(Diagnostic::new(&rule::STALE_PDF, expected.plan, message).help("publish the plan anew"));
    }
    findings
}

fn references(name: &str, old: &Pdf, today: &Pdf, expected: Expected<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (at, page) in old.pages.iter().enumerate() {
        for _ in page.links.iter().filter(|link| link.page.is_none()) {
            let message = format!("a link on page {} of `{name}` leads to no page", at + 1);
            findings.push(
                Diagnostic::new(&rule::DANGLING_LINK, part_of(expected, at), message).help("publish the plan anew"),
            );
        }
    }
    let (old_shown, now_shown) = (shown_numbers(old), shown_numbers(today));
    let aligned = old_shown.len() == now_shown.len() && now_shown.len() == expected.references.len();
    if !aligned {
        let message = format!("`{name}` shows {} page references, today's plan {}", old_shown.len(), now_shown.len());
        findings.push(Diagnostic::new(&rule::STALE_PDF, expected.plan, message).help("publish the plan anew"));
    }
    for (index, reference) in old_shown.iter().enumerate() {
        let span = if aligned { expected.references[index].1 } else { part_of(expected, reference.on) };
        let printed = reference.leads_to.and_then(|page| old.pages.get(page)).and_then(PdfPage::printed_number);
        if printed.as_deref() != Some(reference.number.as_str()) {
            let leads = printed.map_or("a page without a number".into(), |printed| format!("page {printed}"));
            let message = format!("a page reference of `{name}` says {}, its link leads to {leads}", reference.number);
            findings.push(Diagnostic::new(&rule::WRONG_PAGE, span, message).help("publish the plan anew"));
        } else if aligned && reference.number != now_shown[index].number {
            let now = &now_shown[index].number;
            let message = format!("a page reference of `{name}` says {}, today it is {now}", reference.number);
            findings.push(Diagnostic::new(&rule::STALE_PDF, span, message).help("publish the plan anew"));
        }
    }
    findings
}
