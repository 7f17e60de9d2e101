//! The document's order and its pages.

use super::prose::{ProjectData, Resolver};
use super::{Findings, Ids, Scope, each, value};
use crate::diagnostic::{Diagnostic, Located, Span, Text, rule, suggest_help};
use crate::model::{
    ChartKind, Charts, Colophon, Cooperation, CooperationProject, Document, Goal, Id, Index, ListPage, Page, PageKind,
    Positioning, Section, SectionNumber, ValueItem, Vision, VisionItem,
};
use crate::source::{ProjectSource, raw};

/// The kind of the pages that sections have.
const SECTION: &str = "section";
/// The kind of pages that are empty, and only there in print.
const BLANK: &str = "blank";

/// The list of pages, before what stands on them is looked at.
pub(super) struct Outline {
    entries: Vec<Entry>,
    pub sections: Vec<OutlineSection>,
    /// Whether a page's kind is unknown.
    unknown: bool,
}

enum Entry {
    Page {
        kind: PageKind,
        number: Option<SectionNumber>,
        title: Option<Text>,
        subtitle: Option<Text>,
        charts: Vec<ChartKind>,
        span: Span,
    },
    Section(usize),
    Blank,
}

/// A section as listed.
pub(super) struct OutlineSection {
    pub id: Text,
    number: SectionNumber,
    title: Text,
}

impl Outline {
    /// Reads the list of pages. `history` says whether the totals of earlier years are known.
    pub fn new(pages: &[Located<raw::Page>], history: bool, findings: &mut Findings) -> Self {
        let mut outline = Self { entries: Vec::new(), sections: Vec::new(), unknown: false };
        let mut number = 0;
        for page in pages {
            let kind = PageKind::ALL.into_iter().find(|kind| kind.name() == page.kind.value);
            let numbered = matches!(kind, Some(PageKind::Budget | PageKind::Cooperation));
            if numbered || page.kind.value == SECTION {
                number += 1;
            }
            match kind {
                Some(kind) => outline.page(kind, page, numbered.then_some(SectionNumber(number)), history, findings),
                None if page.kind.value == SECTION => outline.section(page, SectionNumber(number), findings),
                None if page.kind.value == BLANK => outline.blank(page, findings),
                None => {
                    outline.unknown = true;
                    let names = PageKind::ALL.map(PageKind::name).into_iter().chain([SECTION, BLANK]);
                    let message = format!("unknown page kind `{}`", page.kind.value);
                    let help = suggest_help(&page.kind.value, names);
                    findings.push(Diagnostic::new(&rule::INVALID_VALUE, page.kind.span, message).maybe_help(help));
                }
            }
        }
        outline
    }

    fn page(
        &mut self,
        kind: PageKind,
        page: &Located<raw::Page>,
        number: Option<SectionNumber>,
        history: bool,
        findings: &mut Findings,
    ) {
        let earlier = self.entries.iter().find_map(|entry| match entry {
            Entry::Page { kind: known, span, .. } if *known == kind => Some(*span),
            _ => None,
        });
        if let Some(first) = earlier {
            findings.push(
                Diagnostic::new(
                    &rule::DUPLICATE_PAGE,
                    page.span,
                    format!("the page `{}` is listed twice", kind.name()),
                )
                .also(first, "first here")
                .help("remove one of the two"),
            );
        }
        if kind == PageKind::Cover && self.entries.iter().any(|entry| matches!(entry, Entry::Blank)) {
            let message = "a blank page stands before the cover";
            findings.report(&rule::INVALID_VALUE, page.kind.span, message, "list the cover first");
        }
        let titled = number.is_some() || matches!(kind, PageKind::Contents | PageKind::Charts);
        if titled && page.title.is_none() {
            missing(page, "title", findings);
        }
        if !titled && let Some(title) = &page.title {
            unwanted(title.span, "title", kind.name(), findings);
        }
        if let Some(subtitle) = &page.subtitle
            && number.is_none()
        {
            unwanted(subtitle.span, "subtitle", kind.name(), findings);
        }
        if let Some(id) = &page.id {
            unwanted(id.span, "id", kind.name(), findings);
        }
        if let (Some(charts), true) = (&page.charts, kind != PageKind::Charts) {
            unwanted(charts.span, "charts", kind.name(), findings);
        }
        let charts = match &page.charts {
            Some(charts) => chosen(charts, history, findings),
            None => ChartKind::ALL.to_vec(),
        };
        let (title, subtitle) = (page.title.clone(), page.subtitle.clone());
        self.entries.push(Entry::Page { kind, number, title, subtitle, charts, span: page.kind.span });
    }

