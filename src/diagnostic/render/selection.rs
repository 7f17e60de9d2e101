//! Which findings are shown, and how many there are.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Rule, Severity};

/// Findings of which some are shown and all are counted.
#[derive(Debug)]
pub struct Selection<'d> {
    /// Those that are shown.
    pub shown: Vec<&'d Diagnostic>,
    /// How many there are of each rule, by code.
    pub counts: Vec<Count>,
}

/// How many findings there are of a rule and a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity.
    pub severity: Severity,
    /// How many there are.
    pub total: usize,
    /// How many of them could be shown; the others are only counted.
    pub kept: usize,
    /// How many of them are shown.
    pub shown: usize,
}

impl Count {
    /// Returns how many are not shown.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.total - self.shown
    }
}

impl<'d> Selection<'d> {
    /// Chooses the first `most` of each rule, of the rules `only` if there are any. Where there are not even twice as many, all
    /// are shown: to leave out a few spares nothing.
    #[must_use]
    pub fn new(findings: &'d [Diagnostic], only: &[&'static Rule], most: usize) -> Self {
        let key = |finding: &Diagnostic| (finding.rule.code, finding.severity);
        let mut counts: BTreeMap<(&str, Severity), Count> = BTreeMap::new();
        for finding in findings {
            let (rule, severity) = (finding.rule, finding.severity);
            let none = Count { rule, severity, total: 0, kept: 0, shown: 0 };
            let count = counts.entry(key(finding)).or_insert(none);
            count.total += 1 + finding.more;
            count.kept += 1;
        }
        let mut shown = Vec::new();
        for finding in findings {
            let asked = only.is_empty() || only.iter().any(|wanted| wanted.code == finding.rule.code);
            let Some(count) = counts.get_mut(&key(finding)).filter(|_| asked) else { continue };
            if count.shown < most || count.total <= most.saturating_mul(2) {
                count.shown += 1;
                shown.push(finding);
            }
        }
        Self { shown, counts: counts.into_values().collect() }
    }

    /// Returns how many findings there are of a severity.
    #[must_use]
    pub fn total(&self, severity: Severity) -> usize {
        self.counts.iter().filter(|count| count.severity == severity).map(|count| count.total).sum()
    }

    /// Returns the counts of rules of which not all is shown.
    pub fn left_out(&self) -> impl Iterator<Item = &Count> {
        self.counts.iter().filter(|count| count.left_out() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Files, Span, rule};

    #[test]
    fn the_first_of_each_rule_are_shown_and_all_are_counted() {
        let mut files = Files::default();
        let file = files.add("a.yaml", "x".repeat(99));
        let finding = |at, rule| Diagnostic::new(rule, Span::new(file, at, at), "x");
        let mut findings: Vec<_> = (0..9).map(|at| finding(at, &rule::DOUBLED)).collect();
        findings.push(finding(9, &rule::UNKNOWN_KEY));
        findings[8].more = 90;
        let selection = Selection::new(&findings, &[], 5);
        assert_eq!(selection.shown.len(), 6);
        assert_eq!((selection.total(Severity::Error), selection.total(Severity::Warning)), (1, 99));
        let left: Vec<_> = selection.left_out().map(|count| (count.rule.code, count.left_out(), count.kept)).collect();
        assert_eq!(left, [(rule::DOUBLED.code, 94, 9)]);
        findings[8].more = 0;
        assert_eq!(Selection::new(&findings, &[], 5).shown.len(), 10, "a few more are shown");
        findings[8].more = 90;
        let only = Selection::new(&findings, &[&rule::UNKNOWN_KEY], usize::MAX);
        assert_eq!(only.shown.len(), 1);
        assert_eq!(only.total(Severity::Warning), 99, "what is not asked for is counted all the same");
    }
}
