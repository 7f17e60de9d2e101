//! 成果目標.

use super::Context;
use crate::diagnostic::{Diagnostic, Span, Text, rule};
use crate::model::{Figure, Measure, Page, Target};

pub(super) enum Finding {
    None { project: String, span: Span },
    NoUnit { label: String, span: Span },
    Percentage { value: String, span: Span },
    UnitFit { label: String, unit: String, fitting: &'static str, span: Span },
    UnitWord { unit: String, other: String, span: Span, first: Span },
    NoChange { span: Span },
    TypedChange { span: Span },
}

/// What companies are counted in, and people.
const OF_COMPANIES: &[&str] = &["者", "社", "件", "人", "名", "団体"];

/// What is counted in what: the end of a label and the units that fit it.
///
/// 事業者, 出展者 and 利用者 are often companies, so they stand before the 者 of whom they end.
const FITTING: [(&str, &[&str], &str); 9] = [
    ("事業者数", OF_COMPANIES, "`者` or `社`"),
    ("出展者数", OF_COMPANIES, "`者` or `社`"),
    ("利用者数", OF_COMPANIES, "`者` or `人`"),
    ("者数", &["人", "名", "者", "組", "世帯"], "`人` or `名`"),
    ("人数", &["人", "名", "者"], "`人` or `名`"),
    ("件数", &["件"], "`件`"),
    ("回数", &["回"], "`回`"),
    ("割合", &["%", "％", "割"], "`%`"),
    ("満足度", &["%", "％", "点", "ポイント", "割"], "`%`"),
];

/// The ends of labels of parts of a whole: more than all is a slip. Other ratios (増加率, 耕地利用率) go beyond 100%.
const SHARES: [&str; 14] = [
    "割合",
    "満足度",
    "シェア",
    "構成比",
    "占有率",
    "回答率",
    "回収率",
    "出席率",
    "参加率",
    "合格率",
    "受診率",
    "認知度",
    "認知率",
    "加入率",
];

/// Words that count people.
const PEOPLE: [&str; 2] = ["人", "名"];

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let plan = context.plan;
    let mut findings = Vec::new();
    for project in plan.projects.iter().filter(|project| project.targets.is_empty()) {
        let (project, span) = (project.title.value.clone(), project.id.span());
        findings.push(Finding::None { project, span });
    }
    let targets: Vec<_> = plan.projects.iter().flat_map(|project| &project.targets).collect();
    let measures: Vec<_> = targets.iter().flat_map(|target| measures(target)).collect();
    findings.extend(measures.iter().flat_map(|measure| self::measure(measure)));
    let goals = plan.pages.iter().filter_map(|page| match page {
        Page::Vision(vision) => Some(vision.visions.iter().filter_map(|vision| vision.goals.as_ref())),
        _ => None,
    });
    let goals = goals.flatten().flat_map(|(_, goals)| goals);
    findings.extend(goals.filter_map(|goal| percentage(&goal.label, &goal.value, &goal.unit)));
    findings.extend(unit_words(&measures));
    findings.extend(changes(context));
    for passage in &context.passages {
        for (at, mark) in passage.text.match_indices('⇒') {
            findings.push(Finding::TypedChange { span: passage.place(at..at + mark.len(), context.files) });
        }
    }
    findings
}

fn measures(target: &Target) -> impl Iterator<Item = &Measure> {
    [&target.measure].into_iter().chain(&target.also)
}

fn measure(measure: &Measure) -> Vec<Finding> {
    let mut findings = Vec::new();
    let label = &measure.label;
    if figure(&measure.value.value).is_none() {
        return findings;
    }
    let Some(unit) = &measure.unit else {
        if measure.comparison.is_some() {
            findings.push(Finding::NoUnit { label: label.value.clone(), span: label.span });
        }
        return findings;
    };
    findings.extend(percentage(label, &measure.value.value, unit));
    let fitting = FITTING.iter().find(|(end, ..)| label.ends_with(end));
    if let Some((.., fitting)) = fitting.filter(|(_, units, _)| !units.contains(&bare(unit))) {
        let (label, unit, span) = (label.value.clone(), unit.value.clone(), unit.span);
        findings.push(Finding::UnitFit { label, unit, fitting, span });
    }
    findings
}

