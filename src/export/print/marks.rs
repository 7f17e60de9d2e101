//! トンボ: corner marks that show trim and bleed, and centre marks.
//!
//! The form is that of Japanese printing: at every corner two angles, one on the trim line that turns at the bleed, one
//! on the bleed line, so that all lines stand outside the bleed; in the middle of every side a cross.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::boxes::{array, page_box};
use super::{PrintError, inline, numbers};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// The stroke, in points: 0.1 mm, above the 0.25 pt that break up in print.
const STROKE: f64 = 0.3;
/// How far corner and centre marks reach beyond the bleed, in mm.
const LENGTH_MM: f64 = 9.0;
/// How far the crossbar of a centre mark stands from the bleed, in mm, and half its length.
const CROSS_MM: (f64, f64) = (4.0, 10.0);
/// The margin of the medium around the bleed, in mm: the marks and some air.
const SLUG_MM: f64 = 12.0;
/// The name of the registration colour in the pages' resources.
const REGISTRATION: &str = "KeikakuAll";

/// Draws marks on all pages and makes the medium large enough for them. It begins at 0 again, since not all programs that
/// impose pages expect another corner: what is on the page moves up and to the right.
pub(super) fn draw(document: &mut Document) -> Result<(), PrintError> {
    let space = document.add_object(registration());
    let slug = SLUG_MM * MM;
    let (mut known, mut moved) = (Vec::new(), BTreeMap::new());
    for id in document.get_pages().into_values() {
        let page = document.get_dictionary(id)?;
        let old = page_box(page, b"BleedBox")?;
        let offset = (slug - old[0], slug - old[1]);
        let shift = |[left, bottom, right, top]: [f64; 4]| {
            [left + offset.0, bottom + offset.1, right + offset.0, top + offset.1]
        };
        let (trim, bleed) = (shift(page_box(page, b"TrimBox")?), shift(old));
        let mut contents = match page.get(b"Contents") {
            Ok(Object::Array(contents)) => contents.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        let mut resources = inline(document, page.get(b"Resources").ok());
        let mut spaces = inline(document, resources.get(b"ColorSpace").ok());
        spaces.set(REGISTRATION, space);
        resources.set("ColorSpace", spaces);
        let mut patterns = inline(document, resources.get(b"Pattern").ok());
        for (_, pattern) in patterns.iter_mut() {
            *pattern = moved_pattern(document, pattern, offset, &mut moved)?;
        }
        if !patterns.is_empty() {
            resources.set("Pattern", patterns);
        }

        // Pages of the same size share their marks.
        let operators = (opening(bleed, offset), closing(trim, bleed));
        let (first, last) = match known.iter().find(|(known, _)| *known == operators) {
            Some((_, added)) => *added,
            None => {
                let first = document.add_object(plain(operators.0.clone().into_bytes()));
                let added = (first, document.add_object(plain(operators.1.clone().into_bytes())));
                known.push((operators, added));
                added
            }
        };
        contents.insert(0, Object::Reference(first));
        contents.push(Object::Reference(last));
        let page = document.get_dictionary_mut(id)?;
        page.set("TrimBox", array(trim));
        page.set("BleedBox", array(bleed));
        page.set("MediaBox", array([0.0, 0.0, bleed[2] + slug, bleed[3] + slug]));
        page.set("Contents", contents);
        page.set("Resources", resources);
    }
    Ok(())
}

/// Returns a pattern of a page, moved with the page: patterns stand in the page's own coordinates, whatever its
/// operators do to them (ISO 32000-1, 8.7.3.1). Those inside forms move with their form.
fn moved_pattern(
    document: &mut Document,
    pattern: &Object,
    offset: (f64, f64),
    moved: &mut BTreeMap<(ObjectId, [u64; 2]), ObjectId>,
) -> Result<Object, PrintError> {
    let id = pattern.as_reference()?;
    let key = (id, [offset.0.to_bits(), offset.1.to_bits()]);
    if let Some(known) = moved.get(&key) {
        return Ok(Object::Reference(*known));
    }
    let mut pattern = document.get_object(id)?.clone();
    let dict = match &mut pattern {
        Object::Stream(stream) => &mut stream.dict,
        other => other.as_dict_mut()?,
    };
    let matrix = dict.get(b"Matrix").ok().and_then(numbers).and_then(|matrix| <[f64; 6]>::try_from(matrix).ok());
    let [a, b, c, d, e, f] = matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    dict.set("Matrix", array([a, b, c, d, e + offset.0, f + offset.1]));
    let new = document.add_object(pattern);
    moved.insert(key, new);
    Ok(Object::Reference(new))
}

fn plain(content: Vec<u8>) -> Stream {
    Stream::new(dictionary! {}, content)
}

/// Returns the registration colour: the separation `All`, on every plate (ISO 32000-1, 8.6.6.4).
fn registration() -> Object {
    let tint = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![0.into(), 1.into()],
        "C0" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "C1" => vec![1.into(), 1.into(), 1.into(), 1.into()],
        "N" => 1,
    };
    Object::Array(vec![Object::Name(b"Separation".into()), "All".into(), "DeviceCMYK".into(), tint.into()])
}

/// Returns the operators that go before the page's own: what runs over the bleed does not run into the marks.
fn opening([left, bottom, right, top]: [f64; 4], (x, y): (f64, f64)) -> String {
    let (width, height) = (right - left, top - bottom);
    format!("q {left:.4} {bottom:.4} {width:.4} {height:.4} re W n 1 0 0 1 {x:.4} {y:.4} cm\n")
}

/// Returns the operators that end the page's own and draw the marks.
fn closing(trim: [f64; 4], bleed: [f64; 4]) -> String {
    let mut out = format!("\nQ\nq\n/{REGISTRATION} CS 1 SCN {STROKE} w 0 J 0 j [] 0 d\n");
    let length = LENGTH_MM * MM;
    // The side of the page (left or right, bottom or top) and the direction away from it.
    let sides = [(0, -1.0), (2, 1.0)];
    for (x, out_x) in sides {
        for (y, out_y) in sides.map(|(side, away)| (side + 1, away)) {
            let (far_x, far_y) = (bleed[x] + out_x * length, bleed[y] + out_y * length);
            polyline(&mut out, [(far_x, trim[y]), (bleed[x], trim[y]), (bleed[x], far_y)]);
            polyline(&mut out, [(far_x, bleed[y]), (trim[x], bleed[y]), (trim[x], far_y)]);
        }
    }
    let (middle_x, middle_y) = (f64::midpoint(trim[0], trim[2]), f64::midpoint(trim[1], trim[3]));
    let (distance, half) = (CROSS_MM.0 * MM, CROSS_MM.1 * MM);
    for (side, away) in sides {
        let (x, y) = (bleed[side], bleed[side + 1]);
        let (bar_x, bar_y) = (x + away * distance, y + away * distance);
        polyline(&mut out, [(x, middle_y), (x + away * length, middle_y)]);
        polyline(&mut out, [(bar_x, middle_y - half), (bar_x, middle_y + half)]);
        polyline(&mut out, [(middle_x, y), (middle_x, y + away * length)]);
        polyline(&mut out, [(middle_x - half, bar_y), (middle_x + half, bar_y)]);
    }
    out.push_str("Q\n");
    out
}

fn polyline<const N: usize>(out: &mut String, points: [(f64, f64); N]) {
    for (at, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(out, "{x:.4} {y:.4} {} ", if at == 0 { "m" } else { "l" });
    }
    out.push_str("S\n");
}
