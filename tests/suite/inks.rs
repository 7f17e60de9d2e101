//! The inks of the press: nothing of an image or a drawing stays RGB.

use std::io::Cursor;

use keikaku::model::Standard;
use lopdf::content::Content;
use lopdf::{Document, Object, Stream};

use crate::print::{built, looked_at, pages, run, with_settings};
use crate::project::{TestProject, repository};

/// The settings for a press whose profile may be passed on; `tests/icc/README.md` says whose it is.
const FOGRA: &str = "print: {standard: x-4, output-intent: {condition: FOGRA39, profile: print/FOGRA39L_coated.icc}}";

fn icc() -> Vec<u8> {
    std::fs::read(repository("tests/icc/FOGRA39L_coated.icc")).expect("a profile")
}

/// Returns a project that is printed by that profile.
pub fn for_fogra() -> TestProject {
    let project = with_settings(FOGRA);
    project.write("sources/print/FOGRA39L_coated.icc", icc());
    project
}

#[test]
fn x4_embeds_the_profile() {
    let bytes = built(&for_fogra());
    let report = looked_at(&bytes);
    assert_eq!(report.findings, []);
    assert_eq!(report.standard, Some(Standard::X4));
    let document = Document::load_mem(&bytes).expect("a PDF");
    assert_eq!(document.version, "1.6");
    let profiles = document.objects.values().filter_map(|object| object.as_stream().ok());
    let embedded = profiles.filter_map(|stream| stream.decompressed_content().ok()).filter(|content| *content == icc());
    assert_eq!(embedded.count(), 1);
}

/// Inks as LittleCMS 2 separates them through the same profile, of sRGB red and of a brown, in bytes; perceptual and relative
/// colorimetric intent give the same.
const BY_LITTLE_CMS: [([u8; 3], [u8; 4]); 2] = [([255, 0, 0], [0, 242, 254, 0]), ([120, 60, 30], [28, 185, 247, 150])];

#[test]
fn images_are_separated_through_the_profile_as_others_do() {
    let project = for_fogra();
    shown(&project, "images/two.png");
    let picture = image::RgbImage::from_fn(2400, 240, |_, y| image::Rgb(BY_LITTLE_CMS[usize::from(y >= 120)].0));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("written");
    project.write("sources/images/two.png", bytes.into_inner());
    let document = Document::load_mem(&built(&project)).expect("a PDF");
    let inks = images(&document)[0].decompressed_content().expect("samples");
    for (found, (_, expected)) in [&inks[..4], &inks[inks.len() - 4..]].into_iter().zip(BY_LITTLE_CMS) {
        let close = found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) <= 5);
        assert!(close, "{found:?}, not {expected:?}: more than 2 % apart");
    }
}

/// Shows an image in a sheet.
fn shown(project: &TestProject, path: &str) {
    let block = "# 事業概要\n\n![図](PATH \"図\")\n".replace("PATH", path);
    project.edit("sources/projects/council.md", "# 事業概要\n", &block);
}

fn images(document: &Document) -> Vec<&Stream> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let is_image =
        |stream: &&Stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image");
    streams.filter(is_image).collect()
}

/// Says whether anything in a PDF has a colour space with an ICC profile.
fn has_icc_colours(document: &Document) -> bool {
    let family = |array: &Vec<Object>| array.first().and_then(|family| family.as_name().ok()) == Some(b"ICCBased");
    fn any(object: &Object, found: &dyn Fn(&Vec<Object>) -> bool) -> bool {
        match object {
            Object::Array(array) => found(array) || array.iter().any(|inner| any(inner, found)),
            Object::Dictionary(dict) => dict.iter().any(|(_, inner)| any(inner, found)),
            Object::Stream(stream) => stream.dict.iter().any(|(_, inner)| any(inner, found)),
            _ => false,
        }
    }
    document.objects.values().any(|object| any(object, &family))
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
    shown(&project, "images/red.png");
    project.write("sources/images/red.png", picture(2400, 240));
    let document = Document::load_mem(&built(&project)).expect("a PDF");
    let images = images(&document);
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
    shown(&project, "images/a.svg");
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
    assert!(!has_icc_colours(&document));
}

/// A gradient over three colours, one in grey, a pattern, and shapes that are transparent together or by a gradient.
const GRADIENTS: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='60'><defs>\
    <linearGradient id='g'><stop offset='0' stop-color='#f00'/><stop offset='.3' stop-color='#0a0'/>\
    <stop offset='1' stop-color='#00f'/></linearGradient>\
    <radialGradient id='r'><stop offset='0' stop-color='#fff'/><stop offset='1' stop-color='#333'/></radialGradient>\
    <pattern id='p' width='10' height='10' patternUnits='userSpaceOnUse'><circle cx='5' cy='5' r='4' fill='#c60'/>\
    </pattern></defs><rect width='100' height='60' fill='url(#g)'/><circle cx='150' cy='30' r='25' fill='url(#r)'/>\
    <rect x='200' width='60' height='60' fill='url(#p)'/></svg>";