    fn section(&mut self, page: &Located<raw::Page>, number: SectionNumber, findings: &mut Findings) {
        if let Some(subtitle) = &page.subtitle {
            unwanted(subtitle.span, "subtitle", SECTION, findings);
        }
        if let Some(charts) = &page.charts {
            unwanted(charts.span, "charts", SECTION, findings);
        }
        for (key, value) in [("id", &page.id), ("title", &page.title)] {
            if value.is_none() {
                missing(page, key, findings);
            }
        }
        if let (Some(id), Some(title)) = (page.id.clone(), page.title.clone()) {
            self.entries.push(Entry::Section(self.sections.len()));
            self.sections.push(OutlineSection { id, number, title });
        }
    }

    fn blank(&mut self, page: &raw::Page, findings: &mut Findings) {
        for (key, value) in [("id", &page.id), ("title", &page.title), ("subtitle", &page.subtitle)] {
            if let Some(value) = value {
                unwanted(value.span, key, BLANK, findings);
            }
        }
        if let Some(charts) = &page.charts {
            unwanted(charts.span, "charts", BLANK, findings);
        }
        self.entries.push(Entry::Blank);
    }

    /// Says whether the plan surely has no page of a kind.
    pub fn lacks(&self, kind: PageKind) -> bool {
        !self.unknown && !self.kinds().contains(&kind)
    }

    pub fn kinds(&self) -> Vec<PageKind> {
        let kind = |entry: &Entry| match entry {
            Entry::Page { kind, .. } => Some(*kind),
            Entry::Section(_) | Entry::Blank => None,
        };
        self.entries.iter().filter_map(kind).collect()
    }
}

/// Reads which charts are chosen.
fn chosen(charts: &Located<Vec<Text>>, history: bool, findings: &mut Findings) -> Vec<ChartKind> {
    let names = ChartKind::ALL.map(ChartKind::name);
    if charts.value.is_empty() {
        let help =
            format!("name what is shown: {}; or remove the page", names.map(|name| format!("`{name}`")).join(", "));
        findings.report(&rule::INVALID_VALUE, charts.span, "no chart is chosen", help);
    }
    let mut shown = Vec::new();
    for written in &charts.value {
        match ChartKind::ALL.into_iter().find(|kind| kind.name() == written.value) {
            Some(kind) if shown.contains(&kind) => {
                let message = format!("the chart `{}` is chosen twice", written.value);
                findings.report(&rule::INVALID_VALUE, written.span, message, "remove one of the two");
            }
            Some(ChartKind::Years) if !history => {
                let message = "there are no earlier years to show";
                let help = "give their totals in `sources/history.yaml`, or leave `years` out";
                findings.report(&rule::INVALID_VALUE, written.span, message, help);
            }
            Some(kind) => shown.push(kind),
            None => {
                let message = format!("unknown chart `{}`", written.value);
                let help = suggest_help(&written.value, names);
                findings.push(Diagnostic::new(&rule::INVALID_VALUE, written.span, message).maybe_help(help));
            }
        }
    }
    shown.sort_unstable();
    shown
}

fn missing(page: &Located<raw::Page>, key: &str, findings: &mut Findings) {
    let message = format!("missing key `{key}`");
    let help = format!("a `{}` page needs `{key}:`", page.kind.value);
    findings.report(&rule::MISSING_KEY, page.kind.span, message, help);
}

