//! A drawing backend of plotters that writes Typst code.
//!
//! Every primitive becomes one call of Typst's own shapes, so the drawing stays vector and editable, and a text
//! becomes text in the document's font. The result is an expression for content of a fixed size:
//!
//! ```typst
//! box(width: 20pt, height: 10pt, {
//!   set text(top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none)
//!   place(top + left, dx: 1pt, dy: 2pt, rect(width: 8pt, height: 3pt, fill: theme.palette.blue.solid, stroke: none))
//! })
//! ```

use std::fmt::Write as _;

use plotters::element::{Drawable, PointCollection};
use plotters::style::TextStyle;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::error::Error;
use super::font::Font;
use super::palette::{Code, Palette};
use crate::setting::parted;

/// The backend's units in a point: coordinates, widths, stroke widths and text sizes are whole tenths of a point.
///
/// plotters counts in whole pixels; a tenth of a point is finer than any printer's dot, and exact in decimal.
pub const UNITS: u32 = 10;

/// The thinnest stroke, 0.3pt: a finer line breaks up in print.
const THINNEST: u32 = 3;

/// Draws into a string of Typst code.
///
/// The family of a text is that of the document, whatever plotters asks for; its size is the em. A text is one line
/// that fills the em square of ideographs (0.88 em above the baseline, 0.12 em below), so its height is its size, and
/// what is anchored at the centre looks centred for kanji and digits alike. Control characters become spaces.
#[derive(Debug)]
pub struct TypstBackend<'a> {
    code: &'a mut String,
    size: (u32, u32),
    font: &'a Font<'a>,
    palette: &'a Palette,
    finished: bool,
}

type Result<T = (), E = DrawingErrorKind<Error>> = std::result::Result<T, E>;

impl<'a> TypstBackend<'a> {
    /// Creates a drawing of a width and height in [`UNITS`], which is appended to `code`.
    ///
    /// The code is complete after `present`.
    pub fn new(code: &'a mut String, size: (u32, u32), font: &'a Font<'a>, palette: &'a Palette) -> Self {
        let _ = writeln!(code, "box(width: {}, height: {}, {{", pt(size.0), pt(size.1));
        code.push_str("  set text(top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none)\n");
        Self { code, size, font, palette, finished: false }
    }

    /// Draws content that trusted code makes, in a box of a width in [`UNITS`] that is anchored, coloured and
    /// sized as a text of the style would be; for what only the layout can know, such as the number of a page.
    ///
    /// # Errors
    ///
    /// As for a text.
    pub fn draw_code<S: BackendTextStyle>(&mut self, code: &Code, width: u32, style: &S, pos: BackendCoord) -> Result {
        self.place_line(code.as_str(), width, style, pos)
    }

    /// Returns the expression of a colour; nothing if it is invisible.
    fn paint(&self, colour: BackendColor) -> Result<Option<&'a str>> {
        match colour.alpha {
            0.0 => Ok(None),
            1.0 => self.palette.code(colour.rgb).map(Some).map_err(DrawingErrorKind::DrawingError),
            _ => Err(DrawingErrorKind::DrawingError(Error::Transparent)),
        }
    }

    /// Writes a shape with its upper left corner at a point.
    fn place_at(&mut self, (x, y): BackendCoord, shape: std::fmt::Arguments<'_>) -> Result {
        self.ensure_prepared()?;
        let _ = writeln!(self.code, "  place(top + left, dx: {}, dy: {}, {shape})", pt(x), pt(y));
        Ok(())
    }

    /// Writes a shape that says its own coordinates.
    fn place(&mut self, shape: std::fmt::Arguments<'_>) -> Result {
        self.ensure_prepared()?;
        let _ = writeln!(self.code, "  place(top + left, {shape})");
        Ok(())
    }

    /// Writes a line of content in a box that is anchored at a point, and turned around that point.
    fn place_line<S: BackendTextStyle>(&mut self, body: &str, width: u32, style: &S, pos: BackendCoord) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let size = em(style);
        // Even, so that the middle is a whole unit.
        let (w, h) = (width.next_multiple_of(2).cast_signed(), size.cast_signed());
        let (left, h_pos) = match style.anchor().h_pos {
            HPos::Left => (0, "left"),
            HPos::Center => (w / 2, "center"),
            HPos::Right => (w, "right"),
        };
        let (up, v_pos) = match style.anchor().v_pos {
            VPos::Top => (0, "top"),
            VPos::Center => (h / 2, "horizon"),
            VPos::Bottom => (h, "bottom"),
        };
        let turn = match style.transform() {
            FontTransform::None => None,
            FontTransform::Rotate90 => Some("90deg"),
            FontTransform::Rotate180 => Some("180deg"),
            FontTransform::Rotate270 => Some("270deg"),
        };
        let (before, after) = match turn {
            Some(angle) => (format!("rotate({angle}, origin: {h_pos} + {v_pos}, "), ")"),
            None => (String::new(), ""),
        };
        let corner = (pos.0.saturating_sub(left), pos.1.saturating_sub(up));
        let (w, h, size) = (pt(w), pt(h), pt(size));
        self.place_at(
            corner,
            format_args!(
                "{before}box(width: {w}, height: {h}, align({h_pos}, text(size: {size}, fill: {paint}, {body}))){after}"
            ),
        )
    }
}

