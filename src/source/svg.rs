//! What an SVG may hold: drawing, and nothing that reaches outside the file or runs.

/// How many elements an SVG may have.
const MAX_ELEMENTS: usize = 100_000;

/// Checks an SVG file; says what is wrong, to follow the file's name.
///
/// # Errors
/// If it is no SVG, refers to anything outside itself, or could run something.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    // A document type, with the entities that it could define, is refused by the parser itself.
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 1 << 20, ..Default::default() };
    if text.contains("<!DOCTYPE") {
        return Err("has a document type (a line `<!DOCTYPE …>`)".into());
    }
    let document =
        roxmltree::Document::parse_with_options(text, options).map_err(|error| format!("is no SVG: {error}"))?;
    if document.root_element().tag_name().name() != "svg" {
        return Err("is no SVG: its root is not `svg`".into());
    }
    // An `xml-stylesheet` would be fetched by whoever shows the file.
    if document.descendants().any(|node| node.is_pi()) {
        return Err("has a processing instruction".into());
    }
    if expanded(document.root_element(), &document, 0) > MAX_ELEMENTS {
        return Err("has too many elements when what it uses is drawn".into());
    }
    for (at, element) in document.descendants().filter(roxmltree::Node::is_element).enumerate() {
        if at > MAX_ELEMENTS {
            return Err("has too many elements".into());
        }
        let name = element.tag_name().name();
        if name == "filter" {
            return Err("has a filter, which is drawn in pixels too coarse for print".into());
        }
        if matches!(name, "script" | "foreignObject" | "iframe" | "handler" | "set" | "animate") {
            return Err(format!("has the element `{name}`"));
        }
        for attribute in element.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            if key.starts_with("on") {
                return Err(format!("has the script `{key}`"));
            }
            // Pixels inside the file are fine; another SVG inside it would escape these checks.
            let inside = ["#", "data:image/png", "data:image/jpeg", "data:image/webp"];
            if matches!(key, "href" | "src") && !inside.iter().any(|start| value.starts_with(start)) {
                return Err(format!("refers to `{value}` outside itself"));
            }
            if key == "spreadMethod" && value != "pad" {
                return Err(format!(
                    "has a gradient that repeats (`spreadMethod` is `{value}`), which archivable PDF cannot hold"
                ));
            }
            if refers_outside(value) {
                return Err(format!("refers outside itself in `{key}`"));
            }
        }
        if name == "style"
            && element
                .text()
                .is_some_and(|style| style.to_ascii_lowercase().contains("@import") || refers_outside(style))
        {
            return Err("refers outside itself in its style".into());
        }
    }
    Ok(())
}

/// Counts the elements that are drawn: `use` draws what it refers to once more, and that may use others in turn.
fn expanded(node: roxmltree::Node<'_, '_>, document: &roxmltree::Document<'_>, depth: usize) -> usize {
    /// How deep uses may nest; a drawing program has two or three.
    const MAX_DEPTH: usize = 12;
    let mut count = 0_usize;
    for element in node.descendants().filter(roxmltree::Node::is_element) {
        count += 1;
        let href = element.attributes().find(|attribute| attribute.name() == "href").map(|attribute| attribute.value());
        if let (true, Some(id)) = (element.tag_name().name() == "use", href.and_then(|href| href.strip_prefix('#'))) {
            let used = document.descendants().find(|other| other.attribute("id") == Some(id));
            count += match used {
                Some(_) if depth >= MAX_DEPTH => MAX_ELEMENTS + 1,
                Some(used) => expanded(used, document, depth + 1),
                None => 0,
            };
        }
        if count > MAX_ELEMENTS {
            break;
        }
    }
    count
}

/// Says whether a value has `url(…)` of something else than a part of the file.
fn refers_outside(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.match_indices("url(").any(|(at, _)| {
        let inside = value[at + 4..].trim_start_matches([' ', '"', '\'']);
        !inside.starts_with('#')
    })
}

#[cfg(test)]
mod tests {
    use super::check;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inside}</svg>")
    }

    #[test]
    fn a_plain_drawing_is_accepted() {
        let plain = svg("<defs><linearGradient id='g'/></defs><rect fill='url(#g)' width='1'/><use href='#g'/>");
        assert_eq!(check(plain.as_bytes()), Ok(()));
    }

    #[test]
    fn what_reaches_outside_or_runs_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<rect onload='x()'/>",
            "<image xlink:href='https://example.com/x.png'/>",
            "<image href='file:///etc/passwd'/>",
            "<use href='other.svg#a'/>",
            "<rect fill=\"url('https://example.com/#g')\"/>",
            "<style>@import 'x.css';</style>",
            "<foreignObject><p/></foreignObject>",
            "<rect style='fill:URL(http://example.com/#g)'/>",
            "<image href='data:image/svg+xml,%3Csvg/%3E'/>",
            "<filter id='f'><feGaussianBlur/></filter>",
            "<linearGradient id='g' spreadMethod='reflect'/>",
            "<?xml-stylesheet href='http://example.com/x.css'?>",
        ] {
            assert!(check(svg(inside).as_bytes()).is_err(), "{inside}");
        }
        let entities = "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>";
        assert!(check(entities.as_bytes()).is_err(), "entities could exhaust memory");
        let bomb: String = (0..9)
            .map(|at| format!("<g id='g{}'>{}</g>", at + 1, format!("<use href='#g{at}'/>").repeat(10)))
            .collect();
        assert!(
            check(svg(&format!("<rect id='g0'/>{bomb}<use href='#g9'/>")).as_bytes()).is_err(),
            "a thousand million"
        );
        assert!(check(svg("<g id='a'><use href='#a'/></g>").as_bytes()).is_err(), "a circle");
        assert!(check(b"<html/>").is_err());
        assert!(check(b"\xff\xfe").is_err());
    }
}
