//! The year's events, April to March.

use jiff::civil::{Date, date};
use plotters::element::Circle;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::pen::{Mark, Names, Pen, middles};
use super::{Chart, Look};
use crate::chart::error::Error;
use crate::chart::palette::Code;

/// Holds an event.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// The event, or the project to which it belongs.
    pub name: String,
    /// When it takes place, as it is written.
    pub when: String,
    /// Its first day.
    pub start: Date,
    /// Its last day; that of the month where only a month is known.
    pub end: Date,
    /// Whether its days are fixed. Otherwise a light bar shows when it may be.
    pub fixed: bool,
    /// The name of its colour in the palette.
    pub colour: String,
    /// The number of its page, which only the layout knows.
    pub page: Option<Code>,
}

/// Draws events in the fiscal year that starts in the calendar year `year`, the earliest first; `names` are the names
/// of its two calendar years.
///
/// # Errors
///
/// [`Error::Day`] for an event that is not wholly in the year or ends before it starts, or a year that a calendar
/// does not have; [`Error`] for an unknown colour.
pub fn calendar(look: &Look<'_>, year: i16, names: [&str; 2], occasions: &[Occasion]) -> Result<Chart, Error> {
    let first = Date::new(year, 4, 1).map_err(|_| Error::Day)?;
    let last = year.checked_add(1).and_then(|year| Date::new(year, 3, 31).ok()).ok_or(Error::Day)?;
    if occasions.iter().any(|o| o.start < first || o.end > last || o.end < o.start) {
        return Err(Error::Day);
    }
    let mut occasions: Vec<_> = occasions.iter().collect();
    occasions.sort_by_key(|occasion| (occasion.start, occasion.end));
    let mut table = vec![vec!["催し".into(), "時期".into()]];
    table.extend(occasions.iter().map(|occasion| vec![occasion.name.clone(), occasion.when.clone()]));
    Ok(Chart { typst: draw(look, first, last, names, &occasions)?, alt: said(&occasions), table })
}

fn said(occasions: &[&Occasion]) -> String {
    let (Some(first), Some(last)) = (occasions.first(), occasions.iter().map(|occasion| occasion.end).max()) else {
        return "催しはない。".into();
    };
    let (from, to) = (first.start.month(), last.month());
    let mut out = if (first.start.year(), from) == (last.year(), to) {
        format!("催し{}件は{from}月に開かれる。", occasions.len())
    } else {
        format!("催し{}件は{from}月から{to}月までに開かれる。", occasions.len())
    };
    let list: Vec<_> = occasions.iter().map(|occasion| format!("{} {}", occasion.name, occasion.when)).collect();
    out.push_str(&list.join("、"));
    out.push('。');
    out
}

/// Returns how many days a day lies after the first one.
fn days(first: Date, day: Date) -> i64 {
    let span = day.duration_since(first);
    span.as_hours() / 24
}

