//! The PDF is PDF/A-3a and PDF/UA-1 at once, by the word of a validator that did not write it.

use keikaku::verify::Pdf;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::project::shipped;

/// A compressed stream that happens to end in the byte CR is taken for one with a wrong length.
const FALSE_ALARM: &str = "a stream /Length does not match its raw content length";

fn failures(bytes: &[u8], profile: ValidationProfile) -> Vec<String> {
    let report = validate_pdf_bytes(bytes, &ValidationOptions::default().profile(profile)).expect("a report");
    assert!(report.rules.total > 50, "the validator has looked: {:?}", report.rules);
    let failures = report.failures.iter().map(ToString::to_string);
    failures.filter(|failure| !(failure.contains(FALSE_ALARM) && lengths_are_right(bytes))).collect()
}

/// Says whether every stream ends where its length says.
fn lengths_are_right(bytes: &[u8]) -> bool {
    let stream = regex::bytes::Regex::new(r"(?-u)/Length (\d+)[^>]*>>\s*stream\r?\n").expect("a pattern");
    let mut streams = stream.captures_iter(bytes).map(|found| {
        let length: usize = std::str::from_utf8(&found[1]).expect("digits").parse().expect("a number");
        let end = found.get(0).expect("a match").end() + length;
        let after = bytes.get(end..).unwrap_or_default();
        after.strip_prefix(b"\n").unwrap_or(after).starts_with(b"endstream")
    });
    streams.all(|right| right)
}

#[test]
fn the_plan_is_archivable() {
    assert_eq!(failures(&shipped().0, ValidationProfile::PdfA3a), Vec::<String>::new());
}

#[test]
fn the_plan_is_accessible() {
    assert_eq!(failures(&shipped().0, ValidationProfile::PdfUa1), Vec::<String>::new());
}

#[test]
fn the_document_says_what_it_is() {
    let pdf: &Pdf = &shipped().1;
    assert_eq!(pdf.title.as_deref(), Some("令和6年度 広域産業振興局事業計画"));
    let text = String::from_utf8_lossy(&shipped().0);
    assert!(text.contains("<pdfaid:part>3</pdfaid:part>") && text.contains("<pdfaid:conformance>A"), "XMP");
    assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>"), "XMP");
    assert!(text.contains("関西広域連合 広域産業振興局") && text.contains("2024-08-31"), "author and date in XMP");
}
