//! Applying changes one by one.

use jiff::civil::Date;

use super::path::{Lost, entry, item_name, position, walk};
use super::prose::{Replacement, count, replace};
use super::{Applied, Change, History, related};
use crate::diagnostic::{Diagnostic, Located, Rule, Span, Text, rule, suggest_help};
use crate::source::prose::parse_inline;
use crate::source::yaml::{Node, Value};
use crate::source::{AmendmentDocument, Documents, ProjectDocument, SHEET_HEADINGS, raw};

/// A change that was made, kept to notice later ones that meet it.
struct Made {
    path: String,
    span: Span,
    from: Option<Value>,
    date: Date,
}

pub(super) struct Applier<'d> {
    documents: &'d mut Documents,
    history: History,
    made: Vec<Made>,
    findings: Vec<Diagnostic>,
}

/// What a change does, once its keys are understood.
enum Action<'c> {
    /// Puts a value in the place of another.
    Replace { from: &'c Node, to: &'c Node },
    /// Gives a key that was not there.
    Give(&'c Node),
    /// Takes a key away.
    Take(&'c Node),
    /// Adds an item to a list, or a project.
    Add(&'c Node),
    /// Withdraws an item of a list, or a project.
    Withdraw,
}

impl<'d> Applier<'d> {
    pub fn new(documents: &'d mut Documents) -> Self {
        Self { documents, history: History::default(), made: Vec::new(), findings: Vec::new() }
    }

    pub fn finish(self) -> (History, Vec<Diagnostic>) {
        (self.history, self.findings)
    }

    pub fn amend(&mut self, date: Date, amendment: AmendmentDocument) {
        let AmendmentDocument { name, data, mut projects, .. } = amendment;
        let mut changes = Vec::new();
        for change in &data.changes.value {
            if self.change(date, change, &mut projects).is_some() {
                let path = Text::new(touched(change), change.path.span);
                changes.push(Change { path, reason: change.reason.clone() });
            }
        }
        for project in projects {
            self.report(
                &rule::UNUSED_FILE,
                project.id.span,
                format!("the project `{}` is not added by the amendment", project.id.value),
                format!("add the change `- {{path: projects, add: {}, reason: …}}`", project.id.value),
            );
        }
        self.drop_empty_sections();
        self.set_date(&data.date);
        self.set("edition-note", Node::new(Value::Text(data.note.value.clone()), data.note.span));
        let date = (date, data.date.span);
        self.history.amendments.push(Applied { name, date, title: data.title, changes });
    }

    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::new(rule, span, message).help(help));
    }

    /// Makes a change; reports why not.
    fn change(&mut self, date: Date, change: &raw::Change, added: &mut Vec<ProjectDocument>) -> Option<()> {
        let tracked = self.show(change)?;
        let action = self.action(change)?;
        if let Action::Replace { from, to } = action
            && from.value == to.value
        {
            let help = "give the new value in `to:`, or remove the change";
            self.report(&rule::EMPTY_AMENDMENT, to.span, "the new value is the old one", help);
            return None;
        }
        self.notice_overlap(date, change);
        let path = change.path.value.clone();
        let parts: Vec<&str> = path.split('/').collect();
        let from = match (&action, &parts[..]) {
            (Action::Add(id), ["projects"]) => self.add_project(id, added).map(|()| None),
            (Action::Withdraw, ["projects", id]) => self.withdraw_project(id, change).map(|()| None),
            (_, ["projects", id, "prose", heading]) => self
                .change_prose(id, heading, change, &action, tracked)
                .map(|()| change.from.as_ref().map(|from| from.value.clone())),
            _ => self.change_data(&parts, change, &action, tracked),
        }?;
        self.made.push(Made { path: touched(change), span: change.path.span, from, date });
        Some(())
    }

    fn show(&mut self, change: &raw::Change) -> Option<bool> {
        match change.show.as_ref().map(|show| (show.value.as_str(), show.span)) {
            None | Some(("tracked", _)) => Some(true),
            Some(("replace", _)) => Some(false),
            Some((other, span)) => {
                let help = "write `tracked` (old and new are shown) or `replace` (only the new value is)";
                self.report(&rule::INVALID_VALUE, span, format!("`{other}` is not a way to show a change"), help);
                None
            }
        }
    }

    fn action<'c>(&mut self, change: &'c raw::Change) -> Option<Action<'c>> {
        let withdraw = change.withdraw.as_ref().is_some_and(|withdraw| withdraw.value);
        match (&change.from, &change.to, &change.add, withdraw) {
            (Some(from), Some(to), None, false) => Some(Action::Replace { from, to }),
            (None, Some(to), None, false) => Some(Action::Give(to)),
            (Some(from), None, None, false) => Some(Action::Take(from)),
            (None, None, Some(item), false) => Some(Action::Add(item)),
            (None, None, None, true) => Some(Action::Withdraw),
            _ => {
                let help = "give `from:` and `to:`, or only one of them for a key that comes or goes, or `add:`, or \
                            `withdraw: true`";
                self.report(&rule::INVALID_VALUE, change.path.span, "it is not clear what this change does", help);
                None
            }
        }
    }

    /// Reports a change that meets an earlier one.
    fn notice_overlap(&mut self, date: Date, change: &raw::Change) {
        let path = &touched(change);
        let met: Vec<_> = self.made.iter().rev().filter(|made| meets(made, path, change)).collect();
        let same_day = met.iter().find(|made| made.date == date);
        let undone = met.iter().find(|made| {
            made.path == *path && change.to.as_ref().is_some_and(|to| made.from.as_ref() == Some(&to.value))
        });
        let (message, rule, earlier): (_, &'static Rule, _) = match (same_day, undone) {
            (Some(earlier), _) => {
                (format!("`{path}` meets another change of the same day"), &rule::AMENDMENT_OVERLAP, earlier)
            }
            (None, Some(earlier)) => {
                (format!("`{path}` goes back to what an earlier amendment changed"), &rule::AMENDMENT_UNDONE, earlier)
            }
            (None, None) => return,
        };
        self.findings.push(
            Diagnostic::new(rule, change.path.span, message)
                .also(earlier.span, "changed here")
                .help("make one change of the two, or say in the reason why both are needed and adjust the rule"),
        );
    }

    fn add_project(&mut self, id: &Node, added: &mut Vec<ProjectDocument>) -> Option<()> {
        let Value::Text(name) = &id.value else {
            self.report(&rule::INVALID_VALUE, id.span, "a project is added by its id", "write `add: ID`");
            return None;
        };
        if self.documents.projects.iter().any(|project| project.id.value == *name) {
            let message = format!("the project `{name}` exists already");
            self.report(&rule::DUPLICATE_ID, id.span, message, "give the new project another id");
            return None;
        }
        let Some(at) = added.iter().position(|project| project.id.value == *name) else {
            let message = format!("there are no files of the new project `{name}`");
            let help = format!("put `{name}.yaml` and `{name}.md` into a folder named like the amendment, beside it");
            self.report(&rule::MISSING_FILE, id.span, message, help);
            return None;
        };
        self.documents.projects.push(added.remove(at));
        Some(())
    }

    fn withdraw_project(&mut self, id: &str, change: &raw::Change) -> Option<()> {
        let at = self.project(id, change)?;
        self.documents.projects.remove(at);
        Some(())
    }

    /// Returns the position of a project, or reports that there is none.
    fn project(&mut self, id: &str, change: &raw::Change) -> Option<usize> {
        let found = self.documents.projects.iter().position(|project| project.id.value == id);
        if found.is_none() {
            let known = self.documents.projects.iter().map(|project| project.id.value.clone()).collect();
            self.lost(change, &Lost { part: id.into(), known });
        }
        found
    }

    fn lost(&mut self, change: &raw::Change, lost: &Lost) {
        let written = &change.path;
        let message = format!("the path `{}` leads nowhere: there is no `{}`", written.value, lost.part);
        let help = suggest_help(&lost.part, lost.known.iter().map(String::as_str))
            .unwrap_or_else(|| "nothing can follow here; shorten the path".into());
        // Point at the part itself where the path is written as it is.
        let at = written.value.split('/').scan(0, |start, part| {
            let here = *start;
            *start += part.len() + 1;
            Some((here, part))
        });
        let exact = written.span.range().len() == written.value.len();
        let part = at.filter(|(_, part)| *part == lost.part).last().filter(|_| exact);
        let span = part.map_or(written.span, |(start, part)| written.span.part(start, part.len()));
        self.report(&rule::AMENDMENT_PATH, span, message, help);
    }

    fn change_prose(
        &mut self,
        id: &str,
        heading: &str,
        change: &raw::Change,
        action: &Action<'_>,
        tracked: bool,
    ) -> Option<()> {
        let at = self.project(id, change)?;
        let Some(section) = SHEET_HEADINGS.iter().position(|known| *known == heading) else {
            let known = SHEET_HEADINGS.iter().map(|heading| (*heading).to_owned()).collect();
            self.lost(change, &Lost { part: heading.into(), known });
            return None;
        };
        let (from, to) = match action {
            Action::Replace { from, to } => (*from, Some(*to)),
            Action::Take(from) => (*from, None),
            _ => {
                let help = "give `from:`, a text that stands once under the heading, and `to:`";
                self.report(&rule::INVALID_VALUE, change.path.span, "prose is changed from one text to another", help);
                return None;
            }
        };
        let Value::Text(old) = &from.value else {
            self.report(&rule::WRONG_TYPE, from.span, "expected text", "write the text that stands in the prose");
            return None;
        };
        let new = match to.map(|node| (&node.value, node.span)) {
            None => Vec::new(),
            Some((Value::Text(new), span)) => match parse_inline(new, span) {
                Ok(inlines) => inlines,
                Err(findings) => {
                    self.findings.extend(findings);
                    return None;
                }
            },
            Some((_, span)) => {
                self.report(&rule::WRONG_TYPE, span, "expected text", "write the new text; leave `to:` out to delete");
                return None;
            }
        };
        let blocks = &mut self.documents.projects[at].prose.get_mut(section)?.blocks;
        match count(blocks, old) {
            1 => {
                replace(blocks, &Replacement { from: old, to: &new, tracked });
                Some(())
            }
            0 => {
                let message = format!("`{old}` does not stand under `# {heading}` of `{id}`");
                let help = "copy the text from the Markdown, within one paragraph and without marks such as `**`";
                self.report(&rule::AMENDMENT_FROM, from.span, message, help);
                None
            }
            times => {
                let message = format!("`{old}` stands {times} times under `# {heading}` of `{id}`");
                self.report(&rule::AMENDMENT_FROM, from.span, message, "take more of the text around it");
                None
            }
        }
    }

    /// Changes a value of a YAML file; returns what stood there.
    fn change_data(
        &mut self,
        parts: &[&str],
        change: &raw::Change,
        action: &Action<'_>,
        tracked: bool,
    ) -> Option<Option<Value>> {
        let (root, parts) = self.root(parts, change)?;
        // The finding is worked out first, since the tree stays borrowed while it is changed.
        let outcome = match action {
            Action::Replace { from, to } => replace_value(root, parts, from, to),
            Action::Give(to) => give(root, parts, to),
            Action::Take(from) => take(root, parts, from),
            Action::Add(item) => add(root, parts, item, change.after.as_ref()),
            Action::Withdraw => withdraw(root, parts),
        };
        match outcome {
            Ok(Done { old, replaced }) => {
                if tracked {
                    self.history.tracked.extend(replaced);
                }
                Some(old)
            }
            Err(Problem::Lost(lost)) => {
                self.lost(change, &lost);
                None
            }
            Err(Problem::Other { rule, span, message, help }) => {
                self.report(rule, span.unwrap_or(change.path.span), message, help);
                None
            }
        }
    }

    /// Returns the tree in which a path goes on.
    fn root<'p>(&mut self, parts: &'p [&'p str], change: &raw::Change) -> Option<(&mut Node, &'p [&'p str])> {
        match parts {
            ["projects", id, rest @ ..] => {
                let at = self.project(id, change)?;
                Some((&mut self.documents.projects[at].data, rest))
            }
            [file @ ("positioning" | "vision" | "cooperation"), rest @ ..] => {
                let node = match *file {
                    "positioning" => &mut self.documents.positioning,
                    "vision" => &mut self.documents.vision,
                    _ => &mut self.documents.cooperation,
                };
                if node.is_none() {
                    let message = format!("the plan has no `sources/{file}.yaml`");
                    let help = "create the file, or correct the path";
                    self.report(&rule::AMENDMENT_PATH, change.path.span, message, help);
                    return None;
                }
                // Borrowed anew, since the borrow above may not outlive the report.
                let node = match *file {
                    "positioning" => self.documents.positioning.as_mut(),
                    "vision" => self.documents.vision.as_mut(),
                    _ => self.documents.cooperation.as_mut(),
                };
                Some((node?, rest))
            }
            _ => Some((self.documents.plan.as_mut()?, parts)),
        }
    }

    /// Drops section pages that withdrawn projects left empty.
    fn drop_empty_sections(&mut self) {
        let text = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let used: Vec<_> =
            self.documents.projects.iter().filter_map(|project| text(entry(&project.data, "section"))).collect();
        let withdrawn =
            self.made.iter().any(|made| made.path.starts_with("projects/") && made.path.matches('/').count() == 1);
        let Some(Value::Mapping(entries)) = self.documents.plan.as_mut().map(|plan| &mut plan.value) else { return };
        let pages = entries.iter_mut().find(|(key, _)| key.value == "pages");
        if let (true, Some((_, Located { value: Value::List(pages), .. }))) = (withdrawn, pages) {
            pages.retain(|page| {
                text(entry(page, "kind")).as_deref() != Some("section")
                    || text(entry(page, "id")).is_none_or(|id| used.contains(&id))
            });
        }
    }

    /// Sets a key of `plan.yaml`.
    fn set(&mut self, key: &str, node: Node) {
        if let Some(Value::Mapping(entries)) = self.documents.plan.as_mut().map(|plan| &mut plan.value) {
            match entries.iter_mut().find(|(known, _)| known.value == key) {
                Some((_, value)) => *value = node,
                None => entries.push((Text::new(key.into(), node.span), node)),
            }
        }
    }

    /// Gives the plan the date of an amendment, and remembers that of the original edition. One that is missing or no
    /// text stays as it is, so that it is reported where it stands.
    fn set_date(&mut self, date: &Text) {
        let Some(Value::Mapping(entries)) = self.documents.plan.as_mut().map(|plan| &mut plan.value) else { return };
        let written = entries.iter_mut().find(|(known, _)| known.value == "date").map(|(_, node)| node);
        if let Some(node) = written
            && let Value::Text(before) = &node.value
        {
            self.history.issued.get_or_insert_with(|| Text::new(before.clone(), node.span));
            *node = Node::new(Value::Text(date.value.clone()), date.span);
        }
    }
}

