//! Looks at a PDF as a printing house does before it makes plates.
//!
//! The file is read by a parser that did not write it. What is looked at is what Japanese printers ask for and the part
//! of PDF/X that can be seen without a colour engine; no free validator for PDF/X exists. A file without a failure is
//! what the preflight says, not a certified PDF/X. `docs/print.md` says what is not looked at.

mod boxes;
mod colour;
mod content;
mod demand;
mod document;
mod fonts;
mod gradient;
mod images;
mod metadata;
mod paint;
mod state;
mod trailer;

pub use demand::{Demand, Finding, Outcome, Report};

use std::collections::BTreeSet;

use crate::model::Standard;
use crate::pdf::{self, Refusal};
use demand::Findings;
use hayro_syntax::Pdf;
use trailer::Trailer;

/// A part of a page of which findings are to be told apart, such as an image.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    /// The page, from 1.
    pub page: usize,
    /// Its corners in points from the trimmed page's upper left one: left, top, right, bottom.
    pub corners: [f64; 4],
}

/// Looks at a PDF that anyone may have made.
///
/// # Errors
/// If the bytes are no PDF, or one that would take more work than any plan.
pub fn preflight(bytes: &[u8]) -> Result<Report, Refusal> {
    let report = || match pdf::open(bytes.to_vec()) {
        Ok(pdf) => look(&pdf, &[]),
        Err(Refusal::Encrypted) => {
            let mut findings = Findings::default();
            findings.push(encrypted());
            Ok(findings.report(None, 0, false, BTreeSet::new()))
        }
        Err(refusal) => Err(refusal),
    };
    pdf::on_own_stack(report).unwrap_or(Err(Refusal::Damaged))
}

/// Looks at a PDF that this program has just made, and says of findings in which area they are.
pub(crate) fn preflight_own(bytes: Vec<u8>, areas: &[Area]) -> Result<Report, Refusal> {
    pdf::on_own_stack(|| look(&pdf::parse(bytes)?, areas)).unwrap_or(Err(Refusal::Damaged))
}

fn encrypted() -> Finding {
    Finding::of_file(Demand::Encryption, "the file is encrypted")
}

fn look(pdf: &Pdf, areas: &[Area]) -> Result<Report, Refusal> {
    let mut findings = Findings::default();
    let trailer = Trailer::read(pdf).ok_or(Refusal::Damaged)?;
    if trailer.encrypted {
        findings.push(encrypted());
    }
    let claimed = document::claimed(&trailer);
    let standard = claimed.unwrap_or(Standard::X1a);
    document::check(pdf, &trailer, claimed, &mut findings);
    metadata::check(&trailer, standard, &mut findings);
    boxes::check(pdf, &mut findings);
    let mut seen = content::Seen::default();
    for (at, page) in pdf.pages().iter().enumerate() {
        content::check(page, (at + 1, areas), standard, &mut seen, &mut findings);
    }
    Ok(findings.report(claimed, pdf.pages().len(), true, seen.inks))
}
