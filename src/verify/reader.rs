//! What a reader of the PDF sees: text with its place, links, bookmarks and page labels.

use std::collections::BTreeMap;

use hayro_cmap::BfString;
use hayro_interpret::font::Glyph as HayroGlyph;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, ObjectIdentifier, String as PdfString};
use kurbo::{Affine, BezPath, Point, Rect};

/// How many links of a chain (of bookmarks, of names) are followed; a plan has a hundredth of it.
const MAX_CHAIN: usize = 100_000;
/// How deep trees in the PDF may nest.
const MAX_DEPTH: usize = 32;

/// A PDF as its reader sees it.
#[derive(Debug)]
pub struct Pdf {
    /// The pages in order.
    pub pages: Vec<PdfPage>,
    /// The bookmarks in order, those inside others included.
    pub outline: Vec<OutlineItem>,
    /// The document's title, if it has one.
    pub title: Option<String>,
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

/// Why a file cannot be read as a PDF.
#[derive(Debug)]
pub struct ReadPdfError;

impl Pdf {
    /// Reads a PDF.
    ///
    /// # Errors
    /// If the bytes are no PDF, or an encrypted one.
    pub fn read(bytes: Vec<u8>) -> Result<Self, ReadPdfError> {
        let pdf = hayro_syntax::Pdf::new(bytes).map_err(|_| ReadPdfError)?;
        let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).ok_or(ReadPdfError)?;
        let numbers: BTreeMap<ObjectIdentifier, usize> =
            pdf.pages().iter().enumerate().filter_map(|(number, page)| Some((page.raw().obj_id()?, number))).collect();
        let destinations = Destinations { numbers, names: named_destinations(&root) };
        let labels = page_labels(&root, pdf.pages().len());
        let cache = InterpreterCache::new();
        let mut pages = Vec::new();
        for (number, page) in pdf.pages().iter().enumerate() {
            let settings = InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
            let area = Rect::new(0.0, 0.0, f64::MAX, f64::MAX);
            let mut context = Context::new(Affine::IDENTITY, area, &cache, pdf.xref(), settings);
            let mut text = TextDevice::default();
            interpret_page(page, &mut context, &mut text);
            pages.push(PdfPage {
                label: labels.get(number).cloned().flatten(),
                glyphs: text.glyphs,
                links: links(page.raw(), &destinations),
                height: f64::from(page.render_dimensions().1),
            });
        }
        let outline = outline(&root, &destinations);
        let title = pdf.metadata().title.as_deref().map(text_string);
        Ok(Self { pages, outline, title })
    }
}

impl PdfPage {
    /// Returns the page's text in the order of the content, without any white space: the gaps between glyphs do not
    /// say reliably where a space was meant.
    #[must_use]
    pub fn text(&self) -> String {
        self.glyphs.iter().flat_map(|glyph| glyph.text.chars()).filter(|c| !is_blank(*c)).collect()
    }

    /// Returns the number printed in the page's footer, if there is one.
    ///
    /// The footer stands in the lowest 14 mm; the last line of a full page may stand on the margin, at 15 mm. Its glyphs
    /// form words, parted by gaps of more than two ems; the number is the last word from the left that is all digits.
    #[must_use]
    pub fn printed_number(&self) -> Option<String> {
        const FOOT: f64 = 14.0 / 25.4 * 72.0;
        const GAP: f64 = 20.0;
        let mut glyphs: Vec<_> = self.glyphs.iter().filter(|glyph| glyph.y < FOOT).collect();
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
        let glyphs = self.glyphs.iter().filter(inside);
        glyphs.flat_map(|glyph| glyph.text.chars()).filter(|c| !is_blank(*c)).collect()
    }
}

/// Says whether a character shows nothing: white space, or an invisible joiner (U+2060, U+200B, U+FEFF).
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2060}' | '\u{200b}' | '\u{feff}')
}

