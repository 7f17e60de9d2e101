//! Images and drawings.

use std::fs;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, RgbImage};
use keikaku::diagnostic::Severity;
use keikaku::pipeline::{Failure, Options, Profiles, Project};
use lopdf::{Document, Object};
use moxcms::{ColorProfile, Layout, TransformOptions};

use super::{cases, finds, made, says};
use crate::print::{built, run};
use crate::project::TestProject;

/// The line at which [`show`] names its first image.
const HERE: &str = "projects/green.md:13:1";

/// Shows images on a sheet, each in a paragraph of its own.
fn show(project: &TestProject, names: &[&str]) {
    let shown: String = names.iter().map(|name| format!("![図]({name})\n\n")).collect();
    project.edit("sources/projects/green.md", "[](event:forum)", &format!("{shown}[](event:forum)"));
}

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 60\">{inside}</svg>")
}

/// Shows one drawing.
fn draw(project: &TestProject, drawing: &str) {
    show(project, &["images/x.svg"]);
    redraw(project, drawing);
}

fn redraw(project: &TestProject, drawing: &str) {
    project.write("sources/images/x.svg", drawing);
}

/// Asserts that one error is found, of the drawing and at the line that names it.
fn refused(project: &TestProject, what: &str) {
    finds(project, &[&format!("{HERE} image/unusable the image `images/x.svg` {what}")]);
}

/// A picture of six colours.
fn colours() -> RgbImage {
    const COLOURS: [[u8; 3]; 6] =
        [[200, 30, 40], [20, 120, 60], [30, 60, 160], [240, 200, 40], [128, 128, 128], [250, 250, 250]];
    RgbImage::from_fn(2400, 240, |x, _| image::Rgb(COLOURS[usize::try_from(x / 400).expect("six")]))
}

/// The same picture in the numbers of another profile.
fn in_profile(picture: &RgbImage, profile: &ColorProfile) -> RgbImage {
    let transform = ColorProfile::new_srgb()
        .create_transform_8bit(Layout::Rgb, profile, Layout::Rgb, TransformOptions::default())
        .expect("a transform");
    let mut other = vec![0; picture.as_raw().len()];
    transform.transform(picture.as_raw(), &mut other).expect("transformed");
    RgbImage::from_raw(picture.width(), picture.height(), other).expect("as large")
}

fn png(picture: &DynamicImage, icc: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    icc.into_iter().for_each(|icc| encoder.set_icc_profile(icc).expect("a profile"));
    picture.write_with_encoder(encoder).expect("written");
    bytes
}

fn jpeg(picture: &DynamicImage, icc: Option<Vec<u8>>, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 98);
    icc.into_iter().for_each(|icc| encoder.set_icc_profile(icc).expect("a profile"));
    exif.into_iter().for_each(|exif| encoder.set_exif_metadata(exif).expect("metadata"));
    picture.write_with_encoder(encoder).expect("written");
    bytes
}

fn webp(picture: &DynamicImage, icc: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.set_icc_profile(icc).expect("a profile");
    picture.write_with_encoder(encoder).expect("written");
    bytes
}

/// A plain picture as large as print needs it.
fn plain() -> Vec<u8> {
    png(&DynamicImage::ImageRgb8(colours()), None)
}

fn embedded(kind: &str, bytes: &[u8]) -> String {
    svg(&format!("<image width=\"400\" height=\"50\" href=\"data:image/{kind};base64,{}\"/>", STANDARD.encode(bytes)))
}

/// What a phone writes into a photo: where it was taken.
fn position() -> Vec<u8> {
    b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0GPS 34.69N".to_vec()
}

/// A picture of a PDF as it is stored: width, components, samples.
struct Stored {
    width: usize,
    components: usize,
    samples: Vec<u8>,
    bytes: usize,
}

/// Returns all pictures of a PDF that are no masks, in the order of their objects.
fn stored(pdf: &[u8]) -> Vec<Stored> {
    let document = Document::load_mem(pdf).expect("a PDF");
    let mut found = Vec::new();
    for stream in document.objects.values().filter_map(|object| object.as_stream().ok()) {
        let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image");
        if !is_image {
            continue;
        }
        let size = |key: &[u8]| {
            let size = stream.dict.get(key).and_then(Object::as_i64).expect("a size");
            usize::try_from(size).expect("a size")
        };
        let (width, height) = (size(b"Width"), size(b"Height"));
        let filters = stream.filters().unwrap_or_default();
        let samples = if filters.contains(&&b"DCTDecode"[..]) {
            let picture = image::load_from_memory(&stream.content).expect("a JPEG");
            picture.as_bytes().to_vec()
        } else {
            stream.decompressed_content().expect("samples")
        };
        let components = samples.len() / (width * height);
        found.push(Stored { width, components, samples, bytes: stream.content.len() });
    }
    found
}