/// Says whether a change meets an earlier one: the same thing, or something inside or around it. In prose, two
/// changes under one heading meet only where one's text is part of the other's.
fn meets(made: &Made, path: &str, change: &raw::Change) -> bool {
    if !related(&made.path, path) {
        return false;
    }
    let text = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    match (text(made.from.as_ref()), text(change.from.as_ref().map(|from| &from.value))) {
        (Some(one), Some(other)) if made.path == path && path.contains("/prose/") => {
            let back = text(change.to.as_ref().map(|to| &to.value)).is_some_and(|to| to == one);
            one.contains(&other) || other.contains(&one) || back
        }
        _ => true,
    }
}

/// Returns what a change touches: its path, or for what it adds the path that the new item will have.
fn touched(change: &raw::Change) -> String {
    let path = &change.path.value;
    match &change.add {
        None => path.clone(),
        Some(item) => match &item.value {
            Value::Text(id) => format!("{path}/{id}"),
            _ => format!("{path}/{}", item_name(item, usize::MAX - 1)),
        },
    }
}

/// What a change of a tree has done.
struct Done {
    /// What stood there.
    old: Option<Value>,
    /// The places of new values, and what each replaced.
    replaced: Vec<(Span, Value)>,
}

enum Problem {
    Lost(Lost),
    Other { rule: &'static Rule, span: Option<Span>, message: String, help: String },
}

impl From<Lost> for Problem {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost)
    }
}

