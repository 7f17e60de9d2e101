//! From the colours of an image's ICC profile to sRGB, in which everything is shown and from which the press separates.

use image::{ColorType, DynamicImage, ImageBuffer};
use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, TransformOptions};

/// How large an ICC profile may be; those of cameras and screens have some KB, those with tables up to 2 MB.
const MAX_PROFILE_BYTES: usize = 4 << 20;
/// How far sRGB by another profile may be off and still be taken for sRGB, in levels of 255.
const SAME: u8 = 2;

/// Why a profile cannot be followed, to come after "has a colour profile".
pub(super) type Unusable = &'static str;

/// Converts an image to sRGB. One whose profile is sRGB stays as it is.
pub(super) fn to_srgb(image: DynamicImage, icc: &[u8]) -> Result<DynamicImage, (DynamicImage, Unusable)> {
    let options = ParsingOptions { max_profile_size: MAX_PROFILE_BYTES, ..ParsingOptions::default() };
    let Ok(profile) = ColorProfile::new_from_slice_with_options(icc, options) else {
        return Err((image, "that cannot be read"));
    };
    let grey = !image.color().has_color();
    match profile.color_space {
        DataColorSpace::Rgb => {}
        DataColorSpace::Gray if grey => {}
        DataColorSpace::Gray => return Err((image, "for grey, though it is in colour")),
        _ => return Err((image, "for another kind of colours than it has")),
    }
    let own_grey = profile.color_space == DataColorSpace::Gray;
    match is_srgb(&profile, own_grey) {
        Some(true) => Ok(image),
        Some(false) => converted(&image, &profile, own_grey).ok_or(()).map_err(|()| (image, "that is of no use")),
        None => Err((image, "that is of no use")),
    }
}

/// Says whether a profile's colours are those of sRGB, by trying them out: profiles of sRGB go by many names.
fn is_srgb(profile: &ColorProfile, grey: bool) -> Option<bool> {
    const STEPS: [u8; 6] = [0, 51, 102, 153, 204, 255];
    let same = |from: &[u8], to: &[u8]| from.iter().zip(to).all(|(from, to)| from.abs_diff(*to) <= SAME);
    let mut colours = Vec::new();
    for red in STEPS {
        for green in STEPS {
            colours.extend(STEPS.iter().flat_map(|blue| [red, green, *blue]));
        }
    }
    if grey {
        let levels: Vec<u8> = (0..=255).collect();
        let mut shown = vec![0; levels.len() * 3];
        transform8(profile, Layout::Gray, &levels, Layout::Rgb, &mut shown)?;
        let first: Vec<u8> = shown.iter().copied().step_by(3).collect();
        return Some(same(&levels, &first));
    }
    let mut shown = vec![0; colours.len()];
    transform8(profile, Layout::Rgb, &colours, Layout::Rgb, &mut shown)?;
    Some(same(&colours, &shown))
}

fn transform8(profile: &ColorProfile, from: Layout, source: &[u8], to: Layout, target: &mut [u8]) -> Option<()> {
    let srgb = ColorProfile::new_srgb();
    profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?.transform(source, target).ok()
}

fn transform16(profile: &ColorProfile, from: Layout, source: &[u16], to: Layout, target: &mut [u16]) -> Option<()> {
    let srgb = ColorProfile::new_srgb();
    profile.create_transform_16bit(from, &srgb, to, TransformOptions::default()).ok()?.transform(source, target).ok()
}

