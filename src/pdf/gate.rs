//! What is looked at before a file is parsed: its objects, what they unpack to, and its page tree.
//!
//! The parser goes down into what stands in one another, unpacks tables of objects whole, and follows the page tree, all
//! while it opens a file. Here the same is done first, on the bytes, without a step that the file could make endless.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::lexer::{Outline, is_white, outline};
use super::{Refusal, TooMuch};

/// How many objects a file may have.
const MAX_OBJECTS: usize = 2_000_000;
/// How many pages a file may have, with the nodes of its page tree; a plan of a thousand sheets has a tenth of it.
const MAX_PAGES: usize = 20_000;
/// How deep the page tree may nest.
const MAX_TREE: usize = 64;
/// How many bytes a stream that is no image may unpack to, and all of them.
const MAX_UNPACKED: (usize, usize) = (64 << 20, 512 << 20);
/// How many bytes the filters other than deflate may make of one, each.
const GROWTH: [(&[&str], usize); 4] = [
    (&["ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "Crypt"], 1),
    (&["RunLengthDecode", "RL"], 64),
    (&["LZWDecode", "LZW", "FlateDecode", "Fl"], 1032),
    // What makes pictures says in them how large they become.
    (&["DCTDecode", "DCT", "CCITTFaxDecode", "CCF", "JBIG2Decode", "JPXDecode"], usize::MAX),
];

const TOO_LARGE: TooMuch = TooMuch("it unpacks to more than 512 MiB, or a part of it to more than 64");
const TOO_MANY_PAGES: TooMuch = TooMuch("it has more than 20,000 pages, or a page tree that nests without end");

/// Looks at the bytes of a file.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    // The head need not be the first thing in the file (ISO 32000-1, annex H.3.4.1).
    if find(&bytes[..bytes.len().min(1024)], b"%PDF-", 0).is_none() {
        return Err(Refusal::NotPdf);
    }
    let mut gate = Gate { bytes, room: bytes.len().saturating_mul(4), ..Gate::default() };
    gate.objects()?;
    gate.page_tree()?;
    Ok(())
}

#[derive(Default)]
struct Gate<'b> {
    bytes: &'b [u8],
    /// How many bytes may still be looked at.
    room: usize,
    objects: usize,
    unpacked: usize,
    /// The kids of every object. Of an object that is written twice, either may count, so both do.
    kids: BTreeMap<u32, Vec<u32>>,
    roots: Vec<u32>,
}

