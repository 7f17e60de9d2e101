//! Differences of prose: paragraphs, notes and items that change, come, go or change places.

use std::collections::{HashMap, VecDeque};

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

use super::phrase::{phrase, whole};
use super::propose::{Proposal, quoted};
use super::tree::{Differ, has_data};
use super::units::Unit;
use super::words::within;
use super::{Difference, State};
use crate::amend::ProseSection;
use crate::characters::one_line;
use crate::diagnostic::Text;
use crate::source::ProjectDocument;
use crate::source::prose::{Block, DataKind, Inline};

/// How much of two texts must be the same for one to be the other changed.
const ALIKE: f32 = 0.4;

/// How many characters of a text name it.
const NAMING: usize = 20;

/// The units of a section, and the blocks that they are.
pub(super) type Side<'d> = (Vec<Unit<'d>>, &'d [Block]);

/// Units of both sides.
type Pairs = Vec<(usize, usize)>;

/// What became of a unit.
enum Fate {
    /// It says or is something else.
    Changed(usize, usize),
    /// It stands elsewhere.
    Moved(usize, usize),
    /// It is gone.
    Gone(usize),
    /// It is new.
    New(usize),
}

impl Differ<'_> {
    /// Compares the prose under a heading.
    pub(super) fn prose(
        &mut self,
        path: &str,
        place: &str,
        projects: (&ProjectDocument, &ProjectDocument),
        (was, blocks): Side<'_>,
        (is, _): Side<'_>,
    ) {
        let (hidden_was, was): (Vec<_>, Vec<_>) = was.into_iter().partition(|unit| unit.gone);
        let (hidden_is, is): (Vec<_>, Vec<_>) = is.into_iter().partition(|unit| unit.gone);
        let (same, fates) = fates(&was, &is);
        let section = ProseSection::new(blocks);
        let mut rows: Vec<(usize, Difference)> = Vec::new();
        let mut renumbered = true;
        for (at, fate) in fates {
            let row = |old: Option<String>, new: Option<String>| Difference::new(path, place, old, new);
            match fate {
                Fate::Changed(one, other) => {
                    let (old, new) = (&was[one], &is[other]);
                    renumbered &= old.form == new.form;
                    if let Some((from, to)) = told(old, new) {
                        let mut row = row(Some(from), Some(to));
                        row.reason = reason(self.new, &new.bodies);
                        rows.push((at, row));
                    }
                    self.say(path, old, new, &section);
                    rows.extend(marks(path, place, old, new).map(|row| (at, row)));
                }
                Fate::Moved(one, other) => {
                    renumbered = false;
                    let named = format!("「{}」の位置", naming(&is[other].shown));
                    let (from, to) = (after(&was, one), after(&is, other));
                    rows.push((at, Difference::new(path, &within(place, &named), Some(from), Some(to))));
                }
                // Data that comes or goes is told where its values are.
                Fate::Gone(one) if was[one].data.is_some_and(|data| !has(projects.1, data)) => renumbered = false,
                Fate::New(other) if is[other].data.is_some_and(|data| !has(projects.0, data)) => renumbered = false,
                Fate::Gone(one) => {
                    renumbered = false;
                    rows.push((at, row(Some(was[one].printed()), None)));
                    if let [body] = was[one].bodies[..]
                        && let Some(text) = whole(body, &section)
                    {
                        self.step(path, Proposal::Take(quoted(&text)));
                    }
                }
                Fate::New(other) => {
                    renumbered = false;
                    let mut row = row(None, Some(is[other].printed()));
                    row.reason = reason(self.new, &is[other].bodies);
                    rows.push((at, row));
                }
            }
        }
        for (one, other) in same {
            let (old, new) = (&was[one], &is[other]);
            // Numbers follow from what comes, goes or moves; by themselves they change where a list begins anew.
            if renumbered && old.lead != new.lead {
                rows.push((2 * other + 1, Difference::new(path, place, Some(old.printed()), Some(new.printed()))));
            }
            rows.extend(marks(path, place, old, new).map(|row| (2 * other + 1, row)));
        }
        // What is shown as taken away, where nothing else says so.
        let text = |unit: &Unit<'_>| unit.marked.replace("〔削除〕", "");
        for unit in &hidden_was {
            let known = hidden_is.iter().any(|other| other.marked == unit.marked);
            if !known && !is.iter().any(|other| other.shown == text(unit)) {
                rows.push((usize::MAX, Difference::new(path, place, Some(unit.marked.clone()), None)));
            }
        }
        for unit in &hidden_is {
            let known = hidden_was.iter().any(|other| other.marked == unit.marked);
            if !known && !was.iter().any(|other| other.shown == text(unit)) {
                rows.push((usize::MAX, Difference::new(path, place, None, Some(unit.marked.clone()))));
            }
        }
        rows.sort_by_key(|(at, _)| *at);
        self.out.extend(rows.into_iter().map(|(_, row)| row));
    }

    /// Notes what an amendment would have to say of a changed unit.
    fn say(&mut self, path: &str, old: &Unit<'_>, new: &Unit<'_>, section: &ProseSection) {
        if old.bodies.len() != new.bodies.len() {
            return;
        }
        for (old, new) in old.bodies.iter().zip(&new.bodies) {
            if let Some((from, to)) = phrase(old, new, section) {
                self.step(path, Proposal::Replace(quoted(&from), quoted(&to)));
            }
        }
    }
}

