//! Texts, proven on the finished PDF: each text that the composition holds can be seen on the pages of its part, once
//! for each time that it is written.
//!
//! Characters are compared without white space. A glyph counts for one text only, so a text is not found inside another
//! one that needs those glyphs: the longest look first, each from where the one written before it was found. What runs on
//! to the next page is found in pieces, for the foot of a page and what is repeated at the head of the next stand between.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Hidden, Pdf};
use crate::characters::script;
use crate::diagnostic::{Diagnostic, Span, rule};

/// How many findings are listed of a kind; the others are counted.
const LISTED: usize = 10;
/// How many characters of a text are shown in a message.
const QUOTED: usize = 40;
/// How many bytes of a text that goes on may be taken for what follows on its page.
const BACK: usize = 60;

/// How many bytes a layout may set between a text and the next: bullets, brackets.
const MARKS: usize = 12;

/// A text that must be seen.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The text.
    pub text: String,
    /// The author's place.
    pub span: Span,
    /// The part in which it stands, by its index.
    pub part: usize,
    /// The part whose page it shows, if it is a page number.
    pub page_of: Option<usize>,
}

/// What must be seen, and where.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// What must be seen, in the order in which it is written.
    pub wanted: &'a [Wanted],
    /// The pages of every part, from 0.
    pub parts: &'a [Range<usize>],
    /// What may be repeated at the foot of every numbered page.
    pub running: &'a str,
    /// The numbers of the pages.
    pub printed: &'a [Option<String>],
}

/// Finds every text that cannot be seen in a PDF called `name`.
#[must_use]
pub fn lost(pdf: &Pdf, name: &str, texts: Texts<'_>) -> Vec<Lost> {
    let mut lost = Vec::new();
    let mut of_parts: BTreeMap<usize, Vec<&Wanted>> = BTreeMap::new();
    for wanted in texts.wanted {
        of_parts.entry(wanted.part).or_default().push(wanted);
    }
    for (part, wanted) in of_parts {
        let Some(pages) = texts.parts.get(part) else { continue };
        let mut sheet = Sheet::new(pdf, pages.clone(), |glyph| glyph.is_none());
        sheet.take_running(texts.running, texts.printed);
        let squeezed: Vec<String> = wanted.iter().map(|wanted| squeeze(&wanted.text)).collect();
        let missing = sheet.match_all(&squeezed).missing;
        if missing.is_empty() {
            continue;
        }
        // What is not seen may be there all the same; then there is a reason.
        let all = Sheet::new(pdf, pages.clone(), |_| true);
        for at in missing {
            let found = all.find(&squeezed[at], 0, true);
            let why = found.clone().and_then(|found| all.hidden[found].iter().flatten().min().copied());
            let page = found.map_or(pages.start, |found| all.page_of(found.start));
            lost.push(Lost { wanted: wanted[at].clone(), why, page, name: name.to_owned() });
        }
    }
    lost
}

/// A text that cannot be seen.
#[derive(Debug, Clone)]
pub struct Lost {
    wanted: Wanted,
    /// Why its glyphs cannot be seen; nothing where there are none.
    pub why: Option<Hidden>,
    /// The page, from 0: where it is hidden, or where its part begins.
    pub page: usize,
    name: String,
}

/// Turns texts that cannot be seen into findings: the first ones of each kind, and how many more there are. `shown` says
/// how a page is called.
#[must_use]
pub fn report(lost: &[Lost], shown: impl Fn(usize) -> String) -> Vec<Diagnostic> {
    let mut kinds: BTreeMap<Option<Hidden>, Vec<&Lost>> = BTreeMap::new();
    for one in lost {
        kinds.entry(one.why).or_default().push(one);
    }
    let mut findings = Vec::new();
    for (why, all) in kinds {
        for (at, one) in all.iter().take(LISTED).enumerate() {
            let (page, text, name) = (shown(one.page), quoted(&one.wanted.text), &one.name);
            let more = match all.len().saturating_sub(LISTED) {
                more @ 1.. if at + 1 == LISTED => format!(", and neither can {more} more texts"),
                _ => String::new(),
            };
            let message = match why {
                None => {
                    format!("`{text}` is lost: it is nowhere in {name}, in the part that begins on page {page}{more}")
                }
                Some(why) => format!("`{text}` cannot be read on page {page} of {name}: {}{more}", because(why)),
            };
            let help = match why {
                None => "a layout leaves it out, or Typst does; a page must show all that is written for it",
                Some(Hidden::Outside | Hidden::Clipped) => "shorten the text, or give it more room in `layouts/`",
                Some(_) => "change what is painted in `layouts/`, or shorten the text that runs under something",
            };
            findings.push(Diagnostic::new(&rule::LOST_TEXT, one.wanted.span, message).help(help));
        }
    }
    findings
}

