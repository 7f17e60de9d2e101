//! The PDF as the Typst compiler writes it.

use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::compose::Composition;
use crate::diagnostic::Files;
use crate::engine::{Layout, LayoutError};
use crate::model::Standard;

/// Exports the document as PDF/A-3a (ISO 19005-3, level A) and PDF/UA-1 (ISO 14289-1) at once.
///
/// The same document gives the same bytes: its date is the plan's own and its identifier follows from its title
/// and issuer.
///
/// # Errors
/// What keeps the document from conforming. A draft conforms to nothing: its mark stands on every page, in the
/// middle of a table or list that goes on over the page.
pub fn pdf(layout: &Layout, composition: &Composition, files: &Files) -> Result<Vec<u8>, LayoutError> {
    if composition.draft {
        return write(layout, PdfOptions::default(), composition, files);
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
        .map_err(|error| LayoutError::Bug(error.message().to_string()))?;
    write(layout, PdfOptions { standards, ..PdfOptions::default() }, composition, files)
}

/// Exports the document as what [`super::print()`] makes the file for the printing house of: the PDF version of the
/// standard, without tags.
///
/// # Errors
/// What the exporter cannot write.
pub fn for_print(
    layout: &Layout,
    standard: Standard,
    composition: &Composition,
    files: &Files,
) -> Result<Vec<u8>, LayoutError> {
    let version = match standard {
        Standard::X1a => PdfStandard::V_1_4,
        Standard::X4 => PdfStandard::V_1_6,
    };
    let standards = PdfStandards::new(&[version]).map_err(|error| LayoutError::Bug(error.message().to_string()))?;
    write(layout, PdfOptions { standards, tagged: false, ..PdfOptions::default() }, composition, files)
}

fn write(
    layout: &Layout,
    options: PdfOptions,
    composition: &Composition,
    files: &Files,
) -> Result<Vec<u8>, LayoutError> {
    let creator = concat!("keikaku ", env!("CARGO_PKG_VERSION"));
    let options = PdfOptions { creator: Smart::Custom(Some(creator.into())), ..options };
    typst_pdf::pdf(&layout.document, &options).map_err(|diagnostics| layout.convert(&diagnostics, composition, files))
}
