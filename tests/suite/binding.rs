//! 製本: what a bookbinder and a reader of the bound plan rely on.

use std::fs;

use keikaku::verify::{Glyph, Pdf, PdfPage};
use lopdf::content::Content;
use lopdf::{Document, Object};

use crate::print::{looked_at, run, with_settings};
use crate::project::TestProject;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// The trimmed page's place on the print file's pages, in mm: marks and bleed are around it.
const TRIM: f64 = 15.0;
/// The width of the trimmed page in mm.
const WIDTH: f64 = 297.0;

/// Builds both profiles.
fn profiles(project: &TestProject) -> (Pdf, Pdf) {
    let (status, text) = run(project, &["build"]);
    assert_eq!(status, Some(0), "{text}");
    let read = |path| Pdf::read(fs::read(project.path(path)).expect("a file")).expect("a PDF");
    (read("out/plan.pdf"), read("out/plan-print.pdf"))
}

/// Returns the pages that have a number on the screen and in print. In print, the cover's inside is there, too.
fn numbered<'p>(screen: &'p Pdf, print: &'p Pdf) -> impl Iterator<Item = (usize, &'p PdfPage, &'p PdfPage)> {
    assert_eq!((screen.pages.len(), print.pages.len()), (17, 18));
    let pairs = screen.pages[1..].iter().zip(&print.pages[2..]);
    pairs.enumerate().map(|(at, (screen, print))| (at + 1, screen, print))
}

/// Returns the text between the margins with its places in mm on the trimmed page, without the footer.
fn body(page: &PdfPage, trim: f64) -> Vec<(String, f64, f64)> {
    let place = |glyph: &Glyph| (glyph.text.clone(), glyph.x / MM - trim, glyph.y / MM - trim);
    let inside = |(_, x, y): &(String, f64, f64)| (13.0..WIDTH - 13.0).contains(x) && *y > 14.0;
    page.glyphs.iter().map(place).filter(inside).collect()
}

/// Returns the text at the outermost 11 mm: that of the index tab.
fn tab(page: &PdfPage, trim: f64) -> (String, String) {
    let at = |left: f64, right: f64| {
        let glyphs = page.glyphs.iter().filter(|glyph| (left..right).contains(&(glyph.x / MM - trim)));
        glyphs.map(|glyph| glyph.text.as_str()).collect()
    };
    (at(0.0, 11.0), at(WIDTH - 11.0, WIDTH))
}

/// Checks that a page is that of the screen, moved sideways.
fn assert_moved(screen: &PdfPage, print: &PdfPage, by: f64, what: &str) {
    let (screen, print) = (body(screen, 0.0), body(print, TRIM));
    assert!(screen.len() > 10 && screen.len() == print.len(), "{what}: {} and {}", screen.len(), print.len());
    for ((text, x, y), (printed, print_x, print_y)) in screen.iter().zip(&print) {
        assert_eq!(text, printed, "{what}");
        let near = (print_x - x - by).abs() < 0.05 && (print_y - y).abs() < 0.05;
        assert!(near, "{what}: `{text}` at {x:.2}, {y:.2} mm is printed at {print_x:.2}, {print_y:.2} mm");
    }
}

#[test]
fn inner_margins_are_wider_and_all_lines_break_as_on_the_screen() {
    let (screen, print) = profiles(&with_settings("print: {gutter: 8mm}"));
    for (number, screen, print) in numbered(&screen, &print) {
        // The screen has half of the gutter at both sides. Page 1 is a right-hand page, behind the blank one.
        let by = if number % 2 == 1 { 4.0 } else { -4.0 };
        assert_moved(screen, print, by, &format!("page {number}"));
    }
    let (screen, print) = profiles(&with_settings("print: {gutter: 8mm, double-sided: false}"));
    for (number, screen, print) in numbered(&screen, &print) {
        assert_moved(screen, print, 4.0, &format!("page {number}, bound at the left as all are"));
    }
}

#[test]
fn charts_stay_between_the_margins_of_the_widest_gutter() {
    let (screen, print) = profiles(&with_settings("print: {gutter: 20mm}"));
    for (number, screen, print) in numbered(&screen, &print) {
        // 15 mm and half of the gutter; an opening bracket hangs out of its line, since its left half is empty.
        let margin = 25.0 - 1.5;
        let outside = body(screen, 0.0).into_iter().find(|(_, x, _)| !(margin..WIDTH - margin).contains(x));
        assert_eq!(outside, None, "page {number}");
        assert_moved(screen, print, if number % 2 == 1 { 10.0 } else { -10.0 }, &format!("page {number}"));
    }
}

