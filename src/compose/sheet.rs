//! A project's sheet.

use super::labels::{project_label, section_label};
use super::pages::field;
use super::writer::{Dict, Writer};
use super::{Entry, Marks, prose, words};
use crate::characters::one_line;
use crate::model::{Block, Index, Measure, Plan, Project, Section, Target, group_digits};
use crate::source::SHEET_HEADINGS;

pub(super) fn sheet(w: &mut Writer<'_>, plan: &Plan, section: &Section, index: Index<Project>, first: bool) -> Entry {
    let project = index.of(&plan.projects);
    let label = project_label(project);
    w.page("sheet", |d| {
        d.label("label", &label);
        if first {
            d.label("section-label", &section_label(section));
        } else {
            d.code("section-label", "none");
        }
        d.string("number", &section.number.to_string())
            .text("section", &section.title)
            .string("title-label", words::TITLE)
            .text("title", &project.title)
            .string("bookmark", &one_line(&project.title.value))
            .string("amount", &project.amount().to_string())
            .string("unit", words::UNIT)
            .string("since-label", words::SINCE)
            .string("since", &project.since.to_string());
        // A plan whose project starts later was refused, so there is always an ordinal.
        let nth = plan.fiscal_year.nth_since(project.since).unwrap_or(1);
        d.string("nth", &format!("{nth}年目"))
            .string("challenge-label", words::CHALLENGE)
            .string("field-label", words::FIELD)
            .array("challenges", plan.challenges_of(project), |w, (challenge, fields)| {
                let challenge = challenge.of(&plan.challenges);
                w.dict(|d| {
                    d.string("mark", &words::circled(challenge.number)).text("name", &challenge.name).array(
                        "fields",
                        fields,
                        |w, own| w.dict(|d| field(d, own.of(&plan.fields))),
                    );
                });
            })
            .string("content-label", words::CONTENT);
        let most = project.pages.most().map_or_else(|| "auto".to_owned(), |most| most.to_string());
        d.code("pages", &most);
        let parts = [("purpose", &project.purpose), ("outline", &project.outline), ("aims", &project.aims)];
        for ((key, blocks), heading) in parts.into_iter().zip(SHEET_HEADINGS) {
            part(d, key, heading, plan, blocks);
        }
        targets(d, &project.targets);
    });
    Entry { label, title: one_line(&project.title.value), span: project.title.span, project: Some(index) }
}

fn part(d: &mut Dict<'_, '_>, key: &str, heading: &str, plan: &Plan, blocks: &[Block]) {
    d.with(key, |w| {
        w.dict(|d| {
            d.string("title", heading).with("body", |w| prose::blocks(w, plan, blocks));
        });
    });
}

fn targets(d: &mut Dict<'_, '_>, targets: &[Target]) {
    // Neighbours with the same number form a group.
    let groups = targets.chunk_by(|a, b| a.item == b.item);
    d.with("targets", |w| {
        w.dict(|d| {
            d.string("title", words::TARGETS).array("groups", groups, |w, group| {
                w.dict(|d| {
                    let mark = group.first().and_then(|target| target.item).map(words::parenthesised);
                    d.maybe_string("mark", mark.as_deref()).array("items", group, target);
                });
            });
        });
    });
}

/// Writes a target. One whose label was changed replaces another; otherwise its figure may have been changed.
fn target(w: &mut Writer<'_>, target: &Target) {
    let shown = &target.measure;
    let before = |w: &Writer<'_>, span| w.before(span).filter(|_| w.marks == Marks::Full).map(ToString::to_string);
    let (label, value) = (before(w, shown.label.span), before(w, shown.value.span).map(|value| grouped(&value)));
    let old_unit =
        shown.unit.as_ref().map_or_else(String::new, |unit| before(w, unit.span).unwrap_or_else(|| unit.value.clone()));
    let old_value = value.clone().unwrap_or_else(|| shown.value.value.to_string());
    let changed = w.before(shown.value.span).is_some() || w.before(shown.label.span).is_some();
    let plain = |d: &mut Dict<'_, '_>| {
        d.code("changed", "false").code("old", "none").code("also", "()").code("replaces", "none");
    };
    w.dict(|d| {
        measure(d, shown);
        d.code("changed", if changed { "true" } else { "false" });
        d.array("also", &target.also, |w, further| {
            w.dict(|d| {
                measure(d, further);
                plain(d);
            });
        });
        d.maybe_dict("old", value.filter(|_| label.is_none()), |d, value| {
            d.mapped("value", &value, shown.value.span).mapped("unit", &old_unit, shown.value.span);
        });
        d.maybe_dict("replaces", label, |d, label| {
            d.shown("label", &label, shown.label.span).mapped("value", &old_value, shown.value.span).mapped(
                "unit",
                &old_unit,
                shown.value.span,
            );
            comparison(d, shown);
            d.code("condition", "none");
            plain(d);
        });
    });
}

/// Writes a measure. Where a change is shown by the target as a whole, its parts are plain.
fn measure(d: &mut Dict<'_, '_>, shown: &Measure) {
    d.shown("label", &shown.label.value, shown.label.span);
    d.mapped("value", &shown.value.value.to_string(), shown.value.span);
    match &shown.unit {
        Some(unit) => d.mapped("unit", &unit.value, unit.span),
        None => d.string("unit", ""),
    };
    comparison(d, shown);
    d.maybe_text("condition", shown.condition.as_ref());
}

fn comparison(d: &mut Dict<'_, '_>, shown: &Measure) {
    d.with("comparison", |w| match &shown.comparison {
        Some(text) => w.mapped(&text.value, text.span),
        None => w.code("none"),
    });
}

/// Groups the digits of a whole number; anything else stays as it is.
fn grouped(value: &str) -> String {
    if value.bytes().all(|b| b.is_ascii_digit()) { group_digits(value) } else { value.to_owned() }
}