const TRANSPARENT: &str = "<linearGradient id='t'><stop offset='0' stop-color='#f00' stop-opacity='0'/>\
    <stop offset='1' stop-color='#00f'/></linearGradient><g opacity='.5'><rect x='280' width='40' height='40' fill='#c00'/>\
    <rect x='300' y='15' width='40' height='40' fill='#0c0'/></g><rect x='350' width='40' height='50' fill='url(#t)'/></svg>";

#[test]
fn gradients_and_patterns_become_ink() {
    let project = TestProject::shipped();
    shown(&project, "images/a.svg");
    project.write("sources/images/a.svg", GRADIENTS);
    let bytes = built(&project);
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    assert!(!has_icc_colours(&document));
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let tiles = streams.filter(|stream| stream.dict.has(b"PatternType"));
    let tile = tiles.map(|tile| tile.decompressed_content().expect("operators")).next().expect("a pattern");
    let inks =
        Content::decode(&tile).expect("operators").operations.into_iter().find(|operation| operation.operator == "k");
    let inks: Vec<_> = inks.expect("inks").operands.iter().filter_map(|ink| ink.as_float().ok()).collect();
    assert!(inks.iter().zip([0.0, 0.4, 0.8, 0.2]).all(|(ink, expected)| (ink - expected).abs() < 0.01), "{inks:?}");
    let mut ends = Vec::new();
    for shading in document.objects.values().filter_map(|object| object.as_dict().ok()) {
        if !shading.has(b"ShadingType") {
            continue;
        }
        let function = shading.get(b"Function").and_then(Object::as_reference).expect("a function");
        let function = document.get_object(function).and_then(Object::as_stream).expect("a sampled one");
        let samples = function.decompressed_content().expect("samples");
        let colours = samples.len() / 4096;
        ends.push((samples[..colours].to_vec(), samples[samples.len() - colours..].to_vec()));
    }
    ends.sort();
    let (red, blue) = (vec![0, 255, 255, 0], vec![255, 255, 0, 0]);
    assert_eq!(ends, [(red, blue), (vec![255], vec![51])], "from red to blue, and from white to dark grey");
}

#[test]
fn a_gradient_has_no_seam_where_it_becomes_grey() {
    let project = for_fogra();
    shown(&project, "images/a.svg");
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='60'><linearGradient id='g' x2='.5'>\
        <stop offset='0' stop-color='#f00'/><stop offset='1' stop-color='#000'/></linearGradient>\
        <rect width='400' height='60' fill='url(#g)'/></svg>";
    project.write("sources/images/a.svg", drawing);
    let document = Document::load_mem(&built(&project)).expect("a PDF");
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let samples: Vec<_> = streams.filter(|stream| stream.dict.has(b"FunctionType")).collect();
    assert_eq!(samples.len(), 1);
    let samples = samples[0].decompressed_content().expect("samples");
    let (inks, _) = samples.as_chunks::<4>();
    for pair in inks.windows(2) {
        let step = pair[0].iter().zip(pair[1]).map(|(one, other)| one.abs_diff(other)).max();
        assert!(step.is_some_and(|step| step <= 16), "{pair:?}: black ink alone would show as an edge");
    }
}

/// Returns the matrices of all patterns of a print file, by their kind and scale.
fn patterns(settings: &str) -> Vec<(i64, Vec<f32>)> {
    let project = with_settings(settings);
    shown(&project, "images/a.svg");
    project.write("sources/images/a.svg", GRADIENTS);
    let document = Document::load_mem(&built(&project)).expect("a PDF");
    let dicts = document.objects.values().filter_map(|object| match object {
        Object::Stream(stream) => Some(&stream.dict),
        object => object.as_dict().ok(),
    });
    let mut found: Vec<_> = dicts
        .filter_map(|dict| {
            let kind = dict.get(b"PatternType").and_then(Object::as_i64).ok()?;
            let matrix = dict.get(b"Matrix").and_then(Object::as_array).ok()?;
            Some((kind, matrix.iter().filter_map(|number| number.as_float().ok()).collect::<Vec<_>>()))
        })
        .collect();
    found.sort_by(|(kind, matrix), (other, others)| (kind, matrix[0] as i64).cmp(&(other, others[0] as i64)));
    found
}

