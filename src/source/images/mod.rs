//! Images that the prose shows, and those beside the layouts.
//!
//! An image is decoded once, in bounded memory, turned the way its camera says, its colours brought to sRGB, and encoded
//! anew: nothing of what a phone writes into a photo (its place, its owner) reaches an official document.

mod colours;
mod kinds;
pub(crate) mod raster;

use std::collections::BTreeMap;
use std::sync::Arc;

use image::{DynamicImage, ImageFormat};

use super::folder::{Folder, ReadError};
use super::svg;
use crate::diagnostic::{Diagnostic, Text, rule};

/// How large an image file may be.
const MAX_FILE_BYTES: u64 = 32 << 20;
/// The width in pixels that fills a page with its bleed, 303 mm, at 200 dpi: sharp on a screen at twice its size. What is
/// placed smaller is made smaller once the layout knows how small.
const SCREEN_WIDTH: u32 = 2386;
/// The same at 350 dpi, what printers ask for.
const PRINT_WIDTH: u32 = 4175;

/// Images by their path in the project, with `/` between its parts.
pub type Images = BTreeMap<String, ImageFile>;

/// An image, ready to be embedded.
#[derive(Debug, Clone)]
pub struct ImageFile {
    /// For the screen.
    pub screen: Arc<[u8]>,
    /// For print.
    pub print: Arc<[u8]>,
    /// The width of the author's image in pixels, turned upright; nothing for vectors.
    pub width: Option<u32>,
    /// What is worth a word though it can be shown.
    pub doubts: Vec<Doubt>,
}

/// Something about an image that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What it is, to follow the image's name.
    pub reason: String,
    /// What to do.
    pub help: String,
}

/// Why an image cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, to follow the image's name.
    pub reason: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    pub(super) fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: help.into() }
    }
}

/// The images read so far: those that can be shown, and what is wrong with the others.
#[derive(Debug, Default)]
pub(super) struct Loader {
    pub images: Images,
    refused: BTreeMap<String, Problem>,
}

impl Loader {
    /// Reads the image that is named at `path`, once however often it is named.
    pub fn load(&mut self, folder: &Folder, written: &Text) -> Result<(), Diagnostic> {
        let path = format!("sources/{}", written.value);
        if self.images.contains_key(&path) {
            return Ok(());
        }
        if !self.refused.contains_key(&path) {
            match read(folder, &path) {
                Ok(image) => {
                    self.images.insert(path, image);
                    return Ok(());
                }
                Err(problem) => self.refused.insert(path.clone(), problem),
            };
        }
        let Some(Problem { reason, help }) = self.refused.get(&path) else { return Ok(()) };
        let message = format!("the image `{}` {reason}", written.value);
        Err(Diagnostic::new(&rule::IMAGE, written.span, message).help(help))
    }
}

/// Reads and prepares an image of the project.
///
/// # Errors
/// Why it cannot be shown.
pub(crate) fn read(folder: &Folder, path: &str) -> Result<ImageFile, Problem> {
    let bytes = folder.read(path, MAX_FILE_BYTES).map_err(|error| {
        let help = match error {
            ReadError::Ambiguous => "keep one of the two files, and delete the other",
            ReadError::TooLarge(_) => "save it smaller: at 350 dpi a photo as wide as the page has 3679 pixels",
            _ => "the path is relative to `sources/`, for example `images/x.png`",
        };
        Problem::new(error.reason(), help)
    })?;
    prepare(path, bytes)
}

