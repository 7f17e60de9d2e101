//! Which texts of a PDF made earlier are not those of today's plan.
//!
//! The texts of a part are compared as its readers see them: what is printed on its pages, then and now. What differs is
//! put down to the text of today's sources that stands there.

use std::collections::BTreeMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp};

use super::compare::OldParts;
use super::texts::{Sheet, quoted, squeeze};
use super::{Pdf, PdfPage, Texts, Wanted};
use crate::diagnostic::{Diagnostic, Span, rule};

/// How many texts are named; the others are counted.
const LISTED: usize = 12;
/// How many characters around what differs are shown.
const AROUND: usize = 8;
/// Up to how many characters between two differences in one text make them one.
const BETWEEN: usize = 12;
/// How many characters of a part may differ for it to be compared character by character: the work grows with the square.
const MOST: usize = 20_000;
/// From how many characters on a text that is there in another place is known to be the same one.
const TELLING: usize = 4;

/// Reports texts of a PDF called `name` that are not those of today's plan. `said` tells figures of which that has been
/// said already.
pub(super) fn texts(
    name: &str,
    old: &Pdf,
    today: &Pdf,
    texts: Texts<'_>,
    parts: &OldParts,
    said: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut of_parts: BTreeMap<usize, Vec<&Wanted>> = BTreeMap::new();
    for wanted in texts.wanted {
        of_parts.entry(wanted.part).or_default().push(wanted);
    }
    let printed: Vec<_> = old.pages.iter().map(PdfPage::printed_number).collect();
    let mut changes = Vec::new();
    for (part, wanted) in of_parts {
        let (Some(now), Some(then)) = (texts.parts.get(part), parts.pages(part)) else { continue };
        let mut now = Sheet::new(today, now.clone(), |hidden| hidden.is_none());
        let mut then = Sheet::new(old, then, |hidden| hidden.is_none());
        if now.text() == then.text() {
            continue;
        }
        now.take_running(texts.running, texts.printed);
        then.take_running(old.title.as_deref().unwrap_or_default(), &printed);
        let sides = Sides::new(now, &then, &wanted);
        changes.extend(sides.changes().into_iter().filter(|change| !said(&change.now)));
    }
    let more = changes.len().saturating_sub(LISTED);
    changes.truncate(LISTED);
    let last = changes.len().saturating_sub(1);
    let report = |(at, change): (usize, Change)| {
        let page = match printed.get(change.page).cloned().flatten() {
            Some(number) => format!("page {number}"),
            None => format!("page {} of the file", change.page + 1),
        };
        let (then, now) = (&change.then, &change.now);
        let mut message = match change.kind {
            Kind::Replaced => format!("`{name}` has `{then}` on {page}, today's plan `{now}`"),
            Kind::Added => format!("`{name}` lacks `{now}`"),
            Kind::Removed => format!("`{name}` has `{then}` on {page}, which is not in today's plan"),
            Kind::Moved => format!("`{now}` stands elsewhere in `{name}`"),
            Kind::Rewritten => format!("`{name}` has another text from {page} on"),
        };
        if at == last && more > 0 {
            message.push_str(&format!(", and {more} more texts differ"));
        }
        Diagnostic::new(&rule::STALE_TEXT, change.span, message).help("publish the plan anew")
    };
    changes.into_iter().enumerate().map(report).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Replaced,
    Added,
    Removed,
    Moved,
    /// Too much differs to say what.
    Rewritten,
}

/// A text that is another one today.
struct Change {
    kind: Kind,
    then: String,
    now: String,
    /// The page of the old PDF, from 0.
    page: usize,
    span: Span,
}

/// A part as it is read then and now.
struct Sides<'s> {
    then: &'s Sheet,
    /// The characters without what is repeated on every page, with their places.
    old: Vec<(usize, char)>,
    new: Vec<(usize, char)>,
    /// Where today's texts stand, in the order of the pages.
    places: Vec<(Range<usize>, &'s Wanted)>,
    first: Span,
}

/// What differs: characters then, characters now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

