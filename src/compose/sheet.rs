//! A project's sheet.

use super::labels::{project_label, section_label};
use super::pages::field;
use super::writer::{Dict, Writer};
use super::{Entry, prose, words};
use crate::diagnostic::Text;
use crate::model::{Block, Figure, Index, Measure, Plan, Project, Section, Target};
use crate::source::SHEET_HEADINGS;

pub(super) fn sheet(w: &mut Writer, plan: &Plan, section: &Section, index: Index<Project>, first: bool) -> Entry {
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
        let parts = [("purpose", &project.purpose), ("outline", &project.outline), ("aims", &project.aims)];
        for ((key, blocks), heading) in parts.into_iter().zip(SHEET_HEADINGS) {
            part(d, key, heading, plan, blocks);
        }
        targets(d, &project.targets);
    });
    Entry { label, title: project.title.value.clone(), span: project.title.span, project: Some(index) }
}

fn part(d: &mut Dict<'_>, key: &str, heading: &str, plan: &Plan, blocks: &[Block]) {
    d.with(key, |w| {
        w.dict(|d| {
            d.string("title", heading).with("body", |w| prose::blocks(w, plan, blocks));
        });
    });
}

fn targets(d: &mut Dict<'_>, targets: &[Target]) {
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

fn target(w: &mut Writer, target: &Target) {
    w.dict(|d| match &target.replaced_by {
        Some(new) => measure(d, new, None, &target.also, Some(&target.measure)),
        None => measure(d, &target.measure, target.revised.as_ref(), &target.also, None),
    });
}

fn measure(d: &mut Dict<'_>, shown: &Measure, revised: Option<&Figure>, also: &[Measure], replaces: Option<&Measure>) {
    let value = |d: &mut Dict<'_>, value: &Figure| {
        d.mapped("value", &value.to_string(), shown.label.span);
        match &shown.unit {
            Some(unit) => d.text("unit", unit),
            None => d.string("unit", ""),
        };
    };
    d.text("label", &shown.label);
    d.maybe_dict("old", revised.map(|_| &shown.value), &value);
    value(d, revised.unwrap_or(&shown.value));
    let comparison: Option<&Text> = shown.comparison.as_ref();
    d.maybe_text("comparison", comparison)
        .maybe_text("condition", shown.condition.as_ref())
        .array("also", also, |w, further| w.dict(|d| measure(d, further, None, &[], None)))
        .maybe_dict("replaces", replaces, |d, old| measure(d, old, None, &[], None));
}
