//! The lists of 予算事業 and 協調事業.

use super::labels::{page_label, project_label};
use super::pages::{entry, field, list_title};
use super::writer::Writer;
use super::{Entry, Marks, words};
use crate::characters::one_line;
use crate::model::{Amount, Cooperation, ListPage, ListRow, PageKind, Plan};
use crate::source::yaml::Value;

pub(super) fn budget(w: &mut Writer<'_>, plan: &Plan, head: &ListPage) -> Entry {
    let title = list_title(plan, head);
    let total = plan.total().to_string();
    w.page("budget", |d| {
        d.label("label", &page_label(PageKind::Budget))
            .string("number", &head.number.to_string())
            .shown("title", &title, head.title.span)
            .keyword("bookmark", &one_line(&title))
            .maybe_text("subtitle", head.subtitle.as_ref())
            .own("heading", &plan.total_heading().unwrap_or_default())
            .array("columns", words::BUDGET_COLUMNS, Writer::string)
            .array("groups", plan.list(), |w, group| {
                let own = group.field.map(|field| field.of(&plan.fields));
                w.dict(|d| {
                    d.maybe_dict("field", own, field);
                    let mark = own.map(|own| words::circled(own.challenge.of(&plan.challenges).number));
                    d.maybe_string("challenge", mark.as_deref());
                    d.array("sections", &group.sections, |w, section| {
                        w.dict(|d| {
                            d.text("name", &section.section.of(&plan.sections).title).array(
                                "rows",
                                &section.rows,
                                |w, row| budget_row(w, plan, row),
                            );
                        });
                    });
                });
            })
            .array("overhead", &plan.overhead, |w, line| {
                w.dict(|d| {
                    d.text("name", &line.name).string("amount", &line.amount.to_string());
                });
            })
            .with("total", |w| {
                w.dict(|d| {
                    d.string("label", words::TOTAL).string("amount", &total);
                });
            });
    });
    entry(PageKind::Budget, &title, head.title.span)
}

fn budget_row(w: &mut Writer<'_>, plan: &Plan, row: &ListRow) {
    let project = row.project.of(&plan.projects);
    let line = row.line.of(&project.lines);
    let relisted = if row.relisted { words::RELISTED } else { "" };
    let shown = |amount: Amount| if row.relisted { format!("({amount})") } else { amount.to_string() };
    let amount = shown(line.amount.value);
    let before = w.before(line.amount.span).and_then(|old| match old {
        Value::Integer(thousands) => Amount::new(*thousands),
        _ => None,
    });
    let changed = before.is_some();
    let before = before.filter(|_| w.marks == Marks::Full).map(shown);
    w.reference(&project_label(project), line.name.span);
    w.dict(|d| {
        d.shown("name", &format!("{}{relisted}", line.name.value), line.name.span)
            .text("summary", &line.summary)
            .string("amount", &amount)
            .maybe_string("old", before.as_deref())
            .code("changed", if changed { "true" } else { "false" })
            .code("relisted", if row.relisted { "true" } else { "false" })
            .label("target", &project_label(project));
    });
}

pub(super) fn cooperation(w: &mut Writer<'_>, plan: &Plan, head: &ListPage, list: &[Cooperation]) -> Entry {
    let title = list_title(plan, head);
    w.page("cooperation", |d| {
        d.label("label", &page_label(PageKind::Cooperation))
            .string("number", &head.number.to_string())
            .shown("title", &title, head.title.span)
            .keyword("bookmark", &one_line(&title))
            .maybe_text("subtitle", head.subtitle.as_ref())
            .array("columns", words::COOPERATION_COLUMNS, Writer::string)
            .array("groups", list, |w, group| {
                let own = group.field.of(&plan.fields);
                w.dict(|d| {
                    d.maybe_dict("field", Some(own), field)
                        .string("challenge", &words::circled(own.challenge.of(&plan.challenges).number))
                        .array("rows", &group.projects, |w, project| {
                            w.dict(|d| {
                                d.text("name", &project.name).text("summary", &project.summary);
                            });
                        });
                });
            });
    });
    entry(PageKind::Cooperation, &title, head.title.span)
}
