//! Blocks of Markdown.

use comrak::nodes::{ListDelimType, ListType, Node, NodeValue, Sourcepos, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::inline::{self, is_data};
use super::{Alignment, Block, DataKind, Image, Inline, Marks, Placement, Section, text};
use crate::diagnostic::{Diagnostic, FileId, Findings, Span, rule};

/// How deep lists may nest; the house style has three levels.
const MAX_DEPTH: usize = 6;

/// How large a part without a blank line may be, in bytes: some ten thousand characters, far more than a page holds.
///
/// What Markdown costs grows faster than its length; this keeps it small.
const MAX_PART_BYTES: usize = 32 << 10;

/// How many characters that open a mark may stand in such a part: each may nest, and nesting costs stack.
const MAX_PART_MARKS: usize = 2_000;

/// The fixed headings of a kind of prose file, in order.
pub type Headings = [&'static str];

/// Shows headings in a message.
#[must_use]
pub fn heading_list(headings: &Headings) -> String {
    headings.iter().map(|heading| format!("`# {heading}`")).collect::<Vec<_>>().join(", ")
}

/// Parses a file whose prose stands under fixed headings.
///
/// # Errors
/// All that is wrong in the file.
pub fn parse_sections(
    source: &str,
    file: FileId,
    headings: &'static Headings,
) -> Result<Vec<Section>, Vec<Diagnostic>> {
    let arena = Arena::new();
    let mut parser = Parser::new(source, Span::new(file, 0, source.len()));
    parser.check_lines()?;
    let root = parse_document(&arena, source, &options());
    let mut sections: Vec<(String, Section)> = Vec::new();
    // How many of the headings have come, or been reported.
    let mut done = 0;
    let mut stray = None;
    for node in root.children() {
        let span = parser.span(node);
        if let NodeValue::Heading(heading) = node.data().value {
            let title = inline::plain(node);
            let ahead = headings.iter().skip(done).position(|heading| *heading == title);
            if heading.level != 1 {
                parser.report(
                    &rule::PROSE_HEADINGS,
                    span,
                    "a heading below the first level",
                    "number the part instead (`1. …`), with its text indented under it",
                );
                // A fixed heading with too many `#` is meant for what it says.
                if ahead != Some(0) {
                    continue;
                }
            }
            let help = format!("the headings are {}, each once and in this order", heading_list(headings));
            match (ahead, headings.get(done)) {
                (Some(0), _) => {}
                (Some(skipped), _) => {
                    for missing in &headings[done..done + skipped] {
                        let message = format!("expected the heading `# {missing}`, found `# {title}`");
                        parser.report(&rule::PROSE_HEADINGS, span, message, help.as_str());
                    }
                    done += skipped;
                    // Text before the first heading has lost it.
                    stray = None;
                }
                (None, Some(expected)) => {
                    let message = format!("expected the heading `# {expected}`, found `# {title}`");
                    parser.report(&rule::PROSE_HEADINGS, span, message, help);
                }
                (None, None) => {
                    let message = format!("unexpected heading `# {title}`");
                    parser.report(&rule::PROSE_HEADINGS, span, message, help);
                }
            }
            done = (done + 1).min(headings.len());
            sections.push((title, Section { heading: span, blocks: Vec::new() }));
        } else if let Some((_, section)) = sections.last_mut() {
            section.blocks.extend(parser.block(node, 0));
        } else {
            stray.get_or_insert(span);
        }
    }
    if let Some(span) = stray {
        let help = format!("begin with `# {}`", headings[0]);
        parser.report(&rule::PROSE_HEADINGS, span, "text before the first heading", help);
    }
    for missing in &headings[done..] {
        let end = Span::new(file, source.len(), source.len());
        let message = format!("missing heading `# {missing}`");
        parser.report(&rule::PROSE_HEADINGS, end, message, format!("add `# {missing}` with its text"));
    }
    for (title, section) in &sections {
        // A block that was refused is still something that stands there.
        let refused = parser.findings.iter().any(|finding| finding.primary.span.start > section.heading.start);
        if section.blocks.is_empty() && !refused && headings.contains(&title.as_str()) {
            let message = format!("nothing stands under `# {title}`");
            parser.report(&rule::PROSE_HEADINGS, section.heading, message, "write its text below the heading");
        }
    }
    parser.finish(sections.into_iter().map(|(_, section)| section).collect())
}

/// Parses prose without headings, for example a YAML value that covers `span`.
///
/// # Errors
/// All that is wrong in it.
pub fn parse_blocks(source: &str, span: Span) -> Result<Vec<Block>, Vec<Diagnostic>> {
    let arena = Arena::new();
    let mut parser = Parser::new(source, span);
    parser.check_lines()?;
    let root = parse_document(&arena, source, &options());
    let blocks = root.children().filter_map(|node| parser.block(node, 0)).collect();
    parser.finish(blocks)
}

/// Parses text that must be a single paragraph, for example a YAML value that covers `span`.
///
/// # Errors
/// All that is wrong in it.
pub fn parse_inline(source: &str, span: Span) -> Result<Vec<Inline>, Vec<Diagnostic>> {
    let mut blocks = parse_blocks(source, span)?;
    match (blocks.pop(), blocks.is_empty()) {
        (Some(Block::Paragraph(inlines) | Block::Note(inlines)), true) => Ok(inlines),
        _ => Err(vec![
            Diagnostic::new(&rule::PROSE_UNSUPPORTED, span, "expected a single paragraph")
                .help("write running text without lists, tables or blank lines"),
        ]),
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

/// Turns comrak's tree into prose and collects what is wrong.
pub(super) struct Parser<'s> {
    source: &'s str,
    /// Where `source` lies in the author's file.
    base: Span,
    /// Whether offsets in `source` are offsets in the file; not so for YAML values.
    exact: bool,
    line_starts: Vec<usize>,
    findings: Findings,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, base: Span) -> Self {
        let line_starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let exact = base.range().len() == source.len();
        Self { source, base, exact, line_starts, findings: Findings::default() }
    }

    /// Looks for what the tree of Markdown does not show: parts that are too large, and lines that it leaves out.
    fn check_lines(&mut self) -> Result<(), Vec<Diagnostic>> {
        let (mut size, mut marks) = (0, 0);
        for (number, line) in self.source.split('\n').enumerate() {
            if line.trim().is_empty() {
                (size, marks) = (0, 0);
            }
            size += line.len() + 1;
            marks += line.matches(['*', '_', '[', '>', '+']).count() + line.matches("- ").count();
            let place = |range: std::ops::Range<usize>| {
                let at = self.base.range().start + self.line_starts[number];
                if self.exact { Span::new(self.base.file, at + range.start, at + range.end) } else { self.base }
            };
            if size > MAX_PART_BYTES {
                let message = format!("more than {} KiB without a blank line", MAX_PART_BYTES / 1024);
                let help = "divide the text into paragraphs";
                return Err(vec![Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..0), message).help(help)]);
            }
            if marks > MAX_PART_MARKS {
                let message = format!("more than {MAX_PART_MARKS} marks of Markdown without a blank line");
                let help = "divide the text into paragraphs, or write `\\*` for a character that marks nothing";
                return Err(vec![Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..0), message).help(help)]);
            }
            if is_definition(line) {
                let help = "write the link where it is used (`[words](page:id)`), and a note as a line that begins \
                            with ※";
                let message = "a definition would not be shown";
                self.findings.push(Diagnostic::new(&rule::PROSE_UNSUPPORTED, place(0..line.len()), message).help(help));
            }
        }
        Ok(())
    }

    fn finish<T>(self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.findings.is_empty() { Ok(value) } else { Err(self.findings.into_vec()) }
    }

    pub(super) fn report(
        &mut self,
        rule: &'static crate::diagnostic::Rule,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::new(rule, span, message).help(help));
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Returns a node's place: comrak counts lines and columns from 1, columns in bytes, the end inclusive.
    pub(super) fn span(&self, node: Node<'_>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        if !self.exact {
            return self.base;
        }
        let offset = |line: usize, column: usize| {
            let line_start = line.checked_sub(1).and_then(|at| self.line_starts.get(at));
            line_start.map_or(self.source.len(), |start| (start + column).min(self.source.len()))
        };
        let start = offset(start.line, start.column.saturating_sub(1));
        let end = offset(end.line, end.column);
        Span::new(self.base.file, self.base.range().start + start, self.base.range().start + end)
    }

    fn block(&mut self, node: Node<'_>, depth: usize) -> Option<Block> {
        let span = self.span(node);
        let value = node.data().value.clone();
        match value {
            NodeValue::Paragraph => self.paragraph(node),
            NodeValue::List(list) => {
                if depth >= MAX_DEPTH {
                    let help = "split the text; the house style has three levels: （1）, ① and ・";
                    self.report(&rule::PROSE_UNSUPPORTED, span, "the list is nested too deeply", help);
                    return None;
                }
                let marks = match (list.list_type, list.delimiter) {
                    (ListType::Bullet, _) => Marks::Bullet,
                    (ListType::Ordered, ListDelimType::Period) => Marks::Parenthesised,
                    (ListType::Ordered, ListDelimType::Paren) => Marks::Circled,
                };
                if list.list_type == ListType::Ordered && list.start != 1 {
                    let help = "begin the list with 1; blank lines or less indentation may have split it in two";
                    let message = format!("the list begins with {}", list.start);
                    self.report(&rule::PROSE_UNSUPPORTED, span, message, help);
                }
                let items = node
                    .children()
                    .map(|item| item.children().filter_map(|block| self.block(block, depth + 1)).collect())
                    .collect();
                Some(Block::List { marks, items })
            }
            NodeValue::Table(table) => Some(self.table(node, &table.alignments)),
            NodeValue::HtmlBlock(_) => {
                self.html(span);
                None
            }
            NodeValue::Heading(_) => {
                self.report(&rule::PROSE_HEADINGS, span, "a heading where none may stand", "remove the `#`");
                None
            }
            NodeValue::CodeBlock(_) => {
                let help = "indent a paragraph under a list item by three spaces, other text not at all";
                self.report(&rule::PROSE_UNSUPPORTED, span, "code has no place in a plan", help);
                None
            }
            _ => {
                let help = "use paragraphs, lists, tables, notes that begin with ※, and images";
                self.report(&rule::PROSE_UNSUPPORTED, span, "this Markdown has no form in a plan", help);
                None
            }
        }
    }

    pub(super) fn html(&mut self, span: Span) {
        let help = "use Markdown; for a literal `<` write `\\<`";
        self.report(&rule::PROSE_HTML, span, "raw HTML is not accepted", help);
    }

    fn paragraph(&mut self, node: Node<'_>) -> Option<Block> {
        let mut children = node.children();
        if let (Some(only), None) = (children.next(), children.next()) {
            let span = self.span(only);
            let value = only.data().value.clone();
            if let NodeValue::Image(link) = value {
                let (alt, path) = (inline::plain(only), link.url.clone());
                if alt.trim().is_empty() {
                    let help = "say in the brackets what it shows: `![説明](images/x.png)`";
                    self.report(&rule::IMAGE_ALT, span, format!("the image `{path}` has no alternative text"), help);
                }
                let caption = (!link.title.is_empty()).then(|| text(link.title.clone(), span));
                return Some(Block::Image(Image { path: text(path, span), alt: text(alt, span), caption }));
            }
            if let NodeValue::Link(link) = value
                && let Some((kind, id)) = data_link(&link.url)
                && only.first_child().is_none()
            {
                return Some(Block::Data(Placement { kind, id: text(id, span) }));
            }
        }
        let inlines = self.inlines(node);
        let note = matches!(inlines.first(), Some(Inline::Text(first)) if first.starts_with('※'));
        Some(if note { Block::Note(inlines) } else { Block::Paragraph(inlines) })
    }

    fn table(&mut self, node: Node<'_>, alignments: &[TableAlignment]) -> Block {
        let mut rows: Vec<Vec<_>> =
            node.children().map(|row| row.children().map(|cell| self.inlines(cell)).collect()).collect();
        for row in node.children() {
            self.check_row(row);
        }
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let alignments = alignments
            .iter()
            .map(|alignment| match alignment {
                TableAlignment::None => Alignment::Auto,
                TableAlignment::Left => Alignment::Left,
                TableAlignment::Center => Alignment::Center,
                TableAlignment::Right => Alignment::Right,
            })
            .collect();
        Block::Table { alignments, header, rows }
    }

    /// Reports a row with more cells than the header: Markdown would leave them out.
    fn check_row(&mut self, row: Node<'_>) {
        let (Some(last), true) = (row.last_child(), self.exact) else { return };
        let end = self.span(last).range().end - self.base.range().start;
        let rest = self.source[end..].lines().next().unwrap_or_default();
        if !rest.trim().trim_start_matches('|').is_empty() {
            let message = "the row has more cells than the table's head";
            let help = "give the head a cell for each, or write `\\|` for a bar that stands in the text";
            self.report(&rule::PROSE_UNSUPPORTED, self.span(row), message, help);
        }
    }

    fn inlines(&mut self, node: Node<'_>) -> Vec<Inline> {
        inline::collect(self, node)
    }
}

