//! Charts as files of their own, for slides and web pages.

use typst::utils::Scalar;
use typst_render::RenderOptions;
use typst_svg::SvgOptions;

use crate::engine::Layout;

/// The resolution of PNG files, in pixels an inch: sharp on a slide.
const PPI: f64 = 200.0;

/// Draws a page of a layout as SVG; text is drawn as shapes, so no font is needed to show it.
#[must_use]
pub fn svg(layout: &Layout, page: usize) -> Option<String> {
    let page = layout.document.pages().get(page)?;
    Some(typst_svg::svg(page, &SvgOptions::default()))
}

/// Draws a page of a layout as PNG.
#[must_use]
pub fn png(layout: &Layout, page: usize) -> Option<Vec<u8>> {
    let page = layout.document.pages().get(page)?;
    let options = RenderOptions { pixel_per_pt: Scalar::new(PPI / 72.0), ..RenderOptions::default() };
    typst_render::render(page, &options).encode_png().ok()
}
