//! What a page draws: its operators and those of the forms in it (ISO 32000-1, 8 and 9), as far as text is concerned.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect as PdfRect, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::font::Font;
use super::ink::{Canvas, Clip, Look, Outline, Rgb};
use super::{Glyph, text_string};
use crate::pdf::{Budget, MAX_NESTING, MAX_POINTS, MAX_STATES, Path, Pen, TooMuch, decoded, nesting};

/// How deep forms may stand in one another.
const MAX_FORMS: usize = 24;
/// From which share on something is as good as opaque, and below which it is as good as not there.
const OPAQUE: f64 = 0.9;
const FAINT: f64 = 0.15;
/// How thick a line must be to hide text, in points. A line through text is thinner.
const THICK: f64 = 4.0;

/// A font that is in use, shared by the states that have it.
type Shared = Rc<RefCell<Font>>;

/// What is known of a file while its pages are read.
pub(super) struct Reader {
    pub budget: Budget,
    fonts: HashMap<ObjectIdentifier, Shared>,
}

/// A colour space, as far as its colours can be told apart.
#[derive(Clone, Copy, PartialEq)]
enum Space {
    Grey,
    Rgb,
    Cmyk,
    /// Inks with names, of which none is paper.
    Inks,
    Unknown,
}

#[derive(Clone)]
struct Paint {
    space: Space,
    /// The colour; nothing where it is a pattern, or not known.
    colour: Option<Rgb>,
    /// Whether it lets something through: a pattern of tiles may.
    open: bool,
    alpha: f64,
}

#[derive(Clone)]
struct State {
    transform: Affine,
    clip: Clip,
    fill: Paint,
    stroke: Paint,
    /// How opaque the form is in which it stands.
    group: f64,
    /// Whether what is painted replaces what was there: no blending, no mask.
    plain: bool,
    width: f64,
    text: TextState,
}

#[derive(Clone)]
struct TextState {
    font: Option<Shared>,
    size: f64,
    character: f64,
    word: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    matrix: Affine,
    line: Affine,
}

/// A marked content: what it says instead of its glyphs, and whether that is said already.
struct Marked {
    instead: Option<String>,
    said: bool,
}

impl Reader {
    pub fn new(budget: Budget) -> Self {
        Self { budget, fonts: HashMap::new() }
    }

    /// Returns the glyphs of a page in the order of the content.
    pub fn page(&mut self, page: &Page<'_>) -> Result<Vec<Glyph>, TooMuch> {
        self.budget.spend(Budget::PAGE, 1)?;
        let mut canvas = Canvas::new(trim(page));
        let content = self.contents(page.raw())?;
        self.stream(&content, page.resources(), State::default(), &mut canvas, 0)?;
        Ok(canvas.glyphs)
    }

