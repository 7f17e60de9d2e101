//! Pictures brought down to the pixels that are of use where they stand, once the layout says how large that is.

use image::{DynamicImage, ImageFormat};
use typst::foundations::Bytes;
use typst::layout::{Frame, FrameItem};
use typst::model::Document as _;
use typst::visualize::{ExchangeFormat, Image, ImageKind, PixelEncoding, PixelFormat, RasterFormat, RasterImage};
use typst_layout::PagedDocument;

use super::Profile;
use super::pictures::{Picture, like};
use crate::source::raster::{encode, narrowed};

/// Replaces every picture that has far more pixels than its largest place needs. Nothing moves: its shape stays.
pub(super) fn fitted(document: PagedDocument, profile: Profile, pictures: &[Picture]) -> PagedDocument {
    let mut widest: Vec<(&Image, f64)> = Vec::new();
    for Picture { image, inches, .. } in pictures {
        match widest.iter_mut().find(|(known, _)| *known == image) {
            Some((_, most)) => *most = most.max(*inches),
            None => widest.push((image, *inches)),
        }
    }
    let smaller = widest.into_iter().filter_map(|(image, inches)| {
        let smaller = smaller(image, profile, inches)?;
        Some((image.clone(), smaller))
    });
    let smaller: Vec<(Image, Image)> = smaller.collect();
    if smaller.is_empty() {
        return document;
    }
    let info = document.info().clone();
    let pages = document.pages().iter().cloned().map(|mut page| {
        replace(&mut page.frame, &smaller);
        page
    });
    PagedDocument::new(pages.collect(), info)
}

fn replace(frame: &mut Frame, smaller: &[(Image, Image)]) {
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => replace(&mut group.frame, smaller),
            FrameItem::Image(image, ..) => {
                if let Some((_, smaller)) = smaller.iter().find(|(large, _)| large == image) {
                    *image = smaller.clone();
                }
            }
            _ => {}
        }
        true
    });
}

/// Returns a picture with as many pixels as are of use at a width; nothing where it is fine as it is.
fn smaller(image: &Image, profile: Profile, inches: f64) -> Option<Image> {
    let ImageKind::Raster(raster) = image.kind() else { return None };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has some thousand pixels")]
    let width = (inches * profile.dpi()).ceil().clamp(1.0, 65_535.0) as u32;
    let narrow = narrowed(raster.dynamic(), width)?;
    let raster = match profile {
        Profile::Screen => {
            let (format, exchange) = match raster.format() {
                RasterFormat::Exchange(ExchangeFormat::Jpg) => (ImageFormat::Jpeg, ExchangeFormat::Jpg),
                _ => (ImageFormat::Png, ExchangeFormat::Png),
            };
            RasterImage::plain(Bytes::new(encode(&narrow, format).ok()?), exchange)
        }
        // Its pixels become ink right away; encoding them meanwhile would only lose some.
        Profile::Print => {
            let (encoding, pixels) = match &narrow {
                DynamicImage::ImageLuma8(pixels) => (PixelEncoding::Luma8, pixels.as_raw()),
                DynamicImage::ImageLumaA8(pixels) => (PixelEncoding::Lumaa8, pixels.as_raw()),
                DynamicImage::ImageRgba8(pixels) => (PixelEncoding::Rgba8, pixels.as_raw()),
                DynamicImage::ImageRgb8(pixels) => (PixelEncoding::Rgb8, pixels.as_raw()),
                _ => return None,
            };
            let format = PixelFormat { encoding, width: narrow.width(), height: narrow.height() };
            RasterImage::plain(Bytes::new(pixels.clone()), format)
        }
    };
    Some(like(image, raster.ok()?))
}