fn unwanted(span: Span, key: &str, kind: &str, findings: &mut Findings) {
    let message = format!("a `{kind}` page has no `{key}`");
    findings.report(&rule::UNKNOWN_KEY, span, message, format!("remove `{key}:`"));
}

/// Gives every section its projects.
pub(super) fn sections(
    outline: &Outline,
    projects: &[(ProjectSource, Option<Index<Section>>)],
    findings: &mut Findings,
) -> Vec<Section> {
    // A project whose section is unknown may be meant for one that would be empty without it.
    let all_placed = projects.iter().all(|(_, section)| section.is_some());
    let mut sections = Vec::new();
    for (at, section) in outline.sections.iter().enumerate() {
        let own = |(project, (_, of)): (usize, &(ProjectSource, Option<Index<Section>>))| {
            (*of == Some(Index::new(at))).then(|| Index::new(project))
        };
        let list: Vec<_> = projects.iter().enumerate().filter_map(own).collect();
        if list.is_empty() && all_placed {
            findings.report(
                &rule::EMPTY_SECTION,
                section.id.span,
                format!("no project has the section `{}`", section.id.value),
                format!("add a project with `section: {}`, or remove the section", section.id.value),
            );
        }
        sections.push(Section {
            id: Id::new(section.id.clone()),
            number: section.number,
            title: section.title.clone(),
            projects: list,
        });
    }
    sections
}

/// Resolves what stands on the pages.
pub(super) fn resolve(
    outline: &Outline,
    positioning: &Option<raw::Positioning>,
    vision: &Option<raw::Vision>,
    cooperation: &Option<raw::Cooperation>,
    colophon: &Option<Located<raw::Colophon>>,
    scope: &Scope<'_>,
    findings: &mut Findings,
) -> Option<Vec<Page>> {
    let kinds = outline.kinds();
    if let (Some(colophon), false, false) = (colophon, kinds.contains(&PageKind::Colophon), outline.unknown) {
        let message = "`colophon` is not shown anywhere";
        findings.report(&rule::UNPLACED_DATA, colophon.span, message, "add `- {kind: colophon}` to `pages:`");
    }
    let unlisted = [
        (PageKind::Positioning, positioning.as_ref().map(|file| file.title.span)),
        (PageKind::Vision, vision.as_ref().map(|file| file.title.span)),
        (PageKind::Cooperation, cooperation.as_ref().and_then(|file| file.fields.first()).map(|f| f.field.span)),
    ];
    for (kind, span) in unlisted {
        // A page of an unknown kind may be meant for the file.
        if let (Some(span), false, false) = (span, kinds.contains(&kind), outline.unknown) {
            let message = format!("this file is not shown: the plan has no `{}` page", kind.name());
            let help =
                format!("add `- {{kind: {}}}` to `pages:` in `sources/plan.yaml`, or remove the file", kind.name());
            findings.report(&rule::UNUSED_FILE, span, message, help);
        }
    }
    each(&outline.entries, |entry| match entry {
        Entry::Section(at) => Some(Page::Section(Index::new(*at))),
        Entry::Blank => Some(Page::Blank),
        Entry::Page { kind, number, title, subtitle, charts, span } => {
            let head = || Some(ListPage { number: (*number)?, title: title.clone()?, subtitle: subtitle.clone() });
            match kind {
                PageKind::Cover => Some(Page::Cover),
                PageKind::Contents => title.clone().map(Page::Contents),
                PageKind::Charts => title.clone().map(|title| Page::Charts(Charts { title, shown: charts.clone() })),
                PageKind::Colophon => Some(Page::Colophon(resolve_colophon(colophon.as_ref(), *span))),
                PageKind::Budget => head().map(Page::Budget),
                PageKind::Positioning => {
                    let file = listed(positioning.as_ref(), *kind, *span, findings)?;
                    resolve_positioning(file, scope, findings).map(Page::Positioning)
                }
                PageKind::Vision => {
                    let file = listed(vision.as_ref(), *kind, *span, findings)?;
                    resolve_vision(file, findings).map(Page::Vision)
                }
                PageKind::Cooperation => {
                    let file = listed(cooperation.as_ref(), *kind, *span, findings)?;
                    let list = each(&file.fields, |field| resolve_cooperation(field, scope, findings))?;
                    head().map(|head| Page::Cooperation(head, list))
                }
            }
        }
    })
}

