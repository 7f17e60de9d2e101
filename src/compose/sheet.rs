//! A project's sheet.

use super::labels::{project_label, section_label};
use super::pages::field;
use super::writer::{Dict, Writer};
use super::{Entry, Marks, prose, words};
use crate::characters::one_line;
use crate::diagnostic::Text;
use crate::model::{Block, Figure, FiscalYear, Index, Measure, Plan, Project, Section, Target, group_digits};
use crate::source::SHEET_HEADINGS;
use crate::source::yaml::Value;

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
            .keyword("bookmark", &one_line(&project.title.value))
            .string("amount", &project.amount().to_string())
            .string("unit", words::UNIT)
            .string("since-label", words::SINCE)
            .with("since", |w| since(w, project));
        // A plan whose project starts later was refused, so there is always an ordinal.
        let nth = plan.fiscal_year.nth_since(*project.since).unwrap_or(1);
        d.string("nth", &format!("{nth}年目"))
            .string("challenge-label", words::CHALLENGE)
            .with("field-label", |w| match plan.challenges_of(project).is_empty() {
                // It stands before the fields of a challenge.
                true => w.keyword(words::FIELD),
                false => w.string(words::FIELD),
            })
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

/// Writes the year in which a project started; one that was changed with the old one before it.
fn since(w: &mut Writer<'_>, project: &Project) {
    let new = project.since.to_string();
    let old = w.before(project.since.span).and_then(|old| match old {
        Value::Integer(year) => FiscalYear::new(*year),
        other => FiscalYear::parse(&other.to_string()),
    });
    match old.map(|old| old.to_string()).filter(|old| *old != new) {
        Some(old) if w.marks == Marks::Full => {
            w.call("prose.tracked", [old, new], |w, text| w.mapped(&text, project.since.span));
        }
        Some(_) => w.call("prose.marked", [new], |w, text| w.mapped(&text, project.since.span)),
        None => w.mapped(&new, project.since.span),
    }
}

/// A figure as it is printed.
#[derive(PartialEq, Eq)]
pub(super) struct Printed {
    value: String,
    unit: String,
    comparison: String,
}

impl std::fmt::Display for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.value, self.unit, self.comparison)
    }
}

/// Returns the figure of a measure as it was before amendments changed it, if it was another.
pub(super) fn old_figure(w: &Writer<'_>, shown: &Measure) -> Option<Printed> {
    let value = |value: &Value| match value {
        Value::Integer(number) => group_digits(&number.to_string()),
        Value::Decimal(number) => Figure::Decimal(number.clone()).to_string(),
        other => other.to_string(),
    };
    let beside = |now: Option<&Text>, key: &str| {
        let taken = || w.taken(shown.value.span, key).map(ToString::to_string).unwrap_or_default();
        match now {
            Some(now) if w.is_given(now.span) => taken(),
            Some(now) => w.before(now.span).map_or_else(|| now.value.clone(), ToString::to_string),
            None => taken(),
        }
    };
    let old = Printed {
        value: w.before(shown.value.span).map_or_else(|| shown.value.to_string(), value),
        unit: beside(shown.unit.as_ref(), "unit"),
        comparison: beside(shown.comparison.as_ref(), "comparison"),
    };
    let now = |text: Option<&Text>| text.map(|text| text.value.clone()).unwrap_or_default();
    let new = Printed {
        value: shown.value.to_string(),
        unit: now(shown.unit.as_ref()),
        comparison: now(shown.comparison.as_ref()),
    };
    (old != new).then_some(old)
}

/// Writes a target. One whose label was changed replaces another; otherwise its figure may have been changed.
fn target(w: &mut Writer<'_>, target: &Target) {
    let shown = &target.measure;
    let label = w.before(shown.label.span).filter(|_| w.marks == Marks::Full).map(ToString::to_string);
    let old = old_figure(w, shown);
    let changed = old.is_some() || w.before(shown.label.span).is_some();
    let old = old.filter(|_| w.marks == Marks::Full);
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
        d.maybe_dict("old", old.as_ref().filter(|_| label.is_none()), |d, old| {
            let unit = format!("{}{}", old.unit, old.comparison);
            d.mapped("value", &old.value, shown.value.span).mapped("unit", &unit, shown.value.span);
        });
        d.maybe_dict("replaces", label, |d, label| {
            d.shown("label", &label, shown.label.span);
            match &old {
                Some(old) => {
                    for (key, text) in [("value", &old.value), ("unit", &old.unit), ("comparison", &old.comparison)] {
                        d.mapped(key, text, shown.value.span);
                    }
                }
                None => figure(d, shown),
            }
            d.code("condition", "none");
            plain(d);
        });
    });
}

/// Writes a measure. Where a change is shown by the target as a whole, its parts are plain.
fn measure(d: &mut Dict<'_, '_>, shown: &Measure) {
    d.shown("label", &shown.label.value, shown.label.span);
    figure(d, shown);
    d.maybe_text("condition", shown.condition.as_ref());
}

/// Writes a figure with its unit and comparison.
fn figure(d: &mut Dict<'_, '_>, shown: &Measure) {
    d.mapped("value", &shown.value.value.to_string(), shown.value.span);
    match &shown.unit {
        Some(unit) => d.mapped("unit", &unit.value, unit.span),
        None => d.string("unit", ""),
    };
    d.with("comparison", |w| match &shown.comparison {
        Some(text) => w.mapped(&text.value, text.span),
        None => w.code("none"),
    });
}
