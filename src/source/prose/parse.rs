//! Blocks of Markdown.

use comrak::nodes::{ListDelimType, ListType, Node, NodeHeading, NodeList, NodeTable, NodeValue, TableAlignment};
use comrak::{Arena, parse_document};

use super::inline::{self, is_data};
use super::lines::{self, Within};
use super::parser::{Parser, options};
use super::{Alignment, Block, DataKind, Image, Inline, Marks, Placement, Section, text};
use crate::characters::{alike, shown};
use crate::diagnostic::{Diagnostic, FileId, Span, rule};

/// How deep lists may nest; the house style has three levels.
const MAX_DEPTH: usize = 6;

/// How many columns a table may have: on A4 across, more leave no room for a word.
const MAX_COLUMNS: usize = 40;

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
    let mut sections = Sections { headings, done: 0, stray: None, list: Vec::new() };
    for node in root.children() {
        let span = parser.span(node);
        if let NodeValue::Heading(heading) = node.data().value {
            sections.heading(&mut parser, heading, inline::plain(node), span);
            continue;
        }
        if matches!(node.data().value, NodeValue::Paragraph) {
            // A heading without its mark is one all the same; else all that follows would be out of place.
            for (heading, place) in lines::headings(&mut parser, node, headings) {
                sections.begin(&mut parser, heading.to_owned(), place);
            }
        }
        match sections.list.last_mut() {
            Some((_, section)) => section.blocks.extend(block(&mut parser, node, 0)),
            None => {
                sections.stray.get_or_insert(span);
            }
        }
    }
    let list = sections.finish(&mut parser);
    parser.finish(list)
}

/// The sections of a file, as far as it is read.
struct Sections {
    headings: &'static Headings,
    /// How many of the headings have come, or been reported.
    done: usize,
    /// Text before the first heading.
    stray: Option<Span>,
    list: Vec<(String, Section)>,
}

impl Sections {
    /// Takes a heading of Markdown.
    fn heading(&mut self, parser: &mut Parser<'_>, heading: NodeHeading, title: String, span: Span) {
        let fixed = heading.level == 1 && self.headings.contains(&title.as_str());
        if heading.setext && !fixed {
            let line = if heading.level == 1 { '=' } else { '-' };
            let message = format!("a line of `{line}` makes a heading of the text above it");
            let help = "put a blank line between the text and that line, or remove the line";
            parser.report(&rule::PROSE_HEADINGS, span, message, help);
            return;
        }
        if heading.level != 1 {
            parser.report(
                &rule::PROSE_HEADINGS,
                span,
                "a heading below the first level",
                "number the part instead (`1. …`), with its text indented under it",
            );
            // A fixed heading with too many `#` is meant for what it says.
            if self.headings.get(self.done) != Some(&title.as_str()) {
                return;
            }
        }
        let title = self.meant(parser, title, span);
        self.begin(parser, title, span);
    }

    /// Returns the fixed heading that a title looks like, and says which character is not the heading's.
    fn meant(&self, parser: &mut Parser<'_>, title: String, span: Span) -> String {
        if self.headings.contains(&title.as_str()) {
            return title;
        }
        let looks = alike(&title);
        let Some(heading) = self.headings.iter().find(|heading| alike(heading) == looks) else { return title };
        let mut right = heading.chars();
        let wrong = title.chars().find_map(|c| {
            let right = right.next();
            (right != Some(c)).then_some((c, right))
        });
        let message = match wrong {
            Some((' ', _)) => "the heading has a space too many".to_owned(),
            Some((c, Some(right))) if !alike(&c.to_string()).is_empty() => {
                format!("the heading has {} where `{right}` belongs", shown(c))
            }
            Some((c, _)) => format!("the heading has {} too many", shown(c)),
            None => format!("the heading `# {title}` is not `# {heading}`"),
        };
        parser.report(&rule::PROSE_HEADINGS, span, message, format!("write `# {heading}`"));
        (*heading).to_owned()
    }

