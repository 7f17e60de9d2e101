//! What the kinds of charts have in common: text, marks, axes, and the names of rows.

use std::ops::Range;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::Look;
use crate::chart::backend::{Placed, TypstBackend};
use crate::chart::error::Error;
use crate::chart::palette::Code;
use crate::chart::share::grouped;

/// The distance of lines, in percent of the text's size.
const PITCH: i32 = 125;
/// The part of the width that the names of rows may take.
const NAMES_SHARE: u32 = 3;

/// The whole drawing.
pub(super) type Area<'a> = DrawingArea<TypstBackend<'a>, Shift>;

/// The two colours of a mark.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub fill: ShapeStyle,
    pub edge: ShapeStyle,
}

/// The room between two labels of an axis, in percent of the text's size.
const APART: i32 = 40;

/// Knows the sizes and colours of a drawing. Lengths follow from the size of the text.
pub(super) struct Pen<'a> {
    pub look: Look<'a>,
    pub text: RGBColor,
    pub muted: RGBColor,
    pub faint: RGBColor,
    /// The axis and what leads from a label to its mark.
    pub line: ShapeStyle,
    /// The lines behind the marks.
    pub grid: ShapeStyle,
}

impl<'a> Pen<'a> {
    pub fn new(look: &Look<'a>) -> Result<Self, Error> {
        let ink = |name| look.palette.ink(name);
        let (text, muted, faint) = (ink("text")?, ink("muted")?, ink("faint")?);
        Ok(Self { look: *look, text, muted, faint, line: muted.stroke_width(5), grid: ink("rule")?.stroke_width(4) })
    }

    /// Returns the colours of a mark.
    pub fn mark(&self, colour: &str) -> Result<Mark, Error> {
        let fill = self.look.palette.ink(colour)?.filled();
        let edge = self.look.palette.ink(&format!("{colour}.dark"))?.stroke_width(4);
        Ok(Mark { fill, edge })
    }

    /// Draws into new code.
    pub fn draw(&self, height: i32, draw: impl FnOnce(&Area<'_>) -> Result<(), Error>) -> Result<String, Error> {
        let mut code = String::new();
        let size = (self.look.width, height.max(0).unsigned_abs());
        let area = TypstBackend::new(&mut code, size, self.look.font, self.look.palette).into_drawing_area();
        draw(&area)?;
        area.present()?;
        drop(area);
        Ok(code)
    }

    /// Returns a part of the text's size, in percent.
    pub fn em(&self, percent: i32) -> i32 {
        self.look.size.cast_signed() * percent / 100
    }

    /// The whole width.
    pub fn width(&self) -> i32 {
        self.look.width.cast_signed()
    }

    /// The size of units, axis labels and notes.
    pub fn small(&self) -> u32 {
        self.look.size * 9 / 10
    }

    pub fn measure(&self, text: &str) -> i32 {
        self.look.font.width(text, self.look.size).cast_signed()
    }

    pub fn measure_small(&self, text: &str) -> i32 {
        self.look.font.width(text, self.small()).cast_signed()
    }

    /// Says whether the labels of an axis stand apart, each centred at the place of its amount.
    pub fn stand_apart(&self, points: &[i64], place: impl Fn(i64) -> i32) -> bool {
        points.windows(2).all(|pair| {
            let halves = pair.iter().map(|point| self.measure_small(&grouped(*point))).sum::<i32>() / 2;
            place(pair[0]) + halves + self.em(APART) <= place(pair[1])
        })
    }

    pub fn style(&self, size: u32, colour: &RGBColor, h_pos: HPos, v_pos: VPos) -> TextStyle<'static> {
        ("", size).into_font().color(colour).pos(Pos::new(h_pos, v_pos))
    }

    /// Writes a label, centred on a height.
    pub fn write(&self, area: &Area<'_>, text: &str, h_pos: HPos, at: (i32, i32)) -> Result<(), Error> {
        Ok(area.draw_text(text, &self.style(self.look.size, &self.text, h_pos, VPos::Center), at)?)
    }

    /// Returns the height of lines below each other.
    pub fn height<T>(&self, lines: &[T]) -> i32 {
        self.em(PITCH) * i32::try_from(lines.len()).unwrap_or(i32::MAX / self.em(PITCH).max(1))
    }

    /// Writes lines below each other, from a height down.
    pub fn write_lines<T: AsRef<str>>(
        &self,
        area: &Area<'_>,
        lines: &[T],
        h_pos: HPos,
        (x, top): (i32, i32),
    ) -> Result<(), Error> {
        lines.iter().enumerate().try_for_each(|(at, line)| {
            let y = top + self.height(&lines[..at]) + self.em(PITCH) / 2;
            self.write(area, line.as_ref(), h_pos, (x, y))
        })
    }

    /// Writes a unit, an axis label or a note, centred on a height.
    pub fn write_small(&self, area: &Area<'_>, text: &str, h_pos: HPos, at: (i32, i32)) -> Result<(), Error> {
        Ok(area.draw_text(text, &self.style(self.small(), &self.muted, h_pos, VPos::Center), at)?)
    }

    /// Writes a note on the whole chart, if there is one, at the right end of its foot.
    pub fn write_foot(&self, area: &Area<'_>, note: Option<&str>, height: i32) -> Result<(), Error> {
        match note {
            Some(note) => self.write_small(area, note, HPos::Right, (self.width(), height - self.em(60))),
            None => Ok(()),
        }
    }

