//! The outline of an object, found without going down into it: how deep it nests, and what matters before it is parsed.

use super::TooMuch;

/// How deep arrays and dictionaries of objects may stand in one another; a plan's have a twentieth of it.
const MAX_DEPTH: usize = 500;
const TOO_DEEP: TooMuch = TooMuch("its objects stand in one another too deep");
const TOO_LONG: TooMuch = TooMuch("its objects overlap each other");

/// What was learnt of an object.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outline {
    /// The objects that arrays named `Kids` hold.
    pub kids: Vec<u32>,
    /// The object that is named as the root of the page tree.
    pub pages: Option<u32>,
    /// The names of the filters of a stream.
    pub filters: Vec<Vec<u8>>,
    /// Whether the filters stand in another object.
    pub filters_elsewhere: bool,
    pub subtype: Vec<u8>,
    /// Where the first object of an object stream begins.
    pub first: Option<usize>,
    /// Whether it is, or has, a trailer that asks for a password.
    pub encrypted: bool,
    /// Whether it is a cross-reference stream.
    pub table: bool,
    /// Whether what is unpacked was predicted.
    pub predicted: bool,
    /// Where the data of a stream begin.
    pub stream: Option<usize>,
}

/// A dictionary or array that is not closed yet.
struct Level {
    dict: bool,
    /// Whether the next name is a key.
    wants_key: bool,
    /// The key whose value is read; in an array, that whose value the array is.
    key: Vec<u8>,
    /// Whether it stands in an array named `Kids`.
    kids: bool,
}

/// Reads the object that begins at a place. `room` is how many bytes may be looked at, over all objects of a file: one
/// that is not closed runs on into the others.
pub(super) fn outline(bytes: &[u8], mut at: usize, room: &mut usize) -> Result<Outline, TooMuch> {
    let mut outline = Outline::default();
    let mut levels: Vec<Level> = Vec::new();
    let mut numbers: (Option<u32>, Option<u32>) = (None, None);
    let mut had_value = false;
    loop {
        let start = at;
        let Some(byte) = bytes.get(at) else { break };
        match byte {
            byte if is_white(*byte) => at += 1,
            b'%' => at = ends(bytes, at, |byte| matches!(byte, b'\n' | b'\r')),
            b'(' => {
                at = text(bytes, at);
                value(&mut levels);
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                open(&mut levels, true)?;
                at += 2;
            }
            b'<' => {
                at = ends(bytes, at, |byte| byte == b'>') + 1;
                value(&mut levels);
            }
            b'[' => {
                open(&mut levels, false)?;
                at += 1;
            }
            b']' => {
                if levels.pop().is_none() {
                    break;
                }
                value(&mut levels);
                at += 1;
            }
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                if levels.pop().is_none() {
                    break;
                }
                value(&mut levels);
                at += 2;
            }
            b'/' => {
                let end = ends(bytes, at + 1, is_delimiter);
                name(&unescaped(&bytes[at + 1..end]), &mut levels, &mut outline);
                at = end;
            }
            byte if byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.') => {
                let end = ends(bytes, at, is_delimiter);
                let number = std::str::from_utf8(&bytes[at..end]).ok().and_then(|digits| digits.parse().ok());
                numbers = (numbers.1, number);
                if levels.len() == 1 && levels[0].key == b"First" {
                    outline.first = number.and_then(|first| usize::try_from(first).ok());
                }
                value(&mut levels);
                at = end;
            }
            byte if byte.is_ascii_alphabetic() => {
                let end = ends(bytes, at, is_delimiter);
                match &bytes[at..end] {
                    b"R" => reference(numbers.0, &levels, &mut outline),
                    b"true" | b"false" | b"null" => value(&mut levels),
                    b"stream" if levels.is_empty() && had_value => {
                        outline.stream = Some(data(bytes, end));
                        break;
                    }
                    _ => break,
                }
                at = end;
            }
            _ => break,
        }
        *room = room.checked_sub(at - start).ok_or(TOO_LONG)?;
        // White space after an object does not tell how long it is, nor does it make the next one a part of it.
        if levels.is_empty() && !is_white(*byte) && *byte != b'%' {
            if had_value {
                break;
            }
            had_value = matches!(byte, b'>' | b']');
            if !had_value {
                break;
            }
        }
    }
    Ok(outline)
}

