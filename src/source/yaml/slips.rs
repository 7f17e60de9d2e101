//! Slips of the hand: what people type where YAML wants something else, told from what the parser complains of.
//!
//! A message stands where the hand slipped, which is often a line before the parser's complaint, names the slip, and says what
//! to type instead.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::fold::Form;
use super::node::{Node, Value};
use super::read::Entry;
use super::{halved, number};
use crate::characters;
use crate::diagnostic::{Diagnostic, FileId, Located, Span, rule};

/// What is known when the parser gives up.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// How far the text is read.
    pub read: usize,
    /// The last value that is no list or mapping, and whether it is text without quotes; nothing after other values.
    pub value: Option<(Range<usize>, bool)>,
    /// Where the outermost brackets that are open begin.
    pub flow: Option<usize>,
}

/// A slip within a line.
struct Slip {
    /// Where in the line.
    range: Range<usize>,
    message: String,
    help: String,
}

/// What is offered is shown only where it is short enough to be typed.
const MAX_OFFERED: usize = 60;

/// Explains why a text is no YAML.
pub(super) fn explain(kind: &ErrorKind, at: usize, scene: &Scene, text: &str, file: FileId) -> Diagnostic {
    let at = floor(text, at);
    let look = Look { scene, text, file, at };
    let found = look.hidden().or_else(|| match kind {
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => look.no_key(),
        ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed => look.second_colon(),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent => look.out_of_line(),
        ErrorKind::CommentInterceptedScalar => Some(look.interrupted(look.at..look.line_end(look.at))),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => look.brackets(),
        ErrorKind::MisplacedFlowCollectionEnd => look.bracket_too_many(),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => look.quotes(),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => look.escape(),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::InvalidMappingValueWhitespace
        | ErrorKind::InvalidBlockEntryWhitespace => look.tab(),
        ErrorKind::BomInsideDocument => look.invisible(),
        ErrorKind::UnexpectedCharacter { .. } => look.invisible().or_else(|| look.beginning()),
        ErrorKind::BlockSequenceEntryNotAllowed => look.item_beside_key(),
        ErrorKind::TooManyComments => {
            let help = "shorten the comment";
            Some(look.finding(look.word(at), "too many lines of comment follow one another", help))
        }
        ErrorKind::RecursionLimitExceeded => {
            let help = "write fewer lists and mappings within one another";
            Some(look.finding(look.word(at), "values are nested too deep", help))
        }
        ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnknownAnchor
        | ErrorKind::MissingAnchorOrAliasName
        | ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8
        | ErrorKind::ExpectedTagBang
        | ErrorKind::DirectiveDisallowed
        | ErrorKind::ZeroBlockScalarIndent
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator
        | ErrorKind::InvalidBlockScalarHeader => look.beginning(),
        _ => None,
    });
    found.unwrap_or_else(|| {
        let mut words = kind.to_string();
        words.retain(|c| c != '\n');
        let help = "text with `: ` in it, or a leading `[`, `{`, `*`, `&`, `!`, `%`, `@`, goes in double quotes; indent with \
                    spaces";
        look.finding(look.word(at), &format!("this is not YAML: {}", lower(&words)), help)
    })
}

/// Reports a text that begins with a sign of YAML.
pub(super) fn begins(at: usize, scene: &Scene, text: &str, file: FileId) -> Diagnostic {
    let look = Look { scene, text, file, at: floor(text, at) };
    let value = look.value_from(look.at);
    let first = value.chars().next().unwrap_or_default();
    let message = format!("a text without quotes cannot begin with `{first}`");
    look.finding(look.at..look.at + value.len(), &message, &offered("put it in quotes", &in_quotes(value)))
}

/// Says whether what follows `#` is text rather than a comment. Whoever comments leaves a space, or draws a line.
pub(super) fn is_text(comment: &str) -> bool {
    comment.chars().next().is_some_and(|c| {
        !c.is_whitespace() && (!c.is_ascii_punctuation() || matches!(c, '(' | '[' | '"' | '\'' | '<' | '@' | '&' | '$'))
    })
}

/// Reports a text that `#` cuts off: what is left of it, and what is gone.
pub(super) fn cut(comment: Span, left: &str, gone: &str) -> Diagnostic {
    let whole = format!("{left} {}", gone.trim_end());
    let advice = "put the text in quotes";
    // Of a text over several lines it is not clear how it goes on.
    let advice = if left.contains('\n') { advice.to_owned() } else { offered(advice, &in_quotes(&whole)) };
    Diagnostic::new(&rule::CUT_TEXT, comment, "the text is cut off here: ` #` begins a comment")
        .help(format!("{advice}; a comment has a space after `#`"))
}

/// Reports lines that a text takes in, though they are surely no part of it.
pub(super) fn swallowed(form: Form, span: Span, text: &str) -> Option<Diagnostic> {
    let written = &text[span.range()];
    if form == Form::Block || !written.contains('\n') {
        return None;
    }
    let mut start = span.start as usize;
    for (number, line) in written.split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start().len();
        let (content, place) = (line.trim(), start + indent);
        start += line.len();
        let first = number == 0;
        let item = !first && form == Form::Plain && content.starts_with("- ");
        if item && text[..span.start as usize].ends_with("- ") {
            let look = Look { scene: &Scene::default(), text, file: span.file, at: place };
            if let Some(finding) = look.indent(place) {
                return Some(finding);
            }
        }
        if form == Form::Plain {
            // The first line of a text may look like anything; it is a slip only together with another.
            let Some(slip) = in_line(content).filter(|slip| !first && slip.is_certain) else { continue };
            let range = place + slip.slip.range.start..place + slip.slip.range.end;
            let span = Span::new(span.file, range.start, range.end);
            return Some(Diagnostic::new(&rule::YAML_SYNTAX, span, slip.slip.message).help(slip.slip.help));
        }
        let entry = content.strip_prefix("- ").unwrap_or(content);
        let key = entry.split_once(": ").map_or("", |(key, _)| key);
        if !first && is_key(key) {
            let end = written.split('\n').next().unwrap_or_default().len();
            return Some(unclosed_quote(span.part(0, end), written.chars().next().unwrap_or('"')));
        }
    }
    None
}

