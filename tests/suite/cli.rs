//! The command line: help, exit status, and messages that a clerk can act on.

use std::process::Output;

use crate::project::{TestProject, command};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_is_as_documented() {
    let mut help = String::new();
    for arguments in [&["--help"][..], &["build", "--help"], &["eject", "--help"]] {
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

#[test]
fn colour_is_only_for_those_who_ask() {
    let project = TestProject::shipped();
    project.edit("sources/plan.yaml", "date: 2024-08-31", "date: 2024-08-32");
    assert!(!stderr(&project.run(&["build"])).contains('\u{1b}'), "not a terminal");
    assert!(stderr(&project.run(&["build", "--color", "always"])).contains('\u{1b}'));
}
