//! From a file's text to the tree.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::fold::{self, Form};
use super::node::{Node, Value};
use super::number::Decimal;
use super::slips::{self, Scene};
use crate::diagnostic::{Diagnostic, FileId, Span, Text, rule};

/// How much a source file may hold; a plan's files are a hundredth of it. Aliases count as often as they are used.
const MAX_NODES: usize = 100_000;
const MAX_DEPTH: usize = 32;
/// How many lines of comment may follow one another; the parser holds them until it knows where they belong.
const MAX_COMMENTS: usize = 20_000;

/// Reads a file's text into a tree. What is no YAML is reported, and what is YAML but surely meant otherwise; after the
/// first, nothing can be trusted, so that there is no tree.
#[must_use]
pub fn parse(text: &str, file: FileId) -> (Option<Node>, Vec<Diagnostic>) {
    let mut reader = Reader {
        text,
        file,
        findings: Vec::new(),
        open: Vec::new(),
        root: None,
        documents: 0,
        nodes: 0,
        anchors: BTreeMap::new(),
        scene: Scene::default(),
        line: 0..0,
        waiting: None,
    };
    match reader.read() {
        Ok(()) => {
            reader.unused_anchors();
            (Some(reader.root.unwrap_or_else(|| Node::new(Value::Null, Span::new(file, 0, 0)))), reader.findings)
        }
        Err(finding) => {
            // What a text that is cut off leads to would be reported twice.
            let line = |span: Span| text[..span.start as usize].matches('\n').count();
            let cut = reader.findings.iter().rev().find(|known| known.rule == &rule::CUT_TEXT);
            if cut.is_none_or(|cut| line(finding.primary.span).abs_diff(line(cut.primary.span)) > 2) {
                reader.findings.push(finding);
            }
            (None, reader.findings)
        }
    }
}

/// A list or mapping of which the end is not read yet.
struct Open {
    span: Span,
    anchor: usize,
    flow: bool,
    /// How many nodes there were before it.
    before: usize,
    contents: Contents,
}

enum Contents {
    List(Vec<Node>),
    Mapping {
        entries: Vec<(Text, Node)>,
        /// The key of which the value is not read yet.
        key: Option<Text>,
        /// Up to where a text or number that a comma has parted goes on.
        parted: usize,
    },
}