/// What is made of a word within `{…}` that has no value.
pub(super) struct Valueless {
    pub finding: Option<Diagnostic>,
    /// What goes into the mapping.
    pub entry: Option<Entry>,
    /// Up to where a text that a comma parts goes on.
    pub parted: usize,
}

/// Looks at a word within `{…}` that has no colon: the comma before it was meant as a part of the value, or its own colon is
/// another sign.
pub(super) fn valueless(before: &[Entry], key: &Located<String>, parted: usize, text: &str, file: FileId) -> Valueless {
    let start = key.span.start as usize;
    let nothing = |key: &Located<String>| (key.clone(), Node::new(Value::Null, key.span));
    if start < parted {
        return Valueless { finding: None, entry: None, parted };
    }
    // A key in quotes is meant as it is written.
    let plain = text[key.span.range()] == key.value;
    if let Some(found) = in_line(&key.value).filter(|_| plain) {
        let (range, name) = (found.slip.range, found.key);
        let span = key.span.part(range.start, range.len());
        let finding = Diagnostic::new(&rule::YAML_SYNTAX, span, found.slip.message).help(found.slip.help);
        let value = Node::new(Value::Text(found.value), key.span);
        let entry = name.map(|name| (Located::new(name, key.span), value));
        return Valueless { finding: Some(finding), entry, parted };
    }
    let parts = |value: &Value| matches!(value, Value::Integer(_) | Value::Decimal(_) | Value::Text(_));
    match before.last() {
        Some((name, value)) if parts(&value.value) && !is_key(&key.value) => {
            let from = value.span.start as usize;
            let rest = &text[from..];
            let end = rest.find(['}', '\n', '{', '[', ']', ':']).unwrap_or(rest.len());
            let end = if rest[end..].starts_with(':') { rest[..end].rfind(',').unwrap_or(end) } else { end };
            let meant = rest[..end].trim_end();
            let span = Span::new(file, from, from + meant.len());
            let (message, help) = match number(meant) {
                Some(figure) => (
                    format!("the comma parts the number `{meant}` in two"),
                    format!("write `{}: {}`, without a comma", name.value, figure.number),
                ),
                None => (
                    format!("the text ends at the comma: `{}` would be another key", key.value),
                    offered("put the text in quotes, so that the comma belongs to it", &in_quotes(meant)),
                ),
            };
            let finding = Diagnostic::new(&rule::YAML_SYNTAX, span, message).help(help);
            Valueless { finding: Some(finding), entry: None, parted: from + end }
        }
        _ => Valueless { finding: None, entry: Some(nothing(key)), parted },
    }
}

/// What is seen in a line that is not as YAML wants it.
struct Seen {
    slip: Slip,
    /// The key and the value that were meant.
    key: Option<String>,
    value: String,
    /// Whether it is a slip even where it might be text.
    is_certain: bool,
}

/// Looks for a slip in a line, which begins with what is no plain space.
fn in_line(line: &str) -> Option<Seen> {
    let seen = |range: Range<usize>, message: String, help: String, is_certain: bool| {
        Some(Seen { slip: Slip { range, message, help }, key: None, value: String::new(), is_certain })
    };
    let first = line.chars().next()?;
    if characters::invisible(first).is_some() {
        let shown = if first == '\t' { "a tab".into() } else { characters::shown(first) };
        let message = format!("{shown} stands in the indent");
        return seen(0..first.len_utf8(), message, "indent with plain spaces".into(), true);
    }
    let rest = line[first.len_utf8()..].trim_start_matches([' ', '\u{3000}']);
    match first {
        '＃' => {
            let help = format!("write `# {}`, with a half-width `#`", clipped(rest));
            return seen(0..first.len_utf8(), "the `＃` of the comment is full-width".into(), help, true);
        }
        '｛' | '［' => {
            let (open, close) = if first == '｛' { ('{', '}') } else { ('[', ']') };
            let help = format!("write `{open}` and `{close}`, with `, ` and `: ` between");
            return seen(0..first.len_utf8(), format!("the bracket `{first}` is full-width"), help, true);
        }
        '－' | '−' | '–' | '—' | '‐' | 'ー' | '・' | '•' | '●' | '○' if !rest.is_empty() => {
            let help = format!("write `- {}`", clipped(rest));
            return seen(0..first.len_utf8(), format!("`{first}` is no mark of an item"), help, first != '・');
        }
        '-' if line[1..].starts_with(' ') => {
            let inner = line[1..].trim_start();
            let offset = line.len() - inner.len();
            return in_line(inner).map(|mut seen| {
                seen.slip.range = seen.slip.range.start + offset..seen.slip.range.end + offset;
                seen
            });
        }
        '-' if !rest.is_empty() && !rest.starts_with(['-', ' ']) => {
            let help = format!("write `- {}`", clipped(rest));
            return seen(
                0..1,
                "no space stands after `-`".into(),
                help,
                !rest.starts_with(|c: char| c.is_ascii_digit()),
            );
        }
        _ => {}
    }
    key_slip(line)
}

