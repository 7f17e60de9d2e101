//! Amendments: dated changes on the original edition.
//!
//! They are applied to the trees that [`source::read`](crate::source::read) gives, so everything after this stage sees
//! one edition and every value keeps its place: a changed one stands in the amendment's file.

mod apply;
mod latest;
mod path;
mod prose;
mod tree;

pub(crate) use path::{is_name, own_name};
pub(crate) use prose::Section as ProseSection;

use std::collections::{BTreeMap, BTreeSet};

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
    /// Keys that are shown as taken away, with what stood there, by the place of every value that stayed beside them.
    taken: BTreeMap<Span, BTreeMap<String, Value>>,
    /// The places of values that are shown as new.
    given: BTreeSet<Span>,
    /// The changes by what they touch; their numbers lead to `reasons`.
    latest: latest::Latest,
    /// The changes by the place of what they put in.
    places: BTreeMap<Span, usize>,
    /// Why each change was made.
    reasons: Vec<Text>,
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

    /// Returns what a key said that was taken away from beside a value, if that is to be shown.
    #[must_use]
    pub fn taken(&self, beside: Span, key: &str) -> Option<&Value> {
        self.taken.get(&beside)?.get(key)
    }

    /// Says whether a value was not there before and is to be shown as new.
    #[must_use]
    pub fn is_given(&self, new: Span) -> bool {
        self.given.contains(&new)
    }

    /// Returns the reason of the latest change at or below a path, or above it.
    #[must_use]
    pub fn reason(&self, path: &str) -> Option<&Text> {
        self.latest.related(path).and_then(|number| self.reasons.get(number))
    }

    /// Returns the reason of the change that put in what is written at a place.
    #[must_use]
    pub fn reason_at(&self, span: Span) -> Option<&Text> {
        self.change_at(span).and_then(|number| self.reasons.get(number))
    }

    /// Returns the number of the change that put in what is written at a place.
    fn change_at(&self, span: Span) -> Option<usize> {
        let last = Span { end: u32::MAX, ..span };
        let (put, number) = self.places.range(..=last).next_back()?;
        (put.file == span.file && put.start <= span.start && span.end <= put.end).then_some(*number)
    }

    /// Says whether anything is shown as changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amendments.is_empty()
    }
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

/// Applies one more amendment to documents that stand as they are, and says which of its changes could be made.
#[must_use]
pub fn rehearse(documents: &mut Documents, date: Date, amendment: AmendmentDocument) -> Vec<bool> {
    let mut applier = apply::Applier::new(documents);
    let made = applier.amend(date, amendment);
    drop(applier.finish());
    made
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
}
