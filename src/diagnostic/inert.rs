//! Text of others made safe to show.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Says whether a character does something instead of standing there: commands of a terminal, line breaks, and marks that
/// turn the order in which text is read.
#[must_use]
pub fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Returns a text in which active characters are written out: a line break as `\n`, an escape as `\u{1b}`.
///
/// Author's text, names of files and words of a PDF come into messages. A line of a message has to stay one, and a terminal
/// must show what it shows to everyone. Every form for people goes through here.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_active(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns lines with active characters replaced by characters that take as many bytes, so that places in them stay what
/// they are.
pub(super) fn inert_lines(text: &str) -> Cow<'_, str> {
    let active = |c: char| c != '\n' && is_active(c);
    if !text.contains(active) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match c.len_utf8() {
        _ if !active(c) => c,
        1 if c == '\t' => ' ',
        1 => '?',
        2 => '¤',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(replace).collect())
}

/// How many characters of a message are kept at its beginning, and at its end, where it is longer than both.
const HEAD: usize = 600;
const TAIL: usize = 200;

/// Returns a text without its middle if it is longer than anyone reads: a value of a megabyte is a message of a megabyte.
#[must_use]
pub fn clipped(text: String) -> String {
    // Most texts are short in bytes, too, and need not be counted.
    if text.len() <= HEAD + TAIL {
        return text;
    }
    let Some((head, _)) = text.char_indices().nth(HEAD) else { return text };
    match text.char_indices().rev().nth(TAIL - 1) {
        Some((tail, _)) if head < tail => format!("{} … {}", &text[..head], &text[tail..]),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_out_and_the_rest_stays() {
        assert_eq!(inert("令和6年度"), "令和6年度");
        assert_eq!(inert("a\u{1b}[2J\nb\u{202e}c\u{9b}"), "a\\u{1b}[2J\\nb\\u{202e}c\\u{9b}");
    }

    #[test]
    fn places_stay_what_they_are() {
        for text in ["a\u{1b}b", "\u{9b}題", "\u{202e}題\r\n題\u{2028}", "\t題"] {
            let shown = inert_lines(text);
            assert_eq!(shown.len(), text.len());
            assert!(!shown.contains(|c: char| c != '\n' && is_active(c)), "{shown:?}");
        }
    }

    #[test]
    fn a_long_text_loses_its_middle() {
        let text: String = std::iter::repeat_n('題', 100_000).collect();
        let short = clipped(format!("begin {text} end"));
        assert!(short.starts_with("begin") && short.ends_with(" end") && short.chars().count() < 1000);
        let whole: String = std::iter::repeat_n('題', HEAD + TAIL).collect();
        assert_eq!(clipped(whole.clone()), whole);
    }
}
