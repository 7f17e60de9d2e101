//! An amendment that would make the differences.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::tree::SETTINGS;
use super::words::{join, of};
use crate::amend;
use crate::diagnostic::Files;
use crate::source::prose::{Block, Inline};
use crate::source::yaml::{self, Decode, Decoder, Node, Value};
use crate::source::{AmendmentDocument, Documents, MAX_TEXT_BYTES, ProjectDocument, SHEET_HEADINGS, raw};

/// A change that an amendment would have to make.
#[derive(Debug, Clone)]
pub struct Step {
    /// The path of what changes.
    pub path: String,
    /// What to say of it.
    pub proposal: Proposal,
}

/// What an amendment would have to say of a change; values as YAML on one line.
#[derive(Debug, Clone)]
pub enum Proposal {
    /// One value for another.
    Replace(String, String),
    /// A key that comes.
    Give(String),
    /// A key that goes, or a text of the prose.
    Take(String),
    /// An item of a list that comes.
    Add(String, Beside),
    /// An item of a list, or a project, that goes.
    Withdraw,
    /// A project that comes.
    AddProject(String),
}

/// Where an item comes into a list.
#[derive(Debug, Clone)]
pub enum Beside {
    /// Where no other stands.
    None,
    /// Right after an item.
    After(String),
    /// Right before an item.
    Before(String),
}

/// An amendment as it is proposed.
#[derive(Debug)]
pub struct Amendment {
    /// The file.
    pub text: String,
    /// How many changes it has.
    pub changes: usize,
    /// The paths of what differs and is not in it, since no amendment can say it.
    pub unsaid: Vec<String>,
}

/// Proposes an amendment that makes one state of another, as far as an amendment can: every change has been tried.
#[must_use]
pub fn amendment(before: &Documents, after: &Documents, steps: &[Step], date: Date) -> Amendment {
    let note = note(before, after).unwrap_or_else(|| format!("※{date}時点の更新を含む"));
    let mut ordered: Vec<_> = steps.iter().enumerate().map(|(at, step)| (stage(step, at), step)).collect();
    ordered.sort_by_key(|(stage, _)| *stage);
    let steps: Vec<_> = ordered.into_iter().map(|(_, step)| step).collect();
    let (made, _) = tried(before, after, &file(&steps, date, &note, &[]), date);
    let mut kept = steps.iter().zip(made).filter(|(_, made)| *made).map(|(step, _)| *step).collect::<Vec<_>>();
    let mut text = file(&kept, date, &note, &[]);
    if text.len() as u64 > MAX_TEXT_BYTES {
        kept.clear();
    }
    let unsaid = match tried(before, after, &file(&kept, date, &note, &[]), date) {
        (_, Some(made)) => unlike(&made, after),
        (_, None) => unlike(before, after),
    };
    text = file(&kept, date, &note, &unsaid);
    Amendment { text, changes: kept.len(), unsaid }
}

/// When a change is made among the others; `at` is its place in the documents.
fn stage(step: &Step, at: usize) -> (u8, usize, usize) {
    let depth = step.path.matches('/').count();
    match &step.proposal {
        Proposal::AddProject(_) => (0, 0, at),
        // A text that goes may come again elsewhere, where it would stand twice.
        Proposal::Take(_) if step.path.contains("/prose/") => (1, 0, at),
        Proposal::Replace(..) | Proposal::Give(_) | Proposal::Take(_) => {
            let key = step.path.rsplit('/').next().unwrap_or_default();
            // Items are called by their old names until everything else is done; outer ones longest.
            if amend::is_name(key) && depth > 1 { (5, usize::MAX - depth, at) } else { (2, 0, at) }
        }
        // The last first, so that the numbers of those before it stay.
        Proposal::Withdraw => (3, 0, usize::MAX - at),
        Proposal::Add(..) => (4, 0, at),
    }
}

