//! What the printing house asks for.

use crate::diagnostic::{Span, Text};

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// The side at which the first page is bound.
    pub side: Side,
    /// What the inner margin is wider than the outer one (ノド), in mm.
    pub gutter: f64,
    /// Whether the sheets are printed on both sides (両面), so that inner and outer edges alternate.
    pub double_sided: bool,
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
        Self { side: Side::Left, gutter: 0.0, double_sided: true }
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
