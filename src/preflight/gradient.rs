//! Gradients: the inks of their functions.

use hayro_syntax::object::{Array, Dict, Object, Stream};

use super::colour::Space;

/// How deep functions may stand in one another.
const MAX_DEPTH: usize = 4;

/// Returns the most ink that a gradient asks for, in percent; nothing where its functions are not plain (ISO 32000-1,
/// 7.10.3), stitched of such (7.10.4), or sampled in bytes (7.10.2).
pub(super) fn most_ink(shading: &Dict<'_>, space: &Space) -> Option<f64> {
    let colours = match shading.get::<Object<'_>>("Function")? {
        // A function an ink.
        Object::Array(functions) => {
            let inks: Option<Vec<_>> = functions.iter::<Object<'_>>().map(|function| colours(&function, 0)).collect();
            let inks = inks?;
            let points = inks.iter().map(Vec::len).min()?;
            (0..points).map(|at| inks.iter().flat_map(|ink| ink[at].clone()).collect()).collect()
        }
        function => colours(&function, 0)?,
    };
    colours.iter().filter_map(|colour: &Vec<f64>| space.ink(colour)).max_by(f64::total_cmp)
}

/// Returns colours between which a function stays.
fn colours(function: &Object<'_>, depth: usize) -> Option<Vec<Vec<f64>>> {
    let dict = match function {
        Object::Dict(dict) => dict,
        Object::Stream(stream) => return sampled(stream),
        _ => return None,
    };
    let list = |key: &str| dict.get::<Array<'_>>(key).map(|list| list.iter::<f32>().map(f64::from).collect::<Vec<_>>());
    match dict.get::<i32>("FunctionType")? {
        2 => Some(vec![list("C0").unwrap_or_else(|| vec![0.0]), list("C1").unwrap_or_else(|| vec![1.0])]),
        3 if depth < MAX_DEPTH => {
            let parts = dict.get::<Array<'_>>("Functions")?;
            let parts: Option<Vec<_>> = parts.iter::<Object<'_>>().map(|part| colours(&part, depth + 1)).collect();
            Some(parts?.concat())
        }
        _ => None,
    }
}

fn sampled(function: &Stream<'_>) -> Option<Vec<Vec<f64>>> {
    let dict = function.dict();
    if dict.get::<i32>("FunctionType") != Some(0) || dict.get::<i32>("BitsPerSample") != Some(8) {
        return None;
    }
    let range =
        |key: &str| dict.get::<Array<'_>>(key).map(|list| list.iter::<f32>().map(f64::from).collect::<Vec<_>>());
    let decode = range("Decode").or_else(|| range("Range"))?;
    let (ends, _) = decode.as_chunks::<2>();
    let samples = function.decoded().ok()?;
    let colours = samples.chunks_exact(ends.len().max(1));
    let value = |(sample, [from, to]): (&u8, &[f64; 2])| from + f64::from(*sample) / 255.0 * (to - from);
    Some(colours.map(|colour| colour.iter().zip(ends).map(value).collect()).collect())
}
