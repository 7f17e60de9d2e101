//! Differences of documents.

use serde_json::json;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Difference, Proposal};
use crate::amend::item_name;
use crate::model::{DateStyle, Figure, Moment, format_period, group_digits};
use crate::source::prose::{Block, Inline, plain_text};
use crate::source::yaml::{Node, Value};
use crate::source::{Documents, ProjectDocument, SHEET_HEADINGS};

/// Keys that say how the plan is checked and printed, not what it says.
const SETTINGS: [&str; 6] = ["ignore", "rules", "glossary", "style", "stated", "print"];

/// Names of keys for people.
const KEYS: [(&str, &str); 29] = [
    ("colophon", "奥付"),
    ("entries", "記載事項"),
    ("pages", "目次"),
    ("title", "題名"),
    ("name", "名称"),
    ("summary", "事業概要"),
    ("amount", "予算額"),
    ("lines", "予算事業"),
    ("events", "開催時期・場所"),
    ("start", "開始日"),
    ("end", "終了日"),
    ("venue", "開催場所"),
    ("theme", "テーマ"),
    ("contents", "内容"),
    ("targets", "成果目標"),
    ("label", "指標"),
    ("value", "目標値"),
    ("unit", "単位"),
    ("comparison", "比較"),
    ("condition", "条件"),
    ("members", "委員"),
    // The group and the person say enough.
    ("groups", ""),
    ("people", ""),
    ("post", "役職"),
    ("tables", "表"),
    ("audiences", "ターゲット"),
    ("since", "事業開始年度"),
    ("date", "日付"),
    ("edition-note", "表紙の注記"),
];

/// Returns all differences in the order of the documents.
#[must_use]
pub fn diff(old: &Documents, new: &Documents) -> Vec<Difference> {
    let mut differ = Differ { out: Vec::new() };
    let files = [
        ("", "", &old.plan, &new.plan),
        ("positioning", "位置づけ", &old.positioning, &new.positioning),
        ("vision", "将来像", &old.vision, &new.vision),
        ("cooperation", "協調事業", &old.cooperation, &new.cooperation),
    ];
    for (path, place, old, new) in files {
        if let (Some(old), Some(new)) = (old, new) {
            differ.node(path, place, old, new);
        }
    }
    for before in &old.projects {
        match new.projects.iter().find(|project| project.id.value == before.id.value) {
            Some(after) => differ.project(before, after),
            None => differ.push(&project_path(before), &title(before), Some(title(before)), None, Proposal::Withdraw),
        }
    }
    for after in &new.projects {
        if !old.projects.iter().any(|project| project.id.value == after.id.value) {
            let proposal = Proposal::AddProject(after.id.value.clone());
            differ.push(&project_path(after), &title(after), None, Some(title(after)), proposal);
        }
    }
    differ.out
}

fn project_path(project: &ProjectDocument) -> String {
    format!("projects/{}", project.id.value)
}

/// Returns what a project is called: its title, or its first line's name.
fn title(project: &ProjectDocument) -> String {
    let key = |node: &Node, key: &str| match &node.value {
        Value::Mapping(entries) => entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.clone()),
        _ => None,
    };
    let text = |node: Option<Node>| match node.map(|node| node.value) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    let line = || match key(&project.data, "lines").map(|lines| lines.value) {
        Some(Value::List(lines)) => text(key(lines.first()?, "name")),
        _ => None,
    };
    text(key(&project.data, "title")).or_else(line).unwrap_or_else(|| project.id.value.clone())
}

struct Differ {
    out: Vec<Difference>,
}

impl Differ {
    fn push(&mut self, path: &str, place: &str, old: Option<String>, new: Option<String>, proposal: Proposal) {
        self.out.push(Difference {
            path: path.to_owned(),
            place: place.to_owned(),
            old,
            new,
            reason: None,
            old_page: None,
            new_page: None,
            proposal: Some(proposal),
        });
    }

    fn node(&mut self, path: &str, place: &str, old: &Node, new: &Node) {
        match (&old.value, &new.value) {
            (a, b) if a == b => {}
            (Value::Mapping(old), Value::Mapping(new)) => self.mapping(path, place, old, new),
            (Value::List(old), Value::List(new)) if named(old) && named(new) => self.list(path, place, old, new),
            (a, b) => {
                let key = path.rsplit('/').next().unwrap_or_default();
                let proposal = Proposal::Replace(written(a), written(b));
                self.push(path, place, Some(shown(key, a)), Some(shown(key, b)), proposal);
            }
        }
    }

