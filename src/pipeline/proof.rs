//! The proof of a finished PDF: it is read back and held against its layout.

use crate::compose::Reference;
use crate::diagnostic::{Diagnostic, Span, rule};
use crate::engine::{Layout, LayoutError};
use crate::model::Plan;
use crate::verify::{self, Expected, Pdf};

/// Proves a PDF with links that was made of a layout.
pub(super) fn prove(
    pdf: &[u8],
    plan: &Plan,
    layout: &Layout,
    references: &[Reference],
) -> Result<Vec<Diagnostic>, LayoutError> {
    // Text that lies over a page number would only be found a second time.
    if layout.findings.iter().any(|finding| finding.rule.code == rule::OVERFLOW.code) {
        return Ok(Vec::new());
    }
    let read = Pdf::read(pdf.to_vec()).map_err(|_| LayoutError::Bug("the PDF cannot be read back".into()))?;
    Ok(verify::verify(&read, Expectation::new(plan, layout, references).expected()))
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
