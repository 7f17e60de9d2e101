//! Images that the prose names.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use super::folder::Folder;
use super::prose::Image;
use crate::diagnostic::{Diagnostic, rule};

/// How large an image file may be.
const MAX_FILE_BYTES: u64 = 32 << 20;
/// How long a side may be, in pixels: A4 landscape at 600 dpi is 7016.
const MAX_SIDE: u32 = 8192;
/// How much memory an image may take when decoded.
const MAX_DECODED_BYTES: u64 = 256 << 20;

/// Readable image files by their path in the project, with `/` between its parts.
pub type Images = BTreeMap<String, Vec<u8>>;

/// Reads an image and makes sure that it can be decoded in bounded memory.
pub(super) fn load(folder: &Folder, image: &Image, images: &mut Images) -> Result<(), Diagnostic> {
    let path = format!("sources/{}", image.path.value);
    if images.contains_key(&path) {
        return Ok(());
    }
    let finding = |reason: String, help: &str| {
        Diagnostic::new(&rule::IMAGE, image.path.span, format!("the image `{}` {reason}", image.path.value)).help(help)
    };
    let bytes = folder
        .read(&path, MAX_FILE_BYTES)
        .map_err(|error| finding(error.reason(), "the path is relative to `sources/`, for example `images/x.png`"))?;
    let reader = ImageReader::new(Cursor::new(&bytes))
        .with_guessed_format()
        .map_err(|error| finding(format!("cannot be read: {error}"), "save it anew"))?;
    let format = reader.format();
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let expected = extension.as_deref().and_then(ImageFormat::from_extension);
    match format {
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) if format == expected => {}
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) => {
            return Err(finding("is of another format than its name says".into(), "rename or convert it"));
        }
        _ => return Err(finding("is not PNG, JPEG or WebP".into(), "convert it to PNG")),
    }
    let mut reader = reader;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    reader
        .decode()
        .map_err(|error| finding(format!("cannot be decoded: {error}"), "save it anew, at most 8192 pixels a side"))?;
    images.insert(path, bytes);
    Ok(())
}
