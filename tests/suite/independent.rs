//! The print file as programs see it that have nothing in common with this one: Poppler and Ghostscript.
//!
//! They have to be installed (Debian: `poppler-utils`, `ghostscript`), so these tests run only when asked for:
//! `cargo test --release -- --ignored`.

use std::path::Path;
use std::process::Command;

use keikaku::verify::Pdf;
use lopdf::{Document, Object};

use crate::print::{built, pages, shipped_print, with_settings};
use crate::project::TestProject;
use crate::tampering::saved;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// Runs a program and returns what it says.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("`{program}` has to be installed: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Writes a PDF to a folder and returns its path.
fn placed(folder: &Path, bytes: &[u8]) -> String {
    let path = folder.join("print.pdf");
    std::fs::write(&path, bytes).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
#[ignore = "needs poppler-utils"]
fn pdfinfo_sees_the_boxes() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = said("pdfinfo", &["-box", "-f", "1", "-l", "18", &placed(folder.path(), shipped_print())]);
    for (name, expected) in [
        ("MediaBox", [0.0, 0.0, 327.0, 240.0]),
        ("BleedBox", [12.0, 12.0, 315.0, 228.0]),
        ("TrimBox", [15.0, 15.0, 312.0, 225.0]),
    ] {
        let boxes: Vec<Vec<f64>> = text
            .lines()
            .filter_map(|line| line.split_once(&format!("{name}:")))
            .map(|(_, edges)| {
                edges.split_whitespace().map(|edge| edge.parse::<f64>().expect("a number") / MM).collect()
            })
            .collect();
        assert_eq!(boxes.len(), 18, "{name} of every page: {text}");
        for edges in boxes {
            let exact = edges.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.01);
            assert!(exact && edges.len() == 4, "{name}: {edges:?}, not {expected:?}");
        }
    }
}

#[test]
#[ignore = "needs poppler-utils"]
fn pdffonts_sees_that_all_fonts_are_embedded() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = said("pdffonts", &[&placed(folder.path(), shipped_print())]);
    let fonts: Vec<_> = text.lines().skip(2).collect();
    assert!(!fonts.is_empty(), "{text}");
    for font in fonts {
        // The columns from the right: object (two), uni, sub, emb.
        let columns: Vec<_> = font.split_whitespace().rev().collect();
        assert_eq!(columns.get(4), Some(&"yes"), "{font}");
    }
}

// Otherwise a reader who searches or copies finds 「47,61 1」, or an amount in the middle of a title.
#[test]
#[ignore = "needs poppler-utils"]
fn pdftotext_reads_figures_and_titles_in_one_piece() {
    let project = TestProject::shipped();
    let sheet = "sources/projects/green.yaml";
    project.edit(sheet, "amount: 1781", "amount: 47611");
    project.edit(sheet, "フォーラム」の実施", "フォーラム」の実施及びグリーン分野における産学官連携の推進に関する業務");
    let (built, _) = project.build();
    let pdf = built.unwrap_or_else(|failure| panic!("{failure:#?}")).pdf;
    let folder = tempfile::tempdir().expect("a folder");
    let path = placed(folder.path(), &pdf);
    let read = |mode: &str, page: &str| said("pdftotext", &[mode, "-f", page, "-l", page, &path, "-"]);
    for mode in ["-raw", "-layout"] {
        let list = read(mode, "5");
        assert!(list.contains("47,611") && list.contains("106,187"), "{mode}: {list}");
    }
    let sheet: String = read("-nodiag", "9").split_whitespace().collect();
    let title = "事業名：「カーボンニュートラル研究成果事業化促進フォーラム」の実施及びグリーン分野における産学官連携の推進に関する業務";
    assert!(sheet.contains(title), "{sheet}");
    assert!(!sheet.contains(['\u{2060}', '\u{200b}']), "no joint is in the text");
}

#[test]
#[ignore = "needs poppler-utils"]
fn pdfimages_sees_cmyk_at_print_resolution() {
    let project = TestProject::shipped();
    let block = "# 事業概要\n\n![一](images/a.png \"一\")\n\n![二](images/b.jpg \"二\")\n";
    project.edit("sources/projects/council.md", "# 事業概要\n", block);
    let picture = image::RgbImage::from_fn(2400, 120, |x, _| image::Rgb([(x / 10) as u8, 90, 40]));
    for (name, format) in [("a.png", image::ImageFormat::Png), ("b.jpg", image::ImageFormat::Jpeg)] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("written");
        project.write(&format!("sources/images/{name}"), bytes.into_inner());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let text = said("pdfimages", &["-list", &placed(folder.path(), &built(&project))]);
    let images: Vec<Vec<_>> = text.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(images.len(), 2, "{text}");
    for image in images {
        // page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
        let dpi: u32 = image[12].parse().expect("a number");
        assert!(image[2] == "image" && image[5] == "cmyk" && dpi >= 350, "{image:?}");
    }
}

/// Returns how much of a part of a page each of the four inks covers, as Ghostscript separates it: left, bottom, right and
/// top in points.
fn inks(folder: &Path, at: usize, edges: [f64; 4]) -> [f64; 4] {
    let mut document = Document::load_mem(shipped_print()).expect("a PDF");
    let page = pages(&document)[at];
    let crop: Vec<Object> = edges.into_iter().map(|edge| Object::Real(edge as f32)).collect();
    document.get_dictionary_mut(page).expect("a page").set("CropBox", crop);
    let (path, page) = (placed(folder, &saved(&mut document)), at + 1);
    let (first, last) = (format!("-dFirstPage={page}"), format!("-dLastPage={page}"));
    let text = said("gs", &["-q", "-o", "-", "-sDEVICE=inkcov", "-r144", "-dUseCropBox", &first, &last, &path]);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    numbers[..4].try_into().expect("four inks")
}

#[test]
#[ignore = "needs ghostscript"]
fn ghostscript_sees_text_in_black_ink_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = Pdf::read(shipped_print().to_vec()).expect("a PDF");
    // The last sheet's first paragraph, which begins with 学識.
    let page = &read.pages[14];
    let start = page.glyphs.windows(2).find(|pair| pair[0].text == "学" && pair[1].text == "識").expect("a paragraph");
    let (x, y) = (start[0].x, start[0].y);
    let [cyan, magenta, yellow, black] = inks(folder.path(), 14, [x, y - 1.0, x + 250.0, y + 9.0]);
    assert_eq!([cyan, magenta, yellow], [0.0; 3], "no ink but black");
    assert!(black > 0.05, "there is text: {black}");
    let head = inks(folder.path(), 14, [200.0, 610.0, 300.0, 630.0]);
    assert!(head[0] > 0.5, "the head is tinted, and Ghostscript sees it: {head:?}");
}

#[test]
#[ignore = "needs ghostscript"]
fn ghostscript_makes_a_plate_for_the_brand_colour() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = built(&with_settings("print: {spot: {colour: house, name: DIC 182}}"));
    let path = placed(folder.path(), &bytes);
    let out = folder.path().join("plate.tif");
    let out = format!("-sOutputFile={}", out.display());
    said(
        "gs",
        &["-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", "-r20", "-dFirstPage=15", "-dLastPage=15", &out, &path],
    );
    let names = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let plates: Vec<_> =
        names.filter_map(|name| name.into_string().ok()).filter(|name| name.contains("plate")).collect();
    assert!(plates.iter().any(|name| name.contains("DIC 182")), "{plates:?}");
}
