//! What a drawing (SVG) may hold: lines, areas, text and pictures, and nothing that reaches outside the file, runs, or
//! draws without end.
//!
//! The file is looked at in steps, each of which makes the next one safe: along its bytes ([`scan`]), its styles ([`css`]),
//! what its elements are and refer to ([`reach`]), how much is drawn ([`budget`]), and the pictures in it ([`embedded`]).
//! Everything that is found stands at a line of the drawing.

mod budget;
mod css;
mod embedded;
mod numbers;
mod reach;
mod scan;

use roxmltree::{Document, Node, ParsingOptions};

use super::images::{Doubt, Problem};

/// How many nodes the parser may make: elements, and the text between them.
const MAX_NODES: u32 = 500_000;
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A drawing that can be shown.
#[derive(Debug)]
pub(super) struct Drawing {
    /// The drawing, with its pictures encoded anew.
    pub text: String,
    /// What is worth a word though it can be shown.
    pub doubts: Vec<Doubt>,
}

/// What is wrong with a drawing, and where in it.
#[derive(Debug)]
struct Fault {
    reason: String,
    help: Option<String>,
    /// The first byte.
    start: Option<usize>,
}

impl Fault {
    fn at(reason: impl Into<String>, start: usize) -> Self {
        Self { reason: reason.into(), help: None, start: Some(start) }
    }

    fn of(reason: impl Into<String>, node: Node<'_, '_>) -> Self {
        Self::at(reason, node.range().start)
    }

    fn too_deep(start: usize) -> Self {
        let help = "release groups in the drawing program (グループ解除), or export it as PNG";
        Self::at("has elements too deep in one another", start).help(help)
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what is wrong, with the line; `text` is the drawing.
    fn problem(self, text: &str) -> Problem {
        let lines = |start: usize| text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count() + 1;
        let line = self.start.map(|start| format!(" (line {} of the drawing)", lines(start)));
        let help = "save it as plain SVG, with everything inside it, or export it as PNG".to_owned();
        Problem::new(format!("{}{}", self.reason, line.unwrap_or_default()), self.help.unwrap_or(help))
    }
}

/// Checks a drawing and makes it ready to be embedded.
///
/// # Errors
/// If it is no SVG, refers to anything outside itself, could run something, or takes too much to draw.
pub(super) fn prepare(bytes: Vec<u8>) -> Result<Drawing, Problem> {
    let text = String::from_utf8(bytes).map_err(|_| {
        let help = "save it in the encoding UTF-8, which drawing programs use unless told otherwise";
        Problem::new("is not UTF-8 text", help)
    })?;
    checked(&text).map_err(|fault| fault.problem(&text))
}

fn checked(text: &str) -> Result<Drawing, Fault> {
    let text = scan::scan(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|error| {
        let line = usize::try_from(error.pos().row).unwrap_or(1);
        let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let help = "the file is damaged or was edited by hand: save it anew in the drawing program";
        Fault::at(format!("is no SVG: {error}"), start).help(help)
    })?;
    let root = document.root_element();
    if !is_svg(root) || root.tag_name().name() != "svg" {
        let help = "open it in a drawing program and save it as SVG";
        return Err(Fault::of("is no SVG: its root is not `svg`", root).help(help));
    }
    let styles = css::Styles::read(&document)?;
    reach::check(&document, &styles)?;
    let pictures = embedded::Pictures::find(&document)?;
    budget::check(&document, &styles, &pictures)?;
    pictures.encoded(&text)
}

/// Says whether an element is one of SVG. As drawing programs do, the name alone is enough where there is no namespace.
fn is_svg(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().namespace(), None | Some(NAMESPACE))
}

/// Returns what an element refers to; it may have both forms of `href`, and the engine takes either.
fn hrefs<'a>(node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    node.attributes().filter(|attribute| attribute.name() == "href").map(|attribute| attribute.value().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inside}</svg>")
    }

    fn refused(text: &str) -> Option<String> {
        prepare(text.as_bytes().to_vec()).err().map(|problem| problem.reason)
    }

    #[test]
    fn a_plain_drawing_is_accepted_to_the_byte() {
        let plain = svg("<defs><linearGradient id='g'/></defs><rect fill='url(#g)' width='1'/><use href='#g'/>");
        assert_eq!(prepare(plain.clone().into_bytes()).expect("accepted").text, plain);
    }

    #[test]
    fn what_drawing_programs_save_is_accepted() {
        for text in [
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<svg viewBox='0 0 1 1'>\r\n</svg>\r\n".to_owned(),
            "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:rect/></s:svg>".to_owned(),
            svg("<metadata><?xpacket begin='' id='x'?></metadata>"),
            svg("<style>@font-face { font-family: 'x'; src: url(data:font/woff2;base64,AA) }</style>"),
            svg("<style>@namespace url(http://www.w3.org/2000/svg); .a { filter: none }</style>"),
            svg("<a xlink:href='https://example.jp/'><rect filter='none'/></a>"),
            svg("<rect style='fill: url( \"#g\" ); marker-end: url(#m)'/>"),
            svg("<text>https://example.jp/ @import url(http://example.jp)</text>"),
        ] {
            assert_eq!(refused(&text), None, "{text}");
        }
    }

    #[test]
    fn what_reaches_outside_or_runs_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<rect onload='x()'/>",
            "<image xlink:href='https://example.com/x.png'/>",
            "<image href='file:///etc/passwd'/>",
            "<image href='#a'/>",
            "<use href='other.svg#a'/>",
            "<use href='data:image/svg+xml,x#a'/>",
            "<a href='javascript:alert(1)'/>",
            "<rect fill=\"url('https://example.com/#g')\"/>",
            "<style>@import 'x.css';</style>",
            "<style><![CDATA[@import 'x.css';]]></style>",
            "<style>/* a */ @\\69 mport 'x.css';</style>",
            "<style>@im/**/port 'x.css';</style>",
            "<style>.a { fill: u\\72 l(http://example.com/#g) }</style>",
            "<style>.a { fill: url(/**/http://example.com/#g) }</style>",
            "<style>.a { background: image-set('http://example.com/x.png' 1x) }</style>",
            "<rect style='fill: url(//example.com/#g)'/>",
            "<rect style='filter: blur(2px)'/>",
            "<style>.a { filter: drop-shadow(1px 1px red) }</style>",
            "<style>.a { FILTER: blur(1px) }</style>",
            "<rect filter='url(#f)'/>",
            "<filter id='f'/>",
            "<foreignObject><p/></foreignObject>",
            "<animateTransform/>",
            "<linearGradient id='g' spreadMethod='reflect'/>",
            "<?xml-stylesheet href='http://example.com/x.css'?>",
        ] {
            assert!(refused(&svg(inside)).is_some(), "{inside}");
        }
        let entities = "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>";
        assert!(refused(entities).is_some(), "entities could exhaust memory");
        assert!(refused("<html/>").is_some());
        assert!(refused("<svg xmlns='http://example.com/'/>").is_some());
        assert!(prepare(b"\xff\xfe".to_vec()).is_err());
    }

    // Otherwise an illustrator would search a file of thousands of lines.
    #[test]
    fn a_fault_stands_at_its_line() {
        let found =
            refused("<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC 'a' 'b'>\r\n<svg>\n <rect\n  onload='x'/></svg>");
        assert!(found.as_ref().is_some_and(|found| found.contains("line 4")), "{found:?}");
        let found = refused("<svg>\n\n<x:g/></svg>");
        assert!(found.as_ref().is_some_and(|found| found.contains("line 3")), "{found:?}");
    }
}
