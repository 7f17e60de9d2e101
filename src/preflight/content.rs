//! What is drawn: a page's operators and those of everything it draws, with the graphics state that they need.

use std::borrow::Cow;
use std::collections::BTreeSet;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, Point, Rect as Bounds};

use super::boxes::Trim;
use super::colour::Space;
use super::demand::{Demand, Finding, Findings};
use super::fonts::Known;
use super::gradient;
use super::images::{Images, Placed, RESOLUTIONS};
use super::path::{Path, Pen};
use crate::model::Standard;

/// The thinnest line in points: thinner ones break up in print.
const LEAST_WIDTH: f64 = 0.25;
/// Total ink in percent: from where it is worth a look, and what sheet-fed presses take at most.
const INK: (f64, f64) = (300.0, 350.0);
/// The share of black ink from where on a colour is meant as black.
const BLACK: f64 = 0.85;
/// What 8-bit colours and matrices may be off by: percent of ink, points.
const ROUNDING: (f64, f64) = (1.0, 0.001);
/// How deep forms and patterns may stand in one another.
const MAX_DEPTH: usize = 16;
/// How many graphics states may be kept for later; PDF readers promise 28 (ISO 32000-1, annex C).
const MAX_STATES: usize = 1000;
/// How deep arrays and dictionaries may stand in one another in an operand.
const MAX_NESTING: usize = 1000;
/// How many operators are followed in a file; a plan of a thousand pages has a tenth of it.
const MAX_OPERATORS: usize = 10_000_000;
/// As how many operators a form counts, for it is decoded each time that it is drawn.
const FORM_COST: usize = 500;
/// How many bytes nothing takes when it is compressed.
const MAX_EMPTY: usize = 16;
/// How many points a path may have.
const MAX_POINTS: usize = 1_000_000;
/// The filters that streams may have (7.4), with their short names.
const FILTERS: [&str; 15] = [
    "ASCIIHexDecode",
    "AHx",
    "ASCII85Decode",
    "A85",
    "LZWDecode",
    "LZW",
    "FlateDecode",
    "Fl",
    "RunLengthDecode",
    "RL",
    "CCITTFaxDecode",
    "CCF",
    "DCTDecode",
    "DCT",
    "Crypt",
];

/// What was looked at on pages before, and how much is left to be looked at.
pub(super) struct Seen {
    fonts: Known,
    images: Images,
    /// The fonts whose glyphs are content and were followed.
    drawn_fonts: BTreeSet<ObjectIdentifier>,
    operators: usize,
}

impl Default for Seen {
    fn default() -> Self {
        let (fonts, images, drawn_fonts) = (Known::default(), Images::default(), BTreeSet::new());
        Self { fonts, images, drawn_fonts, operators: MAX_OPERATORS }
    }
}

/// Looks at all that a page draws.
pub(super) fn check(page: &Page<'_>, number: usize, standard: Standard, seen: &mut Seen, findings: &mut Findings) {
    let trim = Trim::of(page.raw());
    let mut walker = Walker { page: number, standard, trim, masks: false, seen, findings, object: None };
    walker.group("the page", page.raw(), page.resources());
    let content = walker.contents(page.raw());
    walker.stream(&content, page.resources(), State::default(), 0);
}

/// A colour to paint with.
#[derive(Clone)]
struct Paint<'a> {
    space: Space,
    values: Vec<f64>,
    pattern: Option<Object<'a>>,
}

impl Paint<'_> {
    fn of(space: Space, values: Vec<f64>) -> Self {
        Self { space, values, pattern: None }
    }
}

/// The part of the graphics state (ISO 32000-1, 8.4) that matters here.
#[derive(Clone)]
struct State<'a> {
    transform: Affine,
    fill: Paint<'a>,
    stroke: Paint<'a>,
    width: f64,
    /// Whether fills overprint, strokes do, and zero means no change (OPM 1).
    overprint: (bool, bool, bool),
    /// The text rendering mode (9.3.6).
    mode: i64,
    font: Option<Dict<'a>>,
    /// Whether lines end exactly where their last point is (8.4.3.3).
    butt: bool,
    /// The bounds of what is not clipped away, on the page.
    clip: Bounds,
}

impl Default for State<'_> {
    fn default() -> Self {
        Self {
            transform: Affine::IDENTITY,
            fill: Paint::of(Space::Grey, vec![0.0]),
            stroke: Paint::of(Space::Grey, vec![0.0]),
            width: 1.0,
            overprint: (false, false, false),
            mode: 0,
            font: None,
            butt: true,
            clip: Bounds::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX),
        }
    }
}