impl Gate<'_> {
    fn objects(&mut self) -> Result<(), Refusal> {
        let mut at = 0;
        while let Some(found) = find(self.bytes, b"obj", at) {
            at = found + b"obj".len();
            if let Some(number) = number_before(self.bytes, found) {
                self.object(number, at)?;
            }
        }
        let mut at = 0;
        while let Some(found) = find(self.bytes, b"trailer", at) {
            at = found + b"trailer".len();
            let trailer = outline(self.bytes, at, &mut self.room)?;
            if trailer.encrypted {
                return Err(Refusal::Encrypted);
            }
        }
        Ok(())
    }

    fn object(&mut self, number: u32, at: usize) -> Result<(), Refusal> {
        let found = outline(self.bytes, at, &mut self.room)?;
        if found.encrypted && found.table {
            return Err(Refusal::Encrypted);
        }
        if let Some(data) = found.stream {
            self.stream(&found, data)?;
        }
        self.keep(number, found)?;
        Ok(())
    }

    fn keep(&mut self, number: u32, found: Outline) -> Result<(), TooMuch> {
        self.objects += 1;
        if self.objects > MAX_OBJECTS {
            return Err(TooMuch("it has more than two million objects"));
        }
        if !found.kids.is_empty() {
            self.kids.entry(number).or_default().extend(found.kids);
        }
        self.roots.extend(found.pages);
        Ok(())
    }

    /// Counts what a stream unpacks to. Pictures are only unpacked where they are looked at.
    fn stream(&mut self, found: &Outline, data: usize) -> Result<(), TooMuch> {
        let holds_objects = found.first.is_some();
        if found.subtype == b"Image" && !holds_objects && !found.table {
            return Ok(());
        }
        let (most, in_all) = (MAX_UNPACKED.0, MAX_UNPACKED.1 - self.unpacked);
        let data = self.bytes.get(data..).unwrap_or_default();
        let deflated = found.filters.iter().filter(|name| matches!(name.as_slice(), b"FlateDecode" | b"Fl")).count();
        if found.filters.len() == 1 && deflated == 1 || found.filters_elsewhere {
            let unpacked = inflate(data, most.min(in_all), holds_objects).ok_or(TOO_LARGE)?;
            self.unpacked += unpacked.length;
            if let (Some(first), Some(text)) = (found.first, unpacked.text) {
                if found.predicted {
                    return Err(TooMuch("its objects are packed in a way that no plan's are"));
                }
                self.packed_objects(&text, first)?;
            }
            return Ok(());
        }
        if found.filters.is_empty() {
            if let Some(first) = found.first {
                // Not packed, so its objects stand in the file.
                let end = find(data, b"endstream", 0).unwrap_or(data.len());
                self.room = self.room.checked_sub(end).ok_or(TOO_LARGE)?;
                self.packed_objects(&data[..end], first)?;
            }
            return Ok(());
        }
        // Several filters, or rare ones: what they could make of the data at most must be within the bounds.
        let end = find(data, b"endstream", 0).unwrap_or(data.len());
        self.room = self.room.checked_sub(end).ok_or(TOO_LARGE)?;
        let growth = found.filters.iter().map(|name| {
            let known = GROWTH.iter().find(|(names, _)| names.iter().any(|known| known.as_bytes() == name));
            known.map_or(1, |(_, growth)| *growth)
        });
        let length = growth.fold(end, usize::saturating_mul);
        if length > most.min(in_all) || holds_objects {
            return Err(TOO_LARGE);
        }
        self.unpacked += length;
        Ok(())
    }

    /// Looks at the objects of an object stream (7.5.7): pairs of number and place, then the objects.
    fn packed_objects(&mut self, text: &[u8], first: usize) -> Result<(), TooMuch> {
        self.room = self.room.saturating_add(text.len().saturating_mul(4));
        let head = text.get(..first).unwrap_or(text);
        let mut numbers = head.split(|byte| is_white(*byte)).filter(|word| !word.is_empty());
        let mut next = || std::str::from_utf8(numbers.next()?).ok()?.parse::<u32>().ok();
        while let (Some(number), Some(place)) = (next(), next()) {
            let at = first.saturating_add(usize::try_from(place).unwrap_or(usize::MAX));
            let mut room = self.room;
            let found = outline(text, at, &mut room)?;
            self.room = room;
            self.keep(number, found)?;
        }
        Ok(())
    }

    /// Follows the page tree as a reader does that has no notion of having been somewhere before.
    fn page_tree(&mut self) -> Result<(), TooMuch> {
        let mut visits = 0;
        let mut next: Vec<(u32, usize)> = self.roots.iter().map(|root| (*root, 0)).collect();
        while let Some((node, depth)) = next.pop() {
            visits += 1;
            if visits > MAX_PAGES || depth > MAX_TREE {
                return Err(TOO_MANY_PAGES);
            }
            let kids = self.kids.get(&node).map_or(&[][..], Vec::as_slice);
            if next.len() + kids.len() > MAX_PAGES {
                return Err(TOO_MANY_PAGES);
            }
            next.extend(kids.iter().map(|kid| (*kid, depth + 1)));
        }
        Ok(())
    }
}

struct Unpacked {
    length: usize,
    text: Option<Vec<u8>>,
}

/// Unpacks deflated data as far as they go; nothing where that is more than `most` bytes. They end by themselves, so
/// nothing that the file says of their length matters.
fn inflate(data: &[u8], most: usize, keep: bool) -> Option<Unpacked> {
    let zlib = drain(ZlibDecoder::new(data), most, keep)?;
    if zlib.length > 0 { Some(zlib) } else { drain(DeflateDecoder::new(data), most, keep) }
}

fn drain(mut from: impl Read, most: usize, keep: bool) -> Option<Unpacked> {
    let (mut length, mut text) = (0_usize, Vec::new());
    let mut buffer = vec![0; 1 << 16];
    // Data that are broken end where they break.
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        length += read;
        if length > most {
            return None;
        }
        if keep {
            text.extend_from_slice(&buffer[..read]);
        }
    }
    Some(Unpacked { length, text: keep.then_some(text) })
}

