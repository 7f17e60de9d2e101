//! What was meant by dates, years and ids that are written otherwise.

use std::sync::LazyLock;

use regex::Regex;

use crate::characters::halved;
use crate::model::{EraError, FiscalYear, Moment, calendar_date, era_year_to_western};

/// Days in the ways in which people write them: 2024/12/9, 2024年12月9日（月）, 令和6年12月9日, R6.12.9, 20241209.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:西暦)?(?:(?<era>令和|平成|昭和|大正|明治|[RHSTMrhstm])\.?)?(?<year>\d{1,4}|元)(?:年|[-/.年])(?<month>\d{1,2})(?:(?:月|[-/.])(?:(?<day>\d{1,2})日?)?)?(?:\([日月火水木金土][^)]*\))?$",
    )
    .ok()
});
static DIGITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$").ok());
/// Fiscal years: 令和6年, R6, 令和六年度, 2024年.
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?<era>令和|平成|昭和|大正|明治|[RHSTMrhstm])?\.?(?<year>\d{1,4}|元|[一二三四五六七八九十]{1,3})(?:年度|年|FY)?$").ok()
});

/// Returns how a date has to be written; nothing where it is unclear which is meant.
///
/// # Errors
/// If the date is clear and there is none such, with what to do.
pub(super) fn date(text: &str) -> Result<Option<String>, &'static str> {
    let half = compact(text);
    let found = [&DAY, &DIGITS].into_iter().find_map(|pattern| pattern.as_ref()?.captures(&half));
    let Some(found) = found else { return Ok(None) };
    let named = |name: &str| found.name(name).map(|part| part.as_str());
    let number = |name: &str| named(name).and_then(|digits| digits.parse::<i8>().ok());
    let (Some(written), Some(month)) = (named("year"), number("month")) else { return Ok(None) };
    let year = match named("era").and_then(era) {
        Some(era) => era_year_to_western(era, written),
        // 24/12/9 may be of 2024 or of 平成24年.
        None => written.parse().ok().filter(|_| written.len() == 4),
    };
    let Some(year) = year else { return Ok(None) };
    let day = number("day");
    let right = match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    };
    match calendar_date(named("era").and_then(era), year, month, day.unwrap_or(1)) {
        Err(EraError::NoSuchDay) => Err("the calendar has no such day; correct it"),
        Err(EraError::OtherEra(_)) if day.is_some() => Err("the era had no such day; correct it"),
        _ if Moment::parse(&right).is_none() => Err("write a date from 1873 to 2200"),
        _ => Ok(Some(right)),
    }
}

/// Returns how a fiscal year has to be written.
pub(super) fn fiscal_year(text: &str) -> Option<String> {
    let half = compact(text);
    let found = YEAR.as_ref()?.captures(&half)?;
    let written = found.name("year")?.as_str();
    let count = match written {
        "元" => written.to_owned(),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.trim_start_matches('0').to_owned(),
        _ => kanji(written)?.to_string(),
    };
    let right = match found.name("era").and_then(|written| era(written.as_str())) {
        Some(era) => format!("{era}{count}年度"),
        None => format!("{count}年度"),
    };
    FiscalYear::parse(&right).map(|_| right)
}

/// Returns an id that is as near to a text as an id can be.
pub(super) fn id(text: &str) -> Option<String> {
    let half = halved(text);
    let half = half.trim().to_ascii_lowercase().replace([' ', '_', '.', '/'], "-");
    let right: String = half.chars().filter(|c| crate::characters::invisible(*c).is_none()).collect();
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!right.is_empty() && right.len() <= 64 && right.bytes().all(allowed)).then_some(right)
}

/// Returns a text in half-width characters without blanks.
fn compact(text: &str) -> String {
    halved(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns the name of an era that is written as its letter.
fn era(written: &str) -> Option<&str> {
    Some(match written {
        "R" | "r" => "令和",
        "H" | "h" => "平成",
        "S" | "s" => "昭和",
        "T" | "t" => "大正",
        "M" | "m" => "明治",
        name => name,
    })
}

/// Reads 一 to 九十九.
fn kanji(text: &str) -> Option<u32> {
    let digit = |text: &str| match text {
        "" => Some(0),
        _ => ["一", "二", "三", "四", "五", "六", "七", "八", "九"]
            .iter()
            .position(|d| *d == text)
            .map(|at| at as u32 + 1),
    };
    match text.split_once('十') {
        Some((tens, ones)) => Some(digit(tens)?.max(1) * 10 + digit(ones)?),
        None => digit(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a clerk would be told to type another day than the one that was meant.
    #[test]
    fn the_day_that_was_meant_is_found_or_none_is() {
        for (written, right) in [
            ("2024-12-9", Ok(Some("2024-12-09"))),
            ("2024/12/9", Ok(Some("2024-12-09"))),
            ("2024.12.09", Ok(Some("2024-12-09"))),
            ("２０２４－１２－０９", Ok(Some("2024-12-09"))),
            ("2024年12月9日", Ok(Some("2024-12-09"))),
            ("令和6年12月9日", Ok(Some("2024-12-09"))),
            ("令和６年１２月９日（月）", Ok(Some("2024-12-09"))),
            ("令和元年5月1日", Ok(Some("2019-05-01"))),
            ("R6.12.9", Ok(Some("2024-12-09"))),
            ("20241209", Ok(Some("2024-12-09"))),
            ("2024-1", Ok(Some("2024-01"))),
            ("令和6年12月", Ok(Some("2024-12"))),
            ("2024/12", Ok(Some("2024-12"))),
            ("2024-02-30", Err("the calendar has no such day; correct it")),
            ("2024-13-01", Err("the calendar has no such day; correct it")),
            ("令和元年4月30日", Err("the era had no such day; correct it")),
            ("0005-12-09", Err("write a date from 1873 to 2200")),
            ("24/12/9", Ok(None)),
            ("12月9日", Ok(None)),
            ("12:30", Ok(None)),
            ("未定", Ok(None)),
            ("", Ok(None)),
        ] {
            assert_eq!(date(written), right.map(|right| right.map(str::to_owned)), "{written}");
        }
    }

    #[test]
    fn the_year_that_was_meant_is_found_or_none_is() {
        for (written, right) in [
            ("令和６年度", Some("令和6年度")),
            ("令和 6 年度", Some("令和6年度")),
            ("令和六年度", Some("令和6年度")),
            ("平成三十一年", Some("平成31年度")),
            ("令和6年", Some("令和6年度")),
            ("R6", Some("令和6年度")),
            ("2024年", Some("2024年度")),
            ("令和元年", Some("令和元年度")),
            ("令和0年度", None),
            ("6年度", None),
            ("来年度", None),
        ] {
            assert_eq!(fiscal_year(written).as_deref(), right, "{written}");
        }
    }

    #[test]
    fn the_id_that_was_meant_is_one() {
        for (written, right) in [
            ("Forum", Some("forum")),
            ("ｆｏｒｕｍ２", Some("forum2")),
            ("my_forum", Some("my-forum")),
            ("my forum\u{200b}", Some("my-forum")),
            ("フォーラム", None),
            ("", None),
        ] {
            assert_eq!(id(written).as_deref(), right, "{written}");
        }
    }
}