/// Writes the file.
fn file(steps: &[&Step], date: Date, note: &str, unsaid: &[String]) -> String {
    let mut out = String::from(
        "# Proposed from the difference to an earlier state of the sources. Look it through, give every change its\n\
         # reason, and take the changes back out of the other sources: they stay the original edition.\n",
    );
    if !unsaid.is_empty() {
        out.push_str("#\n# These differ, too, but no amendment can say how:\n");
        for path in unsaid {
            let _ = writeln!(out, "#   {}", path.replace(char::is_control, " "));
        }
    }
    let _ = writeln!(out, "date: {date}\ntitle: \"{date}の更新\"\nnote: {}", quoted(note));
    out.push_str(if steps.is_empty() { "changes: []\n" } else { "changes:\n" });
    for step in steps {
        let (path, keys) = match &step.proposal {
            Proposal::Replace(from, to) => (step.path.as_str(), format!("    from: {from}\n    to: {to}\n")),
            Proposal::Give(to) => (step.path.as_str(), format!("    to: {to}\n")),
            Proposal::Take(from) => (step.path.as_str(), format!("    from: {from}\n")),
            Proposal::Add(item, beside) => {
                let beside = match beside {
                    Beside::None => String::new(),
                    Beside::After(name) => format!("    after: {}\n", quoted(name)),
                    Beside::Before(name) => format!("    before: {}\n", quoted(name)),
                };
                (step.path.as_str(), format!("    add: {item}\n{beside}"))
            }
            Proposal::Withdraw => (step.path.as_str(), "    withdraw: true\n".into()),
            Proposal::AddProject(id) => {
                ("projects", format!("    add: {id} # move {id}.yaml and {id}.md into a folder named like this file\n"))
            }
        };
        let _ = write!(out, "  - path: {}\n{keys}    reason: \"（理由）\"\n", quoted(path));
    }
    out
}

/// Writes a text in quotes.
pub(super) fn quoted(text: &str) -> String {
    serde_json::json!(text).to_string()
}

/// Returns the note on the cover, where it is a new one.
fn note(before: &Documents, after: &Documents) -> Option<String> {
    let note = |documents: &Documents| super::words::text(documents.plan.as_ref()?, "edition-note").map(str::to_owned);
    note(after).filter(|new| note(before).as_ref() != Some(new))
}

/// Makes the changes of an amendment's file; says which could be made, and what comes of them.
fn tried(before: &Documents, after: &Documents, text: &str, date: Date) -> (Vec<bool>, Option<Documents>) {
    let mut files = Files::default();
    let file = files.add("amendment", text);
    let mut decoder = Decoder::default();
    let (node, _) = yaml::parse(text, file);
    let Some(data) = node.and_then(|node| raw::Amendment::decode(&node, &mut decoder)) else {
        return (Vec::new(), None);
    };
    let known = |id: &str| before.projects.iter().any(|project| project.id.value == id);
    let projects = after.projects.iter().filter(|project| !known(&project.id.value)).cloned().collect();
    let mut made = before.clone();
    let done = amend::rehearse(&mut made, date, AmendmentDocument { name: String::new(), file, data, projects });
    (done, Some(made))
}

/// Returns the paths of what differs between two states, but for what every amendment brings with it.
fn unlike(one: &Documents, other: &Documents) -> Vec<String> {
    const BROUGHT: [&str; 2] = ["date", "edition-note"];
    let mut paths = Vec::new();
    if let (Some(one), Some(other)) = (&one.plan, &other.plan) {
        differing("", one, other, &|key| BROUGHT.contains(&key) || SETTINGS.contains(&key), &mut paths);
    }
    for name in Documents::FILES {
        match (one.file(name).and_then(Option::as_ref), other.file(name).and_then(Option::as_ref)) {
            (Some(one), Some(other)) => differing(name, one, other, &|key| SETTINGS.contains(&key), &mut paths),
            (None, None) => {}
            _ => paths.push(format!("{name}.yaml")),
        }
    }
    let find = |documents: &'_ Documents, id: &str| -> Option<ProjectDocument> {
        documents.projects.iter().find(|project| project.id.value == id).cloned()
    };
    for project in &one.projects {
        let path = format!("projects/{}", project.id.value);
        let Some(with) = find(other, &project.id.value) else {
            paths.push(path);
            continue;
        };
        differing(&path, &project.data, &with.data, &|key| SETTINGS.contains(&key), &mut paths);
        for (at, heading) in SHEET_HEADINGS.iter().enumerate() {
            let said = |project: &ProjectDocument| project.prose.get(at).map(|section| said(&section.blocks));
            if said(project) != said(&with) {
                paths.push(format!("{path}/prose/{heading}"));
            }
        }
    }
    for project in &other.projects {
        if find(one, &project.id.value).is_none() {
            paths.push(format!("projects/{}", project.id.value));
        }
    }
    paths
}

