//! Horizontal bars: the budget by field, and by project.

use std::cmp::Reverse;
use std::ops::Range;

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::combinators::BindKeyPoints;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{Names, Pen, fitting, middles, ticks};
use super::words::{Part, ROUNDED, UNIT, division, going_on, label, ranking, rounding_shows, share};
use super::{Chart, Look};
use crate::chart::error::Error;
use crate::chart::palette::Code;
use crate::chart::share::{grouped, total};

/// The most steps of an axis.
const STEPS: i64 = 6;

/// Holds the amount of a part of the budget, such as a field.
#[derive(Debug, Clone)]
pub struct ShareBar {
    /// The part.
    pub name: String,
    /// Its lines' amounts in thousands of yen; what is relisted under it does not count.
    pub amount: i64,
    /// The name of its colour in the palette.
    pub colour: String,
    /// A word on what the amount leaves out, such as relisted lines.
    pub note: Option<String>,
    /// Whether this is what belongs to none. It comes last, whatever its amount.
    pub rest: bool,
}

/// Holds a project's amount.
#[derive(Debug, Clone)]
pub struct ProjectBar {
    /// The project.
    pub name: String,
    /// Its amount in thousands of yen.
    pub amount: i64,
    /// The name of its colour in the palette.
    pub colour: String,
    /// The number of its page, which only the layout knows.
    pub page: Option<Code>,
}

/// Draws a division of the budget as bars, the largest first, each with its amount and its share of all bars. Where they
/// are higher together than `height` in [`UNITS`](crate::chart::UNITS), they go on in further charts with the same axis.
///
/// `heading` says what it is divided by. The bars must be the whole budget, with what belongs to nothing among them: the
/// shares are those of their sum.
///
/// # Errors
///
/// [`Error`] for an unknown colour and amounts that are negative or too large.
pub fn by_share(look: &Look<'_>, heading: &str, bars: &[ShareBar], height: u32) -> Result<Vec<Chart>, Error> {
    let whole = total(bars.iter().map(|bar| bar.amount))?;
    let mut bars: Vec<_> = bars.iter().collect();
    bars.sort_by_key(|bar| (bar.rest, Reverse(bar.amount)));
    let rows: Vec<_> = bars
        .iter()
        .map(|bar| Row {
            name: &bar.name,
            amount: bar.amount,
            colour: &bar.colour,
            value: label(bar.amount, whole),
            note: bar.note.as_deref(),
            page: None,
        })
        .collect();
    let parts: Vec<_> = bars.iter().map(|bar| Part { name: &bar.name, amount: bar.amount, rest: bar.rest }).collect();
    let rounded = rounding_shows(&parts, whole).then_some(ROUNDED);
    let drawing = Bars::new(look, &rows)?;
    let mut charts: Vec<Chart> = Vec::new();
    let mut start = 0;
    loop {
        let end = start + drawing.fitting(start, height);
        let last = end == bars.len();
        let mut table = vec![vec![heading.into(), format!("予算額（{UNIT}）"), "割合".into(), "備考".into()]];
        table.extend(bars[start..end].iter().map(|bar| {
            let note = bar.note.clone().unwrap_or_default();
            vec![bar.name.clone(), grouped(bar.amount), share(bar.amount, whole), note]
        }));
        if last {
            table.push(vec!["合計".into(), grouped(whole), share(whole, whole), String::new()]);
        }
        let alt = if start == 0 { division(&parts, whole) } else { going_on(&parts[start..end], whole) };
        charts.push(Chart { typst: drawing.draw(start..end, rounded.filter(|_| last))?, alt, table });
        if last {
            return Ok(charts);
        }
        start = end;
    }
}

/// Draws the projects by amount, the largest first, each with its page.
///
/// Shares are left to [`by_share`]: projects are not the whole budget, and one share must not have two wholes.
///
/// # Errors
///
/// [`Error`] for an unknown colour and amounts that are negative or too large.
pub fn by_project(look: &Look<'_>, bars: &[ProjectBar]) -> Result<Chart, Error> {
    let whole = total(bars.iter().map(|bar| bar.amount))?;
    let mut bars: Vec<_> = bars.iter().collect();
    bars.sort_by_key(|bar| Reverse(bar.amount));
    let rows: Vec<_> = bars
        .iter()
        .map(|bar| Row {
            name: &bar.name,
            amount: bar.amount,
            colour: &bar.colour,
            value: format!("{}{UNIT}", grouped(bar.amount)),
            note: None,
            page: bar.page.as_ref(),
        })
        .collect();
    let parts: Vec<_> = bars.iter().map(|bar| Part { name: &bar.name, amount: bar.amount, rest: false }).collect();
    let mut table = vec![vec!["事業".into(), format!("予算額（{UNIT}）")]];
    table.extend(bars.iter().map(|bar| vec![bar.name.clone(), grouped(bar.amount)]));
    table.push(vec!["合計".into(), grouped(whole)]);
    let typst = Bars::new(look, &rows)?.draw(0..rows.len(), None)?;
    Ok(Chart { typst, alt: ranking(&parts, whole), table })
}

