//! Dates and years.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Match, Regex};

use super::{Context, number};
use crate::characters::halved;
use crate::diagnostic::{Diagnostic, Located, Severity, Span, rule};
use crate::model::{
    DateStyle, EraError, FiscalYear, Moment, Passage, Placed, Plan, calendar_date, era_year_to_western, format_day,
    format_period, weekday_name,
};
use crate::source::prose::{Block, visit_blocks};

pub(super) enum Finding {
    Weekday {
        date: Date,
        written: String,
        right: char,
        span: Span,
    },
    OutsideYear {
        date: Date,
        year: FiscalYear,
        span: Span,
    },
    LateAsOf {
        date: Date,
        plan: Date,
        span: Span,
    },
    EraMismatch {
        era: String,
        western: String,
        right: i16,
        span: Span,
    },
    Era {
        written: String,
        error: EraError,
        span: Span,
    },
    TextRange {
        written: String,
        span: Span,
    },
    /// Another ○年目 than the project's; whether it is the project's for sure.
    Ordinal {
        written: u32,
        computed: u32,
        sure: bool,
        span: Span,
    },
    OtherYear {
        written: String,
        year: i16,
        span: Span,
    },
}

/// What stands in brackets behind a day and names its weekday, or the weekday without brackets where 曜 is written. The
/// rest, after a separator, may be a holiday (火・スポーツの日) or a second weekday.
const WEEKDAY: &str = r"(?:[ 　]?[（(〔［\[【〈][ 　]?(?<weekday>[日月火水木金土])(?:曜日?)?(?:[・･、,，/／ 　](?<rest>[^）)〕］\]】〉]{0,20})|[祝休振][^）)〕］\]】〉]{0,8})?[）)〕］\]】〉]|[ 　]?(?<bare>[日月火水木金土])曜)";

/// 令和6年10月9日（水）, 2024年10月 9日, 10月9日 （水・祝）, 10月9日水曜日, and 11日（金） after another day.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let year = r"(?:(?<era>令和|平成|昭和|大正|明治|[RHSTM])[ 　]?(?<count>元|\d{1,3})[ 　]?年[ 　]?|(?<western>\d{4})[ 　]?年[ 　]?)?";
    let day = r"(?:(?<month>\d{1,2})[ 　]?月[ 　]?)?(?<day>\d{1,2})[ 　]?日";
    Regex::new(&format!("{year}{day}{WEEKDAY}?")).ok()
});
/// 10/9（水）, 2024/10/9（水）, R6.10.9（水）: numbers that are a date for sure, since a weekday follows.
static NUMERIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let year = r"(?:(?<era>令和|平成|昭和|大正|明治|[RHSTM])[ 　]?(?<count>元|\d{1,3})年?[./・]?|(?<western>\d{4}|\d{2})[./])?";
    let day = r"(?<month>\d{1,2})[./](?<day>\d{1,2})";
    Regex::new(&format!("{year}{day}{WEEKDAY}")).ok()
});
/// What eras are called in forms.
const ERA_LETTERS: [(&str, &str); 5] = [("R", "令和"), ("H", "平成"), ("S", "昭和"), ("T", "大正"), ("M", "明治")];

/// A year that a sentence names before a date without one; groups: era, year, western year, word.
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:(令和|平成|昭和|大正|明治)(元|\d{1,3})|(\d{4})|([昨前翌来次]))(?:[（(][^）)]*[）)])?年").ok()
});
/// 平成元年1月: a month with its era; groups: era, year, month.
static ERA_MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(令和|平成|昭和|大正|明治)(元|\d{1,3})年(\d{1,2})月(\d{1,2}日)?").ok());
/// 令和6（2024）年, 令和6年（2024年）, 2024（令和6）年; groups: era and year before or after the western year.
static BOTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(令和|平成|昭和|大正|明治)(元|\d{1,3})年?度?[（(](\d{4})年?度?[)）]|(\d{4})年?度?[（(](令和|平成|昭和|大正|明治)(元|\d{1,3})年?度?[)）]").ok()
});
/// 4年目; but not of a year's 目標, 目的 or 目途, nor 2.5年目.
static ORDINAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.．])(\d{1,3})年目(?:[^標的途]|$)").ok());
/// A name and the year at its end: メッセ2024, フェア 2024; but not a count as 定員2000名.
static NAME_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"([\p{Han}\p{Katakana}ー・A-Za-z]+) ?(20\d{2})(?:[^\d年\-～〜,，.．%％A-Za-z人名件回円千百万億社部点箇か個者本枚台店校団体組席所種号番頁]|$)",
    )
    .ok()
});

