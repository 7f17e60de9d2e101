//! Pictures of pixels: decoded once, in bounded memory, made upright and sRGB, and encoded anew.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{Doubt, Problem, colours, kinds};

/// How long a side may be, in pixels: A4 landscape at 600 dpi is 7016.
const MAX_SIDE: u32 = 8192;
/// How much memory an image may take when decoded.
const MAX_DECODED_BYTES: u64 = 256 << 20;
/// The quality of JPEG: no loss that shows in print.
const JPEG_QUALITY: u8 = 92;
/// How much wider than needed an image has to be to be made narrower: less would only blur it.
const WORTH_IT: f64 = 1.25;

/// A decoded picture: upright, sRGB or grey, eight bits a channel.
#[derive(Debug)]
pub(in crate::source) struct Picture {
    pub image: DynamicImage,
    pub format: ImageFormat,
    /// What is worth a word though the picture can be shown.
    pub doubts: Vec<Doubt>,
}

/// Returns the format of a picture, by its first bytes.
pub(in crate::source) fn format(bytes: &[u8]) -> Result<ImageFormat, Problem> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => Ok(format),
        _ => Err(match kinds::foreign(bytes) {
            Some((reason, help)) => Problem::new(reason, help),
            None => Problem::new("is not PNG, JPEG, WebP or SVG", "convert it to PNG"),
        }),
    }
}

/// Returns how wide and high a picture is in pixels, without decoding it.
pub(in crate::source) fn size(bytes: &[u8]) -> Result<(u32, u32), Problem> {
    let format = format(bytes)?;
    let frame = (format == ImageFormat::Jpeg).then(|| Frame::read(bytes)).flatten();
    if let Some(Frame { components: 4, .. }) = frame {
        return Err(Problem::new(
            "is in CMYK, whose inks would not be kept",
            "save it as RGB (sRGB): it is separated for the press when the plan is printed",
        ));
    }
    // What is missing would be shown as grey.
    if let Some(Frame { ends: false, .. }) = frame {
        return Err(Problem::new("cannot be decoded: it breaks off before its end", "copy it again, or save it anew"));
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(broken)?;
    if width.max(height) > MAX_SIDE {
        let reason = format!("cannot be decoded: it has {width} × {height} pixels, more than {MAX_SIDE} a side");
        return Err(Problem::new(reason, "make it smaller: a page is 3679 pixels wide at the 350 dpi of print"));
    }
    Ok((width, height))
}

fn broken(error: image::ImageError) -> Problem {
    let help = "save it anew, at most 8192 pixels a side and 256 MiB when decoded";
    Problem::new(format!("cannot be decoded: {error}"), help)
}

/// Decodes a picture.
pub(in crate::source) fn decode(bytes: &[u8]) -> Result<Picture, Problem> {
    let format = format(bytes)?;
    size(bytes)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        let help = "save it with 8 bits a channel, or smaller: at most 256 MiB when decoded";
        return Err(Problem::new("cannot be decoded: it takes too much memory", help));
    }
    let orientation = decoder.orientation().map_err(broken)?;
    // A profile that is damaged where it is stored is as good as none, but not unsaid.
    let (profile, unreadable) = match decoder.icc_profile() {
        Ok(profile) => (profile, false),
        Err(_) => (None, true),
    };
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let mut why = unreadable.then_some("that cannot be read");
    if let Some(profile) = profile {
        image = colours::to_srgb(image, &profile).unwrap_or_else(|(image, reason)| {
            why = Some(reason);
            image
        });
    }
    image = in_bytes(image);
    image.apply_orientation(orientation);
    let doubts = why.map(|why| Doubt {
        reason: format!("has a colour profile {why}, so its colours are taken for sRGB"),
        help: "save it as sRGB in the program it comes from, and compare the colours".into(),
    });
    Ok(Picture { image, format, doubts: doubts.into_iter().collect() })
}

/// Returns an image with eight bits a channel, all that is shown.
fn in_bytes(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    match (color.has_color(), color.has_alpha()) {
        (true, true) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (true, false) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (false, true) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
    }
}

/// What the segments of a JPEG say (ISO 10918-1, B.1 and B.2).
struct Frame {
    /// How many colour components there are.
    components: u8,
    /// Whether the end of the image is there.
    ends: bool,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut at, mut components) = (2, None);
        loop {
            let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else { return None };
            match marker {
                // Any marker may have more than one such byte before it.
                0xff => {
                    at += 1;
                    continue;
                }
                // Tables share the range of the frame headers' markers.
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => components = Some(*bytes.get(at + 9)?),
                // The pixels begin. A preview in the metadata has an end of its own before.
                0xda => {
                    let ends = bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]);
                    return Some(Self { components: components?, ends });
                }
                _ => {}
            }
            at += 2 + usize::from(u16::from_be_bytes([high, low]));
        }
    }
}

/// Returns an image made narrower where it is far wider than is of use; nothing where it is fine as it is.
pub(crate) fn narrowed(image: &DynamicImage, width: u32) -> Option<DynamicImage> {
    let far_wider = f64::from(image.width()) > f64::from(width.max(1)) * WORTH_IT;
    far_wider.then(|| image.resize(width.max(1), u32::MAX, FilterType::Lanczos3))
}

/// Encodes an image.
pub(crate) fn encode(image: &DynamicImage, format: ImageFormat) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        // The encoder keeps grey as grey: in print it is black ink alone.
        ImageFormat::Jpeg => {
            image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
        }
        // The compiler goes by the file's name.
        _ => image.write_to(&mut Cursor::new(&mut bytes), format)?,
    }
    Ok(bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    #[test]
    fn a_photo_in_four_inks_is_refused_since_they_would_not_be_kept() {
        let mut plain = Vec::new();
        DynamicImage::new_rgb8(2, 1).write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg).expect("JPEG");
        assert_eq!(Frame::read(&plain).map(|frame| frame.components), Some(3));
        let frame = plain.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame header");
        plain[frame + 9] = 4;
        let found = decode(&plain).expect_err("four components");
        assert!(found.reason.contains("CMYK"), "{found:?}");
    }

    // Otherwise half a photo would be printed grey, as a copy that broke off leaves it.
    #[test]
    fn a_photo_that_breaks_off_is_refused() {
        let mut whole = Vec::new();
        DynamicImage::new_rgb8(64, 64).write_to(&mut Cursor::new(&mut whole), ImageFormat::Jpeg).expect("JPEG");
        assert!(decode(&whole).is_ok());
        let found = decode(&whole[..whole.len() - 2]).expect_err("cut");
        assert!(found.reason.contains("breaks off"), "{found:?}");
        whole.extend(b"what a phone keeps behind a photo");
        assert!(decode(&whole).is_ok());
    }

    #[test]
    fn depth_counts_as_memory_before_it_is_spent() {
        // 8192 × 8192 pixels fit in eight bits a channel, not in sixteen.
        let bomb = |depth: u8| {
            let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x20\0\0\0\x20\0".to_vec();
            head.extend([depth, 6, 0, 0, 0]);
            let sum = crc(&head[12..29]);
            head.extend(sum.to_be_bytes());
            head.extend(b"\0\0\0\0IDAT");
            head.extend(crc(b"IDAT").to_be_bytes());
            head
        };
        assert!(decode(&bomb(16)).expect_err("too deep").reason.contains("memory"));
        assert!(!decode(&bomb(8)).expect_err("no pixels").reason.contains("memory"));
    }

    /// CRC-32 as PNG has it (ISO 15948, annex D).
    pub(in crate::source::images) fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }
}
