//! Wording, after 公用文作成の考え方 (文化審議会建議, 2022).
//!
//! Digit groups and ids are exempt throughout: 14,043 and (1,102) stay as they are.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::Context;
use crate::characters::instead;
use crate::diagnostic::{Diagnostic, Rule, Span, rule};
use crate::model::{Passage, Width};
use crate::source::prose::{ESCAPED, Lookalike, Reader, lookalikes};

pub(super) enum Finding {
    HalfWidthKatakana { written: String, span: Span },
    MixedDigits { written: String, span: Span },
    MixedBrackets { written: char, span: Span },
    Unclosed { bracket: char, span: Span },
    Unopened { bracket: char, span: Span },
    Doubled { written: String, span: Span },
    Lookalike { lookalike: Lookalike, span: Span },
    Enumeration { written: char, expected: char, span: Span },
    TrailingSpace { breaks: bool, span: Span },
    MachineDependent { written: char, reason: &'static str, span: Span },
    Glossary { written: String, right: String, span: Span },
    Style { written: String, right: String, span: Span },
}

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<_> = context.passages.iter().flat_map(|passage| Checker { context, passage }.all()).collect();
    findings.extend(trailing_spaces(context));
    findings
}

static KATAKANA: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\u{FF61}-\u{FF9F}]+").ok());
/// Particles and punctuation that never follow themselves, each in the one group that matches. A particle is doubled for
/// sure between a word and what is no hiragana: 家庭でできる, まちなかににぎわい, 竣功ののち, まで+で are words that meet.
static DOUBLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(をを|、、+|。。+|，，+|、。|。、)|[\p{Han}\p{Katakana}\p{Latin}\p{Nd}ー）」』】](にに|がが|でで|のの|はは|とと)(?:[^\p{Hiragana}]|を|$)|(?:^|[^・])(・・)(?:[^・]|$)",
    )
    .ok()
});
/// What keeps its own width: brackets with digits and separators only, such as (1,102), amounts, and ids.
static EXEMPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\([0-9,.△]+\)|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+千円|[A-Za-z][A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*",
    )
    .ok()
});
/// What stands before the bracket of a list mark at the start of a line, or of a note's mark: 1), ア）, ※1), 注）.
static LIST_MARK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s、。])(?:\d{1,2}|[A-Za-zア-ン①-⑳])$|(?:※|＊|\*|注|註|脚注)\s*\d{0,3}$").ok());
/// What joins marks that refer to parts of a series: ①～③, ②及び③.
const JOINS: [&str; 11] = ["", "～", "〜", "-", "と", "、", "・", "及び", "又は", "から", "並びに"];
/// What follows a mark that refers to a part of a series: ②は新規. A part itself begins with its own words.
const REFERRING: [&str; 8] = ["は", "が", "を", "に", "の", "と", "及び", "について"];

const PAIRS: [(char, char); 8] =
    [('（', '）'), ('「', '」'), ('『', '』'), ('【', '】'), ('〔', '〕'), ('［', '］'), ('〈', '〉'), ('《', '》')];

struct Checker<'c, 'p> {
    context: &'c Context<'p>,
    passage: &'c Passage<'p>,
}

impl Checker<'_, '_> {
    fn all(&self) -> Vec<Finding> {
        let mut findings = self.matches(&KATAKANA, |written, span| Finding::HalfWidthKatakana { written, span });
        findings.extend(self.matches(&DOUBLED, |written, span| Finding::Doubled { written, span }));
        findings.extend(self.lookalikes());
        findings.extend(self.mixed_digits());
        findings.extend(self.mixed_brackets());
        findings.extend(self.balance());
        findings.extend(self.enumeration());
        findings.extend(self.machine_dependent());
        findings.extend(self.glossary());
        findings.extend(self.style());
        findings
    }

    fn text(&self) -> &str {
        &self.passage.text
    }

    fn place(&self, range: Range<usize>) -> Span {
        self.passage.place(range, self.context.files)
    }

    fn matches(&self, pattern: &Option<Regex>, finding: fn(String, Span) -> Finding) -> Vec<Finding> {
        let found = pattern.iter().flat_map(|pattern| pattern.captures_iter(self.text()));
        // The group that matches, or all of it.
        let found = found.filter_map(|found| found.iter().flatten().last());
        found.map(|found| finding(found.as_str().to_owned(), self.place(found.range()))).collect()
    }

    /// Reports what looks like a mark of Markdown and would be printed.
    fn lookalikes(&self) -> Vec<Finding> {
        let reader = if self.passage.is_markdown { Reader::Markdown } else { Reader::Nobody };
        let found = lookalikes(&self.passage.with_escapes(ESCAPED), reader);
        let finding =
            |lookalike: Lookalike| Finding::Lookalike { span: self.place(lookalike.range.clone()), lookalike };
        found.into_iter().map(finding).collect()
    }

