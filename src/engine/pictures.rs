//! The images of a finished layout: which one stands where, and what of that is wrong.

use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem, Point, Size, Transform};
use typst::syntax::Span as Mark;
use typst::visualize::{Image, ImageKind, ImageScaling};
use typst_layout::PagedDocument;

use super::PageMap;
use super::drawings;
use super::fonts::Fonts;
use super::world::Layouts;
use crate::diagnostic::{Diagnostic, Severity, Span, rule};
use crate::model::{ImageFile, NamedImage, Plan, RESOLUTIONS};

/// An image as it stands on a page.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// The page, from 1.
    pub page: usize,
    /// Its corners in points from the page's upper left one: left, top, right, bottom.
    pub corners: [f64; 4],
    /// What it is called.
    pub name: String,
    /// Where it is named.
    pub place: Span,
    /// Of a drawing, how many points a unit of it takes.
    pub unit: Option<f64>,
    /// How wide it is placed, in inches.
    pub(super) inches: f64,
    /// The width of the author's image in pixels; nothing for drawings.
    pixels: Option<u32>,
    pub(super) image: Image,
}

/// An image in a frame.
struct Found {
    page: usize,
    image: Image,
    size: Size,
    transform: Transform,
    mark: Mark,
}

/// Finds all images on all pages. `place` says where in the layouts something stands.
pub(super) fn pictures(
    document: &PagedDocument,
    plan: &Plan,
    layouts: &Layouts,
    pages: &PageMap,
    place: impl Fn(Mark) -> Option<Span>,
) -> Vec<Picture> {
    let mut found = Vec::new();
    for (at, page) in document.pages().iter().enumerate() {
        walk(&page.frame, Transform::identity(), at + 1, &mut found);
    }
    let named = plan.named_images();
    found.into_iter().filter_map(|found| picture(found, plan, layouts, &named, pages, &place)).collect()
}

fn walk(frame: &Frame, transform: Transform, page: usize, found: &mut Vec<Found>) {
    for (position, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => walk(&group.frame, here.pre_concat(group.transform), page, found),
            FrameItem::Image(image, size, mark) => {
                found.push(Found { page, image: image.clone(), size: *size, transform: here, mark: *mark });
            }
            _ => {}
        }
    }
}

fn picture(
    found: Found,
    plan: &Plan,
    layouts: &Layouts,
    named: &[NamedImage<'_>],
    pages: &PageMap,
    place: impl Fn(Mark) -> Option<Span>,
) -> Option<Picture> {
    let Found { page, image, size, transform, mark } = found;
    let at = |x, y| Point::new(x, y).transform(transform);
    let zero = typst::layout::Abs::zero();
    let ends = [at(zero, zero), at(size.x, zero), at(zero, size.y), at(size.x, size.y)];
    let x = || ends.iter().map(|end| end.x.to_pt());
    let y = || ends.iter().map(|end| end.y.to_pt());
    let corners = [
        x().fold(f64::INFINITY, f64::min),
        y().fold(f64::INFINITY, f64::min),
        x().fold(f64::NEG_INFINITY, f64::max),
        y().fold(f64::NEG_INFINITY, f64::max),
    ];
    // A turned or scaled image is as wide as its upper edge.
    let width = (ends[1].x - ends[0].x).to_pt().hypot((ends[1].y - ends[0].y).to_pt());
    let (data, unit) = match image.kind() {
        ImageKind::Raster(raster) => (raster.data(), None),
        ImageKind::Svg(svg) => (svg.data(), Some(width / svg.width())),
        ImageKind::Pdf(_) => return None,
    };
    let is = |file: &ImageFile| *file.screen == **data || *file.print == **data;
    if let Some((path, file)) = plan.images.iter().find(|(_, file)| is(file)) {
        let written = written(path, image.alt(), page, named, pages)?;
        let (name, place, pixels) = (written.path.value.clone(), written.path.span, file.width);
        return Some(Picture { page, corners, name, place, unit, inches: width / 72.0, pixels, image });
    }
    let (path, file) = layouts.images().find(|(_, file)| is(file))?;
    let (name, place) = (path.to_owned(), place(mark)?);
    Some(Picture { page, corners, name, place, unit, inches: width / 72.0, pixels: file.width, image })
}

/// Returns where the image on a page is named: of several places the one on the page's own sheet, with its words.
fn written<'a, 'p>(
    path: &str,
    alt: Option<&str>,
    page: usize,
    named: &'a [NamedImage<'p>],
    pages: &PageMap,
) -> Option<&'a NamedImage<'p>> {
    let own = pages.entries.iter().rev().find(|entry| entry.physical <= page);
    let project = own.and_then(|entry| entry.entry.project).map(crate::model::Index::position);
    let same = named.iter().filter(|named| path.strip_prefix("sources/") == Some(named.path.value.as_str()));
    // The last of equals would win, so that the first does, they go backwards.
    same.rev().max_by_key(|named| (Some(named.project) == project, Some(named.alt.value.as_str()) == alt))
}

/// Reports what is wrong with images where they stand: drawings whose text cannot be shown, pictures with too few pixels.
pub(super) fn check(pictures: &[Picture], fonts: &Fonts) -> Vec<Diagnostic> {
    let drawn = pictures.iter().flat_map(|picture| match picture.image.kind() {
        ImageKind::Svg(svg) => drawings::check(&picture.name, picture.place, svg.tree(), fonts),
        _ => Vec::new(),
    });
    drawn.chain(pictures.iter().filter_map(low_resolution)).collect()
}

/// Reports an image that is too small for its place. What counts is the author's image, not the one made of it.
fn low_resolution(picture: &Picture) -> Option<Diagnostic> {
    let dpi = f64::from(picture.pixels?) / picture.inches;
    if dpi >= RESOLUTIONS.1 - 0.5 {
        return None;
    }
    let needed = (picture.inches * RESOLUTIONS.1).ceil();
    let message = format!("the image `{}` has {} dpi at its placed size", picture.name, dpi.floor());
    let help = format!("use one that is at least {needed} pixels wide: printers ask for {} dpi", RESOLUTIONS.1);
    let mut finding = Diagnostic::new(&rule::IMAGE_RESOLUTION, picture.place, message).help(help);
    if dpi >= RESOLUTIONS.0 - 0.5 {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// An image of the same look.
pub(super) fn like(image: &Image, kind: impl Into<ImageKind>) -> Image {
    let scaling: Smart<ImageScaling> = image.scaling();
    Image::new(kind, image.alt().map(Into::into), scaling)
}
