//! The colours of a drawing, which the theme decides.

use plotters::style::RGBColor;

use super::error::Error;

/// Holds Typst code that may be evaluated.
///
/// A type of its own, so that an author's text cannot take its place: code is what this program has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Creates code from what this program has written; never from what an author wrote.
    pub fn trusted(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// Returns the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Maps the RGB values that are used while drawing to the Typst expressions that stand in the output.
///
/// plotters knows RGB only, and print needs CMYK or spot colours. So the values are mere tokens, handed out by name;
/// what they look like is said by the expression (`theme.palette.blue.solid`) when the document is laid out.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    inks: Vec<(String, Code)>,
}

impl Palette {
    /// Creates an empty palette.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a colour: the name by which a drawing asks for it, and the expression that makes it.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, code: Code) -> Self {
        self.inks.push((name.into(), code));
        self
    }

    /// Returns the token of a colour, to be used with plotters.
    ///
    /// # Errors
    ///
    /// [`Error::Ink`] if there is no colour of that name.
    pub fn ink(&self, name: &str) -> Result<RGBColor, Error> {
        let at = self.inks.iter().position(|(known, _)| known == name);
        let [_, r, g, b] =
            at.and_then(|at| u32::try_from(at + 1).ok()).ok_or_else(|| Error::Ink(name.to_owned()))?.to_be_bytes();
        Ok(RGBColor(r, g, b))
    }

    /// Returns the expression of a token.
    ///
    /// Tokens count from 1, so that black, which plotters uses where it is told nothing, is none.
    pub(super) fn code(&self, (r, g, b): (u8, u8, u8)) -> Result<&str, Error> {
        let at = usize::from(r) << 16 | usize::from(g) << 8 | usize::from(b);
        let ink = at.checked_sub(1).and_then(|at| self.inks.get(at));
        ink.map(|(_, code)| code.as_str()).ok_or(Error::Colour(r, g, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_found_by_its_token() {
        let palette = Palette::new().with("a", Code::trusted("x.a")).with("b", Code::trusted("x.b"));
        let RGBColor(r, g, b) = palette.ink("b").expect("a known name");
        assert_eq!(palette.code((r, g, b)), Ok("x.b"));
        assert_eq!(palette.ink("c"), Err(Error::Ink("c".into())));
        assert_eq!(palette.code((0, 0, 0)), Err(Error::Colour(0, 0, 0)), "the colour that plotters falls back to");
        assert_eq!(palette.code((0, 0, 3)), Err(Error::Colour(0, 0, 3)));
    }
}
