//! Changes of YAML trees: one value for another, a key or an item that comes or goes.
//!
//! Nothing is overwritten that a change does not name, and no change is made that changes nothing.

use super::path::{Missed, Names, own_name, walk};
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

/// A tree in which paths go on, and what is known of its lists.
pub(super) struct Tree<'a> {
    /// The names of the lists' items.
    pub names: &'a mut Names,
    /// What the tree is called among all.
    pub way: &'a str,
    /// The tree.
    pub root: &'a mut Node,
}

impl<'a> Tree<'a> {
    /// Walks to what a key or an item lies in; returns that, how to find items of it, and what the key or item is called.
    fn around<'p>(self, parts: &'p [&'p str]) -> Result<Around<'a, 'p>, Problem> {
        let Some((last, outer)) = parts.split_last() else {
            return Err(Problem::path("the path names a whole file", "go on with a key of the file"));
        };
        let (way, node) = walk(self.names, self.way, self.root, outer)?;
        Ok(Around { names: self.names, way, node, last })
    }
}

/// What a key or an item lies in.
struct Around<'a, 'p> {
    names: &'a mut Names,
    way: String,
    node: &'a mut Node,
    last: &'p str,
}

/// Puts a value in the place of another.
pub(super) fn replace(tree: Tree<'_>, parts: &[&str], from: &Node, to: &Node) -> Result<Done, Problem> {
    if parts.is_empty() {
        tree.names.forget();
        return replace_in(tree.root, from, to);
    }
    let Around { names, way, node, last } = tree.around(parts)?;
    let outer_name = own_name(node).map(str::to_owned);
    let (at, target) = match &mut node.value {
        Value::Mapping(entries) => match entries.iter().position(|(known, _)| known.value == last) {
            Some(at) => (at, &mut entries[at].1),
            None => {
                let known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                return Err(Missed::Lost { part: last.into(), known }.into());
            }
        },
        Value::List(items) => {
            let at = names.position(&way, items, last)?;
            (at, &mut items[at])
        }
        _ => return Err(Missed::Lost { part: last.into(), known: Vec::new() }.into()),
    };
    let name = own_name(target).map(str::to_owned);
    let done = replace_in(target, from, to)?;
    if is_flat(from) && is_flat(to) {
        // The value may be what an item is called by, or be an item itself.
        names.rename(&format!("{way}/{at}"), name, own_name(target));
        names.rename(&way, outer_name, own_name(node));
    } else {
        names.forget();
    }
    Ok(done)
}

/// Says whether a value has no lists, and no mappings but itself.
fn is_flat(node: &Node) -> bool {
    let single = |node: &Node| !matches!(node.value, Value::List(_) | Value::Mapping(_));
    match &node.value {
        Value::Mapping(entries) => entries.iter().all(|(_, node)| single(node)),
        _ => single(node),
    }
}