/// Collects glyphs and draws nothing.
#[derive(Default)]
struct TextDevice {
    glyphs: Vec<Glyph>,
}

impl Device<'_> for TextDevice {
    fn draw_glyph(
        &mut self,
        glyph: &HayroGlyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            // A glyph that no text stands for must not pass for an empty one.
            None => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let origin = transform * glyph_transform * Point::ORIGIN;
        self.glyphs.push(Glyph { text, x: origin.x, y: origin.y });
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Where destinations lead.
struct Destinations {
    numbers: BTreeMap<ObjectIdentifier, usize>,
    names: BTreeMap<Vec<u8>, ObjectIdentifier>,
}

impl Destinations {
    /// Returns the page of a dictionary with an action (ISO 32000-1, 12.6.4.2) or a destination (12.3.2).
    fn page(&self, dict: &Dict<'_>) -> Option<usize> {
        let action: Option<Dict<'_>> = dict.get("A");
        let destination: Object<'_> = match &action {
            Some(action) => action.get("D")?,
            None => dict.get("Dest")?,
        };
        let page = match destination {
            Object::String(name) => *self.names.get(name.as_bytes())?,
            Object::Name(name) => *self.names.get::<[u8]>(name.as_ref())?,
            other => explicit(&other)?,
        };
        self.numbers.get(&page).copied()
    }
}

/// Returns the page of an explicit destination: an array that begins with it, or a dictionary with one as `D`.
fn explicit(destination: &Object<'_>) -> Option<ObjectIdentifier> {
    match destination {
        Object::Array(array) => reference(array),
        Object::Dict(dict) => reference(&dict.get::<Array<'_>>("D")?),
        _ => None,
    }
}

fn reference(array: &Array<'_>) -> Option<ObjectIdentifier> {
    let page: ObjRef = array.raw_iter().next()?.as_obj_ref()?;
    Some(ObjectIdentifier::new(page.obj_number, page.gen_number))
}

/// Reads `Names`/`Dests` (a name tree) and `Dests` (a dictionary).
fn named_destinations(root: &Dict<'_>) -> BTreeMap<Vec<u8>, ObjectIdentifier> {
    let mut names = BTreeMap::new();
    if let Some(tree) = root.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("Dests")) {
        name_tree(&tree, &mut names, 0);
    }
    if let Some(old) = root.get::<Dict<'_>>("Dests") {
        for key in old.keys() {
            let page = old.get::<Object<'_>>(&*key).and_then(|destination| explicit(&destination));
            names.extend(page.map(|page| (key.as_ref().to_vec(), page)));
        }
    }
    names
}

fn name_tree(node: &Dict<'_>, names: &mut BTreeMap<Vec<u8>, ObjectIdentifier>, depth: usize) {
    if depth > MAX_DEPTH || names.len() > MAX_CHAIN {
        return;
    }
    if let Some(pairs) = node.get::<Array<'_>>("Names") {
        let mut items = pairs.iter::<Object<'_>>();
        while let (Some(name), Some(destination)) = (items.next(), items.next()) {
            if let (Object::String(name), Some(page)) = (name, explicit(&destination)) {
                names.insert(name.as_bytes().to_vec(), page);
            }
        }
    }
    for kid in node.get::<Array<'_>>("Kids").iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        name_tree(&kid, names, depth + 1);
    }
}

fn links(page: &Dict<'_>, destinations: &Destinations) -> Vec<Link> {
    let Some(annotations) = page.get::<Array<'_>>("Annots") else { return Vec::new() };
    let links = annotations
        .iter::<Dict<'_>>()
        .filter(|annotation| annotation.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_str() == "Link"))
        .filter(|annotation| !leads_outside(annotation))
        .filter_map(|annotation| {
            let corners: Vec<f64> = annotation.get::<Array<'_>>("Rect")?.iter::<f32>().map(f64::from).collect();
            let [x1, y1, x2, y2] = corners.try_into().ok()?;
            let rect = [f64::min(x1, x2), f64::min(y1, y2), f64::max(x1, x2), f64::max(y1, y2)];
            Some(Link { rect, page: destinations.page(&annotation) })
        });
    let mut whole: Vec<Link> = Vec::new();
    for link in links {
        match whole.last_mut() {
            Some(last) if continues(last, &link) => last.rect[2] = link.rect[2],
            _ => whole.push(link),
        }
    }
    whole
}

