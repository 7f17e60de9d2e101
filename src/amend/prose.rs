//! Changes within prose.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Span, Text};
use crate::source::prose::{Block, Inline, visit_blocks};

/// What to put in the place of a text.
pub(super) struct Replacement<'a> {
    /// What takes its place.
    pub to: &'a [Inline],
    /// Whether both are shown.
    pub tracked: bool,
}

/// Stands in a body's text where something begins or ends over which no text is looked for: emphasis, a link, a citation,
/// a forced line break.
const EDGE: char = '\u{0}';

/// How many characters of a text say in which bodies it may stand.
const GRAM: usize = 3;

/// The bodies under a heading (paragraphs, notes, cells) and what they say, so that a text is found without reading all
/// of them for every change.
#[derive(Debug)]
pub(crate) struct Section {
    bodies: Vec<Body>,
    /// Which bodies may have three characters in a row; bodies that no longer have them may be among them.
    grams: HashMap<[char; GRAM], Vec<usize>>,
}

#[derive(Debug)]
struct Body {
    /// The way from the section's blocks: block, then item and block for each list, then cell.
    way: Vec<usize>,
    /// Its text as it is now.
    text: String,
}

/// A place where a text stands: the body, and the bytes of the body's text.
#[derive(Debug, Clone)]
pub(super) struct Place {
    body: usize,
    range: Range<usize>,
}

impl Section {
    pub fn new(blocks: &[Block]) -> Self {
        let mut section = Self { bodies: Vec::new(), grams: HashMap::new() };
        section.collect(blocks, &mut Vec::new());
        section
    }

    fn collect(&mut self, blocks: &[Block], way: &mut Vec<usize>) {
        for (at, block) in blocks.iter().enumerate() {
            way.push(at);
            match block {
                Block::Paragraph(body) | Block::Note(body) => self.push(body, way),
                Block::List { items, .. } => {
                    for (at, item) in items.iter().enumerate() {
                        way.push(at);
                        self.collect(item, way);
                        way.pop();
                    }
                }
                Block::Table { header, rows, .. } => {
                    for (at, cell) in header.iter().chain(rows.iter().flatten()).enumerate() {
                        way.push(at);
                        self.push(cell, way);
                        way.pop();
                    }
                }
                Block::Image(_) | Block::Data(_) => {}
            }
            way.pop();
        }
    }

    fn push(&mut self, body: &[Inline], way: &[usize]) {
        let text = text_of(body);
        self.index(self.bodies.len(), &text);
        self.bodies.push(Body { way: way.to_vec(), text });
    }

    fn index(&mut self, body: usize, text: &str) {
        for gram in grams(text) {
            let bodies = self.grams.entry(gram).or_default();
            if bodies.last() != Some(&body) {
                bodies.push(body);
            }
        }
    }

    /// Returns how often a text stands under the heading.
    pub fn count(&self, text: &str) -> usize {
        self.find(text).1
    }

    /// Returns where a text stands first, and how often it does.
    pub(super) fn find(&self, text: &str) -> (Option<Place>, usize) {
        if text.is_empty() || text.contains(EDGE) {
            return (None, 0);
        }
        // A text stands only where its rarest characters do.
        let rarest =
            grams(text).map(|gram| self.grams.get(&gram).map_or(&[][..], Vec::as_slice)).min_by_key(|b| b.len());
        let mut bodies = rarest.map_or_else(|| (0..self.bodies.len()).collect(), <[usize]>::to_vec);
        bodies.sort_unstable();
        bodies.dedup();
        let mut times = 0;
        let mut first = None;
        for body in bodies {
            for (at, _) in self.bodies[body].text.match_indices(text) {
                times += 1;
                first.get_or_insert_with(|| Place { body, range: at..at + text.len() });
            }
        }
        (first, times)
    }

