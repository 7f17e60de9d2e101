//! Money.

use std::sync::LazyLock;

use regex::Regex;

use super::{Context, number};
use crate::diagnostic::{Diagnostic, Span, rule};
use crate::model::{Amount, Line};

pub(super) enum Finding {
    /// A stated amount is not what the lines add up to.
    Mismatch { stated: Amount, computed: Amount, span: Span },
    /// Two lines have the same name and amount.
    Duplicate { name: String, span: Span, first: Span },
    /// An amount of the budget is typed.
    Typed { written: String, id: String, known: Amount, exact: bool, span: Span },
}

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let duplicates = duplicates(context);
    let mut findings = stated(context, &duplicates);
    findings.extend(duplicates.into_iter().map(|duplicate| duplicate.finding));
    findings.extend(typed(context));
    findings
}

/// A line that stands a second time.
struct Duplicate {
    finding: Finding,
    /// The project, by its position.
    project: usize,
    amount: Amount,
}

fn stated(context: &Context<'_>, duplicates: &[Duplicate]) -> Vec<Finding> {
    let plan = context.plan;
    let total = plan.settings.stated_total.map(|stated| (stated, plan.total(), None));
    let projects = plan.projects.iter().enumerate();
    let projects = projects.filter_map(|(at, project)| Some((project.stated.amount?, project.amount(), Some(at))));
    // A line that is counted twice explains a difference of its amount.
    let explained = |stated: Amount, computed: Amount, project: Option<usize>| {
        let of = duplicates.iter().filter(|duplicate| project.is_none_or(|project| duplicate.project == project));
        stated + of.map(|duplicate| duplicate.amount).sum() == computed
    };
    total
        .into_iter()
        .chain(projects)
        .filter(|((stated, _), computed, project)| !explained(*stated, *computed, *project))
        .map(|((stated, span), computed, _)| Finding::Mismatch { stated, computed, span })
        .collect()
}

fn duplicates(context: &Context<'_>) -> Vec<Duplicate> {
    let projects = context.plan.projects.iter().enumerate();
    let lines: Vec<_> = projects.flat_map(|(at, project)| project.lines.iter().map(move |line| (at, line))).collect();
    let mut duplicates = Vec::new();
    for (at, (project, line)) in lines.iter().enumerate() {
        let same = |(_, other): &&(usize, &Line)| {
            other.name.value == line.name.value && other.amount.value == line.amount.value
        };
        if let Some((_, first)) = lines[..at].iter().find(same) {
            let (name, span) = (line.name.value.clone(), line.name.span);
            let finding = Finding::Duplicate { name, span, first: first.name.span };
            duplicates.push(Duplicate { finding, project: *project, amount: line.amount.value });
        }
    }
    duplicates
}

/// An amount in text: 14,043千円, 1,404.3万円, 1億4,043万円, 14,043,000円.
static AMOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\d[\d,，]*(?:[.．]\d+)?(?:億|百万|万|千)?)+円").ok());
/// A part of an amount; groups: digits, fraction, unit.
static PART: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d[\d,，]*)(?:[.．](\d+))?(億|百万|万|千|円)").ok());

/// The smallest amount that is looked for: 100千円. Below it, any figure would equal some amount.
const SMALLEST: i64 = 100;

fn typed(context: &Context<'_>) -> Vec<Finding> {
    let Some(pattern) = AMOUNT.as_ref() else { return Vec::new() };
    let known = known_amounts(context);
    let mut findings = Vec::new();
    for passage in &context.passages {
        for whole in pattern.find_iter(&passage.text) {
            let Some(yen) = yen(whole.as_str()) else { continue };
            let of = |amount: &Amount| i128::from(amount.thousands()) * 1_000;
            let exact = known.iter().find(|(_, amount)| of(amount) == yen);
            let near = || known.iter().find(|(_, amount)| (of(amount) - yen).abs() * 100 <= of(amount));
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

/// Returns what is written, in yen; nothing beyond what an amount can be.
fn yen(written: &str) -> Option<i128> {
    PART.as_ref()?.captures_iter(written).try_fold(0_i128, |sum, part| {
        let unit: i128 = match &part[3] {
            "億" => 100_000_000,
            "百万" => 1_000_000,
            "万" => 10_000,
            "千" => 1_000,
            _ => 1,
        };
        let whole: i128 = number(&part[1].replace([',', '，'], ""))?;
        let fraction = match part.get(2) {
            Some(digits) => {
                let places = u32::try_from(digits.as_str().chars().count()).ok()?;
                number::<i128>(digits.as_str())?.checked_mul(unit)? / 10_i128.checked_pow(places)?
            }
            None => 0,
        };
        sum.checked_add(whole.checked_mul(unit)?)?.checked_add(fraction)
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

#[cfg(test)]
mod tests {
    use super::yen;

    #[test]
    fn amounts_are_read_as_they_are_spoken() {
        for (written, expected) in [
            ("14,043千円", 14_043_000),
            ("１４，０４３千円", 14_043_000),
            ("1,404.3万円", 14_043_000),
            ("1億4,043万円", 140_430_000),
            ("6,035万7千円", 60_357_000),
            ("2.5百万円", 2_500_000),
            ("60,357,000円", 60_357_000),
        ] {
            assert_eq!(yen(written), Some(expected), "{written}");
        }
    }
}
