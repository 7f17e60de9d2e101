//! What people type for a mark of Markdown, and what is none: it would be printed as it stands.
//!
//! This is the one table of such slips within a text. Those by which something is lost are looked for in what Markdown took
//! for text ([`lines`](super::lines), which also knows what is slipped from line to line); the others by the rules of wording,
//! in all texts of the plan.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

use super::{CitationKind, DataKind};

/// Stands in a text for what is no text: a link, an image.
pub(crate) const OPAQUE: char = '\u{fffc}';
/// Stands in a text for a character that its author has escaped.
pub(crate) const ESCAPED: char = '\u{1a}';

/// Who reads a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Markdown.
    Markdown,
    /// Nobody: it is printed as it stands.
    Nobody,
}

/// Something that looks like a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookalike {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// Whether something is lost by it: a reference, an image, a note. Otherwise a mark is printed that nobody wants to see.
    pub lost: bool,
    /// What is wrong.
    pub message: String,
    /// What to type instead.
    pub help: String,
}

/// Finds what looks like a mark in a text that `reader` has read, in order.
pub(crate) fn find(text: &str, reader: Reader) -> Vec<Lookalike> {
    // Most texts have nothing that could be one.
    if !text.contains(|c: char| SUSPECT.contains(&c)) {
        return Vec::new();
    }
    let mut found = Found::default();
    for captures in REFERENCE.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        found.extend(reference(&captures, reader));
    }
    for captures in BARE.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        found.extend(bare(&captures, reader).filter(|bare| !is_escaped(&text[..bare.range.start])));
    }
    for mark in MARKS.iter().filter(|mark| mark.reader.is_none_or(|of| of == reader)) {
        for captures in mark.pattern.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            // The group that matches, or all of it.
            let whole = captures.iter().flatten().last();
            found.extend(whole.map(|whole| mark.lookalike(whole.as_str(), whole.range(), reader)));
        }
    }
    found.0.into_values().collect()
}

/// What was found, by where it begins. What an earlier pattern has is not found again.
#[derive(Default)]
struct Found(BTreeMap<usize, Lookalike>);

impl Extend<Lookalike> for Found {
    fn extend<I: IntoIterator<Item = Lookalike>>(&mut self, lookalikes: I) {
        for lookalike in lookalikes {
            let before = self.0.range(..lookalike.range.end).next_back();
            if before.is_none_or(|(_, before)| before.range.end <= lookalike.range.start) {
                self.0.insert(lookalike.range.start, lookalike);
            }
        }
    }
}

/// Characters of which every lookalike has one.
const SUSPECT: [char; 21] =
    ['(', '（', ':', '：', '[', '*', '＊', '~', '_', '=', '{', '《', '$', '&', '<', '＜', '\\', '!', '！', '【', '［'];

/// Returns the schemes of links to parts of the plan.
fn schemes() -> impl Iterator<Item = &'static str> {
    CitationKind::ALL.map(CitationKind::scheme).into_iter().chain(DataKind::ALL.map(DataKind::scheme))
}

/// Brackets with words and brackets with an address behind them, of any width, with or without a space between them.
static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?P<bang>[!！][ 　]?)?(?P<open>[\[［【〔])(?P<words>[^\[\]［］【】〔〕\n]*)(?P<close>[\]］】〕])(?P<gap>[ 　\n]*)(?P<paren>[(（])(?P<target>[^()（）\n]*)(?P<end>[)）])",
    )
    .ok()
});

/// A reference without its brackets.
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let schemes = schemes().collect::<Vec<_>>().join("|");
    Regex::new(&format!(
        r"(?:^|[^A-Za-z0-9:/.@_-])([(（<＜\[［]?(?P<scheme>{schemes})[:：](?P<id>[a-z0-9][a-z0-9-]*)[)）>＞\]］]?)"
    ))
    .ok()
});

