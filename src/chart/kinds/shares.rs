//! One bar that is divided: the budget by challenge.

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::combinators::BindKeyPoints;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{Pen, ticks};
use super::words::{Part, ROUNDED, UNIT, division, label, rounding_shows, share};
use super::{Chart, Look};
use crate::chart::error::Error;
use crate::chart::share::{grouped, total};

/// The most steps of the axis.
const STEPS: i64 = 10;

/// Holds a challenge's amount.
#[derive(Debug, Clone)]
pub struct ChallengeShare {
    /// The challenge, with its number.
    pub name: String,
    /// The amount of its fields in thousands of yen.
    pub amount: i64,
    /// The name of its colour in the palette.
    pub colour: String,
    /// Whether this is what belongs to no challenge.
    pub rest: bool,
}

/// Draws how the budget is divided between the challenges, in their own order, each with its amount and share.
///
/// The parts must be the whole budget, with what belongs to no challenge among them.
///
/// # Errors
///
/// [`Error`] for an unknown colour and amounts that are negative or too large.
pub fn by_challenge(look: &Look<'_>, shares: &[ChallengeShare]) -> Result<Chart, Error> {
    let whole = total(shares.iter().map(|share| share.amount))?;
    let parts: Vec<_> =
        shares.iter().map(|share| Part { name: &share.name, amount: share.amount, rest: share.rest }).collect();
    let note = rounding_shows(&parts, whole).then_some(ROUNDED);
    let mut table = vec![vec!["関西チャレンジ".into(), format!("予算額（{UNIT}）"), "割合".into()]];
    table.extend(parts.iter().map(|part| vec![part.name.into(), grouped(part.amount), share(part.amount, whole)]));
    table.push(vec!["合計".into(), grouped(whole), share(whole, whole)]);
    Ok(Chart { typst: draw(look, shares, whole, note)?, alt: division(&parts, whole), table })
}

/// A label above the bar, beside a line that leads up from its part.
struct Flag {
    /// The line's place.
    at: i32,
    lines: Vec<String>,
    width: i32,
    /// Whether the label stands left of its line.
    left: bool,
    /// How many labels it stands above.
    row: usize,
}

impl Flag {
    fn span(&self) -> std::ops::RangeInclusive<i32> {
        if self.left { self.at - self.width..=self.at } else { self.at..=self.at + self.width }
    }

    /// Says whether the label and another one, or its line, would meet in the same row.
    fn meets(&self, other: &Self) -> bool {
        let (a, b) = (self.span(), other.span());
        a.start() <= b.end() && b.start() <= a.end()
    }
}

/// Places labels so that none meets another one or crosses another one's line.
///
/// A label stands right of its line; where there is no room before the edge, or before the line of a label that is
/// itself turned, it is turned to the left. Those to the right rise from right to left and those to the left from left
/// to right, so a line never passes a label.
fn flags(pen: &Pen<'_>, shares: &[ChallengeShare], ends: &[(i32, i32)], whole: i64) -> Vec<Flag> {
    let gap = pen.em(40);
    let mut edge = pen.width();
    let mut flags: Vec<Flag> = Vec::with_capacity(shares.len());
    for (share, (start, end)) in shares.iter().zip(ends).rev() {
        let at = start + ((end - start) / 2).min(gap);
        let value = label(share.amount, whole);
        let room = (edge - at).max(at) - 2 * gap;
        let wrap = |text| pen.look.font.wrap(text, pen.look.size, room.max(0).unsigned_abs());
        let lines: Vec<_> = [wrap(&share.name), wrap(&value)].concat().into_iter().map(str::to_owned).collect();
        let width = lines.iter().map(|line| pen.measure(line)).max().unwrap_or(0) + 2 * gap;
        let left = at + width > edge && at >= edge - at;
        if left {
            edge = at;
        }
        flags.push(Flag { at, lines, width, left, row: 0 });
    }
    // From right to left as they are now.
    for now in 0..flags.len() {
        if !flags[now].left {
            flags[now].row = above(&flags[now], flags[..now].iter().filter(|other| !other.left));
        }
    }
    flags.reverse();
    for now in 0..flags.len() {
        if flags[now].left {
            flags[now].row = above(&flags[now], flags[..now].iter());
        }
    }
    flags
}

/// Returns the first row above all labels that a label would meet.
fn above<'f>(flag: &Flag, others: impl Iterator<Item = &'f Flag>) -> usize {
    others.filter(|other| flag.meets(other)).map(|other| other.row + 1).max().unwrap_or(0)
}

