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
mod path;
mod state;
mod streams;
mod trailer;

pub use demand::{Demand, Finding, Outcome, Report};

use std::collections::BTreeSet;
use std::thread;

use crate::model::Standard;
use demand::Findings;
use hayro_syntax::{LoadPdfError, Pdf};
use trailer::Trailer;

/// Why a file cannot be looked at: it is no PDF.
#[derive(Debug)]
pub struct Unreadable;

/// How much memory a thread may take for what stands in one another in a file, in bytes; only what is used is taken.
const STACK: usize = 512 << 20;

/// A part of a page of which findings are to be told apart, such as an image.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    /// The page, from 1.
    pub page: usize,
    /// Its corners in points from the trimmed page's upper left one: left, top, right, bottom.
    pub corners: [f64; 4],
}

/// Looks at a PDF.
///
/// # Errors
/// If the bytes are no PDF.
pub fn preflight(bytes: &[u8]) -> Result<Report, Unreadable> {
    preflight_areas(bytes, &[])
}

/// Looks at a PDF, and says of findings in which area they are.
///
/// # Errors
/// If the bytes are no PDF.
pub fn preflight_areas(bytes: &[u8], areas: &[Area]) -> Result<Report, Unreadable> {
    // The parser goes down into what stands in one another, as deep as the file has it.
    thread::scope(|scope| {
        let looked = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || look(bytes, areas));
        looked.map_err(|_| Unreadable)?.join().unwrap_or(Err(Unreadable))
    })
}

fn look(bytes: &[u8], areas: &[Area]) -> Result<Report, Unreadable> {
    let mut findings = Findings::default();
    let encrypted = || Finding::of_file(Demand::Encryption, "the file is encrypted");
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => {
            findings.push(encrypted());
            return Ok(findings.report(None, 0, false, BTreeSet::new()));
        }
        Err(LoadPdfError::Invalid) => return Err(Unreadable),
    };
    let trailer = Trailer::read(&pdf).ok_or(Unreadable)?;
    if trailer.encrypted {
        findings.push(encrypted());
    }
    let claimed = document::claimed(&trailer);
    let standard = claimed.unwrap_or(Standard::X1a);
    document::check(&pdf, &trailer, claimed, &mut findings);
    metadata::check(&trailer, standard, &mut findings);
    boxes::check(&pdf, &mut findings);
    let mut seen = content::Seen::default();
    for (at, page) in pdf.pages().iter().enumerate() {
        content::check(page, (at + 1, areas), standard, &mut seen, &mut findings);
    }
    Ok(findings.report(claimed, pdf.pages().len(), true, seen.inks))
}