struct Walker<'w> {
    page: usize,
    standard: Standard,
    trim: Option<Trim>,
    /// Whether what is drawn only says where something else shows: it puts no ink on the paper.
    masks: bool,
    seen: &'w mut Seen,
    findings: &'w mut Findings,
    /// The form or pattern that is being drawn; nothing for the page's own content.
    object: Option<String>,
}

impl Walker<'_> {
    fn finding(&self, demand: Demand, message: impl Into<String>) -> Finding {
        let finding = Finding::of_page(demand, self.page, message);
        match &self.object {
            Some(object) => finding.object(object.clone()),
            None => finding.object("page content"),
        }
    }

    fn fail(&mut self, demand: Demand, message: impl Into<String>) {
        let finding = self.finding(demand, message);
        self.push(finding);
    }

    fn push(&mut self, finding: Finding) {
        let counts = matches!(finding.demand, Demand::Readable | Demand::Colour | Demand::Fonts | Demand::Transparency);
        if !self.masks || counts {
            self.findings.push(finding);
        }
    }

    /// Returns a page's content: its streams joined by white space (7.8.2).
    fn contents(&mut self, page: &Dict<'_>) -> Vec<u8> {
        let streams: Vec<Stream<'_>> = match page.get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(streams)) => streams.iter::<Stream<'_>>().collect(),
            _ => Vec::new(),
        };
        let mut content = Vec::new();
        for stream in streams {
            match decoded(&stream) {
                Some(part) => content.extend_from_slice(&part),
                None => self.fail(Demand::Readable, format!("{} cannot be read", shown("stream", stream.obj_id()))),
            }
            content.push(b'\n');
        }
        content
    }

    /// Follows a content stream.
    fn stream<'a>(&mut self, content: &[u8], resources: &Resources<'a>, state: State<'a>, depth: usize) {
        if nesting(content) > MAX_NESTING {
            return self.fail(Demand::Readable, "arrays stand in one another too deep to be looked at");
        }
        self.defaults(resources);
        let (base, mut state, mut stack, mut path) = (state.transform, state, Vec::new(), Path::default());
        let mut operators = UntypedIter::new(content);
        while let Some(operator) = operators.next() {
            if self.seen.operators == 0 {
                return self.fail(Demand::Readable, "the file draws too much to be looked at");
            }
            self.seen.operators -= 1;
            if path.points() > MAX_POINTS {
                return self.fail(Demand::Readable, "a path has too many points to be looked at");
            }
            let numbers: Vec<f64> = operator
                .operands()
                .filter_map(|operand| match operand {
                    Object::Number(number) => Some(number.as_f64()),
                    _ => None,
                })
                .collect();
            let name: &[u8] = operator.operator;
            match (name, numbers.as_slice()) {
                (b"q", _) if stack.len() == MAX_STATES => {
                    return self
                        .fail(Demand::Readable, "graphics states stand in one another too deep to be looked at");
                }
                (b"q", _) => stack.push(state.clone()),
                (b"Q", _) => state = stack.pop().unwrap_or(state),
                (b"cm", &[a, b, c, d, e, f]) => state.transform *= Affine::new([a, b, c, d, e, f]),
                (b"w", &[width]) => state.width = width,
                (b"J", &[cap]) => state.butt = cap == 0.0,
                (b"Tr", &[mode]) => state.mode = if mode.fract() == 0.0 { mode as i64 } else { 0 },
                (b"gs", _) => self.parameters(&operator, resources, &mut state, depth),
                (b"Tf", _) => state.font = named(&operator).and_then(|name| resources.get_font(name)),
                (b"Tj" | b"TJ" | b"'" | b"\"", _) => self.text(&state, resources, base, depth),
                (b"re", &[x, y, width, height]) => path.rectangle(Point::new(x, y), width, height, state.transform),
                (b"m", &[x, y]) => path.begin(state.transform * Point::new(x, y)),
                (b"l", &[x, y]) => path.line(state.transform * Point::new(x, y)),
                (b"c" | b"v" | b"y", coordinates) => path.curve(name, coordinates, state.transform),
                (b"h", _) => path.close(),
                (b"W" | b"W*", _) => path.clips = true,
                (b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"n", _) => {
                    let mut drawn = std::mem::take(&mut path);
                    if matches!(name, b"f" | b"F" | b"f*") {
                        self.filled(&drawn, &state);
                    }
                    if matches!(name, b"s" | b"b" | b"b*") {
                        drawn.close();
                    }
                    if !matches!(name, b"S" | b"s" | b"n") {
                        for bounds in drawn.outermost() {
                            self.reach("a shape", bounds, &state.fill, state.clip);
                        }
                        self.paint("a shape", false, &state, resources, base, depth);
                    }
                    if !matches!(name, b"f" | b"F" | b"f*" | b"n") {
                        for bounds in drawn.stroked(state.pen()) {
                            self.reach("a line", bounds, &state.stroke, state.clip);
                        }
                        if let Some(width) = drawn.thinnest(state.pen()) {
                            self.thin("a line", width);
                        }
                        self.paint("a line", true, &state, resources, base, depth);
                    }
                    if drawn.clips {
                        state.clip = drawn.bounds().map_or(Bounds::ZERO, |bounds| state.clip.intersect(bounds));
                    }
                }
                (b"Do", _) => self.object(&operator, resources, &state, base, depth),
                (b"BI", _) => {
                    let image = operator.operands().find_map(|operand| match operand {
                        Object::Stream(image) => Some(image),
                        _ => None,
                    });
                    if let Some(image) = image {
                        self.image(image, &state, resources, base, depth);
                    }
                }
                (b"sh", _) => {
                    if let Some(shading) = named(&operator).and_then(|name| resources.get_shading(name)) {
                        self.reach("a gradient", state.clip, &Paint::of(Space::Pattern, Vec::new()), state.clip);
                        self.shading(&shading, resources);
                    }
                }
                _ => colour(name, &numbers, &operator, resources, &mut state),
            }
        }
    }

    /// Applies a graphics state parameter dictionary (8.4.5).
    fn parameters<'a>(
        &mut self,
        operator: &Instruction<'_, '_>,
        resources: &Resources<'a>,
        state: &mut State<'a>,
        depth: usize,
    ) {
        let Some(dict) = named(operator).and_then(|name| resources.get_ext_g_state(name)) else { return };
        if let Some(width) = dict.get::<f32>("LW") {
            state.width = f64::from(width);
        }
        if let Some(font) = dict.get::<Array<'_>>("Font").and_then(|font| font.iter::<Dict<'_>>().next()) {
            state.font = Some(font);
        }
        let flag = |key: &str| dict.get::<bool>(key);
        if let Some(strokes) = flag("OP") {
            state.overprint.1 = strokes;
            state.overprint.0 = flag("op").unwrap_or(strokes);
        }
        if let Some(fills) = flag("op") {
            state.overprint.0 = fills;
        }
        if let Some(mode) = dict.get::<i32>("OPM") {
            state.overprint.2 = mode == 1;
        }
        if self.standard == Standard::X4 {
            let mask = dict.get::<Dict<'_>>("SMask").and_then(|mask| mask.get::<Stream<'_>>("G"));
            if let Some(mask) = mask {
                self.group(&shown("soft mask", mask.obj_id()), mask.dict(), resources);
                let inner = State { transform: state.transform * matrix(mask.dict()), ..State::default() };
                let outer = std::mem::replace(&mut self.masks, true);
                self.form("soft mask", &mask, resources, inner, depth);
                self.masks = outer;
            }
            return;
        }
        let alpha = ["CA", "ca"].iter().any(|key| dict.get::<f32>(*key).is_some_and(|alpha| alpha < 1.0));
        let soft = dict.contains_key("SMask") && !is_name(&dict, "SMask", &["None"]);
        let blend = dict.contains_key("BM") && !is_name(&dict, "BM", &["Normal", "Compatible"]);
        if alpha || soft || blend {
            let what = if alpha {
                "alpha below 1"
            } else if soft {
                "a soft mask"
            } else {
                "a blend mode"
            };
            self.fail(Demand::Transparency, format!("something is drawn with {what}"));
        }
    }

    /// Checks that no colour space stands for the inks that operators name (8.6.5.6).
    fn defaults(&mut self, resources: &Resources<'_>) {
        for name in ["DefaultCMYK", "DefaultGray"] {
            if resources.color_spaces.contains_key(name) {
                self.fail(Demand::Colour, format!("`{name}` puts another colour space in the place of inks"));
            }
        }
    }

    fn text<'a>(&mut self, state: &State<'a>, resources: &Resources<'a>, base: Affine, depth: usize) {
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
        }
    }

    /// Follows the glyphs of a Type 3 font (9.6.5), once: their colours are looked at, not where they stand.
    fn glyphs<'a>(&mut self, font: &Dict<'a>, state: &State<'a>, resources: &Resources<'a>, depth: usize) {
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
    fn paint<'a>(
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

    fn colour(&mut self, what: &str, paint: &Paint<'_>, overprints: bool, zero_is_nothing: bool) {
        if let Space::Foreign(space) = &paint.space {
            self.fail(Demand::Colour, format!("{what} is in {space}"));
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
    fn black(&mut self, paint: &Paint<'_>) {
        if let (Space::Cmyk, &[c, m, y, k]) = (&paint.space, paint.values.as_slice())
            && k >= BLACK
            && c + m + y > 0.0
        {
            self.fail(Demand::Black, format!("black text takes {:.0} % ink besides black", (c + m + y) * 100.0));
        }
    }

    fn ink(&mut self, what: &str, ink: f64) {
        let message = format!("{what} takes {ink:.0} % ink");
        if ink > INK.1 + ROUNDING.0 {
            self.fail(Demand::Ink, message);
        } else if ink > INK.0 + ROUNDING.0 {
            let finding = self.finding(Demand::Ink, message).warning();
            self.push(finding);
        }
    }

    /// Checks a line's width where it is drawn. A width of zero is the thinnest that a device can do.
    fn thin(&mut self, what: &str, width: f64) {
        if width < LEAST_WIDTH - ROUNDING.1 {
            self.fail(Demand::LineWidth, format!("{what} is {width:.2} pt wide, less than {LEAST_WIDTH} pt"));
        }
    }

    /// Checks filled rectangles that are lines in truth.
    fn filled(&mut self, path: &Path, state: &State<'_>) {
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

    fn object<'a>(
        &mut self,
        operator: &Instruction<'_, '_>,
        resources: &Resources<'a>,
        state: &State<'a>,
        base: Affine,
        depth: usize,
    ) {
        let Some(object) = named(operator).and_then(|name| resources.get_x_object(name)) else { return };
        if is_name(object.dict(), "Subtype", &["Image"]) {
            self.image(&object, state, resources, base, depth);
        } else {
            self.group(&shown("form", object.obj_id()), object.dict(), resources);
            let transform = state.transform * matrix(object.dict());
            let shown = object.dict().get::<Array<'_>>("BBox").and_then(|bounds| {
                let edges: Vec<f64> = bounds.iter::<f32>().map(f64::from).collect();
                let [left, bottom, right, top] = edges.try_into().ok()?;
                Some(transform.transform_rect_bbox(Bounds::new(left, bottom, right, top).abs()))
            });
            let clip = shown.map_or(state.clip, |shown| state.clip.intersect(shown));
            let inner = State { transform, clip, ..state.clone() };
            self.form("form", &object, resources, inner, depth);
        }
    }

    /// Checks in which colours the objects of a page or form are mixed, where they are transparent.
    fn group(&mut self, name: &str, owner: &Dict<'_>, resources: &Resources<'_>) {
        let Some(group) = owner.get::<Dict<'_>>("Group") else { return };
        if self.standard == Standard::X1a && is_name(&group, "S", &["Transparency"]) {
            self.fail(Demand::Transparency, format!("{name} is a transparency group"));
        }
        let space = group.get::<Object<'_>>("CS").map(|space| Space::of(&space, resources));
        if let Some(Space::Foreign(space)) = space {
            self.fail(Demand::Colour, format!("{name} mixes transparent objects in {space}"));
        }
    }

    /// Checks that what reaches the trimmed page's edge runs over it as far as the bleed: paper is never cut exactly.
    fn reach(&mut self, what: &str, bounds: Bounds, paint: &Paint<'_>, clip: Bounds) {
        let Some(trim) = &self.trim else { return };
        let shown = bounds.intersect(clip);
        let on_all_plates = matches!(&paint.space, Space::Spot(names) if names.iter().any(|name| name == "All"));
        if on_all_plates && paint.values.iter().any(|value| *value > 0.0) && trim.holds(shown) {
            return self.fail(Demand::Ink, format!("{what} on the page is in registration colour, so on all plates"));
        }
        if paint.space.ink(&paint.values) == Some(0.0) {
            return;
        }
        if let Some(side) = trim.short_side(shown) {
            self.fail(Demand::Bleed, format!("{what} ends at the {side} edge of the page instead of running over it"));
        }
    }

    /// Follows the content of a form or a tiling pattern.
    fn form<'a>(&mut self, kind: &str, form: &Stream<'a>, resources: &Resources<'a>, state: State<'a>, depth: usize) {
        let name = shown(kind, form.obj_id());
        if depth >= MAX_DEPTH {
            return self.fail(Demand::Readable, format!("{name} stands too deep in others to be looked at"));
        }
        let Some(content) = decoded(form) else {
            return self.fail(Demand::Readable, format!("{name} cannot be read"));
        };
        self.seen.operators = self.seen.operators.saturating_sub(FORM_COST);
        let own = form.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(own, resources.clone());
        let outer = self.object.replace(name);
        self.stream(&content, &resources, state, depth + 1);
        self.object = outer;
    }

    fn image<'a>(
        &mut self,
        image: &Stream<'_>,
        state: &State<'a>,
        resources: &Resources<'a>,
        base: Affine,
        depth: usize,
    ) {
        let bounds = state.transform.transform_rect_bbox(Bounds::new(0.0, 0.0, 1.0, 1.0));
        self.reach("an image", bounds, &Paint::of(Space::Pattern, Vec::new()), state.clip);
        let placed = Placed::new(image, state.transform, resources, &mut self.seen.images);
        let finding =
            |demand, message: String| Finding::of_page(demand, self.page, message).object(placed.object.clone());
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
    fn shading(&mut self, shading: &Object<'_>, resources: &Resources<'_>) {
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

impl State<'_> {
    /// Returns how lines are drawn.
    const fn pen(&self) -> Pen {
        Pen { transform: self.transform, width: self.width, butt: self.butt }
    }
}

/// Returns what a content stream says; nothing where a part of it cannot be decoded.
fn decoded<'s>(stream: &'s Stream<'_>) -> Option<Cow<'s, [u8]>> {
    let known = |filter: Object<'_>| filter.into_name().is_some_and(|name| FILTERS.contains(&name.as_str()));
    let readable = match stream.dict().get::<Object<'_>>("Filter") {
        None => true,
        Some(Object::Array(filters)) => filters.iter::<Object<'_>>().all(known),
        Some(filter) => known(filter),
    };
    let content = stream.decoded().ok().filter(|_| readable)?;
    // Of broken data, the parser makes nothing.
    (!content.is_empty() || stream.raw_data().len() <= MAX_EMPTY).then_some(content)
}

