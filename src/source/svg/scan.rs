//! The first look at a drawing, along its bytes: how deep, how much, and what may not be in it. Only then is it given to
//! parsers that go down into elements, for each of which time or stack could run out.

use super::Fault;

/// How deep elements may stand in one another; drawing programs have some ten, rarely thirty.
pub(super) const MAX_DEPTH: usize = 128;
/// How many elements there may be.
pub(super) const MAX_ELEMENTS: usize = 100_000;
/// How many attributes an element may have; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 200;
/// How many attributes there may be in all.
const MAX_ATTRIBUTES_IN_ALL: usize = 500_000;
/// How many prefixes may be declared at one place, by an element and those around it; the parser looks through all.
const MAX_PREFIXES: usize = 100;

/// Looks at a drawing; returns it without a document type, which nothing here needs, everything else in its place.
pub(super) fn scan(text: &str) -> Result<String, Fault> {
    let mut kept = String::with_capacity(text.len());
    // The prefixes that each open element declares.
    let mut open: Vec<usize> = Vec::new();
    let (mut prefixes, mut elements, mut attributes, mut at) = (0, 0, 0, 0);
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        kept.push_str(&text[at..start]);
        let rest = &text[start..];
        let fault = |reason: &str| Fault::at(reason, start);
        let length = if rest.starts_with("<!--") {
            ended(rest, "-->").ok_or_else(|| fault("has a comment that does not end"))?
        } else if rest.starts_with("<![CDATA[") {
            ended(rest, "]]>").ok_or_else(|| fault("has a CDATA section that does not end"))?
        } else if rest.starts_with("<?") {
            // A style sheet would be fetched by whoever shows the file; what drawing programs keep for themselves is inert.
            if rest.starts_with("<?xml-stylesheet") {
                return Err(fault("refers to a style sheet outside itself"));
            }
            ended(rest, "?>").ok_or_else(|| fault("has a processing instruction that does not end"))?
        } else if is_doctype(rest) {
            let length = doctype(rest).ok_or_else(|| {
                let help = "save it as plain SVG, without the means to edit it further in the same program \
                            (in Illustrator, without `Preserve Illustrator Editing Capabilities`)";
                fault("has a document type that defines something (`<!DOCTYPE … [`)").help(help)
            })?;
            // Lines keep their numbers.
            kept.extend(rest[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            at = start + length;
            continue;
        } else if rest.starts_with("</") {
            prefixes -= open.pop().unwrap_or(0);
            ended(rest, ">").ok_or_else(|| fault("ends within an element"))?
        } else {
            let tag = Tag::read(rest).ok_or_else(|| fault("ends within an element"))?;
            elements += 1;
            attributes += tag.attributes;
            if elements > MAX_ELEMENTS {
                return Err(fault("has too many elements"));
            }
            if tag.attributes > MAX_ATTRIBUTES || attributes > MAX_ATTRIBUTES_IN_ALL {
                return Err(fault("has too many attributes"));
            }
            if prefixes + tag.prefixes > MAX_PREFIXES {
                return Err(fault("declares too many prefixes"));
            }
            if open.len() >= MAX_DEPTH {
                return Err(Fault::too_deep(start));
            }
            if !tag.empty {
                open.push(tag.prefixes);
                prefixes += tag.prefixes;
            }
            tag.length
        };
        kept.push_str(&rest[..length]);
        at = start + length;
    }
    kept.push_str(&text[at..]);
    Ok(kept)
}

/// Returns where something ends, its end included.
fn ended(text: &str, end: &str) -> Option<usize> {
    text.find(end).map(|at| at + end.len())
}

fn is_doctype(text: &str) -> bool {
    text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
}

/// Returns how long a document type is that only names one; nothing where it defines something.
fn doctype(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'[', None) => return None,
            (b'>', None) => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The beginning of an element.
struct Tag {
    length: usize,
    attributes: usize,
    /// How many of the attributes declare a prefix.
    prefixes: usize,
    empty: bool,
}

impl Tag {
    fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (mut attributes, mut prefixes, mut quote, mut name) = (0, 0, None, 1);
        for (at, byte) in bytes.iter().copied().enumerate().skip(1) {
            match (byte, quote) {
                (b'"' | b'\'', None) => quote = Some(byte),
                (_, Some(open)) if byte == open => {
                    quote = None;
                    name = at + 1;
                }
                (b'=', None) => {
                    attributes += 1;
                    prefixes += usize::from(text.get(name..at).is_some_and(|name| name.trim().starts_with("xmlns")));
                }
                (b'>', None) => {
                    return Some(Self { length: at + 1, attributes, prefixes, empty: bytes[at - 1] == b'/' });
                }
                (byte, None) if byte.is_ascii_whitespace() => name = at,
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        scan(text).expect_err(&text[..text.len().min(80)]).reason
    }

    // Otherwise a parser that goes down into elements would run out of stack.
    #[test]
    fn depth_is_seen_without_going_down() {
        let nested = |name: &str, depth: usize| format!("<svg>{}</svg>", format!("<{name}>").repeat(depth));
        assert!(scan(&nested("g", 100)).is_ok());
        for name in ["g", "svg", "tspan", "a x='>'"] {
            assert!(fault(&nested(name, 1_000_000)).contains("deep"), "{name}");
        }
        assert!(scan(&format!("<svg>{}</svg>", "<g/>".repeat(1000))).is_ok(), "beside one another");
        assert!(scan(&format!("<svg>{}</svg>", "<g></g>".repeat(1000))).is_ok(), "beside one another");
        assert!(scan(&format!("<svg><!-- {} --></svg>", "<g>".repeat(1000))).is_ok(), "said, not drawn");
    }

    #[test]
    fn elements_attributes_and_prefixes_are_counted() {
        assert!(fault(&format!("<svg>{}</svg>", "<g/>".repeat(MAX_ELEMENTS))).contains("elements"));
        let many: String = (0..100_000).map(|at| format!(" a{at}='x=1'")).collect();
        assert!(fault(&format!("<svg{many}/>")).contains("attributes"));
        let prefixes: String = (0..101).map(|at| format!(" xmlns:p{at}='x'")).collect();
        assert!(fault(&format!("<svg{prefixes}/>")).contains("prefixes"));
        let apart = "<g xmlns:a='x' xmlns:b='y'/>".repeat(1000);
        assert!(scan(&format!("<svg>{apart}</svg>")).is_ok(), "declared again, not beside one another");
    }

    // Otherwise what Illustrator and draw.io save would be refused, though its document type does nothing.
    #[test]
    fn a_document_type_that_only_names_one_is_left_out() {
        let named =
            "<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \"http://x/svg11.dtd\">\n<svg/>";
        let kept = scan(named).expect("kept");
        assert!(!kept.contains("DOCTYPE") && kept.ends_with("\n<svg/>"));
        assert_eq!(kept.matches('\n').count(), named.matches('\n').count());
        assert!(fault("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>").contains("document type"));
        assert!(fault("<!DOCTYPE svg SYSTEM '['").contains("document type"));
    }

    #[test]
    fn what_does_not_end_is_refused() {
        for text in ["<svg", "<svg a='", "<!-- ", "<svg><![CDATA[ ", "<?xml "] {
            assert!(fault(text).contains("end"), "{text}");
        }
    }
}