    /// Reports the first digit of the width that is less frequent in the text. Where the house has chosen a width,
    /// [`Checker::style`] says it.
    fn mixed_digits(&self) -> Option<Finding> {
        if self.context.plan.settings.style.digits.is_some() {
            return None;
        }
        let (full, half) = (|c: char| ('０'..='９').contains(&c), |c: char| c.is_ascii_digit());
        let text = self.masked();
        let (full_count, half_count) =
            (text.chars().filter(|c| full(*c)).count(), text.chars().filter(|c| half(*c)).count());
        if full_count == 0 || half_count == 0 {
            return None;
        }
        let (at, written) =
            text.char_indices().find(|(_, c)| if full_count <= half_count { full(*c) } else { half(*c) })?;
        let span = self.place(at..at + written.len_utf8());
        Some(Finding::MixedDigits { written: written.into(), span })
    }

    /// Reports the first half-width bracket beside （）, which is the form.
    fn mixed_brackets(&self) -> Option<Finding> {
        let text = self.masked();
        if self.context.plan.settings.style.brackets.is_some() || !text.contains(['（', '）']) {
            return None;
        }
        let (at, written) = text.char_indices().find(|(_, c)| matches!(c, '(' | ')'))?;
        Some(Finding::MixedBrackets { written, span: self.place(at..at + written.len_utf8()) })
    }

    /// Returns the text with what keeps its own width blanked out, byte for byte.
    fn masked(&self) -> String {
        let blank = |found: &regex::Captures<'_>| " ".repeat(found[0].len());
        match EXEMPT.as_ref() {
            Some(pattern) => pattern.replace_all(self.text(), blank).into_owned(),
            None => self.text().to_owned(),
        }
    }

    /// Reports brackets that are not closed, or not opened, each fault once.
    fn balance(&self) -> Vec<Finding> {
        let text = self.text();
        let mut open: Vec<(usize, char, char)> = Vec::new();
        // Brackets that another one closed: what closes them later says nothing new.
        let mut cut = Vec::new();
        let mut findings = Vec::new();
        let unclosed = |(at, bracket, _): (usize, char, char)| {
            let span = self.place(at..at + bracket.len_utf8());
            Finding::Unclosed { bracket, span }
        };
        for (at, c) in text.char_indices() {
            // Round brackets of two widths that close each other are a matter of width.
            let same = match c {
                '(' => '（',
                ')' => '）',
                other => other,
            };
            if let Some((_, closing)) = PAIRS.iter().find(|(opening, _)| *opening == same) {
                open.push((at, c, *closing));
            } else if PAIRS.iter().any(|(_, closing)| *closing == same) {
                if let Some(opened) = open.iter().rposition(|(_, _, closing)| *closing == same) {
                    let inside = open.split_off(opened + 1);
                    open.pop();
                    cut.extend(inside.iter().map(|(_, _, closing)| *closing));
                    findings.extend(inside.into_iter().map(unclosed));
                } else if let Some(known) = cut.iter().position(|closing| *closing == same) {
                    cut.remove(known);
                } else if !(same == '）' && LIST_MARK.as_ref().is_some_and(|mark| mark.is_match(&text[..at]))) {
                    // It stands where another one should: that one is neither missing here nor too many later.
                    cut.extend(open.pop().map(|(_, _, closing)| closing));
                    findings.push(Finding::Unopened { bracket: c, span: self.place(at..at + c.len_utf8()) });
                }
            }
        }
        findings.extend(open.into_iter().map(unclosed));
        findings
    }

    /// A series starts with ① and goes up by one; ① starts a new series. Single marks, marks joined to each other and
    /// marks with a particle after them refer to something.
    fn enumeration(&self) -> Option<Finding> {
        let text = self.text();
        let all: Vec<_> = text.char_indices().filter(|(_, c)| ('①'..='⑳').contains(c)).collect();
        let end = |at: usize, mark: char| at + mark.len_utf8();
        let joined = |before: &(usize, char), after: &(usize, char)| {
            JOINS.contains(&text[end(before.0, before.1)..after.0].trim())
        };
        let refers = |index: usize| {
            let (at, mark) = all[index];
            (index > 0 && joined(&all[index - 1], &all[index]))
                || all.get(index + 1).is_some_and(|next| joined(&all[index], next))
                || REFERRING.iter().any(|word| text[end(at, mark)..].starts_with(word))
        };
        if all.len() < 2 {
            return None;
        }
        let mut expected = '①';
        for (index, (at, mark)) in all.iter().copied().enumerate() {
            if mark != expected {
                if refers(index) {
                    continue;
                }
                if mark != '①' {
                    let span = self.place(at..end(at, mark));
                    return Some(Finding::Enumeration { written: mark, expected, span });
                }
            }
            expected = char::from_u32(u32::from(mark) + 1).unwrap_or(mark);
        }
        None
    }

