//! Pages: nothing but ink on them, and as many as the printing house asks for.

use lopdf::{Document, Object, Stream, dictionary};

use super::PrintError;

/// What a page has for screens, or could do something. A page's transparency group says in which colours transparent
/// objects are mixed; without any it only makes readers suspicious.
const SCREEN_ONLY: [&[u8]; 6] = [b"AA", b"Annots", b"Group", b"PZ", b"StructParents", b"Tabs"];

/// Takes links and other annotations, and what is for screens only, off all pages.
pub(super) fn strip(document: &mut Document) -> Result<(), PrintError> {
    for page in document.get_pages().into_values() {
        let page = document.get_dictionary_mut(page)?;
        for key in SCREEN_ONLY {
            page.remove(key);
        }
    }
    Ok(())
}

/// Adds blank pages at the end until the page count is a multiple.
pub(super) fn pad(document: &mut Document, multiple: usize) -> Result<(), PrintError> {
    let pages = document.get_pages();
    let missing = pages.len().next_multiple_of(multiple.max(1)) - pages.len();
    let Some(last) = pages.into_values().next_back() else { return Ok(()) };
    for _ in 0..missing {
        let mut page = document.get_dictionary(last)?.clone();
        let parent = page.get(b"Parent")?.as_reference()?;
        let blank = document.add_object(Stream::new(dictionary! {}, Vec::new()));
        page.set("Contents", blank);
        page.set("Resources", dictionary! {});
        let page = document.add_object(page);
        document.get_dictionary_mut(parent)?.get_mut(b"Kids")?.as_array_mut()?.push(Object::Reference(page));
        count(document, parent)?;
    }
    Ok(())
}

/// Counts one more page in a node of the page tree and in those above it.
fn count(document: &mut Document, mut node: lopdf::ObjectId) -> Result<(), PrintError> {
    // A page tree nests a few levels; a ring in it would be no tree.
    for _ in 0..32 {
        let dict = document.get_dictionary_mut(node)?;
        let pages = dict.get(b"Count")?.as_i64()?;
        dict.set("Count", pages + 1);
        match dict.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) => node = parent,
            Err(_) => break,
        }
    }
    Ok(())
}
