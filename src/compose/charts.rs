//! The charts, made from the same model as the tables, and the page that shows them.

use super::labels::{page_label, project_label};
use super::pages::{entry, titled};
use super::writer::{Dict, Writer};
use super::{Composition, Entry, Marks, words};
use crate::characters::one_line;
use crate::chart::kinds::{
    ChallengeShare, Occasion, ProjectBar, ShareBar, Year, by_challenge, by_project, by_share, by_year,
};
use crate::chart::{Chart, Code, Error, Font, Look, Palette, UNITS, kinds};
use crate::diagnostic::{Located, Text};
use crate::model::{
    Amount, Block, ChartKind, Charts, Colour, DateStyle, Event, Figure, Gutter, Measure, Moment, PageKind, Placed,
    Plan, Project, format_period,
};
use crate::source::prose::visit_blocks;

/// The width of a page's text without a gutter: 267 mm, in [`UNITS`].
const TEXT_WIDTH: u32 = 7569;
/// The width of a drawing without a table beside it, and of one with its table, in [`UNITS`].
const WIDTHS: (u32, u32) = (740 * UNITS, 440 * UNITS);
/// How high the rows of a drawing may be together, in points: what a page leaves beside its head, months or axis.
const ROWS_HEIGHT: u32 = 400;
/// How high the rows of a drawing with its table beside it may be together, in points: a row of the table may be half
/// as high again as a bar.
const TABLED_HEIGHT: u32 = 260;
/// How many challenges one divided bar may have; each has a label above it.
const MOST_SHARES: usize = 8;
/// The size of a drawing's labels in points.
const SIZE: u32 = 9;

/// A chart of the plan.
#[derive(Debug)]
pub struct Drawing {
    /// Its name, for files.
    pub name: String,
    /// Its caption.
    pub title: String,
    /// The chart.
    pub chart: Chart,
    /// Whether its table stands beside it; otherwise the drawing's own labels say all of it.
    tabled: bool,
}

/// Draws all charts of a plan. `page` says what shows the page of a project.
///
/// # Errors
/// If the font cannot be read, which is a mistake of whoever passes it.
pub fn drawings(
    plan: &Plan,
    font: &Font<'_>,
    page: impl FnMut(&Project) -> Option<Code>,
) -> Result<Vec<Drawing>, Error> {
    drawings_of(plan, &ChartKind::ALL, font, page)
}

/// Draws the charts that a plan shows.
///
/// # Errors
/// See [`drawings`].
pub fn shown_drawings(plan: &Plan, font: &Font<'_>) -> Result<Vec<Drawing>, Error> {
    let chosen = plan.pages.iter().find_map(|page| match page {
        crate::model::Page::Charts(charts) => Some(charts.shown.as_slice()),
        _ => None,
    });
    drawings_of(plan, chosen.unwrap_or_default(), font, |_| None)
}

