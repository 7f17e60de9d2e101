//! The page boxes, and what lies on a page without being ink.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, Rect};
use hayro_syntax::page::Rotation;
use kurbo::Rect as Bounds;

use super::demand::{Demand, Finding, Findings};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// How exact boxes are, in points: 0.01 mm.
const TOLERANCE: f64 = 0.01 * MM;
/// How near the trim something is meant to end at it, in points: 0.1 mm.
const EDGE: f64 = 0.1 * MM;
/// The bleed that Japanese printers ask for, in mm (塗り足し).
const BLEED_MM: f64 = 3.0;

pub(super) fn check(pdf: &Pdf, findings: &mut Findings) {
    let mut first: Option<(f64, f64)> = None;
    for (at, page) in pdf.pages().iter().enumerate() {
        let number = at + 1;
        let mut fail = |demand, message: String| findings.push(Finding::of_page(demand, number, message));
        let (dict, media) = (page.raw(), page.media_box());
        let bleed = dict.get::<Rect>("BleedBox");
        if dict.contains_key("TrimBox") && dict.contains_key("ArtBox") {
            fail(Demand::Boxes, "the page has an ArtBox beside its TrimBox".into());
        }
        if dict.contains_key("AA") {
            fail(Demand::Actions, "the page has actions".into());
        }
        let area = bleed.unwrap_or(media);
        annotations(dict, &area, &mut fail);
        let Some(trim) = dict.get::<Rect>("TrimBox") else {
            fail(Demand::Boxes, "the page has no TrimBox".into());
            continue;
        };
        let turned = matches!(page.rotation(), Rotation::Horizontal | Rotation::FlippedHorizontal);
        let (width, height) = if turned { (trim.height(), trim.width()) } else { (trim.width(), trim.height()) };
        let same = first.is_none_or(|first| close(first.0, width) && close(first.1, height));
        if !same {
            let size = |edge: f64| format!("{:.2}", edge / MM);
            let (width, height) = (size(width), size(height));
            fail(Demand::Boxes, format!("the page is trimmed to {width} × {height} mm, the first to another size"));
        }
        first.get_or_insert((width, height));
        let Some(bleed) = bleed else {
            fail(Demand::Bleed, "the page has no BleedBox".into());
            continue;
        };
        if !inside(&bleed, &media) {
            fail(Demand::Boxes, "the BleedBox reaches out of the MediaBox".into());
        }
        if !inside(&trim, &page.crop_box()) {
            fail(Demand::Boxes, "the TrimBox reaches out of the CropBox".into());
        }
        if dict.get::<f32>("UserUnit").is_some_and(|unit| unit != 1.0) {
            fail(Demand::Boxes, "the page has a unit of its own (`UserUnit`), so all lengths differ".into());
        }
        if !inside(&trim, &bleed) {
            fail(Demand::Boxes, "the TrimBox reaches out of the BleedBox".into());
            continue;
        }
        let sides = [trim.x0 - bleed.x0, trim.y0 - bleed.y0, bleed.x1 - trim.x1, bleed.y1 - trim.y1];
        let least = sides.into_iter().fold(f64::INFINITY, f64::min);
        if least < BLEED_MM * MM - TOLERANCE {
            fail(Demand::Bleed, format!("the bleed is {:.2} mm wide, less than {BLEED_MM} mm", least / MM));
        }
    }
}

/// A page's trimmed edges.
pub(super) struct Trim(Bounds);

impl Trim {
    pub fn of(page: &Dict<'_>) -> Option<Self> {
        let trim = page.get::<Rect>("TrimBox")?;
        Some(Self(Bounds::new(trim.x0, trim.y0, trim.x1, trim.y1)))
    }

    /// Returns where an area lies, whose corners are given from the page's upper left one.
    pub fn place(&self, [left, top, right, bottom]: [f64; 4]) -> Bounds {
        let trim = self.0;
        Bounds::new(trim.x0 + left, trim.y1 - bottom, trim.x0 + right, trim.y1 - top)
    }

    /// Says whether something lies on the page, more than by a touch.
    pub fn holds(&self, painted: Bounds) -> bool {
        let on_page = painted.intersect(self.0);
        on_page.width() > EDGE && on_page.height() > EDGE
    }

    /// Returns the side at which something on the page reaches the trim, but not the bleed's edge.
    pub fn short_side(&self, painted: Bounds) -> Option<Side> {
        let short = |over: f64, into: f64| over > -EDGE && over < BLEED_MM * MM - EDGE && into > EDGE;
        self.reached(painted).find(|(_, over, into)| short(*over, *into)).map(|(side, ..)| side)
    }

    /// Returns the sides at which something on the page runs over the trim as far as the bleed's edge.
    pub fn covered_sides(&self, painted: Bounds) -> impl Iterator<Item = Side> + use<> {
        self.reached(painted).filter(|(_, over, _)| *over >= BLEED_MM * MM - EDGE).map(|(side, ..)| side)
    }

    /// Returns how far something on the page runs over the trim at each side, and how far it reaches from there into the
    /// page.
    fn reached(&self, painted: Bounds) -> impl Iterator<Item = (Side, f64, f64)> + use<> {
        let trim = self.0;
        let sides = [
            (Side::Left, trim.x0 - painted.x0, painted.x1 - trim.x0),
            (Side::Lower, trim.y0 - painted.y0, painted.y1 - trim.y0),
            (Side::Right, painted.x1 - trim.x1, trim.x1 - painted.x0),
            (Side::Upper, painted.y1 - trim.y1, trim.y1 - painted.y0),
        ];
        sides.into_iter().filter(move |_| painted.overlaps(trim))
    }
}

/// A side of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Lower,
    Right,
    Upper,
}

impl Side {
    /// Returns the name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Lower => "lower",
            Self::Right => "right",
            Self::Upper => "upper",
        }
    }

    /// Says whether something that lies over this edge spans all of what ends at it.
    pub fn spans(self, cover: Bounds, short: Bounds) -> bool {
        match self {
            Self::Left | Self::Right => cover.y0 <= short.y0 + EDGE && cover.y1 >= short.y1 - EDGE,
            Self::Lower | Self::Upper => cover.x0 <= short.x0 + EDGE && cover.x1 >= short.x1 - EDGE,
        }
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE
}

fn inside(inner: &Rect, outer: &Rect) -> bool {
    let margins = [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1];
    margins.into_iter().all(|margin| margin >= -TOLERANCE)
}

/// Reports annotations that lie on the page or its bleed (ISO 15930-7, 6.17); marks of the printer may lie outside.
fn annotations(page: &Dict<'_>, area: &Rect, fail: &mut impl FnMut(Demand, String)) {
    let written = page.get::<Array<'_>>("Annots");
    for annotation in written.iter().flat_map(|annotations| annotations.iter::<Dict<'_>>()) {
        let on_page = annotation
            .get::<Rect>("Rect")
            .is_none_or(|place| place.x0 < area.x1 && place.x1 > area.x0 && place.y0 < area.y1 && place.y1 > area.y0);
        let kind = annotation.get::<Object<'_>>("Subtype").and_then(Object::into_name);
        let kind = kind.map_or_else(|| "?".to_owned(), |kind| kind.as_str().to_owned());
        if kind == "FileAttachment" {
            fail(Demand::EmbeddedFiles, "a file is attached to the page".into());
        }
        if on_page && kind != "TrapNet" {
            fail(Demand::Annotations, format!("a `{kind}` annotation lies on the page"));
        }
    }
}
