//! Money.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// An amount in 千円, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// The largest amount that a source may state: 10^12 千円, a thousand trillion yen. A million of them still
    /// add up without overflow.
    pub const MAX: i64 = 1_000_000_000_000;

    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Creates an amount of so many 千円; nothing if it is negative or beyond [`Amount::MAX`].
    #[must_use]
    pub fn new(thousands: i128) -> Option<Self> {
        i64::try_from(thousands).ok().filter(|value| (0..=Self::MAX).contains(value)).map(Self)
    }

    /// Returns the amount in 千円.
    #[must_use]
    pub const fn thousands(self) -> i64 {
        self.0
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Self::add)
    }
}

/// Writes digits in groups of three; △ for a negative amount, as Japanese statistics do.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "△" } else { "" };
        write!(f, "{sign}{}", group_digits(&self.0.unsigned_abs().to_string()))
    }
}

/// Puts a comma before every third digit from the right (公用文作成の考え方: 桁区切り).
#[must_use]
pub fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_published() {
        let shown = |thousands| Amount::new(thousands).map(|amount| amount.to_string());
        assert_eq!(shown(250).as_deref(), Some("250"));
        assert_eq!(shown(60_357).as_deref(), Some("60,357"));
        assert_eq!(shown(1_000_000).as_deref(), Some("1,000,000"));
        assert_eq!(shown(0).as_deref(), Some("0"));
        assert_eq!(Amount(-1_234).to_string(), "△1,234");
    }

    #[test]
    fn amounts_out_of_range_are_refused() {
        assert_eq!(Amount::new(-1), None);
        assert_eq!(Amount::new(i128::from(Amount::MAX) + 1), None);
    }
}
