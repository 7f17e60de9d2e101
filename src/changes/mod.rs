//! What differs between two states of a plan: two editions, or the sources at a git revision and now.
//!
//! Differences are found on the documents (YAML trees and prose), so a moved line break or another order of keys is
//! none. Every difference has a path that an amendment could name.

mod git;
mod propose;
mod table;
mod tree;

pub use git::{GitError, checkout};
pub use propose::amendment;
pub use table::{csv, json, markdown};
pub use tree::diff;

use similar::{ChangeTag, TextDiff};

use crate::diagnostic::Text;

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
    /// What an amendment would have to say; nothing for what follows from other changes.
    pub proposal: Option<Proposal>,
}

/// What an amendment would have to say of a difference.
#[derive(Debug, Clone)]
pub enum Proposal {
    /// One value for another.
    Replace(String, String),
    /// A key that comes.
    Give(String),
    /// A key that goes.
    Take(String),
    /// An item of a list that comes, after another or first.
    Add(String, Option<String>),
    /// An item of a list, or a project, that goes.
    Withdraw,
    /// A project that comes.
    AddProject(String),
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
