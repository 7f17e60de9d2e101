//! Changes within prose.

use crate::diagnostic::Text;
use crate::source::prose::{Block, Inline};

/// What to put in the place of a text.
pub(super) struct Replacement<'a> {
    /// The text, which must stand within a paragraph, without emphasis or links inside.
    pub from: &'a str,
    /// What takes its place.
    pub to: &'a [Inline],
    /// Whether both are shown.
    pub tracked: bool,
}

/// Counts how often a text stands in the blocks.
pub(super) fn count(blocks: &[Block], from: &str) -> usize {
    let mut total = 0;
    each_body(&mut blocks.to_vec(), &mut |body| {
        total += runs(body).map(|(_, text)| text.matches(from).count()).sum::<usize>();
    });
    total
}

/// Replaces the text where it stands.
pub(super) fn replace(blocks: &mut [Block], replacement: &Replacement<'_>) {
    each_body(blocks, &mut |body| {
        let found = runs(body).find_map(|(range, text)| Some((range, text.find(replacement.from)?)));
        if let Some((range, at)) = found {
            let run: Vec<_> = body[range.clone()].to_vec();
            body.splice(range, spliced(&run, at, replacement));
        }
    });
}

/// Visits the running text of every paragraph, note and list item, and inside emphasis.
fn each_body(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match block {
            Block::Paragraph(body) | Block::Note(body) => each_nested(body, visit),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_body(item, visit)),
            Block::Table { header, rows, .. } => {
                header.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| each_nested(cell, visit));
            }
            Block::Image(_) | Block::Data(_) => {}
        }
    }
}

fn each_nested(body: &mut Vec<Inline>, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    visit(body);
    for inline in body {
        // What an earlier amendment put in may be changed again; what it took away is no longer there.
        if let Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Link { body, .. } =
            inline
        {
            each_nested(body, visit);
        }
    }
}

/// Returns the runs of plain text with their positions: lines joined by Markdown are several texts in a row.
fn runs(body: &[Inline]) -> impl Iterator<Item = (std::ops::Range<usize>, String)> {
    let mut runs: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for (at, inline) in body.iter().enumerate() {
        let Inline::Text(text) = inline else { continue };
        match runs.last_mut() {
            Some((range, joined)) if range.end == at => {
                range.end += 1;
                joined.push_str(&text.value);
            }
            _ => runs.push((at..at + 1, text.value.clone())),
        }
    }
    runs.into_iter()
}

/// Returns a run with the text at byte `at` replaced.
fn spliced(run: &[Inline], at: usize, replacement: &Replacement<'_>) -> Vec<Inline> {
    let end = at + replacement.from.len();
    let (mut before, mut within, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let mut start = 0;
    for inline in run {
        let Inline::Text(text) = inline else { continue };
        let stop = start + text.value.len();
        for (range, list) in [(start..at, &mut before), (at..end, &mut within), (end..usize::MAX, &mut after)] {
            let (from, to) = (range.start.clamp(start, stop), range.end.clamp(start, stop));
            if from < to {
                list.push(Inline::Text(part(text, from - start, to - start)));
            }
        }
        start = stop;
    }
    let mut spliced = before;
    if replacement.tracked {
        spliced.push(Inline::Deleted(within));
        if !replacement.to.is_empty() {
            spliced.push(Inline::Inserted(replacement.to.to_vec()));
        }
    } else {
        spliced.extend(replacement.to.iter().cloned());
    }
    spliced.extend(after);
    spliced
}

fn part(text: &Text, from: usize, to: usize) -> Text {
    // Where Markdown says the text differently (escapes), the whole stays its place.
    let exact = text.span.range().len() == text.value.len();
    let span = if exact { text.span.part(from, to - from) } else { text.span };
    Text::new(text.value[from..to].to_owned(), span)
}