    /// Says whether anything but a text at a place stands under the heading.
    pub(super) fn has_more_than(&self, place: &Place, blocks: &[Block]) -> bool {
        let says = |text: &str| text.chars().any(|c| c != EDGE);
        let own = &self.bodies[place.body].text;
        let mut found = says(&own[..place.range.start])
            || says(&own[place.range.end..])
            || self.bodies.iter().enumerate().any(|(at, body)| at != place.body && says(&body.text));
        visit_blocks(blocks, &mut |block| found |= matches!(block, Block::Image(_) | Block::Data(_)));
        found
    }

    /// Replaces the text at a place; returns where the replaced text was written.
    pub(super) fn replace(&mut self, blocks: &mut [Block], place: &Place, replacement: &Replacement<'_>) -> Vec<Span> {
        let known = &mut self.bodies[place.body];
        let Some(body) = reach(blocks, &known.way) else { return Vec::new() };
        let mut cut = Cut { range: place.range.clone(), offset: 0, replacement, replaced: Vec::new() };
        let pieces = cut.pieces(std::mem::take(body));
        let replaced = cut.replaced;
        *body = joined(pieces, replacement);
        known.text = text_of(body);
        // Only around the new text are there characters in a row that were not there before.
        let before = known.text[..place.range.start].char_indices().rev().nth(GRAM - 2).map_or(0, |(at, _)| at);
        let put = text_of(replacement.to).len();
        let end = place.range.start + put;
        let after = known.text[end..].char_indices().nth(GRAM - 1).map_or(known.text.len(), |(at, _)| end + at);
        let around = known.text[before..after].to_owned();
        self.index(place.body, &around);
        replaced
    }
}

fn grams(text: &str) -> impl Iterator<Item = [char; GRAM]> + '_ {
    let chars = text.chars();
    chars.clone().zip(chars.clone().skip(1)).zip(chars.skip(2)).map(|((a, b), c)| [a, b, c])
}

/// Returns the body to which a way leads.
fn reach<'b>(mut blocks: &'b mut [Block], way: &[usize]) -> Option<&'b mut Vec<Inline>> {
    let mut way = way.iter();
    loop {
        match blocks.get_mut(*way.next()?)? {
            Block::Paragraph(body) | Block::Note(body) => return Some(body),
            Block::List { items, .. } => blocks = items.get_mut(*way.next()?)?,
            Block::Table { header, rows, .. } => {
                return header.iter_mut().chain(rows.iter_mut().flatten()).nth(*way.next()?);
            }
            Block::Image(_) | Block::Data(_) => return None,
        }
    }
}

/// Returns the text of a body as it is now: with what an earlier amendment put in, without what it took away.
fn text_of(body: &[Inline]) -> String {
    fn flatten(body: &[Inline], out: &mut String) {
        for inline in body {
            match inline {
                Inline::Text(text) => out.push_str(&text.value),
                Inline::Inserted(body) => flatten(body, out),
                Inline::Deleted(_) => {}
                Inline::Break => out.push(EDGE),
                Inline::Strong(body) | Inline::Emphasis(body) | Inline::Link { body, .. } => {
                    out.push(EDGE);
                    flatten(body, out);
                    out.push(EDGE);
                }
                Inline::Citation(citation) => {
                    out.push(EDGE);
                    flatten(&citation.body, out);
                    out.push(EDGE);
                }
            }
        }
    }
    let mut out = String::new();
    flatten(body, &mut out);
    out
}

/// A part of a body after a cut.
enum Piece {
    /// What stays.
    Kept(Inline),
    /// A part of the text that is replaced.
    Taken(Inline),
    /// Where the new text stands.
    Put,
}

/// Cuts a stretch out of a body, going through it as [`text_of`] does.
struct Cut<'a> {
    range: Range<usize>,
    offset: usize,
    replacement: &'a Replacement<'a>,
    /// Where the text that is cut out was written.
    replaced: Vec<Span>,
}