    /// Draws a filled and outlined rectangle; nothing where it has no width or height.
    pub fn rect(&self, area: &Area<'_>, mark: Mark, a: (i32, i32), b: (i32, i32)) -> Result<(), Error> {
        if a.0 != b.0 && a.1 != b.1 {
            area.draw(&Rectangle::new([a, b], mark.fill))?;
            area.draw(&Rectangle::new([a, b], mark.edge))?;
        }
        Ok(())
    }

    pub fn line(&self, area: &Area<'_>, style: ShapeStyle, from: (i32, i32), to: (i32, i32)) -> Result<(), Error> {
        Ok(area.draw(&PathElement::new([from, to], style))?)
    }
}

/// The names at the left of rows, and the pages of what they name.
pub(super) struct Names<'a> {
    names: Vec<Vec<&'a str>>,
    pages: Vec<Option<&'a Code>>,
    /// Where names end, pages end, and marks begin.
    name_end: i32,
    page_end: i32,
    page_width: i32,
    pub end: i32,
}

/// Heads the pages of rows.
const PAGE_HEAD: &str = "頁";

impl<'a> Names<'a> {
    /// Breaks names so that they leave most of the width to the marks.
    pub fn new(pen: &Pen<'_>, rows: impl Iterator<Item = (&'a str, Option<&'a Code>)>) -> Self {
        let (names, pages): (Vec<_>, Vec<_>) = rows.unzip();
        let room = pen.look.width / NAMES_SHARE;
        let names: Vec<_> = names.into_iter().map(|name| pen.look.font.wrap(name, pen.look.size, room)).collect();
        let name_end = names.iter().flatten().map(|line| pen.measure(line)).max().unwrap_or(0);
        let gap = pen.em(70);
        let page_width = if pages.iter().any(Option::is_some) { pen.measure("0000") } else { 0 };
        let page_end = if page_width > 0 { name_end + gap + page_width } else { name_end };
        Self { names, pages, name_end, page_end, page_width, end: page_end + gap }
    }

    /// Returns the height of the head above the rows.
    pub fn head(&self, pen: &Pen<'_>) -> i32 {
        if self.page_width > 0 { pen.em(150) } else { 0 }
    }

    /// Returns the heights of the rows.
    pub fn heights(&self, pen: &Pen<'_>) -> Vec<i32> {
        self.names.iter().map(|lines| pen.em(90) + pen.height(lines).max(pen.em(PITCH))).collect()
    }

    /// Returns some of the rows, with the marks where those of all rows begin.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let (names, pages) = (self.names[rows.clone()].to_vec(), self.pages[rows].to_vec());
        Self { names, pages, ..*self }
    }

    /// Writes the names, right-aligned towards the marks, in rows whose middles are at `middles`.
    pub fn draw(&self, pen: &Pen<'_>, area: &Area<'_>, top: i32, middles: &[i32]) -> Result<(), Error> {
        if self.page_width > 0 {
            pen.write_small(area, PAGE_HEAD, HPos::Right, (self.page_end, top - pen.em(60)))?;
        }
        for ((lines, page), middle) in self.names.iter().zip(&self.pages).zip(middles) {
            pen.write_lines(area, lines, HPos::Right, (self.name_end, middle - pen.height(lines) / 2))?;
            if let Some(code) = page {
                let style = pen.style(pen.look.size, &pen.text, HPos::Right, VPos::Center);
                let width = self.page_width.unsigned_abs();
                area.draw(&Placed { at: (self.page_end, *middle), code, width, style })?;
            }
        }
        Ok(())
    }
}

/// Returns how many of the first rows with these names are at most so high together, in [`UNITS`](crate::chart::UNITS).
pub fn rows_within(look: &Look<'_>, names: impl Iterator<Item = String>, height: u32) -> Result<usize, Error> {
    let pen = Pen::new(look)?;
    let names: Vec<_> = names.collect();
    let heights = Names::new(&pen, names.iter().map(|name| (name.as_str(), None))).heights(&pen);
    Ok(fitting(&heights, height))
}

/// Returns how many of the first rows of these heights are at most so high together.
pub(super) fn fitting(heights: &[i32], height: u32) -> usize {
    let ends = heights.iter().scan(0_u32, |end, row| {
        *end = end.saturating_add(row.unsigned_abs());
        Some(*end)
    });
    ends.take_while(|end| *end <= height).count()
}

/// Returns the middles of rows of these heights, and where the last one ends.
pub(super) fn middles(top: i32, heights: &[i32]) -> (Vec<i32>, i32) {
    let mut y = top;
    let middles = heights
        .iter()
        .map(|height| {
            y += height;
            y - height / 2
        })
        .collect();
    (middles, y)
}

/// Returns the points of an axis from zero: multiples of 1, 2 or 5 × 10ⁿ, at most `most` of them above zero, the last
/// at or beyond `max`.
pub(super) fn ticks(max: i64, most: i64) -> Vec<i64> {
    let (max, most) = (i128::from(max.max(1)), i128::from(most.max(1)));
    let steps = (0..=19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i128.pow(power)));
    let step = steps.into_iter().find(|step| max.div_euclid(*step) + i128::from(max % step > 0) <= most).unwrap_or(max);
    let count = max.div_euclid(step) + i128::from(max % step > 0);
    (0..=count).map(|at| i64::try_from(at * step).unwrap_or(i64::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_points_from_zero() {
        assert_eq!(ticks(39_956, 6), [0, 10_000, 20_000, 30_000, 40_000]);
        assert_eq!(ticks(23_134, 6), [0, 5_000, 10_000, 15_000, 20_000, 25_000]);
        assert_eq!(ticks(6, 6), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(ticks(0, 6), [0, 1], "an axis has a length even if all is zero");
        assert_eq!(ticks(i64::MAX, 1), [0, i64::MAX], "never beyond what can be counted");
    }
}
