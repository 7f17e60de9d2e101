//! What the plan says about its own checks.

use crate::diagnostic::{FileId, Rule, Severity, Span, Text};

/// The plan's settings for the rules.
#[derive(Debug, Default)]
pub struct Settings {
    /// Rules whose severity is changed; nothing stands for `ignore`.
    pub severities: Vec<(&'static Rule, Option<Severity>)>,
    /// Recorded exceptions.
    pub ignores: Vec<Ignore>,
    /// Findings that were accepted together.
    pub accepted: Vec<Accepted>,
    /// Terms and how they are spelt.
    pub glossary: Vec<Term>,
    /// The habits of the house.
    pub style: Style,
    /// The total as stated elsewhere, in 千円, and where.
    pub stated_total: Option<(super::Amount, Span)>,
    /// What the printing house asks for.
    pub print: super::Print,
}

/// A recorded exception: a finding that is right but left as it is.
#[derive(Debug)]
pub struct Ignore {
    /// The rule.
    pub rule: &'static Rule,
    /// The text that the finding must be about; without it, any in the files.
    pub text: Option<Text>,
    /// Where it is recorded.
    pub span: Span,
    /// The files for which it holds.
    pub files: Vec<FileId>,
}

/// A finding that was there when the checks were taken up, and was accepted with the others.
///
/// It is known again by what it is about and not by its line, which moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The rule.
    pub rule: &'static Rule,
    /// The file's path from the project folder.
    pub file: String,
    /// The text that it is about, with a little of what stands beside it.
    pub text: String,
    /// How many there are.
    pub count: usize,
    /// Why it was accepted.
    pub reason: String,
    /// Where it is recorded.
    pub span: Span,
}

/// A term of the glossary.
#[derive(Debug)]
pub struct Term {
    /// How it is spelt.
    pub right: Text,
    /// How it is not spelt.
    pub wrong: Vec<Text>,
}

/// The habits of the house, where 公用文作成の考え方 leaves a choice.
#[derive(Debug, Default)]
pub struct Style {
    /// The width of round brackets.
    pub brackets: Option<Width>,
    /// The width of digits.
    pub digits: Option<Width>,
    /// 、 or ，.
    pub comma: Option<char>,
}

/// The width of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// As wide as a kanji.
    Full,
    /// Half of that.
    Half,
}

/// Figures of a project as stated elsewhere, to be compared with the computed ones.
#[derive(Debug, Default)]
pub struct Stated {
    /// The amount.
    pub amount: Option<(super::Amount, Span)>,
    /// ○年目.
    pub ordinal: Option<(u32, Span)>,
    /// The challenges.
    pub challenges: Option<(Vec<super::Index<super::Challenge>>, Span)>,
}