impl Cut<'_> {
    fn pieces(&mut self, body: Vec<Inline>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for inline in body {
            match inline {
                Inline::Text(text) => self.text(&text, &mut pieces),
                // What was put in by an earlier amendment stays so on both sides of the cut.
                Inline::Inserted(body) => {
                    let mut kept = Vec::new();
                    for piece in self.pieces(body) {
                        match piece {
                            Piece::Kept(inline) => kept.push(inline),
                            changed => {
                                if !kept.is_empty() {
                                    pieces.push(Piece::Kept(Inline::Inserted(std::mem::take(&mut kept))));
                                }
                                pieces.push(changed);
                            }
                        }
                    }
                    if !kept.is_empty() {
                        pieces.push(Piece::Kept(Inline::Inserted(kept)));
                    }
                }
                Inline::Strong(body) => pieces.push(Piece::Kept(Inline::Strong(self.nested(body)))),
                Inline::Emphasis(body) => pieces.push(Piece::Kept(Inline::Emphasis(self.nested(body)))),
                Inline::Link { url, body } => {
                    pieces.push(Piece::Kept(Inline::Link { url, body: self.nested(body) }));
                }
                Inline::Citation(mut citation) => {
                    citation.body = self.nested(citation.body);
                    pieces.push(Piece::Kept(Inline::Citation(citation)));
                }
                Inline::Break => {
                    self.offset += EDGE.len_utf8();
                    pieces.push(Piece::Kept(Inline::Break));
                }
                deleted @ Inline::Deleted(_) => pieces.push(Piece::Kept(deleted)),
            }
        }
        pieces
    }

    /// Goes through what has an edge on both sides.
    fn nested(&mut self, body: Vec<Inline>) -> Vec<Inline> {
        self.offset += EDGE.len_utf8();
        let pieces = self.pieces(body);
        self.offset += EDGE.len_utf8();
        joined(pieces, self.replacement)
    }

    fn text(&mut self, text: &Text, pieces: &mut Vec<Piece>) {
        let (start, stop) = (self.offset, self.offset + text.value.len());
        self.offset = stop;
        let (from, to) = (self.range.start.clamp(start, stop) - start, self.range.end.clamp(start, stop) - start);
        if from == to {
            pieces.push(Piece::Kept(Inline::Text(text.clone())));
            return;
        }
        let keep = |range: Range<usize>, pieces: &mut Vec<Piece>| {
            if !range.is_empty() {
                pieces.push(Piece::Kept(Inline::Text(part(text, range))));
            }
        };
        keep(0..from, pieces);
        let taken = part(text, from..to);
        self.replaced.push(taken.span);
        pieces.push(Piece::Taken(Inline::Text(taken)));
        if self.range.end <= stop {
            pieces.push(Piece::Put);
        }
        keep(to..text.value.len(), pieces);
    }
}

/// Makes a body of pieces: what was taken together is shown together.
fn joined(pieces: Vec<Piece>, replacement: &Replacement<'_>) -> Vec<Inline> {
    let mut body = Vec::new();
    let mut taken = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Taken(inline) => taken.push(inline),
            Piece::Kept(inline) => {
                if replacement.tracked && !taken.is_empty() {
                    body.push(Inline::Deleted(std::mem::take(&mut taken)));
                }
                body.push(inline);
            }
            Piece::Put => {
                if replacement.tracked {
                    body.push(Inline::Deleted(std::mem::take(&mut taken)));
                    if !replacement.to.is_empty() {
                        body.push(Inline::Inserted(replacement.to.to_vec()));
                    }
                } else {
                    body.extend(replacement.to.iter().cloned());
                }
            }
        }
    }
    body
}

fn part(text: &Text, range: Range<usize>) -> Text {
    // Where Markdown says the text differently (escapes), the whole stays its place.
    let exact = text.span.range().len() == text.value.len();
    let span = if exact { text.span.part(range.start, range.len()) } else { text.span };
    Text::new(text.value[range].to_owned(), span)
}