/// Draws the chosen charts of a plan.
fn drawings_of(
    plan: &Plan,
    chosen: &[ChartKind],
    font: &Font<'_>,
    mut page: impl FnMut(&Project) -> Option<Code>,
) -> Result<Vec<Drawing>, Error> {
    let palette: Palette = kinds::palette(&Colour::ALL.map(Colour::name));
    let look = |width: u32| Look { font, palette: &palette, width, size: SIZE * UNITS };
    let (alone, beside_table) = widths(plan.settings.print.binding.gutter);
    let wanted = |kind| chosen.contains(&kind);
    let mut drawings = Vec::new();
    let mut push = |name: &str, title: &str, chart, tabled| {
        drawings.push(Drawing { name: name.to_owned(), title: title.to_owned(), chart, tabled });
    };
    // Bars that one drawing cannot hold with its table beside it say all of it in their labels, over several drawings.
    let divided = |heading: &str, bars: &[ShareBar]| {
        let mut beside = by_share(&look(beside_table), heading, bars, TABLED_HEIGHT * UNITS)?;
        match beside.pop() {
            Some(only) if beside.is_empty() => Ok((vec![only], true)),
            _ => by_share(&look(alone), heading, bars, ROWS_HEIGHT * UNITS).map(|charts| (charts, false)),
        }
    };
    if wanted(ChartKind::Fields) {
        let (charts, tabled) = divided(words::FIELD, &field_bars(plan))?;
        for (at, chart) in charts.into_iter().enumerate() {
            let (name, title) = numbered("fields", words::BY_FIELD, at);
            push(&name, &title, chart, tabled);
        }
    }
    if wanted(ChartKind::Challenges) {
        let shares = challenge_shares(plan);
        let (charts, tabled) = if shares.len() > MOST_SHARES {
            let bars: Vec<_> = shares.into_iter().map(share_bar).collect();
            divided(words::CHALLENGE, &bars)?
        } else {
            (vec![by_challenge(&look(beside_table), &shares)?], true)
        };
        for (at, chart) in charts.into_iter().enumerate() {
            let (name, title) = numbered("challenges", words::BY_CHALLENGE, at);
            push(&name, &title, chart, tabled);
        }
    }
    if wanted(ChartKind::Years)
        && let Some(chart) = by_year(&look(alone), &years(plan))?
    {
        push("years", words::BY_YEAR, chart, false);
    }
    if wanted(ChartKind::Projects) {
        let mut projects: Vec<_> = plan.projects.iter().collect();
        // The chart sorts its bars; the page references are recorded in the same order.
        projects.sort_by_key(|project| std::cmp::Reverse(project.amount()));
        let most = rows_within(&look(alone), projects.iter().map(|project| one_line(&project.title)))?;
        let projects_in_all = projects.len();
        projects.truncate(most);
        let bars: Vec<_> = projects
            .into_iter()
            .map(|project| ProjectBar {
                name: one_line(&project.title),
                amount: project.amount().thousands(),
                colour: plan.leading_field(project).map_or("house", |field| field.colour.name()).to_owned(),
                page: page(project),
            })
            .collect();
        let title = if projects_in_all > most { words::top(words::BY_PROJECT, most) } else { words::BY_PROJECT.into() };
        push("projects", &title, by_project(&look(alone), &bars)?, false);
    }
    if wanted(ChartKind::Calendar) {
        let occasions = occasions(plan, page);
        let year = plan.fiscal_year.year();
        let names = [crate::model::era_name_of_year(year), crate::model::era_name_of_year(year + 1)];
        let names = [names[0].as_str(), names[1].as_str()];
        let (mut rest, mut count) = (occasions.as_slice(), 0);
        while !rest.is_empty() {
            let fitting = rows_within(&look(alone), rest.iter().map(|occasion| occasion.name.clone()))?;
            let (part, others) = rest.split_at(fitting);
            let (name, title) = numbered("calendar", words::CALENDAR, count);
            push(&name, &title, kinds::calendar(&look(alone), year, names, part)?, false);
            (rest, count) = (others, count + 1);
        }
    }
    Ok(drawings)
}

/// Returns the name and the caption of a chart's part, from 0: the further ones are numbered, and say that they go on.
fn numbered(name: &str, title: &str, at: usize) -> (String, String) {
    match at {
        0 => (name.to_owned(), title.to_owned()),
        at => (format!("{name}-{}", at + 1), words::continued(title)),
    }
}

/// Makes a bar of a challenge's share.
fn share_bar(share: ChallengeShare) -> ShareBar {
    let ChallengeShare { name, amount, colour, rest } = share;
    ShareBar { name, amount, colour, note: None, rest }
}

/// Returns the widths of drawings that a gutter leaves.
fn widths(gutter: Gutter) -> (u32, u32) {
    let text = TEXT_WIDTH.saturating_sub(gutter.hundredths() * 72 * UNITS / 2540);
    let alone = WIDTHS.0.min(text);
    (alone, WIDTHS.1 * alone / WIDTHS.0)
}

