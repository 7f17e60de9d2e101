//! How much a drawing draws: what it repeats (`use`, markers, patterns, masks, clips) counts as often as it is drawn.

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node, NodeId};

use super::css::Styles;
use super::embedded::Pictures;
use super::numbers::{count, points};
use super::scan::{MAX_DEPTH, MAX_ELEMENTS};
use super::{Fault, hrefs};

/// How much may be drawn: as much as so many plain elements.
const MAX_COST: u64 = MAX_ELEMENTS as u64;
/// As much as an element beside itself: so many bytes of its attributes, characters of its text, pixels of its picture,
/// pairs of characters in one text, points of its path (an arc is a plain element), steps to find its styles. Each takes about as long as a plain element.
const BYTES: u64 = 128;
const CHARACTERS: u64 = 2;
const PIXELS: u64 = 1024;
const PAIRS: u64 = 10_000;
const POINTS: u64 = 8;
const STEPS: u64 = 200;

/// Checks that a drawing does not draw too much, nor itself.
pub(super) fn check(document: &Document<'_>, styles: &Styles<'_>, pictures: &Pictures<'_>) -> Result<(), Fault> {
    let mut ids = HashMap::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(node);
        }
    }
    let mut scale = Scale { ids, styles, pictures, known: HashMap::new(), open: HashSet::new() };
    scale.weigh(document.root_element(), 0).map(|_| ())
}

/// What drawing an element takes, with all that it draws in turn.
#[derive(Clone, Copy, Default)]
struct Weight {
    cost: u64,
    /// How deep elements stand in one another, and in those that they refer to.
    depth: usize,
    /// How many shapes and characters are painted, each with a pattern of its own where there is one.
    shapes: u64,
    /// How many points paths have, at each of which there may be a marker.
    points: u64,
}

impl Weight {
    /// Adds what is drawn `times` times, one level deeper.
    fn add(&mut self, other: Self, times: u64) {
        self.cost = self.cost.saturating_add(other.cost.saturating_mul(times));
        self.depth = self.depth.max(other.depth + 1);
    }
}

struct Scale<'a, 'd, 'i> {
    ids: HashMap<&'d str, Node<'d, 'i>>,
    styles: &'a Styles<'d>,
    pictures: &'a Pictures<'d>,
    known: HashMap<NodeId, Weight>,
    /// The elements that are being weighed, each in the one before.
    open: HashSet<NodeId>,
}

impl<'d, 'i> Scale<'_, 'd, 'i> {
    /// Weighs an element that stands so deep in others.
    fn weigh(&mut self, node: Node<'d, 'i>, level: usize) -> Result<Weight, Fault> {
        let known = self.known.get(&node.id()).copied();
        if level + known.map_or(0, |known| known.depth) > MAX_DEPTH {
            return Err(Fault::too_deep(node.range().start));
        }
        if let Some(known) = known {
            return Ok(known);
        }
        if !self.open.insert(node.id()) {
            let help = "take away one of the references in the drawing program, or export it as PNG";
            return Err(Fault::of("has an element that draws itself", node).help(help));
        }
        let weight = self.opened(node, level)?;
        self.open.remove(&node.id());
        self.known.insert(node.id(), weight);
        if weight.cost > MAX_COST {
            let reason =
                format!("draws too much: more than {MAX_COST} elements, counted as often as they are repeated");
            let help = "simplify it in the drawing program (fewer repeated symbols, patterns and points of paths), or \
                        export it as PNG";
            return Err(Fault::of(reason, node).help(help));
        }
        Ok(weight)
    }

    fn opened(&mut self, node: Node<'d, 'i>, level: usize) -> Result<Weight, Fault> {
        let mut weight = self.own(node);
        let link = node.tag_name().name() == "a";
        let ids = hrefs(node).filter_map(|href| href.strip_prefix('#')).filter(|_| !link);
        let targets: Vec<_> = ids.filter_map(|id| self.ids.get(id).copied()).collect();
        for part in node.children().filter(Node::is_element).chain(targets) {
            let part = self.weigh(part, level + 1)?;
            weight.add(part, 1);
            weight.shapes = weight.shapes.saturating_add(part.shapes);
            weight.points = weight.points.saturating_add(part.points);
        }
        // What is declared for a group holds for what is in it, so it is drawn as often as that has shapes or points.
        let styles = self.styles;
        for (name, value) in styles.of(node) {
            let times = match *name {
                "fill" | "stroke" => weight.shapes,
                _ if name.starts_with("marker") => weight.points,
                _ => 1,
            };
            for id in references(value) {
                if let Some(target) = self.ids.get(id).copied() {
                    let target = self.weigh(target, level + 1)?;
                    weight.add(target, times.max(1));
                }
            }
        }
        Ok(weight)
    }

    /// Weighs an element without all that it holds and refers to.
    fn own(&self, node: Node<'d, 'i>) -> Weight {
        let length = |text: &str| u64::try_from(text.len()).unwrap_or(u64::MAX);
        let name = node.tag_name().name();
        // The data of pictures counts by its pixels.
        let attributes = node.attributes().filter(|attribute| name != "image" || attribute.name() != "href");
        let bytes: u64 = attributes.map(|attribute| length(attribute.value())).sum();
        let characters = |node: Node<'_, '_>| node.text().map_or(0, |text| text.chars().count());
        let text: usize = if matches!(name, "text" | "tspan" | "textPath" | "tref" | "a") {
            node.children().filter(Node::is_text).map(characters).sum()
        } else {
            0
        };
        // A text is set as a whole, each character beside all others.
        let whole: usize =
            if name == "text" { node.descendants().filter(Node::is_text).map(characters).sum() } else { 0 };
        let [text, whole] = [text, whole].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        let (points, arcs) = match name {
            "path" => node.attribute("d").map_or((0, 0), points),
            "polyline" | "polygon" => (node.attribute("points").map_or(0, |points| count(points).div_ceil(2)), 0),
            "line" => (2, 0),
            _ => (0, 0),
        };
        let shape = matches!(name, "path" | "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon");
        let cost = 1
            + bytes / BYTES
            + text / CHARACTERS
            + whole.saturating_mul(whole) / PAIRS
            + points / POINTS
            + arcs
            + self.pictures.pixels(node) / PIXELS
            + self.styles.steps(node) / STEPS;
        Weight { cost, depth: 0, shapes: u64::from(shape) + text, points }
    }
}

