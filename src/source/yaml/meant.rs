//! What was meant by a number that is none.

use super::number::Decimal;
use crate::characters::halved;

/// Why digits are no number, and the number that was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meant {
    /// The number as it has to be written.
    pub number: String,
    /// What is wrong with the way in which it is written, to follow it.
    pub cause: &'static str,
}

/// Returns the number that was meant by digits which are no number of YAML: in quotes, in full-width characters, with
/// commas, with zeros before them. Nothing where the text holds anything else.
pub(crate) fn number(text: &str) -> Option<Meant> {
    if Decimal::parse(text).is_some() {
        return Some(Meant { number: text.into(), cause: "stands in quotes, which makes it text" });
    }
    let half = halved(text);
    let (number, rest) = leading(half.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c)))?;
    let cause = match () {
        () if half != text && text.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) => {
            "is written in full-width characters"
        }
        () if half.contains([',', '_', '\'', ' ']) => "has a separator in it",
        () if half.contains(QUOTES) => "has quotes around it",
        () => "is not written in digits alone",
    };
    rest.is_empty().then_some(Meant { number, cause })
}

/// Quotes that keyboards give, beside those of YAML.
const QUOTES: [char; 8] = ['"', '\'', '“', '”', '‘', '’', '「', '」'];
/// What some write between groups of three digits.
const SEPARATORS: [char; 4] = [',', '_', '\'', ' '];

/// Returns the number with which a text in half-width characters begins, and what follows it without the blanks between.
pub(crate) fn leading(half: &str) -> Option<(String, &str)> {
    let (sign, mut rest) = match half.strip_prefix(['-', '△', '▲']) {
        Some(rest) => ("-", rest),
        None => ("", half.strip_prefix('+').unwrap_or(half)),
    };
    let mut digits = String::new();
    let count = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = count(rest);
    digits.push_str(&rest[..first]);
    rest = &rest[first..];
    // A separator counts only where groups of three follow, as many as there are: 1,41 is anything.
    if (1..=3).contains(&first) {
        while let Some(group) = rest.strip_prefix(SEPARATORS).filter(|group| count(group) == 3) {
            digits.push_str(&group[..3]);
            rest = &group[3..];
        }
    }
    if let Some(fraction) = rest.strip_prefix('.').filter(|fraction| count(fraction) > 0) {
        digits.push('.');
        digits.push_str(&fraction[..count(fraction)]);
        rest = &fraction[count(fraction)..];
    }
    let trimmed = digits.trim_start_matches('0');
    let zero = if trimmed.is_empty() || trimmed.starts_with('.') { "0" } else { "" };
    let whole = !digits.is_empty() && digits.starts_with(|c: char| c.is_ascii_digit());
    (whole && !rest.starts_with([',', '.'])).then(|| (format!("{sign}{zero}{trimmed}"), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a clerk would be told to type another number than the one that was meant.
    #[test]
    fn the_number_that_was_meant_is_found_or_none_is() {
        for (written, meant) in [
            ("14043", Some("14043")),
            ("１４０４３", Some("14043")),
            ("１40４３", Some("14043")),
            ("14,043", Some("14043")),
            ("１４，０４３", Some("14043")),
            ("１,７８１", Some("1781")),
            ("1,234,567", Some("1234567")),
            ("14_043", Some("14043")),
            ("14 043", Some("14043")),
            ("　14043", Some("14043")),
            ("01781", Some("1781")),
            ("007", Some("7")),
            ("00", Some("0")),
            ("1.50", Some("1.50")),
            ("１．５", Some("1.5")),
            ("1,234.5", Some("1234.5")),
            ("“220”", Some("220")),
            ("－５", Some("-5")),
            ("△1,234", Some("-1234")),
            ("+5", Some("5")),
            ("1,41", None),
            ("14,0434", None),
            ("1,2,3", None),
            ("12.3.4", None),
            ("14043千円", None),
            ("約100", None),
            ("10～20", None),
            ("2024-12-09", None),
            ("12:30", None),
            ("0x10", None),
            ("1e3", None),
            ("", None),
            ("-", None),
            ("百", None),
        ] {
            assert_eq!(number(written).map(|meant| meant.number).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn the_cause_is_what_can_be_seen() {
        for (written, cause) in [
            ("14043", "stands in quotes, which makes it text"),
            ("１４，０４３", "is written in full-width characters"),
            ("14,043", "has a separator in it"),
            ("01781", "is not written in digits alone"),
        ] {
            assert_eq!(number(written).map(|meant| meant.cause), Some(cause), "{written}");
        }
    }
}