/// Returns how many of these rows fit into a drawing; one at least.
fn rows_within(look: &Look<'_>, names: impl Iterator<Item = String>) -> Result<usize, Error> {
    Ok(kinds::rows_within(look, names, ROWS_HEIGHT * UNITS)?.max(1))
}

/// The budget by field: each line under its own field only; what is shown again is said as a note.
fn field_bars(plan: &Plan) -> Vec<ShareBar> {
    let lines = || plan.projects.iter().flat_map(|project| &project.lines);
    let bar = |(at, field): (usize, &crate::model::Field)| {
        let own = lines().filter(|line| line.field.is_some_and(|own| own.position() == at));
        let again = lines().filter(|line| line.relisted.iter().any(|field| field.position() == at));
        let again: Amount = again.map(|line| line.amount.value).sum();
        ShareBar {
            name: one_line(&field.name),
            amount: own.map(|line| line.amount.value).sum::<Amount>().thousands(),
            colour: field.colour.name().to_owned(),
            note: (again != Amount::default()).then(|| format!("ほかに再掲 {again}{}", words::UNIT)),
            rest: false,
        }
    };
    let mut bars: Vec<_> = plan.fields.iter().enumerate().map(bar).collect();
    let common = common(plan);
    if common != Amount::default() {
        let (name, colour) = (words::COMMON.to_owned(), "none".to_owned());
        bars.push(ShareBar { name, amount: common.thousands(), colour, note: None, rest: true });
    }
    bars
}

/// Returns what belongs to no field: lines without one, and the overhead.
fn common(plan: &Plan) -> Amount {
    let lines = plan.projects.iter().flat_map(|project| &project.lines).filter(|line| line.field.is_none());
    lines.map(|line| line.amount.value).chain(plan.overhead.iter().map(|line| line.amount)).sum()
}

fn challenge_shares(plan: &Plan) -> Vec<ChallengeShare> {
    let tints = ["house", "house-pale", "house-dark"];
    let share = |(at, challenge): (usize, &crate::model::Challenge)| {
        let lines = plan.projects.iter().flat_map(|project| &project.lines);
        let own =
            lines.filter(|line| line.field.is_some_and(|field| field.of(&plan.fields).challenge.position() == at));
        ChallengeShare {
            name: format!("{}{}", words::circled(challenge.number), one_line(&challenge.name)),
            amount: own.map(|line| line.amount.value).sum::<Amount>().thousands(),
            colour: tints[at % tints.len()].to_owned(),
            rest: false,
        }
    };
    let mut shares: Vec<_> = plan.challenges.iter().enumerate().map(share).collect();
    let common = common(plan);
    if common != Amount::default() {
        let (name, colour) = (words::COMMON.to_owned(), "none".to_owned());
        shares.push(ChallengeShare { name, amount: common.thousands(), colour, rest: true });
    }
    shares
}

fn years(plan: &Plan) -> Vec<Year> {
    let earlier = plan.earlier.iter().map(|(year, total)| (*year, *total));
    let all = earlier.chain([(plan.fiscal_year, plan.total())]);
    all.map(|(year, total)| Year { name: year.to_string(), amount: total.thousands() }).collect()
}

/// The events of the fiscal year; those outside it are reported by a rule and have no place in the calendar.
///
/// In the order in which the calendar shows them, which is that of the page references.
fn occasions(plan: &Plan, mut page: impl FnMut(&Project) -> Option<Code>) -> Vec<Occasion> {
    let mut found = Vec::new();
    for project in &plan.projects {
        for blocks in [&project.purpose, &project.outline, &project.aims] {
            visit_blocks(blocks, &mut |block| {
                if let Block::Data(Placed::Event(event)) = block {
                    found.extend(occasion(plan, project, event).map(|occasion| (project, occasion)));
                }
            });
        }
    }
    found.sort_by_key(|(_, occasion)| (occasion.start, occasion.end));
    let paged = found.into_iter().map(|(project, occasion)| Occasion { page: page(project), ..occasion });
    paged.collect()
}

