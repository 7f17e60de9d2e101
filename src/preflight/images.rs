//! Images: resolution where they are placed, colours, ink.

use std::collections::BTreeMap;

use hayro_syntax::object::stream::ImageDecodeParams;
use hayro_syntax::object::{Array, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Vec2};

use super::colour::{Space, total};
use super::state::shown;
use crate::pdf::unpacks_beyond;

/// How many pixels of an image are looked at for ink.
const SAMPLES: usize = 200_000;
/// How many samples an image may have to be looked at for ink; A1 at 350 dpi in four inks has 380 million.
const MAX_SAMPLES: usize = 400 << 20;

/// The images looked at so far.
pub(super) type Images = BTreeMap<ObjectIdentifier, Facts>;

/// What of an image does not depend on where it is placed.
#[derive(Clone)]
pub(super) struct Facts {
    width: i32,
    height: i32,
    space: Option<Space>,
    ink: Option<f64>,
    transparent: bool,
    too_large: bool,
}

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
    /// Whether it is too large to be looked at for ink.
    pub too_large: bool,
}

impl Placed {
    /// Looks at an image: it fills the unit square, which `place` maps to the page.
    pub fn new(image: &Stream<'_>, place: Affine, resources: &Resources<'_>, seen: &mut Images) -> Self {
        let id = image.obj_id();
        // Images inside the content have no number of their own.
        let Facts { width, height, space, ink, transparent, too_large } = if id.obj_number > 0 {
            seen.entry(id).or_insert_with(|| Facts::of(image, resources)).clone()
        } else {
            Facts::of(image, resources)
        };
        let [a, b, c, d, ..] = place.as_coeffs();
        let inches = |x: f64, y: f64| Vec2::new(x, y).hypot() / 72.0;
        let (across, down) = (f64::from(width) / inches(a, b), f64::from(height) / inches(c, d));
        let object = shown("image", id);
        Self { object, dpi: across.min(down), space, ink, transparent, too_large }
    }
}

impl Facts {
    fn of(image: &Stream<'_>, resources: &Resources<'_>) -> Self {
        let dict = image.dict();
        let size = |long: &str, short: &str| dict.get::<i32>(long).or_else(|| dict.get(short)).unwrap_or(0);
        let (width, height) = (size("Width", "W"), size("Height", "H"));
        let stencil = dict.get::<bool>("ImageMask").or_else(|| dict.get("IM")).unwrap_or(false);
        let space = dict.get::<Object<'_>>("ColorSpace").or_else(|| dict.get("CS"));
        let space = (!stencil).then(|| match &space {
            Some(space) => Space::of(space, resources),
            None => Space::Foreign("an unknown colour space".into()),
        });
        let pixels = usize::try_from(i64::from(width) * i64::from(height)).unwrap_or(0);
        let names = match &space {
            Some(Space::Cmyk) => vec![String::new(); 4],
            Some(Space::Spot(names)) => names.clone(),
            _ => Vec::new(),
        };
        let too_large = pixels.saturating_mul(names.len()) > MAX_SAMPLES;
        let ink = match &space {
            Some(Space::Indexed(most)) => *most,
            _ if names.is_empty() || too_large => None,
            _ => ink(image, (width, height), &names),
        };
        Self { width, height, space, ink, transparent: dict.contains_key("SMask"), too_large }
    }
}

/// Returns the most ink that a pixel of an image takes; nothing where the samples are not plain bytes.
fn ink(image: &Stream<'_>, (width, height): (i32, i32), names: &[String]) -> Option<f64> {
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    let most = pixels.checked_mul(names.len())?;
    // What is larger than it says would be unpacked whole.
    if image.filters().len() > 1 || unpacks_beyond(&image.raw_data(), most.saturating_add(most / 8)) {
        return None;
    }
    // Without its size, a JPEG is decoded to nothing.
    let size = ImageDecodeParams { width, height, ..ImageDecodeParams::default() };
    let samples = image.decoded_image(&size).ok()?.data;
    if samples.len() != most {
        return None;
    }
    let decode = image.dict().get::<Array<'_>>("Decode").and_then(|decode| decode.iter::<f32>().next());
    let inverted = decode.is_some_and(|first| first > 0.5);
    let step = (pixels / SAMPLES).max(1);
    let share = |sample: &u8| f64::from(if inverted { 255 - sample } else { *sample }) / 255.0;
    let sums = samples.chunks_exact(names.len()).step_by(step).map(|pixel| total(names, pixel.iter().map(share)));
    sums.max_by(f64::total_cmp).map(|most| most * 100.0)
}
