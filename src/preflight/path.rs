//! Paths: how far they reach on the page.

use kurbo::{Affine, CubicBez, Point, Rect as Bounds, Shape};

/// A path while it is built: the bounds of its parts on the page, and whether any has a curve.
#[derive(Default)]
pub(super) struct Path {
    pub parts: Vec<Bounds>,
    pub curved: bool,
    /// Where the last part begins and its last segment ends, on the page.
    start: Point,
    current: Point,
    /// Whether it becomes a part of the clipping path.
    pub clips: bool,
}

impl Path {
    /// Adds a rectangle.
    pub fn rectangle(&mut self, corner: Point, width: f64, height: f64, transform: Affine) {
        let bounds = Bounds::from_points(corner, (corner.x + width, corner.y + height));
        self.parts.push(transform.transform_rect_bbox(bounds));
        self.start = transform * corner;
        self.current = self.start;
    }

    /// Begins a part at a point of the page.
    pub fn begin(&mut self, at: Point) {
        self.parts.push(Bounds::from_points(at, at));
        self.start = at;
        self.current = at;
    }

    /// Goes back to where the part began.
    pub fn close(&mut self) {
        self.current = self.start;
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
        self.curved = true;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(operator: &[u8], coordinates: &[f64]) -> Option<Bounds> {
        let mut path = Path::default();
        path.begin(Point::new(0.0, 0.0));
        path.line(Point::new(10.0, 0.0));
        path.curve(operator, coordinates, Affine::IDENTITY);
        path.bounds()
    }

    #[test]
    fn curves_reach_less_far_than_the_points_that_pull_them() {
        // From (10, 0): pulled up to 20 by both points, a curve rises to three quarters of that.
        assert_eq!(drawn(b"c", &[10.0, 20.0, 0.0, 20.0, 0.0, 0.0]), Some(Bounds::new(0.0, 0.0, 10.0, 15.0)));
        // `v` and `y` pull from one end only: the two mirror each other.
        let (v, y) = (drawn(b"v", &[0.0, 20.0, 0.0, 0.0]), drawn(b"y", &[10.0, 20.0, 0.0, 0.0]));
        assert_eq!(v.map(|bounds| bounds.y1), y.map(|bounds| bounds.y1));
        assert!(v.is_some_and(|bounds| bounds.y1 > 8.0 && bounds.y1 < 10.0), "{v:?}");
    }

    #[test]
    fn a_curve_after_a_closed_part_begins_where_the_part_did() {
        let mut path = Path::default();
        path.rectangle(Point::new(100.0, 100.0), 50.0, 50.0, Affine::translate((5.0, 0.0)));
        path.begin(Point::new(0.0, 0.0));
        path.line(Point::new(90.0, 0.0));
        path.close();
        path.curve(b"c", &[0.0, 4.0, 0.0, 4.0, 0.0, 0.0], Affine::IDENTITY);
        assert_eq!(path.parts[0], Bounds::new(105.0, 100.0, 155.0, 150.0));
        assert_eq!(path.parts[1], Bounds::new(0.0, 0.0, 90.0, 3.0));
    }
}
