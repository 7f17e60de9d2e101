//! Money.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use regex::Regex;

use super::{Context, number};
use crate::diagnostic::{Diagnostic, Severity, Span, rule};
use crate::model::{Amount, Line, Project};

pub(super) enum Finding {
    /// A stated amount is not what the lines add up to.
    Mismatch { stated: Amount, computed: Amount, span: Span },
    /// Two lines have the same name and amount; whether both are of one project.
    Duplicate { name: String, one_project: bool, span: Span, first: Span },
    /// An amount of the budget is typed.
    Typed { written: String, id: String, known: Amount, span: Span },
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
    let lines = projects.flat_map(|(at, project)| project.lines.iter().map(move |line| (at, line)));
    let mut first: HashMap<(&str, Amount), (usize, &Line)> = HashMap::new();
    let mut duplicates = Vec::new();
    // Lines of nothing are counted twice without harm: 災害復旧 of several years stands ready with 0千円.
    for (project, line) in lines.filter(|(_, line)| line.amount.value != Amount::ZERO) {
        match first.entry((line.name.as_str(), line.amount.value)) {
            Entry::Vacant(free) => drop(free.insert((project, line))),
            Entry::Occupied(known) => {
                let (of, earlier) = known.get();
                let (name, span) = (line.name.value.clone(), line.name.span);
                let one_project = *of == project;
                let finding = Finding::Duplicate { name, one_project, span, first: earlier.name.span };
                duplicates.push(Duplicate { finding, project, amount: line.amount.value });
            }
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

/// What stands before an amount that is no budget: a limit, a price, a company's capital.
const OTHER_BEFORE: [&str; 17] = [
    "上限",
    "最大",
    "限度額",
    "資本金",
    "資本の額",
    "参加費",
    "会費",
    "受講料",
    "単価",
    "賞金",
    "1件",
    "１件",
    "1社",
    "１社",
    "当たり",
    "あたり",
    "売上高",
];
/// What stands after one.
const OTHER_AFTER: [&str; 9] = ["以上", "以下", "以内", "未満", "を超え", "超", "を上限", "／", "/"];

/// Reports amounts of the budget that are typed: in a project's text its own, anywhere the total. Other projects' amounts
/// meet others by chance: among many lines, some have 50万円.
fn typed(context: &Context<'_>) -> Vec<Finding> {
    let Some(pattern) = AMOUNT.as_ref() else { return Vec::new() };
    let plan = context.plan;
    let total = [("total".to_owned(), plan.total())];
    let mut findings = Vec::new();
    for passage in &context.passages {
        let mut own: Option<Vec<(String, Amount)>> = None;
        for whole in pattern.find_iter(&passage.text) {
            let (before, after) = (&passage.text[..whole.start()], &passage.text[whole.end()..]);
            let other = OTHER_BEFORE.iter().any(|word| before.trim_end().ends_with(word))
                || OTHER_AFTER.iter().any(|word| after.starts_with(word));
            let Some(yen) = yen(whole.as_str()).filter(|_| !other) else { continue };
            let own = own
                .get_or_insert_with(|| passage.project.map_or_else(Vec::new, |of| own_amounts(of.of(&plan.projects))));
            let same = |(_, amount): &&(String, Amount)| {
                amount.thousands() >= SMALLEST && i128::from(amount.thousands()) * 1_000 == yen
            };
            if let Some((id, amount)) = own.iter().chain(&total).find(same) {
                let (written, span) = (whole.as_str().to_owned(), passage.place(whole.range(), context.files));
                findings.push(Finding::Typed { written, id: id.clone(), known: *amount, span });
            }
        }
    }
    findings
}

/// Returns the amounts of a project that can be cited: its own before those of its lines.
fn own_amounts(project: &Project) -> Vec<(String, Amount)> {
    let lines = project.lines.iter().map(|line| (line.id.as_str().to_owned(), line.amount.value));
    [(project.id.as_str().to_owned(), project.amount())].into_iter().chain(lines).collect()
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

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Mismatch { stated, computed, span } => Self::new(
                &rule::TOTAL_MISMATCH,
                span,
                format!("the stated amount is {stated}千円, the lines add up to {computed}千円"),
            )
            .help("correct a line's `amount:`, or what is stated"),
            Finding::Duplicate { name, one_project, span, first } => {
                let message = format!("the line `{name}` stands twice with the same amount");
                let found = Self::new(&rule::DUPLICATE_LINE, span, message).also(first, "first here");
                if one_project {
                    found.help("remove one of the two; to show a line under another field use `relisted:`")
                } else {
                    // Two projects may well have 事務費 of the same amount.
                    found
                        .at_most(Severity::Warning)
                        .help("if both are meant, tell them apart by name; to show a line again use `relisted:`")
                }
            }
            Finding::Typed { written, id, known, span } => Self::new(
                &rule::AMOUNT_IN_PROSE,
                span,
                format!("the typed amount `{written}` is that of `{id}` ({known}千円)"),
            )
            .help(format!("write `[](amount:{id})` in Markdown, so that it follows the budget")),
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