fn mismatch(from: &Node, current: &Value) -> Problem {
    Problem::Other {
        rule: &rule::AMENDMENT_FROM,
        span: Some(from.span),
        message: format!("`from` is `{}`, but the value is `{current}`", from.value),
        help: format!("nothing is overwritten unseen: write `from: {current}` if that is what you want to change"),
    }
}

fn replace_value(root: &mut Node, parts: &[&str], from: &Node, to: &Node) -> Result<Done, Problem> {
    let target = walk(root, parts)?;
    if let (Value::Mapping(current), Value::Mapping(expected), Value::Mapping(new)) =
        (&mut target.value, &from.value, &to.value)
    {
        return merge(current, expected, new);
    }
    if target.value != from.value {
        return Err(mismatch(from, &target.value));
    }
    let old = std::mem::replace(target, to.clone()).value;
    Ok(Done { old: Some(old.clone()), replaced: vec![(to.span, old)] })
}

/// Changes the keys of a mapping that are named; the others stay.
fn merge(current: &mut Vec<(Text, Node)>, expected: &[(Text, Node)], new: &[(Text, Node)]) -> Result<Done, Problem> {
    for (key, from) in expected {
        let Some((_, value)) = current.iter().find(|(known, _)| known.value == key.value) else {
            let known = current.iter().map(|(known, _)| known.value.clone()).collect();
            return Err(Lost { part: key.value.clone(), known }.into());
        };
        if value.value != from.value {
            return Err(mismatch(from, &value.value));
        }
    }
    let mut replaced = Vec::new();
    for (key, to) in new {
        match current.iter_mut().find(|(known, _)| known.value == key.value) {
            Some((_, value)) => {
                replaced.push((to.span, value.value.clone()));
                *value = to.clone();
            }
            None => current.push((key.clone(), to.clone())),
        }
    }
    Ok(Done { old: Some(Value::Mapping(expected.to_vec())), replaced })
}