fn reference(captures: &Captures<'_>, reader: Reader) -> Option<Lookalike> {
    let part = |name: &str| captures.name(name).map_or("", |found| found.as_str());
    let (words, target) = (part("words"), part("target").trim());
    let folded: String = target.nfkc().filter(|c| !c.is_whitespace()).collect();
    let scheme = folded.split_once(':').map_or("", |(scheme, _)| scheme);
    let path = target.split(['"', '”', '“', '＂']).next().unwrap_or_default().trim_end();
    let image = is_image(path);
    let (what, right) = if image {
        let caption = target[path.len()..].trim_matches(|c: char| c.is_whitespace() || "\"”“＂".contains(c));
        let caption = if caption.is_empty() { String::new() } else { format!(" \"{caption}\"") };
        let path = if path.contains([' ', '　']) { format!("<{path}>") } else { path.to_owned() };
        ("image", format!("![{words}]({path}{caption})"))
    } else if schemes().any(|known| known == scheme) {
        ("reference", format!("[{words}]({folded})"))
    } else if matches!(scheme, "http" | "https" | "mailto") {
        // 【公式】（https://…） is how a text names an address, too.
        if "【〔".contains(part("open")) && !words.is_empty() {
            return None;
        }
        // Only what stands before the name of a file or page is sure to be half-width.
        let rest = target.split_once([':', '：']).map_or("", |(_, rest)| rest);
        ("link", format!("[{words}]({scheme}:{})", rest.replace('／', "/")))
    } else {
        return None;
    };
    let whole = captures.get(0)?;
    let mut slips = Vec::new();
    let full: Vec<_> = ["bang", "open", "close", "paren", "end"]
        .iter()
        .flat_map(|name| part(name).chars().find(|c| "！［］【】〔〕（）".contains(*c)))
        .map(|c| format!("`{c}`"))
        .collect();
    match &full[..] {
        [] => {}
        [only] => slips.push(format!("{only} is full-width")),
        [first @ .., last] => slips.push(format!("{} and {last} are full-width", first.join(", "))),
    }
    if !part("gap").is_empty() || part("bang").ends_with([' ', '　']) {
        slips.push("there is a space between the marks".to_owned());
    }
    if image && path.contains([' ', '　']) {
        slips.push("the path has a space and is not in `<` and `>`".to_owned());
    } else if !image && target.chars().any(char::is_whitespace) {
        slips.push("the address has a space".to_owned());
    } else if image && part("bang").is_empty() {
        slips.push("the `!` is missing".to_owned());
    }
    let written = whole.as_str();
    let (message, help) = match reader {
        Reader::Markdown if slips.is_empty() => {
            (format!("`{written}` is read as text, not as {}", article(what)), right)
        }
        Reader::Markdown => (format!("`{written}` is no {what}: {}", slips.join(", ")), right),
        Reader::Nobody => (format!("`{written}` is printed as it stands"), String::new()),
    };
    let help = match reader {
        Reader::Markdown => format!("write `{help}`"),
        Reader::Nobody => format!("write only the words here; {} stands in the project's `.md` file", article(what)),
    };
    Some(Lookalike { range: whole.range(), lost: true, message, help })
}

fn article(what: &str) -> String {
    format!("{} {what}", if what == "image" { "an" } else { "a" })
}

/// Says whether a path is that of a picture.
fn is_image(path: &str) -> bool {
    let lower = path.to_lowercase();
    path.starts_with("images/")
        || [".png", ".jpg", ".jpeg", ".webp", ".svg", ".gif"].iter().any(|ending| lower.ends_with(ending))
            && !lower.contains(':')
}

/// Says whether what follows belongs to a bracket that its author has escaped: `\[](page:x)`.
fn is_escaped(before: &str) -> bool {
    let Some(inside) = before.strip_suffix(']') else { return before.ends_with(ESCAPED) };
    inside.chars().rev().take(MAX_WORDS).find(|c| matches!(*c, '[' | ESCAPED)) == Some(ESCAPED)
}

/// How far before a bracket the one is looked for that opens it.
const MAX_WORDS: usize = 200;

fn bare(captures: &Captures<'_>, reader: Reader) -> Option<Lookalike> {
    let whole = captures.get(1)?;
    let (scheme, id) = (captures.name("scheme")?.as_str(), captures.name("id")?.as_str());
    let message = format!("`{}` is printed as it stands", whole.as_str());
    let help = match reader {
        Reader::Markdown => {
            format!("for what it refers to write `[]({scheme}:{id})`; to print it as it stands write `{scheme}\\:{id}`")
        }
        Reader::Nobody => "write only the words here; a reference stands in the project's `.md` file".to_owned(),
    };
    Some(Lookalike { range: whole.range(), lost: true, message, help })
}

