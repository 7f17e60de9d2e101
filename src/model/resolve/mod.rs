//! From raw sources to the valid plan, with everything that does not hold reported at once.

mod extent;
mod meant;
mod pages;
mod project;
mod prose;
mod settings;
mod value;

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::{Amount, Challenge, Colour, Field, FiscalYear, Id, Index, Overhead, PageKind, Plan, Project, Section};
use crate::amend::History;
use crate::diagnostic::{self, Diagnostic, Located, Rule, Span, Text, rule, suggest_help};
use crate::source::{ProjectSource, Sources, raw};

/// Resolves the sources into a plan.
///
/// # Errors
/// All that does not hold.
pub fn resolve(sources: Sources, history: History) -> Result<Plan, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let plan = plan(sources, history, &mut findings);
    if let Some(plan) = &plan {
        extent::check(plan, &mut findings);
    }
    match plan {
        Some(plan) if findings.0.is_empty() => Ok(plan),
        _ => Err(findings.0.into_vec()),
    }
}

/// What is wrong, collected while the resolver goes on.
#[derive(Default)]
struct Findings(diagnostic::Findings);

impl Findings {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::new(rule, span, message).help(help));
    }
}

/// For how many unknown ids the one that was meant is looked for among the others.
const MAX_SUGGESTED: usize = 200;

/// The ids of one kind, each with the place where it is given and what it refers to.
struct Ids<T> {
    kind: &'static str,
    /// In the order in which they are given.
    names: Vec<String>,
    known: HashMap<String, (Span, Index<T>)>,
    /// How many unknown ones were looked up.
    unknown: Cell<usize>,
}

impl<T> Ids<T> {
    /// Collects ids in order; repeated and malformed ones are reported.
    fn collect<'a>(kind: &'static str, ids: impl IntoIterator<Item = &'a Text>, findings: &mut Findings) -> Self {
        let (mut names, mut known) = (Vec::new(), HashMap::new());
        for (at, id) in ids.into_iter().enumerate() {
            value::id(id, findings);
            match known.entry(id.value.clone()) {
                Entry::Occupied(first) => {
                    let (first, _): &(Span, Index<T>) = first.get();
                    let message = format!("{kind} id `{}` is given twice", id.value);
                    findings.push(
                        Diagnostic::new(&rule::DUPLICATE_ID, id.span, message)
                            .also(*first, "first here")
                            .help("give one of the two another id"),
                    );
                }
                Entry::Vacant(free) => {
                    names.push(id.value.clone());
                    free.insert((id.span, Index::new(at)));
                }
            }
        }
        Self { kind, names, known, unknown: Cell::new(0) }
    }

    fn find(&self, id: &str) -> Option<Index<T>> {
        self.known.get(id).map(|(_, index)| *index)
    }

    fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }

    /// Looks up an id that the author refers to.
    fn get(&self, id: &Text, findings: &mut Findings) -> Option<Index<T>> {
        let found = self.find(&id.value);
        if found.is_none() {
            let finding = Diagnostic::new(&rule::UNKNOWN_ID, id.span, format!("unknown {} `{}`", self.kind, id.value));
            self.unknown.set(self.unknown.get() + 1);
            let meant = meant::id(&id.value).filter(|meant| self.known.contains_key(meant));
            let help = match meant {
                Some(meant) => Some(format!("did you mean `{meant}`?")),
                None if id.contains(['、', '，']) => {
                    Some("part the items by `, `, a half-width comma and a space".into())
                }
                None if self.unknown.get() <= MAX_SUGGESTED => suggest_help(&id.value, self.names()),
                None => None,
            };
            findings
                .push(finding.help(help.unwrap_or_else(|| format!("write the id of a {} of this plan", self.kind))));
        }
        found
    }
}

/// What the parts of the plan may refer to.
struct Scope<'a> {
    fiscal_year: FiscalYear,
    challenges: Ids<Challenge>,
    fields: Ids<Field>,
    sections: Ids<Section>,
    /// The projects in the order of their sheets.
    projects: Ids<Project>,
    pages: Vec<PageKind>,
    amounts: BTreeMap<&'a str, (super::Destination, Amount)>,
}

