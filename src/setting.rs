//! How text is set: where no line may break beyond what Unicode says, and which marks stand beside each other.
//!
//! Typst breaks lines by UAX #14, which knows nothing of numbers with their units or of lone characters on a last line.
//! And it narrows punctuation marks that follow each other to half their width. That is right where each of them is a
//! full em wide; those of a proportional font such as BIZ UDPGothic are narrow already, and overlap then. Both are
//! decided here, once: show rules would look through all text again in every pass of the layout.
//!
//! What is decided is a joint between two characters: an invisible character in a style of its own. It is never shaped,
//! so it leaves no trace in the PDF; but it parts the runs of glyphs at its sides, and the search for line breaks sees it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::characters::is_selector;

/// 始め括弧類 (JLREQ cl-01).
const OPENING: &str = "「『【（〔［｛〈《〖“‘([";
/// 終わり括弧類, 句点類 and 読点類 (cl-02, cl-06, cl-07).
const CLOSING: &str = "」』】）〕］｝〉》〗”’)]。．、，";
/// 中点類 and 区切り約物 (cl-05, cl-04).
const MIDDLE: &str = "・：；？！";
/// What may not begin a line by Unicode either.
const NON_STARTERS: &str = "ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
/// What may not begin a line, though Unicode lets it.
const NOT_AT_START: &str = "～〜／※→⇒";
/// How many characters a last line has at least, not counting the marks at its end.
const LAST_LINE: usize = 3;
/// How long a span of days may be that stays on one line.
const SPAN: usize = 12;
/// How long a part of a name may be that stays on one line.
const PHRASE: usize = 10;
/// Stands for what is shown where its text is not known.
pub(crate) const OBJECT: char = '\u{fffc}';

/// A span of days, such as 9月21日～23日.
static DAYS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\d+月)?\d+日(?:（[月火水木金土日]）)?[～〜](?:\d+月)?\d+日").ok());
/// A year of an era, and a number with what counts it: 令和6年度, 第3回, 約1,200千円, 4か年, 70%.
static COUNTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let era = r"(?:令和|平成|昭和|大正|明治)(?:元|\d+)年度?";
    let unit = r"[十百千万億兆]*(?:[かカヵヶケ箇](?:年|月|国|所)?|年[度目間]|\p{Han}|\p{Katakana})|[％%℃×]";
    Regex::new(&format!(r"{era}|[第約△▲]?\d[\d,.，．]*(?:{unit})?")).ok()
});

/// What stands between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// No line breaks here.
    Glue,
    /// A line may break here.
    Seam,
}

/// A text and its joints.
#[derive(Debug)]
pub(crate) struct Setting {
    text: String,
    /// The joints by the byte before which they stand.
    joints: BTreeMap<usize, Joint>,
}

impl Setting {
    /// Sets a text: a paragraph, or the lines of a label, in which `\n` breaks.
    pub fn new(text: impl Into<String>) -> Self {
        let mut setting = Self::within(text);
        setting.keep_ends();
        setting
    }

    /// Sets a part of a line, whose end is not that of a paragraph.
    fn within(text: impl Into<String>) -> Self {
        let mut setting = Self { text: text.into(), joints: BTreeMap::new() };
        setting.join_pairs();
        setting.keep_together();
        setting
    }

    /// Returns the joint before a byte.
    pub fn joint(&self, at: usize) -> Option<Joint> {
        self.joints.get(&at).copied()
    }

    /// Returns the stretches of a part of the text, each with the joint before it; where a line is forced, `\n` stands
    /// as a stretch of its own.
    pub fn stretches(&self, part: Range<usize>) -> impl Iterator<Item = (Option<Joint>, &str)> {
        let mut cuts: Vec<usize> = self.joints.range(part.clone()).map(|(at, _)| *at).collect();
        let breaks = self.text[part.clone()].match_indices('\n');
        cuts.extend(breaks.flat_map(|(at, _)| [part.start + at, part.start + at + 1]));
        cuts.push(part.start);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.retain(|at| *at < part.end);
        let ends: Vec<_> = cuts.iter().skip(1).copied().chain([part.end]).collect();
        cuts.into_iter().zip(ends).map(|(start, end)| (self.joint(start), &self.text[start..end]))
    }