/// Looks for a key whose colon is missing, or is another sign, or has no space after it.
fn key_slip(line: &str) -> Option<Seen> {
    let length = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(line.len());
    let (key, rest) = line.split_at(length);
    if !is_key(key) {
        return None;
    }
    let blank: &[char] = &[' ', '\t', '\u{3000}', '\u{a0}'];
    let mark = rest.trim_start_matches(blank);
    let gap = rest.len() - mark.len();
    let sign = mark.chars().next()?;
    let after = &mark[sign.len_utf8()..];
    let value = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || characters::invisible(c).is_some());
        number(text).map_or_else(|| text.to_owned(), |meant| meant.number)
    };
    let (message, value, range) = match sign {
        '：' | '=' | '＝' | ';' | '；' => {
            let message = match sign {
                '：' => format!("the colon after `{key}` is full-width"),
                _ => format!("`{sign}` stands after `{key}` instead of a colon"),
            };
            (message, value(after), length + gap..length + gap + sign.len_utf8())
        }
        ':' => {
            let next = after.chars().next()?;
            let message = match next {
                ' ' | '/' => return None,
                _ if characters::invisible(next).is_some() => {
                    format!("{} stands after `{key}:`", characters::shown(next))
                }
                _ => format!("no space stands after `{key}:`"),
            };
            (message, value(after), 0..length + gap + 1)
        }
        _ if gap > 0 && !mark.contains(": ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => {
            (format!("no colon stands after `{key}`"), value(mark), 0..length)
        }
        _ => return None,
    };
    let is_certain = !message.starts_with("no colon");
    let help = if value.is_empty() {
        format!("write `{key}: …`, with a half-width colon and a space")
    } else {
        format!("write `{key}: {}`", clipped(&value))
    };
    Some(Seen { slip: Slip { range, message, help }, key: Some(key.into()), value, is_certain })
}

/// Says whether a word is written as keys are: all are lower-case words of ASCII.
fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// Says whether a word is surely meant as a key: there is none of a single letter.
fn is_key(word: &str) -> bool {
    word.len() > 1 && is_word(word)
}

struct Look<'t> {
    scene: &'t Scene,
    text: &'t str,
    file: FileId,
    /// Where the parser gave up.
    at: usize,
}

