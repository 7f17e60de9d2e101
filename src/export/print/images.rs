//! Images in the inks of the press: Typst embeds PNG and JPEG as RGB or grey with an ICC profile.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::separation::Separation;
use super::{PrintError, PrintJob, profiled_components};
use crate::model::Standard;

/// Converts all images with three components to CMYK, and those with one to plain grey, which is black ink.
///
/// Where the standard knows no transparency, what shines through an image is the paper.
pub(super) fn convert(document: &mut Document, separation: &Separation, job: &PrintJob<'_>) -> Result<(), PrintError> {
    let is_image = |object: &Object| {
        object.as_stream().is_ok_and(|stream| stream.dict.get(b"Subtype").is_ok_and(|kind| is(kind, b"Image")))
    };
    let images: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| is_image(object)).map(|(id, _)| *id).collect();
    for id in images {
        if let Some(image) = converted(document, id, separation, job.standard)? {
            document.objects.insert(id, Object::Stream(image));
        }
    }
    Ok(())
}

fn is(object: &Object, name: &[u8]) -> bool {
    object.as_name().is_ok_and(|known| known == name)
}

/// Returns an image in inks; nothing where it is that already, or of a kind that is not known here and left to the
/// preflight.
fn converted(
    document: &Document,
    id: ObjectId,
    separation: &Separation,
    standard: Standard,
) -> Result<Option<Stream>, PrintError> {
    let image = document.get_object(id)?.as_stream()?;
    let Some(components) = components(document, &image.dict) else { return Ok(None) };
    let Some(mut samples) = samples(image, components) else { return Ok(None) };
    let mut dict: Dictionary = image.dict.clone();
    let mask = dict.get(b"SMask").ok().and_then(|mask| document.dereference(mask).ok());
    if standard == Standard::X1a
        && let Some(mask) = mask.and_then(|(_, mask)| mask.as_stream().ok())
    {
        let Some(alpha) = self::samples(mask, 1) else { return Ok(None) };
        on_paper(&mut samples, &alpha, components);
        dict.remove(b"SMask");
    }
    let (space, samples) = match components {
        3 => ("DeviceCMYK", separation.convert(&samples)?),
        _ => ("DeviceGray", samples),
    };
    dict.set("ColorSpace", space);
    dict.set("BitsPerComponent", 8);
    for key in [&b"Filter"[..], b"DecodeParms", b"Decode", b"Intent"] {
        dict.remove(key);
    }
    let mut stream = Stream::new(dict, samples);
    stream.compress()?;
    Ok(Some(stream))
}

/// Returns how many components an image has that is to be converted.
fn components(document: &Document, image: &Dictionary) -> Option<usize> {
    let space = document.dereference(image.get(b"ColorSpace").ok()?).ok()?.1;
    match space {
        Object::Name(name) if name == b"DeviceRGB" => Some(3),
        Object::Array(parts) if is(parts.first()?, b"CalRGB") => Some(3),
        Object::Array(parts) if is(parts.first()?, b"CalGray") => Some(1),
        space => usize::try_from(profiled_components(document, space)?).ok(),
    }
}

/// Returns an image's samples, one byte a component.
fn samples(image: &Stream, components: usize) -> Option<Vec<u8>> {
    let size = |key: &[u8]| usize::try_from(image.dict.get(key).ok()?.as_i64().ok()?).ok();
    let expected = size(b"Width")?.checked_mul(size(b"Height")?)?.checked_mul(components)?;
    let filters = image.filters().unwrap_or_default();
    let samples = if filters.contains(&&b"DCTDecode"[..]) {
        let jpeg = image::load_from_memory_with_format(&image.content, image::ImageFormat::Jpeg).ok()?;
        if components == 3 { jpeg.into_rgb8().into_raw() } else { jpeg.into_luma8().into_raw() }
    } else {
        let content = if filters.is_empty() { image.content.clone() } else { image.decompressed_content().ok()? };
        match size(b"BitsPerComponent")? {
            8 => content,
            16 => content.into_iter().step_by(2).collect(),
            _ => return None,
        }
    };
    (samples.len() == expected).then_some(samples)
}

/// Lays an image on white paper.
fn on_paper(samples: &mut [u8], alpha: &[u8], components: usize) {
    for (pixel, alpha) in samples.chunks_exact_mut(components).zip(alpha) {
        for sample in pixel {
            let covered = u16::from(255 - *sample) * u16::from(*alpha) / 255;
            *sample = 255 - u8::try_from(covered).unwrap_or(u8::MAX);
        }
    }
}