const fn because(why: Hidden) -> &'static str {
    match why {
        Hidden::Covered => "something is painted over it",
        Hidden::Clipped => "its surroundings cut it off",
        Hidden::Outside => "it is outside the page",
        Hidden::SameColour => "it has the colour of what lies under it",
        Hidden::Unpainted => "it is transparent",
        Hidden::TooSmall => "it is too small",
    }
}

/// Returns the first characters of a text, in one line.
pub(super) fn quoted(text: &str) -> String {
    let line = text.replace('\n', "");
    if line.chars().count() <= QUOTED {
        return line;
    }
    line.chars().take(QUOTED).chain(['…']).collect()
}

/// Returns a text as it is compared: without white space, small digits as the digits from which the layouts set them.
pub(super) fn squeeze(text: &str) -> String {
    let plain = |c| script(c).map_or(c, |(_, digit)| digit);
    text.chars().filter(|c| !super::reader::is_blank(*c)).map(plain).collect()
}

/// Where texts have been found.
pub(super) struct Matched {
    /// The pieces of each text that has been found, by its index.
    pub places: BTreeMap<usize, Vec<Range<usize>>>,
    /// The indices of those that have not.
    pub missing: Vec<usize>,
}

/// Says whether a text is a number. It is on one line, whatever stands around it.
fn is_figure(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '△' | '(' | ')' | '%'))
}

/// The text of a part's pages, and which of it is taken.
pub(super) struct Sheet {
    text: String,
    /// Of every byte, why its glyph is hidden.
    hidden: Vec<Option<Hidden>>,
    /// Of every byte, whether its glyph stands apart from the one before it.
    apart: Vec<bool>,
    /// Of every byte, whether a text has been found there.
    taken: Vec<bool>,
    /// Where the text of each page begins, and the page.
    pages: Vec<(usize, usize)>,
}

impl Sheet {
    pub fn new(pdf: &Pdf, pages: Range<usize>, keep: impl Fn(Option<Hidden>) -> bool) -> Self {
        let mut sheet =
            Self { text: String::new(), hidden: Vec::new(), apart: Vec::new(), taken: Vec::new(), pages: Vec::new() };
        for (number, page) in pdf.pages.iter().enumerate().take(pages.end).skip(pages.start) {
            sheet.pages.push((sheet.text.len(), number));
            let mut apart = true;
            for glyph in page.glyphs.iter().filter(|glyph| keep(glyph.hidden)) {
                let start = sheet.text.len();
                sheet.text.push_str(&squeeze(&glyph.text));
                sheet.apart.resize(sheet.text.len(), false);
                // A blank stands between what it parts.
                apart |= glyph.apart;
                if start < sheet.text.len() {
                    sheet.apart[start] = std::mem::take(&mut apart);
                }
                sheet.hidden.resize(sheet.text.len(), glyph.hidden);
            }
        }
        sheet.taken = vec![false; sheet.text.len()];
        sheet
    }

    /// Returns the text without white space.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the characters that are not taken, with their places.
    pub fn free_characters(&self) -> Vec<(usize, char)> {
        self.text.char_indices().filter(|(at, _)| !self.taken[*at]).collect()
    }

    /// Returns the page of a place.
    pub fn page_of(&self, at: usize) -> usize {
        let after = self.pages.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map_or(0, |page| self.pages[page].1)
    }

    /// Returns where the text of the page with an index ends.
    fn end_of(&self, page: usize) -> usize {
        self.pages.get(page + 1).map_or(self.text.len(), |(start, _)| *start)
    }

