//! The pages that are neither lists nor sheets.

use super::Entry;
use super::labels::{page_label, project_label, section_label};
use super::prose::inlines;
use super::words;
use super::writer::{Dict, Writer};
use crate::characters::one_line;
use crate::diagnostic::{Span, Text};
use crate::model::{
    Colophon, Document, Field, Gutter, ListPage, Page, PageKind, Plan, Positioning, Section, SectionNumber, Vision,
    format_day,
};

pub(super) fn document(w: &mut Writer<'_>, plan: &Plan) {
    document_as(w, plan, &plan.full_title(), plan.settings.print.binding.gutter);
}

/// Sets up a document with a title of its own, and with a gutter where it is to be bound.
pub(super) fn document_as(w: &mut Writer<'_>, plan: &Plan, title: &str, gutter: Gutter) {
    w.running(title);
    w.code("#show: document.with(");
    w.dict(|d| {
        d.aside("title", title, plan.title.span).aside("author", &plan.issuer.value, plan.issuer.span);
        let (year, month, day) = (plan.date.year(), plan.date.month(), plan.date.day());
        d.code("date", &format!("datetime(year: {year}, month: {month}, day: {day})"));
        // The screen has the same width of text, so that lines and pages break alike.
        d.code("gutter", &gutter.to_string()).with("scripts", Writer::has_scripts);
    });
    w.line(")");
}

pub(super) fn cover(w: &mut Writer<'_>, plan: &Plan) {
    w.page("cover", |d| {
        d.string("fiscal-year", &plan.fiscal_year.to_string())
            .text("title", &plan.title)
            .text("issuer", &plan.issuer)
            .maybe_text("note", plan.edition_note.as_ref());
    });
}

/// Returns the entry of a page of its own kind.
pub(super) fn entry(kind: PageKind, title: &str, span: Span) -> Entry {
    Entry { label: page_label(kind), title: one_line(title), span, project: None }
}

/// Writes a page's title, and as a bookmark in one line: an outline has no line breaks.
pub(super) fn titled<'d, 'w, 'p>(d: &'d mut Dict<'w, 'p>, title: &Text) -> &'d mut Dict<'w, 'p> {
    d.text("title", title).keyword("bookmark", &one_line(title))
}

pub(super) fn positioning(w: &mut Writer<'_>, plan: &Plan, page: &Positioning) -> Entry {
    w.page("positioning", |d| {
        d.label("label", &page_label(PageKind::Positioning)).text("heading", &page.heading);
        titled(d, &page.title)
            .with("lead", |w| inlines(w, plan, &page.lead))
            .aside("alt", &positioning_alt(page), page.title.span)
            .array("documents", &page.documents, |w, document| {
                w.dict(|d| {
                    d.text("name", &document.name).maybe_text("cycle", document.cycle.as_ref());
                    let parent = document.parent.map(|parent| parent.position().to_string());
                    d.code("parent", parent.as_deref().unwrap_or("none"))
                        .code("current", if document.this_plan { "true" } else { "false" })
                        .text("text", &document.text);
                });
            });
    });
    entry(PageKind::Positioning, &page.title, page.title.span)
}

/// Says in words what the diagram shows.
fn positioning_alt(page: &Positioning) -> String {
    let sentence = |document: &Document| {
        let name = one_line(&document.name);
        let parent = document.parent.map(|parent| one_line(&parent.of(&page.documents).name));
        let cycle = document.cycle.as_ref().map(|cycle| format!("、{}", one_line(cycle)));
        let place = parent.map_or_else(|| "最上位".to_owned(), |parent| format!("「{parent}」の下"));
        format!("{name}（{place}{}）", cycle.unwrap_or_default())
    };
    let list: Vec<_> = page.documents.iter().map(sentence).collect();
    format!("文書の関係図：{}", list.join("、"))
}

pub(super) fn vision(w: &mut Writer<'_>, plan: &Plan, page: &Vision) -> Entry {
    w.page("vision", |d| {
        d.label("label", &page_label(PageKind::Vision));
        titled(d, &page.title);
        d.array("visions", &page.visions, |w, vision| {
            w.dict(|d| {
                d.text("title", &vision.title).text("text", &vision.text);
                d.maybe_dict("goals", vision.goals.as_ref(), |d, (heading, goals)| {
                    d.text("heading", heading).array("items", goals, |w, goal| {
                        w.dict(|d| {
                            d.text("label", &goal.label)
                                .maybe_text("approx", goal.approx.as_ref())
                                .mapped("value", &goal.value.to_string(), goal.label.span)
                                .text("unit", &goal.unit);
                        });
                    });
                });
            });
        });
        d.with("approach", |w| {
            w.dict(|d| {
                d.text("title", &page.approach_title).text("aim", &page.aim).text("challenge", &page.challenge).aside(
                    "alt",
                    &approach_alt(plan, page),
                    page.approach_title.span,
                );
                challenges(d, plan);
            });
        });
        d.with("values", |w| {
            w.dict(|d| {
                d.text("lead", &page.values_lead).array("items", &page.values, |w, value| {
                    w.dict(|d| {
                        d.text("name", &value.name).text("gloss", &value.gloss).text("text", &value.text);
                    });
                });
            });
        });
    });
    entry(PageKind::Vision, &page.title, page.title.span)
}

