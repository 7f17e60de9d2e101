//! `build`: what is written, when, and that it is always the same.

use std::fs;

use crate::project::{TestProject, command, repository};

#[test]
fn two_folders_give_the_same_bytes() {
    let (one, two) = (TestProject::shipped(), TestProject::shipped());
    for project in [&one, &two] {
        let output = project.run(&["build"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let pdf = fs::read(one.path("out/plan.pdf")).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(pdf == fs::read(two.path("out/plan.pdf")).expect("a PDF"), "the bytes differ");
}

#[test]
fn a_failed_build_leaves_the_last_good_plan() {
    let project = TestProject::shipped();
    project.write("out/plan.pdf", "the last good plan");
    // One failure a stage: YAML, values, prose, characters, layout.
    for (path, from, to) in [
        ("sources/plan.yaml", "fiscal-year: 令和6年度", "fiscal-year: [令和6年度"),
        ("sources/projects/startup.yaml", "amount: 14043", "amount: 14043.5"),
        ("sources/projects/startup.md", "# 事業概要", "# 概要"),
        ("sources/projects/startup.md", "# 事業概要\n", "# 事業概要\n\n𠮷\n"),
        ("layouts/theme.typ", "#let family = \"BIZ UDPGothic\"", "#let family = \"No Such Font\""),
    ] {
        let before = project.read(path);
        project.edit(path, from, to);
        let output = project.run(&["build"]);
        assert_eq!(output.status.code(), Some(1), "{to}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(project.read("out/plan.pdf"), "the last good plan", "{to}");
        project.write(path, before);
    }
    assert_eq!(fs::read_dir(project.path("out")).expect("a folder").count(), 1, "nothing else is written or left");
}

#[test]
fn an_output_that_cannot_be_written_is_an_io_error() {
    let project = TestProject::shipped();
    fs::create_dir_all(project.path("out/plan.pdf")).expect("a folder in the way");
    let output = project.run(&["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`out/plan.pdf` cannot be written"));
}

#[test]
fn the_project_folder_can_be_named() {
    let project = TestProject::shipped();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let root = project.root().to_str().expect("UTF-8");
    let output = command().args(["build", "-C", root]).current_dir(elsewhere.path()).output().expect("started");
    assert!(output.status.success());
    assert!(project.path("out/plan.pdf").exists());
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0, "nothing is written elsewhere");
}

#[test]
fn json_says_what_was_written() {
    let project = TestProject::shipped();
    let output = project.run(&["build", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(object["version"], 1);
    assert_eq!(object["status"], "ok");
    assert_eq!(object["facts"]["pages"], 17);
    assert_eq!(object["facts"]["total_thousand_yen"], 60_357, "the published total");
    assert_eq!(object["outputs"][0]["path"], "out/plan.pdf");
    let size = fs::metadata(project.path("out/plan.pdf")).expect("a PDF").len();
    assert_eq!(object["outputs"][0]["bytes"], size);
}

#[test]
fn an_ejected_project_has_all_that_typst_needs() {
    let project = TestProject::shipped();
    let output = project.run(&["eject", "typst"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let main = project.read("typst/main.typ");
    for import in main.lines().filter_map(|line| line.strip_prefix("#import \"/")) {
        let path = import.split('"').next().expect("a path");
        assert!(project.path("typst").join(path).exists(), "{path}");
    }
}

#[test]
fn the_repository_holds_no_generated_file() {
    let ignored = fs::read_to_string(repository(".gitignore")).expect("ignored files");
    assert!(ignored.lines().any(|line| line == "/out/*"));
}

#[test]
fn a_heading_that_a_layout_leaves_alone_at_the_foot_of_a_page_is_found() {
    let project = TestProject::shipped();
    project.edit(
        "layouts/charts.typ",
        "  if data.matrix != none { matrix-block(data.matrix) }\n",
        "  if data.matrix != none { matrix-block(data.matrix) }\n  v(1fr)\n  heading(level: 2)[孤立]\n",
    );
    let output = project.run(&["check", "--format", "short"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: Vec<_> = text.lines().filter(|line| line.contains("layout/lonely-heading")).collect();
    assert_eq!(found.len(), 1, "{text}");
    assert!(found[0].contains("the heading `孤立` stands alone at the foot of page 16"), "{text}");
}