impl<'s> Sides<'s> {
    fn new(mut now: Sheet, then: &'s Sheet, wanted: &[&'s Wanted]) -> Self {
        let (old, new) = (then.free_characters(), now.free_characters());
        let own: Vec<String> = wanted.iter().map(|wanted| squeeze(&wanted.text)).collect();
        let matched = now.match_all(&own);
        let places = matched.places.into_iter();
        let mut places: Vec<_> =
            places.flat_map(|(at, pieces)| pieces.into_iter().map(move |range| (range, wanted[at]))).collect();
        places.sort_by_key(|(range, _)| range.start);
        Self { then, old, new, places, first: wanted[0].span }
    }

    fn changes(&self) -> Vec<Change> {
        let start = self.old.iter().zip(&self.new).take_while(|((_, a), (_, b))| a == b).count();
        let rest = self.old.len().min(self.new.len()) - start;
        let ends = self.old.iter().rev().zip(self.new.iter().rev()).take(rest);
        let end = ends.take_while(|((_, a), (_, b))| a == b).count();
        let (old, new) = (start..self.old.len() - end, start..self.new.len() - end);
        if old.len() + new.len() > MOST {
            let (span, page) = (self.span(new.start), self.page(old.start));
            let (then, now) = (String::new(), String::new());
            return vec![Change { kind: Kind::Rewritten, then, now, page, span }];
        }
        let characters = |side: &[(usize, char)]| side.iter().map(|(_, c)| *c).collect::<Vec<_>>();
        let (a, b) = (characters(&self.old[old]), characters(&self.new[new]));
        let hunks = similar::capture_diff_slices(Algorithm::Myers, &a, &b).into_iter().filter_map(|op| match op {
            DiffOp::Equal { .. } => None,
            op => {
                let (old, new) = (op.old_range(), op.new_range());
                Some(Hunk { old: start + old.start..start + old.end, new: start + new.start..start + new.end })
            }
        });
        let mut joined: Vec<Hunk> = Vec::new();
        for hunk in hunks {
            match joined.last_mut() {
                Some(last)
                    if hunk.new.start - last.new.end <= BETWEEN && self.in_one_text(last.new.start, hunk.new.end) =>
                {
                    (last.old.end, last.new.end) = (hunk.old.end, hunk.new.end);
                }
                _ => joined.push(hunk),
            }
        }
        joined.retain(|hunk| !self.is_page_number(hunk));
        self.moved_and_others(&joined)
    }

    /// Tells a text that only stands elsewhere from one that has gone or come.
    fn moved_and_others(&self, hunks: &[Hunk]) -> Vec<Change> {
        let mut gone: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, hunk) in hunks.iter().enumerate().filter(|(_, hunk)| hunk.new.is_empty()) {
            gone.entry(sorted(&self.old[hunk.old.clone()])).or_default().push(at);
        }
        let mut moved = vec![None; hunks.len()];
        for (at, hunk) in hunks.iter().enumerate().filter(|(_, hunk)| hunk.old.is_empty() && hunk.new.len() >= TELLING)
        {
            // Cut anywhere, what moved has the same characters.
            if let Some(from) = gone.get_mut(&sorted(&self.new[hunk.new.clone()])).and_then(Vec::pop) {
                (moved[at], moved[from]) = (Some(true), Some(false));
            }
        }
        let hunks = hunks.iter().zip(moved).filter(|(_, moved)| *moved != Some(false));
        hunks.map(|(hunk, moved)| self.change(hunk, moved.is_some())).collect()
    }

    fn change(&self, hunk: &Hunk, moved: bool) -> Change {
        let kind = match (hunk.old.is_empty(), hunk.new.is_empty()) {
            _ if moved => Kind::Moved,
            (true, _) => Kind::Added,
            (false, true) => Kind::Removed,
            (false, false) => Kind::Replaced,
        };
        // What stands around it belongs to it only in the same text.
        let whole = hunk.new.is_empty();
        let bounds = self.text_of(hunk.new.start, hunk.new.end).filter(|(from, to)| {
            // What was taken out between two texts was in neither.
            !moved && !(whole && (*from == hunk.new.start || *to == hunk.new.start))
        });
        let (from, to) = bounds.unwrap_or((hunk.new.start, hunk.new.end));
        let (from, to) = (from.min(hunk.new.start), to.max(hunk.new.end));
        let before = from.max(hunk.new.start.saturating_sub(AROUND));
        let after = to.min(hunk.new.end + AROUND);
        let text =
            |side: &[(usize, char)], range: Range<usize>| side[range].iter().map(|(_, c)| *c).collect::<String>();
        let (head, tail) = (text(&self.new, before..hunk.new.start), text(&self.new, hunk.new.end..after));
        let (left, right) = (if before > from { "…" } else { "" }, if after < to { "…" } else { "" });
        let shown = |inner: String| format!("{left}{}{right}", quoted(&format!("{head}{inner}{tail}")));
        // A word put into a text, or taken out of it, is best seen in it.
        let inside = bounds.is_some_and(|(from, to)| from < hunk.new.start || hunk.new.end < to);
        let kind = if inside && !moved { Kind::Replaced } else { kind };
        Change {
            kind,
            then: shown(text(&self.old, hunk.old.clone())),
            now: shown(text(&self.new, hunk.new.clone())),
            page: self.page(hunk.old.start),
            span: self.span(hunk.new.start),
        }
    }

    /// Returns the bounds of today's text that a range of characters stands in, if it stands in one.
    fn text_of(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let byte = |at: usize| self.new.get(at).map(|(byte, _)| *byte);
        let first = byte(start).or_else(|| byte(start.checked_sub(1)?))?;
        let last = byte(end.max(start + 1) - 1).unwrap_or(first);
        let (range, _) = self.places.iter().find(|(range, _)| range.contains(&first))?;
        let at = |byte: usize| self.new.partition_point(|(known, _)| *known < byte);
        range.contains(&last).then(|| (at(range.start), at(range.end)))
    }

    fn in_one_text(&self, start: usize, end: usize) -> bool {
        self.text_of(start, end).is_some()
    }

    /// Says whether what differs is a page number, which is another rule's.
    fn is_page_number(&self, hunk: &Hunk) -> bool {
        let digits = |side: &[(usize, char)]| side.iter().all(|(_, c)| c.is_ascii_digit());
        let place = self.new.get(hunk.new.start).map_or(usize::MAX, |(byte, _)| *byte);
        let own = self.places.iter().find(|(range, _)| range.contains(&place) || range.end == place);
        own.is_some_and(|(_, wanted)| wanted.page_of.is_some())
            && digits(&self.old[hunk.old.clone()])
            && digits(&self.new[hunk.new.clone()])
    }

    /// Returns the author's place of the text at a character of today's, or of the one before it.
    fn span(&self, at: usize) -> Span {
        let byte = self.new.get(at).map_or(usize::MAX, |(byte, _)| *byte);
        let after = self.places.partition_point(|(range, _)| range.start <= byte);
        after.checked_sub(1).map_or(self.first, |before| self.places[before].1.span)
    }

    fn page(&self, at: usize) -> usize {
        let byte = self.old.get(at).or_else(|| self.old.last()).map_or(0, |(byte, _)| *byte);
        self.then.page_of(byte)
    }
}

