//! References to pages.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use crate::diagnostic::{Diagnostic, Severity, Span, rule};
use crate::model::Plan;

/// A page number that is typed.
pub(super) struct TypedPage {
    written: String,
    /// Whether the text sends its reader there; a number that only names a page may be of another document.
    refers: bool,
    span: Span,
}

/// 6頁, 6～7ページ, 頁6, 十二頁, P.6, pp. 6-7, p6; what stands around it decides whether a page is meant.
static PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[PpＰｐ]{1,2}(?:[.．] ?| )?\d{1,4}(?:[-～〜]\d{1,4})?|(?:\d{1,4}[-～〜・、])?\d{1,4}[ 　]?(?:頁|ページ)|頁[ 　]?\d{1,4}|[〇一二三四五六七八九十百]{1,5}[ 　]?(?:頁|ページ)",
    )
    .ok()
});

/// What stands before a number of pages that are counted, not referred to: 全14頁.
const COUNT_BEFORE: [char; 7] = ['全', '計', '約', '各', '毎', '数', '判'];
/// What stands after one: 8ページの冊子, 8頁以内, 2頁に収める. For the first, see [`REFERENCE_AFTER`].
const COUNT_AFTER: [&str; 22] = [
    "の",
    "以",
    "立",
    "目",
    "数",
    "分",
    "程度",
    "当",
    "あたり",
    "に収",
    "にまとめ",
    "で構成",
    "超",
    "を超",
    "余",
    "近",
    "弱",
    "強",
    "にわた",
    "に及",
    "に増",
    "から成",
];
/// What a page has, or what says that one is to be looked at.
const REFERENCE_AFTER: [&str; 6] = ["の表", "の図", "のとおり", "の通り", "の「", "の『"];
/// What has a number of 頁; anything else after 6頁の stands on page 6.
const PRINTED: [&str; 12] = [
    "冊子",
    "小冊子",
    "パンフ",
    "リーフレット",
    "資料",
    "報告書",
    "計画書",
    "印刷物",
    "チラシ",
    "カタログ",
    "ガイド",
    "文書",
];
/// What follows a page written without a dot, as p6; P3施設 and P2P are names.
const AFTER_DOTLESS: [&str; 13] =
    ["参照", "を", "に", "の表", "の図", "のとおり", "、", "。", "）", ")", "」", "・", "\n"];

/// Words of a sentence that sends its reader to a page.
const SENDING: [&str; 11] =
    ["参照", "詳し", "詳細", "のとおり", "の通り", "記載", "掲載", "示す", "ご覧", "の表", "の図"];
/// What is not this plan, where a page is that of it: 報告書39頁. A plan says 本計画 or 本書 of itself.
const OTHER_DOCUMENTS: [&str; 20] = [
    "報告書",
    "白書",
    "別冊",
    "別紙",
    "別添",
    "別添資料",
    "付属資料",
    "要綱",
    "要領",
    "指針",
    "大綱",
    "方針",
    "ビジョン",
    "基本計画",
    "構想",
    "同書",
    "会議録",
    "手引き",
    "マニュアル",
    "ガイドライン",
];

pub(super) fn check(context: &Context<'_>) -> Vec<TypedPage> {
    let Some(pattern) = PAGE.as_ref() else { return Vec::new() };
    let mut titles = None;
    let mut findings = Vec::new();
    for passage in &context.passages {
        for found in pattern.find_iter(&passage.text) {
            let (before, after) = (&passage.text[..found.start()], &passage.text[found.end()..]);
            if !is_reference(before, found.as_str(), after)
                || is_of_another_document(before, titles.get_or_insert_with(|| own_titles(context.plan)))
            {
                continue;
            }
            let sentence = [before.rsplit(['。', '\n']).next(), after.split(['。', '\n']).next()];
            let refers = sentence.iter().flatten().any(|part| SENDING.iter().any(|word| part.contains(word)));
            // 一頁 and 三百頁の大著 are counts more often than pages.
            if !refers && found.as_str().starts_with(|c: char| "〇一二三四五六七八九十百".contains(c)) {
                continue;
            }
            let span = passage.place(found.range(), context.files);
            findings.push(TypedPage { written: found.as_str().to_owned(), refers, span });
        }
    }
    findings
}

/// Returns the titles of the plan's parts without white space.
fn own_titles(plan: &Plan) -> HashSet<String> {
    let projects = plan.projects.iter().map(|project| &project.title);
    let lines = plan.projects.iter().flat_map(|project| &project.lines).map(|line| &line.name);
    let sections = plan.sections.iter().map(|section| &section.title);
    let titles = projects.chain(lines).chain(sections).chain([&plan.title]);
    titles.map(|title| title.value.split_whitespace().collect()).collect()
}

