//! The command line: help, exit status, and messages that a clerk can act on.

use std::process::Output;

use crate::project::{TestProject, command};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_is_as_documented() {
    let mut help = String::new();
    for arguments in [
        &["--help"][..],
        &["build", "--help"],
        &["check", "--help"],
        &["preflight", "--help"],
        &["pages", "--help"],
        &["changes", "--help"],
        &["charts", "--help"],
        &["explain", "--help"],
        &["eject", "--help"],
    ] {
        let output = command().args(arguments).output().expect("started");
        assert_eq!(output.status.code(), Some(0));
        help.push_str(&format!("$ keikaku {}\n{}\n", arguments.join(" "), String::from_utf8_lossy(&output.stdout)));
    }
    insta::assert_snapshot!(help);
}

#[test]
fn wrong_arguments_are_usage_errors() {
    for arguments in [&[][..], &["biuld"], &["build", "--formt", "json"], &["build", "--format", "xml"], &["eject"]] {
        let output = command().args(arguments).output().expect("started");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_folder_without_a_plan_is_an_io_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = command().arg("build").current_dir(folder.path()).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`sources/plan.yaml` does not exist"), "{}", stderr(&output));
    let output = command().args(["build", "-C", "no-such-folder"]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn fonts_and_layouts_must_be_there_and_be_readable() {
    let project = TestProject::shipped();
    std::fs::remove_dir_all(project.path("fonts")).expect("removed");
    let output = project.run(&["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`fonts` has no font"), "{}", stderr(&output));
    project.write("fonts/broken.ttf", "not a font");
    let output = project.run(&["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`fonts/broken.ttf` is not a readable font"), "{}", stderr(&output));
}

#[test]
fn a_message_shows_the_file_the_line_and_what_to_do() {
    let project = TestProject::shipped();
    project.edit("sources/projects/startup.yaml", "    amount: 14043", "    amuont: 14043");
    let output = project.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stderr(&output));
}

#[test]
fn a_mistake_in_a_layout_points_into_the_layout() {
    let project = TestProject::shipped();
    let cover = project.read("layouts/cover.typ");
    project.write("layouts/cover.typ", format!("{cover}\n#let broken = (\n"));
    let output = project.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("layouts/cover.typ"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("main.typ"), "never the generated file: {}", stderr(&output));
}

/// A plan with one error and one warning, in two files.
fn flawed() -> TestProject {
    let project = TestProject::shipped();
    project.edit("sources/projects/council.md", "- 前年度の事業評価", "- 前年度の事業評価（6頁参照）");
    project.edit(
        "sources/projects/startup.yaml",
        "label: 情報発信の主なターゲット",
        "label: 情報発信のの主なターゲット、、",
    );
    project
}

#[test]
fn every_format_says_the_same() {
    let project = flawed();
    for format in ["human", "short", "json", "github", "sarif"] {
        let output = project.run(&["check", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text =
            if format == "human" { stderr(&output) } else { String::from_utf8_lossy(&output.stdout).into_owned() };
        for code in ["reference/typed-page", "wording/doubled"] {
            assert!(text.contains(code), "{format} has {code}: {text}");
        }
    }
}

#[test]
fn the_formats_for_programs_are_stable() {
    let project = flawed();
    let run = |format| String::from_utf8(project.run(&["check", "--format", format]).stdout).expect("UTF-8");
    insta::assert_snapshot!("short", run("short"));
    insta::assert_snapshot!("github", run("github"));
    let mut json: serde_json::Value = serde_json::from_str(&run("json")).expect("JSON");
    json["seconds"] = serde_json::json!("(time)");
    insta::assert_json_snapshot!("json", json);
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
    insta::assert_json_snapshot!("sarif", sarif);
}

#[test]
fn warnings_pass_unless_denied() {
    let project = TestProject::shipped();
    project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 国内外のの、、");
    assert_eq!(project.run(&["check"]).status.code(), Some(0));
    assert_eq!(project.run(&["check", "--deny-warnings"]).status.code(), Some(1));
    assert_eq!(project.run(&["build", "--deny-warnings"]).status.code(), Some(1));
    assert!(!project.path("out/plan.pdf").exists());
}

#[test]
fn the_plan_chooses_severities() {
    let project = TestProject::shipped();
    project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 国内外の、、");
    let plan = project.read("sources/plan.yaml");
    project.write("sources/plan.yaml", format!("{plan}\nrules:\n  - {{rule: wording/doubled, severity: error}}\n"));
    assert_eq!(project.run(&["check"]).status.code(), Some(1));
    project.write("sources/plan.yaml", format!("{plan}\nrules:\n  - {{rule: wording/doubled, severity: ignore}}\n"));
    let output = project.run(&["check", "--deny-warnings"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    project.write("sources/plan.yaml", format!("{plan}\nrules:\n  - {{rule: source/unknown-key, severity: ignore}}\n"));
    assert!(stderr(&project.run(&["check"])).contains("cannot be adjusted"));
}

#[test]
fn check_writes_nothing() {
    let project = TestProject::shipped();
    assert_eq!(project.run(&["check"]).status.code(), Some(0));
    assert!(!project.path("out").exists());
}

#[test]
fn a_rule_is_explained_by_its_code() {
    let output = command().args(["explain", "reference/typed-page"]).output().expect("started");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("`[](page:ID)`"), "{text}");
    let output = command().args(["explain", "reference/typed-pages"]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `reference/typed-page`?"));
}

#[test]
fn the_rules_page_is_up_to_date() {
    let output = command().args(["explain", "--all"]).output().expect("started");
    let written = std::fs::read_to_string(crate::project::repository("docs/rules.md")).expect("the page");
    assert!(
        String::from_utf8_lossy(&output.stdout) == written,
        "run `cargo run --release -- explain --all > docs/rules.md`"
    );
}

#[test]
fn pages_are_printed_for_people_and_programs() {
    let project = TestProject::shipped();
    let text = String::from_utf8(project.run(&["pages"]).stdout).expect("UTF-8");
    assert!(
        text.lines().any(|line| line.trim_start().starts_with("11 ") && line.contains("project:publicity")),
        "{text}"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&project.run(&["pages", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["pages"], 17);
    assert_eq!(json["parts"][12]["label"], "project:council");
    assert_eq!(json["parts"][12]["page"], "13");
    // `build` writes the same map.
    assert_eq!(project.run(&["build"]).status.code(), Some(0));
    let written: serde_json::Value = serde_json::from_str(&project.read("out/pages.json")).expect("JSON");
    assert_eq!(written, json);
}

#[test]
fn pages_that_never_settle_are_an_error() {
    let project = TestProject::shipped();
    // An even number of pages makes one more, an odd one does not: there is no number that stays.
    let contents = project.read("layouts/contents.typ");
    let restless = contents.replacen(
        "#let contents(data) =",
        "#let restless() = context { if calc.even(counter(page).final().first()) { pagebreak() + [x] + pagebreak() } }\n#let contents(data) = restless() +",
        1,
    );
    assert_ne!(restless, contents);
    project.write("layouts/contents.typ", restless);
    let output = project.run(&["check", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("error[layout/not-converged]"), "{text}");
}

#[test]
fn a_font_that_is_not_there_is_an_error() {
    let project = TestProject::shipped();
    project.edit("layouts/theme.typ", "#let family = \"BIZ UDPGothic\"", "#let family = \"BIZ UDMincho\"");
    let output = project.run(&["check", "--format", "short"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("error[layout/unknown-font]") && text.contains("layouts/"), "{text}");
}

#[test]
fn colour_is_only_for_those_who_ask() {
    let project = TestProject::shipped();
    project.edit("sources/plan.yaml", "fiscal-year: 令和6年度", "fiscal-year: 令和六年度");
    assert!(!stderr(&project.run(&["build"])).contains('\u{1b}'), "not a terminal");
    assert!(stderr(&project.run(&["build", "--color", "always"])).contains('\u{1b}'));
}
