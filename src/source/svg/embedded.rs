//! Pictures inside a drawing: what holds for pictures outside holds for them too.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_url::DataUrl;
use roxmltree::{Document, Node, NodeId};

use super::{Drawing, Fault, is_svg};
use crate::source::images::{self, raster};

/// The pictures of a drawing, not decoded yet.
#[derive(Default)]
pub(super) struct Pictures<'i> {
    found: Vec<Picture<'i>>,
    pixels: HashMap<NodeId, u64>,
}

struct Picture<'i> {
    /// The element's first byte in the drawing.
    start: usize,
    /// Where its data stands in the drawing.
    place: std::ops::Range<usize>,
    data: &'i str,
}

impl<'i> Pictures<'i> {
    /// Finds all pictures, and how many pixels they have.
    pub fn find(document: &'i Document<'_>) -> Result<Self, Fault> {
        let mut pictures = Self::default();
        for node in document.descendants().filter(|node| is_svg(*node) && node.tag_name().name() == "image") {
            let start = node.range().start;
            for attribute in node.attributes().filter(|attribute| attribute.name() == "href") {
                let data = attribute.value().trim();
                let bytes = bytes(data).ok_or_else(|| unreadable(start))?;
                let (width, height) = raster::size(&bytes).map_err(|problem| inside(problem, start))?;
                *pictures.pixels.entry(node.id()).or_default() += u64::from(width) * u64::from(height);
                pictures.found.push(Picture { start, place: attribute.range_value(), data });
            }
        }
        Ok(pictures)
    }

    /// Returns how many pixels an element draws.
    pub fn pixels(&self, node: Node<'_, '_>) -> u64 {
        self.pixels.get(&node.id()).copied().unwrap_or(0)
    }

    /// Returns the drawing with its pictures encoded anew: upright, in sRGB, without what a camera wrote into them.
    pub fn encoded(self, text: &str) -> Result<Drawing, Fault> {
        let mut drawing = Drawing { text: String::with_capacity(text.len()), doubts: Vec::new() };
        let mut known: HashMap<&str, String> = HashMap::new();
        let mut at = 0;
        for Picture { start, place, data } in self.found {
            if !known.contains_key(data) {
                let fault = |problem| inside(problem, start);
                let bytes = bytes(data).ok_or_else(|| unreadable(start))?;
                let raster::Picture { image, format, doubts } = raster::decode(&bytes).map_err(fault)?;
                let bytes = images::encoded_inside(&image, format).map_err(fault)?;
                for mut doubt in doubts {
                    doubt.reason = format!("has a picture in it that {}", doubt.reason);
                    if !drawing.doubts.contains(&doubt) {
                        drawing.doubts.push(doubt);
                    }
                }
                let kind = images::called(format).0.to_ascii_lowercase();
                known.insert(data, format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)));
            }
            drawing.text.push_str(&text[at..place.start]);
            drawing.text.push_str(&known[data]);
            at = place.end;
        }
        drawing.text.push_str(&text[at..]);
        Ok(drawing)
    }
}

/// Returns the bytes of a `data:` address, as the engine reads it.
fn bytes(address: &str) -> Option<Vec<u8>> {
    Some(DataUrl::process(address).ok()?.decode_to_vec().ok()?.0)
}

/// Says of a picture inside a drawing what is wrong with it.
fn inside(problem: images::Problem, start: usize) -> Fault {
    let help = format!("{}; then embed it in the drawing again", problem.help);
    Fault::at(format!("has a picture in it that {}", problem.reason), start).help(help)
}

fn unreadable(start: usize) -> Fault {
    let help = "embed the picture in the drawing again, or export the drawing as PNG";
    Fault::at("has a picture in it whose data cannot be read", start).help(help)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};

    use super::super::{hrefs, prepare};
    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).expect("encoded");
        bytes
    }

    fn drawing(address: &str) -> Vec<u8> {
        format!("<svg>\n<image href='{address}'/>\n<image width='1' href=\"{address}\"/></svg>").into_bytes()
    }

    fn address(kind: &str, bytes: &[u8]) -> String {
        format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))
    }

    fn refused(address: &str) -> String {
        prepare(drawing(address)).expect_err(&address[..address.len().min(60)]).reason
    }

    // Otherwise the place where a photo was taken would be published with the plan.
    #[test]
    fn what_a_camera_wrote_does_not_reach_the_plan() {
        let mut photo = encoded(&DynamicImage::new_rgb8(2, 1), ImageFormat::Jpeg);
        let tiff: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 34.69N";
        let mut segment = b"\xff\xe1\0\0Exif\0\0".to_vec();
        segment.extend(tiff);
        let length = u16::try_from(segment.len() - 2).expect("short").to_be_bytes();
        segment[2..4].copy_from_slice(&length);
        photo.splice(2..2, segment);
        let shown = prepare(drawing(&address("jpeg", &photo))).expect("accepted").text;
        let document = Document::parse(&shown).expect("XML");
        let images: Vec<_> = document.descendants().filter(|node| node.has_tag_name("image")).collect();
        assert_eq!(images.len(), 2);
        for image in images {
            let bytes = bytes(hrefs(image).next().expect("data")).expect("data");
            assert!(!bytes.windows(4).any(|four| four == b"Exif" || four == b"GPS "), "no metadata");
            let upright = raster::decode(&bytes).expect("a picture").image;
            assert_eq!((upright.width(), upright.height()), (1, 2), "turned as the camera says");
        }
    }

    #[test]
    fn a_picture_is_what_it_is_whatever_its_address_says() {
        let photo = encoded(&DynamicImage::new_rgb8(2, 1), ImageFormat::Jpeg);
        let shown = prepare(drawing(&address("png", &photo))).expect("accepted").text;
        assert_eq!(shown.matches("data:image/jpeg;base64,").count(), 2, "{shown}");
        let broken_lines = address("jpeg", &photo).replace("base64,", "base64,\n   ");
        assert!(prepare(drawing(&broken_lines)).is_ok(), "data may be broken into lines");
    }

    // Otherwise a picture would be missing from the plan, and nobody would be told.
    #[test]
    fn what_cannot_be_shown_is_reported_at_its_line() {
        let cut = encoded(&DynamicImage::new_rgb8(9, 9), ImageFormat::Png)[..40].to_vec();
        for (address, reason) in [
            ("data:image/png".to_owned(), "data cannot be read"),
            ("data:image/png;base64,!!!".to_owned(), "data cannot be read"),
            ("data:image/png;base64,".to_owned(), "is empty"),
            (address("png", &cut), "cannot be decoded"),
            (address("gif", b"GIF89a"), "is GIF"),
            (address("svg+xml", b"<svg/>"), "is not PNG, JPEG, WebP or SVG"),
        ] {
            let found = refused(&address);
            assert!(found.contains(reason) && found.contains("line 2"), "{address}: {found}");
        }
    }
}