/// Says whether a line defines the target of a link (`[words]: page:id`), which shows nothing by itself.
fn is_definition(line: &str) -> bool {
    line.trim_start().starts_with('[')
        && line.contains("]:")
        && parse_document(&Arena::new(), line.trim_start(), &options()).first_child().is_none()
}

fn data_link(url: &str) -> Option<(DataKind, &str)> {
    let (scheme, id) = super::split_scheme(url)?;
    is_data(scheme).map(|kind| (kind, id))
}

#[cfg(test)]
mod tests {
    use super::super::plain_text;
    use super::*;
    use crate::diagnostic::Files;

    const HEADINGS: &Headings = &["事業目的", "事業概要"];

    fn sections(source: &str) -> (Files, Result<Vec<Section>, Vec<Diagnostic>>) {
        let mut files = Files::default();
        let id = files.add("a.md", source);
        let parsed = parse_sections(source, id, HEADINGS);
        (files, parsed)
    }

    fn blocks(source: &str) -> Vec<Block> {
        let source = format!("# 事業目的\n\n{source}\n\n# 事業概要\n\nx\n");
        sections(&source).1.expect("valid prose").swap_remove(0).blocks
    }

    fn codes(source: &str) -> Vec<(&'static str, String)> {
        let (files, parsed) = sections(source);
        parsed.expect_err("findings").iter().map(|d| (d.rule.code, files.slice(d.primary.span).to_owned())).collect()
    }