/// Says whether a link goes on where another one ends: one for each run of glyphs is written where there are no tags.
fn continues(last: &Link, next: &Link) -> bool {
    /// How far apart runs of a line stand that touch, in points.
    const TOUCH: f64 = 0.05;
    let near = |at: usize, other: usize| (next.rect[at] - last.rect[other]).abs() < TOUCH;
    last.page == next.page && near(0, 2) && near(1, 1) && near(3, 3)
}

/// Says whether a link leads to the web rather than to a page.
fn leads_outside(annotation: &Dict<'_>) -> bool {
    let kind = annotation.get::<Dict<'_>>("A").and_then(|action| action.get::<Name<'_>>("S"));
    kind.is_some_and(|kind| kind.as_str() != "GoTo")
}

fn outline(root: &Dict<'_>, destinations: &Destinations) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    if let Some(outlines) = root.get::<Dict<'_>>("Outlines") {
        outline_items(&outlines, destinations, &mut items, 0);
    }
    items
}

fn outline_items(parent: &Dict<'_>, destinations: &Destinations, items: &mut Vec<OutlineItem>, depth: usize) {
    let mut next = parent.get::<Dict<'_>>("First");
    while let Some(item) = next {
        if depth > MAX_DEPTH || items.len() > MAX_CHAIN {
            return;
        }
        let title = item.get::<PdfString<'_>>("Title").map(|title| text_string(title.as_bytes()));
        items.push(OutlineItem { title: title.unwrap_or_default(), page: destinations.page(&item), depth });
        outline_items(&item, destinations, items, depth + 1);
        next = item.get("Next");
    }
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

/// Works out every page's label (ISO 32000-1, 12.4.2); decimal labels only, others are left out.
fn page_labels(root: &Dict<'_>, pages: usize) -> Vec<Option<String>> {
    let mut ranges: BTreeMap<usize, (bool, String, usize)> = BTreeMap::new();
    if let Some(tree) = root.get::<Dict<'_>>("PageLabels") {
        number_tree(&tree, &mut ranges, 0);
    }
    (0..pages)
        .map(|page| {
            let (from, (decimal, prefix, start)) = ranges.range(..=page).next_back()?;
            let number = if *decimal { (start + page - from).to_string() } else { String::new() };
            Some(format!("{prefix}{number}")).filter(|label| !label.is_empty())
        })
        .collect()
}

fn number_tree(node: &Dict<'_>, ranges: &mut BTreeMap<usize, (bool, String, usize)>, depth: usize) {
    if depth > MAX_DEPTH || ranges.len() > MAX_CHAIN {
        return;
    }
    if let Some(pairs) = node.get::<Array<'_>>("Nums") {
        let mut items = pairs.iter::<Object<'_>>();
        while let (Some(from), Some(label)) = (items.next(), items.next()) {
            let (Some(from), Some(label)) = (from.into_i32(), label.into_dict()) else { continue };
            let decimal = label.get::<Name<'_>>("S").is_some_and(|style| style.as_str() == "D");
            let prefix = label.get::<PdfString<'_>>("P").map(|prefix| text_string(prefix.as_bytes()));
            let start = label.get::<i32>("St").and_then(|start| usize::try_from(start).ok()).unwrap_or(1);
            if let Ok(from) = usize::try_from(from) {
                ranges.insert(from, (decimal, prefix.unwrap_or_default(), start));
            }
        }
    }
    for kid in node.get::<Array<'_>>("Kids").iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        number_tree(&kid, ranges, depth + 1);
    }
}
