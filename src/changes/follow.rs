//! Differences that follow from others: sums, years that are counted, challenges.

use std::collections::HashMap;

use super::words::{entry, project_title, text, within};
use super::{Difference, State};
use crate::characters::one_line;
use crate::model::{Plan, Project, format_day};
use crate::source::yaml::Value;

/// Returns what follows from the differences of the documents and is printed.
#[must_use]
pub fn follow(old: &State<'_>, new: &State<'_>) -> Vec<Difference> {
    let mut out = Vec::new();
    let before: HashMap<_, _> = old.plan.projects.iter().map(|project| (project.id.as_str(), project)).collect();
    for now in &new.plan.projects {
        if let Some(was) = before.get(now.id.as_str()) {
            project((old, was), (new, now), &mut out);
        }
    }
    let (sum, now) = (old.plan.total(), new.plan.total());
    if sum != now {
        let (sum, now) = (format!("{sum}千円"), format!("{now}千円"));
        out.push(Difference::new("total", "予算額　計", Some(sum), Some(now)));
    }
    // The edition's own date is a value of the plan; that of the original edition stands beside it.
    let issued = |plan: &Plan| (plan.issued != plan.date).then(|| format_day(plan.issued));
    if old.plan.issued != new.plan.issued && (issued(old.plan).is_some() || issued(new.plan).is_some()) {
        let (was, is) = (format_day(old.plan.issued), format_day(new.plan.issued));
        out.push(Difference::new("issued", "発行日", Some(was), Some(is)));
    }
    for (path, image) in &new.plan.images {
        if old.plan.images.get(path).is_some_and(|was| was.screen != image.screen) {
            let place = within("図", path);
            out.push(Difference::new("images", &place, Some("（旧の画像）".into()), Some("（差し替えた画像）".into())));
        }
    }
    out
}

fn project((old, was): (&State<'_>, &Project), (new, is): (&State<'_>, &Project), out: &mut Vec<Difference>) {
    let id = is.id.as_str();
    let mut row = |key: &str, name: &str, from: String, to: String| {
        let place = within(&project_title(new.plan, id), name);
        out.push(Difference::new(&format!("projects/{id}/{key}"), &place, Some(from), Some(to)));
    };
    if was.amount() != is.amount() && (was.lines.len() > 1 || is.lines.len() > 1) {
        row("lines", "予算額", format!("{}千円", was.amount()), format!("{}千円", is.amount()));
    }
    let nth = |plan: &Plan, project: &Project| {
        let nth = plan.fiscal_year.nth_since(*project.since).unwrap_or(1);
        format!("{}（{nth}年目）", *project.since)
    };
    if *was.since == *is.since && nth(old.plan, was) != nth(new.plan, is) {
        row("since", "事業開始年度", nth(old.plan, was), nth(new.plan, is));
    }
    if serves(old, was) != serves(new, is) {
        row("lines", "関西チャレンジ・分野", said(old.plan, was), said(new.plan, is));
    }
}

/// Returns which challenges a project serves by which fields, by their ids: names may change without it.
fn serves(state: &State<'_>, project: &Project) -> Vec<(Option<String>, Vec<Option<String>>)> {
    let id = |list: &str, at: usize| match entry(state.documents.plan.as_ref()?, list).map(|node| &node.value) {
        Some(Value::List(items)) => text(items.get(at)?, "id").map(str::to_owned),
        _ => None,
    };
    let challenges = state.plan.challenges_of(project).into_iter().map(|(challenge, fields)| {
        let mut fields: Vec<_> = fields.iter().map(|field| id("fields", field.position())).collect();
        fields.sort_unstable();
        (id("challenges", challenge.position()), fields)
    });
    let mut challenges: Vec<_> = challenges.collect();
    challenges.sort_unstable();
    challenges
}

fn said(plan: &Plan, project: &Project) -> String {
    let challenges = plan.challenges_of(project).into_iter().map(|(challenge, fields)| {
        let fields: Vec<_> = fields.iter().map(|field| one_line(&field.of(&plan.fields).name.value)).collect();
        format!("「{}」{}", one_line(&challenge.of(&plan.challenges).name.value), fields.join("、"))
    });
    let said: Vec<_> = challenges.collect();
    if said.is_empty() { "－".into() } else { said.join("\n") }
}
