//! What of a page can be seen: which glyphs lie under something, outside, or have the colour of what lies under them.

use std::rc::Rc;

use kurbo::{BezPath, PathEl, Point, Rect, Shape};

use super::{Glyph, Hidden};
use crate::pdf::{Budget, TooMuch};

/// A colour, roughly: three shares of light.
pub(super) type Rgb = [f64; 3];

/// The colour of paper.
pub(super) const PAPER: Rgb = [1.0; 3];
/// How little two colours differ that cannot be told apart, in shares of light.
const SAME: f64 = 0.04;
/// In how many rows a page is divided to find what is near.
const ROWS: usize = 128;

/// Where something is painted.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    outline: BezPath,
    bounds: Rect,
    even_odd: bool,
    /// Whether the bounds are the shape.
    rectangle: bool,
}

impl Outline {
    pub fn of(outline: &BezPath, even_odd: bool) -> Self {
        let outline = closed(outline);
        let bounds = outline.control_box();
        if is_rectangle(&outline) {
            Self::rectangle(bounds)
        } else {
            Self { outline, bounds, even_odd, rectangle: false }
        }
    }

    pub fn rectangle(bounds: Rect) -> Self {
        Self { outline: BezPath::new(), bounds, even_odd: false, rectangle: true }
    }

    /// Says whether a point is inside.
    fn contains(&self, point: Point, budget: &mut Budget) -> Result<bool, TooMuch> {
        if !self.bounds.contains(point) {
            return Ok(false);
        }
        if self.rectangle {
            return Ok(true);
        }
        budget.spend(10, self.outline.elements().len())?;
        let winding = self.outline.winding(point);
        Ok(if self.even_odd { winding % 2 != 0 } else { winding != 0 })
    }
}

/// Closes every part of a path, as a fill does.
fn closed(path: &BezPath) -> BezPath {
    let mut out = BezPath::new();
    let mut open = false;
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) && open {
            out.close_path();
        }
        open = !matches!(element, PathEl::ClosePath);
        out.push(*element);
    }
    if open {
        out.close_path();
    }
    out
}

/// Says whether a path is one upright rectangle.
fn is_rectangle(path: &BezPath) -> bool {
    let mut corners = Vec::new();
    for element in path.elements() {
        match element {
            PathEl::MoveTo(at) if corners.is_empty() => corners.push(*at),
            PathEl::LineTo(at) if corners.len() < 5 => corners.push(*at),
            PathEl::ClosePath => {}
            _ => return false,
        }
    }
    if corners.len() == 5 && corners[4] == corners[0] {
        corners.pop();
    }
    let [a, b, c, d] = corners[..] else { return false };
    let upright = |p: Point, q: Point| (p.x - q.x).abs() < 1e-6 || (p.y - q.y).abs() < 1e-6;
    upright(a, b) && upright(b, c) && upright(c, d) && upright(d, a)
}

/// What is not clipped away: the inside of all shapes of a chain.
#[derive(Debug, Clone, Default)]
pub(super) struct Clip(Option<Rc<(Outline, Self)>>);

impl Clip {
    pub fn and(&self, shape: Outline) -> Self {
        Self(Some(Rc::new((shape, self.clone()))))
    }

    fn contains(&self, point: Point, budget: &mut Budget) -> Result<bool, TooMuch> {
        let mut clip = self;
        while let Some(link) = &clip.0 {
            budget.spend(1, 1)?;
            if !link.0.contains(point, budget)? {
                return Ok(false);
            }
            clip = &link.1;
        }
        Ok(true)
    }
}

/// Something opaque that is painted: where, and in which colour where it has one.
struct Area {
    shape: Outline,
    clip: Clip,
    colour: Option<Rgb>,
}

/// A page while it is painted.
pub(super) struct Canvas {
    /// The page after it is cut.
    trim: Rect,
    pub glyphs: Vec<Glyph>,
    /// The middles of the glyphs.
    middles: Vec<Point>,
    /// The glyphs that can be seen, by the row in which their middle is.
    rows: Vec<Vec<usize>>,
    areas: Vec<Area>,
    /// The colours of the areas.
    colours: Vec<Rgb>,
    /// Where the last glyph has ended.
    end: Point,
}

/// How a glyph is painted.
pub(super) struct Look<'c> {
    pub middle: Point,
    /// Where the next glyph of the line begins.
    pub end: Point,
    /// The height of an em on the page, in points.
    pub size: f64,
    pub clip: &'c Clip,
    pub colour: Option<Rgb>,
    /// Whether it is painted at all.
    pub painted: bool,
}

impl Canvas {
    pub fn new(trim: Rect) -> Self {
        let rows = vec![Vec::new(); ROWS];
        let (glyphs, middles, areas, colours) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { trim, glyphs, middles, rows, areas, colours, end: Point::ORIGIN }
    }

