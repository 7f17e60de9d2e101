//! What is reported of broken sources: one folder a case under `tests/findings/`.
//!
//! A case holds only the files in which it differs from `tests/findings/base`. A line that begins with `#~` is not
//! part of the file; it says what is expected of the line above it: `#~ COLUMN CODE part of the message`.
//! A file named `removed` lists files of the base that the case does not have; a file named `expected` has the
//! expectations that no line can carry: `FILE LINE COLUMN CODE part of the message`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keikaku::pipeline::Failure;

use crate::project::{TestProject, repository};

/// A finding: file, line, column, code, message.
type Found = (String, usize, usize, String, String);

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

fn findings(project: &TestProject) -> Vec<Found> {
    let (result, opened) = project.build();
    let findings = match result {
        Ok(built) => built.warnings,
        Err(Failure::Findings(findings)) => findings,
        Err(other) => panic!("{other:?}"),
    };
    let place = |finding: &keikaku::diagnostic::Diagnostic| {
        let file = opened.files().get(finding.primary.span.file);
        let (line, column) = file.line_column(finding.primary.span.range().start);
        (file.path().to_owned(), line, column, finding.rule.code.to_owned(), finding.message.clone())
    };
    findings.iter().map(place).collect()
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

#[test]
fn the_base_is_without_findings() {
    let project = TestProject::with_sources(&base());
    assert_eq!(findings(&project), []);
}

#[test]
fn every_case_reports_what_it_says_and_nothing_else() {
    let mut failures = Vec::new();
    for case in cases() {
        let project = TestProject::with_sources(&base());
        let mut expected = Vec::new();
        lay(&case, &case, &project, &mut expected);
        expected.sort();
        assert!(!expected.is_empty(), "{} expects something", case.display());
        let mut found = findings(&project);
        found.sort();
        let agrees = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(found, expected)| {
                (&found.0, found.1, found.2, &found.3) == (&expected.0, expected.1, expected.2, &expected.3)
                    && found.4.contains(&expected.4)
            });
        if !agrees {
            failures.push(format!("{}\nexpected {expected:#?}\nfound {found:#?}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_message_and_help_reads_well() {
    for case in cases() {
        let project = TestProject::with_sources(&base());
        lay(&case, &case, &project, &mut Vec::new());
        let (Err(Failure::Findings(findings)), _) = project.build() else { panic!("{}", case.display()) };
        for finding in findings {
            let first = finding.message.chars().next().expect("a message");
            assert!(!first.is_uppercase(), "lower case: {}", finding.message);
            assert!(!finding.message.ends_with('.'), "no full stop: {}", finding.message);
            assert!(finding.help.is_some(), "says what to do: {}", finding.message);
        }
    }
}

#[test]
fn every_rule_of_the_sources_has_a_case() {
    let mut covered = BTreeSet::new();
    for case in cases() {
        let project = TestProject::with_sources(&base());
        let mut expected = Vec::new();
        lay(&case, &case, &project, &mut expected);
        covered.extend(expected.into_iter().map(|(.., code, _)| code));
    }
    // These need broken layouts or a document of many pages; `build.rs` and `cli.rs` have them.
    let elsewhere = ["layout/not-converged", "layout/unknown-font", "layout/typst", "layout/typst-warning"];
    let missing: Vec<_> = keikaku::diagnostic::rule::ALL
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !covered.contains(*code) && !elsewhere.contains(code))
        .collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
}
