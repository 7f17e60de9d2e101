//! Images that the prose shows.
//!
//! An image is decoded once, in bounded memory, turned the way its camera says, and encoded anew: nothing of what a
//! phone writes into a photo (its place, its owner) reaches an official document.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::folder::Folder;
use super::svg;
use crate::diagnostic::{Diagnostic, Text, rule};

/// How large an image file may be.
const MAX_FILE_BYTES: u64 = 32 << 20;
/// How long a side may be, in pixels: A4 landscape at 600 dpi is 7016.
const MAX_SIDE: u32 = 8192;
/// How much memory an image may take when decoded.
const MAX_DECODED_BYTES: u64 = 256 << 20;
/// The width in pixels that fills the page's 267 mm at 150 dpi, enough for a screen.
const SCREEN_WIDTH: u32 = 1577;
/// The width in pixels that fills the page's 267 mm at 350 dpi, what printers ask for.
const PRINT_WIDTH: u32 = 3679;
/// The quality of JPEG: no loss that shows in print.
const JPEG_QUALITY: u8 = 92;

/// Images by their path in the project, with `/` between its parts.
pub type Images = BTreeMap<String, ImageFile>;

/// An image, ready to be embedded.
#[derive(Debug, Clone)]
pub struct ImageFile {
    /// For the screen.
    pub screen: Vec<u8>,
    /// For print.
    pub print: Vec<u8>,
    /// The width of the author's image in pixels, turned upright; nothing for vectors.
    pub width: Option<u32>,
}

/// Reads the image that is named at `path` into `images`.
pub(super) fn load(folder: &Folder, written: &Text, images: &mut Images) -> Result<(), Diagnostic> {
    let path = format!("sources/{}", written.value);
    if images.contains_key(&path) {
        return Ok(());
    }
    let finding = |(reason, help): Problem| {
        let message = format!("the image `{}` {reason}", written.value);
        Diagnostic::new(&rule::IMAGE, written.span, message).help(help)
    };
    let bytes = folder
        .read(&path, MAX_FILE_BYTES)
        .map_err(|error| finding((error.reason(), "the path is relative to `sources/`, for example `images/x.png`")))?;
    let image = prepare(&path, bytes).map_err(finding)?;
    images.insert(path, image);
    Ok(())
}