/// Returns a figure's number, where it is one.
fn figure(value: &Figure) -> Option<f64> {
    match value {
        Figure::Integer(value) => Some(*value as f64),
        Figure::Decimal(value) => value.to_string().parse().ok(),
        Figure::Formula(_) => None,
    }
}

/// Returns a unit without its multiple and what stands in brackets: 人 of 万人, 件 of 件（累計）.
fn bare(unit: &str) -> &str {
    let unit = unit.split(['（', '(']).next().unwrap_or_default().trim();
    let single = unit.trim_start_matches(['十', '百', '千', '万', '億', '延', 'べ', 'の']);
    if single.is_empty() { unit } else { single }
}

/// Reports a share of more than 100%. How the label ends says that it is one.
fn percentage(label: &Text, value: &Figure, unit: &Text) -> Option<Finding> {
    let share = SHARES.iter().any(|end| label.ends_with(end));
    let beyond = share && matches!(unit.value.as_str(), "%" | "％") && figure(value)? > 100.0;
    beyond.then(|| Finding::Percentage { value: value.to_string(), span: unit.span })
}

/// Reports the units that count people in the less frequent word.
fn unit_words(measures: &[&Measure]) -> Vec<Finding> {
    let units: Vec<_> = measures
        .iter()
        .filter_map(|measure| measure.unit.as_ref())
        .filter(|unit| PEOPLE.contains(&unit.value.as_str()))
        .collect();
    let count = |word: &str| units.iter().filter(|unit| unit.value == word).count();
    let main = if count(PEOPLE[0]) >= count(PEOPLE[1]) { PEOPLE[0] } else { PEOPLE[1] };
    let Some(first) = units.iter().find(|unit| unit.value == main) else { return Vec::new() };
    units
        .iter()
        .filter(|unit| unit.value != main)
        .map(|unit| Finding::UnitWord {
            unit: unit.value.clone(),
            other: main.into(),
            span: unit.span,
            first: first.span,
        })
        .collect()
}

/// The cover's note needs an amendment. Amendments bring their own.
fn changes(context: &Context<'_>) -> Option<Finding> {
    let note = context.plan.edition_note.as_ref()?;
    context.plan.history.is_empty().then_some(Finding::NoChange { span: note.span })
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::None { project, span } => {
                Self::new(&rule::NO_TARGET, span, format!("the project `{project}` has no target"))
                    .help("add it to `targets:`; readers see － otherwise")
            }
            Finding::NoUnit { label, span } => {
                Self::new(&rule::TARGET_UNIT, span, format!("the target `{label}` has a comparison but no unit"))
                    .help("add `unit:`")
            }
            Finding::Percentage { value, span } => {
                Self::new(&rule::TARGET_PERCENTAGE, span, format!("{value}% is more than 100%"))
                    .help("correct the value, or say it as a multiple (`1.5`, `倍`)")
            }
            Finding::UnitFit { label, unit, fitting, span } => {
                Self::new(&rule::TARGET_UNIT_FIT, span, format!("`{label}` is not counted in `{unit}`"))
                    .help(format!("write {fitting}, or another label"))
            }
            Finding::UnitWord { unit, other, span, first } => Self::new(
                &rule::TARGET_UNIT_WORD,
                span,
                format!("people are counted in `{unit}` here, in `{other}` elsewhere"),
            )
            .also(first, "for example here")
            .help(format!("write `{other}` throughout")),
            Finding::NoChange { span } => {
                Self::new(&rule::UNRECORDED_CHANGE, span, "the cover speaks of an update, but nothing is changed")
                    .help("record the update as an amendment, which brings the note, or remove `edition-note:`")
            }
            Finding::TypedChange { span } => Self::new(&rule::TYPED_CHANGE, span, "the change mark `⇒` is typed")
                .help("record the change as an amendment; for an arrow write `→`"),
        }
    }
}
