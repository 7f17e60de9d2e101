//! What becomes of findings: the plan's severities and recorded exceptions.

use crate::diagnostic::{Diagnostic, Files, Severity, rule};
use crate::model::{Ignore, Settings};

/// Applies the plan's settings: drops what it ignores, changes severities, and reports exceptions that match
/// nothing.
///
/// With `deny_warnings`, every warning that is left is an error.
#[must_use]
pub fn settle(
    mut diagnostics: Vec<Diagnostic>,
    settings: &Settings,
    files: &Files,
    deny_warnings: bool,
) -> Vec<Diagnostic> {
    let mut used = vec![false; settings.ignores.len()];
    diagnostics.retain(|diagnostic| {
        let matching = settings.ignores.iter().zip(&mut used).filter(|(ignore, _)| covers(ignore, diagnostic, files));
        matching.map(|(_, used)| *used = true).count() == 0
    });
    for (ignore, _) in settings.ignores.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("nothing here breaks `{}` any more", ignore.rule.code);
        diagnostics
            .push(Diagnostic::new(&rule::UNUSED_IGNORE, ignore.span, message).help("remove this entry of `ignore:`"));
    }
    diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            let setting = settings.severities.iter().rev().find(|(rule, _)| rule.code == diagnostic.rule.code);
            if let Some((_, severity)) = setting {
                diagnostic.severity = (*severity)?;
            }
            if deny_warnings {
                diagnostic.severity = Severity::Error;
            }
            Some(diagnostic)
        })
        .collect()
}

/// Says whether an exception is about a finding: of its rule, in its files, about its text.
fn covers(ignore: &Ignore, diagnostic: &Diagnostic, files: &Files) -> bool {
    let place = diagnostic.primary.span;
    ignore.rule.code == diagnostic.rule.code
        && ignore.files.contains(&place.file)
        && ignore.text.as_ref().is_none_or(|text| {
            let around = files.get(place.file).lines_of(place);
            around.contains(&text.value)
        })
}
