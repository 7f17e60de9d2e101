//! Numbers as they are written.

use std::fmt;

/// A number in digits, with a point at the most, kept as it is written.
///
/// A plan prints 1.50 where 1.50 is written, and 18446744073709551616 to its last digit; a floating-point number keeps neither.
#[derive(Debug, Clone)]
pub struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// Reads digits with a point at the most: `30`, `-3.50`. Nothing for `0x10`, `1e3`, `14_043`, `+5`, `.5`, and for digits
    /// that begin with a 0 that counts nothing: what some take for a number others take for a slip.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let (negative, unsigned) = match written.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, written),
        };
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if digits(fraction) => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        let plain = digits(whole) && (whole == "0" || !whole.starts_with('0'));
        plain.then(|| Self { negative, whole: whole.into(), fraction: fraction.into() })
    }

    /// Says whether the number is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative && self.whole.bytes().chain(self.fraction.bytes()).any(|digit| digit != b'0')
    }

    /// Returns the digits before the point.
    #[must_use]
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Returns the digits after the point; empty where there is none.
    #[must_use]
    pub fn fraction(&self) -> &str {
        &self.fraction
    }

    /// What two numbers must have in common to be the same: 1.50 is 1.5.
    fn significant(&self) -> (bool, &str, &str) {
        (self.is_negative(), &self.whole, self.fraction.trim_end_matches('0'))
    }
}

/// Two numbers are equal if they are as large, however many digits say so.
impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.significant() == other.significant()
    }
}

impl Eq for Decimal {}

/// Compares with a whole number.
impl PartialEq<i128> for Decimal {
    fn eq(&self, other: &i128) -> bool {
        Self::parse(&other.to_string()).is_some_and(|other| *self == other)
    }
}

/// Writes the number as its author did.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, point) = (if self.negative { "-" } else { "" }, if self.fraction.is_empty() { "" } else { "." });
        write!(f, "{sign}{}{point}{}", self.whole, self.fraction)
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a figure would be printed other than it is written.
    #[test]
    fn numbers_stay_as_they_are_written() {
        for written in
            ["0", "1.50", "0.05", "-3.0", "18446744073709551616", "99999999999999999999999999999999999999999.10"]
        {
            assert_eq!(Decimal::parse(written).expect(written).to_string(), written);
        }
        for slip in
            ["", "-", ".5", "5.", "+5", "014", "00", "1e3", "0x10", "1_000", "1,000", "１", "1.2.3", "--1", ".nan"]
        {
            assert!(Decimal::parse(slip).is_none(), "{slip}");
        }
    }

    // Otherwise an amendment from 75 to 75.0 would count as a change.
    #[test]
    fn numbers_are_equal_by_size() {
        let number = |written: &str| Decimal::parse(written).expect(written);
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(number("-0.0"), number("0"));
        assert_eq!(number("75.0"), 75);
        assert_ne!(number("1.05"), number("1.5"));
        assert_ne!(number("-1"), number("1"));
        assert!(number("-0.1").is_negative() && !number("-0").is_negative());
    }
}