    fn machine_dependent(&self) -> Vec<Finding> {
        let found = self.text().char_indices().filter_map(|(at, c)| Some((at, c, machine_dependent(c)?)));
        found
            .map(|(at, written, reason)| Finding::MachineDependent {
                written,
                reason,
                span: self.place(at..at + written.len_utf8()),
            })
            .collect()
    }

    fn glossary(&self) -> Vec<Finding> {
        let text = self.text();
        let mut findings = Vec::new();
        for term in &self.context.plan.settings.glossary {
            let ranges = |spelling: &str| -> Vec<Range<usize>> {
                text.match_indices(spelling).map(|(at, found)| at..at + found.len()).collect()
            };
            let within = |range: &Range<usize>, others: &[Range<usize>]| {
                others.iter().any(|other| other.start < range.end && range.start < other.end)
            };
            // サーバ stands within サーバー, 取り組 within 取り組み: the right spelling and the longest one count.
            let longer = |wrong: &str| term.right.len() > wrong.len() && term.right.contains(wrong);
            let right = ranges(&term.right);
            let mut wrong: Vec<_> = term.wrong.iter().map(|wrong| wrong.value.as_str()).collect();
            wrong.sort_by_key(|wrong| std::cmp::Reverse(wrong.len()));
            let mut taken: Vec<Range<usize>> = Vec::new();
            for spelling in wrong {
                for range in ranges(spelling) {
                    if within(&range, &taken) || (longer(spelling) && within(&range, &right)) {
                        continue;
                    }
                    findings.push(Finding::Glossary {
                        written: spelling.to_owned(),
                        right: term.right.value.clone(),
                        span: self.place(range.clone()),
                    });
                    taken.push(range);
                }
            }
        }
        findings
    }

    fn style(&self) -> Vec<Finding> {
        let style = &self.context.plan.settings.style;
        let text = self.masked();
        let right = |c: char| -> Option<char> {
            let shifted = |from: char, to: char| char::from_u32(u32::from(c) - u32::from(from) + u32::from(to));
            match c {
                '(' | ')' if style.brackets == Some(Width::Full) => shifted('(', '（'),
                '（' | '）' if style.brackets == Some(Width::Half) => shifted('（', '('),
                '０'..='９' if style.digits == Some(Width::Half) => shifted('０', '0'),
                '0'..='9' if style.digits == Some(Width::Full) => shifted('0', '０'),
                '，' if style.comma == Some('、') => Some('、'),
                '、' if style.comma == Some('，') => Some('，'),
                _ => None,
            }
        };
        // Digits that stand together are one number, brackets a pair: one finding each.
        let mut found: Vec<(usize, String, String)> = Vec::new();
        let mut opened = 0;
        for (at, c, right) in text.char_indices().filter_map(|(at, c)| Some((at, c, right(c)?))) {
            match (c, found.last_mut()) {
                (')' | '）', _) if opened > 0 => opened -= 1,
                ('0'..='9' | '０'..='９', Some((start, written, digits))) if *start + written.len() == at => {
                    written.push(c);
                    digits.push(right);
                }
                _ => {
                    opened += usize::from(matches!(c, '(' | '（'));
                    found.push((at, c.into(), right.into()));
                }
            }
        }
        found
            .into_iter()
            .map(|(at, written, right)| Finding::Style { span: self.place(at..at + written.len()), written, right })
            .collect()
    }
}

/// Returns why a character is machine-dependent.
///
/// NEC row 13 and the IBM extensions of Shift_JIS, enclosed and squared forms beyond ①–⑳, private use. ①–⑳ are in
/// JIS X 0213 and part of the house's numbering.
fn machine_dependent(c: char) -> Option<&'static str> {
    match c {
        '\u{2160}'..='\u{217F}' => Some("a Roman numeral as one character"),
        '\u{2E80}'..='\u{2FDF}' => Some("a radical of dictionaries (康熙部首) that looks like a character"),
        '\u{3200}'..='\u{32FF}' => Some("an enclosed character of a vendor"),
        '\u{3300}'..='\u{33FF}' => Some("a squared word or unit of a vendor"),
        '\u{2116}' | '\u{2121}' => Some("a word as one character"),
        '\u{2460}'..='\u{2473}' => None,
        '\u{2474}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' => Some("an enclosed character that few fonts have"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => {
            Some("a private character (外字) that only some machines have")
        }
        _ => None,
    }
}

