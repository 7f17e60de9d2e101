//! What a drawing's elements are and refer to: nothing that runs, moves, is fetched, or that no archive or press can hold.

use roxmltree::{Document, Node};
use simplecss::{DeclarationTokenizer, StyleSheet};

use super::Fault;
use super::css::{Styles, plain};
use super::numbers::{absurd, extent};

/// What no drawing may have, and what to do instead.
const ELEMENTS: [(&[&str], &str, &str); 4] = [
    (&["script", "handler", "listener"], "has a script", "save it without scripts, or export it as PNG"),
    (
        &["foreignObject", "iframe", "audio", "video", "canvas"],
        "has what only a browser can show",
        "turn it into plain text and shapes (in draw.io, switch off `Formatted Text` of each text; in Mermaid, \
         `htmlLabels: false`), or export it as PNG",
    ),
    (
        &["set", "animate", "animateColor", "animateMotion", "animateTransform", "discard"],
        "has an animation",
        "save it without animations: paper does not move",
    ),
    (&["filter"], "has a filter, which is drawn in pixels too coarse for print", FLATTEN),
];

const FLATTEN: &str = "take away effects such as shadows, blur and glow in the drawing program, or export it as PNG";
const OUTSIDE: &str =
    "embed what it links to (in Illustrator and Inkscape: embed images), or export it as PNG: nothing is fetched";

/// Checks all elements, attributes and styles.
pub(super) fn check(document: &Document<'_>, styles: &Styles<'_>) -> Result<(), Fault> {
    let elements = || document.descendants().filter(Node::is_element);
    let declared = |node| styles.of(node).iter().map(|(name, value)| extent(name, value));
    let extent = elements().flat_map(declared).fold(1.0, f64::max);
    for node in elements() {
        for (name, value) in styles.of(node) {
            sound(node, name, value, extent)?;
        }
    }
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, reason, help)) = ELEMENTS.iter().find(|(names, ..)| names.contains(&name)) {
            return Err(Fault::of(format!("{reason} (`{name}`)"), node).help(*help));
        }
        attributes(node)?;
        if name == "style" {
            sheet(node)?;
        }
    }
    Ok(())
}

fn attributes(node: Node<'_, '_>) -> Result<(), Fault> {
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if key.to_ascii_lowercase().starts_with("on") {
            let reason = format!("has a script (`{key}`)");
            return Err(Fault::of(reason, node).help("save it without scripts, or export it as PNG"));
        }
        match key {
            "href" | "src" => refers(node, value)?,
            "spreadMethod" if value != "pad" => {
                let reason = format!(
                    "has a gradient that repeats (`spreadMethod` is `{value}`), which archivable PDF cannot hold"
                );
                return Err(Fault::of(reason, node).help("let the gradient end, or export it as PNG"));
            }
            "filter" => filter(node, value)?,
            "style" => {
                style(node, value)?;
                for declared in DeclarationTokenizer::from(value) {
                    declaration(node, declared.name, declared.value)?;
                }
            }
            _ if refers_outside(value) => return Err(outside(node, &format!("in `{key}`"))),
            _ => {}
        }
    }
    Ok(())
}

/// Checks what an element refers to. Pixels inside the file are looked at later; another drawing inside it would escape
/// these checks. A link is not followed and not kept.
fn refers(node: Node<'_, '_>, value: &str) -> Result<(), Fault> {
    let value = value.trim();
    let allowed: &[&str] = match node.tag_name().name() {
        "a" => &["#", "http://", "https://", "mailto:"],
        "image" => &["data:"],
        _ => &["#"],
    };
    let is = |start: &&str| value.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    // What refers to nothing draws nothing; a picture is looked at later.
    if value.is_empty() || allowed.iter().any(is) {
        Ok(())
    } else {
        Err(outside(node, &format!("to `{}`", short(value))))
    }
}

fn outside(node: Node<'_, '_>, where_: &str) -> Fault {
    Fault::of(format!("refers outside itself {where_}"), node).help(OUTSIDE)
}

/// Returns the beginning of what may be very long.
fn short(value: &str) -> String {
    const MOST: usize = 60;
    let start: String = value.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(MOST).is_some() { format!("{start}…") } else { start }
}

/// Checks a style element: all of its text, and what its rules declare.
fn sheet(node: Node<'_, '_>) -> Result<(), Fault> {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    style(node, &text)?;
    for declared in StyleSheet::parse(&text).rules.iter().flat_map(|rule| &rule.declarations) {
        declaration(node, declared.name, declared.value)?;
    }
    Ok(())
}

fn style(node: Node<'_, '_>, style: &str) -> Result<(), Fault> {
    let style = plain(style);
    if style.contains("@import") || style.contains("image-set(") || refers_outside(&style) {
        return Err(outside(node, "in its style"));
    }
    Ok(())
}

fn declaration(node: Node<'_, '_>, name: &str, value: &str) -> Result<(), Fault> {
    if plain(name) == "filter" { filter(node, value) } else { Ok(()) }
}

/// Checks the numbers of a value.
fn sound(node: Node<'_, '_>, name: &str, value: &str, extent: f64) -> Result<(), Fault> {
    let Some(number) = absurd(name, value, extent) else { return Ok(()) };
    let reason = format!("has a number that nothing can be drawn with (`{name}` is `{}`)", short(number));
    let help = "delete what lies far outside the drawing or has no size, and save it anew";
    Err(Fault::of(reason, node).help(help))
}

fn filter(node: Node<'_, '_>, value: &str) -> Result<(), Fault> {
    if matches!(value.trim(), "none" | "inherit" | "initial" | "unset" | "") {
        return Ok(());
    }
    Err(Fault::of("has a filter, which is drawn in pixels too coarse for print", node).help(FLATTEN))
}

/// Says whether a value has `url(…)` of something else than a part of the file. A font inside a style is not used, and a
/// namespace is only a name.
fn refers_outside(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.match_indices("url(").any(|(at, _)| {
        let inside = value[at + 4..].trim_start().trim_start_matches(['"', '\'']).trim_start();
        !["#", "data:", "http://www.w3.org/"].iter().any(|start| inside.starts_with(start))
    })
}