impl Look<'_> {
    fn finding(&self, range: Range<usize>, message: &str, help: &str) -> Diagnostic {
        Diagnostic::new(&rule::YAML_SYNTAX, Span::new(self.file, range.start, range.end), message).help(help)
    }

    /// Returns where the line with an offset starts.
    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    /// Returns where the line with an offset has its first character that is no plain space.
    fn content_start(&self, at: usize) -> usize {
        let start = self.line_start(at);
        let line = &self.text[start..self.line_end(at)];
        start + line.len() - line.trim_start_matches(' ').len()
    }

    /// Returns the line with an offset from its first character that is no plain space.
    fn content(&self, at: usize) -> &str {
        self.text[self.content_start(at)..self.line_end(at)].trim_end()
    }

    /// Returns the word that begins at an offset, to point at.
    fn word(&self, at: usize) -> Range<usize> {
        let rest = &self.text[at..];
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        at..at + length.max(if rest.starts_with('\n') { 0 } else { first })
    }

    /// Returns the value that begins at an offset: to the end of the line, or of the entry in brackets.
    fn value_from(&self, at: usize) -> &str {
        let line = &self.text[at..self.line_end(at)];
        let end = if self.opening(at).is_some() { line.find([',', '}', ']']).filter(|end| *end > 0) } else { None };
        line[..end.unwrap_or(line.len())].trim_end()
    }

    /// Returns where the brackets around an offset begin. The parser may not have told of them yet.
    fn opening(&self, at: usize) -> Option<usize> {
        let unread = self.scene.read.min(at);
        self.scene.flow.or_else(|| Some(unread + self.text[unread..at].find(['{', '['])?))
    }

    /// Reports a character in the indent of this line, or of one of the two above, that passes for a space.
    fn hidden(&self) -> Option<Diagnostic> {
        let mut end = self.line_end(self.at);
        for _ in 0..3 {
            let start = self.content_start(end);
            let first = self.text[start..end].chars().next();
            if let Some(c) = first.filter(|c| *c != '\u{feff}' && characters::invisible(*c).is_some()) {
                return in_line(&self.text[start..start + c.len_utf8()]).map(|seen| self.slip(start, seen.slip));
            }
            end = self.line_start(end).checked_sub(1)?;
        }
        None
    }

    fn interrupted(&self, place: Range<usize>) -> Diagnostic {
        let help = "put the comment above the key, so that the lines of the text follow one another";
        self.finding(place, "a comment interrupts the text", help)
    }

    /// Reports lines of a text that a comment parts from the lines before.
    fn after_comment(&self) -> Option<Diagnostic> {
        let content = self.content(self.at);
        let start = self.content_start(self.at);
        let bare = !content.contains(": ") && !content.ends_with(':') && !content.starts_with("- ");
        let above = self.text[..self.line_start(self.at)].lines().next_back()?.trim_start();
        (bare && (above.starts_with('#') || above.contains(" #")))
            .then(|| self.interrupted(start..start + content.len()))
    }

    fn slip(&self, start: usize, slip: Slip) -> Diagnostic {
        self.finding(start + slip.range.start..start + slip.range.end, &slip.message, &slip.help)
    }

    /// Looks for a slip on the line with an offset.
    fn line_slip(&self, at: usize) -> Option<Diagnostic> {
        let start = self.content_start(at);
        in_line(self.content(at)).map(|seen| self.slip(start, seen.slip))
    }

    /// A line stands where a key must.
    fn no_key(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        let known = self.line_slip(self.at).or_else(|| self.after_comment()).or_else(|| self.indent(start));
        known.or_else(|| {
            let help = "write `key: value`, or `- ` before an item; indent the lines of a text further than its key";
            let message = "this line is neither a key with its value nor an item of a list";
            Some(self.finding(start..start + self.content(self.at).len(), message, help))
        })
    }

    /// A colon stands where none can.
    fn second_colon(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        if let Some((value, _)) = &self.scene.value
            && value.start < self.line_start(self.at)
            && value.end > self.line_start(self.at)
        {
            // A text goes on into this line: its own line is no key, or this one stands too far to the right.
            let own = self.line_slip(value.start).filter(|_| {
                let content = self.text[self.content_start(value.start)..value.start].trim_start_matches(['-', ' ']);
                content.is_empty()
            });
            return own.or_else(|| self.indent(start));
        }
        if let Some(found) = self.line_slip(self.at) {
            return Some(found);
        }
        let content = self.content(self.at);
        let entry = content.trim_start_matches("- ");
        let (key, value) = entry.split_once(": ")?;
        if start + content.len() - value.len() > self.at || !self.text[self.at..].starts_with(':') {
            return self.indent(start);
        }
        let message = format!("`: ` stands in the text of `{key}`");
        let help = offered("put the text in quotes", &format!("{key}: {}", in_quotes(value)));
        Some(self.finding(self.at..self.at + 1, &message, &help))
    }

    /// A line stands between the lines around it.
    fn out_of_line(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        let content = self.content(self.at);
        let known = self.after_comment().or_else(|| self.indent(start)).or_else(|| self.after_brackets(start));
        known.or_else(|| self.line_slip(self.at)).or_else(|| {
            let word = self.word(start);
            if content.starts_with("- ") {
                let help = "write the key of the list above it, or indent it like the items that it belongs to";
                Some(self.finding(start..start + 1, "an item stands among keys", help))
            } else {
                let message = format!("`{}` stands beside the items of a list", &self.text[word.clone()]);
                let help = "indent it like the keys of the item that it belongs to, or write `- ` before it";
                Some(self.finding(word, &message, help))
            }
        })
    }

    /// Reports text behind the closing bracket of a value.
    fn after_brackets(&self, start: usize) -> Option<Diagnostic> {
        let content = self.content(start);
        let value = content.trim_start_matches("- ");
        let value = value.split_once(": ").filter(|(key, _)| is_word(key)).map_or(value, |(_, value)| value);
        if !value.starts_with(['{', '[']) {
            return None;
        }
        let begin = start + content.len() - value.len();
        let scan = scan(self.text, begin);
        let rest = self.text.get(scan.end..start + content.len()).filter(|_| scan.open.is_empty())?;
        let place = scan.end + rest.len() - rest.trim_start().len();
        let bracket = &self.text[scan.end - 1..scan.end];
        let help = "remove the bracket, or part the entries by a comma within the brackets";
        (place < start + content.len()).then(|| {
            let message = format!("text stands after the closing `{bracket}`");
            self.finding(place..start + content.len(), &message, help)
        })
    }

    /// Reports a line that is indented by more or less than the lines above to which it belongs.
    fn indent(&self, start: usize) -> Option<Diagnostic> {
        let line_start = self.line_start(start);
        let column = start - line_start;
        let item = self.text[start..].starts_with("- ");
        let beside = columns(&self.text[..line_start], item);
        let nearest = beside.iter().min_by_key(|(at, _)| (at.abs_diff(column), std::cmp::Reverse(*at)))?;
        let (right, place) = (nearest.0, nearest.1.clone());
        let spaces = |count: usize| if count == 1 { "one space".to_owned() } else { format!("{count} spaces") };
        let (word, verb) =
            (
                if item { start..start + 1 } else { self.word(start) },
                |count: usize| if count == 1 { "is" } else { "are" },
            );
        let what = self.text[word.clone()].trim_end_matches(':').to_owned();
        let message = match column.cmp(&right) {
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => {
                let count = column - right;
                let stands = if count == 1 { "stands" } else { "stand" };
                format!("{} too many {stands} before `{what}`", spaces(count))
            }
            std::cmp::Ordering::Less => {
                format!("{} {} missing before `{what}`", spaces(right - column), verb(right - column))
            }
        };
        let neighbour = self.text[place.clone()].trim_end_matches(':').to_owned();
        let help = match right {
            0 => format!("let it begin where the line begins, like `{neighbour}`"),
            _ => format!("indent it by {}, like `{neighbour}`", spaces(right)),
        };
        let like = Span::new(self.file, place.start, place.end);
        Some(self.finding(word, &message, &help).also(like, "beside this"))
    }

    /// Something is wrong between brackets.
    fn brackets(&self) -> Option<Diagnostic> {
        let opens = self.text[self.at..].starts_with(['{', '[']).then_some(self.at);
        let begin = self.scene.flow.or(opens).or_else(|| self.opening(self.at));
        let Some(begin) = begin else { return self.line_slip(self.at).or_else(|| self.beginning()) };
        let scan = scan(self.text, begin);
        if let Some(place) = scan.cut {
            let end = self.line_end(place);
            let span = Span::new(self.file, place, end);
            let before = self.text[begin..place].rsplit([':', ',']).next().unwrap_or_default().trim();
            return Some(cut(span, before, self.text[place..end].trim_end_matches(['}', ']'])));
        }
        if let Some((place, found, missing)) = scan.mismatch {
            let message = format!("`{missing}` is missing before `{found}`");
            let opened = scan.open.last().map(|(_, open)| Span::new(self.file, *open, *open + 1));
            let finding = self.finding(place..place + 1, &message, &format!("write `{missing}{found}`"));
            return Some(match opened {
                Some(opened) => finding.also(opened, "opened here"),
                None => finding,
            });
        }
        if !scan.open.is_empty() {
            let missing: String = scan.open.iter().rev().map(|(close, _)| *close).collect();
            let last = self.text[..scan.end].trim_end();
            let width = last.chars().next_back().map_or(0, char::len_utf8);
            let opened = scan.open.last().map_or(begin, |(_, open)| *open);
            let message = format!("`{missing}` is missing at the end of the line");
            let finding = self.finding(last.len() - width..last.len(), &message, &format!("write `{missing}` here"));
            return Some(finding.also(Span::new(self.file, opened, opened + 1), "opened here"));
        }
        self.between(scan.end)
    }

    /// The brackets are whole; something is wrong with what parts the entries.
    fn between(&self, end: usize) -> Option<Diagnostic> {
        if self.text[self.at..].starts_with(',') {
            let help = "remove it; put a text that begins with a comma in double quotes";
            return Some(self.finding(self.at..self.at + 1, "this comma parts nothing", help));
        }
        let (value, _) = self.scene.value.as_ref().filter(|(value, _)| value.end <= end)?;
        let written = &self.text[value.clone()];
        if let Some((place, comma)) = written.rmatch_indices(['、', '，']).next()
            && is_key(written[place + comma.len()..].trim())
        {
            let key = written[place + comma.len()..].trim();
            let place = value.start + place;
            let message = format!("the comma `{comma}` before `{key}` is full-width");
            return Some(self.finding(place..place + comma.len(), &message, &format!("write `, {key}: …`")));
        }
        if let Some((_, key)) = written.rsplit_once(char::is_whitespace).filter(|(_, key)| is_key(key)) {
            let message = format!("no comma stands before `{key}`");
            return Some(self.finding(value.end - key.len()..value.end, &message, &format!("write `, {key}: …`")));
        }
        let rest = self.value_from(value.start);
        let help = offered("put the text in quotes", &in_quotes(rest));
        let message = "a text without quotes cannot have `: ` in it";
        self.text[self.at..].starts_with(':').then(|| self.finding(self.at..self.at + 1, message, &help))
    }

    /// A bracket closes what is not open.
    fn bracket_too_many(&self) -> Option<Diagnostic> {
        let bracket = self.text[self.at..].chars().next()?;
        let open = if bracket == '}' { '{' } else { '[' };
        if self.text[self.line_start(self.at)..self.at].contains(open) {
            let message = format!("one `{bracket}` too many stands here");
            return Some(self.finding(self.at..self.at + 1, &message, "remove it"));
        }
        self.beginning()
    }

    /// A text in quotes does not end, or not where it should.
    fn quotes(&self) -> Option<Diagnostic> {
        let rest = &self.text[self.at..];
        let open = if rest.starts_with(['"', '\''])
            && self.scene.read <= self.at
            && !self.text[self.scene.read..self.at].contains(['"', '\''])
        {
            self.at
        } else {
            let from = self.scene.read.min(self.at);
            from + self.text[from..].find(['"', '\''])?
        };
        let quote = self.text[open..].chars().next()?;
        let end = self.line_end(open);
        if self.at > end || open == self.at {
            return Some(unclosed_quote(Span::new(self.file, open, end), quote));
        }
        let value = self.value_from(open);
        let message = format!("text stands after the closing `{quote}`");
        let help = offered("put the whole text in other quotes", &in_quotes(value));
        let end = (open + value.len()).max(self.word(self.at).end);
        Some(self.finding(self.at..end, &message, &help))
    }

    /// A backslash in double quotes means nothing.
    fn escape(&self) -> Option<Diagnostic> {
        let place = self.text[self.scene.read..].find('\\').map(|at| at + self.scene.read).unwrap_or(self.at);
        let rest = &self.text[place..];
        let mut pair = rest.char_indices().skip(1);
        let next = pair.next().map_or(String::new(), |(_, c)| c.to_string());
        let message = format!("`\\{next}` means nothing between double quotes");
        Some(self.finding(
            place..place + 1 + next.len(),
            &message,
            "write `\\\\` for a backslash, or single quotes around the text",
        ))
    }

    /// A tab stands where spaces must.
    fn tab(&self) -> Option<Diagnostic> {
        let start = self.line_start(self.at);
        let place = start + self.text[start..].find('\t')?;
        let line = self.line_start(place);
        let indent = self.text[line..place].trim().is_empty();
        let (message, help) = if indent {
            ("a tab stands in the indent", "indent with plain spaces")
        } else {
            ("a tab stands between the words", "write a space")
        };
        Some(self.finding(place..place + 1, message, help))
    }

    /// A character stands here that cannot be seen.
    fn invisible(&self) -> Option<Diagnostic> {
        let c = self.text[self.at..].chars().next().filter(|c| characters::invisible(*c).is_some())?;
        let message = format!("{} stands here", characters::shown(c));
        Some(self.finding(self.at..self.at + c.len_utf8(), &message, "remove it"))
    }

    /// A text begins with a sign of YAML.
    fn beginning(&self) -> Option<Diagnostic> {
        const SIGNS: [char; 13] = ['%', '@', '`', '*', '&', '!', '>', '|', ',', ']', '}', '?', '-'];
        let from = self.scene.read.min(self.at);
        let at = if self.text[self.at..].starts_with(SIGNS) {
            self.at
        } else {
            from + self.text[from..self.line_end(self.at)].rfind(SIGNS)?
        };
        Some(begins(at, self.scene, self.text, self.file))
    }

    /// A list begins on the line of its key.
    fn item_beside_key(&self) -> Option<Diagnostic> {
        let value = self.value_from(self.at);
        let message = "an item stands on the line of its key";
        let help = "write it on the next line, indented; put a text that begins with `- ` in double quotes";
        Some(self.finding(self.at..self.at + value.len(), message, help))
    }
}

