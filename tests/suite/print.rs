//! The print profile: what the shipped plan's print file is, and that the preflight finds what spoils one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::OnceLock;

use keikaku::model::Standard;
use keikaku::preflight::{Demand, Outcome, Report, preflight};
use lopdf::content::{Content, Operation};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream, dictionary,
};

use crate::project::TestProject;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

fn run(project: &TestProject, arguments: &[&str]) -> (Option<i32>, String) {
    let output = project.run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// Builds a project's print file.
fn built(project: &TestProject) -> Vec<u8> {
    let (status, text) = run(project, &["build", "--profile", "print"]);
    assert_eq!(status, Some(0), "{text}");
    fs::read(project.path("out/plan-print.pdf")).expect("a print file")
}

/// Returns the print file of the shipped plan.
fn shipped_print() -> &'static [u8] {
    static SHIPPED: OnceLock<Vec<u8>> = OnceLock::new();
    SHIPPED.get_or_init(|| built(&TestProject::shipped()))
}

fn with_settings(settings: &str) -> TestProject {
    let project = TestProject::shipped();
    let plan = project.read("sources/plan.yaml");
    project.write("sources/plan.yaml", format!("{plan}\n{settings}\n"));
    project
}

fn looked_at(bytes: &[u8]) -> Report {
    preflight(bytes).expect("a PDF")
}

fn pages(document: &Document) -> Vec<ObjectId> {
    document.get_pages().into_values().collect()
}

/// Returns a box of a page in mm.
fn page_box(document: &Document, page: ObjectId, key: &str) -> Vec<f64> {
    let page = document.get_dictionary(page).expect("a page");
    let edges = page.get(key.as_bytes()).and_then(Object::as_array).expect("a box").iter();
    edges.map(|edge| f64::from(edge.as_float().expect("a number")) / MM).collect()
}

fn assert_box(document: &Document, page: ObjectId, key: &str, expected: [f64; 4]) {
    let found = page_box(document, page, key);
    let exact = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.01);
    assert!(exact && found.len() == 4, "{key}: {found:?}, not {expected:?}");
}

#[test]
fn the_shipped_print_file_passes() {
    let report = looked_at(shipped_print());
    assert_eq!(report.findings, []);
    assert_eq!((report.standard, report.pages), (Some(Standard::X1a), 17));
    assert!(Demand::ALL.iter().all(|demand| report.outcome(*demand) == Outcome::Pass));
}

#[test]
fn boxes_are_exact() {
    let document = Document::load_mem(shipped_print()).expect("a PDF");
    for page in pages(&document) {
        assert_box(&document, page, "TrimBox", [3.0, 3.0, 300.0, 213.0]);
        assert_box(&document, page, "BleedBox", [0.0, 0.0, 303.0, 216.0]);
        assert_box(&document, page, "MediaBox", [-12.0, -12.0, 315.0, 228.0]);
    }
    assert_eq!(document.version, "1.4");
}

#[test]
fn two_folders_give_the_same_print_file() {
    assert!(built(&TestProject::shipped()) == shipped_print(), "the bytes differ");
}

#[test]
fn profiles_are_written_as_asked_for() {
    let project = TestProject::shipped();
    let written = || {
        let names =
            fs::read_dir(project.path("out")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.into_string().expect("UTF-8")).collect::<BTreeSet<_>>()
    };
    for (arguments, expected) in [
        (&["build", "--profile", "screen"][..], &["pages.json", "plan.pdf"][..]),
        (&["build", "--profile", "print"], &["pages.json", "plan-print.pdf"]),
        (&["build"], &["pages.json", "plan-print.pdf", "plan.pdf"]),
        (
            &["build", "--profile", "print", "--edition", "original"],
            &["pages-original.json", "plan-original-print.pdf"],
        ),
    ] {
        fs::remove_dir_all(project.path("out")).ok();
        let (status, text) = run(&project, arguments);
        assert_eq!(status, Some(0), "{text}");
        assert_eq!(written(), expected.iter().map(|name| (*name).to_owned()).collect(), "{arguments:?}");
    }
    for profile in ["screen", "print", "all"] {
        let (status, text) = run(&project, &["check", "--profile", profile]);
        assert_eq!(status, Some(0), "{text}");
    }
}

