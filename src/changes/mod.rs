//! What differs between two states of a plan: two editions, or the sources at a git revision and now.
//!
//! Differences are found on the documents (YAML trees and prose), so a moved line break or another order of keys is
//! none. Every difference has a path that an amendment could name.

mod follow;
mod git;
mod phrase;
mod propose;
mod prose;
mod table;
mod tree;
mod units;
mod words;

pub use follow::follow;
pub use git::{GitError, checkout};
pub use propose::{Amendment, Beside, Proposal, Step, amendment};
pub use table::{csv, json, markdown};

use similar::{ChangeTag, TextDiff};

use crate::diagnostic::Text;
use crate::model::{Destination, Plan};
use crate::source::Documents;

/// A state of a plan, as it is compared.
pub struct State<'a> {
    /// What its authors wrote, amendments applied.
    pub documents: &'a Documents,
    /// The plan that it is.
    pub plan: &'a Plan,
    /// The printed pages.
    pub page: &'a dyn Fn(Destination) -> Option<String>,
}

/// A difference between two states.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The path of what differs.
    pub path: String,
    /// What it is, for people.
    pub place: String,
    /// What stood there; nothing if it is new.
    pub old: Option<String>,
    /// What stands there; nothing if it is gone.
    pub new: Option<String>,
    /// Why, where an amendment says so.
    pub reason: Option<Text>,
    /// The printed page where it stood.
    pub old_page: Option<String>,
    /// The printed page where it stands.
    pub new_page: Option<String>,
}

impl Difference {
    /// Creates a difference whose reason and pages are not known yet.
    #[must_use]
    pub fn new(path: &str, place: &str, old: Option<String>, new: Option<String>) -> Self {
        let (path, place) = (path.to_owned(), place.to_owned());
        Self { path, place, old, new, reason: None, old_page: None, new_page: None }
    }
}

/// Returns all differences of the documents in their order, and what an amendment would have to say of them.
#[must_use]
pub fn diff(old: &State<'_>, new: &State<'_>) -> (Vec<Difference>, Vec<Step>) {
    let mut differ = tree::Differ::new(old, new);
    differ.all();
    (differ.out, differ.steps)
}

/// What stands in the old column of what is new (新旧対照表の書式).
pub const NEW: &str = "（新設）";
/// What stands in the new column of what is gone.
pub const GONE: &str = "（削る）";

/// A stretch of text and whether the other side lacks it.
pub type Stretch = (String, bool);

/// Splits both sides of a difference into stretches, word by word.
#[must_use]
pub fn stretches(old: &str, new: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    let (mut before, mut after): (Vec<Stretch>, Vec<Stretch>) = (Vec::new(), Vec::new());
    let push = |side: &mut Vec<Stretch>, text: &str, changed: bool| match side.last_mut() {
        Some((last, known)) if *known == changed => last.push_str(text),
        _ => side.push((text.to_owned(), changed)),
    };
    for change in TextDiff::from_unicode_words(old, new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut before, change.value(), false);
                push(&mut after, change.value(), false);
            }
            ChangeTag::Delete => push(&mut before, change.value(), true),
            ChangeTag::Insert => push(&mut after, change.value(), true),
        }
    }
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let (old, new) = stretches("セミナーを3回開催する", "セミナーを5回開催する");
        let changed = |side: &[Stretch]| {
            side.iter().filter(|(_, changed)| *changed).map(|(text, _)| text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(changed(&old), ["3"]);
        assert_eq!(changed(&new), ["5"]);
        assert_eq!(old.iter().map(|(text, _)| text.as_str()).collect::<String>(), "セミナーを3回開催する");
    }
}
