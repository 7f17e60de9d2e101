//! What people type line by line and Markdown reads as running text: the lines of a list without its marks are joined to one
//! paragraph, a table without its rule is printed with its bars.

use std::ops::Range;
use std::sync::LazyLock;

use comrak::nodes::{ListType, Node, NodeValue};
use regex::Regex;

use super::inline::{self, MAX_DEPTH};
use super::lookalike::{ESCAPED, OPAQUE, Reader, find};
use super::parser::Parser;
use super::{CitationKind, Headings, split_scheme};
use crate::characters::{alike, is_wide};
use crate::diagnostic::{Span, rule};

/// Where running text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// In a paragraph.
    Paragraph,
    /// In an item of a list.
    Item(ListType),
    /// In a cell of a table.
    Cell,
}

impl Within {
    pub fn of(paragraph: Node<'_>) -> Self {
        match paragraph.parent().map(|parent| parent.data().value.clone()) {
            Some(NodeValue::Item(item)) => Self::Item(item.list_type),
            _ => Self::Paragraph,
        }
    }
}

/// An author's own words for a page stand between two of these in a view.
const WORDS: char = '\u{fdd1}';
/// A line break that is kept, in a view; one that is joined is `\n`.
const KEPT: char = '\u{2028}';

/// Running text as Markdown read it: what is text stands as it is written, a mark stands for everything else.
struct View {
    text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    /// Where it begins in the view.
    at: usize,
    span: Span,
    /// Whether it is what the source has at `span`.
    exact: bool,
}

impl View {
    fn of(parser: &Parser<'_>, node: Node<'_>) -> Self {
        let mut view = Self { text: String::new(), pieces: Vec::new() };
        view.gather(parser, node, 0);
        view
    }

    fn gather(&mut self, parser: &Parser<'_>, node: Node<'_>, depth: usize) {
        for child in node.children() {
            let span = parser.span(child);
            match &child.data().value {
                NodeValue::Text(text) => {
                    let exact = parser.written(span) == Some(text.as_ref());
                    self.push(text, span, exact);
                }
                NodeValue::SoftBreak => self.mark('\n', span),
                NodeValue::LineBreak => self.mark(KEPT, span),
                NodeValue::Escaped => self.mark(ESCAPED, span),
                NodeValue::Strong | NodeValue::Emph if depth < MAX_DEPTH => self.gather(parser, child, depth + 1),
                NodeValue::Link(link) => {
                    let page = split_scheme(&link.url).is_some_and(|(scheme, _)| scheme == CitationKind::Page.scheme());
                    let bare = inline::is_blank(child);
                    let mark = if page && !bare { WORDS } else { OPAQUE };
                    self.mark(mark, span);
                    if !bare && depth < MAX_DEPTH {
                        self.gather(parser, child, depth + 1);
                        self.mark(mark, span);
                    }
                }
                _ => self.mark(OPAQUE, span),
            }
        }
    }

    fn push(&mut self, text: &str, span: Span, exact: bool) {
        self.pieces.push(Piece { at: self.text.len(), span, exact });
        self.text.push_str(text);
    }

    fn mark(&mut self, mark: char, span: Span) {
        self.push(mark.encode_utf8(&mut [0; 4]), span, false);
    }

    /// Returns the author's place of a part of the view.
    fn place(&self, part: Range<usize>) -> Option<Span> {
        let piece = |at: usize| self.pieces[..self.pieces.partition_point(|piece| piece.at <= at)].last();
        let (first, last) = (piece(part.start)?, piece(part.end.max(part.start + 1) - 1)?);
        let start = first.span.range().start + if first.exact { part.start - first.at } else { 0 };
        let end = if last.exact { last.span.range().start + (part.end - last.at) } else { last.span.range().end };
        Some(Span::new(first.span.file, start, end))
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        let (mut at, mut joined) = (0, false);
        for written in self.text.split_inclusive(['\n', KEPT]) {
            let whole = written.trim_end_matches(['\n', KEPT]);
            let text = whole.trim_start();
            lines.push(Line {
                text,
                at: at + whole.len() - text.len(),
                indented: whole.starts_with('\u{3000}'),
                joined,
            });
            joined = written.ends_with('\n');
            at += written.len();
        }
        lines
    }
}

