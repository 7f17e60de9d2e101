//! The page boxes (ISO 32000-1, 14.11.2): trimmed page, bleed around it, medium around both.

use lopdf::{Document, Object};

use super::{PrintError, numbers};

/// Gives every page the boxes that PDF/X asks for. Typst writes the bleed into the MediaBox, and a TrimBox inside.
pub(super) fn complete(document: &mut Document) -> Result<(), PrintError> {
    for page in document.get_pages().into_values() {
        let page = document.get_dictionary_mut(page)?;
        let media = page.get(b"MediaBox")?.clone();
        if !page.has(b"TrimBox") {
            page.set("TrimBox", media.clone());
        }
        page.set("BleedBox", media);
        // The CropBox is what screens show, and the ArtBox may not stand beside a TrimBox.
        page.remove(b"CropBox");
        page.remove(b"ArtBox");
    }
    Ok(())
}

/// Returns a box of a page: left, bottom, right, top.
pub(super) fn page_box(page: &lopdf::Dictionary, key: &[u8]) -> Result<[f64; 4], PrintError> {
    let written = page.get(key).ok().and_then(numbers).and_then(|numbers| numbers.try_into().ok());
    written.ok_or_else(|| PrintError(format!("a page has no {}", String::from_utf8_lossy(key))))
}

/// Turns a box or a matrix into a PDF object.
#[allow(clippy::cast_possible_truncation, reason = "PDF writers have single precision; 0.0001 pt is left of a metre")]
pub(super) fn array<const N: usize>(numbers: [f64; N]) -> Object {
    Object::Array(numbers.into_iter().map(|number| Object::Real(number as f32)).collect())
}