fn unclosed_quote(line: Span, quote: char) -> Diagnostic {
    let message = format!("the `{quote}` that begins here is not closed on this line");
    Diagnostic::new(&rule::YAML_SYNTAX, line, message).help(format!("write `{quote}` at the end of the text"))
}

/// Returns the columns at which lines above begin, each nearer to the margin than the one before, with the words there: keys,
/// or marks of items.
fn columns(above: &str, items: bool) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut least = usize::MAX;
    let mut end = above.len();
    for line in above.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        let content = line.trim_start_matches(' ');
        if content.trim().is_empty() || content.starts_with('#') {
            continue;
        }
        let column = line.len() - content.len();
        if column >= least {
            continue;
        }
        let inner = content.trim_start_matches("- ").trim_start_matches(' ');
        let inside = line.len() - inner.len();
        let word = |at: usize| {
            let length = line[at..].find(|c: char| c.is_whitespace() || c == ':').unwrap_or(line.len() - at);
            start + at..start + at + length
        };
        let is_item = inside > column;
        if items && is_item {
            found.push((column, word(column)));
        } else if !items {
            let key = inner.split(':').next().unwrap_or_default();
            if inside >= least || !is_word(key) || key.len() == inner.trim_end().len() {
                continue;
            }
            found.push((inside, word(inside)));
        }
        least = column;
        if column == 0 {
            break;
        }
    }
    found
}

