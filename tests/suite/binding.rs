//! 製本: what a bookbinder and a reader of the bound plan rely on.

use std::fs;

use keikaku::verify::{Glyph, Pdf, PdfPage};
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
    for (at, (screen, print)) in screen.pages.iter().zip(&print.pages).enumerate().skip(1) {
        // The screen has half of the gutter at both sides. Page 2 of the file is a left-hand page.
        let by = if at % 2 == 0 { 4.0 } else { -4.0 };
        assert_moved(screen, print, by, &format!("page {} of the file", at + 1));
    }
    let (screen, print) = profiles(&with_settings("print: {gutter: 8mm, double-sided: false}"));
    for (screen, print) in screen.pages.iter().zip(&print.pages).skip(1) {
        assert_moved(screen, print, 4.0, "all sheets are bound at the left");
    }
}

#[test]
fn index_tabs_stand_at_the_outer_edge() {
    // The number that the tab of a page has at its left and its right, by the page's place in the file from 0.
    let tabs = |settings: &str| {
        let (screen, print) = profiles(&with_settings(settings));
        let of = |pdf: &Pdf, trim| pdf.pages[7..9].iter().map(|page| tab(page, trim)).collect::<Vec<_>>();
        (of(&screen, 0.0), of(&print, TRIM))
    };
    let (left, right) = (|number: &str| (number.to_owned(), String::new()), |n: &str| (String::new(), n.to_owned()));
    let on_screen = vec![right("04"), right("05")];
    for (settings, printed) in [
        ("print: {}", [left("04"), right("05")]),
        ("print: {binding: right}", [right("04"), left("05")]),
        ("print: {double-sided: false}", [right("04"), right("05")]),
        ("print: {double-sided: false, binding: right}", [left("04"), left("05")]),
    ] {
        assert_eq!(tabs(settings), (on_screen.clone(), printed.to_vec()), "{settings}");
    }
}

#[test]
fn page_numbers_stand_at_the_outer_edge_and_are_those_of_the_screen() {
    let (screen, print) = profiles(&with_settings("print: {}"));
    for (at, (screen, print)) in screen.pages.iter().zip(&print.pages).enumerate() {
        // The reader of the finished PDF looks at the lowest 14 mm; on the print file, they begin at the trim.
        let mut moved = print.glyphs.clone();
        moved.iter_mut().for_each(|glyph| (glyph.x, glyph.y) = (glyph.x - TRIM * MM, glyph.y - TRIM * MM));
        let number = screen.printed_number();
        let foot: Vec<_> = moved.iter().filter(|glyph| glyph.y < 14.0 * MM).collect();
        let digits = |at_left: bool| {
            let near =
                foot.iter().filter(|glyph| (glyph.x < 25.0 * MM) == at_left && glyph.text.trim().parse::<u8>().is_ok());
            near.map(|glyph| glyph.text.trim()).collect::<String>()
        };
        if let Some(number) = number {
            let at_left = at % 2 == 1;
            assert!(digits(at_left).ends_with(&number), "page {} of the file: {}", at + 1, digits(at_left));
        }
    }
}

#[test]
fn a_blank_page_is_there_in_print_only_and_is_not_counted() {
    let project = TestProject::shipped();
    project.edit("sources/plan.yaml", "  - {kind: positioning}", "  - {kind: blank}\n  - {kind: positioning}");
    let (screen, print) = profiles(&project);
    assert_eq!((screen.pages.len(), print.pages.len()), (17, 18));
    assert!(print.pages[1].glyphs.is_empty(), "the page behind the cover");
    for (screen, print) in screen.pages[1..].iter().zip(&print.pages[2..]) {
        assert_eq!(body(screen, 0.0).len(), body(print, TRIM).len());
    }
    assert_eq!(tab(&print.pages[8], TRIM).1, "04", "what was a left-hand page is a right-hand page now");

    project.edit("sources/plan.yaml", "{kind: blank}", "{kind: blank, title: 白紙}");
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
        let layout = document.catalog().expect("a catalogue").get(b"PageLayout").and_then(Object::as_name);
        layout.ok().map(|name| String::from_utf8_lossy(name).into_owned())
    };
    assert_eq!(catalogue("print: {}").as_deref(), Some("TwoColumnRight"), "the cover stands alone at the right");
    assert_eq!(catalogue("print: {binding: right}").as_deref(), Some("TwoColumnLeft"));
    assert_eq!(catalogue("print: {double-sided: false}"), None);
}