fn sorted(text: &[(usize, char)]) -> String {
    let mut characters: Vec<char> = text.iter().map(|(_, c)| *c).collect();
    characters.sort_unstable();
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;
    use crate::verify::{Glyph, OutlineItem};

    fn pdf(text: &str) -> Pdf {
        let glyph = |c: char| Glyph { text: c.to_string(), x: 0.0, y: 0.0, apart: false, hidden: None };
        let page = PdfPage { label: None, glyphs: text.chars().map(glyph).collect(), links: Vec::new(), height: 0.0 };
        let outline = vec![OutlineItem { title: "部".into(), page: Some(0), depth: 0 }];
        Pdf { pages: vec![page], outline, title: None, press: false }
    }

    fn stale(then: &str, now: &[&str]) -> Vec<String> {
        let file = Files::default().add("a", "a");
        let wanted: Vec<_> = now
            .iter()
            .map(|text| Wanted { text: (*text).to_owned(), span: Span::new(file, 0, 1), part: 1, page_of: None })
            .collect();
        let (old, today) = (pdf(then), pdf(&now.concat()));
        let texts = Texts { wanted: &wanted, parts: &[0..0, 0..1], running: "", printed: &[None] };
        let found = super::texts("old.pdf", &old, &today, texts, &OldParts::new(&old, &today), |_| false);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn what_differs_is_shown_in_its_text() {
        assert_eq!(stale("甲乙丙210名", &["甲乙丙", "210", "名"]), [""; 0]);
        assert_eq!(
            stale("甲乙丙210名", &["甲乙丙", "220", "名"]),
            ["`old.pdf` has `210` on page 1 of the file, today's plan `220`"]
        );
        assert_eq!(stale("甲乙丙名", &["甲乙丙", "220", "名"]), ["`old.pdf` lacks `220`"]);
        assert_eq!(
            stale("甲乙丙210名", &["甲乙丙", "名"]),
            ["`old.pdf` has `210` on page 1 of the file, which is not in today's plan"]
        );
        let long = |c: &str| format!("一二三四五六七八九十{c}百千万億兆一二三四五六");
        assert_eq!(
            stale(&long("旧い"), &[&long("新たな")]),
            [
                "`old.pdf` has `…三四五六七八九十旧い百千万億兆一二三…` on page 1 of the file, today's plan `…三四五六七八九十新たな百千万億兆一二三…`"
            ]
        );
    }

    #[test]
    fn what_moved_is_not_said_to_have_gone() {
        assert_eq!(
            stale("はじめの項目・次の事業・終わり", &["次の事業", "・", "はじめの項目", "・", "終わり"]).len(),
            1
        );
    }
}
