//! Columns: the budget from year to year.

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::combinators::BindKeyPoints;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{Pen, ticks};
use super::words::UNIT;
use super::{Chart, Look};
use crate::chart::error::Error;
use crate::chart::share::{grouped, percent, tenths, total};

/// The most steps of the axis.
const STEPS: i64 = 5;
/// Names what a change is compared with.
const AGAINST: &str = "前年度比";

/// Holds a year's budget.
#[derive(Debug, Clone)]
pub struct Year {
    /// The fiscal year as it is written.
    pub name: String,
    /// The sum of the budget in thousands of yen.
    pub amount: i64,
}

/// Draws the budgets of consecutive years, the oldest first, with each year's change on the year before; nothing
/// where there are fewer than two years, since there is no change to show.
///
/// The drawing has the latest years for which there is room; the table has all. The last year's column has the colour `house`, the earlier ones `house-pale`.
///
/// # Errors
///
/// [`Error`] for an unknown colour and amounts that are negative or too large.
pub fn by_year(look: &Look<'_>, years: &[Year]) -> Result<Option<Chart>, Error> {
    let [earlier @ .., before, last] = years else { return Ok(None) };
    total(years.iter().map(|year| year.amount))?;
    let changes: Vec<_> = std::iter::once(None)
        .chain(years.windows(2).map(|pair| Some(Change { before: pair[0].amount, after: pair[1].amount })))
        .collect();
    let mut table =
        vec![vec!["年度".into(), format!("予算額（{UNIT}）"), format!("{AGAINST}（{UNIT}）"), "増減率".into()]];
    table.extend(years.iter().zip(&changes).map(|(year, change)| {
        let (difference, rate) = change.as_ref().map_or(("－".into(), "－".into()), |c| (c.difference(), c.rate()));
        vec![year.name.clone(), grouped(year.amount), difference, rate]
    }));
    let change = Change { before: before.amount, after: last.amount };
    let mut alt = format!("{}は{}{UNIT}で、{}", last.name, grouped(last.amount), change.said());
    let list: Vec<_> =
        earlier.iter().chain([before]).map(|y| format!("{} {}{UNIT}", y.name, grouped(y.amount))).collect();
    alt.push_str(&format!("これまでは{}。", list.join("、")));
    Ok(Some(Chart { typst: draw(look, years, &changes)?, alt, table }))
}

/// The change from a year to the next, in thousands of yen.
struct Change {
    before: i64,
    after: i64,
}

impl Change {
    /// Writes the change: ＋1,234, △1,234 or ±0.
    fn difference(&self) -> String {
        // Neither is negative, so this cannot overflow.
        match self.after - self.before {
            0 => "±0".into(),
            up @ 1.. => format!("＋{}", grouped(up)),
            down => grouped(down),
        }
    }

    /// Writes the change as a part of the earlier amount; 皆増, as statistics call it, where that was zero.
    fn rate(&self) -> String {
        match tenths(self.after - self.before, self.before) {
            None if self.after > 0 => "皆増".into(),
            None | Some(0) => "±0.0％".into(),
            Some(up @ 1..) => format!("＋{}", percent(up)),
            Some(down) => percent(down),
        }
    }

    fn said(&self) -> String {
        let difference = grouped((self.after - self.before).abs());
        let rate = tenths((self.after - self.before).abs(), self.before);
        let rate = rate.map_or_else(String::new, |rate| format!("（{}）", percent(rate)));
        match self.after.cmp(&self.before) {
            std::cmp::Ordering::Less => format!("前年度より{difference}{UNIT}{rate}少ない。"),
            std::cmp::Ordering::Equal => "前年度と同じである。".into(),
            std::cmp::Ordering::Greater => format!("前年度より{difference}{UNIT}{rate}多い。"),
        }
    }
}

