//! The preflight finds what spoils a print file, and names it.

use keikaku::preflight::{Demand, Outcome, preflight};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};

use crate::inks::for_fogra;
use crate::print::{built, looked_at, pages, run, shipped_print};
use crate::project::TestProject;
use crate::tampering::saved;

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

/// Returns a function from no ink to all of so many inks.
fn tint(inks: usize) -> Object {
    let function = dictionary! {
        "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
        "C0" => vec![0.into(); inks], "C1" => vec![1.into(); inks],
    };
    function.into()
}

/// Places an image whose samples are all as high as may be, 1 in a table.
fn sampled(document: &mut Document, space: Object, components: usize) {
    let sample = if components == 1 { 1 } else { 255 };
    let image = dictionary! {
        "Subtype" => "Image", "Width" => 100, "Height" => 100, "BitsPerComponent" => 8, "ColorSpace" => space,
    };
    let image = document.add_object(Stream::new(image, vec![sample; 100 * 100 * components]));
    draw(document, "20 0 0 20 200 200 cm /Test Do", "XObject", dictionary! { "Test" => image });
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
    (Demand::Ink, "page 3: a gradient takes 400 % ink", |document| {
        let function = dictionary! {
            "FunctionType" => 0, "Domain" => vec![0.into(), 1.into()], "Size" => vec![2.into()], "BitsPerSample" => 8,
            "Range" => [0, 1].repeat(4).into_iter().map(Object::Integer).collect::<Vec<_>>(),
        };
        let function = document.add_object(Stream::new(function, vec![0, 0, 0, 0, 255, 255, 255, 255]));
        let shading = dictionary! {
            "ShadingType" => 2, "ColorSpace" => "DeviceCMYK", "Function" => function,
            "Coords" => vec![200.into(), 0.into(), 300.into(), 0.into()],
        };
        draw(document, "200 200 50 50 re W n /Test sh", "Shading", dictionary! { "Test" => shading });
    }),
    (Demand::Ink, "page 3: an image takes 400 % ink", |document| {
        // As Adobe programs write it: inverted, and said so.
        let image = dictionary! {
            "Subtype" => "Image", "Width" => 100, "Height" => 100, "BitsPerComponent" => 8, "ColorSpace" => "DeviceCMYK",
            "Filter" => "DCTDecode", "Decode" => [1, 0].repeat(4).into_iter().map(Object::Integer).collect::<Vec<_>>(),
        };
        let bytes = std::fs::read(crate::project::repository("tests/images/four-inks.jpg")).expect("an image");
        let image = document.add_object(Stream::new(image, bytes));
        draw(document, "20 0 0 20 200 200 cm /Test Do", "XObject", dictionary! { "Test" => image });
    }),
    (Demand::Colour, "page 3: a shape is in RGB", |document| {
        let tile = dictionary! {
            "PatternType" => 1, "PaintType" => 2, "TilingType" => 1, "XStep" => 10, "YStep" => 10,
            "BBox" => rectangle([0.0, 0.0, 10.0, 10.0]), "Resources" => dictionary! {},
        };
        let tile = document.add_object(Stream::new(tile, b"0 0 5 5 re f".to_vec()));
        let space = dictionary! { "Test" => vec![Object::Name(b"Pattern".into()), "DeviceRGB".into()] };
        draw(document, "", "ColorSpace", space);
        draw(document, "/Test cs 1 0 0 /Tile scn 200 200 50 50 re f", "Pattern", dictionary! { "Tile" => tile });
    }),
    (Demand::Black, "page 7: black text takes 100 % ink", |document| {
        text_in(document, Operation::new("K", [0.5, 0.5, 0.0, 1.0].map(Object::Real).to_vec()));
        text_in(document, Operation::new("Tr", vec![1.into()]));
    }),
    (Demand::Readable, "is neither a form nor an image", |document| {
        let script = document.add_object(Stream::new(dictionary! { "Subtype" => "PS" }, b"showpage".to_vec()));
        draw(document, "/Test Do", "XObject", dictionary! { "Test" => script });
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
    (Demand::Bleed, "page 3: a shape ends at the left edge", |document| {
        plain(document, "1 0 0 0 k 42.52 200 50 50 re f");
    }),
    (Demand::Bleed, "page 3: a shape ends at the lower edge", |document| {
        plain(document, "1 0 0 0 k 200 40 m 300 80 l 200 80 l h f");
    }),
    (Demand::Bleed, "page 3: a line ends at the right edge", |document| plain(document, "800 200 m 884.41 200 l S")),
    (Demand::Bleed, "page 3: a line ends at the lower edge", |document| {
        plain(document, "0.25 w 300 42.52 m 300 80 l S");
    }),
    (Demand::Bleed, "page 3: a shape ends at the right edge", |document| {
        plain(document, "1 0 0 0 k 800 300 84.41 0.26 re f");
    }),
    (Demand::Bleed, "page 3: an image ends at the left edge", |document| {
        let image = dictionary! {
            "Subtype" => "Image", "Width" => 100, "Height" => 100, "BitsPerComponent" => 8, "ColorSpace" => "DeviceCMYK",
        };
        let image = document.add_object(Stream::new(image, vec![9; 100 * 100 * 4]));
        draw(document, "20 0 0 20 42.52 200 cm /Test Do", "XObject", dictionary! { "Test" => image });
    }),
    (Demand::Bleed, "form", |document| {
        // The shape runs over the edge, but the form that it stands in is cut there.
        let form = dictionary! { "Subtype" => "Form", "BBox" => rectangle([42.52, 0.0, 900.0, 600.0]) };
        let form = document.add_object(Stream::new(form, b"1 0 0 0 k 0 200 90 90 re f".to_vec()));
        draw(document, "/Test Do", "XObject", dictionary! { "Test" => form });
    }),
    (Demand::Colour, "page 3: a gradient is in RGB", |document| {
        let function = dictionary! {
            "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
            "C0" => vec![1.into(), 0.into(), 0.into()], "C1" => vec![0.into(), 0.into(), 1.into()],
        };
        let shading = dictionary! {
            "ShadingType" => 2, "ColorSpace" => "DeviceRGB", "Function" => function,
            "Coords" => vec![200.into(), 0.into(), 300.into(), 0.into()],
        };
        draw(document, "200 200 50 50 re W n /Test sh", "Shading", dictionary! { "Test" => shading });
    }),
    (Demand::Transparency, "page 4: the page is a transparency group", |document| {
        page(document, 3).set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceCMYK" });
    }),
    (Demand::Bleed, "page 3: a shape ends at the left edge", |document| {
        // Two shapes as one path: only the second runs over.
        plain(document, "1 0 0 0 k 42.52 200 50 50 re 0 300 900 10 re f");
    }),
    (Demand::Bleed, "page 3: a line ends at the left edge", |document| {
        // Thick, and cut off where it ends.
        plain(document, "17.1 w 1 0 0 0 K 42.52 300 m 400 300 l S");
    }),
    (Demand::LineWidth, "page 3: a line is 0.01 pt wide", |document| {
        plain(document, "0.01 0 0 100 0 0 cm 1 w 20000 2 m 20000 4 l S");
    }),
    (Demand::Ink, "page 3: a shape on the page is in registration colour", |document| {
        let space: Object = vec![Object::Name(b"Separation".into()), "All".into(), "DeviceCMYK".into(), tint(4)].into();
        draw(document, "/Test cs 1 scn 200 200 50 50 re f", "ColorSpace", dictionary! { "Test" => space });
    }),
    (Demand::Ink, "page 3: an image takes 400 % ink", |document| {
        let table = Object::string_literal(vec![0, 0, 0, 0, 255, 255, 255, 255]);
        let space = vec![Object::Name(b"Indexed".into()), "DeviceCMYK".into(), 1.into(), table];
        sampled(document, space.into(), 1);
    }),
    (Demand::Ink, "page 3: an image takes 400 % ink", |document| {
        let names = ["Cyan", "Magenta", "Yellow", "Black"].map(|name| Object::Name(name.into())).to_vec();
        let space = vec![Object::Name(b"DeviceN".into()), names.into(), "DeviceCMYK".into(), tint(4)];
        sampled(document, space.into(), 4);
    }),
    (Demand::Ink, "page 3: a gradient takes 400 % ink", |document| {
        let functions = Object::Array(vec![tint(1); 4]);
        let shading = dictionary! {
            "ShadingType" => 2, "ColorSpace" => "DeviceCMYK", "Function" => functions,
            "Coords" => vec![200.into(), 0.into(), 300.into(), 0.into()],
        };
        draw(document, "200 200 50 50 re W n /Test sh", "Shading", dictionary! { "Test" => shading });
    }),
    (Demand::Colour, "page 7: a gradient is in RGB", |document| {
        let shading = dictionary! {
            "ShadingType" => 2, "ColorSpace" => "DeviceRGB", "Function" => tint(3),
            "Coords" => vec![0.into(), 0.into(), 900.into(), 0.into()],
        };
        let pattern = dictionary! { "PatternType" => 2, "Shading" => shading };
        let id = pages(document)[6];
        let resources = document.get_dictionary_mut(id).and_then(|page| page.get_mut(b"Resources"));
        let resources = resources.and_then(Object::as_dict_mut).expect("resources");
        resources.set("Pattern", dictionary! { "Test" => pattern });
        text_in(document, Operation::new("cs", vec!["Pattern".into()]));
        text_in(document, Operation::new("scn", vec!["Test".into()]));
    }),
    (Demand::Colour, "`DefaultCMYK` puts another colour space", |document| {
        draw(document, "", "ColorSpace", dictionary! { "DefaultCMYK" => "DeviceCMYK" });
    }),
    (Demand::Colour, "glyph", |document| {
        let glyph = document.add_object(Stream::new(dictionary! {}, b"10 0 d0 1 0 0 rg 0 0 1 1 re f".to_vec()));
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "CharProcs" => dictionary! { "a" => glyph }, "FirstChar" => 97,
            "LastChar" => 97, "Widths" => vec![10.into()], "FontBBox" => rectangle([0.0, 0.0, 1.0, 1.0]),
            "FontMatrix" => rectangle([1.0, 0.0, 0.0, 1.0]), "Encoding" => dictionary! {},
        };
        draw(document, "BT /Test 10 Tf 200 200 Td (a) Tj ET", "Font", dictionary! { "Test" => font });
    }),
    (Demand::Overprint, "page 3: a shape in white overprints", |document| {
        let space: Object = vec![Object::Name(b"Separation".into()), "Red".into(), "DeviceCMYK".into(), tint(4)].into();
        draw(document, "", "ColorSpace", dictionary! { "Ink" => space });
        state(document, "/Test gs /Ink cs 0 scn 200 200 50 50 re f", dictionary! { "op" => true, "OPM" => 1 });
    }),
    (Demand::OutputIntent, "is not one of a CMYK output device", |document| {
        let profile = document.add_object(Stream::new(dictionary! { "N" => 4 }, vec![0; 128]));
        let intents = document.catalog().and_then(|catalogue| catalogue.get(b"OutputIntents")).expect("intents");
        let intent = intents.as_array().expect("intents")[0].as_reference().expect("an intent");
        document.get_dictionary_mut(intent).expect("an intent").set("DestOutputProfile", profile);
    }),
    (Demand::Boxes, "page 4: the TrimBox reaches out of the CropBox", |document| {
        page(document, 3).set("CropBox", rectangle([50.0, 50.0, 800.0, 600.0]));
    }),
    (Demand::Boxes, "page 4: the page has a unit of its own", |document| page(document, 3).set("UserUnit", 2)),
    (Demand::EmbeddedFiles, "a file is attached to the page", |document| {
        let file = dictionary! { "Subtype" => "FileAttachment", "Rect" => rectangle([1.0, 1.0, 2.0, 2.0]) };
        page(document, 2).set("Annots", vec![file.into()]);
    }),
    (Demand::Readable, "page 3: stream", |document| {
        let broken = Stream::new(dictionary! { "Filter" => "FlateDecode" }, b"this was never compressed".to_vec());
        let broken = document.add_object(broken);
        let page = page(document, 2);
        let mut contents = page.get(b"Contents").and_then(Object::as_array).expect("contents").clone();
        contents.push(broken.into());
        page.set("Contents", contents);
    }),
    (Demand::Readable, "stands too deep in others", |document| {
        let mut form = document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, b"1 0 0 rg".to_vec()));
        for _ in 0..20 {
            let resources = dictionary! { "XObject" => dictionary! { "Inner" => form } };
            let dict = dictionary! { "Subtype" => "Form", "Resources" => resources };
            form = document.add_object(Stream::new(dict, b"/Inner Do".to_vec()));
        }
        draw(document, "/Test Do", "XObject", dictionary! { "Test" => form });
    }),
    (Demand::Readable, "graphics states stand in one another too deep", |document| plain(document, &"q ".repeat(2000))),
    (Demand::Readable, "arrays stand in one another too deep", |document| plain(document, &"[".repeat(200_000))),
    (Demand::Bleed, "page 3: a shape ends at the lower edge", |document| {
        plain(document, "0 40 927 600 re W n 1 0 0 0 k 200 0 50 100 re f");
    }),
    (Demand::Boxes, "page 4: the page has no TrimBox", |document| {
        page(document, 3).remove(b"TrimBox");
    }),
    (Demand::Boxes, "page 4: the page is trimmed to 290.00 × 210.00 mm", |document| {
        page(document, 3).set("TrimBox", rectangle([42.52, 42.52, 864.567, 637.795]));
    }),
    (Demand::Boxes, "page 4: the BleedBox reaches out of the MediaBox", |document| {
        page(document, 3).set("MediaBox", rectangle([42.52, 42.52, 884.41, 637.795]));
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
        let report = looked_at(&saved(&mut document));
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
        let report = looked_at(&saved(&mut document));
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

/// A transparent drawing as PDF/X-4 may have one, in a colour space: a group, and a mask that cuts a shape at the trim.
fn transparent(document: &mut Document, space: &str) {
    let group = || dictionary! { "S" => "Transparency", "CS" => space };
    let form = |content: &[u8]| {
        let dict =
            dictionary! { "Subtype" => "Form", "BBox" => rectangle([0.0, 0.0, 927.0, 680.0]), "Group" => group() };
        Stream::new(dict, content.to_vec())
    };
    // In the mask, a shape that ends at the trim and a line too thin to print: none of them is ink.
    let mask = document.add_object(form(b"1 g 42.52 200 90 90 re f 0.1 w 200 200 m 300 200 l S"));
    let drawing = document.add_object(form(b"1 0 0 0 k 200 200 90 90 re f"));
    let masked = dictionary! { "SMask" => dictionary! { "S" => "Luminosity", "G" => mask } };
    state(document, "/Test gs 1 0 0 0 k 0 200 300 90 re f", masked);
    draw(document, "/Group Do", "XObject", dictionary! { "Group" => drawing });
}

#[test]
fn what_transparent_objects_are_mixed_in_is_looked_at_and_masks_are_no_ink() {
    let plain = built(&for_fogra());
    for (space, expected) in [("DeviceCMYK", &[][..]), ("DeviceRGB", &["form", "soft mask"])] {
        let mut document = Document::load_mem(&plain).expect("a PDF");
        transparent(&mut document, space);
        let report = looked_at(&saved(&mut document));
        let drawn = report.findings.iter().filter(|finding| finding.page == Some(3)).collect::<Vec<_>>();
        assert_eq!(drawn.len(), expected.len(), "{space}: {drawn:#?}");
        for kind in expected {
            assert!(drawn.iter().any(|finding| finding.demand == Demand::Colour && finding.message.starts_with(kind)));
        }
    }
}

#[test]
fn a_tile_that_begins_at_the_trim_is_no_shape_that_ends_there() {
    let mut document = Document::load_mem(shipped_print()).expect("a PDF");
    let tile = dictionary! {
        "PatternType" => 1, "PaintType" => 1, "TilingType" => 1, "XStep" => 10, "YStep" => 10,
        "BBox" => rectangle([0.0, 0.0, 10.0, 10.0]), "Resources" => dictionary! {},
        "Matrix" => [1.0, 0.0, 0.0, 1.0, 42.52, 200.0].map(Object::Real).to_vec(),
    };
    let tile = document.add_object(Stream::new(tile, b"1 0 0 0 k 0 0 5 5 re f".to_vec()));
    draw(&mut document, "/Pattern cs /Test scn 30 200 200 100 re f", "Pattern", dictionary! { "Test" => tile });
    assert_eq!(looked_at(&saved(&mut document)).findings, []);
}

#[test]
fn what_ends_within_the_page_or_paints_nothing_is_no_failure() {
    let mut document = Document::load_mem(shipped_print()).expect("a PDF");
    for operators in [
        // Over a ground that runs over the edge; clipped away; closed again and again.
        "1 0 0 0 k 30 150 300 400 re f 0 1 0 0 k 42.52 200 50 50 re f",
        "q 34 34 100 612 re W n 0 0 0 1 k 242.5 42.52 50 50 re f Q",
        "0 0 m h h h h n",
        "30 w 0 0 0 1 K 52.5 300 m 200 300 l S",
        "1 0 0 0 k 42.52 300 m 300 300 m 350 300 l 350 350 l f",
        "0 0 0 0 k 42.52 200 50 50 re f",
        "1 0 0 0 k 30 30 900 620 re 42.52 42.52 841.89 595.276 re f*",
        "0.01 0 0 100 0 0 cm 1 w 20000 3 m 30000 3 l S",
    ] {
        plain(&mut document, operators);
    }
    assert_eq!(looked_at(&saved(&mut document)).findings, []);
}

#[test]
fn a_file_with_a_compressed_table_is_read_as_any_other() {
    let mut document = Document::load_mem(&built(&for_fogra())).expect("a PDF");
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceStream;
    assert_eq!(looked_at(&saved(&mut document)).findings, []);
}

#[test]
fn a_file_that_draws_without_end_is_given_up_soon() {
    let mut document = Document::load_mem(shipped_print()).expect("a PDF");
    let many = b"200 200 50 50 re f ".repeat(20_000);
    let form = document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, many));
    draw(&mut document, &"/Test Do ".repeat(20_000), "XObject", dictionary! { "Test" => form });
    let report = looked_at(&saved(&mut document));
    assert!(report.of(Demand::Readable).any(|finding| finding.text().contains("draws too much")), "{report:?}");
}
