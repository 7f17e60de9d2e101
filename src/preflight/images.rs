//! Images: resolution where they are placed, colours, ink.

use hayro_syntax::object::{Array, Object, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Vec2};

use super::colour::Space;

/// The resolution below which an image is not printed, and the one that printers ask for, in dpi.
pub(super) const RESOLUTIONS: (f64, f64) = (300.0, 350.0);
/// How many pixels of an image are looked at for ink.
const SAMPLES: usize = 200_000;

/// An image as it is placed on a page.
pub(super) struct Placed {
    /// How PDF readers name the object.
    pub object: String,
    /// Pixels to the inch, in the direction in which there are fewer.
    pub dpi: f64,
    /// The colour space; nothing for a stencil, which takes the current colour.
    pub space: Option<Space>,
    /// The most ink that a sampled pixel takes, in percent.
    pub ink: Option<f64>,
    /// Whether what is behind shines through.
    pub transparent: bool,
}

impl Placed {
    /// Looks at an image: it fills the unit square, which `place` maps to the page.
    pub fn new(image: &Stream<'_>, place: Affine, resources: &Resources<'_>) -> Self {
        let (dict, id) = (image.dict(), image.obj_id());
        let size = |long: &str, short: &str| dict.get::<i32>(long).or_else(|| dict.get(short)).unwrap_or(0);
        let (width, height) = (size("Width", "W"), size("Height", "H"));
        let [a, b, c, d, ..] = place.as_coeffs();
        let inches = |x: f64, y: f64| Vec2::new(x, y).hypot() / 72.0;
        let (across, down) = (f64::from(width) / inches(a, b), f64::from(height) / inches(c, d));
        let stencil = dict.get::<bool>("ImageMask").or_else(|| dict.get("IM")).unwrap_or(false);
        let space = dict.get::<Object<'_>>("ColorSpace").or_else(|| dict.get("CS"));
        let space = (!stencil).then(|| match &space {
            Some(space) => Space::of(space, resources),
            None => Space::Foreign("an unknown colour space".into()),
        });
        let pixels = usize::try_from(i64::from(width) * i64::from(height)).unwrap_or(0);
        let ink = if space == Some(Space::Cmyk) { cmyk_ink(image, pixels) } else { None };
        Self {
            object: format!("image {} {} R", id.obj_number, id.gen_number),
            dpi: across.min(down),
            space,
            ink,
            transparent: dict.contains_key("SMask"),
        }
    }
}

/// Returns the most ink that a pixel of a CMYK image takes; nothing where the samples are not plain bytes.
fn cmyk_ink(image: &Stream<'_>, pixels: usize) -> Option<f64> {
    let samples = image.decoded().ok()?;
    let (colours, rest) = samples.as_chunks::<4>();
    if colours.len() != pixels || !rest.is_empty() {
        return None;
    }
    let decode = image.dict().get::<Array<'_>>("Decode").and_then(|decode| decode.iter::<f32>().next());
    let inverted = decode.is_some_and(|first| first > 0.5);
    let step = (pixels / SAMPLES).max(1);
    let sums = colours.iter().step_by(step).map(|colour| colour.iter().map(|ink| u32::from(*ink)).sum::<u32>());
    let most = sums.map(|sum| if inverted { 4 * 255 - sum } else { sum }).max()?;
    Some(f64::from(most) / 255.0 * 100.0)
}
