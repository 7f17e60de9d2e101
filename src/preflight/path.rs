//! Paths: how far they reach on the page.

use kurbo::{Affine, CubicBez, Point, Rect as Bounds, Shape};

/// A path while it is built: the bounds of its parts on the page, and whether they have straight edges only.
#[derive(Default)]
pub(super) struct Path {
    pub parts: Vec<Bounds>,
    pub other: bool,
    /// Where the last segment ends, on the page.
    current: Point,
    /// Whether it becomes a part of the clipping path.
    pub clips: bool,
}

impl Path {
    /// Adds a rectangle.
    pub fn rectangle(&mut self, corner: Point, width: f64, height: f64, transform: Affine) {
        let bounds = Bounds::from_points(corner, (corner.x + width, corner.y + height));
        self.parts.push(transform.transform_rect_bbox(bounds));
        self.current = transform * corner;
    }

    /// Begins a part at a point of the page.
    pub fn begin(&mut self, at: Point) {
        self.parts.push(Bounds::from_points(at, at));
        self.current = at;
    }

    /// Adds a straight line to a point of the page.
    pub fn line(&mut self, to: Point) {
        if let Some(part) = self.parts.last_mut() {
            *part = part.union_pt(to);
        }
        self.current = to;
    }

    /// Adds a curve (ISO 32000-1, 8.5.2.2).
    pub fn curve(&mut self, operator: &[u8], coordinates: &[f64], transform: Affine) {
        self.other = true;
        let (points, _) = coordinates.as_chunks::<2>();
        let points: Vec<_> = points.iter().map(|[x, y]| transform * Point::new(*x, *y)).collect();
        let (first, second, end) = match (operator, points.as_slice()) {
            (b"c", &[first, second, end]) => (first, second, end),
            (b"v", &[second, end]) => (self.current, second, end),
            (b"y", &[first, end]) => (first, end, end),
            _ => return,
        };
        let bounds = CubicBez::new(self.current, first, second, end).bounding_box();
        if let Some(part) = self.parts.last_mut() {
            *part = part.union(bounds);
        }
        self.current = end;
    }

    /// Returns the bounds of all parts; nothing of an empty path.
    pub fn bounds(&self) -> Option<Bounds> {
        self.parts.iter().copied().reduce(|all, part| all.union(part))
    }
}