/// Returns how deep arrays and dictionaries stand in one another. Brackets inside texts count, too: no text has a
/// thousand of them.
fn nesting(content: &[u8]) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in content {
        match byte {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Applies an operator that chooses a colour (8.6.8), if it is one.
fn colour<'a>(
    name: &[u8],
    numbers: &[f64],
    operator: &Instruction<'_, '_>,
    resources: &Resources<'a>,
    state: &mut State<'a>,
) {
    let paint = match name {
        b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" => &mut state.fill,
        b"G" | b"RG" | b"K" | b"CS" | b"SC" | b"SCN" => &mut state.stroke,
        _ => return,
    };
    let space = match name {
        b"g" | b"G" => Space::Grey,
        b"rg" | b"RG" => Space::Foreign("RGB".into()),
        b"k" | b"K" => Space::Cmyk,
        b"cs" | b"CS" => {
            let Some(space) = operator.operands().next() else { return };
            let space = Space::of(space, resources);
            // A space's first colour is black, or full ink (8.6.3 to 8.6.6).
            let values = match &space {
                Space::Cmyk => vec![0.0, 0.0, 0.0, 1.0],
                Space::Spot(names) => vec![1.0; names.len()],
                _ => vec![0.0],
            };
            *paint = Paint::of(space, values);
            return;
        }
        _ => {
            paint.values = numbers.to_vec();
            paint.pattern = named(operator).and_then(|name| resources.get_pattern(name));
            return;
        }
    };
    *paint = Paint::of(space, numbers.to_vec());
}

/// Returns an operator's first name.
fn named<'b, 'c>(operator: &Instruction<'b, 'c>) -> Option<&'b Name<'c>> {
    operator.operands().find_map(|operand| match operand {
        Object::Name(name) => Some(name),
        _ => None,
    })
}

fn is_name(dict: &Dict<'_>, key: &str, names: &[&str]) -> bool {
    dict.get::<Object<'_>>(key).and_then(Object::into_name).is_some_and(|name| names.contains(&name.as_str()))
}

fn matrix(dict: &Dict<'_>) -> Affine {
    let numbers: Vec<f64> = match dict.get::<Array<'_>>("Matrix") {
        Some(matrix) => matrix.iter::<f32>().map(f64::from).collect(),
        None => return Affine::IDENTITY,
    };
    numbers.try_into().map_or(Affine::IDENTITY, Affine::new)
}

fn shown(kind: &str, id: ObjectIdentifier) -> String {
    format!("{kind} {} {} R", id.obj_number, id.gen_number)
}
