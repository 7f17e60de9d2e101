//! What a reader of the PDF sees: text with its place, links, bookmarks and page labels.

mod content;
mod font;
mod ink;
mod structure;

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, ObjectIdentifier};

use crate::pdf::{self, Budget, Refusal};
use content::Reader;
use structure::Destinations;

/// A PDF as its reader sees it.
#[derive(Debug)]
pub struct Pdf {
    /// The pages in order.
    pub pages: Vec<PdfPage>,
    /// The bookmarks in order, those inside others included.
    pub outline: Vec<OutlineItem>,
    /// The document's title, if it has one.
    pub title: Option<String>,
    /// Whether it says that it is made for a printing house.
    pub press: bool,
}

/// A page.
#[derive(Debug)]
pub struct PdfPage {
    /// What the reader's page box shows: the page label.
    pub label: Option<String>,
    /// The glyphs in the order of the content.
    pub glyphs: Vec<Glyph>,
    /// The links.
    pub links: Vec<Link>,
    /// The height of the page in points.
    pub height: f64,
}

/// A glyph that stands for text.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// The text.
    pub text: String,
    /// The origin in points from the page's left edge.
    pub x: f64,
    /// The origin in points from the page's bottom edge.
    pub y: f64,
    /// Whether it stands apart from the one before it: on another line, or after a gap.
    pub apart: bool,
    /// Why nobody can see it, if nobody can.
    pub hidden: Option<Hidden>,
}

/// Why a glyph cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// Something opaque is painted over it.
    Covered,
    /// It is outside what is shown of its surroundings.
    Clipped,
    /// It is outside the page.
    Outside,
    /// It has the colour of what lies under it.
    SameColour,
    /// It is painted with nothing, or nearly.
    Unpainted,
    /// It is too small to be seen.
    TooSmall,
}

/// A link to a page of the same document.
#[derive(Debug, Clone)]
pub struct Link {
    /// The clickable area: left, bottom, right, top, in points from the page's lower left corner.
    pub rect: [f64; 4],
    /// The page that it leads to, from 0; nothing where it leads nowhere.
    pub page: Option<usize>,
}

/// A bookmark.
#[derive(Debug, Clone)]
pub struct OutlineItem {
    /// What is shown.
    pub title: String,
    /// The page that it leads to, from 0; nothing where it leads nowhere.
    pub page: Option<usize>,
    /// How many bookmarks it is inside of.
    pub depth: usize,
}

impl Pdf {
    /// Reads a PDF that anyone may have made, within bounds.
    ///
    /// # Errors
    /// If the bytes are no PDF, an encrypted one, or one that would take more work than any plan.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Refusal> {
        pdf::on_own_stack(|| Self::of(&pdf::open(bytes)?, Budget::default())).unwrap_or(Err(Refusal::Damaged))
    }

    /// Reads a PDF that this program has just made.
    ///
    /// # Errors
    /// If it cannot be read, which is a mistake of this program.
    pub fn read_own(bytes: Vec<u8>) -> Result<Self, Refusal> {
        pdf::on_own_stack(|| Self::of(&pdf::parse(bytes)?, Budget::endless())).unwrap_or(Err(Refusal::Damaged))
    }

    fn of(pdf: &hayro_syntax::Pdf, budget: Budget) -> Result<Self, Refusal> {
        let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).ok_or(Refusal::Damaged)?;
        if pdf.pages().is_empty() {
            return Err(Refusal::Damaged);
        }
        let mut reader = Reader::new(budget);
        let numbers: BTreeMap<ObjectIdentifier, usize> =
            pdf.pages().iter().enumerate().filter_map(|(number, page)| Some((page.raw().obj_id()?, number))).collect();
        let destinations = Destinations::read(&root, numbers, &mut reader.budget)?;
        let labels = structure::page_labels(&root, pdf.pages().len(), &mut reader.budget)?;
        let mut pages = Vec::new();
        for (page, label) in pdf.pages().iter().zip(labels) {
            pages.push(PdfPage {
                label,
                glyphs: reader.page(page)?,
                links: structure::links(page.raw(), &destinations, &mut reader.budget)?,
                height: f64::from(page.render_dimensions().1),
            });
        }
        let outline = structure::outline(&root, &destinations, &mut reader.budget)?;
        let title = pdf.metadata().title.as_deref().map(text_string);
        Ok(Self { pages, outline, title, press: structure::is_for_press(&root) })
    }
}

impl PdfPage {
    /// Returns the glyphs that can be seen.
    pub(super) fn seen(&self) -> impl Iterator<Item = &Glyph> {
        self.glyphs.iter().filter(|glyph| glyph.hidden.is_none())
    }

    /// Returns the page's visible text in the order of the content, without any white space: the gaps between glyphs do not
    /// say reliably where a space was meant.
    #[must_use]
    pub fn text(&self) -> String {
        self.seen().flat_map(|glyph| glyph.text.chars()).filter(|c| !is_blank(*c)).collect()
    }

    /// Returns the number printed in the page's footer, if there is one.
    ///
    /// The footer stands in the lowest 14 mm; the last line of a full page may stand on the margin, at 15 mm. Its glyphs
    /// form words, parted by gaps of more than two ems; the number is the last word from the left that is all digits.
    #[must_use]
    pub fn printed_number(&self) -> Option<String> {
        const FOOT: f64 = 14.0 / 25.4 * 72.0;
        const GAP: f64 = 20.0;
        let mut glyphs: Vec<_> = self.seen().filter(|glyph| glyph.y < FOOT).collect();
        glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        let words = glyphs.chunk_by(|a, b| b.x - a.x < GAP);
        let texts = words.map(|word| word.iter().map(|glyph| glyph.text.trim()).collect::<String>());
        let numbers: Vec<_> =
            texts.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).collect();
        numbers.into_iter().next_back()
    }

    /// Returns the text inside a rectangle (left, bottom, right, top, in points).
    ///
    /// A glyph is inside if its origin is. A rectangle may begin exactly where its first glyph and its baseline do,
    /// so a point of tolerance towards the left and the bottom makes up for rounding, and one less at the right
    /// keeps the next glyph out.
    #[must_use]
    pub fn text_in(&self, [left, bottom, right, top]: [f64; 4]) -> String {
        let inside =
            |glyph: &&Glyph| (left - 1.0..right - 1.0).contains(&glyph.x) && (bottom - 1.0..top).contains(&glyph.y);
        let glyphs = self.seen().filter(inside);
        glyphs.flat_map(|glyph| glyph.text.chars()).filter(|c| !is_blank(*c)).collect()
    }
}

/// Says whether a character shows nothing: white space, or an invisible joiner (U+2060, U+200B, U+FEFF).
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2060}' | '\u{200b}' | '\u{feff}')
}

/// Says whether a text shows nothing.
fn is_blank_text(text: &str) -> bool {
    text.chars().all(is_blank)
}

/// Decodes a text string (ISO 32000-1, 7.9.2.2): UTF-16BE with a byte order mark, UTF-8 with one, else taken as
/// Latin-1, which agrees with PDFDocEncoding in what titles use.
fn text_string(bytes: &[u8]) -> String {
    if let Some(utf16) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    if let Some(utf8) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(utf8).into_owned();
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
