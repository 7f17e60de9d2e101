//! Changes of YAML trees: one value for another, a key or an item that comes or goes.
//!
//! Nothing is overwritten that a change does not name, and no change is made that changes nothing.

use super::path::{Missed, position, walk};
use crate::diagnostic::{Rule, Span, Text, rule, suggest_help};
use crate::source::yaml::{Node, Value};

/// What a change has done.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What stood there.
    pub old: Option<Value>,
    /// Where the new values are written, what each replaced, and where that is written.
    pub replaced: Vec<(Span, Node)>,
    /// The places of values that were not there before.
    pub given: Vec<Span>,
    /// Keys that went, each by the place of a value that stays beside it.
    pub taken: Vec<(Span, String, Value)>,
}

/// Why a change cannot be made.
#[derive(Debug)]
pub(super) enum Problem {
    /// The path leads to nothing, or to several things.
    Missed(Missed),
    /// Anything else.
    Other {
        /// The rule.
        rule: &'static Rule,
        /// Where; the path if nowhere else.
        span: Option<Span>,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl From<Missed> for Problem {
    fn from(missed: Missed) -> Self {
        Self::Missed(missed)
    }
}

impl Problem {
    fn path(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other { rule: &rule::AMENDMENT_PATH, span: None, message: message.into(), help: help.into() }
    }

    fn from(span: Option<Span>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other { rule: &rule::AMENDMENT_FROM, span, message: message.into(), help: help.into() }
    }
}

/// How long a value may be in a message, in characters.
const BRIEF: usize = 60;

/// Returns a value for a message: the whole, or how it begins.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(BRIEF) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns a value as YAML on one line; nothing if that would be too long to copy from a message.
fn written(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => "~".to_owned(),
        Value::Text(text) if is_plain(text) => text.clone(),
        Value::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")),
        Value::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| written(&item.value)).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Mapping(entries) => {
            let entry = |(key, node): &(Text, Node)| Some(format!("{}: {}", key.value, written(&node.value)?));
            let entries: Option<Vec<_>> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries?.join(", "))
        }
        other => other.to_string(),
    };
    (text.chars().count() <= 4 * BRIEF).then_some(text)
}

/// Says whether a text needs no quotes in YAML, wherever it stands.
fn is_plain(text: &str) -> bool {
    let word =
        |c: char| c.is_alphanumeric() || matches!(c, '、' | '。' | '・' | '（' | '）' | '「' | '」' | '～' | ' ');
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(word)
        && !matches!(text, "true" | "false" | "null")
}

fn mismatch(from: &Node, current: &Value) -> Problem {
    let seen = "nothing is overwritten unseen";
    let help = match written(current) {
        Some(value) => format!("{seen}: write `from: {value}` if that is what you want to change"),
        None => format!("{seen}: copy what stands there, if that is what you want to change"),
    };
    let message = format!("`from` is `{}`, but the value is `{}`", brief(&from.value), brief(current));
    Problem::from(Some(from.span), message, help)
}