fn occasion(plan: &Plan, project: &Project, event: &Event) -> Option<Occasion> {
    let end = event.end.as_ref().map(|end| end.value);
    let (first, last) = (event.start.value.first_day(), end.unwrap_or(event.start.value).last_day());
    let inside = plan.fiscal_year.contains(first) && plan.fiscal_year.contains(last);
    let style = DateStyle { year: false, weekday: event.weekday };
    inside.then(|| Occasion {
        name: one_line(&project.title),
        when: format_period(event.start.value, end, style),
        start: first,
        end: last,
        fixed: matches!(event.start.value, Moment::Day(_)),
        colour: plan.leading_field(project).map_or("house", |field| field.colour.name()).to_owned(),
        page: None,
    })
}

/// Writes the pages of the charts, the targets and the matrix, as far as they are chosen.
pub(super) fn charts(w: &mut Writer<'_>, plan: &Plan, page: &Charts, font: &Font<'_>) -> Result<Entry, Error> {
    let title = &page.title;
    let mut shown = Vec::new();
    let drawings = drawings_of(plan, &page.shown, font, |project| {
        let label = project_label(project);
        let code = Code::trusted(format!("prose.page-ref(label({}))", quoted(&label)));
        shown.push((label, project.title.span));
        Some(code)
    })?;
    for (label, span) in shown {
        w.reference(&label, span);
    }
    for drawing in &drawings {
        for text in crate::chart::texts(&drawing.chart.typst) {
            w.shows(text, title.span);
        }
    }
    w.page("charts", |d| {
        d.label("label", &page_label(PageKind::Charts));
        titled(d, title);
        d.array("figures", &drawings, |w, drawing| w.dict(|d| figure(d, drawing, title)));
        let chosen = |kind: ChartKind| page.shown.contains(&kind).then_some(());
        d.maybe_dict("targets", chosen(ChartKind::Targets), |d, ()| targets(d, plan));
        d.maybe_dict("matrix", chosen(ChartKind::Matrix), |d, ()| matrix(d, plan));
    });
    Ok(entry(PageKind::Charts, title, title.span))
}

fn figure(d: &mut Dict<'_, '_>, drawing: &Drawing, title: &Text) {
    d.string("title", &drawing.title)
        .code("drawing", &drawing.chart.typst)
        .aside("alt", &drawing.chart.alt, title.span)
        .code("tabled", if drawing.tabled { "true" } else { "false" })
        .array("table", &drawing.chart.table, |w, row| {
            // Where the drawing's own labels say all of it, the layout leaves the table out.
            w.array(row.iter().enumerate(), |w, (column, cell)| match (drawing.tabled, column) {
                (false, _) => w.aside(cell, title.span),
                (true, 0) => w.phrases(cell, title.span),
                (true, _) => w.shown(cell, title.span),
            });
        });
}

/// Writes the table of all targets with their pages.
fn targets(d: &mut Dict<'_, '_>, plan: &Plan) {
    let measures = plan.projects.iter().flat_map(|project| {
        let measures = project.targets.iter().flat_map(|target| {
            let further = target.also.iter().map(|measure| (measure, None));
            [(&target.measure, target.previous.as_ref())].into_iter().chain(further)
        });
        measures.map(move |(measure, previous)| (project, measure, previous))
    });
    // The column stands only where somebody has given a figure: nothing is invented.
    let targets = || plan.projects.iter().flat_map(|project| &project.targets);
    let columns = words::TARGET_COLUMNS
        .into_iter()
        .filter(|column| *column != words::PREVIOUS || targets().any(|target| target.previous.is_some()));
    d.string("title", words::ALL_TARGETS).array("columns", columns, Writer::string).array(
        "rows",
        measures,
        |w, (project, measure, previous)| target_row(w, project, measure, previous),
    );
}

