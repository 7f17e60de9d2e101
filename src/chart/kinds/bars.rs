//! Horizontal bars: the budget by field, and by project.

use std::cmp::Reverse;

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::combinators::BindKeyPoints;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{Names, Pen, middles, ticks};
use super::words::{Part, ROUNDED, UNIT, division, label, ranking, rounding_shows, share};
use super::{Chart, Look};
use crate::chart::error::Error;
use crate::chart::palette::Code;
use crate::chart::share::{grouped, total};

/// The most steps of an axis.
const STEPS: i64 = 6;

/// Holds a field's amount.
#[derive(Debug, Clone)]
pub struct FieldBar {
    /// The field.
    pub name: String,
    /// Its lines' amounts in thousands of yen; what is relisted under it does not count.
    pub amount: i64,
    /// The name of its colour in the palette.
    pub colour: String,
    /// A word on what the amount leaves out, such as relisted lines.
    pub note: Option<String>,
    /// Whether this is what belongs to no field. It comes last, whatever its amount.
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

/// Draws the budget by field, the largest first, each with its amount and its share of all bars.
///
/// The bars must be the whole budget, with what belongs to no field among them: the shares are those of their sum.
///
/// # Errors
///
/// [`Error`] for an unknown colour and amounts that are negative or too large.
pub fn by_field(look: &Look<'_>, bars: &[FieldBar]) -> Result<Chart, Error> {
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
    let note = rounding_shows(&parts, whole).then_some(ROUNDED);
    let mut table = vec![vec!["分野".into(), format!("予算額（{UNIT}）"), "割合".into(), "備考".into()]];
    table.extend(bars.iter().map(|bar| {
        let note = bar.note.clone().unwrap_or_default();
        vec![bar.name.clone(), grouped(bar.amount), share(bar.amount, whole), note]
    }));
    table.push(vec!["合計".into(), grouped(whole), share(whole, whole), String::new()]);
    Ok(Chart { typst: draw(look, &rows, note)?, alt: division(&parts, whole), table })
}

/// Draws the projects by amount, the largest first, each with its page.
///
/// Shares are left to [`by_field`]: projects are not the whole budget, and one share must not have two wholes.
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
    Ok(Chart { typst: draw(look, &rows, None)?, alt: ranking(&parts, whole), table })
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

fn draw(look: &Look<'_>, rows: &[Row<'_>], note: Option<&str>) -> Result<String, Error> {
    let pen = Pen::new(look)?;
    let names = Names::new(&pen, rows.iter().map(|row| (row.name, row.page)));
    let points = ticks(rows.iter().map(|row| row.amount).max().unwrap_or(0), STEPS);
    let max = points.last().copied().unwrap_or(1);
    let gap = pen.em(50);

    // As long an axis as leaves room for every label right of its bar, and for the unit right of the last point.
    let space = pen.width() - names.end;
    let unit = format!("（{UNIT}）");
    let unit_left = pen.measure_small(&grouped(max)) / 2 + gap / 2;
    let fits = |row: &Row<'_>| {
        let label = gap + pen.measure(&row.value) + row.note.map_or(0, |note| gap + pen.measure_small(note));
        let longest = i128::from(space - label) * i128::from(max) / i128::from(row.amount.max(1));
        i32::try_from(longest).unwrap_or(space)
    };
    let with_unit = space - unit_left - pen.measure_small(&unit);
    let length = rows.iter().map(fits).fold(with_unit, i32::min).max(space / 4);
    let top = names.head(&pen);
    let (rows_middle, bottom) = middles(top, &names.heights(&pen));
    let axis = pen.em(200);
    let height = bottom + axis + note.map_or(0, |_| pen.em(160));

    pen.draw(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(top)
            .margin_bottom(height - bottom - axis)
            .margin_right(space - length)
            .margin_left(names.end)
            .set_label_area_size(LabelAreaPosition::Bottom, axis)
            .build_cartesian_2d((0..max).with_key_points(points.clone()), (0..1).with_key_points(Vec::new()))?;
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
        names.draw(&pen, area, top, &rows_middle)?;
        let half = pen.em(65);
        for (row, middle) in rows.iter().zip(&rows_middle) {
            let end = x(row.amount);
            pen.rect(area, pen.mark(row.colour)?, (x(0), middle - half), (end, middle + half))?;
            pen.write(area, &row.value, HPos::Left, (end + gap, *middle))?;
            if let Some(note) = row.note {
                let at = end + gap + pen.measure(&row.value) + gap;
                pen.write_small(area, note, HPos::Left, (at, *middle))?;
            }
        }
        pen.line(area, pen.line, (x(0), top), (x(0), bottom))?;
        pen.write_small(area, &unit, HPos::Left, (x(max) + unit_left, bottom + pen.em(95)))?;
        pen.write_foot(area, note, height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    #[test]
    fn the_largest_field_comes_first_and_the_rest_last() {
        let chart = sample::with_look(|look| by_field(look, &sample::fields())).expect("a chart");
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
