//! Applying changes one by one.

use std::collections::HashMap;

use jiff::civil::Date;

use super::latest::Latest;
use super::path::{Missed, Names, entry, item_name};
use super::prose::{Replacement, Section, prune};
use super::tree::{self, At, Done, Problem, Tree};
use super::{Applied, Change, History};
use crate::diagnostic::{Diagnostic, Located, Rule, Span, Text, rule, suggest_help};
use crate::source::prose::parse_inline;
use crate::source::yaml::{Node, Value};
use crate::source::{AmendmentDocument, Documents, ProjectDocument, SHEET_HEADINGS, raw};

/// A change that was made, kept to notice later ones that meet it.
struct Made {
    path: Text,
    date: Date,
}

pub(super) struct Applier<'d> {
    documents: &'d mut Documents,
    history: History,
    made: Vec<Made>,
    latest: Latest,
    /// The change that took a value away, by its path and the value.
    taken: HashMap<(String, String), usize>,
    /// What is known of the lists that were gone through.
    names: Names,
    /// What is known of the prose that was changed, by project and heading.
    sections: HashMap<(String, usize), Section>,
    /// Whether a project was withdrawn.
    withdrawn: bool,
    findings: Vec<Diagnostic>,
}

/// What a change does, once its keys are understood.
enum Action<'c> {
    /// Puts a value in the place of another.
    Replace { from: &'c Node, to: &'c Node },
    /// Gives a key that was not there.
    Give(&'c Node),
    /// Takes a key, or an item of a list, away.
    Take(&'c Node),
    /// Adds an item to a list, or a project.
    Add(&'c Node, At<'c>),
    /// Withdraws an item of a list, or a project.
    Withdraw,
}

/// What was met when a change was made.
struct Met {
    /// What stood there.
    old: Option<Value>,
    /// The latest change of the same thing, of what it lies in, or of something inside it.
    earlier: Option<usize>,
}

impl<'d> Applier<'d> {
    pub fn new(documents: &'d mut Documents) -> Self {
        Self {
            documents,
            history: History::default(),
            made: Vec::new(),
            latest: Latest::default(),
            taken: HashMap::new(),
            names: Names::default(),
            sections: HashMap::new(),
            withdrawn: false,
            findings: Vec::new(),
        }
    }

    pub fn finish(mut self) -> (History, Vec<Diagnostic>) {
        for (id, at) in self.sections.keys() {
            let project = self.documents.projects.iter_mut().find(|project| project.id.value == *id);
            if let Some(section) = project.and_then(|project| project.prose.get_mut(*at)) {
                prune(&mut section.blocks);
            }
        }
        self.history.latest = self.latest;
        (self.history, self.findings)
    }

    pub fn amend(&mut self, date: Date, amendment: AmendmentDocument) -> Vec<bool> {
        let AmendmentDocument { name, data, mut projects, .. } = amendment;
        let mut changes = Vec::new();
        let mut done = Vec::new();
        for change in &data.changes.value {
            let made = self.change(date, change, &mut projects);
            done.push(made.is_some());
            if made.is_some() {
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
        done
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
        let path = change.path.value.clone();
        let parts: Vec<&str> = path.split('/').collect();
        let touched = touched(change);
        let met = match (&action, &parts[..]) {
            (Action::Add(id, at), ["projects"]) => self.add_project(id, *at, added).map(|()| None),
            (Action::Withdraw, ["projects", id]) => self.withdraw_project(id, change).map(|()| None),
            (_, ["projects", id, "prose", heading]) => {
                return self.change_prose(id, heading, change, &action, tracked).map(|met| {
                    self.made(date, change, touched, met);
                });
            }
            _ => self.change_data(&parts, change, &action, tracked),
        };
        let old = met?;
        let earlier = self.latest.related(&touched);
        self.made(date, change, touched, Met { old, earlier });
        Some(())
    }

    /// Remembers a change that was made, and reports one that meets an earlier one.
    fn made(&mut self, date: Date, change: &raw::Change, path: String, met: Met) {
        let number = self.made.len();
        let undone = change.to.as_ref().and_then(|to| self.taken.get(&(path.clone(), to.value.to_string()))).copied();
        let same_day = met.earlier.filter(|earlier| self.made[*earlier].date == date);
        let found: Option<(_, &'static Rule, _)> = match (same_day, undone) {
            (Some(earlier), _) => {
                Some((format!("`{path}` meets another change of the same day"), &rule::AMENDMENT_OVERLAP, earlier))
            }
            (None, Some(earlier)) => {
                let message = format!("`{path}` goes back to what an earlier amendment changed");
                Some((message, &rule::AMENDMENT_UNDONE, earlier))
            }
            (None, None) => None,
        };
        if let Some((message, rule, earlier)) = found {
            self.findings.push(
                Diagnostic::new(rule, change.path.span, message)
                    .also(self.made[earlier].path.span, "changed here")
                    .help("make one change of the two, or say in the reason why both are needed and adjust the rule"),
            );
        }
        if let Some(old) = met.old {
            self.taken.insert((path.clone(), old.to_string()), number);
        }
        if let Some(to) = &change.to {
            self.history.places.insert(to.span, number);
        }
        self.latest.insert(&path, number);
        self.history.reasons.push(change.reason.clone());
        self.made.push(Made { path: Text::new(path, change.path.span), date });
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
        let at = match (&change.after, &change.before) {
            (None, None) => At::Last,
            (Some(after), None) => At::After(after),
            (None, Some(before)) => At::Before(before),
            (Some(_), Some(before)) => {
                let help = "keep `after:` or `before:`, whichever is meant";
                self.report(&rule::INVALID_VALUE, before.span, "a place is given twice", help);
                return None;
            }
        };
        if let (At::After(beside) | At::Before(beside), None) = (at, &change.add) {
            let help = "only what is added has a place: write `add:`, or remove this";
            self.report(&rule::INVALID_VALUE, beside.span, "this change adds nothing", help);
            return None;
        }
        match (&change.from, &change.to, &change.add, withdraw) {
            (Some(from), Some(to), None, false) => Some(Action::Replace { from, to }),
            (None, Some(to), None, false) => Some(Action::Give(to)),
            (Some(from), None, None, false) => Some(Action::Take(from)),
            (None, None, Some(item), false) => Some(Action::Add(item, at)),
            (None, None, None, true) => Some(Action::Withdraw),
            _ => {
                let help = "give `from:` and `to:`, or only one of them for a key that comes or goes, or `add:`, or \
                            `withdraw: true`";
                self.report(&rule::INVALID_VALUE, change.path.span, "it is not clear what this change does", help);
                None
            }
        }
    }

    fn add_project(&mut self, id: &Node, at: At<'_>, added: &mut Vec<ProjectDocument>) -> Option<()> {
        let Value::Text(name) = &id.value else {
            self.report(&rule::INVALID_VALUE, id.span, "a project is added by its id", "write `add: ID`");
            return None;
        };
        if let At::After(beside) | At::Before(beside) = at {
            let message = "projects have no place of their own: they stand in the order of their ids";
            self.report(&rule::INVALID_VALUE, beside.span, message, "remove this");
            return None;
        }
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
        self.names.forget();
        Some(())
    }

    fn withdraw_project(&mut self, id: &str, change: &raw::Change) -> Option<()> {
        let at = self.project(id, change)?;
        self.documents.projects.remove(at);
        self.withdrawn = true;
        self.sections.retain(|(project, _), _| project != id);
        Some(())
    }

    /// Returns the position of a project, or reports that there is none.
    fn project(&mut self, id: &str, change: &raw::Change) -> Option<usize> {
        let found = self.documents.projects.iter().position(|project| project.id.value == id);
        if found.is_none() {
            let known = self.documents.projects.iter().map(|project| project.id.value.clone()).collect();
            self.missed(change, &Missed::Lost { part: id.into(), known });
        }
        found
    }

    /// Reports a path that does not lead to one thing, at the part that is wrong where the path is written as it is.
    fn missed(&mut self, change: &raw::Change, missed: &Missed) {
        let written = &change.path;
        let (part, message, help) = match missed {
            Missed::Lost { part, known } => {
                let message = format!("the path `{}` leads nowhere: there is no `{part}`", written.value);
                let help = suggest_help(part, known.iter().map(String::as_str))
                    .unwrap_or_else(|| "nothing can follow here; shorten the path".into());
                (part, message, help)
            }
            Missed::Namesakes { part, numbers } => (part, tree::namesakes(part, numbers), tree::which(numbers)),
        };
        let at = written.value.split('/').scan(0, |start, part| {
            let here = *start;
            *start += part.len() + 1;
            Some((here, part))
        });
        let exact = written.span.range().len() == written.value.len();
        let at = at.filter(|(_, known)| known == part).last().filter(|_| exact);
        let span = at.map_or(written.span, |(start, part)| written.span.part(start, part.len()));
        self.report(&rule::AMENDMENT_PATH, span, message, help);
    }

    fn change_prose(
        &mut self,
        id: &str,
        heading: &str,
        change: &raw::Change,
        action: &Action<'_>,
        tracked: bool,
    ) -> Option<Met> {
        let at = self.project(id, change)?;
        let Some(number) = SHEET_HEADINGS.iter().position(|known| *known == heading) else {
            let known = SHEET_HEADINGS.iter().map(|heading| (*heading).to_owned()).collect();
            self.missed(change, &Missed::Lost { part: heading.into(), known });
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
            Some((Value::Text(new), span)) if new.trim().is_empty() => {
                self.report(&rule::INVALID_VALUE, span, "the text is empty", "leave `to:` out to delete");
                return None;
            }
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
        let blocks = &mut self.documents.projects[at].prose.get_mut(number)?.blocks;
        let section = self.sections.entry((id.to_owned(), number)).or_insert_with(|| Section::new(blocks));
        let (place, times) = section.find(old);
        let place = match place {
            Some(place) if times == 1 => place,
            Some(_) => {
                let message = format!("`{old}` stands {times} times under `# {heading}` of `{id}`");
                self.report(&rule::AMENDMENT_FROM, from.span, message, "take more of the text around it");
                return None;
            }
            None => {
                let message = format!("`{old}` does not stand under `# {heading}` of `{id}`");
                let help = "copy the text from the Markdown, within one paragraph and without marks such as `**`";
                self.report(&rule::AMENDMENT_FROM, from.span, message, help);
                return None;
            }
        };
        if new.is_empty() && !section.has_more_than(&place, blocks) {
            let message = format!("nothing would be left under `# {heading}` of `{id}`");
            self.report(&rule::INVALID_VALUE, from.span, message, "give the new text in `to:`");
            return None;
        }
        let replaced = section.replace(blocks, &place, &Replacement { to: &new, tracked });
        // Two changes under one heading meet where one is about what the other put in.
        let earlier = replaced.into_iter().filter_map(|span| self.history.change_at(span)).max();
        Some(Met { old: Some(from.value.clone()), earlier })
    }

    /// Changes a value of a YAML file; returns what stood there.
    fn change_data(
        &mut self,
        parts: &[&str],
        change: &raw::Change,
        action: &Action<'_>,
        tracked: bool,
    ) -> Option<Option<Value>> {
        let mut names = std::mem::take(&mut self.names);
        let (root, inner) = self.root(parts, change)?;
        let way = parts[..parts.len() - inner.len()].join("/");
        let tree = Tree { names: &mut names, way: &way, root };
        // The finding is worked out first, since the tree stays borrowed while it is changed.
        let outcome = match action {
            Action::Replace { from, to } => tree::replace(tree, inner, from, to),
            Action::Give(to) => tree::give(tree, inner, to),
            Action::Take(from) => tree::take(tree, inner, from),
            Action::Add(item, at) => tree::add(tree, inner, item, *at),
            Action::Withdraw => tree::withdraw(tree, inner),
        };
        self.names = names;
        match outcome {
            Ok(done) => Some(self.record(done, tracked)),
            Err(Problem::Missed(missed)) => {
                self.missed(change, &missed);
                None
            }
            Err(Problem::Other { rule, span, message, help }) => {
                self.report(rule, span.unwrap_or(change.path.span), message, help);
                None
            }
        }
    }

    /// Remembers what a change of a tree has done, for its marks; returns what stood there.
    fn record(&mut self, done: Done, tracked: bool) -> Option<Value> {
        let Done { old, replaced, given, taken } = done;
        for (new, old) in replaced {
            // What went from beside the old value went from beside the new one.
            if let Some(beside) = self.history.taken.remove(&old.span) {
                self.history.taken.insert(new, beside);
            }
            if tracked {
                self.history.tracked.insert(new, old.value);
            }
        }
        if tracked {
            self.history.given.extend(given);
            for (beside, key, value) in taken {
                self.history.taken.entry(beside).or_default().insert(key, value);
            }
        }
        old
    }

    /// Returns the tree in which a path goes on.
    fn root<'p>(&mut self, parts: &'p [&'p str], change: &raw::Change) -> Option<(&mut Node, &'p [&'p str])> {
        match parts {
            ["projects", id, rest @ ..] => {
                let at = self.project(id, change)?;
                Some((&mut self.documents.projects[at].data, rest))
            }
            [file, rest @ ..] if self.documents.file_mut(file).is_some() => {
                if self.documents.file_mut(file).is_some_and(|file| file.is_none()) {
                    let message = format!("the plan has no `sources/{file}.yaml`");
                    let help = "create the file, or correct the path";
                    self.report(&rule::AMENDMENT_PATH, change.path.span, message, help);
                }
                Some((self.documents.file_mut(file)?.as_mut()?, rest))
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
        let Some(Value::Mapping(entries)) = self.documents.plan.as_mut().map(|plan| &mut plan.value) else { return };
        let pages = entries.iter_mut().find(|(key, _)| key.value == "pages");
        if let (true, Some((_, Located { value: Value::List(pages), .. }))) = (self.withdrawn, pages) {
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
