//! Fiscal years, eras and days.

use std::fmt;

use jiff::civil::{Date, Weekday, date};

/// A Japanese era: its name and first day (元号法 and the imperial ordinances before it).
struct Era {
    name: &'static str,
    first_day: Date,
}

/// The eras since the Gregorian calendar came into use (1873), newest first.
const ERAS: [Era; 5] = [
    Era { name: "令和", first_day: date(2019, 5, 1) },
    Era { name: "平成", first_day: date(1989, 1, 8) },
    Era { name: "昭和", first_day: date(1926, 12, 25) },
    Era { name: "大正", first_day: date(1912, 7, 30) },
    Era { name: "明治", first_day: date(1868, 1, 25) },
];

/// A fiscal year, 1 April to 31 March, named by the calendar year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FiscalYear(i16);

impl FiscalYear {
    /// The last fiscal year that can be written.
    pub const LAST: Self = Self(2199);

    const RANGE: std::ops::RangeInclusive<i16> = 1873..=Self::LAST.0;

    /// Creates the fiscal year that starts in a calendar year from 1873 to 2199.
    #[must_use]
    pub fn new(year: i128) -> Option<Self> {
        i16::try_from(year).ok().filter(|year| Self::RANGE.contains(year)).map(Self)
    }

    /// Reads 令和6年度, 令和元年度 or 2024年度.
    ///
    /// The years of an era go on being counted past its end, since budgets said 平成31年度 before the new era had
    /// a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let year = text.strip_suffix("年度")?;
        if let Some(era) = ERAS.iter().find(|era| year.starts_with(era.name)) {
            let count = match &year[era.name.len()..] {
                "元" => 1,
                digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<i128>().ok()?,
                _ => return None,
            };
            return (count >= 1).then(|| Self::new(i128::from(era.first_day.year()) + count - 1))?;
        }
        year.bytes().all(|b| b.is_ascii_digit()).then(|| Self::new(year.parse().ok()?))?
    }

    /// Returns the calendar year in which the fiscal year starts.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.0
    }

    /// Returns how many years this one is after `first`, counting from 1: 令和6年度 is the 4年目 of 令和3年度.
    /// Nothing if it is before.
    #[must_use]
    pub fn nth_since(self, first: Self) -> Option<u32> {
        u32::try_from(self.0 - first.0 + 1).ok().filter(|nth| *nth >= 1)
    }

    /// Returns the calendar year in which a month of the fiscal year lies.
    #[must_use]
    pub const fn year_of_month(self, month: i8) -> i16 {
        if month < 4 { self.0 + 1 } else { self.0 }
    }

    /// Says whether a day lies in the fiscal year.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        (date(self.0, 4, 1)..=date(self.0 + 1, 3, 31)).contains(&day)
    }
}

/// Writes 令和6年度. A fiscal year in which an era begins has the new era's name throughout (令和元年度 for all of
/// fiscal 2019, as the government set down for budgets).
impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let era = ERAS.iter().find(|era| era.first_day.year() <= self.0).unwrap_or(&ERAS[4]);
        write!(f, "{}年度", era_year(era, self.0))
    }
}

/// Returns the era in which a day lies.
fn era(day: Date) -> &'static Era {
    ERAS.iter().find(|era| era.first_day <= day).unwrap_or(&ERAS[4])
}

fn era_year(era: &Era, year: i16) -> String {
    match year - era.first_day.year() + 1 {
        1 => format!("{}元", era.name),
        count => format!("{}{count}", era.name),
    }
}

/// Returns the calendar year of an era year: 令和 and 6, or 元.
#[must_use]
pub fn era_year_to_western(era: &str, count: &str) -> Option<i16> {
    let era = ERAS.iter().find(|known| known.name == era)?;
    let digits = count.bytes().all(|b| b.is_ascii_digit());
    let count: i16 = if count == "元" { 1 } else { count.parse().ok().filter(|_| digits)? };
    (count >= 1).then(|| era.first_day.year().checked_add(count - 1))?
}

