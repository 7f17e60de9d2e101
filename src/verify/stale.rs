//! Which texts of a PDF made earlier are not those of today's plan.
//!
//! Today's texts are looked for in the part of the old PDF that has the same title. What is not found there, and what is
//! there and belongs to none of today's texts, are the two sides of a change; where both stand between the same
//! neighbours, they are one.

use std::collections::BTreeMap;
use std::ops::Range;

use super::compare::OldParts;
use super::texts::{Matched, Sheet, quoted, squeeze};
use super::{Pdf, PdfPage, Texts, Wanted};
use crate::diagnostic::{Diagnostic, Span, rule};

/// How many texts are named; the others are counted.
const LISTED: usize = 12;
/// How many moved texts of a part are named.
const MOVED: usize = 3;
/// How many characters around what differs are shown.
const AROUND: usize = 8;

/// Reports texts of a PDF called `name` that are not those of today's plan. `said` tells texts of which that has been
/// said already.
pub(super) fn texts(
    name: &str,
    old: &Pdf,
    today: &Pdf,
    texts: Texts<'_>,
    parts: &OldParts,
    said: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut changes = Vec::new();
    for (part, pages) in texts.parts.iter().enumerate() {
        let Some(then) = parts.pages(part) else { continue };
        let wanted: Vec<&Wanted> = texts.wanted.iter().filter(|wanted| wanted.part == part).collect();
        let sides = Sides::new(old, then, today, pages.clone(), texts, parts, &wanted);
        changes.extend(sides.map(|sides| sides.changes(&said)).unwrap_or_default());
    }
    let more = changes.len().saturating_sub(LISTED);
    changes.truncate(LISTED);
    let last = changes.len().saturating_sub(1);
    let report = |(at, change): (usize, Change)| {
        let page = || {
            let page = old.pages.get(change.page).and_then(PdfPage::printed_number);
            page.map_or_else(|| format!("page {} of the file", change.page + 1), |number| format!("page {number}"))
        };
        let (then, now) = differing(&change.then, &change.now);
        let mut message = match (then.is_empty(), now.is_empty()) {
            _ if change.moved => format!("`{now}` stands elsewhere in `{name}`"),
            (false, false) => format!("`{name}` has `{then}` on {}, today's plan `{now}`", page()),
            (true, _) => format!("`{name}` lacks `{now}`"),
            (false, true) => format!("`{name}` has `{then}` on {}, which is not in today's plan", page()),
        };
        if at == last && more > 0 {
            message.push_str(&format!(", and {more} more texts differ"));
        }
        Diagnostic::new(&rule::STALE_TEXT, change.span, message).help("publish the plan anew")
    };
    changes.into_iter().enumerate().map(report).collect()
}

/// A text that is another one today.
struct Change {
    then: String,
    now: String,
    moved: bool,
    /// The page of the old PDF, from 0.
    page: usize,
    span: Span,
}

/// A part of both PDFs.
struct Sides<'w> {
    wanted: &'w [&'w Wanted],
    now: (Sheet, Matched),
    then: (Sheet, Matched),
}

