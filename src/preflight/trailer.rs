//! The end of the file: where it says which objects are its catalogue and information.

use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Object, String as PdfString};

/// How many operators and objects the cross-reference table may have before its trailer; a plan has a hundredth of it.
const MAX_ENTRIES: usize = 2_000_000;

/// What the trailer leads to.
pub(super) struct Trailer<'a> {
    /// The document catalogue.
    pub root: Dict<'a>,
    /// The information dictionary.
    pub info: Option<Dict<'a>>,
    /// The lengths of the identifier's two parts.
    pub id: Vec<usize>,
    /// Whether the file is encrypted, if only with an empty password.
    pub encrypted: bool,
    /// Whether the cross-reference table is a compressed one of PDF 1.5.
    pub compressed: bool,
}

impl<'a> Trailer<'a> {
    /// Reads the trailer that `startxref` leads to; the parser keeps it to itself.
    pub fn read(pdf: &'a Pdf) -> Option<Self> {
        let root = pdf.xref().get(pdf.xref().root_id())?;
        let data: &'a [u8] = pdf.data().as_ref();
        let mut trailer = Self { root, info: None, id: Vec::new(), encrypted: false, compressed: false };
        let start = last(data, b"startxref").and_then(|at| number(data.get(at + b"startxref".len()..)?));
        let at = start.and_then(|start| data.get(start..)).or_else(|| data.get(last(data, b"trailer")?..));
        let mut entries = UntypedIter::new(at?);
        for _ in 0..MAX_ENTRIES {
            let Some(entry) = entries.next() else { break };
            // A compressed table is a stream, whose dictionary is the trailer.
            let own = entry.operands().find_map(|operand| match operand {
                Object::Dict(dict) if dict.contains_key("Root") => Some(dict),
                Object::Stream(table) if table.dict().contains_key("Root") => Some(table.dict()),
                _ => None,
            });
            if let Some(dict) = own {
                trailer.take(pdf, dict);
                break;
            }
        }
        Some(trailer)
    }

    fn take(&mut self, pdf: &'a Pdf, dict: &Dict<'a>) {
        self.info = match dict.get_ref("Info") {
            Some(info) => pdf.xref().get(info.into()),
            None => dict.get("Info"),
        };
        let parts = dict.get::<Array<'_>>("ID");
        let parts = parts.iter().flat_map(|parts| parts.iter::<PdfString<'_>>());
        self.id = parts.map(|part| part.as_bytes().len()).collect();
        self.encrypted = dict.contains_key("Encrypt");
        self.compressed = dict.contains_key("W");
    }
}

fn last(data: &[u8], word: &[u8]) -> Option<usize> {
    data.windows(word.len()).rposition(|window| window == word)
}

fn number(text: &[u8]) -> Option<usize> {
    let digits: Vec<u8> = text.trim_ascii_start().iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}
