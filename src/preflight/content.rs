//! What is drawn: a page's operators and those of everything it draws, with the graphics state that they need.

use std::collections::BTreeSet;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Rect, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, Point, Rect as Bounds};

use super::Area;
use super::boxes::{Side, Trim};
use super::colour::Space;
use super::demand::{Demand, Finding, Findings};
use super::fonts::Known;
use super::images::Images;
use super::state::{Paint, State, colour, is_name, matrix, named, shown};
use crate::model::Standard;
use crate::pdf::{MAX_NESTING, MAX_POINTS, MAX_STATES, Path, decoded, nesting};

/// How deep forms and patterns may stand in one another.
const MAX_DEPTH: usize = 16;
/// How many operators are followed in a file; a plan of a thousand pages has about a third of it.
const MAX_OPERATORS: usize = 10_000_000;
/// As how many operators a form counts, for it is decoded each time that it is drawn.
const FORM_COST: usize = 500;
/// As how many bytes of unpacked content an operator counts.
const BYTES: usize = 100;

/// What was looked at on pages before, and how much is left to be looked at.
pub(super) struct Seen {
    pub fonts: Known,
    pub images: Images,
    /// The fonts whose glyphs are content and were followed.
    pub drawn_fonts: BTreeSet<ObjectIdentifier>,
    /// The inks with names that something is painted with.
    pub inks: BTreeSet<String>,
    operators: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            fonts: Known::default(),
            images: Images::default(),
            drawn_fonts: BTreeSet::new(),
            inks: BTreeSet::new(),
            operators: MAX_OPERATORS,
        }
    }
}

/// Looks at all that a page draws.
pub(super) fn check(
    page: &Page<'_>,
    (number, areas): (usize, &[Area]),
    standard: Standard,
    seen: &mut Seen,
    findings: &mut Findings,
) {
    let trim = Trim::of(page.raw());
    let own = areas.iter().enumerate().filter(|(_, area)| area.page == number);
    let areas = own.filter_map(|(at, area)| Some((at, trim.as_ref()?.place(area.corners)))).collect();
    let mut walker = Walker {
        page: number,
        standard,
        trim,
        masks: false,
        seen,
        findings,
        object: None,
        short: Vec::new(),
        covered: Vec::new(),
        areas,
        clip: State::default().clip,
        around: None,
    };
    walker.group("the page", page.raw(), page.resources());
    let content = walker.contents(page.raw());
    walker.stream(&content, page.resources(), State::default(), 0);
    walker.report_short();
}

/// Follows content with what is needed to judge it.
pub(super) struct Walker<'w> {
    pub page: usize,
    pub standard: Standard,
    pub trim: Option<Trim>,
    /// Whether what is drawn only says where something else shows: it puts no ink on the paper.
    pub masks: bool,
    pub seen: &'w mut Seen,
    pub findings: &'w mut Findings,
    /// The form or pattern that is being drawn; nothing for the page's own content.
    object: Option<String>,
    /// What ends at the trim, with where it is and what would be said of it.
    pub short: Vec<(Side, Bounds, Finding)>,
    /// What runs over the trim, with where it is.
    pub covered: Vec<(Side, Bounds)>,
    /// The areas of the page that findings are told apart by, with their numbers.
    areas: Vec<(usize, Bounds)>,
    /// Where what is drawn can be seen at all.
    pub clip: Bounds,
    /// The area in which the form or pattern stands that is being drawn.
    around: Option<usize>,
}

impl Walker<'_> {
    pub fn finding(&self, demand: Demand, message: impl Into<String>) -> Finding {
        let finding = Finding { area: self.area(), ..Finding::of_page(demand, self.page, message) };
        match &self.object {
            Some(object) => finding.object(object.clone()),
            None => finding.object("page content"),
        }
    }

    /// Returns the smallest area that holds all of what is drawn.
    pub fn area(&self) -> Option<usize> {
        /// How far something may reach out of its area, in points: what numbers in a PDF are rounded by.
        const ROUNDING: f64 = 0.5;
        let holds = |area: &&(usize, Bounds)| {
            area.1.inflate(ROUNDING, ROUNDING).union(self.clip) == area.1.inflate(ROUNDING, ROUNDING)
        };
        let smallest = self.areas.iter().filter(holds).min_by(|a, b| a.1.area().total_cmp(&b.1.area()));
        smallest.map(|(at, _)| *at).or(self.around)
    }

    pub fn fail(&mut self, demand: Demand, message: impl Into<String>) {
        let finding = self.finding(demand, message);
        self.push(finding);
    }

    pub fn push(&mut self, finding: Finding) {
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
                Some(part) => {
                    self.spend(part.len());
                    content.extend_from_slice(&part);
                }
                None => self.fail(Demand::Readable, format!("{} cannot be read", shown("stream", stream.obj_id()))),
            }
            content.push(b'\n');
        }
        content
    }

    /// Counts bytes that were unpacked.
    fn spend(&mut self, bytes: usize) {
        self.seen.operators = self.seen.operators.saturating_sub(bytes / BYTES);
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
            self.clip = state.clip;
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
                        self.reach("a gradient", state.clip, &Paint::of(Space::Pattern(None), Vec::new()), state.clip);
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
        if let Some(cap) = dict.get::<i32>("LC") {
            state.butt = cap == 0;
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
        let modes = match dict.get::<Object<'_>>("BM") {
            Some(Object::Array(modes)) => modes.iter::<Object<'_>>().collect(),
            mode => Vec::from_iter(mode),
        };
        let plain =
            |mode: Object<'_>| mode.into_name().is_some_and(|name| matches!(name.as_str(), "Normal" | "Compatible"));
        let blend = !modes.into_iter().all(plain);
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
        } else if !is_name(object.dict(), "Subtype", &["Form"]) {
            self.fail(Demand::Readable, format!("{} is neither a form nor an image", shown("object", object.obj_id())));
        } else {
            self.group(&shown("form", object.obj_id()), object.dict(), resources);
            let transform = state.transform * matrix(object.dict());
            let clip = object.dict().get::<Rect>("BBox").map_or(state.clip, |own| {
                let own = Bounds::new(own.x0, own.y0, own.x1, own.y1).abs();
                state.clip.intersect(transform.transform_rect_bbox(own))
            });
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

    /// Follows the content of a form or a tiling pattern.
    pub fn form<'a>(
        &mut self,
        kind: &str,
        form: &Stream<'a>,
        resources: &Resources<'a>,
        state: State<'a>,
        depth: usize,
    ) {
        let name = shown(kind, form.obj_id());
        if depth >= MAX_DEPTH {
            return self.fail(Demand::Readable, format!("{name} stands too deep in others to be looked at"));
        }
        let Some(content) = decoded(form) else {
            return self.fail(Demand::Readable, format!("{name} cannot be read"));
        };
        self.seen.operators = self.seen.operators.saturating_sub(FORM_COST);
        self.spend(content.len());
        let own = form.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(own, resources.clone());
        let area = self.area();
        let outer = (self.object.replace(name), std::mem::replace(&mut self.around, area));
        self.stream(&content, &resources, state, depth + 1);
        (self.object, self.around) = outer;
    }
}