    fn paragraph(source: &str) -> String {
        match &blocks(source)[..] {
            [Block::Paragraph(inlines)] => plain_text(inlines),
            other => panic!("not a paragraph: {other:?}"),
        }
    }

    #[test]
    fn a_line_break_beside_japanese_is_joined() {
        assert_eq!(paragraph("日本の\n未来"), "日本の未来");
        assert_eq!(paragraph("PRツール\nWEB"), "PRツールWEB");
        assert_eq!(paragraph("from NOW\nON KANSAI"), "from NOW ON KANSAI");
        assert_eq!(paragraph("一、\n**二**"), "一、二");
    }

    #[test]
    fn emphasis_works_beside_japanese_punctuation() {
        let [Block::Paragraph(inlines)] = &blocks("これは**「重要」。**次の文")[..] else { panic!() };
        assert!(matches!(&inlines[1], Inline::Strong(body) if plain_text(body) == "「重要」。"));
    }

    #[test]
    fn the_three_list_styles_nest() {
        let found = blocks("1. 一\n\n   1) 甲\n   2) 乙\n      - 丙\n2. 二");
        let [Block::List { marks: Marks::Parenthesised, items }] = &found[..] else { panic!("{found:?}") };
        assert_eq!(items.len(), 2);
        let Block::List { marks: Marks::Circled, items } = &items[0][1] else { panic!("{found:?}") };
        assert!(matches!(&items[1][1], Block::List { marks: Marks::Bullet, .. }));
    }