impl Stored {
    /// Returns the sample in the middle of each sixth of the picture.
    fn sixths(&self) -> Vec<Vec<u8>> {
        let row = self.samples.len() / self.components / self.width / 2 * self.width;
        let at = |sixth: usize| (row + self.width * (2 * sixth + 1) / 12) * self.components;
        (0..6).map(|sixth| self.samples[at(sixth)..at(sixth) + self.components].to_vec()).collect()
    }
}

/// Asserts that pictures look the same: their colours differ by no more than JPEG and rounding make of them.
fn alike(pictures: &[Stored], what: &str) {
    let first = pictures[0].sixths();
    for other in &pictures[1..] {
        for (a, b) in first.iter().flatten().zip(other.sixths().iter().flatten()) {
            assert!(a.abs_diff(*b) <= 8, "{what}: {first:?}, {:?}", other.sixths());
        }
    }
}

/// Makes the plan for a profile; it must be possible. Returns the PDF and the codes and messages of the warnings.
fn pdf(project: &TestProject, profiles: Profiles) -> (Vec<u8>, Vec<String>) {
    let mut opened = Project::open(project.root()).expect("a project folder");
    match opened.build(Options { profiles, ..Options::default() }) {
        Ok(built) => {
            let warnings = built.warnings.iter().map(|found| format!("{} {}", found.rule.code, found.message));
            let warnings = warnings.collect();
            (built.print.map_or(built.pdf, |print| print.pdf), warnings)
        }
        Err(failure) => panic!("{failure:#?}"),
    }
}

/// Makes the plan for a profile; returns what is wrong: place, code, message and help.
fn wrong(project: &TestProject, profiles: Profiles) -> Vec<String> {
    let mut opened = Project::open(project.root()).expect("a project folder");
    let findings = match opened.build(Options { profiles, ..Options::default() }) {
        Ok(built) => built.warnings,
        Err(Failure::Findings(findings)) => findings,
        Err(other) => panic!("{other:?}"),
    };
    let shown = |found: &keikaku::diagnostic::Diagnostic| {
        let file = opened.files().get(found.primary.span.file);
        let (line, column) = file.line_column(found.primary.span.range().start);
        let path = file.path().trim_start_matches("sources/");
        let grave = if found.severity == Severity::Error { "" } else { "warning " };
        let help = found.help.clone().unwrap_or_default();
        format!("{path}:{line}:{column} {grave}{} {} | {help}", found.rule.code, found.message)
    };
    findings.iter().map(shown).collect()
}

/// Asserts that one thing is wrong, and how it begins and what else it says.
fn one(found: &[String], begins: &str, says: &[&str]) {
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with(begins), "{begins}: {found:#?}");
    for part in says {
        assert!(found[0].contains(part), "{part}: {found:#?}");
    }
    assert!(!found[0].contains("layouts/"), "an illustrator does not know layouts: {found:#?}");
}