fn prepare(path: &str, bytes: Vec<u8>) -> Result<ImageFile, Problem> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let extension = extension.to_ascii_lowercase();
    let renamed = |end: &str| format!("rename it to `{stem}.{end}`, here and where it is named");
    if extension == "svg" {
        if let Ok(format) = raster::format(&bytes) {
            let what = format!("is no SVG: it is {}", called(format).0);
            return Err(Problem::new(what, renamed(called(format).1)));
        }
        if let Some((reason, help)) = kinds::foreign(&bytes) {
            return Err(Problem::new(reason, help));
        }
        let drawing = svg::prepare(bytes)?;
        let bytes: Arc<[u8]> = drawing.text.into_bytes().into();
        return Ok(ImageFile { screen: Arc::clone(&bytes), print: bytes, width: None, doubts: drawing.doubts });
    }
    let format = raster::format(&bytes).map_err(|problem| {
        if kinds::foreign(&bytes).is_none() && kinds::is_drawing(&bytes) {
            Problem::new("is of another format than its name says: SVG", renamed("svg"))
        } else {
            problem
        }
    })?;
    if ImageFormat::from_extension(&extension) != Some(format) {
        let (what, end) = called(format);
        return Err(Problem::new(format!("is of another format than its name says: {what}"), renamed(end)));
    }
    let raster::Picture { image, format, doubts } = raster::decode(&bytes)?;
    let print: Arc<[u8]> = encoded(&image, format, PRINT_WIDTH)?.into();
    // What is no wider than a screen needs is the same for both.
    let screen = match raster::narrowed(&image, SCREEN_WIDTH) {
        Some(narrowed) => encoded(&narrowed, format, SCREEN_WIDTH)?.into(),
        None => Arc::clone(&print),
    };
    Ok(ImageFile { screen, print, width: Some(image.width()), doubts })
}

/// Encodes a picture, at most about as wide as is of use.
fn encoded(image: &DynamicImage, format: ImageFormat, width: u32) -> Result<Vec<u8>, Problem> {
    let narrowed = raster::narrowed(image, width);
    raster::encode(narrowed.as_ref().unwrap_or(image), format)
        .map_err(|error| Problem::new(format!("cannot be encoded: {error}"), "save it anew"))
}

/// Encodes a picture inside a drawing; nobody knows yet how large the drawing will be.
pub(super) fn encoded_inside(image: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, Problem> {
    encoded(image, format, PRINT_WIDTH)
}

/// Returns how people call a format, and how its files' names end.
pub(super) const fn called(format: ImageFormat) -> (&'static str, &'static str) {
    match format {
        ImageFormat::Jpeg => ("JPEG", "jpg"),
        ImageFormat::WebP => ("WebP", "webp"),
        _ => ("PNG", "png"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageReader;

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
    fn a_name_may_be_in_capitals_as_cameras_write_it() {
        assert!(prepare("DSC_0001.JPG", turned_jpeg()).is_ok());
        assert!(prepare("MAP.PNG", png(1, 1)).is_ok());
        assert!(prepare("FLOW.SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()).is_ok());
    }

    #[test]
    fn what_is_far_too_large_is_made_smaller() {
        let file = prepare("a.png", png(5000, 10)).expect("an image");
        let width = |bytes: &[u8]| {
            ImageReader::new(Cursor::new(bytes)).with_guessed_format().expect("read").into_dimensions().expect("size").0
        };
        assert_eq!((width(&file.screen), width(&file.print)), (SCREEN_WIDTH, 5000));
        assert_eq!(file.width, Some(5000));
    }

    #[test]
    fn hostile_images_are_refused_in_bounded_memory() {
        // The head of a PNG of 60,000 × 60,000 pixels: 14 GB when decoded, 33 bytes here.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0".to_vec();
        bomb.extend(raster::tests::crc(&bomb[12..29]).to_be_bytes());
        let cut = png(10, 10)[..40].to_vec();
        for (name, bytes, reason) in [
            ("bomb.png", bomb, "cannot be decoded"),
            ("cut.png", cut, "cannot be decoded"),
            ("text.png", b"not an image".to_vec(), "is not PNG, JPEG, WebP or SVG"),
            ("renamed.jpg", png(1, 1), "is of another format than its name says: PNG"),
            ("none", png(1, 1), "is of another format than its name says: PNG"),
            ("drawing.png", b"<svg/>".to_vec(), "is of another format than its name says: SVG"),
            ("picture.svg", png(1, 1), "is no SVG: it is PNG"),
            ("empty.png", Vec::new(), "is empty"),
            ("empty.svg", Vec::new(), "is empty"),
        ] {
            let found = prepare(name, bytes).expect_err(name);
            assert!(found.reason.starts_with(reason), "{name}: {found:?}");
        }
    }
}
