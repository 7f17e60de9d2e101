//! Drawings in the inks of the press: Typst writes an SVG's colours as RGB or grey with an ICC profile.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::separation::Separation;
use super::{PrintError, inline, numbers, profiled_components};

/// The colour spaces of a content stream that no press can print, by name, with their number of components.
type Foreign = BTreeMap<Vec<u8>, i64>;

/// Converts the colours of all content with such a colour space; other content stays as it is, to the byte.
pub(super) fn convert(document: &mut Document, separation: &Separation) -> Result<(), PrintError> {
    let pages = document.get_pages().into_values();
    let is_content = |object: &Object| object.as_stream().is_ok_and(|stream| stream.dict.has(b"Resources"));
    let forms = document.objects.iter().filter(|(_, object)| is_content(object)).map(|(id, _)| *id);
    let owners: Vec<ObjectId> = pages.chain(forms).collect();
    let found: Vec<_> = owners
        .into_iter()
        .map(|owner| (owner, foreign(document, owner)))
        .filter(|(_, spaces)| !spaces.is_empty())
        .collect();
    for (owner, spaces) in &found {
        rewrite(document, *owner, spaces, separation)?;
    }
    for (owner, spaces) in found {
        forget(document, owner, &spaces);
    }
    Ok(())
}

fn dict(document: &Document, owner: ObjectId) -> Option<&Dictionary> {
    match document.get_object(owner).ok()? {
        Object::Stream(stream) => Some(&stream.dict),
        object => object.as_dict().ok(),
    }
}

fn foreign(document: &Document, owner: ObjectId) -> Foreign {
    let resources = inline(document, dict(document, owner).and_then(|owner| owner.get(b"Resources").ok()));
    let spaces = inline(document, resources.get(b"ColorSpace").ok());
    spaces.iter().filter_map(|(name, space)| Some((name.clone(), profiled_components(document, space)?))).collect()
}

fn rewrite(
    document: &mut Document,
    owner: ObjectId,
    spaces: &Foreign,
    separation: &Separation,
) -> Result<(), PrintError> {
    let is_page = document.get_object(owner)?.as_dict().is_ok();
    let content = match document.get_object(owner)? {
        Object::Stream(stream) if stream.is_compressed() => stream.decompressed_content()?,
        Object::Stream(stream) => stream.content.clone(),
        _ => document.get_page_content(owner),
    };
    let content = Content { operations: separated(Content::decode(&content)?.operations, spaces, separation)? };
    let mut stream = Stream::new(dictionary! {}, content.encode()?);
    if is_page {
        stream.compress()?;
        let content = document.add_object(stream);
        document.get_dictionary_mut(owner)?.set("Contents", content);
    } else {
        let form = document.get_object_mut(owner)?.as_stream_mut()?;
        form.dict.remove(b"Filter");
        form.dict.remove(b"DecodeParms");
        form.set_content(stream.content);
        form.compress()?;
    }
    Ok(())
}

/// Which foreign space fills and strokes are in: the number of its components.
type Current = [Option<i64>; 2];

fn separated(
    operations: Vec<Operation>,
    spaces: &Foreign,
    separation: &Separation,
) -> Result<Vec<Operation>, PrintError> {
    let (mut current, mut stack): (Current, Vec<Current>) = ([None; 2], Vec::new());
    let mut out = Vec::with_capacity(operations.len());
    for operation in operations {
        let name = operation.operator.as_str();
        let side = usize::from(name.starts_with(|c: char| c.is_ascii_uppercase()));
        match name {
            "q" => stack.push(current),
            "Q" => current = stack.pop().unwrap_or(current),
            "cs" | "CS" => {
                let space = operation.operands.first().and_then(|space| space.as_name().ok());
                current[side] = space.and_then(|space| spaces.get(space)).copied();
                if current[side].is_some() {
                    // Such a space begins with black.
                    out.push(ink(side, &[0.0]));
                    continue;
                }
            }
            "g" | "G" | "k" | "K" | "rg" | "RG" => current[side] = None,
            "sc" | "SC" | "scn" | "SCN" if current[side].is_some() => {
                let values = numbers(&Object::Array(operation.operands.clone())).unwrap_or_default();
                let rgb = match *values.as_slice() {
                    [grey] => [grey; 3],
                    [red, green, blue] => [red, green, blue],
                    _ => return Err(PrintError("a colour has neither one nor three components".into())),
                };
                out.push(ink(side, &separation.colour(rgb)?));
                continue;
            }
            _ => {}
        }
        out.push(operation);
    }
    Ok(out)
}

/// Returns the operator that chooses grey or inks for fills or strokes.
#[allow(clippy::cast_possible_truncation, reason = "shares of one in the precision of PDF writers")]
fn ink(side: usize, shares: &[f64]) -> Operation {
    let operator = match (shares.len(), side) {
        (1, 0) => "g",
        (1, _) => "G",
        (_, 0) => "k",
        _ => "K",
    };
    Operation::new(operator, shares.iter().map(|share| Object::Real(*share as f32)).collect())
}

/// Takes colour spaces that are not used any more out of the resources.
fn forget(document: &mut Document, owner: ObjectId, spaces: &Foreign) {
    let Some(own) = dict(document, owner) else { return };
    let mut resources = inline(document, own.get(b"Resources").ok());
    let mut known = inline(document, resources.get(b"ColorSpace").ok());
    for name in spaces.keys() {
        known.remove(name);
    }
    resources.set("ColorSpace", known);
    match document.get_object_mut(owner) {
        Ok(Object::Stream(stream)) => stream.dict.set("Resources", resources),
        Ok(Object::Dictionary(page)) => page.set("Resources", resources),
        _ => {}
    }
}