    fn mapping(
        &mut self,
        path: &str,
        place: &str,
        old: &[(crate::diagnostic::Text, Node)],
        new: &[(crate::diagnostic::Text, Node)],
    ) {
        let top = path.is_empty() || path.starts_with("projects/") && path.matches('/').count() == 1;
        let keys = old.iter().map(|(key, _)| key).chain(new.iter().map(|(key, _)| key));
        let mut seen: Vec<&str> = Vec::new();
        for key in keys.map(|key| key.value.as_str()) {
            if seen.contains(&key) || (top && SETTINGS.contains(&key)) {
                continue;
            }
            seen.push(key);
            let (here, place) = (join(path, key), within(place, key_name(key)));
            let find = |side: &[(crate::diagnostic::Text, Node)]| {
                side.iter().find(|(known, _)| known.value == key).map(|(_, node)| node.clone())
            };
            match (find(old), find(new)) {
                (Some(before), Some(after)) if key == "value" && before.value != after.value => {
                    // A figure means nothing without its unit.
                    let unit = |side| shown_entry(side, "unit");
                    let (from, to) = (shown(key, &before.value), shown(key, &after.value));
                    let proposal = Proposal::Replace(written(&before.value), written(&after.value));
                    let (from, to) = (format!("{from}{}", unit(old)), format!("{to}{}", unit(new)));
                    self.push(&here, &place, Some(from), Some(to), proposal);
                }
                (Some(old), Some(new)) => self.node(&here, &place, &old, &new),
                (Some(old), None) => {
                    let proposal = Proposal::Take(written(&old.value));
                    self.push(&here, &place, Some(shown(key, &old.value)), None, proposal);
                }
                (None, Some(new)) => {
                    let proposal = Proposal::Give(written(&new.value));
                    self.push(&here, &place, None, Some(shown(key, &new.value)), proposal);
                }
                (None, None) => {}
            }
        }
    }

    fn list(&mut self, path: &str, place: &str, old: &[Node], new: &[Node]) {
        let names = |items: &[Node]| items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect::<Vec<_>>();
        let (old_names, new_names) = (names(old), names(new));
        for (name, item) in old_names.iter().zip(old) {
            let here = join(path, name);
            match new_names.iter().position(|other| other == name) {
                Some(at) => self.node(&here, &within(place, &item_title(item)), item, &new[at]),
                None => {
                    let shown = describe(item);
                    self.push(&here, &within(place, &item_title(item)), Some(shown), None, Proposal::Withdraw);
                }
            }
        }
        for (at, (name, item)) in new_names.iter().zip(new).enumerate() {
            if !old_names.contains(name) {
                let after = at.checked_sub(1).map(|before| new_names[before].clone());
                let proposal = Proposal::Add(written(&item.value), after);
                self.push(&join(path, name), &within(place, &item_title(item)), None, Some(describe(item)), proposal);
            }
        }
    }

    fn project(&mut self, old: &ProjectDocument, new: &ProjectDocument) {
        let (path, place) = (project_path(old), title(old));
        self.node(&path, &place, &old.data, &new.data);
        for (heading, (old, new)) in SHEET_HEADINGS.iter().zip(old.prose.iter().zip(&new.prose)) {
            let (before, after) = (paragraphs(&old.blocks), paragraphs(&new.blocks));
            let here = format!("{path}/prose/{heading}");
            self.prose(&here, &within(&place, heading), &before, &after);
        }
    }

    fn prose(&mut self, path: &str, place: &str, old: &[String], new: &[String]) {
        let whole = old.join("\n");
        let mut push = |old: Option<&String>, new: Option<&String>| {
            let proposal = match (old, new) {
                (Some(old), Some(new)) => {
                    let (from, to) = phrase(old, new, &whole);
                    Proposal::Replace(quoted(&from), quoted(&to))
                }
                (Some(old), None) => Proposal::Take(quoted(old)),
                // A paragraph of its own cannot be said as a change of a text; it is left to the author.
                (None, _) => Proposal::Replace(quoted(""), quoted(new.map_or("", String::as_str))),
            };
            self.push(path, place, old.cloned(), new.cloned(), proposal);
        };
        for op in capture_diff_slices(Algorithm::Myers, old, new) {
            if let DiffOp::Equal { .. } = op {
                continue;
            }
            let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
            for at in 0..before.len().max(after.len()) {
                push(before.get(at), after.get(at));
            }
        }
    }
}

