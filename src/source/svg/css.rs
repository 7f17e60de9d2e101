//! The styles of a drawing: what they declare for which elements, and how long it takes to find out.

use std::cell::Cell;
use std::collections::HashMap;

use roxmltree::{Document, Node, NodeId};
use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};

use super::Fault;

/// How many style elements there may be; drawing programs write one.
const MAX_SHEETS: usize = 100;
/// How many selectors there may be: to read them takes longer for each than for the one before.
const MAX_SELECTORS: usize = 2000;
/// How many declarations all selectors may have together: of a rule with several, each has its own.
const MAX_DECLARATIONS: usize = 200_000;
/// How many steps it may take to find out which rules are about which elements.
const MAX_STEPS: u64 = 20_000_000;

/// What is declared for the elements by attributes and styles, and at what cost.
pub(super) struct Styles<'i> {
    declared: HashMap<NodeId, Vec<(&'i str, &'i str)>>,
    steps: HashMap<NodeId, u64>,
}

impl<'i> Styles<'i> {
    /// Reads all styles of a drawing.
    pub fn read(document: &'i Document<'_>) -> Result<Self, Fault> {
        let sheets: Vec<_> = document.descendants().filter(|node| node.has_tag_name("style")).collect();
        let root = document.root_element();
        let too_much = |node: Node<'_, '_>| {
            let help = "let the drawing program write styles as attributes (in Illustrator: Styling: Presentation \
                        Attributes), or export it as PNG";
            Fault::of("has more styles than can be looked at", node).help(help)
        };
        if sheets.len() > MAX_SHEETS {
            return Err(too_much(root));
        }
        let mut sheet = StyleSheet::new();
        let (mut selectors, mut declarations) = (0, 0);
        for node in sheets {
            let text = node.text().unwrap_or_default();
            let (own, multiplied) = counted(text);
            (selectors, declarations) = (selectors + own, declarations + multiplied);
            if selectors > MAX_SELECTORS || declarations > MAX_DECLARATIONS {
                return Err(too_much(node));
            }
            sheet.parse_more(text);
        }
        let left = Cell::new(MAX_STEPS);
        let mut styles = Self { declared: HashMap::new(), steps: HashMap::new() };
        for node in document.descendants().filter(Node::is_element) {
            let before = left.get();
            let mut own: Vec<(&str, &str)> = node.attributes().map(|own| (own.name(), own.value())).collect();
            let element = Counted { node, left: &left };
            for rule in &sheet.rules {
                if rule.selector.matches(&element) {
                    element.step(rule.declarations.len());
                    own.extend(rule.declarations.iter().map(|declaration| (declaration.name, declaration.value)));
                }
            }
            if left.get() == 0 {
                return Err(too_much(root));
            }
            if let Some(style) = node.attribute("style") {
                own.extend(DeclarationTokenizer::from(style).map(|declared| (declared.name, declared.value)));
            }
            styles.steps.insert(node.id(), before - left.get());
            styles.declared.insert(node.id(), own);
        }
        Ok(styles)
    }

    /// Returns what is declared for an element itself, whatever of it wins: names and values.
    pub fn of(&self, node: Node<'_, '_>) -> &[(&'i str, &'i str)] {
        self.declared.get(&node.id()).map_or(&[], Vec::as_slice)
    }

    /// Returns how many steps it takes to find out what is declared for an element.
    pub fn steps(&self, node: Node<'_, '_>) -> u64 {
        self.steps.get(&node.id()).copied().unwrap_or(0)
    }
}

/// Returns upper bounds of how many selectors a style sheet has, and of how many declarations these have together.
fn counted(text: &str) -> (usize, usize) {
    let blocks = text.split('}').filter_map(|rule| rule.split_once('{'));
    let blocks = blocks.map(|(selectors, body)| (selectors.matches(',').count() + 1, body.matches(';').count() + 1));
    blocks.fold((0, 0), |(all, together), (selectors, each)| (all + selectors, together + selectors * each))
}

/// An element as the engine matches selectors with it, with a count of the steps. Where none are left, nothing matches.
struct Counted<'a, 'd, 'i> {
    node: Node<'d, 'i>,
    left: &'a Cell<u64>,
}