/// A line as it was typed.
struct Line<'v> {
    text: &'v str,
    /// Where it begins in the view, without the white space before it.
    at: usize,
    /// Whether it begins with a full-width space.
    indented: bool,
    /// Whether it is joined to the line above.
    joined: bool,
}

/// Reports what was typed for a mark in running text and was read as text, where something is lost by it.
pub(super) fn check(parser: &mut Parser<'_>, node: Node<'_>, within: Within) {
    let view = View::of(parser, node);
    for lookalike in find(&view.text, Reader::Markdown).into_iter().filter(|lookalike| lookalike.lost) {
        if let Some(place) = view.place(lookalike.range) {
            parser.report(&rule::LOOKALIKE, place, lookalike.message, lookalike.help);
        }
    }
    typed_pages(parser, &view);
    if within == Within::Cell {
        return;
    }
    if let Within::Item(_) = within {
        headings(parser, node, &[]);
    }
    let lines = view.lines();
    let found = table(&lines).or_else(|| joined(&lines, within));
    if let Some(Slip { range, message, help }) = found
        && let Some(place) = view.place(range)
    {
        parser.report(&rule::LOOKALIKE, place, message, help);
    }
}

/// What was slipped from line to line.
struct Slip {
    range: Range<usize>,
    message: String,
    help: String,
}

// ---- Pages --------------------------------------------------------------------------------------

/// A page number that is typed at the end of a reference's words. Words that are a number alone are refused with the link.
static TYPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "\u{fdd1}[^\u{fdd1}\n]*?(?:[^\u{fdd1}0-9０-９\n](?P<number>[0-9０-９]+)|(?P<kanji>[〇一二三四五六七八九十百]+))\u{fdd1}[ 　]?(?:頁|ページ)",
    )
    .ok()
});

/// Reports numbers that an author typed for the page of a reference.
fn typed_pages(parser: &mut Parser<'_>, view: &View) {
    for found in TYPED.iter().flat_map(|pattern| pattern.captures_iter(&view.text)) {
        let Some(number) = found.name("number").or_else(|| found.name("kanji")) else { continue };
        if let Some(place) = view.place(number.range()) {
            let message = format!("the page number `{}` is typed", number.as_str());
            let help = "leave the square brackets of the reference empty: the number is shown and follows its page";
            parser.report(&rule::PROSE_LINK, place, message, help);
        }
    }
}

// ---- Headings -----------------------------------------------------------------------------------

/// Reports lines that were typed for a heading, and returns those that name one of the fixed ones.
pub(super) fn headings(
    parser: &mut Parser<'_>,
    paragraph: Node<'_>,
    fixed: &'static Headings,
) -> Vec<(&'static str, Span)> {
    let view = View::of(parser, paragraph);
    let mut meant = Vec::new();
    for line in view.lines() {
        let after = line.text.trim_start_matches(['#', '＃']);
        let marks = line.text[..line.text.len() - after.len()].chars().count();
        let title = after.trim().trim_end_matches(['#', '＃']).trim_end();
        let Some(place) = view.place(line.at..line.at + line.text.len()).filter(|_| (1..=6).contains(&marks)) else {
            continue;
        };
        let slip = if line.text.starts_with('＃') {
            "`＃` is full-width"
        } else if after.starts_with(char::is_whitespace) {
            "the space behind `#` is full-width"
        } else {
            "there is no space behind `#`"
        };
        let message = format!("`{}` is no heading: {slip}", line.text.trim());
        let looks = alike(title);
        if let Some(heading) = fixed.iter().find(|heading| alike(heading) == looks) {
            let help = format!("write `# {heading}`, with a blank line before and after it");
            parser.report(&rule::PROSE_HEADINGS, place, message, help);
            meant.push((*heading, place));
        } else if !title.is_empty() && (marks > 1 || after.starts_with(char::is_whitespace)) {
            let help = "number the part instead (`1. …`), with its text indented under it";
            parser.report(&rule::LOOKALIKE, place, message, help);
        }
    }
    meant
}

// ---- Tables -------------------------------------------------------------------------------------

const BARS: [char; 4] = ['|', '｜', '│', '┃'];

/// Counts the cells of a table's row.
pub(super) fn cells(row: &str) -> usize {
    let row = row.lines().next().unwrap_or_default().trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let ends = row.ends_with('|') && !row.ends_with("\\|");
    let mut escaped = false;
    let bars = row.chars().filter(|c| {
        let bar = *c == '|' && !escaped;
        escaped = *c == '\\' && !escaped;
        bar
    });
    bars.count() + usize::from(!ends)
}