/// A kind of mark: what it looks like (the last group that matches is what is reported) and what to type instead.
struct Mark {
    pattern: Option<Regex>,
    /// Who must have read the text; nothing where that does not matter.
    reader: Option<Reader>,
    lost: bool,
    /// In Markdown.
    instead: fn(&str) -> String,
    /// Where no Markdown is read.
    plainly: fn(&str) -> String,
}

impl Mark {
    fn new(pattern: &str, instead: fn(&str) -> String) -> Self {
        let plainly = |_: &str| "remove the marks".to_owned();
        Self { pattern: Regex::new(pattern).ok(), reader: None, lost: false, instead, plainly }
    }

    fn lookalike(&self, written: &str, range: Range<usize>, reader: Reader) -> Lookalike {
        let help = match reader {
            Reader::Markdown => (self.instead)(written),
            Reader::Nobody => format!("{}; only `.md` files and running text are Markdown", (self.plainly)(written)),
        };
        let message = format!("`{}` is printed as it stands", written.replace([ESCAPED, OPAQUE], "…"));
        Lookalike { range, lost: self.lost, message, help }
    }

    fn plainly(self, plainly: fn(&str) -> String) -> Self {
        Self { plainly, ..self }
    }

    fn lost(self) -> Self {
        Self { lost: true, ..self }
    }

    fn read_by(self, reader: Reader) -> Self {
        Self { reader: Some(reader), ..self }
    }
}

/// Returns what stands between the marks of emphasis.
fn inside(written: &str) -> &str {
    written.trim_matches(['*', '＊', '_', '=', '~'])
}

fn bold(written: &str) -> String {
    format!("for bold write `**{0}**`; to print the marks write `\\` before each", inside(written))
}

/// Returns ruby as a plan has it: the reading in brackets behind the word.
fn reading(written: &str) -> String {
    let parts: Vec<_> =
        written.split(['{', '}', '|', '｜', '《', '》']).map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [word, reading] => format!("write the reading in brackets: {word}（{reading}）"),
        _ => "write the reading in brackets behind the word".to_owned(),
    }
}

