//! The fonts of the project; no others are ever used.

use std::collections::BTreeMap;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontVariations, FontWeight};
use typst::utils::LazyHash;
use typst_kit::fonts::FontStore;

use super::EngineError;
use crate::source::Folder;

const FOLDER: &str = "fonts";
/// How large a font file may be; Noto CJK collections have 120 MB.
const MAX_BYTES: u64 = 256 << 20;

/// Which weights a family has.
#[derive(Default)]
struct Weights {
    regular: bool,
    bold: bool,
}

impl Weights {
    /// Notes a font; one with axes can be of any weight.
    fn note(&mut self, weight: FontWeight, variable: bool) {
        self.bold |= variable || weight >= FontWeight::SEMIBOLD;
        self.regular |= variable || weight < FontWeight::SEMIBOLD;
    }
}

/// How many characters of a font are looked at, to see whether they have glyphs.
const SAMPLE: usize = 100;

/// Says what is wrong with a file that says it is a collection, if it is no whole one: a reader would try as many fonts
/// as its head names.
fn false_collection(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.strip_prefix(b"ttcf")?;
    let count = head.get(4..8).map_or(0, |count| count.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)));
    let fits = count > 0 && count <= head.len().saturating_sub(8) / 4;
    (!fits).then_some("is a font collection that is cut off or damaged")
}

/// Says what is wrong with a font that could be read, but not set: text in it would lie in one place, or be blank.
fn broken(font: &Font) -> Option<&'static str> {
    let own = font.clone().instantiate(font.info().variant, Abs::pt(10.0), &FontVariations::default());
    let face = own.ttf();
    let tables = face.tables();
    let mut written = face.raw_face().table_records.into_iter().map(|record| record.tag.to_bytes());
    if tables.hmtx.is_none() {
        return Some("is damaged: its table `hmtx`, which has the widths of glyphs, cannot be read");
    }
    if tables.post.is_none() && written.any(|tag| tag == *b"post") {
        return Some("is damaged: its table `post` cannot be read");
    }
    let letters = font.info().coverage.iter().filter_map(char::from_u32).filter(|c| c.is_alphanumeric());
    let glyphs: Vec<_> = letters.take(SAMPLE).filter_map(|c| face.glyph_index(c)).collect();
    if glyphs.iter().all(|glyph| face.glyph_hor_advance(*glyph).unwrap_or(0) == 0) {
        return Some("is damaged: by its table `hmtx`, no letter has a width");
    }
    // Pictures of glyphs have no outline.
    let drawn = tables.cbdt.is_some() || tables.sbix.is_some() || tables.svg.is_some() || tables.colr.is_some();
    if !drawn && glyphs.iter().all(|glyph| face.glyph_bounding_box(*glyph).is_none()) {
        return Some("has no glyphs: none of its letters has an outline");
    }
    None
}

/// The fonts in `fonts/`.
pub struct Fonts {
    store: FontStore,
    faces: Vec<Font>,
    /// The upright font whose weight is closest to regular.
    regular: Font,
}

impl Fonts {
    pub(super) fn open(folder: &Folder) -> Result<Self, EngineError> {
        let names = folder.list(FOLDER).map_err(|error| EngineError::new(FOLDER, &error))?;
        let mut store = FontStore::new();
        let mut all = Vec::new();
        let mut regular: Option<(u16, Font)> = None;
        let mut families = BTreeMap::new();
        for name in names {
            let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
            if !matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
                continue;
            }
            let path = format!("{FOLDER}/{name}");
            let bytes = folder.read(&path, MAX_BYTES).map_err(|error| EngineError::new(path.clone(), &error))?;
            if let Some(reason) = false_collection(&bytes) {
                return Err(EngineError { path, reason: reason.into() });
            }
            let mut faces = 0;
            for font in Font::iter(Bytes::new(bytes)) {
                if let Some(reason) = broken(&font) {
                    return Err(EngineError { path, reason: reason.into() });
                }
                let info = font.info().clone();
                let weights: &mut Weights = families.entry(info.family.clone()).or_default();
                weights.note(info.variant.weight, !info.axes.is_empty());
                all.push(font.clone());
                let distance = info.variant.weight.distance(FontWeight::REGULAR);
                if regular.as_ref().is_none_or(|(closest, _)| distance < *closest) {
                    regular = Some((distance, font.clone()));
                }
                store.push((font, info));
                faces += 1;
            }
            if faces == 0 {
                return Err(EngineError { path, reason: "is not a readable font".into() });
            }
        }
        let Some((_, regular)) = regular else {
            let reason = "has no font; put the `.ttf` or `.otf` files there that `layouts/theme.typ` names".into();
            return Err(EngineError { path: FOLDER.into(), reason });
        };
        if !families.values().any(|weights| weights.regular && weights.bold) {
            let reason = "has no family with a regular and a bold font; headings and figures are set in bold".into();
            return Err(EngineError { path: FOLDER.into(), reason });
        }
        Ok(Self { store, faces: all, regular })
    }

    /// Says whether every font has a glyph for a character, so that it can stand in any weight.
    pub fn has(&self, c: char) -> bool {
        self.faces.iter().any(|face| has(face, c))
    }

    /// Says whether a family has a form of a character in all its weights: what a variation selector (異体字セレクタ) after
    /// it asks for, by the font's table of sequences.
    pub fn has_form(&self, c: char, selector: char) -> bool {
        let family = |face: &Font| face.info().family.clone();
        self.faces.iter().filter(|face| has_form(face, c, selector)).any(|found| {
            let mut family = self.faces.iter().filter(|face| family(face) == family(found) && has(face, c));
            family.all(|face| has_form(face, c, selector))
        })
    }

    /// Says whether the font with these bytes has a variant of a character (IVS, UTS #37): a glyph of its own, or its usual
    /// one.
    pub fn has_variant(&self, (data, index): (&[u8], u32), c: char, selector: char) -> bool {
        let is = |face: &&Font| {
            let own = face.data().as_slice();
            face.index() == index && (std::ptr::eq(own, data) || own == data)
        };
        self.faces.iter().filter(is).any(|face| has_form(face, c, selector))
    }

    /// Returns the family of the regular font, in which text is set unless it says otherwise.
    pub fn family(&self) -> &str {
        &self.regular.info().family
    }

    /// Returns the bytes of the regular font.
    pub(super) fn regular(&self) -> &[u8] {
        self.regular.data().as_slice()
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }
}

fn has(face: &Font, c: char) -> bool {
    face.info().coverage.contains(u32::from(c))
}

/// Says whether a face has a glyph for a character with a selector (cmap, format 14).
fn has_form(face: &Font, c: char, selector: char) -> bool {
    let face = face.clone().instantiate(face.info().variant, Abs::pt(10.0), &FontVariations::default());
    face.ttf().glyph_variation_index(c, selector).is_some()
}