/// A value that has a name, `&name`.
struct Anchor {
    /// Where the name stands, and the brackets around it.
    span: Span,
    flow: Option<usize>,
    used: bool,
    /// Nothing as long as the value's end is not read.
    value: Option<(Node, usize)>,
}

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    findings: Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    anchors: BTreeMap<usize, Anchor>,
    scene: Scene,
    /// A part of a line to its end.
    line: Range<usize>,
    /// A comment that may be the text of the value to come: `name: #関西`.
    waiting: Option<Span>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Diagnostic> {
        let options = granit_parser::options! {
            disallow_directives: true,
            emit_anchor_events: true,
            max_buffered_comment_events: MAX_COMMENTS,
        };
        let text = self.text;
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, place) = event.map_err(|error| {
                let at = error.marker().byte_offset().unwrap_or(self.text.len());
                slips::explain(error.kind(), at, &self.scene, self.text, self.file)
            })?;
            let range = place.byte_range().unwrap_or_default();
            let span = Span::new(self.file, range.start, range.end);
            if let Some(tag) = place.tag_start().and_then(|mark| mark.byte_offset()) {
                self.findings.push(slips::begins(tag, &self.scene, self.text, self.file));
            }
            match event {
                Event::DocumentStart(..) => {
                    self.documents += 1;
                    if self.documents > 1 {
                        return Err(second_document(span));
                    }
                }
                Event::Comment(comment, _) => self.comment(&comment, span),
                Event::Scalar(value, style, anchor, _) => self.scalar(&value, style, anchor, span)?,
                Event::SequenceStart(style, anchor, _) => {
                    self.start(style, anchor, span, Contents::List(Vec::new()))?;
                }
                Event::MappingStart(style, anchor, _) => {
                    let contents = Contents::Mapping { entries: Vec::new(), key: None, parted: 0 };
                    self.start(style, anchor, span, contents)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end()?,
                Event::Anchor(id, _) => {
                    if let Some(anchor) = self.anchors.get_mut(&id) {
                        anchor.span = span;
                    }
                }
                Event::Alias(id) => self.alias(id, span)?,
                _ => {}
            }
            self.scene.read = self.scene.read.max(range.end);
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Diagnostic> {
        self.nodes += nodes;
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        let message = format!("the file has more than {MAX_NODES} values");
        Err(Diagnostic::new(&rule::YAML_SYNTAX, span, message).help("part the plan into smaller files"))
    }

    fn deep(&self, depth: usize, span: Span) -> Result<(), Diagnostic> {
        if self.open.len() + depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(slips::explain(&ErrorKind::RecursionLimitExceeded, span.start as usize, &self.scene, self.text, self.file))
    }

    fn start(
        &mut self,
        style: StructureStyle,
        anchor: usize,
        span: Span,
        contents: Contents,
    ) -> Result<(), Diagnostic> {
        self.count(1, span)?;
        self.deep(1, span)?;
        self.waiting = None;
        self.scene.value = None;
        let flow = style == StructureStyle::Flow;
        if flow {
            self.scene.flow.get_or_insert(span.start as usize);
        }
        self.name(anchor, span);
        // The parser does not say where a list or mapping ends: its place is its first line.
        let span = self.line(span.start as usize);
        self.open.push(Open { span, anchor, flow, before: self.nodes - 1, contents });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Diagnostic> {
        let Some(Open { span, anchor, before, contents, .. }) = self.open.pop() else { return Ok(()) };
        if !self.open.iter().any(|open| open.flow) {
            self.scene.flow = None;
        }
        let value = match contents {
            Contents::List(items) => Value::List(items),
            Contents::Mapping { entries, .. } => Value::Mapping(entries),
        };
        let node = Node::new(value, span);
        self.scene.value = None;
        self.keep(anchor, &node, self.nodes - before);
        self.add(node)
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, anchor: usize, span: Span) -> Result<(), Diagnostic> {
        self.count(1, span)?;
        let waiting = self.waiting.take();
        let written = &self.text[span.range()];
        if self.is_key() {
            if written.is_empty() {
                let message = "no key stands before the colon";
                return Err(Diagnostic::new(&rule::YAML_SYNTAX, self.line(span.start as usize), message)
                    .help("write `key: value`; put a text that begins with a colon in double quotes"));
            }
            self.scene.value = None;
            let node = Node::new(Value::Text(value.into()), span);
            self.name(anchor, span);
            self.keep(anchor, &node, 1);
            return self.add(node);
        }
        let form = match style {
            ScalarStyle::Plain => Form::Plain,
            ScalarStyle::SingleQuoted => Form::Single,
            ScalarStyle::DoubleQuoted => Form::Double,
            _ => Form::Block,
        };
        if let Some(finding) = slips::swallowed(form, span, self.text) {
            return Err(finding);
        }
        let value = match style {
            ScalarStyle::Plain => plain(value, written),
            ScalarStyle::Literal => Value::Text(value.trim_end_matches('\n').into()),
            // The break at the end of a block is how the file is laid out, not what it says.
            _ => Value::Text(fold::join(value, written, form).trim_end_matches('\n').to_owned()),
        };
        let value = match (value, waiting) {
            (Value::Null, Some(comment)) => {
                self.findings.push(slips::cut(comment, "", &self.text[comment.range()]));
                Value::Text(self.text[comment.range()].into())
            }
            (value, _) => value,
        };
        let span = if written.is_empty() { self.line(span.start as usize) } else { self.trimmed(span) };
        let plain_text = form == Form::Plain && matches!(value, Value::Text(_));
        self.scene.value = Some((span.range(), plain_text));
        let node = Node::new(value, span);
        self.name(anchor, span);
        self.keep(anchor, &node, 1);
        self.add(node)
    }

    /// Looks at a comment: text that goes on with ` #` would be lost without a word.
    fn comment(&mut self, comment: &str, span: Span) {
        if !slips::is_text(comment) {
            return;
        }
        let before = self.text[..span.start as usize].trim_end_matches([' ', '\t']);
        if let Some((value, true)) = &self.scene.value
            && value.end == before.len()
        {
            let finding = slips::cut(span, &self.text[value.clone()], &self.text[span.range()]);
            self.findings.push(finding);
            return;
        }
        match self.open.last_mut() {
            // The parser tells of a key that has no value before it tells of the comment.
            Some(Open { contents: Contents::Mapping { entries, key: None, .. }, .. }) if before.ends_with(':') => {
                if let Some((_, node @ Node { value: Value::Null, .. })) = entries.last_mut() {
                    let gone = &self.text[span.range()];
                    *node = Node::new(Value::Text(gone.into()), span);
                    self.findings.push(slips::cut(span, "", gone));
                }
            }
            _ if before.ends_with([':', '-']) => self.waiting = Some(span),
            _ => {}
        }
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Diagnostic> {
        self.waiting = None;
        let stored = self.anchors.get_mut(&id).and_then(|anchor| {
            anchor.used = true;
            anchor.value.as_ref()
        });
        let Some((node, nodes)) = stored else {
            let message = "a value stands within itself";
            return Err(Diagnostic::new(&rule::YAML_SYNTAX, span, message).help("write the value out"));
        };
        let (value, nodes) = (node.value.clone(), *nodes);
        self.count(nodes, span)?;
        self.deep(depth(&value), span)?;
        self.scene.value = None;
        self.add(Node::new(value, span))
    }

    fn name(&mut self, anchor: usize, span: Span) {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { span, flow: self.scene.flow, used: false, value: None });
        }
    }

    fn keep(&mut self, anchor: usize, node: &Node, nodes: usize) {
        if let Some(anchor) = self.anchors.get_mut(&anchor) {
            anchor.value = Some((node.clone(), nodes));
        }
    }

    /// Reports names of values that nothing uses: `&` began a text.
    fn unused_anchors(&mut self) {
        for anchor in self.anchors.values().filter(|anchor| !anchor.used) {
            let scene = Scene { flow: anchor.flow, ..Scene::default() };
            self.findings.push(slips::begins(anchor.span.start as usize, &scene, self.text, self.file));
        }
    }

    /// Says whether the next node is a mapping's key.
    fn is_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { contents: Contents::Mapping { key: None, .. }, .. }))
    }

    /// Puts a node where it belongs.
    fn add(&mut self, node: Node) -> Result<(), Diagnostic> {
        let Some(Open { contents, flow, .. }) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match contents {
            Contents::List(items) => items.push(node),
            Contents::Mapping { entries, key, parted } => match (key.take(), node.value) {
                (None, Value::Text(text)) => *key = Some(Text::new(text, node.span)),
                (None, _) => {
                    let message = "a list or mapping stands where a key is expected";
                    return Err(Diagnostic::new(&rule::YAML_SYNTAX, node.span, message)
                        .help("put a text that begins with a bracket in double quotes"));
                }
                (Some(key), Value::Null) if *flow && !has_colon(self.text, key.span) => {
                    let slip = slips::valueless(entries, &key, *parted, self.text, self.file);
                    self.findings.extend(slip.finding);
                    *parted = slip.parted;
                    entries.extend(slip.entry);
                }
                (Some(key), value) => entries.push((key, Node::new(value, node.span))),
            },
        }
        Ok(())
    }

    /// Returns what is left of a line. A line of a megabyte may hold any number of lists; its end is looked for once.
    fn line(&mut self, start: usize) -> Span {
        if !self.line.contains(&start) {
            let rest = self.text.get(start..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            self.line = start..start + line.trim_end().len();
        }
        Span::new(self.file, start, self.line.end)
    }

    fn trimmed(&self, span: Span) -> Span {
        span.part(0, self.text[span.range()].trim_end().len())
    }
}

