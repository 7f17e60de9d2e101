//! Fields and challenges.

use super::Context;
use crate::diagnostic::{Diagnostic, Span, rule};
use crate::model::{Challenge, Index, Page, Plan};

pub(super) enum Finding {
    UnusedField { name: String, span: Span },
    UnusedChallenge { name: String, span: Span },
    Challenges { stated: String, computed: String, span: Span },
}

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let plan = context.plan;
    let lines = plan.projects.iter().flat_map(|project| &project.lines);
    let mut used: Vec<_> = lines.flat_map(|line| line.field.iter().chain(&line.relisted)).copied().collect();
    for page in &plan.pages {
        if let Page::Cooperation(_, list) = page {
            used.extend(list.iter().filter(|group| !group.projects.is_empty()).map(|group| group.field));
        }
    }
    let unused = plan.fields.iter().enumerate().filter(|(at, _)| !used.iter().any(|field| field.position() == *at));
    let mut findings: Vec<_> = unused
        .map(|(_, field)| Finding::UnusedField { name: field.name.value.clone(), span: field.name.span })
        .collect();
    let has_field = |at: usize| plan.fields.iter().any(|field| field.challenge.position() == at);
    let unused = plan.challenges.iter().enumerate().filter(|(at, _)| !has_field(*at));
    findings.extend(unused.map(|(_, challenge)| Finding::UnusedChallenge {
        name: challenge.name.value.clone(),
        span: challenge.name.span,
    }));
    for project in &plan.projects {
        let Some((stated, span)) = &project.stated.challenges else { continue };
        let computed: Vec<_> = plan.challenges_of(project).into_iter().map(|(challenge, _)| challenge).collect();
        let mut sorted = stated.clone();
        sorted.sort_unstable();
        if sorted != computed {
            findings.push(Finding::Challenges {
                stated: names(plan, &sorted),
                computed: names(plan, &computed),
                span: *span,
            });
        }
    }
    findings
}

fn names(plan: &Plan, challenges: &[Index<Challenge>]) -> String {
    let names = challenges.iter().map(|challenge| challenge.of(&plan.challenges).name.value.as_str());
    let names = names.collect::<Vec<_>>().join("、");
    if names.is_empty() { "－".into() } else { names }
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::UnusedField { name, span } => {
                Self::new(&rule::UNUSED_FIELD, span, format!("the field `{name}` has neither lines nor 協調事業"))
                    .help("give a line this `field:`, or remove the field")
            }
            Finding::UnusedChallenge { name, span } => {
                Self::new(&rule::UNUSED_CHALLENGE, span, format!("no field belongs to the challenge `{name}`"))
                    .help("give a field this `challenge:`, or remove the challenge")
            }
            Finding::Challenges { stated, computed, span } => Self::new(
                &rule::CHALLENGE_MISMATCH,
                span,
                format!("the stated challenges are `{stated}`, the lines' fields imply `{computed}`"),
            )
            .help("correct a line's `field:` or `relisted:`, a field's `challenge:`, or what is stated"),
        }
    }
}
