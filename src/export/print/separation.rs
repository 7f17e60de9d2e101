//! From RGB to the inks of the press.

use std::sync::Arc;

use moxcms::{CmsError, ColorProfile, Layout, Transform8BitExecutor, TransformOptions};

use super::PrintError;

/// Turns RGB into the inks of the press.
pub(super) enum Separation {
    /// By the ICC profile of the printing condition.
    Profile(Arc<Transform8BitExecutor>),
    /// Where there is none: by full under-colour removal, which takes the grey part of a colour from black ink alone
    /// and so never puts more than 200 % ink on the paper.
    Plain,
}

impl Separation {
    /// Reads the profile, if there is one.
    pub fn new(icc: Option<&[u8]>) -> Result<Self, PrintError> {
        let Some(icc) = icc else { return Ok(Self::Plain) };
        let transform = transform(icc).map_err(|error| PrintError(format!("the ICC profile is of no use: {error}")))?;
        Ok(Self::Profile(transform))
    }

    /// Converts pixels.
    pub fn convert(&self, rgb: &[u8]) -> Result<Vec<u8>, PrintError> {
        match self {
            Self::Profile(transform) => {
                let mut inks = vec![0; rgb.len() / 3 * 4];
                let result = transform.transform(rgb, &mut inks);
                result.map_err(|error| PrintError(format!("an image cannot be separated: {error}")))?;
                Ok(inks)
            }
            Self::Plain => {
                let (pixels, _) = rgb.as_chunks::<3>();
                let inks = pixels.iter().flat_map(|[red, green, blue]| {
                    let white = (*red).max(*green).max(*blue);
                    [white - red, white - green, white - blue, 255 - white]
                });
                Ok(inks.collect())
            }
        }
    }

    /// Converts a colour of a drawing, as shares of one: to one of grey, or to four of inks.
    ///
    /// Grey is black ink alone, and so is what only a screen tells from black: lines and text of four inks get coloured
    /// edges. It stays grey, because soft masks are drawn in it too, and only there black is black on any press.
    pub fn colour(&self, rgb: [f64; 3]) -> Result<Vec<f64>, PrintError> {
        if is_grey(rgb) {
            Ok(vec![rgb[0]])
        } else if is_almost_black(rgb) {
            Ok(vec![rgb.iter().sum::<f64>() / 3.0])
        } else {
            self.inks(rgb)
        }
    }

    /// Converts a colour of a drawing to four inks. Grey is a mixture, too: inside a gradient, black ink alone would stand
    /// out against the colours beside it.
    pub fn inks(&self, rgb: [f64; 3]) -> Result<Vec<f64>, PrintError> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is clamped to a byte")]
        let pixel = rgb.map(|share| (share.clamp(0.0, 1.0) * 255.0).round() as u8);
        Ok(self.convert(&pixel)?.into_iter().map(|ink| f64::from(ink) / 255.0).collect())
    }
}

/// Says whether a colour has no hue.
pub(super) fn is_grey([red, green, blue]: [f64; 3]) -> bool {
    red == green && green == blue
}

/// Says whether a colour is dark, and its hue is too weak to be meant, as in the text colours of screen designs.
fn is_almost_black(rgb: [f64; 3]) -> bool {
    let (least, most) =
        rgb.iter().fold((1.0, 0.0), |(least, most), share| (f64::min(least, *share), f64::max(most, *share)));
    most <= 0.2 && most - least <= 0.06
}

/// Returns how a profile turns sRGB into inks.
fn transform(icc: &[u8]) -> Result<Arc<Transform8BitExecutor>, CmsError> {
    let profile = ColorProfile::new_from_slice(icc)?;
    // Four channels are four channels: the library has no other name for those of CMYK.
    ColorProfile::new_srgb().create_transform_8bit(Layout::Rgb, &profile, Layout::Rgba, TransformOptions::default())
}

/// Says whether images can be separated with a profile.
pub(super) fn separates(icc: &[u8]) -> bool {
    transform(icc).is_ok()
}
