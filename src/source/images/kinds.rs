//! What a file is that is no image that a plan can show, and what its owner does about it.

/// What a file is in truth, to follow its name, and what to do.
pub(super) type Kind = (&'static str, &'static str);

/// Files that begin with certain bytes.
const MAGIC: [(&[u8], Kind); 19] = [
    (
        b"version https://git-lfs.github.com/spec/",
        ("is only a pointer of Git LFS", "run `git lfs pull` to fetch the image that it stands for"),
    ),
    (b"%PDF-", ("is a PDF", "export the page as SVG (a drawing) or as PNG (a picture)")),
    (b"%!PS", ("is PostScript (EPS)", "save it as SVG in the drawing program")),
    (b"\xc5\xd0\xd3\xc6", ("is PostScript (EPS)", "save it as SVG in the drawing program")),
    (b"GIF8", ("is GIF", "save it as PNG")),
    (b"BM", ("is BMP", "save it as PNG")),
    (b"II*\0", ("is TIFF", "save it as PNG, or a photo as JPEG")),
    (b"MM\0*", ("is TIFF", "save it as PNG, or a photo as JPEG")),
    (b"8BPS", ("is a Photoshop file", "export it as PNG, or a photo as JPEG")),
    (b"\0\0\x01\0", ("is an icon (ICO)", "save it as PNG")),
    (b"\xff\x0a", ("is JPEG XL", "save it as JPEG or PNG")),
    (b"\0\0\0\x0cJXL ", ("is JPEG XL", "save it as JPEG or PNG")),
    (b"\0\0\0\x0cjP  ", ("is JPEG 2000", "save it as JPEG or PNG")),
    (b"PK\x03\x04", ("is a ZIP archive, such as a Word, Excel or PowerPoint file", OFFICE)),
    (b"\xd0\xcf\x11\xe0", ("is a file of an old Word, Excel or PowerPoint", OFFICE)),
    (b"\xd7\xcd\xc6\x9a", ("is a Windows metafile (WMF)", "save it as SVG or PNG")),
    (b"\x01\0\0\0l\0\0\0", ("is a Windows metafile (EMF)", "save it as SVG or PNG")),
    (b"\x1f\x8b", ("is compressed", "save a drawing as plain SVG, not as compressed SVG (SVGZ)")),
    (b"7z\xbc\xaf", ("is an archive", "take the image out of it")),
];

const OFFICE: &str = "save the picture in it as PNG: in PowerPoint by `Save as Picture` (図として保存)";

/// The brands of the container that phones and AV1 put images in (ISO 14496-12, 4.3; ISO 23008-12).
const BRANDS: [(&[u8], Kind); 2] = [
    (b"avi", ("is AVIF", "save it as JPEG or PNG")),
    (
        b"",
        (
            "is HEIC, the format in which iPhones keep photos",
            "save it as JPEG; the iPhone itself does so with `Most Compatible` (互換性優先) in its camera settings",
        ),
    ),
];

/// Says what a file is that is neither PNG, JPEG, WebP nor a drawing.
pub(super) fn foreign(bytes: &[u8]) -> Option<Kind> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Some(("is empty", "save the image anew, or copy it again"));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or_default();
        return BRANDS.iter().find(|(start, _)| brand.starts_with(start)).map(|(_, kind)| *kind);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*kind);
    }
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let page = ["<!doctype html", "<html", "<head", "<body", "<meta"];
    if page.iter().any(|start| head.starts_with(start)) {
        let help = "open the image itself in the browser and save that; the page only shows it";
        return Some(("is a web page, not an image", help));
    }
    None
}

/// Says whether a file is, by its beginning, a drawing in SVG.
pub(super) fn is_drawing(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..2048).unwrap_or(bytes));
    head.contains("<svg") || head.contains(":svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a clerk would be told to convert what has to be fetched, exported or saved in another way.
    #[test]
    fn files_are_named_as_what_they_are() {
        for (bytes, what) in [
            (&b"version https://git-lfs.github.com/spec/v1\noid sha256:00"[..], "Git LFS"),
            (b"", "empty"),
            (b"\r\n \n", "empty"),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", "web page"),
            (b"<html lang=\"ja\">", "web page"),
            (b"%PDF-1.7", "PDF"),
            (b"%!PS-Adobe-3.0 EPSF-3.0", "EPS"),
            (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC"),
            (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
            (b"II*\0\x08\0\0\0", "TIFF"),
            (b"MM\0*\0\0\0\x08", "TIFF"),
            (b"BM\x36\0", "BMP"),
            (b"GIF89a", "GIF"),
            (b"PK\x03\x04\x14\0", "PowerPoint"),
            (b"\x1f\x8b\x08", "compressed"),
        ] {
            let (found, help) = foreign(bytes).unwrap_or_else(|| panic!("{what}"));
            assert!(found.contains(what) && !help.is_empty(), "{what}: {found}");
        }
        assert_eq!(foreign(b"not an image"), None);
        assert!(is_drawing(b"<?xml version='1.0'?>\n<svg xmlns='x'/>") && is_drawing(b"<s:svg xmlns:s='x'/>"));
        assert!(!is_drawing(b"<note/>"));
    }
}