fn open(levels: &mut Vec<Level>, dict: bool) -> Result<(), TooMuch> {
    if levels.len() >= MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    let (key, kids) = match levels.last() {
        Some(level) => (level.key.clone(), level.kids || (!dict && level.key == b"Kids")),
        None => (Vec::new(), false),
    };
    levels.push(Level { dict, wants_key: dict, key: if dict { Vec::new() } else { key }, kids });
    Ok(())
}

/// A value has ended.
fn value(levels: &mut [Level]) {
    if let Some(level) = levels.last_mut() {
        level.wants_key = level.dict;
    }
}

fn name(name: &[u8], levels: &mut [Level], outline: &mut Outline) {
    let depth = levels.len();
    let Some(level) = levels.last_mut() else { return };
    if level.wants_key {
        level.wants_key = false;
        level.key = name.to_vec();
        match name {
            b"Encrypt" => outline.encrypted = true,
            b"Predictor" => outline.predicted = true,
            b"W" if depth == 1 => outline.table = true,
            _ => {}
        }
        return;
    }
    match level.key.as_slice() {
        b"Filter" | b"F" if depth <= 2 => outline.filters.push(name.to_vec()),
        b"Subtype" if depth == 1 => outline.subtype = name.to_vec(),
        _ => {}
    }
    level.wants_key = level.dict;
}

fn reference(object: Option<u32>, levels: &[Level], outline: &mut Outline) {
    let (Some(object), Some(level)) = (object, levels.last()) else { return };
    match level.key.as_slice() {
        _ if level.kids => outline.kids.push(object),
        b"Pages" => outline.pages = Some(object),
        b"Filter" | b"F" => outline.filters_elsewhere = true,
        // An array of kids that stands in an object of its own.
        b"Kids" => outline.kids.push(object),
        _ => {}
    }
}

/// Returns where a text ends (ISO 32000-1, 7.3.4.2): brackets in it come in pairs, or behind a backslash.
pub(super) fn text(bytes: &[u8], mut at: usize) -> usize {
    let mut open = 0_usize;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    at
}

/// Returns where the data of a stream begin: on the line after the word.
fn data(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at) == Some(&b'\r') {
        at += 1;
    }
    if bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    at
}

fn ends(bytes: &[u8], at: usize, end: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| end(*byte)).map_or(bytes.len(), |length| at + length)
}

/// Returns a name with `#20` and the like resolved (7.3.5).
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        let code = name.get(at + 1..at + 3).filter(|_| *byte == b'#').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                plain.push(code);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    plain
}

pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    is_white(byte) || matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(object: &[u8]) -> Result<Outline, TooMuch> {
        outline(object, 0, &mut 1_000_000)
    }

    #[test]
    fn what_matters_of_an_object_is_found_wherever_it_stands() {
        let tree =
            read(b"<< /Type /Pages /Kids [ 3 0 R % [[[\n 4 0 R <</Kids[5 0 R]>>] /Count 3 /X (]]) >>").expect("read");
        assert_eq!(tree.kids, [3, 4, 5]);
        let stream =
            read(b"<</Filter[/Fl#61teDecode /A85]/Subtype/Image/First 12/W[1 2 1]>>\r\nstream\r\nx").expect("read");
        assert_eq!(stream.filters, [b"FlateDecode".to_vec(), b"A85".to_vec()]);
        assert_eq!((stream.subtype.as_slice(), stream.first, stream.table), (&b"Image"[..], Some(12), true));
        assert_eq!(stream.stream, Some(74), "the data begin on the next line");
        assert_eq!(
            read(b"<</Pages 2 0 R/Encrypt 9 0 R>> endobj").map(|found| (found.pages, found.encrypted)),
            Ok((Some(2), true))
        );
    }

    #[test]
    fn depth_is_bounded_and_an_object_ends_where_it_ends() {
        assert_eq!(read(&b"[".repeat(MAX_DEPTH + 1)), Err(TOO_DEEP));
        assert_eq!(read(&b"<</A".repeat(MAX_DEPTH + 1)), Err(TOO_DEEP));
        assert_eq!(read(&b"[]".repeat(100_000)), Ok(Outline::default()), "what follows is another object");
        assert_eq!(read(&[b"(".repeat(10), b"[".repeat(1000)].concat()), Ok(Outline::default()), "in a text");
        assert_eq!(outline(&b"(".repeat(1000), 0, &mut 10), Err(TOO_LONG));
    }
}