fn give(root: &mut Node, parts: &[&str], to: &Node) -> Result<Done, Problem> {
    let Some((key, parents)) = parts.split_last() else {
        return Err(Lost { part: String::new(), known: vec![] }.into());
    };
    let parent = walk(root, parents)?;
    let Value::Mapping(entries) = &mut parent.value else {
        return Err(Lost { part: (*key).into(), known: Vec::new() }.into());
    };
    if let Some((_, value)) = entries.iter().find(|(known, _)| known.value == *key) {
        return Err(Problem::Other {
            rule: &rule::AMENDMENT_FROM,
            span: None,
            message: format!("`{key}` has the value `{}`, which the change does not name", value.value),
            help: format!("add `from: {}`", value.value),
        });
    }
    entries.push((Text::new((*key).into(), to.span), to.clone()));
    Ok(Done { old: None, replaced: Vec::new() })
}

fn take(root: &mut Node, parts: &[&str], from: &Node) -> Result<Done, Problem> {
    let current = walk(root, parts)?;
    if current.value != from.value {
        return Err(mismatch(from, &current.value));
    }
    let old = current.value.clone();
    if let Some((key, parents)) = parts.split_last()
        && let Value::Mapping(entries) = &mut walk(root, parents)?.value
    {
        entries.retain(|(known, _)| known.value != *key);
    }
    Ok(Done { old: Some(old), replaced: Vec::new() })
}