fn listed<'f, T>(file: Option<&'f T>, kind: PageKind, span: Span, findings: &mut Findings) -> Option<&'f T> {
    if file.is_none() {
        let path = format!("sources/{}.yaml", kind.name());
        findings.report(
            &rule::MISSING_FILE,
            span,
            format!("`{path}` does not exist"),
            "create it, or remove this page from `pages:`",
        );
    }
    file
}

fn resolve_positioning(file: &raw::Positioning, scope: &Scope<'_>, findings: &mut Findings) -> Option<Positioning> {
    let data = ProjectData::default();
    let lead = Resolver::new(scope, &data).inlines(&file.lead.0, findings);
    let ids: Ids<Document> = Ids::collect("document", file.documents.iter().map(|d| &d.id), findings);
    let documents = each(&file.documents, |document| {
        let parent = match &document.parent {
            Some(parent) => Some(ids.get(parent, findings)?),
            None => None,
        };
        // A document serves one that stands before it, so the diagram has no cycles.
        if let (Some(index), Some(written)) = (parent, &document.parent)
            && ids.find(&document.id.value).is_none_or(|own| own <= index)
        {
            let message = format!("`{}` stands at or below the document that it is the parent of", written.value);
            let help = "list a document after its parent";
            findings.report(&rule::INVALID_VALUE, written.span, message, help);
        }
        Some(Document {
            name: document.name.clone(),
            parent,
            cycle: document.cycle.clone(),
            this_plan: document.this_plan.unwrap_or(false),
            text: document.text.clone(),
        })
    });
    Some(Positioning { heading: file.heading.clone(), title: file.title.clone(), lead: lead?, documents: documents? })
}

fn resolve_colophon(written: Option<&Located<raw::Colophon>>, span: Span) -> Colophon {
    let entries = written.iter().flat_map(|written| &written.value.entries);
    Colophon {
        span,
        entries: entries.map(|entry| (entry.name.clone(), entry.text.clone())).collect(),
        note: written.and_then(|written| written.value.note.clone()),
    }
}

fn resolve_vision(file: &raw::Vision, findings: &mut Findings) -> Option<Vision> {
    let visions = each(&file.visions, |vision| {
        let goals = match &vision.goals {
            None => None,
            Some(goals) => {
                let items = each(&goals.items, |goal| {
                    let beside = value::Beside { unit: Some(&goal.unit), ..value::Beside::default() };
                    value::label(&goal.label, findings);
                    let value = Located::new(value::figure(&goal.value, beside, findings)?, goal.value.span);
                    value::approx_twice(goal.approx.as_ref(), &value, findings);
                    let value = value.value;
                    let (label, approx, unit) = (goal.label.clone(), goal.approx.clone(), goal.unit.clone());
                    Some(Goal { label, approx, value, unit })
                })?;
                Some((goals.heading.clone(), items))
            }
        };
        Some(VisionItem { title: vision.title.clone(), text: vision.text.clone(), goals })
    })?;
    let values = file.values.items.iter();
    Some(Vision {
        title: file.title.clone(),
        visions,
        approach_title: file.approach.title.clone(),
        aim: file.approach.aim.clone(),
        challenge: file.approach.challenge.clone(),
        values_lead: file.values.lead.clone(),
        values: values
            .map(|item| ValueItem { name: item.name.clone(), gloss: item.gloss.clone(), text: item.text.clone() })
            .collect(),
    })
}

fn resolve_cooperation(
    field: &raw::CooperationField,
    scope: &Scope<'_>,
    findings: &mut Findings,
) -> Option<Cooperation> {
    let projects = field.projects.iter();
    Some(Cooperation {
        field: scope.fields.get(&field.field, findings)?,
        projects: projects
            .map(|project| CooperationProject { name: project.name.clone(), summary: project.summary.clone() })
            .collect(),
    })
}
