//! Gradients of drawings in the inks of the press: Typst writes an SVG's gradients as RGB or grey with an ICC profile.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::separation::{Separation, is_grey};
use super::{PrintError, numbers, profiled_components};

/// At how many points a gradient is separated. Between two colours the inks do not change along straight lines; and where
/// a colour ends sharply, the edge is as wide as two points are apart: less than 0.1 mm on a whole page.
const SAMPLES: i32 = 4096;
/// How deep functions may stand in one another.
const MAX_DEPTH: usize = 4;

/// Converts all gradients along a line or between circles whose colours are those of plain functions, which are all
/// that is left once gradients that repeat are refused. What is left over, the preflight reports.
pub(super) fn convert(document: &mut Document, separation: &Separation) -> Result<(), PrintError> {
    let found: Vec<_> = document.objects.keys().filter_map(|id| Some((*id, colours(document, *id)?))).collect();
    for (id, colours) in found {
        let grey = colours.iter().copied().all(is_grey);
        let mut samples = Vec::new();
        for colour in colours {
            let shares = if grey { separation.colour(colour)? } else { separation.inks(colour)? };
            samples.extend(shares.into_iter().map(byte));
        }
        let (space, components) = if grey { ("DeviceGray", 1) } else { ("DeviceCMYK", 4) };
        let mut function = Stream::new(
            dictionary! {
                "FunctionType" => 0,
                "Domain" => vec![0.into(), 1.into()],
                "Range" => [0, 1].repeat(components).into_iter().map(Object::Integer).collect::<Vec<_>>(),
                "Size" => vec![SAMPLES.into()],
                "BitsPerSample" => 8,
            },
            samples,
        );
        function.compress()?;
        let function = document.add_object(function);
        let shading = document.get_dictionary_mut(id)?;
        shading.set("ColorSpace", space);
        shading.set("Function", function);
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is clamped to a byte")]
fn byte(ink: f64) -> u8 {
    (ink.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Returns a shading's colours from its beginning to its end; nothing for all other objects.
fn colours(document: &Document, id: ObjectId) -> Option<Vec<[f64; 3]>> {
    let shading = document.get_object(id).ok()?.as_dict().ok()?;
    let kind = shading.get(b"ShadingType").ok()?.as_i64().ok()?;
    let unit = shading.get(b"Domain").ok().is_none_or(|domain| numbers(domain).is_some_and(|ends| ends == [0.0, 1.0]));
    if !matches!(kind, 2 | 3) || !unit || profiled_components(document, shading.get(b"ColorSpace").ok()?).is_none() {
        return None;
    }
    let function = shading.get(b"Function").ok()?;
    (0..SAMPLES)
        .map(|at| {
            let values = value(document, function, f64::from(at) / f64::from(SAMPLES - 1), 0)?;
            match *values.as_slice() {
                [grey] => Some([grey; 3]),
                [red, green, blue] => Some([red, green, blue]),
                _ => None,
            }
        })
        .collect()
}

/// Returns a function's value: of exponential functions (ISO 32000-1, 7.10.3) and stitched ones (7.10.4).
fn value(document: &Document, function: &Object, at: f64, depth: usize) -> Option<Vec<f64>> {
    let function = document.dereference(function).ok()?.1.as_dict().ok().filter(|_| depth < MAX_DEPTH)?;
    let list = |key: &[u8]| numbers(document.dereference(function.get(key).ok()?).ok()?.1);
    match function.get(b"FunctionType").ok()?.as_i64().ok()? {
        2 => {
            let exponent = f64::from(function.get(b"N").ok()?.as_float().ok()?);
            let ends = list(b"C0")?.into_iter().zip(list(b"C1")?);
            Some(ends.map(|(from, to)| from + at.powf(exponent) * (to - from)).collect())
        }
        3 => {
            let (bounds, encode, domain) = (list(b"Bounds")?, list(b"Encode")?, list(b"Domain")?);
            let parts = document.dereference(function.get(b"Functions").ok()?).ok()?.1.as_array().ok()?;
            let part = bounds.iter().filter(|bound| at >= **bound).count().min(parts.len().checked_sub(1)?);
            let start = part.checked_sub(1).map_or(domain.first(), |before| bounds.get(before))?;
            let end = bounds.get(part).or(domain.last())?;
            let [from, to] = encode.get(2 * part..2 * part + 2)? else { return None };
            let share = if end > start { (at - start) / (end - start) } else { 0.0 };
            value(document, parts.get(part)?, from + share * (to - from), depth + 1)
        }
        _ => None,
    }
}
