//! The agreed pages: `sources/pages.lock`.
//!
//! The file has a line a part: printed page, label, title, parted by tabs. In a review, a page that moves is a line
//! that changes.

use std::collections::HashSet;

use crate::compose::Reference;
use crate::diagnostic::{Diagnostic, FileId, Files, Span, rule};
use crate::engine::PageMap;

/// The file's path in the project.
pub const PATH: &str = "sources/pages.lock";

const HEAD: &str = "# The agreed page of every part of the plan. `keikaku pages --lock` writes this file.\n";

/// How many parts that are gone are named one by one; whoever has more has the lock of another plan.
const MAX_GONE: usize = 20;

/// What stands for the page of a part without a printed number.
const NO_PAGE: &str = "-";

/// Writes the file for a page map.
#[must_use]
pub fn render(pages: &PageMap) -> String {
    let line = |entry: &crate::engine::PageEntry| {
        let title = entry.entry.title.replace(['\n', '\t'], " ");
        format!("{}\t{}\t{title}\n", pages.printed(entry).unwrap_or(NO_PAGE), entry.entry.label)
    };
    std::iter::once(HEAD.to_owned()).chain(pages.entries.iter().map(line)).collect()
}

/// A line of the file.
struct Agreed<'f> {
    page: &'f str,
    label: &'f str,
    span: Span,
}

/// Compares a page map with the agreed one in `file`.
#[must_use]
pub fn check(file: FileId, files: &Files, pages: &PageMap, references: &[Reference]) -> Vec<Diagnostic> {
    let agreed = parse(file, files);
    let mut findings = Vec::new();
    for entry in &pages.entries {
        let (label, title) = (&entry.entry.label, &entry.entry.title);
        let page = pages.printed(entry).unwrap_or(NO_PAGE);
        let known = agreed.iter().find(|known| known.label == label);
        let (message, before) = match known {
            Some(known) if known.page == page => continue,
            Some(known) => (format!("`{title}` moved from page {} to page {page}", known.page), Some(known.span)),
            None => {
                let message = format!("`{title}` is new: it is not in `{PATH}`");
                let help = "when agreed, run `keikaku pages --lock`";
                findings.push(Diagnostic::new(&rule::PAGE_MOVED, entry.entry.span, message).help(help));
                continue;
            }
        };
        let mut finding =
            Diagnostic::new(&rule::PAGE_MOVED, entry.entry.span, message).help(changes(label, references));
        if let Some(before) = before {
            finding = finding.also(before, "agreed here");
        }
        findings.push(finding);
    }
    let labels: HashSet<&str> = pages.entries.iter().map(|entry| entry.entry.label.as_str()).collect();
    let mut gone = agreed.iter().filter(|known| !labels.contains(known.label));
    findings.extend(gone.by_ref().take(MAX_GONE).map(|known| {
        let message = format!("`{}`, agreed for page {}, is not in the plan", known.label, known.page);
        Diagnostic::new(&rule::PAGE_MOVED, known.span, message).help(changes(known.label, references))
    }));
    if let Some(next) = gone.next() {
        let message = format!("this line and {} more are of parts that are not in the plan", gone.count());
        let help = "when agreed, run `keikaku pages --lock`, which writes the file anew";
        findings.push(Diagnostic::new(&rule::PAGE_MOVED, next.span, message).help(help));
    }
    findings
}

/// Says which references show another number than before.
fn changes(label: &str, references: &[Reference]) -> String {
    let count = references.iter().filter(|reference| same_part(&reference.target, label)).count();
    let shown = match count {
        0 => "no page number in the plan shows it".to_owned(),
        1 => "one page number in the plan shows it".to_owned(),
        count => format!("{count} page numbers in the plan show it"),
    };
    format!("{shown}, and whoever was given the old page does; when agreed, run `keikaku pages --lock`")
}

/// Says whether a reference's target begins with the part: a section begins with the sheet of its first project.
fn same_part(target: &str, label: &str) -> bool {
    target == label || target.strip_prefix("section:").is_some_and(|id| label.strip_prefix("project:") == Some(id))
}

fn parse(file: FileId, files: &Files) -> Vec<Agreed<'_>> {
    let text = files.get(file).text();
    let mut start = 0;
    let mut agreed = Vec::new();
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let mut parts = content.split('\t');
        if let (false, Some(page), Some(label)) = (content.starts_with('#'), parts.next(), parts.next()) {
            agreed.push(Agreed { page, label, span: Span::new(file, start, start + content.len()) });
        }
        start += line.len();
    }
    agreed
}
