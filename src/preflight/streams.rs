//! Content streams: whether all of them can be read.

use std::borrow::Cow;

use hayro_syntax::object::{Object, Stream};

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
pub(super) fn decoded<'s>(stream: &'s Stream<'_>) -> Option<Cow<'s, [u8]>> {
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

/// Returns how deep arrays and dictionaries stand in one another. Brackets inside texts count, too: no text has a
/// thousand of them.
pub(super) fn nesting(content: &[u8]) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in content {
        match byte {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}
