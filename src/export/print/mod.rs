//! The PDF for the printing house: what PDF/X asks for and Typst does not write.
//!
//! What is written follows ISO 15930-4 (PDF/X-1a:2003) and ISO 15930-7 (PDF/X-4). Nothing here proves conformance; the
//! [`crate::preflight`] reads the file back with another parser.

mod boxes;
mod gradients;
mod images;
mod intent;
mod marks;
mod metadata;
mod pages;
mod separation;
mod transparency;
mod vectors;

use std::fmt::{self, Display};

use lopdf::{Dictionary, Document, Object, dictionary, xref::XrefType};

use crate::model::{Binding, Side, Standard};
pub use intent::is_press_profile;

/// What a printing house asks for.
#[derive(Debug, Clone, Copy)]
pub struct PrintJob<'a> {
    /// The form of PDF/X.
    pub standard: Standard,
    /// The name of the printing condition, if not the standard's own.
    pub condition: Option<&'a str>,
    /// Its ICC profile.
    pub icc: Option<&'a [u8]>,
    /// The number of which the page count is made a multiple.
    pub pad_to: usize,
    /// Whether corner and centre marks are drawn.
    pub marks: bool,
    /// How the pages are bound.
    pub binding: Binding,
}

/// Why a PDF could not be made ready for print: it is not what the Typst compiler writes.
#[derive(Debug)]
pub struct PrintError(String);

impl Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the print file cannot be made: {}", self.0)
    }
}

impl From<lopdf::Error> for PrintError {
    fn from(error: lopdf::Error) -> Self {
        Self(error.to_string())
    }
}

/// What of the document catalogue is for screens, or could do something (ISO 15930-7, 6.15, 6.20): it is left out.
const SCREEN_ONLY: [&[u8]; 13] = [
    b"AA",
    b"AcroForm",
    b"AF",
    b"Dests",
    b"MarkInfo",
    b"Metadata",
    b"Names",
    b"OpenAction",
    b"Outlines",
    b"PageMode",
    b"StructTreeRoot",
    b"URI",
    b"ViewerPreferences",
];

/// Makes a PDF of [`super::for_print`] ready for the printing house.
///
/// The same PDF and the same job give the same bytes.
///
/// # Errors
/// If the PDF is not what the Typst compiler writes.
pub fn print(pdf: &[u8], job: &PrintJob<'_>) -> Result<Vec<u8>, PrintError> {
    let mut document = Document::load_mem(pdf)?;
    let identity = metadata::Identity::new(&document, pdf, job);
    for key in SCREEN_ONLY {
        document.catalog_mut()?.remove(key);
    }
    pages::strip(&mut document)?;
    pages::pad(&mut document, job.pad_to)?;
    let separation = separation::Separation::new(job.icc)?;
    images::convert(&mut document, &separation, job)?;
    vectors::convert(&mut document, &separation)?;
    gradients::convert(&mut document, &separation)?;
    transparency::convert(&mut document)?;
    boxes::complete(&mut document)?;
    if job.marks {
        marks::draw(&mut document)?;
    }
    if job.binding.double_sided {
        show_spreads(&mut document, job.binding.side)?;
    }
    intent::add(&mut document, job)?;
    metadata::write(&mut document, job.standard, &identity)?;
    document.version = match job.standard {
        Standard::X1a => "1.4".into(),
        Standard::X4 => "1.6".into(),
    };
    document.catalog_mut()?.remove(b"Version");
    document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    // A file that was never updated has one run of object numbers (ISO 32000-1, 7.5.4).
    document.prune_objects();
    document.renumber_objects();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| PrintError(error.to_string()))?;
    Ok(bytes)
}

/// Lets readers show two facing pages (見開き) as they will lie (ISO 32000-1, 7.7.2, 12.2). Readers take `TwoColumnRight`
/// for a first page that stands alone, and `Direction` says at which side.
fn show_spreads(document: &mut Document, spine: Side) -> Result<(), PrintError> {
    let direction = match spine {
        Side::Left => "L2R",
        Side::Right => "R2L",
    };
    let catalogue = document.catalog_mut()?;
    catalogue.set("PageLayout", "TwoColumnRight");
    catalogue.set("ViewerPreferences", dictionary! { "Direction" => direction });
    Ok(())
}

/// Returns a box or another array of numbers.
fn numbers(object: &Object) -> Option<Vec<f64>> {
    let Object::Array(array) = object else { return None };
    array
        .iter()
        .map(|number| match number {
            #[allow(clippy::cast_precision_loss, reason = "page sizes are far below 2^52")]
            Object::Integer(number) => Some(*number as f64),
            Object::Real(number) => Some(f64::from(*number)),
            _ => None,
        })
        .collect()
}

/// Returns a dictionary itself where it may stand behind a reference; an empty one where there is none.
fn inline(document: &Document, object: Option<&Object>) -> Dictionary {
    let target = object.and_then(|object| document.dereference(object).ok());
    target.and_then(|(_, object)| object.as_dict().ok()).cloned().unwrap_or_default()
}

/// Returns how many components a colour space has whose colours are grey or RGB by an ICC profile.
fn profiled_components(document: &Document, space: &Object) -> Option<i64> {
    let parts = document.dereference(space).ok()?.1.as_array().ok()?;
    let [Object::Name(family), profile, ..] = parts.as_slice() else { return None };
    if family != b"ICCBased" {
        return None;
    }
    let profile = document.dereference(profile).ok()?.1.as_stream().ok()?;
    profile.dict.get(b"N").ok()?.as_i64().ok().filter(|components| matches!(components, 1 | 3))
}