/// Says whether a page number follows the name of another document: 「地球温暖化対策計画」39頁, 報告書の39頁.
fn is_of_another_document(before: &str, own: &HashSet<String>) -> bool {
    let before = before.trim_end();
    // What a booklet has, said in brackets behind it: 冊子（24頁）.
    if before.strip_suffix(['（', '(']).is_some_and(|thing| PRINTED.iter().any(|printed| thing.ends_with(printed))) {
        return true;
    }
    let before = before.strip_suffix('の').unwrap_or(before);
    // What stands in brackets behind the name: 「計画」（令和3年10月閣議決定）39頁.
    let before = match before.strip_suffix(['）', ')']) {
        Some(inside) => inside.rsplit_once(['（', '(']).map_or(inside, |(name, _)| name),
        None => before,
    };
    let quoted = |open, close| before.strip_suffix(close).and_then(|inside| Some(inside.rsplit_once(open)?.1));
    match quoted('「', '」').or_else(|| quoted('『', '』')) {
        Some(name) => !own.contains(&name.split_whitespace().collect::<String>()),
        None => OTHER_DOCUMENTS.iter().any(|document| before.ends_with(document)),
    }
}

/// Says whether a number refers to a page, by what stands before and after it.
fn is_reference(before: &str, written: &str, after: &str) -> bool {
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| after.starts_with(beginning));
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',' || c == '.')
        || after.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return false;
    }
    if written.ends_with(['頁', 'ジ']) {
        let of = after.strip_prefix('の').filter(|_| written.ends_with('頁'));
        let stands_there = of.is_some_and(|of| !PRINTED.iter().any(|printed| of.starts_with(printed)));
        return !before.ends_with(COUNT_BEFORE) && (stands_there || starts(&REFERENCE_AFTER) || !starts(&COUNT_AFTER));
    }
    let dotless = !written.contains(['.', '．', ' ']);
    !dotless || after.is_empty() || starts(&AFTER_DOTLESS)
}

impl From<TypedPage> for Diagnostic {
    fn from(TypedPage { written, refers, span }: TypedPage) -> Self {
        let found = Self::new(&rule::TYPED_PAGE, span, format!("the page number `{written}` is typed")).help(
            "write `[](page:ID)` in Markdown with the id of what stands there; it shows the number and follows it",
        );
        if refers { found } else { found.at_most(Severity::Warning) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the pages that are typed in a text.
    fn typed(text: &str) -> Vec<&str> {
        let found = PAGE.as_ref().expect("a pattern").find_iter(text);
        let found = found.filter(|f| is_reference(&text[..f.start()], f.as_str(), &text[f.end()..]));
        found.map(|found| found.as_str()).collect()
    }

    #[test]
    fn typed_pages_are_found() {
        for (text, page) in [
            ("6頁", "6頁"),
            ("詳しくは6頁、", "6頁"),
            ("10ページを参照", "10ページ"),
            ("（P.6）", "P.6"),
            ("p.6参照", "p.6"),
            ("p6参照", "p6"),
            ("pp. 6-7", "pp. 6-7"),
            ("Ｐ．６", "Ｐ．６"),
            ("6～7頁に記載", "6～7頁"),
            ("6頁の表", "6頁"),
            ("6頁の事業", "6頁"),
            ("6ページの表", "6ページ"),
            ("12　頁に記載", "12　頁"),
            ("頁12を参照", "頁12"),
            ("頁 12。", "頁 12"),
            ("十二頁を参照", "十二頁"),
        ] {
            assert_eq!(typed(text), [page], "{text}");
        }
        assert_eq!(typed("6頁及び7頁参照"), ["6頁", "7頁"]);
    }

    // Otherwise a citation of a national plan would keep the plan from being made.
    #[test]
    fn pages_of_other_documents_are_told_apart() {
        let own = HashSet::from(["推進フォーラム".to_owned()]);
        for (before, other) in [
            ("「地球温暖化対策計画」", true),
            ("「計画」（令和3年10月閣議決定）", true),
            ("『白書』の", true),
            ("中間報告書", true),
            ("別添資料", true),
            ("冊子（", true),
            ("「推進フォーラム」", false),
            ("詳しくは", false),
            ("本計画の", false),
        ] {
            assert_eq!(is_of_another_document(before, &own), other, "{before}");
        }
    }

    #[test]
    fn counts_and_names_are_not_pages() {
        for text in [
            "全14頁",
            "14頁の冊子",
            "8ページの記念誌",
            "8ページ程度のパンフレット",
            "2頁以内",
            "1ページに収める",
            "P2P送金",
            "P3施設",
            "PPP2事業",
            "HTTP2",
            "MP3",
            "約30頁",
            "500頁超",
            "A4判12頁",
            "300頁に及ぶ",
            "1,200頁",
            "ホームページ",
            "ホームページ2024",
            "頁12部",
            "数十頁",
            "二十頁程度",
        ] {
            assert_eq!(typed(text), [""; 0], "{text}");
        }
    }
}