    /// Parts marks from each other, and keeps from a line's start or end what Unicode does not.
    fn join_pairs(&mut self) {
        let characters = characters(&self.text);
        for pair in characters.windows(2) {
            let ((_, before), (at, after)) = (pair[0], pair[1]);
            if NOT_AT_START.contains(after) || ('①'..='⑳').contains(&before) {
                self.glue(before, at, after);
            }
            if is_mark(before) && is_mark(after) && !self.joints.contains_key(&at) {
                self.joints.insert(at, if breaks(before, after) { Joint::Seam } else { Joint::Glue });
            }
        }
    }

    /// Keeps numbers with what counts them, and short spans of days.
    fn keep_together(&mut self) {
        let text = self.text.clone();
        let found = |pattern: &Option<Regex>| -> Vec<Range<usize>> {
            pattern.iter().flat_map(|pattern| pattern.find_iter(&text)).map(|found| found.range()).collect()
        };
        let days = found(&DAYS).into_iter().filter(|range| text[range.clone()].chars().count() <= SPAN);
        for range in days.chain(found(&COUNTED)) {
            for pair in characters(&text[range.clone()]).windows(2) {
                self.glue(pair[0].1, range.start + pair[1].0, pair[1].1);
            }
        }
    }

    /// Keeps the last characters of every line that the author ends, so that none of them stands alone when it wraps.
    fn keep_ends(&mut self) {
        let text = self.text.clone();
        let mut start = 0;
        for line in text.split('\n') {
            let characters = characters(line);
            let counts = |c: char| !(CLOSING.contains(c) || MIDDLE.contains(c) || c.is_whitespace());
            let mut last = 0;
            for (index, (at, after)) in characters.iter().enumerate().rev() {
                let Some((_, before)) = index.checked_sub(1).and_then(|index| characters.get(index)) else { break };
                if *after == OBJECT {
                    break;
                }
                last += usize::from(counts(*after));
                if last == LAST_LINE {
                    break;
                }
                if last > 0 {
                    self.glue(*before, start + at, *after);
                }
            }
            start += line.len() + 1;
        }
    }

    /// Keeps two characters together, if Unicode does not.
    fn glue(&mut self, before: char, at: usize, after: char) {
        if breaks(before, after) {
            self.joints.insert(at, Joint::Glue);
        }
    }
}

/// Splits a text that stands on one line where marks beside each other have to be parted.
pub(crate) fn parted(text: &str) -> Vec<&str> {
    let characters = characters(text);
    let pairs = characters.windows(2).filter(|pair| is_mark(pair[0].1) && is_mark(pair[1].1));
    let mut start = 0;
    let mut parts: Vec<_> = pairs.map(|pair| &text[std::mem::replace(&mut start, pair[1].0)..pair[1].0]).collect();
    parts.push(&text[start..]);
    parts
}

/// Splits a name after its middle dots and commas: it breaks there rather than within a short part. Says of each part
/// whether it is short.
pub(crate) fn phrases(name: &str) -> impl Iterator<Item = (Setting, Range<usize>, bool)> {
    name.split_inclusive(['・', '、']).map(|part| {
        let short = part.chars().count() <= PHRASE && !part.contains('\n');
        // A long part may be the last one, and a line of its own.
        let setting = if short { Setting::within(part) } else { Setting::new(part) };
        (setting, 0..part.len(), short)
    })
}

/// Returns the characters with their places, without those that belong to the one before: the selector of a variant
/// (辻󠄀), a sound mark of its own.
fn characters(text: &str) -> Vec<(usize, char)> {
    text.char_indices().filter(|(at, c)| *at == 0 || !is_attached(*c)).collect()
}

