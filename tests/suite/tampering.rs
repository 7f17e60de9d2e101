//! A finished PDF that was changed afterwards, or is not today's, is found out.

use std::fs;
use std::process::Output;

use keikaku::verify::Pdf;
use lopdf::content::Content;
use lopdf::{Document, Object};

use crate::print::pages;
use crate::project::{TestProject, shipped};

/// Writes a document that was changed.
pub fn saved(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

/// Runs `check --pdf` on a PDF with the shipped sources.
fn check(project: &TestProject, pdf: &[u8]) -> Output {
    project.write("published.pdf", pdf);
    project.run(&["check", "--pdf", "published.pdf", "--format", "short"])
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn todays_plan_agrees_with_its_sources() {
    let output = check(&TestProject::shipped(), &shipped().0);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn a_printed_number_that_was_changed_is_found() {
    // Printed page 6 gets the footer number of page 7: Contents and the list now lead to a page that says 7.
    let mut document = Document::load_mem(&shipped().0).expect("a PDF");
    let ids = pages(&document);
    // The number in the footer is the last text of a page.
    let content = |page: usize| {
        let content = Content::decode(&document.get_page_content(ids[page])).expect("operations");
        let last = content.operations.iter().rposition(|operation| matches!(operation.operator.as_str(), "Tj" | "TJ"));
        (content, last.expect("text"))
    };
    let (mut six, at_six) = content(6);
    let (seven, at_seven) = content(7);
    six.operations[at_six].operands = seven.operations[at_seven].operands.clone();
    document.change_page_content(ids[6], six.encode().expect("encoded")).expect("changed");
    let bytes = saved(&mut document);
    let read = Pdf::read(bytes.clone()).expect("a PDF");
    assert_eq!(read.pages[6].printed_number().as_deref(), Some("7"), "the test changed what it meant to");
    let output = check(&TestProject::shipped(), &bytes);
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    assert!(text.contains("page/wrong-number") && text.contains("says 6, its link leads to page 7"), "{text}");
    assert!(text.contains("page/label-mismatch"), "the label still says 6: {text}");
}

#[test]
fn a_link_that_was_retargeted_is_found() {
    let mut document = Document::load_mem(&shipped().0).expect("a PDF");
    let ids = pages(&document);
    // The first numeric link of the list of 予算事業, the 頁 of line 1, leads to the cover from now on.
    let annotations =
        document.get_object(ids[4]).and_then(Object::as_dict).expect("a page").get(b"Annots").expect("links");
    let annotations = match annotations {
        Object::Reference(id) => document.get_object(*id).expect("annotations").clone(),
        other => other.clone(),
    };
    let first = annotations.as_array().expect("an array")[0].as_reference().expect("a reference");
    let link = document.get_object_mut(first).and_then(Object::as_dict_mut).expect("a link");
    link.remove(b"A");
    let fit = Object::Array(vec![Object::Reference(ids[0]), Object::Name(b"Fit".to_vec())]);
    link.set("Dest", fit);
    let output = check(&TestProject::shipped(), &saved(&mut document));
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    assert!(
        text.contains("sources/projects/startup.yaml:5:11: error[page/wrong-number]"),
        "the line whose 頁 it is: {text}"
    );
    assert!(text.contains("says 6, its link leads to a page without a number"), "{text}");
}

#[test]
fn a_link_without_a_destination_is_found() {
    let mut document = Document::load_mem(&shipped().0).expect("a PDF");
    let ids = pages(&document);
    let page = document.get_object(ids[3]).and_then(Object::as_dict).expect("a page");
    let annotations = match page.get(b"Annots").expect("links") {
        Object::Reference(id) => document.get_object(*id).expect("annotations").clone(),
        other => other.clone(),
    };
    let first = annotations.as_array().expect("an array")[0].as_reference().expect("a reference");
    let link = document.get_object_mut(first).and_then(Object::as_dict_mut).expect("a link");
    link.remove(b"A");
    link.remove(b"Dest");
    let text = text(&check(&TestProject::shipped(), &saved(&mut document)));
    assert!(text.contains("page/dangling-link"), "{text}");
}

#[test]
fn reordered_pages_are_found() {
    let mut document = Document::load_mem(&shipped().0).expect("a PDF");
    let ids = pages(&document);
    // Exchange the sheets of printed pages 6 and 7 wherever the page tree names them.
    let objects: Vec<_> = document.objects.keys().copied().collect();
    for id in objects {
        let Ok(kids) = document.get_object_mut(id).and_then(Object::as_dict_mut).and_then(|dict| dict.get_mut(b"Kids"))
        else {
            continue;
        };
        let Ok(kids) = kids.as_array_mut() else { continue };
        for kid in kids {
            let exchanged = match kid.as_reference() {
                Ok(page) if page == ids[6] => ids[7],
                Ok(page) if page == ids[7] => ids[6],
                _ => continue,
            };
            *kid = Object::Reference(exchanged);
        }
    }
    let bytes = saved(&mut document);
    let read = Pdf::read(bytes.clone()).expect("a PDF");
    assert_eq!(read.pages[6].printed_number().as_deref(), Some("7"), "exchanged");
    let built = TestProject::shipped();
    let text = text(&check(&built, &bytes));
    // The references still agree with the footers, which moved along, but the labels no longer say what is printed.
    assert!(text.contains("page/label-mismatch"), "{text}");
}

#[test]
fn a_plan_of_other_sources_is_stale() {
    let project = TestProject::shipped();
    project.edit("sources/projects/startup.yaml", "amount: 14043", "amount: 14000");
    project.edit(
        "sources/amendments/2024-08-31-august.yaml",
        "note: ※一部、令和6年8月末時点",
        "note: ※一部、令和6年12月末時点",
    );
    // The life sciences now come before the start-ups.
    let plan = project.read("sources/plan.yaml");
    let (one, two) = ("  - {kind: section, id: startup,", "  - {kind: section, id: life-science,");
    let lines: Vec<_> = plan.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(one)).expect("a section");
    assert!(lines[at + 1].starts_with(two));
    let mut swapped = lines.clone();
    swapped.swap(at, at + 1);
    project.write("sources/plan.yaml", swapped.join("\n") + "\n");
    let text = text(&check(&project, &shipped().0));
    for (code, what) in [
        ("pdf/other-total", "`令和6年度予算額：60,314千円`"),
        ("pdf/other-total", "today's amount of `関西スタートアップ・エコシステム情報発信事業`, （14,000千円）"),
        ("pdf/other-edition", "the cover's note"),
        ("pdf/stale-reference", "`関西スタートアップ・エコシステム情報発信事業` is"),
        ("pdf/stale-reference", "a page reference of `published.pdf` says 6, today it is 7"),
    ] {
        assert!(text.lines().any(|line| line.contains(code) && line.contains(what)), "{code} {what}: {text}");
    }
}

#[test]
fn what_is_no_pdf_is_an_io_error() {
    let project = TestProject::shipped();
    assert_eq!(check(&project, b"not a PDF").status.code(), Some(2));
    let missing = project.run(&["check", "--pdf", "none.pdf"]);
    assert_eq!(missing.status.code(), Some(2));
    // Cut anywhere, a PDF is refused or found wanting, and never a crash.
    for part in [10, 1000, 100_000, shipped().0.len() - 100] {
        let status = check(&project, &shipped().0[..part]).status.code();
        assert!(matches!(status, Some(1 | 2)), "cut at {part}: {status:?}");
    }
}

#[test]
fn moved_pages_are_named_with_what_depends_on_them() {
    let project = TestProject::shipped();
    assert_eq!(project.run(&["check", "--locked"]).status.code(), Some(0), "the shipped lock is up to date");
    // A section withdrawn: what stood after it moves up by one.
    let plan = project.read("sources/plan.yaml");
    let kept: Vec<_> = plan.lines().filter(|line| !line.contains("{kind: section, id: green,")).collect();
    project.write("sources/plan.yaml", kept.join("\n") + "\n");
    fs::remove_file(project.path("sources/projects/green.yaml")).expect("removed");
    fs::remove_file(project.path("sources/projects/green.md")).expect("removed");
    let output = project.run(&["check", "--locked"]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    for expected in [
        "`関西広域産業共創プラットフォーム事業の推進` moved from page 9 to page 8",
        "7 page numbers in the plan show it",
        "`project:green`, agreed for page 8, is not in the plan",
        "sources/pages.lock:9:1",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert_eq!(project.run(&["pages", "--lock"]).status.code(), Some(0));
    assert_eq!(project.run(&["check", "--locked"]).status.code(), Some(0));
    assert!(project.read("sources/pages.lock").contains("8\tproject:platform\t"));
    fs::remove_file(project.path("sources/pages.lock")).expect("removed");
    assert_eq!(project.run(&["check", "--locked"]).status.code(), Some(2), "there is nothing to compare with");
}
