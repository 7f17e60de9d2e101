//! トンボ: corner marks that show trim and bleed, and centre marks.
//!
//! The form is that of Japanese printing: at every corner two angles, one on the trim line that turns at the bleed, one
//! on the bleed line, so that all lines stand outside the bleed; in the middle of every side a cross.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::PrintError;
use super::boxes::{array, page_box};

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

/// Draws marks on all pages and makes the medium large enough for them.
pub(super) fn draw(document: &mut Document) -> Result<(), PrintError> {
    let space = document.add_object(registration());
    let mut known = Vec::new();
    for id in document.get_pages().into_values() {
        let page = document.get_dictionary(id)?;
        let (trim, bleed) = (page_box(page, b"TrimBox")?, page_box(page, b"BleedBox")?);
        let mut contents = match page.get(b"Contents") {
            Ok(Object::Array(contents)) => contents.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        let mut resources = inline(document, page.get(b"Resources").ok());
        let mut spaces = inline(document, resources.get(b"ColorSpace").ok());
        spaces.set(REGISTRATION, space);
        resources.set("ColorSpace", spaces);

        // Pages of the same size share their marks.
        let operators = content(trim, bleed);
        let (before, marks) = match known.iter().find(|(known, _)| *known == operators) {
            Some((_, added)) => *added,
            None => {
                let before = document.add_object(plain(clip(bleed).into_bytes()));
                let added = (before, document.add_object(plain(operators.clone().into_bytes())));
                known.push((operators, added));
                added
            }
        };
        contents.insert(0, Object::Reference(before));
        contents.push(Object::Reference(marks));
        let slug = SLUG_MM * MM;
        let page = document.get_dictionary_mut(id)?;
        page.set("MediaBox", array([bleed[0] - slug, bleed[1] - slug, bleed[2] + slug, bleed[3] + slug]));
        page.set("Contents", contents);
        page.set("Resources", resources);
    }
    Ok(())
}

fn plain(content: Vec<u8>) -> Stream {
    Stream::new(dictionary! {}, content)
}

/// Returns a dictionary itself where it may stand behind a reference; an empty one where there is none.
fn inline(document: &Document, object: Option<&Object>) -> Dictionary {
    let target = object.and_then(|object| document.dereference(object).ok());
    target.and_then(|(_, object)| object.as_dict().ok()).cloned().unwrap_or_default()
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
fn clip([left, bottom, right, top]: [f64; 4]) -> String {
    format!("q {left:.4} {bottom:.4} {:.4} {:.4} re W n\n", right - left, top - bottom)
}

/// Returns the operators that end the page's own and draw the marks.
fn content(trim: [f64; 4], bleed: [f64; 4]) -> String {
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
