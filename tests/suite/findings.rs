//! What is reported of broken sources: one folder a case under `tests/findings/`.
//!
//! A case holds only the files in which it differs from `tests/findings/base`. A line that begins with `#~` is not
//! part of the file; it says what is expected of the line above it: `#~ COLUMN CODE part of the message`.
//! A file named `removed` lists files of the base that the case does not have; a file named `expected` has the
//! expectations that no line can carry: `FILE LINE COLUMN CODE part of the message`.
//! A case whose name begins with `accepted` has what looks like a fault and is none: nothing may be reported of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keikaku::diagnostic::Diagnostic;
use keikaku::pipeline::{Failure, Project};

use crate::project::{TestProject, repository};

/// A finding: file, line, column, code, message.
pub type Found = (String, usize, usize, String, String);

fn base() -> PathBuf {
    repository("tests/findings/base")
}

/// Writes a case's files into a project, without their expectations, which are returned.
fn lay(case: &Path, folder: &Path, project: &TestProject, expected: &mut Vec<Found>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            lay(case, &path, project, expected);
            continue;
        }
        let name = path.strip_prefix(case).expect("inside").to_str().expect("UTF-8").replace('\\', "/");
        let bytes = fs::read(&path).expect("read");
        if name == "removed" {
            for removed in String::from_utf8(bytes).expect("UTF-8").lines() {
                fs::remove_file(project.path(&format!("sources/{removed}"))).expect("a file of the base");
            }
            continue;
        }
        if name == "expected" {
            for written in String::from_utf8(bytes).expect("UTF-8").lines() {
                let (file, rest) = written.split_once(' ').expect("a file");
                let (line, rest) = rest.split_once(' ').expect("a line");
                let line = line.parse().expect("a line");
                expected.push(expectation_of(&format!("sources/{file}"), line, rest));
            }
            continue;
        }
        let name = format!("sources/{name}");
        match String::from_utf8(bytes) {
            Ok(text) => {
                let (mut kept, mut line) = (String::new(), 0);
                for written in text.split_inclusive('\n') {
                    match written.trim_start().strip_prefix("#~ ") {
                        Some(expectation) => expected.push(expectation_of(&name, line.max(1), expectation.trim_end())),
                        None => {
                            kept.push_str(written);
                            line += 1;
                        }
                    }
                }
                project.write(&name, kept);
            }
            Err(error) => {
                project.write(&name, error.into_bytes());
            }
        }
    }
}

fn expectation_of(file: &str, line: usize, text: &str) -> Found {
    let mut parts = text.splitn(3, ' ');
    let column = parts.next().and_then(|column| column.parse().ok()).unwrap_or_else(|| panic!("a column: {text}"));
    let code = parts.next().unwrap_or_else(|| panic!("a code: {text}"));
    (file.into(), line, column, code.into(), parts.next().unwrap_or_default().into())
}

/// Builds a project and returns what is reported, whether it keeps the plan from being made or not.
pub fn reported(project: &TestProject) -> (Vec<Diagnostic>, Project) {
    let (result, opened) = project.build();
    match result {
        Ok(built) => (built.warnings, opened),
        Err(Failure::Findings(findings)) => (findings, opened),
        Err(other) => panic!("{other:?}"),
    }
}

/// Says of every finding what the cases say of those that they expect.
pub fn findings(project: &TestProject) -> Vec<Found> {
    let (findings, opened) = reported(project);
    let place = |finding: &Diagnostic| {
        let file = opened.files().get(finding.primary.span.file);
        let (line, column) = file.line_column(finding.primary.span.range().start);
        (file.path().to_owned(), line, column, finding.rule.code.to_owned(), finding.message.clone())
    };
    findings.iter().map(place).collect()
}

/// Says what was expected and not found, and what was found and not expected; nothing where they agree.
pub fn differences(what: &str, mut expected: Vec<Found>, found: Vec<Found>) -> Option<String> {
    let mut unexpected = Vec::new();
    for found in found {
        let same = |expected: &Found| {
            (&found.0, found.1, found.2, &found.3) == (&expected.0, expected.1, expected.2, &expected.3)
                && found.4.contains(&expected.4)
        };
        match expected.iter().position(same) {
            Some(at) => drop(expected.remove(at)),
            None => unexpected.push(found),
        }
    }
    let lines = |label: &str, list: &[Found]| -> String {
        list.iter()
            .map(|(file, line, column, code, message)| format!("\n  {label} {file}:{line}:{column} {code} {message}"))
            .collect()
    };
    let agrees = expected.is_empty() && unexpected.is_empty();
    (!agrees).then(|| format!("{what}{}{}", lines("missing", &expected), lines("unexpected", &unexpected)))
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<_> = fs::read_dir(repository("tests/findings"))
        .expect("cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.retain(|case| case.is_dir() && *case != base());
    cases.sort();
    cases
}

// Otherwise a sound plan would be refused, and no case would say anything of its own fault.
#[test]
fn the_base_is_without_findings() {
    let project = TestProject::with_sources(&base());
    assert_eq!(findings(&project), []);
}

// Otherwise a fault would be printed unseen, or a clerk sent to the wrong place or after something that is right.
#[test]
fn every_case_reports_what_it_says_and_nothing_else() {
    let mut failures = Vec::new();
    for case in cases() {
        let project = TestProject::with_sources(&base());
        let mut expected = Vec::new();
        lay(&case, &case, &project, &mut expected);
        let accepted = case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("accepted"));
        assert_eq!(expected.is_empty(), accepted, "{} expects something, or is accepted", case.display());
        failures.extend(differences(&case.display().to_string(), expected, findings(&project)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

// Otherwise a clerk would be told that something is wrong, but not what to do.
#[test]
fn every_message_and_help_reads_well() {
    for case in cases() {
        let project = TestProject::with_sources(&base());
        lay(&case, &case, &project, &mut Vec::new());
        for finding in reported(&project).0 {
            let first = finding.message.chars().next().expect("a message");
            assert!(!first.is_uppercase(), "lower case: {}", finding.message);
            assert!(!finding.message.ends_with('.'), "no full stop: {}", finding.message);
            assert!(finding.help.is_some(), "says what to do: {}", finding.message);
        }
    }
}

// Otherwise a rule could stop working, and plans would be passed that break it.
#[test]
fn every_rule_of_the_sources_has_a_case() {
    let mut covered = BTreeSet::new();
    for case in cases() {
        let project = TestProject::with_sources(&base());
        let mut expected = Vec::new();
        lay(&case, &case, &project, &mut expected);
        covered.extend(expected.into_iter().map(|(.., code, _)| code));
    }
    // No sources alone provoke these. Those of `layout/` need a broken layout (`cli.rs`, `build.rs`), as headings
    // keep with what follows them and nothing else of the shipped layouts is wrong; the others need a finished PDF
    // that was tampered with, or a lock that is out of date.
    let elsewhere = [
        "layout/not-converged",
        "layout/unknown-font",
        "layout/typst",
        "layout/typst-warning",
        "layout/ignored",
        "layout/lonely-heading",
    ];
    let of_the_pdf = |code: &str| ["page/", "pdf/", "lock/", "print/"].iter().any(|concern| code.starts_with(concern));
    let missing: Vec<_> = keikaku::diagnostic::rule::ALL
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !covered.contains(*code) && !elsewhere.contains(code) && !of_the_pdf(code))
        .collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
}