    #[test]
    fn notes_and_data_are_blocks_of_their_own() {
        let found = blocks("※注意\n\n[](event:biojapan)");
        assert!(matches!(&found[0], Block::Note(_)));
        assert!(matches!(&found[1], Block::Data(Placement { kind: DataKind::Event, id }) if id.value == "biojapan"));
    }

    #[test]
    fn html_code_and_strange_links_are_refused_where_they_stand() {
        let found = codes(
            "# 事業目的\n\nあ<b>い</b>\n\n<div>x</div>\n\n`x`\n\n[x](file:///etc/passwd)\n\n> q\n\n# 事業概要\n\nx\n",
        );
        assert_eq!(
            found,
            [
                ("prose/html", "<b>".into()),
                ("prose/html", "</b>".into()),
                ("prose/html", "<div>x</div>".into()),
                ("prose/unsupported", "`x`".into()),
                ("prose/link", "[x](file:///etc/passwd)".into()),
                ("prose/unsupported", "> q".into()),
            ]
        );
    }

    #[test]
    fn headings_are_fixed() {
        let found = codes("x\n\n# 事業の目的\n\ny\n");
        let codes: Vec<_> = found.iter().map(|(code, place)| (*code, place.as_str())).collect();
        assert_eq!(codes[0], ("prose/headings", "# 事業の目的"));
        assert_eq!(codes[1], ("prose/headings", "x"));
        assert_eq!(codes.len(), 3, "the second heading is missing, too: {codes:?}");
    }

    #[test]
    fn an_image_needs_alternative_text() {
        assert_eq!(codes("# 事業目的\n\n![](images/a.png)\n\n# 事業概要\n\nx\n")[0].0, "image/no-alt");
    }

    #[test]
    fn nested_marks_exhaust_nothing() {
        for size in [1_900, 5_000, 30_000, 100_000] {
            for unit in ["**a*", "__a_", "[", "[a](", "![", "> ", "- ", "+ ", "1. ", "|", "<b>", "`a", "&", "\\"] {
                let source = format!("# 事業目的\n\n{}\n\n# 事業概要\n\nx\n", unit.repeat(size / unit.len()));
                let shown = unit.repeat(3);
                let found = sections(&source).1.map_or_else(|findings| findings.len(), |_| 0);
                assert!(found < size, "{shown} for {size} bytes: as many findings as there are marks");
            }
        }
        let nested = format!("# 事業目的\n\n{}\n\n# 事業概要\n\nx\n", "**a*".repeat(8_000));
        assert_eq!(codes(&nested), [("prose/unsupported", String::new())]);
    }

    #[test]
    fn deep_lists_are_refused() {
        let mut source = String::new();
        for depth in 0..200 {
            source.push_str(&"  ".repeat(depth));
            source.push_str("- x\n");
        }
        let found = codes(&format!("# 事業目的\n\n{source}\n# 事業概要\n\nx\n"));
        assert_eq!(found[0].0, "prose/unsupported");
    }
}
