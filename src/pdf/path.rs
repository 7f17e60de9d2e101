//! Paths: how far they reach on the page, and how thick they are drawn.

use kurbo::{Affine, BezPath, CubicBez, ParamCurve, PathEl, PathSeg, Point, Rect as Bounds, Shape, Vec2};

/// A path while it is built, on the page.
#[derive(Default)]
pub(crate) struct Path {
    outline: BezPath,
    /// Where the part begins that is being built.
    start: Point,
    /// Whether it becomes a part of the clipping path.
    pub clips: bool,
}

/// A part of a path that goes on without a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub bounds: Bounds,
    /// Whether a curve is among its edges.
    pub curved: bool,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    /// From the space in which the width is given to the page.
    pub transform: Affine,
    /// The width, before the transformation.
    pub width: f64,
    /// Whether lines end exactly where their last point is (butt caps).
    pub butt: bool,
}

impl Path {
    /// Adds a rectangle.
    pub fn rectangle(&mut self, corner: Point, width: f64, height: f64, transform: Affine) {
        let (right, top) = (Vec2::new(width, 0.0), Vec2::new(0.0, height));
        self.begin(transform * corner);
        for point in [corner + right, corner + right + top, corner + top] {
            self.line(transform * point);
        }
        self.close();
    }

    /// Begins a part at a point of the page.
    pub fn begin(&mut self, at: Point) {
        self.outline.move_to(at);
        self.start = at;
    }

    /// Adds a straight line to a point of the page.
    pub fn line(&mut self, to: Point) {
        if self.current().is_some() {
            self.outline.line_to(to);
        }
    }

    /// Adds a curve (ISO 32000-1, 8.5.2.2).
    pub fn curve(&mut self, operator: &[u8], coordinates: &[f64], transform: Affine) {
        let Some(current) = self.current() else { return };
        let (points, _) = coordinates.as_chunks::<2>();
        let points: Vec<_> = points.iter().map(|[x, y]| transform * Point::new(*x, *y)).collect();
        match (operator, points.as_slice()) {
            (b"c", &[first, second, end]) => self.outline.curve_to(first, second, end),
            (b"v", &[second, end]) => self.outline.curve_to(current, second, end),
            (b"y", &[first, end]) => self.outline.curve_to(first, end, end),
            _ => {}
        }
    }

    /// Goes back to where the part began.
    pub fn close(&mut self) {
        if self.current().is_some() {
            self.outline.close_path();
        }
    }

    fn current(&self) -> Option<Point> {
        match self.outline.elements().last()? {
            PathEl::MoveTo(at) | PathEl::LineTo(at) | PathEl::QuadTo(_, at) | PathEl::CurveTo(_, _, at) => Some(*at),
            PathEl::ClosePath => Some(self.start),
        }
    }

    /// Returns the bounds of the whole path; nothing of one that has no line.
    pub fn bounds(&self) -> Option<Bounds> {
        self.filled().map(|part| part.bounds).reduce(|all, part| all.union(part))
    }

    /// Returns the parts as a fill paints them.
    pub fn filled(&self) -> impl Iterator<Item = Part> {
        self.parts().map(|segments| Part {
            bounds: segments.iter().map(Shape::bounding_box).reduce(|all, one| all.union(one)).unwrap_or_default(),
            curved: segments.iter().any(|segment| !matches!(segment, PathSeg::Line(_))),
        })
    }

    /// Returns the bounds of the parts that lie in no other part: one inside another may be a hole.
    pub fn outermost(&self) -> Vec<Bounds> {
        // To compare each with each would take long for a path of many parts.
        const MOST: usize = 1000;
        let parts: Vec<_> = self.filled().map(|part| part.bounds).collect();
        if parts.len() > MOST {
            return self.bounds().into_iter().collect();
        }
        let inside = |at: usize, part: Bounds| {
            let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
            others.into_iter().any(|(_, other)| *other != part && other.union(part) == *other)
        };
        parts.iter().enumerate().filter(|(at, part)| !inside(*at, **part)).map(|(_, part)| *part).collect()
    }

    /// Returns the path.
    pub const fn outline(&self) -> &BezPath {
        &self.outline
    }

    /// Returns how many points the path has.
    pub fn points(&self) -> usize {
        self.outline.elements().len()
    }

    /// Returns the bounds of the parts as a stroke paints them. Where lines meet, corners count as round.
    pub fn stroked(&self, pen: Pen) -> impl Iterator<Item = Bounds> {
        let half = pen.average() / 2.0;
        self.parts().map(move |segments| {
            let last = segments.len() - 1;
            let closed = segments[0].start() == segments[last].end();
            let mut bounds: Option<Bounds> = None;
            for (at, segment) in segments.iter().enumerate() {
                // A point between two lines, or a curve, reaches as far as the pen in all directions.
                let (start, end) = (at > 0 || closed || !pen.butt, at < last || closed || !pen.butt);
                let mut own = segment_bounds(segment, half);
                for (meets, point) in [(start, segment.start()), (end, segment.end())] {
                    if meets {
                        own = own.union(Bounds::from_center_size(point, (2.0 * half, 2.0 * half)));
                    }
                }
                bounds = Some(bounds.map_or(own, |bounds| bounds.union(own)));
            }
            bounds.unwrap_or_default()
        })
    }