/// Returns the ids that a value refers to.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, start)| {
        let inside = value[at + start.len()..].trim_start().trim_start_matches(['"', '\'']).trim_start();
        let id = inside.strip_prefix('#')?;
        Some(id.split([')', '"', '\'']).next().unwrap_or(id).trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::super::prepare;

    fn refused(inside: &str) -> Option<String> {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{inside}</svg>");
        prepare(svg.into_bytes()).err().map(|problem| problem.reason)
    }

    fn too_much(inside: &str, what: &str) {
        let found = refused(inside);
        assert!(found.as_ref().is_some_and(|found| found.contains("draws too much")), "{what}: {found:?}");
    }

    /// Eight levels, each of which draws the one below it ten times.
    fn levels(level: impl Fn(usize) -> String) -> String {
        (1..=8).map(level).collect()
    }

    // Otherwise 3 KB of a drawing would take hours and all memory.
    #[test]
    fn what_is_repeated_counts_as_often_as_it_is_drawn() {
        let shapes =
            |attribute: &str, n: usize| format!("<rect width='9' height='9' {attribute}='url(#x{n})'/>").repeat(10);
        too_much(&levels(|n| format!("<g id='x{n}'>{}</g>", format!("<use href='#x{}'/>", n - 1).repeat(10))), "use");
        for (element, attribute) in
            [("mask", "mask"), ("clipPath", "clip-path"), ("pattern", "fill"), ("pattern", "stroke")]
        {
            let nested = levels(|n| format!("<{element} id='x{n}'>{}</{element}>", shapes(attribute, n - 1)));
            too_much(&nested, attribute);
        }
        let marked = |n: usize| format!("<path d='M0 0L1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9' marker-mid='url(#x{n})'/>");
        too_much(&levels(|n| format!("<marker id='x{n}'>{}</marker>", marked(n - 1))), "marker");
        let style = "<style>rect{mask:url(#m)} #m rect{mask:none}</style>";
        let masked = format!("<mask id='m'>{}</mask>{}", "<circle r='1'/>".repeat(1000), "<rect/>".repeat(1000));
        too_much(&format!("{style}{masked}"), "a style");
        let group = format!(
            "<marker id='m'><rect/></marker><g style='marker:url(#m)'><path d='M0 0{}'/></g>",
            "h1".repeat(60_000)
        );
        too_much(&group, "a group's markers");
        let text = format!("<defs><text id='t'>{}</text></defs>{}", "字".repeat(2000), "<use href='#t'/>".repeat(200));
        too_much(&text, "text");
        too_much(&format!("<text>{}</text>", "字".repeat(40_000)), "a long text");
        let path =
            format!("<defs><path id='p' d='M0 0{}'/></defs>{}", "l1 1".repeat(50_000), "<use href='#p'/>".repeat(100));
        too_much(&path, "a long path");
    }

    #[test]
    fn what_is_large_but_plain_is_accepted() {
        assert_eq!(refused(&"<rect width='1' height='1' fill='#123456'/>".repeat(50_000)), None);
        assert_eq!(refused(&format!("<path d='M0 0{}'/>", "l1.25 1.75".repeat(400_000))), None);
        let symbols =
            format!("<symbol id='s'>{}</symbol>{}", "<path d='M0 0h9'/>".repeat(30), "<use href='#s'/>".repeat(1000));
        assert_eq!(refused(&symbols), None);
    }

    #[test]
    fn what_draws_itself_or_goes_too_deep_is_refused() {
        for inside in [
            "<g id='a'><use href='#a'/></g>",
            "<g id='a'><use href='#b'/></g><g id='b'><use href=' #a '/></g>",
            "<pattern id='p'><rect fill='url(#p)'/></pattern>",
            "<mask id='m'><rect mask=\"url( '#m' )\"/></mask>",
            "<clipPath id='c' clip-path='url(#c)'/>",
            "<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/>",
        ] {
            assert!(refused(inside).is_some_and(|found| found.contains("itself")), "{inside}");
        }
        let chain: String = (1..1000).map(|n| format!("<g id='x{n}'><use href='#x{}'/></g>", n - 1)).collect();
        assert!(refused(&format!("<rect id='x0'/>{chain}")).is_some_and(|found| found.contains("deep")));
    }
}