impl<'w> Sides<'w> {
    /// Finds today's texts in both; nothing where the two read the same.
    fn new(
        old: &Pdf,
        then: Range<usize>,
        today: &Pdf,
        now: Range<usize>,
        texts: Texts<'_>,
        parts: &OldParts,
        wanted: &'w [&'w Wanted],
    ) -> Option<Self> {
        let mut now = Sheet::new(today, now, |hidden| hidden.is_none());
        let mut then = Sheet::new(old, then, |hidden| hidden.is_none());
        if now.text() == then.text() {
            return None;
        }
        let printed: Vec<_> = old.pages.iter().map(PdfPage::printed_number).collect();
        now.take_running(texts.running, texts.printed);
        then.take_running(old.title.as_deref().unwrap_or_default(), &printed);
        let own: Vec<String> = wanted.iter().map(|wanted| squeeze(&wanted.text)).collect();
        // A page number that moved is another rule's; here it is only not to be taken for a text.
        let old_number = |part: usize| printed.get(parts.pages(part)?.start)?.clone();
        let theirs: Vec<String> = wanted
            .iter()
            .zip(&own)
            .map(|(wanted, own)| match wanted.page_of {
                Some(part) => old_number(part).unwrap_or_default(),
                None => own.clone(),
            })
            .collect();
        let (found_now, found_then) = (now.match_all(&own), then.match_all(&theirs));
        Some(Self { wanted, now: (now, found_now), then: (then, found_then) })
    }

    fn changes(mut self, said: impl Fn(&str) -> bool) -> Vec<Change> {
        let mut changes = Vec::new();
        let missing: Vec<usize> =
            self.then.1.missing.iter().copied().filter(|at| self.wanted[*at].page_of.is_none()).collect();
        // Neighbours that are missing together were one text, or are one now.
        let groups: Vec<Vec<usize>> =
            missing.chunk_by(|a, b| self.are_neighbours(*a, *b)).map(<[usize]>::to_vec).collect();
        for group in groups {
            let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
            let new: String = group.iter().map(|at| self.wanted[*at].text.as_str()).collect();
            let gap = self.gap_then(*first, *last);
            let page = self.then.0.page_of(gap.start);
            let then = self.stripped(&gap, *first, *last);
            self.then.0.take(gap, true);
            if !group.iter().all(|at| said(&squeeze(&self.wanted[*at].text))) {
                changes.push(Change { then, now: new, moved: false, page, span: self.wanted[*first].span });
            }
        }
        changes.extend(self.removed());
        changes.extend(self.moved());
        changes
    }

    fn are_neighbours(&self, a: usize, b: usize) -> bool {
        self.then.1.places.range(a..b).next().is_none()
    }

    /// Returns what stands in the old PDF between the texts before and after some that are missing there.
    fn gap_then(&self, first: usize, last: usize) -> Range<usize> {
        let places = &self.then.1.places;
        let start =
            places.range(..first).next_back().and_then(|(_, pieces)| pieces.last()).map_or(0, |range| range.end);
        let next = places.range(last + 1..).flat_map(|(_, pieces)| pieces).map(|range| range.start);
        let end = next.into_iter().find(|next| *next >= start).unwrap_or_else(|| self.then.0.text().len());
        self.then.0.free_from(start, end)
    }

    /// Returns the text of a gap without what the layout sets around the texts that stand there today.
    fn stripped(&self, gap: &Range<usize>, first: usize, last: usize) -> String {
        let (sheet, matched) = &self.now;
        let mut text = &self.then.0.text()[gap.clone()];
        let (Some(from), Some(to)) = (matched.places.get(&first), matched.places.get(&last)) else {
            return text.to_owned();
        };
        let (Some(from), Some(to)) = (from.first(), to.last()) else { return text.to_owned() };
        let before = matched.places.range(..first).next_back().and_then(|(_, pieces)| pieces.last());
        let after = matched.places.range(last + 1..).next().and_then(|(_, pieces)| pieces.first());
        let own = sheet.text();
        let around = [
            own.get(before.map_or(0, |range| range.end)..from.start).unwrap_or_default(),
            own.get(to.end..after.map_or(own.len(), |range| range.start)).unwrap_or_default(),
        ];
        text = text.strip_prefix(around[0]).unwrap_or(text);
        text.strip_suffix(around[1]).unwrap_or(text).to_owned()
    }

    /// Returns what stands in the old PDF only: what is left over there, but not today.
    fn removed(&self) -> Vec<Change> {
        let mut today: BTreeMap<String, usize> = BTreeMap::new();
        for range in self.now.0.free() {
            *today.entry(self.now.0.text()[range].to_owned()).or_default() += 1;
        }
        let mut changes = Vec::new();
        for range in self.then.0.free() {
            let text = &self.then.0.text()[range.clone()];
            match today.get_mut(text).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => changes.push(Change {
                    then: text.to_owned(),
                    now: String::new(),
                    moved: false,
                    page: self.then.0.page_of(range.start),
                    span: self.span_before(range.start),
                }),
            }
        }
        changes
    }

    /// Returns the place of the text that stands closest before a place of the old PDF.
    fn span_before(&self, at: usize) -> Span {
        let places =
            self.then.1.places.iter().flat_map(|(index, pieces)| pieces.iter().map(move |range| (index, range)));
        let before = places.filter(|(_, range)| range.end <= at).max_by_key(|(_, range)| range.end);
        before.map_or(self.wanted[0].span, |(index, _)| self.wanted[*index].span)
    }

    /// Returns the texts that stand in another order.
    fn moved(&self) -> Vec<Change> {
        let start =
            |matched: &Matched, at: usize| matched.places.get(&at).and_then(|pieces| Some(pieces.first()?.start));
        let mut both: Vec<(usize, usize, usize)> = (0..self.wanted.len())
            .filter(|at| self.wanted[*at].page_of.is_none())
            .filter_map(|at| Some((start(&self.now.1, at)?, start(&self.then.1, at)?, at)))
            .collect();
        both.sort_unstable();
        let then: Vec<usize> = both.iter().map(|(_, then, _)| *then).collect();
        let kept = increasing(&then);
        let moved = both.iter().enumerate().filter(|(index, _)| kept.binary_search(index).is_err());
        let change = |at: usize| Change {
            then: String::new(),
            now: self.wanted[at].text.clone(),
            moved: true,
            page: self.then.0.page_of(start(&self.then.1, at).unwrap_or_default()),
            span: self.wanted[at].span,
        };
        moved.take(MOVED).map(|(_, (.., at))| change(*at)).collect()
    }
}

