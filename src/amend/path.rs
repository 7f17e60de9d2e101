//! Readable paths into the documents: `projects/expo/targets/sake-visitors/value`.
//!
//! A part is a key of a mapping, or names an item of a list by its id, its name or label, or its number from 1. An item
//! that is a text is named by it.

use std::collections::HashMap;

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

/// The items of lists by their names, so that a list is not gone through for every change.
///
/// What is known holds as long as no item comes or goes; then it has to be forgotten.
#[derive(Debug, Default)]
pub(super) struct Names {
    lists: HashMap<String, Known>,
}

/// What is known of a list.
#[derive(Debug)]
enum Known {
    /// It was gone through once, which costs less than to note its names.
    Seen,
    /// The items of each name.
    Noted(HashMap<String, Vec<usize>>),
}

impl Names {
    /// Forgets all lists.
    pub fn forget(&mut self) {
        self.lists.clear();
    }

    /// Notes that what stands at the end of a way is called otherwise, if it is an item of a list.
    pub fn rename(&mut self, way: &str, old: Option<String>, new: Option<&str>) {
        let Some((list, at)) = way.rsplit_once('/') else { return };
        let (Some(Known::Noted(names)), Ok(at)) = (self.lists.get_mut(list), at.parse::<usize>()) else { return };
        if old.as_deref() == new {
            return;
        }
        if let Some(items) = old.and_then(|old| names.get_mut(&old)) {
            items.retain(|item| *item != at);
        }
        if let Some(new) = new {
            let items = names.entry(new.to_owned()).or_default();
            items.push(at);
            items.sort_unstable();
        }
    }

    /// Returns the position of an item of the list at the end of a way.
    pub fn position(&mut self, way: &str, items: &[Node], part: &str) -> Result<usize, Missed> {
        let known = self.lists.get_mut(way);
        let named = match known {
            None => {
                self.lists.insert(way.to_owned(), Known::Seen);
                let named = items.iter().enumerate().filter(|(_, item)| own_name(item) == Some(part));
                named.map(|(at, _)| at).collect()
            }
            Some(known) => {
                if let Known::Seen = known {
                    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
                    for (at, item) in items.iter().enumerate() {
                        if let Some(name) = own_name(item) {
                            names.entry(name.to_owned()).or_default().push(at);
                        }
                    }
                    *known = Known::Noted(names);
                }
                match known {
                    Known::Noted(names) => names.get(part).cloned().unwrap_or_default(),
                    Known::Seen => Vec::new(),
                }
            }
        };
        match named[..] {
            [at] => return Ok(at),
            [] => {}
            _ => {
                let numbers = named.into_iter().map(|at| at + 1).collect();
                return Err(Missed::Namesakes { part: part.into(), numbers });
            }
        }
        let numbered = part.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        numbered.filter(|at| *at < items.len()).ok_or_else(|| Missed::Lost {
            part: part.into(),
            known: items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect(),
        })
    }
}

/// Walks along parts from a node, which is called `way`; returns the way to the end, too.
pub(super) fn walk<'n>(
    names: &mut Names,
    way: &str,
    mut node: &'n mut Node,
    parts: &[&str],
) -> Result<(String, &'n mut Node), Missed> {
    let mut way = way.to_owned();
    for part in parts {
        let at;
        (at, node) = match &mut node.value {
            Value::Mapping(entries) => match entries.iter().position(|(key, _)| key.value == *part) {
                Some(at) => (at, &mut entries[at].1),
                None => {
                    let known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                    return Err(Missed::Lost { part: (*part).into(), known });
                }
            },
            Value::List(items) => {
                let at = names.position(&way, items, part)?;
                (at, &mut items[at])
            }
            _ => return Err(Missed::Lost { part: (*part).into(), known: Vec::new() }),
        };
        way.push_str(&format!("/{at}"));
    }
    Ok((way, node))
}

/// Returns the paths around a path, the nearest last, and the path itself.
pub(super) fn around(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}
