//! Differences of YAML trees: values, keys and items that come, go or change places.

use std::collections::{HashMap, HashSet};

use super::propose::{Beside, Proposal, Step, quoted};
use super::words::{Words, entry, is_hidden, join, key_name, of, project_title, text, within};
use super::{Difference, State, units};
use crate::amend::own_name;
use crate::characters::one_line;
use crate::diagnostic::{Span, Text};
use crate::model::{DateStyle, Figure, Moment, format_period, group_digits};
use crate::source::yaml::{Node, Value};
use crate::source::{Documents, ProjectDocument, SHEET_HEADINGS};

/// Keys that say how the plan is checked and printed, not what it says.
pub(super) const SETTINGS: [&str; 6] = ["ignore", "rules", "glossary", "style", "stated", "print"];

/// Lists whose order is nowhere seen: the prose says where their items stand, or a date does.
const UNORDERED: [&str; 7] = ["events", "audiences", "tables", "flows", "figures", "members", "years"];

/// Keys that are shown with the key that they follow; a row says all of them.
const OF_FIGURES: [&str; 4] = ["approx", "value", "unit", "comparison"];
const OF_EVENTS: [&str; 3] = ["start", "end", "weekday"];

/// Keys that are shown as taken away where an amendment took them.
const SHOWN_TAKEN: [&str; 5] = ["end", "venue", "theme", "unit", "comparison"];

/// What stands where an amendment showed nothing before.
const NOTHING: &str = "（なし）";

pub(super) type Entries = [(Text, Node)];