/// Converts all pixels. What is grey stays grey: in print it is black ink alone.
fn converted(image: &DynamicImage, profile: &ColorProfile, own_grey: bool) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    let alpha = image.color().has_alpha();
    let deep = matches!(image.color(), ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16);
    let to = if alpha { Layout::Rgba } else { Layout::Rgb };
    let from = match (own_grey, alpha) {
        (true, false) => Layout::Gray,
        (true, true) => Layout::GrayAlpha,
        (false, _) => to,
    };
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    let channels = if alpha { 4 } else { 3 };
    let shown = if deep {
        let mut target = vec![0_u16; pixels.checked_mul(channels)?];
        let source = match from {
            Layout::Gray => image.to_luma16().into_raw(),
            Layout::GrayAlpha => image.to_luma_alpha16().into_raw(),
            Layout::Rgba => image.to_rgba16().into_raw(),
            _ => image.to_rgb16().into_raw(),
        };
        transform16(profile, from, &source, to, &mut target)?;
        if alpha {
            DynamicImage::ImageRgba16(ImageBuffer::from_raw(width, height, target)?)
        } else {
            DynamicImage::ImageRgb16(ImageBuffer::from_raw(width, height, target)?)
        }
    } else {
        let mut target = vec![0_u8; pixels.checked_mul(channels)?];
        let source = match from {
            Layout::Gray => image.to_luma8().into_raw(),
            Layout::GrayAlpha => image.to_luma_alpha8().into_raw(),
            Layout::Rgba => image.to_rgba8().into_raw(),
            _ => image.to_rgb8().into_raw(),
        };
        transform8(profile, from, &source, to, &mut target)?;
        if alpha {
            DynamicImage::ImageRgba8(ImageBuffer::from_raw(width, height, target)?)
        } else {
            DynamicImage::ImageRgb8(ImageBuffer::from_raw(width, height, target)?)
        }
    };
    Some(match (image.color().has_color(), alpha) {
        (true, _) => shown,
        (false, true) => DynamicImage::ImageLumaA8(shown.to_luma_alpha8()),
        (false, false) => DynamicImage::ImageLuma8(shown.to_luma8()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn red() -> DynamicImage {
        DynamicImage::ImageRgb8(ImageBuffer::from_pixel(2, 2, Rgb([134, 58, 36])))
    }

    // Otherwise reds would turn brown without a word: the pixels of a wide profile are smaller numbers.
    #[test]
    fn a_wide_profile_is_converted() {
        let icc = ColorProfile::new_pro_photo_rgb().encode().expect("a profile");
        let shown = to_srgb(red(), &icc).expect("converted").to_rgb8();
        let [r, g, b] = shown.get_pixel(0, 0).0;
        for (found, meant) in [(r, 200), (g, 30), (b, 40)] {
            assert!(i32::from(found).abs_diff(meant) <= 6, "{r} {g} {b}");
        }
    }

    #[test]
    fn what_is_srgb_stays_as_it_is_to_the_bit() {
        let icc = ColorProfile::new_srgb().encode().expect("a profile");
        assert_eq!(to_srgb(red(), &icc).expect("as it is").into_bytes(), red().into_bytes());
    }

    #[test]
    fn grey_profiles_brighten_or_darken_and_leave_grey() {
        let icc = ColorProfile::new_gray_with_gamma(1.0).encode().expect("a profile");
        let grey = DynamicImage::ImageLuma8(ImageBuffer::from_pixel(1, 1, image::Luma([55])));
        let shown = to_srgb(grey, &icc).expect("converted");
        assert_eq!(shown.color(), ColorType::L8);
        // 55 / 255 of the light is the level 128 of sRGB (IEC 61966-2-1).
        let level = shown.to_luma8().get_pixel(0, 0).0[0];
        assert!(level.abs_diff(128) <= 3, "{level}");
    }

    #[test]
    fn sixteen_bits_and_transparency_are_kept_through_the_conversion() {
        let icc = ColorProfile::new_display_p3().encode().expect("a profile");
        let deep = DynamicImage::ImageRgba16(ImageBuffer::from_pixel(1, 1, image::Rgba([60000, 20000, 20000, 32768])));
        let plain = DynamicImage::ImageRgba8(deep.to_rgba8());
        let [deep, plain] = [deep, plain].map(|image| to_srgb(image, &icc).expect("converted").to_rgba8());
        let (deep, plain) = (deep.get_pixel(0, 0).0, plain.get_pixel(0, 0).0);
        assert!(deep.iter().zip(plain).all(|(deep, plain)| deep.abs_diff(plain) <= 2), "{deep:?} {plain:?}");
        assert_eq!(deep[3], 128);
        assert!(deep[0] > 235, "a red of Display P3 is stronger in sRGB: {deep:?}");
    }

    #[test]
    fn a_broken_or_foreign_profile_is_told_of() {
        let icc = ColorProfile::new_srgb().encode().expect("a profile");
        assert_eq!(to_srgb(red(), &icc[..60]).expect_err("cut").1, "that cannot be read");
        assert_eq!(to_srgb(red(), b"").expect_err("empty").1, "that cannot be read");
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().expect("a profile");
        assert_eq!(to_srgb(red(), &grey).expect_err("grey").1, "for grey, though it is in colour");
    }
}
