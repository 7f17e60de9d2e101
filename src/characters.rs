//! Characters that are not what they look like: invisible ones by name, and what to write instead of others.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_width::UnicodeWidthChar;

/// Returns the name of a character that cannot be seen, or that passes for a plain space (Unicode character names).
pub(crate) const fn invisible(c: char) -> Option<&'static str> {
    Some(match c {
        '\t' => "a tab",
        '\u{a0}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{34f}' => "a combining grapheme joiner",
        '\u{61c}' | '\u{200e}' | '\u{200f}' => "a mark of writing direction",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => "a space of another width",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' => "a zero-width non-joiner",
        '\u{200d}' => "a zero-width joiner",
        '\u{2028}' => "a line separator",
        '\u{2029}' => "a paragraph separator",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "a change of writing direction",
        '\u{202f}' => "a narrow no-break space",
        '\u{2060}' => "a word joiner",
        '\u{2061}'..='\u{2064}' => "an invisible operator",
        '\u{3000}' => "a full-width space",
        '\u{3164}' | '\u{ffa0}' => "a Hangul filler",
        '\u{feff}' => "a byte order mark",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "a variation selector",
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "a control character",
        _ => return None,
    })
}

/// Says whether a character asks for a form of the one before it (Unicode, variation selectors).
pub(crate) const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Returns how a message shows a character: as it is, or by name where it cannot be seen, with its code point.
pub(crate) fn shown(c: char) -> String {
    let code = u32::from(c);
    match invisible(c) {
        Some(name) => format!("{name} (U+{code:04X})"),
        None => format!("`{c}` (U+{code:04X})"),
    }
}

/// Returns what to write instead of a character that a plan should not have; nothing where only its author knows.
///
/// Compatibility characters (康熙部首, half-width katakana, ㎡) are what NFKC makes of them (UAX #15); the circled digits of
/// Dingbats have no such form and are taken for ① to ⑩.
pub(crate) fn instead(c: char) -> Option<String> {
    match c {
        '\u{2776}'..='\u{2793}' => char::from_u32(0x2460 + (u32::from(c) - 0x2776) % 10).map(String::from),
        _ => {
            // Round brackets are full-width in a plan's text: ㈱ is （株）.
            let composed: String = std::iter::once(c).nfkc().collect();
            let composed = composed.replace('(', "（").replace(')', "）");
            (composed != c.to_string() && !composed.trim().is_empty()).then_some(composed)
        }
    }
}

/// Returns a text with its letters composed (カ with a combining mark becomes ガ), as keyboards write them: file systems and
/// programs of macOS take them apart, and texts that a reader cannot tell apart must compare as equal (UAX #15).
///
/// A character that NFC would replace by another one stays as it is: 神 (U+FA19) in a name is not 神 (U+795E). So do variation
/// selectors, which compose with nothing.
pub(crate) fn composed(text: String) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    let stays = |c: char| !std::iter::once(c).nfc().eq(std::iter::once(c));
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| stays(*c)) {
        out.extend(rest[..at].nfc());
        out.push(c);
        rest = &rest[at + c.len_utf8()..];
    }
    out.extend(rest.nfc());
    out
}

/// Returns what two texts have in common that look the same to who typed them: compatibility characters replaced (康熙部首,
/// full-width letters), and nothing of what cannot be seen.
pub(crate) fn alike(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && invisible(*c).is_none()).collect()
}

/// Returns a text in one line, for bookmarks, lists and alternative texts. A line break between two words of Latin letters
/// becomes a space; beside Japanese it goes without one.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() && !joins(out.chars().last(), line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Says whether a character takes a full square, as kana and kanji do.
pub(crate) fn is_wide(c: char) -> bool {
    c.width_cjk() == Some(2)
}

/// Returns a text as it would be in half-width characters: `１，０００　％` is `1,000 %`.
///
/// Only the forms that a keyboard gives for ASCII are changed (U+FF01 to U+FF5E, the full-width space) and the other signs
/// that look like a minus or a comma of digits.
pub(crate) fn halved(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            // The full-width forms stand in the order of ASCII.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '−' | '‐' | '–' | '‑' => '-',
            _ => c,
        })
        .collect()
}

/// Where a small digit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Below: ₂ of CO₂.
    Sub,
    /// Above: ² of m².
    Super,
}

/// Returns the digit that a small one stands for, and where it stands. The layouts draw it from the font's own digit, since
/// few Japanese fonts have the small ones.
pub(crate) fn script(c: char) -> Option<(Script, char)> {
    let digit = |base: u32| char::from_u32(u32::from('0') + u32::from(c) - base);
    match c {
        '\u{2080}'..='\u{2089}' => Some((Script::Sub, digit(0x2080)?)),
        '\u{b9}' => Some((Script::Super, '1')),
        '\u{b2}' | '\u{b3}' => Some((Script::Super, digit(0xb0)?)),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => Some((Script::Super, digit(0x2070)?)),
        _ => None,
    }
}

/// Says whether a line break between two characters is nothing rather than a space.
///
/// Typst and YAML make a space of every line break, and CSS (Text Module Level 3, segment break transformation) joins only
/// between two wide characters. In a Japanese plan a line that ends or begins with a Latin word is set without a space as
/// well, so one East Asian wide neighbour is enough here.
pub(crate) fn joins(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_wide) || after.is_some_and(is_wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a clerk would be told to write what is just as wrong, or see an empty pair of backticks.
    #[test]
    fn characters_are_named_and_replaced_by_what_was_meant() {
        for (c, right) in [
            ('⼀', Some("一")),
            ('⼤', Some("大")),
            ('➀', Some("①")),
            ('❶', Some("①")),
            ('➓', Some("⑩")),
            ('｢', Some("「")),
            ('･', Some("・")),
            ('㎡', Some("m2")),
            ('㈱', Some("（株）")),
            ('Ⅱ', Some("II")),
            ('一', None),
            ('\u{200b}', None),
        ] {
            assert_eq!(instead(c).as_deref(), right, "{c}");
        }
        assert_eq!("₂²¹⁰⁹".chars().filter_map(script).map(|(_, digit)| digit).collect::<String>(), "22109");
        assert_eq!(script('2'), None);
        assert_eq!(shown('\u{200b}'), "a zero-width space (U+200B)");
        assert_eq!(shown('㈱'), "`㈱` (U+3231)");
    }

    // Otherwise a heading that a Mac saved would be another one than the same heading typed, or a person's name would be
    // printed with another character than its own.
    #[test]
    fn letters_are_composed_and_variants_stay() {
        for (written, right) in [
            ("か\u{3099}ホ\u{309a}e\u{301}", "がポé"),
            ("\u{fa19}\u{fa1b}\u{fa11}", "\u{fa19}\u{fa1b}\u{fa11}"),
            ("辻\u{e0100}葛\u{e0101}か\u{3099}", "辻\u{e0100}葛\u{e0101}が"),
            ("\u{fa19}か\u{3099}\u{212b}", "\u{fa19}が\u{212b}"),
            ("⼤㎡１㈱", "⼤㎡１㈱"),
        ] {
            assert_eq!(composed(written.to_owned()), right);
        }
    }

    // Otherwise a bookmark would hold a line feed, or words would be glued or torn.
    #[test]
    fn lines_are_joined_as_japanese_is() {
        for (written, right) in [
            ("研究成果\n事業化", "研究成果事業化"),
            ("from NOW\nON KANSAI", "from NOW ON KANSAI"),
            ("BioJapan\nへの参加", "BioJapanへの参加"),
            ("一 \n\n 二\n", "一二"),
        ] {
            assert_eq!(one_line(written), right);
        }
    }
}