/// Removes paragraphs and items of which nothing is left, not even something to be shown as taken away.
pub(super) fn prune(blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| match block {
        Block::Paragraph(body) | Block::Note(body) => !body.is_empty(),
        Block::List { items, .. } => {
            items.iter_mut().for_each(prune);
            items.retain(|item| !item.is_empty());
            !items.is_empty()
        }
        Block::Table { .. } | Block::Image(_) | Block::Data(_) => true,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;
    use crate::source::prose::parse_blocks;

    /// Says what a body shows: `[-taken-]` and `{+put in+}`, emphasis in stars.
    fn shown(body: &[Inline]) -> String {
        body.iter()
            .map(|inline| match inline {
                Inline::Text(text) => text.value.clone(),
                Inline::Strong(body) => format!("*{}*", shown(body)),
                Inline::Deleted(body) => format!("[-{}-]", shown(body)),
                Inline::Inserted(body) => format!("{{+{}+}}", shown(body)),
                Inline::Break => "/".into(),
                _ => "?".into(),
            })
            .collect()
    }

    /// Makes changes one after the other in one paragraph.
    fn after(source: &str, changes: &[(&str, &str)]) -> String {
        let mut files = Files::default();
        let mut parse = |text: &str| {
            let file = files.add("a.md", text);
            parse_blocks(text, Span::new(file, 0, text.len())).expect("prose")
        };
        let mut blocks = parse(source);
        let mut section = Section::new(&blocks);
        for (from, to) in changes {
            let to = match &parse(to)[..] {
                [] => Vec::new(),
                [Block::Paragraph(body)] => body.clone(),
                other => panic!("{other:?}"),
            };
            let (place, times) = section.find(from);
            assert_eq!(times, 1, "{from}");
            section.replace(&mut blocks, &place.expect("a place"), &Replacement { to: &to, tracked: true });
            // What is known of the section is what a new look at it would find.
            assert_eq!(section.bodies[0].text, Section::new(&blocks).bodies[0].text);
        }
        let [Block::Paragraph(body)] = &blocks[..] else { panic!("{blocks:?}") };
        shown(body)
    }

    #[test]
    fn a_new_text_may_contain_the_old_one() {
        assert_eq!(
            after("検証と提言を行う", &[("検証と提言", "検証と提言の公表")]),
            "[-検証と提言-]{+検証と提言の公表+}を行う"
        );
        assert_eq!(after("**検証**を行う", &[("検証", "検証**と**検証")]), "*[-検証-]{+検証*と*検証+}*を行う");
    }

    #[test]
    fn a_later_change_meets_what_an_earlier_one_put_in() {
        let first = ("提言", "提言の公表");
        assert_eq!(
            after("検証と提言を行う", &[first, ("の公表", "の周知")]),
            "検証と[-提言-]{+提言+}[-の公表-]{+の周知+}を行う"
        );
        // A reader sees one text; where its parts come from is no concern of whoever copies from it.
        assert_eq!(
            after("検証と提言を行う", &[first, ("と提言の公表を", "を")]),
            "検証[-と-][-提言-][-提言の公表を-]{+を+}行う"
        );
    }

    #[test]
    fn a_text_is_found_after_any_number_of_changes() {
        let changes = [("一二三", "甲"), ("甲四", "乙丙"), ("〇乙丙五", "丁"), ("丁", "")];
        assert_eq!(after("〇一二三四五六", &changes), "[-〇-][-一二三-][-甲四-][-乙丙五-][-丁-]六");
    }

    #[test]
    fn no_text_is_found_across_an_edge() {
        let mut files = Files::default();
        let text = "一**二**三\\\n四";
        let file = files.add("a.md", text);
        let section = Section::new(&parse_blocks(text, Span::new(file, 0, text.len())).expect("prose"));
        for (from, times) in [("一", 1), ("二", 1), ("一二", 0), ("三四", 0), ("三\u{0}四", 0), ("", 0)] {
            assert_eq!(section.find(from).1, times, "{from:?}");
        }
    }
}
