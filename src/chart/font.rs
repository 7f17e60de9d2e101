//! Text measured and broken with the bundled font.

use ab_glyph::{Font as _, FontRef};

use super::error::Error;
use crate::setting::is_attached;

/// May not start a line.
const NOT_AT_START: &str = "、。，．・：；？！ー％々）」』】〕》〉”～／ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
/// May not end a line.
const NOT_AT_END: &str = "（「『【〔《〈“△＋";
/// Is best followed by a break: it parts a name's parts.
const PARTS: &str = "・、 　";

/// Measures text with a font's own widths.
///
/// The bytes are those of the font that the document is set in, so that a drawing has the same measure on every
/// machine. Neither kerning nor ligatures are applied; BIZ UDPGothic has no kerning.
#[derive(Debug)]
pub struct Font<'a> {
    face: FontRef<'a>,
    em: f64,
}

impl<'a> Font<'a> {
    /// Reads a TrueType or OpenType font.
    ///
    /// # Errors
    ///
    /// [`Error::Font`] if the bytes are not a font.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let face = FontRef::try_from_slice(bytes).map_err(|_| Error::Font)?;
        let em = face.units_per_em().filter(|em| *em > 0.0).ok_or(Error::Font)?;
        Ok(Self { face, em: f64::from(em) })
    }

    /// Returns the width of a line of text, in the units of `size` (the em), rounded up.
    #[must_use]
    pub fn width(&self, text: &str, size: u32) -> u32 {
        let ems: f64 = text.chars().map(|c| self.advance(c)).sum();
        // A cast from a float saturates, and no width is negative.
        (ems * f64::from(size)).ceil() as u32
    }

    /// Breaks a text into lines of at most a width, best after 「・」 or 「、」, never before a closing mark or
    /// within a word of Latin letters or digits, unless nothing else fits.
    #[must_use]
    pub fn wrap<'t>(&self, text: &'t str, size: u32, width: u32) -> Vec<&'t str> {
        let room = f64::from(width) / f64::from(size.max(1));
        let mut lines = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (line, tail) = rest.split_at(self.cut(rest, room));
            lines.push(line.trim_end());
            rest = tail.trim_start();
        }
        lines
    }

    /// Returns where the first line of a text ends, at least one character on; `room` is in em.
    fn cut(&self, text: &str, room: f64) -> usize {
        let (mut used, mut any, mut best) = (0.0, 0, 0);
        let mut before = None;
        for (at, c) in text.char_indices() {
            if before.is_some_and(|before| breaks(before, c)) {
                any = at;
                // A short first line would look torn off.
                if before.is_some_and(|before| PARTS.contains(before)) && used * 2.0 >= room {
                    best = at;
                }
            }
            used += self.advance(c);
            if used > room && at > 0 && !c.is_whitespace() {
                return [best, any, at].into_iter().find(|cut| *cut > 0).unwrap_or(at);
            }
            before = Some(c);
        }
        text.len()
    }

    /// Returns a character's width in em.
    fn advance(&self, c: char) -> f64 {
        match c {
            // Joiners and variation selectors: shown as nothing, whether or not the font has them.
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => 0.0,
            c => match self.face.glyph_id(c) {
                // The width that nearly all characters have that a Japanese font may lack.
                id if id.0 == 0 => 1.0,
                id => f64::from(self.face.h_advance_unscaled(id)) / self.em,
            },
        }
    }
}

fn breaks(before: char, after: char) -> bool {
    // The selector of a variant belongs to the character before it.
    if is_attached(after) {
        return false;
    }
    let in_word = |c: char| c.is_ascii_alphanumeric() || ",.-_".contains(c);
    !(NOT_AT_START.contains(after) || NOT_AT_END.contains(before) || in_word(before) && in_word(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    #[test]
    fn text_is_as_wide_as_its_glyphs() {
        let font = sample::font();
        // 千円 is two em; a digit of this font is 1556/2048 em, a space 683/2048 em, both rounded up.
        assert_eq!(font.width("千円", 100), 200);
        assert_eq!(font.width("0", 100), 76);
        assert_eq!(font.width("0 千円", 100), 310);
        assert_eq!(font.width("", 100), 0);
        assert_eq!(font.width("葛\u{e0100}", 100), 100, "a variation selector takes no room");
    }

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        let font = sample::font();
        let name = "産業人材の確保・育成、多様な人材の活躍支援";
        assert_eq!(font.wrap(name, 10, 120), ["産業人材の確保・育成、", "多様な人材の活躍支援"]);
        assert_eq!(font.wrap("あいう、えお", 10, 30), ["あい", "う、", "えお"], "not before 、");
        assert_eq!(font.wrap("計画2024年", 10, 45), ["計画", "2024年"], "not within a number");
        assert_eq!(font.wrap("999999", 10, 20), ["99", "99", "99"], "unless nothing else fits");
        assert_eq!(font.wrap("千", 10, 0), ["千"], "at least a character a line");
        assert!(font.wrap("  ", 10, 50).is_empty());
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        assert_eq!(Font::new(b"font").map(|_| ()), Err(Error::Font));
    }
}