/// Marks in the order in which they are looked for: what an earlier one has is not looked at again.
static MARKS: LazyLock<Vec<Mark>> = LazyLock::new(|| {
    vec![
        Mark::new(r"\[[\^＾][^\[\]\n]{1,80}\]|\^\[[^\[\]\n]+\]", |_| {
            "put `※` where the mark stands, and the note into a paragraph of its own that begins with ※".to_owned()
        })
        .lost(),
        Mark::new(r"\[[^\[\]\n]+\]\[[A-Za-z0-9_-]*\]", |_| {
            "write the address where it is used: `[words](https://…)`; to print the brackets write `\\` before each `[`".to_owned()
        }),
        // Between digits and hours, two marks mean a power or a range.
        Mark::new(r"(?:^|[^0-9時])(\*\*[^*\n]+\*\*|\*\*|~~[^~\n]+~~|~~)", |written| {
            if written.starts_with('~') {
                "a plan strikes nothing out: remove it, or make the change an amendment; to print the marks write `\\` before each"
                    .to_owned()
            } else if written.len() > 2 {
                "no space or full-width space may stand between `**` and the words; to print the marks write `\\` before each"
                    .to_owned()
            } else {
                "close the emphasis, as in `**bold**`; to print the marks write `\\` before each".to_owned()
            }
        }),
        Mark::new(r"＊＊[^＊\n]+＊＊", bold),
        Mark::new(r"(?:^|[^A-Za-z0-9_])(__[^_\s][^_\n]+__)(?:[^A-Za-z0-9_]|$)", bold),
        Mark::new(r"(?:^|[^A-Za-z0-9_])(_[^_\s][^_\n]*[^_\n\x00-\x7F][^_\n]*_)(?:[^A-Za-z0-9_]|$)", bold),
        Mark::new(r"(?:^|[^=])(==[^=\s][^=\n]*==)(?:[^=]|$)", bold),
        Mark::new(r"\{[^{}|｜\n]+[|｜][^{}|｜\n]+\}|[|｜][^|｜《》\s]{1,20}《[^《》\n]+》", reading).plainly(reading),
        Mark::new(r"^\[[ xX　]\][ 　]", |_| "write □ or ☑ for a box to tick, or remove the brackets".to_owned()),
        Mark::new(r"\$\$", |_| "a plan has no formulas in TeX: write it in characters, or make it an image".to_owned()),
        Mark::new(r":{3,}", |_| "remove the colons: a plan has no boxes of this kind".to_owned()),
        Mark::new(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});", |_| {
            "write the character itself; to print the letters write `\\&`".to_owned()
        })
        .plainly(|_| "write the character itself".to_owned()),
        Mark::new(
            r"[<＜]/?(?:br|p|b|i|u|s|em|strong|small|sup|sub|span|div|font|center|ruby|rt|rp|table|tr|td|th|img|a|ul|ol|li)(?: [^<>＜＞\n]*)?/?[>＞]",
            |_| "remove it; for a line break write `\\` at the end of the line".to_owned(),
        )
        .plainly(|_| "remove it; a value of several lines (`|-`) breaks its lines".to_owned()),
        // A backslash marks something only before a mark and at the end of a line.
        Mark::new(r"\\$", |_| "remove it: `\\` breaks a line only where another one follows in the paragraph".to_owned())
            .read_by(Reader::Markdown),
        // The key of the yen sign types it on many keyboards.
        Mark::new(r"(\\)[0-9０-９]", |_| "write an amount with 円, or the sign `¥` (U+00A5)".to_owned())
            .plainly(|_| "write an amount with 円, or the sign `¥` (U+00A5)".to_owned()),
        Mark::new(r"\\", |_| {
            "remove it, or for a line break write it at the end of a line and go on in the next; to print a backslash write `\\\\`"
                .to_owned()
        })
        .read_by(Reader::Markdown),
        Mark::new(r"(\\[nrt])(?:[^A-Za-z]|$)", |_| String::new())
            .plainly(|_| "remove it; a value in double quotes or of several lines (`|-`) breaks its lines".to_owned())
            .read_by(Reader::Nobody),
    ]
});

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(text: &str) -> Vec<(String, String)> {
        let found = find(text, Reader::Markdown).into_iter().filter(|found| found.lost);
        found.map(|found| (text[found.range].to_owned(), found.help)).collect()
    }

    fn printed(text: &str, reader: Reader) -> Vec<&str> {
        find(text, reader).into_iter().filter(|found| !found.lost).map(|found| &text[found.range]).collect()
    }

    // Otherwise a page, a link or a picture would be lost to a slip of the input method, and its address printed.
    #[test]
    fn references_of_every_mixture_are_seen_and_put_right() {
        for (text, written, right) in [
            ("詳しくは[]（page:expo）頁", "[]（page:expo）", "[](page:expo)"),
            ("詳しくは[] (page:expo)頁", "[] (page:expo)", "[](page:expo)"),
            ("詳しくは[]　(page:expo)頁", "[]　(page:expo)", "[](page:expo)"),
            ("詳しくは［］(page:expo)頁", "［］(page:expo)", "[](page:expo)"),
            ("［］（ｐａｇｅ：ｅｘｐｏ）", "［］（ｐａｇｅ：ｅｘｐｏ）", "[](page:expo)"),
            ("【】(title:x)", "【】(title:x)", "[](title:x)"),
            ("[］（title:x)", "[］（title:x)", "[](title:x)"),
            ("[](page: expo)", "[](page: expo)", "[](page:expo)"),
            ("[公式]（https://example.jp/）を", "[公式]（https://example.jp/）", "[公式](https://example.jp/)"),
            ("[公式] (https://example.jp/年度)", "[公式] (https://example.jp/年度)", "[公式](https://example.jp/年度)"),
            ("［照会］（mailto：a@b.jp）", "［照会］（mailto：a@b.jp）", "[照会](mailto:a@b.jp)"),
            ("![会場の図](images/会場 図.png)", "![会場の図](images/会場 図.png)", "![会場の図](<images/会場 図.png>)"),
            ("![図]（images/a.png）", "![図]（images/a.png）", "![図](images/a.png)"),
            ("！[図](images/a b.png \"題\")", "！[図](images/a b.png \"題\")", "![図](<images/a b.png> \"題\")"),
            ("！［図］（images/a.png）", "！［図］（images/a.png）", "![図](images/a.png)"),
            ("! [図] (x.PNG)", "! [図] (x.PNG)", "![図](x.PNG)"),
        ] {
            assert_eq!(lost(text), [(written.to_owned(), format!("write `{right}`"))], "{text}");
        }
        for (text, written) in [
            ("詳しくは(page:expo)頁", "(page:expo)"),
            ("詳しくはpage:expo頁", "page:expo"),
            ("（amount：total）", "（amount：total）"),
            ("event:forum", "event:forum"),
            ("参照：page:expo", "page:expo"),
        ] {
            let found = lost(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, written);
            assert!(found[0].1.contains("`[]("), "{found:?}");
        }
        assert_eq!(lost("注[^1]を")[0].0, "[^1]");
        assert_eq!(lost("注^[説明]を")[0].0, "^[説明]");
    }

    // Otherwise marks of other dialects would stand on paper, and nobody would know why.
    #[test]
    fn marks_of_other_dialects_are_seen() {
        for (text, written) in [
            ("これは__重要__です", "__重要__"),
            ("これは_重要_です", "_重要_"),
            ("==強調==する", "==強調=="),
            ("＊＊重要＊＊", "＊＊重要＊＊"),
            ("企業の**成長", "**"),
            ("これは** 重要 **です", "** 重要 **"),
            ("~~旧~~新", "~~旧~~"),
            ("{葛城|かつらぎ}市", "{葛城|かつらぎ}"),
            ("｜葛城《かつらぎ》市", "｜葛城《かつらぎ》"),
            ("[ ] 済", "[ ] "),
            ("$$x^2$$", "$$"),
            (":::note", ":::"),
            ("A&nosuch;B", "&nosuch;"),
            ("改行＜br＞する", "＜br＞"),
            ("第1\\n第2", "\\"),
            ("終わり\\", "\\"),
            ("参加費\\1,000", "\\"),
            ("[資料][doc-1]", "[資料][doc-1]"),
        ] {
            let found = printed(text, Reader::Markdown);
            assert_eq!(found.first(), Some(&written), "{text}: {found:?}");
        }
        for (text, written) in [
            ("**重要**", "**重要**"),
            ("第1\\n第2", "\\n"),
            ("A&amp;B", "&amp;"),
            ("一<br>二", "<br>"),
            ("一<br/>二", "<br/>"),
        ] {
            assert_eq!(printed(text, Reader::Nobody), [written], "{text}");
        }
        assert_eq!(find("[](page:expo)頁", Reader::Nobody).len(), 1);
    }

    // Otherwise right texts would be reported, and real findings be overlooked among them.
    #[test]
    fn what_only_resembles_a_mark_is_left_alone() {
        for text in [
            "【公式】（案）、【公式】（https://example.jp/）、［別紙］（1）、[注]（参考）、[ ]、「[ ]」",
            "大学・研究機関、①相談②支援、（1）の事業、※注",
            "2*3の区画、2**3倍、10時~~12時、file_name_of_x、a_b、_x_",
            "氏名____、年__月__日、====、____",
            "R&D、AT&T、Q&A；1、S&P;",
            "https://example.jp/page:1、http://example.jp/date:2024",
            "time: 10:30、image:x、Event: 2024、pages:beta、title：関西の将来像",
            "《仮称》、『広報｜KANSAI』、a<b、5<br、100 < 200 > 50",
            "参加しよう！［申込］（無料）",
            "C:¥Users、￥1,000、US$100",
        ] {
            assert_eq!(find(text, Reader::Markdown), [], "{text}");
            assert_eq!(find(text, Reader::Nobody), [], "{text}");
        }
    }

    // Otherwise a file of a megabyte would keep a machine busy for hours: the time of each grew with all others.
    #[test]
    fn many_marks_cost_no_more_than_their_number() {
        for unit in ["&ab;", "](page:a)", "[](", "page:a ", "**a** ", "{a|b}", "__a", "［］", "\\n"] {
            let text = unit.repeat((1 << 17) / unit.len());
            for reader in [Reader::Markdown, Reader::Nobody] {
                assert!(find(&text, reader).len() <= text.len() / unit.len(), "{unit}");
            }
        }
    }

    // Otherwise an author could not write about Markdown at all.
    #[test]
    fn what_is_escaped_is_meant() {
        let escaped = format!("{ESCAPED}{ESCAPED}重要{ESCAPED}{ESCAPED}、{ESCAPED}[注]");
        assert_eq!(find(&escaped, Reader::Markdown), []);
    }
}