fn plan(sources: Sources, history: History, findings: &mut Findings) -> Option<Plan> {
    let Sources { plan, positioning, vision, cooperation, history: earlier, baseline, projects, images } = sources;
    let fiscal_year = value::fiscal_year(&plan.fiscal_year, findings);
    let date = value::day(&plan.date, findings);
    let issued = history.issued.as_ref().map_or(date, |issued| value::day(issued, findings));
    if let Some(year) = fiscal_year {
        amendment_dates(&history, year, findings);
    }
    let earlier = earlier_years(earlier.as_ref(), fiscal_year, findings);
    let challenge_ids = Ids::collect("challenge", plan.challenges.iter().map(|c| &c.id), findings);
    let challenges = plan
        .challenges
        .iter()
        .enumerate()
        .map(|(at, challenge)| Challenge { number: at + 1, name: challenge.name.clone() })
        .collect();
    let fields = Ids::collect("field", plan.fields.iter().map(|f| &f.id), findings);
    let field_list = each(&plan.fields, |field| resolve_field(field, &challenge_ids, findings));
    Ids::<Overhead>::collect("overhead", plan.overhead.iter().map(|o| &o.id), findings);
    let overhead = each(&plan.overhead, |overhead| {
        let amount = value::amount(&overhead.amount, findings)?;
        Some(Overhead { name: overhead.name.clone(), amount })
    });

    // Where the earlier years are wrong, they are still there.
    let has_history = earlier.as_ref().is_none_or(|years| !years.is_empty());
    let outline = pages::Outline::new(&plan.pages, has_history, findings);
    let sections = Ids::collect("section", outline.sections.iter().map(|s| &s.id), findings);
    let projects = order(projects, &sections, findings);
    let project_ids = Ids::collect("project", projects.iter().map(|(p, _)| &p.id), findings);
    let section_list = pages::sections(&outline, &projects, findings);
    unique_lines(&plan.overhead, &projects, findings);

    let mut scope = Scope {
        // Where the year is wrong, the rest is still looked at; nothing starts after the last year.
        fiscal_year: fiscal_year.unwrap_or(FiscalYear::LAST),
        challenges: challenge_ids,
        fields,
        sections,
        projects: project_ids,
        pages: outline.kinds(),
        amounts: BTreeMap::new(),
    };
    let amounts = project::amounts(&plan.overhead, &projects, &scope);
    scope.amounts = amounts.iter().map(|(id, value)| (id.as_str(), *value)).collect();

    // A page of an unknown kind may be the list.
    if let (Some(first), true) = (plan.overhead.first(), outline.lacks(PageKind::Budget)) {
        let message = format!("`{}` is not shown anywhere: the plan has no `budget` page", first.name.value);
        let help = "add `- {kind: budget, title: …}` to `pages:`, or remove `overhead:`";
        findings.report(&rule::UNPLACED_DATA, first.id.span, message, help);
    }

    let mut settings = settings::resolve(&plan, findings);
    let here = |ignore: &Located<raw::Ignore>| vec![ignore.span.file];
    for recorded in [
        Some(&plan.ignore),
        positioning.as_ref().map(|file| &file.ignore),
        vision.as_ref().map(|file| &file.ignore),
        cooperation.as_ref().map(|file| &file.ignore),
    ] {
        settings::ignores(recorded.map_or(&[], Vec::as_slice), here, &mut settings, findings);
    }
    for (project, _) in &projects {
        settings::ignores(&project.data.ignore, |_| project.files.to_vec(), &mut settings, findings);
    }
    settings::accepted(baseline.as_ref(), &mut settings, findings);
    let page_list = pages::resolve(&outline, &positioning, &vision, &cooperation, &plan.colophon, &scope, findings);
    let project_list =
        each(&projects, |(source, section)| project::resolve(source, *section, &section_list, &scope, findings));
    Some(Plan {
        title: plan.title,
        issuer: plan.issuer,
        fiscal_year: fiscal_year?,
        date: date?,
        issued: issued?,
        edition_note: plan.edition_note,
        challenges,
        fields: field_list?,
        overhead: overhead?,
        pages: page_list?,
        sections: section_list,
        projects: project_list?,
        images,
        earlier: earlier?,
        settings,
        history,
    })
}