/// Collects the paths of the values that differ; keys for which `left_out` holds are not looked at.
fn differing(path: &str, one: &Node, other: &Node, left_out: &dyn Fn(&str) -> bool, paths: &mut Vec<String>) {
    let (Value::Mapping(a), Value::Mapping(b)) = (&one.value, &other.value) else {
        if !reads_same(one, other) {
            paths.push(path.to_owned());
        }
        return;
    };
    for (at, (key, _)) in a.iter().chain(b).enumerate() {
        let (was, is) = (of(a, &key.value), of(b, &key.value));
        let twice = at >= a.len() && was.is_some();
        let same = match (was, is) {
            (Some(was), Some(is)) => reads_same(was, is),
            (was, is) => was.is_none() && is.is_none(),
        };
        if !twice && !left_out(&key.value) && !same {
            paths.push(join(path, &key.value));
        }
    }
}

/// Says whether two values are the same and printed alike: 75 and 75.0 are one figure, but not one text.
fn reads_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| reads_same(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, node)| of(b, &key.value).is_some_and(|with| reads_same(node, with)))
        }
        (a, b) => a == b && a.to_string() == b.to_string(),
    }
}

/// Writes what blocks say and how, wherever it is written and whatever amendments took away.
fn said(blocks: &[Block]) -> String {
    fn inlines(body: &[Inline], out: &mut String) {
        for inline in body {
            match inline {
                Inline::Text(text) => out.push_str(&text.value),
                Inline::Inserted(body) => inlines(body, out),
                Inline::Deleted(_) => {}
                Inline::Break => out.push('\n'),
                Inline::Strong(body) => marked("\u{1}strong", body, out),
                Inline::Emphasis(body) => marked("\u{1}emphasis", body, out),
                Inline::Link { url, body } => marked(&format!("\u{1}{}", url.value), body, out),
                Inline::Citation(citation) => {
                    marked(&format!("\u{1}{}:{}", citation.kind.scheme(), citation.id.value), &citation.body, out);
                }
            }
        }
    }
    fn marked(mark: &str, body: &[Inline], out: &mut String) {
        out.push_str(mark);
        out.push('\u{2}');
        inlines(body, out);
        out.push('\u{3}');
    }
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(body) | Block::Note(body) => {
                let gone = !body.is_empty() && body.iter().all(|inline| matches!(inline, Inline::Deleted(_)));
                if !gone {
                    inlines(body, &mut out);
                    out.push('\u{4}');
                }
            }
            Block::List { marks, items } => {
                let items: Vec<_> = items.iter().map(|item| said(item)).filter(|item| !item.is_empty()).collect();
                if !items.is_empty() {
                    let _ = write!(out, "{marks:?}\u{5}{}\u{6}", items.join("\u{5}"));
                }
            }
            Block::Table { alignments, header, rows } => {
                let _ = write!(out, "{alignments:?}");
                for cell in header.iter().chain(rows.iter().flatten()) {
                    inlines(cell, &mut out);
                    out.push('\u{4}');
                }
            }
            Block::Image(image) => {
                let caption = image.caption.as_ref().map(|caption| &caption.value);
                let _ = write!(out, "\u{1}{}\u{2}{}{caption:?}\u{3}", image.path.value, image.alt.value);
            }
            Block::Data(placement) => {
                let _ = write!(out, "\u{1}{}:{}\u{3}", placement.kind.scheme(), placement.id.value);
            }
        }
    }
    out
}
