//! Content streams: whether all of them can be read.

use std::borrow::Cow;

use hayro_syntax::object::{Object, Stream};

use super::lexer::text;

/// How deep arrays and dictionaries may stand in one another in an operand.
pub(crate) const MAX_NESTING: usize = 1000;
/// How many bytes nothing takes when it is compressed.
const MAX_EMPTY: usize = 16;
/// The filters that streams may have (7.4), with their short names.
const FILTERS: [&str; 15] = [
    "ASCIIHexDecode",
    "AHx",
    "ASCII85Decode",
    "A85",
    "LZWDecode",
    "LZW",
    "FlateDecode",
    "Fl",
    "RunLengthDecode",
    "RL",
    "CCITTFaxDecode",
    "CCF",
    "DCTDecode",
    "DCT",
    "Crypt",
];

/// Returns what a content stream says; nothing where a part of it cannot be decoded.
pub(crate) fn decoded<'s>(stream: &'s Stream<'_>) -> Option<Cow<'s, [u8]>> {
    let known = |filter: Object<'_>| filter.into_name().is_some_and(|name| FILTERS.contains(&name.as_str()));
    let readable = match stream.dict().get::<Object<'_>>("Filter") {
        None => true,
        Some(Object::Array(filters)) => filters.iter::<Object<'_>>().all(known),
        Some(filter) => known(filter),
    };
    let content = stream.decoded().ok().filter(|_| readable)?;
    // Of broken data, the parser makes nothing.
    (!content.is_empty() || stream.raw_data().len() <= MAX_EMPTY).then_some(content)
}

/// Returns how deep arrays and dictionaries stand in one another, outside texts and images.
pub(crate) fn nesting(content: &[u8]) -> usize {
    let (mut at, mut depth, mut most) = (0, 0_usize, 0);
    while let Some(byte) = content.get(at) {
        at += match byte {
            b'(' => text(content, at) - at,
            b'<' if content.get(at + 1) != Some(&b'<') => ends(&content[at..], b">"),
            b'%' => ends(&content[at..], b"\n"),
            b'I' if image_begins(content, at) => ends(&content[at..], b"EI"),
            b'[' | b'<' => {
                depth += 1;
                if *byte == b'<' { 2 } else { 1 }
            }
            b']' | b'>' => {
                depth = depth.saturating_sub(1);
                if *byte == b'>' { 2 } else { 1 }
            }
            _ => 1,
        };
        most = most.max(depth);
    }
    most
}

/// Returns where something ends with a word; the whole length where the word is not there.
fn ends(content: &[u8], word: &[u8]) -> usize {
    let end = content.windows(word.len()).position(|window| window == word);
    end.map_or(content.len(), |end| end + word.len())
}

/// Says whether the data of an image inside the content begin here: `ID` between white space (8.9.7).
fn image_begins(content: &[u8], at: usize) -> bool {
    let white = |at: Option<usize>| at.and_then(|at| content.get(at)).is_some_and(u8::is_ascii_whitespace);
    content.get(at + 1) == Some(&b'D') && white(at.checked_sub(1)) && white(Some(at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_in_one_another_counts() {
        assert_eq!(nesting(b"[[<< /A [1] >>]] [2]"), 4);
        assert_eq!(nesting("[(".repeat(50).as_bytes()), 1, "the rest is one text that is not closed");
        let leaders = "(<<[[\\)<<[[(x)[[) Tj <3c3c5b5b> Tj % [[[\n".repeat(1000);
        assert_eq!(nesting(leaders.as_bytes()), 0);
        assert_eq!(nesting(b"BI /W 4 ID [[[[<<<< EI [1]"), 1);
    }
}
