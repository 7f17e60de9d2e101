//! The command: arguments, formats, files written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use keikaku::changes::{Difference, markdown};
use keikaku::diagnostic::render::{self, Selection};
use keikaku::diagnostic::{Diagnostic, Files, Span, Text, inert, is_active, rule, suggest_help};
use proptest::prelude::*;
use serde_json::Value;

use super::cases;
use crate::project::{TestProject, command, repository};

/// The commands, each with arguments that it needs, and the formats that it has.
const COMMANDS: [(&[&str], &[&str]); 8] = [
    (&["build"], &["human", "short", "json", "github", "sarif"]),
    (&["check"], &["human", "short", "json", "github", "sarif"]),
    (&["pages"], &["human", "json"]),
    (&["changes"], &["human", "json", "csv", "md"]),
    (&["charts"], &["human", "json", "svg", "png"]),
    (&["preflight", "none.pdf"], &["human", "json"]),
    (&["explain", "no/rule"], &["human", "json"]),
    (&["eject", "out/typst"], &["human", "short", "json", "github", "sarif"]),
];

/// The formats that a program reads.
const FOR_PROGRAMS: [&str; 3] = ["json", "github", "sarif"];

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

/// Asserts that the command stopped with status 2 and that what a program reads is one whole document that says why.
fn tells(format: &str, output: &Output, what: &str) {
    assert_eq!(output.status.code(), Some(2), "{format}: {}{}", stdout(output), stderr(output));
    let text = stdout(output);
    let message = match format {
        "json" => {
            let object = json(output);
            assert_eq!((&object["version"], &object["status"]), (&1.into(), &"error".into()), "{object}");
            object["message"].clone()
        }
        "sarif" => {
            let log = json(output);
            assert_eq!(log["version"], "2.1.0");
            let run = &log["runs"][0];
            assert_eq!(run["tool"]["driver"]["name"], "keikaku");
            assert_eq!(run["results"], serde_json::json!([]), "what keeps it from looking is no result");
            let invocation = &run["invocations"][0];
            assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &2.into()));
            invocation["toolExecutionNotifications"][0]["message"]["text"].clone()
        }
        "github" => {
            assert_eq!(text.lines().count(), 1, "{text}");
            Value::from(text.strip_prefix("::error title=keikaku::").unwrap_or_else(|| panic!("{text}")))
        }
        other => panic!("{other}"),
    };
    let message = message.as_str().unwrap_or_else(|| panic!("{format} says why: {text}"));
    assert!(message.contains(what), "{format} says `{what}`: {message}");
}

