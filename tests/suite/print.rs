//! The print profile: what the shipped plan's print file is, and what the plan may ask for.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use keikaku::model::Standard;
use keikaku::preflight::{Demand, Outcome, Report, preflight};
use lopdf::{Document, Object, ObjectId};

use crate::project::TestProject;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

pub fn run(project: &TestProject, arguments: &[&str]) -> (Option<i32>, String) {
    let output = project.run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// Builds a project's print file.
pub fn built(project: &TestProject) -> Vec<u8> {
    let (status, text) = run(project, &["build", "--profile", "print"]);
    assert_eq!(status, Some(0), "{text}");
    fs::read(project.path("out/plan-print.pdf")).expect("a print file")
}

/// Returns the print file of the shipped plan.
pub fn shipped_print() -> &'static [u8] {
    static SHIPPED: OnceLock<Vec<u8>> = OnceLock::new();
    SHIPPED.get_or_init(|| built(&TestProject::shipped()))
}

pub fn with_settings(settings: &str) -> TestProject {
    let project = TestProject::shipped();
    let plan = project.read("sources/plan.yaml");
    project.write("sources/plan.yaml", format!("{plan}\n{settings}\n"));
    project
}

pub fn looked_at(bytes: &[u8]) -> Report {
    preflight(bytes).expect("a PDF")
}

pub fn pages(document: &Document) -> Vec<ObjectId> {
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
    assert_eq!((report.standard, report.pages), (Some(Standard::X1a), 18));
    assert!(Demand::ALL.iter().all(|demand| report.outcome(*demand) == Outcome::Pass));
}

#[test]
fn boxes_are_exact() {
    let document = Document::load_mem(shipped_print()).expect("a PDF");
    for page in pages(&document) {
        assert_box(&document, page, "TrimBox", [15.0, 15.0, 312.0, 225.0]);
        assert_box(&document, page, "BleedBox", [12.0, 12.0, 315.0, 228.0]);
        assert_box(&document, page, "MediaBox", [0.0, 0.0, 327.0, 240.0]);
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
    assert!(ids[18..].iter().all(|page| document.get_page_content(*page).trim_ascii().is_empty()), "blank pages");
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
        ("print: {spot: {colour: house, name: none}}", "`none` is no ink of its own"),
        ("print: {spot: {colour: house, name: Cyan}}", "`Cyan` is no ink of its own"),
        (
            "print: {output-intent: {condition: 日本印刷}}",
            "the registry of the ICC has no printing condition `日本印刷`",
        ),
        ("print: {spot: {colour: house, name: ブラック}}", "`ブラック` is no ink of its own"),
        ("print: {spot: {colour: house, name: ＤＩＣ182}}", "is written in full-width letters"),
        ("print: {output-intent: {condition: X, profile: sources/x.icc}}", "`sources/sources/x.icc` does not exist"),
        ("print: {marks: はい}", "expected true or false"),
        ("print: {bleeds: 5}", "unknown key `bleeds`"),
        ("print: {binding: top}", "`top` is not a choice here"),
        ("print: {gutter: 5}", "this is not the width of a gutter"),
        ("print: {gutter: 5cm}", "this is not the width of a gutter"),
        ("print: {gutter: -1mm}", "this is not the width of a gutter"),
        ("print: {gutter: NaNmm}", "this is not the width of a gutter"),
        ("print: {gutter: 20.1mm}", "this is not the width of a gutter"),
        ("colophon: {note: 再生紙}", "`colophon` is not shown anywhere"),
    ] {
        let (status, text) = run(&with_settings(settings), &["check", "--profile", "print", "--format", "short"]);
        assert!(status == Some(1) && text.contains(message), "{settings}: {text}");
    }
}