/// Keys that a row shows together: the one that has to be there, all of them, and how they are printed.
type Group = (&'static str, &'static [&'static str], fn(&Entries) -> String);

pub(super) struct Differ<'a> {
    pub old: &'a State<'a>,
    pub new: &'a State<'a>,
    pub out: Vec<Difference>,
    pub steps: Vec<Step>,
}

impl<'a> Differ<'a> {
    pub const fn new(old: &'a State<'a>, new: &'a State<'a>) -> Self {
        Self { old, new, out: Vec::new(), steps: Vec::new() }
    }

    /// Compares all files, in the order of the plan.
    pub fn all(&mut self) {
        if let (Some(old), Some(new)) = (&self.old.documents.plan, &self.new.documents.plan) {
            self.node("", "", old, new);
        }
        for (name, place) in Documents::FILES.into_iter().zip(["位置づけ", "将来像", "協調事業", "予算額の推移"])
        {
            match (file(self.old, name), file(self.new, name)) {
                (Some(old), Some(new)) => self.node(name, place, old, new),
                (Some(old), None) => self.row(name, place, Some(self.old_words().shown("", &old.value)), None),
                (None, Some(new)) => self.row(name, place, None, Some(self.new_words().shown("", &new.value))),
                (None, None) => {}
            }
        }
        let by_id = |state: &'a State<'a>| -> HashMap<&'a str, &'a ProjectDocument> {
            state.documents.projects.iter().map(|project| (project.id.value.as_str(), project)).collect()
        };
        let (old, new) = (by_id(self.old), by_id(self.new));
        for before in &self.old.documents.projects {
            match new.get(before.id.value.as_str()) {
                Some(after) => self.project(before, after),
                None => {
                    let (path, title) = (project_path(before), project_title(self.old.plan, &before.id.value));
                    self.row(&path, &title, Some(summed(self.old, &before.id.value)), None);
                    self.step(path, Proposal::Withdraw);
                }
            }
        }
        for after in &self.new.documents.projects {
            if !old.contains_key(after.id.value.as_str()) {
                let (path, title) = (project_path(after), project_title(self.new.plan, &after.id.value));
                self.row(&path, &title, None, Some(summed(self.new, &after.id.value)));
                self.step(path, Proposal::AddProject(after.id.value.clone()));
            }
        }
    }

    fn old_words(&self) -> Words<'a> {
        Words::new(self.old.documents)
    }

    fn new_words(&self) -> Words<'a> {
        Words::new(self.new.documents)
    }

    pub fn row(&mut self, path: &str, place: &str, old: Option<String>, new: Option<String>) {
        self.out.push(Difference::new(path, place, old, new));
    }

    pub fn step(&mut self, path: impl Into<String>, proposal: Proposal) {
        self.steps.push(Step { path: path.into(), proposal });
    }

    /// Compares two values; `path` is that of the old one.
    fn node(&mut self, path: &str, place: &str, old: &Node, new: &Node) {
        let key = path.rsplit('/').next().unwrap_or_default();
        match (&old.value, &new.value) {
            (Value::Mapping(old), Value::Mapping(new)) => self.mapping(path, place, old, new),
            (Value::List(old), Value::List(new)) if named(old) && named(new) && !old.is_empty() && !new.is_empty() => {
                self.list(path, place, old, new);
            }
            (a, b) if a == b => self.marks(path, place, key, old, new),
            (a, b) => {
                let shown = |words: Words<'_>, value: &Value| match value {
                    Value::List(items) if items.is_empty() => None,
                    value => Some(words.shown(key, value)),
                };
                let (from, to) = (shown(self.old_words(), a), shown(self.new_words(), b));
                if from != to {
                    self.row(path, place, from, to);
                }
                self.step(path, Proposal::Replace(written(a), written(b)));
                self.marks(path, place, key, old, new);
            }
        }
    }

    /// Compares what amendments made visible of how a value came about: what stood there before, or that it is new.
    fn marks(&mut self, path: &str, place: &str, key: &str, old: &Node, new: &Node) {
        if let (Value::List(one), Value::List(other)) = (&old.value, &new.value) {
            for (old, new) in one.iter().zip(other) {
                self.marks(path, place, key, old, new);
            }
        }
        let mark = |state: &State<'_>, span: Span| match state.plan.history.before(span) {
            Some(before) => Some(Words::new(state.documents).shown(key, before)),
            None => state.plan.history.is_given(span).then(|| NOTHING.to_owned()),
        };
        let (before, after) = (mark(self.old, old.span), mark(self.new, new.span));
        // What was the old value is where the difference is shown already.
        let said = old.value != new.value && after.as_deref() == Some(&self.old_words().shown(key, &old.value));
        if before != after && !said {
            self.row(path, &within(place, "（変更前の表示）"), before, after);
        }
    }

    fn mapping(&mut self, path: &str, place: &str, old: &Entries, new: &Entries) {
        let top = path.is_empty() || path.starts_with("projects/") && path.matches('/').count() == 1;
        let mut done: HashSet<&str> = HashSet::new();
        if top {
            done.extend(SETTINGS);
        }
        let groups: [Group; 2] = [("value", &OF_FIGURES, figure), ("start", &OF_EVENTS, period)];
        let keys = old.iter().chain(new).map(|(key, _)| key.value.as_str());
        for key in keys {
            if !done.insert(key) {
                continue;
            }
            let group = groups
                .iter()
                .find(|(head, keys, _)| keys.contains(&key) && of(old, head).is_some() && of(new, head).is_some());
            if let Some((head, keys, shown)) = group {
                done.extend(*keys);
                let (from, to) = (shown(old), shown(new));
                if from != to {
                    let name = if *head == "start" { "開催時期" } else { key_name(path, head) };
                    let differ =
                        |key: &&&str| of(old, key).map(|node| &node.value) != of(new, key).map(|node| &node.value);
                    let here = match keys.iter().filter(differ).collect::<Vec<_>>()[..] {
                        [only] => join(path, only),
                        _ => path.to_owned(),
                    };
                    self.row(&here, &within(place, name), Some(from), Some(to));
                }
                for key in *keys {
                    self.entry(path, place, key, old, new, false);
                }
            } else {
                self.entry(path, place, key, old, new, !is_hidden(key));
            }
        }
        self.taken(path, place, old, new);
    }

    /// Compares the values of a key. Where something else says what is seen of them, only what an amendment would have to
    /// say is noted.
    fn entry(&mut self, path: &str, place: &str, key: &str, old: &Entries, new: &Entries, seen: bool) {
        let (here, place) = (join(path, key), within(place, key_name(path, key)));
        match (of(old, key), of(new, key)) {
            (Some(old), Some(new)) if seen => self.node(&here, &place, old, new),
            (Some(old), Some(new)) => {
                if old.value != new.value {
                    self.step(here.as_str(), Proposal::Replace(written(&old.value), written(&new.value)));
                }
                self.marks(&here, &place, key, old, new);
            }
            (Some(old), None) => {
                let shown = self.old_words().shown(key, &old.value);
                if seen && !shown.is_empty() {
                    self.row(&here, &place, Some(shown), None);
                }
                self.step(here, Proposal::Take(written(&old.value)));
            }
            (None, Some(new)) => {
                let shown = self.new_words().shown(key, &new.value);
                if seen && !shown.is_empty() {
                    self.row(&here, &place, None, Some(shown));
                }
                self.step(here, Proposal::Give(written(&new.value)));
            }
            (None, None) => {}
        }
    }

    /// Compares the keys that are shown as taken away.
    fn taken(&mut self, path: &str, place: &str, old: &Entries, new: &Entries) {
        for key in SHOWN_TAKEN {
            let gone = |state: &State<'_>, entries: &Entries| {
                let found = entries.iter().find_map(|(_, node)| state.plan.history.taken(node.span, key).cloned());
                found.filter(|_| of(entries, key).is_none())
            };
            let (before, after) = (gone(self.old, old), gone(self.new, new));
            let said = of(old, key).is_some_and(|old| after.as_ref() == Some(&old.value));
            if before != after && !said {
                let shown = |value: Option<Value>| value.map(|value| self.new_words().shown(key, &value));
                let (before, after) = (shown(before), shown(after));
                let place = within(&within(place, key_name(path, key)), "（変更前の表示）");
                self.row(&join(path, key), &place, before, after);
            }
        }
    }

    fn list(&mut self, path: &str, place: &str, old: &[Node], new: &[Node]) {
        let key = path.rsplit('/').next().unwrap_or_default();
        let pairs = matched(old, new);
        let moved = in_order(&pairs).len() < pairs.len();
        let before = self.steps.len();
        let partner: HashMap<usize, usize> = pairs.iter().copied().collect();
        let of_new: HashMap<usize, usize> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
        let (old_parts, new_parts) = (parts(old), parts(new));
        for (at, item) in old.iter().enumerate() {
            let here = join(path, &old_parts[at]);
            let words = self.old_words();
            match partner.get(&at) {
                Some(other) => self.node(&here, &within(place, &words.title(item)), item, &new[*other]),
                None => {
                    self.row(&here, &within(place, &words.title(item)), Some(words.shown("", &item.value)), None);
                    self.step(here, Proposal::Withdraw);
                }
            }
        }
        for (at, item) in new.iter().enumerate() {
            if of_new.contains_key(&at) {
                continue;
            }
            let words = self.new_words();
            let here = join(path, &new_parts[at]);
            self.row(&here, &within(place, &words.title(item)), None, Some(words.shown("", &item.value)));
            // The items before it stand there already, by their old names or as they were added.
            let beside = match at.checked_sub(1) {
                Some(last) => Beside::After(
                    of_new.get(&last).map_or_else(|| new_parts[last].clone(), |at| old_parts[*at].clone()),
                ),
                None => pairs.first().map_or(Beside::None, |(first, _)| Beside::Before(old_parts[*first].clone())),
            };
            self.step(path, Proposal::Add(written(&item.value), beside));
        }
        if moved {
            // Only the whole list says another order; what differs in its items is part of it.
            self.steps.truncate(before);
            let whole = |items: &[Node]| written(&Value::List(items.to_vec()));
            self.step(path, Proposal::Replace(whole(old), whole(new)));
            if !UNORDERED.contains(&key) {
                let (from, to) = self.orders(old, new, &pairs);
                self.row(path, &within(place, "順序"), Some(from), Some(to));
            }
        }
    }

    /// Says in which order the items stood that stand in another one, and in which they stand.
    fn orders(&self, old: &[Node], new: &[Node], pairs: &[(usize, usize)]) -> (String, String) {
        let mut by_new: Vec<_> = pairs.to_vec();
        by_new.sort_by_key(|(_, new)| *new);
        let same = pairs.iter().zip(&by_new).take_while(|(a, b)| a == b).count();
        let after = pairs.iter().rev().zip(by_new.iter().rev()).take_while(|(a, b)| a == b).count();
        let range = same..pairs.len() - after;
        let from: Vec<_> = pairs[range.clone()].iter().map(|(at, _)| self.old_words().called(&old[*at])).collect();
        let to: Vec<_> = by_new[range].iter().map(|(_, at)| self.new_words().called(&new[*at])).collect();
        (from.join("、"), to.join("、"))
    }

    fn project(&mut self, old: &'a ProjectDocument, new: &'a ProjectDocument) {
        let (path, place) = (project_path(old), project_title(self.old.plan, &old.id.value));
        self.node(&path, &place, &old.data, &new.data);
        let resolved = |state: &'a State<'a>, id: &str| {
            let project = state.plan.projects.iter().find(|project| project.id.as_str() == id);
            project.map(|project| [&project.purpose, &project.outline, &project.aims])
        };
        let (Some(before), Some(after)) = (resolved(self.old, &old.id.value), resolved(self.new, &new.id.value)) else {
            return;
        };
        for (at, heading) in SHEET_HEADINGS.iter().enumerate() {
            if let (Some(was), Some(is)) = (old.prose.get(at), new.prose.get(at)) {
                let was = (units::units(self.old, &was.blocks, before[at]), was.blocks.as_slice());
                let is = (units::units(self.new, &is.blocks, after[at]), is.blocks.as_slice());
                self.prose(&format!("{path}/prose/{heading}"), &within(&place, heading), (old, new), was, is);
            }
        }
    }
}

