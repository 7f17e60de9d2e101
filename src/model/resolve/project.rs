//! Projects.

use super::prose::{ProjectData, Resolver};
use super::{Findings, Ids, Scope, each, value};
use crate::characters::halved;
use crate::diagnostic::{Diagnostic, Located, Text, rule, suggest_help};
use crate::model::{
    Amount, Destination, Event, EventStyle, Extent, Flow, Id, Index, Line, Measure, MemberGroup, Members, Moment,
    PageKind, Person, Picture, Placed, Project, Section, Table, Target,
};
use crate::source::prose::DataKind;
use crate::source::raw::Scalar;
use crate::source::{ProjectSource, raw};

/// What `pages:` says where a sheet takes as many pages as it needs.
const AUTO: &str = "auto";

/// How many columns a table may have: more are narrower than three characters in a sheet's column.
const MOST_COLUMNS: usize = 10;

/// Collects the amounts that prose may cite: `total`, projects, lines and overhead by id.
///
/// Invalid amounts are left out; they are reported where the lines are resolved.
pub(super) fn amounts(
    overhead: &[raw::Overhead],
    projects: &[(ProjectSource, Option<Index<Section>>)],
    scope: &Scope<'_>,
) -> Vec<(String, (Destination, Amount))> {
    let quiet = &mut Findings::default();
    let mut amounts = Vec::new();
    let mut total = Amount::default();
    for (at, (project, _)) in projects.iter().enumerate() {
        let destination = Destination::Project(Index::new(at));
        let mut sum = Amount::default();
        for line in &project.data.lines.value {
            let amount = value::amount(&line.amount, quiet).unwrap_or_default();
            sum = sum + amount;
            amounts.push((line.id.value.clone(), (destination, amount)));
        }
        total = total + sum;
        amounts.push((project.id.value.clone(), (destination, sum)));
    }
    if scope.pages.contains(&PageKind::Budget) {
        let list = Destination::Page(PageKind::Budget);
        for line in overhead {
            let amount = value::amount(&line.amount, quiet).unwrap_or_default();
            total = total + amount;
            amounts.push((line.id.value.clone(), (list, amount)));
        }
        amounts.push(("total".into(), (list, total)));
    }
    amounts
}

/// Resolves a project.
pub(super) fn resolve(
    source: &ProjectSource,
    section: Option<Index<Section>>,
    sections: &[Section],
    scope: &Scope<'_>,
    findings: &mut Findings,
) -> Option<Project> {
    let raw = &source.data;
    let since = value::fiscal_year(&raw.since, findings);
    if let Some(since) = since.filter(|since| *since > scope.fiscal_year) {
        findings.report(
            &rule::YEAR_ORDER,
            raw.since.span,
            format!("the project starts in {since}, after the plan's {}", scope.fiscal_year),
            "correct `since:`, or the plan's `fiscal-year:`",
        );
    }
    if raw.lines.value.is_empty() {
        let help = "add a line with its name, summary and amount";
        findings.report(&rule::NO_LINES, raw.lines.span, "the project has no budget line", help);
    }
    let lines = each(&raw.lines.value, |line| resolve_line(line, scope, findings));
    let data = project_data(raw, findings);
    let stated = super::settings::stated(raw.stated.as_ref(), &scope.challenges, findings);
    Ids::<Target>::collect("target", raw.targets.iter().map(|target| &target.id), findings);
    let targets = each(&raw.targets, |target| resolve_target(target, findings));
    let pages = extent(raw.pages.as_ref(), findings);
    let data = data?;
    let mut resolver = Resolver::new(scope, &data);
    let prose: Vec<_> = source.prose.iter().map(|section| resolver.blocks(&section.blocks, findings)).collect();
    if prose.iter().all(Option::is_some) {
        resolver.report_unplaced(findings);
    }
    let [purpose, outline, aims]: [Option<_>; 3] = prose.try_into().ok()?;
    let section = section?;
    let lines = lines?;
    let title = match (&raw.title, &lines[..]) {
        (Some(title), _) => title.clone(),
        (None, [only]) => only.name.clone(),
        (None, _) => section.of(sections).title.clone(),
    };
    Some(Project {
        id: Id::new(source.id.clone()),
        section,
        title,
        since: Located::new(since?, raw.since.span),
        pages: pages?,
        lines,
        purpose: purpose?,
        outline: outline?,
        aims: aims?,
        targets: targets?,
        stated,
    })
}

/// Reads how many pages a sheet may take.
fn extent(written: Option<&Located<Scalar>>, findings: &mut Findings) -> Option<Extent> {
    let Some(written) = written else { return Some(Extent::One) };
    let number = match &written.value {
        Scalar::Text(text) if text == AUTO => return Some(Extent::Auto),
        Scalar::Integer(number) => usize::try_from(*number).ok(),
        _ => None,
    };
    let number = number.filter(|number| (1..=Extent::MOST).contains(number));
    if number.is_none() {
        let help = format!(
            "write a number from 1 to {}, such as `pages: 2`, or `pages: {AUTO}` for as many as the sheet needs",
            Extent::MOST
        );
        findings.report(&rule::INVALID_VALUE, written.span, "this is not a number of pages", help);
    }
    number.map(|number| Extent::UpTo(Located::new(number, written.span)))
}