    /// Begins a section where it belongs in the order of the headings.
    fn begin(&mut self, parser: &mut Parser<'_>, title: String, span: Span) {
        let (headings, done) = (self.headings, self.done);
        let ahead = headings.iter().skip(done).position(|heading| *heading == title);
        let help = format!("the headings are {}, each once and in this order", heading_list(headings));
        match (ahead, headings.get(done)) {
            (Some(0), _) => {}
            (Some(skipped), _) => {
                for missing in &headings[done..done + skipped] {
                    let message = format!("expected the heading `# {missing}`, found `# {title}`");
                    parser.report(&rule::PROSE_HEADINGS, span, message, help.as_str());
                }
                self.done += skipped;
                // Text before the first heading has lost it.
                self.stray = None;
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
        self.done = (self.done + 1).min(headings.len());
        self.list.push((title, Section { heading: span, blocks: Vec::new() }));
    }

    /// Reports what is missing and returns the sections.
    fn finish(self, parser: &mut Parser<'_>) -> Vec<Section> {
        if let Some(span) = self.stray {
            let help = format!("begin with `# {}`", self.headings[0]);
            parser.report(&rule::PROSE_HEADINGS, span, "text before the first heading", help);
        }
        for missing in &self.headings[self.done..] {
            let end = parser.end();
            let message = format!("missing heading `# {missing}`");
            parser.report(&rule::PROSE_HEADINGS, end, message, format!("add `# {missing}` with its text"));
        }
        for (title, section) in &self.list {
            // A block that was refused is still something that stands there.
            let empty = section.blocks.is_empty() && !parser.found_since(section.heading);
            if empty && self.headings.contains(&title.as_str()) {
                let message = format!("nothing stands under `# {title}`");
                parser.report(&rule::PROSE_HEADINGS, section.heading, message, "write its text below the heading");
            }
        }
        self.list.into_iter().map(|(_, section)| section).collect()
    }
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
    let blocks = root.children().filter_map(|node| block(&mut parser, node, 0)).collect();
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

fn block(parser: &mut Parser<'_>, node: Node<'_>, depth: usize) -> Option<Block> {
    let span = parser.span(node);
    let value = node.data().value.clone();
    let (message, help) = match value {
        NodeValue::Paragraph => return Some(paragraph(parser, node, Within::of(node))),
        NodeValue::List(list) => return self::list(parser, node, list, depth),
        NodeValue::Table(table) => return self::table(parser, node, &table),
        NodeValue::HtmlBlock(_) => {
            parser.html(span);
            return None;
        }
        NodeValue::Heading(heading) => {
            let help = if heading.setext {
                "put a blank line between the text and the line below it, or remove the line"
            } else {
                "remove the `#`"
            };
            parser.report(&rule::PROSE_HEADINGS, span, "a heading where none may stand", help);
            return None;
        }
        NodeValue::CodeBlock(code) if !code.fenced => (
            "four spaces at the beginning of the line make code of it",
            "indent a paragraph under a list item by three spaces, other text not at all",
        ),
        NodeValue::CodeBlock(_) => ("code has no place in a plan", "remove the lines of backticks or `~`"),
        NodeValue::BlockQuote => {
            ("`>` makes a quotation, which has no form in a plan", "remove it; for a literal `>` write `\\>`")
        }
        NodeValue::ThematicBreak => {
            ("a line across the page has no form in a plan", "remove it; for literal dashes write `\\-` for the first")
        }
        _ => {
            let help = "use paragraphs, lists, tables, notes that begin with ※, and images";
            ("this Markdown has no form in a plan", help)
        }
    };
    parser.report(&rule::PROSE_UNSUPPORTED, span, message, help);
    None
}

fn list(parser: &mut Parser<'_>, node: Node<'_>, list: NodeList, depth: usize) -> Option<Block> {
    if depth >= MAX_DEPTH {
        let help = "split the text; the house style has three levels: （1）, ① and ・";
        parser.report(&rule::PROSE_UNSUPPORTED, parser.span(node), "the list is nested too deeply", help);
        return None;
    }
    let marks = match (list.list_type, list.delimiter) {
        (ListType::Bullet, _) => Marks::Bullet,
        (ListType::Ordered, ListDelimType::Period) => Marks::Parenthesised,
        (ListType::Ordered, ListDelimType::Paren) => Marks::Circled,
    };
    if list.list_type == ListType::Ordered {
        check_numbers(parser, node, list);
    }
    let item = |parser: &mut Parser<'_>, item: Node<'_>| {
        item.children().filter_map(|child| block(parser, child, depth + 1)).collect()
    };
    Some(Block::List { marks, items: node.children().map(|child| item(parser, child)).collect() })
}

/// Reports numbers that the plan would not show: its lists are numbered from 1. Items may all be written `1.`.
fn check_numbers(parser: &mut Parser<'_>, node: Node<'_>, list: NodeList) {
    if list.start != 1 {
        let help = "begin the list with 1; blank lines or less indentation may have split it in two";
        let message = format!("the list begins with {}", list.start);
        return parser.report(&rule::PROSE_UNSUPPORTED, parser.span(node), message, help);
    }
    let numbers: Vec<_> = node
        .children()
        .filter_map(|item| match item.data().value {
            NodeValue::Item(item) => Some(item.start),
            _ => None,
        })
        .collect();
    if numbers.iter().all(|number| *number == 1) {
        return;
    }
    for ((item, number), right) in node.children().zip(numbers).zip(1..) {
        if number != right {
            let message = format!("the item is numbered {number} and would be printed as number {right}");
            let help =
                format!("write `{right}`; for a number that is to stand as it is, begin a paragraph with （{number}）");
            return parser.report(&rule::PROSE_UNSUPPORTED, parser.span(item), message, help);
        }
    }
}

fn paragraph(parser: &mut Parser<'_>, node: Node<'_>, within: Within) -> Block {
    let mut children = node.children();
    if let (Some(only), None) = (children.next(), children.next()) {
        let span = parser.span(only);
        let value = only.data().value.clone();
        if let NodeValue::Image(link) = value {
            let (alt, path) = (inline::plain(only), link.url.clone());
            if alt.trim().is_empty() {
                let help = "say in the brackets what it shows: `![説明](images/x.png)`";
                parser.report(&rule::IMAGE_ALT, span, format!("the image `{path}` has no alternative text"), help);
            }
            let caption = (!link.title.is_empty()).then(|| text(link.title.clone(), span));
            return Block::Image(Image { path: text(path, span), alt: text(alt, span), caption });
        }
        if let NodeValue::Link(link) = value
            && let Some((kind, id)) = data_link(&link.url)
            && inline::is_blank(only)
        {
            inline::no_title(parser, &link.title, span);
            return Block::Data(Placement { kind, id: text(id, span) });
        }
    }
    lines::check(parser, node, within);
    let inlines = inline::collect(parser, node);
    let note = matches!(inlines.first(), Some(Inline::Text(first)) if first.starts_with('※'));
    if note { Block::Note(inlines) } else { Block::Paragraph(inlines) }
}

fn table(parser: &mut Parser<'_>, node: Node<'_>, table: &NodeTable) -> Option<Block> {
    let columns = table.alignments.len();
    if columns > MAX_COLUMNS {
        let message = format!("the table has {columns} columns");
        let help = format!("divide it; a page has room for {MAX_COLUMNS} columns at most");
        parser.report(&rule::PROSE_UNSUPPORTED, parser.span(node), message, help);
        return None;
    }
    let mut rows = Vec::new();
    for row in node.children() {
        check_row(parser, row, columns);
        let mut cells = Vec::new();
        for cell in row.children() {
            lines::check(parser, cell, Within::Cell);
            cells.push(inline::collect(parser, cell));
        }
        rows.push(cells);
    }
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let alignments = table
        .alignments
        .iter()
        .map(|alignment| match alignment {
            TableAlignment::None => Alignment::Auto,
            TableAlignment::Left => Alignment::Left,
            TableAlignment::Center => Alignment::Center,
            TableAlignment::Right => Alignment::Right,
        })
        .collect();
    Some(Block::Table { alignments, header, rows })
}

/// Reports a row with more cells than the head, which Markdown would leave out, or with fewer, which it would fill.
fn check_row(parser: &mut Parser<'_>, row: Node<'_>, columns: usize) {
    let (Some(last), span) = (row.last_child(), parser.span(row)) else { return };
    let Some(written) = parser.written(span) else { return };
    let cells = lines::cells(written);
    let (message, help) = if cells < columns {
        let help = if written.contains('｜') {
            "write half-width bars: `|` and not `｜`"
        } else {
            "write an empty cell as `| |`; put a blank line before text that follows the table"
        };
        (format!("the row has {cells} of the table's {columns} cells"), help)
    } else if parser.rest_of_line(parser.span(last)).is_some_and(|rest| !rest.trim().trim_start_matches('|').is_empty())
    {
        let help = "give the head a cell for each, or write `\\|` for a bar that stands in the text";
        ("the row has more cells than the table's head".to_owned(), help)
    } else {
        return;
    };
    parser.report(&rule::PROSE_UNSUPPORTED, span, message, help);
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

    // Otherwise the marks of notes would vanish, and what they stand beside be printed in bold.
    #[test]
    fn asterisks_of_notes_are_no_emphasis() {
        for source in ["事業A*、事業B*は新規", "*印は拡充、*は新規"] {
            let found = codes(&format!("# 事業目的\n\n{source}\n\n# 事業概要\n\nx\n"));
            assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["prose/lookalike"], "{source}");
        }
        assert_eq!(paragraph("事業A\\*、事業B\\*は新規、*強調*する"), "事業A*、事業B*は新規、強調する");
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