#[test]
fn pages_are_padded_and_marks_left_out_where_asked() {
    let project = with_settings("print: {pad-to: 4, marks: false}");
    let bytes = built(&project);
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    let ids = pages(&document);
    assert_eq!(ids.len(), 20);
    assert!(ids[17..].iter().all(|page| document.get_page_content(*page).trim_ascii().is_empty()), "blank pages");
    for page in ids {
        assert_box(&document, page, "MediaBox", [0.0, 0.0, 303.0, 216.0]);
    }
}

#[test]
fn other_pages_in_print_are_found() {
    let project = TestProject::shipped();
    let cover = project.read("layouts/contents.typ");
    let (status, text) = run(&project, &["build", "--format", "short"]);
    assert_eq!(status, Some(0), "{text}");
    project.write(
        "layouts/contents.typ",
        cover.replacen("#let contents(data) = ", "#let contents(data) = if theme.press { page[] } + ", 1),
    );
    let (status, text) = run(&project, &["build", "--format", "short"]);
    assert_eq!(status, Some(1), "{text}");
    let moved = text.lines().filter(|line| line.contains("print/page-map")).count();
    assert!(moved > 5, "all parts behind it: {text}");
    assert!(text.contains("on the screen and on page"), "{text}");
}

#[test]
fn settings_are_checked() {
    for (settings, message) in [
        ("print: {standard: x-3}", "`x-3` is not a choice here"),
        ("print: {standard: x-4}", "PDF/X-4 needs the ICC profile"),
        ("print: {pad-to: 0}", "`0` is no number of pages to fill up to"),
        ("print: {spot: {colour: bleu, name: DIC 182}}", "the theme has no colour `bleu`"),
        ("print: {output-intent: {condition: X, profile: none.icc}}", "`sources/none.icc` does not exist"),
        ("print: {output-intent: {condition: X, profile: plan.yaml}}", "is no ICC profile of a CMYK"),
        ("print: {bleeds: 5}", "unknown key `bleeds`"),
    ] {
        let (status, text) = run(&with_settings(settings), &["check", "--profile", "print", "--format", "short"]);
        assert!(status == Some(1) && text.contains(message), "{settings}: {text}");
    }
}

