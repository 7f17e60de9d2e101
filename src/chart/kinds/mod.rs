//! The kinds of charts that a plan has.
//!
//! They are read in grey as in colour: every mark has its own label, none needs a legend, axes start at zero and say
//! their unit, and shapes are outlined. Each returns a [`Chart`].

mod bars;
mod calendar;
mod pen;
#[cfg(test)]
pub(crate) mod sample;
mod shares;
mod words;
mod years;

pub use bars::{ProjectBar, ShareBar, by_project, by_share};
pub use calendar::{Occasion, calendar};
pub use pen::rows_within;
pub use shares::{ChallengeShare, by_challenge};
pub use years::{Year, by_year};

use super::font::Font;
use super::palette::{Code, Palette};

/// Holds what a chart is drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The font of the document's text.
    pub font: &'a Font<'a>,
    /// The colours; see [`palette`].
    pub palette: &'a Palette,
    /// The width of the drawing in [`UNITS`](super::UNITS); its height follows from the data.
    pub width: u32,
    /// The size of the labels in [`UNITS`](super::UNITS).
    pub size: u32,
}

/// Holds a chart in its three forms, made from the same data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The drawing, a Typst expression for content of a fixed size. It needs the names that the [`Palette`] and the
    /// pages' [`Code`] use.
    pub typst: String,
    /// What the drawing says, in words, with the most telling first; the alternative text of the figure.
    pub alt: String,
    /// The data: a row of headings, then a row for each mark, in the order of the drawing.
    pub table: Vec<Vec<String>>,
}

/// Creates the palette of the project's theme: the names `text`, `muted`, `rule` and `faint`, which every kind uses,
/// and the colours of marks. A mark's colour `x` is two inks: `x` fills it, `x.dark` outlines it.
///
/// Colours for marks are those of `theme.palette`, by their names; `house`, which belongs to no field, and its tints
/// `house-dark` and `house-pale`, which are told apart in grey too, best next to each other as `house`, `house-pale`,
/// `house-dark`; and `none`, for what belongs to nothing.
#[must_use]
pub fn palette(accents: &[&'static str]) -> Palette {
    let house = [
        ("text", "theme.text-colour"),
        ("muted", "theme.muted"),
        ("rule", "theme.rule-colour"),
        ("faint", "theme.faint"),
        ("house", "theme.house.solid"),
        ("house.dark", "theme.house.dark"),
        ("house-dark", "theme.house.dark"),
        ("house-dark.dark", "theme.house.dark"),
        ("house-pale", "theme.house.pale"),
        ("house-pale.dark", "theme.house.dark"),
        ("none", "theme.faint"),
        ("none.dark", "theme.muted"),
    ];
    let palette =
        house.into_iter().fold(Palette::new(), |palette, (name, code)| palette.with(name, Code::trusted(code)));
    accents.iter().fold(palette, |palette, name| {
        palette
            .with(*name, Code::trusted(format!("theme.palette.{name}.solid")))
            .with(format!("{name}.dark"), Code::trusted(format!("theme.palette.{name}.dark")))
    })
}
