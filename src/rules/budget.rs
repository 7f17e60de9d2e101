//! Money.

use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use crate::diagnostic::{Diagnostic, Span, rule};
use crate::model::Amount;

pub(super) enum Finding {
    /// A stated amount is not what the lines add up to.
    Mismatch { stated: Amount, computed: Amount, span: Span },
    /// Two lines have the same name and amount.
    Duplicate { name: String, span: Span, first: Span },
    /// An amount of the budget is typed.
    Typed { written: String, id: String, known: Amount, exact: bool, span: Span },
}

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = stated(context);
    findings.extend(duplicates(context));
    findings.extend(typed(context));
    findings
}

fn stated(context: &Context<'_>) -> Vec<Finding> {
    let plan = context.plan;
    let total = plan.settings.stated_total.map(|stated| (stated, plan.total()));
    let projects = plan.projects.iter().filter_map(|project| Some((project.stated.amount?, project.amount())));
    total
        .into_iter()
        .chain(projects)
        .filter(|((stated, _), computed)| stated != computed)
        .map(|((stated, span), computed)| Finding::Mismatch { stated, computed, span })
        .collect()
}

fn duplicates(context: &Context<'_>) -> Vec<Finding> {
    let lines: Vec<_> = context.plan.projects.iter().flat_map(|project| &project.lines).collect();
    let mut findings = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let same = |other: &&&crate::model::Line| {
            other.name.value == line.name.value && other.amount.value == line.amount.value
        };
        if let Some(first) = lines[..at].iter().find(same) {
            let (name, span) = (line.name.value.clone(), line.name.span);
            findings.push(Finding::Duplicate { name, span, first: first.name.span });
        }
    }
    findings
}

/// An amount in text: digits with commas, an optional fraction, a unit. Group 3 is what of 千円 the unit is worth.
static AMOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d[\d,]*)(?:\.(\d))?(千円|万円|百万円|億円|円)").ok());

/// The smallest amount that is looked for: 100千円. Below it, any figure would equal some amount.
const SMALLEST: i64 = 100;

fn typed(context: &Context<'_>) -> Vec<Finding> {
    let Some(pattern) = AMOUNT.as_ref() else { return Vec::new() };
    let known = known_amounts(context);
    let mut findings = Vec::new();
    for passage in &context.passages {
        for found in pattern.captures_iter(&passage.text) {
            let (Some(whole), Some(tenths)) = (found.get(0), tenths_of_thousand(&found)) else { continue };
            let exact = known.iter().find(|(_, amount)| i128::from(amount.thousands()) * 10 == tenths);
            let near = || {
                known.iter().find(|(_, amount)| {
                    let amount = i128::from(amount.thousands()) * 10;
                    (amount - tenths).abs() * 100 <= amount
                })
            };
            if let Some((id, amount)) = exact.or_else(near) {
                findings.push(Finding::Typed {
                    written: whole.as_str().to_owned(),
                    id: id.clone(),
                    known: *amount,
                    exact: exact.is_some(),
                    span: passage.place(whole.range(), context.files),
                });
            }
        }
    }
    findings
}

/// Returns what is written in tenths of 千円, so that 1,404.3万円 is exact.
fn tenths_of_thousand(found: &regex::Captures<'_>) -> Option<i128> {
    let digits: i128 = found.get(1)?.as_str().replace(',', "").parse().ok()?;
    let tenth: i128 = found.get(2).map_or(Some(0), |tenth| tenth.as_str().parse().ok())?;
    let tenths = digits.checked_mul(10)?.checked_add(tenth)?;
    Some(match found.get(3)?.as_str() {
        "円" => tenths / 1000,
        "千円" => tenths,
        "万円" => tenths.checked_mul(10)?,
        "百万円" => tenths.checked_mul(1_000)?,
        _ => tenths.checked_mul(100_000)?,
    })
}

/// Returns the amounts that can be cited, those of projects before those of their lines.
fn known_amounts(context: &Context<'_>) -> Vec<(String, Amount)> {
    let plan = context.plan;
    let mut known = vec![("total".to_owned(), plan.total())];
    known.extend(plan.projects.iter().map(|project| (project.id.as_str().to_owned(), project.amount())));
    let lines = plan.projects.iter().flat_map(|project| &project.lines);
    known.extend(lines.map(|line| (line.id.as_str().to_owned(), line.amount.value)));
    known.retain(|(_, amount)| amount.thousands() >= SMALLEST);
    known
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Mismatch { stated, computed, span } => Self::new(
                &rule::TOTAL_MISMATCH,
                span,
                format!("the stated amount is {stated}千円, the lines add up to {computed}千円"),
            )
            .help("correct a line's `amount:`, or what is stated"),
            Finding::Duplicate { name, span, first } => {
                Self::new(&rule::DUPLICATE_LINE, span, format!("the line `{name}` stands twice with the same amount"))
                    .also(first, "first here")
                    .help("remove one of the two; to show a line under another field use `relisted:`")
            }
            Finding::Typed { written, id, known, exact, span } => {
                let relation = if exact { "is" } else { "is close to" };
                Self::new(
                    &rule::AMOUNT_IN_PROSE,
                    span,
                    format!("the typed amount `{written}` {relation} that of `{id}` ({known}千円)"),
                )
                .help(format!("write `[](amount:{id})` in Markdown, so that it follows the budget"))
            }
        }
    }
}
