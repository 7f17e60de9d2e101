//! Single faults in the shipped plan: each is found where it is, and nothing else is.
//!
//! A row changes one thing in one file. `at` is the text at which the finding must point; it stands once in the changed
//! file, and its line and column there are what must be reported. A checker that misses one of these lets a wrong plan
//! be published; one that reports more sends a clerk after faults that are none.

use std::fs;

use crate::findings::{Found, differences, findings};
use crate::project::TestProject;

/// What is done to a file.
enum Change {
    /// A text that stands once becomes another one.
    Replace(&'static str, &'static str),
    /// The file is given something at its end.
    Append(&'static str),
    /// The file is written anew.
    Write(&'static [u8]),
    /// The file is removed.
    Remove,
}
use Change::{Append, Remove, Replace, Write};

/// Where a finding must point.
enum Place {
    /// At a text that stands once in the changed file.
    Here(&'static str),
    /// At a text that stands once in another file.
    In(&'static str, &'static str),
    /// At the beginning of the file, which is not there or cannot be read.
    Head,
}
use Place::{Head, Here, In};

struct Mutation {
    /// The file, in `sources/`.
    file: &'static str,
    change: Change,
    at: Place,
    code: &'static str,
}

const fn row(file: &'static str, change: Change, at: Place, code: &'static str) -> Mutation {
    Mutation { file, change, at, code }
}

/// Returns the line and column of a text that stands once in a file; columns count characters.
fn line_column(text: &str, at: &str) -> (usize, usize) {
    assert_eq!(text.matches(at).count(), 1, "`{at}` stands once");
    let before = text.split(at).next().expect("a text before it");
    let line = before.rsplit('\n').next().expect("a line");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Makes a change and returns what is expected of it.
fn apply(project: &TestProject, mutation: &Mutation) -> Found {
    let path = format!("sources/{}", mutation.file);
    match mutation.change {
        Replace(from, to) => drop(project.edit(&path, from, to)),
        Append(text) => {
            let before = fs::read_to_string(project.path(&path)).unwrap_or_default();
            project.write(&path, before + text);
        }
        Write(bytes) => drop(project.write(&path, bytes)),
        Remove => fs::remove_file(project.path(&path)).expect("a file"),
    }
    let (file, (line, column)) = match mutation.at {
        Here(at) => (path.clone(), line_column(&project.read(&path), at)),
        In(file, at) => {
            let file = format!("sources/{file}");
            let place = line_column(&project.read(&file), at);
            (file, place)
        }
        Head => (path, (1, 1)),
    };
    (file, line, column, mutation.code.into(), String::new())
}

/// Money.
const BUDGET: &[Mutation] = &[
    row("projects/startup.yaml", Replace("amount: 14043", "amount: 14043.5"), Here("14043.5"), "budget/amount-range"),
    row("projects/startup.yaml", Replace("amount: 14043", "amount: 14,043"), Here("14,043"), "budget/amount-range"),
    row("projects/green.yaml", Replace("amount: 1781", "amount: -1781"), Here("-1781"), "budget/amount-range"),
    row("plan.yaml", Append("stated: {total: 60375}\n"), Here("60375"), "budget/total-mismatch"),
    row("projects/publicity.yaml", Append("stated: {amount: 4758}\n"), Here("4758"), "budget/total-mismatch"),
    row(
        "projects/publicity.yaml",
        Replace(
            "audiences:\n",
            "  - {id: seminar, name: 各種セミナーの開催, summary: 再度, amount: 1102, field: sme}\naudiences:\n",
        ),
        Here("各種セミナーの開催, summary: 再度"),
        "budget/duplicate-line",
    ),
    row(
        "projects/publicity.yaml",
        Replace("[base, talent]", "[sme, talent]"),
        Here("sme, talent]"),
        "budget/relisted-field",
    ),
    row("projects/publicity.yaml", Replace("[base, talent]", "[base, base]"), Here("base]"), "budget/relisted-field"),
    row(
        "projects/platform.md",
        Replace("双方をマッチング", "双方を23,134千円でマッチング"),
        Here("23,134千円"),
        "budget/amount-in-prose",
    ),
    row(
        "projects/startup.md",
        Replace("様々なリソース", "6,035.7万円のリソース"),
        Here("6,035.7万円"),
        "budget/amount-in-prose",
    ),
];

/// Days and years.
const DATES: &[Mutation] = &[
    row("projects/council.md", Replace("令和6年度以降の", "令和6年10月9日（木）の"), Here("木）の"), "dates/weekday"),
    row("projects/green.md", Replace("リアルと", "2月23日（月）にリアルと"), Here("月）に"), "dates/weekday"),
    row(
        "projects/green.md",
        Replace("リアルと", "12月9日（月）～10日（水）にリアルと"),
        Here("水）に"),
        "dates/weekday",
    ),
    row("projects/council.md", Replace("令和6年度以降", "令和6（2023）年度以降"), Here("2023"), "dates/era-mismatch"),
    row(
        "projects/green.md",
        Replace("リアルと", "平成31年5月1日から、リアルと"),
        Here("平成31年5月1日"),
        "dates/era-bounds",
    ),
    row("projects/green.md", Replace("リアルと", "9月31日まで、リアルと"), Here("9月31日"), "dates/era-bounds"),
    row(
        "projects/expo.md",
        Replace("大阪府内で", "10月11日～9日に大阪府内で"),
        Here("10月11日～9日"),
        "dates/text-range",
    ),
    row(
        "projects/life-science.yaml",
        Replace("end: 2024-10-11", "end: 2024-10-09"),
        Here("2024-10-09\n    venue"),
        "dates/range",
    ),
    row(
        "projects/expo.yaml",
        Replace("start: 2025-02-23", "start: 2024-02-23"),
        Here("2024-02-23"),
        "dates/outside-year",
    ),
    row(
        "projects/council.yaml",
        Replace("as-of: 2024-08-01", "as-of: 2024-09-01"),
        Here("2024-09-01"),
        "dates/late-as-of",
    ),
    row("projects/expo.yaml", Replace("since: 令和6年度", "since: 令和7年度"), Here("令和7年度"), "dates/year-order"),
    row("projects/green.yaml", Append("stated: {ordinal: 11}\n"), Here("11}"), "dates/ordinal-mismatch"),
    row("projects/startup.md", Replace("4か年計画の", "3年目の"), Here("3年目"), "dates/ordinal-mismatch"),
    row("cooperation.yaml", Replace("産業メッセ2024", "産業メッセ2023"), Here("2023"), "dates/other-year"),
];

/// Ids, links and pages.
const REFERENCES: &[Mutation] = &[
    row(
        "projects/startup.yaml",
        Replace("field: startup", "field: start-up"),
        Here("start-up"),
        "reference/unknown-id",
    ),
    row("plan.yaml", Replace("challenge: utilise", "challenge: utilize"), Here("utilize"), "reference/unknown-id"),
    row("cooperation.yaml", Replace("field: base", "field: bases"), Here("bases"), "reference/unknown-id"),
    row("projects/green.yaml", Replace("section: green", "section: greens"), Here("greens"), "reference/unknown-id"),
    row(
        "projects/green.md",
        Replace("(event:forum)", "(event:forums)"),
        Here("[](event:forums)"),
        "reference/unknown-id",
    ),
    row(
        "projects/council.md",
        Replace("次年度予算", "次年度予算（[](page:budgets)頁）"),
        Here("[](page:budgets)"),
        "reference/unknown-id",
    ),
    row(
        "positioning.yaml",
        Replace("parent: vision\n    cycle: 毎", "parent: visions\n    cycle: 毎"),
        Here("visions"),
        "reference/unknown-id",
    ),
    row(
        "projects/publicity.yaml",
        Replace("id: seminars", "id: newsletter"),
        Here("newsletter\n    name: 各種"),
        "reference/duplicate-id",
    ),
    row(
        "projects/publicity.yaml",
        Replace("id: seminars", "id: publicity"),
        Here("publicity\n    name: 各種"),
        "reference/duplicate-id",
    ),
    row(
        "projects/green.yaml",
        Replace("id: survey", "id: participants"),
        Here("participants\n    label: 参加者アン"),
        "reference/duplicate-id",
    ),
    row(
        "plan.yaml",
        Replace("\nglossary:", "  - {kind: section, id: none, title: 新しい項目}\n\nglossary:"),
        Here("none"),
        "reference/empty-section",
    ),
    row(
        "plan.yaml",
        Replace("{kind: cover}\n", "{kind: cover}\n  - {kind: cover}\n"),
        Here("{kind: cover}\n  # In print"),
        "reference/duplicate-page",
    ),
    row(
        "projects/startup.md",
        Replace("- [](audience:outreach)\n", ""),
        In("projects/startup.yaml", "outreach"),
        "reference/unplaced-data",
    ),
    row("projects/council.md", Replace("- 次年度予算", "- 次年度予算（4頁参照）"), Here("4頁"), "reference/typed-page"),
    row("projects/platform.md", Replace("・PR等", "・PR等 → P.11"), Here("P.11"), "reference/typed-page"),
    row(
        "amendments/2024-08-31-august.yaml",
        Replace("note: ※一部、", "note: ※一部（10ページ）、"),
        Here("10ページ"),
        "reference/typed-page",
    ),
];

/// Files and their form.
const FILES: &[Mutation] = &[
    // Though an amendment gives the plan another date, that of the original edition is looked at.
    row("plan.yaml", Replace("date: 2024-08-01", "date: 20240801"), Here("20240801"), "source/wrong-type"),
    row("plan.yaml", Replace("date: 2024-08-01", "date: 2024-08-41"), Here("2024-08-41"), "source/invalid-value"),
    row(
        "plan.yaml",
        Replace("title: 広域産業振興局事業計画", "title: 広域産業: 事業計画"),
        Here(": 事業計画"),
        "source/yaml-syntax",
    ),
    row(
        "projects/green.yaml",
        Replace("since: 平成25年度\n", "since: 平成25年度\nsection: green\n"),
        Here("section: green\nlines"),
        "source/duplicate-key",
    ),
    row("projects/green.yaml", Replace("summary: グリーン", "sumary: グリーン"), Here("sumary"), "source/unknown-key"),
    row("projects/green.yaml", Replace("    amount: 1781\n", ""), Here("id: green\n"), "source/missing-key"),
    row(
        "projects/green.yaml",
        Replace("since: 平成25年度", "since: [平成25年度]"),
        Here("[平成25年度]"),
        "source/wrong-type",
    ),
    row("plan.yaml", Replace("colour: sky", "colour: skye"), Here("skye"), "source/invalid-value"),
    row(
        "projects/green.yaml",
        Replace("start: 2024-12-09", "start: 2024-12-32"),
        Here("2024-12-32"),
        "source/invalid-value",
    ),
    row(
        "projects/green.yaml",
        Replace("value: 210\n    unit: 人\n    comparison: 以上", "value: 210\n    unit: 人\n    comparison: 以上の"),
        Here("以上の"),
        "source/invalid-value",
    ),
    row("plan.yaml", Replace("{kind: positioning}", "{kind: position}"), Here("position}"), "source/invalid-value"),
    row("projects/green.md", Remove, In("projects/green.yaml", "section: green"), "source/missing-file"),
    row("vision.yaml", Remove, In("plan.yaml", "vision}"), "source/missing-file"),
    row("projects/green.yaml", Remove, In("projects/green.md", "# 事業目的"), "source/unused-file"),
    row(
        "plan.yaml",
        Replace("  - {kind: vision}\n", ""),
        In("vision.yaml", "関西がめざす将来像\n"),
        "source/unused-file",
    ),
    row("projects/green.md", Write(b"# \xff\n"), Head, "source/unreadable-file"),
];

/// Markdown and images.
const PROSE: &[Mutation] = &[
    row("projects/startup.md", Replace("# 事業概要", "# 事業の概要"), Here("# 事業の概要"), "prose/headings"),
    row("projects/startup.md", Replace("# 事業概要", "## 事業概要"), Here("## 事業概要"), "prose/headings"),
    row("projects/green.md", Replace("# 事業目的\n", ""), Here("# 事業概要"), "prose/headings"),
    row(
        "projects/council.md",
        Replace("[](table:revised)", "[](table:current)\n\n以上"),
        Here("[](table:current)\n\n以上"),
        "prose/placement",
    ),
    row("projects/green.md", Replace("フォーラム開催。", "フォーラム<br>開催。"), Here("<br>"), "prose/html"),
    row("projects/green.md", Replace("- 多くの", "- `多くの`"), Here("`多くの`"), "prose/unsupported"),
    row("projects/green.md", Replace("- 多くの", "- [多く](file:///etc/passwd)の"), Here("[多く]"), "prose/link"),
    row(
        "projects/green.md",
        Replace("[](event:forum)", "開催：[](event:forum)"),
        Here("[](event:forum)"),
        "prose/placement",
    ),
    row(
        "projects/green.md",
        Replace("[](event:forum)", "[](event:forum)\n\n![図](images/map.png)"),
        Here("![図]"),
        "image/unusable",
    ),
    row(
        "projects/green.md",
        Replace("[](event:forum)", "[](event:forum)\n\n![](images/map.png)"),
        Here("![]"),
        "image/no-alt",
    ),
];

/// Fields, challenges and targets.
const TARGETS: &[Mutation] = &[
    row(
        "plan.yaml",
        Replace("\noverhead:", "  - {id: new, name: 新分野, challenge: exert, colour: sky}\n\noverhead:"),
        Here("新分野"),
        "taxonomy/unused-field",
    ),
    row(
        "projects/expo.yaml",
        Append("stated: {challenges: [utilise]}\n"),
        Here("[utilise]"),
        "taxonomy/challenge-mismatch",
    ),
    row("projects/green.yaml", Replace("unit: 人", "unit: 社"), Here("社\n    comparison"), "target/unit-fit"),
    row(
        "projects/platform.yaml",
        Replace("アクセス件数\n    value: 23000\n    unit: 件", "アクセス件数\n    value: 23000\n    unit: 回"),
        Here("回\n"),
        "target/unit-fit",
    ),
    row("projects/startup.yaml", Replace("unit: 社", "unit: 名"), Here("名\nignore"), "target/unit-word"),
    row("projects/green.yaml", Replace("    unit: 人\n", ""), Here("参加者数"), "target/incomplete"),
    row("vision.yaml", Replace("value: 25", "value: 250"), Here("\"%\""), "target/percentage"),
    row("projects/green.yaml", Replace("value: 70", "value: 170"), Here("\"%\""), "target/percentage"),
    row(
        "amendments/2024-08-31-august.yaml",
        Replace("from: 1500", "from: 1600"),
        Here("1600"),
        "amendment/from-mismatch",
    ),
    row(
        "amendments/2024-08-31-august.yaml",
        Replace("targets/sake-visitors/value", "targets/sake-visitor/value"),
        Here("sake-visitor/"),
        "amendment/unknown-path",
    ),
    row("projects/green.md", Replace("リアルとオンライン", "リアル⇒オンライン"), Here("⇒"), "target/typed-change"),
];

/// Wording.
const WORDING: &[Mutation] = &[
    row("projects/green.md", Replace("研究成果を域内", "研究成果をを域内"), Here("をを"), "wording/doubled"),
    row("projects/expo.md", Replace("日本酒を", "日本酒ののを"), Here("のの"), "wording/doubled"),
    row("projects/green.md", Replace("意見交換の場", "意見交換、、の場"), Here("、、"), "wording/doubled"),
    row("projects/green.md", Replace("「水素", "水素"), Here("」をテーマ"), "wording/unbalanced-brackets"),
    row(
        "projects/startup.md",
        Replace("（スタートアップ、", "スタートアップ、"),
        Here("）の集積"),
        "wording/unbalanced-brackets",
    ),
    row(
        "projects/startup.yaml",
        Replace("等への登録）", "等への登録"),
        Here("（Crunch"),
        "wording/unbalanced-brackets",
    ),
    row("projects/green.md", Replace("リアルと", "（リアル」と"), Here("」とオン"), "wording/unbalanced-brackets"),
    row("projects/platform.md", Replace("（事業化）", "(事業化）"), Here("(事業化"), "wording/mixed-brackets"),
    row("projects/platform.md", Replace("コンシェルジュ", "ｺﾝｼｪﾙｼﾞｭ"), Here("ｺﾝｼｪﾙｼﾞｭ"), "wording/half-width-katakana"),
    row("projects/expo.md", Replace("の1つ", "の１つ"), Here("１つ"), "wording/style"),
    row("projects/green.md", Replace("めざす最新", "めざす，最新"), Here("，"), "wording/style"),
    row("projects/green.md", Replace("域内の企業", "域内の㈱企業"), Here("㈱"), "wording/machine-dependent"),
    row("projects/green.md", Replace("盛り込む", "盛り込む "), Here(" \n- 多く"), "wording/trailing-space"),
    row(
        "projects/expo.yaml",
        Replace("興味・関心が高まった", "①興味②関心④意欲が高まった"),
        Here("④"),
        "wording/enumeration-order",
    ),
    row("projects/green.md", Replace("が実施する", "の取組み"), Here("取組み"), "wording/glossary"),
    row(
        "projects/life-science.md",
        Replace("これまでの取組に", "これまでの取り組みに"),
        Here("取り組み"),
        "wording/glossary",
    ),
    row(
        "projects/publicity.md",
        Replace("および", "及び"),
        In("projects/publicity.yaml", "wording/glossary, text: および"),
        "settings/unused-ignore",
    ),
];

/// Characters and pages.
const LAYOUT: &[Mutation] = &[
    row(
        "projects/green.yaml",
        Replace(
            "summary: グリーン分野",
            "summary: 314159265358979323846264338327950288419716939937510582097494459230781640628620、グリーン分野",
        ),
        Here("31415926"),
        "layout/overflow",
    ),
    row("projects/green.yaml", Replace("大阪工業大学", "𠮷野工業大学"), Here("𠮷"), "layout/missing-glyph"),
    row("projects/council.yaml", Replace("稻田", "稻\u{e000}"), Here("\u{e000}"), "layout/missing-glyph"),
    row(
        "projects/green.md",
        Replace(
            "\n- 多く",
            concat!(
                "\n- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- 七\n- 八\n- 九\n- 十\n- 一\n- 二\n- 三\n- 四\n- 五",
                "\n- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- 七\n- 八\n- 九\n- 十\n- 一\n- 二\n- 三\n- 四\n- 五\n- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- 多く"
            ),
        ),
        In("projects/green.yaml", "「カーボンニュートラル研究"),
        "layout/sheet-too-long",
    ),
];

fn check(mutations: &[Mutation]) {
    let mut failures = Vec::new();
    for mutation in mutations {
        let project = TestProject::shipped();
        let expected = apply(&project, mutation);
        let what = format!("{} ({})", mutation.file, mutation.code);
        failures.extend(differences(&what, vec![expected], findings(&project)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

// Each says what is lost without it.

// Otherwise the shipped plan would be noisy, and every row below would prove nothing.
#[test]
fn the_shipped_plan_has_no_finding() {
    assert_eq!(findings(&TestProject::shipped()), []);
}

// Otherwise a plan would be published with an amount that is wrong, counted twice, or stays behind.
#[test]
fn faults_of_money_are_found() {
    check(BUDGET);
}

// Otherwise people would come on the wrong day.
#[test]
fn faults_of_days_are_found() {
    check(DATES);
}

// Otherwise a reader would be sent to the wrong page, or a part would be left out.
#[test]
fn faults_of_references_are_found() {
    check(REFERENCES);
}

// Otherwise a slip of the keyboard would silently leave something out, or stop with nothing to go by.
#[test]
fn faults_of_files_are_found() {
    check(FILES);
}

// Otherwise sheets would differ in their parts, or show what no one has written.
#[test]
fn faults_of_prose_are_found() {
    check(PROSE);
}

// Otherwise targets could not be measured, and an update would not say what it changed.
#[test]
fn faults_of_targets_are_found() {
    check(TARGETS);
}

// Otherwise the text would go out with slips that a proof-reader has to look for.
#[test]
fn faults_of_wording_are_found() {
    check(WORDING);
}

// Otherwise a name would be printed as an empty box, or a sheet run over to a page that no one planned.
#[test]
fn faults_of_layout_are_found() {
    check(LAYOUT);
}

// Otherwise rows could be lost without anyone seeing it.
#[test]
fn the_table_is_as_long_as_promised() {
    let tables = [BUDGET, DATES, REFERENCES, FILES, PROSE, TARGETS, WORDING, LAYOUT];
    assert!(tables.iter().map(|table| table.len()).sum::<usize>() >= 48);
}