fn file<'a>(state: &State<'a>, name: &str) -> Option<&'a Node> {
    state.documents.file(name)?.as_ref()
}

fn project_path(project: &ProjectDocument) -> String {
    format!("projects/{}", project.id.value)
}

/// Returns a project's title with its amount.
fn summed(state: &State<'_>, id: &str) -> String {
    let project = state.plan.projects.iter().find(|project| project.id.as_str() == id);
    project
        .map_or_else(String::new, |project| format!("{}（{}千円）", one_line(&project.title.value), project.amount()))
}

/// Says whether a list's items are mappings, which can be told apart.
fn named(items: &[Node]) -> bool {
    items.iter().all(|item| matches!(item.value, Value::Mapping(_)))
}

/// Returns how paths name the items of a list: by their names where no other has it, by their numbers otherwise.
fn parts(items: &[Node]) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in items.iter().filter_map(own_name) {
        *times.entry(name).or_default() += 1;
    }
    let usable = |name: &&str| {
        !name.is_empty() && !name.contains('/') && name.parse::<usize>().is_err() && times.get(name) == Some(&1)
    };
    let part =
        |(at, item): (usize, &Node)| own_name(item).filter(usable).map_or_else(|| (at + 1).to_string(), str::to_owned);
    items.iter().enumerate().map(part).collect()
}

