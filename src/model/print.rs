//! What the printing house asks for.

use crate::diagnostic::{Span, Text};

/// The resolution of images in dpi at their placed size: below the first, none is printed; printers ask for the second.
pub const RESOLUTIONS: (f64, f64) = (300.0, 350.0);

/// The plan's settings for the print profile.
#[derive(Debug)]
pub struct Print {
    /// The form of PDF/X.
    pub standard: Standard,
    /// The printing condition, if not the standard's own.
    pub intent: Option<OutputIntent>,
    /// The number of which the page count is made a multiple, with blank pages at the end.
    pub pad_to: usize,
    /// Whether corner and centre marks (トンボ) are drawn.
    pub marks: bool,
    /// How the pages are bound.
    pub binding: Binding,
    /// The brand colour, printed with an ink of its own.
    pub spot: Option<Spot>,
    /// Where the settings stand, if the plan has any.
    pub span: Option<Span>,
}

/// How the printed pages are bound (製本).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The side at which the first page is bound.
    pub side: Side,
    /// What the inner margin is wider than the outer one (ノド).
    pub gutter: Gutter,
    /// Whether the sheets are printed on both sides (両面), so that inner and outer edges alternate.
    pub double_sided: bool,
}

/// The width of a gutter, exact to 0.01 mm; at most [`Gutter::MAX_MM`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gutter(u32);

impl Gutter {
    /// The widest gutter in mm: beyond it, nothing would be left of the lists' narrow columns.
    pub const MAX_MM: u32 = 20;

    /// Reads a length such as `5mm` or `2.5mm`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_suffix("mm")?.trim_end();
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return None;
        }
        let hundredths = whole.parse::<u32>().ok()?.checked_mul(100)? + format!("{part:0<2}").parse::<u32>().ok()?;
        (hundredths <= Self::MAX_MM * 100).then_some(Self(hundredths))
    }

    /// Returns the width in hundredths of a mm.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }
}

impl std::fmt::Display for Gutter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}mm", self.0 / 100, self.0 % 100)
    }
}

/// A side of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left: for horizontal text.
    Left,
    /// Right: for vertical text.
    Right,
}

/// A form of PDF/X.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// PDF/X-1a:2003 (ISO 15930-4): PDF 1.4, CMYK and spot colours only, no transparency.
    X1a,
    /// PDF/X-4 (ISO 15930-7): PDF 1.6, with the ICC profile of the printing condition inside.
    X4,
}

/// A printing condition.
#[derive(Debug)]
pub struct OutputIntent {
    /// Its name in the ICC's registry of characterisation data, or the printer's own.
    pub condition: String,
    /// The path of its ICC profile from `sources/`.
    pub profile: Option<Text>,
}

/// A colour printed with an ink of its own.
#[derive(Debug)]
pub struct Spot {
    /// The colour of the theme that it replaces.
    pub colour: String,
    /// The name of the ink, as the printer knows it.
    pub name: String,
}

impl Default for Print {
    fn default() -> Self {
        Self {
            standard: Standard::X1a,
            intent: None,
            pad_to: 1,
            marks: true,
            binding: Binding::default(),
            spot: None,
            span: None,
        }
    }
}

impl Default for Binding {
    fn default() -> Self {
        Self { side: Side::Left, gutter: Gutter::default(), double_sided: true }
    }
}

impl Standard {
    /// Returns the name as PDF/X files state it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::X1a => "PDF/X-1a:2003",
            Self::X4 => "PDF/X-4",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gutters_are_read_to_the_hundredth() {
        for (text, shown) in [("5mm", "5.00mm"), ("2.5mm", "2.50mm"), ("0.25 mm", "0.25mm"), ("20mm", "20.00mm")] {
            assert_eq!(Gutter::parse(text).map(|gutter| gutter.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["5", "5cm", "-1mm", "mm", ".5mm", "5.mm", "1e1mm", "20.01mm", "99999999999mm", "NaNmm", "0.125mm"]
        {
            assert_eq!(Gutter::parse(text), None, "{text}");
        }
    }
}