/// What stands between the days of a range.
const RANGE: [&str; 5] = ["～", "〜", "から", "－", "-"];
/// What stands between days in a row.
const ROW: [&str; 7] = ["、", "・", "，", "と", "及び", "又は", "並びに"];
/// What follows a number of days: 3日間, 10日程度, 5日ほど.
const COUNT_AFTER: [char; 9] = ['間', '目', '以', '前', '後', '程', 'ほ', '余', '経'];
/// What comes before the ○年目 of something else than the project: 創業5年目, 終了後2年目.
const OTHER_BEGINNINGS: [&str; 11] =
    ["創業", "設立", "起業", "開業", "開設", "入社", "就職", "着任", "採用", "後", "から"];
/// What follows an ordinal that may be of any project: 2年目に審査, 3年目以降.
const ANY_PROJECT_AFTER: [&str; 4] = ["に", "以", "まで", "から"];
/// What says that the ordinal is the project's own.
const OWN_PROJECT: [&str; 5] = ["本事業", "当事業", "この事業", "事業開始", "事業の開始"];
/// How long the name before a year must be to be known again, in characters.
const TELLING_NAME: usize = 3;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let plan = context.plan;
    let mut findings = placed(plan);
    for project in &plan.projects {
        let computed = plan.fiscal_year.nth_since(*project.since).unwrap_or(1);
        if let Some((written, span)) = project.stated.ordinal.filter(|(written, _)| *written != computed) {
            findings.push(Finding::Ordinal { written, computed, sure: true, span });
        }
    }
    let names = names_of_the_year(context);
    for passage in &context.passages {
        let mut text = InText { context, passage, names: &names, findings: &mut findings };
        text.dates();
        text.each(&ERA_MONTH, InText::era_month);
        text.each(&BOTH, InText::both);
        text.each(&NAME_YEAR, InText::name_year);
        text.each(&ORDINAL, InText::ordinal);
    }
    findings
}

/// Returns the names that stand in the plan with its own year: メッセ of メッセ2024.
fn names_of_the_year(context: &Context<'_>) -> HashSet<String> {
    let year = context.plan.fiscal_year.year();
    let texts = context.passages.iter().map(|passage| passage.text.as_str());
    let found = texts.flat_map(|text| NAME_YEAR.iter().flat_map(|pattern| pattern.captures_iter(text)));
    let named = found.filter(|found| number(&found[2]) == Some(year)).map(|found| found[1].to_owned());
    named.filter(|name| name.chars().count() >= TELLING_NAME).collect()
}

/// Checks the dates of placed data.
fn placed(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    let prose = plan.projects.iter().flat_map(|project| [&project.purpose, &project.outline, &project.aims]);
    for blocks in prose {
        visit_blocks(blocks, &mut |block| match block {
            Block::Data(Placed::Event(event)) => {
                for &Located { value: moment, span } in [Some(&event.start), event.end.as_ref()].into_iter().flatten() {
                    let year = plan.fiscal_year;
                    let date = moment.first_day();
                    if !year.contains(date) || !year.contains(moment.last_day()) {
                        findings.push(Finding::OutsideYear { date, year, span });
                    }
                }
            }
            Block::Data(Placed::Members(members)) if members.as_of.value > plan.date => {
                let (date, span) = (members.as_of.value, members.as_of.span);
                findings.push(Finding::LateAsOf { date, plan: plan.date, span });
            }
            _ => {}
        });
    }
    findings
}

/// A day in a text.
#[derive(Clone)]
struct Day {
    date: Date,
    /// Whether its year is written, with it or with the day that it follows.
    with_year: bool,
    range: Range<usize>,
}

impl Day {
    /// Returns the year of a month in which a range from this day ends. It may go on into the next year, for half a
    /// year.
    fn year_for(&self, month: i8) -> i16 {
        let next = month < self.date.month() && month + 12 - self.date.month() <= 6;
        self.date.year() + i16::from(next)
    }