    /// Returns a page's content: its streams joined by white space (7.8.2).
    fn contents(&mut self, page: &Dict<'_>) -> Result<Vec<u8>, TooMuch> {
        let streams: Vec<Stream<'_>> = match page.get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(streams)) => streams.iter::<Stream<'_>>().collect(),
            _ => Vec::new(),
        };
        let mut content = Vec::new();
        for stream in streams {
            self.budget.spend(Budget::LOOKUP, 1)?;
            let part = self.unpacked(&stream)?;
            content.extend_from_slice(&part);
            content.push(b'\n');
        }
        Ok(content)
    }

    fn unpacked(&mut self, stream: &Stream<'_>) -> Result<Vec<u8>, TooMuch> {
        // Pictures are counted nowhere, and none of them is content.
        let picture = name_of(stream.dict(), "Subtype").is_some_and(|kind| kind == "Image");
        let content = if picture { None } else { decoded(stream) };
        let content = content.map(|content| content.into_owned()).unwrap_or_default();
        self.budget.spend(Budget::BYTE, content.len())?;
        Ok(content)
    }

    fn stream(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        state: State,
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), TooMuch> {
        if nesting(content) > MAX_NESTING {
            return Err(TooMuch("what it draws nests without end"));
        }
        let (mut state, mut states, mut path) = (state, Vec::new(), Path::default());
        let mut marked: Vec<Marked> = Vec::new();
        let mut even_odd_clip = false;
        let mut operators = UntypedIter::new(content);
        while let Some(operator) = operators.next() {
            self.budget.spend(Budget::OPERATOR, 1)?;
            if path.points() > MAX_POINTS || states.len() > MAX_STATES || marked.len() > MAX_STATES {
                return Err(TooMuch("what it draws nests without end"));
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
                (b"q", _) => states.push(state.clone()),
                (b"Q", _) => state = states.pop().unwrap_or(state),
                (b"cm", &[a, b, c, d, e, f]) => state.transform *= Affine::new([a, b, c, d, e, f]),
                (b"w", &[width]) => state.width = width,
                (b"gs", _) => self.parameters(&operator, resources, &mut state)?,
                (b"re", &[x, y, width, height]) => path.rectangle(Point::new(x, y), width, height, state.transform),
                (b"m", &[x, y]) => path.begin(state.transform * Point::new(x, y)),
                (b"l", &[x, y]) => path.line(state.transform * Point::new(x, y)),
                (b"c" | b"v" | b"y", coordinates) => path.curve(name, coordinates, state.transform),
                (b"h", _) => path.close(),
                (b"W" | b"W*", _) => {
                    path.clips = true;
                    even_odd_clip = name == b"W*";
                }
                (b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"n", _) => {
                    let drawn = std::mem::take(&mut path);
                    self.paint(name, &drawn, even_odd_clip, &mut state, canvas)?;
                }
                (b"Do", _) => self.object(&operator, resources, &state, canvas, depth)?,
                (b"BI", _) => self.image(None, &state, canvas)?,
                (b"sh", _) => {
                    let everywhere = Outline::rectangle(canvas.trim());
                    self.cover(everywhere, &state, None, state.fill.alpha, canvas)?;
                }
                (b"BMC" | b"BDC", _) => marked.push(Marked { instead: instead(&operator, resources), said: false }),
                (b"EMC", _) => drop(marked.pop()),
                (b"BT", _) => (state.text.matrix, state.text.line) = (Affine::IDENTITY, Affine::IDENTITY),
                _ if self.show(name, &numbers, &operator, &mut state, &mut marked, canvas)? => {}
                _ if state.text.set(name, &numbers) => {}
                (b"Tf", &[size]) => {
                    state.text.size = size;
                    state.text.font = match named(&operator).and_then(|name| resources.get_font(name)) {
                        Some(font) => Some(self.font(&font)?),
                        None => None,
                    };
                }
                _ => self.colour(name, &numbers, &operator, resources, &mut state)?,
            }
        }
        Ok(())
    }

    fn font(&mut self, dict: &Dict<'_>) -> Result<Shared, TooMuch> {
        if let Some(known) = dict.obj_id().and_then(|id| self.fonts.get(&id)) {
            return Ok(Rc::clone(known));
        }
        let font = Rc::new(RefCell::new(Font::read(dict, &mut self.budget)?));
        if let Some(id) = dict.obj_id() {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(font)
    }

    /// Applies a graphics state parameter dictionary (8.4.5).
    fn parameters(
        &mut self,
        operator: &Instruction<'_, '_>,
        resources: &Resources<'_>,
        state: &mut State,
    ) -> Result<(), TooMuch> {
        let Some(dict) = named(operator).and_then(|name| resources.get_ext_g_state(name)) else { return Ok(()) };
        self.budget.spend(Budget::LOOKUP, 1)?;
        if let Some(width) = dict.get::<f32>("LW") {
            state.width = f64::from(width);
        }
        if let Some(alpha) = dict.get::<f32>("ca") {
            state.fill.alpha = f64::from(alpha);
        }
        if let Some(alpha) = dict.get::<f32>("CA") {
            state.stroke.alpha = f64::from(alpha);
        }
        if dict.contains_key("BM") || dict.contains_key("SMask") {
            let none = |key, plain: &[&str]| match dict.get::<Object<'_>>(key) {
                None => true,
                Some(value) => value.into_name().is_some_and(|name| plain.contains(&name.as_str())),
            };
            state.plain = none("BM", &["Normal", "Compatible"]) && none("SMask", &["None"]);
        }
        if let Some(font) = dict.get::<Array<'_>>("Font").and_then(|font| font.iter::<Dict<'_>>().next()) {
            state.text.font = Some(self.font(&font)?);
        }
        Ok(())
    }

    /// Paints a path, and makes it a part of the clipping path where it is to be one.
    fn paint(
        &mut self,
        name: &[u8],
        path: &Path,
        even_odd_clip: bool,
        state: &mut State,
        canvas: &mut Canvas,
    ) -> Result<(), TooMuch> {
        let outline = path.outline();
        if !matches!(name, b"S" | b"s" | b"n") && !outline.is_empty() && !state.fill.open {
            let shape = Outline::of(outline, name.ends_with(b"*"));
            self.cover(shape, state, state.fill.colour, state.fill.alpha, canvas)?;
        }
        let pen = Pen { transform: state.transform, width: state.width, butt: true };
        if !matches!(name, b"f" | b"F" | b"f*" | b"n") && pen.average() >= THICK && !state.stroke.open {
            // Only a straight line, upright or level, fills its bounds.
            let lines: Vec<Rect> = path
                .stroked(pen)
                .filter(|bounds| bounds.width().min(bounds.height()) <= pen.average() * 1.01)
                .collect();
            for bounds in lines {
                self.cover(Outline::rectangle(bounds), state, state.stroke.colour, state.stroke.alpha, canvas)?;
            }
        }
        if path.clips {
            self.budget.spend(Budget::AREA, 1)?;
            state.clip = state.clip.and(Outline::of(outline, even_odd_clip));
        }
        Ok(())
    }

    fn cover(
        &mut self,
        shape: Outline,
        state: &State,
        colour: Option<Rgb>,
        alpha: f64,
        canvas: &mut Canvas,
    ) -> Result<(), TooMuch> {
        if state.plain && alpha * state.group >= OPAQUE {
            canvas.cover(shape, &state.clip, colour, &mut self.budget)?;
        }
        Ok(())
    }

    fn image(&mut self, dict: Option<&Dict<'_>>, state: &State, canvas: &mut Canvas) -> Result<(), TooMuch> {
        let through = dict.is_some_and(|dict| {
            ["SMask", "Mask"].iter().any(|key| dict.contains_key(key)) || dict.get::<bool>("ImageMask") == Some(true)
        });
        // What an image inside the content is, is not looked at.
        if through || dict.is_none() {
            return Ok(());
        }
        let mut corners = BezPath::new();
        corners.move_to(state.transform * Point::ORIGIN);
        for corner in [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0)] {
            corners.line_to(state.transform * Point::from(corner));
        }
        self.cover(Outline::of(&corners, false), state, None, state.fill.alpha, canvas)
    }

    fn object(
        &mut self,
        operator: &Instruction<'_, '_>,
        resources: &Resources<'_>,
        state: &State,
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), TooMuch> {
        let Some(object) = named(operator).and_then(|name| resources.get_x_object(name)) else { return Ok(()) };
        self.budget.spend(Budget::LOOKUP, 1)?;
        if name_of(object.dict(), "Subtype").is_some_and(|kind| kind == "Image") {
            return self.image(Some(object.dict()), state, canvas);
        }
        self.budget.spend(Budget::FORM, 1)?;
        if depth >= MAX_FORMS {
            return Err(TooMuch("its forms stand in one another without end"));
        }
        let matrix: Vec<f64> = match object.dict().get::<Array<'_>>("Matrix") {
            Some(matrix) => matrix.iter::<f32>().map(f64::from).take(6).collect(),
            None => Vec::new(),
        };
        let matrix = matrix.try_into().map_or(Affine::IDENTITY, Affine::new);
        let mut inner = State { transform: state.transform * matrix, ..state.clone() };
        if let Some(bounds) = object.dict().get::<PdfRect>("BBox") {
            let bounds = Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1).abs();
            inner.clip = inner.clip.and(Outline::of(&(inner.transform * bounds.to_path(0.1)), false));
        }
        if object.dict().contains_key("Group") {
            // A group is painted whole, as opaque as what paints it.
            inner.group *= state.fill.alpha;
            (inner.fill.alpha, inner.stroke.alpha) = (1.0, 1.0);
        }
        let content = self.unpacked(&object)?;
        let own = object.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(own, resources.clone());
        self.stream(&content, &resources, inner, canvas, depth + 1)
    }

    /// Shows text, if the operator is one that does (9.4.3).
    fn show(
        &mut self,
        name: &[u8],
        numbers: &[f64],
        operator: &Instruction<'_, '_>,
        state: &mut State,
        marked: &mut [Marked],
        canvas: &mut Canvas,
    ) -> Result<bool, TooMuch> {
        match name {
            b"Tj" | b"TJ" => {}
            b"'" => state.text.next_line(0.0, -state.text.leading),
            b"\"" => {
                if let [word, character] = numbers {
                    (state.text.word, state.text.character) = (*word, *character);
                }
                state.text.next_line(0.0, -state.text.leading);
            }
            _ => return Ok(false),
        }
        for operand in operator.operands() {
            match operand {
                Object::String(text) => self.string(text, state, marked, canvas)?,
                Object::Array(parts) => {
                    for part in parts.iter::<Object<'_>>() {
                        match part {
                            Object::String(text) => self.string(&text, state, marked, canvas)?,
                            Object::Number(back) => {
                                self.budget.spend(Budget::OPERATOR, 1)?;
                                let text = &mut state.text;
                                text.advance(-back.as_f64() / 1000.0 * text.size);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(true)
    }

    fn string(
        &mut self,
        string: &PdfString<'_>,
        state: &mut State,
        marked: &mut [Marked],
        canvas: &mut Canvas,
    ) -> Result<(), TooMuch> {
        let Some(font) = state.text.font.clone() else { return Ok(()) };
        let mut font = font.borrow_mut();
        for code in string.as_bytes().chunks(font.bytes) {
            self.budget.spend(Budget::GLYPH, 1)?;
            let value = code.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
            let width = font.width(value);
            let text = match marked.iter_mut().rev().find(|marked| marked.instead.is_some()) {
                Some(marked) if marked.said => String::new(),
                Some(marked) => {
                    marked.said = true;
                    marked.instead.clone().unwrap_or_default()
                }
                None => font.text(value),
            };
            self.budget.spend(Budget::BYTE, text.len())?;
            glyph(text, width, state, canvas, &mut self.budget)?;
            let word = if code == b" " { state.text.word } else { 0.0 };
            state.text.advance(width * state.text.size + state.text.character + word);
        }
        Ok(())
    }

    /// Applies an operator that chooses a colour (8.6.8), if it is one.
    fn colour(
        &mut self,
        name: &[u8],
        numbers: &[f64],
        operator: &Instruction<'_, '_>,
        resources: &Resources<'_>,
        state: &mut State,
    ) -> Result<(), TooMuch> {
        let paint = match name {
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" => &mut state.fill,
            b"G" | b"RG" | b"K" | b"CS" | b"SC" | b"SCN" => &mut state.stroke,
            _ => return Ok(()),
        };
        let space = match name {
            b"g" | b"G" => Space::Grey,
            b"rg" | b"RG" => Space::Rgb,
            b"k" | b"K" => Space::Cmyk,
            b"cs" | b"CS" => {
                self.budget.spend(Budget::LOOKUP, 1)?;
                paint.space = named(operator).map_or(Space::Unknown, |name| Space::of(name, resources));
                (paint.colour, paint.open) = (paint.space.initial(), false);
                return Ok(());
            }
            _ => paint.space,
        };
        paint.space = space;
        match named(operator).and_then(|name| resources.get_pattern(name)) {
            Some(pattern) => {
                // Tiles may let through what is under them; a gradient does not.
                paint.open = matches!(pattern, Object::Stream(_));
                paint.colour = None;
            }
            None => (paint.colour, paint.open) = (space.colour(numbers), false),
        }
        Ok(())
    }
}

/// Returns what is left of a page after it is cut, or what a reader shows of it.
fn trim(page: &Page<'_>) -> Rect {
    let shown = page.intersected_crop_box();
    let trim = page.raw().get::<PdfRect>("TrimBox").unwrap_or(shown);
    let rect = |own: PdfRect| Rect::new(own.x0, own.y0, own.x1, own.y1).abs();
    rect(trim).intersect(rect(shown))
}

fn glyph(text: String, width: f64, state: &State, canvas: &mut Canvas, budget: &mut Budget) -> Result<(), TooMuch> {
    let own = &state.text;
    let em = Affine::new([own.size * own.scale, 0.0, 0.0, own.size, 0.0, own.rise]);
    let place = state.transform * own.matrix * em;
    let origin = place * Point::ORIGIN;
    let strokes = matches!(own.mode, 1 | 5);
    let paint = if strokes { &state.stroke } else { &state.fill };
    let look = Look {
        middle: place * Point::new(width / 2.0, 0.35),
        end: place * Point::new(width, 0.0),
        size: place.determinant().abs().sqrt(),
        clip: &state.clip,
        colour: paint.colour.filter(|_| state.plain),
        painted: !matches!(own.mode, 3 | 7) && paint.alpha * state.group >= FAINT,
    };
    canvas.glyph(Glyph { text, x: origin.x, y: origin.y, apart: false, hidden: None }, &look, budget)
}

/// Returns what a marked content says instead of its glyphs (14.9.4).
fn instead(operator: &Instruction<'_, '_>, resources: &Resources<'_>) -> Option<String> {
    let properties = operator.operands().nth(1)?;
    let properties = match properties {
        Object::Dict(dict) => dict.clone(),
        Object::Name(name) => resources.properties.get::<Dict<'_>>(name.as_ref())?,
        _ => return None,
    };
    Some(text_string(properties.get::<PdfString<'_>>("ActualText")?.as_bytes()))
}

fn named<'b, 'c>(operator: &Instruction<'b, 'c>) -> Option<&'b Name<'c>> {
    operator.operands().find_map(|operand| match operand {
        Object::Name(name) => Some(name),
        _ => None,
    })
}

fn name_of(dict: &Dict<'_>, key: &str) -> Option<String> {
    Some(dict.get::<Name<'_>>(key)?.as_str().to_owned())
}

impl Default for State {
    fn default() -> Self {
        let black = Paint { space: Space::Grey, colour: Some([0.0; 3]), open: false, alpha: 1.0 };
        Self {
            transform: Affine::IDENTITY,
            clip: Clip::default(),
            fill: black.clone(),
            stroke: black,
            group: 1.0,
            plain: true,
            width: 1.0,
            text: TextState {
                font: None,
                size: 0.0,
                character: 0.0,
                word: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
                matrix: Affine::IDENTITY,
                line: Affine::IDENTITY,
            },
        }
    }
}

impl TextState {
    /// Applies an operator that says how, or where, text is set (9.3, 9.4.2).
    fn set(&mut self, name: &[u8], numbers: &[f64]) -> bool {
        match (name, numbers) {
            (b"Tc", &[space]) => self.character = space,
            (b"Tw", &[space]) => self.word = space,
            (b"Tz", &[percent]) => self.scale = percent / 100.0,
            (b"TL", &[leading]) => self.leading = leading,
            (b"Ts", &[rise]) => self.rise = rise,
            // A cast from a float saturates.
            (b"Tr", &[mode]) => self.mode = mode as i64,
            (b"Td", &[x, y]) => self.next_line(x, y),
            (b"TD", &[x, y]) => {
                self.leading = -y;
                self.next_line(x, y);
            }
            (b"T*", _) => self.next_line(0.0, -self.leading),
            (b"Tm", &[a, b, c, d, e, f]) => {
                self.matrix = Affine::new([a, b, c, d, e, f]);
                self.line = self.matrix;
            }
            _ => return false,
        }
        true
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.matrix = self.line;
    }

    /// Goes on by a distance in the space of the text.
    fn advance(&mut self, distance: f64) {
        self.matrix *= Affine::translate((distance * self.scale, 0.0));
    }
}

impl Space {
    fn of(name: &Name<'_>, resources: &Resources<'_>) -> Self {
        let by_name = |name: &str| match name {
            "DeviceGray" | "G" | "CalGray" => Self::Grey,
            "DeviceRGB" | "RGB" | "CalRGB" => Self::Rgb,
            "DeviceCMYK" | "CMYK" => Self::Cmyk,
            _ => Self::Unknown,
        };
        match resources.get_color_space(name) {
            None => by_name(name.as_str()),
            Some(Object::Name(name)) => by_name(name.as_str()),
            Some(Object::Array(parts)) => {
                let mut parts = parts.iter::<Object<'_>>();
                let Some(Object::Name(family)) = parts.next() else { return Self::Unknown };
                match family.as_str() {
                    "ICCBased" => {
                        match parts.next().and_then(Object::into_stream).and_then(|own| own.dict().get("N")) {
                            Some(1) => Self::Grey,
                            Some(3) => Self::Rgb,
                            Some(4) => Self::Cmyk,
                            _ => Self::Unknown,
                        }
                    }
                    "Separation" | "DeviceN" => Self::Inks,
                    family => by_name(family),
                }
            }
            Some(_) => Self::Unknown,
        }
    }

    /// Returns the colour of a space before another one is chosen: black, or all ink.
    const fn initial(self) -> Option<Rgb> {
        match self {
            Self::Grey | Self::Rgb | Self::Cmyk => Some([0.0; 3]),
            Self::Inks | Self::Unknown => None,
        }
    }

    fn colour(self, values: &[f64]) -> Option<Rgb> {
        match (self, values) {
            (Self::Grey, &[grey]) => Some([grey; 3]),
            (Self::Rgb, &[red, green, blue]) => Some([red, green, blue]),
            (Self::Cmyk, &[c, m, y, k]) => Some([c, m, y].map(|ink| (1.0 - ink) * (1.0 - k))),
            // Of inks only the paper between them is a known colour.
            (Self::Inks, inks) if inks.iter().all(|ink| *ink <= 0.0) => Some(super::ink::PAPER),
            _ => None,
        }
    }
}