    /// Says whether a place can be that of a text: figures that stand apart are not one number.
    fn fits(&self, text: &str, range: Range<usize>) -> bool {
        !(is_figure(text) && self.apart[range.start + 1..range.end].contains(&true))
    }

    /// Says whether a line, or something else of its own, begins at a place.
    fn begins(&self, at: usize) -> bool {
        self.apart.get(at).is_none_or(|apart| *apart)
    }

    fn is_free(&self, range: Range<usize>) -> bool {
        !self.taken[range].contains(&true)
    }

    fn take(&mut self, range: Range<usize>, taken: bool) {
        self.taken[range].fill(taken);
    }

    /// Takes what is repeated at the foot of every numbered page: the last on each, with the number beside it.
    pub fn take_running(&mut self, running: &str, printed: &[Option<String>]) {
        let running = squeeze(running);
        for page in 0..self.pages.len() {
            let (start, number) = self.pages[page];
            let Some(number) = printed.get(number).and_then(Option::as_ref).filter(|_| !running.is_empty()) else {
                continue;
            };
            let own = &self.text[start..self.end_of(page)];
            let foot = [format!("{running}{number}"), format!("{number}{running}"), running.clone()];
            let found = foot.iter().find_map(|foot| Some((own.rfind(foot)?, foot.len())));
            if let Some((at, length)) = found {
                self.take(start + at..start + at + length, true);
            }
        }
    }

    /// Returns the first place of a text at or after another place, or else before it.
    fn find(&self, text: &str, from: usize, anywhere: bool) -> Option<Range<usize>> {
        let within = |mut at: usize, end: usize| {
            while let Some(found) = self.text.get(at..end).and_then(|rest| rest.find(text)) {
                let range = at + found..at + found + text.len();
                if self.fits(text, range.clone()) && (anywhere || self.is_free(range.clone())) {
                    return Some(range);
                }
                at = range.start + self.text[range.start..].chars().next().map_or(1, char::len_utf8);
            }
            None
        };
        within(from, self.text.len()).or_else(|| within(0, self.text.len()))
    }

    /// Finds a text that goes on from one page to the next, in pieces.
    fn find_in_pieces(&self, text: &str) -> Option<Vec<Range<usize>>> {
        (0..self.pages.len()).find_map(|page| self.pieces(text, page))
    }

    /// Finds a text that begins on a page and goes on over it.
    fn pieces(&self, text: &str, page: usize) -> Option<Vec<Range<usize>>> {
        if is_figure(text) || page + 1 >= self.pages.len() {
            return None;
        }
        self.pieces_from(text, page, true)
    }