fn resolve_line(line: &raw::Line, scope: &Scope<'_>, findings: &mut Findings) -> Option<Line> {
    let amount = value::amount(&line.amount, findings);
    let field = match &line.field {
        Some(field) => scope.fields.get(field, findings).map(Some),
        None => Some(None),
    };
    if let (None, Some(relisted)) = (&line.field, line.relisted.first()) {
        let help = "name the field under which it counts: `field: …`";
        findings.report(&rule::RELISTED_FIELD, relisted.span, "a line without a field cannot be relisted", help);
    }
    let mut relisted = Vec::new();
    for written in &line.relisted {
        let Some(index) = scope.fields.get(written, findings) else { continue };
        if field == Some(Some(index)) || relisted.contains(&index) {
            let message = format!("`{}` lists this line already", written.value);
            findings.report(&rule::RELISTED_FIELD, written.span, message, "remove it from `relisted:`");
        }
        relisted.push(index);
    }
    Some(Line {
        id: Id::new(line.id.clone()),
        name: line.name.clone(),
        summary: line.summary.clone(),
        amount: Located::new(amount?, line.amount.span),
        field: field?,
        relisted,
    })
}

fn project_data(raw: &raw::Project, findings: &mut Findings) -> Option<ProjectData> {
    let audiences = raw.audiences.iter();
    let audiences: Vec<_> = audiences.map(|a| (a.id.clone(), a.label.clone(), a.text.clone())).collect();
    for (_, label, _) in &audiences {
        value::label(label, findings);
    }
    Ids::<Text>::collect("audience", audiences.iter().map(|(id, ..)| id), findings);
    let events = placed(
        DataKind::Event,
        &raw.events,
        |event| &event.id,
        findings,
        |event, findings| resolve_event(event, findings).map(Placed::Event),
    );
    let tables = placed(
        DataKind::Table,
        &raw.tables,
        |table| &table.id,
        findings,
        |table, findings| resolve_table(table, findings).map(Placed::Table),
    );
    let members = placed(
        DataKind::Members,
        &raw.members,
        |members| &members.id,
        findings,
        |members, findings| resolve_members(members, findings).map(Placed::Members),
    );
    let flows = placed(
        DataKind::Flow,
        &raw.flows,
        |flow| &flow.id,
        findings,
        |flow, _| {
            let steps = flow.steps.iter().map(|step| (step.name.clone(), step.text.clone())).collect();
            Some(Placed::Flow(Flow { title: flow.title.clone(), steps }))
        },
    );
    let figures = placed(
        DataKind::Figure,
        &raw.figures,
        |figure| &figure.id,
        findings,
        |figure, findings| resolve_figure(figure, findings).map(Placed::Picture),
    );
    let placed = [events?, tables?, members?, flows?, figures?].into_iter().flatten().collect::<Vec<_>>();
    let dates = placed
        .iter()
        .filter_map(|(_, id, placed)| match placed {
            Placed::Members(members) => Some((id.clone(), members.as_of.value)),
            _ => None,
        })
        .collect();
    Some(ProjectData { placed, audiences, dates })
}

type PlacedList = Vec<(DataKind, Text, Placed)>;

fn placed<T>(
    kind: DataKind,
    items: &[T],
    id: impl Fn(&T) -> &Text,
    findings: &mut Findings,
    mut resolve: impl FnMut(&T, &mut Findings) -> Option<Placed>,
) -> Option<PlacedList> {
    Ids::<Placed>::collect(kind.scheme(), items.iter().map(&id), findings);
    each(items, |item| Some((kind, id(item).clone(), resolve(item, findings)?)))
}

fn resolve_event(event: &raw::Event, findings: &mut Findings) -> Option<Event> {
    let start = value::moment(&event.start, findings);
    let end = match &event.end {
        Some(end) => value::moment(end, findings).map(Some),
        None => Some(None),
    };
    if let (Some(start), Some(Some(end)), Some(written)) = (start, end, &event.end)
        && !after(start, end)
    {
        findings.push(
            Diagnostic::new(&rule::DATE_RANGE, written.span, "the event ends before or when it starts")
                .also(event.start.span, "the start")
                .help("correct one of the dates; leave `end:` out where it is one day"),
        );
    }
    let styles = [("formal", EventStyle::Formal), ("plain", EventStyle::Plain)];
    let style = match &event.style {
        None => EventStyle::Formal,
        Some(written) => match styles.iter().find(|(name, _)| *name == written.value) {
            Some((_, style)) => *style,
            None => {
                let message = format!("unknown style `{}`", written.value);
                let help = suggest_help(&written.value, styles.map(|(name, _)| name));
                findings.push(Diagnostic::new(&rule::INVALID_VALUE, written.span, message).maybe_help(help));
                return None;
            }
        },
    };
    Some(Event {
        start: Located::new(start?, event.start.span),
        end: end?.zip(event.end.as_ref()).map(|(end, written)| Located::new(end, written.span)),
        venue: event.venue.clone(),
        theme: event.theme.clone(),
        contents: event.contents.clone(),
        style,
        weekday: event.weekday.unwrap_or(true),
    })
}

