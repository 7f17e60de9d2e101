//! The part of the graphics state that matters for print (ISO 32000-1, 8.4), and the operators that choose colours.

use hayro_syntax::content::Instruction;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Rect as Bounds};

use super::colour::Space;
use crate::pdf::Pen;

/// A colour to paint with.
#[derive(Clone)]
pub(super) struct Paint<'a> {
    pub space: Space,
    pub values: Vec<f64>,
    pub pattern: Option<Object<'a>>,
}

impl Paint<'_> {
    pub fn of(space: Space, values: Vec<f64>) -> Self {
        Self { space, values, pattern: None }
    }
}

/// The part of the graphics state (ISO 32000-1, 8.4) that matters here.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub transform: Affine,
    pub fill: Paint<'a>,
    pub stroke: Paint<'a>,
    pub width: f64,
    /// Whether fills overprint, strokes do, and zero means no change (OPM 1).
    pub overprint: (bool, bool, bool),
    /// The text rendering mode (9.3.6).
    pub mode: i64,
    pub font: Option<Dict<'a>>,
    /// Whether lines end exactly where their last point is (8.4.3.3).
    pub butt: bool,
    /// The bounds of what is not clipped away, on the page.
    pub clip: Bounds,
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

impl State<'_> {
    /// Returns how lines are drawn.
    pub const fn pen(&self) -> Pen {
        Pen { transform: self.transform, width: self.width, butt: self.butt }
    }
}

/// Applies an operator that chooses a colour (8.6.8), if it is one.
pub(super) fn colour<'a>(
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
pub(super) fn named<'b, 'c>(operator: &Instruction<'b, 'c>) -> Option<&'b Name<'c>> {
    operator.operands().find_map(|operand| match operand {
        Object::Name(name) => Some(name),
        _ => None,
    })
}

pub(super) fn is_name(dict: &Dict<'_>, key: &str, names: &[&str]) -> bool {
    dict.get::<Object<'_>>(key).and_then(Object::into_name).is_some_and(|name| names.contains(&name.as_str()))
}

pub(super) fn matrix(dict: &Dict<'_>) -> Affine {
    let numbers: Vec<f64> = match dict.get::<Array<'_>>("Matrix") {
        Some(matrix) => matrix.iter::<f32>().map(f64::from).collect(),
        None => return Affine::IDENTITY,
    };
    numbers.try_into().map_or(Affine::IDENTITY, Affine::new)
}

pub(super) fn shown(kind: &str, id: ObjectIdentifier) -> String {
    format!("{kind} {} {} R", id.obj_number, id.gen_number)
}