/// Says whether a stream unpacks to more than a number of bytes.
pub(crate) fn unpacks_beyond(data: &[u8], most: usize) -> bool {
    inflate(data, most, false).is_none()
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(word.len()).position(|window| window == word).map(|at| from + at)
}

/// Returns the number of the object whose word `obj` stands at a place: `12 0 obj`.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let before = &bytes[at.saturating_sub(64)..at];
    let mut words = before.rsplit(|byte| is_white(*byte)).filter(|word| !word.is_empty());
    let generation = words.next()?;
    if !before.last().is_some_and(|byte| is_white(*byte)) || !generation.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = words.next()?;
    let start = digits.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    std::str::from_utf8(&digits[start..]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("packed");
        encoder.finish().expect("packed")
    }

    fn file(objects: &[&[u8]]) -> Vec<u8> {
        let objects = objects.iter().enumerate();
        let body =
            objects.map(|(at, object)| [format!("{} 0 obj\n", at + 1).as_bytes(), object, b"\nendobj\n"].concat());
        [b"%PDF-1.7\n".to_vec(), body.collect::<Vec<_>>().concat()].concat()
    }

    #[test]
    fn a_page_tree_is_followed_as_often_as_a_reader_would() {
        let tree =
            |kids: &str| file(&[b"<</Pages 2 0 R>>", format!("<</Kids[{kids}]>>").as_bytes(), b"<</Type/Page>>"]);
        assert_eq!(check(&tree("3 0 R 3 0 R")), Ok(()));
        assert_eq!(check(&tree("2 0 R")), Err(TOO_MANY_PAGES.into()), "it holds itself");
        assert_eq!(check(&tree(&"3 0 R ".repeat(MAX_PAGES + 1))), Err(TOO_MANY_PAGES.into()));
        // Twenty levels by ten, in an object that is packed.
        let levels: String =
            (10..30).map(|at| format!("<</Kids[{}]>>", format!("{} 0 R ", at + 1).repeat(10))).collect();
        let place = levels.len() / 20;
        let head: String = (0..20).map(|at| format!("{} {} ", at + 10, at * place)).collect();
        let text = packed(format!("{head}{levels}").as_bytes());
        let stream = format!("<</Type/ObjStm/N 20/First {}/Filter/FlateDecode>>stream\n", head.len());
        let object = [stream.as_bytes(), &text, b"\nendstream"].concat();
        assert_eq!(check(&file(&[b"<</Pages 10 0 R>>", &object])), Err(TOO_MANY_PAGES.into()));
    }

    #[test]
    fn what_is_packed_is_counted_before_anyone_unpacks_it() {
        let stream = |head: &str, data: &[u8]| file(&[&[head.as_bytes(), b"stream\n", data, b"\nendstream"].concat()]);
        let large = packed(&vec![0; MAX_UNPACKED.0 + 1]);
        let small = packed(&vec![0; 1 << 20]);
        for head in [
            "<</Filter/FlateDecode>>",
            "<</Filter[/Fl]>>",
            "<</Filter 9 0 R>>",
            "<</Type/XRef/W[1 2 1]/Filter/FlateDecode>>",
        ] {
            assert_eq!(check(&stream(head, &large)), Err(TOO_LARGE.into()), "{head}");
            assert_eq!(check(&stream(head, &small)), Ok(()), "{head}");
        }
        // What is packed twice, nobody can count without unpacking it.
        assert_eq!(check(&stream("<</Filter[/FlateDecode/FlateDecode]>>", &packed(&small))), Err(TOO_LARGE.into()));
        assert_eq!(check(&stream("<</Subtype/Image/Filter/FlateDecode>>", &large)), Ok(()), "nobody unpacks it");
        assert!(unpacks_beyond(&small, 1 << 19) && !unpacks_beyond(&small, 1 << 20));
    }

    #[test]
    fn what_is_no_pdf_is_told_from_what_is_a_bad_one() {
        assert_eq!(check(b"not a PDF"), Err(Refusal::NotPdf));
        assert_eq!(check(b""), Err(Refusal::NotPdf));
        assert_eq!(check(b"%PDF-1.7\ntrailer <</Root 1 0 R/Encrypt 2 0 R>>"), Err(Refusal::Encrypted));
    }
}
