//! Title and dates, in the information dictionary and in XMP.

use hayro_syntax::object::{Stream, String as PdfString};

use super::demand::{Demand, Finding, Findings};
use super::trailer::Trailer;
use crate::model::Standard;

/// Returns the XMP packet.
pub(super) fn xmp(trailer: &Trailer<'_>) -> Option<String> {
    let stream = trailer.root.get::<Stream<'_>>("Metadata")?;
    Some(String::from_utf8_lossy(&stream.decoded().ok()?).into_owned())
}

/// Returns the value of an XMP property, by its name without a prefix, as an element or as an attribute.
pub(super) fn property(xmp: &str, name: &str) -> Option<String> {
    let mut rest = xmp;
    while let Some(at) = rest.find(&format!(":{name}")) {
        rest = &rest[at + 1 + name.len()..];
        if let Some(value) = rest.strip_prefix('>') {
            return value.split('<').next().map(|value| value.trim().to_owned());
        }
        for (start, end) in [("=\"", '"'), ("='", '\'')] {
            if let Some(value) = rest.strip_prefix(start) {
                return value.split(end).next().map(str::to_owned);
            }
        }
    }
    None
}

/// What PDF/X-4 asks of XMP beyond the dates (ISO 15930-7, 6.8).
const X4_PROPERTIES: [&str; 5] = ["DocumentID", "VersionID", "RenditionClass", "MetadataDate", "CreateDate"];

pub(super) fn check(trailer: &Trailer<'_>, standard: Standard, findings: &mut Findings) {
    let mut fail = |message: String| findings.push(Finding::of_file(Demand::Metadata, message));
    let info = |key: &str| {
        let text = trailer.info.as_ref().and_then(|info| info.get::<PdfString<'_>>(key));
        text.map(|text| text.as_bytes().to_vec()).filter(|text| !text.is_empty())
    };
    for key in ["Title", "CreationDate", "ModDate"] {
        if info(key).is_none() {
            fail(format!("the information dictionary has no `{key}`"));
        }
    }
    let Some(xmp) = xmp(trailer) else {
        if standard == Standard::X4 {
            fail("there is no XMP, which PDF/X-4 asks for".into());
        }
        return;
    };
    if standard == Standard::X4 {
        for name in X4_PROPERTIES.iter().filter(|name| property(&xmp, name).is_none()) {
            fail(format!("XMP has no `{name}`"));
        }
    }
    for (key, name) in [("CreationDate", "CreateDate"), ("ModDate", "ModifyDate")] {
        if let (Some(own), Some(other)) = (info(key), property(&xmp, name))
            && digits(&own) != digits(other.as_bytes())
        {
            fail(format!("`{key}` and `{name}` in XMP are not the same"));
        }
    }
}

/// Returns a date's digits up to the second: the forms differ, the digits do not.
fn digits(date: &[u8]) -> Vec<u8> {
    date.iter().copied().filter(u8::is_ascii_digit).take(14).collect()
}