impl Counted<'_, '_, '_> {
    fn step(&self, steps: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(u64::try_from(steps).unwrap_or(u64::MAX).max(1)));
        self.left.get() > 0
    }
}

impl Element for Counted<'_, '_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.step(1).then(|| self.node.parent_element()).flatten().map(|node| Self { node, ..*self })
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.step(1).then(|| self.node.prev_sibling_element()).flatten().map(|node| Self { node, ..*self })
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.step(1) && self.node.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        let value = self.node.attribute(name);
        self.step(1 + value.map_or(0, |value| value.len() / 64)) && value.is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}

/// Returns a style as whoever reads it sees it: without comments, with escapes resolved, in lower case (CSS Syntax, 4.3.2
/// and 4.3.7). A comment between two letters is dropped, so that nothing hides behind one.
pub(super) fn plain(style: &str) -> String {
    let mut plain = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            plain.extend(c.to_lowercase());
            continue;
        }
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let (escaped, after) = rest.split_at(digits);
        rest = after;
        if let Some(c) = u32::from_str_radix(escaped, 16).ok().and_then(char::from_u32) {
            plain.extend(c.to_lowercase());
            rest = rest.strip_prefix([' ', '\t', '\n', '\r']).unwrap_or(rest);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(svg: &str) -> Option<String> {
        let document = Document::parse(svg).expect("XML");
        Styles::read(&document).err().map(|fault| fault.reason)
    }

    #[test]
    fn what_is_declared_is_found_wherever_it_stands() {
        let svg = "<svg><style>.a { fill: url(#p) } g rect { mask: url(#m) }</style>\
                   <g><rect class='b a' style='stroke: red' opacity='.5'/></g></svg>";
        let document = Document::parse(svg).expect("XML");
        let styles = Styles::read(&document).expect("read");
        let rect = document.descendants().find(|node| node.has_tag_name("rect")).expect("a rectangle");
        for expected in [("fill", "url(#p)"), ("mask", "url(#m)"), ("stroke", "red"), ("opacity", ".5")] {
            assert!(styles.of(rect).contains(&expected), "{expected:?}: {:?}", styles.of(rect));
        }
    }

    // Otherwise a few KB of styles would take minutes or gigabytes.
    #[test]
    fn styles_have_a_budget_counted_in_steps() {
        let rules = |count: usize| (0..count).map(|at| format!(".c{at}{{fill:red}}")).collect::<String>();
        let elements = "<g/>".repeat(20_000);
        assert!(refused(&format!("<svg><style>{}</style></svg>", rules(1500))).is_none(), "rules alone");
        assert!(refused(&format!("<svg><style>{}</style>{elements}</svg>", rules(1500))).is_some(), "rules × elements");
        assert!(refused(&format!("<svg><style>{}</style></svg>", rules(20_000))).is_some(), "too many to be read");
        let (open, close) = ("<g>".repeat(100), "</g>".repeat(100));
        let chain = format!("x {}", "* ".repeat(40));
        assert!(refused(&format!("<svg><style>{chain}{{fill:red}}</style>{open}{close}</svg>")).is_some(), "chains");
        let (selectors, body) = (".a,".repeat(10_000), "fill:red;".repeat(10_000));
        assert!(refused(&format!("<svg><style>{selectors}.b{{{body}}}</style></svg>")).is_some(), "each has its own");
        let sheets = "<style>a{fill:red}</style>".repeat(101);
        assert!(refused(&format!("<svg>{sheets}</svg>")).is_some(), "sheets");
    }

    #[test]
    fn nothing_hides_behind_comments_and_escapes() {
        for (written, plainly) in [
            ("@\\69mport", "@import"),
            ("@\\000069 mport", "@import"),
            ("@IM/* x */PORT", "@import"),
            ("u\\72 l(http://x)", "url(http://x)"),
            ("URL(/**/http://x)", "url(http://x)"),
            ("a /* not closed", "a "),
            ("\\g", "g"),
            ("\\110000 x", " x"),
        ] {
            assert_eq!(plain(written), plainly, "{written}");
        }
    }
}