impl DrawingBackend for TypstBackend<'_> {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result {
        if self.finished { Err(DrawingErrorKind::DrawingError(Error::Finished)) } else { Ok(()) }
    }

    fn present(&mut self) -> Result {
        self.ensure_prepared()?;
        self.code.push_str("})");
        self.finished = true;
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Result {
        let end = (point.0.saturating_add(1), point.1.saturating_add(1));
        self.draw_rect(point, end, &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let stroke = stroke(paint, style);
        self.place(format_args!("line(start: {}, end: {}, stroke: {stroke})", point(from), point(to)))
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let (width, height) = (pt(a.0.abs_diff(b.0)), pt(a.1.abs_diff(b.1)));
        let look = look(paint, style, fill);
        self.place_at((a.0.min(b.0), a.1.min(b.1)), format_args!("rect(width: {width}, height: {height}, {look})"))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let mut points = path.into_iter();
        let (Some(start), Some(second)) = (points.next(), points.next()) else { return Ok(()) };
        let mut moves = format!("curve.move({})", point(start));
        for next in std::iter::once(second).chain(points) {
            let _ = write!(moves, ", curve.line({})", point(next));
        }
        let stroke = stroke(paint, style);
        self.place(format_args!("curve(fill: none, stroke: {stroke}, {moves})"))
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let corner = (centre.0.saturating_sub_unsigned(radius), centre.1.saturating_sub_unsigned(radius));
        let look = look(paint, style, fill);
        self.place_at(corner, format_args!("circle(radius: {}, {look})", pt(radius)))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Result {
        let Some(paint) = self.paint(style.color())? else { return Ok(()) };
        let corners: Vec<_> = corners.into_iter().map(point).collect();
        if corners.len() < 3 {
            return Ok(());
        }
        self.place(format_args!("polygon(fill: {paint}, stroke: none, {})", corners.join(", ")))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Result {
        let (width, size) = self.estimate_text_size(text, style)?;
        // A quarter em more than was measured, so that no difference in shaping breaks the line.
        self.place_line(&guarded(text), width + size / 4, style, pos)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32)> {
        match style.style() {
            FontStyle::Normal => Ok((self.font.width(text, em(style)), em(style))),
            FontStyle::Bold | FontStyle::Italic | FontStyle::Oblique => {
                Err(DrawingErrorKind::DrawingError(Error::Face))
            }
        }
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Result {
        Err(DrawingErrorKind::DrawingError(Error::Bitmap))
    }
}

/// Places trusted code at a point of a chart, as an element of plotters.
pub struct Placed<'a, C> {
    /// The point, in the coordinates of the area that it is drawn on.
    pub at: C,
    /// The code.
    pub code: &'a Code,
    /// The width of the box in [`UNITS`].
    pub width: u32,
    /// The anchor, size and colour.
    pub style: TextStyle<'a>,
}

impl<'p, C> PointCollection<'p, C> for &'p Placed<'_, C> {
    type Point = &'p C;
    type IntoIter = std::iter::Once<&'p C>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<C> Drawable<TypstBackend<'_>> for Placed<'_, C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut TypstBackend<'_>,
        _: (u32, u32),
    ) -> Result {
        points.next().map_or(Ok(()), |at| backend.draw_code(self.code, self.width, &self.style, at))
    }
}

/// Writes a length: 123 is 12.3pt.
fn pt(units: impl Into<i64>) -> String {
    let units: i64 = units.into();
    let sign = if units < 0 { "-" } else { "" };
    let (whole, tenth) = (units.abs() / i64::from(UNITS), units.abs() % i64::from(UNITS));
    if tenth == 0 { format!("{sign}{whole}pt") } else { format!("{sign}{whole}.{tenth}pt") }
}

fn point((x, y): BackendCoord) -> String {
    format!("({}, {})", pt(x), pt(y))
}

fn stroke<S: BackendStyle>(paint: &str, style: &S) -> String {
    format!("(paint: {paint}, thickness: {})", pt(style.stroke_width().max(THINNEST)))
}

/// Writes how a closed shape looks: filled or outlined, as plotters has it.
fn look<S: BackendStyle>(paint: &str, style: &S, fill: bool) -> String {
    if fill { format!("fill: {paint}, stroke: none") } else { format!("fill: none, stroke: {}", stroke(paint, style)) }
}

/// Returns the size of a text in whole units.
fn em<S: BackendTextStyle>(style: &S) -> u32 {
    // A cast from a float saturates.
    style.size().round() as u32
}

/// Writes a text as a string literal. Typst trims brackets and stops at a line's edge as if they were as wide as a
/// kanji; a gap too small to see keeps them as the font has them, and as they were measured.
fn guarded(text: &str) -> String {
    const TRIMMED: &str = "、。，．」』】）〕》〉”「『【（〔《〈“";
    const GUARD: &str = "h(0.01pt)";
    let trimmed = |c: Option<char>| c.is_some_and(|c| TRIMMED.contains(c));
    let before = if trimmed(text.chars().next()) { format!("{GUARD} + ") } else { String::new() };
    let after = if trimmed(text.chars().next_back()) { format!(" + {GUARD}") } else { String::new() };
    // Beside each other it narrows them, too, as if they had that width to lose.
    let parts = parted(text).into_iter().map(literal).collect::<Vec<_>>().join(" + prose.glue + ");
    format!("{before}{parts}{after}")
}

/// Returns the texts that a drawing shows: its string literals, without the labels that code refers to.
#[must_use]
pub fn texts(code: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once('"') {
        let mut text = String::new();
        let mut chars = after.char_indices();
        let end = loop {
            match chars.next() {
                Some((_, '\\')) => text.extend(chars.next().map(|(_, c)| c)),
                Some((at, '"')) => break at + 1,
                Some((_, c)) => text.push(c),
                None => break after.len(),
            }
        };
        if !before.ends_with("label(") && !text.trim().is_empty() {
            texts.push(text);
        }
        rest = &after[end..];
    }
    texts
}

/// Writes a string literal, in which nothing is code.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{2028}' | '\u{2029}' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use plotters::style::text_anchor::Pos;
    use plotters::style::{IntoFont, ShapeStyle};

    use super::*;
    use crate::chart::kinds::sample;

    fn drawn(draw: impl FnOnce(&mut TypstBackend<'_>) -> Result) -> Result<String, Error> {
        let font = sample::font();
        let palette = palette();
        let mut code = String::new();
        let mut backend = TypstBackend::new(&mut code, (200, 105), &font, &palette);
        match draw(&mut backend) {
            Ok(()) => backend.present().expect("the first end"),
            Err(DrawingErrorKind::DrawingError(error)) => return Err(error),
            Err(DrawingErrorKind::FontError(error)) => panic!("{error}"),
        }
        let head = "box(width: 20pt, height: 10.5pt, {\n  \
                    set text(top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none)\n";
        let body = code.strip_prefix(head).and_then(|rest| rest.strip_suffix("})")).expect("a box");
        Ok(body.trim().to_owned())
    }

    fn palette() -> Palette {
        Palette::new().with("blue", Code::trusted("theme.blue")).with("text", Code::trusted("theme.text"))
    }

    #[test]
    fn the_texts_of_a_drawing_are_found_again() {
        let code = format!("box({} + {}, prose.page-ref(label(\"project:a\")))", literal("a\"b\\"), guarded("（丙）"));
        assert_eq!(texts(&code), ["a\"b\\", "（丙）"]);
    }

    fn blue() -> ShapeStyle {
        ShapeStyle::from(palette().ink("blue").expect("blue")).stroke_width(5)
    }

    fn style(h_pos: HPos, v_pos: VPos) -> TextStyle<'static> {
        let ink = palette().ink("text").expect("text");
        ("", 100).into_font().color(&ink).pos(Pos::new(h_pos, v_pos))
    }

    #[test]
    fn a_pixel_is_a_square_of_a_unit() {
        let code = drawn(|b| b.draw_pixel((12, 3), blue().color()));
        let want = "place(top + left, dx: 1.2pt, dy: 0.3pt, \
                    rect(width: 0.1pt, height: 0.1pt, fill: theme.blue, stroke: none))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn a_line_has_its_ends_and_stroke() {
        let code = drawn(|b| b.draw_line((0, -5), (100, 20), &blue()));
        let want = "place(top + left, line(start: (0pt, -0.5pt), end: (10pt, 2pt), \
                    stroke: (paint: theme.blue, thickness: 0.5pt)))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn a_stroke_is_never_too_thin_for_print() {
        let code = drawn(|b| b.draw_line((0, 0), (10, 0), &blue().stroke_width(1)));
        assert!(code.expect("a line").contains("thickness: 0.3pt"));
    }

    #[test]
    fn a_rectangle_is_filled_or_outlined() {
        let code = drawn(|b| b.draw_rect((10, 20), (110, 55), &blue(), true));
        let want = "place(top + left, dx: 1pt, dy: 2pt, \
                    rect(width: 10pt, height: 3.5pt, fill: theme.blue, stroke: none))";
        assert_eq!(code.as_deref(), Ok(want));
        let code = drawn(|b| b.draw_rect((110, 55), (10, 20), &blue(), false));
        let want = "place(top + left, dx: 1pt, dy: 2pt, rect(width: 10pt, height: 3.5pt, \
                    fill: none, stroke: (paint: theme.blue, thickness: 0.5pt)))";
        assert_eq!(code.as_deref(), Ok(want), "whatever corner comes first");
    }

    #[test]
    fn a_path_is_an_open_curve() {
        let code = drawn(|b| b.draw_path([(0, 0), (10, 10), (20, 0)], &blue()));
        let want = "place(top + left, curve(fill: none, stroke: (paint: theme.blue, thickness: 0.5pt), \
                    curve.move((0pt, 0pt)), curve.line((1pt, 1pt)), curve.line((2pt, 0pt))))";
        assert_eq!(code.as_deref(), Ok(want));
        assert_eq!(drawn(|b| b.draw_path([(0, 0)], &blue())).as_deref(), Ok(""), "a point is no path");
    }

    #[test]
    fn a_polygon_is_filled() {
        let code = drawn(|b| b.fill_polygon([(0, 0), (10, 10), (20, 0)], &blue()));
        let want = "place(top + left, polygon(fill: theme.blue, stroke: none, (0pt, 0pt), (1pt, 1pt), (2pt, 0pt)))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn a_circle_stands_around_its_centre() {
        let code = drawn(|b| b.draw_circle((100, 50), 15, &blue(), true));
        let want = "place(top + left, dx: 8.5pt, dy: 3.5pt, circle(radius: 1.5pt, fill: theme.blue, stroke: none))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn a_text_is_a_box_at_its_anchor() {
        // 千円 is 2 em of 10pt, and a quarter em to spare: 22.5pt, made even 22.6pt.
        let text = |left: &str, up: &str, h: &str| {
            format!(
                "place(top + left, dx: {left}, dy: {up}, box(width: 22.6pt, height: 10pt, align({h}, \
                 text(size: 10pt, fill: theme.text, \"千円\"))))"
            )
        };
        let at = |h_pos, v_pos| drawn(|b| b.draw_text("千円", &style(h_pos, v_pos), (500, 500))).expect("a text");
        assert_eq!(at(HPos::Left, VPos::Top), text("50pt", "50pt", "left"));
        assert_eq!(at(HPos::Center, VPos::Center), text("38.7pt", "45pt", "center"));
        assert_eq!(at(HPos::Right, VPos::Bottom), text("27.4pt", "40pt", "right"));
    }

    #[test]
    fn brackets_at_the_ends_are_not_trimmed() {
        assert_eq!(guarded("（千円）"), r#"h(0.01pt) + "（千円）" + h(0.01pt)"#);
        assert_eq!(guarded("0千円（0.0％）"), r#""0千円（0.0％）" + h(0.01pt)"#);
        assert_eq!(guarded("甲（仮）・乙"), r#""甲（仮）" + prose.glue + "・乙""#);
        assert_eq!(guarded(""), r#""""#);
    }

    #[test]
    fn a_turned_text_turns_around_its_anchor() {
        let turned = style(HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
        let code = drawn(|b| b.draw_text("千円", &turned, (500, 500)));
        let want = "place(top + left, dx: 38.7pt, dy: 50pt, rotate(270deg, origin: center + top, \
                    box(width: 22.6pt, height: 10pt, align(center, text(size: 10pt, fill: theme.text, \"千円\")))))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn an_authors_text_is_inert() {
        let hostile = "\"); panic(\"\\u{41}#let\n$x$ *b* <l> @l // \u{2028}";
        let code = drawn(|b| b.draw_text(hostile, &style(HPos::Left, VPos::Top), (0, 0))).expect("a text");
        assert!(code.ends_with(r#"fill: theme.text, "\"); panic(\"\\u{41}#let $x$ *b* <l> @l //  "))))"#), "{code}");
        assert_eq!(code.lines().count(), 1);
    }

    #[test]
    fn code_is_placed_as_it_stands() {
        let page = Code::trusted("prose.page-ref(label(\"project:x\"))");
        let code = drawn(|b| b.draw_code(&page, 300, &style(HPos::Right, VPos::Center), (500, 500)));
        let want = "place(top + left, dx: 20pt, dy: 45pt, box(width: 30pt, height: 10pt, align(right, \
                    text(size: 10pt, fill: theme.text, prose.page-ref(label(\"project:x\"))))))";
        assert_eq!(code.as_deref(), Ok(want));
    }

    #[test]
    fn no_colour_is_made_up() {
        let line = |colour: BackendColor| drawn(|b| b.draw_line((0, 0), (9, 9), &colour));
        assert_eq!(line(BackendColor { alpha: 1.0, rgb: (200, 0, 0) }), Err(Error::Colour(200, 0, 0)));
        assert_eq!(line(blue().color().mix(0.5)), Err(Error::Transparent));
        assert_eq!(line(BackendColor { alpha: 0.0, rgb: (200, 0, 0) }).as_deref(), Ok(""), "nothing to see");
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        assert_eq!(drawn(|b| b.blit_bitmap((0, 0), (1, 1), &[0, 0, 0])), Err(Error::Bitmap));
        let bold = ("", 100, FontStyle::Bold).into_font().color(&blue().color);
        assert_eq!(drawn(|b| b.draw_text("千円", &bold, (0, 0))), Err(Error::Face));
        assert_eq!(drawn(|b| b.present().and_then(|()| b.draw_pixel((0, 0), blue().color()))), Err(Error::Finished));
    }
}