/// Says whether a line was typed as the rule under a table's head.
fn is_rule(line: &str) -> bool {
    line.contains(BARS)
        && line.contains(DASHES)
        && line.chars().all(|c| BARS.contains(&c) || DASHES.contains(&c) || ":： 　".contains(c))
}

const DASHES: [char; 7] = ['-', '－', 'ー', '―', '—', '–', '−'];

/// Finds the lines of a table that is none.
fn table(lines: &[Line<'_>]) -> Option<Slip> {
    let begins = |line: &Line<'_>| line.text.starts_with(BARS);
    let whole = |line: &Line<'_>| begins(line) && line.text.len() > 1 && line.text.trim_end().ends_with(BARS);
    let has = |line: &Line<'_>| line.text.contains('|');
    let neighbours = |is: &dyn Fn(&Line<'_>) -> bool| {
        lines.windows(2).position(|pair| pair[1].joined && is(&pair[0]) && is(&pair[1]))
    };
    let first = neighbours(&begins).or_else(|| neighbours(&has)).or_else(|| lines.iter().position(whole))?;
    let head = &lines[first];
    let rule = lines.get(first + 1).filter(|line| is_rule(line.text));
    // Full-width bars count as bars here: they were meant so.
    let count = |line: &str| cells(&line.replace(['｜', '│', '┃'], "|"));
    let right = format!("|{}", " --- |".repeat(count(head.text).clamp(1, 8)));
    let (message, help) = if let Some(bar) = head.text.chars().find(|c| BARS[1..].contains(c)) {
        (
            format!("the table's bars are not half-width: `{bar}`"),
            format!("write `|` for each, and `{right}` under the head"),
        )
    } else if let Some(rule) = rule {
        let (cells, of) = (count(rule.text), count(head.text));
        if cells == of {
            let message = "the line under the table's head is not of half-width `-`".to_owned();
            (message, format!("write `{right}`"))
        } else {
            (format!("the line under the table's head has {cells} cells, the head {of}"), format!("write `{right}`"))
        }
    } else {
        let message = "the table has no line of `-` under its head, so it is printed with its bars".to_owned();
        (message, format!("write `{right}` as its second line; for a bar that stands in the text write `\\|`"))
    };
    Some(Slip { range: head.at..head.at + head.text.len(), message, help })
}

// ---- Lists --------------------------------------------------------------------------------------

/// What begins a line, and may be meant as the mark of an item.
struct Mark {
    kind: Kind,
    /// How many bytes it has.
    length: usize,
    /// Whether it can be nothing else, wherever the line stands.
    certain: bool,
    /// Whether even a single line was meant as an item.
    alone: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `-`, ・ and the like.
    Bullet(char),
    /// ※
    Note,
    /// `:` before what a word means.
    Definition,
    /// ①
    Circled(u32),
    /// `1)` and 1）
    Closed(u32),
    /// `1.` and １．
    Dotted(u32),
    /// （1）
    Bracketed(u32),
    /// ア, a, 一 and the like, with a bracket or a dot.
    Letter(char, u32),
}

impl Kind {
    /// Says whether it is the mark of the item that follows one with `before`.
    fn follows(self, before: Self) -> bool {
        match (before, self) {
            (Self::Bullet(a), Self::Bullet(b)) => a == b,
            (Self::Note, Self::Note) | (Self::Definition, Self::Definition) => true,
            (Self::Circled(a), Self::Circled(b))
            | (Self::Closed(a), Self::Closed(b))
            | (Self::Dotted(a), Self::Dotted(b))
            | (Self::Bracketed(a), Self::Bracketed(b)) => b == a + 1,
            (Self::Letter(of, a), Self::Letter(same, b)) => of == same && b == a + 1,
            _ => false,
        }
    }

    const fn is_number(self) -> bool {
        !matches!(self, Self::Bullet(_) | Self::Note | Self::Definition)
    }
}

/// What people type for bullets, apart from the marks of Markdown.
const BULLETS: &str = "・･•‣◦●○〇◯＊◎◆◇■□▪▫▶►★☆➢✓✔－―—–−";
/// Those of them that begin nothing but an item.
const HEADS: &str = "・･•‣●○〇◯◎◆◇■□▪▫▶►";
/// The series of which letters may mark items.
const SERIES: [&str; 5] = [
    "アイウエオカキクケコサシスセソタチツテト",
    "あいうえおかきくけこさしすせそたちつてと",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "一二三四五六七八九",
];

impl Mark {
    fn of(line: &str) -> Option<Self> {
        let first = line.chars().next()?;
        let rest = &line[first.len_utf8()..];
        let next = rest.chars().next();
        let uncertain = |kind, length| Some(Self { kind, length, certain: false, alone: false });
        // A space that is none to Markdown.
        let spaced = next.is_some_and(|c| c.is_whitespace() && !c.is_ascii());
        let letter = next.is_some_and(|c| is_wide(c) && !c.is_numeric() && !c.is_whitespace());
        match first {
            '-' | '*' | '+' if spaced => {
                Some(Self { kind: Kind::Bullet(first), length: 1, certain: true, alone: true })
            }
            '-' if letter && !line.ends_with(DASHES) => {
                Some(Self { kind: Kind::Bullet(first), length: 1, certain: true, alone: true })
            }
            '-' | '*' | '+' if next.is_some_and(|c| !c.is_ascii_digit() && c != first) => {
                uncertain(Kind::Bullet(first), 1)
            }
            ':' if next.is_some_and(char::is_whitespace) => {
                Some(Self { kind: Kind::Definition, length: 1, certain: true, alone: false })
            }
            '※' => uncertain(Kind::Note, first.len_utf8()),
            // 注1）, （注）: what follows says that it is a mark.
            '注' if next.is_some_and(|c| c.is_numeric() || ")）:：".contains(c)) => {
                uncertain(Kind::Note, first.len_utf8())
            }
            '(' | '（' if next == Some('注') => uncertain(Kind::Note, first.len_utf8() + '注'.len_utf8()),
            // ○○ stands for a name.
            _ if BULLETS.contains(first) && next.is_some_and(|c| c != first && !c.is_numeric()) => Some(Self {
                kind: Kind::Bullet(first),
                length: first.len_utf8(),
                certain: matches!(first, '•' | '‣' | '➢'),
                alone: false,
            }),
            _ => Self::number(line),
        }
    }

    fn number(line: &str) -> Option<Self> {
        let first = line.chars().next()?;
        let mark = |kind, length| Some(Self { kind, length, certain: false, alone: false });
        let enclosed =
            |from: char, to: char| (from..=to).contains(&first).then(|| u32::from(first) - u32::from(from) + 1);
        if let Some(number) = enclosed('①', '⑳').or_else(|| enclosed('❶', '❿')) {
            return mark(Kind::Circled(number), first.len_utf8());
        }
        if let Some(number) = enclosed('⑴', '⒇') {
            return mark(Kind::Bracketed(number), first.len_utf8());
        }
        let inside = line.strip_prefix(['(', '（']);
        let body = inside.unwrap_or(line);
        let (value, letters) = ordinal(body)?;
        let after = &body[letters..];
        let close = after.chars().next()?;
        let length = line.len() - after.len() + close.len_utf8();
        let kind = match (inside, close) {
            (Some(_), ')' | '）') => match value {
                (None, number) => Kind::Bracketed(number),
                (Some(series), number) => Kind::Letter(series, number),
            },
            (None, ')' | '）') => match value {
                (None, number) => Kind::Closed(number),
                (Some(series), number) => Kind::Letter(series, number),
            },
            (None, ' ' | '　') if value.0.is_none() => Kind::Dotted(value.1),
            (None, '.' | '．' | '、') if !line[length..].starts_with(char::is_numeric) => match value {
                (None, number) => Kind::Dotted(number),
                (Some(series), number) => Kind::Letter(series, number),
            },
            _ => return None,
        };
        mark(kind, length)
    }
}

/// Reads the number at the beginning of a text: the series of its letter, if it is one, its value, and its length.
fn ordinal(text: &str) -> Option<((Option<char>, u32), usize)> {
    let digits: Vec<u32> =
        text.chars().map_while(|c| if c.is_ascii() { c.to_digit(10) } else { full_digit(c) }).collect();
    if (1..=3).contains(&digits.len()) {
        let length = text.chars().take(digits.len()).map(char::len_utf8).sum();
        return Some(((None, digits.iter().fold(0, |sum, digit| sum * 10 + digit)), length));
    }
    let first = text.chars().next()?;
    let series = SERIES.iter().find(|series| series.contains(first))?;
    let at = series.chars().position(|c| c == first)?;
    Some(((series.chars().next(), u32::try_from(at).ok()? + 1), first.len_utf8()))
}

fn full_digit(c: char) -> Option<u32> {
    ('０'..='９').contains(&c).then(|| u32::from(c) - u32::from('０'))
}

/// Finds the first line that was meant as an item of a list and is joined to the line above, or to nothing.
fn joined(lines: &[Line<'_>], within: Within) -> Option<Slip> {
    let marks: Vec<_> = lines.iter().map(|line| Mark::of(line.text)).collect();
    for (index, (line, mark)) in lines.iter().zip(&marks).enumerate() {
        if line.joined && line.indented && mark.is_none() && !line.text.is_empty() {
            return Some(Slip {
                range: line.at..line.at + line.text.len(),
                message: "the line begins with a full-width space and is joined to the one above".to_owned(),
                help: "put a blank line before a new paragraph; under an item of a list indent it by three half-width spaces"
                    .to_owned(),
            });
        }
        let Some(mark) = mark else { continue };
        let message = |what: &str| format!("`{}` begins no item of a list: {what}", &line.text[..mark.length]);
        if line.joined {
            let above = &lines[..index];
            let run = above.iter().rposition(|line| !line.joined).unwrap_or(0);
            if is_item(line, mark, &above[run..], &marks[run..index], within) {
                let message = match mark.kind {
                    Kind::Note => {
                        format!("the note that begins with `{}` is joined to the line above", &line.text[..mark.length])
                    }
                    _ => message("its line is joined to the one above"),
                };
                return Some(Slip { range: line.at..line.at + mark.length, message, help: help(line, mark) });
            }
        } else if mark.alone {
            let what = if line.text[mark.length..].starts_with(char::is_whitespace) {
                "the space behind it is no half-width one"
            } else {
                "there is no space behind it"
            };
            return Some(Slip {
                range: line.at..line.at + mark.length,
                message: message(what),
                help: help(line, mark),
            });
        }
    }
    None
}

/// Says whether a line that is joined to those above was meant as an item, rather than being the rest of a long sentence that
/// was broken before such a mark.
fn is_item(line: &Line<'_>, mark: &Mark, above: &[Line<'_>], marks: &[Option<Mark>], within: Within) -> bool {
    let Some(before) = above.last() else { return false };
    let goes_on = before.text.ends_with(['、', '，', ',']);
    let ended = before.text.ends_with(['。', '．', '！', '？', '：', ':']);
    let follows = marks.iter().flatten().any(|above| mark.kind.follows(above.kind));
    match mark.kind {
        // Nobody indents the rest of a sentence.
        _ if mark.certain || line.indented => true,
        Kind::Bullet('-' | '*' | '+') => {
            let word = before.text.ends_with(|c: char| c.is_ascii_alphanumeric());
            matches!(within, Within::Item(ListType::Bullet))
                || follows
                || (ended && !word && line.text.starts_with('-'))
        }
        // A sentence may begin with a dash or a star, or with ○印.
        Kind::Bullet(bullet) => {
            follows || (ended && HEADS.contains(bullet) && !line.text[mark.length..].starts_with('印'))
        }
        Kind::Note => follows || ended,
        Kind::Closed(_) | Kind::Dotted(_) if within == Within::Item(ListType::Ordered) => !goes_on,
        kind if kind.is_number() => follows && !goes_on,
        _ => follows,
    }
}

/// Says what to type for an item.
fn help(line: &Line<'_>, mark: &Mark) -> String {
    let words: String = line.text[mark.length..]
        .trim()
        .chars()
        .take_while(|c| ![OPAQUE, ESCAPED, WORDS].contains(c))
        .take(12)
        .collect();
    let as_typed = "to keep the lines as they are, end each but the last with `\\`";
    match mark.kind {
        Kind::Bullet(_) => format!("write `- {words}`, with a half-width `-` and a half-width space; {as_typed}"),
        Kind::Circled(number) => format!("write `{number}) {words}` for ①②③; {as_typed}"),
        Kind::Closed(number) => {
            format!("write `{number}) {words}` with half-width characters and a space, printed as ①②③; {as_typed}")
        }
        Kind::Dotted(number) | Kind::Bracketed(number) => {
            format!(
                "write `{number}. {words}` with half-width characters and a space, printed as （1）（2）（3）; {as_typed}"
            )
        }
        Kind::Note => "put a blank line before each note".to_owned(),
        Kind::Definition | Kind::Letter(..) => format!("put a blank line between the lines; {as_typed}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse_blocks;
    use super::*;
    use crate::diagnostic::{Diagnostic, Files};

    /// Returns what is found in a text: the code, the place, and what is said.
    fn found(source: &str) -> Vec<(&'static str, String, String)> {
        let mut files = Files::default();
        let file = files.add("a.md", source);
        let parsed = parse_blocks(source, Span::new(file, 0, source.len()));
        let said = |d: &Diagnostic| format!("{} | {}", d.message, d.help.clone().unwrap_or_default());
        let findings = parsed.map_or_else(|findings| findings, |_| Vec::new());
        findings.iter().map(|d| (d.rule.code, files.slice(d.primary.span).to_owned(), said(d))).collect()
    }

    // Otherwise the lines of a list would be printed as one line, and nobody would be told.
    #[test]
    fn lines_meant_as_a_list_are_found_where_they_are_joined() {
        for (source, at, write) in [
            ("① 講演\n② 交流会", "②", "`2) 交流会`"),
            ("・水素の部\n・蓄電池の部", "・", "`- 蓄電池の部`"),
            ("-　発信する\n-　募集する", "-", "`- 発信する`"),
            ("-　発信する", "-", "`- 発信する`"),
            ("-発信する\n-募集する", "-", "`- 発信する`"),
            ("-発信する", "-", "`- 発信する`"),
            ("次を行う\n-　発信する", "-", "`- 発信する`"),
            ("*　発信する", "*", "`- 発信する`"),
            ("•発信\n•募集", "•", "`- 募集`"),
            ("次を行う。\n・発信", "・", "`- 発信`"),
            ("○発信\n○募集", "○", "`- 募集`"),
            ("〇 発信\n〇 募集", "〇", "`- 募集`"),
            ("＊発信\n＊募集", "＊", "`- 募集`"),
            ("１．講演\n２．交流会", "２．", "`2. 交流会`"),
            ("1.講演\n2.交流会", "2.", "`2. 交流会`"),
            ("（1）講演\n（2）交流会", "（2）", "`2. 交流会`"),
            ("(1)講演\n(2)交流会", "(2)", "`2. 交流会`"),
            ("1）講演\n2）交流会", "2）", "`2) 交流会`"),
            ("⑴講演\n⑵交流会", "⑵", "`2. 交流会`"),
            ("ア．講演\nイ．交流会", "イ．", "end each"),
            ("一、講演\n二、交流会", "二、", "end each"),
            ("①講演\n続きの文\n②交流会", "②", "`2) 交流会`"),
            ("次の事業を行う。\n①講演\n②交流会", "②", "`2) 交流会`"),
            ("※一の注\n※二の注", "※", "blank line before each note"),
            ("本文。\n※注", "※", "blank line"),
            ("用語\n: 説明", ":", "blank line"),
            ("　・調査\n　・試行", "・", "`- 試行`"),
            ("- 調査\n　- 試行", "-", "`- 試行`"),
            ("次を行う\n　① 調査", "①", "`1) 調査`"),
            ("1 調査\n2 試行", "2 ", "`2. 試行`"),
            ("１　調査\n２　試行", "２　", "`2. 試行`"),
            ("注1）一の注\n注2）二の注", "注", "blank line before each note"),
            ("（注1）一の注\n（注2）二の注", "（注", "blank line before each note"),
            ("　段落を字下げする。\n　次の段落。", "次の段落。", "blank line before a new paragraph"),
            ("1. 調査\n　　続き", "続き", "three half-width spaces"),
            ("- 一\n-二", "-", "`- 二`"),
            ("1. 一\n2.二", "2.", "`2. 二`"),
            ("1. 一\n２．二", "２．", "`2. 二`"),
            ("1) 一\n   ① 二\n   ② 三", "②", "`2) 三`"),
        ] {
            let found = found(source);
            assert_eq!(found.len(), 1, "{source}: {found:?}");
            assert_eq!((found[0].0, found[0].1.as_str()), ("prose/lookalike", at), "{source}: {found:?}");
            assert!(found[0].2.contains(write), "{source}: {found:?}");
        }
    }

    // Otherwise a right text would keep the plan from being made.
    #[test]
    fn paragraphs_and_kept_lines_are_no_lists() {
        for source in [
            "① 講演\n\n② 交流会",
            "① 講演\\\n② 交流会",
            "① 講演  \n② 交流会",
            "①講演と②交流会を行う。",
            "取組は、①調査、\n②試行、③実施とする。",
            "①調査、\n②試行、\n③実施とする。",
            "大学\n・研究機関の連携",
            "「甲」\nは乙である。",
            "イベント\n※において展示する。",
            "（1）の事業を\n（3）とともに進める。",
            "2020\n-2024の計画、Wi\n-Fi",
            "-10℃、−5%、-以下余白-",
            "1.5倍に増やし、\n2.5倍にする。",
            "1.講演を行う。",
            "・ひとつだけの行",
            "*注を付けた文。",
            "○○市の事業\n○○町の事業",
            "〇〇市の事業\n〇〇町の事業",
            "令和6年度は\n2、3回開催する。",
            "2024.10.9に開催。\n2024.10.10に閉会。",
            "A社と\nB社",
            "10月9日（水）\n10月10日（木）",
            "次を示す。\n○印は新規である。",
            "次を示す。\n―未来へ―",
            "「甲」\n・「乙」の連携",
            "　字下げした段落。",
            "　字下げした段落。\n\n　次の段落。",
            "注意を払い、\n注目を集める。",
            "対象は\n2 団体とする。",
        ] {
            assert_eq!(found(source), [], "{source}");
        }
    }

    // Otherwise a table would be printed as a line of words and bars.
    #[test]
    fn tables_that_are_none_are_found() {
        for (source, says) in [
            ("| 区分 | 資料 |\n| 第1回 | 案 |", "no line of `-`"),
            ("区分 | 資料\n第1回 | 案", "no line of `-`"),
            ("| 区分 | 資料 |", "`| --- | --- |`"),
            ("｜ 区分 ｜ 資料 ｜\n｜ --- ｜ --- ｜\n｜ 一 ｜ 二 ｜", "not half-width: `｜`"),
            ("| 区分 | 資料 | 備考 |\n| --- | --- |\n| 一 | 二 | 三 |", "has 2 cells, the head 3"),
            ("| 区分 | 資料 |\n| －－ | －－ |\n| 一 | 二 |", "not of half-width `-`"),
            ("| 区分 | 資料 |\n| --- | --- |\n| 一 |", "has 1 of the table's 2 cells"),
            ("| 区分 | 資料 |\n| --- | --- |\n| 一 ｜ 二 |", "half-width bars"),
            ("| 区分 | 資料 |\n| --- | --- |\n| 一 | 二 |\n本文が続く。", "blank line before text"),
        ] {
            let found = found(source);
            assert_eq!(found.len(), 1, "{source}: {found:?}");
            assert!(found[0].2.contains(says), "{source}: {found:?}");
        }
        for source in [
            "| 区分 | 資料 |\n| --- | :-: |\n| 一 | |\n| 二 | a\\|b |",
            "区分 | 資料\n--- | ---\n一 | 二",
            "「関西｜KANSAI」の展示",
            "a \\| b\nc \\| d",
        ] {
            assert_eq!(found(source), [], "{source}");
        }
    }

    // Otherwise a page number that somebody typed would stay behind when the page moves.
    #[test]
    fn typed_pages_are_found_in_the_words_of_a_reference() {
        for (source, at) in [
            ("[第12](page:x)頁", "12"),
            ("[第十二](page:x)頁", "十二"),
            ("[12](page:x)頁", "[12](page:x)"),
            ("[2024](title:x)", "[2024](title:x)"),
        ] {
            let found = found(source);
            assert_eq!(found.len(), 1, "{source}: {found:?}");
            assert_eq!((found[0].0, found[0].1.as_str()), ("prose/link", at), "{found:?}");
        }
        for source in ["[第2部](page:x)（[](page:x)頁）", "[資料12](https://example.jp/)頁", "[第2部](title:x)"]
        {
            assert_eq!(found(source), [], "{source}");
        }
    }
}