#[test]
fn patterns_move_with_the_page_when_marks_are_put_around_it() {
    let (with, without) = (patterns("print: {}"), patterns("print: {marks: false}"));
    assert_eq!((with.len(), without.len()), (3, 3), "two gradients and a pattern of dots");
    let slug = 12.0 / 25.4 * 72.0;
    for ((_, marked), (_, plain)) in with.iter().zip(&without) {
        assert_eq!(marked[..4], plain[..4]);
        for at in [4, 5] {
            assert!((marked[at] - plain[at] - slug).abs() < 0.01, "{marked:?} and {plain:?}: 12 mm apart");
        }
    }
}

/// Returns in what the groups of a print file mix, and in what those that are soft masks do.
fn mixed_in(document: &Document) -> (Vec<String>, Vec<String>) {
    let state = |object: &Object| {
        let mask = document.dereference(object.as_dict().ok()?.get(b"SMask").ok()?).ok()?.1;
        mask.as_dict().ok()?.get(b"G").ok()?.as_reference().ok()
    };
    let masks: Vec<_> = document.objects.values().filter_map(state).collect();
    let (mut groups, mut of_masks) = (Vec::new(), Vec::new());
    for (id, object) in &document.objects {
        let Ok(stream) = object.as_stream() else { continue };
        let Ok(group) = stream.dict.get(b"Group").and_then(Object::as_dict) else { continue };
        let space = String::from_utf8_lossy(group.get(b"CS").and_then(Object::as_name).expect("a name")).into_owned();
        if masks.contains(id) { of_masks.push(space) } else { groups.push(space) }
    }
    (groups, of_masks)
}

#[test]
fn transparency_mixes_ink_in_x4_and_is_reported_in_x1a() {
    let drawing = GRADIENTS.replace("</svg>", TRANSPARENT);
    let project = for_fogra();
    shown(&project, "images/a.svg");
    project.write("sources/images/a.svg", &drawing);
    let bytes = built(&project);
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    assert!(!has_icc_colours(&document), "not even of what transparent objects are mixed in");
    let (groups, masks) = mixed_in(&document);
    assert!(!groups.is_empty() && groups.iter().all(|space| space == "DeviceCMYK"), "{groups:?}");
    assert!(!masks.is_empty() && masks.iter().all(|space| space == "DeviceGray"), "as bright on any press: {masks:?}");

    let project = TestProject::shipped();
    shown(&project, "images/a.svg");
    project.write("sources/images/a.svg", &drawing);
    let (status, text) = run(&project, &["build", "--format", "short"]);
    assert!(status == Some(1) && text.contains("print/transparency"), "{text}");
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
    assert_eq!(looked_at(&bytes).inks.into_iter().collect::<Vec<_>>(), ["DIC 182"]);

    let (status, text) = run(
        &with_settings("print: {spot: {colour: yellow, name: DIC 182}}"),
        &["build", "--profile", "print", "--format", "short"],
    );
    assert!(status == Some(0) && text.contains("warning[print/spot]: no page uses the colour `yellow`"), "{text}");
}

#[test]
fn what_is_grey_is_black_ink_alone() {
    let project = for_fogra();
    let mut block = "# 事業概要\n".to_owned();
    for name in ["grey.jpg", "grey.png", "a.svg"] {
        block.push_str(&format!("\n![図](images/{name} \"図\")\n"));
    }
    project.edit("sources/projects/council.md", "# 事業概要\n", &block);
    let picture = image::GrayImage::from_fn(2400, 60, |x, _| image::Luma([(x / 10) as u8]));
    for (name, format) in [("grey.jpg", image::ImageFormat::Jpeg), ("grey.png", image::ImageFormat::Png)] {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("written");
        project.write(&format!("sources/images/{name}"), bytes.into_inner());
    }
    // The dark of a screen design, which a press would print in four inks.
    let drawing =
        "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='20'><text y='15' fill='#1b1f24'>文字</text></svg>";
    project.write("sources/images/a.svg", drawing);
    let bytes = built(&project);
    assert_eq!(looked_at(&bytes).findings, []);
    let document = Document::load_mem(&bytes).expect("a PDF");
    let spaces: Vec<_> = images(&document)
        .into_iter()
        .map(|image| image.dict.get(b"ColorSpace").and_then(Object::as_name).expect("a name").to_vec())
        .collect();
    assert_eq!(spaces, [b"DeviceGray", b"DeviceGray"]);
}

#[test]
fn photos_in_webp_are_shown_on_the_screen_and_in_print() {
    let project = TestProject::shipped();
    shown(&project, "images/a.webp");
    let picture = image::RgbImage::from_fn(2400, 240, |x, _| image::Rgb([(x / 10) as u8, 90, 40]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::WebP).expect("written");
    project.write("sources/images/a.webp", bytes.into_inner());
    let (status, text) = run(&project, &["build"]);
    assert_eq!(status, Some(0), "{text}");
}