fn draw(look: &Look<'_>, first: Date, last: Date, years: [&str; 2], occasions: &[&Occasion]) -> Result<String, Error> {
    let pen = Pen::new(look)?;
    let names = Names::new(&pen, occasions.iter().map(|occasion| (occasion.name.as_str(), occasion.page.as_ref())));
    let top = pen.em(300);
    let heights = names.heights(&pen);
    let (rows, bottom) = middles(top, &heights);
    let height = bottom + pen.em(20);
    let length = days(first, last) + 1;
    let x = |days: i64| {
        let part = i64::from(pen.width() - names.end - 1) * days / length;
        names.end + i32::try_from(part).unwrap_or(0)
    };
    let months = (0..12_i8).map(|at| {
        let (year, month) = if at < 9 { (first.year(), at + 4) } else { (last.year(), at - 8) };
        date(year, month, 1)
    });

    pen.draw(height, |area| {
        for (at, month) in months.enumerate() {
            let (start, end) = (x(days(first, month)), x(days(first, month.last_of_month()) + 1));
            if at % 2 == 0 {
                let band = Mark { fill: pen.faint.filled(), edge: pen.faint.stroke_width(3) };
                pen.rect(area, band, (start, top), (end, bottom))?;
            }
            // The years part in the head only: a line through the rows would cross their labels.
            let year = if month == first { Some(years[0]) } else { (month.month() == 1).then_some(years[1]) };
            if let Some(year) = year {
                pen.line(area, pen.line, (start, top - pen.em(260)), (start, top))?;
                pen.write_small(area, year, HPos::Left, (start + pen.em(40), top - pen.em(210)))?;
            }
            pen.write(area, &format!("{}月", month.month()), HPos::Center, (start.midpoint(end), top - pen.em(75)))?;
        }
        names.draw(&pen, area, top, &rows)?;
        for (middle, height) in rows.iter().zip(&heights).skip(1) {
            let start = middle + height / 2 - height;
            pen.line(area, pen.grid, (0, start), (pen.width(), start))?;
        }
        pen.line(area, pen.line, (0, top), (pen.width(), top))?;
        for (occasion, middle) in occasions.iter().zip(&rows) {
            let mark = pen.mark(&occasion.colour)?;
            let (start, end) = (x(days(first, occasion.start)), x(days(first, occasion.end) + 1));
            let half = pen.em(38);
            let (left, right) = if end - start > 2 * half {
                let fill = if occasion.fixed { mark.fill } else { pen.faint.filled() };
                pen.rect(area, Mark { fill, ..mark }, (start, middle - half), (end, middle + half))?;
                (start, end)
            } else {
                let centre = start.midpoint(end);
                area.draw(&Circle::new((centre, *middle), half, mark.fill))?;
                area.draw(&Circle::new((centre, *middle), half, mark.edge))?;
                (centre - half, centre + half)
            };
            let gap = pen.em(40);
            if right + gap + pen.measure(&occasion.when) <= pen.width() {
                pen.write(area, &occasion.when, HPos::Left, (right + gap, *middle))?;
            } else {
                pen.write(area, &occasion.when, HPos::Right, (left - gap, *middle))?;
            }
        }
        pen.line(area, pen.line, (0, bottom), (pen.width(), bottom))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    const YEARS: [&str; 2] = ["令和6年", "令和7年"];

    #[test]
    fn events_are_in_order_and_said_with_their_days() {
        let chart = sample::with_look(|look| calendar(look, 2024, YEARS, &sample::occasions())).expect("a chart");
        assert!(chart.alt.starts_with("催し6件は5月から2月までに開かれる。"), "{}", chart.alt);
        assert_eq!(chart.table[1][1], "5月");
        assert_eq!(chart.table.last().map(|row| row[1].as_str()), Some("2月23日（日）"));
        let none = sample::with_look(|look| calendar(look, 2024, YEARS, &[])).expect("a chart");
        assert_eq!(none.alt, "催しはない。");
    }

    #[test]
    fn days_count_through_a_leap_year() {
        assert_eq!(days(date(2023, 4, 1), date(2024, 3, 31)), 365);
        assert_eq!(days(date(2024, 4, 1), date(2025, 3, 31)), 364);
    }

    #[test]
    fn a_day_outside_the_year_is_refused() {
        let made = |start, end| {
            let occasion = Occasion { start, end, ..sample::occasions().remove(0) };
            sample::with_look(|look| calendar(look, 2024, YEARS, &[occasion])).map(|_| ())
        };
        assert_eq!(made(date(2024, 4, 1), date(2025, 3, 31)), Ok(()));
        assert_eq!(made(date(2024, 3, 31), date(2024, 4, 2)), Err(Error::Day));
        assert_eq!(made(date(2025, 3, 31), date(2025, 4, 1)), Err(Error::Day));
        assert_eq!(made(date(2024, 5, 2), date(2024, 5, 1)), Err(Error::Day));
    }
}
