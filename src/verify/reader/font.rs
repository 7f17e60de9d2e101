//! What the codes of a text mean, and how wide their glyphs are.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use crate::pdf::{Budget, MAX_NESTING, TooMuch, decoded, nesting};

/// A font, as far as text and its place need it.
pub(super) struct Font {
    /// How many bytes a code has.
    pub bytes: usize,
    /// Widths of ranges of codes, in ems, sorted.
    widths: Vec<(u32, u32, f64)>,
    default_width: f64,
    unicode: Option<CMap>,
    /// Whether codes of ASCII are taken as such where nothing says what they mean.
    latin: bool,
    texts: HashMap<u32, String>,
}

impl Font {
    /// Reads a font.
    pub fn read(dict: &Dict<'_>, budget: &mut Budget) -> Result<Self, TooMuch> {
        let kind = dict.get::<Name<'_>>("Subtype");
        let composite = kind.as_ref().is_some_and(|kind| kind.as_str() == "Type0");
        let unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => meanings(&stream, budget)?,
            None => None,
        };
        let mut font = Self {
            bytes: if composite { 2 } else { 1 },
            widths: Vec::new(),
            default_width: if composite { 1.0 } else { 0.5 },
            unicode,
            latin: !composite,
            texts: HashMap::new(),
        };
        if composite {
            let own = dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
            if let Some(own) = own {
                font.default_width = own.get::<f32>("DW").map_or(1.0, |width| f64::from(width) / 1000.0);
                font.widths = composite_widths(&own, budget)?;
            }
        } else {
            font.widths = simple_widths(dict, budget)?;
        }
        Ok(font)
    }

    /// Returns the width of a glyph in ems.
    pub fn width(&self, code: u32) -> f64 {
        let after = self.widths.partition_point(|(first, ..)| *first <= code);
        let range = after.checked_sub(1).and_then(|at| self.widths.get(at));
        range.filter(|(_, last, _)| code <= *last).map_or(self.default_width, |(.., width)| *width)
    }

    /// Returns the text that a code stands for. One that stands for none must not pass for an empty one.
    pub fn text(&mut self, code: u32) -> String {
        if let Some(known) = self.texts.get(&code) {
            return known.clone();
        }
        let meant = self.unicode.as_ref().and_then(|unicode| unicode.lookup_bf_string(code));
        let text = match meant {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => {
                let plain = char::from_u32(code).filter(|c| self.latin && (c.is_ascii_graphic() || *c == ' '));
                plain.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
            }
        };
        self.texts.insert(code, text.clone());
        text
    }
}

fn meanings(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<CMap>, TooMuch> {
    let Some(text) = decoded(stream) else { return Ok(None) };
    budget.spend(10 * Budget::BYTE, text.len())?;
    if nesting(&text) > MAX_NESTING {
        return Err(TooMuch("the table of a font's characters nests without end"));
    }
    Ok(CMap::parse(&text, |_| None))
}

/// Reads `W` (ISO 32000-1, 9.7.4.3): `first [width …]` or `first last width`.
fn composite_widths(font: &Dict<'_>, budget: &mut Budget) -> Result<Vec<(u32, u32, f64)>, TooMuch> {
    let mut widths = Vec::new();
    let Some(list) = font.get::<Array<'_>>("W") else { return Ok(widths) };
    let mut items = list.iter::<Object<'_>>();
    let code = |object: Object<'_>| object.into_i32().and_then(|code| u32::try_from(code).ok());
    while let Some(first) = items.next().and_then(code) {
        budget.spend(Budget::LOOKUP, 1)?;
        match items.next() {
            Some(Object::Array(own)) => {
                for (code, width) in (first..).zip(own.iter::<f32>()) {
                    budget.spend(Budget::LOOKUP, 1)?;
                    widths.push((code, code, f64::from(width) / 1000.0));
                }
            }
            Some(last) => {
                let (Some(last), Some(width)) = (code(last), items.next().and_then(Object::into_f32)) else { break };
                widths.push((first, last, f64::from(width) / 1000.0));
            }
            None => break,
        }
    }
    widths.sort_by_key(|(first, ..)| *first);
    Ok(widths)
}

fn simple_widths(font: &Dict<'_>, budget: &mut Budget) -> Result<Vec<(u32, u32, f64)>, TooMuch> {
    let first = font.get::<i32>("FirstChar").and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
    // The glyphs of a Type 3 font have a space of their own (9.6.5).
    let matrix = font.get::<Array<'_>>("FontMatrix").and_then(|matrix| matrix.iter::<f32>().next());
    let scale = matrix.map_or(0.001, f64::from);
    let mut widths = Vec::new();
    for (code, width) in (first..).zip(font.get::<Array<'_>>("Widths").iter().flat_map(|list| list.iter::<f32>())) {
        budget.spend(Budget::LOOKUP, 1)?;
        widths.push((code, code, f64::from(width) * scale));
    }
    Ok(widths)
}
