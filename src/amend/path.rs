//! Readable paths into the documents: `projects/expo/targets/sake-visitors/value`.
//!
//! A part is a key of a mapping, or names an item of a list by its id, its name or label, or its number from 1. An item
//! that is a text is named by it.

use crate::source::yaml::{Node, Value};

/// Why a path does not lead to one thing.
#[derive(Debug)]
pub(super) enum Missed {
    /// A part leads nowhere.
    Lost {
        /// The part.
        part: String,
        /// What could have stood there.
        known: Vec<String>,
    },
    /// A part names several items of a list.
    Namesakes {
        /// The part.
        part: String,
        /// The items' numbers, from 1.
        numbers: Vec<usize>,
    },
}

/// The keys by which items of lists are named, in order of preference.
const NAMES: [&str; 8] = ["id", "name", "label", "title", "field", "kind", "use", "year"];

/// Returns the key's value of a mapping.
pub(super) fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(entries) => entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value),
        _ => None,
    }
}

/// Returns the name that a list's item has by itself.
pub(crate) fn own_name(item: &Node) -> Option<&str> {
    match &item.value {
        Value::Text(text) => Some(text),
        Value::Mapping(entries) => NAMES.iter().find_map(|key| {
            match entries.iter().find(|(name, _)| name.value == *key).map(|(_, node)| &node.value) {
                Some(Value::Text(text)) => Some(text.as_str()),
                _ => None,
            }
        }),
        _ => None,
    }
}

/// Says whether a key gives its item the name by which paths lead to it.
pub(crate) fn is_name(key: &str) -> bool {
    NAMES.contains(&key)
}

/// Returns what a list's item is called: its name, or its number from 1.
pub(super) fn item_name(item: &Node, at: usize) -> String {
    own_name(item).map_or_else(|| (at + 1).to_string(), str::to_owned)
}

/// Returns the position of a list's item.
pub(super) fn position(items: &[Node], part: &str) -> Result<usize, Missed> {
    let mut named = items.iter().enumerate().filter(|(_, item)| own_name(item) == Some(part)).map(|(at, _)| at);
    match (named.next(), named.next()) {
        (Some(at), None) => return Ok(at),
        (Some(first), Some(second)) => {
            let numbers = [first, second].into_iter().chain(named).map(|at| at + 1).collect();
            return Err(Missed::Namesakes { part: part.into(), numbers });
        }
        (None, _) => {}
    }
    let numbered = part.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    numbered.filter(|at| *at < items.len()).ok_or_else(|| Missed::Lost {
        part: part.into(),
        known: items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect(),
    })
}

/// Walks from a node along parts.
pub(super) fn walk<'n>(mut node: &'n mut Node, parts: &[&str]) -> Result<&'n mut Node, Missed> {
    for part in parts {
        node = match &mut node.value {
            Value::Mapping(entries) => match entries.iter().position(|(key, _)| key.value == *part) {
                Some(at) => &mut entries[at].1,
                None => {
                    let known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                    return Err(Missed::Lost { part: (*part).into(), known });
                }
            },
            Value::List(items) => {
                let at = position(items, part)?;
                &mut items[at]
            }
            _ => return Err(Missed::Lost { part: (*part).into(), known: Vec::new() }),
        };
    }
    Ok(node)
}

/// Returns the paths around a path, the nearest last, and the path itself.
pub(super) fn around(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}