/// A bar with its labels.
struct Row<'a> {
    name: &'a str,
    amount: i64,
    colour: &'a str,
    value: String,
    note: Option<&'a str>,
    page: Option<&'a Code>,
}

/// Bars that share an axis.
struct Bars<'a> {
    pen: Pen<'a>,
    rows: &'a [Row<'a>],
    names: Names<'a>,
    heights: Vec<i32>,
    /// The points of the axis, and its length.
    points: Vec<i64>,
    length: i32,
    /// Whether notes stand below the values, since an axis beside both would be too short.
    notes_below: bool,
}

impl<'a> Bars<'a> {
    fn new(look: &Look<'a>, rows: &'a [Row<'a>]) -> Result<Self, Error> {
        let pen = Pen::new(look)?;
        let names = Names::new(&pen, rows.iter().map(|row| (row.name, row.page)));
        let gap = pen.em(50);
        let space = pen.width() - names.end;
        let most = rows.iter().map(|row| row.amount).max().unwrap_or(0);

        // As long an axis as leaves room for every label right of its bar, and for the unit right of the last point.
        let length = |max: i64, notes_below: bool| {
            let fits = |row: &Row<'_>| {
                let (value, note) = (pen.measure(&row.value), row.note.map_or(0, |note| gap + pen.measure_small(note)));
                let label = gap + if notes_below { value.max(note - gap) } else { value + note };
                let longest = i128::from(space - label) * i128::from(max) / i128::from(row.amount.max(1));
                i32::try_from(longest).unwrap_or(space)
            };
            let unit_end = pen.measure_small(&grouped(max)) / 2 + gap / 2 + pen.measure_small(&unit());
            rows.iter().map(fits).fold(space - unit_end, i32::min)
        };
        // As many points as leave their labels apart.
        let axis = |steps: i64| {
            let points = ticks(most, steps);
            let max = points.last().copied().unwrap_or(1);
            let notes_below = length(max, false) < space / 4;
            let length = length(max, notes_below).max(space / 4);
            let place = |amount: i64| scaled(amount, max, length);
            let apart = pen.stand_apart(&points, place);
            (points, length, notes_below, apart)
        };
        let axes = (1..=STEPS).rev().map(axis);
        let (points, length, notes_below, _) = axes.clone().find(|(.., apart)| *apart).unwrap_or_else(|| axis(1));
        let two_lines = pen.em(90) + pen.height(&[(); 2]);
        let heights = names.heights(&pen).into_iter().zip(rows).map(|(height, row)| match row.note {
            Some(_) if notes_below => height.max(two_lines),
            _ => height,
        });
        let heights = heights.collect();
        Ok(Self { names, heights, points, length, notes_below, pen, rows })
    }

    /// Returns how many rows from one on are at most so high together; one at least, if there is any.
    fn fitting(&self, start: usize, height: u32) -> usize {
        let rest = &self.heights[start..];
        fitting(rest, height).max(1).min(rest.len())
    }