fn target_row(w: &mut Writer<'_>, project: &Project, measure: &Measure, previous: Option<&Located<Figure>>) {
    let label = project_label(project);
    w.reference(&label, measure.label.span);
    let unit = measure.unit.as_ref().map_or("", |unit| &unit.value);
    let comparison = measure.comparison.as_ref().map_or("", |comparison| &comparison.value);
    let before = |w: &Writer<'_>, span| w.before(span).filter(|_| w.marks == Marks::Full).map(ToString::to_string);
    let old_value = super::sheet::old_figure(w, measure).filter(|_| w.marks == Marks::Full).map(|old| old.to_string());
    let old_label = before(w, measure.label.span);
    w.dict(|d| {
        d.shown("project", &one_line(&project.title), project.title.span)
            .shown("label", &one_line(&measure.label), measure.label.span)
            .with("old-label", |w| match &old_label {
                Some(label) => w.shown(label, measure.label.span),
                None => w.code("none"),
            })
            .mapped("value", &format!("{}{unit}{comparison}", measure.value.value), measure.value.span)
            .maybe_string("old", old_value.as_deref())
            .with("previous", |w| match previous {
                Some(previous) => w.mapped(&format!("{}{unit}", previous.value), previous.span),
                None => w.string(""),
            })
            .label("target", &label);
    });
}

/// Writes which project is listed under which field, and so serves which challenge.
fn matrix(d: &mut Dict<'_, '_>, plan: &Plan) {
    d.string("title", words::MATRIX).string("corner", words::TITLE);
    d.array("challenges", &plan.challenges, |w, challenge| {
        let own = plan.fields.iter().filter(|f| f.challenge.of(&plan.challenges).number == challenge.number);
        let mark = words::circled(challenge.number);
        w.dict(|d| {
            // A challenge without fields has no column.
            if own.clone().next().is_some() {
                d.string("mark", &mark).text("name", &challenge.name);
            } else {
                d.keyword("mark", &mark).aside("name", &challenge.name, challenge.name.span);
            }
            d.array("fields", own, |w, own| w.dict(|d| super::pages::field(d, own)));
        });
    });
    d.array("rows", &plan.projects, |w, project| {
        w.dict(|d| {
            d.shown("name", &one_line(&project.title), project.title.span);
            d.array("marks", ordered_fields(plan), |w, field| {
                let own = project.lines.iter().any(|line| line.field == Some(field));
                let again = project.lines.iter().any(|line| line.relisted.contains(&field));
                w.string(if own {
                    words::OWN
                } else if again {
                    words::AGAIN
                } else {
                    ""
                });
            });
        });
    });
    d.string("legend", words::MATRIX_LEGEND);
}

/// Returns the fields in the order of their challenges.
fn ordered_fields(plan: &Plan) -> Vec<crate::model::Index<crate::model::Field>> {
    let mut fields = plan.field_indices();
    fields.sort_by_key(|field| field.of(&plan.fields).challenge);
    fields
}

fn quoted(text: &str) -> String {
    // Labels are made of ids: letters, digits, hyphens and a colon.
    format!("\"{text}\"")
}

/// Composes drawings for files of their own, a page each, as large as the drawing.
#[must_use]
pub fn compose_drawings(plan: &Plan, drawings: &[Drawing]) -> Composition {
    let mut w = Writer::new(&plan.history, Marks::None);
    for import in ["document.typ\": document", "theme.typ\" as theme", "prose.typ\" as prose"] {
        w.line(&format!("#import \"/layouts/{import}"));
    }
    super::pages::document_as(&mut w, plan, &plan.full_title(), Gutter::default());
    w.line(
        "#set page(width: auto, height: auto, margin: theme.drawing-margin, bleed: 0pt, footer: none, numbering: none)",
    );
    for drawing in drawings {
        w.line(&format!("#page({})", drawing.chart.typst));
    }
    let (main, map, references) = w.finish();
    Composition { main, map, draft: false, front: plan.title.span, entries: Vec::new(), references }
}