/// Returns the smallest stretch of a paragraph that differs and stands once in the section, and what takes its place.
fn phrase(old: &str, new: &str, section: &str) -> (String, String) {
    let (from, to): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let shared = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let head = shared(&mut from.iter().zip(&to));
    let tail = shared(&mut from[head..].iter().rev().zip(to[head..].iter().rev()));
    // Some text around what differs keeps it readable and makes it unique.
    for around in (4..).step_by(4) {
        let start = head.saturating_sub(around);
        let rest = tail.saturating_sub(around);
        let text = |side: &[char]| side[start..side.len() - rest].iter().collect::<String>();
        let candidate = text(&from);
        let whole = start == 0 && rest == 0;
        if whole || section.matches(&candidate).count() == 1 {
            return (candidate, text(&to));
        }
    }
    (old.to_owned(), new.to_owned())
}

fn join(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") }
}

fn within(place: &str, part: &str) -> String {
    match (place, part) {
        ("", only) | (only, "") => only.to_owned(),
        (place, part) => format!("{place}　{part}"),
    }
}

fn key_name(key: &str) -> &str {
    KEYS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// Says whether a list's items have names by which they can be told apart.
fn named(items: &[Node]) -> bool {
    items.iter().all(|item| matches!(item.value, Value::Mapping(_)))
}

/// Returns what an item is called for people: its name or label. An id says nothing to them.
fn item_title(item: &Node) -> String {
    let Value::Mapping(entries) = &item.value else { return String::new() };
    let text = |key: &str| match entries.iter().find(|(known, _)| known.value == key).map(|(_, node)| &node.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    text("name").or_else(|| text("label")).or_else(|| text("title")).unwrap_or_default()
}

/// Returns an item in words: its values, the amount with its unit.
fn describe(item: &Node) -> String {
    let Value::Mapping(entries) = &item.value else { return shown("", &item.value) };
    let parts = entries.iter().filter(|(key, _)| !matches!(key.value.as_str(), "id" | "kind" | "field" | "relisted"));
    parts.map(|(key, node)| shown(&key.value, &node.value)).collect::<Vec<_>>().join("／")
}

/// Returns a key's value as it is shown; nothing where the key is absent.
fn shown_entry(entries: &[(crate::diagnostic::Text, Node)], key: &str) -> String {
    let found = entries.iter().find(|(known, _)| known.value == key);
    found.map_or_else(String::new, |(_, node)| shown(key, &node.value))
}

fn shown(key: &str, value: &Value) -> String {
    match value {
        Value::Text(text) if matches!(key, "date" | "start" | "end" | "as-of") => match Moment::parse(text) {
            Some(moment) => format_period(moment, None, DateStyle { year: true, weekday: false }),
            None => text.clone(),
        },
        Value::Integer(number) if key == "amount" => format!("{}千円", group_digits(&number.to_string())),
        Value::Integer(number) => group_digits(&number.to_string()),
        Value::Decimal(number) => Figure::Decimal(number.clone()).to_string(),
        Value::Text(text) => text.replace('\n', ""),
        Value::List(items) => items.iter().map(|item| shown("", &item.value)).collect::<Vec<_>>().join("、"),
        Value::Mapping(_) => describe(&Node::new(value.clone(), placeless())),
        other => other.to_string(),
    }
}

/// A place for values that are only shown.
fn placeless() -> crate::diagnostic::Span {
    let mut files = crate::diagnostic::Files::default();
    crate::diagnostic::Span::new(files.add("", ""), 0, 0)
}

fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// Writes a value on one line, so that YAML reads it as it is: texts in quotes, numbers digit by digit.
fn written(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Decimal(_) => value.to_string(),
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| written(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(entries) => {
            let entry = |(key, node): &(crate::diagnostic::Text, Node)| {
                format!("{}: {}", quoted(&key.value), written(&node.value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Returns the texts of paragraphs, notes and list items, each a unit of comparison. What an amendment took away is
/// not part of them.
fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(body) | Block::Note(body) => out.push(text_of(body)),
            Block::List { items, .. } => out.extend(items.iter().flat_map(|item| paragraphs(item))),
            Block::Table { header, rows, .. } => {
                out.extend(header.iter().chain(rows.iter().flatten()).map(|cell| text_of(cell)));
            }
            Block::Image(image) => out.push(format!("〔図〕{}", image.alt.value)),
            Block::Data(_) => {}
        }
    }
    out
}

fn text_of(body: &[Inline]) -> String {
    plain_text(body).replace('\n', "")
}