    fn draw(&self, rows: Range<usize>, note: Option<&str>) -> Result<String, Error> {
        let pen = &self.pen;
        let (names, heights) = (self.names.part(rows.clone()), &self.heights[rows.clone()]);
        let max = self.points.last().copied().unwrap_or(1);
        let gap = pen.em(50);
        let top = names.head(pen);
        let (rows_middle, bottom) = middles(top, heights);
        let axis = pen.em(200);
        let height = bottom + axis + note.map_or(0, |_| pen.em(160));
        let unit_left = pen.measure_small(&grouped(max)) / 2 + gap / 2;

        pen.draw(height, |area| {
            let mut chart = ChartBuilder::on(area)
                .margin_top(top)
                .margin_bottom(height - bottom - axis)
                .margin_right(pen.width() - names.end - self.length)
                .margin_left(names.end)
                .set_label_area_size(LabelAreaPosition::Bottom, axis)
                .build_cartesian_2d(
                    (0..max).with_key_points(self.points.clone()),
                    (0..1).with_key_points(Vec::new()),
                )?;
            chart
                .configure_mesh()
                .disable_mesh()
                .disable_y_axis()
                .x_label_formatter(&|value| grouped(*value))
                .set_all_tick_mark_size(pen.em(25))
                .label_style(pen.style(pen.small(), &pen.muted, HPos::Center, VPos::Top))
                .axis_style(pen.line)
                .draw()?;
            let x = |amount: i64| chart.plotting_area().map_coordinate(&(amount, 0)).0;
            names.draw(pen, area, top, &rows_middle)?;
            let half = pen.em(65);
            for (row, middle) in self.rows[rows.clone()].iter().zip(&rows_middle) {
                let end = x(row.amount);
                pen.rect(area, pen.mark(row.colour)?, (x(0), middle - half), (end, middle + half))?;
                let line = if row.note.is_some() && self.notes_below { pen.height(&[()]) / 2 } else { 0 };
                pen.write(area, &row.value, HPos::Left, (end + gap, middle - line))?;
                if let Some(note) = row.note {
                    let beside = if self.notes_below { 0 } else { pen.measure(&row.value) + gap };
                    pen.write_small(area, note, HPos::Left, (end + gap + beside, middle + line))?;
                }
            }
            pen.line(area, pen.line, (x(0), top), (x(0), bottom))?;
            pen.write_small(area, &unit(), HPos::Left, (x(max) + unit_left, bottom + pen.em(95)))?;
            pen.write_foot(area, note, height)
        })
    }
}

/// Writes the unit at the end of an axis.
fn unit() -> String {
    format!("（{UNIT}）")
}