/// Says whether a character belongs to the one before it.
pub(crate) const fn is_attached(c: char) -> bool {
    is_selector(c) || matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

/// Says whether Typst would narrow a mark beside another one.
fn is_mark(c: char) -> bool {
    OPENING.contains(c) || CLOSING.contains(c) || MIDDLE.contains(c)
}

/// Says whether a line may break between two characters by Unicode; a yes may be wrong, a no is right.
fn breaks(before: char, after: char) -> bool {
    let starts = CLOSING.contains(after) || MIDDLE.contains(after) || NON_STARTERS.contains(after);
    let word = |c: char| c.is_ascii_alphanumeric();
    let inside_word = (word(before) || matches!(before, ',' | '.')) && word(after)
        || before.is_ascii_digit() && matches!(after, ',' | '.' | '%');
    !(starts || OPENING.contains(before) || inside_word || before == '\n' || after.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows glue as `+` and seams as `|`.
    fn shown(setting: &Setting) -> String {
        let stretches = setting.stretches(0..setting.text.len());
        stretches
            .map(|(joint, text)| {
                let joint = match joint {
                    Some(Joint::Glue) => "+",
                    Some(Joint::Seam) => "|",
                    None => "",
                };
                format!("{joint}{text}")
            })
            .collect()
    }

    // Otherwise a reader finds half a number, or a unit alone, at the start of a line.
    #[test]
    fn numbers_stay_with_what_counts_them() {
        for (text, right) in [
            ("令和6年度予算", "令+和+6+年+度予算"),
            ("令和元年の会", "令+和+元+年の会"),
            ("第3回程度の会", "第+3+回程度の会"),
            ("23,134千円である", "23,134+千+円である"),
            ("約150兆円をめざす", "約+150+兆+円をめざす"),
            ("4か年計画の効果", "4+か+年計画の効果"),
            ("2025年大阪・関西", "2025+年大阪・関西"),
            ("12ページの図表", "12+ページの図表"),
            ("COP29回目の会", "COP29+回目の会"),
            ("9月21日～23日に開く", "9+月+21+日+～+23+日に開く"),
            ("12月9日（月）～12月11日に開く", "12+月9+日（月）+～12+月11+日に開く"),
            ("年度は2024である", "年度は2024である"),
        ] {
            assert_eq!(shown(&Setting::within(text)), right, "{text}");
        }
    }

    // Otherwise the second mark is printed into the first.
    #[test]
    fn marks_beside_each_other_are_parted() {
        for (text, right) in [
            ("「甲」。乙", "「甲」+。乙"),
            ("（甲））、乙", "（甲）+）+、乙"),
            ("「甲」「乙」", "「甲」|「乙」"),
            ("「（甲）」", "「+（甲）+」"),
            ("甲・「乙」", "甲・|「乙」"),
            ("甲）：乙", "甲）+：乙"),
            ("甲、乙。", "甲、乙。"),
            ("①「甲」", "①+「甲」"),
            ("甲）～乙", "甲）+～乙"),
            ("甲※乙", "甲+※乙"),
            ("※甲", "※甲"),
        ] {
            assert_eq!(shown(&Setting::within(text)), right, "{text}");
        }
    }

    #[test]
    fn marks_on_one_line_are_parted() {
        assert_eq!(parted("（「甲」）"), ["（", "「甲」", "）"]);
        assert_eq!(parted("甲（乙）"), ["甲（乙）"]);
        assert_eq!(parted(""), [""]);
    }

    // Otherwise one or two characters stand alone on a last line; or a name loses its variant.
    #[test]
    fn last_lines_have_three_characters() {
        for (text, right) in [
            ("支援を実施する", "支援を実施+す+る"),
            ("支援を実施する。", "支援を実施+す+る。"),
            ("研究（面談）数：", "研究（面+談）+数："),
            ("開催（再掲）", "開催（再+掲）"),
            ("PRを行う", "PRを+行+う"),
            ("する", "す+る"),
            ("情報発信\n(3回)", "情報+発+信\n(3+回)"),
            ("甲の名簿\n丙の\u{fffc}", "甲の+名+簿\n丙の\u{fffc}"),
            ("甲の\u{fffc}等", "甲の\u{fffc}+等"),
            ("校長の辻\u{e0100}\u{304c}氏", "校長の辻\u{e0100}+\u{304c}+氏"),
            ("データベース", "データベー+ス"),
        ] {
            assert_eq!(shown(&Setting::new(text)), right, "{text}");
        }
    }

    #[test]
    fn names_break_between_their_parts() {
        let parts: Vec<_> =
            phrases("ライフサイエンス・ヘルスケア").map(|(part, _, short)| (part.text, short)).collect();
        assert_eq!(parts, [("ライフサイエンス・".to_owned(), true), ("ヘルスケア".to_owned(), true)]);
        assert!(phrases("広域産業振興の取組にかかる評価").all(|(.., short)| !short));
    }

    // A part of a paragraph that stands inside emphasis or a link has its own joints, and the one before it.
    #[test]
    fn a_part_has_the_joint_before_it() {
        let setting = Setting::new("甲を重要とする");
        let at = "甲を重要".len();
        let parts: Vec<_> = setting.stretches(at..setting.text.len()).collect();
        assert_eq!(parts, [(None, "と"), (Some(Joint::Glue), "す"), (Some(Joint::Glue), "る")]);
    }
}
