//! Markdown, and what looks like it.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use super::{cases, finds, made, says};
use crate::project::TestProject;

const GREEN: &str = "sources/projects/green.md";
const DATA: &str = "sources/projects/green.yaml";

/// Writes a text before the sheet's event and returns the line on which it begins.
fn write(project: &TestProject, text: &str) -> usize {
    let event = "[](event:forum)";
    let line = project.read(GREEN).lines().position(|line| line == event).expect("an event") + 1;
    project.edit(GREEN, event, &format!("{text}\n\n{event}"));
    line
}

/// Asserts that each text, in a paragraph of its own, has one finding of a rule, at a part of it, and no other.
fn finds_each(rule: &str, texts: &[(&str, &str)]) {
    let project = TestProject::shipped();
    let all: Vec<_> = texts.iter().map(|(text, _)| *text).collect();
    let mut line = write(&project, &all.join("\n\n"));
    let mut expected = Vec::new();
    for (text, at) in texts {
        let before = &text[..text.find(at).unwrap_or_else(|| panic!("`{at}` in {text}"))];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        expected.push(format!("projects/green.md:{}:{column} {rule}", line + before.matches('\n').count()));
        line += text.matches('\n').count() + 2;
    }
    finds(&project, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

/// Returns the addresses of a PDF's links, as the file has them.
fn addresses(project: &TestProject) -> Vec<String> {
    let (built, _) = project.build();
    let document = lopdf::Document::load_mem(&built.expect("a plan").pdf).expect("a PDF");
    let action = |object: &lopdf::Object| {
        let action =
            object.as_dict().ok()?.get(b"A").and_then(|action| document.dereference(action)).ok()?.1.as_dict().ok()?;
        let address = action.get(b"URI").and_then(lopdf::Object::as_str).ok()?;
        // Latin-1 shows every byte that is no ASCII.
        Some(address.iter().map(|byte| char::from(*byte)).collect())
    };
    document.objects.values().filter_map(action).collect()
}

/// Asserts that the program refuses a plan in a process of its own, at a place: a stack that overflows would end it.
fn refuses(project: &TestProject, place: &str, code: &str) {
    let output = project.run(&["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{}", &said[..said.len().min(2_000)]);
    let found = said.lines().any(|line| line.contains(place) && line.contains(code));
    assert!(found, "{place} {code}: {}", &said[..said.len().min(2_000)]);
}

cases! {
    a3: "full-width marks typed through an input method were printed as they stood, references lost, list lines glued",
        "each is an error at its place that says what to type: no reference may be lost, no line joined unsaid",
        |project| {
            let text = "詳しくは[]（page:expo）頁、[] (page:expo)頁、[公式]（https://example.jp/）を参照。\n\n-　発信する\n-　募集する";
            let line = write(&project, text);
            finds(&project, &[
                &format!("projects/green.md:{line}:5 prose/lookalike `[]（page:expo）` is no reference: `（` and `）` are full-width"),
                &format!("projects/green.md:{line}:20 prose/lookalike there is a space between the marks"),
                &format!("projects/green.md:{line}:36 prose/lookalike `[公式]（https://example.jp/）` is no link"),
                &format!("projects/green.md:{}:1 prose/lookalike the space behind it is no half-width one", line + 2),
            ]);
            says(&project, "prose/lookalike", &["write `[](page:expo)`"]);
            says(&project, "prose/lookalike", &["write `[公式](https://example.jp/)`"]);
            says(&project, "prose/lookalike", &["write `- 発信する`"]);
        };
    a3_references: "other mixtures: brackets of every width, no brackets, a space in the address",
        "as above: whoever types them means a reference",
        |_| {
            finds_each("prose/lookalike", &[
                ("詳しくは［］(page:expo)頁。", "［］"),
                ("詳しくは［］（ｐａｇｅ：ｅｘｐｏ）頁。", "［］"),
                ("詳しくは【】（page:expo）頁。", "【】"),
                ("詳しくは[](page: expo)頁。", "[](page"),
                ("詳しくは(page:expo)頁。", "(page"),
                ("詳しくはpage:expo頁。", "page"),
                ("詳しくは[]\n(page:expo)頁。", "[]"),
                ("- 詳しくは［］(title:expo)。", "［］"),
                ("**［］(title:expo)**を見る。", "［］"),
                ("| 区分 | 参照 |\n| --- | --- |\n| 一 | ［］(title:expo) |", "［］"),
                ("注[^1]を見る。", "[^1]"),
            ]);
            finds_each("prose/link", &[("[全角](page：expo)を見る。", "[全角]"), ("[全角](https：//a.jp)を見る。", "[全角]")]);
        };
    a3_lists: "`１．項目`, `-項目` and the like under one another",
        "an error at the first line that is joined, with the mark to type",
        |project| {
            finds_each("prose/lookalike", &[
                ("１．講演\n２．交流会", "２．"),
                ("-発信する\n-募集する", "-発信"),
                ("次を行う。\n\n1. 講演\n2.交流会", "2.交流会"),
                ("（1）講演\n（2）交流会", "（2）"),
            ]);
            write(&project, "１．講演\n２．交流会");
            says(&project, "prose/lookalike", &["write `2. 交流会`", "end each but the last with `\\`"]);
        };
    a3_near: "what only resembles such a mark",
        "is text: brackets with words, enumerations within a sentence, lines that the author keeps apart",
        |project| {
            write(&project, "【公式】（案）、「[ ]」、①相談②支援、（1）の事業、大学・研究機関。\n\n① 講演\\\n② 交流会\n\n取組は、①調査、\n②試行とする。");
            made(&project).clean().shows("【公式】（案）、「[ ]」、①相談②支援、（1）の事業、大学・研究機関。").shows("①調査、②試行とする。");
        };
    a3_escaped: "marks that are meant as text",
        "are printed: what is escaped is no slip",
        |project| {
            write(&project, "\\*\\*と\\_\\_を使い、\\[](page\\:expo)と書く。\\\\も。");
            made(&project).clean().shows("**と__を使い、[](page:expo)と書く。\\も。");
        };
    a3_amendment: "the same slip in what an amendment puts in",
        "is found there",
        |project| {
            project.write("sources/amendments/2024-10-01-a.yaml", "date: 2024-10-01\ntitle: 更新\nnote: 更新\nchanges:\n  - path: projects/green/prose/事業目的\n    from: シーズの事業化を促進する\n    to: 詳しくは[]（page:expo）頁\n    reason: 更新\n");
            says(&project, "prose/lookalike", &["`[]（page:expo）` is no reference", "write `[](page:expo)`"]);
        };
    a3_yaml: "a reference or bold type in a value of YAML, where no Markdown is read",
        "reported: it would be printed with its marks",
        |project| {
            project.edit(DATA, "label: 参加者数", "label: 参加者数（[](page:expo)頁）");
            says(&project, "prose/lookalike", &["`[](page:expo)` is printed as it stands", "`.md`"]);
        };
    a5_a_heading: "a heading in NFD, as macOS writes it, was not the same heading",
        "canonically equal texts are equal, in headings and everywhere",
        |project| {
            let heading = "# 事業のねらい・取組のポイント";
            let decomposed: String = heading.nfd().collect();
            assert_ne!(heading, decomposed);
            project.edit(GREEN, heading, &decomposed);
            made(&project).clean();
        };
    a5_c_prose: "prose and names in NFD",
        "are printed composed, so that they are found by searching; variants of kanji stay what they are",
        |project| {
            let decomposed: String = "グリーンのポテンシャル".nfd().collect();
            write(&project, &format!("{decomposed}\u{fa19}社"));
            made(&project).clean().shows("グリーンのポテンシャル\u{fa19}社");
        };
    a5_amendment: "prose in NFD, an amendment's `from` as a keyboard writes it",
        "is found: both are the same text",
        |project| {
            write(&project, &"グリーンの目標".nfd().collect::<String>());
            project.write("sources/amendments/2024-10-01-a.yaml", "date: 2024-10-01\ntitle: 更新\nnote: 更新\nchanges:\n  - path: projects/green/prose/事業概要\n    from: グリーンの目標\n    to: 新しい目標\n    show: replace\n    reason: 更新\n");
            made(&project).shows("新しい目標");
        };
    a7: "addresses stood in the PDF as raw UTF-8",
        "7-bit ASCII, percent-encoded once (ISO 32000-1, 12.6.4.7)",
        |project| {
            write(&project, "[案内](https://example.jp/事業/計画（案）.pdf)、[百科](https://example.jp/wiki/関西_(地方))、[検索](https://example.jp/?q=a%20b&r=年度#概要)、[照会](mailto:a@example.jp?subject=照会)、[名](https://例え.jp/)");
            let mut found = addresses(&project);
            found.sort();
            assert_eq!(found, [
                "https://example.jp/%E4%BA%8B%E6%A5%AD/%E8%A8%88%E7%94%BB%EF%BC%88%E6%A1%88%EF%BC%89.pdf",
                "https://example.jp/?q=a%20b&r=%E5%B9%B4%E5%BA%A6#%E6%A6%82%E8%A6%81",
                "https://example.jp/wiki/%E9%96%A2%E8%A5%BF_(%E5%9C%B0%E6%96%B9)",
                "https://xn--r8jz45g.jp/",
                "mailto:a@example.jp?subject=%E7%85%A7%E4%BC%9A",
            ]);
        };
    a7_none: "an address that no browser opens",
        "is refused where it stands",
        |_| finds_each("prose/link", &[("[案内](https://)を見る。", "[案内]"), ("[照会](mailto:照会)する。", "[照会]")]);
    a23: "a name of several lines put line feeds into the bookmark",
        "bookmarks, Contents and metadata have it in one line, joined as Japanese is; the sheet keeps the break",
        |project| {
            project.edit(DATA, "name: 「カーボンニュートラル研究成果事業化促進フォーラム」の実施", "name: |-\n      カーボンニュートラル\n      研究成果事業化促進フォーラム");
            project.edit("sources/plan.yaml", "title: グリーン分野におけるイノベーション創出", "title: \"KANSAI\\nGREEN\\nフォーラム\"");
            let made = made(&project);
            let titles: Vec<_> = made.pdf.outline.iter().map(|item| item.title.as_str()).collect();
            assert!(titles.iter().all(|title| !title.contains(['\n', '\r'])), "{titles:?}");
            assert!(titles.contains(&"05 カーボンニュートラル研究成果事業化促進フォーラム"), "{titles:?}");
            made.shows("KANSAI GREENフォーラム");
        };
    a23_title: "the plan's own title of several lines",
        "the same in the document's title",
        |project| {
            project.edit("sources/plan.yaml", "title: 広域産業振興局事業計画", "title: |-\n  広域産業振興局\n  事業計画");
            let (built, _) = project.build();
            let document = lopdf::Document::load_mem(&built.expect("a plan").pdf).expect("a PDF");
            let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info)).expect("information").1;
            let title = lopdf::decode_text_string(info.as_dict().and_then(|info| info.get(b"Title")).expect("a title"));
            assert_eq!(title.expect("a title"), "令和6年度 広域産業振興局事業計画");
        };
    a25_heading: "康熙部首 in a heading: both headings of the message looked the same",
        "the character is named by its number, with the one to write",
        |project| {
            project.edit(GREEN, "# 事業目的", "# 事業\u{2f6c}的");
            finds(&project, &["projects/green.md:1:1 prose/headings `\u{2f6c}` (U+2F6C) where `目` belongs"]);
            says(&project, "prose/headings", &["write `# 事業目的`"]);
        };
    a32: "an image whose path has a space was printed as text",
        "an error at its place that says to put the path into `<` and `>`; other mixtures likewise",
        |project| {
            let line = write(&project, "![会場の図](images/会場 図.png)\n\n![会場の図]（images/plain.png）");
            finds(&project, &[
                &format!("projects/green.md:{line}:1 prose/lookalike the path has a space"),
                &format!("projects/green.md:{}:1 prose/lookalike `（` and `）` are full-width", line + 2),
            ]);
            says(&project, "prose/lookalike", &["write `![会場の図](<images/会場 図.png>)`"]);
            says(&project, "prose/lookalike", &["write `![会場の図](images/plain.png)`"]);
        };
    a32_bang: "`！[…](…)`, `! […](…)`",
        "as above",
        |_| {
            finds_each("prose/lookalike", &[("！［図］（images/a.png）", "！")]);
            finds_each("prose/link", &[("！[図](images/a.png)", "[図]"), ("! [図](images/a.png)", "[図]")]);
        };
    a33: "`__重要__`, `==強調==`, ruby in braces: printed with their marks, no message",
        "a warning each: Markdown beside Japanese has only `*`, and marks of other programs mean nothing here",
        |project| {
            let line = write(&project, "これは__重要__です。==強調==する。{葛城|かつらぎ}市。");
            finds(&project, &[
                &format!("projects/green.md:{line}:4 wording/leftover-markup `__重要__`"),
                &format!("projects/green.md:{line}:13 wording/leftover-markup `==強調==`"),
                &format!("projects/green.md:{line}:22 wording/leftover-markup `{{葛城|かつらぎ}}`"),
            ]);
            says(&project, "wording/leftover-markup", &["for bold write `**重要**`"]);
            says(&project, "wording/leftover-markup", &["葛城（かつらぎ）"]);
        };
    a33_right: "`**注意：**確認`, `**（仮称）**協議会`",
        "bold, without their marks",
        |project| {
            write(&project, "**注意：**確認、**（仮称）**協議会、*強調*する。");
            made(&project).clean().shows("注意：確認、（仮称）協議会、強調する。");
        };
    b5: "lines typed under one another as in a word processor were glued together",
        "an error that names the mark of Markdown to write",
        |project| {
            let line = write(&project, "① 講演\n② 交流会\n\n・水素の部\n・蓄電池の部");
            finds(&project, &[
                &format!("projects/green.md:{}:1 prose/lookalike `②` begins no item of a list", line + 1),
                &format!("projects/green.md:{}:1 prose/lookalike `・` begins no item of a list", line + 4),
            ]);
            says(&project, "prose/lookalike", &["write `2) 交流会`"]);
            says(&project, "prose/lookalike", &["write `- 蓄電池の部`"]);
        };
    b6: "`［］(title:x)` and a table without its `|---|` row were printed as typed",
        "an error each, with what to type",
        |project| {
            let line = write(&project, "［］(title:expo)\n\n| 区分 | 資料 |\n| 第1回 | 案 |");
            finds(&project, &[
                &format!("projects/green.md:{line}:1 prose/lookalike `［` and `］` are full-width"),
                &format!("projects/green.md:{}:1 prose/lookalike no line of `-` under its head", line + 2),
            ]);
            says(&project, "prose/lookalike", &["write `| --- | --- |` as its second line"]);
        };
    b6_headings: "`#事業目的`, `＃ 事業目的`",
        "one error at the line: nothing else is out of order for it",
        |_| {
            for (slip, says) in [("#事業概要", "no space behind"), ("＃ 事業概要", "full-width"), ("#　事業概要", "full-width")] {
                let project = TestProject::shipped();
                project.edit(GREEN, "# 事業概要", slip);
                finds(&project, &[&format!("projects/green.md:5:1 prose/headings {says}")]);
            }
        };
    b6_blocks: "a line of `-` right under a text, four spaces of indent, a row that lacks a cell",
        "each is named for what it does",
        |_| {
            for (text, rule, says) in [
                ("本文です。\n----", "prose/headings", "a line of `-` makes a heading"),
                ("    字下げした本文。", "prose/unsupported", "four spaces"),
                ("| 一 | 二 |\n| --- | --- |\n| 三 |", "prose/unsupported", "has 1 of the table's 2 cells"),
                ("上\n\n---\n\n下", "prose/unsupported", "a line across the page"),
            ] {
                let project = TestProject::shipped();
                write(&project, text);
                super::says(&project, rule, &[says]);
            }
        };
    d1: "a paragraph of 10,500 short lines overflowed the stack of the compiler",
        "a finding: the text of a paragraph is composed as a list, however many pieces it has",
        |project| {
            write(&project, &vec!["あ"; 8_000].join("\n"));
            refuses(&project, "projects/green.yaml:5:11", "layout/sheet-too-long");
            let project = TestProject::shipped();
            write(&project, &vec!["a"; 10_500].join("\n"));
            refuses(&project, "projects/green.yaml:5:11", "layout/sheet-too-long");
        };
    d1_returns: "the same with lone carriage returns",
        "they end lines as in Markdown, so that places and limits are those of lines",
        |project| {
            let line = write(&project, &format!("{}\r［］(page:expo)", vec!["a"; 10_500].join("\r")));
            refuses(&project, &format!("projects/green.md:{}:1", line + 10_500), "prose/lookalike");
        };
    d7: "a text of 40,000 characters as a bookmark or an alternative text was reported at a layout",
        "refused at its line, with the limit",
        |project| {
            let long = "長".repeat(40_000);
            project.edit(DATA, "name: 「カーボンニュートラル研究成果事業化促進フォーラム」の実施", &format!("name: {long}"));
            finds(&project, &["projects/green.yaml:5:11 source/too-large a title of 40000 characters cannot be held by a PDF"]);
            says(&project, "source/too-large", &["at most 16,000 characters"]);
        };
    d7_others: "captions, names of steps and addresses of that length",
        "what becomes a string of the PDF is refused at its line, also where several texts make one",
        |project| {
            let steps: String = (0..5).fold(String::new(), |mut steps, at| {
                let _ = writeln!(steps, "      - {{name: {}{at}}}", "手順".repeat(1_700));
                steps
            });
            let data = project.read(DATA);
            project.write(DATA, format!("{data}flows:\n  - id: steps\n    title: 流れ\n    steps:\n{steps}"));
            let line = write(&project, &format!("[](flow:steps)\n\n[案内](https://example.jp/{})", "事".repeat(4_000)));
            let flow = data.lines().count() + 5;
            finds(&project, &[
                &format!("projects/green.yaml:{flow}:16 source/too-large an alternative text of the flow"),
                &format!("projects/green.md:{}:1 source/too-large the address is too long", line + 2),
            ]);
        };
    d9: "tables of 8,000 columns, 300 × 20 ten times, 2,000 references, 40,000 paragraphs took gigabytes and were aborted",
        "a sheet has a budget: refused at the line where it is spent, before anything is laid out",
        |_| {
            let row = |cell: &str, count: usize| format!("|{}", format!("{cell}|").repeat(count));
            let table = |columns: usize, rows: usize| {
                format!("{}\n{}\n{}", row("甲", columns), row("---", columns), vec![row("乙", columns); rows].join("\n"))
            };
            for (text, line, rule) in [
                (row("a", 4_000) + "\n" + &row("-", 4_000) + "\n" + &row("b", 4_000), 0, "prose/unsupported"),
                (vec![table(20, 300); 10].join("\n\n"), 250, "source/too-large"),
                (vec!["[](page:expo)頁"; 2_000].join("\n\n"), 1_000, "source/too-large"),
                (vec!["あ"; 40_000].join("\n\n"), 9_992, "source/too-large"),
                (vec!["- あ"; 40_000].join("\n\n"), 9_992, "source/too-large"),
            ] {
                let project = TestProject::shipped();
                let first = write(&project, &text);
                refuses(&project, &format!("projects/green.md:{}:", first + line), rule);
            }
        };
    d9_data: "5,000 targets; events and members likewise",
        "count in the same budget",
        |project| {
            let data = project.read(DATA);
            let targets = (0..5_100).fold(String::new(), |mut targets, at| {
                let _ = writeln!(targets, "  - {{id: t-{at}, label: 参加者, value: 3, unit: 名}}");
                targets
            });
            let before = data.split("targets:").next().expect("targets");
            project.write(DATA, format!("{before}targets:\n{targets}"));
            refuses(&project, "projects/green.yaml:", "source/too-large");
            let project = TestProject::shipped();
            let council = project.read("sources/projects/council.yaml");
            let person = council.lines().find(|line| line.contains("post:")).expect("a member");
            let people: Vec<_> = (0..3_000).map(|at| person.replace("name: ", &format!("name: 第{at} "))).collect();
            project.edit("sources/projects/council.yaml", person, &people.join("\n"));
            refuses(&project, "projects/council.yaml:", "source/too-large");
        };
    d9_honest: "a long sheet of a city: ten pages of text, lists and tables",
        "is no matter of the budget; the sheet has the pages that its source allows",
        |project| {
            let table = format!("| 年度 | 取組 | 内容 |\n| --- | --- | --- |\n{}", "| 令和6年度 | 相談会 | 企業との面談を行う |\n".repeat(40));
            let part = format!("{}\n\n{table}\n\n{}", "企業の相談に応じ、大学と結ぶ。".repeat(60), "- 面談を行う\n".repeat(30));
            write(&project, &[part.as_str(); 10].join("\n\n"));
            let (found, _) = crate::findings::reported(&project);
            let codes: Vec<_> = found.iter().map(|finding| finding.rule.code).collect();
            assert!(!codes.contains(&"source/too-large") && !codes.contains(&"prose/unsupported"), "{codes:?}");
        };
    f10: "`[ ](page:expo)頁` showed no number, `1[](page:x)頁` another one, two side by side one of both",
        "the right number, or a finding at its place",
        |project| {
            finds_each("prose/link", &[
                ("第1[](page:expo)頁を参照。", "[](page:expo)"),
                ("**1**[](page:expo)頁を参照。", "[](page:expo)"),
                ("[](page:expo)[](page:startup)頁を参照。", "[](page:startup)"),
                ("[](page:expo)\n[](page:startup)頁を参照。", "[](page:startup)"),
                ("[](page:expo)2章を参照。", "2章"),
                ("総額3[](amount:total)である。", "3["),
                ("[](page:expo)[](amount:total)である。", "[](page:expo)"),
            ]);
            // What is wrong with a link itself is found when it is read.
            finds_each("prose/link", &[
                ("[第12](page:expo)頁を参照。", "12"),
                ("[12](page:expo)頁を参照。", "[12]"),
                ("[１２](title:expo)を参照。", "[１２]"),
            ]);
            write(&project, "第１[](page:expo)頁を参照。");
            says(&project, "prose/link", &["`１` and the number of the reference"]);
            let project = TestProject::shipped();
            write(&project, "詳しくは[ ](page:expo)頁、[　](page:startup)頁を参照。");
            made(&project).clean().shows("詳しくは12頁、6頁を参照。");
        };
    f10_near: "numbers that something parts",
        "are no one number",
        |project| {
            write(&project, "第1（[](page:expo)頁）、[](page:expo)・[](page:startup)頁、令和6年度[](amount:expo)。2\\\n[](page:expo)頁。");
            made(&project).clean().shows("第1（12頁）、12・6頁、令和6年度5,756千円。");
        };
    f10_lead: "a reference in the leading sentence of 位置づけ",
        "is printed as everywhere: it was taken and nothing of it shown",
        |project| {
            let lead = project.read("sources/positioning.yaml").lines().find(|line| line.starts_with("lead:")).expect("a lead").to_owned();
            project.edit("sources/positioning.yaml", &lead, "lead: 詳しくは[](page:expo)頁の[](title:expo)を参照。");
            made(&project).clean().shows("詳しくは12頁の万博関連事業を参照。");
        };
    f10_title: "a title that ends in a digit, with a digit behind it",
        "reported as well: 展2024 and 2回 read as 展20242回",
        |project| {
            project.edit("sources/projects/expo.yaml", "section: expo", "section: expo\ntitle: 産業展2024");
            let line = write(&project, "[](title:expo)2回を参照。");
            says(&project, "prose/link", &["`2` and the number of the reference read as one number"]);
            assert!(line > 0);
        };
    f10_typed: "`十二頁`, `頁12`, `12　頁`",
        "typed page numbers, as 12頁 is",
        |_| {
            finds_each("reference/typed-page", &[
                ("詳しくは十二頁を参照。", "十二頁"),
                ("詳しくは頁12を参照。", "頁12"),
                ("詳しくは12　頁を参照。", "12　頁"),
            ]);
        };
    f10_proof: "the words of a citation had digits, and the proof counted them as page references",
        "the proof holds: words with digits are words",
        |project| {
            write(&project, "[資料2024](title:expo)と[第2部](page:expo)（[](page:expo)頁）を参照。");
            made(&project).clean().shows("資料2024と第2部（12頁）を参照。");
        };
    f19_titles: "the title of a link was lost",
        "refused at its place: nobody would see it",
        |_| {
            finds_each("prose/link", &[
                ("[案内](https://example.jp/ \"申込書\")を見る。", "[案内]"),
                ("[](page:expo \"万博\")頁", "[](page"),
            ]);
        };
    f19_lists: "a list that begins with 3, or goes from 1 to 3, was numbered anew",
        "refused at its line: the number that an author wrote is not changed unseen; `1.` throughout is Markdown's way to leave it open",
        |project| {
            for (text, at) in [("3. 三\n4. 四", 0), ("1. 一\n3. 三", 1), ("1) 一\n2) 二\n2) 三", 2)] {
                let project = TestProject::shipped();
                let line = write(&project, text);
                finds(&project, &[&format!("projects/green.md:{}:1 prose/unsupported", line + at)]);
            }
            write(&project, "1. 一\n1. 二\n1. 三");
            made(&project).clean().shows("（1）一（2）二（3）三");
        };
}
