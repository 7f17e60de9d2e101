//! Amendments: dated changes on the original edition.
//!
//! They are applied to the trees that [`source::read`](crate::source::read) gives, so everything after this stage sees
//! one edition and every value keeps its place: a changed one stands in the amendment's file.

mod apply;
mod path;
mod prose;

pub(crate) use path::item_name;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span, Text, rule};
use crate::source::yaml::Value;
use crate::source::{AmendmentDocument, Documents};

/// Which edition of the plan is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition {
    /// The plan before any amendment.
    Original,
    /// The plan as it stood at the end of a day.
    AsOf(Date),
    /// The plan after all amendments.
    #[default]
    Latest,
}

impl Edition {
    /// Reads `original`, `latest` or a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "original" => Some(Self::Original),
            "latest" => Some(Self::Latest),
            day if day.len() == 10 => day.parse().ok().map(Self::AsOf),
            _ => None,
        }
    }

    /// Says whether an amendment of a day is part of the edition.
    fn includes(self, date: Date) -> bool {
        match self {
            Self::Original => false,
            Self::AsOf(day) => date <= day,
            Self::Latest => true,
        }
    }
}

/// Writes what [`Edition::parse`] reads.
impl std::fmt::Display for Edition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Original => f.write_str("original"),
            Self::AsOf(day) => day.fmt(f),
            Self::Latest => f.write_str("latest"),
        }
    }
}

/// What was done to the original edition.
#[derive(Debug, Default)]
pub struct History {
    /// The amendments that were applied, in order of their dates.
    pub amendments: Vec<Applied>,
    /// The date of the original edition, which the first amendment replaced.
    pub issued: Option<Text>,
    /// Values that are shown as changed: what stood there before, by the place of the new value.
    tracked: BTreeMap<Span, Value>,
}

/// An amendment that was applied.
#[derive(Debug)]
pub struct Applied {
    /// The file's name without its ending.
    pub name: String,
    /// The day of effect, and where it is written.
    pub date: (Date, Span),
    /// Its title.
    pub title: Text,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// A change that was applied.
#[derive(Debug)]
pub struct Change {
    /// What it touches.
    pub path: Text,
    /// Why.
    pub reason: Text,
}

impl History {
    /// Returns what stood at a place before, if it is to be shown as changed.
    #[must_use]
    pub fn before(&self, new: Span) -> Option<&Value> {
        self.tracked.get(&new)
    }

    /// Returns the reason of the latest change at or below a path, or above it.
    #[must_use]
    pub fn reason(&self, path: &str) -> Option<&Text> {
        let changes = self.amendments.iter().rev().flat_map(|amendment| amendment.changes.iter().rev());
        let mut related = changes.filter(|change| related(&change.path.value, path));
        related.next().map(|change| &change.reason)
    }

    /// Says whether anything is shown as changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amendments.is_empty()
    }
}

/// Says whether one path is the other or lies inside it.
fn related(one: &str, other: &str) -> bool {
    let inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    one == other || inside(one, other) || inside(other, one)
}

/// Applies the amendments of an edition to the original documents.
///
/// What is wrong is added to the documents' findings; the changes that are right are applied all the same.
#[must_use]
pub fn apply(documents: &mut Documents, edition: Edition) -> History {
    let mut findings = Vec::new();
    let mut dated: Vec<(Date, AmendmentDocument)> = Vec::new();
    for amendment in std::mem::take(&mut documents.amendments) {
        if amendment.data.changes.is_empty() {
            findings.push(
                Diagnostic::new(&rule::EMPTY_AMENDMENT, amendment.data.changes.span, "the amendment changes nothing")
                    .help("add a change, or remove the file"),
            );
        }
        let written = &amendment.data.date;
        match written.value.parse::<Date>() {
            Ok(date) if amendment.name.starts_with(&written.value) => dated.push((date, amendment)),
            Ok(_) => findings.push(
                Diagnostic::new(
                    &rule::INVALID_VALUE,
                    written.span,
                    format!("the file's name `{}` does not begin with its date", amendment.name),
                )
                .help(format!("name it `{}-….yaml`", written.value)),
            ),
            Err(_) => findings.push(
                Diagnostic::new(&rule::INVALID_VALUE, written.span, format!("`{}` is not a day", written.value))
                    .help("write `2024-08-31`"),
            ),
        }
    }
    dated.sort_by(|(a, one), (b, other)| (a, &one.name).cmp(&(b, &other.name)));
    let mut applier = apply::Applier::new(documents);
    for (date, amendment) in dated.into_iter().filter(|(date, _)| edition.includes(*date)) {
        applier.amend(date, amendment);
    }
    let (history, applied) = applier.finish();
    findings.extend(applied);
    documents.findings.extend(findings);
    history
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_named_and_ordered() {
        let day = |text: &str| Edition::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(day("original"), Edition::Original);
        assert!(day("2024-08-31").includes("2024-08-31".parse().expect("a day")));
        assert!(!day("2024-08-30").includes("2024-08-31".parse().expect("a day")));
        assert_eq!(Edition::parse("yesterday"), None);
        assert_eq!(Edition::parse("2024-02-30"), None);
    }

    #[test]
    fn paths_overlap_by_whole_parts() {
        assert!(related("projects/expo", "projects/expo/lines/a"));
        assert!(related("projects/expo/lines/a", "projects/expo"));
        assert!(!related("projects/expo", "projects/expo-2/lines"));
    }
}