fn draw(look: &Look<'_>, shares: &[ChallengeShare], whole: i64, note: Option<&str>) -> Result<String, Error> {
    let pen = Pen::new(look)?;
    let unit = format!("（{UNIT}）");
    // The labels at the ends of the axis are centred on them.
    let inset = pen.measure_small(&grouped(whole)) / 2;
    let x = |amount: i64| {
        let part = i128::from(amount) * i128::from(pen.width() - 2 * inset) / i128::from(whole.max(1));
        i32::try_from(part).map_or(i32::MAX, |part| inset + part)
    };
    // As many points as leave room for the unit beside the zero, and their labels apart.
    let with_unit = pen.measure_small("0") + pen.measure_small(&unit);
    let roomy = |points: &Vec<i64>| {
        let next = points.get(1).map(|next| x(*next) - pen.measure_small(&grouped(*next)) / 2);
        next.is_none_or(|next| next > inset + with_unit) && pen.stand_apart(points, x)
    };
    // The axis ends with the whole: the bar is as long as it.
    let points = |steps| ticks(whole, steps).into_iter().filter(|point| *point <= whole).collect();
    let points = (1..=STEPS).rev().map(points).find(roomy).unwrap_or_else(|| vec![0]);
    let mut before = 0;
    let ends: Vec<_> = shares
        .iter()
        .map(|share| {
            let start = before;
            before += share.amount;
            (x(start), x(before))
        })
        .collect();
    let flags = flags(&pen, shares, &ends, whole);
    let gap = pen.em(40);

    // The rows of labels, from the bar upwards.
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    let heights: Vec<_> = (0..rows)
        .map(|row| {
            let height =
                flags.iter().filter(|flag| flag.row == row).map(|flag| pen.height(&flag.lines)).max().unwrap_or(0);
            height + gap
        })
        .collect();
    let top: i32 = heights.iter().sum();
    let bottom = top + pen.em(280);
    let axis = pen.em(200);
    let height = bottom + axis + note.map_or(0, |_| pen.em(160));

    pen.draw(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(top)
            .margin_bottom(height - bottom - axis)
            .margin_left(inset)
            .margin_right(inset)
            .set_label_area_size(LabelAreaPosition::Bottom, axis)
            .build_cartesian_2d(
                (0..whole.max(1)).with_key_points(points.clone()),
                (0..1).with_key_points(Vec::new()),
            )?;
        chart
            .configure_mesh()
            .disable_mesh()
            .x_label_formatter(&|value| grouped(*value))
            .set_all_tick_mark_size(pen.em(25))
            .axis_style(pen.line)
            .label_style(pen.style(pen.small(), &pen.muted, HPos::Center, VPos::Top))
            .draw()?;
        let unit_at = (inset + pen.measure_small("0"), bottom + pen.em(95));
        pen.write_small(area, &unit, HPos::Left, unit_at)?;
        for (share, (start, end)) in shares.iter().zip(&ends) {
            pen.rect(area, pen.mark(&share.colour)?, (*start, top), (*end, bottom))?;
        }
        for flag in &flags {
            let foot = top - heights[..flag.row].iter().sum::<i32>() - gap;
            let head = foot - pen.height(&flag.lines);
            pen.line(area, pen.line, (flag.at, top), (flag.at, head))?;
            let (h_pos, text_at) = if flag.left { (HPos::Right, flag.at - gap) } else { (HPos::Left, flag.at + gap) };
            pen.write_lines(area, &flag.lines, h_pos, (text_at, head))?;
        }
        pen.write_foot(area, note, height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::kinds::sample;

    #[test]
    fn the_part_without_a_challenge_is_shown_and_summed() {
        let chart = sample::with_look(|look| by_challenge(look, &sample::challenges())).expect("a chart");
        assert_eq!(chart.table[4], ["チャレンジなし", "660", "1.1％"]);
        assert_eq!(chart.table[5], ["合計", "60,357", "100.0％"]);
        assert!(chart.alt.starts_with("②強みを活用 39,956千円（66.2％）が最も大きく"), "{}", chart.alt);
        assert!(chart.alt.contains("ほかにチャレンジなし 660千円（1.1％）がある。"));
    }

    #[test]
    fn labels_never_meet_or_cross_a_line() {
        for amounts in [
            vec![18_690, 39_956, 1_051, 660],
            vec![1, 1, 1, 1, 1, 5000],
            vec![5000, 1, 1, 1, 1, 1],
            vec![1, 2500, 1, 2500, 1],
            vec![10; 10],
            vec![0, 0, 7],
        ] {
            let shares: Vec<_> = amounts.iter().map(|amount| sample::share("①強みを発揮", *amount)).collect();
            let whole = amounts.iter().sum::<i64>();
            sample::with_look(|look| {
                let pen = Pen::new(look)?;
                let mut before = 0;
                let ends: Vec<_> = (amounts.iter())
                    .map(|amount| {
                        let place = |amount: i64| i32::try_from(amount * 7569 / whole).expect("a place");
                        before += amount;
                        (place(before - amount), place(before))
                    })
                    .collect();
                let flags = flags(&pen, &shares, &ends, whole);
                for (at, a) in flags.iter().enumerate() {
                    assert!(*a.span().start() >= 0 && *a.span().end() <= 7569, "{amounts:?}: {:?}", a.span());
                    for (other, b) in flags.iter().enumerate().filter(|(other, _)| *other != at) {
                        assert!(a.row != b.row || !a.meets(b), "{amounts:?}: {at} and {other} meet");
                        let crossed = b.row > a.row && a.span().contains(&b.at) && a.at != b.at;
                        assert!(!crossed, "{amounts:?}: the line of {other} crosses {at}");
                    }
                }
                Ok::<(), Error>(())
            })
            .expect("labels");
        }
    }
}