/// Returns an ICC profile of a press that never was: its table turns L*a*b* into inks with grid points at the ends of
/// every axis (lut8Type, ICC.1:2010, 10.9).
fn icc() -> Vec<u8> {
    let ramp = || 0..=255u8;
    let mut table = b"mft1\0\0\0\0\x03\x04\x02\0".to_vec();
    for entry in [1, 0, 0, 0, 1, 0, 0, 0, 1] {
        table.extend(i32::to_be_bytes(entry << 16));
    }
    (0..3).for_each(|_| table.extend(ramp()));
    // Lightness is the slowest axis: no light is black ink, light is none.
    for corner in 0..8 {
        table.extend(if corner < 4 { [0, 0, 0, 255] } else { [0, 0, 0, 0] });
    }
    (0..4).for_each(|_| table.extend(ramp()));
    let mut profile = vec![0; 128];
    profile[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
    profile[12..16].copy_from_slice(b"prtr");
    profile[16..20].copy_from_slice(b"CMYK");
    profile[20..24].copy_from_slice(b"Lab ");
    profile[36..40].copy_from_slice(b"acsp");
    for (at, number) in [(68, 0xf6d6u32), (72, 0x1_0000), (76, 0xd32d)] {
        profile[at..at + 4].copy_from_slice(&number.to_be_bytes());
    }
    let tags = [b"B2A0", b"B2A1", b"B2A2"];
    let start = 128 + 4 + tags.len() * 12;
    profile.extend(u32::try_from(tags.len()).expect("few").to_be_bytes());
    for tag in tags {
        profile.extend(tag);
        for number in [start, table.len()] {
            profile.extend(u32::try_from(number).expect("small").to_be_bytes());
        }
    }
    profile.extend(table);
    let size = u32::try_from(profile.len()).expect("small");
    profile[..4].copy_from_slice(&size.to_be_bytes());
    profile
}

#[test]
fn x4_embeds_the_profile() {
    let project = with_settings("print: {standard: x-4, output-intent: {condition: Test, profile: print/test.icc}}");
    project.write("sources/print/test.icc", icc());
    let bytes = built(&project);
    let report = looked_at(&bytes);
    assert_eq!(report.findings, []);
    assert_eq!(report.standard, Some(Standard::X4));
    let document = Document::load_mem(&bytes).expect("a PDF");
    assert_eq!(document.version, "1.6");
    let profiles = document.objects.values().filter_map(|object| object.as_stream().ok());
    let embedded = profiles.filter_map(|stream| stream.decompressed_content().ok()).filter(|content| *content == icc());
    assert_eq!(embedded.count(), 1);
}

/// Writes a picture: red above, and below it half transparent.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let alpha = |y| if y < height / 2 { 255 } else { 128 };
    let picture = image::RgbaImage::from_fn(width, height, |_, y| image::Rgba([255, 0, 0, alpha(y)]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("written");
    bytes.into_inner()
}

#[test]
fn images_become_ink() {
    let project = with_settings("print: {standard: x-1a}");
    project.edit("sources/projects/council.md", "# 事業概要\n", "# 事業概要\n\n![赤](images/red.png \"赤\")\n");
    project.write("sources/images/red.png", picture(2400, 240));
    let document = Document::load_mem(&built(&project)).expect("a PDF");
    let images = document.objects.values().filter_map(|object| object.as_stream().ok());
    let images: Vec<_> = images
        .filter(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image"))
        .collect();
    assert_eq!(images.len(), 1, "the soft mask went into the picture");
    let space = images[0].dict.get(b"ColorSpace").and_then(Object::as_name).expect("a colour space");
    assert_eq!(space, b"DeviceCMYK");
    let inks = images[0].decompressed_content().expect("samples");
    assert_eq!(inks[..4], [0, 255, 255, 0], "red is magenta and yellow");
    assert_eq!(inks[inks.len() - 4..], [0, 128, 128, 0], "the paper shines through");
}

#[test]
fn drawings_become_ink() {
    let project = TestProject::shipped();
    project.edit("sources/projects/council.md", "# 事業概要\n", "# 事業概要\n\n![図](images/a.svg \"図\")\n");
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='60'>\
        <rect width='100' height='60' fill='#f00'/><text x='200' y='30'>文字</text>\
        <circle cx='150' cy='30' r='25' fill='none' stroke='#080' stroke-width='4'/></svg>";
    project.write("sources/images/a.svg", svg);
    let bytes = built(&project);
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    let contents = pages(&document).into_iter().map(|page| document.get_page_content(page));
    let operations = contents.flat_map(|content| Content::decode(&content).expect("operators").operations);
    let red = operations.filter(|operation| {
        let inks: Vec<_> = operation.operands.iter().filter_map(|ink| ink.as_float().ok()).collect();
        operation.operator == "k" && inks == [0.0, 1.0, 1.0, 0.0]
    });
    assert_eq!(red.count(), 1);
    assert!(!document.objects.values().any(|object| object.as_array().is_ok_and(|array| {
        array.first().is_some_and(|family| family.as_name().is_ok_and(|name| name == b"ICCBased"))
    })));
}

#[test]
fn a_brand_colour_gets_an_ink_of_its_own() {
    let bytes = built(&with_settings("print: {spot: {colour: house, name: DIC 182}}"));
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    let inks = document.objects.values().filter_map(|object| object.as_array().ok()).filter(|array| {
        let name = |at: usize| array.get(at).and_then(|part| part.as_name().ok());
        name(0) == Some(b"Separation") && name(1) == Some(b"DIC 182") && name(2) == Some(b"DeviceCMYK")
    });
    assert_eq!(inks.count(), 1);
}

/// What spoils a print file, what does it, and what of the message names it.
type Spoilt = (Demand, &'static str, fn(&mut Document));

fn page(document: &mut Document, at: usize) -> &mut Dictionary {
    let id = pages(document)[at];
    document.get_dictionary_mut(id).expect("a page")
}

/// Draws something on the third page, with resources of a kind.
fn draw(document: &mut Document, operators: &str, kind: &str, resources: Dictionary) {
    let id = pages(document)[2];
    let mut content = document.get_page_content(id);
    content.extend(format!("\nq\n{operators}\nQ\n").bytes());
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.get_dictionary_mut(id).expect("a page");
    page.set("Contents", content);
    let own = page.get_mut(b"Resources").and_then(Object::as_dict_mut).expect("resources");
    let mut all = own.get(kind.as_bytes()).and_then(Object::as_dict).cloned().unwrap_or_default();
    all.extend(&resources);
    own.set(kind, all);
}

fn state(document: &mut Document, operators: &str, parameters: Dictionary) {
    draw(document, operators, "ExtGState", dictionary! { "Test" => parameters });
}

fn plain(document: &mut Document, operators: &str) {
    draw(document, operators, "Font", dictionary! {});
}

/// Places an image of 100 pixels on an inch by so many points.
fn image(document: &mut Document, space: &str, samples: [u8; 4], points: f64) {
    let components = if space == "DeviceRGB" { 3 } else { 4 };
    let pixels = samples[..components].repeat(100 * 100);
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 100, "Height" => 100, "BitsPerComponent" => 8,
        "ColorSpace" => space,
    };
    let image = document.add_object(Stream::new(image, pixels));
    draw(document, &format!("{points} 0 0 {points} 200 200 cm /Test Do"), "XObject", dictionary! { "Test" => image });
}

fn information(document: &mut Document) -> &mut Dictionary {
    let id = document.trailer.get(b"Info").and_then(Object::as_reference).expect("information");
    document.get_dictionary_mut(id).expect("information")
}

/// Gives the first text of the seventh page another colour.
fn text_in(document: &mut Document, colour: Operation) {
    let id = pages(document)[6];
    let mut content = Content::decode(&document.get_page_content(id)).expect("operators");
    let text = content.operations.iter().position(|operation| matches!(operation.operator.as_str(), "Tj" | "TJ"));
    content.operations.insert(text.expect("text"), colour);
    document.change_page_content(id, content.encode().expect("written")).expect("changed");
}

fn rectangle(edges: [f32; 4]) -> Object {
    edges.map(Object::Real).to_vec().into()
}

fn separation(alternate: &str) -> Object {
    let tint = dictionary! {
        "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
        "C0" => vec![1.into(), 1.into(), 1.into()], "C1" => vec![1.into(), 0.into(), 0.into()],
    };
    vec![Object::Name(b"Separation".into()), "Red".into(), alternate.into(), tint.into()].into()
}

const SPOILT: &[Spoilt] = &[
    (Demand::Colour, "page 7: text is in RGB", |document| {
        text_in(document, Operation::new("rg", vec![1.into(), 0.into(), 0.into()]));
    }),
    (Demand::Colour, "page 3: a shape is in RGB", |document| plain(document, "0 0 1 rg 200 200 50 50 re f")),
    (Demand::Colour, "page 3: a line is in RGB", |document| plain(document, "0 0 1 RG 200 200 m 300 200 l S")),
    (Demand::Colour, "page 3: an image is in RGB", |document| image(document, "DeviceRGB", [9; 4], 20.0)),
    (Demand::Colour, "page 3: a shape is in grey by an ICC profile", |document| {
        let profile = document.add_object(Stream::new(dictionary! { "N" => 1 }, vec![0; 128]));
        let space: Object = vec![Object::Name(b"ICCBased".into()), profile.into()].into();
        draw(document, "/Test cs 0 sc 200 200 50 50 re f", "ColorSpace", dictionary! { "Test" => space });
    }),
    (Demand::Colour, "the spot colour `Red` with RGB", |document| {
        let space = dictionary! { "Test" => separation("DeviceRGB") };
        draw(document, "/Test cs 1 scn 200 200 50 50 re f", "ColorSpace", space);
    }),
    (Demand::Colour, "form", |document| {
        let form = Stream::new(dictionary! { "Subtype" => "Form" }, b"1 0 0 rg 200 200 50 50 re f".to_vec());
        let form = document.add_object(form);
        draw(document, "/Test Do", "XObject", dictionary! { "Test" => form });
    }),
    (Demand::Black, "page 7: black text takes 120 % ink besides black", |document| {
        let four = [0.4, 0.4, 0.4, 1.0].map(Object::Real).to_vec();
        text_in(document, Operation::new("k", four));
    }),
    (Demand::Bleed, "page 4: the page has no BleedBox", |document| {
        page(document, 3).remove(b"BleedBox");
    }),
    (Demand::Bleed, "page 4: the bleed is 0.00 mm wide", |document| {
        let trim = page(document, 3).get(b"TrimBox").expect("a box").clone();
        page(document, 3).set("BleedBox", trim);
    }),
    (Demand::Boxes, "page 4: the page has no TrimBox", |document| {
        page(document, 3).remove(b"TrimBox");
    }),
    (Demand::Boxes, "page 4: the page is trimmed to 290.00 × 210.00 mm", |document| {
        page(document, 3).set("TrimBox", rectangle([8.504, 8.504, 830.551, 603.78]));
    }),
    (Demand::Boxes, "page 4: the BleedBox reaches out of the MediaBox", |document| {
        page(document, 3).set("MediaBox", rectangle([8.504, 8.504, 850.394, 603.78]));
    }),
    (Demand::ImageResolution, "page 3: an image has 72 dpi", |document| image(document, "DeviceCMYK", [9; 4], 100.0)),
    (Demand::LineWidth, "page 3: a line is 0.10 pt wide", |document| plain(document, "0.1 w 200 200 m 300 200 l S")),
    (Demand::LineWidth, "page 3: a line is 0.10 pt wide", |document| {
        plain(document, "0.1 0 0 0.1 0 0 cm 1 w 2000 2000 m 3000 2000 l S");
    }),
    (Demand::LineWidth, "page 3: a shape is 0.10 pt thin", |document| plain(document, "200 200 100 0.1 re f")),
    (Demand::Annotations, "page 3: a `Link` annotation", |document| {
        let link = dictionary! { "Subtype" => "Link", "Rect" => rectangle([100.0, 100.0, 200.0, 200.0]) };
        page(document, 2).set("Annots", vec![link.into()]);
    }),
    (Demand::Fonts, "BIZUDPGothic", |document| {
        for object in document.objects.values_mut() {
            if let Ok(dict) = object.as_dict_mut() {
                dict.remove(b"FontFile2");
            }
        }
    }),
    (Demand::OutputIntent, "there is no output intent", |document| {
        document.catalog_mut().expect("a catalogue").remove(b"OutputIntents");
    }),
    (Demand::Trapped, "`Trapped` is neither", |document| {
        information(document).remove(b"Trapped");
    }),
    (Demand::Metadata, "`ModDate` and `ModifyDate` in XMP", |document| {
        information(document).set("ModDate", Object::string_literal("D:20240901000000Z"));
    }),
    (Demand::Metadata, "no `Title`", |document| {
        information(document).remove(b"Title");
    }),
    (Demand::Identifier, "no `ID`", |document| {
        document.trailer.remove(b"ID");
    }),
    (Demand::Conformance, "does not say that it is", |document| {
        information(document).remove(b"GTS_PDFXVersion");
    }),
    (Demand::Version, "above 1.4", |document| document.version = "1.7".into()),
    (Demand::Transparency, "page 3: something is drawn with alpha below 1", |document| {
        state(document, "/Test gs 0 0 0 1 k 200 200 50 50 re f", dictionary! { "ca" => 0.5 });
    }),
    (Demand::Transparency, "page 3: something is drawn with a blend mode", |document| {
        state(document, "/Test gs 0 0 0 1 k 200 200 50 50 re f", dictionary! { "BM" => "Multiply" });
    }),
    (Demand::Overprint, "page 3: a shape in white overprints", |document| {
        state(document, "/Test gs 0 0 0 0 k 200 200 50 50 re f", dictionary! { "OP" => true, "OPM" => 1 });
    }),
    (Demand::Ink, "page 3: a shape takes 400 % ink", |document| plain(document, "1 1 1 1 k 200 200 50 50 re f")),
    (Demand::Ink, "page 3: an image takes 400 % ink", |document| image(document, "DeviceCMYK", [255; 4], 20.0)),
    (Demand::Actions, "JavaScript", |document| {
        let names = dictionary! { "JavaScript" => dictionary! { "Names" => Vec::<Object>::new() } };
        document.catalog_mut().expect("a catalogue").set("Names", names);
    }),
    (Demand::Actions, "`OpenAction`", |document| {
        document.catalog_mut().expect("a catalogue").set("OpenAction", dictionary! { "S" => "JavaScript" });
    }),
    (Demand::EmbeddedFiles, "files are embedded", |document| {
        let names = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => Vec::<Object>::new() } };
        document.catalog_mut().expect("a catalogue").set("Names", names);
    }),
    (Demand::Encryption, "the file is encrypted", |document| encrypt(document, "")),
    (Demand::Encryption, "the file is encrypted", |document| encrypt(document, "secret")),
];

fn encrypt(document: &mut Document, user: &str) {
    let permissions = Permissions::all();
    let version =
        EncryptionVersion::V2 { document, owner_password: "owner", user_password: user, key_length: 128, permissions };
    let state = EncryptionState::try_from(version).expect("a key");
    document.encrypt(&state).expect("encrypted");
}

#[test]
fn what_spoils_a_print_file_is_named() {
    for (at, (demand, message, spoil)) in SPOILT.iter().enumerate() {
        let mut document = Document::load_mem(shipped_print()).expect("a PDF");
        spoil(&mut document);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        let report = looked_at(&bytes);
        let failed: Vec<_> = Demand::ALL.iter().filter(|of| report.outcome(**of) == Outcome::Fail).collect();
        assert_eq!(failed, [demand], "{at}, {message}: {:#?}", report.findings);
        assert!(report.of(*demand).any(|finding| finding.text().contains(message)), "{at}: {:#?}", report.findings);
    }
}

#[test]
fn what_is_only_worth_a_look_is_no_failure() {
    let cases: [Spoilt; 2] = [
        (Demand::ImageResolution, "an image has 320 dpi", |document| image(document, "DeviceCMYK", [9; 4], 22.5)),
        (Demand::Ink, "a shape takes 330 % ink", |document| plain(document, "1 1 1 0.3 k 200 200 50 50 re f")),
    ];
    for (demand, message, spoil) in cases {
        let mut document = Document::load_mem(shipped_print()).expect("a PDF");
        spoil(&mut document);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        let report = looked_at(&bytes);
        assert!(report.outcome(demand) == Outcome::Warn && !report.failed(), "{:#?}", report.findings);
        assert!(report.findings.iter().any(|finding| finding.text().contains(message)), "{:#?}", report.findings);
    }
}

#[test]
fn a_build_fails_where_its_print_file_does() {
    let project = TestProject::shipped();
    project.edit("layouts/theme.typ", "#let hairline = 0.4pt + rule-colour", "#let hairline = 0.1pt + rule-colour");
    let (status, text) = run(&project, &["build", "--format", "short"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("print/line-width") && text.contains("a line is 0.10 pt wide"), "{text}");
    assert!(!project.path("out/plan.pdf").exists(), "nothing is written");
    let (status, text) = run(&project, &["build", "--profile", "screen"]);
    assert_eq!(status, Some(0), "a screen shows it: {text}");
}

#[test]
fn the_command_reports_every_demand() {
    let project = TestProject::shipped();
    project.write("print.pdf", shipped_print());
    let (status, text) = run(&project, &["preflight", "print.pdf"]);
    assert_eq!(status, Some(0));
    assert_eq!(text.lines().filter(|line| line.starts_with("pass ")).count(), Demand::ALL.len(), "{text}");
    assert!(text.contains("not a certificate"), "{text}");

    project.write("screen.pdf", &crate::project::shipped().0);
    let (status, text) = run(&project, &["preflight", "screen.pdf", "--format", "json"]);
    assert_eq!(status, Some(1));
    let object: serde_json::Value = serde_json::from_str(&text).expect("one JSON object");
    let demands = object["demands"].as_array().expect("demands");
    let failed: Vec<_> = demands.iter().filter(|demand| demand["outcome"] == "fail").collect();
    assert!(failed.iter().any(|demand| demand["demand"] == "colour"), "{text}");
    assert!(failed.iter().any(|demand| demand["demand"] == "annotations"), "{text}");

    project.write("no.pdf", "not a PDF");
    assert_eq!(run(&project, &["preflight", "no.pdf"]).0, Some(2));
    assert_eq!(run(&project, &["preflight", "none.pdf"]).0, Some(2));
}

#[test]
fn a_file_that_is_cut_is_refused_or_found_wanting() {
    let whole = shipped_print();
    for part in [10, 1000, 100_000, whole.len() - 100] {
        assert!(preflight(&whole[..part]).map_or(true, |report| report.failed()), "cut at {part}");
    }
}
