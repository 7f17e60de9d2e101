//! The 新旧対照表 as a document of its own.

use super::writer::Writer;
use super::{Composition, Entry, Marks};
use crate::changes::{Difference, GONE, NEW, Stretch, stretches};
use crate::characters::one_line;
use crate::diagnostic::Span;
use crate::model::{Gutter, Plan};
use crate::setting::Setting;

const LABEL: &str = "page:changes";
const TITLE: &str = "新旧対照表";
const COLUMNS: [&str; 5] = ["箇所", "旧", "新", "頁", "理由"];

/// Composes the table of differences between two states that are called `from` and `to`.
#[must_use]
pub fn compose_changes(plan: &Plan, differences: &[Difference], from: &str, to: &str) -> Composition {
    // What is compared is shown here, not how one of the states came about.
    let mut w = Writer::new(&plan.history, Marks::None);
    w.part = 1;
    let title = format!("{} {TITLE}", plan.full_title());
    w.line("#import \"/layouts/document.typ\": document");
    w.line("#import \"/layouts/changes.typ\": changes");
    w.line("#import \"/layouts/prose.typ\" as prose");
    w.line("");
    super::pages::document_as(&mut w, plan, &title, Gutter::default());
    w.page("changes", |d| {
        d.label("label", LABEL)
            .shown("title", &title, plan.title.span)
            .keyword("bookmark", &one_line(&title))
            .shown("subtitle", &format!("旧：{from}　新：{to}"), plan.title.span)
            .array("columns", COLUMNS, Writer::string)
            .array("rows", differences, |w, difference| {
                let (old, new) = sides(difference);
                w.dict(|d| {
                    d.shown("place", &difference.place, plan.title.span);
                    for (key, side) in [("old", old), ("new", new)] {
                        d.with(key, |w| self::side(w, side, plan.title.span));
                    }
                    let reason = difference.reason.as_ref();
                    d.string("page", &pages(difference)).shown(
                        "reason",
                        reason.map_or("", |reason| &reason.value),
                        reason.map_or(plan.title.span, |reason| reason.span),
                    );
                });
            });
    });
    let (main, map, references) = w.finish();
    let entry = Entry { label: LABEL.into(), title, span: plan.title.span, project: None };
    Composition { main, map, draft: false, front: plan.title.span, entries: vec![entry], references }
}

/// Writes a side. A reader must see the whole of it: stretches are as short as words that stand elsewhere, too.
fn side(w: &mut Writer<'_>, stretches: Vec<Stretch>, span: Span) {
    let whole: String = stretches.iter().map(|(text, _)| text.as_str()).collect();
    let setting = Setting::new(whole.as_str());
    w.shows(whole, span);
    let mut at = 0;
    w.array(stretches, |w, (text, changed)| {
        let part = at..at + text.len();
        at = part.end;
        w.dict(|d| {
            d.with("text", |w| w.piece(&setting, part, &text, span))
                .code("changed", if changed { "true" } else { "false" });
        });
    });
}

/// Returns both sides in stretches; what has no other side is said so.
fn sides(difference: &Difference) -> (Vec<Stretch>, Vec<Stretch>) {
    let said = |text: &str| vec![(text.to_owned(), false)];
    let whole = |text: &String| vec![(text.clone(), true)];
    match (&difference.old, &difference.new) {
        (Some(old), Some(new)) => stretches(old, new),
        (Some(old), None) => (whole(old), said(GONE)),
        (None, Some(new)) => (said(NEW), whole(new)),
        (None, None) => (Vec::new(), Vec::new()),
    }
}

fn pages(difference: &Difference) -> String {
    match (&difference.old_page, &difference.new_page) {
        (Some(old), Some(new)) if old != new => format!("{old} ⇒ {new}"),
        (_, Some(page)) | (Some(page), None) => page.clone(),
        (None, None) => String::new(),
    }
}