    fn row(&self, y: f64) -> usize {
        // A cast from a float saturates.
        (((y - self.trim.y0) / self.trim.height() * ROWS as f64).max(0.0) as usize).min(ROWS - 1)
    }

    /// Sets a glyph.
    pub fn glyph(&mut self, mut glyph: Glyph, look: &Look<'_>, budget: &mut Budget) -> Result<(), TooMuch> {
        /// The smallest type that anyone could read, in points.
        const SMALLEST: f64 = 1.5;
        /// How far a glyph stands from the one before it that begins something else, in ems.
        const GAP: f64 = 0.5;
        glyph.apart = self.end.distance(Point::new(glyph.x, glyph.y)) > GAP * look.size;
        self.end = look.end;
        if !super::is_blank_text(&glyph.text) {
            glyph.hidden = if !look.painted {
                Some(Hidden::Unpainted)
            } else if look.size < SMALLEST {
                Some(Hidden::TooSmall)
            } else if !self.trim.contains(look.middle) {
                Some(Hidden::Outside)
            } else if !look.clip.contains(look.middle, budget)? {
                Some(Hidden::Clipped)
            } else if self.vanishes(look, budget)? {
                Some(Hidden::SameColour)
            } else {
                None
            };
            if glyph.hidden.is_none() {
                let row = self.row(look.middle.y);
                self.rows[row].push(self.glyphs.len());
            }
        }
        self.glyphs.push(glyph);
        self.middles.push(look.middle);
        Ok(())
    }

    /// Says whether a glyph has the colour of what lies under its middle.
    fn vanishes(&self, look: &Look<'_>, budget: &mut Budget) -> Result<bool, TooMuch> {
        let Some(colour) = look.colour else { return Ok(false) };
        budget.spend(1, self.colours.len())?;
        if !same(colour, PAPER) && !self.colours.iter().any(|known| same(*known, colour)) {
            return Ok(false);
        }
        for area in self.areas.iter().rev() {
            budget.spend(1, 1)?;
            if area.shape.contains(look.middle, budget)? && area.clip.contains(look.middle, budget)? {
                return Ok(area.colour.is_some_and(|under| same(under, colour)));
            }
        }
        Ok(same(colour, PAPER))
    }

    /// Paints something opaque: the glyphs under it cannot be seen any more.
    pub fn cover(
        &mut self,
        shape: Outline,
        clip: &Clip,
        colour: Option<Rgb>,
        budget: &mut Budget,
    ) -> Result<(), TooMuch> {
        let (first, last) = (self.row(shape.bounds.y0), self.row(shape.bounds.y1));
        for row in first..=last {
            let mut seen = std::mem::take(&mut self.rows[row]);
            budget.spend(1, seen.len() + 1)?;
            let mut kept = Vec::with_capacity(seen.len());
            for at in seen.drain(..) {
                let middle = self.middles[at];
                if shape.contains(middle, budget)? && clip.contains(middle, budget)? {
                    self.glyphs[at].hidden = Some(Hidden::Covered);
                } else {
                    kept.push(at);
                }
            }
            self.rows[row] = kept;
        }
        budget.spend(1, self.colours.len())?;
        if let Some(colour) = colour
            && !self.colours.contains(&colour)
        {
            self.colours.push(colour);
        }
        budget.spend(Budget::AREA, 1)?;
        self.areas.push(Area { shape, clip: clip.clone(), colour });
        Ok(())
    }

    /// Returns the page.
    pub const fn trim(&self) -> Rect {
        self.trim
    }
}

fn same(one: Rgb, other: Rgb) -> bool {
    one.iter().zip(other).all(|(a, b)| (a - b).abs() <= SAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_contains_what_a_fill_would_paint() {
        let mut ring = BezPath::new();
        ring.move_to((0.0, 0.0));
        for corner in [(10.0, 0.0), (10.0, 10.0), (0.0, 10.0)] {
            ring.line_to(corner);
        }
        ring.move_to((4.0, 4.0));
        for corner in [(6.0, 4.0), (6.0, 6.0), (4.0, 6.0)] {
            ring.line_to(corner);
        }
        let inside = |even_odd, point: (f64, f64)| {
            Outline::of(&ring, even_odd).contains(point.into(), &mut Budget::default()).expect("little work")
        };
        assert!(inside(false, (1.0, 5.0)) && inside(true, (1.0, 5.0)), "the last line of a part is drawn by itself");
        assert!(inside(false, (5.0, 5.0)) && !inside(true, (5.0, 5.0)), "a hole");
        assert!(!inside(false, (11.0, 5.0)));
    }
}
