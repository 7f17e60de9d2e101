//! Slips of the hand: what people type where YAML wants something else, told from what the parser complains of.
//!
//! A message stands where the hand slipped, which is often a line before the parser's complaint, names the slip, and says what
//! to type instead.

mod around;
mod brackets;
mod line;

use std::ops::Range;

use granit_parser::ErrorKind;

use super::fold::Form;
use super::node::{Node, Value};
use super::number;
use super::read::Entry;
use crate::characters::{self, halved};
use crate::diagnostic::{Diagnostic, FileId, Located, Span, rule};
use around::{Look, unclosed_quote};
use line::{in_line, is_key};

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
