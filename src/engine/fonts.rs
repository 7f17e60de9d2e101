//! The fonts of the project; no others are ever used.

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontVariant, FontVariations, FontWeight};
use typst::utils::LazyHash;
use typst_kit::fonts::FontStore;

use super::EngineError;
use crate::source::Folder;

const FOLDER: &str = "fonts";
/// How large a font file may be; Noto CJK collections have 120 MB.
const MAX_BYTES: u64 = 256 << 20;

/// The fonts in `fonts/`.
pub struct Fonts {
    store: FontStore,
    coverage: Vec<typst::text::Coverage>,
    /// The upright font whose weight is closest to regular.
    regular: Font,
}

impl Fonts {
    pub(super) fn open(folder: &Folder) -> Result<Self, EngineError> {
        let names = folder.list(FOLDER).map_err(|error| EngineError::new(FOLDER, &error))?;
        let mut store = FontStore::new();
        let mut coverage = Vec::new();
        let mut regular: Option<(u16, Font)> = None;
        for name in names {
            let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
            if !matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
                continue;
            }
            let path = format!("{FOLDER}/{name}");
            let bytes = folder.read(&path, MAX_BYTES).map_err(|error| EngineError::new(path.clone(), &error))?;
            let mut faces = 0;
            for font in Font::iter(Bytes::new(bytes)) {
                let info = font.info().clone();
                coverage.push(info.coverage.clone());
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
        Ok(Self { store, coverage, regular })
    }

    /// Says whether every font has a glyph for a character, so that it can stand in any weight.
    pub fn has(&self, c: char) -> bool {
        self.coverage.iter().any(|coverage| coverage.contains(u32::from(c)))
    }

    /// Says whether the font with these bytes has a variant of a character (IVS, UTS #37): a glyph of its own, or its usual
    /// one.
    pub fn has_variant(&self, (data, index): (&[u8], u32), c: char, selector: char) -> bool {
        let fonts = (0..self.coverage.len()).filter_map(|at| self.store.font(at));
        let is = |font: &Font| {
            let own = font.data().as_slice();
            font.index() == index && (std::ptr::eq(own, data) || own == data)
        };
        let plain = |font: Font| font.instantiate(FontVariant::default(), Abs::zero(), &FontVariations::default());
        let mut same = fonts.filter(is).map(plain);
        same.any(|font| font.ttf().glyph_variation_index(c, selector).is_some())
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