    /// Returns how thick the thinnest line of a stroke is on the page, in points.
    pub fn thinnest(&self, pen: Pen) -> Option<f64> {
        let area = pen.transform.determinant().abs();
        self.parts()
            .flatten()
            .map(|segment| {
                let along = segment.end() - segment.start();
                if matches!(segment, PathSeg::Line(_)) && along.hypot() > 0.0 && area > 0.0 {
                    // What a transformation makes of an area is the product of what it makes of length and thickness.
                    let origin = pen.transform.inverse() * Point::ORIGIN;
                    let before = pen.transform.inverse() * along.to_point() - origin;
                    pen.width * area * before.hypot() / along.hypot()
                } else {
                    pen.average()
                }
            })
            .reduce(f64::min)
    }

    fn parts(&self) -> impl Iterator<Item = Vec<PathSeg>> {
        let elements = self.outline.elements();
        let starts = elements.iter().enumerate().filter(|(_, element)| matches!(element, PathEl::MoveTo(_)));
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([elements.len()]).collect();
        // A point without a line is nothing.
        let parts = starts.into_iter().zip(ends);
        parts
            .map(|(start, end)| kurbo::segments(elements[start..end].iter().copied()).collect::<Vec<_>>())
            .filter(|part| !part.is_empty())
    }
}

impl Pen {
    /// Returns the width on the page, where it does not depend on the direction.
    pub fn average(self) -> f64 {
        self.width * self.transform.determinant().abs().sqrt()
    }
}

fn segment_bounds(segment: &PathSeg, half: f64) -> Bounds {
    match segment {
        PathSeg::Line(line) => {
            let along = line.p1 - line.p0;
            let length = along.hypot();
            let across =
                if length > 0.0 { Vec2::new(-along.y, along.x) * (half / length) } else { Vec2::new(half, half) };
            let corners = [line.p0 + across, line.p0 - across, line.p1 + across, line.p1 - across];
            corners.into_iter().fold(Bounds::from_points(corners[0], corners[1]), |all, corner| all.union_pt(corner))
        }
        PathSeg::Cubic(curve) => curve_bounds(curve, half),
        PathSeg::Quad(curve) => curve_bounds(&curve.raise(), half),
    }
}

fn curve_bounds(curve: &CubicBez, half: f64) -> Bounds {
    curve.bounding_box().inflate(half, half)
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
        // Its height is that of 3t(1 - t)²·20 at t = 1/3: 80/9.
        for (operator, coordinates) in [(b"v", [0.0, 20.0, 0.0, 0.0]), (b"y", [10.0, 20.0, 0.0, 0.0])] {
            let top = drawn(operator, &coordinates).map(|bounds| bounds.y1);
            assert!(top.is_some_and(|top| (top - 80.0 / 9.0).abs() < 1e-9), "{top:?}");
        }
    }

    #[test]
    fn a_curve_after_a_closed_part_begins_where_the_part_did() {
        let mut path = Path::default();
        path.rectangle(Point::new(100.0, 100.0), 50.0, 50.0, Affine::translate((5.0, 0.0)));
        path.begin(Point::new(400.0, 400.0));
        path.begin(Point::new(0.0, 0.0));
        path.line(Point::new(90.0, 0.0));
        path.close();
        path.curve(b"c", &[0.0, 4.0, 0.0, 4.0, 0.0, 0.0], Affine::IDENTITY);
        let parts: Vec<_> = path.filled().collect();
        assert_eq!(parts.len(), 2, "a point without a line is nothing: {parts:?}");
        assert_eq!(parts[0], Part { bounds: Bounds::new(105.0, 100.0, 155.0, 150.0), curved: false });
        assert_eq!(parts[1], Part { bounds: Bounds::new(0.0, 0.0, 90.0, 3.0), curved: true });
    }

    fn line(to: Point) -> Path {
        let mut path = Path::default();
        path.begin(Point::ORIGIN);
        path.line(to);
        path
    }

    #[test]
    fn lines_are_widened_across_and_only_caps_make_them_longer() {
        let bounds = |butt| {
            let pen = Pen { transform: Affine::IDENTITY, width: 4.0, butt };
            line(Point::new(10.0, 0.0)).stroked(pen).next()
        };
        assert_eq!(bounds(true), Some(Bounds::new(0.0, -2.0, 10.0, 2.0)));
        assert_eq!(bounds(false), Some(Bounds::new(-2.0, -2.0, 12.0, 2.0)));
    }

    #[test]
    fn thickness_depends_on_the_direction_where_the_space_is_not_even() {
        let pen = Pen { transform: Affine::scale_non_uniform(0.01, 100.0), width: 1.0, butt: true };
        let thick = |to| line(to).thinnest(pen).expect("a line");
        assert!((thick(Point::new(0.0, 10.0)) - 0.01).abs() < 1e-9, "upwards");
        assert!((thick(Point::new(10.0, 0.0)) - 100.0).abs() < 1e-6, "to the right");
    }
}