#[test]
fn bars_beside_changed_paragraphs_stand_at_the_outer_edge() {
    let project = TestProject::shipped();
    let change = "  - {path: projects/council/prose/事業目的, from: 助言を受ける, to: 意見を受ける, show: tracked, reason: 試み}\n";
    let amendment = "sources/amendments/2024-08-31-august.yaml";
    project.write(amendment, project.read(amendment).replacen("changes:\n", &format!("changes:\n{change}"), 1));
    // Where red shapes stand on the page, in mm from the left of the trimmed page.
    let bars = || {
        let (status, text) = run(&project, &["build", "--profile", "print"]);
        assert_eq!(status, Some(0), "{text}");
        let document = Document::load(project.path("out/plan-print.pdf")).expect("a PDF");
        // Behind the last sheet, there are three pages of charts.
        let page = document.get_pages().into_values().rev().nth(3).expect("the last sheet");
        let (mut origin, mut red, mut places) = (0.0, false, Vec::new());
        for operation in Content::decode(&document.get_page_content(page)).expect("operators").operations {
            let numbers: Vec<f64> =
                operation.operands.iter().filter_map(|number| number.as_float().ok().map(f64::from)).collect();
            match (operation.operator.as_str(), numbers.as_slice()) {
                ("cm", [.., x, _]) => origin = *x,
                ("k", [_, magenta, ..]) => red = *magenta > 0.9,
                ("m", [x, _]) if red => places.push((origin + x) / MM - 3.0),
                ("BT", _) => red = false,
                _ => {}
            }
        }
        places
    };
    let at = |expected: f64| {
        let places = bars();
        assert!(places.len() == 1 && (places[0] - expected).abs() < 0.5, "{places:?}, not {expected} mm");
    };
    // Page 13 is a right-hand page; without the blank page, it is a left-hand one.
    at(WIDTH - 12.5);
    project.edit("sources/plan.yaml", "  - {kind: blank}\n", "");
    at(12.5);
}

#[test]
fn index_tabs_stand_at_the_outer_edge() {
    let at = |left: bool, number: &str| {
        let (text, nothing) = (number.to_owned(), String::new());
        if left { (text, nothing) } else { (nothing, text) }
    };
    for (settings, [even, odd]) in [
        ("print: {}", [true, false]),
        ("print: {binding: right}", [false, true]),
        ("print: {double-sided: false}", [false, false]),
        ("print: {double-sided: false, binding: right}", [true, true]),
    ] {
        let (screen, print) = profiles(&with_settings(settings));
        for (number, screen, print) in numbered(&screen, &print).filter(|(number, ..)| (6..=13).contains(number)) {
            let section = format!("{:02}", number - 3);
            assert_eq!(tab(screen, 0.0), at(false, &section), "on the screen");
            let left = if number % 2 == 0 { even } else { odd };
            assert_eq!(tab(print, TRIM), at(left, &section), "{settings}, page {number}");
        }
    }
}

#[test]
fn page_numbers_stand_at_the_outer_edge_and_are_those_of_the_screen() {
    let (screen, print) = profiles(&with_settings("print: {}"));
    for (number, screen, print) in numbered(&screen, &print) {
        assert_eq!(screen.printed_number(), Some(number.to_string()));
        let digits = |from: f64, to: f64| {
            let at = |glyph: &&Glyph| (from..to).contains(&(glyph.x / MM - TRIM)) && glyph.y / MM - TRIM < 14.0;
            print.glyphs.iter().filter(at).map(|glyph| glyph.text.trim()).collect::<String>()
        };
        let outer = if number % 2 == 1 { digits(WIDTH - 22.0, WIDTH) } else { digits(0.0, 22.0) };
        assert_eq!(outer, number.to_string(), "page {number}");
    }
}

#[test]
fn blank_pages_are_there_in_print_only_and_are_not_counted() {
    let project = TestProject::shipped();
    let (_, print) = profiles(&project);
    assert!(print.pages[1].glyphs.is_empty(), "the inside of the cover");

    // Two behind a sheet are not the sheet's second page.
    project.edit(
        "sources/plan.yaml",
        "  - {kind: section, id: green,",
        "  - {kind: blank}\n  - {kind: section, id: green,",
    );
    let contents = "  - {kind: contents, title: Contents}";
    project.edit("sources/plan.yaml", contents, &format!("  - {{kind: blank}}\n{contents}\n  - {{kind: blank}}"));
    let (screen, print) = profiles(&project);
    assert_eq!((screen.pages.len(), print.pages.len()), (17, 21));
    let filled: Vec<_> = print.pages.iter().filter(|page| !page.glyphs.is_empty()).collect();
    for (screen, print) in screen.pages.iter().zip(&filled) {
        assert_eq!(body(screen, 0.0).len(), body(print, TRIM).len(), "the same pages with the same numbers");
    }

    project.edit(
        "sources/plan.yaml",
        &format!("{{kind: blank}}\n{contents}"),
        &format!("{{kind: blank, title: 白紙}}\n{contents}"),
    );
    let (status, text) = run(&project, &["check", "--format", "short"]);
    assert!(status == Some(1) && text.contains("a `blank` page has no `title`"), "{text}");
}

