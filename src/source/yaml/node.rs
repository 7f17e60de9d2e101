//! The YAML tree with places.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::diagnostic::{Diagnostic, FileId, Located, Span, rule};

/// A YAML value.
#[derive(Debug, Clone)]
pub enum Value {
    /// No value, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// Text, quoted or plain.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file; keys may repeat, which the decoder reports.
    Mapping(Vec<(Located<String>, Node)>),
}

impl Value {
    /// Names the type as an author would.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a fraction",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Mapping(_) => "a mapping",
        }
    }
}

/// Two values are equal if they say the same, wherever they stand.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value),
            (Self::Mapping(a), Self::Mapping(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        b.iter().any(|(other, with)| other.value == key.value && with.value == value.value)
                    })
            }
            _ => false,
        }
    }
}

/// A short form for messages: scalars as written, containers by what they are.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("~"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(|item| item.value.to_string()).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Mapping(entries) => {
                let entries: Vec<_> =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.value, value.value)).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}

/// A YAML value with its place. The place of a list or mapping is its first line.
pub type Node = Located<Value>;

/// How much a source file may hold; a plan's files are a hundredth of it.
const MAX_NODES: usize = 100_000;
const MAX_DEPTH: usize = 32;

/// Reads a file's text into a tree.
///
/// # Errors
/// One diagnostic where the text is not YAML or exceeds the budget: nothing after such a place can be trusted.
pub fn parse(text: &str, file: FileId) -> Result<Node, Diagnostic> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_documents: 1,
        },
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::PassThrough,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        // Only `true` and `false` are no text: `y`, `no` and `on` may be names.
        strict_booleans: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options::<Spanned<Tree>>(text, options)
        .map(|tree| locate(tree, text, file))
        .map_err(|error| syntax(&error, text, file))
}

fn syntax(error: &serde_saphyr::Error, text: &str, file: FileId) -> Diagnostic {
    let offset = error.location().map_or(0, |location| byte_offset(&location, text));
    let width = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let message = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
    let message = message.lines().next().unwrap_or("the file cannot be read as YAML");
    // The place is shown beside the line; the parser's own words for it would repeat it.
    let message = message.split_once(" at line ").map_or(message, |(message, _)| message);
    if let Some(finding) = slip(text, offset, file) {
        return finding;
    }
    Diagnostic::new(&rule::YAML_SYNTAX, Span::new(file, offset, offset + width), lower(message))
        .help("text with `: `, `#` or a leading `[`, `{`, `*`, `&`, `%`, `@` goes in double quotes; indent with spaces")
}

/// Looks around a place that is no YAML for the slips that an author cannot see, or that the parser names otherwise.
fn slip(text: &str, offset: usize, file: FileId) -> Option<Diagnostic> {
    let number = text[..offset].matches('\n').count();
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let found = |place: usize, width: usize, message: &str, help: &str| {
            let span = Span::new(file, start + place, start + place + width);
            Some(Diagnostic::new(&rule::YAML_SYNTAX, span, message).help(help))
        };
        if at.abs_diff(number) <= 1 {
            if let Some(place) = indent.find('\u{3000}') {
                return found(place, 3, "a full-width space stands in the indent", "indent with half-width spaces");
            }
            if let Some(place) = indent.find('\t') {
                return found(place, 1, "a tab stands in the indent", "indent with spaces");
            }
            let key = line.trim_start().split_once(':').filter(|(key, value)| {
                let plain = |c: char| c.is_ascii_lowercase() || c == '-';
                !key.is_empty()
                    && key.chars().all(plain)
                    && !value.starts_with(char::is_whitespace)
                    && !value.is_empty()
            });
            if let Some((key, _)) = key {
                let message = format!("no space stands after `{key}:`");
                return found(indent.len(), key.len() + 1, &message, "write a space after the colon");
            }
        }
        start += line.len();
    }
    None
}

/// Returns the byte offset of a location; scanner errors give only the line and the column in characters, from 1.
fn byte_offset(location: &serde_saphyr::Location, text: &str) -> usize {
    let exact = location.span().byte_offset().and_then(|offset| usize::try_from(offset).ok());
    let counted = || {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        let line_start = match number(location.line()).checked_sub(2) {
            Some(breaks) => text.match_indices('\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1),
            None => 0,
        };
        let line = &text[line_start..];
        let column = number(location.column()).saturating_sub(1);
        line_start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    };
    exact.unwrap_or_else(counted).min(text.len())
}

fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The tree as serde delivers it, before byte offsets are worked out.
enum Tree {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Tree>>),
    Mapping(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TreeVisitor;

        impl<'de> Visitor<'de> for TreeVisitor {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a YAML value")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_none<E: de::Error>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Integer(value.into()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Integer(value.into()))
            }

            fn visit_i128<E: de::Error>(self, value: i128) -> Result<Tree, E> {
                Ok(Tree::Integer(value))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Float(value))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Tree::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Tree::Mapping(entries))
            }
        }

        deserializer.deserialize_any(TreeVisitor)
    }
}