/// Says whether a project has data that its prose places.
fn has(project: &ProjectDocument, (kind, id): (DataKind, &str)) -> bool {
    let list = match kind {
        DataKind::Event => "events",
        DataKind::Table => "tables",
        DataKind::Members => "members",
        DataKind::Flow => "flows",
        DataKind::Figure => "figures",
    };
    has_data(project, list, id)
}

/// Returns both sides of a changed unit, with as much of how they stand as tells them apart; nothing if a reader sees no
/// difference.
fn told(old: &Unit<'_>, new: &Unit<'_>) -> Option<(String, String)> {
    let with_lead = |unit: &Unit<'_>| format!("{}{}", unit.lead, unit.detail);
    if old.shown != new.shown || (old.form != new.form && old.lead.is_empty() != new.lead.is_empty()) {
        Some((old.printed(), new.printed()))
    } else if old.detail != new.detail {
        Some((with_lead(old), with_lead(new)))
    } else if old.form != new.form {
        Some((old.stands(), new.stands()))
    } else {
        None
    }
}

/// Returns a row where amendments show other things as taken away or put in, though both sides say the same.
fn marks(path: &str, place: &str, old: &Unit<'_>, new: &Unit<'_>) -> Option<Difference> {
    (old.key == new.key && old.marked != new.marked)
        .then(|| Difference::new(path, place, Some(old.marked.clone()), Some(new.marked.clone())))
}

/// Returns the reason of the amendment that put in something of a unit.
fn reason(state: &State<'_>, bodies: &[&[Inline]]) -> Option<Text> {
    fn find<'s>(state: &'s State<'_>, body: &[Inline]) -> Option<&'s Text> {
        body.iter().find_map(|inline| match inline {
            Inline::Text(text) => state.plan.history.reason_at(text.span),
            Inline::Citation(citation) => state.plan.history.reason_at(citation.id.span),
            Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Link { body, .. } => {
                find(state, body)
            }
            Inline::Deleted(_) | Inline::Break => None,
        })
    }
    bodies.iter().find_map(|body| find(state, body)).cloned()
}