/// What is seen between brackets.
struct Scan {
    /// The brackets that are open at the end: how they are closed, and where they stand.
    open: Vec<(char, usize)>,
    /// Where the brackets end, or where they should.
    end: usize,
    /// A bracket that closes another one: where, which, and which is missing.
    mismatch: Option<(usize, char, char)>,
    /// Where a comment takes the rest of a text, and its bracket.
    cut: Option<usize>,
}

/// Goes through brackets to their end, or to the line that can only belong to what follows them.
fn scan(text: &str, begin: usize) -> Scan {
    let line_start = text[..begin].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line_start..];
    let inner = line.trim_start_matches([' ', '-']);
    let limit = line.len() - inner.len();
    let mut scan = Scan { open: Vec::new(), end: text.len(), mismatch: None, cut: None };
    let mut quote: Option<char> = None;
    let mut before = ' ';
    // The last character that is no blank says whether a quote begins a text.
    let mut last = ',';
    let mut chars = text[begin..].char_indices().map(|(at, c)| (begin + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' && next_entry(&text[at + 1..], limit) {
            scan.end = at;
            return scan;
        }
        match (quote, c) {
            (Some('"'), '\\') => drop(chars.next()),
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(last, ',' | '{' | '[' | ':') => quote = Some(c),
            (None, '#') if before == ' ' || before == '\n' => {
                let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
                if before == ' ' && is_text(&text[at + 1..line_end]) && scan.cut.is_none() {
                    scan.cut = Some(at);
                }
                while chars.peek().is_some_and(|(at, _)| *at < line_end) {
                    chars.next();
                }
            }
            (None, '{') => scan.open.push(('}', at)),
            (None, '[') => scan.open.push((']', at)),
            (None, '}' | ']') => match scan.open.pop() {
                Some((close, _)) if close == c => {}
                Some((close, open)) => {
                    scan.open.push((close, open));
                    scan.mismatch = Some((at, c, close));
                    scan.end = at;
                    return scan;
                }
                None => {}
            },
            _ => {}
        }
        if scan.open.is_empty() {
            scan.end = at + c.len_utf8();
            return scan;
        }
        before = c;
        if !c.is_whitespace() {
            last = c;
        }
    }
    scan
}

/// Says whether a text goes on with an entry that is indented no further than `limit`.
fn next_entry(text: &str, limit: usize) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    let content = line.trim_start_matches(' ');
    let entry = content.starts_with("- ")
        || content
            .split_once(':')
            .is_some_and(|(key, rest)| is_word(key) && (rest.is_empty() || rest.starts_with(' ')));
    entry && line.len() - content.len() <= limit
}

/// Puts a text in the quotes that it does not have itself.
fn in_quotes(text: &str) -> String {
    let bare = text.trim();
    match bare.contains(['"', '\\']) {
        true => format!("'{}'", bare.replace('\'', "''")),
        false => format!("\"{bare}\""),
    }
}

/// Adds to an advice what to type, where it is short.
fn offered(advice: &str, text: &str) -> String {
    if text.chars().count() <= MAX_OFFERED && !text.contains('`') {
        format!("{advice}: `{text}`")
    } else {
        advice.into()
    }
}