fn locate(tree: Spanned<Tree>, text: &str, file: FileId) -> Node {
    let container = matches!(tree.value, Tree::List(_) | Tree::Mapping(_));
    let span = span(&tree, container, text, file);
    let written = text.get(span.range()).unwrap_or_default();
    let value = match tree.value {
        // `0x10`, `1e3`, `14_043` and `014043` are numbers to some and typing errors to others: none is taken for one.
        Tree::Integer(_) | Tree::Float(_) if !is_alias(written) && !is_plain_number(written) => {
            Value::Text(written.into())
        }
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(value),
        Tree::Integer(value) => Value::Integer(value),
        Tree::Float(value) => Value::Float(value),
        Tree::Text(value) => Value::Text(value),
        Tree::List(items) => Value::List(items.into_iter().map(|item| locate(item, text, file)).collect()),
        Tree::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let span = self::span(&key, false, text, file);
                    (Located::new(key.value, span), locate(value, text, file))
                })
                .collect(),
        ),
    };
    Located::new(value, span)
}

fn is_alias(written: &str) -> bool {
    written.starts_with('*')
}

/// Says whether a number is written in digits alone, with a point at the most.
fn is_plain_number(written: &str) -> bool {
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && (whole == "0" || !whole.starts_with('0'))
}

/// Works out a node's byte range; containers, whose end the parser does not say, get the rest of their first line.
fn span<T>(spanned: &Spanned<T>, container: bool, text: &str, file: FileId) -> Span {
    let position = spanned.referenced.span();
    let to_usize = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok());
    let start = to_usize(position.byte_offset()).unwrap_or(0).min(text.len());
    let length = to_usize(position.byte_len()).unwrap_or(0);
    let rest = text.get(start..).unwrap_or("");
    let line = rest.find('\n').map_or(rest, |end| &rest[..end]).trim_end();
    let covered = if container || length == 0 { line } else { rest.get(..length).unwrap_or(line) };
    Span::new(file, start, start + covered.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;

    fn tree(text: &str) -> (Files, Result<Node, Diagnostic>) {
        let mut files = Files::default();
        let id = files.add("a.yaml", text);
        let node = parse(text, id);
        (files, node)
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "題: 計画 # comment\namount: 14043\nlist:\n  - \"a b\"\n  - {k: v}\nblock: |-\n  一\n  二\n";
        let (files, node) = tree(text);
        let Value::Mapping(entries) = node.expect("YAML").value else { panic!("mapping") };
        let shown: Vec<_> = entries.iter().map(|(k, v)| (files.slice(k.span), files.slice(v.span))).collect();
        assert_eq!(shown[0], ("題", "計画"));
        assert_eq!(shown[1], ("amount", "14043"));
        let Value::List(items) = &entries[2].1.value else { panic!("list") };
        assert_eq!(files.slice(items[0].span), "\"a b\"");
        assert!(files.slice(items[1].span).starts_with("{k: v"));
        assert_eq!(entries[3].1.value, Value::Text("一\n二".into()));
        assert!(files.slice(shown_span(&entries[3].1)).contains('一'), "{:?}", entries[3].1.span);
    }

    #[test]
    fn numbers_are_digits_and_all_else_is_text() {
        let (_, node) = tree("[14043, -3, 30.5, 0.5, 0, 0x10, 1e3, 14_043, 014043, +5, .5]");
        let Value::List(items) = node.expect("YAML").value else { panic!("list") };
        let (numbers, texts) = items.split_at(5);
        assert!(numbers.iter().all(|item| matches!(item.value, Value::Integer(_) | Value::Float(_))), "{numbers:?}");
        let texts: Vec<_> = texts.iter().map(|item| item.value.clone()).collect();
        let expected = ["0x10", "1e3", "14_043", "014043", "+5", ".5"];
        assert_eq!(texts, expected.map(|text| Value::Text(text.into())));
        let (_, node) = tree("{a: &a 5, b: *a}");
        let Value::Mapping(entries) = node.expect("YAML").value else { panic!("mapping") };
        assert_eq!(entries[1].1.value, Value::Integer(5), "an alias is what it stands for");
    }

    fn shown_span(node: &Node) -> Span {
        node.span
    }

    #[test]
    fn a_syntax_error_points_into_the_file() {
        let (files, node) = tree("a: 1\nb: [1, 2\nc: 3\n");
        let diagnostic = node.expect_err("not YAML");
        assert_eq!(diagnostic.rule.code, "source/yaml-syntax");
        let (line, _) = files.get(diagnostic.primary.span.file).line_column(diagnostic.primary.span.range().start);
        assert!(line >= 2, "{diagnostic:?}");
    }

    #[test]
    fn slips_that_cannot_be_seen_are_named() {
        for (text, message, shown) in [
            ("print:\n\u{3000}\u{3000}gutter: 5mm\n  spot: x\n", "a full-width space stands in the indent", "\u{3000}"),
            ("print:\n  marks: true\n\tgutter: 5mm\n", "a tab stands in the indent", "\t"),
            ("print:\n  gutter:5mm\n  marks: true\n", "no space stands after `gutter:`", "gutter:"),
        ] {
            let (files, node) = tree(text);
            let found = node.expect_err(text);
            assert_eq!((found.message.as_str(), files.slice(found.primary.span)), (message, shown), "{text:?}");
        }
    }

    #[test]
    fn aliases_cannot_exhaust_memory() {
        let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (new, old) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "e"), ("g", "f"), ("h", "g")] {
            let reference = format!("*{old}, ").repeat(9);
            text.push_str(&format!("{new}: &{new} [{reference}]\n"));
        }
        assert_eq!(tree(&text).1.expect_err("bomb").rule.code, "source/yaml-syntax");
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(tree(&"[".repeat(10_000)).1.is_err());
        assert!(tree(&format!("{}1{}", "[".repeat(200), "]".repeat(200))).1.is_err());
    }
}
