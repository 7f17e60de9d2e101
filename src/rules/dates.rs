//! Dates and years.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::Context;
use crate::diagnostic::{Diagnostic, Located, Span, rule};
use crate::model::{
    EraError, FiscalYear, Passage, Placed, Plan, calendar_date, era_year_to_western, format_day, weekday_name,
};
use crate::source::prose::{Block, visit_blocks};

pub(super) enum Finding {
    Weekday { date: Date, written: String, right: char, span: Span },
    OutsideYear { date: Date, year: FiscalYear, span: Span },
    LateAsOf { date: Date, plan: Date, span: Span },
    EraMismatch { era: String, western: String, right: i16, span: Span },
    Era { written: String, error: EraError, span: Span },
    TextRange { written: String, span: Span },
    Ordinal { written: u32, computed: u32, span: Span },
    OtherYear { written: String, year: i16, span: Span },
}

/// 令和6年10月9日（水）, 2024年10月9日, 10月9日（水）; groups: era, year, western year, month, day, weekday.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:(令和|平成|昭和|大正|明治)(元|\d{1,3})年|(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:[（(]([日月火水木金土])[)）])?",
    )
    .ok()
});
/// 令和6（2024）年, 令和6年（2024年）, 2024（令和6）年; groups: era and year before or after the western year.
static BOTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(令和|平成|昭和)(元|\d{1,3})年?度?[（(](\d{4})年?度?[)）]|(\d{4})年?度?[（(](令和|平成|昭和)(元|\d{1,3})年?度?[)）]").ok()
});
static RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d{1,2})月(\d{1,2})日(?:[（(].[)）])?[～〜](?:(\d{1,2})月)?(\d{1,2})日").ok());
static ORDINAL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d{1,3})年目").ok());
/// A year at the end of a name: メッセ2024, フェア 2024.
static NAME_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([\p{Han}\p{Katakana}ーA-Za-z] ?)(20\d{2})([^\d年年度\-～〜]|$)").ok());

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let plan = context.plan;
    let mut findings = placed(plan);
    for project in &plan.projects {
        let computed = plan.fiscal_year.nth_since(project.since).unwrap_or(1);
        if let Some((written, span)) = project.stated.ordinal.filter(|(written, _)| *written != computed) {
            findings.push(Finding::Ordinal { written, computed, span });
        }
    }
    for passage in &context.passages {
        let mut text = InText { context, passage, findings: &mut findings };
        text.each(&DATE, InText::date);
        text.each(&BOTH, InText::both);
        text.each(&RANGE, InText::range);
        text.each(&NAME_YEAR, InText::name_year);
        text.each(&ORDINAL, InText::ordinal);
    }
    findings
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

/// Checks a text.
struct InText<'c, 'p> {
    context: &'c Context<'p>,
    passage: &'c Passage<'p>,
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

    fn date(&mut self, found: &Captures<'_>) -> Option<()> {
        let whole = found.get(0)?;
        let (month, day) = (found[4].parse().ok()?, found[5].parse().ok()?);
        let era = found.get(1).zip(found.get(2));
        let year = match (era, found.get(3)) {
            (Some((era, count)), _) => era_year_to_western(era.as_str(), count.as_str()).ok_or(EraError::NoSuchDay),
            (None, Some(western)) => Ok(western.as_str().parse().ok()?),
            // Without a year, the day of the fiscal year is meant.
            (None, None) => Ok(self.context.plan.fiscal_year.year_of_month(month)),
        };
        let date = year.and_then(|year| calendar_date(era.map(|(era, _)| era.as_str()), year, month, day));
        match (date, found.get(6)) {
            (Err(error), weekday) if era.is_some() || weekday.is_some() || found.get(3).is_some() => {
                let span = self.place(whole.range());
                self.findings.push(Finding::Era { written: whole.as_str().to_owned(), error, span });
            }
            (Ok(date), Some(written)) if !written.as_str().starts_with(weekday_name(date)) => {
                let span = self.place(written.range());
                let (written, right) = (written.as_str().to_owned(), weekday_name(date));
                self.findings.push(Finding::Weekday { date, written, right, span });
            }
            _ => {}
        }
        Some(())
    }

    fn both(&mut self, found: &Captures<'_>) -> Option<()> {
        let (era, count, western) = match (found.get(1), found.get(5)) {
            (Some(era), _) => (era, found.get(2)?, found.get(3)?),
            (None, Some(era)) => (era, found.get(6)?, found.get(4)?),
            (None, None) => return None,
        };
        let right = era_year_to_western(era.as_str(), count.as_str())?;
        if western.as_str().parse() != Ok(right) {
            self.findings.push(Finding::EraMismatch {
                era: format!("{}{}年", era.as_str(), count.as_str()),
                western: western.as_str().to_owned(),
                right,
                span: self.place(western.range()),
            });
        }
        Some(())
    }

    fn range(&mut self, found: &Captures<'_>) -> Option<()> {
        let number = |group: usize| found.get(group)?.as_str().parse::<i16>().ok();
        // January to March come after December in a fiscal year.
        let order = |month: i16, day: i16| (if month < 4 { month + 12 } else { month }, day);
        let (month, day) = (number(1)?, number(2)?);
        let end = order(number(3).unwrap_or(month), number(4)?);
        if end < order(month, day) {
            let whole = found.get(0)?;
            let span = self.place(whole.range());
            self.findings.push(Finding::TextRange { written: whole.as_str().to_owned(), span });
        }
        Some(())
    }

    fn ordinal(&mut self, found: &Captures<'_>) -> Option<()> {
        let plan = self.context.plan;
        let project = self.passage.project?.of(&plan.projects);
        let computed = plan.fiscal_year.nth_since(project.since)?;
        let written: u32 = found[1].parse().ok()?;
        if written != computed {
            let span = self.place(found.get(0)?.range());
            self.findings.push(Finding::Ordinal { written, computed, span });
        }
        Some(())
    }

    fn name_year(&mut self, found: &Captures<'_>) -> Option<()> {
        let year = self.context.plan.fiscal_year.year();
        let written = found.get(2)?;
        if written.as_str().parse() != Ok(year) {
            let span = self.place(written.range());
            self.findings.push(Finding::OtherYear { written: written.as_str().to_owned(), year, span });
        }
        Some(())
    }
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
            Finding::Ordinal { written, computed, span } => {
                let message = format!("the project is in its {computed}年目, not its {written}年目");
                Self::new(&rule::ORDINAL_MISMATCH, span, message)
                    .help("correct it, or the project's `since:`; the sheet's head computes it")
            }
            Finding::OtherYear { written, year, span } => {
                Self::new(&rule::OTHER_YEAR, span, format!("the name ends in `{written}`, the plan is of {year}"))
                    .help(format!("write `{year}` if it is this year's"))
            }
        }
    }
}