/// Finds out which items of two lists are the same: by their names, by what they say, or by their place among the others
/// where they say some of the same.
fn matched(old: &[Node], new: &[Node]) -> Vec<(usize, usize)> {
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken: Vec<bool> = vec![false; new.len()];
    for say in [|item: &Node| Some(item.value.to_string()), |item: &Node| own_name(item).map(str::to_owned)] {
        let mut free: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, item) in new.iter().enumerate().rev() {
            if let Some(said) = say(item).filter(|_| !taken[at]) {
                free.entry(said).or_default().push(at);
            }
        }
        for (at, item) in old.iter().enumerate() {
            if partner[at].is_none()
                && let Some(other) = say(item).and_then(|said| free.get_mut(&said)?.pop())
            {
                partner[at] = Some(other);
                taken[other] = true;
            }
        }
    }
    let rest_old: Vec<_> = (0..old.len()).filter(|at| partner[*at].is_none()).collect();
    let rest_new: Vec<_> = (0..new.len()).filter(|at| !taken[*at]).collect();
    for (one, other) in rest_old.into_iter().zip(rest_new) {
        if share(&old[one], &new[other]) {
            partner[one] = Some(other);
        }
    }
    partner.into_iter().enumerate().filter_map(|(at, other)| Some((at, other?))).collect()
}

/// Says whether two items have a value in common that tells them from most others.
fn share(one: &Node, other: &Node) -> bool {
    let (Value::Mapping(one), Value::Mapping(other)) = (&one.value, &other.value) else { return false };
    let telling =
        |key: &str| !matches!(key, "kind" | "field" | "challenge" | "colour" | "unit" | "comparison" | "item");
    one.iter()
        .any(|(key, node)| telling(&key.value) && of(other, &key.value).is_some_and(|same| same.value == node.value))
}

/// Returns the pairs that stand in the same order on both sides, as many as there can be.
fn in_order(pairs: &[(usize, usize)]) -> Vec<usize> {
    // The longest rising run of the new places: `ends[n]` is the pair with the lowest place that ends a run of n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *place);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::new();
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        run.push(pair);
        at = before[pair];
    }
    run.reverse();
    run
}

/// Returns a figure as it is printed: 約150兆円, 30件以上.
fn figure(entries: &Entries) -> String {
    let shown = |key| match of(entries, key).map(|node| &node.value) {
        Some(Value::Integer(number)) => group_digits(&number.to_string()),
        Some(Value::Decimal(number)) => Figure::Decimal(number.clone()).to_string(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    OF_FIGURES.map(shown).concat()
}

/// Returns the time of an event as it is printed.
fn period(entries: &Entries) -> String {
    let moment = |key| match of(entries, key).map(|node| &node.value) {
        Some(Value::Text(text)) => Moment::parse(text),
        _ => None,
    };
    let Some(start) = moment("start") else { return String::new() };
    let formal = !matches!(of(entries, "style").map(|node| &node.value), Some(Value::Text(style)) if style == "plain");
    let weekday = !matches!(of(entries, "weekday").map(|node| &node.value), Some(Value::Bool(false)));
    format_period(start, moment("end"), DateStyle { year: formal, weekday })
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
            let entry = |(key, node): &(Text, Node)| format!("{}: {}", quoted(&key.value), written(&node.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Says whether a project has data of a kind and id.
pub(super) fn has_data(project: &ProjectDocument, list: &str, id: &str) -> bool {
    match entry(&project.data, list).map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().any(|item| text(item, "id") == Some(id)),
        _ => false,
    }
}