/// Resolves the totals of earlier years, which must be in order and before the plan's.
fn earlier_years(
    history: Option<&raw::History>,
    plan: Option<FiscalYear>,
    findings: &mut Findings,
) -> Option<Vec<(FiscalYear, Amount)>> {
    let Some(history) = history else { return Some(Vec::new()) };
    let mut last: Option<FiscalYear> = None;
    each(&history.years, |earlier| {
        let (year, total) = (value::fiscal_year(&earlier.year, findings), value::amount(&earlier.total, findings));
        let year = year?;
        if last.is_some_and(|last| year <= last) || plan.is_some_and(|plan| year >= plan) {
            let help = "list the years before the plan's, the oldest first, each once";
            findings.report(&rule::YEAR_ORDER, earlier.year.span, format!("{year} is out of order"), help);
        }
        last = Some(year);
        Some((year, total?))
    })
}

/// Reports amendments dated outside the plan's year.
fn amendment_dates(history: &History, year: FiscalYear, findings: &mut Findings) {
    for amendment in history.amendments.iter().filter(|amendment| !year.contains(amendment.date.0)) {
        let (date, span) = amendment.date;
        let message = format!("the amendment of {} is outside {year}", super::format_day(date));
        let help = format!("{year} is {}-04-01 to {}-03-31", year.year(), year.year() + 1);
        findings.report(&rule::AMENDMENT_DATE, span, message, help);
    }
}

/// Resolves every item, so that all findings are reported, and returns the list only if all are valid.
fn each<T, U>(items: &[T], resolve: impl FnMut(&T) -> Option<U>) -> Option<Vec<U>> {
    let resolved: Vec<_> = items.iter().map(resolve).collect();
    resolved.into_iter().collect()
}

fn resolve_field(field: &raw::Field, challenges: &Ids<Challenge>, findings: &mut Findings) -> Option<Field> {
    let challenge = challenges.get(&field.challenge, findings);
    let colour = Colour::ALL.into_iter().find(|colour| colour.name() == field.colour.value);
    if colour.is_none() {
        let message = format!("unknown colour `{}`", field.colour.value);
        let help = suggest_help(&field.colour.value, Colour::ALL.map(Colour::name));
        findings.push(Diagnostic::new(&rule::INVALID_VALUE, field.colour.span, message).maybe_help(help));
    }
    Some(Field { name: field.name.clone(), challenge: challenge?, colour: colour? })
}

/// Sorts projects into the order of their sheets: by section, then by id. Projects of unknown sections come last.
fn order(
    projects: Vec<ProjectSource>,
    sections: &Ids<Section>,
    findings: &mut Findings,
) -> Vec<(ProjectSource, Option<Index<Section>>)> {
    let mut projects: Vec<_> = projects
        .into_iter()
        .map(|project| {
            let section = sections.get(&project.data.section, findings);
            (project, section)
        })
        .collect();
    projects.sort_by(|(a, a_section), (b, b_section)| {
        (a_section.is_none(), a_section, &a.id.value).cmp(&(b_section.is_none(), b_section, &b.id.value))
    });
    projects
}

/// Reports line ids given twice in the plan, or shared with a project whose amount is another.
fn unique_lines(
    overhead: &[raw::Overhead],
    projects: &[(ProjectSource, Option<Index<Section>>)],
    findings: &mut Findings,
) {
    let lines = projects.iter().flat_map(|(project, _)| project.data.lines.value.iter().map(|line| &line.id));
    Ids::<super::Line>::collect("line", lines.chain(overhead.iter().map(|o| &o.id)), findings);
    for (project, _) in projects {
        let lines = &project.data.lines.value;
        let clash = lines.iter().find(|line| lines.len() > 1 && line.id.value == project.id.value);
        if let Some(line) = clash {
            let message = format!("line id `{}` is also the id of its project, whose amount is the sum", line.id.value);
            findings.report(&rule::DUPLICATE_ID, line.id.span, message, "give the line an id of its own");
        }
    }
}

impl Id {
    fn new(text: Text) -> Self {
        Self(text)
    }
}
