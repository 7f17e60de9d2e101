//! What becomes of findings: the plan's severities, recorded exceptions, and what was accepted when the checks were taken up.

use std::collections::BTreeMap;

use super::baseline::Baseline;
use crate::diagnostic::{Diagnostic, FileId, Files, Rule, Severity, rule, sort};
use crate::model::{Ignore, Settings};

/// How findings are settled.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Whether every warning that is left is an error.
    pub deny_warnings: bool,
    /// Whether findings of the baseline are dropped; otherwise they are there to be accepted anew.
    pub accepted: bool,
    /// Whether every stage has looked. Before that nobody knows what is no longer needed.
    pub complete: bool,
    /// Whether the print profile was looked at.
    pub print: bool,
}

impl Manner {
    /// Says whether findings of a rule would have been there if there were any.
    #[must_use]
    pub fn looked_for(self, rule: &Rule) -> bool {
        self.complete && (self.print || !rule.code.starts_with("print/"))
    }
}

/// Applies the plan's settings: drops what it ignores and what was accepted, changes severities, and reports exceptions that
/// match nothing.
#[must_use]
pub fn settle(mut diagnostics: Vec<Diagnostic>, settings: &Settings, files: &Files, manner: Manner) -> Vec<Diagnostic> {
    // What is found in both profiles is one finding, and counts once.
    sort(&mut diagnostics, files);
    let mut used = vec![false; settings.ignores.len()];
    let mut baseline = Baseline::new(if manner.accepted { &settings.accepted } else { &[] });
    let mut exceptions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, ignore) in settings.ignores.iter().enumerate() {
        exceptions.entry(ignore.rule.code).or_default().push(at);
    }
    diagnostics.retain_mut(|diagnostic| {
        let place = diagnostic.primary.span;
        let around = files.get(place.file).lines_of(place);
        let mut ignored = false;
        for at in exceptions.get(diagnostic.rule.code).into_iter().flatten() {
            if let (Some(ignore), Some(used)) = (settings.ignores.get(*at), used.get_mut(*at))
                && covers(ignore, place.file, around)
            {
                (*used, ignored) = (true, true);
            }
        }
        let excepted = ignored || baseline.takes(diagnostic, files);
        if excepted && diagnostic.more > 0 {
            // What was not kept may be about something else.
            only_counted(diagnostic);
            return true;
        }
        !excepted
    });
    let unused = settings.ignores.iter().zip(used).filter(|(ignore, used)| !used && manner.looked_for(ignore.rule));
    diagnostics.extend(unused.map(|(ignore, _)| {
        let message = format!("nothing here breaks `{}` any more", ignore.rule.code);
        Diagnostic::new(&rule::UNUSED_IGNORE, ignore.span, message).help("remove this entry of `ignore:`")
    }));
    diagnostics.extend(baseline.gone(|rule| manner.looked_for(rule)));
    diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            let setting = settings.severities.iter().rev().find(|(rule, _)| rule.code == diagnostic.rule.code);
            if let Some((_, severity)) = setting {
                diagnostic.severity = (*severity)?;
            }
            if manner.deny_warnings {
                diagnostic.severity = Severity::Error;
            }
            Some(diagnostic)
        })
        .collect()
}

/// Says whether an exception of a finding's rule is about it: in its files, about its text.
fn covers(ignore: &Ignore, file: FileId, around: &str) -> bool {
    ignore.files.contains(&file) && ignore.text.as_ref().is_none_or(|text| around.contains(&text.value))
}

/// Leaves of a finding only those that were not kept.
fn only_counted(diagnostic: &mut Diagnostic) {
    diagnostic.message =
        format!("there are {} more findings of this rule than are looked at one by one", diagnostic.more);
    diagnostic.help =
        Some("mend their common cause, or change the rule's severity under `rules:` in `plan.yaml`".into());
    diagnostic.more -= 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::model::Accepted;
    use crate::rules::accept;

    const MANNER: Manner = Manner { deny_warnings: false, accepted: true, complete: true, print: true };

    /// Finds every のの of a file.
    fn doubled(files: &Files, id: FileId) -> Vec<Diagnostic> {
        let text = files.get(id).text();
        let at = text.match_indices("のの").map(|(at, found)| Span::new(id, at, at + found.len()));
        at.map(|span| Diagnostic::new(&rule::DOUBLED, span, "`のの` is doubled")).collect()
    }

    fn of(text: &str) -> (Files, Vec<Diagnostic>) {
        let mut files = Files::default();
        let id = files.add("sources/a.md", text);
        let found = doubled(&files, id);
        (files, found)
    }

    fn left(text: &str, accepted: &[Accepted], manner: Manner) -> Vec<(&'static str, usize)> {
        let (files, found) = of(text);
        let settings = Settings { accepted: accepted.to_vec(), ..Settings::default() };
        let settled = settle(found, &settings, &files, manner);
        settled.iter().map(|found| (found.rule.code, found.primary.span.range().start)).collect()
    }

    fn baseline(text: &str) -> Vec<Accepted> {
        let (files, found) = of(text);
        accept(&found, &[], Some("公表済み"), &files).expect("accepted").0
    }

    #[test]
    fn what_was_accepted_is_not_reported_wherever_it_moves() {
        let accepted = baseline("県のの計画\n市のの計画\n");
        assert_eq!(accepted.len(), 2);
        assert_eq!(left("県のの計画\n市のの計画\n", &accepted, MANNER), []);
        assert_eq!(left("新\n\n市のの計画\n\n  県のの計画\n", &accepted, MANNER), []);
    }

    #[test]
    fn what_is_new_is_reported_and_so_is_what_is_gone() {
        let accepted = baseline("県のの計画\n");
        let doubled = rule::DOUBLED.code;
        assert_eq!(left("県のの計画\n府のの計画\n", &accepted, MANNER), [(doubled, "県のの計画\n府".len())]);
        // A second one of the same words is new, too.
        assert_eq!(left("県のの計画\n県のの計画\n", &accepted, MANNER).len(), 1);
        assert_eq!(left("県の計画\n", &accepted, MANNER), [(rule::UNUSED_IGNORE.code, 3)]);
        // But not before all has been looked at.
        assert_eq!(left("県の計画\n", &accepted, Manner { complete: false, ..MANNER }), []);
    }

    #[test]
    fn reasons_stay_and_new_findings_need_one() {
        let before = baseline("県のの計画\n");
        let (files, found) = of("県のの計画\n府のの計画\n");
        assert_eq!(accept(&found, &before, None, &files), Err(1));
        let (entries, new) = accept(&found, &before, Some("別の理由"), &files).expect("accepted");
        let reasons: Vec<_> = entries.iter().map(|entry| entry.reason.as_str()).collect();
        assert_eq!((reasons, new), (vec!["公表済み", "別の理由"], 1));
        // What is gone is taken out without a word.
        let (files, none) = of("県の計画\n");
        assert_eq!(accept(&none, &before, None, &files), Ok((Vec::new(), 0)));
    }

    #[test]
    fn what_was_not_kept_is_not_accepted_unseen() {
        let (files, mut found) = of("県のの計画\n");
        found[0].more = 7;
        let settings = Settings { accepted: baseline("県のの計画\n"), ..Settings::default() };
        let settled = settle(found, &settings, &files, MANNER);
        assert_eq!(settled.len(), 1);
        assert_eq!(settled[0].more, 6);
    }
}