fn replace_in(target: &mut Node, from: &Node, to: &Node) -> Result<Done, Problem> {
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
pub(super) fn give(tree: Tree<'_>, parts: &[&str], to: &Node) -> Result<Done, Problem> {
    let Around { names, way, node, last: key } = tree.around(parts)?;
    let name = own_name(node).map(str::to_owned);
    let stands = match &mut node.value {
        Value::Mapping(entries) => match entries.iter().find(|(known, _)| known.value == key) {
            Some((_, value)) => value,
            None => {
                entries.push((Text::new(key.into(), to.span), to.clone()));
                if is_flat(to) {
                    names.rename(&way, name, own_name(node));
                } else {
                    names.forget();
                }
                return Ok(Done { given: vec![to.span], ..Done::default() });
            }
        },
        Value::List(items) => match names.position(&way, items, key) {
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
pub(super) fn take(tree: Tree<'_>, parts: &[&str], from: &Node) -> Result<Done, Problem> {
    let Around { names, way, node, last: part } = tree.around(parts)?;
    let mut done = Done::default();
    match &mut node.value {
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
            names.forget();
        }
        Value::List(items) => {
            let at = names.position(&way, items, part)?;
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
            names.forget();
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
pub(super) fn add(tree: Tree<'_>, parts: &[&str], item: &Node, at: At<'_>) -> Result<Done, Problem> {
    let Tree { names, way: start, root } = tree;
    // Whether the list is there is asked first: the tree can be walked through for a change only once.
    let missing = match walk(names, start, root, parts) {
        Ok(_) => None,
        Err(missed @ Missed::Lost { .. }) => Some(missed),
        Err(namesakes) => return Err(namesakes.into()),
    };
    let (way, list) = match missing {
        None => walk(names, start, root, parts)?,
        // A list that the file leaves out is an empty one.
        Some(missed) => {
            let outer = parts.split_last().and_then(|(_, outer)| walk(names, start, root, outer).ok());
            let mapping = outer.is_some_and(|(_, node)| matches!(node.value, Value::Mapping(_)));
            return if mapping && matches!(at, At::Last) {
                give(Tree { names, way: start, root }, parts, &Node::new(Value::List(vec![item.clone()]), item.span))
            } else {
                Err(missed.into())
            };
        }
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
        Some(beside) => match names.position(&way, items, &beside.value) {
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
    names.forget();
    Ok(Done::default())
}

/// Withdraws an item of a list.
pub(super) fn withdraw(tree: Tree<'_>, parts: &[&str]) -> Result<Done, Problem> {
    let Around { names, way, node, last: part } = tree.around(parts)?;
    let Value::List(items) = &mut node.value else {
        let message = format!("`{part}` is not an item of a list that can be withdrawn");
        return Err(Problem::path(message, "to remove a key, give its value as `from:` and no `to:`"));
    };
    let at = names.position(&way, items, part)?;
    names.forget();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;
    use crate::source::yaml::parse;

    const FILE: &str = "a: 一\nm: {x: 1, y: 2, z: 3}\nl:\n  - {id: p, n: 1, o: 2}\n  - {id: q, n: 5}\ns: [甲, 乙]\ne: []\n\
                        t: [{name: 同, k: 1}, {name: 同, k: 2}]\n";

    /// Makes a change, written like one of an amendment; returns the tree after it, or the message and what to do.
    fn after(change: &str) -> Result<String, String> {
        let mut files = Files::default();
        let mut read = |text: &str| {
            let file = files.add("a.yaml", text);
            parse(text, file).0.expect("YAML")
        };
        let (mut root, change) = (read(FILE), read(&format!("{{{change}}}")));
        let Value::Mapping(entries) = &change.value else { panic!("a mapping") };
        let get = |key: &str| entries.iter().find(|(known, _)| known.value == key).map(|(_, node)| node);
        let text = |key: &str| match get(key).map(|node| (&node.value, node.span)) {
            Some((Value::Text(text), span)) => Some(Text::new(text.clone(), span)),
            _ => None,
        };
        let path = text("path").expect("a path").value;
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (place_after, place_before) = (text("after"), text("before"));
        let at = place_after.as_ref().map(At::After).or(place_before.as_ref().map(At::Before)).unwrap_or(At::Last);
        let mut names = Names::default();
        let tree = Tree { names: &mut names, way: "", root: &mut root };
        let done = match (get("from"), get("to"), get("add"), get("withdraw")) {
            (Some(from), Some(to), None, None) => replace(tree, &parts, from, to),
            (None, Some(to), None, None) => give(tree, &parts, to),
            (Some(from), None, None, None) => take(tree, &parts, from),
            (None, None, Some(item), None) => add(tree, &parts, item, at),
            (None, None, None, Some(_)) => withdraw(tree, &parts),
            _ => panic!("one change"),
        };
        match done {
            Ok(_) => {
                let (before, now) = (read(FILE).value, &root.value);
                assert_ne!(&before, now, "a change that is made changes something");
                Ok(now.to_string())
            }
            Err(problem) => {
                assert_eq!(read(FILE).value, root.value, "what cannot be changed stays as it is");
                Err(match problem {
                    Problem::Missed(Missed::Lost { part, .. }) => format!("no {part}"),
                    Problem::Missed(Missed::Namesakes { part, numbers }) => {
                        format!("{}; {}", namesakes(&part, &numbers), which(&numbers))
                    }
                    Problem::Other { message, help, .. } => format!("{message}; {help}"),
                })
            }
        }
    }

    /// Every kind of change of every kind of thing: what it makes of the tree, or what is said.
    #[test]
    fn nothing_is_overwritten_unseen_and_nothing_counts_that_does_nothing() {
        for (change, made) in [
            // From one value to another.
            ("path: a, from: 一, to: 二", "a: 二"),
            ("path: m/x, from: 1, to: 9", "{x: 9, y: 2, z: 3}"),
            ("path: m, from: {x: 1}, to: {x: 9}", "{x: 9, y: 2, z: 3}"),
            ("path: m, from: {x: 1, y: 2}, to: {x: 9}", "m: {x: 9, z: 3}"),
            ("path: m, from: {x: 1}, to: {x: 1, w: 8}", "m: {x: 1, y: 2, z: 3, w: 8}"),
            ("path: m, from: {x: 1}, to: {w: 8}", "m: {y: 2, z: 3, w: 8}"),
            ("path: m, from: {x: 1}, to: {}", "m: {y: 2, z: 3}"),
            ("path: l/p, from: {n: 1}, to: {n: 3}", "{id: p, n: 3, o: 2}"),
            ("path: l/2/n, from: 5, to: 6", "{id: q, n: 6}"),
            ("path: s/甲, from: 甲, to: 丙", "s: [丙, 乙]"),
            ("path: s, from: [甲, 乙], to: [乙]", "s: [乙]"),
            ("path: \"\", from: {a: 一}, to: {a: 二}", "a: 二"),
            // A key that comes.
            ("path: b, to: 新", "b: 新"),
            ("path: m/w, to: 8", "z: 3, w: 8}"),
            ("path: l/q/o, to: 7", "{id: q, n: 5, o: 7}"),
            // A key or an item that goes.
            ("path: a, from: 一", "{m: "),
            ("path: m, from: {x: 1, y: 2, z: 3}", "{a: 一, l: "),
            ("path: m/x, from: 1", "m: {y: 2, z: 3}"),
            ("path: l/q, from: {id: q, n: 5}", "l: [{id: p, n: 1, o: 2}]"),
            ("path: s/乙, from: 乙", "s: [甲]"),
            ("path: s/1, from: 甲", "s: [乙]"),
            ("path: s, from: [甲, 乙]", "e: []"),
            // An item that comes.
            ("path: s, add: 丙", "s: [甲, 乙, 丙]"),
            ("path: s, add: 丙, after: 甲", "s: [甲, 丙, 乙]"),
            ("path: s, add: 丙, before: 甲", "s: [丙, 甲, 乙]"),
            ("path: s, add: 丙, before: \"2\"", "s: [甲, 丙, 乙]"),
            ("path: e, add: 丙", "e: [丙]"),
            ("path: f, add: 丙", "f: [丙]"),
            ("path: m/f, add: 丙", "f: [丙]"),
            // An item that is withdrawn.
            ("path: l/p, withdraw: true", "l: [{id: q, n: 5}]"),
            ("path: s/乙, withdraw: true", "s: [甲]"),
            ("path: t/2, withdraw: true", "t: [{name: 同, k: 1}]"),
        ] {
            let after = after(change).unwrap_or_else(|said| panic!("{change}: {said}"));
            assert!(after.contains(made), "{change}: {after}");
        }
        for (change, said) in [
            (
                "path: a, from: 三, to: 二",
                "`from` is `三`, but the value is `一`; nothing is overwritten unseen: write `from: 一`",
            ),
            ("path: m, from: {x: 2}, to: {x: 9}", "`from` is `2`, but the value is `1`"),
            (
                "path: m, from: {x: 1}, to: {x: 1, y: 9}",
                "`to` gives `y`, where `2` stands already; nothing is overwritten unseen: add `y: 2` to `from`",
            ),
            ("path: m, from: {w: 1}, to: {x: 9}", "there is no `w` here"),
            ("path: m, from: {x: 1, y: 2, z: 3}, to: {}", "nothing would be left; leave `to:` out"),
            ("path: m, from: {x: 1}, to: {x: 2, x: 3}", "key `x` stands twice"),
            ("path: m, from: 1, to: 2", "`from` is `1`, but the value is `{x: 1, y: 2, z: 3}`"),
            ("path: s, from: [甲], to: [丙]", "`from` is `[甲]`, but the value is `[甲, 乙]`"),
            ("path: b, from: 1, to: 2", "no b"),
            ("path: s/丙, from: 丙, to: 丁", "no 丙"),
            (
                "path: t/同, from: {k: 1}, to: {k: 9}",
                "`同` is the name of 2 items of the list; write the number of the one that is meant: `1` or `2`",
            ),
            ("path: a, to: 二", "`a` has the value `一`, which the change does not name; add `from: 一`"),
            ("path: l/p, to: {n: 1}", "`p` has the value"),
            (
                "path: l/r, to: {n: 1}",
                "the list has no `r`; to add an item, end the path with the list and write `add:`",
            ),
            ("path: a/b, to: 1", "no b"),
            ("path: \"\", to: 1", "the path names a whole file; go on with a key of the file"),
            ("path: a, from: 二", "`from` is `二`"),
            ("path: m, from: {x: 1}", "`from` is `{x: 1}`, but the value is"),
            (
                "path: l/p, from: {n: 1}",
                "but the value is `{id: p, n: 1, o: 2}`; write `withdraw: true` instead of `from:`",
            ),
            ("path: b, from: 1", "no b"),
            ("path: \"\", from: {a: 一}", "the path names a whole file"),
            ("path: a, add: 丙", "this is text, not a list"),
            ("path: m, add: 丙", "this is a mapping, not a list"),
            ("path: l/p, add: 丙", "this is a mapping, not a list"),
            ("path: f, add: 丙, after: 甲", "no f"),
            ("path: s, add: 丙, after: 丁", "the list has no `丁`"),
            ("path: e, add: 丙, before: 甲", "the list has no `甲`; the list is empty"),
            ("path: t, add: {name: 異}, after: 同", "`同` is the name of 2 items"),
            ("path: a, withdraw: true", "`a` is not an item of a list that can be withdrawn; to remove a key"),
            ("path: t/同, withdraw: true", "`同` is the name of 2 items of the list; write the number"),
            ("path: s/丁, withdraw: true", "no 丁"),
            ("path: \"\", withdraw: true", "the path names a whole file"),
        ] {
            match after(change) {
                Ok(made) => panic!("{change}: made {made}"),
                Err(found) => assert!(found.contains(said), "{change}: {found}"),
            }
        }
    }

    #[test]
    fn what_is_known_of_a_list_is_what_it_has() {
        let mut files = Files::default();
        let file = files.add("a.yaml", FILE);
        let mut root = parse(FILE, file).0.expect("YAML");
        let mut names = Names::default();
        for _ in 0..3 {
            assert!(walk(&mut names, "", &mut root, &["l", "q", "n"]).is_ok());
            assert!(matches!(walk(&mut names, "", &mut root, &["t", "同"]), Err(Missed::Namesakes { .. })));
            assert!(matches!(walk(&mut names, "", &mut root, &["l", "3"]), Err(Missed::Lost { .. })));
        }
        let file = files.add("b.yaml", "[q, r, 9, 甲, 乙]");
        let Value::List(values) = parse("[q, r, 9, 甲, 乙]", file).0.expect("YAML").value else { panic!("a list") };
        let mut change = |parts: &[&str], from: usize, to: usize| {
            replace(Tree { names: &mut names, way: "", root: &mut root }, parts, &values[from], &values[to]).map(|_| ())
        };
        for _ in 0..2 {
            change(&["l", "q", "id"], 0, 1).expect("renamed");
            assert!(matches!(change(&["l", "q", "id"], 0, 1), Err(Problem::Missed(Missed::Lost { .. }))));
            change(&["l", "r", "id"], 1, 0).expect("renamed back");
            change(&["s", "甲"], 3, 2).expect("a number has no name");
            assert!(change(&["s", "甲"], 3, 2).is_err());
            change(&["s", "1"], 2, 3).expect("named again");
            change(&["s", "乙"], 4, 3).expect("a namesake");
            assert!(matches!(change(&["s", "甲"], 3, 4), Err(Problem::Missed(Missed::Namesakes { .. }))));
            change(&["s", "2"], 3, 4).expect("told apart again");
        }
    }
}