/// Returns how a calendar year is called at its end: 令和6年. Years before the first era here are called by their number.
#[must_use]
pub fn era_name_of_year(year: i16) -> String {
    match ERAS.iter().find(|era| era.first_day.year() <= year) {
        Some(era) => format!("{}年", era_year(era, year)),
        None => format!("{year}年"),
    }
}

/// Why a written date is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EraError {
    /// The calendar has no such day.
    NoSuchDay,
    /// The day is of another era; how it is written.
    OtherEra(String),
}

/// Returns a day of the calendar that lies in the era named with it, if one is.
///
/// # Errors
/// If there is no such day, or it lies in another era.
pub fn calendar_date(era: Option<&str>, year: i16, month: i8, day: i8) -> Result<Date, EraError> {
    let date = Date::new(year, month, day).map_err(|_| EraError::NoSuchDay)?;
    let right = self::era(date);
    match era {
        Some(era) if era != right.name => Err(EraError::OtherEra(format_day(date))),
        _ => Ok(date),
    }
}

/// A day, or a month of which the day is not fixed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(Date),
    /// A month, by its first day.
    Month(Date),
}

impl Moment {
    /// Reads 2024-10-09 or 2024-10, from 1873, when the calendar came into use, to 2200, when the last fiscal year ends.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let moment = match text.len() {
            10 if digits => text.parse().ok().map(Self::Day),
            7 if digits => format!("{text}-01").parse().ok().map(Self::Month),
            _ => None,
        };
        moment.filter(|moment| (1873..=FiscalYear::LAST.0 + 1).contains(&moment.first_day().year()))
    }

    /// Returns the first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        match self {
            Self::Day(day) | Self::Month(day) => day,
        }
    }

    /// Returns the last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(day) => day.last_of_month(),
        }
    }
}

/// What of a date is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateStyle {
    /// The era year: 令和6年10月9日 rather than 10月9日.
    pub year: bool,
    /// The weekday: 10月9日（水）.
    pub weekday: bool,
}

/// Writes a day: 令和6年10月9日.
#[must_use]
pub fn format_day(day: Date) -> String {
    format_moment(Moment::Day(day), Parts { year: true, month: true, weekday: false })
}

/// Writes a time: 令和6年10月9日（水）～11日（金）. What the end shares with the start is left out; where the era is
/// written, a new era begins a new year (平成31年4月29日～令和元年5月2日).
#[must_use]
pub fn format_period(start: Moment, end: Option<Moment>, style: DateStyle) -> String {
    let first = format_moment(start, Parts { year: style.year, month: true, weekday: style.weekday });
    let Some(end) = end else { return first };
    let (from, to) = (start.first_day(), end.first_day());
    let same_year = from.year() == to.year() && !(style.year && era(from).first_day != era(to).first_day);
    let same_month = same_year && from.month() == to.month() && matches!(end, Moment::Day(_));
    let parts = Parts { year: style.year && !same_year, month: !same_month, weekday: style.weekday };
    format!("{first}～{}", format_moment(end, parts))
}

#[derive(Clone, Copy)]
struct Parts {
    year: bool,
    month: bool,
    weekday: bool,
}

fn format_moment(moment: Moment, parts: Parts) -> String {
    let day = moment.first_day();
    let mut out = String::new();
    if parts.year {
        let era = era(day);
        out.push_str(&era_year(era, day.year()));
        out.push('年');
    }
    if parts.month {
        out.push_str(&format!("{}月", day.month()));
    }
    if let Moment::Day(day) = moment {
        out.push_str(&format!("{}日", day.day()));
        if parts.weekday {
            out.push_str(&format!("（{}）", weekday_name(day)));
        }
    }
    out
}

