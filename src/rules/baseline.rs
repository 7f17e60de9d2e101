//! The baseline: what was found when the checks were taken up, accepted in one step. What is new is still reported.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::characters::composed;
use crate::diagnostic::{Diagnostic, Files, Rule, rule};
use crate::model::Accepted;
use crate::source::MAX_TEXT_BYTES;

const HEAD: &str = "# What the checks found when they were taken up, accepted for the reason given. What is new is still reported.\n\
                    # `keikaku check --write-baseline` writes this file, and keeps the reasons that stand here.\n";

/// By what a finding is known again: its rule, its file, and the text that it is about. A letter and its mark may be written
/// as one character or as two: what YAML says comes composed, the name of a file as the system has it.
type Key = (&'static str, String, String);

/// What was accepted: how much of it is still to be found.
pub(super) struct Baseline<'s> {
    entries: BTreeMap<Key, Entry<'s>>,
}

struct Entry<'s> {
    accepted: &'s Accepted,
    count: usize,
    left: usize,
}

impl<'s> Baseline<'s> {
    pub fn new(accepted: &'s [Accepted]) -> Self {
        let mut entries: BTreeMap<_, Entry<'s>> = BTreeMap::new();
        for accepted in accepted {
            let entry = entries.entry(key_of(accepted)).or_insert(Entry { accepted, count: 0, left: 0 });
            entry.count += accepted.count;
            entry.left += accepted.count;
        }
        Self { entries }
    }

    /// Says whether a finding was accepted, once for each time that it was.
    pub fn takes(&mut self, diagnostic: &Diagnostic, files: &Files) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        let Some(entry) = self.entries.get_mut(&identity(diagnostic, files)) else { return false };
        let found = entry.left > 0;
        entry.left -= usize::from(found);
        found
    }

    /// Reports entries that match less than they accept, of rules that were looked at.
    pub fn gone(self, looked_for: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
        let entries = self.entries.into_values().filter(|entry| entry.left > 0 && looked_for(entry.accepted.rule));
        let report = |Entry { accepted: Accepted { rule, file, span, .. }, count, left }: Entry<'_>| {
            let message = if left == count {
                format!("nothing in `{file}` breaks `{}` at this text any more", rule.code)
            } else {
                let found = count - left;
                format!("of {count} accepted findings of `{}` at this text in `{file}`, only {found} left", rule.code)
            };
            Diagnostic::new(&rule::UNUSED_IGNORE, *span, message)
                .help("run `keikaku check --write-baseline`, which takes the entry out")
        };
        entries.map(report).collect()
    }
}

fn key_of(accepted: &Accepted) -> Key {
    (accepted.rule.code, composed(accepted.file.clone()), composed(accepted.text.clone()))
}

fn identity(diagnostic: &Diagnostic, files: &Files) -> Key {
    let file = files.get(diagnostic.primary.span.file);
    (diagnostic.rule.code, composed(file.path().to_owned()), composed(file.context_of(diagnostic.primary.span)))
}

/// The file as it is written.
#[derive(Serialize)]
struct Written<'e> {
    findings: Vec<WrittenEntry<'e>>,
}

/// An entry as it is written.
#[derive(Serialize)]
struct WrittenEntry<'e> {
    rule: &'static str,
    file: &'e str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    reason: &'e str,
}

/// Writes the file; nothing if it would be larger than a source may be.
#[must_use]
pub fn render_baseline(entries: &[Accepted]) -> Option<String> {
    let findings = entries.iter().map(|entry| WrittenEntry {
        rule: entry.rule.code,
        file: &entry.file,
        text: &entry.text,
        count: (entry.count > 1).then_some(entry.count),
        reason: &entry.reason,
    });
    // In quotes, so that no text is taken for a number, nor folded over lines.
    let options =
        serde_saphyr::ser_options! { quote_all: true, compact_list_indent: false, prefer_block_scalars: false };
    let body = serde_saphyr::to_string_with_options(&Written { findings: findings.collect() }, options).ok()?;
    let out = format!("{HEAD}{body}");
    (out.len() as u64 <= MAX_TEXT_BYTES).then_some(out)
}

/// Returns the entries that accept findings, in the findings' order: those of `before` keep their reason, `reason` is that of
/// the others. The second number is how many are new.
///
/// # Errors
/// How many are new, if there are any and no reason is given for them.
pub fn accept(
    findings: &[Diagnostic],
    before: &[Accepted],
    reason: Option<&str>,
    files: &Files,
) -> Result<(Vec<Accepted>, usize), usize> {
    let reasons: BTreeMap<Key, &str> = before.iter().map(|entry| (key_of(entry), entry.reason.as_str())).collect();
    let mut known = Baseline::new(before);
    let mut entries: Vec<Accepted> = Vec::new();
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    let mut new = 0;
    for finding in findings {
        let key = identity(finding, files);
        new += usize::from(!known.takes(finding, files));
        if let Some(entry) = places.get(&key).and_then(|at| entries.get_mut(*at)) {
            entry.count += 1;
            continue;
        }
        places.insert(key.clone(), entries.len());
        let kept = reasons.get(&key).copied();
        let (_, file, text) = key;
        entries.push(Accepted {
            rule: finding.rule,
            file,
            text,
            count: 1,
            reason: kept.or(reason).unwrap_or_default().to_owned(),
            span: finding.primary.span,
        });
    }
    if new > 0 && reason.is_none() { Err(new) } else { Ok((entries, new)) }
}