fn add(root: &mut Node, parts: &[&str], item: &Node, after: Option<&Text>) -> Result<Done, Problem> {
    let list = match walk(root, parts) {
        Ok(list) => list,
        // A list that the file leaves out is an empty one.
        Err(lost) if parts.last().is_some_and(|last| **last == lost.part) => {
            return give(root, parts, &Node::new(Value::List(vec![item.clone()]), item.span));
        }
        Err(lost) => return Err(lost.into()),
    };
    let Value::List(items) = &mut list.value else {
        return Err(Problem::Other {
            rule: &rule::AMENDMENT_PATH,
            span: None,
            message: "this is not a list to which something can be added".into(),
            help: "name the list, for example `projects/ID/lines`".into(),
        });
    };
    let at = match after {
        None => items.len(),
        Some(after) => match position(items, &after.value) {
            Some(at) => at + 1,
            None => {
                let known: Vec<_> = items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect();
                return Err(Problem::Other {
                    rule: &rule::AMENDMENT_PATH,
                    span: Some(after.span),
                    message: format!("the list has no `{}`", after.value),
                    help: suggest_help(&after.value, known.iter().map(String::as_str)).unwrap_or_default(),
                });
            }
        },
    };
    items.insert(at, item.clone());
    Ok(Done { old: None, replaced: Vec::new() })
}

fn withdraw(root: &mut Node, parts: &[&str]) -> Result<Done, Problem> {
    let Some((part, parents)) = parts.split_last() else {
        return Err(Lost { part: String::new(), known: vec![] }.into());
    };
    let list = walk(root, parents)?;
    let Value::List(items) = &mut list.value else {
        return Err(Problem::Other {
            rule: &rule::AMENDMENT_PATH,
            span: None,
            message: format!("`{part}` is not an item of a list that can be withdrawn"),
            help: "to remove a key, give its value as `from:` and no `to:`".into(),
        });
    };
    match position(items, part) {
        Some(at) => Ok(Done { old: Some(items.remove(at).value), replaced: Vec::new() }),
        None => {
            let known = items.iter().enumerate().map(|(at, item)| item_name(item, at)).collect();
            Err(Lost { part: (*part).into(), known }.into())
        }
    }
}
