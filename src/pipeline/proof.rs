//! The proof of a finished PDF: it is read back and held against its layout and its composition.

use std::ops::Range;

use crate::compose::{Composition, Reference, What};
use crate::diagnostic::{Diagnostic, Span, rule};
use crate::engine::{Layout, LayoutError};
use crate::model::Plan;
use crate::verify::{self, Expected, Pdf, Texts, Wanted};

/// Proves the texts and the references of a PDF with links that was made of a layout.
pub(super) fn prove(
    pdf: &[u8],
    plan: &Plan,
    layout: &Layout,
    composition: &Composition,
) -> Result<Vec<Diagnostic>, LayoutError> {
    let read = read(pdf)?;
    let mut findings = lost(&read, "the PDF", layout, composition);
    // Text that lies over a page number would only be found a second time. In a draft, links are not what they will be:
    // the standards that it does without say how one goes on over a line.
    if !composition.draft && layout.findings.iter().all(|finding| finding.rule.code != rule::OVERFLOW.code) {
        let expectation = Expectation::new(plan, layout, &composition.references);
        findings.extend(verify::verify(&read, expectation.expected()));
    }
    Ok(findings)
}

/// Proves the texts of a PDF called `name` that was made of a layout.
pub(super) fn prove_texts(
    pdf: &[u8],
    name: &str,
    layout: &Layout,
    composition: &Composition,
) -> Result<Vec<Diagnostic>, LayoutError> {
    Ok(lost(&read(pdf)?, name, layout, composition))
}

fn read(pdf: &[u8]) -> Result<Pdf, LayoutError> {
    let unreadable = |_| LayoutError::Bug("the PDF cannot be read back".into());
    Pdf::read_own(pdf.to_vec()).map_err(unreadable)
}

/// Reports every text of the composition that cannot be seen.
fn lost(pdf: &Pdf, name: &str, layout: &Layout, composition: &Composition) -> Vec<Diagnostic> {
    let expectation = TextExpectation::new(layout, composition);
    let mut lost = verify::lost(pdf, name, expectation.texts(layout, composition));
    // What runs out of its place there is said already, where the layout was looked at.
    lost.retain(|lost| lost.why.is_none() || !layout.crowded.contains(&lost.page));
    verify::report(&lost, |page| layout.pages.shown(page + 1))
}

/// The texts that a PDF must show.
pub(super) struct TextExpectation {
    wanted: Vec<Wanted>,
    parts: Vec<Range<usize>>,
}

impl TextExpectation {
    /// Takes them from the composition, and the page numbers from its layout.
    pub fn new(layout: &Layout, composition: &Composition) -> Self {
        let (pages, parts) = (&layout.pages, parts(layout));
        let wanted = composition.map.shown().iter().filter_map(|shown| {
            let (text, page_of) = match &shown.what {
                What::Text(text) => (text.clone(), None),
                What::PageOf(label) => {
                    let page = pages.position(label)?.checked_sub(1)?;
                    (pages.printed.get(page)?.clone()?, parts.iter().position(|own| own.contains(&page)))
                }
            };
            Some(Wanted { text, span: shown.span, part: shown.part, page_of })
        });
        Self { wanted: wanted.collect(), parts }
    }

    /// Returns them in the form that the verification takes.
    pub fn texts<'a>(&'a self, layout: &'a Layout, composition: &'a Composition) -> Texts<'a> {
        let (running, printed) = (composition.map.running(), layout.pages.printed.as_slice());
        Texts { wanted: &self.wanted, parts: &self.parts, running, printed }
    }
}

/// Returns the pages of every part, from 0: first those before the first entry, then those from each entry to the next.
fn parts(layout: &Layout) -> Vec<Range<usize>> {
    let starts: Vec<usize> = layout.pages.entries.iter().map(|entry| entry.physical - 1).collect();
    let ends = starts.iter().copied().chain([layout.pages.count]);
    // Two parts on one page share it.
    [0].into_iter().chain(starts.iter().copied()).zip(ends).map(|(start, end)| start..end.max(start + 1)).collect()
}

/// What the finished PDF is compared with.
pub(super) struct Expectation {
    parts: Vec<(String, usize, Span)>,
    references: Vec<(usize, Span)>,
    plan: Span,
}

impl Expectation {
    /// Takes it from the plan and its layout.
    pub fn new(plan: &Plan, layout: &Layout, references: &[Reference]) -> Self {
        let parts = layout.pages.entries.iter();
        Self {
            parts: parts.map(|part| (part.entry.title.clone(), part.physical, part.entry.span)).collect(),
            references: references
                .iter()
                .map(|reference| (layout.pages.position(&reference.target).unwrap_or(0), reference.span))
                .collect(),
            plan: plan.title.span,
        }
    }

    /// Returns it in the form that the verification takes.
    pub fn expected(&self) -> Expected<'_> {
        Expected { parts: &self.parts, references: &self.references, plan: self.plan }
    }
}
