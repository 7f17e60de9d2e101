//! Editions: what a mid-year update changes, what follows from it, and what is refused.

use std::fs;
use std::path::Path;
use std::process::Command;

use keikaku::verify::{Pdf, PdfPage};

use crate::project::TestProject;

fn json(project: &TestProject, arguments: &[&str]) -> serde_json::Value {
    let output = project.run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn pdf_text(project: &TestProject, path: &str) -> String {
    let pdf = Pdf::read(fs::read(project.path(path)).expect("a PDF")).expect("a PDF");
    pdf.pages.iter().map(PdfPage::text).collect()
}

fn build(project: &TestProject, arguments: &[&str]) {
    let output = project.run(&[&["build"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn both_editions_are_made_from_the_same_sources() {
    let project = TestProject::shipped();
    build(&project, &[]);
    build(&project, &["--edition", "original"]);
    let (latest, original) = (pdf_text(&project, "out/plan.pdf"), pdf_text(&project, "out/plan-original.pdf"));
    assert!(latest.contains("1,500名⇒500名"), "the change as published");
    assert!(latest.contains("⇒PRツールにおいてとりまとめる視察先件数：30件以上"), "the replaced target as published");
    assert!(latest.contains("※一部、令和6年8月末時点で確定した内容の更新を含む"));
    assert!(original.contains("ブース来場者数：1,500名") && original.contains("閲覧数：2,000件以上"));
    for later in ["⇒", "500名", "視察先件数", "8月末時点"] {
        assert!(!original.replace("1,500名", "").contains(later), "{later} came later");
    }
    for edition in ["original", "latest", "2024-08-30", "2024-08-31"] {
        let output = project.run(&["check", "--deny-warnings", "--as-of", edition]);
        assert!(output.status.success(), "{edition}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn an_edition_by_day_includes_what_had_taken_effect() {
    let project = TestProject::shipped();
    build(&project, &["--as-of", "2024-08-30"]);
    build(&project, &["--as-of", "2024-08-31"]);
    assert!(!pdf_text(&project, "out/plan-2024-08-30.pdf").contains('⇒'));
    assert!(pdf_text(&project, "out/plan-2024-08-31.pdf").contains('⇒'));
    assert_eq!(project.run(&["build", "--as-of", "yesterday"]).status.code(), Some(2));
}

#[test]
fn the_reader_chooses_how_much_of_a_change_is_shown() {
    let project = TestProject::shipped();
    amend(
        &project,
        "2024-11-01-wording",
        "  - {path: projects/startup/prose/事業目的, from: ブランドとして確立し, to: 目印として確立し, reason: 表現}\n",
    );
    let text = |changes: &str| {
        build(&project, &["--changes", changes]);
        pdf_text(&project, "out/plan.pdf")
    };
    let full = text("full");
    // A word says what the lines show, for those who cannot see them.
    assert!(full.contains("〔削除〕ブランドとして確立し〔追加〕目印として確立し"), "{full}");
    for quiet in ["marks", "none"] {
        let quiet = text(quiet);
        assert!(quiet.contains("を目印として確立し") && !quiet.contains("ブランドとして確立し"));
        assert!(!quiet.contains('⇒') && !quiet.contains('〔'), "only the new values");
    }
}

/// Writes an amendment with the given changes.
fn amend(project: &TestProject, name: &str, changes: &str) {
    let date = &name[..10];
    let text = format!("date: {date}\ntitle: 更新\nnote: ※{date}の更新を含む\nchanges:\n{changes}");
    project.write(&format!("sources/amendments/{name}.yaml"), text);
}

/// What a step of the chain must leave: total, sheets in order with their pages, and that the plan holds.
fn expect(project: &TestProject, total: i64, sheets: &[(&str, &str)]) {
    let check = json(project, &["check", "--deny-warnings"]);
    assert_eq!(check["status"], "ok", "{check}");
    assert_eq!(check["facts"]["total_thousand_yen"], total);
    let pages = json(project, &["pages"]);
    let parts = pages["parts"].as_array().expect("parts");
    let found: Vec<_> = parts
        .iter()
        .filter_map(|part| Some((part["label"].as_str()?.strip_prefix("project:")?, part["page"].as_str()?)))
        .collect();
    assert_eq!(found, sheets);
    build(project, &[]);
    let text = pdf_text(project, "out/plan.pdf");
    let total = format!("{},{:03}千円", total / 1000, total % 1000);
    assert!(text.contains(&format!("令和6年度予算額：{total}")), "{total} in the list");
}

#[test]
fn a_year_of_updates_goes_through() {
    let project = TestProject::shipped();
    let shipped = [
        ("startup", "6"),
        ("life-science", "7"),
        ("green", "8"),
        ("platform", "9"),
        ("regional-appeal", "10"),
        ("publicity", "11"),
        ("expo", "12"),
        ("council", "13"),
    ];
    expect(&project, 60_357, &shipped);

    // The budget is cut across three projects; a relisted line is among them.
    amend(
        &project,
        "2024-09-20-cut",
        "  - {path: projects/startup/lines/startup/amount, from: 14043, to: 13000, reason: 減額補正}\n\
         \x20 - {path: projects/platform/lines/platform/amount, from: 23134, to: 20000, reason: 減額補正}\n\
         \x20 - {path: projects/publicity/lines/seminars/amount, from: 1102, to: 1000, reason: 減額補正}\n",
    );
    expect(&project, 60_357 - 1_043 - 3_134 - 102, &shipped);
    let text = pdf_text(&project, "out/plan.pdf");
    assert_eq!(text.matches("(1,000)").count(), 2, "both 再掲 rows follow");
    assert!(text.contains("（4,683千円）"), "the sheet's sum follows");
    assert!(text.contains("14,043⇒13,000"), "the list shows what changed");

    // A project is withdrawn: its section goes with it, later sheets move up.
    amend(&project, "2024-10-15-withdrawn", "  - {path: projects/green, withdraw: true, reason: 中止}\n");
    let without_green = [
        ("startup", "6"),
        ("life-science", "7"),
        ("platform", "8"),
        ("regional-appeal", "9"),
        ("publicity", "10"),
        ("expo", "11"),
        ("council", "12"),
    ];
    // The field is left to 協調事業; nothing else refers to the project.
    expect(&project, 56_078 - 1_781, &without_green);
    let locked = project.run(&["check", "--locked", "--format", "short"]);
    assert_eq!(locked.status.code(), Some(1), "the agreed pages moved");
    assert!(String::from_utf8_lossy(&locked.stdout).contains("moved from page 9 to page 8"));

    // One is added, with files of its own.
    amend(
        &project,
        "2024-11-10-added",
        "  - path: pages\n    add: {kind: section, id: design, title: デザイン経営の普及}\n    after: expo\n    reason: 新規\n\
         \x20 - {path: projects, add: design, reason: 新規}\n",
    );
    project.write(
        "sources/amendments/2024-11-10-added/design.yaml",
        "section: design\nsince: 令和6年度\nlines:\n  - {id: design, name: デザイン経営の普及, summary: 講座を開く, \
         amount: 500, field: sme}\ntargets:\n  - {id: students, label: 受講者数, value: 50, unit: 人, comparison: 以上}\n",
    );
    project.write(
        "sources/amendments/2024-11-10-added/design.md",
        "# 事業目的\n\nデザイン経営を広める。\n\n# 事業概要\n\n講座の開催\n\n# 事業のねらい・取組のポイント\n\n- 実践を重んじる\n",
    );
    let with_design = [
        ("startup", "6"),
        ("life-science", "7"),
        ("platform", "8"),
        ("regional-appeal", "9"),
        ("publicity", "10"),
        ("expo", "11"),
        ("design", "12"),
        ("council", "13"),
    ];
    expect(&project, 54_297 + 500, &with_design);
    let text = pdf_text(&project, "out/plan.pdf");
    assert!(text.contains("09デザイン経営の普及") && text.contains("事業開始年度：令和6年度（1年目）"));

    // A schedule moves, a member is replaced.
    amend(
        &project,
        "2024-12-01-people",
        "  - {path: projects/life-science/events/biojapan/end, from: 2024-10-11, to: 2024-10-12, reason: 会期の延長}\n\
         \x20 - path: projects/council/members/committee/groups/（学識経験者）/people/水野 真彦 氏\n\
         \x20   from: {name: 水野 真彦 氏}\n    to: {name: 田中 花子 氏}\n    reason: 委員の交代\n",
    );
    expect(&project, 54_797, &with_design);
    let text = pdf_text(&project, "out/plan.pdf");
    assert!(text.contains("10月9日（水）～11日（金）⇒令和6年10月9日（水）～12日（土）"), "weekdays are computed anew");
    assert!(text.contains("水野真彦氏⇒田中花子氏"));

    // The change table has every step, with pages, moved parts and the new total.
    let table = json(&project, &["changes"]);
    let rows = table["changes"].as_array().expect("changes");
    let row = |path: &str| rows.iter().find(|row| row["path"] == path).unwrap_or_else(|| panic!("{path} in {table:#}"));
    let amount = row("projects/startup/lines/startup/amount");
    assert_eq!((amount["old"].as_str(), amount["new"].as_str()), (Some("14,043千円"), Some("13,000千円")));
    assert_eq!((amount["reason"].as_str(), amount["new_page"].as_str()), (Some("減額補正"), Some("6")));
    assert_eq!(row("projects/green")["new"], serde_json::Value::Null);
    assert_eq!(row("projects/green")["old_page"], "8");
    assert_eq!(row("projects/design")["new_page"], "12");
    assert_eq!(row("total")["new"], "54,797千円");
    assert_eq!(row("pages/project:platform")["new"], "8頁");
    // The original is untouched by all this.
    build(&project, &["--edition", "original"]);
    assert!(pdf_text(&project, "out/plan-original.pdf").contains("令和6年度予算額：60,357千円"));
}

#[test]
fn the_change_table_is_a_document_and_data() {
    let project = TestProject::shipped();
    let output = project.run(&["changes"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = pdf_text(&project, "out/changes.pdf");
    for cell in [
        "新旧対照表",
        "旧：当初新：令和6年8月31日",
        "1,500",
        "500",
        "（新設）",
        "令和6年8月末時点で確定した内容への更新",
    ] {
        assert!(text.contains(&cell.replace(' ', "")), "{cell}: {text}");
    }
    let csv = String::from_utf8(project.run(&["changes", "--format", "csv"]).stdout).expect("UTF-8");
    assert!(csv.starts_with("\u{feff}path,place,old,new,old_page,new_page,reason\r\n"));
    assert!(csv.contains("projects/expo/targets/sake-visitors/value,"));
    let markdown = String::from_utf8(project.run(&["changes", "--format", "md"]).stdout).expect("UTF-8");
    assert!(markdown.starts_with("| 箇所 | 旧 | 新 |"));
    let none = project.run(&["changes", "--from", "latest"]);
    assert!(String::from_utf8_lossy(&none.stdout).contains("nothing differs"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn edits_since_a_revision_become_an_amendment() {
    let project = TestProject::shipped();
    git(project.root(), &["init", "-q"]);
    git(project.root(), &["add", "sources"]);
    git(project.root(), &["commit", "-qm", "original"]);
    // Lines broken otherwise, keys in another order and what the printing house asks for are no change.
    let plan = project.read("sources/plan.yaml");
    project.write("sources/plan.yaml", format!("{plan}\nprint: {{pad-to: 4}}\n"));
    project.edit("sources/projects/startup.md", "国内外へ発信し、", "国内外へ\n発信し、");
    project.edit(
        "sources/plan.yaml",
        "{id: administration, name: 管理費, amount: 410}",
        "{name: 管理費, amount: 410, id: administration}",
    );
    let none = json(&project, &["changes", "--from-git", "HEAD"]);
    assert_eq!(none["changes"], serde_json::json!([]), "{none:#}");
    // These are.
    project.edit("sources/projects/startup.yaml", "amount: 14043", "amount: 14000");
    project.edit("sources/projects/council.md", "次年度予算", "次年度の予算");
    project.edit(
        "sources/projects/expo.yaml",
        "    value: 75\n    unit: \"%\"\n    comparison: 以上\n    item: 1",
        "    value: 80\n    unit: \"%\"\n    comparison: 以上\n    item: 1",
    );
    let edited = json(&project, &["changes", "--from-git", "HEAD"]);
    let paths: Vec<_> = edited["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|row| row["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(
        paths,
        [
            "projects/council/prose/事業概要",
            "projects/expo/targets/interest/value",
            "projects/startup/lines/startup/amount",
            // What a reader sees as different because of it.
            "total",
            "charts/fields",
            "charts/challenges",
            "charts/projects"
        ]
    );
    let file = "sources/amendments/2024-11-01-edits.yaml";
    let output = project.run(&["changes", "--from-git", "HEAD", "--write-amendment", file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The proposal, applied to the original sources, makes the same plan.
    let proposal = project.read(file);
    git(project.root(), &["checkout", "-q", "--", "sources"]);
    project.write(file, proposal);
    let amended = json(&project, &["changes", "--from", "2024-08-31"]);
    let of = |table: &serde_json::Value| -> Vec<(String, String, String)> {
        let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let rows = table["changes"].as_array().expect("changes").iter();
        rows.map(|row| (text(row, "path"), text(row, "old"), text(row, "new")))
            .filter(|(path, ..)| path != "date" && path != "edition-note")
            .collect()
    };
    assert_eq!(of(&amended), of(&edited));
    // Nothing is overwritten.
    let again = project.run(&["changes", "--from-git", "HEAD", "--write-amendment", file]);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn without_a_repository_it_says_so() {
    let project = TestProject::shipped();
    let message = |output: std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let outside = project.run(&["changes", "--from-git", "HEAD"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(message(outside).contains("is not in a git repository"));
    git(project.root(), &["init", "-q"]);
    let unknown = project.run(&["changes", "--from-git", "--output=/tmp/x"]);
    assert_eq!(unknown.status.code(), Some(2), "a revision is never an option of git");
    let unknown = project.run(&["changes", "--from-git", "v1"]);
    assert!(message(unknown).contains("no such revision"));
}

#[test]
fn a_fault_of_old_sources_is_shown_as_git_names_them() {
    let project = TestProject::shipped();
    git(project.root(), &["init", "-q"]);
    project.edit("sources/projects/startup.yaml", "amount: 14043", "amuont: 14043");
    git(project.root(), &["add", "sources"]);
    git(project.root(), &["commit", "-qm", "broken"]);
    project.edit("sources/projects/startup.yaml", "amuont: 14043", "amount: 14043");
    let output = project.run(&["changes", "--from-git", "HEAD"]);
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains("HEAD:sources/projects/startup.yaml:8:5"), "{text}");
}