    /// Says whether a range that starts with `start` cannot end with this day. Without years, 3月20日～4月5日 may be
    /// of two fiscal years.
    fn ends_before(&self, start: &Self) -> bool {
        let in_calendar = |day: &Self| (day.date.month(), day.date.day());
        let ordered = !self.with_year && !start.with_year && in_calendar(self) > in_calendar(start);
        self.date < start.date && !ordered
    }
}

/// Checks a text.
struct InText<'c, 'p> {
    context: &'c Context<'p>,
    passage: &'c Passage<'p>,
    /// The names that stand in the plan with its own year.
    names: &'c HashSet<String>,
    findings: &'c mut Vec<Finding>,
}

impl InText<'_, '_> {
    fn each(&mut self, pattern: &Option<Regex>, check: fn(&mut Self, &Captures<'_>) -> Option<()>) {
        let passage = self.passage;
        for found in pattern.iter().flat_map(|pattern| pattern.captures_iter(&passage.text)) {
            check(self, &found);
        }
    }

    fn place(&self, range: Range<usize>) -> Span {
        self.passage.place(range, self.context.files)
    }

    /// Checks the days of the text one after the other, since a day may take its month from the one before it.
    fn dates(&mut self) {
        let passage = self.passage;
        let mut before: Option<Day> = None;
        for found in DATE.iter().flat_map(|pattern| pattern.captures_iter(&passage.text)) {
            before = self.day(&found, before);
        }
        for found in NUMERIC.iter().flat_map(|pattern| pattern.captures_iter(&passage.text)) {
            self.day(&found, None);
        }
    }

    /// Checks a day and returns it, if there is such a day.
    fn day(&mut self, found: &Captures<'_>, before: Option<Day>) -> Option<Day> {
        let whole = found.get(0)?;
        let text = self.passage.text.as_str();
        let gap = |before: &Day| text.get(before.range.end..whole.start()).unwrap_or_default().trim().to_owned();
        let ranged = before.clone().filter(|before| RANGE.contains(&gap(before).as_str()));
        let joined = ranged.clone().or_else(|| before.filter(|before| ROW.contains(&gap(before).as_str())));
        let era = era_of(found, text);
        let western = found.name("western");
        let explicit = era.is_some() || western.is_some();
        let month: i8 = match (found.name("month"), &joined) {
            (Some(month), _) => number(month.as_str())?,
            (None, Some(joined)) if !explicit && !text[whole.end()..].starts_with(COUNT_AFTER) => joined.date.month(),
            (None, _) => return None,
        };
        let day: i8 = number(&found["day"])?;
        let years = match (&era, western, &joined) {
            (Some((era, count)), ..) => era_year_to_western(era, count).into_iter().collect(),
            (None, Some(western), _) => match number(western.as_str())? {
                // '24 or 06: of the western year or of 令和.
                short @ 0..100 => vec![2000 + short, 2018 + short],
                year => vec![year],
            },
            (None, None, Some(joined)) if joined.with_year && (ranged.is_some() || found.name("month").is_none()) => {
                vec![joined.year_for(month)]
            }
            (None, None, _) => self.years_meant(&text[..whole.start()], month),
        };
        let dates: Vec<_> =
            years.iter().map(|year| calendar_date(era.as_ref().map(|(era, _)| *era), *year, month, day)).collect();
        let Some(first) = dates.iter().find_map(|date| date.as_ref().ok()).copied() else {
            let error = dates.into_iter().find_map(Result::err).unwrap_or(EraError::NoSuchDay);
            let span = self.place(whole.range());
            self.findings.push(Finding::Era { written: whole.as_str().to_owned(), error, span });
            return None;
        };
        let mut date = first;
        if let Some(written) = weekday_of(found) {
            let agrees = |date: &&Date| written.as_str().starts_with(weekday_name(**date));
            match dates.iter().flatten().find(agrees) {
                Some(meant) => date = *meant,
                None => {
                    let (span, right) = (self.place(written.range()), weekday_name(date));
                    self.findings.push(Finding::Weekday { date, written: written.as_str().to_owned(), right, span });
                }
            }
        }
        let with_year = explicit || joined.is_some_and(|joined| joined.with_year);
        let this = Day { date, with_year, range: whole.range() };
        if let Some(start) = ranged.filter(|start| this.ends_before(start)) {
            let range = start.range.start..this.range.end;
            let written = text[range.clone()].to_owned();
            self.findings.push(Finding::TextRange { written, span: self.place(range) });
        }
        Some(this)
    }

    /// Returns the years in which a day without one may lie: the plan's fiscal year, or one that the sentence names.
    fn years_meant(&self, before: &str, month: i8) -> Vec<i16> {
        let plan = self.context.plan.fiscal_year;
        let mut years = vec![plan.year_of_month(month)];
        let sentence = before.rsplit('。').next().unwrap_or_default();
        for named in YEAR.iter().flat_map(|pattern| pattern.captures_iter(sentence)) {
            let year = match (named.get(1), named.get(3), named.get(4)) {
                (Some(era), ..) => era_year_to_western(era.as_str(), &halved(&named[2])),
                (None, Some(western), _) => number(western.as_str()),
                (None, None, Some(word)) if matches!(word.as_str(), "昨" | "前") => Some(plan.year() - 1),
                (None, None, _) => Some(plan.year() + 1),
            };
            let Some(year) = year else { continue };
            years.push(year);
            years.extend(FiscalYear::new(year.into()).map(|fiscal| fiscal.year_of_month(month)));
        }
        years
    }

    fn era_month(&mut self, found: &Captures<'_>) -> Option<()> {
        if found.get(4).is_some() {
            return None;
        }
        let (whole, era) = (found.get(0)?, &found[1]);
        let month: i8 = number(&found[3])?;
        let first = era_year_to_western(era, &halved(&found[2])).and_then(|year| Date::new(year, month, 1).ok());
        let error = match first {
            None => EraError::NoSuchDay,
            Some(first) => {
                let lies_in = |day: Date| calendar_date(Some(era), day.year(), month, day.day()).is_ok();
                if lies_in(first) || lies_in(first.last_of_month()) {
                    return None;
                }
                let style = DateStyle { year: true, weekday: false };
                EraError::OtherEra(format_period(Moment::Month(first), None, style))
            }
        };
        let span = self.place(whole.range());
        self.findings.push(Finding::Era { written: whole.as_str().to_owned(), error, span });
        Some(())
    }

    fn both(&mut self, found: &Captures<'_>) -> Option<()> {
        let (era, count, western) = match (found.get(1), found.get(5)) {
            (Some(era), _) => (era, found.get(2)?, found.get(3)?),
            (None, Some(era)) => (era, found.get(6)?, found.get(4)?),
            (None, None) => return None,
        };
        let right = era_year_to_western(era.as_str(), &halved(count.as_str()))?;
        if number(western.as_str()) != Some(right) {
            self.findings.push(Finding::EraMismatch {
                era: format!("{}{}年", era.as_str(), count.as_str()),
                western: western.as_str().to_owned(),
                right,
                span: self.place(western.range()),
            });
        }
        Some(())
    }

    /// Reports a ○年目 that can only be the project's own, and is another: the only one of its sentence, with no year
    /// before it.
    fn ordinal(&mut self, found: &Captures<'_>) -> Option<()> {
        let plan = self.context.plan;
        let project = self.passage.project?.of(&plan.projects);
        let computed = plan.fiscal_year.nth_since(*project.since)?;
        let digits = found.get(1)?;
        let written: u32 = number(digits.as_str())?;
        let end = digits.end() + "年目".len();
        let (before, after) = (&self.passage.text[..digits.start()], &self.passage.text[end..]);
        let before = before.rsplit(['。', '\n']).next().unwrap_or_default();
        let rest = after.split(['。', '\n']).next().unwrap_or_default();
        let found_in = |pattern: &Option<Regex>, part: &str| pattern.as_ref().is_some_and(|p| p.is_match(part));
        let others = found_in(&ORDINAL, before) || found_in(&ORDINAL, rest) || found_in(&YEAR, before);
        let of_other = OTHER_BEGINNINGS.iter().any(|word| before.ends_with(word));
        let own = OWN_PROJECT.iter().any(|word| before.contains(word));
        let any = !own && ANY_PROJECT_AFTER.iter().any(|word| after.starts_with(word));
        if written != computed && !of_other && !any && !others {
            let span = self.place(digits.start()..end);
            self.findings.push(Finding::Ordinal { written, computed, sure: own, span });
        }
        Some(())
    }

    /// Reports a name with last year's number that is most likely left over: what this plan does is called so, or the
    /// same name stands in the plan with this year's. Any other name has its year for good: 基本方針2023.
    fn name_year(&mut self, found: &Captures<'_>) -> Option<()> {
        let year = self.context.plan.fiscal_year.year();
        let (name, written) = (found.get(1)?, found.get(2)?);
        let same = |known: &String| name.as_str().ends_with(known.as_str()) || known.ends_with(name.as_str());
        let telling = name.as_str().chars().count() >= TELLING_NAME;
        let of_this_plan = self.passage.is_name || (telling && self.names.iter().any(same));
        if number(written.as_str()) == Some(year - 1) && of_this_plan {
            let span = self.place(written.range());
            self.findings.push(Finding::OtherYear { written: written.as_str().to_owned(), year, span });
        }
        Some(())
    }
}

/// Returns the era of a date and its year; a letter counts only where it is no end of a word.
fn era_of(found: &Captures<'_>, text: &str) -> Option<(&'static str, String)> {
    let (era, count) = found.name("era").zip(found.name("count"))?;
    let word = text[..era.start()].ends_with(|c: char| c.is_ascii_alphanumeric());
    let letters = ERA_LETTERS.iter().find(|(letter, name)| (*letter == era.as_str() && !word) || *name == era.as_str());
    letters.map(|(_, name)| (*name, halved(count.as_str())))
}

/// Returns the weekday that is written behind a day; nothing where it is one of several: （水・木）.
fn weekday_of<'t>(found: &Captures<'t>) -> Option<Match<'t>> {
    let several = found.name("rest").is_some_and(|rest| {
        let mut rest = rest.as_str().chars();
        rest.next().is_some_and(|c| "日月火水木金土".contains(c)) && rest.next().is_none_or(|c| "・、,，曜".contains(c))
    });
    found.name("weekday").or_else(|| found.name("bare")).filter(|_| !several)
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Weekday { date, written, right, span } => {
                Self::new(&rule::WEEKDAY, span, format!("{} is `{right}`, not `{written}`", format_day(date)))
                    .help(format!("write `{right}`, or correct the date; `events:` compute their weekdays"))
            }
            Finding::OutsideYear { date, year, span } => Self::new(
                &rule::OUTSIDE_YEAR,
                span,
                format!("{} is outside {year}", format_day(date)),
            )
            .help(format!("{year} is {}年4月1日 to {}年3月31日", year.year(), year.year() + 1)),
            Finding::LateAsOf { date, plan, span } => {
                let message = format!("{} is later than the plan's date, {}", format_day(date), format_day(plan));
                Self::new(&rule::LATE_AS_OF, span, message).help("correct `as-of:`, or the plan's `date:`")
            }
            Finding::EraMismatch { era, western, right, span } => {
                Self::new(&rule::ERA_MISMATCH, span, format!("{era} is {right}, not {western}"))
                    .help(format!("write `{right}`, or correct the era year"))
            }
            Finding::Era { written, error, span } => {
                let (message, help) = match error {
                    EraError::NoSuchDay => {
                        (format!("there is no `{written}`"), "correct the year, month or day".into())
                    }
                    EraError::OtherEra(right) => {
                        (format!("`{written}` is not in the era that it names"), format!("that day is {right}"))
                    }
                };
                Self::new(&rule::ERA_BOUNDS, span, message).help(help)
            }
            Finding::TextRange { written, span } => {
                Self::new(&rule::TEXT_RANGE, span, format!("the range `{written}` ends before it starts"))
                    .help("correct one of the dates")
            }
            Finding::Ordinal { written, computed, sure, span } => {
                let message = format!("the project is in its {computed}年目, not its {written}年目");
                let found = Self::new(&rule::ORDINAL_MISMATCH, span, message)
                    .help("correct it, or the project's `since:`; the sheet's head computes it");
                if sure { found } else { found.at_most(Severity::Warning) }
            }
            Finding::OtherYear { written, year, span } => {
                Self::new(&rule::OTHER_YEAR, span, format!("the name ends in `{written}`, the plan is of {year}"))
                    .help(format!("write `{year}` if it is this year's"))
            }
        }
    }
}