/// Returns the weekday as one character: 水.
#[must_use]
pub fn weekday_name(day: Date) -> char {
    match day.weekday() {
        Weekday::Sunday => '日',
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> FiscalYear {
        FiscalYear::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn fiscal_years_are_named_after_their_era() {
        for (written, shown) in [
            ("2024年度", "令和6年度"),
            ("2019年度", "令和元年度"),
            ("平成31年度", "令和元年度"),
            ("2018年度", "平成30年度"),
            ("1989年度", "平成元年度"),
            ("1988年度", "昭和63年度"),
        ] {
            assert_eq!(year(written).to_string(), shown);
            assert_eq!(year(shown), year(written));
        }
        for wrong in [
            "令和0年度",
            "令和６年度",
            "令和6年",
            "令和六年度",
            "9999年度",
            "令和-1年度",
            "明治-1867年度",
            "+2024年度",
            "",
        ] {
            assert_eq!(FiscalYear::parse(wrong), None, "{wrong}");
        }
    }

    // Otherwise a year without an era would be printed as 明治-1867年.
    #[test]
    fn years_before_the_eras_are_called_by_their_number() {
        assert_eq!(era_name_of_year(0), "0年");
        assert_eq!(era_name_of_year(1868), "明治元年");
        assert_eq!(era_name_of_year(2024), "令和6年");
        assert_eq!(era_year_to_western("明治", "-1867"), None);
        assert_eq!(era_year_to_western("明治", "+1"), None);
    }

    #[test]
    fn years_are_counted_across_eras() {
        let plan = year("令和6年度");
        for (since, nth) in
            [("平成24年度", 13), ("平成25年度", 12), ("平成29年度", 8), ("令和3年度", 4), ("令和6年度", 1)]
        {
            assert_eq!(plan.nth_since(year(since)), Some(nth), "{since}");
        }
        assert_eq!(plan.nth_since(year("令和7年度")), None);
    }

    #[test]
    fn a_fiscal_year_ends_in_march() {
        let plan = year("令和6年度");
        assert!(plan.contains(date(2024, 4, 1)) && plan.contains(date(2025, 3, 31)));
        assert!(!plan.contains(date(2024, 3, 31)) && !plan.contains(date(2025, 4, 1)));
    }

    #[test]
    fn periods_read_as_published() {
        let full = DateStyle { year: true, weekday: true };
        let moment = |text: &str| Moment::parse(text).expect("a date");
        let shown = |start, end: Option<&str>, style| format_period(moment(start), end.map(moment), style);
        assert_eq!(shown("2024-10-09", Some("2024-10-11"), full), "令和6年10月9日（水）～11日（金）");
        assert_eq!(shown("2024-12-09", None, full), "令和6年12月9日（月）");
        assert_eq!(
            shown("2024-09-21", Some("2024-09-23"), DateStyle { year: true, weekday: false }),
            "令和6年9月21日～23日"
        );
        assert_eq!(shown("2025-02-23", None, DateStyle { year: false, weekday: true }), "2月23日（日）");
        assert_eq!(shown("2024-12-28", Some("2025-01-04"), full), "令和6年12月28日（土）～令和7年1月4日（土）");
        assert_eq!(shown("2024-09-30", Some("2024-10-01"), full), "令和6年9月30日（月）～10月1日（火）");
        assert_eq!(shown("2024-10", None, full), "令和6年10月");
        // What is left out is read as the start's: 平成31年5月2日 is no day.
        assert_eq!(shown("2019-04-29", Some("2019-05-02"), full), "平成31年4月29日（月）～令和元年5月2日（木）");
        assert_eq!(shown("1989-01-05", Some("1989-01-10"), full), "昭和64年1月5日（木）～平成元年1月10日（火）");
        assert_eq!(shown("2019-04", Some("2019-05"), full), "平成31年4月～令和元年5月");
        let short = DateStyle { year: false, weekday: true };
        assert_eq!(shown("2019-04-29", Some("2019-05-02"), short), "4月29日（月）～5月2日（木）");
        assert_eq!(shown("1989-01-05", Some("1989-01-10"), short), "1月5日（木）～10日（火）");
        assert_eq!(format_day(date(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(format_day(date(2019, 5, 1)), "令和元年5月1日");
    }

    #[test]
    fn impossible_dates_are_refused() {
        let outside = ["0000-12-09", "0001-01-01", "1872-12-31", "2201-01-01"];
        for wrong in
            ["2024-02-30", "2024-13", "2024-1-1", "令和6年", "2024", "2024-10-09T00"].into_iter().chain(outside)
        {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
    }
}
