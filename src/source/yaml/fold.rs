//! Texts that their author wrote over several lines.
//!
//! YAML makes a space of a line break in a plain, quoted or folded text. Japanese has no spaces between words, so that
//! スタートアップ企業や大学, broken after 企業, would be printed with a gap. What is joined, and what keeps its space, is decided by
//! the rule that Markdown has ([`characters::joins`]).

use std::ops::Range;

use crate::characters;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Without quotes.
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`, with escapes.
    Double,
    /// Under `|` or `>`.
    Block,
}

/// Takes out the spaces that stand for line breaks of `written` beside East Asian characters. A space that the author typed
/// within a line stays.
pub(super) fn join(value: &str, written: &str, form: Form) -> String {
    let mut out = String::with_capacity(value.len());
    let mut kept = 0;
    for step in align(written, value, form).0.iter().filter(|step| step.fold) {
        let fold = step.at as usize;
        if characters::joins(value[..fold].chars().next_back(), value[fold + 1..].chars().next()) {
            out.push_str(&value[kept..fold]);
            kept = fold + 1;
        }
    }
    out.push_str(&value[kept..]);
    out
}

/// Where every character of a value stands in the text that says it.
#[derive(Debug)]
pub struct Alignment(Vec<Step>);

impl Alignment {
    /// Finds out where the characters of a value of YAML stand; nothing where `written` does not say `value`.
    #[must_use]
    pub fn new(written: &str, value: &str) -> Option<Self> {
        let quoted = match written.chars().next() {
            Some('"') => Form::Double,
            Some('\'') => Form::Single,
            _ => Form::Plain,
        };
        // A text under `|` may begin with a quote of its own.
        [quoted, Form::Block].into_iter().find_map(|form| match align(written, value, form) {
            (steps, true) => Some(Self(steps)),
            _ => None,
        })
    }

    /// Returns where a part of the value stands in the text.
    #[must_use]
    pub fn place(&self, part: Range<usize>) -> Option<Range<usize>> {
        let from = self.0.partition_point(|step| (step.at as usize) < part.start);
        let to = self.0.partition_point(|step| (step.at as usize) < part.end);
        let (first, last) = (self.0.get(from)?, self.0.get(to.checked_sub(1)?)?);
        Some(first.start as usize..(last.end as usize).max(first.start as usize))
    }
}

/// A character of a value.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Its place in the value.
    at: u32,
    /// Where it begins in the text that says it.
    start: u32,
    /// Where it ends there.
    end: u32,
    /// Whether it is the space that YAML makes of a line break.
    fold: bool,
}

/// Goes through a text and its value side by side, to the end or as far as they agree; says whether they agree to the end.
fn align(written: &str, value: &str, form: Form) -> (Vec<Step>, bool) {
    let mut walk = Walk { written, value, place: 0, at: 0, steps: Vec::with_capacity(value.len() / 2) };
    let quotes = matches!(form, Form::Single | Form::Double);
    walk.place += usize::from(quotes);
    let agree = walk.go(form);
    let rest = &written[walk.place.min(written.len())..];
    let ended = if quotes { rest.len() == 1 } else { rest.trim().is_empty() };
    let said = value[walk.at..].trim_matches('\n').is_empty();
    (walk.steps, agree && ended && said)
}

struct Walk<'t> {
    written: &'t str,
    value: &'t str,
    /// How much of the text is read.
    place: usize,
    /// How much of the value is read.
    at: usize,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn go(&mut self, form: Form) -> bool {
        let end =
            self.written.len() - usize::from(matches!(form, Form::Single | Form::Double) && self.written.len() > 1);
        while self.place < end {
            let rest = &self.written[self.place..end];
            let Some(c) = rest.chars().next() else { return true };
            let agree = match c {
                ' ' | '\t' | '\n' | '\r' => {
                    let blank = rest.len() - rest.trim_start_matches(BLANK).len();
                    self.blank(blank, form)
                }
                '\\' if form == Form::Double => {
                    let length = escape(rest);
                    // A break that is escaped is nothing, with the blanks after it; any other escape is a character.
                    if rest[1..].starts_with(['\n', '\r']) {
                        self.place += length;
                        true
                    } else {
                        self.character(length, None)
                    }
                }
                '\'' if form == Form::Single && rest.starts_with("''") => self.character(2, Some('\'')),
                _ => self.character(c.len_utf8(), Some(c)),
            };
            if !agree {
                return false;
            }
        }
        true
    }

    /// Takes a character that is written in `length` bytes.
    fn character(&mut self, length: usize, expected: Option<char>) -> bool {
        let Some(c) = self.value[self.at..].chars().next() else { return false };
        if expected.is_some_and(|expected| expected != c) {
            return false;
        }
        self.step(c, self.place, self.place + length, false);
        self.place += length;
        true
    }

    /// Takes blanks and line breaks of `length` bytes.
    fn blank(&mut self, length: usize, form: Form) -> bool {
        let (start, end) = (self.place, self.place + length);
        let blanks = &self.written[start..end];
        let breaks = blanks.matches('\n').count() + blanks.matches('\r').count();
        if breaks == 0 {
            return blanks.chars().all(|c| self.character(c.len_utf8(), Some(c)));
        }
        self.place = end;
        let last = end == self.written.len();
        let value = &self.value[self.at..];
        // In a block, blanks before and after the break may be part of the text.
        let said = match form {
            Form::Block => &value[..value.len() - value.trim_start_matches(BLANK).len()],
            _ if breaks == 1 => value.strip_prefix(' ').map_or("", |_| " "),
            _ => &value[..value.bytes().take(breaks - 1).take_while(|b| *b == b'\n').count()],
        };
        let folded = breaks == 1 && !last && !said.contains('\n') && said.ends_with(' ');
        let count = said.chars().count();
        for (number, c) in said.chars().enumerate() {
            self.step(c, start, end, folded && number + 1 == count);
        }
        true
    }

    fn step(&mut self, c: char, start: usize, end: usize, fold: bool) {
        let narrow = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        self.steps.push(Step { at: narrow(self.at), start: narrow(start), end: narrow(end), fold });
        self.at += c.len_utf8();
    }
}

/// What YAML takes for blank.
const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// Returns how long an escape is; for an escaped line break with the blanks of the next line (YAML 1.2.2, 5.7 and 7.3.1).
fn escape(text: &str) -> usize {
    let length = match text[1..].chars().next() {
        Some('x') => 4,
        // Two escapes of a surrogate pair are one character.
        Some('u') if is_surrogate(text, 0xd800) && is_surrogate(text.get(6..).unwrap_or_default(), 0xdc00) => 12,
        Some('u') => 6,
        Some('U') => 10,
        Some('\n' | '\r') => text.len() - text[1..].trim_start_matches(BLANK).len(),
        Some(c) => 1 + c.len_utf8(),
        None => 1,
    };
    length.min(text.len())
}

fn is_surrogate(text: &str, first: u32) -> bool {
    let code = text.strip_prefix("\\u").and_then(|digits| u32::from_str_radix(digits.get(..4)?, 16).ok());
    code.is_some_and(|code| (first..first + 0x400).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a gap would be printed in the middle of a word, or two words that a space parts would run together.
    #[test]
    fn breaks_beside_japanese_are_joined_and_typed_spaces_stay() {
        use Form::{Block, Double, Plain, Single};
        for (written, value, form, right) in [
            ("企業\n  や大学", "企業 や大学", Plain, "企業や大学"),
            ("企業  \n  や大学", "企業 や大学", Plain, "企業や大学"),
            ("企業 や\n  大学", "企業 や 大学", Plain, "企業 や大学"),
            ("from NOW\n  ON", "from NOW ON", Plain, "from NOW ON"),
            ("BioJapan\n  に参加", "BioJapan に参加", Plain, "BioJapanに参加"),
            ("企業\n\n  や大学", "企業\nや大学", Plain, "企業\nや大学"),
            ("'企業\n  や''大学''\n  等'", "企業 や'大学' 等", Single, "企業や'大学'等"),
            ("\"企業\n  や\\u5927学\\n\n  等\"", "企業 や大学\n 等", Double, "企業や大学\n等"),
            ("\"企業 \\\n  や\"", "企業 や", Double, "企業 や"),
            ("\"\\ud842\\udfb7野\n  家\"", "\u{20bb7}野 家", Double, "\u{20bb7}野家"),
            ("企業\n  や大学\n", "企業 や大学", Block, "企業や大学"),
            ("企業 \n  や大学\n", "企業  や大学", Block, "企業 や大学"),
            ("企業\n   や\n  大学\n", "企業\n や\n大学", Block, "企業\n や\n大学"),
            ("企業\n\n  や\n", "企業\nや\n", Block, "企業\nや\n"),
            ("企業 \n", "企業 ", Block, "企業 "),
        ] {
            assert_eq!(join(value, written, form), right, "{written:?}");
        }
    }

    // Otherwise a message about the second 人 would point at the first, or at the whole text.
    #[test]
    fn parts_of_a_value_are_found_where_they_are_written() {
        for (written, value, part, place) in [
            ("企業\n  や大学", "企業や大学", "業や", "業\n  や"),
            ("企業\n  や大学", "企業や大学", "大学", "大学"),
            ("\"a\\\"b\\u3042c\n  d\"", "a\"bあc d", "あ", "\\u3042"),
            ("\"a\\\"b\\u3042c\n  d\"", "a\"bあc d", "d", "d"),
            ("'a''b'", "a'b", "'", "''"),
            ("\"引用\"で\n  始まる\n", "\"引用\"で始まる", "で始", "で\n  始"),
            ("一\n\n  二\n", "一\n二", "二", "二"),
        ] {
            let at = value.find(part).expect(part);
            let found = Alignment::new(written, value).expect(written).place(at..at + part.len()).expect(part);
            assert_eq!(&written[found], place, "{written:?}");
        }
        assert!(Alignment::new("**太字**", "太字").is_none());
        assert!(Alignment::new("企業", "企業等").is_none());
    }

    proptest::proptest! {
        // Otherwise a text that is only laid out over lines would be printed differently, or its places would be lost.
        #[test]
        fn a_text_is_the_same_however_it_is_broken(
            words in proptest::collection::vec("[漢字かなカナ、。（）一]{1,6}|[a-z]{1,6}", 1..12),
            breaks in proptest::collection::vec(0..3_u8, 12),
        ) {
            // Between words stands nothing, a typed space, or a line break.
            let (mut right, mut plain) = (String::new(), String::new());
            for (word, gap) in words.iter().zip(&breaks) {
                if !right.is_empty() {
                    let (before, after) = (right.chars().next_back(), word.chars().next());
                    match gap {
                        0 => {}
                        1 => {
                            right.push(' ');
                            plain.push(' ');
                        }
                        _ => {
                            right.push_str(if characters::joins(before, after) { "" } else { " " });
                            plain.push_str("\n    ");
                        }
                    }
                }
                right.push_str(word);
                plain.push_str(word);
            }
            for text in [
                format!("k: {plain}\n"),
                format!("k: '{plain}'\n"),
                format!("k: \"{plain}\"\n"),
                format!("k: >-\n    {plain}\n"),
                format!("k: >\n    {plain}\n\n"),
                format!("- {{k: {plain}}}\n"),
            ] {
                let mut files = crate::diagnostic::Files::default();
                let file = files.add("a.yaml", text.as_str());
                let (node, findings) = super::super::parse(&text, file);
                proptest::prop_assert_eq!(&findings, &[], "{}", text);
                let Some(super::super::Node { value: super::super::Value::Mapping(entries), .. }) = node.map(|node| match node.value {
                    super::super::Value::List(mut items) => items.remove(0),
                    _ => node,
                }) else {
                    return Err(proptest::test_runner::TestCaseError::fail("no mapping"));
                };
                let node = &entries[0].1;
                // `true` and `null` are no texts.
                if let super::super::Value::Text(value) = &node.value {
                    // A plain text within braces ends at its comma; there are none here.
                    proptest::prop_assert_eq!(value, &right, "{}", text);
                    let written = files.slice(node.span);
                    if written != value {
                        let aligned = Alignment::new(written, value);
                        proptest::prop_assert!(aligned.is_some(), "{:?} says {:?}", written, value);
                    }
                }
            }
        }
    }
}
