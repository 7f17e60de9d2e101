//! The file as a whole: version, what it claims to be, output intent, and what could do something.

use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use hayro_syntax::{Pdf, PdfVersion};

use super::demand::{Demand, Finding, Findings};
use super::trailer::Trailer;
use crate::icc;
use crate::model::Standard;

/// Returns the form of PDF/X that the file says it is: X-1a in the information dictionary, X-4 in XMP.
pub(super) fn claimed(trailer: &Trailer<'_>) -> Option<Standard> {
    let version = trailer.info.as_ref().and_then(|info| info.get::<PdfString<'_>>("GTS_PDFXVersion"));
    if version.is_some_and(|version| version.as_bytes() == Standard::X1a.name().as_bytes()) {
        return Some(Standard::X1a);
    }
    let xmp = super::metadata::xmp(trailer)?;
    super::metadata::property(&xmp, "GTS_PDFXVersion").filter(|name| name == Standard::X4.name()).map(|_| Standard::X4)
}

/// Checks what holds for the file as a whole.
pub(super) fn check(pdf: &Pdf, trailer: &Trailer<'_>, claimed: Option<Standard>, findings: &mut Findings) {
    let mut fail = |demand, message: &str| findings.push(Finding::of_file(demand, message));
    match claimed {
        None => fail(Demand::Conformance, "the file does not say that it is PDF/X-1a:2003 or PDF/X-4"),
        // ISO 15930-4, 6.1 and ISO 15930-7, 6.1.
        Some(Standard::X1a) if pdf.version() > PdfVersion::Pdf14 => {
            fail(Demand::Version, "the PDF version is above 1.4, the last of PDF/X-1a:2003");
        }
        Some(Standard::X1a) if trailer.compressed => {
            fail(Demand::Version, "the cross-reference table is compressed, which PDF 1.4 does not know");
        }
        Some(Standard::X4) if pdf.version() > PdfVersion::Pdf16 => {
            fail(Demand::Version, "the PDF version is above 1.6, the last of PDF/X-4");
        }
        Some(_) => {}
    }
    let name = |key| trailer.info.as_ref().and_then(|info| info.get::<Object<'_>>(key)?.into_name());
    if !name("Trapped").is_some_and(|trapped| matches!(trapped.as_str(), "True" | "False")) {
        fail(Demand::Trapped, "`Trapped` is neither True nor False");
    }
    if trailer.id.len() != 2 || trailer.id.contains(&0) {
        fail(Demand::Identifier, "the trailer has no `ID` of two parts");
    }
    intent(&trailer.root, claimed.unwrap_or(Standard::X1a), findings);
    actions(&trailer.root, findings);
}

/// Checks that there is one output intent of PDF/X and that it names a condition.
fn intent(root: &Dict<'_>, standard: Standard, findings: &mut Findings) {
    let mut fail = |message: &str| findings.push(Finding::of_file(Demand::OutputIntent, message));
    let written = root.get::<Array<'_>>("OutputIntents");
    let intents = written.iter().flat_map(|intents| intents.iter::<Dict<'_>>());
    let is_pdfx = |intent: &Dict<'_>| {
        intent.get::<Object<'_>>("S").and_then(Object::into_name).is_some_and(|name| name.as_str() == "GTS_PDFX")
    };
    let intents: Vec<_> = intents.filter(is_pdfx).collect();
    let [intent] = intents.as_slice() else {
        return fail(if intents.is_empty() {
            "there is no output intent `GTS_PDFX`"
        } else {
            "there is more than one output intent `GTS_PDFX`"
        });
    };
    let text = |key: &str| intent.get::<PdfString<'_>>(key).filter(|text| !text.as_bytes().is_empty());
    if text("OutputConditionIdentifier").is_none() {
        fail("the output intent names no printing condition");
    }
    match intent.get::<Stream<'_>>("DestOutputProfile") {
        Some(profile)
            if profile.dict().get::<i32>("N") != Some(4)
                || !profile.decoded().is_ok_and(|profile| icc::is_cmyk_output(&profile)) =>
        {
            fail("the output intent's ICC profile is not one of a CMYK output device");
        }
        Some(_) => {}
        None if standard == Standard::X4 => fail("the output intent has no ICC profile, which PDF/X-4 asks for"),
        None if text("RegistryName").is_none() => {
            fail("the output intent has neither an ICC profile nor the registry that knows its condition");
        }
        None => {}
    }
}

/// Checks that nothing in the catalogue could run, open or be filled in.
fn actions(root: &Dict<'_>, findings: &mut Findings) {
    let mut fail = |demand, message: String| findings.push(Finding::of_file(demand, message));
    for key in ["OpenAction", "AA", "AcroForm"] {
        if root.contains_key(key) {
            fail(Demand::Actions, format!("the catalogue has `{key}`"));
        }
    }
    let names = root.get::<Dict<'_>>("Names");
    let has = |key: &str| names.as_ref().is_some_and(|names| names.contains_key(key));
    if has("JavaScript") {
        fail(Demand::Actions, "the file has JavaScript".into());
    }
    if has("EmbeddedFiles") || root.contains_key("AF") {
        fail(Demand::EmbeddedFiles, "files are embedded".into());
    }
}
