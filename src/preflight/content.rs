//! What is drawn: a page's operators and those of everything it draws, with the graphics state that they need.

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, Point, Rect as Bounds};

use super::boxes::Trim;
use super::colour::Space;
use super::demand::{Demand, Finding, Findings};
use super::fonts::Known;
use super::images::{Placed, RESOLUTIONS};
use super::path::Path;
use crate::model::Standard;

/// The thinnest line in points: thinner ones break up in print.
const LEAST_WIDTH: f64 = 0.25;
/// Total ink in percent: from where it is worth a look, and what sheet-fed presses take at most.
const INK: (f64, f64) = (300.0, 350.0);
/// The share of black ink from where on a colour is meant as black.
const BLACK: f64 = 0.85;
/// What 8-bit colours and matrices may be off by: percent of ink, points.
const ROUNDING: (f64, f64) = (1.0, 0.001);
/// How deep forms and patterns may stand in one another, and how many are looked into a page.
const MAX_DEPTH: usize = 16;
const MAX_FORMS: usize = 20_000;

/// Looks at all that a page draws.
pub(super) fn check(page: &Page<'_>, number: usize, standard: Standard, fonts: &mut Known, findings: &mut Findings) {
    let trim = Trim::of(page.raw());
    let mut walker = Walker { page: number, standard, trim, masks: false, fonts, findings, forms: 0, object: None };
    walker.group("the page", page.raw(), page.resources());
    let Some(content) = page.page_stream() else { return };
    walker.stream(content, page.resources(), State::default(), 0);
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
    fonts: &'w mut Known,
    findings: &'w mut Findings,
    forms: usize,
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
        if !self.masks || matches!(finding.demand, Demand::Colour | Demand::Fonts | Demand::Transparency) {
            self.findings.push(finding);
        }
    }

    /// Follows a content stream.
    fn stream<'a>(&mut self, content: &[u8], resources: &Resources<'a>, state: State<'a>, depth: usize) {
        let (base, mut state, mut stack, mut path) = (state.transform, state, Vec::new(), Path::default());
        let mut operators = UntypedIter::new(content);
        while let Some(operator) = operators.next() {
            let numbers: Vec<f64> = operator
                .operands()
                .filter_map(|operand| match operand {
                    Object::Number(number) => Some(number.as_f64()),
                    _ => None,
                })
                .collect();
            let name: &[u8] = operator.operator;
            match (name, numbers.as_slice()) {
                (b"q", _) => stack.push(state.clone()),
                (b"Q", _) => state = stack.pop().unwrap_or(state),
                (b"cm", &[a, b, c, d, e, f]) => state.transform *= Affine::new([a, b, c, d, e, f]),
                (b"w", &[width]) => state.width = width,
                (b"Tr", &[mode]) => state.mode = if mode.fract() == 0.0 { mode as i64 } else { 0 },
                (b"gs", _) => self.parameters(&operator, resources, &mut state, depth),
                (b"Tf", _) => state.font = named(&operator).and_then(|name| resources.get_font(name)),
                (b"Tj" | b"TJ" | b"'" | b"\"", _) => self.text(&state),
                (b"re", &[x, y, width, height]) => path.rectangle(Point::new(x, y), width, height, state.transform),
                (b"m", &[x, y]) => path.begin(state.transform * Point::new(x, y)),
                (b"l", &[x, y]) => path.line(state.transform * Point::new(x, y)),
                (b"c" | b"v" | b"y", coordinates) => path.curve(name, coordinates, state.transform),
                (b"h", _) => path.close(),
                (b"W" | b"W*", _) => path.clips = true,
                (b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"n", _) => {
                    let drawn = std::mem::take(&mut path);
                    if matches!(name, b"f" | b"F" | b"f*") {
                        self.filled(&drawn, &state);
                    }
                    if !matches!(name, b"S" | b"s" | b"n") {
                        self.reach("a shape", drawn.bounds(), &state.fill, state.clip);
                        self.paint("a shape", false, &state, resources, base, depth);
                    }
                    if !matches!(name, b"f" | b"F" | b"f*" | b"n") {
                        let half = state.line_width() / 2.0;
                        let bounds = drawn.bounds().map(|bounds| bounds.inflate(half, half));
                        self.reach("a line", bounds, &state.stroke, state.clip);
                        self.stroked(&state, "a line");
                        self.paint("a line", true, &state, resources, base, depth);
                    }
                    if drawn.clips {
                        state.clip = drawn.bounds().map_or(Bounds::ZERO, |bounds| state.clip.intersect(bounds));
                    }
                }
                (b"Do", _) => self.object(&operator, resources, &state, depth),
                (b"BI", _) => {
                    let image = operator.operands().find_map(|operand| match operand {
                        Object::Stream(image) => Some(image),
                        _ => None,
                    });
                    if let Some(image) = image {
                        self.image(image, &state, resources);
                    }
                }
                (b"sh", _) => {
                    if let Some(shading) = named(&operator).and_then(|name| resources.get_shading(name)) {
                        self.reach("a gradient", Some(state.clip), &Paint::of(Space::Pattern, Vec::new()), state.clip);
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

    fn text(&mut self, state: &State<'_>) {
        match &state.font {
            Some(font) => self.fonts.check(font, self.page, self.findings),
            None => self.fail(Demand::Fonts, "text has no font"),
        }
        let (fills, strokes) = (matches!(state.mode, 0 | 2 | 4 | 6), matches!(state.mode, 1 | 2 | 5 | 6));
        if fills {
            self.colour("text", &state.fill, state.overprint.0 && state.overprint.2);
            self.black(&state.fill);
        }
        if strokes {
            self.stroked(state, "the outline of text");
            self.colour("text", &state.stroke, state.overprint.1 && state.overprint.2);
        }
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
        self.colour(what, paint, overprints && state.overprint.2);
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

    fn colour(&mut self, what: &str, paint: &Paint<'_>, overprints: bool) {
        if let Space::Foreign(space) = &paint.space {
            self.fail(Demand::Colour, format!("{what} is in {space}"));
        }
        if let Some(ink) = paint.space.ink(&paint.values) {
            self.ink(what, ink);
            if overprints && ink == 0.0 && paint.space == Space::Cmyk {
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
    fn stroked(&mut self, state: &State<'_>, what: &str) {
        let width = state.line_width();
        if width < LEAST_WIDTH - ROUNDING.1 {
            self.fail(Demand::LineWidth, format!("{what} is {width:.2} pt wide, less than {LEAST_WIDTH} pt"));
        }
    }

    /// Checks filled rectangles that are lines in truth.
    fn filled(&mut self, path: &Path, state: &State<'_>) {
        if path.curved || state.fill.space.ink(&state.fill.values) == Some(0.0) {
            return;
        }
        for part in &path.parts {
            let (thin, long) = (part.width().min(part.height()), part.width().max(part.height()));
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
        depth: usize,
    ) {
        let Some(object) = named(operator).and_then(|name| resources.get_x_object(name)) else { return };
        if is_name(object.dict(), "Subtype", &["Image"]) {
            self.image(&object, state, resources);
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
    fn reach(&mut self, what: &str, bounds: Option<Bounds>, paint: &Paint<'_>, clip: Bounds) {
        let (Some(trim), Some(bounds)) = (&self.trim, bounds) else { return };
        if paint.space.ink(&paint.values) == Some(0.0) {
            return;
        }
        if let Some(side) = trim.short_side(bounds.intersect(clip)) {
            self.fail(Demand::Bleed, format!("{what} ends at the {side} edge of the page instead of running over it"));
        }
    }

    /// Follows the content of a form or a tiling pattern.
    fn form<'a>(&mut self, kind: &str, form: &Stream<'a>, resources: &Resources<'a>, state: State<'a>, depth: usize) {
        self.forms += 1;
        if depth >= MAX_DEPTH || self.forms > MAX_FORMS {
            return;
        }
        let Ok(content) = form.decoded() else { return };
        let own = form.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(own, resources.clone());
        let outer = self.object.replace(shown(kind, form.obj_id()));
        self.stream(&content, &resources, state, depth + 1);
        self.object = outer;
    }

    fn image(&mut self, image: &Stream<'_>, state: &State<'_>, resources: &Resources<'_>) {
        let bounds = state.transform.transform_rect_bbox(Bounds::new(0.0, 0.0, 1.0, 1.0));
        self.reach("an image", Some(bounds), &Paint::of(Space::Pattern, Vec::new()), state.clip);
        let placed = Placed::new(image, state.transform, resources);
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
        if placed.transparent && self.standard == Standard::X1a {
            found.push(finding(Demand::Transparency, "an image has a soft mask".into()));
        }
        found.into_iter().for_each(|finding| self.push(finding));
        match (&placed.space, placed.ink) {
            (None, _) => self.colour("a stencil", &state.fill, state.overprint.0 && state.overprint.2),
            (Some(_), Some(ink)) => self.ink("an image", ink),
            (Some(_), None) => {}
        }
    }

    /// Checks a shading's colour space, and its colours where they are those of a plain function (7.10.3).
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
        if let Some(ink) = dict.get::<Stream<'_>>("Function").and_then(|function| sampled_ink(&function, &space)) {
            self.ink("a gradient", ink);
        }
        let Some(function) = dict.get::<Dict<'_>>("Function") else { return };
        let parts = function.get::<Array<'_>>("Functions");
        let parts = parts.iter().flat_map(|parts| parts.iter::<Dict<'_>>());
        for function in [function.clone()].into_iter().chain(parts) {
            for key in ["C0", "C1"] {
                let Some(values) = function.get::<Array<'_>>(key) else { continue };
                let values: Vec<f64> = values.iter::<f32>().map(f64::from).collect();
                if let Some(ink) = space.ink(&values) {
                    self.ink("a gradient", ink);
                }
            }
        }
    }
}

impl State<'_> {
    /// Returns how wide lines are on the page, in points.
    fn line_width(&self) -> f64 {
        self.width * self.transform.determinant().abs().sqrt()
    }
}

/// Returns the most ink that a sampled function (7.10.2) asks for; nothing where its samples are not plain bytes.
fn sampled_ink(function: &Stream<'_>, space: &Space) -> Option<f64> {
    let dict = function.dict();
    let plain = dict.get::<i32>("FunctionType") == Some(0) && dict.get::<i32>("BitsPerSample") == Some(8);
    if !plain || dict.contains_key("Decode") {
        return None;
    }
    let inks = dict.get::<Array<'_>>("Range")?.iter::<f32>().count() / 2;
    let samples = function.decoded().ok()?;
    let colours = samples.chunks_exact(inks.max(1));
    let values = |colour: &[u8]| colour.iter().map(|ink| f64::from(*ink) / 255.0).collect::<Vec<_>>();
    colours.filter_map(|colour| space.ink(&values(colour))).max_by(f64::total_cmp)
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