/// Names a text by how it begins.
fn naming(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(NAMING) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Says after what a unit stands.
fn after(units: &[Unit<'_>], at: usize) -> String {
    match at.checked_sub(1) {
        Some(before) => format!("「{}」の次", naming(&units[before].shown)),
        None => "冒頭".into(),
    }
}

/// Finds out what became of each unit: those that are the same, and the others in the order in which they are told.
fn fates(was: &[Unit<'_>], is: &[Unit<'_>]) -> (Pairs, Vec<(usize, Fate)>) {
    let keys = |units: &[Unit<'_>]| units.iter().map(|unit| (unit.form.clone(), unit.key.clone())).collect::<Vec<_>>();
    let (mut same, mut fates) = (Vec::new(), Vec::new());
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &keys(was), &keys(is)) {
        let (mut old, mut now): (Vec<_>, Vec<_>) = (op.old_range().collect(), op.new_range().collect());
        if let DiffOp::Equal { .. } = op {
            same.extend(old.into_iter().zip(now));
            continue;
        }
        let pairs = paired(was, is, &old, &now);
        for (one, other) in &pairs {
            old.retain(|at| at != one);
            now.retain(|at| at != other);
            fates.push((2 * other + 1, Fate::Changed(*one, *other)));
        }
        // What is gone is told where it stood: before the unit that follows it and is still there.
        for at in old {
            let next = pairs.iter().find(|(one, _)| *one > at).map_or(op.new_range().end, |(_, other)| *other);
            gone.push((2 * next, at));
        }
        new.extend(now);
    }
    let mut come: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for at in &new {
        come.entry(is[*at].key.as_str()).or_default().push_back(*at);
    }
    let mut moved = vec![false; is.len()];
    for (place, at) in gone {
        let to = Some(&was[at])
            .filter(|unit| !unit.key.is_empty())
            .and_then(|unit| come.get_mut(unit.key.as_str())?.pop_front());
        match to {
            Some(to) => {
                moved[to] = true;
                fates.push((2 * to + 1, Fate::Moved(at, to)));
            }
            None => fates.push((place, Fate::Gone(at))),
        }
    }
    fates.extend(new.into_iter().filter(|at| !moved[*at]).map(|at| (2 * at + 1, Fate::New(at))));
    fates.sort_by_key(|(at, _)| *at);
    (same, fates)
}

/// Finds out which of some units that stand at the same place are the same ones changed.
fn paired(was: &[Unit<'_>], is: &[Unit<'_>], old: &[usize], now: &[usize]) -> Pairs {
    if let ([one], [other]) = (old, now) {
        return if was[*one].data.is_some() == is[*other].data.is_some() { vec![(*one, *other)] } else { Vec::new() };
    }
    if old.len() * now.len() > MOST_PAIRS {
        let mut rest = now;
        let mut pairs = Vec::new();
        for one in old {
            if let Some(at) = rest.iter().take(LOOK).position(|other| likeness(&was[*one], &is[*other]) >= ALIKE) {
                pairs.push((*one, rest[at]));
                rest = &rest[at + 1..];
            }
        }
        return pairs;
    }
    // Of all ways to pair them in their order, the one by which they are most alike: `best` is how much the rest of both can
    // be, from an old and a new one on.
    let alike: Vec<Vec<f32>> =
        old.iter().map(|one| now.iter().map(|other| likeness(&was[*one], &is[*other])).collect()).collect();
    let mut best = vec![vec![0.0_f32; now.len() + 1]; old.len() + 1];
    for (one, row) in alike.iter().enumerate().rev() {
        for (other, alike) in row.iter().enumerate().rev() {
            let without = best[one + 1][other].max(best[one][other + 1]);
            let with = if *alike >= ALIKE { alike + best[one + 1][other + 1] } else { 0.0 };
            best[one][other] = without.max(with);
        }
    }
    let (mut one, mut other) = (0, 0);
    let mut pairs = Vec::new();
    while one < old.len() && other < now.len() {
        if best[one][other] <= best[one + 1][other] {
            one += 1;
        } else if best[one][other] <= best[one][other + 1] {
            other += 1;
        } else {
            pairs.push((old[one], now[other]));
            (one, other) = (one + 1, other + 1);
        }
    }
    pairs
}

/// How many pairs are looked at to find the best ones; beyond, the first that is alike has to do.
const MOST_PAIRS: usize = 1_000;

/// How many units are then looked at for the one that another became.
const LOOK: usize = 8;

/// Returns how much of two units is the same, from 0 to 1.
fn likeness(old: &Unit<'_>, new: &Unit<'_>) -> f32 {
    if old.data.is_some() || new.data.is_some() {
        return 0.0;
    }
    if old.key == new.key {
        return 1.0;
    }
    TextDiff::from_chars(old.shown.as_str(), new.shown.as_str()).ratio()
}
