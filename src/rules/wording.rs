//! Wording, after 公用文作成の考え方 (文化審議会建議, 2022).
//!
//! Digit groups and ids are exempt throughout: 14,043 and (1,102) stay as they are.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use crate::diagnostic::{Diagnostic, Rule, Span, rule};
use crate::model::{Passage, Width};

pub(super) enum Finding {
    HalfWidthKatakana { written: String, span: Span },
    MixedDigits { written: String, span: Span },
    MixedBrackets { written: char, span: Span },
    Unclosed { bracket: char, span: Span },
    Unopened { bracket: char, span: Span },
    Doubled { written: String, span: Span },
    Enumeration { written: char, expected: char, span: Span },
    TrailingSpace { span: Span },
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
/// Particles that never follow themselves, and punctuation. のの, とと, がが, はは may meet between words only across
/// a noun (もの+の), so those that occur in words are left out: はは (母), もも, とと.
static DOUBLED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"をを|にに|がが|でで|、、+|。。+|，，+|・・(?:[^・]|$)|、。|。、").ok());
/// Brackets with digits and separators only, such as (1,102), belong to amounts.
static AMOUNT_IN_BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\([\d,.△]+\)").ok());

const PAIRS: [(char, char); 9] = [
    ('（', '）'),
    ('(', ')'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    ('［', '］'),
    ('〈', '〉'),
    ('《', '》'),
];

struct Checker<'c, 'p> {
    context: &'c Context<'p>,
    passage: &'c Passage<'p>,
}

impl Checker<'_, '_> {
    fn all(&self) -> Vec<Finding> {
        let mut findings = self.matches(&KATAKANA, |written, span| Finding::HalfWidthKatakana { written, span });
        findings.extend(self.matches(&DOUBLED, |written, span| Finding::Doubled { written, span }));
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
        let found = pattern.iter().flat_map(|pattern| pattern.find_iter(self.text()));
        found.map(|found| finding(found.as_str().to_owned(), self.place(found.range()))).collect()
    }

    /// Reports the first character of the width that is less frequent in the text.
    fn mixed(&self, full: fn(char) -> bool, half: fn(char) -> bool) -> Option<(char, Span)> {
        let text = self.masked();
        let of = |test: fn(char) -> bool| text.char_indices().filter(move |(_, c)| test(*c));
        let (full_count, half_count) = (of(full).count(), of(half).count());
        if full_count == 0 || half_count == 0 {
            return None;
        }
        let odd = if full_count <= half_count { full } else { half };
        let (at, written) = of(odd).next()?;
        Some((written, self.place(at..at + written.len_utf8())))
    }

    fn mixed_digits(&self) -> Option<Finding> {
        let found = self.mixed(|c| ('０'..='９').contains(&c), |c| c.is_ascii_digit());
        found.map(|(written, span)| Finding::MixedDigits { written: written.into(), span })
    }

    fn mixed_brackets(&self) -> Option<Finding> {
        let found = self.mixed(|c| matches!(c, '（' | '）'), |c| matches!(c, '(' | ')'));
        found.map(|(written, span)| Finding::MixedBrackets { written, span })
    }

    /// Returns the text with bracketed amounts blanked out, byte for byte.
    fn masked(&self) -> String {
        let blank = |found: &regex::Captures<'_>| " ".repeat(found[0].len());
        match AMOUNT_IN_BRACKETS.as_ref() {
            Some(pattern) => pattern.replace_all(self.text(), blank).into_owned(),
            None => self.text().to_owned(),
        }
    }

    fn balance(&self) -> Vec<Finding> {
        let mut open: Vec<(usize, char, char)> = Vec::new();
        let mut findings = Vec::new();
        for (at, c) in self.text().char_indices() {
            if let Some((opening, closing)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
                open.push((at, *opening, *closing));
            } else if PAIRS.iter().any(|(_, closing)| *closing == c) {
                match open.last() {
                    Some((_, _, expected)) if *expected == c => {
                        open.pop();
                    }
                    _ => findings.push(Finding::Unopened { bracket: c, span: self.place(at..at + c.len_utf8()) }),
                }
            }
        }
        let unclosed = open.into_iter().map(|(at, bracket, _)| {
            let span = self.place(at..at + bracket.len_utf8());
            Finding::Unclosed { bracket, span }
        });
        // An opening bracket that a wrong closing one left open would only say the same thing again.
        if findings.is_empty() {
            findings.extend(unclosed);
        }
        findings
    }

    /// A series starts with ① and goes up by one; ① starts a new series. A single mark refers to something.
    fn enumeration(&self) -> Option<Finding> {
        let marks: Vec<_> = self.text().char_indices().filter(|(_, c)| ('①'..='⑳').contains(c)).collect();
        if marks.len() < 2 {
            return None;
        }
        let mut expected = '①';
        for (at, mark) in marks {
            if mark != expected && mark != '①' {
                return Some(Finding::Enumeration {
                    written: mark,
                    expected,
                    span: self.place(at..at + mark.len_utf8()),
                });
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
        let mut findings = Vec::new();
        for term in &self.context.plan.settings.glossary {
            // The longest spelling first, so that 取り組み is not found within 取り組み方.
            for wrong in &term.wrong {
                for (at, written) in self.text().match_indices(wrong.value.as_str()) {
                    let inside_right = self.text()[..at + written.len()].ends_with(term.right.value.as_str());
                    if !inside_right {
                        let (written, right) = (written.to_owned(), term.right.value.clone());
                        findings.push(Finding::Glossary {
                            span: self.place(at..at + wrong.value.len()),
                            written,
                            right,
                        });
                    }
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
        let found = text.char_indices().filter_map(|(at, c)| Some((at, c, right(c)?)));
        found
            .map(|(at, written, right)| Finding::Style {
                written: written.into(),
                right: right.into(),
                span: self.place(at..at + written.len_utf8()),
            })
            .collect()
    }
}

/// Returns why a character is machine-dependent.
///
/// NEC row 13 and the IBM extensions of Shift_JIS, enclosed and squared forms beyond ①–⑳, private use. ①–⑳ are in
/// JIS X 0213 and part of the house's numbering.
fn machine_dependent(c: char) -> Option<&'static str> {
    match c {
        '\u{2160}'..='\u{217F}' => Some("a Roman numeral as one character; write I, II, III in Latin letters"),
        '\u{3200}'..='\u{32FF}' => Some("an enclosed character of a vendor; write it out, for example （株）"),
        '\u{3300}'..='\u{33FF}' => Some("a squared word or unit of a vendor; write it out, for example m2 or 平成"),
        '\u{2116}' | '\u{2121}' => Some("No. or TEL as one character; write it out"),
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
                findings
                    .push(Finding::TrailingSpace { span: Span::new(id, start + kept.len(), start + content.len()) });
            }
            start += line.len();
        }
    }
    findings
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Self {
        let (rule, span, message, help): (&'static Rule, _, _, String) = match finding {
            Finding::HalfWidthKatakana { written, span } => (
                &rule::KATAKANA,
                span,
                format!("`{written}` is half-width katakana"),
                "write it in full-width katakana".into(),
            ),
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
            Finding::Enumeration { written, expected, span } => (
                &rule::ENUMERATION,
                span,
                format!("`{written}` stands where `{expected}` is expected"),
                "number in order; a Markdown list (`1)`) does so by itself".into(),
            ),
            Finding::TrailingSpace { span } => {
                (&rule::TRAILING_SPACE, span, "space at the end of the line".into(), "remove it".into())
            }
            Finding::MachineDependent { written, reason, span } => {
                (&rule::MACHINE_DEPENDENT, span, format!("`{written}` is machine-dependent"), format!("it is {reason}"))
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