/// Writes all challenges with their fields.
fn challenges(d: &mut Dict<'_, '_>, plan: &Plan) {
    d.array("challenges", &plan.challenges, |w, challenge| {
        let own = plan.fields.iter().filter(|field| field.challenge.of(&plan.challenges).number == challenge.number);
        w.dict(|d| {
            d.string("mark", &words::circled(challenge.number)).text("name", &challenge.name).array(
                "fields",
                own,
                |w, own| w.dict(|d| field(d, own)),
            );
        });
    });
}

/// Writes a field's name and colour.
pub(super) fn field(d: &mut Dict<'_, '_>, field: &Field) {
    d.name("name", &field.name).keyword("colour", field.colour.name());
}

fn approach_alt(plan: &Plan, page: &Vision) -> String {
    let list = plan.challenges.iter().map(|challenge| {
        let fields = plan.fields.iter().filter(|f| f.challenge.of(&plan.challenges).number == challenge.number);
        let fields: Vec<_> = fields.map(|field| one_line(&field.name)).collect();
        format!("{}「{}」（{}）", words::circled(challenge.number), one_line(&challenge.name), fields.join("、"))
    });
    let challenges = list.collect::<Vec<_>>().join("、");
    let aims = page.visions.iter().map(|vision| format!("「{}」", one_line(&vision.title))).collect::<Vec<_>>();
    format!("関係図：チャレンジ{challenges}から、めざす姿{}へ", aims.join("、"))
}

pub(super) fn contents(w: &mut Writer<'_>, plan: &Plan, title: &Text) -> Entry {
    w.page("contents", |d| {
        d.label("label", &page_label(PageKind::Contents));
        titled(d, title);
        let listed = plan.pages.iter().filter_map(|page| contents_entry(plan, page));
        d.array("entries", listed, |w, entry| {
            w.reference(&entry.target, entry.span);
            w.dict(|d| {
                d.maybe_string("number", entry.number.map(|number| number.to_string()).as_deref())
                    .shown("title", &one_line(&entry.title), entry.span)
                    .label("target", &entry.target)
                    .label("heading", &entry.heading)
                    .maybe_keyword("colour", entry.colour);
            });
        });
    });
    entry(PageKind::Contents, title, title.span)
}

pub(super) fn colophon(w: &mut Writer<'_>, plan: &Plan, page: &Colophon) -> Entry {
    let own = |text: &str| Part::Own(text.to_owned());
    let mut rows = vec![(own(words::ISSUED), Part::Own(format_day(plan.issued)))];
    if let Some(amendment) = plan.history.amendments.last() {
        rows.push((own(words::AMENDED), Part::Own(format_day(amendment.date.0))));
    }
    rows.push((own(words::ISSUER), Part::Written(&plan.issuer)));
    rows.extend(page.entries.iter().map(|(name, text)| (Part::Written(name), Part::Written(text))));
    w.page("colophon", |d| {
        d.label("label", &page_label(PageKind::Colophon))
            .string("heading", words::COLOPHON)
            .shown("title", &plan.full_title(), plan.title.span)
            .array("rows", rows, |w, (name, text)| {
                w.dict(|d| {
                    d.with("name", |w| name.write(w)).with("text", |w| text.write(w));
                });
            })
            .maybe_text("note", page.note.as_ref());
    });
    entry(PageKind::Colophon, words::COLOPHON, page.span)
}

/// A text of this program's own, or the author's.
enum Part<'p> {
    Own(String),
    Written(&'p Text),
}

impl Part<'_> {
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Own(text) => w.string(text),
            Self::Written(text) => w.text(text),
        }
    }
}

/// An entry of Contents.
struct ContentsEntry {
    number: Option<SectionNumber>,
    title: String,
    /// Where the author wrote it.
    span: Span,
    /// The label to which it leads.
    target: String,
    /// The label of the heading for which it stands.
    heading: String,
    colour: Option<&'static str>,
}

fn contents_entry(plan: &Plan, page: &Page) -> Option<ContentsEntry> {
    let own = |number, title, span, kind| {
        let target = page_label(kind);
        ContentsEntry { number, title, span, heading: target.clone(), target, colour: None }
    };
    let list = |head: &ListPage, kind| own(Some(head.number), list_title(plan, head), head.title.span, kind);
    match page {
        Page::Budget(head) => Some(list(head, PageKind::Budget)),
        Page::Cooperation(head, _) => Some(list(head, PageKind::Cooperation)),
        Page::Charts(charts) => Some(own(None, charts.title.value.clone(), charts.title.span, PageKind::Charts)),
        Page::Section(section) => {
            let section: &Section = section.of(&plan.sections);
            let first = section.projects.first().map(|project| project.of(&plan.projects));
            let colour = first.and_then(|project| plan.leading_field(project)).map(|field| field.colour.name());
            Some(ContentsEntry {
                number: Some(section.number),
                title: section.title.value.clone(),
                span: section.title.span,
                target: section_label(section),
                heading: project_label(first?),
                colour,
            })
        }
        _ => None,
    }
}

/// Returns a list's title with the year: 令和6年度 事業一覧【予算事業】.
pub(super) fn list_title(plan: &Plan, head: &ListPage) -> String {
    format!("{} {}", plan.fiscal_year, head.title.value)
}
