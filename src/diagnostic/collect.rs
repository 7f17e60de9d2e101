//! Findings while they are collected.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::{Diagnostic, Rule};

/// How many findings of a rule are kept that cannot be accepted: whoever has so many mends their cause, not each of them.
const KEPT: usize = 500;
/// How many are kept of a rule whose findings may be accepted one by one: more than any plan has.
const KEPT_ADJUSTABLE: usize = 20_000;

/// Findings, of each rule only so many: a file of a megabyte can break a rule some hundred thousand times. What is not kept is
/// counted in [`Diagnostic::more`] of the last of its rule that is.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    kept: Vec<Diagnostic>,
    /// How many of a rule are kept, and where the last of them is.
    rules: BTreeMap<&'static str, (usize, usize)>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        let (count, last) = self.rules.entry(finding.rule.code).or_insert((0, 0));
        if *count >= limit(finding.rule)
            && let Some(last) = self.kept.get_mut(*last)
        {
            last.more += 1 + finding.more;
            return;
        }
        *count += 1;
        *last = self.kept.len();
        self.kept.push(finding);
    }

    /// Gives up what is kept.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.kept
    }
}

const fn limit(rule: &Rule) -> usize {
    if rule.adjustable { KEPT_ADJUSTABLE } else { KEPT }
}

impl Deref for Findings {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.kept
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        for finding in findings {
            self.push(finding);
        }
    }
}

impl FromIterator<Diagnostic> for Findings {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        let mut collected = Self::default();
        collected.extend(findings);
        collected
    }
}

impl From<Vec<Diagnostic>> for Findings {
    fn from(findings: Vec<Diagnostic>) -> Self {
        findings.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Files, Span, rule};

    #[test]
    fn what_is_not_kept_is_counted() {
        let mut files = Files::default();
        let file = files.add("a.yaml", "x".repeat(2000));
        let finding = |at: usize, rule| Diagnostic::new(rule, Span::new(file, at, at + 1), format!("no. {at}"));
        let mut findings: Findings = (0..2000).map(|at| finding(at, &rule::UNKNOWN_KEY)).collect();
        findings.push(finding(0, &rule::WRONG_TYPE));
        let mut kept = findings.into_vec();
        assert_eq!(kept.len(), KEPT + 1);
        // Collected again from a part, and sorted, nothing is lost.
        kept = Findings::from(kept).into_vec();
        crate::diagnostic::sort(&mut kept, &files);
        let of = |code| kept.iter().filter(|finding| finding.rule.code == code).map(|finding| 1 + finding.more).sum();
        let (unknown, wrong): (usize, usize) = (of(rule::UNKNOWN_KEY.code), of(rule::WRONG_TYPE.code));
        assert_eq!((unknown, wrong), (2000, 1));
    }
}
