//! Readable paths into the documents: `projects/expo/targets/sake-visitors/value`.
//!
//! A part is a key of a mapping, or names an item of a list by its id, its name or label, or its number from 1.

use crate::source::yaml::{Node, Value};

/// Where a walk ended.
#[derive(Debug)]
pub(super) struct Lost {
    /// The part that leads nowhere.
    pub part: String,
    /// What could have stood there.
    pub known: Vec<String>,
}

/// The keys by which items of lists are named, in order of preference.
const NAMES: [&str; 7] = ["id", "name", "label", "title", "field", "kind", "use"];

/// Returns the key's value of a mapping.
pub(super) fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(entries) => entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value),
        _ => None,
    }
}

/// Returns the name of a list's item.
pub(crate) fn item_name(item: &Node, at: usize) -> String {
    let named = NAMES.iter().find_map(|key| match &entry(item, key)?.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| (at + 1).to_string())
}

/// Returns the position of a list's item.
pub(super) fn position(items: &[Node], part: &str) -> Option<usize> {
    let named = items.iter().enumerate().position(|(at, item)| item_name(item, at) == part);
    named.or_else(|| part.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < items.len()))
}

/// Walks from a node along parts.
pub(super) fn walk<'n>(node: &'n mut Node, parts: &[&str]) -> Result<&'n mut Node, Lost> {
    let Some((part, rest)) = parts.split_first() else { return Ok(node) };
    let next = match &mut node.value {
        Value::Mapping(entries) => {
            let known = || entries.iter().map(|(key, _)| key.value.clone()).collect();
            match entries.iter().position(|(key, _)| key.value == *part) {
                Some(at) => &mut entries[at].1,
                None => return Err(Lost { part: (*part).into(), known: known() }),
            }
        }
        Value::List(items) => match position(items, part) {
            Some(at) => &mut items[at],
            None => {
                let known = items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect();
                return Err(Lost { part: (*part).into(), known });
            }
        },
        _ => return Err(Lost { part: (*part).into(), known: Vec::new() }),
    };
    walk(next, rest)
}
