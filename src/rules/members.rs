//! Committees.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::{Diagnostic, Span, rule};
use crate::model::{Block, Placed, Plan};
use crate::source::prose::visit_blocks;

/// A person who stands twice in a committee.
pub(super) struct Twice {
    name: String,
    span: Span,
    first: Span,
}

pub(super) fn check(plan: &Plan) -> Vec<Twice> {
    let mut findings = Vec::new();
    for blocks in plan.projects.iter().flat_map(|project| [&project.purpose, &project.outline, &project.aims]) {
        visit_blocks(blocks, &mut |block: &Block| {
            let Block::Data(Placed::Members(members)) = block else { return };
            let mut seen = HashMap::new();
            for person in members.groups.iter().flat_map(|group| &group.people) {
                match seen.entry(bare_name(&person.name)) {
                    Entry::Vacant(free) => drop(free.insert(person.name.span)),
                    Entry::Occupied(first) => findings.push(Twice {
                        name: person.name.value.clone(),
                        span: person.name.span,
                        first: *first.get(),
                    }),
                }
            }
        });
    }
    findings
}

/// Returns a name without white space and title, which are written one way here and another there.
fn bare_name(name: &str) -> String {
    let joined: String = name.split_whitespace().collect();
    ["氏", "様", "先生"].iter().find_map(|title| joined.strip_suffix(title)).unwrap_or(&joined).to_owned()
}

impl From<Twice> for Diagnostic {
    fn from(Twice { name, span, first }: Twice) -> Self {
        Self::new(&rule::MEMBER_TWICE, span, format!("`{name}` stands twice in the committee"))
            .also(first, "first here")
            .help("remove one of the two; a second post of the same person is said with `concurrent:`")
    }
}