/// Shortens a text that is shown as an example.
fn clipped(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(MAX_OFFERED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Looks for the cause where text stands for something else: a key whose colon is another sign, full-width brackets, a list
/// without spaces.
pub(super) fn in_text(text: &str, span: Span) -> Option<Diagnostic> {
    let seen = in_line(text)?;
    let exact = span.range().len() == text.len();
    let span = if exact { span.part(seen.slip.range.start, seen.slip.range.len()) } else { span };
    Some(Diagnostic::new(&rule::YAML_SYNTAX, span, seen.slip.message).help(seen.slip.help))
}

/// Returns a key as it was meant: without invisible characters, in half-width letters.
pub(super) fn plain_key(key: &str) -> String {
    halved(key).chars().filter(|c| characters::invisible(*c).is_none() && *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::diagnostic::Files;

    /// What is found in a text: the place, and message and help.
    fn found(text: &str) -> Vec<(String, String)> {
        let mut files = Files::default();
        let id = files.add("a.yaml", text);
        let shown = |finding: crate::diagnostic::Diagnostic| {
            let (line, _) = files.get(id).line_column(finding.primary.span.range().start);
            let place = format!("{line}:{}", files.slice(finding.primary.span));
            (place, format!("{}; {}", finding.message, finding.help.unwrap_or_default()))
        };
        parse(text, id).1.into_iter().map(shown).collect()
    }

    fn check(cases: &[(&str, &str, &str, &str)]) {
        let mut wrong = Vec::new();
        for (text, place, message, help) in cases {
            let found = found(text);
            let agrees =
                matches!(&found[..], [(at, said)] if at == place && said.contains(message) && said.contains(help));
            if !agrees {
                wrong.push(format!("{text:?}\n  expected {place:?} {message:?} {help:?}\n  found {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    // Otherwise a clerk who knows no YAML would be told of simple keys, at another line than that which is wrong.
    #[test]
    fn slips_at_colons_are_named_where_they_are() {
        check(&[
            (
                "a:\n  - id: x\n    amount：14043\n    b: 1\n",
                "3:：",
                "the colon after `amount` is full-width",
                "`amount: 14043`",
            ),
            (
                "a:\n  - id: x\n    amount:14043\n    b: 1\n",
                "3:amount:",
                "no space stands after `amount:`",
                "`amount: 14043`",
            ),
            (
                "a:\n  - id: x\n    amount:\u{3000}１４\n",
                "3:amount:",
                "a full-width space (U+3000) stands after",
                "`amount: 14`",
            ),
            (
                "a:\n  - id: x\n    amount:\u{a0}14\n",
                "3:amount:",
                "a no-break space (U+00A0) stands after",
                "`amount: 14`",
            ),
            (
                "a:\n  - id: x\n    amount 14043\n    b: 1\n",
                "3:amount",
                "no colon stands after `amount`",
                "`amount: 14043`",
            ),
            ("a:\n  - id: x\n    amount　14043\n", "3:amount", "no colon stands after `amount`", "`amount: 14043`"),
            (
                "a:\n  - id: x\n    amount=14043\n",
                "3:=",
                "`=` stands after `amount` instead of a colon",
                "`amount: 14043`",
            ),
            ("a:\n  - id: x\n    amount :14043\n", "3:amount :", "no space stands after `amount:`", "`amount: 14043`"),
            ("- {id: a, name:b}\n", "1:name:", "no space stands after `name:`", "`name: b`"),
            ("- {id: a, name：b}\n", "1:：", "the colon after `name` is full-width", "`name: b`"),
            ("- id：a\n  name: b\n", "1:：", "the colon after `id` is full-width", "`id: a`"),
            ("- id：a\n  name：b\n", "2:：", "the colon after `name` is full-width", "`name: b`"),
            ("summary: 対象: 企業\nb: 1\n", "1::", "`: ` stands in the text of `summary`", "`summary: \"対象: 企業\"`"),
            ("- {id: a, text: b: c}\n", "1::", "cannot have `: ` in it", "`\"b: c\"`"),
            (": b\n", "1:: b", "no key stands before the colon", ""),
        ]);
    }

    #[test]
    fn slips_of_the_indent_are_named_where_they_are() {
        check(&[
            (
                "a:\n  - id: x\n     start: y\n    b: 1\n",
                "3:start",
                "one space too many stands before `start`",
                "by 4 spaces, like `id`",
            ),
            (
                "a:\n  - id: x\n   start: y\n    b: 1\n",
                "3:start",
                "one space is missing before `start`",
                "by 4 spaces, like `id`",
            ),
            ("a:\n  - id: x\n   - id: y\n", "3:-", "one space too many stands before `-`", "by 2 spaces, like `-`"),
            ("a:\n  - id: x\n - id: y\n", "3:-", "one space is missing before `-`", "by 2 spaces, like `-`"),
            ("a:\n  - id: x\n      - id: y\n", "3:-", "4 spaces too many stand before `-`", "by 2 spaces"),
            ("a: 1\n b: 2\n", "2:b", "one space too many stands before `b`", "where the line begins, like `a`"),
            ("a:\n  b: 1\n    c: 2\n", "3:c", "2 spaces too many stand before `c`", "by 2 spaces, like `b`"),
            ("a:\n    b: 1\n   c: 2\n", "3:c", "one space is missing before `c`", "by 4 spaces, like `b`"),
            (
                "a: 1\n\u{3000}b: 1\n  c: 2\n",
                "2:\u{3000}",
                "a full-width space (U+3000) stands in the indent",
                "plain spaces",
            ),
            (
                "a:\n  - id: x\n\u{a0}\u{a0}\u{a0}\u{a0}b: 1\n    c: 2\n",
                "3:\u{a0}",
                "a no-break space (U+00A0) stands in the indent",
                "",
            ),
            ("a: 1\n\tb: 2\n", "2:\t", "a tab stands in the indent", ""),
            ("a:\n\tb: 1\n", "2:\t", "a tab stands in the indent", ""),
            ("a: 1\n\u{feff}b: 2\n", "2:\u{feff}", "a byte order mark (U+FEFF) stands here", "remove it"),
            ("summary: あいう\nえお\nb: 1\n", "2:えお", "neither a key with its value nor an item", ""),
            ("a:\n  s: あいう\n  # note\n  えお\n  b: 1\n", "4:えお", "a comment interrupts the text", ""),
        ]);
    }

    #[test]
    fn slips_at_items_are_named_where_they_are() {
        check(&[
            ("a:\n  - b\n  -c\n", "3:-", "no space stands after `-`", "`- c`"),
            ("a:\n  - b\n   -c\n", "3:-", "no space stands after `-`", "`- c`"),
            ("a:\n-b\n-c\n", "2:-", "no space stands after `-`", "`- b`"),
            ("a:\n  - b\n  － c\n", "3:－", "`－` is no mark of an item", "`- c`"),
            ("a:\n  - b\n  ・c\n", "3:・", "`・` is no mark of an item", "`- c`"),
            ("＃ メモ\na: 1\n", "1:＃", "the `＃` of the comment is full-width", "`# メモ`"),
            ("a: 1\n＃ メモ\nb: 1\n", "2:＃", "the `＃` of the comment is full-width", "`# メモ`"),
            ("a:\n  - b\n   - c\n", "3:-", "one space too many stands before `-`", ""),
            ("a: - b\n", "1:- b", "an item stands on the line of its key", ""),
            ("a:\n- b\nc: d\n- e\n", "4:-", "an item stands among keys", ""),
            ("- a\nb: c\n", "2:b", "`b` stands beside the items of a list", ""),
            ("a: 1\n---\nb: 2\n", "2:---", "a second document begins here", "remove"),
        ]);
    }

    #[test]
    fn brackets_and_quotes_are_missed_where_they_are_missing() {
        check(&[
            (
                "a:\n  - {id: a, name: b\n  - {id: c}\nx: 1\n",
                "2:b",
                "`}` is missing at the end of the line",
                "write `}`",
            ),
            ("a: {id: x, list: [y\nb: 1\n", "1:y", "`]}` is missing at the end of the line", ""),
            ("a: [x, y\nb: 1\nc: d\n", "1:y", "`]` is missing at the end of the line", ""),
            ("a: {id: x,\n    name: y\nb: 1\n", "2:y", "`}` is missing at the end of the line", ""),
            ("a: {id: x", "1:x", "`}` is missing at the end of the line", ""),
            ("- {id: a, name: b]\n- {id: c}\n", "1:]", "`}` is missing before `]`", ""),
            ("a:\n  - [x,] y]\nb: 1\n", "2:y]", "text stands after the closing `]`", ""),
            ("- {id: a}}\n", "1:}", "one `}` too many stands here", ""),
            ("- {id: a, name: b amount: 3}\n", "1:amount", "no comma stands before `amount`", ""),
            ("- {id: a、name: b}\n", "1:、", "the comma `、` before `name` is full-width", "`, name: …`"),
            ("- [a, ,b]\n", "1:,", "this comma parts nothing", ""),
            ("- ｛id: a, name: b｝\n", "1:｛", "the bracket `｛` is full-width", "`{` and `}`"),
            ("name: \"abc\nb: 1\n", "1:\"abc", "the `\"` that begins here is not closed", "write `\"`"),
            ("a:\n  name: \"abc\n  unit: \"%\"\n", "2:\"abc", "the `\"` that begins here is not closed", ""),
            ("name: 'abc\nb: 1\n", "1:'abc", "the `'` that begins here is not closed", ""),
            ("a:\n  name: \"abc\n   unit: \"\n", "2:\"abc", "the `\"` that begins here is not closed", ""),
            (
                "name: \"関西\"フォーラム\n",
                "1:フォーラム",
                "text stands after the closing `\"`",
                "`'\"関西\"フォーラム'`",
            ),
            ("name: \"C:\\計画\"\n", "1:\\計", "`\\計` means nothing between double quotes", ""),
        ]);
    }

    #[test]
    fn signs_that_cannot_begin_a_text_are_named() {
        for sign in ["%", "@x", "`x", "*x", "!重要", ">90%", "|あ", ",x", "]x"] {
            let found = found(&format!("unit: {sign}\n"));
            assert_eq!(found.len(), 1, "{sign}: {found:?}");
            assert_eq!(found[0].0, format!("1:{sign}"), "{found:?}");
            let first = sign.chars().next().expect("a sign");
            assert!(found[0].1.contains(&format!("cannot begin with `{first}`")), "{found:?}");
        }
        check(&[
            ("unit: %\n", "1:%", "", "`\"%\"`"),
            ("- {unit: %, value: 3}\n", "1:%", "", "`\"%\"`"),
            // These are YAML: what they say is lost without a word.
            ("unit: &社 団体\n", "1:&社 団体", "cannot begin with `&`", "`\"&社 団体\"`"),
            ("unit: !x 団体\n", "1:!x 団体", "cannot begin with `!`", "`\"!x 団体\"`"),
        ]);
    }

    // Otherwise the rest of a text would be gone from the plan without a word.
    #[test]
    fn texts_that_are_cut_are_reported_and_comments_are_not() {
        check(&[
            ("a: SNSで #関西 を\nb: 1\n", "1:#関西 を", "cut off here", "`\"SNSで #関西 を\"`"),
            ("- 特別講演 #1\n", "1:#1", "cut off here", "`\"特別講演 #1\"`"),
            ("a: #関西\nb: 1\n", "1:#関西", "cut off here", "`\"#関西\"`"),
            ("- #関西\n", "1:#関西", "cut off here", ""),
            ("- {id: a, venue: 大学 #3号館}\n- {id: b}\n", "1:#3号館}", "cut off here", "`\"大学 #3号館\"`"),
            ("a: あいう\n  えお #か\nb: 1\n", "2:#か", "cut off here", "quotes"),
            ("a: 会場\t#3号館\n", "1:#3号館", "cut off here", ""),
            ("a: あ #い\n  う\nb: 1\n", "1:#い", "cut off here", ""),
        ]);
        for comment in [
            "a: 大阪 # 3号館\n",
            "a: 大阪 #　3号館\n",
            "a: 大阪 #\n",
            "a: 大阪 #---\n",
            "a: 14043 #千円\n",
            "a: true #はい\n",
            "a: \"大阪\" #会場\n",
            "a: [x] #会場\n",
            "#コメント\na: 1\n",
            "a:\n  #コメント\n  - x\n",
            "a: #コメント\n  - x\n",
            "a: |-\n  text #関西\n",
            "a: C#言語\n",
            "a: \"text #関西\"\n",
        ] {
            assert_eq!(found(comment), [], "{comment}");
        }
    }

    #[test]
    fn commas_that_part_a_value_are_reported_at_the_value() {
        check(&[
            (
                "- {id: a, amount: 1,410}\n",
                "1:1,410",
                "parts the number `1,410` in two",
                "`amount: 1410`, without a comma",
            ),
            ("- {id: a, amount: 1,234,567, name: b}\n", "1:1,234,567", "parts the number", "`amount: 1234567`"),
            ("- {text: 高校生,中小企業}\n", "1:高校生,中小企業", "the text ends at the comma", "`\"高校生,中小企業\"`"),
            (
                "- {text: 高校生, 中小企業, id: a}\n",
                "1:高校生, 中小企業",
                "the text ends at the comma",
                "`\"高校生, 中小企業\"`",
            ),
        ]);
        assert_eq!(found("- {id: a, list: [x,y, z], b: 1}\n"), []);
    }

    #[test]
    fn right_yaml_is_left_alone() {
        for text in [
            "url: https://example.jp/a:b\n",
            "- 時間：10時\n- -5度\n- 'a: b'\n",
            "a : 1\n",
            "summary: 一行目\n  二行目\n  - 三行目\n",
            "summary: >-\n  対象：企業\n  amount:1\nb: 1\n",
            "a: \"一\n  二\"\n",
            "a: {id: x,\n  name: y}\n",
            "a: [x,\n  y]\n",
            "a: &a 5\nb: *a\n",
            "a: ｛注｝\n",
            "a: ［新規］事業\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