fn after(start: Moment, end: Moment) -> bool {
    end.last_day() > start.last_day() && end.first_day() >= start.first_day()
}

fn resolve_figure(figure: &raw::Figure, findings: &mut Findings) -> Option<Picture> {
    let width = optional(figure.width.as_ref(), |width| {
        let written = match &width.value {
            Scalar::Text(text) => text.clone(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Decimal(number) => number.to_string(),
        };
        let percent = |text: &str| text.parse().ok().filter(|percent| (10..=100).contains(percent));
        let found = written.strip_suffix('%').and_then(percent);
        if found.is_none() {
            let message = format!("`{written}` is not a width");
            let meant = halved(&written);
            let help = match percent(meant.trim().trim_end_matches('%').trim_end()) {
                Some(meant) => format!("write `{meant}%`"),
                None => "write `60%`: 10 to 100 of the column's width".into(),
            };
            findings.report(&rule::INVALID_VALUE, width.span, message, help);
        }
        found
    })?;
    let (image, alt, caption) = (figure.image.clone(), figure.alt.clone(), figure.caption.clone());
    Some(Picture { image, alt, caption, width })
}

/// Resolves a value that may be absent: the outer option says whether it is valid, the inner whether it is there.
fn optional<T, U>(value: Option<&T>, resolve: impl FnOnce(&T) -> Option<U>) -> Option<Option<U>> {
    match value {
        Some(value) => resolve(value).map(Some),
        None => Some(None),
    }
}

fn resolve_table(table: &raw::Table, findings: &mut Findings) -> Option<Table> {
    let columns = table.columns.len();
    if columns == 0 {
        findings.report(&rule::INVALID_VALUE, table.title.span, "the table has no columns", "name them in `columns:`");
    }
    if let Some(first) = table.columns.get(MOST_COLUMNS) {
        let message = format!("the table has {columns} columns, a sheet has room for {MOST_COLUMNS}");
        let help = "part the table into several, or let its rows and columns change places";
        findings.report(&rule::INVALID_VALUE, first.span, message, help);
    }
    for row in table.rows.iter().filter(|row| row.len() != columns) {
        let message = format!("the row has {} cells, the table {columns} columns", row.len());
        findings.report(&rule::INVALID_VALUE, row.span, message, "give every row one cell a column");
    }
    let rows = table.rows.iter().map(|row| row.value.clone()).collect();
    Some(Table { title: table.title.clone(), columns: table.columns.clone(), rows })
}

fn resolve_members(members: &raw::Members, findings: &mut Findings) -> Option<Members> {
    let groups = members.groups.iter().map(|group| MemberGroup {
        name: group.name.clone(),
        people: group
            .people
            .iter()
            .map(|person| Person {
                post: person.post.clone(),
                name: person.name.clone(),
                concurrent: person.concurrent.clone(),
            })
            .collect(),
    });
    Some(Members {
        groups: groups.collect(),
        as_of: Located::new(value::day(&members.as_of, findings)?, members.as_of.span),
    })
}

fn resolve_target(target: &raw::Target, findings: &mut Findings) -> Option<Target> {
    let measure = raw::Measure {
        label: target.label.clone(),
        value: target.value.clone(),
        unit: target.unit.clone(),
        comparison: target.comparison.clone(),
        condition: target.condition.clone(),
    };
    let measure = resolve_measure(&measure, findings);
    let also = each(&target.also, |measure| resolve_measure(measure, findings));
    let beside = value::Beside { unit: target.unit.as_ref(), comparison: target.comparison.as_ref() };
    let previous = optional(target.previous.as_ref(), |previous| {
        Some(Located::new(value::figure(previous, beside, findings)?, previous.span))
    });
    Some(Target { measure: measure?, item: target.item, previous: previous?, also: also? })
}

fn resolve_measure(measure: &raw::Measure, findings: &mut Findings) -> Option<Measure> {
    if let Some(comparison) = &measure.comparison
        && !value::COMPARISONS.contains(&comparison.value.as_str())
    {
        let message = format!("unknown comparison `{}`", comparison.value);
        let help = suggest_help(&comparison.value, value::COMPARISONS);
        findings.push(Diagnostic::new(&rule::INVALID_VALUE, comparison.span, message).maybe_help(help));
    }
    let beside = value::Beside { unit: measure.unit.as_ref(), comparison: measure.comparison.as_ref() };
    value::comparison_twice(beside, findings);
    value::label(&measure.label, findings);
    Some(Measure {
        label: measure.label.clone(),
        value: Located::new(value::figure(&measure.value, beside, findings)?, measure.value.span),
        unit: measure.unit.clone(),
        comparison: measure.comparison.clone(),
        condition: measure.condition.clone(),
    })
}