/// Returns all files of a folder, links as where they lead.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let kind = fs::symlink_metadata(&path).expect("there").file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let leads = fs::read_link(&path).expect("a link");
                found.insert(path, leads.display().to_string().into_bytes());
            } else {
                let bytes = fs::read(&path).expect("read");
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// Puts lines with a space at their end, which is a warning each, into `plan.yaml`: after its first line, or at its end.
fn spaced(project: &TestProject, lines: std::ops::Range<usize>) {
    let plan = project.read("sources/plan.yaml");
    let comments: String = lines.map(|number| format!("# 行{number} \n")).collect();
    project.write("sources/plan.yaml", format!("{plan}\n{comments}"));
}

/// Keeps the checks of many findings from being about anything but their number.
fn check(project: &TestProject, arguments: &[&str]) -> Output {
    project.run(&[&["check", "--profile", "screen"], arguments].concat())
}

const SPACE: &str = "wording/trailing-space";

cases! {
    b16: "exit 2 with `--format sarif` or `github` left standard output empty",
        "a whole document that says why, or CI takes a run that has not looked for one without findings",
        |project| {
            let elsewhere = tempfile::tempdir().expect("a folder");
            let run = |arguments: &[&str]| {
                command().args(arguments).current_dir(elsewhere.path()).output().expect("started")
            };
            for format in FOR_PROGRAMS {
                for (arguments, formats) in COMMANDS {
                    // What clap refuses, whatever the command; and a format that it does not have.
                    tells(format, &run(&[arguments, &["--no-such-option", "--format", format]].concat()), "--no-such");
                    if !formats.contains(&format) {
                        let output = run(&[arguments, &["--format", format]].concat());
                        tells(format, &output, &format!("invalid value '{format}'"));
                        continue;
                    }
                    let what = match arguments[0] {
                        "preflight" => "`none.pdf` cannot be read",
                        "explain" => "unknown rule `no/rule`",
                        _ => "`sources/plan.yaml` does not exist",
                    };
                    tells(format, &run(&[arguments, &["--format", format]].concat()), what);
                    if what.contains("plan.yaml") {
                        let output = run(&[arguments, &["-C", "nowhere", "--format", format]].concat());
                        tells(format, &output, "`nowhere` is not a project folder");
                    }
                }
                tells(format, &run(&["--format", format]), "");
                tells(format, &run(&["biuld", "--format", format]), "biuld");
                tells(format, &run(&["check", "--edition", "x", &format!("--format={format}")]), "--edition");
            }
            // Of the project and of what is written.
            let fonts = fs::read(project.path("fonts/BIZUDPGothic-Regular.ttf")).expect("a font");
            project.write("fonts/BIZUDPGothic-Regular.ttf", "no font");
            for format in FOR_PROGRAMS {
                tells(format, &project.run(&["check", "--format", format]), "is not a readable font");
            }
            project.write("fonts/BIZUDPGothic-Regular.ttf", fonts);
            for format in FOR_PROGRAMS {
                let output = project.run(&["check", "--profile", "screen", "--pdf", "no.pdf", "--format", format]);
                tells(format, &output, "`no.pdf` cannot be read");
                tells(format, &project.run(&["eject", ".", "--format", format]), "is the project folder");
            }
        };

    b17: "with `-C DIR`, `short` and `human` left `DIR` out of paths",
        "paths of every format lead to the file from where the command ran: they are clicked, and opened by programs",
        |project| {
            project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 国内外のの");
            let around = project.root().parent().expect("a folder");
            let folder = project.root().file_name().expect("a name").to_str().expect("UTF-8");
            let file = format!("{folder}/sources/projects/startup.yaml");
            for (dir, file) in [(folder.to_owned(), file.clone()), (format!("./{folder}/"), format!("./{file}"))] {
                for format in ["human", "short", "json", "github", "sarif"] {
                    let output = command()
                        .args(["check", "--profile", "screen", "-C", &dir, "--format", format])
                        .current_dir(around)
                        .output()
                        .expect("started");
                    let shown = match format {
                        "human" => stderr(&output)
                            .lines()
                            .find_map(|line| line.trim_start().strip_prefix("--> ").map(str::to_owned))
                            .expect("a place"),
                        "json" => json(&output)["diagnostics"][0]["file"].as_str().expect("a path").to_owned(),
                        "sarif" => {
                            let place = &json(&output)["runs"][0]["results"][0]["locations"][0];
                            place["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a path").to_owned()
                        }
                        "github" => stdout(&output).trim_start_matches("::warning file=").to_owned(),
                        _ => stdout(&output),
                    };
                    assert!(shown.starts_with(&file), "{format} of {dir}: {shown}");
                    assert!(around.join(&file).exists());
                }
            }
            // What was written, and what could not be read.
            let run = |arguments: &[&str]| {
                let output = command().args(arguments).args(["-C", folder]).current_dir(around).output();
                output.expect("started")
            };
            let lines = stdout(&run(&["build", "--profile", "screen"]));
            assert!(lines.starts_with(&format!("{folder}/out/plan.pdf  ")), "{lines}");
            fs::remove_dir_all(project.path("layouts")).expect("removed");
            let said = stderr(&run(&["check"]));
            assert!(said.contains(&format!("`{folder}/layouts`")), "{said}");
        };

    b18: "`--help` of each command listed all nine formats",
        "it lists those that the command has, and any other is refused before anything is done",
        |_| {
            let empty = tempfile::tempdir().expect("a folder");
            let run = |arguments: &[&str]| {
                command().args(arguments).current_dir(empty.path()).output().expect("started")
            };
            for (arguments, formats) in COMMANDS {
                let help = stdout(&run(&[arguments[0], "--help"]));
                let (_, after) = help.split_once("--format <FORMAT>").expect("the option");
                let (values, _) = after.split_once("[default:").expect("a default");
                let listed: Vec<_> = values
                    .lines()
                    .filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next())
                    .collect();
                assert_eq!(listed, formats, "{}", arguments[0]);
                for format in ["human", "short", "json", "github", "sarif", "csv", "md", "svg", "png"] {
                    let output = run(&[arguments, &["--format", format]].concat());
                    let said = stdout(&output) + &stderr(&output);
                    let refused = said.contains("--format <FORMAT>");
                    assert_eq!(refused, !formats.contains(&format), "{} --format {format}: {said}", arguments[0]);
                    assert_eq!(output.status.code(), Some(2), "there is no project here");
                }
            }
        };

    b19: "the tests held the published figures against `sources/`, so that one changed amount failed them",
        "the program's tests pass whatever the plan says: they have their own copy of the published one",
        |project| {
            assert_eq!(
                tree(&project.path("sources")).into_values().collect::<Vec<_>>(),
                tree(&repository("tests/plan/sources")).into_values().collect::<Vec<_>>(),
                "the published plan is the tests' copy"
            );
            // Every path into the repository goes through `repository`, and none of them into its `sources/`.
            let mut checked = 0;
            for (path, bytes) in tree(&repository("tests/suite")).into_iter().chain(tree(&repository("src"))) {
                let Some("rs") = path.extension().and_then(std::ffi::OsStr::to_str) else { continue };
                let text = String::from_utf8(bytes).expect("UTF-8");
                let manifest = ["CARGO_MANIFEST", "_DIR"].concat();
                let may = path.ends_with("tests/suite/project.rs");
                assert!(may || !text.contains(&manifest), "{} finds the repository by itself", path.display());
                for opening in ["repository(\"", "include_str!(\"", "include_bytes!(\""] {
                    for (_, rest) in text.match_indices(opening).map(|(at, found)| text.split_at(at + found.len())) {
                        let named = rest.split('"').next().expect("a path").trim_start_matches("../");
                        let first = named.split('/').next().expect("a name");
                        assert!(first != "sources", "{} reads `{named}`", path.display());
                        checked += 1;
                    }
                }
            }
            assert!(checked > 10, "the paths are looked at: {checked}");
        };

    c12: "300 findings of one rule were 300 messages of seven lines",
        "the first of each rule and how many there are; `--rule` shows all, other rules are left out",
        |project| {
            spaced(&project, 0..300);
            project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 国内外のの");
            let said = stderr(&check(&project, &[]));
            assert_eq!(said.matches("-->").count(), 6, "five of the one rule, one of the other: {said}");
            assert!(said.contains("    300  warning[wording/trailing-space]: 295 more of this rule"), "{said}");
            assert!(said.contains("(`--rule wording/trailing-space` shows all)"), "{said}");
            assert!(said.contains("      1  warning[wording/doubled]\n"), "{said}");
            assert!(said.ends_with("0 errors, 301 warnings\n"), "{said}");
            let said = stderr(&check(&project, &["--rule", SPACE]));
            assert_eq!(said.matches("-->").count(), 300);
            assert!(!said.contains("doubled: `"), "{said}");
            let lines = stdout(&check(&project, &["--format", "short", "--rule", "wording/doubled", "--rule", SPACE]));
            assert_eq!(lines.matches(": warning[").count(), 301);
            // The status is that of all findings, whichever are shown.
            assert_eq!(check(&project, &["--deny-warnings", "--rule", "target/none"]).status.code(), Some(1));
            let said = stderr(&check(&project, &["--rule", "wording/trailing-spaces"]));
            assert!(said.contains("did you mean `wording/trailing-space`?"), "{said}");
        };

    c12_baseline: "there was no way to take the checks up with what is there",
        "it is accepted in one step with a reason, wherever its lines move; what is new still fails, what is gone is said",
        |project| {
            spaced(&project, 0..300);
            let none = check(&project, &["--write-baseline"]);
            assert_eq!(none.status.code(), Some(2));
            assert!(stderr(&none).contains("findings that are not accepted yet: 300"), "{}", stderr(&none));
            assert!(!project.path("sources/baseline.yaml").exists());

            let written = check(&project, &["--write-baseline", "--reason", "公表済みの原稿のまま"]);
            assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
            assert!(stdout(&written).starts_with("sources/baseline.yaml  findings accepted: 300, new: 300"));
            let baseline = project.read("sources/baseline.yaml");
            assert!(baseline.contains("    text: '# 行7'\n    reason: '公表済みの原稿のまま'\n"), "{baseline}");
            let clean = check(&project, &["--deny-warnings"]);
            assert_eq!(clean.status.code(), Some(0), "{}", stderr(&clean));

            // Lines move; one comes, one goes.
            let plan = project.read("sources/plan.yaml").replace("# 行7 \n", "");
            project.write("sources/plan.yaml", format!("# 一行\n\n\n{plan}# 行900 \n"));
            let moved = check(&project, &["--format", "json", "--deny-warnings"]);
            assert_eq!(moved.status.code(), Some(1));
            let object = json(&moved);
            let found = object["diagnostics"].as_array().expect("findings").iter();
            let found: Vec<_> = found.map(|found| format!("{} {}", found["file"], found["code"])).collect();
            let gone = r#""sources/baseline.yaml" "settings/unused-ignore""#;
            assert_eq!(found, [gone, r#""sources/plan.yaml" "wording/trailing-space""#]);

            // Accepting anew keeps the reasons that are there and takes out what is gone.
            let again = check(&project, &["--write-baseline", "--reason", "別の理由"]);
            assert!(stdout(&again).contains("findings accepted: 300, new: 1,"), "{}", stdout(&again));
            let baseline = project.read("sources/baseline.yaml");
            assert_eq!(baseline.matches("公表済みの原稿のまま").count(), 299);
            assert!(!baseline.contains("# 行7'") && baseline.contains("    text: '# 行900'\n    reason: '別の理由'\n"));
            assert_eq!(check(&project, &["--deny-warnings"]).status.code(), Some(0));
        };

    c12_baseline_has_limits: "–",
        "what keeps the plan from being made cannot be accepted, nor what a check has not looked at be called gone",
        |project| {
            // An error that may be adjusted is accepted as warnings are.
            project.edit("sources/projects/council.md", "- 前年度の事業評価", "- 前年度の事業評価（詳しくは6頁参照）");
            let refused = check(&project, &[]);
            assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
            let entry = "findings:\n  - {rule: print/ink, file: sources/plan.yaml, text: x, reason: 印刷所と確認済み}\n";
            project.write("sources/baseline.yaml", entry);
            let written = check(&project, &["--write-baseline", "--reason", "確認済み"]);
            assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
            let baseline = project.read("sources/baseline.yaml");
            assert!(baseline.contains("rule: 'reference/typed-page'"), "{baseline}");
            assert!(baseline.contains("rule: 'print/ink'"), "the screen profile does not know of inks: {baseline}");
            let clean = check(&project, &["--deny-warnings"]);
            assert_eq!(clean.status.code(), Some(0), "{}", stderr(&clean));

            project.edit("sources/projects/startup.yaml", "    amount: 14043", "    amuont: 14043");
            let refused = check(&project, &["--write-baseline", "--reason", "確認済み"]);
            assert_eq!(refused.status.code(), Some(1));
            assert!(stderr(&refused).contains("source/unknown-key") && stderr(&refused).contains("nothing was written"));
            assert_eq!(project.read("sources/baseline.yaml"), baseline);

        };

    d11: "10,000 findings were 2 to 4 MB of messages",
        "a few screens for people, a bounded document for programs, and the number in each",
        |project| {
            spaced(&project, 0..10_000);
            for (format, lines, bytes) in
                [("human", 60, 4_000), ("short", 30, 4_000), ("github", 60, 20_000), ("json", 1, 300_000), ("sarif", 1, 400_000)]
            {
                let output = check(&project, &["--format", format]);
                assert_eq!(output.status.code(), Some(0), "{format}");
                let text = if format == "human" { stderr(&output) } else { stdout(&output) };
                assert!(text.lines().count() <= lines, "{format}: {} lines", text.lines().count());
                assert!(text.len() <= bytes, "{format}: {} bytes", text.len());
                let said = match format {
                    "json" => {
                        let object = json(&output);
                        assert_eq!(object["counts"][0], serde_json::json!({
                            "code": SPACE, "severity": "warning", "count": 10_000, "shown": 1_000,
                        }));
                        continue;
                    }
                    "human" => "9995 more of this rule",
                    "short" => "9980 more",
                    "github" => "9950 more of this rule",
                    _ => "findings of `wording/trailing-space`: 10000; 9000 of them are only counted",
                };
                assert!(text.contains(said), "{format}: {said}");
            }
        };

    f1: "`keikaku eject .` overwrote the author's photo with its small version",
        "nothing is ejected where anything of an author's may lie, and nothing is left of what is refused",
        |project| {
            project.write("sources/images/photo.jpg", "the author's");
            project.write("main.typ", "the author's");
            project.write("own/layouts/cover.typ", "the author's");
            project.write("other/sources/plan.yaml", "the author's");
            let elsewhere = tempfile::tempdir().expect("a folder");
            let theirs = elsewhere.path().join("theirs");
            fs::create_dir(&theirs).expect("a folder");
            fs::write(theirs.join("main.typ"), "the author's").expect("written");
            #[cfg(unix)]
            for link in ["link", "layouts/link", "out"] {
                std::os::unix::fs::symlink(&theirs, project.path(link)).expect("a link");
            }
            let theirs = theirs.to_str().expect("UTF-8").to_owned();
            let (before, beside) = (tree(project.root()), tree(elsewhere.path()));
            let mut refused = vec![".", "..", "./", "sources", "sources/images", "sources/new", "layouts", "own", "new", "other", &theirs];
            if cfg!(unix) {
                refused.extend(["link", "link/", "link/new", "out", "out/typst", "layouts/link/x"]);
            }
            for folder in refused {
                let output = project.run(&["eject", folder]);
                assert_eq!(output.status.code(), Some(2), "eject {folder}: {}", stderr(&output));
                assert!(stderr(&output).contains("help: "), "{}", stderr(&output));
                assert!(tree(project.root()) == before, "eject {folder} changes nothing");
                assert!(tree(elsewhere.path()) == beside, "eject {folder} changes nothing elsewhere");
            }
            // An earlier ejection that nobody touched is replaced; any other is not.
            let typst = elsewhere.path().join("typst");
            let eject = || project.run(&["eject", typst.to_str().expect("UTF-8")]);
            assert_eq!(eject().status.code(), Some(0));
            let first = tree(&typst);
            project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 世界中の");
            assert_eq!(eject().status.code(), Some(0));
            assert!(tree(&typst) != first && tree(&typst).keys().eq(first.keys()));
            assert_eq!(names(elsewhere.path()), ["theirs", "typst"]);
            let cover = typst.join("layouts/cover.typ");
            fs::write(&cover, "the designer's").expect("written");
            let output = eject();
            assert_eq!(output.status.code(), Some(2));
            assert!(stderr(&output).contains("`layouts/cover.typ`"), "{}", stderr(&output));
            assert_eq!(fs::read(&cover).expect("read"), b"the designer's");
        };

    f1_writes: "–",
        "no command writes through a link, over a source, or over a file that the caller names",
        |project| {
            let elsewhere = tempfile::tempdir().expect("a folder");
            fs::write(elsewhere.path().join("theirs"), "the author's").expect("written");
            let theirs = elsewhere.path().join("theirs");
            project.write("sources/amendments/2024-12-01-x.yaml.txt", "").write("keep.yaml", "the author's");
            fs::remove_file(project.path("sources/amendments/2024-12-01-x.yaml.txt")).expect("removed");
            let git = |arguments: &[&str]| {
                let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
                let output = Command::new("git").args(identity).args(arguments).current_dir(project.root()).output();
                assert!(output.expect("git").status.success(), "{arguments:?}");
            };
            git(&["init", "-q", "."]);
            git(&["add", "sources"]);
            git(&["commit", "-qm", "a"]);
            project.edit("sources/projects/startup.yaml", "amount: 14043", "amount: 14044");
            let propose = |path: &str| project.run(&["changes", "--from-git", "HEAD", "--write-amendment", path]);
            for existing in ["sources/plan.yaml", "keep.yaml", "sources/projects/startup.yaml"] {
                assert_eq!(propose(existing).status.code(), Some(2), "{existing}");
            }
            project.write("sources/amendments/2024-12-01-mine.yaml", "the author's");
            let output = propose("sources/amendments/2024-12-01-mine.yaml");
            assert_eq!(output.status.code(), Some(1), "the sources are read first: {}", stderr(&output));
            assert_eq!(project.read("sources/amendments/2024-12-01-mine.yaml"), "the author's");
            fs::remove_file(project.path("sources/amendments/2024-12-01-mine.yaml")).expect("removed");
            #[cfg(unix)]
            {
                use std::os::unix::fs::symlink;
                // A link that leads nowhere would be written through; and so would a folder that is one.
                symlink(elsewhere.path().join("new"), project.path("2024-12-01-a.yaml")).expect("a link");
                symlink(elsewhere.path(), project.path("linked")).expect("a link");
                for path in ["2024-12-01-a.yaml", "linked/2024-12-01-a.yaml", "linked/deep/2024-12-01-a.yaml"] {
                    let output = propose(path);
                    assert_eq!(output.status.code(), Some(2), "{path}: {}", stderr(&output));
                }
                let build: &[&str] = &["build", "--profile", "screen"];
                let changes: &[&str] = &["changes", "--from-git", "HEAD"];
                let baseline: &[&str] = &["check", "--profile", "screen", "--write-baseline", "--reason", "x"];
                fs::remove_file(project.path("sources/pages.lock")).ok();
                for (link, target, arguments) in [
                    ("out", elsewhere.path(), build),
                    ("out", elsewhere.path(), changes),
                    ("out", elsewhere.path(), &["charts"]),
                    ("out/plan.pdf", &theirs, build),
                    ("out/changes.pdf", &theirs, changes),
                    ("out/charts", elsewhere.path(), &["charts"]),
                    ("out/charts/fields.svg", &theirs, &["charts"]),
                    ("sources/pages.lock", &theirs, &["pages", "--lock"]),
                    ("sources/baseline.yaml", &theirs, baseline),
                ] {
                    let output_folder = Path::new(link).parent().expect("a folder");
                    fs::create_dir_all(project.root().join(output_folder)).expect("a folder");
                    symlink(target, project.path(link)).expect("a link");
                    let output = project.run(arguments);
                    // What is read through the link first is refused as a source.
                    let (status, said) = if link.ends_with("baseline.yaml") {
                        (1, "lies outside the project folder".to_owned())
                    } else {
                        (2, format!("`{link}` is a link, and nothing is written through links"))
                    };
                    assert_eq!(output.status.code(), Some(status), "{arguments:?} with {link}: {}", stderr(&output));
                    assert!(stderr(&output).contains(&said), "{arguments:?}: {}", stderr(&output));
                    assert!(fs::symlink_metadata(project.path(link)).expect("there").is_symlink(), "{link} is not replaced");
                    assert_eq!(names(elsewhere.path()), ["theirs"], "{link}");
                    assert_eq!(fs::read(&theirs).expect("read"), b"the author's", "{link}");
                    fs::remove_file(project.path(link)).expect("removed");
                    fs::remove_dir_all(project.path("out")).ok();
                }
            }
        };

    f7_messages: "ids of 100,000 letters, 340,000 trailing spaces, a lock of 200,000 lines: 7 GB and 120 s",
        "suggestions among short names only, and few; of each rule only so many findings are kept; the rest is counted",
        |project| {
            let long = "x".repeat(100_000);
            let names: Vec<_> = (0..5_000).map(|number| format!("{number}{long}")).take(50).collect();
            let help = suggest_help(&long, names.iter().map(String::as_str)).unwrap_or_default();
            assert!(help.ends_with(" and 30 more"));
            let mut files = Files::default();
            let file = files.add("sources/a.yaml", "a");
            let finding = Diagnostic::new(&rule::UNKNOWN_ID, Span::new(file, 0, 1), format!("unknown `{long}`")).help(help);
            assert!(finding.message.len() < 4_000 && finding.help.expect("a help").len() < 4_000);

            let plan = project.read("sources/plan.yaml");
            project.write("sources/plan.yaml", format!("{plan}{}", "# \n".repeat(300_000)));
            let object = json(&check(&project, &["--format", "json"]));
            let count = &object["counts"][0];
            assert_eq!((&count["count"], &count["shown"]), (&300_000.into(), &1_000.into()));
            // A lock of another plan, as large as a source may be.
            let lines: String = (0..40_000).map(|number| format!("{number}\tpage:x{number}\ttitle\n")).collect();
            project.write("sources/plan.yaml", plan).write("sources/pages.lock", lines);
            let output = check(&project, &["--locked"]);
            assert_eq!(output.status.code(), Some(1));
            assert!(stderr(&output).lines().count() < 60, "{}", stderr(&output));
            assert!(stderr(&output).contains("more of this rule (`--rule lock/page-moved` shows all)"), "{}", stderr(&output));
        };

    f13: "author's text with ESC, line breaks or `::` came out raw",
        "in no format does it move a cursor, begin a line, or become a command of the CI",
        |project| {
            let hostile = "a\u{1b}[2J\u{9b}31m\u{202e}b\u{2028}c";
            let key = r#"    "k\e[2J\n::error::x\u202e\x9b31m": 1"#;
            project.edit("sources/projects/startup.yaml", "    amount: 14043", &format!("{key}\n    amount: 14043"));
            project.write("sources/projects/x\u{1b}[2J\n::stop::\u{202e}.txt", "x");
            let folder = project.root().to_str().expect("UTF-8");
            let quiet = |what: &str, text: &str| {
                let raw: Vec<_> = text.chars().filter(|c| *c != '\n' && is_active(*c)).collect();
                assert!(raw.is_empty(), "{what}: {raw:?} in {text:?}");
                let commands: Vec<_> = text.lines().filter(|line| line.starts_with("::stop") || line.starts_with("::error::x")).collect();
                assert!(commands.is_empty(), "{what}: {text:?}");
            };
            for format in ["human", "short", "json", "github", "sarif"] {
                let output = project.run(&["check", "--format", format]);
                assert_eq!(output.status.code(), Some(1), "{format}: {}{}", stdout(&output), stderr(&output));
                quiet(format, &stdout(&output));
                quiet(format, &stderr(&output));
                let lines = stdout(&output);
                match format {
                    "short" => assert!(lines.lines().all(|line| line.starts_with("sources/")), "{lines}"),
                    "github" => assert!(lines.lines().all(|line| line.starts_with("::error file=sources/")), "{lines}"),
                    "json" | "sarif" => assert_eq!(lines.lines().count(), 1),
                    _ => {}
                }
            }
            // What the caller names, and what a PDF says of itself.
            for arguments in [
                &["preflight", hostile][..],
                &["check", "-C", hostile],
                &["explain", hostile],
                &["eject", hostile, "-C", &format!("{folder}/{hostile}")],
            ] {
                for format in ["human", "json"] {
                    let output = project.run(&[arguments, &["--format", format]].concat());
                    assert_eq!(output.status.code(), Some(2));
                    quiet(arguments[0], &stdout(&output));
                    quiet(arguments[0], &stderr(&output));
                }
            }
        };

    f13_every_string: "–",
        "whatever the text, a line of a format stays a line, and a program reads back what was written",
        |_| {
            proptest!(ProptestConfig::with_cases(200), |(message in hostile(), label in hostile(), help in hostile(), path in hostile(), text in hostile(), at in 0usize..40)| {
                forms(&message, &label, &help, &path, &text, at)?;
            });
        };

    f18: "a second rename that failed, or a run that was killed, left new files beside old ones, and temporary ones",
        "all old or all new when a command ends, or else when the next one does; nothing else is left",
        |project| {
            assert_eq!(project.run(&["build"]).status.code(), Some(0));
            let old = tree(&project.path("out"));
            project.edit("sources/projects/startup.yaml", "text: 国内外の", "text: 世界中の");
            // The last of the three cannot be written.
            let map = fs::read(project.path("out/pages.json")).expect("the map");
            fs::remove_file(project.path("out/pages.json")).expect("removed");
            project.write("out/pages.json/x", "a folder in the way");
            let output = project.run(&["build"]);
            assert_eq!(output.status.code(), Some(2));
            assert!(stderr(&output).contains("`out/pages.json` cannot be written"), "{}", stderr(&output));
            fs::remove_dir_all(project.path("out/pages.json")).expect("removed");
            project.write("out/pages.json", map);
            assert!(tree(&project.path("out")) == old, "all is as it was");
            // A run that is killed at any time leaves old files, and what it has left is gone after the next.
            for after in [300, 700, 900] {
                let mut build = command();
                let build = build.arg("build").current_dir(project.root()).stdout(std::process::Stdio::null());
                let mut child = build.spawn().expect("started");
                std::thread::sleep(std::time::Duration::from_millis(after));
                child.kill().ok();
                child.wait().expect("ended");
            }
            project.write("out/.keikaku-ab12cd/new/plan.pdf", "half").write("out/.keikaku-9", "half");
            assert_eq!(project.run(&["build"]).status.code(), Some(0));
            assert_eq!(names(&project.path("out")), ["pages.json", "plan-print.pdf", "plan.pdf"]);
            let new = tree(&project.path("out"));
            assert!(new.iter().zip(&old).any(|(new, old)| new.1 != old.1));
            // As if it had been killed between two renames: whoever writes next finishes it.
            for (name, bytes) in [("plan.pdf", "one"), ("pages.json", "two")] {
                project.write(&format!("out/.keikaku-commit/new/{name}"), bytes);
            }
            project.write("out/.keikaku-commit/names", "plan.pdf\npages.json\n");
            assert_eq!(project.run(&["charts"]).status.code(), Some(0));
            assert_eq!((project.read("out/plan.pdf").as_str(), project.read("out/pages.json").as_str()), ("one", "two"));
            assert_eq!(names(&project.path("out")), ["charts", "pages.json", "plan-print.pdf", "plan.pdf"]);
        };
}

/// Text of which every part may do harm somewhere.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        Just("\u{1b}[2J".to_owned()),
        Just("\n::error::".to_owned()),
        Just("\r\n##[stop-commands]".to_owned()),
        Just("%0A:,%".to_owned()),
        Just("\u{202e}\u{2066}\u{200f}\u{61c}".to_owned()),
        Just("\u{85}\u{9b}31m\u{2028}\u{2029}\0\u{7f}\t".to_owned()),
        Just("<script>&lt;|\\|`*_[x](javascript:y)".to_owned()),
        Just("令和6年度の計画".to_owned()),
        Just("../ #?[]{}\"'".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(parts, 0..6).prop_map(|parts| parts.concat())
}

/// Asserts of a finding with these texts what holds in every form.
fn forms(message: &str, label: &str, help: &str, path: &str, text: &str, at: usize) -> Result<(), TestCaseError> {
    let mut files = Files::default();
    let file = files.add(path, text);
    let other = files.add(format!("{path}.md"), text);
    let finding = Diagnostic::new(&rule::UNKNOWN_KEY, Span::new(file, at, at + 3), message)
        .label(label)
        .also(Span::new(other, 0, text.len()), label)
        .help(help);
    let findings = [finding.clone(), finding.clone(), finding];
    let selection = Selection::new(&findings, &[], 1);
    let quiet = |form: &str, text: &str| {
        let raw: Vec<_> = text.chars().filter(|c| *c != '\n' && is_active(*c)).collect();
        prop_assert!(raw.is_empty(), "{form}: {raw:?} in {text:?}");
        Ok(())
    };
    for colour in [false, true] {
        let shown = render::human(&selection, &files, colour);
        // Colours are the renderer's own.
        let plain = if colour { strip(&shown) } else { shown };
        quiet("human", &plain)?;
        prop_assert!(!plain.lines().any(|line| line.starts_with("::")), "{plain:?}");
    }
    quiet("human", &render::human_error(message, Some(help)))?;
    prop_assert_eq!(render::human_error(message, Some(help)).lines().count(), 2);
    let short = render::short(&selection, &files);
    quiet("short", &short)?;
    prop_assert_eq!(short.lines().count(), 2);
    let github = render::github(&selection, &files) + &render::github_error(message, Some(help));
    prop_assert_eq!(github.lines().count(), 3);
    prop_assert!(github.lines().all(|line| line.starts_with("::error ")), "{github:?}");
    quiet("github", &github)?;
    let line = render::json_line(&render::json(&selection, &files));
    quiet("json", &line)?;
    prop_assert_eq!(line.lines().count(), 1);
    let read: Value = serde_json::from_str(&line).expect("JSON");
    prop_assert_eq!(read[0]["message"].as_str(), Some(findings[0].message.as_str()));
    prop_assert_eq!(read[0]["file"].as_str(), Some(path), "a program opens it");
    for log in [render::sarif(&selection, &files), render::sarif_error(message, Some(help), 2)] {
        let line = render::json_line(&log);
        quiet("sarif", &line)?;
        let read: Value = serde_json::from_str(&line).expect("JSON");
        if let Some(place) = read["runs"][0]["results"].get(0) {
            let uri = place["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
            let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~/%:".contains(&b);
            prop_assert!(uri.bytes().all(unreserved), "{uri}");
        }
    }
    let difference = Difference {
        path: path.into(),
        place: label.into(),
        old: Some(text.into()),
        new: Some(message.into()),
        reason: Some(Text::new(help.into(), findings[0].primary.span)),
        old_page: None,
        new_page: None,
    };
    let table = markdown(&[difference]);
    quiet("md", &table)?;
    let rows: Vec<_> = table.lines().collect();
    prop_assert_eq!(rows.len(), 3, "{}", &table);
    prop_assert!(!rows[2].contains(['<', '>']), "{}", &table);
    let escaped = rows[2].replace("\\\\", "");
    prop_assert_eq!(escaped.replace("\\|", "").matches('|').count(), 7, "{}", &table);
    prop_assert!(!inert(message).contains(is_active));
    Ok(())
}

/// Takes the renderer's colours away.
fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(codes, after)| {
            assert!(codes.bytes().all(|b| b.is_ascii_digit() || b == b';'), "{codes:?}");
            after
        });
    }
    out + rest
}
