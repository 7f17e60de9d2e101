//! Who made the file, when, and what it claims to be: in the information dictionary and in XMP alike.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, decode_text_string, dictionary};

use super::{PrintError, PrintJob};
use crate::model::Standard;

/// What identifies the document and this form of it. Both follow from the content, so that they are stable.
pub(super) struct Identity {
    document: Vec<u8>,
    instance: Vec<u8>,
}

impl Identity {
    pub fn new(document: &Document, pdf: &[u8], job: &PrintJob<'_>) -> Self {
        let settings = format!("{} {:?} {} {}", job.standard.name(), job.condition, job.pad_to, job.marks).into_bytes();
        let instance = fingerprint([pdf, &settings, job.icc.unwrap_or_default()]);
        let first = document.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|ids| ids.first());
        let stable = first.and_then(|id| id.as_str().ok());
        Self { document: stable.map_or_else(|| instance.clone(), |id| fingerprint([id])), instance }
    }
}

/// Returns the FNV-1a hash of 128 bits (draft-eastlake-fnv, parameters of section 5). It tells files apart and
/// protects nothing.
fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.into_iter().flatten();
    bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME)).to_be_bytes().to_vec()
}

/// Writes the metadata.
pub(super) fn write(document: &mut Document, standard: Standard, identity: &Identity) -> Result<(), PrintError> {
    let mut info = match document.trailer.get(b"Info") {
        Ok(object) => document.dereference(object)?.1.as_dict()?.clone(),
        Err(_) => Dictionary::new(),
    };
    let date = info.get(b"CreationDate").ok().and_then(|date| moment(date.as_str().ok()?));
    let date = date.ok_or_else(|| PrintError("the document has no date".into()))?;
    info.set("CreationDate", Object::string_literal(date.pdf()));
    info.set("ModDate", Object::string_literal(date.pdf()));
    info.set("Trapped", "False");
    if standard == Standard::X1a {
        info.set("GTS_PDFXVersion", Object::string_literal(standard.name()));
        info.set("GTS_PDFXConformance", Object::string_literal(standard.name()));
    }
    let packet = packet(&info, &date, standard, identity);
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    let id = |bytes: &Vec<u8>| Object::String(bytes.clone(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id(&identity.document), id(&identity.instance)]);
    let xmp = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet.into_bytes());
    let xmp = document.add_object(xmp.with_compression(false));
    document.catalog_mut()?.set("Metadata", xmp);
    Ok(())
}

/// A moment in UTC: year, month, day, hour, minute, second as digits.
struct Moment([String; 6]);

/// Reads a date of PDF (ISO 32000-1, 7.9.4), of which all but the year may be missing.
fn moment(written: &[u8]) -> Option<Moment> {
    let digits: String = written.strip_prefix(b"D:")?.iter().map(|byte| char::from(*byte)).collect();
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize, missing: &str| digits.get(from..to).unwrap_or(missing).to_owned();
    let year = digits.get(..4)?.to_owned();
    Some(Moment([year, part(4, 6, "01"), part(6, 8, "01"), part(8, 10, "00"), part(10, 12, "00"), part(12, 14, "00")]))
}

impl Moment {
    fn pdf(&self) -> String {
        format!("D:{}Z", self.0.concat())
    }

    fn xmp(&self) -> String {
        let [year, month, day, hour, minute, second] = &self.0;
        format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
    }
}

/// Returns the XMP packet (ISO 16684-1). Its values are those of the information dictionary.
fn packet(info: &Dictionary, date: &Moment, standard: Standard, identity: &Identity) -> String {
    let value = |key: &[u8]| {
        let text = info.get(key).ok().and_then(|text| decode_text_string(text).ok()).unwrap_or_default();
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let claims = match standard {
        Standard::X1a => {
            let name = standard.name();
            format!(
                "<pdfx:GTS_PDFXVersion>{name}</pdfx:GTS_PDFXVersion>\
                 <pdfx:GTS_PDFXConformance>{name}</pdfx:GTS_PDFXConformance>"
            )
        }
        Standard::X4 => format!("<pdfxid:GTS_PDFXVersion>{}</pdfxid:GTS_PDFXVersion>", standard.name()),
    };
    let date = date.xmp();
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfx=\"http://ns.adobe.com/pdfx/1.3/\" \
         xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">\n",
    );
    let lines = [
        "<dc:format>application/pdf</dc:format>".to_owned(),
        format!("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>", value(b"Title")),
        format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", value(b"Author")),
        format!("<xmp:CreatorTool>{}</xmp:CreatorTool>", value(b"Creator")),
        format!("<xmp:CreateDate>{date}</xmp:CreateDate>"),
        format!("<xmp:ModifyDate>{date}</xmp:ModifyDate>"),
        format!("<xmp:MetadataDate>{date}</xmp:MetadataDate>"),
        format!("<xmpMM:DocumentID>{}</xmpMM:DocumentID>", uuid(&identity.document)),
        format!("<xmpMM:InstanceID>{}</xmpMM:InstanceID>", uuid(&identity.instance)),
        "<xmpMM:VersionID>1</xmpMM:VersionID>".to_owned(),
        "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>".to_owned(),
        "<pdf:Trapped>False</pdf:Trapped>".to_owned(),
        claims,
    ];
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    if info.has(b"Producer") {
        let _ = writeln!(out, "<pdf:Producer>{}</pdf:Producer>", value(b"Producer"));
    }
    out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    out
}

/// Writes 16 bytes as a UUID.
fn uuid(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// Returns a text string: ASCII as it is, other text in UTF-16.
pub(super) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xfe, 0xff].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}
