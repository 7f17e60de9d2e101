//! What can be wrong with a drawing.

use std::fmt;

use plotters::drawing::DrawingAreaErrorKind;
use plotters_backend::DrawingErrorKind;

/// Says why a chart could not be drawn.
///
/// None of these depends on the wording of a plan: a colour, a font or a date that the caller should have checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// An RGB value that the palette does not have: the drawing would decide a colour of its own.
    Colour(u8, u8, u8),
    /// A name that the palette does not have.
    Ink(String),
    /// A colour that is neither opaque nor invisible: print has no transparency.
    Transparent,
    /// A bold or slanted text: only the regular face can be measured.
    Face,
    /// A bitmap: a chart is vector.
    Bitmap,
    /// Something drawn after the end of the drawing.
    Finished,
    /// Bytes that are not a font.
    Font,
    /// An amount below zero, where a part of a whole is drawn.
    Negative,
    /// Amounts whose sum is beyond what can be counted.
    Overflow,
    /// A day outside the year that is drawn, or an end before its start.
    Day,
    /// Something that plotters reports of itself.
    Plotters(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Colour(r, g, b) => write!(f, "the colour #{r:02x}{g:02x}{b:02x} is not in the palette"),
            Self::Ink(name) => write!(f, "the palette has no colour `{name}`"),
            Self::Transparent => f.write_str("a colour is partly transparent"),
            Self::Face => f.write_str("a text is bold or slanted"),
            Self::Bitmap => f.write_str("a bitmap cannot be drawn"),
            Self::Finished => f.write_str("the drawing is finished already"),
            Self::Font => f.write_str("the font cannot be read"),
            Self::Negative => f.write_str("a part of a whole is negative"),
            Self::Overflow => f.write_str("the sum of the amounts is too large"),
            Self::Day => f.write_str("a date is outside the fiscal year"),
            Self::Plotters(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl From<DrawingAreaErrorKind<Self>> for Error {
    fn from(error: DrawingAreaErrorKind<Self>) -> Self {
        match error {
            DrawingAreaErrorKind::BackendError(DrawingErrorKind::DrawingError(error)) => error,
            other => Self::Plotters(other.to_string()),
        }
    }
}