    /// Finds the beginning of a text on a page, and the rest on those that follow. What goes on there begins a line.
    fn pieces_from(&self, text: &str, page: usize, first: bool) -> Option<Vec<Range<usize>>> {
        let (start, end) = (self.pages[page].0, self.end_of(page));
        let whole = self.text[start..end].match_indices(text).map(|(at, _)| start + at..start + at + text.len());
        if let Some(found) =
            whole.into_iter().find(|found| (first || self.begins(found.start)) && self.is_free(found.clone()))
        {
            return Some(vec![found]);
        }
        if page + 1 == self.pages.len() {
            return None;
        }
        let head = text.chars().next()?;
        let mut best: Vec<Range<usize>> = Vec::new();
        for (at, _) in self.text[start..end].match_indices(head).map(|(at, found)| (start + at, found)) {
            let same =
                self.text[at..end].chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8());
            let length: usize = same.sum();
            if (first || self.begins(at)) && self.is_free(at..at + length) {
                best.push(at..at + length);
            }
        }
        best.sort_by_key(|range| (std::cmp::Reverse(range.len()), range.start));
        // What stands next on the page may happen to go on as the text does.
        best.iter().take(4).find_map(|range| {
            let ends = (range.len().saturating_sub(BACK)..=range.len()).rev();
            // A page ends with a line.
            let ends = ends.filter(|length| text.is_char_boundary(*length) && self.begins(range.start + length));
            // A lone character could be anyone's.
            let whole = |part: &str| part.chars().nth(1).is_some();
            ends.filter(|length| whole(&text[..*length]) && whole(&text[*length..])).find_map(|length| {
                let head = range.start..range.start + length;
                let rest = self.pieces_from(&text[length..], page + 1, false)?;
                Some([head].into_iter().chain(rest).collect())
            })
        })
    }

    /// Finds a place for every text.
    pub fn match_all(&mut self, texts: &[String]) -> Matched {
        let mut order: Vec<usize> = (0..texts.len()).filter(|at| !texts[*at].is_empty()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(texts[*at].len()));
        let mut places: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        let mut missing = Vec::new();
        for at in order {
            let before = places.range(..at).next_back().and_then(|(_, pieces)| pieces.last());
            let from = before.map_or(0, |range| range.end);
            let found = self.find(&texts[at], from, false);
            // A text that follows right here, and goes on over the page, comes before one that is whole on a later page.
            let page = self.pages.partition_point(|(start, _)| *start <= from).saturating_sub(1);
            let here = found.as_ref().is_some_and(|found| (from..self.end_of(page)).contains(&found.start));
            let follows = |pieces: &Vec<Range<usize>>| (from..=from + MARKS).contains(&pieces[0].start);
            let goes_on = || if here { None } else { self.pieces(&texts[at], page).filter(follows) };
            match goes_on().or_else(|| found.map(|range| vec![range])).or_else(|| self.find_in_pieces(&texts[at])) {
                Some(pieces) => {
                    pieces.iter().for_each(|range| self.take(range.clone(), true));
                    places.insert(at, pieces);
                }
                None => missing.push(at),
            }
        }
        missing.retain(|at| !self.make_room(*at, texts, &mut places));
        missing.sort_unstable();
        Matched { places, missing }
    }

    /// Finds a place for a text where others have been found that can also be elsewhere.
    fn make_room(&mut self, at: usize, texts: &[String], places: &mut BTreeMap<usize, Vec<Range<usize>>>) -> bool {
        let text = &texts[at];
        let candidates: Vec<Range<usize>> =
            self.text.match_indices(text.as_str()).map(|(start, _)| start..start + text.len()).take(50).collect();
        for room in candidates {
            let overlaps = |range: &Range<usize>| range.start < room.end && room.start < range.end;
            let moved: Vec<usize> =
                places.iter().filter(|(_, pieces)| pieces.iter().any(overlaps)).map(|(other, _)| *other).collect();
            let before = (self.taken.clone(), places.clone());
            for other in &moved {
                for range in places.remove(other).unwrap_or_default() {
                    self.take(range, false);
                }
            }
            // What is repeated on every page belongs to nothing that could go elsewhere.
            let mut fits = self.fits(text, room.clone()) && self.is_free(room.clone());
            if fits {
                self.take(room.clone(), true);
                places.insert(at, vec![room]);
                for other in moved {
                    match self.find(&texts[other], 0, false) {
                        Some(range) => {
                            self.take(range.clone(), true);
                            places.insert(other, vec![range]);
                        }
                        None => fits = false,
                    }
                }
            }
            if fits {
                return true;
            }
            (self.taken, *places) = before;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;
    use crate::verify::{Glyph, PdfPage};

    /// Makes a PDF of pages, each of texts that are there and of texts that are hidden.
    fn pdf(pages: &[&[(&str, Option<Hidden>)]]) -> Pdf {
        let page = |runs: &&[(&str, Option<Hidden>)]| {
            let glyphs = runs.iter().flat_map(|(text, hidden)| {
                text.chars().enumerate().map(|(at, c)| Glyph {
                    text: c.to_string(),
                    x: 0.0,
                    y: 0.0,
                    apart: at == 0,
                    hidden: *hidden,
                })
            });
            PdfPage { label: None, glyphs: glyphs.collect(), links: Vec::new(), height: 0.0 }
        };
        Pdf { pages: pages.iter().map(page).collect(), outline: Vec::new(), title: None, press: false }
    }

    fn lost_of(pdf: &Pdf, texts: &[&str]) -> Vec<(String, Option<Hidden>)> {
        let file = Files::default().add("a", "a");
        let wanted =
            |text: &&str| Wanted { text: (*text).to_owned(), span: Span::new(file, 0, 1), part: 0, page_of: None };
        let wanted: Vec<_> = texts.iter().map(wanted).collect();
        let all = 0..pdf.pages.len();
        let printed: Vec<_> = (1..=pdf.pages.len()).map(|number| Some(number.to_string())).collect();
        let texts = Texts { wanted: &wanted, parts: &[all], running: "計画の名前", printed: &printed };
        lost(pdf, "the PDF", texts).into_iter().map(|lost| (lost.wanted.text, lost.why)).collect()
    }

    #[test]
    fn a_text_counts_once_and_not_inside_another_one() {
        let shown = pdf(&[&[("事業の名前", None), ("事業の名前と概要", None), ("12", None), ("2", None)]]);
        assert_eq!(lost_of(&shown, &["事業の名前", "事業の 名前と\n概要", "12", "2"]), []);
        let twice = lost_of(&shown, &["事業の名前", "事業の名前", "事業の名前と概要", "12", "2"]);
        assert_eq!(twice, [("事業の名前".to_owned(), None)]);
        assert_eq!(lost_of(&shown, &["12", "2", "2"]), [("2".to_owned(), None)], "the other one belongs to 12");
    }

    #[test]
    fn the_foot_of_a_page_is_nobodys_text() {
        let shown = pdf(&[&[("本文", None), ("計画の名前", None), ("1", None)]]);
        assert_eq!(lost_of(&shown, &["本文", "計画"]), [("計画".to_owned(), None)]);
    }

    #[test]
    fn a_text_may_go_on_to_the_next_page() {
        let shown = pdf(&[
            &[("前", None), ("長い文章が次の", None), ("右の欄", None), ("計画の名前1", None)],
            &[("見出し", None), ("頁に続く", None), ("次の行", None), ("計画の名前2", None)],
        ]);
        assert_eq!(lost_of(&shown, &["前", "長い文章が次の頁に続く", "右の欄", "次の行"]), []);
        assert_eq!(lost_of(&shown, &["長い文章が次の頁に続かない"]).len(), 1);
        assert_eq!(lost_of(&shown, &["長い文章が次の頁に続く", "次の頁"]).len(), 1, "two pieces of another text");
    }

    #[test]
    fn figures_that_stand_apart_are_not_one_number() {
        let shown = pdf(&[&[("57", None), ("72", None), ("題", None)]]);
        assert_eq!(lost_of(&shown, &["57", "72"]), []);
        assert_eq!(lost_of(&shown, &["77", "5", "2"]), [("77".to_owned(), None)]);
    }

    #[test]
    fn texts_that_repeat_themselves_are_told_apart() {
        // Three times eight characters over two pages, cut in the middle of the second.
        let text = "長い文章長い文章";
        let shown = pdf(&[&[(text, None), ("長い文章長い", None)], &[("文章", None), (text, None)]]);
        assert_eq!(lost_of(&shown, &[text, text, text]), []);
        assert_eq!(lost_of(&shown, &[text, text, text, text]).len(), 1);
    }

    #[test]
    fn texts_make_room_for_each_other() {
        // The longer one is found first, where it leaves nothing for the other.
        let shown = pdf(&[&[("abaab", None)]]);
        assert_eq!(lost_of(&shown, &["aab", "ab"]), []);
        let shown = pdf(&[&[("ababa", None)]]);
        assert_eq!(lost_of(&shown, &["ab", "aba"]), []);
    }

    #[test]
    fn what_is_hidden_is_told_from_what_is_not_there() {
        let shown = pdf(&[&[
            ("上の文", None),
            ("隠れた", Some(Hidden::Covered)),
            ("半分だ", None),
            ("け", Some(Hidden::Clipped)),
        ]]);
        let lost = lost_of(&shown, &["上の文", "隠れた", "半分だけ", "無い"]);
        let expected = [("隠れた", Some(Hidden::Covered)), ("半分だけ", Some(Hidden::Clipped)), ("無い", None)];
        assert_eq!(lost, expected.map(|(text, why)| (text.to_owned(), why)));
    }
}