cases! {
    a5_image: "a picture named `グラフ.png` is decomposed on the disk (macOS) and composed in the text: it did not exist",
        "names that are canonically equal are the same name, whichever form either is in",
        |project| {
            let (composed, apart) = ("images/グラフ.png", "images/ク\u{3099}ラフ.png");
            show(&project, &[composed, apart]);
            project.write(&format!("sources/{apart}"), plain());
            made(&project).clean();
            fs::rename(project.path(&format!("sources/{apart}")), project.path(&format!("sources/{composed}"))).expect("renamed");
            made(&project).clean();
        };
    a5_both: "the folder has both forms of a name, which look the same",
        "nobody can tell which one is meant: the folder is to have one of them",
        |project| {
            show(&project, &["images/グラフ.png"]);
            project.write("sources/images/グラフ.png", plain()).write("sources/images/ク\u{3099}ラフ.png", plain());
            if fs::read_dir(project.path("sources/images")).expect("a folder").count() == 2 {
                finds(&project, &[&format!("{HERE} image/unusable the image `images/グラフ.png` is there twice")]);
            }
        };
    a9: "a JPEG and a PNG with a wide profile: the profile was dropped, reds became brown, nothing was said",
        "a picture looks the same whatever profile its numbers are in",
        |project| {
            let wide = ColorProfile::new_pro_photo_rgb();
            let picture = DynamicImage::ImageRgb8(in_profile(&colours(), &wide));
            let icc = || wide.encode().expect("a profile");
            show(&project, &["images/plain.png", "images/wide.jpg", "images/wide.png", "images/wide.webp"]);
            project.write("sources/images/plain.png", plain());
            project.write("sources/images/wide.jpg", jpeg(&picture, Some(icc()), None));
            project.write("sources/images/wide.png", png(&picture, Some(icc())));
            project.write("sources/images/wide.webp", webp(&picture, icc()));
            let (screen, warnings) = pdf(&project, Profiles::Screen);
            assert_eq!(warnings, Vec::<String>::new());
            let pictures = stored(&screen);
            assert!(pictures.len() >= 2 && pictures.iter().all(|picture| picture.components == 3), "{}", pictures.len());
            alike(&pictures, "on the screen");
            let red = &pictures[0].sixths()[0];
            assert!(red.iter().zip([200, 30, 40]).all(|(found, meant)| found.abs_diff(meant) <= 8), "{red:?}");
            let pictures = stored(&built(&project));
            assert!(pictures.len() >= 2 && pictures.iter().all(|picture| picture.components == 4), "{}", pictures.len());
            alike(&pictures, "in print");
        };
    a9_same: "a picture whose profile is sRGB", "its pixels stay as they are",
        |project| {
            show(&project, &["images/x.png"]);
            let icc = ColorProfile::new_srgb().encode().expect("a profile");
            project.write("sources/images/x.png", png(&DynamicImage::ImageRgb8(colours()), Some(icc)));
            let (screen, warnings) = pdf(&project, Profiles::Screen);
            assert_eq!(warnings, Vec::<String>::new());
            assert_eq!(stored(&screen)[0].sixths()[0], [200, 30, 40]);
        };
    a9_grey: "a grey picture with a grey profile", "it looks as its profile says, and stays black ink alone",
        |project| {
            show(&project, &["images/x.png"]);
            let icc = ColorProfile::new_gray_with_gamma(1.0).encode().expect("a profile");
            let grey = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(2400, 240, image::Luma([55])));
            project.write("sources/images/x.png", png(&grey, Some(icc)));
            for picture in [stored(&pdf(&project, Profiles::Screen).0), stored(&built(&project))].iter().flatten() {
                assert_eq!(picture.components, 1);
                // 55 / 255 of the light is the level 128 of sRGB.
                assert!(picture.samples[0].abs_diff(128) <= 3, "{}", picture.samples[0]);
            }
        };
    a9_broken: "a picture with a profile that is damaged, or is one for other colours",
        "a word about its colours at its line; the plan is made all the same",
        |project| {
            show(&project, &["images/x.png"]);
            let icc = ColorProfile::new_srgb().encode().expect("a profile");
            let picture = DynamicImage::ImageRgb8(colours());
            let grey = ColorProfile::new_gray_with_gamma(2.2).encode().expect("a profile");
            for icc in [icc[..100].to_vec(), b"no profile".to_vec(), grey] {
                project.write("sources/images/x.png", png(&picture, Some(icc)));
                let found = wrong(&project, Profiles::Screen);
                one(&found, &format!("{HERE} warning image/colour-profile the image `images/x.png` "), &["sRGB"]);
            }
        };
    a9_inside: "a picture with a wide profile inside a drawing", "it looks as it does outside",
        |project| {
            let wide = ColorProfile::new_display_p3();
            let picture = DynamicImage::ImageRgb8(in_profile(&colours(), &wide));
            let icc = Some(wide.encode().expect("a profile"));
            show(&project, &["images/plain.png"]);
            project.write("sources/images/plain.png", plain());
            draw(&project, &embedded("jpeg", &jpeg(&picture, icc, None)));
            alike(&stored(&pdf(&project, Profiles::Screen).0), "inside and outside");
        };
    a10: "a drawing with 𠮷, 😀, ⽇ and Meiryo: crossed boxes in print without a word, on the screen three errors at a layout",
        "every character that no font has is named at the line of the image, for both profiles",
        |project| {
            draw(&project, &svg("<text x='30' y='40' font-size='34' font-family='Meiryo'>𠮷野地区 担当 😀 ⽇</text>"));
            for profiles in [Profiles::Screen, Profiles::Print, Profiles::All] {
                let found = wrong(&project, profiles);
                let (fonts, missing): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.contains("image/font"));
                let characters = ["`𠮷` (U+20BB7)", "`😀` (U+1F600)", "`⽇` (U+2F47)", "write `日`", "アウトライン"];
                one(&missing, &format!("{HERE} layout/missing-glyph the image `images/x.svg` has text "), &characters);
                one(&fonts, &format!("{HERE} warning image/font the image `images/x.svg` "), &["`Meiryo`", "`BIZ UDPGothic`"]);
            }
        };
    a10_fonts: "a drawing in Yu Gothic was set in another font without a word",
        "one warning an image, however many texts; none where the font is there or any sans-serif will do",
        |project| {
            let text = |family: &str| format!("<text x='30' y='40' font-size='20' font-family='{family}'>相談</text>");
            draw(&project, &svg(&format!("{}{}", text("Yu Gothic"), text("Yu Gothic"))));
            for profiles in [Profiles::Screen, Profiles::All] {
                let found = wrong(&project, profiles);
                one(&found, &format!("{HERE} warning image/font the image `images/x.svg` has text in a font "), &["(`Yu Gothic`)"]);
            }
            redraw(&project, &svg(&["BIZ UDPGothic", "biz udpgothic", "Meiryo, BIZ UDPGothic", "sans-serif"].map(text).concat()));
            made(&project).clean().shows("相談");
        };
    a10_variants: "variants of kanji (IVS) in a drawing were dropped without a word",
        "those that a font has are shown, others are named",
        |project| {
            let text = |text: &str| svg(&format!("<text x='30' y='40' font-size='20'>{text}</text>"));
            draw(&project, &text("葛\u{e0100}城 葛\u{e0101}城 辻\u{e0100}"));
            made(&project).clean();
            redraw(&project, &text("葛\u{e0110}城"));
            finds(&project, &[&format!("{HERE} layout/missing-glyph `葛` (U+845B) in the variant U+E0110")]);
        };
    a10_hidden: "text in patterns, masks and clips, by `use`, by entity or in a span",
        "it is looked at wherever it is drawn, and only there",
        |project| {
            show(&project, &["images/x.svg"]);
            let text = "<text x='1' y='9'>𠮷</text>";
            for drawn in [
                format!("<pattern id='a' width='99' height='99' patternUnits='userSpaceOnUse'>{text}</pattern><rect width='99' height='50' fill='url(#a)'/>"),
                format!("<mask id='a'>{text}</mask><rect width='99' height='50' mask='url(#a)'/>"),
                format!("<defs><g id='a'>{text}</g></defs><use href='#a'/>"),
                "<text x='1' y='9'>山<tspan font-weight='bold'>&#x20bb7;</tspan></text>".to_owned(),
            ] {
                redraw(&project, &svg(&drawn));
                finds(&project, &[&format!("{HERE} layout/missing-glyph `𠮷`")]);
            }
            redraw(&project, &svg(&format!("<defs>{text}</defs><g display='none'>{text}</g><title>𠮷</title>")));
            made(&project).clean().lacks("𠮷");
        };
    a11: "drawings without a namespace, with BOM and CRLF, with an unknown prefix, of width 0",
        "the first two are shown, of the others the image is named at its line",
        |project| {
            draw(&project, "<svg viewBox=\"0 0 900 60\"><rect width=\"9\" height=\"9\"/></svg>");
            made(&project).clean();
            redraw(&project, &format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{}\r\n", svg("\r\n<rect width='9' height='9'/>")));
            made(&project).clean();
            redraw(&project, &svg("\n<inkscape:grid/>"));
            refused(&project, "is no SVG: an unknown namespace prefix 'inkscape' at 2:");
            for size in ["width='0' height='0' viewBox='0 0 900 260'", "width='9' height='0'"] {
                redraw(&project, &format!("<svg xmlns='http://www.w3.org/2000/svg' {size}><rect width='9' height='9'/></svg>"));
                refused(&project, "has no size");
            }
        };
    a11_saved: "drawings as Illustrator, Inkscape and draw.io save them, with a document type and metadata",
        "what only names things is no reason to refuse a drawing",
        |project| {
            let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Generator: Adobe Illustrator -->\n\
                        <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n";
            let metadata = "<metadata xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:li rdf:resource='http://x'/></metadata>";
            let link = "<a href='https://example.jp/'><rect width='99' height='9' style='filter: none'/></a>";
            draw(&project, &format!("{head}{}", svg(&format!("{metadata}{link}"))));
            made(&project).clean();
        };
    a30: "two drawings on a sheet, one of them with a line of 0.2: reported at the project's name, the image not named",
        "one finding at the line that names the drawing, in words for whoever draws",
        |project| {
            show(&project, &["images/good.svg", "images/thin.svg"]);
            project.write("sources/images/good.svg", svg("<rect width='400' height='50' fill='#c00'/>"));
            project.write("sources/images/thin.svg", svg("<path d='M10 10H800M10 20V50' stroke='#000' stroke-width='0.2'/>"));
            let found = wrong(&project, Profiles::All);
            let says = ["the image `images/thin.svg` is too thin", "at least 0.25 pt where it is placed", "in the units of the drawing"];
            one(&found, "projects/green.md:15:1 print/line-width ", &says);
        };
    a30_opacity: "one opacity in a drawing: three messages, none of which named it",
        "one message for what is transparent, however it came about",
        |project| {
            show(&project, &["images/x.svg"]);
            for drawn in [
                "<rect width='400' height='50' fill='#c00' opacity='.5'/>",
                "<rect width='400' height='50' fill='#c00' fill-opacity='.5'/><rect width='9' height='9' opacity='.1'/>",
                "<linearGradient id='g'><stop stop-color='#c00'/><stop offset='1' stop-color='#c00' stop-opacity='0'/></linearGradient><rect width='400' height='50' fill='url(#g)'/>",
                "<mask id='m'><rect width='400' height='50' fill='#888'/></mask><rect width='400' height='50' mask='url(#m)'/>",
                "<rect width='400' height='50' style='mix-blend-mode: multiply'/>",
            ] {
                redraw(&project, &svg(drawn));
                let found = wrong(&project, Profiles::Print);
                let says = ["the image `images/x.svg` has something transparent", "100 %", "x-4"];
                one(&found, &format!("{HERE} print/transparency "), &says);
            }
        };
    a34: "a pointer of Git LFS instead of an image: \"convert it to PNG\"",
        "it is only a pointer, and `git lfs pull` fetches the image",
        |project| {
            show(&project, &["images/map.png"]);
            project.write("sources/images/map.png", format!("version https://git-lfs.github.com/spec/v1\noid sha256:{:064}\nsize 48213\n", 0));
            finds(&project, &[&format!("{HERE} image/unusable the image `images/map.png` is only a pointer of Git LFS")]);
            says(&project, "image/unusable", &["git lfs pull"]);
        };
    a34_others: "web pages, PDFs and photos of phones saved as `map.png`",
        "each is named as what it is, with what to do",
        |project| {
            show(&project, &["images/map.png"]);
            for (bytes, what, help) in [
                (&b"<!DOCTYPE html>\n<html lang=\"ja\">"[..], "a web page", "the image itself"),
                (b"%PDF-1.7\n", "a PDF", "export"),
                (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS", "SVG"),
                (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "HEIC", "JPEG"),
                (b"\0\0\0\x18ftypavif\0\0\0\0mif1", "AVIF", "PNG"),
                (b"II*\0\x08\0\0\0", "TIFF", "PNG"),
                (b"BM\x36\0\0\0", "BMP", "PNG"),
                (b"GIF89a\x01\0\x01\0", "GIF", "PNG"),
                (b"PK\x03\x04\x14\0", "PowerPoint", "PNG"),
                (b"", "empty", "again"),
                (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", "rename it to `map.svg`"),
                (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG", "rename it to `map.jpg`"),
            ] {
                project.write("sources/images/map.png", bytes);
                finds(&project, &[&format!("{HERE} image/unusable ")]);
                says(&project, "image/unusable", &["`images/map.png` is ", what, help]);
            }
        };
    b12: "a photo of twelve megapixels: 27 MB of CMYK at 791 dpi",
        "as many pixels as print needs where it stands, and no more; the screen needs fewer",
        |project| {
            let photo = RgbImage::from_fn(4000, 800, |x, y| image::Rgb([x, y, x ^ y].map(|value| value.to_le_bytes()[0])));
            show(&project, &["images/photo.jpg"]);
            project.write("sources/images/photo.jpg", jpeg(&DynamicImage::ImageRgb8(photo), None, None));
            // The preflight holds it against 350 dpi where it stands.
            let (print, warnings) = pdf(&project, Profiles::Print);
            assert_eq!(warnings, Vec::<String>::new());
            let in_print = stored(&print)[0].width;
            // A column is 141 mm at most: at 350 dpi 1943 pixels.
            assert!((1400..=2000).contains(&in_print), "{in_print}");
            let (screen, _) = pdf(&project, Profiles::Screen);
            let on_screen = stored(&screen)[0].width;
            assert_eq!(on_screen.div_ceil(20), in_print * 200 / 350 / 20 + 1, "{on_screen}");
        };
    b12_widths: "the same photo twice: as a small figure and as wide as the column",
        "it has the pixels that its larger place needs, and alone the smaller place needs fewer",
        |project| {
            let photo = RgbImage::from_fn(4000, 400, |x, y| image::Rgb([x, y, x ^ y].map(|value| value.to_le_bytes()[0])));
            let yaml = project.read("sources/projects/green.yaml");
            project.write("sources/projects/green.yaml", format!("{yaml}figures:\n  - {{id: small, image: images/photo.jpg, alt: 図, width: 25%}}\n"));
            project.write("sources/images/photo.jpg", jpeg(&DynamicImage::ImageRgb8(photo), None, None));
            project.edit("sources/projects/green.md", "[](event:forum)", "[](figure:small)\n\n[](event:forum)");
            let widths = |project| -> Vec<usize> { stored(&pdf(project, Profiles::Print).0).iter().map(|stored| stored.width).collect() };
            let small = widths(&project);
            assert!(small.iter().all(|width| (350..=500).contains(width)), "{small:?}");
            show(&project, &["images/photo.jpg"]);
            let both = widths(&project);
            assert!(both.iter().all(|width| (1400..=2000).contains(width)), "{both:?}");
        };
    b12_small: "a picture of exactly the pixels that print needs, or fewer",
        "it is not touched; too few are reported by what the author delivered",
        |project| {
            show(&project, &["images/x.png"]);
            project.write("sources/images/x.png", png(&DynamicImage::ImageRgb8(RgbImage::new(2000, 200)), None));
            let print = pdf(&project, Profiles::Print).0;
            assert_eq!(stored(&print)[0].width, 2000);
            project.write("sources/images/x.png", png(&DynamicImage::ImageRgb8(RgbImage::new(900, 90)), None));
            for profiles in [Profiles::Screen, Profiles::Print, Profiles::All] {
                let found = wrong(&project, profiles);
                one(&found, &format!("{HERE} image/low-resolution the image `images/x.png` has 1"), &["at least 1"]);
            }
        };
    b13: "`image(\"logo.svg\")` and `image(\"/layouts/logo.svg\")` in a layout: file not found",
        "a layout has images beside it and in folders, on the screen, in print and in what is ejected",
        |project| {
            project.write("layouts/logo.svg", svg("<rect width='400' height='50' fill='#c00'/><text x='9' y='40' font-size='30'>印章</text>"));
            project.write("layouts/marks/mark.png", png(&DynamicImage::ImageRgb8(RgbImage::from_pixel(400, 400, image::Rgb([9, 200, 99]))), None));
            let images = "image(\"logo.svg\", alt: \"印\", width: 30mm)\n    image(\"/layouts/marks/mark.png\", alt: \"印\", width: 20mm)\n    ";
            project.edit("layouts/cover.typ", "text(size: theme.size-h2 * 1.2", &format!("{images}text(size: theme.size-h2 * 1.2"));
            made(&project).clean().shows("印章");
            let (print, warnings) = pdf(&project, Profiles::Print);
            assert_eq!(warnings, Vec::<String>::new());
            assert_eq!(stored(&print)[0].components, 4);
            let (status, text) = run(&project, &["eject", "out/typst"]);
            assert_eq!(status, Some(0), "{text}");
            for file in ["layouts/logo.svg", "layouts/marks/mark.png", "layouts/cover.typ"] {
                assert!(project.path(&format!("out/typst/{file}")).is_file(), "{file}");
            }
        };
    b13_broken: "a broken image beside a layout", "it is named at the line of the layout that shows it, and only then",
        |project| {
            project.write("layouts/logo.svg", svg("<script/>")).write("layouts/old.png", "GIF89a");
            made(&project).clean();
            let line = project.read("layouts/cover.typ").lines().position(|line| line.contains("theme.size-h2 * 1.2")).expect("a line") + 1;
            project.edit("layouts/cover.typ", "    text(size: theme.size-h2 * 1.2", "    image(\"logo.svg\", alt: \"印\")\n    text(size: theme.size-h2 * 1.2");
            let found = wrong(&project, Profiles::All);
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(found[0].starts_with(&format!("layouts/cover.typ:{line}:11 image/unusable the image `layouts/logo.svg` has a script")), "{found:#?}");
            project.write("layouts/logo.svg", svg("<text x='1' y='9'>𠮷</text>"));
            let found = wrong(&project, Profiles::Print);
            assert!(found[0].starts_with(&format!("layouts/cover.typ:{line}:5 layout/missing-glyph the image `layouts/logo.svg`")), "{found:#?}");
        };
    d2: "10,000 nested `svg` or `tspan`: the stack overflowed",
        "refused at the line that names the image",
        |project| {
            show(&project, &["images/x.svg"]);
            for nested in ["svg", "g", "text", "a", "switch", "pattern"] {
                redraw(&project, &svg(&format!("{}{}", format!("<{nested}>").repeat(10_000), format!("</{nested}>").repeat(10_000))));
                refused(&project, "has elements too deep in one another (line 1 of the drawing)");
            }
            redraw(&project, &svg(&format!("<text>{}山{}</text>", "<tspan>".repeat(10_000), "</tspan>".repeat(10_000))));
            refused(&project, "has elements too deep");
        };
    d2_deep: "groups as deep as drawing programs make them, and deeper",
        "what is accepted does not overflow any stack",
        |project| {
            let groups = "<g transform='translate(1 0)'><svg>".repeat(60);
            draw(&project, &svg(&format!("{groups}<text x='9' y='40' font-size='20'>深い</text>{}", "</svg></g>".repeat(60))));
            made(&project).clean().shows("深い");
        };
    d3: "3 KiB of masks, markers, patterns and clips in one another, 100,000 `use`: gigabytes and minutes",
        "what is repeated counts as often as it is drawn; refused at the line that names the image",
        |project| {
            show(&project, &["images/x.svg"]);
            let levels = |name: &str, attribute: &str| -> String {
                let rect = |n: usize| format!("<path d='M0 0h9v9h-9h9' {attribute}='url(#x{n})'/>").repeat(10);
                (1..=8).map(|n| format!("<{name} id='x{n}'>{}</{name}>", rect(n - 1))).collect::<String>() + &rect(8)
            };
            for (name, attribute) in [("mask", "mask"), ("clipPath", "clip-path"), ("pattern", "fill"), ("marker", "marker-mid")] {
                redraw(&project, &svg(&levels(name, attribute)));
                refused(&project, "draws too much");
            }
            let dot = "<rect width='1' height='1'/>";
            for drawn in [
                format!("<marker id='m'>{}</marker><path marker-mid='url(#m)' d='M0 0{}'/>", dot.repeat(1000), "h1".repeat(1000)),
                format!("<g id='a'>{}</g>{}", dot.repeat(100), "<use href='#a'/>".repeat(10_000)),
            ] {
                redraw(&project, &svg(&drawn));
                refused(&project, "draws too much");
            }
            redraw(&project, &svg(&"<use href='#a'/>".repeat(100_000)));
            refused(&project, "has too many elements");
        };
    d4: "a PNG of 30,000 × 30,000 pixels inside a drawing: 5 GB",
        "the limits of pictures hold inside drawings too, those of their depth included",
        |project| {
            let head = |side: u32, depth: u8| {
                let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
                bytes.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
                bytes.extend([depth, 6, 0, 0, 0]);
                let sum = crc(&bytes[12..29]);
                bytes.extend(sum.to_be_bytes());
                bytes.extend(b"\0\0\0\0IDAT");
                bytes.extend(crc(b"IDAT").to_be_bytes());
                bytes
            };
            draw(&project, &embedded("png", &head(30_000, 8)));
            refused(&project, "has a picture in it that cannot be decoded: it has 30000 × 30000 pixels");
            redraw(&project, &embedded("png", &head(8192, 16)));
            refused(&project, "has a picture in it that cannot be decoded: it takes too much memory");
            let one = embedded("png", &head(8000, 8));
            let image = &one[one.find("<image").expect("an image")..one.len() - "</svg>".len()];
            redraw(&project, &svg(&image.repeat(2)));
            refused(&project, "draws too much");
        };
    d8: "a drawing of an absurd size, with a CMYK photo, deep clips, a picture without data: a layout, in the engine's words",
        "at the line that names the image, in words for whoever draws",
        |project| {
            let sized = |size: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' {size}><rect width='9' height='9'/></svg>");
            draw(&project, &sized("width='100000' height='60'"));
            refused(&project, "is more than 100 times as wide as high");
            redraw(&project, &sized("width='60' height='100000'"));
            refused(&project, "is more than 100 times as high as wide");
            for size in ["width='1e9' height='260'", "width='1e-30' height='1e-30'", "width='1e6em' height='9'"] {
                redraw(&project, &sized(size));
                refused(&project, "has a number that nothing can be drawn with (`width` is `1e");
            }
            redraw(&project, &svg("<circle r='1e38'/>"));
            refused(&project, "has a number that nothing can be drawn with (`r` is `1e38`)");
            redraw(&project, &svg("<path d='M0 0H40000.5V9H0z'/>"));
            refused(&project, "has numbers too large for PDF");
            redraw(&project, &svg("<image width='9' height='9' href='data:image/png'/>"));
            refused(&project, "has a picture in it whose data cannot be read (line 1 of the drawing)");
            let mut cmyk = jpeg(&DynamicImage::ImageRgb8(RgbImage::new(8, 8)), None, None);
            let frame = cmyk.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame header");
            cmyk[frame + 9] = 4;
            redraw(&project, &embedded("jpeg", &cmyk));
            refused(&project, "has a picture in it that is in CMYK");
            let clips: String = (0..40).map(|n| format!("<clipPath id='c{n}'><rect x='{n}' width='800' height='50'/></clipPath>")).collect();
            let deep: String = (0..40).map(|n| format!("<g clip-path='url(#c{n})'>")).collect();
            redraw(&project, &svg(&format!("{clips}{deep}<rect width='600' height='50'/>{}", "</g>".repeat(40))));
            refused(&project, "has clipping masks too deep in one another");
        };
    f8: "99,900 `use`, 100,000 attributes, 20,000 style rules: over a minute each",
        "refused in time, at the line that names the image",
        |project| {
            show(&project, &["images/x.svg"]);
            redraw(&project, &svg(&format!("<rect id='a' width='9' height='9'/>{}", "<use href='#a'/>".repeat(99_900))));
            refused(&project, "draws too much");
            let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
            redraw(&project, &svg(&format!("<rect{attributes}/>")));
            refused(&project, "has too many attributes");
            let rules = |count: usize| (0..count).map(|n| format!(".c{n}{{fill:red}}")).collect::<String>();
            redraw(&project, &svg(&format!("<style>{}</style>{}", rules(20_000), "<rect class='a'/>".repeat(1000))));
            refused(&project, "has more styles than can be looked at");
            redraw(&project, &svg(&format!("<style>{}</style>{}", rules(1500), "<rect class='a'/>".repeat(20_000))));
            refused(&project, "has more styles than can be looked at");
            redraw(&project, &svg(&format!("<text>{}</text>", "字".repeat(90_000))));
            refused(&project, "draws too much");
        };
    f12: "a JPEG inside a drawing kept where it was taken; a broken one vanished",
        "what a camera wrote does not reach the plan; a broken picture is reported",
        |project| {
            let photo = jpeg(&DynamicImage::ImageRgb8(colours()), None, Some(position()));
            assert!(photo.windows(4).any(|four| four == b"GPS "), "the photo says where it was taken");
            draw(&project, &embedded("jpeg", &photo));
            for profiles in [Profiles::Screen, Profiles::Print] {
                let (bytes, _) = pdf(&project, profiles);
                let document = Document::load_mem(&bytes).expect("a PDF");
                let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
                let contents = streams.map(|stream| stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()));
                for content in contents {
                    assert!(!content.windows(4).any(|four| four == b"GPS " || four == b"Exif"), "no metadata");
                }
                assert!(stored(&bytes).iter().any(|picture| picture.width > 300 && picture.bytes > 0), "the picture is there");
            }
            redraw(&project, &embedded("jpeg", &photo[..photo.len() / 8]));
            refused(&project, "has a picture in it that cannot be decoded");
        };
    f19_styles: "`@import` and filters in a drawing's style passed",
        "refused wherever they are declared, and however they are written",
        |project| {
            show(&project, &["images/x.svg"]);
            for (drawn, what) in [
                ("<style>@import url(x.css);</style>", "refers outside itself in its style"),
                ("<style>@\\69mport 'x.css';</style>", "refers outside itself in its style"),
                ("<style>.a { fill: u\\72l(http://example.com/) }</style>", "refers outside itself in its style"),
                ("<rect style='fill:url(http://example.com/#a)' width='9' height='9'/>", "refers outside itself in its style"),
                ("<rect style='filter:blur(2px)' width='9' height='9'/>", "has a filter"),
                ("<style>rect { filter: drop-shadow(1px 1px red) }</style><rect width='9' height='9'/>", "has a filter"),
                ("<filter id='f'/>", "has a filter"),
            ] {
                redraw(&project, &svg(drawn));
                refused(&project, what);
            }
        };
}

/// CRC-32 as PNG has it (ISO 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

// Otherwise the picture of a test would say nothing of the colours that it is about.
#[test]
fn a_wide_picture_has_other_numbers() {
    let wide = in_profile(&colours(), &ColorProfile::new_pro_photo_rgb());
    let mut bytes = Cursor::new(Vec::new());
    wide.write_to(&mut bytes, image::ImageFormat::Png).expect("written");
    assert!(wide.get_pixel(10, 10).0[0].abs_diff(200) > 30, "{:?}", wide.get_pixel(10, 10));
}