fn draw(look: &Look<'_>, years: &[Year], changes: &[Option<Change>]) -> Result<String, Error> {
    let pen = Pen::new(look)?;
    let points = ticks(years.iter().map(|year| year.amount).max().unwrap_or(0), STEPS);
    let max = points.last().copied().unwrap_or(1);
    let side = points.iter().map(|point| pen.measure_small(&grouped(*point))).max().unwrap_or(0) + pen.em(60);
    let side = side.max(pen.measure_small(AGAINST) + pen.em(60));

    // As many of the latest years as have room for their labels without a break within a number or a name.
    let widest = (years.iter().flat_map(|year| [grouped(year.amount), year.name.clone()]))
        .chain(changes.iter().flatten().flat_map(|change| [change.difference(), format!("（{}）", change.rate())]))
        .map(|label| pen.measure(&label))
        .max()
        .unwrap_or(0);
    let most = usize::try_from((pen.width() - side) / (widest + pen.em(60)).max(1)).unwrap_or(0).max(2);
    let hidden = years.len().saturating_sub(most);
    let (years, changes) = (&years[hidden..], &changes[hidden..]);

    // Each column's labels: above it, and two below it.
    let step = (pen.width() - side) / i32::try_from(years.len()).unwrap_or(i32::MAX).max(1);
    let room = (step - pen.em(60)).max(0).unsigned_abs();
    let wrap =
        |text: &str| -> Vec<String> { look.font.wrap(text, look.size, room).into_iter().map(str::to_owned).collect() };
    let amounts: Vec<_> = years.iter().map(|year| wrap(&format!("{}{UNIT}", grouped(year.amount)))).collect();
    let names: Vec<_> = years.iter().map(|year| wrap(&year.name)).collect();
    let changes: Vec<_> = changes
        .iter()
        .map(|change| change.as_ref().map_or_else(|| "－".into(), |c| format!("{}（{}）", c.difference(), c.rate())))
        .map(|change| wrap(&change))
        .collect();
    let tallest = |labels: &[Vec<String>]| labels.iter().map(|lines| pen.height(lines)).max().unwrap_or(0);

    // Above the axis stands its unit, and above a column as high as the axis its label.
    let top = pen.em(160).max(pen.em(40) + tallest(&amounts));
    let bottom = top + pen.em(1500);
    let name_top = bottom + pen.em(40);
    let change_top = name_top + tallest(&names) + pen.em(20);
    let height = change_top + tallest(&changes);
    let (earlier, last) = (pen.mark("house-pale")?, pen.mark("house")?);

    pen.draw(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(top)
            .margin_bottom(height - bottom)
            .set_label_area_size(LabelAreaPosition::Left, side)
            .build_cartesian_2d((0..1).with_key_points(Vec::new()), (0..max).with_key_points(points.clone()))?;
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_x_axis()
            .y_label_formatter(&|value| grouped(*value))
            .set_all_tick_mark_size(pen.em(25))
            .label_style(pen.style(pen.small(), &pen.muted, HPos::Right, VPos::Center))
            .axis_style(pen.line)
            .draw()?;
        let y = |amount: i64| chart.plotting_area().map_coordinate(&(0, amount)).1;
        pen.write_small(area, &format!("（{UNIT}）"), HPos::Right, (side, top - pen.em(100)))?;
        pen.write_small(area, AGAINST, HPos::Right, (side - pen.em(50), change_top + pen.em(62)))?;

        let half = (step * 3 / 10).min(pen.em(450));
        for (at, year) in years.iter().enumerate() {
            let middle = side + step * i32::try_from(at).unwrap_or(i32::MAX) + step / 2;
            let mark = if at + 1 == years.len() { last } else { earlier };
            pen.rect(area, mark, (middle - half, y(year.amount)), (middle + half, y(0)))?;
            let amount_top = y(year.amount) - pen.em(20) - pen.height(&amounts[at]);
            for (lines, top) in [(&amounts[at], amount_top), (&names[at], name_top), (&changes[at], change_top)] {
                pen.write_lines(area, lines, HPos::Center, (middle, top))?;
            }
        }
        pen.line(area, pen.line, (side, y(0)), (pen.width(), y(0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    #[test]
    fn a_change_has_its_sign() {
        let shown = |before, after| {
            let change = Change { before, after };
            format!("{} {}", change.difference(), change.rate())
        };
        assert_eq!(shown(61_591, 60_357), "△1,234 △2.0％");
        assert_eq!(shown(1_000, 1_500), "＋500 ＋50.0％");
        assert_eq!(shown(5, 5), "±0 ±0.0％");
        assert_eq!(shown(0, 5), "＋5 皆増");
        assert_eq!(shown(5, 0), "△5 △100.0％");
        assert_eq!(shown(0, 0), "±0 ±0.0％");
    }

    #[test]
    fn only_years_with_room_are_drawn_and_all_are_listed() {
        let years: Vec<_> = (1..=30).map(|at| Year { name: format!("令和{at}年度"), amount: 1_000_000 - at }).collect();
        let chart = sample::with_look(|look| by_year(look, &years)).expect("no error").expect("a chart");
        assert_eq!(chart.table.len(), 31);
        assert!(chart.typst.contains("\"令和30年度\"") && !chart.typst.contains("\"令和10年度\""));
    }

    #[test]
    fn without_an_earlier_year_there_is_no_chart() {
        let years = sample::years();
        assert_eq!(sample::with_look(|look| by_year(look, &years[years.len() - 1..])), Ok(None));
        assert_eq!(sample::with_look(|look| by_year(look, &[])), Ok(None));
        let chart = sample::with_look(|look| by_year(look, &years)).expect("no error").expect("a chart");
        assert!(
            chart.alt.starts_with("令和6年度は60,357千円で、前年度より1,234千円（2.0％）少ない。"),
            "{}",
            chart.alt
        );
        assert_eq!(chart.table[1][2..], ["－", "－"]);
        assert_eq!(chart.table[4], ["令和6年度", "60,357", "△1,234", "△2.0％"]);
    }
}