/// What is wrong, to follow the image's name, and what to do.
type Problem = (String, &'static str);

fn prepare(path: &str, bytes: Vec<u8>) -> Result<ImageFile, Problem> {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    if extension.as_deref() == Some("svg") {
        svg::check(&bytes).map_err(|reason| {
            (reason, "save it as plain SVG without a document type, with everything inside it, or as PNG")
        })?;
        return Ok(ImageFile { screen: bytes.clone(), print: bytes, width: None });
    }
    let mut reader = ImageReader::new(Cursor::new(&bytes))
        .with_guessed_format()
        .map_err(|error| (format!("cannot be read: {error}"), "save it anew"))?;
    let format = match reader.format() {
        Some(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => format,
        _ => return Err(("is not PNG, JPEG, WebP or SVG".into(), "convert it to PNG")),
    };
    if extension.as_deref().and_then(ImageFormat::from_extension) != Some(format) {
        return Err(("is of another format than its name says".into(), "rename or convert it"));
    }
    if format == ImageFormat::Jpeg && jpeg_components(&bytes) == Some(4) {
        let help = "save it as RGB (sRGB): it is separated for the press when the plan is printed";
        return Err(("is in CMYK, whose inks would not be kept".into(), help));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let broken = |error| {
        (format!("cannot be decoded: {error}"), "save it anew, at most 8192 pixels a side and 256 MiB when decoded")
    };
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let width = Some(image.width());
    let encoded = |target| encode(&image, format, target).map_err(broken);
    Ok(ImageFile { screen: encoded(SCREEN_WIDTH)?, print: encoded(PRINT_WIDTH)?, width })
}

/// Returns how many colour components a JPEG has: what its frame header says (ISO 10918-1, B.2.2).
fn jpeg_components(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else { return None };
        match marker {
            // Tables share the range of the frame headers' markers.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => return bytes.get(at + 9).copied(),
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}

/// Encodes an image anew; one far wider than is of use is made narrower first.
fn encode(image: &DynamicImage, format: ImageFormat, width: u32) -> image::ImageResult<Vec<u8>> {
    let resized;
    let image = if image.width() > width + width / 4 {
        resized = image.resize(width, u32::MAX, FilterType::Lanczos3);
        &resized
    } else {
        image
    };
    let mut bytes = Vec::new();
    let jpeg = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    match format {
        // What is grey stays grey: in print it is black ink alone.
        ImageFormat::Jpeg if image.color().has_color() => image.to_rgb8().write_with_encoder(jpeg)?,
        ImageFormat::Jpeg => image.to_luma8().write_with_encoder(jpeg)?,
        // The compiler goes by the file's name.
        _ => image.write_to(&mut Cursor::new(&mut bytes), format)?,
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("PNG");
        bytes
    }

    /// A JPEG of 2 × 1 pixels with an Exif segment that says: turn it by a quarter, taken at some place.
    fn turned_jpeg() -> Vec<u8> {
        let mut plain = Vec::new();
        DynamicImage::new_rgb8(2, 1).write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg).expect("JPEG");
        let tiff: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 34.69N";
        let mut segment = b"\xff\xe1\0\0Exif\0\0".to_vec();
        segment.extend(tiff);
        let length = u16::try_from(segment.len() - 2).expect("short").to_be_bytes();
        segment[2..4].copy_from_slice(&length);
        plain.splice(2..2, segment);
        plain
    }

    #[test]
    fn photos_are_turned_upright_and_lose_what_the_phone_wrote() {
        let file = prepare("a.jpg", turned_jpeg()).expect("an image");
        assert_eq!(file.width, Some(1), "the width is that of the turned image");
        for bytes in [&file.screen, &file.print] {
            assert!(!bytes.windows(4).any(|four| four == b"Exif" || four == b"GPS "), "no metadata");
        }
    }

    #[test]
    fn what_is_far_too_large_is_made_smaller() {
        let file = prepare("a.png", png(4000, 10)).expect("an image");
        let width = |bytes: &[u8]| {
            ImageReader::new(Cursor::new(bytes)).with_guessed_format().expect("read").into_dimensions().expect("size").0
        };
        assert_eq!((width(&file.screen), width(&file.print)), (SCREEN_WIDTH, 4000));
        assert_eq!(file.width, Some(4000));
    }

    #[test]
    fn hostile_images_are_refused_in_bounded_memory() {
        // The head of a PNG of 60,000 × 60,000 pixels: 14 GB when decoded, 33 bytes here.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0".to_vec();
        bomb.extend(crc(&bomb[12..29]).to_be_bytes());
        let cut = png(10, 10)[..40].to_vec();
        for (name, bytes, reason) in [
            ("bomb.png", bomb, "cannot be decoded"),
            ("cut.png", cut, "cannot be decoded"),
            ("text.png", b"not an image".to_vec(), "is not PNG, JPEG, WebP or SVG"),
            ("renamed.jpg", png(1, 1), "is of another format than its name says"),
            ("empty.png", Vec::new(), "is not PNG, JPEG, WebP or SVG"),
        ] {
            let (found, _) = prepare(name, bytes).expect_err(name);
            assert!(found.starts_with(reason), "{name}: {found}");
        }
    }

    #[test]
    fn a_photo_in_four_inks_is_refused_since_they_would_not_be_kept() {
        let mut plain = Vec::new();
        DynamicImage::new_rgb8(2, 1).write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg).expect("JPEG");
        assert_eq!(jpeg_components(&plain), Some(3));
        let frame = plain.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame header");
        plain[frame + 9] = 4;
        let (found, _) = prepare("a.jpg", plain).expect_err("four components");
        assert!(found.contains("CMYK"), "{found}");
    }

    /// CRC-32 as PNG has it (ISO 15948, annex D).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }
}