/// Returns an amount's place on an axis of a length that ends at `max`.
fn scaled(amount: i64, max: i64, length: i32) -> i32 {
    let place = i128::from(amount) * i128::from(length) / i128::from(max.max(1));
    i32::try_from(place).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    #[test]
    fn the_largest_field_comes_first_and_the_rest_last() {
        let charts = sample::with_look(|look| by_share(look, "分野", &sample::fields(), u32::MAX)).expect("a chart");
        let [chart] = &charts[..] else { panic!("one chart") };
        let column = |at: usize| chart.table.iter().map(|row| row[at].as_str()).collect::<Vec<_>>();
        assert_eq!(column(1), ["予算額（千円）", "39,956", "14,043", "2,866", "1,781", "1,051", "0", "660", "60,357"]);
        assert_eq!(column(2), ["割合", "66.2％", "23.3％", "4.7％", "3.0％", "1.7％", "0.0％", "1.1％", "100.0％"]);
        assert!(
            chart.alt.starts_with("中小企業の成長支援 39,956千円（66.2％）が最も大きく、スタートアップ 14,043千円")
        );
        assert!(chart.typst.contains("\"39,956千円（66.2％）\"") && chart.typst.contains("\"0千円（0.0％）\""));
    }

    #[test]
    fn a_bar_is_as_long_as_its_amount() {
        let bar = |amount| ProjectBar { name: "甲".into(), amount, colour: "blue".into(), page: None };
        let chart = sample::with_look(|look| by_project(look, &[bar(25), bar(100)])).expect("a chart");
        let widths: Vec<f64> = (chart.typst.lines())
            .filter(|line| line.contains("fill: theme.palette.blue.solid"))
            .filter_map(|line| line.split("rect(width: ").nth(1)?.split("pt").next()?.parse().ok())
            .collect();
        assert!((widths[0] - 4.0 * widths[1]).abs() < 0.3, "{widths:?}");
    }

    #[test]
    fn bars_that_are_too_high_go_on_with_the_same_axis() {
        let bars: Vec<_> = (1..=37)
            .map(|at| ShareBar {
                name: format!("分野{at}"),
                amount: 100 * (38 - at),
                colour: "blue".into(),
                note: None,
                rest: at == 5,
            })
            .collect();
        let charts = sample::with_look(|look| by_share(look, "分野", &bars, 3000)).expect("charts");
        let names: Vec<_> = charts.iter().flat_map(|chart| &chart.table[1..]).map(|row| row[0].as_str()).collect();
        assert_eq!(names.len(), 38, "all bars, and their sum once: {names:?}");
        assert_eq!((names[0], names[36], names[37]), ("分野1", "分野5", "合計"), "what belongs to none comes last");
        assert!(charts.len() > 1 && charts.iter().all(|chart| chart.typst.contains("\"4,000\"")), "one axis for all");
        assert!(charts[1].alt.starts_with("続き："), "{}", charts[1].alt);
    }

    /// Returns what is written on an axis: each label's text, left and right end, in points.
    fn axis_labels(typst: &str) -> Vec<(String, f64, f64)> {
        let number =
            |line: &str, after: &str| -> Option<f64> { line.split(after).nth(1)?.split("pt").next()?.parse().ok() };
        let size = |line: &str| number(line, "text(size: ");
        let lines = typst.lines().filter(|line| line.contains("align(center, "));
        let label = |line: &str| {
            let text = line.rsplit('"').nth(1)?.to_owned();
            let (left, width) = (number(line, "dx: ")?, number(line, "box(width: ")?);
            // The box is a quarter em wider than its text.
            let spare = size(line)? / 4.0;
            Some((text, left + spare / 2.0, left + width - spare / 2.0))
        };
        lines.filter_map(label).collect()
    }

    #[test]
    fn the_labels_of_an_axis_never_meet() {
        let digits = [1, 2, 5, 9, 999, 2_222_222, 8_187_222];
        let largest = (0..=13).flat_map(|power| digits.map(|digit| digit * 10_i64.pow(power)));
        for amount in largest.filter(|amount| *amount <= 10_i64.pow(13)) {
            for width in [7400, 4400, 3900] {
                let bar = |amount, note: Option<&str>| ShareBar {
                    name: "産業人材の確保・育成、多様な人材の活躍支援".into(),
                    amount,
                    colour: "blue".into(),
                    note: note.map(Into::into),
                    rest: false,
                };
                let note = format!("ほかに再掲 {}千円", grouped(amount));
                let bars = [bar(amount, Some(&note)), bar(amount / 3, None)];
                let charts =
                    sample::with_look(|look| by_share(&Look { width, size: 90, ..*look }, "分野", &bars, 5000));
                let charts = charts.expect("a chart");
                let labels = axis_labels(&charts[0].typst);
                assert!(labels.len() >= 2, "{amount}: the axis says at least its ends: {labels:?}");
                for pair in labels.windows(2) {
                    assert!(pair[0].2 + 1.0 < pair[1].1, "{amount} at {width}: {pair:?}");
                }
                for line in charts[0].typst.lines().filter(|line| line.contains("place(")) {
                    let right = right_end(line);
                    assert!(right <= f64::from(width) / 10.0 + 2.5, "{amount} at {width}: {line}");
                }
            }
        }
    }

    /// Returns where what a line places ends at the right, in points.
    fn right_end(line: &str) -> f64 {
        let number = |after: &str| -> f64 {
            let value = line.split(after).nth(1).and_then(|rest| rest.split("pt").next()?.parse().ok());
            value.unwrap_or(0.0)
        };
        number("dx: ") + number("(width: ")
    }

    #[test]
    fn a_page_is_code_and_a_name_is_not() {
        let page = Some(Code::trusted("prose.page-ref(label(\"project:x\"))"));
        let bar = ProjectBar { name: "\")#panic(\"".into(), amount: 1, colour: "blue".into(), page };
        let chart = sample::with_look(|look| by_project(look, &[bar])).expect("a chart");
        assert!(chart.typst.contains("fill: theme.text-colour, prose.page-ref(label(\"project:x\"))"));
        assert!(chart.typst.contains(r#""\")#panic(\""))"#), "{}", chart.typst);
    }

    #[test]
    fn what_is_not_an_amount_or_a_colour_is_refused() {
        let bar = |amount, colour: &str| {
            let bar = ProjectBar { name: "甲".into(), amount, colour: colour.into(), page: None };
            sample::with_look(|look| by_project(look, &[bar.clone(), bar]))
        };
        assert_eq!(bar(-1, "blue"), Err(Error::Negative));
        assert_eq!(bar(i64::MAX, "blue"), Err(Error::Overflow));
        assert_eq!(bar(1, "mauve"), Err(Error::Ink("mauve".into())));
        assert!(bar(0, "blue").is_ok(), "all is zero");
    }
}
