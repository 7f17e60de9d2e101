//! The PDF for the screen.

use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::compose::Composition;
use crate::diagnostic::Files;
use crate::engine::{Layout, LayoutError};

/// Exports the document as PDF/A-3a (ISO 19005-3, level A) and PDF/UA-1 (ISO 14289-1) at once.
///
/// The same document gives the same bytes: its date is the plan's own and its identifier follows from its title
/// and issuer.
///
/// # Errors
/// What keeps the document from conforming.
pub fn pdf(layout: &Layout, composition: &Composition, files: &Files) -> Result<Vec<u8>, LayoutError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
        .map_err(|error| LayoutError::Bug(error.message().to_string()))?;
    let creator = concat!("keikaku ", env!("CARGO_PKG_VERSION"));
    let options = PdfOptions { creator: Smart::Custom(Some(creator.into())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(&layout.document, &options).map_err(|diagnostics| layout.convert(&diagnostics, composition, files))
}
