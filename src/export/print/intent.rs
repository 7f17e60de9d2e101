//! The output intent (ISO 15930-7, 6.2.2): the printing condition that the colours are meant for.

use lopdf::{Document, Object, Stream, dictionary};

use super::metadata::text;
use super::{PrintError, PrintJob, separation};
use crate::icc;

/// Japan Color 2001 Coated in the ICC's registry of characterisation data: sheet-fed offset on coated paper, what a
/// Japanese printing house takes an unlabelled file for.
const JAPAN_COLOR: (&str, &str) = ("JC200103", "Japan Color 2001 Coated");
/// The registry of the ICC, by the name that PDF/X prescribes. With it, a name stands for the profile (X-1a only).
const REGISTRY: &str = "http://www.color.org";

/// Adds the output intent, the only one.
pub(super) fn add(document: &mut Document, job: &PrintJob<'_>) -> Result<(), PrintError> {
    let (identifier, name) = match job.condition {
        Some(condition) if condition != JAPAN_COLOR.0 => (condition, condition),
        _ => JAPAN_COLOR,
    };
    let mut intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputConditionIdentifier" => text(identifier),
        "OutputCondition" => text(name),
        "Info" => text(name),
    };
    // With a profile, the name may be the printer's own, which no registry has.
    if job.icc.is_none() || identifier == JAPAN_COLOR.0 {
        intent.set("RegistryName", text(REGISTRY));
    }
    if let Some(icc) = job.icc {
        let mut profile = Stream::new(dictionary! { "N" => 4 }, icc.to_vec());
        profile.compress()?;
        intent.set("DestOutputProfile", document.add_object(profile));
    }
    let intent = document.add_object(intent);
    document.catalog_mut()?.set("OutputIntents", vec![Object::Reference(intent)]);
    Ok(())
}

/// Says whether bytes are an ICC profile of a CMYK output device that images can be separated with.
#[must_use]
pub fn is_press_profile(bytes: &[u8]) -> bool {
    icc::is_cmyk_output(bytes) && separation::separates(bytes)
}
