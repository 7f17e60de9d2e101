//! What is painted: text, shapes, lines, images, gradients.

use hayro_syntax::object::{Dict, Object, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Rect as Bounds};

use super::colour::Space;
use super::content::Walker;
use super::demand::{Demand, Finding};
use super::gradient;
use super::images::Placed;
use super::state::{Paint, State, is_name, matrix};
use crate::model::{RESOLUTIONS, Standard};
use crate::pdf::Path;

/// The thinnest line in points: thinner ones break up in print.
const LEAST_WIDTH: f64 = 0.25;
/// Total ink in percent: from where it is worth a look, and what sheet-fed presses take at most.
const INK: (f64, f64) = (300.0, 350.0);
/// The share of black ink from where on a colour is meant as black.
const BLACK: f64 = 0.85;
/// What 8-bit colours and matrices may be off by: percent of ink, points.
const ROUNDING: (f64, f64) = (1.0, 0.001);

impl Walker<'_> {
    /// Checks that no colour space stands for the inks that operators name (8.6.5.6).
    pub fn defaults(&mut self, resources: &Resources<'_>) {
        for name in ["DefaultCMYK", "DefaultGray"] {
            if resources.color_spaces.contains_key(name) {
                self.fail(Demand::Colour, format!("`{name}` puts another colour space in the place of inks"));
            }
        }
    }

    pub fn text<'a>(&mut self, state: &State<'a>, resources: &Resources<'a>, base: Affine, depth: usize) {
        match &state.font {
            Some(font) => {
                self.seen.fonts.check(font, self.page, self.findings);
                self.glyphs(font, state, resources, depth);
            }
            None => self.fail(Demand::Fonts, "text has no font"),
        }
        let (fills, strokes) = (matches!(state.mode, 0 | 2 | 4 | 6), matches!(state.mode, 1 | 2 | 5 | 6));
        if fills {
            self.paint("text", false, state, resources, base, depth);
            self.black(&state.fill);
        }
        if strokes {
            self.thin("the outline of text", state.pen().average());
            self.paint("text", true, state, resources, base, depth);
            self.black(&state.stroke);
        }
    }

    /// Follows the glyphs of a Type 3 font (9.6.5), once: their colours are looked at, not where they stand.
    pub fn glyphs<'a>(&mut self, font: &Dict<'a>, state: &State<'a>, resources: &Resources<'a>, depth: usize) {
        let Some(glyphs) = font.get::<Dict<'_>>("CharProcs").filter(|_| is_name(font, "Subtype", &["Type3"])) else {
            return;
        };
        if font.obj_id().is_some_and(|id| !self.seen.drawn_fonts.insert(id)) {
            return;
        }
        let own = font.get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(own, resources.clone());
        let outer = std::mem::replace(&mut self.masks, true);
        for name in glyphs.keys() {
            if let Some(glyph) = glyphs.get::<Stream<'_>>(name.as_ref()) {
                self.form("glyph", &glyph, &resources, state.clone(), depth);
            }
        }
        self.masks = outer;
    }

    /// Checks what is painted with a colour or a pattern.
    pub fn paint<'a>(
        &mut self,
        what: &str,
        stroke: bool,
        state: &State<'a>,
        resources: &Resources<'a>,
        base: Affine,
        depth: usize,
    ) {
        let (paint, overprints) =
            if stroke { (&state.stroke, state.overprint.1) } else { (&state.fill, state.overprint.0) };
        self.colour(what, paint, overprints, state.overprint.2);
        match &paint.pattern {
            Some(Object::Stream(tiling)) => {
                let matrix = matrix(tiling.dict());
                let inner = State { transform: base * matrix, ..State::default() };
                // How far a tile reaches says nothing: what is filled with tiles is looked at as a whole.
                let trim = self.trim.take();
                self.form("pattern", tiling, resources, inner, depth);
                self.trim = trim;
            }
            Some(Object::Dict(pattern)) => {
                if let Some(shading) = pattern.get::<Object<'_>>("Shading") {
                    self.shading(&shading, resources);
                }
            }
            _ => {}
        }
    }

    pub fn colour(&mut self, what: &str, paint: &Paint<'_>, overprints: bool, zero_is_nothing: bool) {
        if let Some(space) = paint.space.foreign() {
            self.fail(Demand::Colour, format!("{what} is in {space}"));
        }
        if let Space::Spot(names) = &paint.space {
            let own = names.iter().filter(|name| !matches!(name.as_str(), "All" | "None"));
            self.seen.inks.extend(own.cloned());
        }
        if let Some(ink) = paint.space.ink(&paint.values) {
            self.ink(what, ink);
            // Where zero of a process ink paints white unless a parameter says otherwise, a spot ink leaves the others be.
            let vanishes = match paint.space {
                Space::Cmyk => zero_is_nothing,
                Space::Spot(_) => true,
                _ => false,
            };
            if overprints && vanishes && ink == 0.0 {
                self.fail(Demand::Overprint, format!("{what} in white overprints, so it vanishes"));
            }
        }
    }

    /// Checks that what is meant as black text is no mixture.
    pub fn black(&mut self, paint: &Paint<'_>) {
        if let Some((black, others)) = paint.space.black_and_others(&paint.values)
            && black >= BLACK
            && others > 0.0
        {
            self.fail(Demand::Black, format!("black text takes {:.0} % ink besides black", others * 100.0));
        }
    }

    pub fn ink(&mut self, what: &str, ink: f64) {
        let message = format!("{what} takes {ink:.0} % ink");
        if ink > INK.1 + ROUNDING.0 {
            self.fail(Demand::Ink, message);
        } else if ink > INK.0 + ROUNDING.0 {
            let finding = self.finding(Demand::Ink, message).warning();
            self.push(finding);
        }
    }

    /// Checks a line's width where it is drawn. A width of zero is the thinnest that a device can do.
    pub fn thin(&mut self, what: &str, width: f64) {
        if width < LEAST_WIDTH - ROUNDING.1 {
            self.fail(Demand::LineWidth, format!("{what} is {width:.2} pt wide, less than {LEAST_WIDTH} pt"));
        }
    }

    /// Checks filled rectangles that are lines in truth.
    pub fn filled(&mut self, path: &Path, state: &State<'_>) {
        if state.fill.space.ink(&state.fill.values) == Some(0.0) {
            return;
        }
        for part in path.filled().filter(|part| !part.curved) {
            let (width, height) = (part.bounds.width(), part.bounds.height());
            let (thin, long) = (width.min(height), width.max(height));
            if thin < LEAST_WIDTH - ROUNDING.1 && long > 2.0 {
                self.fail(Demand::LineWidth, format!("a shape is {thin:.2} pt thin, less than {LEAST_WIDTH} pt"));
            }
        }
    }

    /// Checks that what reaches the trimmed page's edge runs over it as far as the bleed: paper is never cut exactly.
    pub fn reach(&mut self, what: &str, bounds: Bounds, paint: &Paint<'_>, clip: Bounds) {
        let Some(trim) = self.trim.as_ref().filter(|_| !self.masks) else { return };
        let shown = bounds.intersect(clip);
        if shown.width() <= 0.0 || shown.height() <= 0.0 {
            return;
        }
        let on_all_plates = matches!(&paint.space, Space::Spot(names) if names.iter().any(|name| name == "All"));
        if on_all_plates && paint.values.iter().any(|value| *value > 0.0) && trim.holds(shown) {
            return self.fail(Demand::Ink, format!("{what} on the page is in registration colour, so on all plates"));
        }
        if paint.space.ink(&paint.values) == Some(0.0) {
            return;
        }
        let (short, covered) = (trim.short_side(shown), trim.covered_sides(shown));
        self.covered.extend(covered.map(|side| (side, shown)));
        if let Some(side) = short {
            let message = format!("{what} ends at the {} edge of the page instead of running over it", side.name());
            let finding = self.finding(Demand::Bleed, message);
            self.short.push((side, shown, finding));
        }
    }

    /// Reports what ends at the trim, but for what lies on or under something that runs over it.
    pub fn report_short(&mut self) {
        let covered = std::mem::take(&mut self.covered);
        for (side, shown, finding) in std::mem::take(&mut self.short) {
            if !covered.iter().any(|(at, cover)| *at == side && side.spans(*cover, shown)) {
                self.push(finding);
            }
        }
    }

    pub fn image<'a>(
        &mut self,
        image: &Stream<'_>,
        state: &State<'a>,
        resources: &Resources<'a>,
        base: Affine,
        depth: usize,
    ) {
        let bounds = state.transform.transform_rect_bbox(Bounds::new(0.0, 0.0, 1.0, 1.0));
        self.reach("an image", bounds, &Paint::of(Space::Pattern(None), Vec::new()), state.clip);
        let placed = Placed::new(image, state.transform, resources, &mut self.seen.images);
        self.clip = state.clip.intersect(bounds);
        let area = self.area();
        let finding = |demand, message: String| {
            Finding { area, ..Finding::of_page(demand, self.page, message) }.object(placed.object.clone())
        };
        let mut found = Vec::new();
        let message = format!("an image has {:.0} dpi where it is placed", placed.dpi);
        if placed.dpi < RESOLUTIONS.0 - 0.5 {
            found.push(finding(Demand::ImageResolution, message));
        } else if placed.dpi < RESOLUTIONS.1 - 0.5 {
            found.push(finding(Demand::ImageResolution, message).warning());
        }
        if let Some(Space::Foreign(space)) = &placed.space {
            found.push(finding(Demand::Colour, format!("an image is in {space}")));
        }
        if placed.too_large {
            found.push(finding(Demand::Readable, "an image is too large to be looked at for ink".into()));
        }
        if placed.transparent && self.standard == Standard::X1a {
            found.push(finding(Demand::Transparency, "an image has a soft mask".into()));
        }
        found.into_iter().for_each(|finding| self.push(finding));
        match (&placed.space, placed.ink) {
            (None, _) => self.paint("a stencil", false, state, resources, base, depth),
            (Some(_), Some(ink)) => self.ink("an image", ink),
            (Some(_), None) => {}
        }
    }

    /// Checks a shading's colour space and inks.
    pub fn shading(&mut self, shading: &Object<'_>, resources: &Resources<'_>) {
        let dict = match shading {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => stream.dict(),
            _ => return,
        };
        let Some(space) = dict.get::<Object<'_>>("ColorSpace") else { return };
        let space = Space::of(&space, resources);
        if let Space::Foreign(what) = &space {
            self.fail(Demand::Colour, format!("a gradient is in {what}"));
        }
        if let Some(ink) = gradient::most_ink(dict, &space) {
            self.ink("a gradient", ink);
        }
    }
}