/// Looks at the lines of the author's files, since YAML and Markdown drop spaces at their ends.
fn trailing_spaces(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in context.files.ids() {
        let file = context.files.get(id);
        if !file.path().starts_with("sources/") {
            continue;
        }
        let mut start = 0;
        for line in file.text().split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            let kept = content.trim_end_matches([' ', '\u{3000}', '\t']);
            if kept.len() < content.len() {
                // Two spaces break the line in Markdown, where another line of the paragraph follows.
                let next = file.text()[start + line.len()..].lines().next().unwrap_or_default();
                let breaks = file.path().ends_with(".md")
                    && content.ends_with("  ")
                    && !kept.is_empty()
                    && !next.trim().is_empty()
                    && !kept.starts_with('#');
                let span = Span::new(id, start + kept.len(), start + content.len());
                findings.push(Finding::TrailingSpace { breaks, span });
            }
            start += line.len();
        }
    }
    findings
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        let (rule, span, message, help): (&'static Rule, _, _, String) = match finding {
            Finding::HalfWidthKatakana { written, span } => {
                let punctuation = written.chars().all(|c| ('｡'..='･').contains(&c));
                let what = if punctuation { "half-width punctuation" } else { "half-width katakana" };
                let right: String = written.nfkc().collect();
                (&rule::KATAKANA, span, format!("`{written}` is {what}"), format!("write `{right}`"))
            }
            Finding::MixedDigits { written, span } => (
                &rule::MIXED_DIGITS,
                span,
                format!("the digit `{written}` has another width than the other digits of the text"),
                "write all digits of a text in one width".into(),
            ),
            Finding::MixedBrackets { written, span } => (
                &rule::MIXED_BRACKETS,
                span,
                format!("the bracket `{written}` has another width than the other brackets of the text"),
                "write （） throughout".into(),
            ),
            Finding::Unclosed { bracket, span } => (
                &rule::BRACKETS,
                span,
                format!("`{bracket}` is not closed"),
                "add the closing bracket, or remove this one".into(),
            ),
            Finding::Unopened { bracket, span } => (
                &rule::BRACKETS,
                span,
                format!("`{bracket}` closes nothing that is open"),
                "add the opening bracket, or remove this one".into(),
            ),
            Finding::Doubled { written, span } => {
                (&rule::DOUBLED, span, format!("`{written}` is doubled"), "remove one of the two".into())
            }
            Finding::Lookalike { lookalike: Lookalike { lost, message, help, .. }, span } => {
                (if lost { &rule::LOOKALIKE } else { &rule::LEFTOVER_MARKUP }, span, message, help)
            }
            Finding::Enumeration { written, expected, span } => (
                &rule::ENUMERATION,
                span,
                format!("`{written}` stands where `{expected}` is expected"),
                "number in order; a Markdown list (`1)`) does so by itself".into(),
            ),
            Finding::TrailingSpace { breaks: false, span } => {
                (&rule::TRAILING_SPACE, span, "space at the end of the line".into(), "remove it".into())
            }
            Finding::TrailingSpace { breaks: true, span } => (
                &rule::TRAILING_SPACE,
                span,
                "spaces at the end of the line break it, and nobody sees them".into(),
                "write `\\` instead of them where the line is to break, else remove them".into(),
            ),
            Finding::MachineDependent { written, reason, span } => {
                let message = format!("`{written}` is machine-dependent");
                let help = match instead(written) {
                    Some(right) => format!("it is {reason}; write `{right}`"),
                    None => format!("it is {reason}"),
                };
                (&rule::MACHINE_DEPENDENT, span, message, help)
            }
            Finding::Glossary { written, right, span } => (
                &rule::GLOSSARY,
                span,
                format!("`{written}` is spelt `{right}` in this plan"),
                format!("write `{right}`; the glossary is in `plan.yaml`"),
            ),
            Finding::Style { written, right, span } => (
                &rule::STYLE,
                span,
                format!("the house style has `{right}` for `{written}`"),
                format!("write `{right}`; the style is in `plan.yaml`"),
            ),
        };
        Self::new(rule, span, message).help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_of_the_house_is_not_machine_dependent() {
        assert!("①⑳※～→⇒△々".chars().all(|c| machine_dependent(c).is_none()));
        assert!("㈱㎡㍻Ⅱ№℡㉑".chars().all(|c| machine_dependent(c).is_some()));
    }
}
