//! Amounts and their shares, exact.

use super::error::Error;

/// Adds up the parts of a whole.
pub(super) fn total(parts: impl IntoIterator<Item = i64>) -> Result<i64, Error> {
    parts.into_iter().try_fold(0_i64, |sum, part| match part {
        ..0 => Err(Error::Negative),
        part => sum.checked_add(part).ok_or(Error::Overflow),
    })
}

/// Returns a part of a whole in tenths of a percent, half a tenth away from zero; nothing of nothing.
pub(super) fn tenths(part: i64, whole: i64) -> Option<i128> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let magnitude = (part.abs() * 2000 + whole.abs()).checked_div(2 * whole.abs())?;
    Some(magnitude * part.signum() * whole.signum())
}

/// Writes tenths of a percent: 66.2％, △2.0％.
pub(super) fn percent(tenths: i128) -> String {
    let sign = if tenths < 0 { "△" } else { "" };
    let magnitude = tenths.unsigned_abs();
    format!("{sign}{}.{}％", magnitude / 10, magnitude % 10)
}

/// Writes thousands of yen with a comma before every third digit and △ if negative: 39,956.
pub(super) fn grouped(thousands: i64) -> String {
    let sign = if thousands < 0 { "△" } else { "" };
    format!("{sign}{}", crate::model::group_digits(&thousands.unsigned_abs().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up() {
        let shown = |part, whole| tenths(part, whole).map(percent);
        assert_eq!(shown(39_956, 60_357).as_deref(), Some("66.2％"));
        assert_eq!(shown(14_043, 60_357).as_deref(), Some("23.3％"));
        assert_eq!(shown(1, 2000).as_deref(), Some("0.1％"), "half a tenth goes up");
        assert_eq!(shown(49_999, 100_000_000).as_deref(), Some("0.0％"), "less than half goes down");
        assert_eq!(shown(-1, 2000).as_deref(), Some("△0.1％"));
        assert_eq!(shown(0, 5).as_deref(), Some("0.0％"));
        assert_eq!(shown(5, 5).as_deref(), Some("100.0％"));
        assert_eq!(shown(0, 0), None);
        assert_eq!(shown(i64::MAX, i64::MAX).as_deref(), Some("100.0％"));
    }

    #[test]
    fn sums_do_not_wrap() {
        assert_eq!(total([1, 2, 0]), Ok(3));
        assert_eq!(total([5, -1]), Err(Error::Negative));
        assert_eq!(total([i64::MAX, 1]), Err(Error::Overflow));
    }

    #[test]
    fn amounts_read_as_in_the_plan() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(-1_234), "△1,234");
        assert_eq!(grouped(60_357), "60,357");
        assert_eq!(grouped(i64::MIN), "△9,223,372,036,854,775,808");
    }
}