/// Says whether a colon follows a key.
fn has_colon(text: &str, key: Span) -> bool {
    text[key.end as usize..].trim_start().starts_with(':')
}

/// Says what a text without quotes is: nothing, `true` or `false`, a number in digits alone, or text. `y`, `no` and `on` may
/// be names; `0x10`, `1e3`, `14_043` and `014043` are numbers to some and slips to others: none is taken for one.
fn plain(value: &str, written: &str) -> Value {
    match written {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match Decimal::parse(written) {
            Some(number) if number.fraction().is_empty() => {
                written.parse().map_or(Value::Decimal(number), Value::Integer)
            }
            Some(number) => Value::Decimal(number),
            None => Value::Text(fold::join(value, written, Form::Plain)),
        },
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(|item| depth(&item.value)).max().unwrap_or(0),
        Value::Mapping(entries) => 1 + entries.iter().map(|(_, node)| depth(&node.value)).max().unwrap_or(0),
        _ => 0,
    }
}

fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::YAML_SYNTAX, span, "a second document begins here")
        .help("remove the line `---`; a file is one document")
}

/// A key with its value.
pub(super) type Entry = (Text, Node);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;

    fn tree(text: &str) -> (Files, Option<Node>, Vec<Diagnostic>) {
        let mut files = Files::default();
        let id = files.add("a.yaml", text);
        let (node, findings) = parse(text, id);
        (files, node, findings)
    }

    fn value(text: &str) -> Value {
        let (_, node, findings) = tree(text);
        assert_eq!(findings, [], "{text}");
        node.expect(text).value
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "題: 計画 # comment\namount: 14043\nlist:\n  - \"a b\"\n  - {k: v}\nblock: |-\n  一\n  二\n";
        let (files, node, _) = tree(text);
        let Value::Mapping(entries) = node.expect("YAML").value else { panic!("mapping") };
        let shown: Vec<_> = entries.iter().map(|(k, v)| (files.slice(k.span), files.slice(v.span))).collect();
        assert_eq!(shown[0], ("題", "計画"));
        assert_eq!(shown[1], ("amount", "14043"));
        let Value::List(items) = &entries[2].1.value else { panic!("list") };
        assert_eq!(files.slice(items[0].span), "\"a b\"");
        assert!(files.slice(items[1].span).starts_with("{k: v"));
        assert_eq!(entries[3].1.value, Value::Text("一\n二".into()));
        assert_eq!(shown[3].1, "一\n  二");
    }

    #[test]
    fn numbers_are_digits_and_all_else_is_text() {
        let Value::List(items) = value("[14043, -3, 30.5, 0.50, 0, 0x10, 1e3, 14_043, 014043, +5, .5, yes, .nan]")
        else {
            panic!("list")
        };
        let shown: Vec<_> = items.iter().map(|item| (item.value.type_name(), item.value.to_string())).collect();
        let (numbers, texts) = shown.split_at(5);
        assert!(numbers.iter().all(|(name, _)| name.contains("number")), "{numbers:?}");
        assert_eq!(
            numbers.iter().map(|(_, shown)| shown.as_str()).collect::<Vec<_>>(),
            ["14043", "-3", "30.5", "0.50", "0"]
        );
        assert!(texts.iter().all(|(name, _)| *name == "text"), "{texts:?}");
        assert_eq!(value("{a: &a 5, b: *a}"), value("{a: 5, b: 5}"), "an alias is what it stands for");
    }

    #[test]
    fn what_is_no_value_is_nothing() {
        assert_eq!(value(""), Value::Null);
        assert_eq!(value("# a comment\n"), Value::Null);
        assert_eq!(value("a:\nb: ~\n"), value("{a: null, b: Null}"));
    }

    #[test]
    fn aliases_cannot_exhaust_memory() {
        let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (new, old) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "e"), ("g", "f"), ("h", "g")] {
            let reference = format!("*{old}, ").repeat(9);
            text.push_str(&format!("{new}: &{new} [{reference}]\n"));
        }
        let (_, node, findings) = tree(&text);
        assert!(node.is_none());
        assert!(findings[0].message.contains("more than 100000 values"), "{findings:?}");
        // A chain of them would nest without end.
        let mut chain = String::from("a0: &a0 [x]\n");
        for at in 1..1000 {
            chain.push_str(&format!("a{at}: &a{at} [*a{}]\n", at - 1));
        }
        assert!(tree(&chain).2[0].message.contains("nested too deep"));
        assert!(tree("a: &a [*a]\n").2[0].message.contains("within itself"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        for text in ["[".repeat(10_000), format!("{}1{}", "[".repeat(200), "]".repeat(200)), "{a: ".repeat(100_000)] {
            assert!(tree(&text).1.is_none());
        }
        let deep: String = (0..300).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
        assert!(tree(&deep).1.is_none());
    }

    // Otherwise every comment at the head of a file would count against it.
    #[test]
    fn comments_may_be_many() {
        assert_eq!(value(&("# x\n".repeat(5000) + "a: 1\n")), value("a: 1"));
    }

    /// What slips of the hand are made of: signs of YAML, characters that look like them, and characters of many bytes.
    const SLIPS: &str = "(: |, |\n|\n  |\n    |- |#| #|\"|'|\\\\|\\{|\\}|\\[|\\]|：|、|　|\u{a0}|\u{200b}|\u{feff}|\t|[%@*&!|>?~=`＃－・｛］１，a-z0-9\u{20bb7}漢あ-])";

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(2000))]

        // Otherwise a slip would end in a crash instead of a message, or a message would point outside the file.
        #[test]
        fn any_slip_is_read_or_reported(
            at in 0..400_usize,
            gone in 0..12_usize,
            put in proptest::collection::vec(proptest::string::string_regex(SLIPS).expect("a pattern"), 0..6),
        ) {
            let whole = "section: green\nlines:\n  - id: green # 注\n    summary: >-\n      シーズの事業化を\n      促進する\n    \
                         amount: 1781\n    relisted: [sme, talent]\n  - {id: b, name: \"引用\\\"\\u3042\", amount: 1.50}\n\
                         events:\n  - id: forum\n    venue: |-\n      一行目\n      二行目\n    contents: ['a''b',\n      \
                         漢字]\nnotes: 途中で\n  折り返す文 # 注\n";
            let start = whole.char_indices().nth(at).map_or(whole.len(), |(at, _)| at);
            let end = whole[start..].char_indices().nth(gone).map_or(whole.len(), |(at, _)| start + at);
            let text = format!("{}{}{}", &whole[..start], put.concat(), &whole[end..]);
            let (_, node, findings) = tree(&text);
            proptest::prop_assert!(node.is_some() || !findings.is_empty(), "{text:?}");
            for finding in findings {
                let span = finding.primary.span.range();
                proptest::prop_assert!(text.get(span.clone()).is_some(), "{finding:?} of {text:?}");
                proptest::prop_assert!(span.end <= text.len() && !finding.message.is_empty());
            }
        }

        #[test]
        fn any_text_is_read_or_reported(
            parts in proptest::collection::vec(proptest::string::string_regex(SLIPS).expect("a pattern"), 0..40),
        ) {
            let text = parts.concat();
            let (_, node, findings) = tree(&text);
            proptest::prop_assert!(node.is_some() || !findings.is_empty(), "{text:?}");
            for finding in findings {
                proptest::prop_assert!(text.get(finding.primary.span.range()).is_some(), "{finding:?} of {text:?}");
            }
        }
    }
}