/// What a change of one value, a key or an item, starts from: what lies around it.
fn parents<'a, 'p>(root: &'a mut Node, parts: &'p [&'p str]) -> Result<(&'a mut Node, &'p str), Problem> {
    let Some((last, parents)) = parts.split_last() else {
        return Err(Problem::path("the path names a whole file", "go on with a key of the file"));
    };
    Ok((walk(root, parents)?, last))
}

/// Puts a value in the place of another.
pub(super) fn replace(root: &mut Node, parts: &[&str], from: &Node, to: &Node) -> Result<Done, Problem> {
    let target = walk(root, parts)?;
    if let (Value::Mapping(current), Value::Mapping(expected), Value::Mapping(new)) =
        (&mut target.value, &from.value, &to.value)
    {
        return merge(current, expected, new, to.span);
    }
    if target.value != from.value {
        return Err(mismatch(from, &target.value));
    }
    let old = std::mem::replace(target, to.clone());
    Ok(Done { old: Some(old.value.clone()), replaced: vec![(to.span, old)], ..Done::default() })
}

/// Changes the keys of a mapping that are named: those that `new` lacks go, those that `expected` lacks come. The others
/// stay.
fn merge(
    current: &mut Vec<(Text, Node)>,
    expected: &[(Text, Node)],
    new: &[(Text, Node)],
    span: Span,
) -> Result<Done, Problem> {
    let of = |entries: &[(Text, Node)], key: &str| entries.iter().position(|(known, _)| known.value == key);
    for (key, from) in expected {
        let Some(at) = of(current, &key.value) else {
            let known: Vec<_> = current.iter().map(|(known, _)| known.value.as_str()).collect();
            let help =
                suggest_help(&key.value, known).unwrap_or_else(|| format!("remove `{}:` from `from`", key.value));
            return Err(Problem::from(Some(key.span), format!("there is no `{}` here", key.value), help));
        };
        if current[at].1.value != from.value {
            return Err(mismatch(from, &current[at].1.value));
        }
    }
    for (at, (key, _)) in new.iter().enumerate() {
        if of(new, &key.value) != Some(at) {
            let message = format!("key `{}` stands twice", key.value);
            return Err(Problem::Other {
                rule: &rule::DUPLICATE_KEY,
                span: Some(key.span),
                message,
                help: "remove one of the two".into(),
            });
        }
        if let (Some(stands), None) = (of(current, &key.value), of(expected, &key.value)) {
            let value = &current[stands].1.value;
            let message = format!("`to` gives `{}`, where `{}` stands already", key.value, brief(value));
            let help = match written(value) {
                Some(value) => format!("nothing is overwritten unseen: add `{}: {value}` to `from`", key.value),
                None => format!("nothing is overwritten unseen: add `{}:` with what stands there to `from`", key.value),
            };
            return Err(Problem::from(Some(key.span), message, help));
        }
    }
    if new.is_empty() && current.iter().all(|(key, _)| of(expected, &key.value).is_some()) {
        let help = "leave `to:` out to take the whole away, or write `withdraw: true` for an item of a list";
        return Err(Problem::from(Some(span), "nothing would be left", help));
    }
    let mut done = Done { old: Some(Value::Mapping(expected.to_vec())), ..Done::default() };
    let mut gone = Vec::new();
    current.retain(|(key, node)| {
        let stays = of(expected, &key.value).is_none() || of(new, &key.value).is_some();
        if !stays {
            gone.push((key.value.clone(), node.value.clone()));
        }
        stays
    });
    for (key, to) in new {
        match of(current, &key.value) {
            // What is named on both sides to say which item is meant does not change.
            Some(at) if current[at].1.value == to.value => {}
            Some(at) => {
                let old = std::mem::replace(&mut current[at].1, to.clone());
                done.replaced.push((to.span, old));
            }
            None => {
                current.push((key.clone(), to.clone()));
                done.given.push(to.span);
            }
        }
    }
    for (key, value) in gone {
        done.taken.extend(current.iter().map(|(_, beside)| (beside.span, key.clone(), value.clone())));
    }
    Ok(done)
}

/// Gives a key that was not there.
pub(super) fn give(root: &mut Node, parts: &[&str], to: &Node) -> Result<Done, Problem> {
    let (parent, key) = parents(root, parts)?;
    let stands = match &mut parent.value {
        Value::Mapping(entries) => match entries.iter().find(|(known, _)| known.value == key) {
            Some((_, value)) => value,
            None => {
                entries.push((Text::new(key.into(), to.span), to.clone()));
                return Ok(Done { given: vec![to.span], ..Done::default() });
            }
        },
        Value::List(items) => match position(items, key) {
            Ok(at) => &items[at],
            Err(Missed::Lost { part, .. }) => {
                let message = format!("the list has no `{part}`");
                return Err(Problem::path(message, "to add an item, end the path with the list and write `add:`"));
            }
            Err(namesakes) => return Err(namesakes.into()),
        },
        _ => return Err(Missed::Lost { part: key.into(), known: Vec::new() }.into()),
    };
    let message = format!("`{key}` has the value `{}`, which the change does not name", brief(&stands.value));
    let help = match written(&stands.value) {
        Some(value) => format!("add `from: {value}`"),
        None => "add `from:` with what stands there".into(),
    };
    Err(Problem::from(None, message, help))
}

/// Takes away a key, or an item of a list.
pub(super) fn take(root: &mut Node, parts: &[&str], from: &Node) -> Result<Done, Problem> {
    let (parent, part) = parents(root, parts)?;
    let mut done = Done::default();
    match &mut parent.value {
        Value::Mapping(entries) => {
            let Some(at) = entries.iter().position(|(known, _)| known.value == part) else {
                let known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                return Err(Missed::Lost { part: part.into(), known }.into());
            };
            if entries[at].1.value != from.value {
                return Err(mismatch(from, &entries[at].1.value));
            }
            let (key, node) = entries.remove(at);
            let beside = entries.iter().map(|(_, beside)| (beside.span, key.value.clone(), node.value.clone()));
            done.taken.extend(beside);
            done.old = Some(node.value);
        }
        Value::List(items) => {
            let at = position(items, part)?;
            if items[at].value != from.value {
                return Err(match mismatch(from, &items[at].value) {
                    Problem::Other { rule, span, message, .. } => {
                        let help = "write `withdraw: true` instead of `from:` to take the whole item away".into();
                        Problem::Other { rule, span, message, help }
                    }
                    other => other,
                });
            }
            done.old = Some(items.remove(at).value);
        }
        _ => return Err(Missed::Lost { part: part.into(), known: Vec::new() }.into()),
    }
    Ok(done)
}

/// Where an item comes into a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum At<'t> {
    /// At the end.
    Last,
    /// Right after an item.
    After(&'t Text),
    /// Right before an item.
    Before(&'t Text),
}

/// Adds an item to a list.
pub(super) fn add(root: &mut Node, parts: &[&str], item: &Node, at: At<'_>) -> Result<Done, Problem> {
    let list = match walk(root, parts) {
        Ok(list) => list,
        // A list that the file leaves out is an empty one.
        Err(Missed::Lost { part, known }) => {
            let (parent, key) = parents(root, parts)?;
            return match (&parent.value, at) {
                (Value::Mapping(_), At::Last) if key == part => {
                    give(root, parts, &Node::new(Value::List(vec![item.clone()]), item.span))
                }
                _ => Err(Missed::Lost { part, known }.into()),
            };
        }
        Err(namesakes) => return Err(namesakes.into()),
    };
    let Value::List(items) = &mut list.value else {
        let message = format!("this is {}, not a list to which something can be added", list.value.type_name());
        return Err(Problem::path(message, "end the path with a list, for example `projects/ID/lines`"));
    };
    let (beside, step) = match at {
        At::Last => (None, 0),
        At::After(beside) => (Some(beside), 1),
        At::Before(beside) => (Some(beside), 0),
    };
    let place = match beside {
        None => items.len(),
        Some(beside) => match position(items, &beside.value) {
            Ok(found) => found + step,
            Err(Missed::Namesakes { part, numbers }) => {
                let message = namesakes(&part, &numbers);
                return Err(Problem::Other {
                    rule: &rule::AMENDMENT_PATH,
                    span: Some(beside.span),
                    message,
                    help: which(&numbers),
                });
            }
            Err(Missed::Lost { part, known }) => {
                return Err(Problem::Other {
                    rule: &rule::AMENDMENT_PATH,
                    span: Some(beside.span),
                    message: format!("the list has no `{part}`"),
                    help: suggest_help(&part, known.iter().map(String::as_str))
                        .unwrap_or_else(|| "the list is empty; leave this out".into()),
                });
            }
        },
    };
    items.insert(place, item.clone());
    Ok(Done::default())
}

/// Withdraws an item of a list.
pub(super) fn withdraw(root: &mut Node, parts: &[&str]) -> Result<Done, Problem> {
    let (list, part) = parents(root, parts)?;
    let Value::List(items) = &mut list.value else {
        let message = format!("`{part}` is not an item of a list that can be withdrawn");
        return Err(Problem::path(message, "to remove a key, give its value as `from:` and no `to:`"));
    };
    let at = position(items, part)?;
    Ok(Done { old: Some(items.remove(at).value), ..Done::default() })
}

/// Says that a name is not enough.
pub(super) fn namesakes(part: &str, numbers: &[usize]) -> String {
    format!("`{part}` is the name of {} items of the list", numbers.len())
}

/// Says what to write instead of a name that is not enough.
pub(super) fn which(numbers: &[usize]) -> String {
    let numbers: Vec<_> = numbers.iter().take(10).map(|number| format!("`{number}`")).collect();
    format!("write the number of the one that is meant: {}", numbers.join(" or "))
}
