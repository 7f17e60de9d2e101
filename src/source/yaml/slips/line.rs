//! Slips that a line shows by itself.

use std::ops::Range;

use super::super::number;
use super::{Slip, clipped};
use crate::characters;

/// What is seen in a line that is not as YAML wants it.
pub(super) struct Seen {
    pub slip: Slip,
    /// The key and the value that were meant.
    pub key: Option<String>,
    pub value: String,
    /// Whether it is a slip even where it might be text.
    pub is_certain: bool,
}

/// Looks for a slip in a line, which begins with what is no plain space.
pub(super) fn in_line(line: &str) -> Option<Seen> {
    let seen = |range: Range<usize>, message: String, help: String, is_certain: bool| {
        Some(Seen { slip: Slip { range, message, help }, key: None, value: String::new(), is_certain })
    };
    let first = line.chars().next()?;
    if characters::invisible(first).is_some() {
        let shown = if first == '\t' { "a tab".into() } else { characters::shown(first) };
        let message = format!("{shown} stands in the indent");
        return seen(0..first.len_utf8(), message, "indent with plain spaces".into(), true);
    }
    let rest = line[first.len_utf8()..].trim_start_matches([' ', '\u{3000}']);
    match first {
        '＃' => {
            let help = format!("write `# {}`, with a half-width `#`", clipped(rest));
            return seen(0..first.len_utf8(), "the `＃` of the comment is full-width".into(), help, true);
        }
        '｛' | '［' => {
            let (open, close) = if first == '｛' { ('{', '}') } else { ('[', ']') };
            let help = format!("write `{open}` and `{close}`, with `, ` and `: ` between");
            return seen(0..first.len_utf8(), format!("the bracket `{first}` is full-width"), help, true);
        }
        '－' | '−' | '–' | '—' | '‐' | 'ー' | '・' | '•' | '●' | '○' if !rest.is_empty() => {
            let help = format!("write `- {}`", clipped(rest));
            return seen(0..first.len_utf8(), format!("`{first}` is no mark of an item"), help, first != '・');
        }
        '-' if line[1..].starts_with(' ') => {
            let inner = line[1..].trim_start();
            let offset = line.len() - inner.len();
            return in_line(inner).map(|mut seen| {
                seen.slip.range = seen.slip.range.start + offset..seen.slip.range.end + offset;
                seen
            });
        }
        '-' if !rest.is_empty() && !rest.starts_with(['-', ' ']) => {
            let help = format!("write `- {}`", clipped(rest));
            return seen(
                0..1,
                "no space stands after `-`".into(),
                help,
                !rest.starts_with(|c: char| c.is_ascii_digit()),
            );
        }
        _ => {}
    }
    key_slip(line)
}

/// Looks for a key whose colon is missing, or is another sign, or has no space after it.
pub(super) fn key_slip(line: &str) -> Option<Seen> {
    let length = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(line.len());
    let (key, rest) = line.split_at(length);
    if !is_key(key) {
        return None;
    }
    let blank: &[char] = &[' ', '\t', '\u{3000}', '\u{a0}'];
    let mark = rest.trim_start_matches(blank);
    let gap = rest.len() - mark.len();
    let sign = mark.chars().next()?;
    let after = &mark[sign.len_utf8()..];
    let value = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || characters::invisible(c).is_some());
        number(text).map_or_else(|| text.to_owned(), |meant| meant.number)
    };
    let (message, value, range) = match sign {
        '：' | '=' | '＝' | ';' | '；' => {
            let message = match sign {
                '：' => format!("the colon after `{key}` is full-width"),
                _ => format!("`{sign}` stands after `{key}` instead of a colon"),
            };
            (message, value(after), length + gap..length + gap + sign.len_utf8())
        }
        ':' => {
            let next = after.chars().next()?;
            let message = match next {
                ' ' | '/' => return None,
                _ if characters::invisible(next).is_some() => {
                    format!("{} stands after `{key}:`", characters::shown(next))
                }
                _ => format!("no space stands after `{key}:`"),
            };
            (message, value(after), 0..length + gap + 1)
        }
        _ if gap > 0 && !mark.contains(": ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => {
            (format!("no colon stands after `{key}`"), value(mark), 0..length)
        }
        _ => return None,
    };
    let is_certain = !message.starts_with("no colon");
    let help = if value.is_empty() {
        format!("write `{key}: …`, with a half-width colon and a space")
    } else {
        format!("write `{key}: {}`", clipped(&value))
    };
    Some(Seen { slip: Slip { range, message, help }, key: Some(key.into()), value, is_certain })
}

/// Says whether a word is written as keys are: all are lower-case words of ASCII.
pub(super) fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// Says whether a word is surely meant as a key: there is none of a single letter.
pub(super) fn is_key(word: &str) -> bool {
    word.len() > 1 && is_word(word)
}