/// Returns the indices of a longest increasing part of a list.
fn increasing(values: &[usize]) -> Vec<usize> {
    // The index at which the best part of each length ends, and what comes before each index.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, value) in values.iter().enumerate() {
        let length = ends.partition_point(|end| values[*end] < *value);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut next = ends.last().copied();
    let mut kept: Vec<usize> = std::iter::from_fn(|| {
        let at = next?;
        next = before[at];
        Some(at)
    })
    .collect();
    kept.reverse();
    kept
}

/// Returns two texts without most of what both begin and end with.
fn differing(then: &str, now: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (squeeze(then).chars().collect(), squeeze(now).chars().collect());
    if a.is_empty() || b.is_empty() {
        return (quoted(then), quoted(now));
    }
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - same;
    let same_end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let cut = |text: &[char]| {
        let (start, end) = (same.saturating_sub(AROUND), (text.len() - same_end + AROUND).min(text.len()));
        let inner = quoted(&text[start..end].iter().collect::<String>());
        let (head, tail) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
        format!("{head}{inner}{tail}")
    };
    (cut(&a), cut(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longest_increasing_part_is_kept() {
        assert_eq!(increasing(&[1, 2, 9, 3, 4]), [0, 1, 3, 4]);
        assert_eq!(increasing(&[5, 1, 2]), [1, 2]);
        assert_eq!(increasing(&[]), []);
    }

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(
            differing("大阪市で開催する", "神戸市で開催する"),
            ("大阪市で開催する".into(), "神戸市で開催する".into())
        );
        let (long, other) = ("甲".repeat(30) + "1名" + &"乙".repeat(30), "甲".repeat(30) + "2名" + &"乙".repeat(30));
        let shown = |digit| format!("…{}{digit}名{}…", "甲".repeat(8), "乙".repeat(7));
        assert_eq!(differing(&long, &other), (shown('1'), shown('2')));
        assert_eq!(differing("", "新しい"), (String::new(), "新しい".into()));
    }
}