/// The shipped plan with a 奥付.
fn with_colophon() -> TestProject {
    let project = with_settings(
        "colophon:\n  entries: [{name: 編集, text: 産業振興課}, {name: 印刷, text: 印刷所}]\n  note: 再生紙を使用",
    );
    let charts = "  - {kind: charts, title: 参考資料}";
    project.edit("sources/plan.yaml", charts, &format!("{charts}\n  - {{kind: colophon}}"));
    project
}

#[test]
fn the_colophon_says_who_published_the_plan_and_when() {
    let project = with_colophon();
    let (screen, print) = profiles(&project);
    let expected = [
        "奥付",
        "令和6年度広域産業振興局事業計画",
        "発行日令和6年8月1日",
        "更新日令和6年8月31日",
        "発行関西広域連合広域産業振興局",
        "編集産業振興課",
        "印刷印刷所",
        "再生紙を使用",
    ];
    for pdf in [&screen, &print] {
        assert_eq!(pdf.pages.last().expect("a page").text(), expected.concat());
    }
    let last = screen.pages.last().expect("a page");
    assert_eq!((last.label.as_deref(), last.printed_number()), (None, None), "no number stands on it");

    let (status, text) = run(&project, &["build", "--edition", "original", "--profile", "screen"]);
    assert_eq!(status, Some(0), "{text}");
    let original = Pdf::read(fs::read(project.path("out/plan-original.pdf")).expect("a file")).expect("a PDF");
    assert!(!original.pages.last().expect("a page").text().contains("更新日"), "it was not amended yet");
}

#[test]
fn the_text_of_a_colophon_is_checked_as_all_other_text() {
    let project = with_colophon();
    project.edit("sources/plan.yaml", "text: 印刷所", "text: ㈱印刷所");
    let (status, text) = run(&project, &["check", "--format", "short"]);
    let found = text.lines().any(|line| line.starts_with("sources/plan.yaml") && line.contains("`㈱`"));
    assert!(status == Some(0) && found, "a warning: {text}");
    project.edit("sources/plan.yaml", "㈱印刷所", "印刷所");
    project.edit("sources/projects/council.md", "# 事業概要\n", "# 事業概要\n\n[](page:colophon)を参照\n");
    let (status, text) = run(&project, &["check", "--format", "short"]);
    assert!(
        status == Some(1) && text.contains("`page:colophon` leads nowhere"),
        "it has no number to refer to: {text}"
    );
}

#[test]
fn readers_show_facing_pages_as_they_will_lie() {
    let catalogue = |settings: &str| {
        let project = with_settings(settings);
        let (status, text) = run(&project, &["build", "--profile", "print"]);
        assert_eq!(status, Some(0), "{text}");
        let bytes = fs::read(project.path("out/plan-print.pdf")).expect("a file");
        assert_eq!(looked_at(&bytes).findings, []);
        let document = Document::load_mem(&bytes).expect("a PDF");
        let catalogue = document.catalog().expect("a catalogue");
        let name = |object: &Object| object.as_name().map(|name| String::from_utf8_lossy(name).into_owned()).ok();
        let preferences = catalogue.get(b"ViewerPreferences").and_then(Object::as_dict).ok();
        let direction = preferences.and_then(|preferences| preferences.get(b"Direction").ok()).and_then(name);
        (catalogue.get(b"PageLayout").ok().and_then(name), direction)
    };
    // A first page alone, then pairs; read to the left where the spine is at the right.
    let alone = |direction: &str| (Some("TwoColumnRight".to_owned()), Some(direction.to_owned()));
    assert_eq!(catalogue("print: {}"), alone("L2R"));
    assert_eq!(catalogue("print: {binding: right}"), alone("R2L"));
    assert_eq!(catalogue("print: {double-sided: false}"), (None, None));
}

#[test]
fn blank_pages_that_turn_the_sides_of_page_numbers_are_found() {
    let project = TestProject::shipped();
    let charts = "  - {kind: charts, title: 参考資料}";
    project.edit("sources/plan.yaml", charts, &format!("  - {{kind: blank}}\n{charts}"));
    let (status, text) = run(&project, &["check", "--profile", "print", "--format", "short"]);
    assert!(status == Some(0) && text.contains("print/sides"), "{text}");
    assert!(text.contains("from page 14 on, even numbers stand at the other side than before"), "{text}");
    // Two do not.
    project.edit(
        "sources/plan.yaml",
        &format!("  - {{kind: blank}}\n{charts}"),
        &format!("  - {{kind: blank}}\n  - {{kind: blank}}\n{charts}"),
    );
    let (status, text) = run(&project, &["check", "--profile", "print", "--format", "short"]);
    assert!(status == Some(0) && !text.contains("print/sides"), "{text}");

    project.edit("sources/plan.yaml", "  - {kind: cover}\n", "  - {kind: blank}\n  - {kind: cover}\n");
    let (status, text) = run(&project, &["check", "--format", "short"]);
    assert!(status == Some(1) && text.contains("a blank page stands before the cover"), "{text}");
}
